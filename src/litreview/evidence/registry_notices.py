"""Notices of retraction and correction as registries give them: with the work itself, or with the notice that is on it.

Fields after `formats`: `retracted`, `corrected`, `expression-of-concern` and `updated` of a work say `true`, or name the notices (`Retraction,
2021-02-01, https://doi.org/10.5555/notice (retraction watch); …`); `notice-on` of a notice says of which work it is one. Some put the word before
the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from litreview import text as textual
from litreview.model import Record, RecordId
from litreview.results import Notice
from litreview.works.notices import stripped

_FIELDS = {
    "retracted": "Retraction",
    "corrected": "Correction",
    "expression-of-concern": "Expression of concern",
    "updated": "",
    "notice-on": "",
}
"""The fields, each with what a notice in it is called that does not say so itself; a new version or edition is none."""
_LABELS = (
    ("Reinstatement", re.compile(r"reinstate", re.IGNORECASE)),
    ("Retraction", re.compile(r"retract|withdraw|removal", re.IGNORECASE)),
    ("Expression of concern", re.compile(r"concern", re.IGNORECASE)),
    ("Correction", re.compile(r"correct|errat|corrigend|addend|clarif", re.IGNORECASE)),
)
_DATE = re.compile(r"\b\d{4}(?:-\d\d){0,2}(?=,|$| \()")


def registry_notices(records: Iterable[Record], homes: Mapping[RecordId, str]) -> Iterator[Notice]:
    """Yield the notices that registries' records give. `homes` has the source of each that is attached to one."""
    for record in records:
        said = [(name, one) for name in _FIELDS for one in record.get(name).split("; ") if one]
        if not record.get("retracted") and stripped(record.title)[1]:
            said.append(("retracted", ""))
        for name, one in said:
            notice = _notice(record, name, one, homes.get(record.id, ""))
            if notice.nature and (notice.doi or notice.pmid or notice.source):
                yield notice


def _notice(record: Record, name: str, said: str, source: str) -> Notice:
    label = said.partition(",")[0]
    found = textual.doi(said) if "10." in said else ""
    date = _DATE.search(said)
    # what a notice is on is another work
    on_another = name == "notice-on"
    return Notice(
        nature=next((nature for nature, words in _LABELS if words.search(label)), _FIELDS[name]),
        date=date[0] if date else "",
        doi=found if on_another else record.doi,
        pmid="" if on_another else textual.pmid(record.get("pmid")),
        notice_doi=record.doi if on_another else found,
        reason="",
        where=record.where,
        source="" if on_another else source,
    )

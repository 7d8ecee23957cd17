"""Notices of retraction and correction as registries give them: with the work itself, or with the notice that is on it.

OpenAlex says of a work whether it was retracted; Crossref says by what a work was updated, and of a notice what it updates ("update-to",
"updated-by" of its REST interface, which has the notices of Retraction Watch); some put the word before the title.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from litreview import text as textual
from litreview.model import Record, RecordId
from litreview.results import Notice
from litreview.works.notices import stripped

_NATURES = {
    **dict.fromkeys(("retraction", "withdrawal", "removal", "partial_retraction"), "Retraction"),
    **dict.fromkeys(("correction", "erratum", "corrigendum", "addendum", "clarification"), "Correction"),
    "expression_of_concern": "Expression of concern",
    "reinstatement": "Reinstatement",
}
"""What an update of Crossref means for a reader; a new version or edition is none."""


def registry_notices(records: Iterable[Record], homes: Mapping[RecordId, str]) -> Iterator[Notice]:
    """Yield the notices that registries' records give. `homes` has the source of each that is attached to one."""
    for record in records:
        source = homes.get(record.id, "")
        if _is_retracted(record):
            yield _notice(record, "Retraction", record.doi, "", "", source)
        for update in _updates(record, "updated-by"):
            yield from _of_update(record, update, record.doi, textual.doi(_text(update, "DOI")), source)
        for update in _updates(record, "update-to"):
            # the record is the notice: what it is on is another work
            yield from _of_update(record, update, textual.doi(_text(update, "DOI")), record.doi, "")


def _is_retracted(record: Record) -> bool:
    said = (value for name, value in record.fields.items() if name.endswith(("is-retracted", "isretracted")))
    return any(value.lower() == "true" for value in said) or bool(stripped(record.title)[1])


def _updates(record: Record, name: str) -> Iterator[Mapping[str, object]]:
    for field, value in record.fields.items():
        if field.endswith(name):
            try:
                found = json.loads(value)
            except (ValueError, RecursionError):
                continue
            yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _text(update: Mapping[str, object], name: str) -> str:
    value = update.get(name)
    return value if isinstance(value, str) else ""


def _of_update(
    record: Record, update: Mapping[str, object], doi: str, notice: str, source: str
) -> Iterator[Notice]:
    nature = _NATURES.get(_text(update, "type").lower().replace("-", "_").replace(" ", "_"))
    if nature and (doi or source):
        yield _notice(record, nature, doi, _date(update.get("updated")), notice, source)


def _notice(record: Record, nature: str, doi: str, date: str, notice: str, source: str) -> Notice:
    return Notice(
        nature=nature,
        date=date,
        doi=doi,
        pmid=textual.pmid(record.get("pmid")) if doi == record.doi else "",
        notice_doi=notice,
        reason="",
        where=record.where,
        source=source,
    )


def _date(value: object) -> str:
    """Return a date of Crossref as `YYYY-MM-DD`, as far as it goes.

    >>> _date({"date-parts": [[2020, 3, 25]]}), _date({"date-parts": [[2020]]}), _date("soon")
    ('2020-03-25', '2020', '')
    """
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return "-".join(f"{part:02d}" for part in first[:3] if isinstance(part, int))

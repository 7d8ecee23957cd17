"""Fills empty fields of a source from the registry records that are attached to it, each value with its place.

`filled.tsv` lists the fields that are filled, and which belong together: a volume of one record and pages of another make no address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from litreview.core.containers import grouped
from litreview.core.model import Doi, Fields, OtherValue, Record, Source
from litreview.core.text import fold
from litreview.linkage.columns import kind_of
from litreview.stages.duplicates.merge import VAGUE_TYPES, damaged
from litreview.works.journals import comparison_container
from litreview.works.places import PREPRINT_DOI, page_range

TYPE = "entrytype"
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_ALIKE = {"journaltitle": "journal", "issue": "number", "articleno": "pages", "eid": "pages"}
"""Fields that say one thing under two names."""


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """Return the fields that a source may take from a registry, by group.

    >>> groups()["date"]
    ('year', 'date', 'month')
    """
    text = files("litreview.stages.duplicates").joinpath("filled.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")][1:]
    return {group: tuple(fields) for group, fields in grouped((row[1], row[0]) for row in rows).items()}


def fill(source: Source, records: Sequence[Record]) -> Source:
    """Return a source with its empty fields filled from registry records, the first record with a value before others.

    No value of a received record is replaced: differing values of a registry are added to `values`.
    """
    taken: dict[str, tuple[str, Record]] = {}
    for group, names in groups().items():
        is_held, usable = _HELD.get(group), _USABLE.get(group, tuple)
        if is_held is None or not is_held(source):
            taken |= _BY_GROUP.get(group, _fill_group)(source, usable(records), names)
    made = _with_values(source, {name: value for name, (value, _) in taken.items()}, taken)
    filled = [OtherValue(field=name, value=value, where=one.where) for name, (value, one) in taken.items()]
    typed = _record_with_type(source, records)
    if typed is not None:
        made = replace(made, type=typed.type)
        filled.append(OtherValue(field=TYPE, value=typed.type, where=typed.where))
    others = dict.fromkeys((*source.values, *_differing_values(made, records)))
    return replace(made, enriched=tuple(records), filled=tuple(filled), values=tuple(others))


Taken = dict[str, tuple[str, Record]]


def _fill_group(source: Source, records: Sequence[Record], names: Sequence[str]) -> Taken:
    """Return values for a group of fields that are all empty, from the first record that has a sound value for one."""
    if any(source.get(name) for name in names):
        return {}
    for record in records:
        new = {name: (value, record) for name in names if (value := record.get(name)) and not damaged(value)}
        if new:
            return new
    return {}


def _doi(_: Source, records: Sequence[Record], __: Sequence[str]) -> Taken:
    return next(({"doi": (record.doi, record)} for record in records if record.doi), {})


def _place(source: Source, records: Sequence[Record], names: Sequence[str]) -> Taken:
    """Return the missing parts of a source's place, from the record that adds most and contradicts nothing.

    A preprint and its article appear in different places, so neither fills the place of the other.
    """
    known = {_ALIKE.get(name, name): source.get(name) for name in names if source.get(name)}
    found: Taken = {}
    for record in records:
        if (_kind(record) == "preprint") != (_kind(source) == "preprint"):
            continue
        values = {name: value for name in names if (value := record.get(name)) and not damaged(value)}
        if all(_agree(name, value, known.get(_ALIKE.get(name, name), "")) for name, value in values.items()):
            new = {n: (v, record) for n, v in values.items() if _ALIKE.get(n, n) not in known}
            found = max(found, new, key=len)
    if "journal" in known or "booktitle" in known:
        # a chapter's book is no journal: one container is enough
        found = {
            name: one for name, one in found.items() if name not in ("journal", "journaltitle", "booktitle")
        }
    return found


def _agree(name: str, one: str, other: str) -> bool:
    """Return whether two values of a place agree; names of journals always do, as they are written in too many ways."""
    if not other or name in ("journal", "journaltitle", "booktitle"):
        return True
    if name in ("pages", "eid", "articleno"):
        return page_range(one)[0] == page_range(other)[0]
    return fold(one) == fold(other)


def _kind(work: Source | Record) -> str:
    if PREPRINT_DOI.match(work.doi):
        return "preprint"
    return kind_of(work, fold(work.title), work.title, work.doi, comparison_container(work.container))


_HELD: Mapping[str, Callable[[Source], object]] = {
    "people": lambda source: source.authors,
    "editors": lambda source: source.editors,
    "date": lambda source: source.year,
    "doi": lambda source: source.doi,
}
"""Groups of which a source has the value that was read, whatever its fields hold."""
_USABLE: Mapping[str, Callable[[Sequence[Record]], Sequence[Record]]] = {
    # the longest: a registry may have only the first sentence
    "abstract": lambda records: sorted(records, key=lambda one: -len(one.abstract)),
    # that of a preprint only if there is no other: the work may have appeared since
    "doi": lambda records: sorted(records, key=lambda one: bool(PREPRINT_DOI.match(one.doi))),
    "url": lambda records: [one for one in records if not _RESOLVER.match(one.get("url"))],
}
"""The records that may give the values of a group, the best first; of other groups all, in their order."""
_BY_GROUP = {"doi": _doi, "place": _place}


def _record_with_type(source: Source, records: Sequence[Record]) -> Record | None:
    """Return the first record with a definite type, if the type of the source is vague (`misc`); else None."""
    if source.type not in VAGUE_TYPES:
        return None
    return next((record for record in records if record.type not in VAGUE_TYPES), None)


def _with_values(source: Source, values: Mapping[str, str], taken: Taken) -> Source:
    """Return a source with more fields, and with the people, year and DOI of the records that gave them."""

    def of(name: str) -> Record | None:
        return taken[name][1] if name in taken else None

    people, editors, dated = of("author"), of("editor"), of("year") or of("date")
    return replace(
        source,
        fields=Fields({**source.fields, **values}),
        authors=people.authors if people else source.authors,
        editors=editors.editors if editors else source.editors,
        year=dated.year if dated else source.year,
        doi=Doi(source.doi or values.get("doi", "")),
    )


def _differing_values(made: Source, records: Sequence[Record]) -> Iterator[OtherValue]:
    """Yield the values of registries that differ from those of the source, in fields that a source may take from them."""
    seen = set[tuple[str, str]]()
    for record in records:
        for name in (name for names in groups().values() for name in names):
            value, own = record.get(name), made.get(name)
            if name == "doi" and record.doi == made.doi:
                continue
            if value and own and value != own and (name, value) not in seen:
                seen.add((name, value))
                yield OtherValue(field=name, value=value, where=record.where)

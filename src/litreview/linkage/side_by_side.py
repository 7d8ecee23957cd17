"""Works side by side, field by field, for a person to compare: the same rows for page, terminal and sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litreview.core.model import Work
from litreview.core.text.spans import differing, plain_words
from litreview.works.places import page_range

FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("title", ("title",)),
    ("author", ("author",)),
    ("editor", ("editor",)),
    ("year", ("year", "date")),
    ("in", ("journal", "journaltitle", "booktitle", "maintitle", "reporter", "publication")),
    ("series", ("series",)),
    ("volume", ("volume",)),
    ("number", ("number", "issue")),
    ("pages", ("pages", "articleno", "eid")),
    ("edition", ("edition",)),
    ("institution", ("institution", "school", "organization", "court")),
    ("publisher", ("publisher",)),
    ("doi", ("doi",)),
    ("isbn", ("isbn",)),
    ("url", ("url",)),
    ("type", ("entrytype",)),
    ("note", ("note",)),
    ("abstract", ("abstract",)),
)
"""What is compared, in order, and the fields it may be in: `journal` and `journaltitle` are one thing to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of several works.

    - `differs`: for each value the stretches of text that the others don't have;
    - `same`: whether all values say the same; one that is missing somewhere is not the same;
    - `conflict`: whether two values that are there differ; a field that one work leaves out contradicts nothing.
    """

    name: str
    values: tuple[str, ...]
    differs: tuple[tuple[tuple[int, int], ...], ...]
    same: bool
    conflict: bool


def side_by_side(works: Sequence[Work], *, longest: int = 0, whole: bool = False) -> tuple[FieldRow, ...]:
    """Return a row for each field that one of the works has.

    `longest` cuts values, in characters; 0 leaves them whole. Confidential works show their type only, unless `whole`.
    """
    rows = []
    for name, fields in FIELDS:
        values = tuple(_value(work, fields, whole=whole) for work in works)
        if not any(values):
            continue
        # what differs is a matter of the whole values, whatever is shown of them
        cut = [
            _cut(value, stretches, longest)
            for value, stretches in zip(values, differing(values), strict=True)
        ]
        rows.append(
            FieldRow(
                name=name,
                values=tuple(value for value, _ in cut),
                differs=tuple(stretches for _, stretches in cut),
                same=len({plain_words(value) for value in values}) == 1,
                conflict=_pages_conflict(values)
                if name == "pages"
                else len({words for value in values if (words := plain_words(value))}) > 1,
            )
        )
    return tuple(rows)


def _pages_conflict(values: Sequence[str]) -> bool:
    """Return whether two places differ: "123-8" and "123–128" are one, and the first page alone contradicts no range."""
    ranges = {page_range(value) for value in values if plain_words(value)}
    firsts, ends = {first for first, _ in ranges}, {last for _, last in ranges if last}
    return len(firsts) > 1 or len(ends) > 1


def _value(work: Work, fields: Sequence[str], *, whole: bool) -> str:
    if work.confidential and not whole:
        return work.type if "entrytype" in fields else ""
    if "doi" in fields and work.doi:
        return work.doi
    if "year" in fields and work.year is not None:
        return str(work.year)
    people = work.authors if "author" in fields else work.editors if "editor" in fields else ()
    if people:
        return "; ".join(person.display for person in people)
    return next((value for name in fields if (value := work.get(name))), "")


def _cut(
    value: str, stretches: Sequence[tuple[int, int]], longest: int
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the beginning of a value, whole words, and the stretches that are in it."""
    if not longest or len(value) <= longest:
        return value, tuple(stretches)
    short = value[: longest + 1].rpartition(" ")[0].rstrip() or value[:longest]
    kept = tuple((start, min(end, len(short))) for start, end in stretches if start < len(short))
    return f"{short} …", kept

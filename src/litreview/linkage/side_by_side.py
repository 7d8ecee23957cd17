"""Compares works field by field, for a person to read: the same rows for page, terminal and sheet."""

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
"""The rows in order, each with the fields that it may come from: `journal` and `journaltitle` are the same to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of several works.

    - `differs`: for each value the spans of text that the others lack;
    - `same`: whether all values are the same; a missing value is not;
    - `conflict`: whether two non-empty values differ; a missing value contradicts nothing.
    """

    name: str
    values: tuple[str, ...]
    differs: tuple[tuple[tuple[int, int], ...], ...]
    same: bool
    conflict: bool


def side_by_side(works: Sequence[Work], *, longest: int = 0, whole: bool = False) -> tuple[FieldRow, ...]:
    """Return a row for each field that one of the works has.

    `longest` limits values, in characters; 0 does not. Confidential works show only their type, unless `whole`.
    """
    rows = []
    for name, fields in FIELDS:
        values = tuple(_value(work, fields, whole=whole) for work in works)
        if not any(values):
            continue
        # differences are those of the whole values, even where these are cut
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
    """Return whether pages differ: "123-8" and "123–128" are the same, and a first page alone contradicts no range."""
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
    """Return the beginning of a value, in whole words, and the spans within it."""
    if not longest or len(value) <= longest:
        return value, tuple(stretches)
    short = value[: longest + 1].rpartition(" ")[0].rstrip() or value[:longest]
    spans_within = tuple((start, min(end, len(short))) for start, end in stretches if start < len(short))
    return f"{short} …", spans_within

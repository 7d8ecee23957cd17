"""Which entries of a file may be shown, and of which lines nothing may be said.

An entry is sealed if it is confidential by what it says (`confidential.marks`), and, in a file that holds a mark or anything within
one slip of one, if it does not lie in parts of the file that are whole and without marks (`borders`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from litreview.confidential.marks import MARK, TYPES, is_confidential, is_loose, is_opened
from litreview.confidential.raw import letters_in, marks_in, named_types_in
from litreview.confidential.slips import near_in
from litreview.formats.borders import Part
from litreview.formats.building import RawEntry
from litreview.formats.readers import Format, load
from litreview.model import Problem
from litreview.sealed import is_private_path

Span = tuple[int, int]

_MACRO = re.compile(r"@\s*string\b", re.IGNORECASE)


def mark_confidential(entries: Iterable[RawEntry], path: str) -> None:
    """Mark the entries that say themselves that they may not be shown."""
    for entry in entries:
        entry.confidential = is_confidential(entry.type, entry.key, entry.fields, path)


def guard(
    row: Format,
    text: str,
    entries: Sequence[RawEntry],
    faults: Sequence[Problem],
    path: str,
    *,
    moved: Collection[int] = (),
) -> list[Span]:
    """Mark the entries that may not be shown beside those that are marked, and return the lines of which nothing may be said, as `(first, last)`.

    A file without a mark, or anything within one slip of one, has no such lines. `moved` are the lines of a table's rows that have
    an empty cell too many, are whole, and are not confidential whichever it is.
    """
    if is_private_path(path):
        return []
    for entry in entries:
        entry.confidential = entry.confidential and entry.line not in moved
    marks = marks_in(text)
    marked = marks or any(entry.confidential for entry in entries)
    if not (marked or _doubtful(row, text, entries, faults, moved)):
        return []
    starts = _starts(text)
    parts = _parts(row, text, moved)
    entries = sorted(entries, key=lambda entry: entry.line)
    hidden = [part for part in parts if not part.whole or _any_between(marks, part.start, part.end)]
    spans = _spans(text, entries, starts, by_line=row.layout == "lines")
    _seal_touched(entries, spans, hidden, marks, bibtex=row.markup == "latex")
    if any(_MACRO.search(text, part.start, part.end) for part in hidden):
        # a macro whose end is lost may hold what is behind it
        for entry in entries:
            entry.confidential = entry.confidential or bool(entry.written)
    closed = [(part.start, part.end) for part in hidden]
    closed += [span for entry, span in zip(entries, spans, strict=True) if entry.confidential]
    return sorted(
        (bisect_right(starts, start), bisect_right(starts, max(start, end - 1))) for start, end in closed
    )


def _doubtful(
    row: Format,
    text: str,
    entries: Sequence[RawEntry],
    faults: Sequence[Problem],
    moved: Collection[int],
) -> bool:
    """Return whether an interview may have lost its type or its key: a .bib file of known types, read without a fault, hides none."""
    bibtex = row.markup == "latex"
    if bibtex and not faults and all(entry.type in TYPES for entry in entries):
        return False
    header = text.lstrip().split("\n", 1)[0] if row.layout == "rows" else ""
    if any(near_in(header, MARK)) or (any(near_in(header, "item type")) and letters_in(text)):
        return True
    named = named_types_in(text, bibtex=bibtex)
    return named and (row.layout != "rows" or named_types_in(_unsure(row, text, entries, moved)))


def _starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _parts(row: Format, text: str, moved: Collection[int]) -> Iterable[Part]:
    parts: Iterable[Part] = ()
    if row.borders:
        parts = load(row.borders)(text, moved) if moved else load(row.borders)(text)
    return parts


def _unsure(row: Format, text: str, entries: Iterable[RawEntry], moved: Collection[int]) -> str:
    """Return the text of a table without the rows that are whole and say of what known type they are.

    They have lost neither a type nor a key: what looks like one in them is a title, a page or a word of an abstract.
    """
    known = {entry.line for entry in entries if entry.type in TYPES and not is_loose(entry.type)}
    known.update(moved)
    starts = _starts(text)
    kept, at = [], 0
    for part in _parts(row, text, moved):
        if part.whole and bisect_right(starts, part.start) in known:
            kept.append(text[at : part.start])
            at = part.end
    return "".join([*kept, text[at:]])


def _spans(text: str, entries: Sequence[RawEntry], starts: Sequence[int], *, by_line: bool) -> list[Span]:
    """Return the offsets that each entry may have its text from: up to the next entry, and no less than its own text."""
    begins: list[int] = []
    at = 0
    for entry in entries:
        line = starts[min(entry.line, len(starts)) - 1]
        found = text.find(entry.raw, max(at, line)) if not by_line else line
        at = found if found >= 0 else line
        begins.append(at)
    ends = [
        max(following, begin + len(entry.raw))
        for entry, (begin, following) in zip(entries, pairwise([*begins, len(text)]), strict=True)
    ]
    return [*zip(begins, ends, strict=True)]


def _seal_touched(
    entries: Sequence[RawEntry],
    spans: Sequence[Span],
    hidden: Sequence[Part],
    marks: Sequence[int],
    *,
    bibtex: bool,
) -> None:
    ends = [part.end for part in hidden]
    for entry, (begin, end) in zip(entries, spans, strict=True):
        # the first hidden part that ends behind the entry's beginning
        first = bisect_right(ends, begin)
        touched = first < len(hidden) and hidden[first].start < end
        entry.confidential = (
            entry.confidential
            or touched
            or _any_between(marks, begin, end)
            or (_may_be_one(entry) and named_types_in(entry.raw, bibtex=bibtex))
        )


def _may_be_one(entry: RawEntry) -> bool:
    return (is_loose(entry.type) or entry.type not in TYPES) and not is_opened(entry.fields, entry.key)


def _any_between(marks: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(marks, start)
    return at < len(marks) and marks[at] < end

"""Which entries of a file may be shown, and of which lines nothing may be said.

Each entry is judged by what it says (`confidential.judging`). In a damaged file the text of one entry may have come into another: the
damaged parts that hold a declared mark or lie next to an entry with one are withheld, and no further (`borders`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from litreview.confidential.judging import MARK, is_bibliographic, is_opened, is_prose, judge
from litreview.confidential.publications import evidence
from litreview.confidential.raw import marks_in, marks_in_sentences, named_types_in
from litreview.confidential.slips import near_in
from litreview.formats.borders import Part
from litreview.formats.building import RawEntry
from litreview.formats.readers import Format, load
from litreview.sealed import is_private_path

Span = tuple[int, int]

DAMAGED = "the file is damaged here, beside what is confidential"
_MACRO = re.compile(r"@\s*string\b", re.IGNORECASE)
_TYPED = frozenset({"bibtex", "csl"})
"""Formats in which an entry without a type is none."""
_WRITTEN = frozenset({"unpublished"})
"""Types that no reader fills in where the file names none."""


def mark_confidential(entries: Iterable[RawEntry], path: str) -> None:
    """Judge entries by what they say themselves, and keep of each whether and why it is hidden.

    A table that has no column but bibliographic ones is a list of works: it had no place to say what a row is, so a title such as
    "Interview with ..." and the lack of a journal raise no doubt.
    """
    entries = [*entries]
    works = all(
        entry.format == "table" and all(is_bibliographic(name) for name, _ in entry.fields)
        for entry in entries
    )
    for entry in entries:
        typed = entry.typed
        if typed is None:
            typed = entry.format in _TYPED or entry.type in _WRITTEN
        entry.judge(judge(entry.type, entry.key, entry.fields, path, typed=typed, works=works and not typed))


def guard(
    row: Format,
    text: str,
    entries: Sequence[RawEntry],
    path: str,
    *,
    moved: Collection[int] = (),
) -> list[Span]:
    """Withhold what damage may have mixed with something confidential; return the lines of which nothing may be said, as `(first, last)`.

    `moved` are the lines of a table's rows that have an empty cell too many, are whole, and are not confidential whichever it is.
    """
    if is_private_path(path):
        return []
    for entry in entries:
        if entry.line in moved:
            entry.open()
    cells = row.layout != "lines" and row.markup != "latex"
    marks, parts = marks_in(text), [*_parts(row, text, moved)]
    broken = _broken(row, text, parts, cells=cells)
    _withhold_named(entries, cells=cells)
    if not (marks or broken or any(entry.confidential for entry in entries)):
        return []
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    entries = sorted(entries, key=lambda entry: entry.line)
    spans = _spans(text, entries, starts, by_line=row.layout == "lines")
    declared = [span for entry, span in zip(entries, spans, strict=True) if entry.confidential]
    hidden = _beside(parts, marks, _merged(broken + declared))
    if row.layout == "rows":
        hidden = _runs(parts, hidden)
    # a macro whose end is lost may hold what is behind it
    macro = any(_MACRO.search(text, start, end) for start, end in hidden)
    _withhold_damaged(entries, spans, marks, hidden, macro=macro)
    closed = hidden + [span for entry, span in zip(entries, spans, strict=True) if entry.confidential]
    return sorted(
        (bisect_right(starts, start), bisect_right(starts, max(start, end - 1))) for start, end in closed
    )


def _broken(row: Format, text: str, parts: Sequence[Part], *, cells: bool) -> list[Span]:
    """Return the damaged parts that name the type of an interview; of a table, also those that may have lost their mark."""
    damaged = [part for part in parts if not part.whole]
    rows = row.layout == "rows"
    # a column is a mark: a row with a cell too many or too few may have lost what it says
    if not (rows and any(near_in(" ".join(text.lstrip().split("\n", 2)[:2]), MARK))):
        damaged = [
            part
            for part in damaged
            if part.named
            or named_types_in(piece := text[part.start : part.end], cells=cells)
            or (rows and any(near_in(piece, MARK)))
        ]
    return [(part.start, part.end) for part in damaged]


def _withhold_damaged(
    entries: Sequence[RawEntry],
    spans: Sequence[Span],
    marks: Sequence[int],
    hidden: Sequence[Span],
    *,
    macro: bool,
) -> None:
    """Withhold the entries that lie in hidden spans or hold a mark outside of prose; if a span has a `macro`, also those that have values of macros."""
    for entry, (begin, end) in zip(entries, spans, strict=True):
        beside = _overlaps(hidden, begin, end) or (_any_between(marks, begin, end) and _has_mark(entry))
        if not entry.confidential and (beside or (macro and entry.written)):
            entry.withhold(DAMAGED)


def _withhold_named(entries: Iterable[RawEntry], *, cells: bool) -> None:
    """Withhold entries in whose text a type of an interview stands where its reader found none, and that neither were published nor opened."""
    for entry in entries:
        known = entry.confidential or is_opened(entry.fields, entry.key) or evidence(entry.type, entry.fields)
        if not known and named_types_in(entry.raw, cells=cells, whole=True):
            entry.withhold("a line or a cell of it names the type of an interview")


def _has_mark(entry: RawEntry) -> bool:
    """Return whether an entry has more marks than stand in the sentences of its titles and abstracts."""
    prose = (value for name, value in entry.fields if is_prose(name))
    return len(marks_in(entry.raw)) > sum(map(marks_in_sentences, prose))


def _parts(row: Format, text: str, moved: Collection[int]) -> Iterable[Part]:
    if not row.borders:
        return ()
    parts: Iterable[Part] = load(row.borders)(text, moved) if moved else load(row.borders)(text)
    return parts


def _beside(parts: Sequence[Part], marks: Sequence[int], declared: Sequence[Span]) -> list[Span]:
    """Return the damaged parts that hold a mark or a declared entry, or touch such a part."""
    hot = [
        _any_between(marks, part.start, part.end) or _overlaps(declared, part.start, part.end)
        for part in parts
    ]
    return [
        (part.start, part.end)
        for at, part in enumerate(parts)
        if not part.whole and any(hot[max(0, at - 1) : at + 2])
    ]


def _runs(parts: Sequence[Part], hidden: Sequence[Span]) -> list[Span]:
    """Return the spans of a table, each with the damaged rows before and behind it up to the next sound one: they may be of another file."""
    found = []
    for whole, group in groupby(parts, key=lambda part: part.whole):
        rows = [*group]
        begin, end = rows[0].start, rows[-1].end
        if not whole and _overlaps(hidden, begin, end):
            found.append((begin, end))
    return found


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


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Return whether one of the spans, which are in order and apart, overlaps a stretch of the text."""
    at = bisect_right(spans, start, key=itemgetter(1))
    return at < len(spans) and spans[at][0] < end


def _any_between(marks: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(marks, start)
    return at < len(marks) and marks[at] < end

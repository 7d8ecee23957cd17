"""Decide which entries of a file may be shown, and which lines no message may mention.

Each entry is judged by its own fields (`confidential.classification`). In a damaged file the text of one entry may be inside another.
So the damaged parts that hold a declared mark, or touch an entry with one, are withheld, and no others (`entry_boundaries`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from litreview.core.confidential.classification import (
    MARK,
    Verdict,
    is_bibliographic,
    is_open,
    is_prose,
    judge,
)
from litreview.core.confidential.mark_words import near_in
from litreview.core.confidential.raw_marks import marks_in, marks_in_sentences, named_types_in
from litreview.core.confidential.redaction import Span, overlaps, sorted_spans
from litreview.core.sealed import is_private_path
from litreview.formats.entry_boundaries import BoundedPart, line_starts
from litreview.formats.readers import Format, load
from litreview.formats.record_building import RawEntry

DAMAGED = "the file is damaged here, beside what is confidential"
_MACRO = re.compile(r"@\s*string\b", re.IGNORECASE)


def mark_confidential(entries: Sequence[RawEntry], path: str) -> None:
    """Judge each entry by its own fields, and store the verdict in it.

    A table with only bibliographic columns and numbers (a row's, a label's) is a list of works. It has no column for the kind of a row,
    so a title such as "Interview with ..." and the lack of a journal raise no doubt.
    """
    works = all(map(is_of_works, entries))
    for entry in entries:
        entry.judge(verdict(entry, path, works=works))


def verdict(entry: RawEntry, path: str, *, works: bool) -> Verdict:
    """Return the verdict on an entry; `works`: the file is a list of works."""
    # these two formats require a type, and no reader fills in "unpublished"
    own = entry.format in ("bibtex", "csl") or entry.type == "unpublished"
    typed = own if entry.typed is None else entry.typed
    return judge(entry.type, entry.key, entry.fields, path, typed=typed, works=works and not typed)


def is_of_works(entry: RawEntry) -> bool:
    """Return whether an entry is a row of a table with bibliographic columns and numbers only."""
    return entry.format == "table" and all(is_bibliographic(*pair) for pair in entry.fields)


def guard(
    row: Format, text: str, entries: Sequence[RawEntry], path: str, *, moved: Collection[int] = ()
) -> list[Span]:
    """Withhold entries that damage may have mixed with confidential text; return the lines that no message may mention, as `(first, last)`.

    `moved`: lines of a table's rows that have one empty cell too many, are otherwise whole, and are not confidential whichever cell that is.
    """
    if is_private_path(path):
        return []
    for entry in entries:
        if entry.line in moved:
            entry.open()
    cells = row.layout != "lines" and row.markup != "latex"
    arguments = (text, moved) if moved else (text,)
    parts: list[BoundedPart] = [*load(row.boundaries)(*arguments)] if row.boundaries else []
    marks = [(at, at + 1) for at in marks_in(text)]
    broken = _broken(row, text, parts, cells=cells)
    _withhold_named(entries, cells=cells)
    if not (marks or broken or any(entry.confidential for entry in entries)):
        return []
    starts = line_starts(text)
    entries = sorted(entries, key=lambda entry: entry.line)
    placed = [*zip(entries, _spans(text, entries, starts, by_line=row.layout == "lines"), strict=True)]
    declared = [span for entry, span in placed if entry.confidential]
    hidden = _unsafe_parts(parts, sorted_spans([*broken, *declared, *marks]))
    _withhold_damaged(text, placed, marks, hidden)
    closed = hidden + [span for entry, span in placed if entry.confidential]
    return sorted((bisect_right(starts, start), bisect_right(starts, max(start, end - 1))) for start, end in closed)  # fmt: skip


def _broken(row: Format, text: str, parts: Iterable[BoundedPart], *, cells: bool) -> Iterable[Span]:
    """Return the damaged parts that name the type of an interview; in a table, also those that may have lost their mark."""
    rows = row.layout == "rows"
    # a column holds the mark: a row with a cell too many or too few may have lost it
    marked = rows and any(near_in(" ".join(text.lstrip().split("\n", 2)[:2]), MARK))
    found = []
    for part in (part for part in parts if not part.whole):
        piece = text[part.start : part.end]
        suspicious = marked or part.named or named_types_in(piece, cells=cells)
        if suspicious or (rows and any(near_in(piece, MARK))):
            found.append((part.start, part.end))
    return found


def _withhold_damaged(
    text: str, placed: Iterable[tuple[RawEntry, Span]], marks: Sequence[Span], hidden: Sequence[Span]
) -> None:
    """Withhold entries in hidden spans or with a mark outside of prose; if a hidden span has a macro, also entries that use macros."""
    # a macro without its end may contain the text behind it
    macro = any(_MACRO.search(text, start, end) for start, end in hidden)
    for entry, span in placed:
        affected = overlaps(hidden, *span) or (overlaps(marks, *span) and _has_mark(entry))
        if not entry.confidential and (affected or (macro and entry.written)):
            entry.withhold(DAMAGED)


def _withhold_named(entries: Iterable[RawEntry], *, cells: bool) -> None:
    """Withhold entries whose text names an interview type that the reader missed, unless they were published or opened."""
    for entry in entries:
        known = entry.confidential or is_open(entry.type, entry.key, entry.fields) or is_of_works(entry)
        if not known and named_types_in(entry.raw, cells=cells, whole=True):
            entry.withhold("a line or a cell of it names the type of an interview")


def _has_mark(entry: RawEntry) -> bool:
    """Return whether an entry has more marks than the sentences of its titles and abstracts contain."""
    prose = (value for name, value in entry.fields if is_prose(name))
    return len(marks_in(entry.raw)) > sum(map(marks_in_sentences, prose))


def _unsafe_parts(parts: Sequence[BoundedPart], reasons: Sequence[Span]) -> list[Span]:
    """Return the damaged parts that overlap a mark or a declared entry, or touch a part that does."""
    hot = [overlaps(reasons, part.start, part.end) for part in parts]
    return [(part.start, part.end) for at, part in enumerate(parts) if not part.whole and any(hot[max(0, at - 1) : at + 2])]  # fmt: skip


def _spans(text: str, entries: Sequence[RawEntry], starts: Sequence[int], *, by_line: bool) -> list[Span]:
    """Return the span of each entry's text: up to the next entry, and at least the length of its own text."""
    begins: list[int] = []
    at = 0
    for entry in entries:
        line = starts[min(entry.line, len(starts)) - 1]
        at = line if by_line else max(line, text.find(entry.raw, max(at, line)))
        begins.append(at)
    return [(begin, max(following, begin + len(entry.raw))) for entry, (begin, following) in zip(entries, pairwise([*begins, len(text)]), strict=True)]  # fmt: skip

"""Stretches of a text, or of the lines of a file, as `(start, end)`, half-open: which of them overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one.

    >>> merged([(5, 7), (0, 2), (1, 4)])
    [(0, 4), (5, 7)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Return whether one of the spans, which are in order and apart, overlaps another.

    >>> overlaps([(0, 4), (5, 7)], 4, 5), overlaps([(0, 4), (5, 7)], 4, 6)
    (False, True)
    """
    at = bisect_right(spans, start, key=itemgetter(1))
    return at < len(spans) and spans[at][0] < end

"""Stretches of a text that are marked together: those that overlap become one."""

from __future__ import annotations

from collections.abc import Iterable


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches in order, those that overlap or touch as one.

    >>> merged([(7, 9), (0, 3), (2, 5)])
    [(0, 5), (7, 9)]
    """
    made: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made

"""Stretches of the fields of a source, kept so that those which meet another are found without a look at all of them."""

from __future__ import annotations

# an abstract has two or three such pages; a page holds few stretches
_SHIFT = 9


class Stretches:
    """Stretches of text by field, as start and end in code points.

    >>> some = Stretches()
    >>> some.add("title", 3, 8)
    >>> some.meeting("title", 7, 9), some.meeting("title", 8, 9), some.meeting("abstract", 3, 8)
    ([(3, 8)], [], [])
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def add(self, field: str, start: int, end: int) -> None:
        """Take a stretch."""
        for page in range(start >> _SHIFT, (end >> _SHIFT) + 1):
            self._pages.setdefault((field, page), []).append((start, end))

    def meeting(self, field: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches that share a character with this one; one that goes over a page may be named twice."""
        if not self._pages:
            return []
        return [
            (a, b)
            for page in range(start >> _SHIFT, (end >> _SHIFT) + 1)
            for a, b in self._pages.get((field, page), ())
            if start < b and a < end
        ]

"""The text of a BibTeX file: its lines by offset, and which spans of it a Problem covers."""

from __future__ import annotations

import re
from bisect import bisect_right

from litreview.formats.faults import problem
from litreview.model import Problem


class BibText:
    """The text of a file, with line numbers by offset."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.rescued = 0
        # spans of text that are no blocks and of which a Problem tells
        self.told: list[tuple[int, int]] = []
        self._starts: list[int] | None = None

    def line(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        if self._starts is None:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        return bisect_right(self._starts, offset)

    def commented(self, offset: int) -> bool:
        """Return whether the line of an offset begins with %."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 : offset + 1].lstrip()[:1] == "%"

    def problem(self, offset: int, fault: str, at: str = "", /, **said: object) -> Problem:
        """Return the Problem of a fault at an offset (see `faults`)."""
        return problem(self.path, self.line(offset), fault, at, **said)

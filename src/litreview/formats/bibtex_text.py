"""A BibTeX file while it is being read: its lines by offset, the blocks found, and which spans of it a Problem covers."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain
from typing import Any

from litreview.formats.bibtex_scan import Scan
from litreview.model import Problem, Where
from litreview.problems import problem


class BibText:
    """The text of a file, with line numbers by offset.

    `found` are the blocks as `(kind, offset, block)` in file order, kinds `entry`, `string`, `comment`, `preamble`; `told` the spans of text
    that are no blocks and of which a Problem tells.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.rescued = 0
        self.found: list[tuple[str, int, Scan]] = []
        self.problems: list[Problem] = []
        self.told: list[tuple[int, int]] = []
        self._starts: array[int] | None = None

    def line(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        if self._starts is None:
            # numbers, not objects: there are ten lines to an entry
            self._starts = array("q", chain([0], (found.end() for found in re.finditer("\n", self.text))))
        return bisect_right(self._starts, offset)

    def commented(self, offset: int) -> bool:
        """Return whether the line of an offset begins with %."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 : offset + 1].lstrip()[:1] == "%"

    def report(self, offset: int, fault: str, at: str = "", /, **said: Any) -> None:
        """Add the Problem of a fault at an offset."""
        self.problems.append(problem(fault, Where(file=self.path, line=self.line(offset)), key=at, **said))

    def of(self, kind: str) -> Iterator[tuple[int, Scan]]:
        """Yield the blocks of a kind with their offsets."""
        return ((offset, block) for each, offset, block in self.found if each == kind)

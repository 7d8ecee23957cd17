"""A BibTeX file while it is being read: its lines by offset, the blocks found, and which spans of it a Problem covers.

What is outside of all blocks BibTeX passes over in silence; here it is reported.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from litreview.formats.bibtex_scan import Scan
from litreview.formats.faults import stray_text
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


# fields that stand outside of any entry
_LOST_FIELD = re.compile(r"""(?:^|[{,])[ \t]*[A-Za-z][\w-]*[ \t]*=[ \t]*[{"]""", re.MULTILINE)
_WORD = re.compile(r"\w")
REFER = re.compile(r"\s*%[0-9A-Z] \S")
"""A line of Refer (.enw), which behind a .bib looks like a comment of it."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def outside(source: BibText, taken: Iterable[tuple[int, int]]) -> None:
    """Report the text that is in none of the spans: LR029 for what looks like an entry, LR037 for all else.

    Lines that begin with % are comments, and nothing is said of them; but not `%T A title`, a line of another format.
    """
    text = source.text
    stray: list[int] = []
    at = 0
    for start, end in sorted(taken):
        if at < start and not text[at:start].isspace():
            _gap(source, at, start, stray)
        at = max(at, end)
    if at < len(text):
        _gap(source, at, len(text), stray)
    source.problems += stray_text(source.path, stray)


def _gap(source: BibText, start: int, end: int, stray: list[int]) -> None:
    lost = _LOST_FIELD.search(source.text, start, end)
    while lost and source.commented(lost.start()):
        line_end = source.text.find("\n", lost.start(), end)
        lost = _LOST_FIELD.search(source.text, line_end, end) if line_end >= 0 else None
    border = end
    if lost:
        # its damaged first line stands before the fields
        breaks = [found.end() for found in _PARAGRAPH.finditer(source.text, start, lost.start() + 1)]
        border = breaks[-1] if breaks else start
        border = _first_word(source, border, end)
        source.report(border, "LR029")
    offset = start
    for line in source.text[start:border].split("\n"):
        if _WORD.search(line) and (line.lstrip()[0] != "%" or REFER.match(line)):
            stray.append(source.line(offset))
        offset += len(line) + 1


def _first_word(source: BibText, start: int, end: int) -> int:
    """Return the offset of the first word's line from `start` on; also of one behind a %, which may hide the first line of an entry."""
    word = _WORD.search(source.text, start, end)
    if word is None:
        return start
    line = source.text.rfind("\n", start, word.start()) + 1
    return max(start, line)

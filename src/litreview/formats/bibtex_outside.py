"""What is in a BibTeX file outside of all blocks: BibTeX passes over it in silence, and here it is reported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from litreview.formats.faults import stray_text

if TYPE_CHECKING:
    from litreview.formats.bibtex_text import BibText

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

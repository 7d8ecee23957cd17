"""Split a BibTeX file into blocks: bibtexparser splits, this module repairs. No other module reads with bibtexparser.

bibtexparser 2.1 silently joins or cuts some values, so each is checked here. Blocks that it gave up on or took for comments
are read by `bibtex_rescue`. A `REGULAR` entry has one reading only, so bibtexparser does not take it apart. In exports nearly
every entry is regular, and bibtexparser would take ten times as long, with five objects a field.

BibTeX silently ignores text outside of all blocks; here it is reported.
"""

from __future__ import annotations

import logging
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import chain
from typing import Any

from litreview.core.libraries import re
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.formats.bibtex_rescue import AFTER_CLOSE, ENTRY_TYPE, REFER, Scan, scan
from litreview.formats.bibtex_values import PLAIN, balanced, closing
from litreview.formats.field_values import stray_text


class BibText:
    """The text of a file, with line numbers by offset.

    `found`: the blocks as `(kind, offset, block)` in file order; kinds are `entry`, `string`, `comment`, `preamble`.
    `reported`: the spans of text that are no blocks and that a Problem already reports.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.rescued = 0
        self.found: list[tuple[str, int, Scan]] = []
        self.problems: list[Problem] = []
        self.reported: list[tuple[int, int]] = []

    @cached_property
    def starts(self) -> array[int]:
        """The offsets at which lines begin; numbers, not objects, since there are ten lines to an entry."""
        return array("q", chain([0], (found.end() for found in re.finditer("\n", self.text))))

    def line(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return bisect_right(self.starts, offset)

    def commented(self, offset: int) -> bool:
        """Return whether the line of an offset begins with %."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 : offset + 1].lstrip()[:1] == "%"

    def report(self, offset: int, fault: str, at: str = "", /, **values: Any) -> None:
        """Add the Problem of a fault at an offset."""
        self.problems.append(problem(fault, Where(file=self.path, line=self.line(offset)), key=at, **values))

    def of(self, kind: str) -> Iterator[tuple[int, Scan]]:
        """Yield the blocks of a kind with their offsets."""
        return ((offset, block) for each, offset, block in self.found if each == kind)


# fields that stand outside of any entry
_LOST_FIELD = re.compile(r"""(?:^|[{,])[ \t]*[A-Za-z][\w-]*[ \t]*=[ \t]*[{"]""", re.MULTILINE)
_ANY_WORD = re.compile(r"\w")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def report_outside(source: BibText, taken: Iterable[tuple[int, int]]) -> None:
    """Report text outside the spans: LR029 for what looks like an entry, LR037 for all else.

    Lines that begin with % are comments and are not reported, except `%T A title`, a line of the Refer format.
    """
    text = source.text
    stray: list[int] = []
    at = 0
    for start, end in sorted(taken):
        if at < start and not text[at:start].isspace():
            _report_gap(source, at, start, stray)
        at = max(at, end)
    if at < len(text):
        _report_gap(source, at, len(text), stray)
    source.problems += stray_text(source.path, stray)


def _report_gap(source: BibText, start: int, end: int, stray: list[int]) -> None:
    lost = _LOST_FIELD.search(source.text, start, end)
    while lost and source.commented(lost.start()):
        line_end = source.text.find("\n", lost.start(), end)
        lost = _LOST_FIELD.search(source.text, line_end, end) if line_end >= 0 else None
    border = end
    if lost:
        # its damaged first line stands before the fields
        breaks = [found.end() for found in _PARAGRAPH.finditer(source.text, start, lost.start() + 1)]
        border = _first_word(source, breaks[-1] if breaks else start, end)
        source.report(border, "LR029")
    offset = start
    for line in source.text[start:border].split("\n"):
        if _ANY_WORD.search(line) and (line.lstrip()[0] != "%" or REFER.match(line)):
            stray.append(source.line(offset))
        offset += len(line) + 1


def _first_word(source: BibText, start: int, end: int) -> int:
    """Return the offset of the line with the first word from `start` on. The line may begin with %, which may hide an entry's first line."""
    word = _ANY_WORD.search(source.text, start, end)
    return max(start, source.text.rfind("\n", start, word.start()) + 1) if word else start


_NAME = re.compile(r"""[^\s"#%'(),={}@\\]+(?:[ \xa0][\w-]+){0,4}""")
KEY = re.compile(r"""[^\s"#%,={}\\@]+""")
_BARE = re.compile(r"""[^\s"#%,={}()\\]+""")
# a name, also of a macro; and a value of which every brace has its partner and none is escaped, one in quotes without braces, or a number.
# An `@` might begin a block
_FIELD_NAME = r"[A-Za-z][A-Za-z0-9_-]*+"
_BRACED = r"[^{}@]*+(?:(?<!\\)\{[^{}@]*+(?<!\\)\}[^{}@]*+)*+(?<!\\)"
_QUOTED = r'[^{}@"\\]++'
_FIELD_END = r"\s*(?:,|(?=\}))"
_FIELD = re.compile(
    rf"""\s*({_FIELD_NAME})\s*=\s*(?:\{{({_BRACED})\}}|"({_QUOTED})"|([0-9]+)|({_FIELD_NAME})){_FIELD_END}"""
)
REGULAR = re.compile(
    rf"""\s*([^\s"#%,={{}}\\@()]+)\s*,(?:\s*{_FIELD_NAME}\s*=\s*(?:\{{{_BRACED}\}}|"{_QUOTED}"|[0-9]+|{_FIELD_NAME}){_FIELD_END})*+\s*\}}"""
)
"""An entry from behind its opening brace to its closing one: only a key, and fields whose values have one reading."""
# `@ article {`, `@article-journal{`, and `@article key,` with a field behind it
_SPACED_START = re.compile(
    rf"""^[ \t]*@(?:(?:[ \t]*\n\s*|[ \t]*){ENTRY_TYPE}\s*[{{(]|[ \t]*{ENTRY_TYPE}(?:[ \t]+[^\s{{}}(),=@"]*)?,\s*[A-Za-z][\w-]*\s*=\s*[{{"\d])""",
    re.MULTILINE,
)
_ENTRY_START = re.compile(rf"@\s*(?!(?:comment|string|preamble)\b){ENTRY_TYPE}\s*[{{(]", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[ \t]*(?:\n|\Z|%)")
# how far to look for the end of an entry that spans others; less far once a file has shown itself thoroughly broken
_WINDOWS = ((20, 200_000), (500, 4_000), (sys.maxsize, 1_000))
_WORD = re.compile(r"@\s*([\w-]*)")
_NOT_WORKS = frozenset({"comment", "preamble", "string"})
_KINDS = {
    "Entry": "entry", "Regular": "entry", "String": "string", "ExplicitComment": "comment", "Preamble": "preamble",
    "ImplicitComment": "implicit",
}  # fmt: skip


def find_blocks(source: BibText) -> None:
    """Find the blocks of a file, add them to `source.found`, and report each repair."""
    text = source.text
    at = 0
    raw_at = 0
    for block in _split(text):
        name = type(block).__name__
        if name == "Regular":
            offset, end = block.start, block.end
        else:
            raw = block.raw or ""
            # the same words may stand in a comment or a value before it
            offset = text.find(raw, max(raw_at, source.starts[block.start_line] if name == "Entry" else 0))
            end = offset + len(raw)
        if offset < 0:
            continue
        raw_at = offset + 1
        kind = _KINDS.get(name, "failed")
        if offset < at:
            # inside an entry that was already rescued; an implicit comment may reach beyond its end
            if end > at and kind == "implicit":
                _read_spaced(source, at, end)
            continue
        if kind in _NOT_WORKS and _block_word(text, offset) != kind:
            # the splitter takes `@commentary{` for a comment
            kind = "failed"
        if kind == "implicit":
            at = max(at, _read_spaced(source, offset, end))
        elif "%" in text[max(text.rfind("\n", at, offset) + 1, at) : offset]:
            source.reported.append((offset, end))
            what = f"@{kind}" if kind in _NOT_WORKS else "entry"
            source.report(offset, "LR015.commented-out", what=what)
        elif kind == "preamble":
            at = end
            source.found.append((kind, offset, Scan(kind, "", end=at)))
        elif kind == "comment":
            at = _comment(source, offset, end)
        else:
            at = _add_block(source, offset, end, block, kind)
            if kind == "failed" and at < end:
                # the splitter sees no entry whose type has a hyphen, and gives up on all text up to the next one that it sees
                at = max(at, _read_spaced(source, at, end))
    report_outside(source, [*((offset, block.end) for _, offset, block in source.found), *source.reported])


def _comment(source: BibText, offset: int, end: int) -> int:
    """Add a `@comment` block, report the entries that are commented out in it, and return its end."""
    for entry in _ENTRY_START.finditer(source.text, offset + 1, end):
        source.report(entry.start(), "LR015.in-a-comment")
    source.found.append(("comment", offset, Scan("comment", "", end=end)))
    return end


def _comment_end(text: str, offset: int, window: int) -> int:
    """Return the end of a `@comment{…}` that contains entries, 0 if it is not closed: the splitter stops at the first entry."""
    end = closing(text, PLAIN, offset, offset + window)
    return end if _LINE_ENDS.match(text, end) else 0


def fields_of(text: str, start: int, end: int) -> Iterator[tuple[str, str, str]]:
    """Yield the fields of a regular entry between two offsets: name, value, and the name of the macro where the value is one.

    >>> list(fields_of("@book{a, title = {A {Made} up}, year = 2001, month = jan}", 0, 57))
    [('title', 'A {Made} up', ''), ('year', '2001', ''), ('month', '', 'jan')]
    """
    for name, braced, quoted, number, macro in _FIELD.findall(text, text.index(",", start) + 1, end):
        yield sys.intern(name.lower()), braced or quoted or number, macro


def _split(text: str) -> Iterator[Any]:
    """Yield the blocks of a text, and free each after use: a file may be large."""
    # bibtexparser logs each block it gives up on; here they become Problems instead
    logger = logging.getLogger("bibtexparser.splitter")
    before = logger.disabled
    logger.disabled = True
    try:
        blocks = _splitter()(text).split().blocks
    finally:
        logger.disabled = before
    blocks.reverse()
    while blocks:
        yield _original_block(blocks.pop())


@cache
def _splitter() -> Any:
    """Return bibtexparser's splitter class, extended to skip the inside of a regular entry."""
    from bibtexparser import splitter
    from bibtexparser.model import Block

    class Regular(Block):
        """A regular entry without its fields, which `fields_of` reads when they are needed."""

        __slots__ = ("end", "entry_type", "key", "start")

        def __init__(self, type_: str, key: str, start: int, end: int) -> None:
            self.entry_type, self.key, self.start, self.end = sys.intern(type_), key, start, end

    class SkippingSplitter(splitter.Splitter):
        def _handle_entry(self, m: re.Match[str], m_val: str) -> Any:
            found = REGULAR.match(self.bibstr, m.end() + 1) if self._closing_delimiter == "}" else None
            if found is None:
                return super()._handle_entry(m, m_val)
            # continue behind the closing brace as if everything before were parsed; bibtexparser's text has one more line end at its start
            state: Any = self
            state._current_char_index = found.end() - 1  # noqa: SLF001 - there is no other way
            state._markiter = splitter._MARK_PATTERN.finditer(self.bibstr, found.end())  # noqa: SLF001
            return Regular(m_val[1:].strip(), found[1], m.start() - 1, found.end() - 1)

    return SkippingSplitter


def _block_word(text: str, offset: int) -> str:
    found = _WORD.match(text, offset)
    return found[1].lower() if found else ""


def _original_block(block: Any) -> Any:
    """Return the block itself where bibtexparser wraps it as a duplicate key or field."""
    while type(block).__name__ in {"DuplicateBlockKeyBlock", "DuplicateFieldKeyBlock"}:
        block = block.ignore_error_block
    return block


def _add_block(source: BibText, offset: int, end: int, block: Any, kind: str) -> int:
    """Add the block from `offset` to `end`, repaired where necessary; return the offset after it."""
    if kind == "string":
        fields = [(block.key.lower(), block.value)]
        source.found.append(("string", offset, Scan("string", "", fields, end)))
        return end
    if type(block).__name__ == "Regular":
        if not AFTER_CLOSE.match(source.text, end, end + 200):
            source.found.append(("entry", offset, Scan(block.entry_type, block.key, end=end, regular=True)))
            return end
    elif kind == "entry":
        fields = [(field.key.lower(), field.value) for field in block.fields]
        if _is_sound(block.key, fields) and not AFTER_CLOSE.match(source.text, end, end + 200):
            source.found.append(("entry", offset, Scan(block.entry_type, block.key, fields, end)))
            return end
    return _rescue(source, offset) or (offset + 1 if kind == "failed" else end)


def _is_sound(key: str, fields: list[tuple[str, str]]) -> bool:
    """Return whether the key and the fields that the splitter found need no repair."""
    return KEY.fullmatch(key) is not None and all(
        _NAME.fullmatch(name) and _is_sound_value(value) for name, value in fields
    )


def _is_sound_value(value: str) -> bool:
    """Return whether an expression is one text in braces or quotes without a mark too many, or a word."""
    marks, inner = value[:1] + value[1:][-1:], value[1:-1]
    if marks == "{}":
        return balanced(inner)
    if marks == '""':
        return '"' not in inner and balanced(inner)
    return _BARE.fullmatch(value) is not None


def _rescue(source: BibText, offset: int) -> int:
    window = next(window for rescued, window in _WINDOWS if source.rescued < rescued)
    source.rescued += 1
    block = scan(source.text, offset, window)
    if block is None:
        source.reported.append((offset, source.text.find("\n", offset) % (len(source.text) + 1)))
        source.report(offset, "LR025.unreadable-entry")
        return 0
    if block.type == "comment" and (end := _comment_end(source.text, offset, window)):
        return _comment(source, offset, end)
    if block.type in _NOT_WORKS:
        if block.type == "string":
            source.found.append(("string", offset, block))
        source.report(offset, "LR025.block-not-closed", kind=block.type)
        source.reported.append((offset, block.end))
        # whatever follows is read as if the block had not been there
        return 0 if block.type == "comment" else block.end
    if not block.fields and not block.key and block.faults:
        source.reported.append((offset, block.end))
        source.report(offset, "LR025.unreadable-entry")
        return block.end
    for place, fault, values in block.faults:
        source.report(place, fault, block.key, **values)
    source.found.append(("entry", offset, block))
    return block.end


def _read_spaced(source: BibText, start: int, end: int) -> int:
    """Read entries such as `@ article {` that the splitter took for a comment; return the offset after the last."""
    line = source.text.rfind("\n", 0, start) + 1
    # a comment begins after the blanks of its line
    at = start if source.text[line:start].strip() else line
    while match := _SPACED_START.search(source.text, at, end):
        offset = source.text.index("@", match.start())
        at = max(_rescue(source, offset), match.end())
    return at

"""Find certain boundaries between entries, in files with a confidential entry. Text without certain boundaries is sealed.

Readers repair damaged entries, and a repaired entry may contain its neighbour's text. In a file without marks that is only untidy.
In a file with a confidential entry it could reveal a name. So such a file is also cut independently of its reader, at boundaries that
no single slip can create or hide. An entry is shown only if it lies in a whole part without a mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from litreview.core.confidential.classification import MARK
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.mark_words import near, near_in
from litreview.core.confidential.raw_marks import named_types_in
from litreview.formats.bibtex_values import ESCAPED, PLAIN, closing

Pattern = re.Pattern[str]
_Row = tuple[int, list[str], str, bool]

_BIB_START = re.compile(r"@\s*[A-Za-z_][\w-]*\s*[{(]")
_BIB_HEAD = re.compile(r"""(?i)@[ \t]*(?:(?:string|comment|preamble)\s*[{(]|[A-Z][\w-]*\s*[{(]\s*[^\s{}(),="#%@\\]*\s*,)""")  # fmt: skip
# an entry of BibTeX behind something else in a line
_FOREIGN = re.compile(r"""^\s*["{\[<]|["{\[<]\w+["\s>:=]""")
_HEADER_BEHIND = re.compile(r"\S@\s*[A-Za-z]+\s*[{(]")
_RIS_TAG, _ENW_TAG = re.compile(r"\s{0,3}[A-Z][A-Z0-9] {0,3}-"), re.compile(r"\s{0,3}%\S(?: |$)")
_MEDLINE_TAG, _WOS_TAG = re.compile(r"[A-Z][A-Z0-9]{1,3} *-"), re.compile(r"[A-Z][A-Z0-9](?: |$)")
_LIKE_AN_ENTRY = re.compile(r"[{}]|@\s*\w+\s*[{(]|\w\s*=\s*[\"{\w]")
_RIS_BEGIN, _RIS_END = re.compile(r"\s{0,3}TY {0,3}- \w+\s*$"), re.compile(r"\s{0,3}ER {0,3}-\s*")
# Ovid's line on where a journal is printed, behind the end of a record
_RIS_FRAME = re.compile(r"\s{0,3}NL {0,2}- .*")
_WOS_BEGIN, _WOS_END = re.compile(r"PT [A-Z]\s*$"), re.compile(r"ER\s*")
_WOS_FRAME, _TAGGED = re.compile(r"(?:FN|VR|EF)(?: .*)?"), re.compile(r"\s{0,3}\S{1,3} {0,3}-")
_MEDLINE_BEGIN, _ENW_BEGIN = re.compile(r"PMID ?- ?\d+\s*"), re.compile(r"%0 \S.*")
_OVID_TAG = re.compile(r"\s{0,2}(?:[A-Z][A-Z0-9]{1,4} {1,3}-|<\s*\d+\s*\. ?>)")
_OVID_BEGIN = re.compile(r"\s{0,2}<\s*\d+\s*\. ?>\s*")
_REFWORKS_TAG, _REFWORKS_BEGIN = re.compile(r"\s{0,2}[A-Z][A-Z0-9]{1,4}(?: |$)"), re.compile(r"RT [A-Z].*")
_BLANK, _NEVER = re.compile(r"\s*"), re.compile(r"(?!)")
# three cells that end where the next begins, or three tabs: no prose is written so, but numbers of footnotes are
_ROW = re.compile(r"""(?:[^,;\t]*(?:(?<!\d)[,;](?=[^\s,;])|[,;](?=[^\s\d,;])|\t)){3}""")
_QUOTED_CELLS = tuple(re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{mark}]*+)(?:{mark}(?:"(?:[^"]|"")*+"|[^"{mark}]*+))*+') for mark in (",", ";", "\t", r"\|"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoundedPart:
    """A piece of a text between two certain boundaries, offsets half-open.

    `whole`: it is one well-formed entry, or has no entry. `named`: lines of another format in it name the type of an interview.
    """

    start: int
    end: int
    whole: bool
    named: bool = False


def json_parts(text: str) -> Iterator[BoundedPart]:
    """Yield nothing for sound JSON or JSON Lines, whose reader finds the boundaries itself; else the text as one part."""
    for pieces in ([text], filter(str.strip, text.split("\n"))):
        with suppress(ValueError, RecursionError):
            for piece in pieces:
                json.loads(piece)
            return
    yield BoundedPart(0, len(text), whole=False)


def table_parts(text: str, moved: Collection[int] = ()) -> Iterator[BoundedPart]:
    """Yield the rows of a table. Rows in the lines `moved` have one empty cell too many and still count as whole."""
    from litreview.formats.csv_rows import rows

    found = ((line, cells, raw, closed and _is_strict(raw)) for line, cells, raw, closed in rows(text))
    return _row_parts(text, found, moved)


def wos_table_parts(text: str) -> Iterator[BoundedPart]:
    """Yield the rows of a tab-delimited file of Web of Science, where quotes mean nothing."""
    return _row_parts(text, ((line, raw.split("\t"), raw, True) for line, raw in enumerate(text.split("\n"), 1)))  # fmt: skip


def bibtex_parts(text: str) -> Iterator[BoundedPart]:
    """Yield the parts of a .bib file; a piece that is no well-formed entry forms one part with the piece behind it."""
    begin = 0
    borders = [0, *(f.start() for f in _BIB_START.finditer(text) if _may_begin(text, f.start())), len(text)]
    for number, (start, end) in enumerate(pairwise(borders)):
        piece = text[start:end]
        if _is_entry(piece) if number else not _LIKE_AN_ENTRY.search(piece):
            yield BoundedPart(begin, end, begin == start)
            begin = end
    if begin < len(text):
        yield BoundedPart(begin, len(text), whole=False)


def _may_begin(text: str, start: int) -> bool:
    """Return whether an entry may begin at an offset: at the start of its line, or behind a closing brace or parenthesis."""
    while start and text[start - 1] in " \t":
        start -= 1
    return not start or text[start - 1] in "\n})"


def _is_entry(piece: str) -> bool:
    """Return whether a text is one entry, closed at its end, with nothing behind it that could be part of one."""
    if not (head := _BIB_HEAD.match(piece)):
        return False
    if "(" in head[0]:
        body = piece[head.end() :].rstrip()
        return body.endswith(")") and closing("{" + body[:-1] + "}", PLAIN) == len(body) + 1
    # the second way to count runs only where the first finds no end, or an end with more text behind it
    ends = (closing(piece, braces) for braces in (PLAIN, ESCAPED))
    return any(end and not _LIKE_AN_ENTRY.search(piece, end) for end in ends)


def _row_parts(text: str, rows: Iterable[_Row], moved: Collection[int] = ()) -> Iterator[BoundedPart]:
    """Yield the parts of a table. Each row gives its line, its cells, its text, and whether its quotes are sound.

    Consecutive damaged rows form one part. So do a short row and the row before it, if that row's last cell is empty: a line end may
    have cut it off. No row can be trusted if a mark is in the header outside a column name, in a damaged row, or cut by a line end.
    """
    starts = line_starts(text)
    filled = (row for row in rows if any(map(str.strip, row[1])))
    _, header, head, trusted = next(filled, (0, [], "", True))
    cut = any("\n" in place.found for place in near_in(text, MARK))
    trusted = trusted and not cut and _is_plain_header(head, header)
    found: list[BoundedPart] = []
    ended = True
    for line, cells, raw, strict in filled:
        more = len(cells) - len(header)
        whole = strict and (more == 0 or (more == 1 and line in moved)) and not _HEADER_BEHIND.search(raw)
        trusted = trusted and (whole or not (any(near_in(raw, MARK)) or named_types_in(raw)))
        start = starts[line - 1]
        begin = start if whole or ended or (more >= 0 and found[-1].whole) else found.pop().start
        found.append(BoundedPart(begin, min(start + len(raw) + 1, len(text)), whole))
        ended = whole and cells[-1].strip() != ""
    yield from found if trusted else [BoundedPart(0, len(text), whole=False)]


def _is_plain_header(raw: str, cells: Sequence[str]) -> bool:
    """Return whether the first row holds column names, and each name that marks confidentiality fills a whole cell."""
    is_data = "\n" in raw or any(is_code(cell.strip()) for cell in cells)
    names = [" ".join(cell.lower().split()) for cell in cells]
    known = [mark for mark in (MARK, "item type") if any(near_in(raw, mark))]
    return not is_data and all(any(near(name, mark) for name in names) for mark in known)


def _is_strict(raw: str) -> bool:
    """Return whether each quote of a row opens or closes a cell, or is doubled, for any delimiter."""
    return '"' not in raw or any(cells.fullmatch(raw) for cells in _QUOTED_CELLS)


def line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text begin."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _record_parts(text: str, first: Pattern, last: Pattern, frame: Pattern) -> Iterator[BoundedPart]:
    """Yield the parts of a format whose records have a first line. A boundary is a last line of a record followed by a first line.

    Where the format has no last line, a blank line ends a record. A first line inside another line comes from two
    files that were joined without a line end.
    """
    begin, firsts, ended, filled, whole = 0, 0, True, False, True
    for at, line in zip([*line_starts(text), len(text)], [*text.split("\n"), ""], strict=True):
        if not line.strip():
            ended = ended or last is _BLANK
            continue
        if first.fullmatch(line):
            if ended:
                if filled:
                    yield BoundedPart(begin, at, whole and firsts == 1)
                begin, firsts, whole = at, 0, True
            firsts += 1
        elif ended and frame.fullmatch(line):
            continue
        elif not firsts or ended or first.search(line, 1):
            whole = False
        # a database's preamble before the first record is no record
        preamble = ended and not firsts and last is not _BLANK and not _TAGGED.match(line)
        ended = preamble or last.fullmatch(line) is not None
        filled = True
    yield BoundedPart(begin, len(text), whole and (not filled or (firsts == 1 and ended)))


def _tagged_parts(
    text: str, *, tag: Pattern, first: Pattern, last: Pattern = _BLANK, frame: Pattern = _NEVER
) -> Iterator[BoundedPart]:
    """Yield the parts of a tagged text. A part is not whole if its untagged lines name an interview or look like a row of a table.

    Such lines may belong to another file that was appended to this one.
    """
    for part in _record_parts(text, first, last, frame):
        lines = text[part.start : part.end].split("\n")
        untagged = [line for line in lines if not tag.match(line)]
        # another file has lines without a tag, and may begin in the last line
        last_line = next((line for line in reversed(lines) if line.strip()), "")
        foreign = [line for line in [*untagged, last_line] if _FOREIGN.search(line) or _ROW.match(line)]
        is_named = named_types_in("\n".join(untagged)) or named_types_in("\n".join(foreign), cells=True)
        mixed = is_named or any(map(_ROW.match, untagged)) or any(map(_HEADER_BEHIND.search, lines))
        yield BoundedPart(part.start, part.end, part.whole and not mixed, is_named)


_Borders = partial[Iterator[BoundedPart]]
ris_parts: _Borders = partial(_tagged_parts, tag=_RIS_TAG, first=_RIS_BEGIN, last=_RIS_END, frame=_RIS_FRAME)
wos_parts: _Borders = partial(_tagged_parts, tag=_WOS_TAG, first=_WOS_BEGIN, last=_WOS_END, frame=_WOS_FRAME)
medline_parts: _Borders = partial(_tagged_parts, tag=_MEDLINE_TAG, first=_MEDLINE_BEGIN)
ovid_parts: _Borders = partial(_tagged_parts, tag=_OVID_TAG, first=_OVID_BEGIN)
refworks_parts: _Borders = partial(_tagged_parts, tag=_REFWORKS_TAG, first=_REFWORKS_BEGIN)
enw_parts: _Borders = partial(_tagged_parts, tag=_ENW_TAG, first=_ENW_BEGIN)

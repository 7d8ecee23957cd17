"""Where one entry surely ends and the next begins, in files that hold a confidential one: all else is sealed there.

Readers mend what is damaged, and a mended entry may hold its neighbour's text. In a file without marks that is only untidy; in
one with a confidential entry it could show a name. So such a file is cut, apart from what its reader made of it, at borders that
no single slip can make or hide, and an entry is shown only if it lies in a part that is whole and holds no mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from litreview.confidential.codes import is_code
from litreview.confidential.judging import MARK
from litreview.confidential.raw import named_types_in
from litreview.confidential.slips import near, near_in
from litreview.formats.bibtex_scan import ESCAPED, PLAIN, closing

_BIB_START = re.compile(r"(?:^[ \t]*|(?<=[})])[ \t]*)(@\s*[A-Za-z_][\w-]*\s*[{(])", re.MULTILINE)
_BIB_HEAD = re.compile(
    r"""@[ \t]*(?:(?:string|comment|preamble)\s*[{(]|[A-Za-z][\w-]*\s*[{(]\s*[^\s{}(),="#%@\\]*\s*,)""",
    re.IGNORECASE,
)
# an entry of BibTeX behind something else in a line
_FOREIGN = re.compile(r"""^\s*["{\[<]|["{\[<]\w+["\s>:=]""")
_HEADER_BEHIND = re.compile(r"\S@\s*[A-Za-z]+\s*[{(]")
_RIS_TAG, _ENW_TAG = re.compile(r"\s{0,3}[A-Z][A-Z0-9] {0,3}-"), re.compile(r"\s{0,3}%\S(?: |$)")
_MEDLINE_TAG, _WOS_TAG = re.compile(r"[A-Z][A-Z0-9]{1,3} *-"), re.compile(r"[A-Z][A-Z0-9](?: |$)")
_LIKE_AN_ENTRY = re.compile(r"[{}]|@\s*\w+\s*[{(]|\w\s*=\s*[\"{\w]")
_RIS_BEGIN, _RIS_END = re.compile(r"\s{0,3}TY {0,3}- \w+\s*"), re.compile(r"\s{0,3}ER {0,3}-\s*")
# Ovid's line on where a journal is printed, behind the end of a record
_RIS_FRAME = re.compile(r"\s{0,3}NL {0,2}- .*")
_TAGGED = re.compile(r"\s{0,3}\S{1,3} {0,3}-")
_WOS_BEGIN, _WOS_END = re.compile(r"PT [A-Z]\s*"), re.compile(r"ER\s*")
_WOS_FRAME = re.compile(r"(?:FN|VR|EF)(?: .*)?")
_MEDLINE_BEGIN = re.compile(r"PMID ?- ?\d+\s*")
_ENW_BEGIN = re.compile(r"%0 \S.*")
# three cells that end where the next begins, or three tabs: no prose is written so, but numbers of footnotes are
_ROW = re.compile(r"""(?:[^,;\t]*(?:(?<!\d)[,;](?=[^\s,;])|[,;](?=[^\s\d,;])|\t)){3}""")


_QUOTED_CELLS = tuple(
    re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{mark}]*+)(?:{mark}(?:"(?:[^"]|"")*+"|[^"{mark}]*+))*+')
    for mark in (",", ";", "\t", r"\|")
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text between two sure borders, offsets half-open.

    `whole`: it is one entry as its format wants it, or no text. `named`: lines of another format in it name the type of an interview.
    """

    start: int
    end: int
    whole: bool
    named: bool = False


def of_json(text: str) -> Iterator[Part]:
    """Yield nothing for sound JSON, whose reader can be trusted with the borders; else the text as one part."""
    if not _sound_json(text):
        yield Part(0, len(text), whole=False)


def of_table(text: str, moved: Collection[int] = ()) -> Iterator[Part]:
    """Yield the rows of a table. Those in the lines `moved` are known to have an empty cell too many, and are whole with it."""
    from litreview.formats.table import rows

    return _rows(
        text,
        (
            (line, cells, raw, closed and ('"' not in raw or _strictly(raw)))
            for line, cells, raw, closed in rows(text)
        ),
        moved,
    )


def of_wos_table(text: str) -> Iterator[Part]:
    """Yield the rows of a tab-delimited file of Web of Science, where quotes mean nothing."""
    return _rows(
        text, ((number, line.split("\t"), line, True) for number, line in enumerate(text.split("\n"), 1))
    )


def of_bibtex(text: str) -> Iterator[Part]:
    """Yield the parts of a .bib file: a piece that is no entry as it should be is one part with the piece behind it."""
    starts = [found.start(1) for found in _BIB_START.finditer(text)]
    begin, whole = 0, not _LIKE_AN_ENTRY.search(text, 0, starts[0] if starts else len(text))
    if not starts:
        yield Part(0, len(text), whole)
        return
    if whole:
        yield Part(0, starts[0], whole=True)
        begin = starts[0]
    alone = True
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        sound = _is_entry(text[start:end])
        if sound:
            yield Part(begin, end, alone and begin == start)
            begin, alone = end, True
        else:
            alone = False
    if begin < len(text):
        yield Part(begin, len(text), whole=False)


def _is_entry(piece: str) -> bool:
    """Return whether a text is one entry, closed at its end, with nothing behind it that could be part of one."""
    head = _BIB_HEAD.match(piece)
    if head is None:
        return False
    if "(" in piece[: head.end()]:
        inner = piece.rstrip()
        return (
            inner.endswith(")")
            and closing("{" + inner[head.end() : -1] + "}", PLAIN) == len(inner) - head.end() + 1
        )
    return any(
        end and not _LIKE_AN_ENTRY.search(piece, end)
        for end in {closing(piece, PLAIN), closing(piece, ESCAPED)}
    )


def _sound_json(text: str) -> bool:
    """Return whether a text is JSON, or JSON line by line."""
    for pieces in ([text], [line for line in text.split("\n") if line.strip()]):
        try:
            for piece in pieces:
                json.loads(piece)
        except (ValueError, RecursionError):
            continue
        return True
    return False


def _rows(
    text: str, rows: Iterable[tuple[int, list[str], str, bool]], moved: Collection[int] = ()
) -> Iterator[Part]:
    """Yield the rows of a table: of each its line, its cells, its text, and whether its quotes are as they should be.

    If a mark is in the header beside the names, or in a damaged row, or is cut by a line end, no row can be trusted.
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    trusted = not any("\n" in place.found for place in near_in(text, MARK))
    found: list[Part] = []
    width = 0
    for line, cells, raw, strict in rows:
        if not any(map(str.strip, cells)):
            continue
        if not width:
            width = len(cells)
            trusted = trusted and strict and _is_plain_header(raw, cells)
            continue
        whole = (
            strict
            and not _HEADER_BEHIND.search(raw)
            and (len(cells) == width or (len(cells) == width + 1 and line in moved))
        )
        trusted = trusted and (whole or not (any(near_in(raw, MARK)) or named_types_in(raw)))
        start = starts[line - 1]
        found.append(Part(start, min(start + len(raw) + 1, len(text)), whole))
    yield from found if trusted else [Part(0, len(text), whole=False)]


def _is_plain_header(raw: str, cells: Sequence[str]) -> bool:
    """Return whether a first row is names of columns, and no name that matters stands anywhere but in a cell of its own."""
    names = [" ".join(cell.lower().split()) for cell in cells]
    return (
        "\n" not in raw
        and not any(is_code(cell.strip()) for cell in cells)
        and all(
            not any(near_in(raw, known)) or any(near(name, known) for name in names)
            for known in (MARK, "item type")
        )
    )


def _strictly(raw: str) -> bool:
    """Return whether each quote of a row opens or closes a cell, or is doubled, whatever the delimiter."""
    return any(cells.fullmatch(raw) for cells in _QUOTED_CELLS)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _ended(
    text: str, first: re.Pattern[str], last: re.Pattern[str], frame: re.Pattern[str]
) -> Iterator[Part]:
    """Yield the parts of a format whose records have a first and a last line: a border is a last line and then a first one."""
    behind = re.compile(
        rf"(?:{first.pattern})$"
    )  # "ER  - TY  - JOUR": another file, put behind this without a line end
    begin, firsts, lasts, ended, filled, whole = 0, 0, 0, True, False, True
    for at, line in _lines(text):
        if not line.strip():
            continue
        if first.fullmatch(line):
            if ended:
                if filled:
                    yield Part(begin, at, whole and firsts == lasts == 1)
                begin, firsts, lasts, whole = at, 0, 0, True
            firsts += 1
        elif ended and frame.fullmatch(line):
            continue
        elif not firsts or behind.search(line, 1):
            whole = False
        last_line = last.fullmatch(line) is not None
        lasts += last_line
        # what a database says of itself before the first record is no record
        ended = last_line or (not firsts and ended and not _TAGGED.match(line))
        filled = True
    yield Part(begin, len(text), whole and (not filled or (firsts == lasts == 1 and ended)))


def _spaced(text: str, first: re.Pattern[str]) -> Iterator[Part]:
    """Yield the parts of a format whose records have a first line only: a border is a blank line and then a first one."""
    begin, firsts, blank, filled, whole = 0, 0, True, False, True
    for at, line in _lines(text):
        if not line.strip():
            blank = True
            continue
        if first.fullmatch(line):
            if blank:
                if filled:
                    yield Part(begin, at, whole and firsts == 1)
                begin, firsts, whole, filled = at, 0, True, False
            firsts += 1
        elif not firsts or (blank and filled) or first.search(line, 1):
            # a first line behind another is that of a file that was put behind one without a line end
            whole = False
        filled, blank = True, False
    yield Part(begin, len(text), whole and (not filled or firsts == 1))


def _lined(
    cut: Callable[..., Iterator[Part]], tag: re.Pattern[str], *edges: re.Pattern[str] | None
) -> Callable[[str], Iterator[Part]]:
    """Return what yields the parts of a text; those in whose lines without a tag an interview is named, or a row of a table stands, are not whole.

    Such lines may be of another file, which was put behind this one.
    """

    def parts(text: str) -> Iterator[Part]:
        for part in cut(text, *edges):
            lines = text[part.start : part.end].split("\n")
            untagged = [line for line in lines if not tag.match(line)]
            # another file has lines without a tag, and may begin in the last line
            last = next((line for line in reversed(lines) if line.strip()), "")
            foreign = [line for line in [*untagged, last] if _FOREIGN.search(line) or _ROW.match(line)]
            named = named_types_in("\n".join(untagged)) or named_types_in("\n".join(foreign), cells=True)
            of_table = any(map(_ROW.match, untagged))
            whole = part.whole and not (of_table or named or any(map(_HEADER_BEHIND.search, lines)))
            yield replace(part, whole=whole, named=named)

    return parts


of_ris: Callable[[str], Iterator[Part]] = _lined(_ended, _RIS_TAG, _RIS_BEGIN, _RIS_END, _RIS_FRAME)
of_wos: Callable[[str], Iterator[Part]] = _lined(_ended, _WOS_TAG, _WOS_BEGIN, _WOS_END, _WOS_FRAME)
of_medline: Callable[[str], Iterator[Part]] = _lined(_spaced, _MEDLINE_TAG, _MEDLINE_BEGIN)
of_enw: Callable[[str], Iterator[Part]] = _lined(_spaced, _ENW_TAG, _ENW_BEGIN)

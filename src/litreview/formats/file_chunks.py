"""A file that is read in chunks, for one that is larger than memory: each begins and ends between two records.

Where records stand for themselves (RIS, MEDLINE, tables, JSON, one item a line or a list, and BibTeX without what one entry has from
another) a chunk is read as a file would be. All else is one chunk: a file with macros, cross-references or groups, one that is not
UTF-8 or whose lines end with a carriage return alone. One that holds something confidential is to be read as a whole, too, since what is around an entry
decides what may be said: a chunk of it is not read (`PartedError`).
"""

from __future__ import annotations

import codecs
import mmap
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.confidential.raw_marks import marked_or_near, marks_in
from litreview.core.errors import LitreviewError
from litreview.core.files import opened
from litreview.core.model import Library, Problem, Record
from litreview.formats.csv_rows import LOOKED_AHEAD, RowEnds
from litreview.formats.entry_boundaries import of_bibtex
from litreview.formats.field_values import lines_before
from litreview.formats.parsing import assembled, parse
from litreview.formats.readers import detect, holds_references

SIZE = 8_000_000
"""Bytes of a chunk, about."""
TIMES_THE_FILE = 14
"""Records in memory, and what deduplication makes of them, take at most this many times the bytes of their files (measured, of short ones: 11)."""

_HEAD = 100_000
# one that begins with a letter that is there is found in a tenth of the time
_TOGETHER = (
    re.compile(rb"@(?:(?i:string|preamble|comment|set)\s*[{(]|\w+\s*[{(]\s*,)"),
    *(re.compile(word + rb"\s*=") for word in (b"crossref", b"Crossref", b"CROSSREF", b"xdata", b"Xdata", b"XDATA")),
)  # fmt: skip
_BORDERS = {
    "bibtex": re.compile(rb"\}[ \t]*\r?\n\s*?(?=[ \t]*@[A-Za-z]+[ \t]*[{(])"),
    "ris": re.compile(rb"\nER {0,2}-[^\n]*\n"),
    "medline": re.compile(rb"\n\r?\n(?=PMID ?-)"),
}
_IN_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
# it ends a line, too, for whoever reads all; here lines end with a line feed
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_JSON = frozenset({"csl", "crossref", "openalex", "semanticscholar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Bytes `start` to `end` of a file, `line` lines into it; `head` bytes of its beginning, a header, belong to each chunk.

    `listed`: it is a part of a list in JSON; `whole`: it is all of the file; if it is not, `format` is that of the file.
    """

    start: int = 0
    end: int = 0
    line: int = 0
    head: int = 0
    listed: bool = False
    whole: bool = True
    format: str = ""


def chunks(path: Path, name: str, *, met: bool = False, size: int = SIZE) -> tuple[Chunk, ...]:
    """Return the chunks of a file, called `name`: one if it is small, or if it can't be parted."""
    length = path.stat().st_size
    if length < 2 * size:
        return (Chunk(end=length),)
    with opened(path) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        format_, kind = _kind(data, name, met=met)
        if (
            not kind
            or (kind == "bibtex" and any(each.search(data) for each in _TOGETHER))
            or not _is_utf8(data)
            or _BARE_RETURN.search(data)
        ):
            return (Chunk(end=length),)
        listed = kind == "list"
        mark = len(codecs.BOM_UTF8) if data[:3] == codecs.BOM_UTF8 else 0
        ends = RowEnds(_by_bytes(data[mark:_HEAD])) if kind == "table" else None
        if ends and not ends.header:
            return (Chunk(end=length),)
        head = mark + ends.header if ends else 0
        first = data.find(b"[") + 1 if listed else head
        borders = [first, *_borders(data, kind, first, size, ends)]
        return tuple(replace(each, format=format_, listed=listed) for each in _between(data, borders, head))


def holds_a_mark(path: Path) -> bool:
    """Return whether a file, beyond its first line, which names the columns of a table, holds a mark of what is confidential: what it is beside is seen in the whole file."""
    with opened(path) as file:
        file.readline()
        behind = ""
        while data := file.read(SIZE):
            text = behind + data.decode("utf-8", errors="replace")
            if marks_in(text):
                return True
            behind = text[-200:]  # a mark, and what is around it, may be in two pieces
    return False


class PartedError(LitreviewError):
    """A part of a file in which something is sealed or withheld: what else is may be seen in the whole file alone."""


def read_chunk(
    path: Path, name: str, chunk: Chunk, *, met: bool = False, answers: ConfidentialityAnswers = NO_ANSWERS
) -> Library:
    """Return what a chunk holds, with the lines of the file; what is confidential is sealed. `PartedError` if anything is, and it is not all of the file."""
    with opened(path) as file:
        head = file.read(chunk.head)
        file.seek(chunk.start)
        data = file.read(chunk.end - chunk.start)
    if chunk.listed:
        data = b"[" + data.rstrip(b"], \t\r\n") + b"]"
    shift = chunk.line - head.count(b"\n")
    with lines_before(shift):
        records, problems, blocks, hidden = parse(
            head + data, name, met=met and chunk.whole, known=chunk.format
        )
    if not chunk.whole and (hidden or any(one.confidential or one.hidden for one in records)):
        raise PartedError(name)
    library = assembled(
        records,
        problems,
        blocks,
        {name: hidden},
        [name],
        include_confidential=False,
        answers=answers,
    )
    return replace(
        library,
        records=tuple([_moved(record, shift) for record in library.records]),
        problems=tuple([_moved(problem, shift) for problem in library.problems]),
    ) if shift else library  # fmt: skip


T = TypeVar("T", Record, Problem)


def _moved(one: T, by: int) -> T:
    return replace(one, where=replace(one.where, line=one.where.line + by)) if one.where.line else one


def _kind(data: mmap.mmap, name: str, *, met: bool) -> tuple[str, str]:
    """Return the format of a file, and how its records are parted: by that, for JSON `list` or `lines`; "" if it is not known."""
    text = data[:_HEAD].decode("utf-8", errors="replace").replace("\r\n", "\n")
    if met and not holds_references(text, name):
        return "", ""
    format_ = detect(text, name)
    if format_ in _JSON:
        start = text.lstrip("\ufeff \t\n")
        return format_, (
            "list" if start.startswith("[") else "lines" if re.match(r"\{.*\}\n\s*\{", start) else ""
        )
    return format_, format_ if format_ in _BORDERS or format_ == "table" else ""


def _is_utf8(data: mmap.mmap) -> bool:
    """Return whether a file is UTF-8, looked at a piece at a time; a letter may be parted between two pieces."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), SIZE):
            if "\x00" in reader.decode(data[start : start + SIZE], start + SIZE >= len(data)):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _borders(data: mmap.mmap, kind: str, start: int, size: int, ends: RowEnds | None) -> Iterator[int]:
    """Yield where chunks behind the first begin: after each `size` bytes the next border, and where the last one ends."""
    search: Callable[[int, int], int]
    if kind in _BORDERS:
        pattern = _BORDERS[kind]
        search = lambda _, at: found.end() if (found := pattern.search(data, at)) else len(data)  # noqa: E731
    elif kind == "lines":
        search = lambda _, at: (data.find(b"\n", at) + 1) or len(data)  # noqa: E731
    elif ends:
        search = lambda begin, at: _row_end(data, ends, begin, at)  # noqa: E731
    else:
        search = lambda begin, at: _item_end(data, begin, at)  # noqa: E731
    while start < len(data):
        end = search(start, start + size) if start + size < len(data) else len(data)
        while end < len(data) and _is_near_a_mark(data, end, kind):
            end = search(end, end + _AROUND)
        while (
            kind == "bibtex"
            and end < min(len(data), start + size + _FAR)
            and not _is_between_entries(data, end)
        ):
            end = search(end, end)
        # what is behind the last record belongs to it
        start = end if data[end : end + _AROUND].strip() else len(data)
        yield start


def _is_near_a_mark(data: mmap.mmap, at: int, kind: str) -> bool:
    """Return whether something that looks like a mark of what is confidential is a few entries before or behind a place."""
    around = data[max(0, at - _AROUND) : at + _AROUND].decode("utf-8", errors="replace")
    return marked_or_near(around, cells=kind != "bibtex")


def _is_between_entries(data: mmap.mmap, at: int) -> bool:
    """Return whether an entry surely ends at a place and another begins: what looks so may be within a value."""
    for around in (_AROUND, 16 * _AROUND):
        before, after = (
            data[start:end].decode("utf-8", errors="replace").replace("\r\n", "\n")
            for start, end in ((max(0, at - around), at), (at, at + around))
        )
        parts = {part.start: part for part in of_bibtex(before + after)}
        behind = parts.get(len(before))
        if (
            behind
            and behind.whole
            and any(part.whole and part.end == behind.start for part in parts.values())
        ):
            return True
    return False


_AROUND = 8_000
_FAR = 4_000_000
"""Bytes in which a place between two sound entries is looked for; where all are damaged, any that looks like one is taken."""


def _row_end(data: mmap.mmap, ends: RowEnds, start: int, least: int) -> int:
    """Return where the row ends that `least` is in, as the reader of tables sees it; `start` is the beginning of a row."""
    end = least
    for _ in range(LOOKED_AHEAD):
        end = data.find(b"\n", end) + 1 or len(data)
    return start + ends.behind(_by_bytes(data[start:end]), least - start)


def _by_bytes(piece: bytes) -> str:
    """Return a text with a character for each byte: what parts rows and cells is ASCII."""
    return piece.decode("latin-1")


def _item_end(data: mmap.mmap, start: int, least: int) -> int:
    """Return where the item of a list ends that `least` is in; `start` is between two items."""
    depth = 0
    for found in _IN_JSON.finditer(data, start):
        mark = found[0]
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
            if depth < 0:
                break
            if depth == 0 and found.end() >= least:
                comma = re.compile(rb"\s*,").match(data, found.end())
                return comma.end() if comma else len(data)
    return len(data)


def _between(data: mmap.mmap, borders: list[int], head: int) -> Iterator[Chunk]:
    line = data[: borders[0]].count(b"\n")
    for start, end in pairwise(borders):
        yield Chunk(start=start, end=end, line=line, head=head, whole=False)
        line += data[start:end].count(b"\n")

"""Read a file larger than memory in chunks, each of which begins and ends between two records.

A chunk is read like a file where records do not depend on each other: RIS, MEDLINE, tables, JSON as a list or one item a line, and
BibTeX without references between entries. All other files are one chunk: those with macros, cross-references or groups, those not in
UTF-8, and those whose lines end with a carriage return alone. A file with something confidential must be read as a whole, too,
since an entry's surroundings decide what may be shown; reading one chunk of it raises `SealedChunkError`.
"""

from __future__ import annotations

import codecs
import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.confidential.raw_marks import marked_or_near, marks_in
from litreview.core.errors import LitreviewError
from litreview.core.files import opened
from litreview.core.libraries import re
from litreview.core.model import Library, Problem, Record
from litreview.formats.csv_rows import LOOKED_AHEAD, RowEnds
from litreview.formats.field_values import lines_before
from litreview.formats.parsing import assemble_library, parse
from litreview.formats.readers import detect, holds_references
from litreview.formats.redaction import bibtex_parts

SIZE = 8_000_000
"""Approximate bytes of a chunk."""
TIMES_THE_FILE = 14
"""Records in memory, with the data of deduplication, take at most this many times the bytes of their files (measured for short records: 11)."""

_HEAD = 100_000
# patterns that begin with a fixed letter are found in a tenth of the time
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
# readers of a whole file also end a line at it; here lines end with a line feed
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_JSON = frozenset({"csl", "crossref", "openalex", "semanticscholar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Bytes `start` to `end` of a file, with `line` lines before them. The first `head` bytes, a header, belong to each chunk.

    `listed`: the chunk is part of a JSON list. `whole`: it is the whole file; otherwise `format` is that of the file.
    """

    start: int = 0
    end: int = 0
    line: int = 0
    head: int = 0
    listed: bool = False
    whole: bool = True
    format: str = ""


def chunks(path: Path, name: str, *, met: bool = False, size: int = SIZE) -> tuple[Chunk, ...]:
    """Return the chunks of a file, called `name`: one if it is small or cannot be split."""
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


def has_confidential_mark(path: Path) -> bool:
    """Return whether a file holds a mark of confidentiality after its first line, which may name the columns of a table."""
    with opened(path) as file:
        file.readline()
        tail = ""
        while data := file.read(SIZE):
            text = tail + data.decode("utf-8", errors="replace")
            if marks_in(text):
                return True
            tail = text[-200:]  # a mark and its surroundings may span two pieces
    return False


class SealedChunkError(LitreviewError):
    """Something in a chunk is sealed or withheld; only the whole file shows what else must be."""


def read_chunk(
    path: Path, name: str, chunk: Chunk, *, met: bool = False, answers: ConfidentialityAnswers = NO_ANSWERS
) -> Library:
    """Return the Library of a chunk, with line numbers of the file. `SealedChunkError` if a part of a file holds something confidential."""
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
        raise SealedChunkError(name)
    library = assemble_library(
        records, problems, blocks, {name: hidden}, [name], include_confidential=False, answers=answers
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
    """Return the format of a file, and how its records are separated: by that format, for JSON `list` or `lines`; `""` if unknown."""
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
    """Return whether a file is UTF-8 without NUL, checked piece by piece; a character may span two pieces."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), SIZE):
            if "\x00" in reader.decode(data[start : start + SIZE], start + SIZE >= len(data)):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _borders(data: mmap.mmap, kind: str, start: int, size: int, ends: RowEnds | None) -> Iterator[int]:
    """Yield the end of each chunk: the next record boundary after `size` bytes."""
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
        # text behind the last record belongs to it
        start = end if data[end : end + _AROUND].strip() else len(data)
        yield start


def _is_near_a_mark(data: mmap.mmap, at: int, kind: str) -> bool:
    """Return whether something like a mark of confidentiality is a few entries before or after an offset."""
    around = data[max(0, at - _AROUND) : at + _AROUND].decode("utf-8", errors="replace")
    return marked_or_near(around, cells=kind != "bibtex")


def _is_between_entries(data: mmap.mmap, at: int) -> bool:
    """Return whether one entry certainly ends at an offset and another begins; an apparent boundary may lie within a value."""
    for around in (_AROUND, 16 * _AROUND):
        before, after = (
            data[start:end].decode("utf-8", errors="replace").replace("\r\n", "\n")
            for start, end in ((max(0, at - around), at), (at, at + around))
        )
        parts = {part.start: part for part in bibtex_parts(before + after)}
        next_part = parts.get(len(before))
        if (
            next_part
            and next_part.whole
            and any(part.whole and part.end == next_part.start for part in parts.values())
        ):
            return True
    return False


_AROUND = 8_000
_FAR = 4_000_000
"""Bytes in which a boundary between two sound entries is searched; if all are damaged, any apparent boundary is taken."""


def _row_end(data: mmap.mmap, ends: RowEnds, start: int, least: int) -> int:
    """Return the end of the row with the offset `least`, as the reader of tables finds it; `start` is the beginning of a row."""
    end = least
    for _ in range(LOOKED_AHEAD):
        end = data.find(b"\n", end) + 1 or len(data)
    return start + ends.end_of_row(_by_bytes(data[start:end]), least - start)


def _by_bytes(piece: bytes) -> str:
    """Return a text with one character per byte: delimiters, quotes and line ends are ASCII."""
    return piece.decode("latin-1")


def _item_end(data: mmap.mmap, start: int, least: int) -> int:
    """Return the end of the list item with the offset `least`; `start` is between two items."""
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

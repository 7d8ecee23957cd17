"""Rows of a table whose cells are one to the right, or the left, of their columns from some column on.

An empty cell too many puts a journal under `Volume`, a volume under `Issue`, and the DOI under `Abstract`. What the other rows of the
file have in these columns shows it: each cell has a shape (a year, a range, a DOI, a long text), and each column has its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview.core.confidential.classification import LOOSE, SHOWN_TYPES as TYPES, judge
from litreview.core.model import CONTAINER_FIELDS, Problem, Where
from litreview.core.problems import problem
from litreview.formats.record_building import RawEntry
from litreview.formats.redaction import is_of_works, verdict

if TYPE_CHECKING:
    from litreview.formats.table import Header

_SHAPES = [
    ("year", re.compile(r"(?:1[5-9]|20)\d\d")),
    ("number", re.compile(r"[A-Za-z]{0,2}\d{1,6}[A-Za-z]?")),
    ("range", re.compile(r"[A-Za-z]?\d+[A-Za-z]? *[-–]+ *[A-Za-z]?\d+[A-Za-z]?")),
    ("isbn", re.compile(r"(?:\d{7}[\dXx]|\d{4}-\d{3}[Xx]|97[89][\d-]{10,14})(?:[;,]? .*)?")),
    ("doi", re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi: ?)?10\.\d{4,}/\S+", re.IGNORECASE)),
    ("address", re.compile(r"https?://\S+")),
    ("word", re.compile(r"[^\W\d]+")),
]
_LONG, _LONGEST = 300, 100_000
"""Letters of a text that is no name or title, and of a row that `csv` cuts whatever its cells."""
_YEAR = _SHAPES[0][1]
_SAMPLE = 1_000
"""Rows that are looked at for what the columns hold: evenly from the whole file."""
_LEAST = 20
"""Sound rows that a file must have before anything is said of its columns."""
_LEAST_CELLS = 3
"""Cells that have to fit the column beside theirs, and not their own."""
_FEW, _TIMES, _USUAL, _RARE = 0.15, 4, 0.2, 0.03
"""The share that a shape has at most in the column it is found in; how many times that it has, and at least, where it belongs;
the share below which a cell does not fit."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry whose row was moved, the entry as its row is read moved back, and whether the row is as sure as one that was not moved."""

    entry: RawEntry
    back: RawEntry
    is_whole: bool


def find_moved(entries: Sequence[RawEntry], text: str, path: str) -> list[Moved]:
    """Return the entries whose rows were moved, changing none. None of them is confidential, as its row is or as it was."""
    works = all(map(is_of_works, entries))
    shown = [entry for entry in entries if not _is_sealed(entry, path) and len(entry.raw) < _LONGEST]
    odd = [entry for entry in shown if _is_odd(entry.fields)]
    sound = [entry for entry in shown if not _is_odd(entry.fields)] if odd else []
    if len(sound) < _LEAST:
        return []
    from litreview.formats.table import Header

    header = Header(text.replace("\x00", ""))
    step = -(-len(sound) // _SAMPLE)
    columns = _shapes_of(header, sound[::step])
    found = []
    for entry in odd:
        cells = header.cells(entry)
        back = _moved_back(cells, columns)
        if not back or header.key(back) != header.key(cells):
            continue
        read = header.read(back, entry)
        is_whole = _is_whole(entry, read, header, path, works=works)
        hides = verdict(read, path, works=works and is_of_works(read)).hides
        if not hides and (is_whole or not entry.confidential):
            found.append(Moved(entry, read, is_whole))
    return found


def _is_sealed(entry: RawEntry, path: str) -> bool:
    """Return whether an entry is confidential by more than words of an abstract that was moved into the column of the type."""
    if not entry.confidential:
        return False
    fields = [(name, value) for name, value in entry.fields if name != "type" or len(value) <= _LONG]
    return len(fields) == len(entry.fields) or judge(entry.type, entry.key, fields, path).hides


def _is_whole(entry: RawEntry, back: RawEntry, header: Header, path: str, *, works: bool) -> bool:
    """Return whether a row has one cell too many and is that of a published work, whichever of its empty cells is the one too many.

    An interview whose mark was moved out of its column is one again when the right cell is taken out, and that need not be the
    cell that fits best: a mark is rare in its column.
    """
    cells = header.cells(entry)
    if len(cells) != header.width + 1 or back.type not in TYPES or back.type.lower() in LOOSE:
        return False
    for number, cell in enumerate(cells):
        if not cell.strip():
            way = header.read([*cells[:number], *cells[number + 1 :]], entry)
            way.judge(verdict(way, path, works=works and is_of_works(way)))
            if _is_sealed(way, path):
                return False
    return True


def put_back(moved: Iterable[Moved], path: str) -> list[Problem]:
    """Give the entries that may be shown the fields of their rows moved back, and return the Problem that says so.

    The key of an entry stays, and its values as they were are kept.
    """
    changed = []
    for each in moved:
        if each.entry.confidential:
            continue
        before, after = dict(reversed(each.entry.fields)), dict(reversed(each.back.fields))
        changes = {
            name: before.get(name, "") for name in before | after if before.get(name) != after.get(name)
        }
        each.entry.mended = {**changes, **each.entry.mended}
        each.entry.type, each.entry.fields = each.back.type, each.back.fields
        changed.append((each.entry, before))
    return _reported(changed, path)


def _is_odd(fields: Iterable[tuple[str, str]]) -> bool:
    """Return whether a year, a DOI or a journal is none, as one of them is in every row that was moved and can be known."""
    for name, value in fields:
        if name == "year" and not re.search(r"\d{4}", value):
            return True
        if name == "doi" and "10." not in value:
            return True
        if name in CONTAINER_FIELDS and _YEAR.fullmatch(value.strip()):
            return True
    return False


def _shape(cell: str) -> str:
    """Return what a cell looks like.

    >>> [_shape(cell) for cell in ("2010", "A12", "20-30", "10.1000/a", "article", "Journal of Locks", "")]
    ['year', 'number', 'range', 'doi', 'word', 'text', '']
    """
    cell = cell.strip()
    if len(cell) > _LONG:
        return "long text"
    return next((name for name, shape in _SHAPES if shape.fullmatch(cell)), "text" if cell else "")


class _Column:
    """How often each shape is found in a column."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._count = Counter(map(_shape, cells))

    def share(self, shape: str) -> float:
        """Return in what part of the rows the column has a cell of a shape."""
        return self._count[shape] / self._count.total()


def _shapes_of(header: Header, entries: Iterable[RawEntry]) -> list[_Column]:
    rows = [header.cells(entry) for entry in entries]
    return [
        _Column(row[number] if number < len(row) else "" for row in rows) for number in range(header.width)
    ]


def _moved_back(cells: list[str], columns: Sequence[_Column]) -> list[str]:
    """Return the cells in their columns, none if they are there, or if more than one way back fits."""
    found = {
        tuple(back)
        for back, start, way in _ways_back(cells, len(columns))
        if _fits(back, start, way, columns)
    }
    return list(found.pop()) if len(found) == 1 else []


def _ways_back(cells: list[str], width: int) -> Iterator[tuple[list[str], int, int]]:
    """Yield the cells without each one that is empty, and, where the last is missing, with one more at each place.

    With each come the first column that has another cell, and where that cell was found: 1 to its right, or -1.
    """
    for number, cell in enumerate(cells[:width]):
        if not cell.strip() and not any(each.strip() for each in cells[width + 1 :]):
            yield (cells[:number] + cells[number + 1 :] + [""] * width)[:width], number, 1
    if not any(cell.strip() for cell in cells[width - 1 :]):
        padded = (cells + [""] * width)[: width - 1]
        for number in range(width):
            yield [*padded[:number], "", *padded[number:]], number + 1, -1


def _fits(back: Sequence[str], start: int, way: int, columns: Sequence[_Column]) -> bool:
    """Return whether enough cells fit the columns they are moved back to, and not those they are in, and none fits less."""
    if any(
        columns[number].share(_shape(back[number])) == 0 for number in range(start) if back[number].strip()
    ):
        # the gap is further to the left, or the row is damaged otherwise
        return False
    better = set()
    count = 0
    for number in range(start, len(columns)):
        shape = _shape(back[number])
        if not shape:
            continue
        there = columns[number].share(shape)
        here = columns[number + way].share(shape) if number + way < len(columns) else 0.0
        if there < _RARE or there * _TIMES < here:
            return False
        if here <= _FEW and there >= max(_USUAL, _TIMES * here):
            count += 1
            better.add(shape)
    return count >= _LEAST_CELLS and len(better) > 1


def _reported(changed: Sequence[tuple[RawEntry, dict[str, str]]], path: str) -> list[Problem]:
    if not changed:
        return []
    entry, before = changed[0]
    after = dict(reversed(entry.fields))
    differing = [name for name in _SAID if before.get(name) != after.get(name)]
    what = "values of a row" if len(changed) == 1 else f"values of {len(changed)} rows"
    said = [
        ", ".join(f"{name} '{' '.join(fields.get(name, '').split())[:_SHOWN]}'" for name in differing)
        for fields in (before, after)
    ]
    return [
        problem(
            "LR079.column-moved", Where(file=path, line=entry.line), what=what, before=said[0], read=said[1]
        )
    ]


_SAID, _SHOWN = ("year", "volume", "number", "pages", "doi"), 40

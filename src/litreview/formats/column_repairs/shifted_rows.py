"""Repair shifted rows of a table: from some column on, their cells are one column too far to the right or to the left.

An extra empty cell puts a journal under `Volume`, a volume under `Issue`, and the DOI under `Abstract`. The other rows of the
file reveal it: each cell has a shape (a year, a range, a DOI, a long text), and each column has its usual shapes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from litreview.core.confidential.classification import LOOSE, SHOWN_TYPES as TYPES, judge
from litreview.core.libraries import re
from litreview.core.model import CONTAINER_FIELDS, Problem, Where
from litreview.core.problems import problem
from litreview.formats.record_building import RawEntry
from litreview.formats.redaction import is_of_works, verdict

if TYPE_CHECKING:
    from litreview.formats.csv_tables import Header

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
"""Characters beyond which a text is no name or title, and beyond which a row is not inspected."""
_YEAR, _FOUR_DIGITS = _SHAPES[0][1], re.compile(r"\d{4}")
_READ_ODD = frozenset({"year", "doi", *CONTAINER_FIELDS})
_SAMPLE = 1_000
"""Rows to inspect for the shapes of the columns, taken evenly from the whole file."""
_LEAST = 20
"""Sound rows that a file needs before its columns are judged."""
_LEAST_CELLS = 3
"""Cells that must fit the next column and not their own."""
_FEW, _TIMES, _USUAL, _RARE = 0.15, 4, 0.2, 0.03
"""Largest share of a shape in the column where it was found; how many times that share, and what least share, it has in its own column;
the share below which a cell does not fit."""


@dataclass(frozen=True, slots=True)
class ShiftedRow:
    """An entry with a shifted row, the entry read from the corrected row, and whether the row is as certain as an unshifted one."""

    entry: RawEntry
    back: RawEntry
    is_whole: bool


def find_shifted_rows(entries: Sequence[RawEntry], text: str, path: str) -> list[ShiftedRow]:
    """Return the entries with shifted rows, without changing them. No entry is confidential, either before or after the correction."""
    works = all(map(is_of_works, entries))
    shown = [entry for entry in entries if not _is_sealed(entry, path) and len(entry.raw) < _LONGEST]
    odd: list[RawEntry] = []
    sound: list[RawEntry] = []
    for entry in shown:
        (odd if _is_odd(entry.fields) else sound).append(entry)
    if not odd or len(sound) < _LEAST:
        return []
    from litreview.formats.csv_tables import Header

    header = Header(text.replace("\x00", ""))
    step = -(-len(sound) // _SAMPLE)
    columns = [*map(_shares, _shapes_of(header, sound[::step]))]
    found = []
    for entry in odd:
        cells = header.cells(entry)
        back = _shifted_back(cells, columns)
        if not back or header.key(back) != header.key(cells):
            continue
        read = header.read(back, entry)
        is_whole = _is_whole(entry, read, header, path, works=works)
        hides = verdict(read, path, works=works and is_of_works(read)).hides
        if not hides and (is_whole or not entry.confidential):
            found.append(ShiftedRow(entry, read, is_whole))
    return found


def _is_sealed(entry: RawEntry, path: str) -> bool:
    """Return whether an entry is confidential for another reason than an abstract shifted into the column of the type."""
    if not entry.confidential:
        return False
    fields = [(name, value) for name, value in entry.fields if name != "type" or len(value) <= _LONG]
    return len(fields) == len(entry.fields) or judge(entry.type, entry.key, fields, path).hides


def _is_whole(entry: RawEntry, back: RawEntry, header: Header, path: str, *, works: bool) -> bool:
    """Return whether a row has one extra cell and remains that of a published work, whichever empty cell is removed.

    An interview whose mark was shifted out of its column is recognised again when the right cell is removed. That need not be
    the cell that fits best, since a mark is rare in its column.
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


def restore_shifted_rows(moved: Iterable[ShiftedRow], path: str) -> list[Problem]:
    """Replace the fields of visible entries by those of their corrected rows; return the Problem that reports it.

    The key of an entry stays; `mended` stores the original values.
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
    """Return whether a year, DOI or journal is invalid, as one of them is in every shifted row that can be recognised."""
    return any(not _FOUR_DIGITS.search(value) if name == "year"
        else "10." not in value if name == "doi"
        else _YEAR.fullmatch(value.strip())
        for name, value in fields
        if name in _READ_ODD)  # fmt: skip


@lru_cache(maxsize=4096)
def _shape(cell: str) -> str:
    """Return the shape of a cell.

    >>> [_shape(cell) for cell in ("2010", "A12", "20-30", "10.1000/a", "article", "Journal of Locks", "")]
    ['year', 'number', 'range', 'doi', 'word', 'text', '']
    """
    cell = cell.strip()
    if len(cell) > _LONG:
        return "long text"
    return next((name for name, shape in _SHAPES if shape.fullmatch(cell)), "text" if cell else "")


def _shapes_of(header: Header, entries: Iterable[RawEntry]) -> list[Counter[str]]:
    """Return how often each shape is found in each column."""
    rows = [header.cells(entry) for entry in entries]
    return [
        Counter(_shape(row[number]) if number < len(row) else "" for row in rows)
        for number in range(header.width)
    ]


def _shares(column: Counter[str]) -> dict[str, float]:
    """Return for each shape the share of rows whose cell in a column has it."""
    return {
        shape: column[shape] / column.total()
        for shape in (*(name for name, _ in _SHAPES), "long text", "text", "")
    }


def _shifted_back(cells: list[str], columns: Sequence[Mapping[str, float]]) -> list[str]:
    """Return the cells in their right columns, an empty list if no correction fits, or more than one."""
    found = {
        tuple(back)
        for back, start, way in _ways_back(cells, len(columns))
        if _fits(back, start, way, columns)
    }
    return list(found.pop()) if len(found) == 1 else []


def _ways_back(cells: list[str], width: int) -> Iterator[tuple[list[str], int, int]]:
    """Yield possible corrections: the cells without one empty cell, and, where the last is missing, with one more at each place.

    Each comes with the first column that changes, and the direction in which its cell was found: 1 to the right, or -1.
    """
    for number, cell in enumerate(cells[:width]):
        if not cell.strip() and not any(each.strip() for each in cells[width + 1 :]):
            yield (cells[:number] + cells[number + 1 :] + [""] * width)[:width], number, 1
    if not any(cell.strip() for cell in cells[width - 1 :]):
        padded = (cells + [""] * width)[: width - 1]
        for number in range(width):
            yield [*padded[:number], "", *padded[number:]], number + 1, -1


def _fits(back: Sequence[str], start: int, way: int, columns: Sequence[Mapping[str, float]]) -> bool:
    """Return whether enough cells fit their new columns and not their old ones, and no cell fits worse."""
    if any(columns[number][_shape(back[number])] == 0 for number in range(start) if back[number].strip()):
        # the gap is further to the left, or the row has other damage
        return False
    better: list[str] = []
    for number in range(start, len(columns)):
        shape = _shape(back[number])
        if not shape:
            continue
        there = columns[number][shape]
        here = columns[number + way][shape] if number + way < len(columns) else 0.0
        if there < _RARE or there * _TIMES < here:
            return False
        if here <= _FEW and there >= max(_USUAL, _TIMES * here):
            better.append(shape)
    return len(better) >= _LEAST_CELLS and len({*better}) > 1


def _reported(changed: Sequence[tuple[RawEntry, dict[str, str]]], path: str) -> list[Problem]:
    if not changed:
        return []
    entry, before = changed[0]
    after = dict(reversed(entry.fields))
    differing = [name for name in _REPORTED_FIELDS if before.get(name) != after.get(name)]
    what = "values of a row" if len(changed) == 1 else f"values of {len(changed)} rows"
    shown = [
        ", ".join(f"{name} '{' '.join(fields.get(name, '').split())[:_SHOWN]}'" for name in differing)
        for fields in (before, after)
    ]
    return [
        problem(
            "LR079.column-moved", Where(file=path, line=entry.line), what=what, before=shown[0], read=shown[1]
        )
    ]


_REPORTED_FIELDS, _SHOWN = ("year", "volume", "number", "pages", "doi"), 40

"""Types of column repairs: the cells of a file as columns, and a kind of damage with its recognition and repair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from litreview.formats.readers import formats_by_name
from litreview.formats.record_building import RawEntry

_SAMPLE = 1_000
"""Cells of a column to inspect before judging it, taken evenly from the whole file."""
_FEW = 0.1


class EntryRow:
    """One entry with its first value of each field."""

    __slots__ = ("entry", "values")

    def __init__(self, entry: RawEntry) -> None:
        self.entry: RawEntry = entry
        self.values: dict[str, str] = dict(reversed(entry.fields))

    def get(self, name: str) -> str:
        """Return the value of a field, `""` without one."""
        return self.values.get(name, "")

    def letters(self, name: str) -> str:
        """Return the value of a field with entities such as `&#246;` decoded, in a format whose values may hold HTML."""
        value = self.get(name)
        return (
            unescape(value)
            if "&" in value and formats_by_name()[self.entry.format].markup == "html"
            else value
        )

    def set(self, name: str, value: str) -> None:
        """Set or, with an empty value, remove a field; the entry's `mended` stores the original value."""
        entry, fields = self.entry, self.entry.fields
        entry.mended = dict(entry.mended)
        entry.mended.setdefault(name, self.values.pop(name, ""))
        at = next((number for number, (each, _) in enumerate(fields) if each == name), len(fields))
        fields[at : at + 1] = [(name, value)] if value else []
        if value:
            self.values[name] = value


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRepair:
    """A kind of damage to the cells of a column, and its repair.

    - `fault`: its Problem (`problem_messages.tsv`). `one`, `many`: the message for one cell and for several (`{}`).
    - `columns`: the fields to inspect, each by itself.
    - `read`: (row, name of the column) -> the fields with new values, empty for a sound cell.
    - `sign`: a quick test that all damaged cells pass.
    - `is_damaged`: whether a row's cell is damaged (True), sound (False) or unclear (None). Not set for damage that each cell shows by itself.
    - `is_unreadable`: whether a cell that `read` left is damaged all the same; it stays unchanged and is counted.
    - `min_cells`, `min_share`: how many cells must be damaged, and which share of the cells that are clear.
    """

    fault: str
    one: str
    many: str
    columns: tuple[str, ...]
    read: Callable[[EntryRow, str], Mapping[str, str]]
    sign: Callable[[str], object] = bool
    is_damaged: Callable[[EntryRow, str], bool | None] | None = None
    is_unreadable: Callable[[str], object] | None = None
    min_cells: int = 3
    min_share: float = 0.5

    def mended(
        self, rows: Iterable[EntryRow], name: str
    ) -> Iterator[tuple[EntryRow, str, Mapping[str, str]]]:
        """Repair one column; yield each damaged row, its original cell, and the new fields, its own first (empty if unreadable)."""
        sign = self.sign
        if self.is_damaged is None:
            cells = [(row, value) for row in rows if (value := row.values.get(name)) and sign(value)]
        else:
            column = [(row, value) for row in rows if (value := row.values.get(name))]
            cells = (
                [cell for cell in column if sign(cell[1])] if column and self._applies(column, name) else []
            )
        for row, before in cells:
            found = {field: value for field, value in self.read(row, name).items() if value != row.get(field)}
            if found:
                for field, value in found.items():
                    row.set(field, value)
                yield row, before, {name: row.get(name)} | found
            elif self.is_unreadable and self.is_unreadable(before):
                yield row, before, {}

    def _applies(self, column: list[tuple[EntryRow, str]], name: str) -> bool:
        """Return whether enough cells of a column are damaged."""
        assert self.is_damaged is not None
        # damage that few cells show is searched in all of them
        step = -(-len(column) // _SAMPLE) if self.min_share > _FEW else 1
        votes = [self.is_damaged(row, name) for row, _ in column[::step]]
        damaged, sound = votes.count(True), votes.count(False)
        return damaged >= self.min_cells and damaged >= self.min_share * (damaged + sound)

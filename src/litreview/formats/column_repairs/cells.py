"""A file's cells as columns, and the row of the table of mends: how a damaged column is known, and how its cells are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from litreview.formats.readers import BY_NAME
from litreview.formats.record_building import RawEntry

_SAMPLE = 1_000
"""Cells of a column that are looked at before anything is said of it: evenly from the whole file."""
_FEW = 0.1


class Row:
    """One entry with its first value of each field."""

    __slots__ = ("_entry", "_values")

    def __init__(self, entry: RawEntry) -> None:
        self._entry = entry
        self._values = dict(reversed(entry.fields))

    @property
    def line(self) -> int:
        """The line the entry begins in."""
        return self._entry.line

    @property
    def format(self) -> str:
        """The format it was read from."""
        return self._entry.format

    def get(self, name: str) -> str:
        """Return the value of a field, `""` if it has none."""
        return self._values.get(name, "")

    def names(self) -> list[str]:
        """Return the names of the fields that have a value."""
        return [name for name, value in self._values.items() if value]

    def letters(self, name: str) -> str:
        """Return the value of a field with `&#246;` as the letter it means, in a format whose values may hold HTML."""
        value = self.get(name)
        return unescape(value) if "&" in value and BY_NAME[self.format].markup == "html" else value

    def put(self, name: str, value: str) -> None:
        """Give a field another value, none if it is empty; the entry keeps what it had."""
        entry, fields = self._entry, self._entry.fields
        entry.mended = dict(entry.mended)
        entry.mended.setdefault(name, self._values.pop(name, ""))
        at = next((number for number, (each, _) in enumerate(fields) if each == name), len(fields))
        fields[at : at + 1] = [(name, value)] if value else []
        if value:
            self._values[name] = value


class Rows:
    """The rows of a file."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)
        self._columns: dict[str, list[Row]] = {}

    def column(self, name: str) -> list[Row]:
        """Return the rows that have a value of a field, in the order of the file."""
        if not self._columns:
            for row in self._rows:
                for each in row.names():
                    self._columns.setdefault(each, []).append(row)
        return self._columns.get(name, [])

    def forget(self) -> None:
        """Look for the columns anew: a row was changed."""
        self._columns.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """One way in which the cells of a column are damaged.

    - `fault`: its Problem (`problems.tsv`); `one`, `many`: what was found, in words for one cell and for several (`{}`).
    - `columns`: the fields that are looked at, each for itself.
    - `read`: from a row and the name of the column to the fields that are to have another value, nothing where the cell is sound.
    - `sign`: a quick look at a cell that all damaged ones pass.
    - `speaks`: whether a row's cell is written so (True), is written otherwise (False), or says nothing either way (None); not given
      for damage that each cell shows by itself.
    - `stuck`: whether a cell that was not read is damaged in this way all the same; it stays as it is, and is counted.
    - `least`, `share`: how many cells have to be written so, and what part of those that say something.
    """

    fault: str
    one: str
    many: str
    columns: tuple[str, ...]
    read: Callable[[Row, str], Mapping[str, str]]
    sign: Callable[[str], object] = bool
    speaks: Callable[[Row, str], bool | None] | None = None
    stuck: Callable[[str], object] | None = None
    least: int = 3
    share: float = 0.5

    def mended(self, rows: Rows, name: str) -> Iterator[tuple[Row, str, Mapping[str, str]]]:
        """Mend one column; yield each row with its cell as it was, and the fields that it is read as, its own first:
        none, where it cannot be read.
        """
        column = rows.column(name)
        if not column or not self._shown(column, name):
            return
        sign = self.sign
        for row, before in [(row, value) for row in column if sign(value := row.get(name))]:
            found = {field: value for field, value in self.read(row, name).items() if value != row.get(field)}
            if found:
                for field, value in found.items():
                    row.put(field, value)
                rows.forget()
                yield row, before, {name: row.get(name)} | found
            elif self.stuck and self.stuck(before):
                yield row, before, {}

    def _shown(self, column: list[Row], name: str) -> bool:
        if self.speaks is None:
            return True
        # what few cells show is looked for in all of them
        step = -(-len(column) // _SAMPLE) if self.share > _FEW else 1
        said = [self.speaks(row, name) for row in column[::step]]
        for_it, against = said.count(True), said.count(False)
        return for_it >= self.least and for_it >= self.share * (for_it + against)

"""Split CSV and TSV into rows and cells, also where quotes or line ends are broken."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from litreview.formats.vocabularies import terms

_COLUMNS = terms("table.columns")
_LONGEST_CELL = 2_000
"""Lines that one row may have: a quote that is open longer is taken to have no end."""
_LONGEST_ROW = 40
"""Lines that a row may have to be recognised inside another row."""
LOOKED_AHEAD = _LONGEST_CELL + _LONGEST_ROW
"""Lines to look at to find the end of a row."""
_TO_QUOTE = re.compile(r'(?:[^"]+|"")*+"')


def _delimiter(line: str) -> str:
    def known(mark: str) -> int:
        return sum(cell.strip().strip('"').lower() in _COLUMNS for cell in line.split(mark))

    return max("\t;,|", key=lambda mark: (known(mark), line.count(mark), mark == ","))


def rows(text: str) -> Iterator[tuple[int, list[str], str, bool]]:
    """Yield each row: its line, its cells, its text, and whether its quotes are closed. An unclosed quote costs no other row."""
    lines = text.split("\n")
    at, delimiter = beginning(lines)
    limit = csv.field_size_limit()
    csv.field_size_limit(max(limit, len(text) + 1))
    try:
        for start, following, closed in _bounds(lines, at, delimiter):
            block = "\n".join(lines[start:following])
            yield start + 1, cells_of(block, delimiter, closed=closed), block, closed
    finally:
        csv.field_size_limit(limit)


def _bounds(lines: Sequence[str], at: int, delimiter: str, width: int = 0) -> Iterator[tuple[int, int, bool]]:
    """Yield for each row from line `at` on: its first line, the line after its last, and whether its quotes are closed.

    `width` is the number of the header's cells, 0 if the first of these rows is the header. The first `LOOKED_AHEAD` lines of a row
    decide where it ends.
    """
    while at < len(lines):
        end = _end_of_row(lines, at, delimiter)
        swallowed = 0
        if end > at + 1 and not width and not _strict_width("\n".join(lines[at:end]), delimiter):
            # a header of several lines must be well quoted
            swallowed = at + 1
        elif end > at + 1 and width > 2:
            swallowed = _swallowed(lines, at, end, delimiter, width)
        width = width or _width(lines[at], delimiter)
        end = 0 if swallowed else end
        following = swallowed or end or at + 1
        yield at, following, bool(end)
        at = following


class RowEnds:
    """Finds the ends of rows, as `rows` does, in a piece of a table. `head` is the beginning of the table."""

    def __init__(self, head: str) -> None:
        lines, lengths = _measured(head)
        at, self._delimiter = beginning(lines)
        found = next(_bounds(lines, at, self._delimiter), None)
        self._width = _width(lines[at], self._delimiter) if found else 0
        self.header: int = sum(lengths[: found[1]]) if found and found[2] else 0
        """Characters up to the end of the header, 0 if the header does not end here."""

    def end_of_row(self, text: str, least: int) -> int:
        """Return where the row with the character `least` ends. The text begins with a row and has `LOOKED_AHEAD` lines after `least`."""
        lines, lengths = _measured(text)
        counted = 0
        for start, following, _ in _bounds(lines, 0, self._delimiter, self._width):
            counted += sum(lengths[start:following])
            if counted > least:
                break
        return min(counted, len(text))


def _measured(text: str) -> tuple[list[str], list[int]]:
    """Return the lines of a text, and the length of each with its line end (one or, on Windows, two characters)."""
    found = text.split("\n")
    return [line.removesuffix("\r") for line in found], [len(line) + 1 for line in found]


def beginning(lines: Sequence[str]) -> tuple[int, str]:
    """Return the index of the table's first line, and the delimiter."""
    at = 0
    while at < len(lines) and (not lines[at].strip() or re.fullmatch(r"\"?sep=.\"?\s*", lines[at])):
        at += 1
    if at == len(lines):
        return at, ","
    declared = re.fullmatch(r"\"?sep=(.)\"?\s*", lines[at - 1]) if at else None
    return at, declared[1] if declared else _delimiter(lines[at])


def _end_of_row(lines: Sequence[str], start: int, delimiter: str) -> int:
    """Return the index after the last line of the row that begins at `start`, 0 if its last quote is never closed."""
    inside = False
    for index in range(start, min(len(lines), start + _LONGEST_CELL)):
        inside = _inside_after(lines[index], delimiter, inside=inside)
        if not inside:
            return index + 1
    return 0


def _swallowed(lines: Sequence[str], start: int, end: int, delimiter: str, width: int) -> int:
    """Return the index of the first line that starts another row inside the row from `start` to `end`, 0 if no line does.

    Then the quote that seems to close the row opens a cell of a later row. A well quoted row contains no other, whatever its cells hold.
    """
    if _strict_width("\n".join(lines[start:end]), delimiter) == width:
        return 0
    for index in range(start + 1, end):
        last = index + 1
        if _width(lines[index], delimiter) != width or _inside_after(lines[index], delimiter, inside=False):
            # the row may have cells of several lines
            last = _end_of_row(lines[: min(len(lines), index + _LONGEST_ROW)], index, delimiter)
        if last and _strict_width("\n".join(lines[index:last]), delimiter) == width:
            return index
    return 0


def _strict_width(block: str, delimiter: str) -> int:
    """Return the number of cells of a text that is exactly one row by strict quoting rules, else 0."""
    try:
        rows = list(csv.reader([block], delimiter=delimiter, strict=True))
    except csv.Error:
        return 0
    return len(rows[0]) if len(rows) == 1 else 0


def _inside_after(line: str, delimiter: str, *, inside: bool) -> bool:
    """Return whether a quoted cell goes on after the line. A quote opens a cell only at its beginning: `5" pipe` opens none."""
    if '"' not in line:
        return inside
    at = 0
    while True:
        if inside or line.startswith('"', at):
            closed = _TO_QUOTE.match(line, at if inside else at + 1)
            if closed is None:
                return True
            at, inside = closed.end(), False
        at = line.find(delimiter, at) + 1
        if at == 0:
            return False


def _width(line: str, delimiter: str) -> int:
    return len(cells_of(line, delimiter, closed=False))


def cells_of(block: str, delimiter: str, *, closed: bool) -> list[str]:
    """Return the cells of a row. Unless `closed`, a quote without its partner is an ordinary character."""
    if closed:
        try:
            return [cell for row in csv.reader([block], delimiter=delimiter) for cell in row]
        except csv.Error:
            return block.split(delimiter)
    cells, at = [], 0
    while at >= 0:
        quoted = _TO_QUOTE.match(block, at + 1) if block.startswith('"', at) else None
        end = block.find(delimiter, quoted.end() if quoted else at)
        cell = block[at : end if end >= 0 else len(block)]
        cells.append(
            cell[1:].rstrip().removesuffix('"').replace('""', '"') if quoted else cell.removeprefix('"')
        )
        at = end + 1 if end >= 0 else -1
    return cells

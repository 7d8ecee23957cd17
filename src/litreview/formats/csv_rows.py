"""Split CSV and TSV into rows and cells, also where quotes or line ends are broken."""

from __future__ import annotations

import csv
import io
import re
from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from litreview.formats.vocabularies import terms

_COLUMNS = terms("table.columns")
_FIELDS = frozenset(_COLUMNS.values())
_SOURCES = {frozenset(signs.split("|")): source for signs, source in terms("table.sources").items()}
_LONGEST_CELL = 2_000
"""Lines that one row may have: a quote that is open longer is taken to have no end."""
_LONGEST_ROW = 40
"""Lines that a row may have to be recognised inside another row."""
LOOKED_AHEAD = _LONGEST_CELL + _LONGEST_ROW
"""Lines to look at to find the end of a row."""
_LONGEST_PREAMBLE, _LEAST_KNOWN = 40, 3
"""Lines that a search may take before the header, and the known columns that such a header has beside its titles."""
_LONGEST_HEADER, _LONGEST_NAME = 50_000, 100
SEPARATOR = re.compile(r"\"?sep=(.)\"?\s*")
"""The first line of a table that declares its delimiter."""
_EMPTY = ' \t\r\ufeff,;|"'
_TO_QUOTE = re.compile(r'(?:[^"]+|"")*+"')


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    r"""Return rows as CSV.

    >>> csv_text([["title", "note"], ["Raids", "a, b"]])
    'title,note\nRaids,"a, b"\n'
    """
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def column_name(cell: str) -> str:
    """Return the name of a column in small letters, with single spaces for `_` and `-`.

    >>> column_name(' "Publication_Year"')
    'publication year'
    """
    return " ".join(re.sub(r"[_\ufeff-]", " ", cell).replace('"', " ").split()).lower()


def known_columns(names: Collection[str]) -> Mapping[str, str]:
    """Return what columns mean in a table with these names: in any table, and in those of the sources that its names show.

    >>> known_columns(["central id", "source"])["source"], known_columns(["id"]).get("source")
    ('container', None)
    """
    sources = [source for signs, source in _SOURCES.items() if signs <= {*names}]
    return ChainMap(*(dict(terms(f"table.{source}")) for source in sources), dict(_COLUMNS))


def _meanings(line: str, mark: str) -> list[str]:
    """Return the fields that the cells of a header name, as far as they are known."""
    return known_names(line.split(mark))


def known_names(cells: Iterable[str]) -> list[str]:
    """Return the fields that these cells of a header name, as far as they are known.

    >>> known_names(["Link", "Doc name"])
    ['url']
    """
    names = [column_name(cell) for cell in cells if len(cell) < _LONGEST_NAME]
    known = known_columns(names)
    return [known.get(name, name) for name in names if name in known or name in _FIELDS]


def _delimiter(line: str) -> str:
    return max("\t;,|", key=lambda mark: (len(_meanings(line, mark)), line.count(mark), mark == ","))


def names_title(line: str, others: int = 0) -> bool:
    """Return whether a line is a header with a column of titles, and at least so many other known columns.

    >>> names_title('"Authors, Primary","Title Primary"'), names_title("Title, the", 1), names_title("On a title, and others")
    (True, False, False)
    """
    if len(line) > _LONGEST_HEADER:
        return False
    mark = _delimiter(line)
    meanings = _meanings(line, mark)
    # in running text, the words between commas are others
    usual = len(meanings) > others and 2 * len(meanings) > line.count(mark)
    # "Titel" alone may be that of a person
    known = (
        usual if others else "ti" in line.lower().split(mark) or "title" in line.lower() or len(meanings) > 2
    )
    return "title" in meanings and known


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
    """Return the index of the table's header, and the delimiter. Lines of a search may stand before a header that names its columns."""
    filled = (n for n, line in enumerate(lines) if line.strip(_EMPTY) and not SEPARATOR.fullmatch(line))
    at = next(filled, len(lines))
    if at == len(lines):
        return at, ","
    declared = SEPARATOR.fullmatch(lines[at - 1]) if at else None
    if not declared and not names_title(lines[at]):
        following = range(at + 1, min(at + _LONGEST_PREAMBLE, len(lines)))
        at = next((number for number in following if names_title(lines[number], _LEAST_KNOWN)), at)
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

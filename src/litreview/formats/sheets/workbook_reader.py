"""Read the answers from a filled workbook, whatever program saved it and however its rows were sorted.

The size is checked before anything is stored. A workbook is a zip archive of XML: a few kilobytes can unpack to gigabytes of text or cells.
So the parts are first streamed past a counter. Measured: a sheet of 10,000 abstracts unpacks to 40 MB and has less than a million elements.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, time
from typing import Any
from xml.parsers import expat

from litreview.core.confidential.raw_marks import marked_or_near
from litreview.core.containers import first_by_key
from litreview.core.errors import InputError
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.text import restore
from litreview.core.text.xml_trees import XmlError, careful_parser
from litreview.formats.csv_rows import beginning, cells_of, csv_text, known_names, names_title
from litreview.formats.sheets.workbook_writer import (
    CHECK,
    CHOICE,
    ID,
    SECOND,
    SHOWN,
    VALUE,
    Filled,
    FilledRow,
    checksum,
    id_headers,
)

_BYTES = 200_000_000  # unpacked
_ELEMENTS = 3_000_000
_DEPTH = 100
_CHUNK = 1 << 16
_XML = (".xml", ".rels", ".vml")
_TOO_LARGE = (
    "unpacks to far more than a sheet of ours holds; copy the rows with answers, hidden columns too, into a sheet "
    "written anew by `litreview sheet`, and save that"
)


class _TooLargeError(Exception):
    """The parts streamed so far are larger than any sheet of this program."""


def workbook_fault(data: bytes) -> str:
    """Return why bytes cannot be a workbook of this program, `""` if they may be. Unpacking is bounded, whatever the archive claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                other = "an OpenDocument file" if "content.xml" in names else "no workbook"
                return f"is {other}; save it as 'Excel workbook (.xlsx)'"
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                return "is protected by a password; save it without"
            # the standard allows these two methods only, and others unpack without bound (ECMA-376, part 2, annex C)
            if any(
                entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries
            ):
                return "is packed as no spreadsheet packs it; save it again as 'Excel workbook (.xlsx)'"
            if sum(entry.file_size for entry in entries) > _BYTES:
                return _TOO_LARGE
            _weigh(archive, [entry for entry in entries if entry.filename.lower().endswith(_XML)])
    except _TooLargeError:
        return _TOO_LARGE
    except (XmlError, expat.ExpatError):
        return "is damaged: a part of it is not sound XML; open it and save it again as .xlsx"
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, zlib.error):
        return "is no .xlsx workbook, or a damaged one; save it as 'Excel workbook (.xlsx)'"
    return ""


def _weigh(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Count bytes, elements and depth of the parts in a stream. `_TooLargeError` as soon as a count is too large."""
    size = elements = depth = 0

    def begin(*_: object) -> None:
        nonlocal elements, depth
        elements += 1
        depth += 1
        if elements > _ELEMENTS or depth > _DEPTH:
            raise _TooLargeError

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    for part in parts:
        parser = careful_parser(begin, end)
        depth = 0
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > _BYTES:
                    raise _TooLargeError
                parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes no name


_WIDEST = 1_000  # columns, including those that a person added
_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "duplicates": ("decision", "reason"),
    "screen": ("decision", "stage", "reason"),
    "tags": ("code ", "other codes", "quote or page", "reason"),
    "disputes": ("decision", "reason"),
    "stance": ("stance", "field ", "quote or page", "reason"),
}
"""The columns with answers by kind of sheet; a name that ends in a space is the prefix of several."""
_PLAIN = ("decision", "reason")
"""The columns with answers of any other kind."""
_TITLES = {"duplicates": "title A"}
_BEFOREHAND = "stage"
"""The answer that is filled in before the sheet is sent."""
_OURS = {
    name.casefold(): name
    for name in (
        ID,
        *SECOND.values(),
        CHECK,
        SHOWN,
        "title",
        *_TITLES.values(),
        *(n for names in _ANSWERS.values() for n in names),
    )
}
"""Names of this program's columns by their folded form: "Decision " is still recognised."""


def read_sheet(data: bytes, path: str) -> tuple[Filled, tuple[Problem, ...]]:
    """Return the answers in a workbook that `write_sheet` made, and a Problem (LR046, LR047) for each unusable row.

    Rows may be sorted, deleted and coloured, columns moved and added. A blank answer is no answer. `InputError` if
    `write_sheet` did not make the file.
    """
    page, head, header = _find(_open(data, path), path)
    widest = max(header.values()) + 1
    kind = _kind(header)
    if missing := _missing_column(header, kind):
        raise InputError(
            path,
            f"has no column '{missing}' any more, so no answer can be read; columns may be moved and added, not deleted or renamed",
        )
    answers = [name for name in header if _is_answer(name, kind)]
    title_column = _TITLES.get(kind, "title")
    own = [name for name in header if name.startswith(CHOICE)]
    rows: list[FilledRow] = []
    problems: list[Problem] = []
    blank = 0
    before: Sequence[Any] = ()
    for number, cells in _rows(page, path, first=head + 1, columns=widest):
        # openpyxl fills a gap with the same row object, a million times before a stray last cell
        if cells is before:
            continue
        before = cells
        row = _PageRow(cells, header, page.title, Where(file=path, line=number))
        filled_in = {name: text for name in answers if (text := row.text(name))}
        if not filled_in.keys() - {_BEFOREHAND}:
            blank += any(row.text(name) for name in (ID, title_column))
            continue
        ids = tuple(text for name in id_headers(kind) if (text := row.text(name)))
        title = row.text(title_column)
        if problem := row.fault(kind, filled_in, ids, title):
            problems.append(problem)
            continue
        rows.append(
            FilledRow(
                ids=ids,
                answers=filled_in,
                cells={name: row.place(name) for name in filled_in},
                where=row.where,
                title=title,
                choices=tuple(text for name in own if (text := row.text(name))),
                shown=row.text(SHOWN),
            )
        )
    return Filled(kind=kind, name=page.title, rows=tuple(rows), blank=blank), tuple(problems)


def workbook_text(data: bytes, path: str) -> tuple[str, list[str]]:
    """Return the first page of an exported workbook that names titles, as CSV; or `""`, and the first row of names, one of which is known."""
    header: list[str] = []
    with suppress(InputError):
        for text in page_texts(data, path):
            lines = text.split("\n", 50)
            line = lines[min(beginning(lines)[0], len(lines) - 1)]
            if names_title(line):
                return text, []
            names = [*filter(None, cells_of(line, ",", closed=True))]
            # a row that names no column may be one of values, which no message quotes
            if not header and known_names(names) and not marked_or_near(text, cells=True):
                header = names
    return "", header


def page_texts(data: bytes, path: str) -> Iterator[str]:
    """Yield each page of a workbook as CSV. `InputError` where it cannot be read."""
    for page in _open(data, path).worksheets:
        rows = [
            [_plain(cell.value) for cell in row] for _, row in _rows(page, path, first=1, columns=_WIDEST)
        ]
        width = max((n for row in rows for n, text in enumerate(row, 1) if text), default=0)
        yield csv_text(row[:width] for row in rows)


def _plain(value: object) -> str:
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return "" if whole is None else str(whole).removesuffix(" 00:00:00")


class _PageRow:
    """One row of a page, with access to cells by the names of their columns."""

    def __init__(self, cells: Sequence[Any], header: Mapping[str, int], page: str, where: Where) -> None:
        self.cells, self.header, self.page, self.where = cells, header, page, where

    def _cell(self, name: str) -> Any:
        place = self.header.get(name)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def text(self, name: str) -> str:
        """Return the value of a cell as text, also of a yes or no, a number or a date."""
        cell = self._cell(name)
        if cell is None or cell.value is None:
            return ""
        value = cell.value
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return restore(str(value).strip())

    def place(self, name: str) -> str:
        """Return the place of a cell in a spreadsheet's words: `sheet 'screen', cell C7`."""
        cell = self._cell(name)
        return f"sheet '{self.page}', cell {cell.coordinate}" if cell is not None else f"sheet '{self.page}'"

    def fault(
        self, kind: str, filled_in: Mapping[str, str], ids: Sequence[str], title: str
    ) -> Problem | None:
        """Return why the answers of this row cannot be assigned to a source, None if they can."""
        first = next(iter(filled_in))
        id_count = len(id_headers(kind))
        if formula := next((n for n in filled_in if self._cell(n).data_type in ("f", "e")), ""):
            return problem("LR046.formula", self.where, cell=self.place(formula))
        if day := next((n for n in filled_in if isinstance(self._cell(n).value, date | time)), ""):
            return problem("LR046.date", self.where, cell=self.place(day))
        if len(ids) < id_count:
            return problem("LR047.no-id", self.where, cell=self.place(first))
        if self.text(CHECK) and self.text(CHECK) != checksum(tuple(ids), title):
            return problem("LR047.title", self.where, cell=self.place(first))
        return None


def _open(data: bytes, path: str) -> Any:
    from openpyxl import load_workbook

    if why := workbook_fault(data):
        raise InputError(path, why)
    with _as_input_error(path):
        return load_workbook(io.BytesIO(data), read_only=True)


@contextmanager
def _as_input_error(path: str) -> Iterator[None]:
    """Turn any exception of openpyxl (KeyError, ValueError, XML errors) into `InputError`."""
    try:
        yield
    except Exception as error:
        raise InputError(
            path, f"cannot be read as a workbook ({type(error).__name__}); open it and save it again as .xlsx"
        ) from error


def _rows(
    page: Any, path: str, *, first: int, columns: int, last: int | None = None
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows `first` to `last` with their numbers, streamed, each with `columns` cells."""
    # the size that a file declares is often wrong; rows would then be missing or invented
    page.reset_dimensions()
    with _as_input_error(path):
        rows = page.iter_rows(min_row=first, max_row=last, max_col=columns)
        yield from enumerate(rows, first)


def _find(book: Any, path: str) -> tuple[Any, int, dict[str, int]]:
    """Return the page of questions, the row of its header, and the position of each column by name."""
    for page in book.worksheets:
        for number, row in _rows(page, path, first=1, columns=_WIDEST, last=20):
            names = [restore(str(cell.value).strip()) if cell.value is not None else "" for cell in row]
            if ID in names:
                header = first_by_key(
                    (_own_name(name), position) for position, name in enumerate(names) if name
                )
                return page, number, header
    raise InputError(
        path,
        "has no page with our hidden id columns; is it a workbook that `litreview sheet` made? "
        "Columns may be moved and added, not deleted or renamed",
    )


def _own_name(name: str) -> str:
    folded = " ".join(name.casefold().split())
    begins = next((word for word in ("code ", "field ", CHOICE, VALUE) if folded.startswith(word)), "")
    return f"{begins}{' '.join(name.split())[len(begins) :]}" if begins else _OURS.get(folded, name)


def _kind(header: Mapping[str, int]) -> str:
    for kind, second in SECOND.items():
        if second in header:
            return kind
    if plain := next((name for name in header if name.startswith(VALUE)), ""):
        return plain.removeprefix(VALUE)
    return "screen" if _BEFOREHAND in header else "tags"


def _missing_column(header: Mapping[str, int], kind: str) -> str:
    """Return the name of the required answer column if it is missing, else `""`."""
    first = _ANSWERS.get(kind, _PLAIN)[0]
    return (
        ""
        if any(name.startswith(first) for name in header)
        else f"{first}…"
        if first.endswith(" ")
        else first
    )


def _is_answer(name: str, kind: str) -> bool:
    answers = _ANSWERS.get(kind, _PLAIN)
    return any(name == known or (known.endswith(" ") and name.startswith(known)) for known in answers)

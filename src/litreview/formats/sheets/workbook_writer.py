"""Write a Sheet as a workbook: its values, drop-downs, links, a page of explanations, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litreview.core.model import Where
from litreview.core.text import neutralise
from litreview.core.text.spans import plain_words

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ID = "litreview id"
"""Header of the hidden column that names the source, or the first record, of a row."""
SECOND = {"duplicates": "litreview id 2", "disputes": "litreview dispute", "stance": "litreview code"}
"""Header of the second hidden column of some kinds: the other record, the dispute, the code."""
VALUE = "litreview value "
"""Prefix of that column's header, followed by the kind, for kinds without a layout of their own."""
LAYOUTS = ("screen", "tags", *SECOND)
"""The kinds with a layout of their own; any other has one decision a row."""
SHOWN = "litreview shown"
"""Header of the hidden column that records whether a machine's suggestion was shown with the question: `yes` or `no`."""
CHOICE = "litreview choice "
"""Prefix of the headers of hidden columns that hold a row's own choices."""
CHECK = "litreview check"
"""Header of the hidden column with the checksum of a row's ids and title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its header, its width in characters, and whether it is for answers.

    `choices`: the possible answers. `by_row`: each row has its own choices. `free`: other text is accepted, too. `hint`: shown
    when a cell of the column is selected.
    """

    name: str
    width: int = 12
    answer: bool = False
    choices: tuple[str, ...] = ()
    by_row: bool = False
    free: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the ids of its records, its cells by column, the cells to mark because they differ, links by column.

    `choices`: its own possible answers. `shown`: `yes` if a machine's suggestion is shown with the question, else `no`.
    """

    ids: tuple[str, ...]
    cells: Mapping[str, str]
    marked: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of questions. `title` is the column whose text enters a row's checksum; `notes` explain the sheet to a colleague."""

    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = "title"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """A returned row with an answer: its ids, its answers with the cell of each, its own choices, and the value of `shown`."""

    ids: tuple[str, ...]
    answers: Mapping[str, str]
    cells: Mapping[str, str]
    where: Where
    title: str = ""
    choices: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A returned sheet: its kind, the rows with an answer, and the number of blank rows."""

    kind: str
    name: str
    rows: tuple[FilledRow, ...]
    blank: int = 0


def id_headers(kind: str) -> tuple[str, ...]:
    """Return the headers of the hidden columns that identify a row."""
    if kind not in LAYOUTS:
        return ID, f"{VALUE}{kind}"
    return (ID, SECOND[kind]) if kind in SECOND else (ID,)


def checksum(ids: tuple[str, ...], title: str) -> str:
    """Return a short digest of a row's ids and title, ignoring case, spacing and punctuation."""
    text = "\x1f".join((*ids, " ".join(plain_words(title))))
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:12]


_LONGEST = 8_000  # characters; a cell holds 32,767, and nobody reads as many in one
_LONGEST_LINK = 2_000  # Excel drops the links of a file that has a longer one
_TALLEST = 240.0  # points; Excel ends at 409, and a screen much earlier
_LINE = 15.0
# characters that XML 1.0 does not allow, and invisible controls
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_ANSWER, _MARKED, _HEADER, _RULE = "FFFFF6D6", "FFFCE4D6", "FFE8EEF2", "FFD9D5C8"
_LINK = "FF1F5F8B"


def write_sheet(sheet: Sheet) -> bytes:
    """Return the workbook, as XLSX: a page of questions named after the kind, then `read me`, then hidden lists.

    No cell is a formula, whatever is in a title. The same Sheet gives the same bytes.
    """
    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.active
    page.title = sheet.kind
    _fill(page, sheet)
    _explain(book.create_sheet("read me"), sheet)
    _lists(book, page, sheet)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _clean(text: str) -> str:
    r"""Return text that fits a cell and that no spreadsheet runs.

    >>> _clean("=cmd()"), _clean("a\x00b")
    ("'=cmd()", 'a�b')
    """
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return neutralise(_NOT_XML.sub("\ufffd", short))


def _write_text(cell: Cell, text: str) -> None:
    """Write text into a cell as text: openpyxl would take `=1` for a formula."""
    cell.value = _clean(text)
    if text:
        cell.data_type = "s"


def _fill(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    hidden = _hidden(sheet)
    headers = [*(column.name for column in sheet.columns), *hidden]
    for number, header in enumerate(headers, start=1):
        cell: Any = page.cell(row=1, column=number)
        _write_text(cell, header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEADER)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        dimension = page.column_dimensions[get_column_letter(number)]
        shown = number <= len(sheet.columns)
        dimension.width = sheet.columns[number - 1].width if shown else 16
        dimension.hidden = not shown
    look = _CellStyles()
    for number, row in enumerate(sheet.rows, start=2):
        _fill_row(page, number, row, sheet, look)
    answers = [n for n, column in enumerate(sheet.columns, start=1) if column.answer]
    # the answers stay in view while a reader scrolls to the abstract
    page.freeze_panes = f"{get_column_letter((answers[-1] if answers else 0) + 1)}2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{max(len(sheet.rows) + 1, 2)}"


def _hidden(sheet: Sheet) -> list[str]:
    """Return the headers of the hidden columns: ids, checksum, `shown`, and the choices of rows."""
    most = max((len(row.choices) for row in sheet.rows), default=0)
    return [*id_headers(sheet.kind), CHECK, SHOWN, *(f"{CHOICE}{n}" for n in range(1, most + 1))]


class _CellStyles:
    """The styles of cells, created once for up to a hundred thousand cells."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self.wrapped = Alignment(vertical="top", wrap_text=True)
        self.ruled = Border(bottom=Side(style="thin", color=_RULE))
        self.answer = PatternFill("solid", fgColor=_ANSWER)
        self.marked = PatternFill("solid", fgColor=_MARKED)
        self.link = Font(underline="single", color=_LINK)


def _fill_row(page: Worksheet, number: int, row: Row, sheet: Sheet, look: _CellStyles) -> None:
    lines = 1
    for place, column in enumerate(sheet.columns, start=1):
        text = row.cells.get(column.name, "")
        cell: Any = page.cell(row=number, column=place)
        _write_text(cell, text)
        cell.alignment = look.wrapped
        cell.border = look.ruled
        lines = max(lines, sum(len(part) // column.width + 1 for part in text[:_LONGEST].split("\n")))
        if column.answer:
            cell.fill = look.answer
            cell.number_format = "@"  # as text: "12-14" is pages, not a day in December
        elif column.name in row.marked:
            cell.fill = look.marked
        url = row.links.get(column.name, "")
        if re.match(r"https?://[^\s<>\"]+\Z", url) and len(url) < _LONGEST_LINK and not _NOT_XML.search(url):
            cell.hyperlink = url
            cell.font = look.link
    about = (
        *row.ids[: len(id_headers(sheet.kind))],
        checksum(row.ids, _clean(row.cells.get(sheet.title, ""))),
        row.shown,
        *row.choices,
    )
    for place, text in enumerate(about, start=len(sheet.columns) + 1):
        if text:
            _write_text(page.cell(row=number, column=place), text)  # type: ignore[arg-type] # no merged cells here
    page.row_dimensions[number].height = min(lines * _LINE, _TALLEST)


def _explain(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    page.column_dimensions["A"].width = 110
    for number, note in enumerate(sheet.notes, start=1):
        cell: Any = page.cell(row=number, column=1)
        _write_text(cell, note)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if number == 1:
            cell.font = Font(bold=True, size=14)


def _lists(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Write the choices to a hidden page, where they may contain commas, and offer them in the answer cells."""
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    last = max(len(sheet.rows) + 1, 2)
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        if not column.answer or not (column.choices or column.by_row or column.hint):
            continue
        area = _own_choices(sheet) if column.by_row else ""
        if column.choices and not column.by_row:
            lists.cell(row=1, column=place, value=_clean(column.name))
            for number, choice in enumerate(column.choices, start=2):
                lists.cell(row=number, column=place, value=_clean(choice))
            area = f"{quote_sheetname('lists')}!${letter}$2:${letter}${len(column.choices) + 1}"
        rule: Any = DataValidation(type="list" if area else None, formula1=area or None, allow_blank=True)
        if area:
            rule.errorTitle = "Not one of the answers"
            rule.error = _clean(_choices_message(column))[:250]
            rule.errorStyle = "warning" if column.free else "stop"
            rule.showErrorMessage = True
        rule.promptTitle = _clean(column.name)[:30]
        rule.prompt = _clean(column.hint or _choices_message(column))[:250]
        rule.showInputMessage = True
        rule.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(rule)


def _own_choices(sheet: Sheet) -> str:
    """Return where each row has its own choices: hidden cells of that row, which are sorted with it; `""` if no row has any."""
    from openpyxl.utils import get_column_letter

    hidden = [name.startswith(CHOICE) for name in _hidden(sheet)]
    if not any(hidden):
        return ""
    first = len(sheet.columns) + hidden.index(True) + 1
    last = len(sheet.columns) + len(hidden)
    # no $ before the row number: it is relative to the cell
    return f"${get_column_letter(first)}2:${get_column_letter(last)}2"


def _choices_message(column: Column) -> str:
    if column.by_row:
        return "one of the answers that the cell offers, or blank for undecided"
    return f"one of {', '.join(column.choices)}, or blank for undecided"


def _timeless(data: bytes) -> bytes:
    """Return the workbook without the time at which it was made, in its properties and in its archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.infolist(), key=lambda e: (e.filename != "[Content_Types].xml", e.filename)):
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(
                    rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", content, flags=re.DOTALL
                )
            info = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, content)
    return out.getvalue()

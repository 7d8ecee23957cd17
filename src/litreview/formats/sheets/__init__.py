"""Spreadsheets for colleagues without Python: write questions, read back answers, and lose none.

A `Sheet` is a table of questions as plain values. `write_sheet` makes a workbook of it, with the same bytes each time. A
colleague fills, sorts, filters and saves it with any program. `read_sheet` finds the answers by hidden ids and
the names of the columns. For each unreadable cell it reports the place, and what to write there.
"""

from __future__ import annotations

from litreview.formats.sheets.workbook_reader import read_sheet
from litreview.formats.sheets.workbook_writer import Column, Filled, FilledRow, Row, Sheet, write_sheet

__all__ = ["Column", "Filled", "FilledRow", "Row", "Sheet", "read_sheet", "write_sheet"]

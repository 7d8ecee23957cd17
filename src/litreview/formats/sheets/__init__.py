"""Spreadsheets for colleagues without Python: questions out, answers back, and nothing that a spreadsheet does may lose one.

A `Sheet` is a table of questions as plain values. `write_sheet` makes a workbook of it, the same bytes each time; a
colleague fills, sorts, filters and saves it with whatever program; `read_sheet` finds the answers again, by hidden ids and
the names of the columns, and says of each cell that it can't understand where it is and what to write there.
"""

from __future__ import annotations

from litreview.formats.sheets.reading import read_sheet
from litreview.formats.sheets.writing import Column, Filled, FilledRow, Row, Sheet, write_sheet

__all__ = ["Column", "Filled", "FilledRow", "Row", "Sheet", "read_sheet", "write_sheet"]

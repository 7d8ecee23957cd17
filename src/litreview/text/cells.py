"""Cells of a table that a spreadsheet would run, made harmless and back.

After OWASP, "CSV Injection": a cell is a formula if it starts with `=`, `+`, `-`, `@`, tab or carriage return; some
spreadsheets also take the full-width forms and look past a leading line feed.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def neutralise(cell: str) -> str:
    """Return the cell with an apostrophe before it if a spreadsheet would run it. `restore` takes it back.

    >>> neutralise("=1+1"), neutralise("plain"), restore(neutralise("'=1"))
    ("'=1+1", 'plain', "'=1")
    """
    return f"'{cell}" if _RUNS.match(cell) else cell


def restore(cell: str) -> str:
    """Return the cell as it was before `neutralise`."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell

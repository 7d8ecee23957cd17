"""Tables as CSV in UTF-8, the same bytes from rows as from a DataFrame; a cell that a spreadsheet would run is neutralised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from litreview.tables.rows import TABLES, Row

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["csv_bytes", "csv_named", "csv_table"]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a DataFrame as CSV in UTF-8: header first, absent numbers empty, cells that would run neutralised."""
    import pandas as pd

    columns = [
        [
            None if missing else value
            for value, missing in zip(frame[name].tolist(), pd.isna(frame[name]), strict=True)
        ]
        for name in frame.columns
    ]
    return csv_table([str(name) for name in frame.columns], zip(*columns, strict=True))


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV in UTF-8, a line per row; the same bytes as `csv_bytes` of the frame, without pandas."""
    lines = [
        ",".join(map(_quote, row)) for row in (header, *([_cell(value) for value in row] for row in rows))
    ]
    # a lone surrogate has no UTF-8 form
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", "".join(f"{line}\n" for line in lines)).encode("utf-8")


def _quote(cell: str) -> str:
    # the csv module left a lone CR bare until Python 3.13, and what reads it takes that for the end of the line
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\r\n]', cell) else cell


def _cell(value: object) -> str:
    from litreview.text import neutralise

    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # four places are more than any score here means, and the same on every machine
        return repr(round(value, 4))
    return str(value) if isinstance(value, int) else neutralise(str(value))


def csv_named(name: str, rows: Iterable[Row]) -> bytes:
    """Return the rows of the table `name` as CSV, under its pinned columns."""
    return csv_table(list(TABLES[name]), rows)

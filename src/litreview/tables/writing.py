"""Tables as CSV in UTF-8.

What a spreadsheet would run is neutralised, in headers and cells, unless `raw` asks for the text as it is. Numbers stay numbers, also
negative ones: nothing but digits follows their sign.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from litreview.tables.registry import TABLES

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTED = re.compile(r'[,"\r\n]').search


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]], *, raw: bool = False) -> bytes:
    """Return rows as CSV in UTF-8, a line per row: header first, absent numbers empty, what would run neutralised unless `raw`."""
    from litreview.text import neutralise

    shown = str if raw else neutralise
    texts = _Texts(shown)
    lines = [
        ",".join([texts[value] if type(value) is str else _quote(_cell(value, shown)) for value in row])
        for row in (header, *rows)
    ]
    # a lone surrogate has no UTF-8 form; a control character makes the file binary to git, or commands a terminal
    return _NO_TEXT.sub("?", "".join(f"{line}\n" for line in lines)).encode("utf-8")


class _Texts(dict[str, str]):
    """The cell of each text. Most are in many rows, and hold nothing that is quoted or that a spreadsheet would run."""

    def __init__(self, shown: Callable[[str], str]) -> None:
        super().__init__()
        self._shown = shown

    def __missing__(self, text: str) -> str:
        made = self[text] = _quote(self._shown(text))
        return made


def _quote(cell: str) -> str:
    # the csv module left a lone CR bare until Python 3.13, and what reads it takes that for the end of the line
    return '"' + cell.replace('"', '""') + '"' if _QUOTED(cell) else cell


def _cell(value: object, shown: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # four places are more than any score here means, and the same on every machine
        return repr(round(value, 4))
    return str(value) if isinstance(value, int) else shown(str(value))


def for_excel(name: str, data: bytes) -> bytes:
    """Return a .csv with the mark at its beginning by which Excel knows UTF-8; any other file as it is.

    >>> for_excel("a.csv", "é".encode()).decode("utf-8-sig"), for_excel("a.bib", b"e")
    ('é', b'e')
    """
    return codecs.BOM_UTF8 + data if name.lower().endswith(".csv") else data


def csv_named(name: str, rows: Iterable[Any], *, raw: bool = False) -> bytes:
    """Return the rows of the table `name` as CSV, under its pinned columns."""
    table = TABLES[name]
    return csv_table([*table.columns], table.cells(rows), raw=raw)

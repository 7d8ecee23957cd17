"""Tables of a DOCX as wide as what they hold: pandoc makes all columns alike, and a narrow one then breaks words letter by letter."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

_PAGE = 9360
"""Twips, twentieths of a point: the text of a letter page with margins of an inch."""
_MARGINS = 216
_LETTER = {9.0: 116, 8.0: 104, 7.0: 91}
"""Twips a letter takes on the average, by size in points."""
_WIDEST = 40

_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def fit_tables(document: str) -> str:
    """Return word/document.xml with the columns of each table as wide as their words, and smaller type where they need it."""
    return _TABLE.sub(lambda found: _fitted(found[0]), document)


def _fitted(table: str) -> str:
    cells = [
        [html.unescape(_TAG.sub("", cell.replace("</w:p>", " "))) for cell in _CELL.findall(row)]
        for row in _ROW.findall(table)
    ]
    columns = max(map(len, cells), default=0)
    if not columns or any("<w:gridSpan" in row for row in _ROW.findall(table)):
        return table
    held = [[row[n] for row in cells if n < len(row)] for n in range(columns)]
    size = next(
        (size for size, letter in _LETTER.items() if sum(_words(held, letter)) <= _PAGE), min(_LETTER)
    )
    widths = column_widths(held, size)
    grid = "".join(f'<w:gridCol w:w="{width}" />' for width in widths)
    table = re.sub(
        r"<w:tblGrid>.*?</w:tblGrid>", f"<w:tblGrid>{grid}</w:tblGrid>", table, count=1, flags=re.DOTALL
    )
    layout = f'<w:tblW w:type="dxa" w:w="{sum(widths)}" /><w:tblLayout w:type="fixed" />'
    table = re.sub(r"<w:tblW [^>]*/>(?:<w:tblLayout [^>]*/>)?", layout, table, count=1)
    type_ = f'<w:sz w:val="{int(2 * size)}"/><w:szCs w:val="{int(2 * size)}"/>'

    def row(found: re.Match[str]) -> str:
        numbers = iter(widths)
        return re.sub(
            r"<w:tcPr ?/>|<w:tcPr>",
            lambda f: (
                f'<w:tcPr><w:tcW w:type="dxa" w:w="{next(numbers)}" />' + "</w:tcPr>" * f[0].endswith("/>")
            ),
            found[0],
        )

    table = _ROW.sub(row, table)
    table = table.replace("<w:rPr>", f"<w:rPr>{type_}")
    return re.sub(r"<w:r>(?!<w:rPr>)", f"<w:r><w:rPr>{type_}</w:rPr>", table)


def column_widths(columns: Sequence[Sequence[str]], size: float = 9.0) -> list[int]:
    """Return how wide each column is to be, in twips, in type of a size in points: its longest word at least, if all fit on the page.

    >>> column_widths([["Goal", "Protect"], ["n", "5"]])
    [1028, 332]
    """
    letter = _LETTER[size]
    least = _words(columns, letter)
    wished = [
        max(low, min(_WIDEST, max(map(len, column), default=0)) * letter + _MARGINS)
        for low, column in zip(least, columns, strict=True)
    ]
    if sum(wished) <= _PAGE:
        return wished
    if sum(least) >= _PAGE:
        return [low * _PAGE // sum(least) for low in least]
    share = (_PAGE - sum(least)) / (sum(wished) - sum(least))
    return [low + int((wish - low) * share) for low, wish in zip(least, wished, strict=True)]


def _words(columns: Sequence[Sequence[str]], letter: int) -> list[int]:
    """Return how wide the longest word of each column is."""
    words = (
        max((len(word) for cell in column for word in re.split(r"[\s/-]+", cell)), default=0)
        for column in columns
    )
    return [min(_WIDEST, longest) * letter + _MARGINS for longest in words]

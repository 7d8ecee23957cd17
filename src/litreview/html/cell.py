"""What the cell of a notebook shows of a value: a small table, or a picture."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from litreview.html.page import templates
from litreview.markup import render


def table_cell(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], more: int = 0, note: str = ""
) -> str:
    """Return a table of so many rows, and how many `more` there are; everything in it is text, whatever it looks like."""
    return render(
        templates(), "cell.html.j2", caption=caption, header=header, rows=rows, more=more, note=note
    )


def picture_cell(svg: str, words: str) -> str:
    """Return a picture that is whole in itself: its styles change nothing else in the notebook. `words` say what it shows."""
    data = b64encode(svg.encode()).decode()
    return render(templates(), "cell_picture.html.j2", data=data, words=words)

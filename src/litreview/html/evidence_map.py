"""The evidence map as a picture and as a page: goals down, source types across, a bubble for each cell.

The picture is legible without colour (every bubble bears its number) and without a screen. On the page each bubble is a
link to the list of its sources; the page needs no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Protocol

from litreview.html.page import Html, attribute, escape, html_table, page
from litreview.html.works import work_item
from litreview.model import Source

__all__ = ["MAP_CSS", "MapLike", "evidence_map_figure", "evidence_map_page", "evidence_map_svg", "map_table"]

RESERVED = ("none", "unread")
NOTE = "A source may inform several goals; totals count each source once."

_LEFT, _TOP, _RIGHT, _BOTTOM = 176, 138, 150, 64
_COLUMN, _ROW = 84, 78
_LARGEST, _SMALLEST = 33.0, 11.5
_HUES = 6


class MapLike(Protocol):
    """What these pages need of a map: `litreview.evidence.EvidenceMap` fits.

    `rows` and `columns` are `(code, label)`; `cells` gives source keys by `(row, column)`.
    """

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The goals; `none` and `unread` last."""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The source types."""

    @property
    def cells(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The source keys in each cell."""


def _distinct(cells: MapLike, row: str = "", column: str = "") -> int:
    found = {
        key for (r, c), keys in cells.cells.items() if row in ("", r) and column in ("", c) for key in keys
    }
    return len(found)


def _hue(cells: MapLike, row: str) -> str:
    """Return the class that colours a row: goals in turn, the reserved rows in grey."""
    if row in RESERVED:
        return f"h-{row}"
    goals = [code for code, _ in cells.rows if code not in RESERVED]
    return f"h{goals.index(row) % _HUES}"


def _wrap(label: str, width: int = 12, lines: int = 3) -> list[str]:
    """Return a label in short lines, cut with an ellipsis if it will not fit."""
    found: list[str] = []
    for word in label.split():
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], f"{found[lines - 1]} …"]
    return [line if len(line) <= width + 3 else f"{line[: width + 1]}…" for line in found]


def _text(x: float, y: float, content: str, class_: str, anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{class_}" text-anchor="{anchor}">{escape(content)}</text>'


def _lines(x: float, y: float, lines: Sequence[str], class_: str, anchor: str, *, step: int = 15) -> str:
    spans = "".join(
        f'<tspan x="{x:g}"{attribute("dy", step if place else "")}>{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    return f'<text x="{x:g}" y="{y:g}" class="{class_}" text-anchor="{anchor}">{spans}</text>'


def _drawing(cells: MapLike, title: str, *, linked: bool) -> str:
    """Return the picture's `<svg>` without a style of its own."""
    rows, columns = cells.rows, cells.columns
    width = _LEFT + _COLUMN * max(1, len(columns)) + _RIGHT
    height = _TOP + _ROW * max(1, len(rows)) + _BOTTOM
    largest = max((len(keys) for keys in cells.cells.values()), default=1)
    most = max((_distinct(cells, row) for row, _ in rows), default=1) or 1
    right = _LEFT + _COLUMN * max(1, len(columns))
    bottom = _TOP + _ROW * max(1, len(rows))
    total = _distinct(cells)
    parts = [
        f'<rect class="paper" width="{width}" height="{height}" rx="10"/>',
        _text(28, 40, _short(title, width), "title", "start"),
        _text(28, 62, f"{total} source{'s' * (total != 1)}. {NOTE}", "soft", "start"),
    ]
    for x, (_, label) in enumerate(columns):
        lines = _wrap(label)
        middle = _LEFT + _COLUMN * (x + 0.5)
        parts.append(_lines(middle, _TOP - 12 - 15 * (len(lines) - 1), lines, "head", "middle"))
        parts.append(f'<line class="rule" x1="{middle:g}" y1="{_TOP}" x2="{middle:g}" y2="{bottom}"/>')
    for y, (row, label) in enumerate(rows):
        middle = _TOP + _ROW * (y + 0.5)
        if row in RESERVED and not any(code in RESERVED for code, _ in rows[:y]):
            parts.append(
                f'<line class="cut" x1="28" y1="{_TOP + _ROW * y}" x2="{width - 28}" y2="{_TOP + _ROW * y}"/>'
            )
        lines = _wrap(label, 17)
        parts.append(_lines(_LEFT - 24, middle + 5 - 8 * (len(lines) - 1), lines, "side", "end", step=16))
        parts.append(f'<line class="rule" x1="{_LEFT}" y1="{middle:g}" x2="{right}" y2="{middle:g}"/>')
    # bubbles after all rules, so that no rule crosses one
    for y, (row, row_label) in enumerate(rows):
        hue = _hue(cells, row)
        middle = _TOP + _ROW * (y + 0.5)
        for x, (column, column_label) in enumerate(columns):
            count = len(cells.cells.get((row, column), ()))
            if count:
                bubble = _bubble(_LEFT + _COLUMN * (x + 0.5), middle, count, largest, hue)
                said = f"{row_label}, {column_label}: {count} source{'s' * (count != 1)}"
                parts.append(
                    f'<a class="cell" href="#cell-{y}-{x}" aria-label="{escape(said)}"><title>{escape(said)}</title>{bubble}</a>'
                    if linked
                    else f'<g class="cell"><title>{escape(said)}</title>{bubble}</g>'
                )
        count = _distinct(cells, row)
        length = 76 * count / most
        parts.append(
            f'<rect class="{hue} bar" x="{right + 14}" y="{middle - 9:g}" width="{length:.1f}" height="18" rx="3"/>'
        )
        parts.append(_text(right + 20 + length, middle + 5, str(count), "sum", "start"))
    for x, (column, _) in enumerate(columns):
        parts.append(
            _text(_LEFT + _COLUMN * (x + 0.5), bottom + 28, str(_distinct(cells, column=column)), "sum")
        )
    parts.append(_text(_LEFT - 24, bottom + 28, "All sources", "side", "end"))
    parts.append(_text(right + 20, bottom + 28, str(total), "sum", "start"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="{"group" if linked else "img"}" aria-label="{escape(_spoken(cells, title))}">'
        + "".join(parts)
        + "</svg>"
    )


def _short(title: str, width: int) -> str:
    room = int(width / 12)
    return title if len(title) <= room else f"{title[: room - 1]}…"


def _spoken(cells: MapLike, title: str) -> str:
    said = ", ".join(f"{label} {_distinct(cells, row)}" for row, label in cells.rows)
    return f"{title}: {_distinct(cells)} sources by goal and source type. {said}. {NOTE}"


def _bubble(x: float, y: float, count: int, largest: int, hue: str) -> str:
    """Return a circle whose area grows with the count, down to the smallest that still holds its number."""
    radius = max(_SMALLEST, _LARGEST * sqrt(count / largest), 5.0 * len(str(count)) + 4)
    return f'<circle class="{hue}" cx="{x:g}" cy="{y:g}" r="{radius:.1f}"/>' + _text(
        x, y + 4.5, str(count), f"number on-{hue}"
    )


def evidence_map_figure(cells: MapLike, title: str = "Evidence map") -> Html:
    """Return the picture for use inside a page that carries `MAP_CSS`."""
    return Html(_drawing(cells, title, linked=False))


def evidence_map_svg(cells: MapLike, title: str = "Evidence map") -> str:
    """Return the map as one SVG file: a picture for a README, a page or a slide. It follows light and dark."""
    drawing = _drawing(cells, title, linked=False)
    head, _, rest = drawing.partition(">")
    return f"{head}><style>{MAP_CSS}</style>{rest}\n"


def map_table(cells: MapLike, *, linked: bool = False) -> Html:
    """Return the same numbers as a table, with totals."""

    def number(row: int, column: int) -> Html:
        count = len(cells.cells.get((cells.rows[row][0], cells.columns[column][0]), ()))
        if not count:
            return Html('<span class="soft">0</span>')
        return Html(f'<a href="#cell-{row}-{column}">{count}</a>' if linked else str(count))

    across = range(len(cells.columns))
    rows = [
        [escape(label), *(number(y, x) for x in across), escape(_distinct(cells, row))]
        for y, (row, label) in enumerate(cells.rows)
    ]
    totals = [
        escape("All sources"),
        *(escape(_distinct(cells, column=c)) for c, _ in cells.columns),
        escape(_distinct(cells)),
    ]
    header = ["Goal", *(label for _, label in cells.columns), "All"]
    return html_table(NOTE, header, [*rows, totals], numeric=range(1, len(header)), class_="totals")


def evidence_map_page(cells: MapLike, title: str = "Evidence map", sources: Iterable[Source] = ()) -> str:
    """Return the map as a page: picture, the list behind each bubble, and the numbers as a table.

    `sources` gives the descriptions; a key without one is shown by its key. A confidential one shows code and type.
    """
    known = {source.key: source for source in sources}
    lists = []
    for y, (row, row_label) in enumerate(cells.rows):
        for x, (column, column_label) in enumerate(cells.columns):
            keys = cells.cells.get((row, column), ())
            if keys:
                items = "".join(f"<li>{work_item(known[k]) if k in known else escape(k)}</li>" for k in keys)
                lists.append(
                    f'<section class="cell-list" id="cell-{y}-{x}" tabindex="-1" aria-label="{escape(row_label)}, {escape(column_label)}">'
                    f"<h2>{escape(row_label)} <span class='soft'>·</span> {escape(column_label)} "
                    f'<span class="soft">({len(keys)})</span></h2>'
                    f'<ol>{items}</ol><p class="no-print"><a href="#content">Close the list</a></p></section>'
                )
    body = Html(
        f"<h1>{escape(title)}</h1>"
        '<p class="soft no-print">Choose a bubble, by mouse or with Tab and Enter, to see its sources.</p>'
        f'<figure class="map-frame">{_drawing(cells, "Sources by goal and type", linked=True)}</figure>'
        f"{''.join(lists)}<h2>The numbers</h2>{map_table(cells, linked=True)}"
    )
    return page(title, body, style=MAP_CSS + _PAGE_CSS, wide=True)


MAP_CSS = """
.map{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;max-width:100%;height:auto}
.map .paper{fill:#fff}.map text{fill:#1c2430;font-size:13px}
.map .title{font:600 21px "Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif}
.map .soft{fill:#5a6472}.map .head{font-size:12.5px;fill:#3b4552}.map .side{font-size:14.5px;font-weight:600}
.map .sum{font-size:14px;font-weight:600}.map .rule{stroke:#e8e5de;stroke-width:1}
.map .cut{stroke:#b9b5ab;stroke-width:1;stroke-dasharray:2 4}
.map .number{font-size:12.5px;font-weight:650;fill:#fff}
.map .h0{fill:#1f5f8b}.map .h1{fill:#a5442c}.map .h2{fill:#2f7449}.map .h3{fill:#6a4c93}.map .h4{fill:#8a6414}.map .h5{fill:#2a6f77}
.map .h-none{fill:#69727d}.map .h-unread{fill:#fff;stroke:#69727d;stroke-width:1.5;stroke-dasharray:3 3}
.map .number.on-h-unread{fill:#3b4552}.map .bar{opacity:.9}
@media(prefers-color-scheme:dark){.map .paper{fill:#1b2129}.map text{fill:#e6e4de}.map .soft,.map .head{fill:#a9b1bc}
.map .rule{stroke:#2b333e}.map .cut{stroke:#5a6472}.map .number{fill:#fff}
.map .h0{fill:#2f78ab}.map .h1{fill:#b9553b}.map .h2{fill:#37865a}.map .h3{fill:#7d5ca8}.map .h4{fill:#93701f}.map .h5{fill:#33828b}
.map .h-unread{fill:#1b2129;stroke:#a1a9b4}.map .number.on-h-unread{fill:#e6e4de}}
"""

_PAGE_CSS = """
.map-frame{margin:1rem 0;overflow-x:auto}
.map-frame svg{border:1px solid var(--line);border-radius:10px;min-width:54rem;width:100%;max-width:84rem}
main.wide{max-width:88rem}
.map a.cell{cursor:pointer}.map a.cell:hover circle{opacity:.82}
.map a.cell:focus-visible{outline:none}.map a.cell:focus-visible circle{stroke:var(--focus);stroke-width:3.5;stroke-dasharray:none}
.cell-list{display:none;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--accent);
border-radius:.4rem;padding:.2rem 1.2rem .8rem;max-width:62rem;scroll-margin-top:1rem}
.cell-list h2{border:0;margin:.6rem 0;padding:0}.cell-list:target{display:block}
.cell-list li{margin:.45rem 0}.totals tbody tr:last-child>*{font-weight:600;border-top:2px solid var(--line)}
@media print{.map .paper{fill:#fff}.map text{fill:#000}.map .number{fill:#fff}.map .number.on-h-unread{fill:#000}
.map-frame{overflow:visible}.map-frame svg{min-width:0;border:0}.map circle,.map rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@page{size:landscape}}
"""

"""The evidence map as a picture and as a page: goals (the codes of the main group) down, source types across, a bubble for each cell.

The picture is legible without colour (every bubble bears its number) and without a screen. On the page each bubble is a
link to the list of its sources; the page needs no script.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from textwrap import wrap

from litreview.codebook import RESERVED
from litreview.html.page import ROOM, page, templates
from litreview.markup import asset, render
from litreview.model import Source
from litreview.results import EvidenceMap, MainGroup, stream_words

_LEFT, _TOP, _RIGHT, _BOTTOM = 176, 138, 150, 64
_COLUMN, _ROW = 84, 78
_LARGEST, _SMALLEST = 33.0, 11.5
_HUES = 6
_STREAMS = {
    "literature": "Literature",
    "interview": "Interviews",
    "records": "Public records",
    "other": "Other sources",
}
"""The columns of the table that count by stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row or a column: where its middle is, its label in short lines, its sources counted once, how many are claims, how many of each stream, its colour and its bar."""

    at: float
    label: str
    lines: list[str]
    count: int
    claims: int = 0
    streams: tuple[int, ...] = ()
    hue: str = ""
    bar: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bubble:
    """A cell of the map that holds sources; `id` is where the page lists them."""

    id: str
    row: Line
    column: Line
    keys: tuple[str, ...]
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All that the template of the picture needs. `cut` is the middle of the first row that is no goal; `streams` are names and totals."""

    title: str
    main: MainGroup
    note: str
    caption: list[str]
    total: int
    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int
    rows: list[Line]
    columns: list[Line]
    cut: float | None
    streams: dict[str, int]
    bubbles: dict[tuple[int, int], _Bubble]


def draw(cells: EvidenceMap, title: str) -> Drawing:
    """Return where everything in the picture goes."""
    right = _LEFT + _COLUMN * max(1, len(cells.columns))
    note = f"A source may inform several {cells.main.many}; totals count each source once."
    parted = f" ({stream_words(cells.count_streams())})" if cells.beside_literature else ""
    told = f"{cells.count()} source{'s' * (cells.count() != 1)}{parted}. {note}"
    if claimed := cells.count_claims():
        said = "is a claim" if claimed == 1 else "are claims"
        told += f" {claimed} of them {said} of an agency, a vendor or the press: no evidence of an outcome."
    caption = [*wrap(cells.standing, right // 6), *wrap(told, right // 6)]
    top = _TOP + 18 * (len(caption) - 1)
    bottom = top + _ROW * max(1, len(cells.rows))
    streams = cells.beside_literature
    most = max((cells.count(code) for code, _ in cells.rows), default=1) or 1
    largest = max((len(keys) for keys in cells.cells.values()), default=1)
    goals = [code for code, _ in cells.rows if code not in RESERVED]
    rows = [
        Line(
            at=top + _ROW * (y + 0.5),
            label=label,
            lines=_wrap(label, 17),
            count=cells.count(code),
            claims=cells.count_claims(code),
            streams=tuple(cells.count_streams(code)[name] for name in streams),
            hue=f"h-{code}" if code in RESERVED else f"h{goals.index(code) % _HUES}",
            bar=76 * cells.count(code) / most,
        )
        for y, (code, label) in enumerate(cells.rows)
    ]
    columns = [
        Line(at=_LEFT + _COLUMN * (x + 0.5), label=label, lines=_wrap(label), count=cells.count(column=code))
        for x, (code, label) in enumerate(cells.columns)
    ]
    return Drawing(
        title=title,
        main=cells.main,
        note=note,
        caption=caption,
        total=cells.count(),
        width=right + _RIGHT,
        height=bottom + _BOTTOM,
        left=_LEFT,
        top=top,
        right=right,
        bottom=bottom,
        rows=rows,
        columns=columns,
        cut=next((row.at for row in rows if row.hue in {"h-none", "h-unread"}), None),
        streams={_STREAMS[name]: cells.count_streams()[name] for name in streams},
        bubbles={
            (y, x): _Bubble(
                id=f"cell-{y}-{x}",
                row=rows[y],
                column=columns[x],
                keys=keys,
                radius=_radius(len(keys), largest),
            )
            for y, (row, _) in enumerate(cells.rows)
            for x, (column, _) in enumerate(cells.columns)
            if (keys := cells.cells.get((row, column), ()))
        },
    )


def _radius(count: int, largest: int) -> float:
    """Return the radius of a circle whose area grows with the count, down to the smallest that still holds its number."""
    return max(_SMALLEST, _LARGEST * sqrt(count / largest), 5.0 * len(str(count)) + 4)


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


def evidence_map_svg(cells: EvidenceMap, title: str = "Evidence map") -> str:
    """Return the map as one SVG file: a picture for a README, a page or a slide. It follows light and dark."""
    return render(templates(), "map.svg.j2", map=draw(cells, title), style=asset(ROOM, "map.css"))


def evidence_map_page(
    cells: EvidenceMap,
    title: str = "Evidence map",
    sources: Iterable[Source] = (),
    *,
    provisional: EvidenceMap | None = None,
) -> str:
    """Return the map as a page: picture, the list behind each bubble, and the numbers as a table.

    `sources` gives the descriptions; a key without one is shown by its key. A confidential one shows code and type.
    `provisional` is the map of what still awaits a judgement, shown apart.
    """
    waiting = draw(provisional, "Pending sources") if provisional and provisional.count() else None
    return page(
        "evidence_map.html.j2",
        title=title,
        styles=("map.css", "evidence_map.css"),
        wide=True,
        map=draw(cells, f"Sources by {cells.main.one} and type"),
        provisional=waiting,
        known={source.key: source for source in sources},
    )

"""The timeline picture: SVG for print, the year on x, only the works that cite or are cited."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from litreview.network.layouts import layout
from litreview.results import colours as table
from litreview.text.fitting import fitted, width
from litreview.wording import plural

if TYPE_CHECKING:
    import networkx as nx

ARROW = (
    '<defs><marker id="a" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="5" markerHeight="5" orient="auto">'
    '<path d="M0 0L6 3L0 6z" fill="#9aa0a8"/></marker></defs>'
)
LABELS = 40  # at most so many works are named, the most cited first
SIZE = 11.0
"""Of letters."""
MARGIN, LEAST = 70.0, 720
"""The room left and right of the columns, and the least width of the picture: legend and caption need it."""
ROW, BAND = 20.0, 26.0
"""The height of a row of the legend, and of the bands in which a name looks for its neighbours."""


def _codes(text: object) -> list[str]:
    return [code for code in str(text or "").split(";") if code]


def _colours(graph: nx.DiGraph[str]) -> dict[str, str]:
    """Return the colour of each code of the main group that a source has, in the codebook's order."""
    met = {code for _, text in graph.nodes(data="goals", default="") for code in _codes(text)}
    codes = _codes(graph.graph.get("codes"))
    places = table.place_colours(codes, met)
    return {code: table.LIGHT[place] for code, place in places.items() if code in met}


def _colour(goals: object, colours: Mapping[str, str]) -> str:
    found = _codes(goals)
    return table.NONE if not found else table.SEVERAL if len(found) > 1 else colours[found[0]]


def draw_timeline(graph: nx.DiGraph[str], title: str = "Who cites whom") -> str:
    """Return the picture as SVG. Works without a citation are counted in the caption, not drawn."""
    colours = _colours(graph)
    words = [(colour, code) for code, colour in colours.items()]
    words.append((table.SEVERAL, f"several {graph.graph.get('many', 'goals')}"))
    words.append((table.NONE, f"no {graph.graph.get('one', 'goal')} tagged"))
    linked = sorted(key for key in graph if graph.degree(key))
    part = graph.subgraph(linked)
    places = layout(part)
    left = min((x for x, _ in places.values()), default=0.0)
    high = min((y for _, y in places.values()), default=0.0)
    wide = max((x for x, _ in places.values()), default=400.0) - left
    tall = max((y for _, y in places.values()), default=60.0) - high
    across = max(round(wide + 2 * MARGIN + 60), LEAST)
    legend, rows = _legend(MARGIN, 50.0, words, across - 24)
    alone = len(graph) - len(linked)
    caption = f"Of {plural(len(graph), 'source')} {len(linked)} cite or are cited within the review; {alone} more {'has' if alone == 1 else 'have'} no link to another source."
    told = fitted(caption, across - MARGIN - 24, SIZE)
    top = 96.0 + ROW * (rows - 1)
    low = round(tall + top)
    height = low + 76 + 14 * len(told)
    at = {key: (x - left + MARGIN, y - high + top) for key, (x, y) in places.items()}
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {height}" width="{across}" height="{height}" font-family="Helvetica, Arial, sans-serif" font-size="{SIZE:g}" role="img" aria-labelledby="t d">',
        f'<title id="t">{_escape(title)}</title>',
        f'<desc id="d">{plural(len(graph), "source")}, {plural(graph.number_of_edges(), "citation")} among them; the year runs from left to right.</desc>',
        f'<rect width="{across}" height="{height}" fill="#fff"/>',
        ARROW,
        f'<text x="{MARGIN}" y="28" font-size="17" font-weight="600">{_escape(title)}</text>',
        legend,
    ]
    # a column is one year wide at least, so that each year has room for its number
    years = {at[key][0]: year for key in linked if (year := int(graph.nodes[key].get("year") or 0))}
    for x, year in sorted(years.items()):
        out += [
            f'<line x1="{x:.1f}" y1="{top - 18:.1f}" x2="{x:.1f}" y2="{low + 38}" stroke="#eceef1"/>',
            f'<text x="{x:.1f}" y="{low + 56}" text-anchor="middle" fill="#5b626b">{year}</text>',
        ]
    for a, b in sorted(part.edges()):
        (x1, y1), (x2, y2) = at[a], at[b]
        size = _radius(graph, b) + 2
        out.append(_curve(x1, y1, x2, y2, size))
    for key in linked:
        x, y = at[key]
        data = graph.nodes[key]
        colour = _colour(data.get("goals"), colours)
        note = f"{key}: {data.get('title', '')}" if not data.get("confidential") else key
        out.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_radius(graph, key):.1f}" fill="{colour}" stroke="#fff">'
            f"<title>{_escape(note)}</title></circle>"
        )
    out += _names(graph, linked, at, (across, low + 44))
    for number, line in enumerate(told):
        out.append(f'<text x="{MARGIN}" y="{low + 78 + 14 * number}" fill="#5b626b">{line}</text>')
    return "\n".join((*out, "</svg>")) + "\n"


def _radius(graph: nx.DiGraph[str], key: str) -> float:
    return float(3.5 + 2.2 * float(graph.in_degree(key)) ** 0.5)


def _curve(x1: float, y1: float, x2: float, y2: float, size: float) -> str:
    length = max(1.0, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    x3, y3 = x2 - (x2 - x1) * size / length, y2 - (y2 - y1) * size / length
    # works of one year are in one column: the line leaves it in a bow
    bend = 22.0 if abs(x2 - x1) < 1 else 0.0
    middle = f"{(x1 + x3) / 2 + bend:.1f} {(y1 + y3) / 2 - (0 if bend else 0.06 * length):.1f}"
    return f'<path d="M{x1:.1f} {y1:.1f}Q{middle} {x3:.1f} {y3:.1f}" fill="none" stroke="#9aa0a8" stroke-opacity=".7" marker-end="url(#a)"/>'


def _legend(x: float, y: float, words: Sequence[tuple[str, str]], right: float) -> tuple[str, int]:
    """Return the legend, in rows that end before the right edge, and how many rows they are."""
    parts, rows, at = [], 1, x
    for colour, word in (*words, ("", "larger: cited more often; arrow: from citing to cited")):
        wide = (15 if colour else 4) + width(word, SIZE)
        if at > x and at + wide > right:
            rows, at, y = rows + 1, x, y + ROW
        if colour:
            parts.append(
                f'<circle cx="{at + 5:.0f}" cy="{y}" r="5" fill="{colour}"/><text x="{at + 15:.0f}" y="{y + 4}">{_escape(word)}</text>'
            )
        else:
            parts.append(f'<text x="{at:.0f}" y="{y + 4}" fill="#5b626b">{_escape(word)}</text>')
        at += wide + 14
    return "".join(parts), rows


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        """Return whether two boxes share a point."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _names(
    graph: nx.DiGraph[str], keys: list[str], at: dict[str, tuple[float, float]], room: tuple[float, float]
) -> list[str]:
    """Return labels for the most cited works, none over another or over a dot of another work, none beyond an edge."""
    dots: dict[
        int, list[tuple[str, _Box]]
    ] = {}  # by bands of the picture, so that a name is held against its neighbours only
    for key in keys:
        (x, y), size = at[key], _radius(graph, key)
        dot = _Box(x - size, y - size, x + size, y + size)
        for band in range(int(dot.top // BAND), int(dot.bottom // BAND) + 1):
            dots.setdefault(band, []).append((key, dot))
    taken: list[_Box] = []
    out = []
    for key in sorted(keys, key=lambda k: (-int(graph.degree(k)), k))[: 4 * LABELS]:
        name = str(graph.nodes[key].get("label") or key)
        for x, y in _places(*at[key], _radius(graph, key), width(name, SIZE)):
            box = _Box(x - 1, y - 9, x + width(name, SIZE) + 1, y + 3)
            within = box.left >= 0 and box.right <= room[0] and box.bottom <= room[1]
            bands = range(int(box.top // BAND), int(box.bottom // BAND) + 1)
            covered = (box.meets(dot) for band in bands for other, dot in dots.get(band, ()) if other != key)
            if not within or any(map(box.meets, taken)) or any(covered):
                continue
            taken.append(box)
            out.append(
                f'<text x="{x:.1f}" y="{y:.1f}" paint-order="stroke" stroke="#fff" stroke-width="3">{_escape(name)}</text>'
            )
            break
        if len(taken) >= LABELS:
            break
    return out


def _places(x: float, y: float, radius: float, wide: float) -> Iterator[tuple[float, float]]:
    """Yield where a name may begin: behind its dot, before it, above it, below it."""
    yield x + radius + 3, y + 4
    yield x - radius - 3 - wide, y + 4
    yield x - wide / 2, y - radius - 5
    yield x - wide / 2, y + radius + 11


def _escape(text: str) -> str:
    return html.escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", text))

"""The timeline picture: SVG for print, the year on x, only the works that cite or are cited."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.network.layouts import layout
from litreview.plurals import plural
from litreview.results import colours as table

if TYPE_CHECKING:
    import networkx as nx

ARROW = (
    '<defs><marker id="a" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="5" markerHeight="5" orient="auto">'
    '<path d="M0 0L6 3L0 6z" fill="#9aa0a8"/></marker></defs>'
)
LABELS = 40  # at most so many works are named, the most cited first


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
    margin, top = 70.0, 96.0
    left = min((x for x, _ in places.values()), default=0.0)
    high = min((y for _, y in places.values()), default=0.0)
    wide = max((x for x, _ in places.values()), default=400.0) - left
    tall = max((y for _, y in places.values()), default=60.0) - high
    width, height = round(wide + 2 * margin + 60), round(tall + top + 90)
    at = {key: (x - left + margin, y - high + top) for key, (x, y) in places.items()}
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="Helvetica, Arial, sans-serif" font-size="11" role="img" aria-labelledby="t d">',
        f'<title id="t">{_escape(title)}</title>',
        f'<desc id="d">{plural(len(graph), "source")}, {plural(graph.number_of_edges(), "citation")} among them; the year runs from left to right.</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        ARROW,
        f'<text x="{margin}" y="28" font-size="17" font-weight="600">{_escape(title)}</text>',
        _legend(margin, 50.0, words),
    ]
    # a column is one year wide at least, so that each year has room for its number
    years = {at[key][0]: year for key in linked if (year := int(graph.nodes[key].get("year") or 0))}
    for x, year in sorted(years.items()):
        out += [
            f'<line x1="{x:.1f}" y1="{top - 18:.1f}" x2="{x:.1f}" y2="{height - 52}" stroke="#eceef1"/>',
            f'<text x="{x:.1f}" y="{height - 34}" text-anchor="middle" fill="#5b626b">{year}</text>',
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
    out += _names(graph, linked, at, width)
    alone = len(graph) - len(linked)
    caption = f"Of {plural(len(graph), 'source')} {len(linked)} cite or are cited within the review; {alone} more {'has' if alone == 1 else 'have'} no link to another source."
    out.append(f'<text x="{margin}" y="{height - 12}" fill="#5b626b">{caption}</text></svg>')
    return "\n".join(out) + "\n"


def _radius(graph: nx.DiGraph[str], key: str) -> float:
    return float(3.5 + 2.2 * float(graph.in_degree(key)) ** 0.5)


def _curve(x1: float, y1: float, x2: float, y2: float, size: float) -> str:
    length = max(1.0, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    x3, y3 = x2 - (x2 - x1) * size / length, y2 - (y2 - y1) * size / length
    # works of one year are in one column: the line leaves it in a bow
    bend = 22.0 if abs(x2 - x1) < 1 else 0.0
    middle = f"{(x1 + x3) / 2 + bend:.1f} {(y1 + y3) / 2 - (0 if bend else 0.06 * length):.1f}"
    return f'<path d="M{x1:.1f} {y1:.1f}Q{middle} {x3:.1f} {y3:.1f}" fill="none" stroke="#9aa0a8" stroke-opacity=".7" marker-end="url(#a)"/>'


def _legend(x: float, y: float, words: Sequence[tuple[str, str]]) -> str:
    parts = []
    for colour, word in words:
        parts.append(
            f'<circle cx="{x + 5:.0f}" cy="{y}" r="5" fill="{colour}"/><text x="{x + 15:.0f}" y="{y + 4}">{_escape(word)}</text>'
        )
        x += 34 + 6.2 * len(word)
    parts.append(
        f'<text x="{x + 4:.0f}" y="{y + 4}" fill="#5b626b">larger: cited more often; arrow: from citing to cited</text>'
    )
    return "".join(parts)


def _names(
    graph: nx.DiGraph[str], keys: list[str], at: dict[str, tuple[float, float]], width: int
) -> list[str]:
    """Return labels for the most cited works, none over another, none beyond the right edge."""
    taken: list[tuple[float, float, float]] = []
    out = []
    for key in sorted(keys, key=lambda k: (-int(graph.degree(k)), k))[: 4 * LABELS]:
        data = graph.nodes[key]
        name = str(data.get("label") or key)
        x, y = at[key][0] + _radius(graph, key) + 3, at[key][1] + 4
        wide = 6.0 * len(name)
        if x + wide > width:
            x = at[key][0] - _radius(graph, key) - 3 - wide
        if any(abs(y - b) < 12 and x < a + w and a < x + wide for a, b, w in taken):
            continue
        taken.append((x, y, wide))
        out.append(
            f'<text x="{x:.1f}" y="{y:.1f}" paint-order="stroke" stroke="#fff" stroke-width="3">{_escape(name)}</text>'
        )
        if len(taken) >= LABELS:
            break
    return out


def _escape(text: str) -> str:
    return html.escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", text))

"""Layouts of a graph (x is the year, connected works are together, isolated ones on a grid below), timeline as SVG, and page data."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from litreview.core.containers import grouped
from litreview.core.libraries import np, nx, sparse
from litreview.core.model import Source, Tag
from litreview.core.results.coverage import rests_on_suggestion
from litreview.core.text import drawing as table
from litreview.core.text.drawing import fitted, width
from litreview.core.wording import plural

YEAR = 60.0  # width of a year
GAP = 26.0  # least distance between two works of one year
ROUNDS = 24


def layout(graph: nx.DiGraph[str]) -> dict[str, tuple[float, float]]:
    """Return `(x, y)` for each node: x is the year, y puts a work near those it cites and is cited by. No randomness.

    Works of one year are ordered by the mean height of their neighbours, over and over (the barycentre heuristic of
    Sugiyama, K., Tagawa, S. and Toda, M. (1981), IEEE Trans. SMC 11(2), 109–125), then placed at least `GAP` apart. A work without
    a year is placed by the years of its neighbours, or in a column before the first year. A work without citations is below, in its year.
    """
    keys = sorted(graph)
    neighbours = {key: sorted({*graph.successors(key), *graph.predecessors(key)} - {key}) for key in keys}
    years = {key: int(graph.nodes[key].get("year") or 0) for key in keys}
    # one mistyped year must not stretch the picture: the columns are the years in use, long gaps shortened
    used = sorted(set(years.values()) - {0})
    steps = [1.5, *(min(after - before, 3) for before, after in pairwise(used))]
    column = {0: 0.0, **dict(zip(used, accumulate(steps), strict=False))}
    linked = [key for key in keys if neighbours[key]]
    alone = [key for key in keys if not neighbours[key]]
    place = {key: column[years[key] or _estimate_year(years, graph, key)] for key in linked}
    columns = grouped((place[key], key) for key in linked)
    heights = _initial_heights(linked, neighbours)
    averages = _neighbour_means(linked, neighbours)
    for _ in range(ROUNDS):
        at = np.array([heights[key] for key in linked])
        desired = dict(zip(linked, (0.25 * at + 0.75 * (averages @ at)).tolist(), strict=True))
        for members in columns.values():
            members.sort(key=lambda key: (desired[key], key))
            _spread(members, desired, heights)
    low = max(heights.values(), default=0.0) + 4 * GAP
    positions = {key: (round(place[key] * YEAR, 1), round(heights[key], 1)) for key in linked}
    rows: dict[float, int] = {}
    for key in alone:
        where = column[years[key]]
        row = rows.get(where, 0)
        rows[where] = row + 1
        positions[key] = (round(where * YEAR + (row % 3 - 1) * 15.0, 1), round(low + (row // 3) * 15.0, 1))
    return positions


def _neighbour_means(keys: list[str], neighbours: dict[str, list[str]]) -> Any:
    """Return the matrix that maps a number for each key to the mean over its neighbours."""
    numbers = {key: n for n, key in enumerate(keys)}
    counts = np.array([len(neighbours[key]) for key in keys], dtype=int)
    columns = [numbers[other] for key in keys for other in neighbours[key]]
    starts = np.concatenate(([0], np.cumsum(counts)))
    return sparse.csr_matrix((np.repeat(1 / counts, counts), columns, starts), shape=(len(keys), len(keys)))


def _estimate_year(years: dict[str, int], graph: nx.DiGraph[str], key: str) -> int:
    citing = [years[k] for k in graph.predecessors(key) if years[k]]
    cited = [years[k] for k in graph.successors(key) if years[k]]
    # it can't be newer than the works that cite it
    return min(citing) if citing else max(cited, default=0)


def _initial_heights(keys: list[str], neighbours: dict[str, list[str]]) -> dict[str, float]:
    """Return initial heights: each connected group in its own band, the largest in the middle."""
    groups: list[list[str]] = []
    found: set[str] = set()
    for first in keys:
        if first not in found:
            found.add(first)
            group = [first]
            # breadth first: the list grows while it is read
            for key in group:
                new = [other for other in neighbours[key] if other not in found]
                found.update(new)
                group += new
            groups.append(group)
    groups.sort(key=lambda group: (-len(group), group))
    heights: dict[str, float] = {}
    top = bottom = 0.0
    for number, group in enumerate(groups):
        size = GAP * max(1.0, len(group) ** 0.5 * 1.5)
        centre = (bottom + size / 2) if number % 2 == 0 else (top - size / 2)
        if number % 2 == 0:
            bottom += size
        else:
            top -= size
        for position, key in enumerate(group):
            heights[key] = centre + (position / max(1, len(group) - 1) - 0.5) * size
    return heights


def _spread(members: list[str], wanted: dict[str, float], heights: dict[str, float]) -> None:
    """Set the heights of one column near the wanted ones, in order and `GAP` apart.

    Works that would overlap form a block at the mean of their wanted heights: the least squares solution (pool adjacent violators).
    """
    blocks: list[tuple[float, int]] = []
    for position, key in enumerate(members):
        total, size = wanted[key] - position * GAP, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            other, count = blocks.pop()
            total, size = total + other, size + count
        blocks.append((total, size))
    position = 0
    for total, size in blocks:
        for _ in range(size):
            heights[members[position]] = total / size + position * GAP
            position += 1


WORKS, CITATIONS = 8_000, 40_000
"""Works and citations on a page at most: with more, a browser takes seconds for each movement of the mouse."""


def page_part(graph: nx.DiGraph[str], works: int = WORKS, citations: int = CITATIONS) -> nx.DiGraph[str]:
    """Return the part of a graph that a page can show: the most cited works within the limits on works and citations.

    Returns the graph itself if it is small enough.
    """
    if len(graph) <= works and graph.number_of_edges() <= citations:
        return graph
    ranked = sorted(graph, key=lambda key: (-graph.in_degree(key), -graph.out_degree(key), key))
    chosen: set[str] = set()
    count = 0
    for key in ranked[:works]:
        count += sum(map(chosen.__contains__, (*graph.pred[key], *graph.succ[key])))
        if count > citations:
            break
        chosen.add(key)
    # eight times as fast as a copy of networkx's view of a part
    part: nx.DiGraph[str] = graph.__class__(**graph.graph)
    part.add_nodes_from((key, graph.nodes[key]) for key in ranked if key in chosen)
    part.add_edges_from((a, b, data) for a in part for b, data in graph.succ[a].items() if b in chosen)
    return part


def page_data(
    graph: nx.DiGraph[str],
    sources: Iterable[Source] = (),
    tags: Iterable[Tag] = (),
    places: Mapping[str, tuple[float, float]] | None = None,
    *,
    include_confidential: bool = False,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the nodes and the edges as lists of plain dicts, positions included, in a fixed order.

    A large graph is reduced to the part that a page can show (`page_part`). `sources` give container and address; `tags` give the words for a
    code, or the person who gave it; `places` is the `layout` of that part, if it is known.
    A confidential source shows only its code and type, unless `include_confidential`.
    """
    graph = page_part(graph)
    places = places or layout(graph)
    works = {source.key: source for source in sources}
    why = _code_reasons(tag for tag in tags if tag.source in graph)
    nodes = []
    for key in sorted(graph):
        data = graph.nodes[key]
        x, y = places[key]
        if data.get("confidential") and not include_confidential:
            nodes.append({"key": key, "type": data["type"], "x": x, "y": y})
        else:
            tagged = sorted(why.get(key, {}).items())
            nodes.append({"key": key, **_details(key, data, works.get(key)), "tags": tagged, "x": x, "y": y})
    edges = [
        {"source": a, "target": b, "method": data["method"], "confidence": data["confidence"]}
        for a, b, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
    ]
    return nodes, edges


def _code_reasons(tags: Iterable[Tag]) -> dict[str, dict[str, str]]:
    """Return for each source its codes, each with the words for it or the person who gave it, from the first tag that has either."""
    why: dict[str, dict[str, str]] = defaultdict(dict)
    for tag in tags:
        if tag.code != "none":
            why[tag.source][tag.code] = why[tag.source].get(tag.code) or _words(tag)
    return why


def _words(tag: Tag) -> str:
    words = "" if tag.code == "unread" else ", ".join(dict.fromkeys(span.text for span in tag.spans[:3]))
    return words or (f"by {tag.coder}" if tag.coder else "")


def _details(key: str, data: dict[str, Any], source: Source | None) -> dict[str, Any]:
    """Return the details of a node, from the graph and from its source."""
    container = url = ""
    if source is not None:
        container = source.container
        url = f"https://doi.org/{source.doi}" if source.doi else source.get("url")
    return {
        "label": data.get("label") or key,
        **{name: data[name] for name in ("title", "authors", "year", "type")},
        "container": container,
        "url": url,
        "goals": _codes(data["goals"]),
        "suggested": _codes(data.get("suggested")),
    }


ARROW = (
    '<defs><marker id="a" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="5" markerHeight="5" orient="auto">'
    '<path d="M0 0L6 3L0 6z" fill="#9aa0a8"/></marker></defs>'
)
LABELS = 40  # at most so many works are named, the most cited first
SIZE = 11.0
"""Of letters."""
MARGIN, LEAST = 70.0, 720
"""The margin left and right of the columns, and the least width of the picture, which legend and caption need."""
ROW, BAND = 20.0, 26.0
"""The height of a row of the legend, and of the bands in which labels are checked for overlaps."""


def _codes(text: object) -> list[str]:
    return [code for code in str(text or "").split(";") if code]


def _colours(graph: nx.DiGraph[str]) -> dict[str, str]:
    """Return the colours of the codes of the main group that occur, in the codebook's order."""
    met = {code for _, text in graph.nodes(data="goals", default="") for code in _codes(text)}
    codes = _codes(graph.graph.get("codes"))
    places = table.place_colours(codes, met)
    return {code: table.LIGHT[place] for code, place in places.items() if code in met}


def _colour(goals: object, colours: Mapping[str, str]) -> str:
    found = _codes(goals)
    return table.NONE if not found else table.SEVERAL if len(found) > 1 else colours[found[0]]


RING = "ring"
"""The mark in the legend of a work whose colour rests on a goal that is only suggested."""


def _is_suggested(data: Mapping[str, Any]) -> bool:
    """Return whether the colour of a work rests on a goal that is only suggested."""
    goals, suggested = _codes(data.get("goals")), _codes(data.get("suggested"))
    return rests_on_suggestion(goals, suggested)


def _paint(colour: str, *, ring: bool) -> str:
    """Return the attributes of a full dot, or of a ring."""
    return f'fill="#fff" stroke="{colour}" stroke-width="2"' if ring else f'fill="{colour}" stroke="#fff"'


def draw_timeline(graph: nx.DiGraph[str], title: str = "Who cites whom") -> str:
    """Return the timeline as SVG. Works without citations are counted in the caption, not drawn."""
    colours = _colours(graph)
    words = [
        *((colour, code) for code, colour in colours.items()),
        (table.SEVERAL, f"several {graph.graph.get('many', 'goals')}"),
        (table.NONE, f"no {graph.graph.get('one', 'goal')} tagged"),
    ]
    words += [(RING, "ring: only suggested")] * any(map(_is_suggested, dict(graph.nodes).values()))
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
    caption_lines = fitted(caption, across - MARGIN - 24, SIZE)
    top = 96.0 + ROW * (rows - 1)
    low = round(tall + top)
    height = low + 76 + 14 * len(caption_lines)
    at = {key: (x - left + MARGIN, y - high + top) for key, (x, y) in places.items()}
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {height}" width="{across}" height="{height}" font-family="Helvetica, Arial, sans-serif" font-size="{SIZE:g}" role="img" aria-labelledby="t d">',
        f'<title id="t">{_escape(title)}</title>',
        f'<desc id="d">{plural(len(graph), "source")}, {plural(graph.number_of_edges(), "citation")} between them; the year runs from left to right.</desc>',
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
        paint = _paint(colour, ring=_is_suggested(data))
        note = f"{key}: {data.get('title', '')}" if not data.get("confidential") else key
        out.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_radius(graph, key):.1f}" {paint}>'
            f"<title>{_escape(note)}</title></circle>"
        )
    out += _labels(graph, linked, at, (across, low + 44))
    out += [
        f'<text x="{MARGIN}" y="{low + 78 + 14 * number}" fill="#5b626b">{line}</text>'
        for number, line in enumerate(caption_lines)
    ]
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
    """Return the legend, in rows that end before the right edge, and the number of rows."""
    parts, rows, at = [], 1, x
    for colour, word in (*words, ("", "larger: cited more often; arrow: from citing to cited")):
        wide = (15 if colour else 4) + width(word, SIZE)
        if at > x and at + wide > right:
            rows, at, y = rows + 1, x, y + ROW
        if colour:
            paint = _paint(table.NONE, ring=True) if colour == RING else f'fill="{colour}"'
            parts.append(
                f'<circle cx="{at + 5:.0f}" cy="{y}" r="5" {paint}/><text x="{at + 15:.0f}" y="{y + 4}">{_escape(word)}</text>'
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

    @property
    def bands(self) -> range:
        """The bands of the picture that it touches."""
        return range(int(self.top // BAND), int(self.bottom // BAND) + 1)

    def meets(self, other: _Box) -> bool:
        """Return whether two boxes share a point."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _labels(
    graph: nx.DiGraph[str], keys: list[str], at: dict[str, tuple[float, float]], room: tuple[float, float]
) -> list[str]:
    """Return labels for the most cited works that overlap no other label, no dot of another work and no edge."""
    circles = ((key, *at[key], _radius(graph, key)) for key in keys)
    boxes = ((key, _Box(x - size, y - size, x + size, y + size)) for key, x, y, size in circles)
    # by bands of the picture, so that a label is compared with its neighbours only
    dots = grouped((band, (key, dot)) for key, dot in boxes for band in dot.bands)
    taken: list[_Box] = []
    out = []
    for key in sorted(keys, key=lambda k: (-int(graph.degree(k)), k))[: 4 * LABELS]:
        name = str(graph.nodes[key].get("label") or key)
        for x, y in _label_positions(*at[key], _radius(graph, key), width(name, SIZE)):
            box = _Box(x - 1, y - 9, x + width(name, SIZE) + 1, y + 3)
            within = box.left >= 0 and box.right <= room[0] and box.bottom <= room[1]
            near = (one for band in box.bands for one in dots.get(band, ()))
            covered = (box.meets(dot) for other, dot in near if other != key)
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


def _label_positions(x: float, y: float, radius: float, wide: float) -> Iterator[tuple[float, float]]:
    """Yield the positions at which a label may begin: right of its dot, left, above, below."""
    yield x + radius + 3, y + 4
    yield x - radius - 3 - wide, y + 4
    yield x - wide / 2, y - radius - 5
    yield x - wide / 2, y + radius + 11


def _escape(text: str) -> str:
    return html.escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", text))

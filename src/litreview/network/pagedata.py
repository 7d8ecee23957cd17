"""The graph as plain values for a page: what `litreview.html.graph_page` takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from litreview.model import Source, Tag
from litreview.network.layouts import layout

if TYPE_CHECKING:
    import networkx as nx


WORKS, CITATIONS = 8_000, 40_000
"""What a page shows at most: with more a browser takes seconds for each step of the mouse."""


def page_part(graph: nx.DiGraph[str], works: int = WORKS, citations: int = CITATIONS) -> nx.DiGraph[str]:
    """Return the part of a graph that a page can show: the most cited works, as long as they and the citations among them are not too many.

    The graph itself, if it is small enough.
    """
    if len(graph) <= works and graph.number_of_edges() <= citations:
        return graph
    ranked = sorted(graph, key=lambda key: (-graph.in_degree(key), -graph.out_degree(key), key))
    chosen: set[str] = set()
    count = 0
    for key in ranked[:works]:
        count += sum(other in chosen for other in (*graph.pred[key], *graph.succ[key]))
        if count > citations:
            break
        chosen.add(key)
    part: nx.DiGraph[str] = graph.subgraph(chosen).copy()
    return part


def page_data(
    graph: nx.DiGraph[str],
    sources: Iterable[Source] = (),
    tags: Iterable[Tag] = (),
    *,
    include_confidential: bool = False,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the nodes and the edges as lists of plain dicts, positions included, in a fixed order.

    Of a large graph it is the part that a page can show (`page_part`). `sources` give container and address; `tags` the words a code rests on, or who gave it. A confidential source shows only
    its code and type, unless `include_confidential`.
    """
    graph = page_part(graph)
    places = layout(graph)
    held = {source.key: source for source in sources}
    why = _reasons(tags)
    nodes = []
    for key in sorted(graph):
        data = graph.nodes[key]
        x, y = places[key]
        if data.get("confidential") and not include_confidential:
            nodes.append({"key": key, "type": data["type"], "x": x, "y": y})
        else:
            tagged = sorted(why.get(key, {}).items())
            nodes.append({"key": key, **_told(key, data, held.get(key)), "tags": tagged, "x": x, "y": y})
    edges = [
        {"source": a, "target": b, "method": data["method"], "confidence": data["confidence"]}
        for a, b, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
    ]
    return nodes, edges


def _reasons(tags: Iterable[Tag]) -> dict[str, dict[str, str]]:
    """Return for each source its codes, each with the words it rests on or who gave it; the first that says something counts."""
    why: dict[str, dict[str, str]] = defaultdict(dict)
    for tag in tags:
        if tag.code != "none":
            why[tag.source][tag.code] = why[tag.source].get(tag.code) or _words(tag)
    return why


def _words(tag: Tag) -> str:
    words = "" if tag.code == "unread" else ", ".join(dict.fromkeys(span.text for span in tag.spans[:3]))
    return words or (f"by {tag.coder}" if tag.coder else "")


def _told(key: str, data: dict[str, Any], source: Source | None) -> dict[str, Any]:
    """Return what a node says of its work, as the graph and the source held under its key have it."""
    container = url = ""
    if source is not None:
        container = source.container
        url = f"https://doi.org/{source.doi}" if source.doi else source.get("url")
    return {
        "label": data.get("label") or key,
        **{name: data[name] for name in ("title", "authors", "year", "type")},
        "container": container,
        "url": url,
        "goals": [goal for goal in str(data["goals"]).split(";") if goal],
    }

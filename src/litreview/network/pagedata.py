"""The graph as plain values for a page: what `litreview.html.graph_page` takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from litreview.model import Source, Tag
from litreview.network.layouts import layout

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["page_data"]


def page_data(
    graph: nx.DiGraph[str],
    sources: Iterable[Source] = (),
    tags: Iterable[Tag] = (),
    *,
    include_confidential: bool = False,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the nodes and the edges as lists of plain dicts, positions included, in a fixed order.

    `sources` give container and address; `tags` the words a code rests on, or who gave it. A confidential source shows only
    its code and type, unless `include_confidential`.
    """
    places = layout(graph)
    held = {source.key: source for source in sources}
    why: dict[str, dict[str, str]] = defaultdict(dict)
    for tag in tags:
        if tag.code == "none":
            continue
        words = "" if tag.code == "unread" else ", ".join(dict.fromkeys(span.text for span in tag.spans[:3]))
        words = words or (f"by {tag.coder}" if tag.coder else "")
        if tag.code not in why[tag.source] or (words and not why[tag.source][tag.code]):
            why[tag.source][tag.code] = words
    nodes = []
    for key in sorted(graph):
        data = graph.nodes[key]
        source = held.get(key)
        hidden = bool(data.get("confidential")) and not include_confidential
        if hidden:
            nodes.append({"key": key, "type": data["type"], "x": places[key][0], "y": places[key][1]})
            continue
        url = ""
        if source is not None:
            url = f"https://doi.org/{source.doi}" if source.doi else source.get("url")
        nodes.append(
            {
                "key": key,
                "label": data.get("label") or key,
                "title": data["title"],
                "authors": data["authors"],
                "year": data["year"],
                "type": data["type"],
                "container": source.container if source is not None else "",
                "url": url,
                "goals": [goal for goal in str(data["goals"]).split(";") if goal],
                "tags": sorted(why[key].items()),
                "x": places[key][0],
                "y": places[key][1],
            }
        )
    edges = [
        {"source": a, "target": b, "method": data["method"], "confidence": data["confidence"]}
        for a, b, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
    ]
    return nodes, edges

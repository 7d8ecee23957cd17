"""A graph as a file, in every format there is: those of `litreview.network`, and the page of `litreview.html`, which neither room knows of the other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import network
from litreview.errors import UsageError
from litreview.files import write_text
from litreview.model import Source, Tag
from litreview.results import MainGroup

if TYPE_CHECKING:
    import networkx as nx


def export_graph(
    graph: nx.Graph[str],
    path: Path | str,
    *,
    sources: Iterable[Source] = (),
    tags: Iterable[Tag] = (),
    title: str = "Citation graph",
) -> None:
    """Write the graph to `path` in the format of its ending: .graphml .gexf .json .csv .dot .net .txt .svg (see `network.dump_graph`), or .html.

    Two endings get a second file: beside the edges in a `.csv` the nodes as `NAME-nodes.csv` (Gephi's two tables), beside the VOSviewer
    network in a `.txt` its map as `NAME-map.txt`. `.html` is a page that needs nothing beside itself: of `sources` and `tags` it shows journal,
    address and the words a code rests on, `title` is its heading. `UsageError` for an ending not known.
    """
    if Path(path).suffix.lower() in (".html", ".htm"):
        write_text(path, _page(graph, sources, tags, title))
    else:
        network.graph_format(path, (*network.GRAPH_FORMATS, "html"))
        network.export_graph(graph, path)


def _page(graph: nx.Graph[str], sources: Iterable[Source], tags: Iterable[Tag], title: str) -> str:
    from litreview.html import graph_page

    if not graph.is_directed():
        raise UsageError(
            "a page is made of the citations only; write .graphml or .txt and open it in Gephi or VOSviewer"
        )
    import networkx as nx

    nodes, edges = network.page_data(nx.DiGraph(graph), sources, tags)
    said = graph.graph
    main = MainGroup(one=said.get("one", "goal"), many=said.get("many", "goals"))
    codes = [code for code in said.get("codes", "").split(";") if code]
    whole = (len(graph), graph.number_of_edges())
    return graph_page(nodes, edges, title, codes=codes, main=main, whole=whole)

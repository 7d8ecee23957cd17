"""Export of a graph to every format: joins `litreview.stages.network` and `litreview.pages`, which do not import each other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.core.errors import UsageError
from litreview.core.files import write_text
from litreview.core.model import Source, Tag
from litreview.core.results.coverage import MainGroup
from litreview.stages import network

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

    Two endings write a second file: `.csv` writes the edges, and the nodes to `NAME-nodes.csv` (Gephi's two tables); `.txt` writes the
    VOSviewer network, and its map to `NAME-map.txt`. `.html` is a self-contained page: from `sources` and `tags` it shows journal,
    address and the words that led to a code, `title` is its heading. `UsageError` for an unknown ending.
    """
    if Path(path).suffix.lower() in (".html", ".htm"):
        write_text(path, _page(graph, sources, tags, title))
    else:
        network.graph_format(path, (*network.GRAPH_FORMATS, "html"))
        network.export_graph(graph, path)


def _page(graph: nx.Graph[str], sources: Iterable[Source], tags: Iterable[Tag], title: str) -> str:
    from litreview.pages.graph import graph_page

    if not graph.is_directed():
        raise UsageError(
            "a page is made of the citations only; write .graphml or .txt and open it in Gephi or VOSviewer"
        )
    import networkx as nx

    nodes, edges = network.page_data(nx.DiGraph(graph), sources, tags)
    attributes = graph.graph
    main = MainGroup(one=attributes.get("one", "goal"), many=attributes.get("many", "goals"))
    codes = [code for code in attributes.get("codes", "").split(";") if code]
    totals = (len(graph), graph.number_of_edges())
    return graph_page(nodes, edges, title, codes=codes, main=main, whole=totals)

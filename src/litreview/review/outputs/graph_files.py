"""Export of a graph or an evidence map to every format: joins stages and `litreview.pages`, which do not import each other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.core.errors import UsageError
from litreview.core.files import write_bytes, write_text
from litreview.core.model import Source, Tag
from litreview.core.results.coverage import EvidenceMap, MainGroup
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


def export_evidence_map(
    cells: EvidenceMap, path: Path | str, *, sources: Iterable[Source] = (), title: str = "Evidence map"
) -> None:
    """Write an evidence map to `path` in the format of its ending: the page .html, the picture .svg or the table .csv.

    On the page `sources` are described; without them it has their keys. `UsageError` for another ending.
    """
    from litreview.formats.tables import csv_table
    from litreview.pages.evidence_map import evidence_map_page, evidence_map_svg

    ending = Path(path).suffix.lower()
    if ending == ".html":
        write_text(path, evidence_map_page(cells, title, sources))
    elif ending == ".svg":
        write_text(path, evidence_map_svg(cells, title))
    elif ending == ".csv":
        write_bytes(path, csv_table(*cells.table()))
    else:
        raise UsageError(f"{path}: an evidence map is written as .html, .svg or .csv")


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

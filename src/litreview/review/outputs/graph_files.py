"""Export of a graph to every format, and the details of the evidence map: joins `litreview.stages.network` and `litreview.pages`, which do not import each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.core.errors import UsageError
from litreview.core.files import write_text
from litreview.core.model import EvidenceNote, Source, Tag
from litreview.core.results import EvidenceMap, Facets, MainGroup, Standing
from litreview.judgements.codebook import Codebook
from litreview.stages import network
from litreview.works.kinds import has_public_details

if TYPE_CHECKING:
    import networkx as nx

    from litreview.core.results import Assessment


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
    from litreview.pages import graph_page

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


def describe_map(
    cells: EvidenceMap,
    sources: Iterable[Source],
    assessed: Assessment,
    standing: Standing,
    claims: Mapping[str, str],
    evidence: Iterable[EvidenceNote],
    codebook: Codebook,
) -> EvidenceMap:
    """Add standing, claims, streams, stances and facets to the evidence map of these sources."""
    labels = [(field.id, field.label) for field in codebook.evidence if field.values]
    return replace(
        cells,
        standing=standing.sentence,
        claims=frozenset(claims),
        streams=standing.streams,
        stances={
            (goal, key): column for (goal, _, column), cell in assessed.cells.items() for key in cell.sources
        },
        facets=_facets(sources, standing, evidence, {id_ for id_, _ in labels}),
        fields=tuple(labels),
    )


def _facets(
    sources: Iterable[Source], standing: Standing, evidence: Iterable[EvidenceNote], fields: set[str]
) -> dict[str, Facets]:
    """Return by key what each source can be filtered by, without notes on a single code and without disputed notes."""
    noted: dict[str, dict[str, tuple[str, ...]]] = {}
    for note in evidence:
        if note.field in fields and not note.code and not note.disputed:
            values = noted.setdefault(note.source, {})
            values[note.field] = tuple(dict.fromkeys((*values.get(note.field, ()), note.value)))
    return {source.key: _facets_of(source, standing, noted.get(source.key, {})) for source in sources}


def _facets_of(source: Source, standing: Standing, noted: dict[str, tuple[str, ...]]) -> Facets:
    shown = not source.confidential
    return Facets(
        year=source.year if shown or has_public_details(source) else None,
        status=standing.status[source.key].status,
        noted=noted if shown else {},
    )

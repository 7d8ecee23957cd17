"""`build_graph`: the citation graph of the sources, with plain values as attributes so that every format can hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from litreview.codebook import RESERVED, load_codebook
from litreview.model import Citation, Source, Tag
from litreview.results import MainGroup

if TYPE_CHECKING:
    import networkx as nx


def _label(source: Source) -> str:
    """Return `Farrell 2012` for a picture; the key if there is no author to name."""
    people = source.authors or source.editors
    if not people or source.confidential:
        return source.key
    name = people[0].sort_name
    name = name if len(name) <= 30 else f"{name[:29]}…"
    return f"{name} {source.year}" if source.year else name


def build_graph(
    sources: Iterable[Source],
    citations: Iterable[Citation],
    tags: Iterable[Tag] = (),
    goals: Iterable[str] | None = None,
    main: MainGroup | None = None,
) -> nx.DiGraph[str]:
    """Return the graph citing → cited, with one node per source, cited or not.

    Node attributes, all scalars: `label` (`Farrell 2012`), `title`, `authors` (joined by `;`), `year` (0: unknown), `type`, `goals` and `tags` (code ids
    joined by `;`, sorted), `cited` (in-degree), `cites` (out-degree), `pagerank`. Edge attributes: `method`, `confidence`,
    `references` (how many reference strings say so). `goals` are the codes of a codebook's main group in its order, `main` what they
    are called (default: the built-in codebook's); the graph keeps them as `codes`, `one` and `many`. A sealed source shows its code and type only.
    """
    import networkx as nx

    from litreview.network.metrics import pagerank

    held = tuple(sources)
    wanted = tuple(code.id for code in load_codebook().goals) if goals is None else tuple(goals)
    word = main or MainGroup()
    codes: dict[str, set[str]] = defaultdict(set)
    for tag in tags:
        codes[tag.source].add(tag.code)
    graph: nx.DiGraph[str] = nx.DiGraph(codes=";".join(wanted), one=word.one, many=word.many)
    for source in held:
        own = codes.get(source.key, set()).difference(RESERVED)
        graph.add_node(
            source.key,
            title=" ".join(source.title.split()),
            authors="; ".join(person.display for person in source.authors),
            label=_label(source),
            year=source.year or 0,
            type=source.type,
            goals=";".join(goal for goal in wanted if goal in own),
            tags=";".join(sorted(own)),
            confidential=source.confidential,
        )
    best: dict[tuple[str, str], Citation] = {}
    count: dict[tuple[str, str], int] = defaultdict(int)
    for citation in citations:
        edge = (citation.citing, citation.cited)
        if edge[0] not in graph or edge[1] not in graph or edge[0] == edge[1]:
            continue
        count[edge] += 1
        if edge not in best or citation.confidence > best[edge].confidence:
            best[edge] = citation
    for edge, citation in best.items():
        graph.add_edge(*edge, method=citation.method, confidence=citation.confidence, references=count[edge])
    ranks = pagerank(graph)
    for key, data in graph.nodes(data=True):
        data["cited"] = graph.in_degree(key)
        data["cites"] = graph.out_degree(key)
        data["pagerank"] = round(ranks[key], 9)
    return graph

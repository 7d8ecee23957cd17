"""Nets beside the citation graph: its most cited works, its main path, and undirected ones of what stands or is cited together.

A node has `label` and `count` (how many sources it stands for, or how often it is cited); an edge has `weight` (how many sources
tie the two) and `association`. Sealed sources have no names and no keywords, so they add nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from litreview import text as textual
from litreview.codebook import RESERVED
from litreview.model import Person, Source, Tag
from litreview.network.mainpath import main_path
from litreview.network.metrics import cocitation, coupling, historiograph, pairs_of

if TYPE_CHECKING:
    import networkx as nx


def co_occurrence(groups: Iterable[Mapping[str, str]], least: int = 1) -> nx.Graph[str]:
    """Return the net of what stands together. A group maps the terms of one source to their labels.

    w(a, b) = |{s : a ∈ s and b ∈ s}|, BᵀB of the incidence matrix without its diagonal; pairs below `least` make no edge.
    `association` = w(a, b) / (c(a) · c(b)), the association strength: van Eck, N. J. and Waltman, L. (2009), How to normalize
    cooccurrence data? JASIST 60(8), 1635–1651. A term's label is its most frequent form.
    """
    import networkx as nx
    import numpy as np
    from scipy.sparse import csr_array

    place: dict[str, int] = {}
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    rows: list[int] = []
    columns: list[int] = []
    size = 0
    for number, group in enumerate(groups):
        size = number + 1
        for term, label in group.items():
            rows.append(number)
            columns.append(place.setdefault(term, len(place)))
            labels[term][label] += 1
    net: nx.Graph[str] = nx.Graph()
    if not place:
        return net
    terms = list(place)
    # stubs of different ages give the shape of an array of this kind differently
    table: Any = csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, len(terms)))
    for term in sorted(terms):
        best = min(labels[term].items(), key=lambda item: (-item[1], item[0]))[0]
        net.add_node(term, label=best, count=labels[term].total())
    for (a, b), weight in pairs_of((table.T @ table).tocsr(), terms, least).items():
        share = weight / (net.nodes[a]["count"] * net.nodes[b]["count"])
        net.add_edge(a, b, weight=weight, association=round(share, 6))
    return net


def _author(person: Person) -> tuple[str, str]:
    """Return a name in the form that compares, and as it is shown: surname and first initial, or the body."""
    if person.literal:
        return textual.fold(person.literal), person.literal
    letter = textual.fold(person.given)[:1]
    return f"{textual.surname(person)} {letter}".strip(), (
        f"{person.prefix} {person.family}".strip() + (f", {person.given[:1]}." if person.given else "")
    )


def author_net(sources: Iterable[Source], least: int = 1) -> nx.Graph[str]:
    """Return who wrote with whom; a name is surname and first initial, so two people of one such name are one node.

    Newman, M. E. J. (2001), The structure of scientific collaboration networks, PNAS 98(2), 404–409. See `co_occurrence`.
    """
    return co_occurrence(
        ({term: label for term, label in map(_author, source.authors) if term} for source in sources), least
    )


def keyword_net(sources: Iterable[Source], least: int = 1) -> nx.Graph[str]:
    """Return which keywords stand together in a source; our own `tvpa:` keywords are left out.

    Callon, M., Courtial, J.-P., Turner, W. A. and Bauin, S. (1983), From translations to problematic networks: an introduction to
    co-word analysis, Social Science Information 22(2), 191–235. See `co_occurrence`.
    """
    return co_occurrence(
        (
            {
                term: word
                for word in source.keywords
                if ":" not in word.split(" ")[0] and (term := textual.fold(word))
            }
            for source in sources
        ),
        least,
    )


def tag_net(sources: Iterable[Source], tags: Iterable[Tag], least: int = 1) -> nx.Graph[str]:
    """Return which codes stand together on a source. See `co_occurrence`."""
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    for tag in tags:
        if tag.code not in RESERVED:
            codes[tag.source][tag.code] = tag.code
    return co_occurrence((codes.get(source.key, {}) for source in sources), least)


def main_path_net(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return the works on the main path (see `main_path`) and the citations among them; `place` counts from 1, the oldest."""
    import networkx as nx

    path = main_path(graph)
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_nodes_from((key, {**graph.nodes[key], "place": place}) for place, key in enumerate(path, 1))
    net.add_edges_from(sorted((a, b, dict(data)) for a, b, data in graph.subgraph(path).edges(data=True)))
    return net


def _paired(
    graph: nx.DiGraph[str], pairs: Mapping[tuple[str, str], int], degree: Callable[[str], int]
) -> nx.Graph[str]:
    import networkx as nx

    net: nx.Graph[str] = nx.Graph()
    for key in sorted({end for pair in pairs for end in pair}):
        net.add_node(key, label=str(graph.nodes[key].get("label") or key), count=degree(key))
    for (a, b), weight in pairs.items():
        share = weight / (degree(a) * degree(b))
        net.add_edge(a, b, weight=weight, association=round(share, 6))
    return net


def cocitation_net(graph: nx.DiGraph[str], least: int = 1) -> nx.Graph[str]:
    """Return the sources that are cited together (see `metrics.cocitation`); `count` is how often each is cited."""
    return _paired(graph, cocitation(graph, least), lambda key: int(graph.in_degree(key)))


def coupling_net(graph: nx.DiGraph[str], least: int = 1) -> nx.Graph[str]:
    """Return the sources that cite the same ones (see `metrics.coupling`); `count` is how many each cites."""
    return _paired(graph, coupling(graph, least), lambda key: int(graph.out_degree(key)))


NETS = ("citations", "historiograph", "main-path", "cocitation", "coupling", "authors", "keywords", "tags")
"""What `build_net` can make."""
DRAWN = ("citations", "historiograph", "main-path")
"""Those whose edges run from the citing to the cited work, so that a timeline can be drawn of them."""


def build_net(
    name: str, graph: nx.DiGraph[str], sources: Sequence[Source], tags: Iterable[Tag] = (), least: int = 1
) -> nx.Graph[str]:
    """Return the net of this name; `citations` is the graph itself."""
    makers: Mapping[str, Callable[[], nx.Graph[str]]] = {
        "citations": lambda: graph,
        "historiograph": lambda: historiograph(graph),
        "main-path": lambda: main_path_net(graph),
        "cocitation": lambda: cocitation_net(graph, least),
        "coupling": lambda: coupling_net(graph, least),
        "authors": lambda: author_net(sources, least),
        "keywords": lambda: keyword_net(sources, least),
        "tags": lambda: tag_net(sources, tags, least),
    }
    net = makers[name]()
    if net.is_directed():
        net.graph.update(graph.graph)  # what a picture needs: the codes and what they are called
    return net

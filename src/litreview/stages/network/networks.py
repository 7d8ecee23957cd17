"""Networks derived from sources and citations: historiograph, main path, and undirected nets of co-occurrence, co-citation and coupling.

A node has `label` and `count` (the number of sources with it, or of citations); an edge has `weight` (the number of sources that link the
two) and `association`. Sealed sources have no names and no keywords, so they add nothing. If `least` is None, it becomes the smallest weight
that leaves at most MANY edges; `net.graph["least"]` stores it.

Coupling and co-citation are defined on whole reference lists. Two sources that cite the same ten books are coupled even if the review does not
have these books. `held_only` counts only works in the review, to study the citations among its sources. A reference in doubt (`links.queue`)
is no work yet and counts in neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from litreview.core import text as textual
from litreview.core.argument_checks import renamed
from litreview.core.containers import TableDict, grouped
from litreview.core.errors import UsageError, near_miss
from litreview.core.libraries import np, nx, sparse
from litreview.core.model import Links, MissingWork, Person, Source, Tag
from litreview.judgements.codebook import RESERVED
from litreview.stages.network.citation_graph import build_graph, label_of, label_of_missing
from litreview.stages.network.metrics import historiograph, main_path
from litreview.stages.network.works_not_held import missing_keys

MANY = 100_000
"""Edges of a net at most, if `least` is None: programs that draw nets open no more."""


def co_occurrence(groups: Iterable[Mapping[str, str]], least: int | None = 1) -> nx.Graph[str]:
    """Return the net of co-occurring terms. A group maps the terms of one source to their labels.

    w(a, b) = |{s : a ∈ s and b ∈ s}|, BᵀB of the incidence matrix without its diagonal; pairs below `least` make no edge.
    `association` = w(a, b) / (c(a) · c(b)), the association strength: van Eck, N. J. and Waltman, L. (2009), How to normalize
    cooccurrence data? JASIST 60(8), 1635–1651. A term's label is its most frequent form.
    """
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
    terms = list(place)
    # stubs of different ages give the shape of an array of this kind differently
    table: Any = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, len(terms)))
    nodes = {
        term: {
            "label": min(labels[term].items(), key=lambda item: (-item[1], item[0]))[0],
            "count": labels[term].total(),
        }
        for term in sorted(terms)
    }
    return _tie_net(table.T @ table, terms, nodes, least)


def _tie_net(
    matrix: Any,
    keys: Sequence[str],
    nodes: Mapping[str, Mapping[str, Any]],
    least: int | None,
    *,
    lone: bool = True,
) -> nx.Graph[str]:
    """Return the net of these nodes, with an edge for each value of the matrix of at least `least`; nodes without edges only if `lone`."""
    threshold = least_of(matrix, MANY) if least is None else least
    pairs = pairs_of(matrix, keys, threshold)
    shown = nodes if lone else sorted({end for pair in pairs for end in pair})
    net: nx.Graph[str] = nx.Graph(least=threshold)
    net.add_nodes_from((key, dict(nodes[key])) for key in shown)
    for (a, b), weight in pairs.items():
        share = weight / (nodes[a]["count"] * nodes[b]["count"])
        net.add_edge(a, b, weight=weight, association=round(share, 6))
    return net


def author_term(person: Person) -> tuple[str, str]:
    """Return a name for comparison and for display: surname and first initial, or the body."""
    if person.literal:
        return textual.fold(person.literal), person.literal
    letter = textual.fold(person.given)[:1]
    return f"{textual.surname(person)} {letter}".strip(), (
        f"{person.prefix} {person.family}".strip() + (f", {person.given[:1]}." if person.given else "")
    )


def author_net(sources: Iterable[Source], least: int | None = 1) -> nx.Graph[str]:
    """Return the net of co-authors; a name is surname and first initial, so two people with one such name are one node.

    Newman, M. E. J. (2001), The structure of scientific collaboration networks, PNAS 98(2), 404–409. See `co_occurrence`.
    """
    return co_occurrence(
        ({term: label for term, label in map(author_term, source.authors) if term} for source in sources),
        least,
    )


def keyword_net(sources: Iterable[Source], least: int | None = 1) -> nx.Graph[str]:
    """Return the net of keywords that co-occur in a source; our own `tvpa:` keywords are left out.

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


def tag_net(sources: Iterable[Source], tags: Iterable[Tag], least: int | None = 1) -> nx.Graph[str]:
    """Return the net of codes that co-occur on a source. See `co_occurrence`."""
    codes = grouped((tag.source, tag.code) for tag in tags if tag.code not in RESERVED)
    return co_occurrence(({code: code for code in codes.get(source.key, ())} for source in sources), least)


def main_path_net(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return the works on the main path (see `main_path`) and the citations among them; `place` counts from 1, the oldest."""
    path = main_path(graph)
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_nodes_from((key, {**graph.nodes[key], "place": place}) for place, key in enumerate(path, 1))
    net.add_edges_from(sorted((a, b, dict(data)) for a, b, data in graph.subgraph(path).edges(data=True)))
    return net


def cocitation_net(
    sources: Iterable[Source], links: Links, least: int | None = 1, *, held_only: bool = False
) -> nx.Graph[str]:
    """Return the net of works that are cited together (see `cocitation`); `count` is the number of citing sources, `held` whether it is a source."""
    works = tuple(sources)
    table = reference_table(works, links, held_only=held_only)
    labels = {source.key: label_of(source) for source in works}
    labels |= {key: label_of_missing(work) for key, work in table.missing.items()}
    counts = table.matrix.sum(axis=0).tolist()
    nodes = {
        key: {"label": labels.get(key, key), "count": count, "held": key not in table.missing}
        for key, count in zip(table.cited, counts, strict=True)
    }
    return _tie_net(table.matrix.T @ table.matrix, table.cited, nodes, least, lone=False)


def coupling_net(
    sources: Iterable[Source], links: Links, least: int | None = 1, *, held_only: bool = False
) -> nx.Graph[str]:
    """Return the net of sources that cite the same works (see `coupling`); `count` is the number of works that each cites."""
    works = tuple(sources)
    table = reference_table(works, links, held_only=held_only)
    counts = table.matrix.sum(axis=1).tolist()
    nodes = {
        source.key: {"label": label_of(source), "count": count}
        for source, count in zip(works, counts, strict=True)
    }
    return _tie_net(table.matrix @ table.matrix.T, table.citing, nodes, least, lone=False)


Net = Literal[
    "citations", "historiograph", "main-path", "cocitation", "coupling", "authors", "keywords", "tags"
]
NETS: tuple[Net, ...] = get_args(Net)
"""The names of nets for `build_net`."""
DRAWN = ("citations", "historiograph", "main-path")
"""The directed nets (citing to cited work), which can be drawn as a timeline."""

_NO_LINKS = Links()


@renamed(least="min_weight", held_only="library_only")
def build_net(
    name: Net | str,
    sources: Sequence[Source],
    links: Links = _NO_LINKS,
    tags: Sequence[Tag] = (),
    min_weight: int | None = 1,
    *,
    graph: nx.DiGraph[str] | None = None,
    library_only: bool = False,
) -> nx.Graph[str]:
    """Return the net of this name, one of NETS; an edge of an undirected net needs at least `min_weight` common sources or works.

    `citations` is the citation graph itself (`graph`, if it exists already). `cocitation` and `coupling` count all references, or with
    `library_only` those to sources alone. `UsageError` for another name.
    """
    if name not in NETS:
        raise UsageError(f"no net '{name}'; one of {', '.join(NETS)}{near_miss(name, NETS)}")
    if name in DRAWN:
        whole = build_graph(sources, links.citations, tags) if graph is None else graph
        drawn = {"historiograph": historiograph, "main-path": main_path_net}
        net = drawn[name](whole) if name in drawn else whole
        net.graph.update(whole.graph)  # a picture needs the codes and their names
        return net
    makers: Mapping[str, Callable[[], nx.Graph[str]]] = {
        "cocitation": lambda: cocitation_net(sources, links, min_weight, held_only=library_only),
        "coupling": lambda: coupling_net(sources, links, min_weight, held_only=library_only),
        "authors": lambda: author_net(sources, min_weight),
        "keywords": lambda: keyword_net(sources, min_weight),
        "tags": lambda: tag_net(sources, tags, min_weight),
    }
    return makers[name]()


Pairs = dict[tuple[str, str], int]
"""The number of common works by pair of keys (each in alphabetical order), the strongest pair first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ReferenceTable:
    """Sources and the works that they cite: `matrix[row, column]` is 1 if the source of the row cites the work of the column.

    `missing` has the works that are not held, by key.
    """

    citing: tuple[str, ...]
    cited: tuple[str, ...]
    missing: dict[str, MissingWork]
    matrix: sparse.csr_array


def reference_table(sources: Iterable[Source], links: Links, *, held_only: bool = False) -> _ReferenceTable:
    """Return the table of sources and cited works, held or not; with `held_only`, of cited sources alone."""
    row = {source.key: number for number, source in enumerate(sources)}
    column: dict[str, int] = {}
    cells: dict[tuple[int, int], None] = {}
    for citation in links.citations:
        # one that was left out in screening is cited like a work that is not held
        if citation.citing in row and citation.citing != citation.cited:
            if held_only and citation.cited not in row:
                continue
            cells[row[citation.citing], column.setdefault(citation.cited, len(column))] = None
    missing: dict[str, MissingWork] = {}
    if not held_only:
        works = [(work, [row[key] for key in work.cited_by if key in row]) for work in links.not_held]
        cited = [(work, rows) for work, rows in works if rows]
        keys = missing_keys((work for work, _ in cited), {*row, *column})
        for key, (work, rows) in zip(keys, cited, strict=True):
            missing[key] = work
            cells.update(dict.fromkeys((number, column.setdefault(key, len(column))) for number in rows))
    places = np.fromiter((end for cell in cells for end in cell), dtype=np.int64, count=2 * len(cells))
    matrix: Any = sparse.csr_array(
        (np.ones(len(cells), dtype=np.int64), (places[0::2], places[1::2])), shape=(len(row), len(column))
    )
    return _ReferenceTable(citing=tuple(row), cited=tuple(column), missing=missing, matrix=matrix)


def pairs_of(matrix: Any, keys: Sequence[str], least: int) -> Pairs:
    """Return the pairs above the diagonal with a value of at least `least`, greatest first.

    The matrix is pruned while sparse, so no pair is made for a smaller value.
    """
    found = matrix.tocoo()
    keep = (found.row < found.col) & (found.data >= least)
    rows, columns, values = found.row[keep].tolist(), found.col[keep].tolist(), found.data[keep].tolist()
    pairs = {
        (min(keys[r], keys[c]), max(keys[r], keys[c])): round(value)
        for r, c, value in zip(rows, columns, values, strict=True)
    }
    return TableDict(sorted(pairs.items(), key=lambda item: (-item[1], item[0])), table="common_works")


def least_of(matrix: Any, most: int) -> int:
    """Return the least value that leaves at most `most` pairs above the diagonal."""
    found = matrix.tocoo()
    values = np.sort(found.data[found.row < found.col])[::-1]
    return round(float(values[most])) + 1 if len(values) > most else 1


@renamed(least="min_weight", held_only="library_only")
def coupling(
    sources: Iterable[Source], links: Links, min_weight: int = 1, *, library_only: bool = False
) -> Pairs:
    """Return, for pairs of sources, how many works both cite; pairs below `min_weight` are left out. Most first.

    B = AAᵀ without its diagonal. A has a row for each source and a column for each cited work, or with `library_only` for each cited source. Kessler,
    M. (1963), Bibliographic coupling between scientific papers, American Documentation 14(1), 10–25.
    """
    table = reference_table(sources, links, held_only=library_only)
    return pairs_of(table.matrix @ table.matrix.T, table.citing, min_weight)


@renamed(least="min_weight", held_only="library_only")
def cocitation(
    sources: Iterable[Source], links: Links, min_weight: int = 1, *, library_only: bool = False
) -> Pairs:
    """Return, for pairs of works, how many sources cite both; pairs below `min_weight` are left out. Most often first.

    C = AᵀA without its diagonal; A as in `coupling`. A source is named by its key, a work that is not held by that of its `MissingWork`.
    Small, H. (1973), Co-citation in the scientific literature, JASIS 24(4), 265–269.
    """
    table = reference_table(sources, links, held_only=library_only)
    return pairs_of(table.matrix.T @ table.matrix, table.cited, min_weight)

"""Measures of the citation graph and its main path, each with its formula and source. Edges run citing → cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from litreview.core.containers import TableDict, grouped, is_absent
from litreview.core.libraries import Floats, Ints, np, nx, sparse
from litreview.core.model import Links, MissingWork, Source
from litreview.core.wording import Value
from litreview.stages.network.arcs import Arcs, arcs_of
from litreview.stages.network.grouping import communities

SAMPLE = 200  # sources from which betweenness is estimated in a large graph
LARGE = 2_000  # nodes above which it is estimated
COLUMNS = 25  # start nodes at a time, of up to 100,000 nodes: five matrices take 100 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures(Value):
    """The measures of each source, by key; `main_path` is in order from the oldest work to the newest."""

    in_degree: Mapping[str, int]
    pagerank: Mapping[str, float]
    betweenness: Mapping[str, float]
    community: Mapping[str, int]
    main_path: tuple[str, ...]


def measures(graph: nx.DiGraph[str] | Arcs) -> Measures:
    """Return in-degree, PageRank, betweenness, community and main path of the graph."""
    return Measures(
        in_degree=in_degree(graph),
        pagerank=pagerank(graph),
        betweenness=betweenness(graph),
        community=communities(graph),
        main_path=main_path(graph),
    )


def in_degree(graph: nx.DiGraph[str] | Arcs) -> dict[str, int]:
    """Return how many sources of the graph cite each source.

    k_in(v) = |{u : u → v}|. Garfield, E. (1955), Citation indexes for science, Science 122(3159), 108–111.
    """
    arcs = arcs_of(graph)
    return dict(zip(arcs.keys, np.bincount(arcs.cited, minlength=len(arcs.keys)).tolist(), strict=True))


def pagerank(
    graph: nx.DiGraph[str] | Arcs, damping: float = 0.85, tolerance: float = 1e-10
) -> dict[str, float]:
    """Return the PageRank of each source; the values sum to 1.

    p(v) = (1 - d)/n + d · (Σ_{u → v} p(u)/k_out(u) + Σ_{u: k_out(u) = 0} p(u)/n).

    Computed by power iteration until the sum of the changes is below `tolerance`. Brin, S. and Page, L. (1998), The anatomy of a large-scale hypertextual web search engine,
    Computer Networks 30, 107–117; for citations: Chen, P., Xie, H., Maslov, S. and Redner, S. (2007), Finding scientific
    gems with Google's PageRank algorithm, Journal of Informetrics 1(1), 8–15.
    """
    arcs = arcs_of(graph)
    keys, matrix = arcs.keys, arcs.matrix
    count = len(keys)
    if not count:
        return TableDict(table="pagerank")
    out = np.asarray(matrix.sum(axis=1)).ravel()
    share = np.divide(1.0, out, out=np.zeros_like(out), where=out > 0)
    turned: Any = matrix.T.tocsr()
    dangling = out == 0
    rank = np.full(count, 1.0 / count)
    for _ in range(500):
        following = (1 - damping) / count + damping * (turned @ (rank * share) + rank[dangling].sum() / count)
        change = float(np.abs(following - rank).sum())
        rank = following
        if change < tolerance:
            break
    rank /= rank.sum()
    return TableDict(zip(keys, (float(value) for value in rank), strict=True), table="pagerank")


def betweenness(graph: nx.DiGraph[str] | Arcs, seed: int = 0) -> dict[str, float]:
    """Return the share of shortest citation paths that pass through each source; estimated in a large graph.

    c(v) = Σ_{s≠v≠t} σ(s, t | v)/σ(s, t), divided by (n-1)(n-2). Freeman, L. (1977), A set of measures of centrality based
    on betweenness, Sociometry 40(1), 35–41. Computed as in Brandes, U. (2001), Journal of Mathematical Sociology 25(2), 163–177.
    Above 2,000 nodes it is estimated from 200 start nodes, drawn with a fixed seed, and scaled by n/200: Brandes, U. and Pich, C. (2007),
    Int. J. Bifurcation and Chaos 17(7), 2303–2318. Start nodes are computed together, as the columns of a matrix.
    """
    arcs = arcs_of(graph)
    keys, matrix = arcs.keys, arcs.matrix
    count = len(keys)
    if count < 3:
        return dict.fromkeys(keys, 0.0)
    starts = np.arange(count)
    if count > LARGE:
        starts = np.sort(np.random.default_rng(seed).choice(count, SAMPLE, replace=False))
    turned: Any = matrix.T.tocsr()
    total = np.zeros(count)
    side = max(1, min(COLUMNS, COLUMNS * 100_000 // count))
    for first in range(0, len(starts), side):
        total += _dependencies(matrix, turned, starts[first : first + side])
    total *= count / len(starts) / ((count - 1) * (count - 2))
    return dict(zip(keys, (float(value) for value in total), strict=True))


def _dependencies(matrix: sparse.csr_array, turned: sparse.csr_array, starts: Ints) -> Floats:
    """Return Σ_s δ_s(v) over the start nodes s, with δ_s(v) = Σ_{w behind v} σ_sv/σ_sw · (1 + δ_s(w)) (Brandes 2001, theorem 6)."""
    columns = np.arange(len(starts))
    front = np.zeros((matrix.shape[0], len(starts)))
    front[starts, columns] = 1.0
    paths = front.copy()
    # steps from the start to each node, -1 if it is not reached: a matrix for each step would outgrow the graph
    steps = np.where(front > 0, 0, -1).astype(np.int32)
    last = 0
    while True:
        # the number of shortest paths to what is one step farther and was not reached before
        front = turned @ front
        front[paths > 0] = 0.0
        if not front.any():
            break
        paths += front
        last += 1
        steps[front > 0] = last
    found = np.zeros_like(paths)
    for step in range(last, 0, -1):
        share = np.divide(1.0 + found, paths, out=np.zeros_like(paths), where=steps == step)
        found += (matrix @ share) * np.where(steps == step - 1, paths, 0.0)
    found[starts, columns] = 0.0
    return np.asarray(found.sum(axis=1))


def historiograph(graph: nx.DiGraph[str], most: int = 30) -> nx.DiGraph[str]:
    """Return the subgraph of the most cited sources with a year, in order of year, without those that have no link among them.

    Garfield, E. (2004), Historiographic mapping of knowledge domains literature, J. Information Science 30(2), 119–145.
    """
    dated = [key for key, data in graph.nodes(data=True) if data.get("year")]
    chosen = sorted(dated, key=lambda k: (-int(graph.in_degree(k)), k))[:most]
    part = graph.subgraph(chosen)
    keep = sorted((k for k in part if part.degree(k)), key=lambda k: (graph.nodes[k]["year"], k))
    result: nx.DiGraph[str] = nx.DiGraph()
    result.add_nodes_from((key, dict(graph.nodes[key])) for key in keep)
    result.add_edges_from(sorted((a, b, dict(data)) for a, b, data in part.edges(data=True)))
    return result


def dated(work: MissingWork) -> int | None:
    """Return the year of a work that is not held: that of the first reference with one."""
    return next((reference.year for reference in work.references if reference.year), None)


def rpys(years: Links | Iterable[int | None], sources: Iterable[Source] = ()) -> dict[int, tuple[int, float]]:
    """Return, for each cited year, the number of references to it, and the deviation from the median of the years around it.

    `years` are the years of all references, including those to works outside the library; or the links that have these references. A reference without a
    year counts in that of the work it cites: one of the `sources`, or a work that another reference dates.

    d(y) = n(y) - median(n(y-2), …, n(y+2)): a peak is a year with works that are cited again and again. Marx, W.,
    Bornmann, L., Barth, A. and Leydesdorff, L. (2014), Detecting the historical roots of research fields by reference
    publication year spectroscopy (RPYS), JASIST 65(4), 751–764.
    """
    if isinstance(years, Links):
        known = {source.key: source.year for source in sources}
        cited = [one.reference.year or known.get(one.cited) for one in (*years.citations, *years.queue)]
        missing = [each.year or dated(work) for work in years.not_held for each in work.references]
        years = [*cited, *missing]
    counts = Counter(int(year) for year in years if year and not is_absent(year))
    result: dict[int, tuple[int, float]] = TableDict(table="years")
    if not counts:
        return result
    for year in range(min(counts), max(counts) + 1):
        around = median(counts.get(year + step, 0) for step in range(-2, 3))
        result[year] = (counts.get(year, 0), float(counts.get(year, 0) - around))
    return result


def main_path(graph: nx.DiGraph[str] | Arcs) -> tuple[str, ...]:
    """Return the keys on the global main path, from the oldest work to the newest; `()` without citations.

    The path with the greatest sum of search path counts: Liu, J. and Lu, L. (2012), An integrated approach for main
    path analysis, JASIST 63(3), 528–542. The count of an edge from cited u to citing v is the number of paths from any root to u,
    times that of paths from v to any leaf: Hummon, N. and Doreian, P. (1989), Connectivity in a citation network, Social Networks
    11(1), 39–63; Batagelj, V. (2003), Efficient algorithms for citation network analysis, arXiv:cs/0309023. Exact integers: the counts
    outgrow a float in large graphs. Of equal paths, the one whose keys come first in the alphabet. A group of works
    that cite each other appears whole.
    """
    arcs = arcs_of(graph)
    parts, group = _groups(arcs)
    sources, ends = group[arcs.cited], group[arcs.citing]
    between = sources != ends
    starts, ends = _followers(sources[between], ends[between], len(parts))
    if not len(ends):
        return ()

    def after(number: int) -> list[int]:
        """Return the groups that cite a group."""
        behind: list[int] = ends[starts[number] : starts[number + 1]].tolist()
        return behind

    order = _order(starts, ends)
    # the numbers of paths to each group, and from it
    incoming, outgoing = [0] * len(parts), [0] * len(parts)
    for number in order:
        own = incoming[number] = incoming[number] or 1
        for following in after(number):
            incoming[following] += own
    total = [0] * len(parts)
    step: dict[int, int] = {}
    for number in reversed(order):
        citing = after(number)
        outgoing[number] = sum(outgoing[following] for following in citing) or 1
        own = incoming[number]
        best, most = -1, -1
        # groups are numbered in order of the alphabet: the first of equal ones counts
        for following in citing:
            worth = own * outgoing[following] + total[following]
            if worth > most:
                best, most = following, worth
        if best >= 0:
            step[number], total[number] = best, most
    number = min(range(len(parts)), key=lambda n: (-total[n], n))
    path = list(parts[number])
    while number in step:
        number = step[number]
        path += parts[number]
    return tuple(path)


def _groups(arcs: Arcs) -> tuple[list[tuple[str, ...]], Ints]:
    """Return the groups of works that cite each other in a cycle, in alphabetical order, and the group of each work."""
    if not arcs.keys:
        return [], np.empty(0, np.int64)
    _, names = sparse.csgraph.connected_components(arcs.matrix, directed=True, connection="strong")
    members = grouped((name, key) for key, name in zip(arcs.keys, names.tolist(), strict=True))
    groups = [(tuple(sorted(keys)), name) for name, keys in members.items()]
    groups.sort()
    number = np.empty(len(groups), np.int64)
    for position, (_, name) in enumerate(groups):
        number[name] = position
    return [keys for keys, _ in groups], number[names]


def _followers(sources: Ints, ends: Ints, count: int) -> tuple[list[int], Ints]:
    """Return the start of each group's followers (the groups that cite it), and all followers, sorted and without repetition."""
    named = np.unique(sources * max(count, 1) + ends)
    starts = np.searchsorted(named // max(count, 1), np.arange(count + 1))
    return starts.tolist(), named % max(count, 1)


def _order(starts: Sequence[int], ends: Ints) -> list[int]:
    """Return all positions in topological order, each before the groups that cite it (Kahn's algorithm)."""
    waiting = np.bincount(ends, minlength=len(starts) - 1).tolist()
    order = [number for number, count in enumerate(waiting) if not count]
    for number in order:
        for following in ends[starts[number] : starts[number + 1]].tolist():
            waiting[following] -= 1
            if not waiting[following]:
                order.append(following)
    return order

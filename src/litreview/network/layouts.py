"""Positions for a picture: the year runs along x, connected works stand together, isolated ones on a grid below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

YEAR = 60.0  # width of a year
GAP = 26.0  # least distance between two works of one year
ROUNDS = 24


def layout(graph: nx.DiGraph[str]) -> dict[str, tuple[float, float]]:
    """Return `(x, y)` for each node: x is the year, y puts a work near those it cites and is cited by. No randomness.

    Works of one year are ordered by the mean height of their neighbours, over and over (the barycentre heuristic of
    Sugiyama, K., Tagawa, S. and Toda, M. (1981), IEEE Trans. SMC 11(2), 109–125), then kept `GAP` apart. A work without
    a year stands where its neighbours' years say it could be, or in a column of its own before the first year; one without a
    citation is below, in its year.
    """
    import numpy as np

    keys = sorted(graph)
    neighbours = {key: sorted({*graph.successors(key), *graph.predecessors(key)} - {key}) for key in keys}
    years = {key: int(graph.nodes[key].get("year") or 0) for key in keys}
    known = [year for year in years.values() if year]
    # one mistyped year must not stretch the picture: the columns are the years in use, long gaps shortened
    used = sorted(set(known))
    column: dict[int, float] = {0: 0.0}
    x = 1.5
    for position, year in enumerate(used):
        if position:
            x += min(year - used[position - 1], 3)
        column[year] = x
    linked = [key for key in keys if neighbours[key]]
    alone = [key for key in keys if not neighbours[key]]
    columns: dict[float, list[str]] = {}
    place: dict[str, float] = {}
    for key in linked:
        place[key] = column[years[key] or _guess(years, graph, key)]
        columns.setdefault(place[key], []).append(key)
    heights = _start(linked, neighbours)
    beside = _means(linked, neighbours)
    for _ in range(ROUNDS):
        at = np.array([heights[key] for key in linked])
        wanted = dict(zip(linked, (0.25 * at + 0.75 * (beside @ at)).tolist(), strict=True))
        for members in columns.values():
            members.sort(key=lambda key: (wanted[key], key))
            _spread(members, wanted, heights)
    low = max(heights.values(), default=0.0) + 4 * GAP
    positions = {key: (round(place[key] * YEAR, 1), round(heights[key], 1)) for key in linked}
    rows: dict[float, int] = {}
    for key in alone:
        where = column[years[key]]
        row = rows.get(where, 0)
        rows[where] = row + 1
        positions[key] = (round(where * YEAR + (row % 3 - 1) * 15.0, 1), round(low + (row // 3) * 15.0, 1))
    return positions


def _means(keys: list[str], neighbours: dict[str, list[str]]) -> Any:
    """Return the table that makes of a number for each key the mean of those of its neighbours."""
    import numpy as np
    from scipy.sparse import csr_matrix

    numbers = {key: n for n, key in enumerate(keys)}
    counts = np.array([len(neighbours[key]) for key in keys], dtype=int)
    columns = [numbers[other] for key in keys for other in neighbours[key]]
    starts = np.concatenate(([0], np.cumsum(counts)))
    return csr_matrix((np.repeat(1 / counts, counts), columns, starts), shape=(len(keys), len(keys)))


def _guess(years: dict[str, int], graph: nx.DiGraph[str], key: str) -> int:
    citing = [years[k] for k in graph.predecessors(key) if years[k]]
    cited = [years[k] for k in graph.successors(key) if years[k]]
    # it can't be newer than the works that cite it
    return min(citing) if citing else max(cited, default=0)


def _start(keys: list[str], neighbours: dict[str, list[str]]) -> dict[str, float]:
    """Return first heights: each connected group in a band of its own, the largest in the middle."""
    seen: set[str] = set()
    groups: list[list[str]] = []
    for key in keys:
        if key in seen:
            continue
        group, queue = [], [key]
        seen.add(key)
        for item in queue:
            group.append(item)
            for other in neighbours[item]:
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
        groups.append(group)
    groups.sort(key=lambda group: (-len(group), group))
    heights: dict[str, float] = {}
    top = bottom = 0.0
    for number, group in enumerate(groups):
        size = GAP * max(1.0, len(group) ** 0.5 * 1.5)
        centre = (bottom + size / 2) if number % 2 == 0 else (top - size / 2)
        if number % 2 == 0:
            bottom += size
        else:
            top -= size
        for position, key in enumerate(group):
            heights[key] = centre + (position / max(1, len(group) - 1) - 0.5) * size
    return heights


def _spread(members: list[str], wanted: dict[str, float], heights: dict[str, float]) -> None:
    """Set the heights of one column near what is wanted, in order and `GAP` apart.

    Works that would overlap share a block that is at the mean of what its members want: the least squares answer
    (pool adjacent violators).
    """
    blocks: list[tuple[float, int]] = []
    for position, key in enumerate(members):
        total, size = wanted[key] - position * GAP, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            other, count = blocks.pop()
            total, size = total + other, size + count
        blocks.append((total, size))
    position = 0
    for total, size in blocks:
        for _ in range(size):
            heights[members[position]] = total / size + position * GAP
            position += 1

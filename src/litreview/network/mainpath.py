"""The main path: the chain of citations along which most of the literature's paths run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litreview.network.arcs import Arcs, arcs_of

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Flow:
    """How knowledge flows among groups of works: `parts` are their keys, sorted; those behind group n are `ends[starts[n]:starts[n + 1]]`.

    `order` has each group before those behind it; `incoming` and `outgoing` are the numbers of paths that lead to a group and from it.
    """

    parts: Sequence[tuple[str, ...]]
    starts: Sequence[int]
    ends: Numbers
    order: Sequence[int]
    incoming: Sequence[int]
    outgoing: Sequence[int]

    def after(self, number: int) -> list[int]:
        """Return the groups that cite a group."""
        behind: list[int] = self.ends[self.starts[number] : self.starts[number + 1]].tolist()
        return behind


def main_path(graph: nx.DiGraph[str] | Arcs) -> tuple[str, ...]:
    """Return the keys on the global main path, from the oldest work to the newest; `()` without citations.

    The path with the greatest sum of search path counts: Liu, J. and Lu, L. (2012), An integrated approach for main
    path analysis, JASIST 63(3), 528–542. The count of an edge from cited u to citing v is the number of paths from any root to u,
    times that of paths from v to any leaf: Hummon, N. and Doreian, P. (1989), Connectivity in a citation network, Social Networks
    11(1), 39–63; Batagelj, V. (2003), Efficient algorithms for citation network analysis, arXiv:cs/0309023. Exact integers: the counts
    outgrow a float in large graphs. Of equal paths, the one whose keys come first in the alphabet. A group of works
    that cite each other appears whole.
    """
    flow = _flow(arcs_of(graph))
    if not len(flow.ends):
        return ()
    total = [0] * len(flow.parts)
    step: dict[int, int] = {}
    for number in reversed(flow.order):
        own = flow.incoming[number]
        best, most = -1, -1
        # groups are numbered in order of the alphabet: the first of equal ones counts
        for following in flow.after(number):
            worth = own * flow.outgoing[following] + total[following]
            if worth > most:
                best, most = following, worth
        if best >= 0:
            step[number], total[number] = best, most
    number = min(range(len(flow.parts)), key=lambda n: (-total[n], n))
    path = list(flow.parts[number])
    while number in step:
        number = step[number]
        path += flow.parts[number]
    return tuple(path)


def _flow(arcs: Arcs) -> _Flow:
    parts, group = _groups(arcs)
    sources, ends = group[arcs.cited], group[arcs.citing]
    between = sources != ends
    starts, behind = _joined(sources[between], ends[between], len(parts))
    flow = _Flow(
        parts=parts, starts=starts, ends=behind, order=_order(starts, behind), incoming=(), outgoing=()
    )
    incoming = [0] * len(parts)
    for number in flow.order:
        own = incoming[number] = incoming[number] or 1
        for following in flow.after(number):
            incoming[following] += own
    outgoing = [0] * len(parts)
    for number in reversed(flow.order):
        outgoing[number] = sum(outgoing[following] for following in flow.after(number)) or 1
    return _Flow(
        parts=parts, starts=starts, ends=behind, order=flow.order, incoming=incoming, outgoing=outgoing
    )


def _groups(arcs: Arcs) -> tuple[list[tuple[str, ...]], Numbers]:
    """Return the works that cite each other in a circle, group by group and in order of the alphabet, and the group of each work."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    if not arcs.keys:
        return [], np.empty(0, np.int64)
    _, names = connected_components(arcs.matrix, directed=True, connection="strong")
    members: dict[int, list[str]] = {}
    for key, name in zip(arcs.keys, names.tolist(), strict=True):
        members.setdefault(name, []).append(key)
    held = [(tuple(sorted(keys)), name) for name, keys in members.items()]
    held.sort()
    number = np.empty(len(held), np.int64)
    for position, (_, name) in enumerate(held):
        number[name] = position
    return [keys for keys, _ in held], number[names]


def _joined(sources: Numbers, ends: Numbers, count: int) -> tuple[list[int], Numbers]:
    """Return for each group where its followers begin, and the followers, sorted and each once."""
    import numpy as np

    named = np.unique(sources * max(count, 1) + ends)
    starts = np.searchsorted(named // max(count, 1), np.arange(count + 1))
    return starts.tolist(), named % max(count, 1)


def _order(starts: Sequence[int], ends: Numbers) -> list[int]:
    """Return all positions, each before those that come after it (Kahn's algorithm)."""
    import numpy as np

    waiting = np.bincount(ends, minlength=len(starts) - 1).tolist()
    order = [number for number, count in enumerate(waiting) if not count]
    for number in order:
        for following in ends[starts[number] : starts[number + 1]].tolist():
            waiting[following] -= 1
            if not waiting[following]:
                order.append(following)
    return order

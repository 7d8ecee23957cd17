"""Clusters records without contradiction: the strongest links first, and none that joins a pair known to differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from litreview.core.containers import grouped_sets

Item = TypeVar("Item", bound=Hashable)


class Edge(NamedTuple):
    """A link between two positions. Links are made in order of `strength`, the strongest first."""

    strength: float
    a: int
    b: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The result of `partition`. `groups`: the positions of each cluster, in order. `refused`: links not made, with the pair that forbade each."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[tuple[Edge, tuple[int, int]], ...] = field(default=())


def partition(size: int, edges: Iterable[Edge], apart: Iterable[tuple[int, int]]) -> Partition:
    """Return the clusters of positions `0..size-1` joined by the edges, none with a pair of `apart` in it.

    Links are made strongest first (ties by position). So a chain a=b, b=c with a≠c breaks at its weakest link, and
    the result does not depend on the order of the edges.

    >>> edges = [Edge(strength=0.9, a=0, b=1), Edge(strength=0.8, a=1, b=2)]
    >>> partition(3, edges, [(0, 2)]).groups
    ((0, 1), (2,))
    """
    # only positions with an edge are processed: most records have none. A group is identified by one of its positions
    group_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    enemies = grouped_sets(ends for a, b in apart for ends in ((a, b), (b, a)))
    refused = []
    for edge in sorted(dict.fromkeys(edges), key=lambda e: (-e.strength, e.a, e.b)):
        left, right = group_of.get(edge.a, edge.a), group_of.get(edge.b, edge.b)
        if left == right:
            continue
        ours, theirs = members.get(left, [left]), members.get(right, [right])
        if len(ours) < len(theirs):
            left, right, ours, theirs = right, left, theirs, ours
        clashes = [
            (enemy, position)
            for position in theirs
            for enemy in enemies.get(position, ())
            if group_of.get(enemy, enemy) == left
        ]
        if clashes:
            refused.append((edge, min(clashes)))
            continue
        # the smaller group joins the larger one, so a position changes its group at most a few times
        for position in theirs:
            group_of[position] = left
        ours.extend(theirs)
        members[left] = ours
        members.pop(right, None)

    groups: dict[int, tuple[int, ...]] = {position: (position,) for position in range(size)}
    for positions in members.values():
        first, *others = sorted(positions)
        groups[first] = (first, *others)
        for position in others:
            del groups[position]
    return Partition(groups=tuple(groups.values()), refused=tuple(refused))


def heads(items: Iterable[Item], pairs: Iterable[tuple[Item, Item]]) -> Mapping[Item, Item]:
    """Return the first member, in the given order, of each item's group; pairs join items directly or in a chain.

    >>> dict(heads("abcd", [("c", "b"), ("d", "c")]))
    {'a': 'a', 'b': 'b', 'c': 'b', 'd': 'b'}
    """
    places = {item: place for place, item in enumerate(dict.fromkeys(items))}
    every = tuple(places)
    edges = (Edge(1.0, places[a], places[b]) for a, b in pairs if a in places and b in places)
    groups = partition(len(every), edges, ()).groups
    head = {every[place]: every[group[0]] for group in groups for place in group}
    return {item: head[item] for item in every}

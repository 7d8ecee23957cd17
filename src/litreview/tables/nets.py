"""The tables of a graph of networkx, as `build_graph` and `build_net` return it: a row per edge, and a row per node.

Columns that every such graph has are pinned, also where it is empty; attributes that somebody added, such as a community, follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from litreview.errors import UsageError
from litreview.tables.plain import Row

_DTYPES = {bool: "boolean", int: "Int64", float: "Float64"}
_DIRECTED = {
    "citing": "string",
    "cited": "string",
    "method": "string",
    "confidence": "Float64",
    "references": "Int64",
}
_UNDIRECTED = {
    "a": "string",
    "b": "string",
    "label_a": "string",
    "label_b": "string",
    "weight": "Int64",
    "association": "Float64",
}
_NODES = {"key": "string", "label": "string"}
_MEASURES = {
    "key": "string",
    "in_degree": "Int64",
    "pagerank": "Float64",
    "betweenness": "Float64",
    "community": "Int64",
    "main_path": "Int64",
}


def is_net(value: object) -> bool:
    """Return whether a value is a graph of networkx, without importing that."""
    return any(kind.__module__.startswith("networkx.classes.") for kind in type(value).__mro__)


def net_table(net: Any, table: str = "") -> tuple[Mapping[str, str], Sequence[Row]]:
    """Return columns with their dtypes and rows of the `edges` of a graph (so too where no table is named), or of its `nodes`.

    Edges come the heaviest first, those of one weight by their names. A year 0, which says in a graph that none is known, is absent.
    """
    if table == "nodes":
        nodes = ({"key": key, **data} for key, data in net.nodes(data=True))
        return _laid_out(_NODES, nodes)
    if table not in ("", "edges"):
        raise UsageError(f"a graph has no table '{table}'; one of edges, nodes")
    if net.is_directed():
        edges = ({"citing": a, "cited": b, **data} for a, b, data in _ordered(net))
        return _laid_out(_DIRECTED, edges)
    labels = dict(net.nodes(data="label"))
    pairs = (
        {"a": a, "b": b, "label_a": labels[a], "label_b": labels[b], **data} for a, b, data in _ordered(net)
    )
    return _laid_out(_UNDIRECTED, pairs)


def measures_table(found: Any) -> tuple[Mapping[str, str], Sequence[Row]]:
    """Return columns with their dtypes and a row per work of what `measures` returns, the highest PageRank first.

    `main_path` is the work's place on the main path, from 1, the oldest; absent beside it.
    """
    places = {key: place for place, key in enumerate(found.main_path, 1)}
    keys = sorted(found.pagerank, key=lambda key: (-found.pagerank[key], str(key)))
    held = (found.in_degree, found.pagerank, found.betweenness, found.community, places)
    return _MEASURES, [(str(key), *(of.get(key) for of in held)) for key in keys]


def arcs_table(arcs: Any) -> tuple[Mapping[str, str], Sequence[Row]]:
    """Return columns with their dtypes and a row per citation of what `read_arcs` returns."""
    pairs = zip(arcs.citing.tolist(), arcs.cited.tolist(), strict=True)
    return {"citing": "string", "cited": "string"}, [(arcs.keys[a], arcs.keys[b]) for a, b in pairs]


def _ordered(net: Any) -> list[tuple[Any, Any, Mapping[str, Any]]]:
    """Return the edges in one order, whatever order they were added in; which end of a pair comes first is decided by name."""
    edges = [(a, b, data) for a, b, data in net.edges(data=True)]
    if not net.is_directed():
        edges = [(*sorted((a, b), key=str), data) for a, b, data in edges]
    return sorted(edges, key=lambda edge: (-(edge[2].get("weight") or 0), str(edge[0]), str(edge[1])))


def _laid_out(
    pinned: Mapping[str, str], held: Iterable[Mapping[str, Any]]
) -> tuple[Mapping[str, str], Sequence[Row]]:
    items = [{**one, "year": one["year"] or None} if "year" in one else one for one in held]
    kinds: dict[str, set[type]] = {}
    for one in items:
        for name, value in one.items():
            if value is not None:
                kinds.setdefault(str(name), set()).add(type(value))
    columns = dict(pinned) | {name: _dtype(kinds[name]) for name in kinds if name not in pinned}
    if kinds.get("weight", {int}) - {int}:  # of somebody's own graph
        columns["weight"] = _dtype(kinds["weight"])
    made = [tuple(_held(one.get(name), dtype) for name, dtype in columns.items()) for one in items]
    return columns, made


def _dtype(kinds: set[type]) -> str:
    if kinds <= {int, float} and float in kinds:
        return "Float64"
    return _DTYPES.get(next(iter(kinds)), "string") if len(kinds) == 1 else "string"


def _held(value: Any, dtype: str) -> str | int | float | bool | None:
    if value is None:
        return None
    return str(value) if dtype == "string" else value

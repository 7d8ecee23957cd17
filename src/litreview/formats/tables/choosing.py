"""Which table fits a value: its columns and its rows, whether it is what a stage returned, one value, or many of a kind.

A graph of networkx, as `build_graph` and `build_net` return it, has a row per edge, and a row per node. Columns that every such graph has are pinned,
also where it is empty; attributes that somebody added, such as a community, follow them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from litreview.core.containers import TypedTuple
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Deduplication, Library, Links
from litreview.formats.tables.registry import TABLES, Row, TableType, plain_columns, plain_rows


class Table(NamedTuple):
    """A table before pandas: its name ("" if its columns are those of a class), columns and dtypes, rows, and what they are of."""

    name: str
    columns: Mapping[str, str]
    rows: Iterable[Row]
    items: tuple[Any, ...] = ()
    kind: type[Any] = object

    @classmethod
    def of(cls, found: TableType, value: Any, items: tuple[Any, ...] = (), kind: type[Any] = object) -> Table:
        """Return the table of a type that a value has."""
        return cls(found.name, found.columns, found.cells(found.make(value)), items, kind)


_FIRST: Mapping[type, str] = {Library: "records", Deduplication: "sources", Links: "citations"}
"""What a value with several tables is shown by."""


def choose(value: Any, table: str = "") -> Table:
    """Return the table that fits a value, or the one of its tables that is called `table`; `UsageError` if there is none."""
    if is_net(value):
        return Table("", *net_table(value, table))
    if table:
        return _named(value, table)
    laid_out = _OF_NETWORK.get(type(value).__name__)
    if laid_out:
        return Table("", *laid_out(value))
    for found in TABLES.values():
        if found.one and isinstance(value, found.one):
            return Table.of(found, value)
    if type(value) in _FIRST:
        return choose(getattr(value, _FIRST[type(value)]))
    if _is_ours(value) and not isinstance(value, Iterable):
        held = _lists(value)
        if held:
            return choose(held[0])
        return _many((value,), {type(value)})
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise UsageError(
            f"to_frame has no table for a {type(value).__name__}; give what a stage returned (read, dedupe, tag, link, map_evidence …)"
        )
    items = tuple(value)
    if items:
        return _many(items, {*map(type, items)})
    if isinstance(value, TypedTuple):
        return _many((), {value.kind})
    raise UsageError(
        "an empty list does not say what there is none of; name its table, to_frame((), table='tags'), or give what a stage returned"
    )


def _named(value: Any, table: str) -> Table:
    parts = {name: one for name, one in TABLES.items() if one.part_of is type(value)}
    if table in parts:
        return Table.of(parts[table], value)
    held = getattr(value, table, None) if _is_ours(value) else None
    if held is not None:
        return choose(held)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) and table in TABLES:
        items = tuple(value)
        chosen = _many(items, {*map(type, items)}) if items else Table(table, TABLES[table].columns, ())
        if chosen.name == table:
            return chosen
    names = [*parts]
    if _is_ours(value):
        names += [field.name for field in dataclasses.fields(value) if field.repr]
    known = names or [*TABLES]
    called = f"list of {value.kind.__name__}s" if isinstance(value, TypedTuple) else type(value).__name__
    raise UsageError(
        f"a {called} has no table '{table}'{near_miss(table, known) or '; one of ' + ', '.join(known)}"
    )


def _many(items: tuple[Any, ...], kinds: set[type[Any]]) -> Table:
    """Return the table of many values of these kinds: the one that is made for them, else one with a column for each of their fields."""
    kind, *others = kinds
    for found in TABLES.values():
        if kinds <= {*found.each}:
            return Table.of(found, items, items, kind)
    if kind.__name__ == "Review":
        raise UsageError(
            "no table for a Review, it has many: to_frame(review.included), to_frame(review.tags) …"
        )
    if others or not all(map(_is_ours, items[:1])):
        raise UsageError(
            f"to_frame has no table for a list of {', '.join(sorted(kind.__name__ for kind in kinds))}; give items of one kind"
        )
    return Table("", plain_columns(kind), plain_rows(items, kind), items, kind)


def _is_ours(value: Any) -> bool:
    return (
        dataclasses.is_dataclass(value)
        and not isinstance(value, type)
        and type(value).__module__.startswith("litreview.")
    )


def _lists(value: Any) -> list[Any]:
    """Return the lists of a value that holds nothing but lists of values, as suggestions do: the first is what it is about."""
    held = [getattr(value, field.name) for field in dataclasses.fields(value)]
    return held if all(isinstance(one, TypedTuple) for one in held) else []


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


_OF_NETWORK = {"Arcs": arcs_table, "Measures": measures_table}
"""By name: no table imports the network."""

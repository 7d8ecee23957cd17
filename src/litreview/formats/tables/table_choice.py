"""Choose the table for a value (a stage's result, one value, or many values of a kind): its columns and rows.

A graph of networkx, as `build_graph` and `build_net` return it, has a table with a row per edge and one with a row per node. Columns
that every such graph has are fixed, also for an empty graph. Attributes that users added, such as a community, follow them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from litreview.core.containers import TypedTuple, as_tuple, grouped_sets
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Deduplication, Library, Links
from litreview.formats.tables.table_types import DTYPES, TABLES, Row, TableType, plain_columns, plain_rows


class TableData(NamedTuple):
    """A table before pandas: name ("" if its columns are those of a class), columns with dtypes, rows, and the values and their type."""

    name: str
    columns: Mapping[str, str]
    rows: Iterable[Row]
    items: tuple[Any, ...] = ()
    kind: type[Any] = object

    @classmethod
    def of(
        cls, found: TableType, value: Any, items: tuple[Any, ...] = (), kind: type[Any] = object
    ) -> TableData:
        """Return the table of a value for a known type of table."""
        return cls(found.name, found.columns, found.cells(found.make(value)), items, kind)


_OF_MAPPINGS = frozenset({"common_works", "communities", "pagerank", "years"})
"""Tables of mappings: `coupling`, `cocitation`, `communities`, `pagerank` and `rpys` return them."""
_FIRST: Mapping[type, str] = {Library: "records", Deduplication: "sources", Links: "citations"}
"""The default table of a value with several."""


def choose_table(value: Any, table: str = "") -> TableData:
    """Return the table for a value, or its table with the name `table`. `UsageError` if it has no such table."""
    if is_net(value):
        return TableData("", *net_table(value, table))
    of_mapping = (table or getattr(value, "table", "")) if isinstance(value, Mapping) else ""
    if of_mapping in _OF_MAPPINGS:
        return TableData.of(TABLES[of_mapping], value)
    if table:
        return _table_by_name(value, table)
    if laid_out := _OF_NETWORK.get(type(value).__name__):
        return TableData("", *laid_out(value))
    for found in TABLES.values():
        if found.one and isinstance(value, found.one):
            return TableData.of(found, value)
    if type(value) in _FIRST:
        return choose_table(getattr(value, _FIRST[type(value)]))
    if _is_own_dataclass(value) and not isinstance(value, Iterable):
        lists = _lists(value)
        return choose_table(lists[0]) if lists else _table_of((value,), {type(value)})
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise UsageError(
            f"to_frame has no table for a {type(value).__name__}; give what a stage returned (read, dedupe, tag, link, map_evidence …)"
        )
    if items := as_tuple(value):
        return _table_of(items, {*map(type, items)})
    if isinstance(value, TypedTuple):
        return _table_of((), {value.kind})
    raise UsageError(
        "an empty list does not say what there is none of; name its table, to_frame((), table='tags'), or give what a stage returned"
    )


def _table_by_name(value: Any, table: str) -> TableData:
    parts = {name: one for name, one in TABLES.items() if one.part_of is type(value)}
    if table in parts:
        return TableData.of(parts[table], value)
    attribute = getattr(value, table, None) if _is_own_dataclass(value) else None
    if attribute is not None:
        return choose_table(attribute)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) and table in TABLES:
        items = as_tuple(value)
        chosen = (
            _table_of(items, {*map(type, items)}) if items else TableData(table, TABLES[table].columns, ())
        )
        if chosen.name == table:
            return chosen
    names = [*parts]
    if _is_own_dataclass(value):
        names += [field.name for field in dataclasses.fields(value) if field.repr]
    known = names or [*TABLES]
    kind_name = f"list of {value.kind.__name__}s" if isinstance(value, TypedTuple) else type(value).__name__
    raise UsageError(
        f"a {kind_name} has no table '{table}'{near_miss(table, known) or '; one of ' + ', '.join(known)}"
    )


def _table_of(items: tuple[Any, ...], kinds: set[type[Any]]) -> TableData:
    """Return the table of many values of these kinds: their documented table, else one with a column per field."""
    kind, *others = kinds
    for found in TABLES.values():
        if kinds <= {*found.each}:
            return TableData.of(found, items, items, kind)
    if kind.__name__ == "Review":
        raise UsageError(
            "no table for a Review, it has many: to_frame(review.included), to_frame(review.tags) …"
        )
    if others or not all(map(_is_own_dataclass, items[:1])):
        raise UsageError(
            f"to_frame has no table for a list of {', '.join(sorted(kind.__name__ for kind in kinds))}; give items of one kind"
        )
    return TableData("", plain_columns(kind), plain_rows(items, kind), items, kind)


def _is_own_dataclass(value: Any) -> bool:
    return (
        dataclasses.is_dataclass(value)
        and not isinstance(value, type)
        and type(value).__module__.startswith("litreview.")
    )


def _lists(value: Any) -> list[Any]:
    """Return the lists of a value whose fields are all lists of values, as those of suggestions are; the first is its main one."""
    lists = [getattr(value, field.name) for field in dataclasses.fields(value)]
    return lists if all(isinstance(one, TypedTuple) for one in lists) else []


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
    """Return whether a value is a graph of networkx, without importing networkx."""
    return any(kind.__module__.startswith("networkx.classes.") for kind in type(value).__mro__)


def net_table(net: Any, table: str = "") -> tuple[Mapping[str, str], Sequence[Row]]:
    """Return columns with their dtypes, and the rows of a graph's `edges` (the default) or `nodes`.

    Edges are sorted by falling weight, then by names. A year 0, which means unknown in a graph, is absent.
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
    """Return columns with their dtypes and a row per work for the result of `measures`, the highest PageRank first.

    `main_path` is the work's place on the main path, from 1, the oldest; absent for works off the path.
    """
    places = {key: place for place, key in enumerate(found.main_path, 1)}
    keys = sorted(found.pagerank, key=lambda key: (-found.pagerank[key], str(key)))
    measures = (found.in_degree, found.pagerank, found.betweenness, found.community, places)
    return _MEASURES, [(str(key), *(of.get(key) for of in measures)) for key in keys]


def arcs_table(arcs: Any) -> tuple[Mapping[str, str], Sequence[Row]]:
    """Return columns with their dtypes and a row per citation for the result of `read_arcs`."""
    pairs = zip(arcs.citing.tolist(), arcs.cited.tolist(), strict=True)
    return {"citing": "string", "cited": "string"}, [(arcs.keys[a], arcs.keys[b]) for a, b in pairs]


def _ordered(net: Any) -> list[tuple[Any, Any, Mapping[str, Any]]]:
    """Return the edges in a fixed order, with the ends of an undirected edge sorted by name."""
    edges = [(a, b, data) for a, b, data in net.edges(data=True)]
    if not net.is_directed():
        edges = [(*sorted((a, b), key=str), data) for a, b, data in edges]
    return sorted(edges, key=lambda edge: (-(edge[2].get("weight") or 0), str(edge[0]), str(edge[1])))


def _laid_out(
    pinned: Mapping[str, str], attributes: Iterable[Mapping[str, Any]]
) -> tuple[Mapping[str, str], Sequence[Row]]:
    items = [{**one, "year": one["year"] or None} if "year" in one else one for one in attributes]
    kinds = grouped_sets(
        (str(name), type(value)) for one in items for name, value in one.items() if value is not None
    )
    columns = dict(pinned) | {name: _dtype(kinds[name]) for name in kinds if name not in pinned}
    if kinds.get("weight", {int}) - {int}:  # a user's own graph
        columns["weight"] = _dtype(kinds["weight"])
    made = [tuple(_cell_value(one.get(name), dtype) for name, dtype in columns.items()) for one in items]
    return columns, made


def _dtype(kinds: set[type]) -> str:
    if kinds <= {int, float} and float in kinds:
        return "Float64"
    return DTYPES.get(next(iter(kinds)), "string") if len(kinds) == 1 else "string"


def _cell_value(value: Any, dtype: str) -> str | int | float | bool | None:
    return str(value) if dtype == "string" and value is not None else value


_OF_NETWORK = {"Arcs": arcs_table, "Measures": measures_table}
"""Tables of network results by class name, so that no table imports the network."""

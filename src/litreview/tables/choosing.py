"""Which table fits a value: its columns and its rows, whether it is what a stage returned, one value, or many of a kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from litreview.errors import UsageError, near_miss
from litreview.items import Items
from litreview.model import Deduplication, Library, Links
from litreview.tables.nets import arcs_table, is_net, measures_table, net_table
from litreview.tables.plain import Row, plain_columns, plain_rows
from litreview.tables.registry import TABLES, TableType


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


_OF_NETWORK = {"Arcs": arcs_table, "Measures": measures_table}
"""By name: no table imports the network."""

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
    if isinstance(value, Items):
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
    called = f"list of {value.kind.__name__}s" if isinstance(value, Items) else type(value).__name__
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
    return held if all(isinstance(one, Items) for one in held) else []

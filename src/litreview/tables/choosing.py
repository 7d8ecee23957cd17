"""Which table fits a value: its columns and its rows, whether it is what a stage returned, one value, or many of a kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from litreview.agreement import Agreement
from litreview.errors import UsageError, near_miss
from litreview.items import Items
from litreview.model import (
    Citation,
    Decision,
    Deduplication,
    EvidenceNote,
    Finding,
    Library,
    Links,
    Match,
    MissingWork,
    Problem,
    Recommendation,
    Record,
    Source,
    Tag,
)
from litreview.results import (
    Assessment,
    Codings,
    Description,
    EvidenceMap,
    Findings,
    Flow,
    GoalState,
    Manuscript,
    Overlap,
    Request,
)
from litreview.results.verification import Verified
from litreview.tables import rows
from litreview.tables.findings import findings_rows
from litreview.tables.nets import arcs_table, is_net, measures_table, net_table
from litreview.tables.plain import plain_columns, plain_rows
from litreview.tables.requests import request_rows
from litreview.tables.rows import TABLES, Row
from litreview.tables.verified import verified_rows

_Rows = Callable[[Any], Iterable[Row]]


class Table(NamedTuple):
    """A table before pandas: its name ("" if its columns are those of a class), columns and dtypes, rows, and what they are of."""

    name: str
    columns: Mapping[str, str]
    rows: Iterable[Row]
    items: tuple[Any, ...] = ()
    kind: type[Any] = object


_MANY: Mapping[type, tuple[str, _Rows]] = {
    Tag: ("tags", rows.tags_rows),
    GoalState: ("goals", rows.goals_rows),
    EvidenceNote: ("evidence", rows.evidence_rows),
    Source: ("sources", rows.sources_rows),
    Record: ("library", rows.library_rows),
    Citation: ("citations", rows.citations_rows),
    MissingWork: ("not_held", rows.not_held_rows),
    Match: ("queue", rows.queue_rows),
    Problem: ("problems", rows.problems_rows),
    Decision: ("decisions", rows.decisions_rows),
    Request: ("requests", request_rows),
    Agreement: ("agreement", rows.agreement_rows),
    Verified: ("verified", verified_rows),
    Finding: ("findings", lambda found: findings_rows(Findings(findings=tuple(found)))),
    Recommendation: (
        "findings",
        lambda found: findings_rows(Findings(recommendations=tuple(found), findings=())),
    ),
    **{kind: (name, rows.counted_rows) for kind, name in rows.COUNTED.items()},
}
"""The tables of many values of a kind."""

_ONE: Mapping[type, tuple[str, _Rows]] = {
    Assessment: ("assessment", rows.assessment_rows),
    Overlap: ("search_overlap", Overlap.rows),
    EvidenceMap: ("evidence_map", rows.evidence_map_rows),
    Findings: ("findings", findings_rows),
    Manuscript: ("manuscript", Manuscript.rows),
    Codings: ("codings", Codings.rows),
    Flow: ("flow", rows.flow_rows),
    Description: ("description", Description.rows),
}
"""The tables of single values."""

_OF_NETWORK = {"Arcs": arcs_table, "Measures": measures_table}
"""By name: no table imports the network."""

_PARTS: Mapping[tuple[type, str], _Rows] = {
    (Deduplication, "records"): rows.records_rows,
    (Deduplication, "values"): rows.values_rows,
    (Overlap, "databases"): rows.databases_rows,
}
"""What a value tells beside the fields that it has."""

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
    for kind, (name, make) in _ONE.items():
        if isinstance(value, kind):
            return Table(name, TABLES[name], make(value))
    if type(value) in _FIRST:
        return choose(getattr(value, _FIRST[type(value)]))
    if _is_ours(value) and not isinstance(value, Iterable):
        held = _lists(value)
        if held:
            return choose(held[0])
        return _many((value,), type(value))
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise UsageError(
            f"to_frame has no table for a {type(value).__name__}; give what a stage returned (read, dedupe, tag, link, map_evidence …)"
        )
    items = tuple(value)
    if items:
        return _of(items)
    if isinstance(value, Items):
        return _many((), value.kind)
    raise UsageError(
        "an empty list does not say what there is none of; name its table, to_frame((), table='tags'), or give what a stage returned"
    )


def _named(value: Any, table: str) -> Table:
    part = _PARTS.get((type(value), table))
    if part:
        return Table(table, TABLES[table], part(value))
    held = getattr(value, table, None) if _is_ours(value) else None
    if held is not None:
        return choose(held)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) and table in TABLES:
        items = tuple(value)
        chosen = _of(items) if items else Table(table, TABLES[table], ())
        if chosen.name == table:
            return chosen
    names = [name for kind, name in _PARTS if kind is type(value)]
    if _is_ours(value):
        names += [field.name for field in dataclasses.fields(value) if field.repr]
    known = names or [*TABLES]
    called = f"list of {value.kind.__name__}s" if isinstance(value, Items) else type(value).__name__
    raise UsageError(
        f"a {called} has no table '{table}'{near_miss(table, known) or '; one of ' + ', '.join(known)}"
    )


def _of(items: tuple[Any, ...]) -> Table:
    kinds = {type(item) for item in items}
    if kinds == {Finding, Recommendation}:
        chain = Findings(
            tuple(item for item in items if isinstance(item, Finding)),
            tuple(item for item in items if isinstance(item, Recommendation)),
        )
        return Table("findings", TABLES["findings"], findings_rows(chain))
    if len(kinds) == 1 and _is_ours(items[0]):
        return _many(items, type(items[0]))
    raise UsageError(
        f"to_frame has no table for a list of {', '.join(sorted(kind.__name__ for kind in kinds))}; give items of one kind"
    )


def _many(items: tuple[Any, ...], kind: type[Any]) -> Table:
    if kind in _MANY:
        name, make = _MANY[kind]
        return Table(name, TABLES[name], make(items), items, kind)
    if kind.__name__ == "Review":
        raise UsageError(
            "no table for a Review, it has many: to_frame(review.included), to_frame(review.tags) …"
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

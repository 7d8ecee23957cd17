"""Registry of the tables: for each its name, the class of its rows, and the function that makes them. To add a table, add a row here.

A class of rows is a dataclass with a field per column, in order. CSV is written in UTF-8; text that a spreadsheet would run is
neutralised in headers and cells, unless `raw` is set. Numbers, also negative ones, stay numbers, since only digits follow their sign.
"""

from __future__ import annotations

import builtins
import codecs
import dataclasses
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from litreview.core.model import (
    Citation,
    Decision,
    Deduplication,
    EvidenceNote,
    Finding,
    Match,
    MissingWork,
    Problem,
    Recommendation,
    Record,
    Source,
    Tag,
    Where,
    Work,
)
from litreview.core.results.assessment import Assessment, CodingCount, Codings, GoalState
from litreview.core.results.chains import Findings, FindingStress, Manuscript
from litreview.core.results.coverage import EvidenceMap, Overlap
from litreview.core.results.description import (
    AuthorCount,
    CitedWork,
    CountryCount,
    Description,
    JournalCount,
    YearCount,
)
from litreview.core.results.packets import Ledger
from litreview.core.results.public_records import Request
from litreview.core.results.screening_flow import Flow
from litreview.core.results.verification import Verified
from litreview.core.sealed import Sealed
from litreview.formats.tables import columns, rows
from litreview.judgements.agreement import Agreement

Row = tuple[str | int | float | bool | None, ...]
DTYPES: Mapping[type[Any], str] = {int: "Int64", float: "Float64", bool: "boolean"}


def plain_columns(kind: type[Any]) -> Mapping[str, str]:
    """Return the columns of a dataclass with their dtypes. A `Where` gives `file` and `line`; fields hidden from `repr` give none.

    >>> from litreview.core.model import Relation
    >>> list(plain_columns(Relation))
    ['a', 'b', 'kind', 'by', 'reason']
    """
    columns: dict[str, str] = {}
    for name, hint in _shown(kind):
        if hint is Where:
            columns |= {"file": "string", "line": "Int64"}
        else:
            columns[name] = DTYPES.get(hint, "string")
    return columns


def plain_rows(items: Iterable[Any], kind: type[Any]) -> Iterator[Row]:
    """Return one row per value: lists are joined with `; `, a work is its key, a record its id, and a sealed value is empty."""
    fields = _shown(kind)
    for item in items:
        row: list[str | int | float | bool | None] = []
        for name, hint in fields:
            value = getattr(item, name)
            if isinstance(value, Where):
                row += [value.file, value.line or None]
            else:
                row.append(value if hint in DTYPES else _words(value))
        yield tuple(row)


def closed_values(kind: type[Any]) -> dict[str, tuple[str, ...]]:
    """Return the closed lists of values of a dataclass by column: those of a `Literal`, or of a tuple in `Annotated`, without `""`."""
    found = {name: tuple(filter(None, _listed(hint))) for name, hint in _hints(kind, extras=True).items()}
    return {name: values for name, values in found.items() if values}


def column_meanings(kind: type[Any]) -> dict[str, str]:
    """Return the descriptions of a dataclass's columns, which are texts in `Annotated`."""
    hints = _hints(kind, extras=True).items()
    annotations = {
        name: [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, str)]
        for name, hint in hints
    }
    return {name: texts[-1] for name, texts in annotations.items() if texts}


def _listed(hint: Any) -> Iterator[str]:
    if typing.get_origin(hint) is typing.Literal:
        yield from typing.get_args(hint)
    else:
        for part in typing.get_args(hint):
            yield from part if isinstance(part, tuple) else _listed(part)


def _hints(kind: type[Any], *, extras: bool = False) -> dict[str, Any]:
    import importlib

    names = vars(importlib.import_module(kind.__module__))
    return typing.get_type_hints(kind, names, _ModuleNames(names), include_extras=extras)


def _shown(kind: type[Any]) -> list[tuple[str, Any]]:
    """Return the fields that may be shown with their types, where `X | None` counts as X."""
    hints = _hints(kind)
    return [
        (field.name, _bare(hints.get(field.name, str)))
        for field in dataclasses.fields(kind)
        if field.repr and not field.name.startswith("_")
    ]


class _ModuleNames(dict[str, Any]):
    """The names of a module for resolving annotations; a name imported for type checks only, such as numpy's, counts as `str`."""

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, str)


def _bare(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        parts = [part for part in typing.get_args(hint) if part is not type(None)]
        return parts[0] if len(parts) == 1 else str
    return hint


def _words(value: Any) -> str:
    if value is None or isinstance(value, Sealed):
        return ""
    if isinstance(value, Work):
        return value.id if isinstance(value, Record) else value.key
    if isinstance(value, Mapping):
        return "; ".join(f"{_words(key)}: {_words(one)}" for key, one in value.items())
    if isinstance(value, AbstractSet):
        return "; ".join(sorted(_words(one) for one in value))
    if isinstance(value, tuple | list):
        return "; ".join(", ".join(map(_words, one)) if type(one) is tuple else _words(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


Make = Callable[[Any], Iterable[Any]]


@dataclass(frozen=True, kw_only=True)
class TableType:
    """A type of table: `make` turns values into rows of the class `row`.

    The values are many of the kinds in `each`, or one of the kind `one`, or one of the kind `part_of`, which has other tables as well.
    The fields of `row` give the columns, their order, dtypes (pandas' nullable ones) and closed values.
    """

    name: str
    row: type[Any]
    make: Make = iter
    each: tuple[type, ...] = ()
    one: type | None = None
    part_of: type | None = None

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Column -> dtype."""
        return plain_columns(self.row)

    @cached_property
    def closed(self) -> Mapping[str, tuple[str, ...]]:
        """Column -> its closed list of values, which are the ordered categories of a DataFrame."""
        return closed_values(self.row)

    @cached_property
    def meanings(self) -> Mapping[str, str]:
        """Column -> its description, where its name needs one."""
        return column_meanings(self.row)

    @property
    def row_description(self) -> str:
        """A sentence on the meaning of a row."""
        return (self.row.__doc__ or "").partition("\n")[0]

    @property
    def markdown(self) -> str:
        """The columns as a table for the documentation."""
        lines = [
            f"### {self.name}",
            "",
            self.row_description,
            "",
            "| column | dtype | what it holds |",
            "| --- | --- | --- |",
        ]
        for column, dtype in self.columns.items():
            kind = f"category: {', '.join(self.closed[column])}" if column in self.closed else dtype
            lines.append(" ".join(f"| `{column}` | {kind} | {self.meanings.get(column, '')} |".split()))
        return "\n".join(lines)

    def cells(self, made: Iterable[Any]) -> Iterator[Row]:
        """Return rows of this table as plain tuples, in the order of the columns."""
        names = tuple(self.columns)
        return map(attrgetter(*names), made) if len(names) > 1 else ((getattr(row, *names),) for row in made)


def _table_of_cells(name: str, row: type[Any], one: type) -> TableType:
    """Return the table of a value whose method `rows` returns the cells."""
    names = [field.name for field in dataclasses.fields(row)]
    return TableType(
        name=name,
        row=row,
        make=lambda found: (row(**dict(zip(names, cells, strict=True))) for cells in found.rows()),
        one=one,
    )


def _table_of_rows(name: str, kind: type[Any]) -> TableType:
    """Return the table of a kind of values that are themselves the rows."""
    return TableType(name=name, row=kind, each=(kind,))


def _findings(found: Findings | Iterable[Finding | Recommendation]) -> Iterable[columns.FindingRow]:
    if not isinstance(found, Findings):
        items = tuple(found)
        recommended = tuple(one for one in items if isinstance(one, Recommendation))
        found = Findings(tuple(one for one in items if isinstance(one, Finding)), recommended)
    return rows.findings_rows(found)


_ALL = (
    TableType(name="records", row=columns.RecordRow, make=rows.records_rows, part_of=Deduplication),
    TableType(name="library", row=columns.LibraryRow, make=rows.library_rows, each=(Record,)),
    TableType(name="sources", row=columns.SourceRow, make=rows.sources_rows, each=(Source,)),
    _table_of_cells("assessment", columns.AssessmentRow, Assessment),
    _table_of_cells("search_overlap", columns.SearchOverlapRow, Overlap),
    TableType(
        name="search_recall", row=columns.SearchRecallRow, make=rows.search_recall_rows, part_of=Overlap
    ),
    TableType(name="databases", row=columns.DatabaseRow, make=rows.databases_rows, part_of=Overlap),
    TableType(name="excluded", row=columns.ExcludedRow),
    TableType(name="values", row=columns.ValueRow, make=rows.values_rows, part_of=Deduplication),
    TableType(name="pairs", row=columns.PairRow, make=rows.pairs_rows, part_of=Deduplication),
    TableType(name="queue", row=columns.QueueRow, make=rows.queue_rows, each=(Match,)),
    TableType(name="tags", row=columns.TagRow, make=rows.tags_rows, each=(Tag,)),
    TableType(name="goals", row=columns.GoalRow, make=rows.goals_rows, each=(GoalState,)),
    TableType(name="evidence", row=columns.EvidenceRow, each=(EvidenceNote,)),
    TableType(name="citations", row=columns.CitationRow, make=rows.citations_rows, each=(Citation,)),
    TableType(name="citation_queue", row=columns.CitationQueueRow),
    TableType(name="years", row=columns.YearRow, make=rows.years_rows),
    TableType(name="common_works", row=columns.CommonWorksRow, make=rows.common_works_rows),
    TableType(
        name="communities",
        row=columns.CommunityRow,
        make=lambda found: map(columns.CommunityRow, found, found.values()),
    ),
    TableType(
        name="pagerank",
        row=columns.PagerankRow,
        make=lambda found: map(columns.PagerankRow, found, found.values()),
    ),
    TableType(name="not_held", row=columns.NotHeldRow, make=rows.not_held_rows, each=(MissingWork,)),
    _table_of_cells("description", columns.FigureRow, Description),
    _table_of_rows("authors", AuthorCount),
    _table_of_rows("journals", JournalCount),
    _table_of_rows("countries", CountryCount),
    _table_of_rows("works_by_year", YearCount),
    _table_of_rows("most_cited", CitedWork),
    _table_of_cells("manuscript", columns.ManuscriptRow, Manuscript),
    _table_of_cells("codings", CodingCount, Codings),
    TableType(name="decisions", row=columns.DecisionRow, make=rows.decisions_rows, each=(Decision,)),
    TableType(name="agreement", row=columns.AgreementRow, make=rows.agreement_rows, each=(Agreement,)),
    TableType(name="evidence_map", row=columns.EvidenceMapRow, make=rows.evidence_map_rows, one=EvidenceMap),
    TableType(name="flow", row=columns.FlowRow, make=rows.flow_rows, one=Flow),
    TableType(
        name="findings",
        row=columns.FindingRow,
        make=_findings,
        one=Findings,
        each=(Finding, Recommendation),
    ),
    TableType(name="requests", row=columns.RequestRow, make=rows.request_rows, each=(Request,)),
    TableType(name="stress", row=columns.StressRow, make=rows.stress_rows, each=(FindingStress,)),
    TableType(name="ledger", row=columns.LedgerRow, make=rows.ledger_rows, one=Ledger),
    TableType(name="problems", row=columns.ProblemRow, make=rows.problems_rows, each=(Problem,)),
    TableType(name="verified", row=columns.VerifiedRow, make=rows.verified_rows, each=(Verified,)),
    TableType(name="tag_changes", row=columns.TagChangeRow),
)

TABLES: Mapping[str, TableType] = {table.name: table for table in _ALL}
"""Every table by its name."""


_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTED = re.compile(r'[,"\r\n]').search


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]], *, raw: bool = False) -> bytes:
    """Return rows as CSV in UTF-8, header first; absent numbers are empty, and formulas are neutralised unless `raw`."""
    from litreview.core.text import neutralise

    shown = str if raw else neutralise
    texts = _Texts(shown)
    of_type: Mapping[type, Callable[[Any], str]] = {
        str: texts.__getitem__,
        int: str,
        float: _Numbers().__getitem__,
    }

    def cell(value: object) -> str:
        made = of_type.get(type(value))
        return made(value) if made else _cell(value, shown)

    columns: list[Iterable[str]] = []
    for column in zip(*rows, strict=True):
        # nearly every column has values of one type: no call for each
        kinds = {*map(type, column)}
        columns.append(map(of_type.get(kinds.pop(), cell) if len(kinds) == 1 else cell, column))
    lines = [",".join(map(cell, header)), *map(",".join, zip(*columns, strict=True))]
    # a lone surrogate has no UTF-8 form; a control character makes the file binary to git, or controls a terminal
    return _NO_TEXT.sub("?", "".join(f"{line}\n" for line in lines)).encode("utf-8")


class _Texts(dict[str, str]):
    """Cache of the CSV cell of each text: most texts occur in many rows and need neither quotes nor neutralising."""

    def __init__(self, shown: Callable[[str], str]) -> None:
        super().__init__()
        self._shown = shown

    def __missing__(self, text: str) -> str:
        made = self[text] = _quote(self._shown(text))
        return made


class _Numbers(dict[float, str]):
    """Cache of the CSV cell of each number with a fraction: a score occurs in many rows. Zero is left out, since -0.0 equals it."""

    def __missing__(self, number: float) -> str:
        # four places are more than any score here means, and the same on every machine
        made = repr(round(number, 4))
        if number:
            self[number] = made
        return made


def _quote(cell: str) -> str:
    # until Python 3.13 the csv module did not quote a lone CR, which readers take for a line end
    return '"' + cell.replace('"', '""') + '"' if _QUOTED(cell) else cell


def _cell(value: object, shown: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _Numbers()[value]
    return str(value) if isinstance(value, int) else _quote(shown(str(value)))


def for_excel(name: str, data: bytes) -> bytes:
    """Return a .csv with the byte order mark by which Excel recognises UTF-8; any other file unchanged.

    >>> for_excel("a.csv", "é".encode()).decode("utf-8-sig"), for_excel("a.bib", b"e")
    ('é', b'e')
    """
    return codecs.BOM_UTF8 + data if name.lower().endswith(".csv") else data


def csv_named(name: str, rows: Iterable[Any], *, raw: bool = False) -> bytes:
    """Return the rows of the table `name` as CSV with its fixed columns."""
    table = TABLES[name]
    return csv_table([*table.columns], table.cells(rows), raw=raw)

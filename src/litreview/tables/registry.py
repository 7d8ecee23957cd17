"""The tables: for each its name, the class of its rows, and how they are made from what a stage returns. A new table is one row here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from litreview.agreement import Agreement
from litreview.model import (
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
)
from litreview.results import (
    Assessment,
    AuthorCount,
    CitedWork,
    CodingCount,
    Codings,
    CountryCount,
    Description,
    EvidenceMap,
    Findings,
    Flow,
    GoalState,
    JournalCount,
    Manuscript,
    Overlap,
    Request,
    YearCount,
)
from litreview.results.verification import Verified
from litreview.tables import row_types, rows
from litreview.tables.findings import findings_rows
from litreview.tables.plain import Row, closed_values, column_meanings, plain_columns
from litreview.tables.requests import request_rows
from litreview.tables.verified import verified_rows

Make = Callable[[Any], Iterable[Any]]


@dataclass(frozen=True, kw_only=True)
class TableType:
    """A table: `make` returns rows of the class `row` of what is given.

    That is many values of the kinds in `each`, one value of the kind `one`, or one of the kind `part_of`, which has other tables as well.
    Columns, their order, dtypes (pandas' nullable ones) and closed values are those of the fields of `row`.
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
        """Column -> its closed list of values: in a DataFrame they are categories, in this order."""
        return closed_values(self.row)

    @cached_property
    def meanings(self) -> Mapping[str, str]:
        """Column -> what it holds, where its name does not say it."""
        return column_meanings(self.row)

    @property
    def holds(self) -> str:
        """What a row is, in a sentence."""
        return (self.row.__doc__ or "").partition("\n")[0]

    @property
    def markdown(self) -> str:
        """The columns as the documentation has them."""
        lines = [
            f"### {self.name}",
            "",
            self.holds,
            "",
            "| column | dtype | what it holds |",
            "| --- | --- | --- |",
        ]
        for column, dtype in self.columns.items():
            kind = f"category: {', '.join(self.closed[column])}" if column in self.closed else dtype
            lines.append(" ".join(f"| `{column}` | {kind} | {self.meanings.get(column, '')} |".split()))
        return "\n".join(lines)

    def cells(self, made: Iterable[Any]) -> Iterator[Row]:
        """Yield rows of this table as plain tuples, in the order of the columns."""
        names = tuple(self.columns)
        for row in made:
            yield tuple([getattr(row, name) for name in names])


def _laid_out(name: str, row: type[Any], one: type) -> TableType:
    """Return the table of a value that lays out its own rows, cell by cell."""
    names = [field.name for field in fields(row)]
    return TableType(
        name=name,
        row=row,
        make=lambda found: (row(**dict(zip(names, cells, strict=True))) for cells in found.rows()),
        one=one,
    )


def _counted(name: str, kind: type[Any]) -> TableType:
    """Return the table of a kind of values that are its rows."""
    return TableType(name=name, row=kind, each=(kind,))


def _findings(found: Findings | Iterable[Finding | Recommendation]) -> Iterable[row_types.FindingRow]:
    if not isinstance(found, Findings):
        named = tuple(found)
        recommended = tuple(one for one in named if isinstance(one, Recommendation))
        found = Findings(tuple(one for one in named if isinstance(one, Finding)), recommended)
    return findings_rows(found)


_ALL = (
    TableType(name="records", row=row_types.RecordRow, make=rows.records_rows, part_of=Deduplication),
    TableType(name="library", row=row_types.LibraryRow, make=rows.library_rows, each=(Record,)),
    TableType(name="sources", row=row_types.SourceRow, make=rows.sources_rows, each=(Source,)),
    _laid_out("assessment", row_types.AssessmentRow, Assessment),
    _laid_out("search_overlap", row_types.SearchOverlapRow, Overlap),
    TableType(name="databases", row=row_types.DatabaseRow, make=rows.databases_rows, part_of=Overlap),
    TableType(name="excluded", row=row_types.ExcludedRow),
    TableType(name="values", row=row_types.ValueRow, make=rows.values_rows, part_of=Deduplication),
    TableType(name="queue", row=row_types.QueueRow, make=rows.queue_rows, each=(Match,)),
    TableType(name="tags", row=row_types.TagRow, make=rows.tags_rows, each=(Tag,)),
    TableType(name="goals", row=row_types.GoalRow, make=rows.goals_rows, each=(GoalState,)),
    TableType(name="evidence", row=row_types.EvidenceRow, make=rows.evidence_rows, each=(EvidenceNote,)),
    TableType(name="citations", row=row_types.CitationRow, make=rows.citations_rows, each=(Citation,)),
    TableType(name="citation_queue", row=row_types.CitationQueueRow),
    TableType(name="years", row=row_types.YearRow, make=rows.years_rows),
    TableType(name="not_held", row=row_types.NotHeldRow, make=rows.not_held_rows, each=(MissingWork,)),
    _laid_out("description", row_types.FigureRow, Description),
    _counted("authors", AuthorCount),
    _counted("journals", JournalCount),
    _counted("countries", CountryCount),
    _counted("works_by_year", YearCount),
    _counted("most_cited", CitedWork),
    _laid_out("manuscript", row_types.ManuscriptRow, Manuscript),
    _laid_out("codings", CodingCount, Codings),
    TableType(name="decisions", row=row_types.DecisionRow, make=rows.decisions_rows, each=(Decision,)),
    TableType(name="agreement", row=row_types.AgreementRow, make=rows.agreement_rows, each=(Agreement,)),
    TableType(
        name="evidence_map", row=row_types.EvidenceMapRow, make=rows.evidence_map_rows, one=EvidenceMap
    ),
    TableType(name="flow", row=row_types.FlowRow, make=rows.flow_rows, one=Flow),
    TableType(
        name="findings",
        row=row_types.FindingRow,
        make=_findings,
        one=Findings,
        each=(Finding, Recommendation),
    ),
    TableType(name="requests", row=row_types.RequestRow, make=request_rows, each=(Request,)),
    TableType(name="problems", row=row_types.ProblemRow, make=rows.problems_rows, each=(Problem,)),
    TableType(name="verified", row=row_types.VerifiedRow, make=verified_rows, each=(Verified,)),
    TableType(name="tag_changes", row=row_types.TagChangeRow),
)

TABLES: Mapping[str, TableType] = {table.name: table for table in _ALL}
"""Every table by its name."""

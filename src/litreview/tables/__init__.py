"""Tables of everything: the rows and columns that other people's scripts stand on, as DataFrames and as CSV."""

from litreview.tables.findings import findings_rows
from litreview.tables.frames import (
    frame,
    overlap_matrix,
    tag_matrix,
    to_frame,
)
from litreview.tables.plain import Row
from litreview.tables.reading import from_frame
from litreview.tables.registry import TABLES
from litreview.tables.requests import request_rows
from litreview.tables.rows import (
    agreement_rows,
    citation_queue_rows,
    citations_rows,
    decisions_rows,
    evidence_map_rows,
    evidence_rows,
    excluded_rows,
    goals_rows,
    library_rows,
    not_held_rows,
    problems_rows,
    queue_rows,
    records_rows,
    sources_rows,
    tags_rows,
    values_rows,
    years_rows,
)
from litreview.tables.verified import verified_rows
from litreview.tables.writing import csv_named, csv_table, for_excel

__all__ = [
    "TABLES",
    "Row",
    "agreement_rows",
    "citation_queue_rows",
    "citations_rows",
    "csv_named",
    "csv_table",
    "decisions_rows",
    "evidence_map_rows",
    "evidence_rows",
    "excluded_rows",
    "findings_rows",
    "for_excel",
    "frame",
    "from_frame",
    "goals_rows",
    "library_rows",
    "not_held_rows",
    "overlap_matrix",
    "problems_rows",
    "queue_rows",
    "records_rows",
    "request_rows",
    "sources_rows",
    "tag_matrix",
    "tags_rows",
    "to_frame",
    "values_rows",
    "verified_rows",
    "years_rows",
]

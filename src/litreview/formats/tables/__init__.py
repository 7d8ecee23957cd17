"""Documented tables of all results, as DataFrames and as CSV: other people's scripts depend on their rows and columns."""

from litreview.formats.tables.rows import (
    agreement_rows as agreement_rows,
    citation_queue_rows as citation_queue_rows,
    citations_rows as citations_rows,
    decisions_rows as decisions_rows,
    evidence_map_rows as evidence_map_rows,
    excluded_rows as excluded_rows,
    findings_rows as findings_rows,
    library_rows as library_rows,
    not_held_rows as not_held_rows,
    problems_rows as problems_rows,
    queue_rows as queue_rows,
    records_rows as records_rows,
    sources_rows as sources_rows,
    tags_rows as tags_rows,
    values_rows as values_rows,
    verified_rows as verified_rows,
    years_rows as years_rows,
)
from litreview.formats.tables.table_types import (
    TABLES as TABLES,
    Row as Row,
    csv_named as csv_named,
    csv_table as csv_table,
    for_excel as for_excel,
)

"""Deduplication beyond the memory of one process, with DuckDB on one machine or Spark on many.

The flow and the functions that decide are those of `litreview.stages.duplicates`. Here records, pairs and clusters are rows of tables::

    files -> records -> entries and keys -> candidate pairs -> judged pairs -> clusters -> sources, queue
             (parts)    (batches)           (joined)           (batches)       (joined)   (batches)

`pipeline` has the order of stages and the SQL that joins tables, `batches` the functions that decide. `duckdb_engine` and `spark` are the engines.
"""

from __future__ import annotations

from litreview.engine.large.dedupe_large import LargeDeduplication, deduplicated

__all__ = ["LargeDeduplication", "deduplicated"]

"""Deduplication beyond the memory of one process, with engines that exist: DuckDB on one machine, Spark on many.

The flow is that of `litreview.stages.duplicates`, and so are the functions that decide; here records, pairs and clusters are rows of tables::

    files -> records -> entries and keys -> candidate pairs -> judged pairs -> clusters -> sources, queue
             (parts)    (batches)           (joined)           (batches)       (joined)   (batches)

`pipeline` has the stages in order and what is joined, `batches` what is decided; `duckdb_engine` and `spark` are the engines.
"""

from __future__ import annotations

from litreview.engine.large.dedupe_large import LargeDeduplication, deduplicated

__all__ = ["LargeDeduplication", "deduplicated"]

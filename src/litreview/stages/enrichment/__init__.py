"""Enrichment of sources by registries: the missing facts, the queries, the choice of the right hit, and the files that store it.

    sources --questions()--> Queries --(a provider, the network)--> answers --choose()--> WorkChoice --> stored works, ledger

Nothing here sends a request, reads a file or writes one.
"""

from __future__ import annotations

from litreview.stages.enrichment.enriched_files import (
    LEDGER,
    EnrichedEntry,
    WorkChoice,
    by_source,
    choose,
    digest,
    dump_ledger,
    dump_works,
    identity,
    ledger_traces,
    parse_ledger,
    parse_works,
    record_of,
    with_entries,
    with_works,
    without_works,
)

__all__ = [
    "LEDGER",
    "EnrichedEntry",
    "WorkChoice",
    "by_source",
    "choose",
    "digest",
    "dump_ledger",
    "dump_works",
    "identity",
    "ledger_traces",
    "parse_ledger",
    "parse_works",
    "record_of",
    "with_entries",
    "with_works",
    "without_works",
]

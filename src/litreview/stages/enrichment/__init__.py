"""Enrichment of sources by registries: the missing facts, the queries, the choice of the right hit, and the files that store it.

    sources --questions()--> Queries --(a provider, the network)--> answers --choose()--> WorkChoice --> stored works, ledger

Nothing here sends a request, reads a file or writes one.
"""

from __future__ import annotations

from litreview.stages.enrichment.enriched_files import (
    LEDGER as LEDGER,
    EnrichedEntry as EnrichedEntry,
    WorkChoice as WorkChoice,
    by_source as by_source,
    choose as choose,
    digest as digest,
    dump_ledger as dump_ledger,
    dump_works as dump_works,
    identity as identity,
    ledger_traces as ledger_traces,
    parse_ledger as parse_ledger,
    parse_works as parse_works,
    record_of as record_of,
    with_entries as with_entries,
    with_works as with_works,
    without_works as without_works,
)

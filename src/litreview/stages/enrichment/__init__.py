"""What registries can add to sources: what is missing, who is asked about and who never, which hit is the work, what is kept.

    sources --questions()--> Queries --(a provider, the network)--> Answers --choose()--> Choices --> stored works, ledger

Nothing here asks anybody, reads a file or writes one.
"""

from __future__ import annotations

from litreview.stages.enrichment.enriched_files import (
    LEDGER,
    Choice,
    Entry,
    by_source,
    choose,
    digest,
    dump_ledger,
    dump_works,
    identity,
    parse_ledger,
    parse_works,
    record_of,
    said_of,
    with_entries,
    with_works,
    without_works,
)
from litreview.stages.enrichment.registry_queries import (
    LEFT,
    Questions,
    gained,
    mark_of,
    never_asked,
    questions,
    what_is_missing,
    with_gains,
)

__all__ = [
    "LEDGER",
    "LEFT",
    "Choice",
    "Entry",
    "Questions",
    "by_source",
    "choose",
    "digest",
    "dump_ledger",
    "dump_works",
    "gained",
    "identity",
    "mark_of",
    "never_asked",
    "parse_ledger",
    "parse_works",
    "questions",
    "record_of",
    "said_of",
    "what_is_missing",
    "with_entries",
    "with_gains",
    "with_works",
    "without_works",
]

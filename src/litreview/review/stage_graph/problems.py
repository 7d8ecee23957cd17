"""The stage of Problems: what every other stage reports, in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core.containers import TypedTuple
from litreview.core.model import Decision, Deduplication, Library, Links, Problem, Source, Where
from litreview.engine import Codec, stage
from litreview.judgements import decisions as decisions_
from litreview.review.stage_graph.merging import Resolved, corrects

if TYPE_CHECKING:
    from litreview.core.results.chains import Findings, Manuscript, Reach
    from litreview.core.results.coverage import Overlap
    from litreview.core.results.public_records import Request
    from litreview.core.results.screening_flow import Standing
    from litreview.judgements.codebook import Codebook
    from litreview.review.settings import Settings
    from litreview.review.stage_graph.citations import Listed
    from litreview.stages.register import Publication


@stage()
def this_year() -> int:
    """The current year, the latest that a work can have."""
    return datetime.now(UTC).year


@stage()
def shown_records(records_read: Library) -> Library:
    """The records read, without confidential ones, which are not checked."""
    return replace(records_read, records=tuple(one for one in records_read if not one.confidential))


@stage(codec=Codec(tuple[Problem, ...]))
def problems_of_records(shown_records: Library, this_year: int) -> tuple[Problem, ...]:
    """The Problems of the records read."""
    return stages.checks.check(shown_records, this_year=this_year)


@stage()
def problems_of_stems(readable: tuple[Source, ...], codebook: Codebook) -> tuple[Problem, ...]:
    """The Problem of a stemmer that cuts words otherwise than the shipped model learned them."""
    prior = stages.tagging.prior.prior_of(codebook) if readable else None
    return stages.tagging.prior.stemming_problems(prior) if prior else ()


@stage()
def problems_of_decisions(
    decisions: tuple[Decision, ...],
    resolved: Resolved,
    codebook: Codebook,
    settings: Settings,
    hidden_keys: frozenset[str],
    sources: tuple[Source, ...],
    standing: Standing,
    evidence_fields: frozenset[str],
    fields: frozenset[str],
    open_rounds: frozenset[str],
    goal_ids: tuple[str, ...],
) -> tuple[Problem, ...]:
    """The Problems of decisions, and disputes between coders. What only rounds tell in which people still judge independently is left out."""
    others = [d for d in decisions if not corrects(d, evidence_fields, fields)]
    settled_rounds = [
        d
        for d in decisions
        if decisions_.round_of(decisions_.slot(d)) not in open_rounds or corrects(d, evidence_fields, fields)
    ]
    return (
        *resolved[1],
        *decisions_.disputes(settled_rounds, settings.adjudicators, settings.ranked_reasons, goal_ids),
        *stages.tagging.check_codes(decisions, codebook),
        *stages.evidence.check_screening(settled_rounds, settings.reasons, hidden_keys),
        *stages.evidence.check_streams(sources, decisions, standing),
        *stages.evidence.check_settings(others, codebook, hidden_keys),
    )


@stage()
def problems_of_findings(
    written_findings: Findings,
    checked_findings: stages.evidence.FindingCheck,
    manuscript: Manuscript,
    retractions: tuple[tuple[Reach, ...], tuple[Problem, ...]],
) -> tuple[Problem, ...]:
    """The Problems of findings, the manuscript, and retracted works."""
    return (
        *written_findings.problems,
        *checked_findings.problems,
        *manuscript.problems,
        *retractions[1],
    )


_OF_RECORDS = frozenset({"LR104", "LR753"})
"""Problems of records of a retracted work."""


@stage()
def problems(
    library: Library,
    enriched: Library,
    settings: Settings,
    problems_of_records: tuple[Problem, ...],
    overlap: Overlap,
    unknown_databases: tuple[Problem, ...],
    deduplication: Deduplication,
    received: Deduplication,
    problems_of_stems: tuple[Problem, ...],
    problems_of_decisions: tuple[Problem, ...],
    decisions: tuple[Decision, ...],
    corrected: stages.duplicates.Corrected,
    problems_of_notes: tuple[Problem, ...],
    cited_by_people: Sequence[tuple[Where, str]],
    sources: tuple[Source, ...],
    register: Publication,
    problems_of_findings: tuple[Problem, ...],
    read_requests: tuple[tuple[Request, ...], tuple[Problem, ...]],
    problems_of_transcripts: tuple[Problem, ...],
    links: Links,
    reference_lists: Listed,
    problems_of_texts: tuple[Problem, ...],
    retractions: tuple[tuple[Reach, ...], tuple[Problem, ...]],
) -> tuple[Problem, ...]:
    """Every Problem of every stage, errors first, then by place."""
    collected = [
        *library.problems,
        *enriched.problems,
        *problems_of_records,
        *unknown_databases,
        *stages.evidence.check_searches(settings.searches, library),
        *stages.evidence.check_recall(settings.searches, received.sources, overlap),
        *stages.evidence.check_strategies(settings.searches, library),
        *stages.evidence.check_order(settings.searches, settings.amendments, sources, decisions),
        *deduplication.problems,
        *problems_of_stems,
        *problems_of_decisions,
        *corrected.problems,
        *problems_of_notes,
        *stages.register.check_consent(cited_by_people, sources, register.withdrawn),
        *problems_of_findings,
        *read_requests[1],
        *problems_of_transcripts,
        *links.problems,
        *reference_lists[1],
        *problems_of_texts,
    ]
    rank = {"error": 0, "warning": 1, "info": 2}
    # one retraction is one Problem (LR530): what each record says of it, or does not, is no further one
    noticed = {one.source for one in retractions[0]}
    noticed |= {record.key for source in sources if source.key in noticed for record in source.records}
    told = (one for one in collected if one.code not in _OF_RECORDS or one.key not in noticed)
    return TypedTuple(
        sorted(dict.fromkeys(told), key=lambda p: (rank[p.level], p.code, p.where, p.message)), Problem
    )

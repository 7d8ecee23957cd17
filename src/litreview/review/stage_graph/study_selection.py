"""Stages of study selection: the status of every source, the sources of outputs, and the flow of records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core.containers import TypedTuple
from litreview.core.decision_types import SCREENED
from litreview.core.model import Decision, Deduplication, Library, Relation, Source
from litreview.engine import stage
from litreview.works.kinds import stream

if TYPE_CHECKING:
    from litreview.core.results.chains import Family
    from litreview.core.results.coverage import Overlap
    from litreview.core.results.screening_flow import Flow, Only, Standing, Status
    from litreview.review.session import Review
    from litreview.review.settings import Settings


@stage()
def streams(received: Deduplication) -> Mapping[str, str]:
    """The stream of each source by key: literature, interview, records or other."""
    return {source.key: stream(source) for source in received.sources}


def previous_keys(works: tuple[Source, ...], settings: Settings) -> frozenset[str]:
    """Return the keys of the works of the version that this review updates."""
    records = (record for work in works for record in work.records)
    found = stages.evidence.record_searches.searches_by_record(records, settings.searches)
    return stages.evidence.flow.previous_works(works, found)


@stage()
def standing(
    received: Deduplication,
    screening_lines: tuple[Decision, ...],
    settings: Settings,
    related: tuple[Relation, ...],
    streams: Mapping[str, str],
) -> Standing:
    """The status of every source (evidence, pending, excluded), and a sentence with the counts."""
    earlier = previous_keys(received.sources, settings) if settings.previous_stopped else frozenset()
    return stages.evidence.judge_status(
        received.sources,
        screening_lines,
        screeners=settings.screeners,
        adjudicators=settings.adjudicators,
        ranked=settings.ranked_reasons,
        stopped=settings.stopped,
        stopped_works=earlier,
        related=related,
        streams=streams,
    )


@stage()
def open_rounds(
    standing: Standing, settings: Settings, decisions: tuple[Decision, ...], included: tuple[Source, ...]
) -> frozenset[str]:
    """The rounds in which people still judge independently: `abstract`, `fulltext`, `coding`. What they differ on is shown once one is closed."""
    found = (
        stages.evidence.screening_status.awaiting_stages(standing) if settings.screeners > 1 else frozenset()
    )
    if settings.coders > 1:
        coders: dict[str, set[str]] = {source.key: set() for source in included if not source.confidential}
        for d in decisions:
            if d.verb in ("tag", "not-tag", "stance", "set") and d.key in coders:
                coders[d.key].add(d.by)
        judges = {*settings.adjudicators}
        if any(len(names) < settings.coders and names.isdisjoint(judges) for names in coders.values()):
            found |= {"coding"}
    return found


def _select(sources: tuple[Source, ...], standing: Standing, only: Only) -> tuple[Source, ...]:
    keys = standing.chosen(only)
    return TypedTuple((source for source in sources if source.key in keys), Source)


@stage()
def included(sources: tuple[Source, ...], standing: Standing) -> tuple[Source, ...]:
    """The sources that count as evidence: those included by full text; every source before screening begins."""
    return _select(sources, standing, "included")


@stage()
def candidates(sources: tuple[Source, ...], standing: Standing) -> tuple[Source, ...]:
    """The sources that count as evidence or still await a judgement."""
    return _select(sources, standing, "candidates")


@stage()
def chosen(sources: tuple[Source, ...], standing: Standing, only: Only) -> tuple[Source, ...]:
    """The sources of outputs, selected by `only`."""
    return _select(sources, standing, only)


@stage()
def families(sources: tuple[Source, ...], related: tuple[Relation, ...]) -> tuple[Family, ...]:
    """The studies with several versions in the review."""
    return stages.evidence.families(sources, related)


@stage()
def flow(
    records_read: Library,
    received: Deduplication,
    screening_lines: tuple[Decision, ...],
    settings: Settings,
    standing: Standing,
) -> Flow:
    """The flow of records into the review, as PRISMA 2020 counts it."""
    return stages.evidence.count_flow(
        records_read,
        received,
        screening_lines,
        searches=settings.searches,
        reasons=settings.reasons,
        standing=standing,
    )


@stage()
def overlap(received: Deduplication, settings: Settings, standing: Standing) -> Overlap:
    """Which databases found which works of the literature, alone and together, at every stage."""
    return stages.evidence.count_overlap(received.sources, settings.searches, standing)


def screened_sources(
    review: Review, only: str, *, labels: bool
) -> tuple[tuple[Source, ...], Mapping[str, str]]:
    """Return the literature with a status of `SCREENED`, without anything confidential, and each status in words by key.

    `labels`: add the field `included`, 1 or 0 where it was decided, by which ASReview knows what was screened.
    """
    status = {key: review.standing.status[key] for key in review.standing.keys(*SCREENED[only])}
    if only == "awaiting-fulltext":
        status = {
            key: one
            for key, one in status.items()
            if (one.stage, one.reason) == ("fulltext", stages.evidence.screening_status.AWAITS)
        }
    sources = [source for source in review.sources if source.key in status and not source.confidential]
    if labels:
        sources = [_labelled(source, status[source.key]) for source in sources]
    return tuple(sources), {source.key: status[source.key].words for source in sources}


def _labelled(source: Source, status: Status) -> Source:
    label = {"included": "1", "excluded": "0"}.get(status.status)
    return replace(source, fields={**source.fields, "included": label}) if label else source

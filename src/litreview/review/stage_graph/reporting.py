"""Stages of the report: the evidence map, and what its page and its document show, computed once for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from litreview import stages
from litreview.core.model import Correction, Decision, Deduplication, EvidenceNote, Relation, Source, Tag
from litreview.core.results.coverage import EvidenceMap, Facets, Overlap
from litreview.engine import Codec, stage
from litreview.review.stage_graph.merging import corrects
from litreview.works.kinds import has_public_details

if TYPE_CHECKING:
    from litreview.core.results.assessment import Assessment, Codings, GoalState, Quote
    from litreview.core.results.chains import (
        Echo,
        Family,
        Findings,
        FindingStress,
        Footing,
        Manuscript,
        Reach,
    )
    from litreview.core.results.packets import Ledger
    from litreview.core.results.public_records import Request
    from litreview.core.results.screening_flow import Flow, Standing
    from litreview.judgements.agreement import Agreement
    from litreview.judgements.codebook import Codebook
    from litreview.pages.report import ReportSummary
    from litreview.review.session import Review
    from litreview.review.settings import Settings


@stage(each="sources", codec=Codec(tuple[str, str]))
def work_texts(sources: tuple[Source, ...]) -> list[tuple[str, str]]:
    """The label of each source, and its entry in the lists of pages."""
    from litreview.pages.page import work_texts as texts_of

    return texts_of(sources)


@stage(lazy=["assessment"])
def evidence_map(
    chosen: tuple[Source, ...],
    included: tuple[Source, ...],
    assessment: Callable[[], Assessment],
    tags: tuple[Tag, ...],
    codebook: Codebook,
    standing: Standing,
    decisions: tuple[Decision, ...],
    claims: Mapping[str, str],
    related: tuple[Relation, ...],
    evidence: tuple[EvidenceNote, ...],
) -> EvidenceMap:
    """Goal by source type, over what counts as evidence, or what else `only` names."""
    if chosen == included:
        assessed = assessment()
    else:
        assessed = stages.evidence.assess_sources(
            chosen, tags, decisions, codebook, streams=standing.streams, claims=claims, related=related
        )
    return describe_map(
        stages.evidence.map_evidence(chosen, tags, codebook),
        chosen,
        assessed,
        standing,
        claims,
        evidence,
        codebook,
    )


@stage()
def provisional_map(
    candidates: tuple[Source, ...],
    chosen: tuple[Source, ...],
    standing: Standing,
    tags: tuple[Tag, ...],
    codebook: Codebook,
) -> EvidenceMap:
    """The provisional evidence map over pending sources, which no other figure counts."""
    keys = standing.pending - {source.key for source in chosen}
    return stages.evidence.map_evidence(
        [source for source in candidates if source.key in keys], tags, codebook
    )


def describe_map(
    cells: EvidenceMap,
    sources: Sequence[Source],
    assessed: Assessment,
    standing: Standing,
    claims: Mapping[str, str],
    evidence: Iterable[EvidenceNote],
    codebook: Codebook,
) -> EvidenceMap:
    """Add standing, claims, streams, stances and facets to the evidence map of these sources.

    Of interviewees who are counted with a group only it has the stances of those who are alike, and not which is whose.
    """
    stances = {
        (goal, key): column for (goal, _, column), cell in assessed.cells.items() for key in cell.sources
    }
    groups = {source.key: repr(sorted(source.fields.items())) for source in sources if source.unnamed}
    alike = {one: f"{one[0]} {groups[one[1]]}" for one in stances if one[1] in groups}
    labels = [(field.id, field.label) for field in codebook.evidence if field.values]
    return replace(
        cells,
        standing=standing.sentence,
        claims=frozenset(claims),
        streams=standing.streams,
        stances=stages.register.share_values(stances, alike),
        facets=_facets(sources, standing, evidence, {id_ for id_, _ in labels}),
        fields=tuple(labels),
    )


def _facets(
    sources: Iterable[Source], standing: Standing, evidence: Iterable[EvidenceNote], fields: set[str]
) -> dict[str, Facets]:
    """Return by key what each source can be filtered by, without notes on a single code and without disputed notes."""
    noted: dict[str, dict[str, tuple[str, ...]]] = {}
    for note in evidence:
        if note.field in fields and not note.code and not note.disputed:
            values = noted.setdefault(note.source, {})
            values[note.field] = tuple(dict.fromkeys((*values.get(note.field, ()), note.value)))
    return {source.key: _facets_of(source, standing, noted.get(source.key, {})) for source in sources}


def _facets_of(source: Source, standing: Standing, noted: dict[str, tuple[str, ...]]) -> Facets:
    shown = not source.confidential
    return Facets(
        year=source.year if shown or has_public_details(source) else None,
        status=standing.status[source.key].status,
        noted=noted if shown else {},
    )


class _Values(SimpleNamespace):
    """The values of the stages that a report needs, read as those of a review are."""

    def stage_value(self, name: str) -> Any:
        return getattr(self, name)

    def corrects(self, decision: Decision) -> bool:
        return corrects(decision, self.evidence_fields, self.fields)


@stage()
def report_summary(
    agreement: tuple[Agreement, ...],
    assessment: Assessment,
    candidates: tuple[Source, ...],
    claims: Mapping[str, str],
    codebook: Codebook,
    codings: Codings,
    corrections: Mapping[str, tuple[Correction, ...]],
    decided: tuple[Decision, ...],
    decisions: tuple[Decision, ...],
    deduplication: Deduplication,
    differences: Mapping[tuple[str, str], str],
    echoes: tuple[Echo, ...],
    evidence: tuple[EvidenceNote, ...],
    evidence_fields: frozenset[str],
    evidence_map: EvidenceMap,
    families: tuple[Family, ...],
    fields: frozenset[str],
    findings: Findings,
    flow: Flow,
    footings: tuple[Footing, ...],
    goal_states: tuple[GoalState, ...],
    hidden_differences: int,
    included: tuple[Source, ...],
    ledger: Ledger,
    manuscript: Manuscript,
    open_rounds: frozenset[str],
    overlap: Overlap,
    quotes: Mapping[str, tuple[Quote, ...]],
    reaches: Sequence[Reach],
    readings: Mapping[str, stages.tagging.tagger.Reading],
    requests: tuple[Request, ...],
    settings: Settings,
    sources: tuple[Source, ...],
    standing: Standing,
    stressed: tuple[FindingStress, ...],
    tags: tuple[Tag, ...],
) -> ReportSummary:
    """What both forms of the report show."""
    values = _Values(**locals())
    from litreview.review.outputs.report_summary import collect_report

    return collect_report(cast("Review", values))

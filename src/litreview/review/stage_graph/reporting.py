"""Stage of the report: what its page and its document show, computed once for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from litreview.core.model import Correction, Decision, Deduplication, EvidenceNote, Source, Tag
from litreview.engine import stage
from litreview.judgements.codebook import Codebook
from litreview.review.settings import Settings
from litreview.review.stage_graph.merging import corrects

if TYPE_CHECKING:
    from litreview.core.results import (
        Assessment,
        Codings,
        Echo,
        EvidenceMap,
        Family,
        Findings,
        FindingStress,
        Flow,
        Footing,
        GoalState,
        Ledger,
        Manuscript,
        Overlap,
        Quote,
        Reach,
        Request,
        Standing,
    )
    from litreview.judgements.agreement import Agreement
    from litreview.pages import ReportSummary
    from litreview.review.session import Review
    from litreview.stages.tagging.tagger import Reading


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
    included: tuple[Source, ...],
    ledger: Ledger,
    manuscript: Manuscript,
    overlap: Overlap,
    quotes: Mapping[str, tuple[Quote, ...]],
    reaches: Sequence[Reach],
    readings: Mapping[str, Reading],
    requests: tuple[Request, ...],
    settings: Settings,
    sources: tuple[Source, ...],
    standing: Standing,
    stressed: tuple[FindingStress, ...],
    suggested: Mapping[str, tuple[Tag, ...]],
    tags: tuple[Tag, ...],
) -> ReportSummary:
    """What both forms of the report show."""
    values = _Values(**locals())
    from litreview.review.outputs.report_summary import collect_report

    return collect_report(cast("Review", values))

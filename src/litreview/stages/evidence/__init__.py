"""Counts the evidence in the sources: screening, flow, stance, findings, origins, retractions, the manuscript, the evidence map."""

from __future__ import annotations

from litreview.stages.evidence.confidence import check_settings, count_notes, hold_confidence, note_evidence
from litreview.stages.evidence.evidence_map import NO_TYPE, count_overlap, map_evidence
from litreview.stages.evidence.finding_checks import (
    SIDE_STANCES,
    FindingCheck,
    check_findings,
    find_reach,
    reach_problems,
    read_notices,
    registry_notices,
)
from litreview.stages.evidence.findings import read_findings
from litreview.stages.evidence.flow import FLOW, count_flow, list_flow
from litreview.stages.evidence.manuscript import compare_manuscript
from litreview.stages.evidence.passages import TEXT_FIELDS, contains_quote, seal_passages
from litreview.stages.evidence.reversals import (
    describe_support,
    find_reversals,
    judgements_that_hold,
    mixed_parts,
)
from litreview.stages.evidence.screening_status import (
    Screening,
    check_screening,
    check_streams,
    count_origins,
    families,
    judge_status,
    screen,
)
from litreview.stages.evidence.search_recall import check_recall, check_strategies
from litreview.stages.evidence.searches import check_searches
from litreview.stages.evidence.stance import assess_sources, count_stances, find_claims
from litreview.stages.evidence.stress import (
    balances,
    goal_balance,
    goal_conflicts,
    stress,
    stress_of_recommendation,
)

__all__ = [
    "FLOW",
    "NO_TYPE",
    "SIDE_STANCES",
    "TEXT_FIELDS",
    "FindingCheck",
    "Screening",
    "assess_sources",
    "balances",
    "check_findings",
    "check_recall",
    "check_screening",
    "check_searches",
    "check_settings",
    "check_strategies",
    "check_streams",
    "compare_manuscript",
    "contains_quote",
    "count_flow",
    "count_notes",
    "count_origins",
    "count_overlap",
    "count_stances",
    "describe_support",
    "families",
    "find_claims",
    "find_reach",
    "find_reversals",
    "goal_balance",
    "goal_conflicts",
    "hold_confidence",
    "judge_status",
    "judgements_that_hold",
    "list_flow",
    "map_evidence",
    "mixed_parts",
    "note_evidence",
    "reach_problems",
    "read_findings",
    "read_notices",
    "registry_notices",
    "screen",
    "seal_passages",
    "stress",
    "stress_of_recommendation",
]

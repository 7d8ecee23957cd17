"""Counts the evidence in the sources: screening, flow, stance, findings, origins, retractions, the manuscript, the evidence map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names

if TYPE_CHECKING:
    from litreview.stages.evidence.confidence import (
        check_settings as check_settings,
        count_notes as count_notes,
        hold_confidence as hold_confidence,
        note_evidence as note_evidence,
    )
    from litreview.stages.evidence.evidence_map import (
        NO_TYPE as NO_TYPE,
        count_overlap as count_overlap,
        map_evidence as map_evidence,
    )
    from litreview.stages.evidence.finding_checks import (
        SIDE_STANCES as SIDE_STANCES,
        FindingCheck as FindingCheck,
        check_findings as check_findings,
        find_reach as find_reach,
        reach_problems as reach_problems,
        read_notices as read_notices,
        registry_notices as registry_notices,
    )
    from litreview.stages.evidence.findings import read_findings as read_findings
    from litreview.stages.evidence.flow import FLOW as FLOW, count_flow as count_flow, list_flow as list_flow
    from litreview.stages.evidence.manuscript import compare_manuscript as compare_manuscript
    from litreview.stages.evidence.passages import (
        TEXT_FIELDS as TEXT_FIELDS,
        contains_quote as contains_quote,
        seal_passages as seal_passages,
    )
    from litreview.stages.evidence.reversals import (
        describe_support as describe_support,
        find_reversals as find_reversals,
        judgements_that_hold as judgements_that_hold,
        mixed_parts as mixed_parts,
    )
    from litreview.stages.evidence.screening_status import (
        Screening as Screening,
        check_screening as check_screening,
        check_streams as check_streams,
        count_origins as count_origins,
        families as families,
        judge_status as judge_status,
        screen as screen,
    )
    from litreview.stages.evidence.search_recall import (
        check_recall as check_recall,
        check_strategies as check_strategies,
    )
    from litreview.stages.evidence.searches import (
        check_order as check_order,
        check_searches as check_searches,
    )
    from litreview.stages.evidence.smallest_sets import (
        balances as balances,
        goal_balance as goal_balance,
        goal_conflicts as goal_conflicts,
        standing_origins as standing_origins,
        stress as stress,
        stress_of_recommendation as stress_of_recommendation,
    )
    from litreview.stages.evidence.stance import (
        assess_sources as assess_sources,
        count_stances as count_stances,
        find_claims as find_claims,
    )

_HOMES = homes_of_names("""
confidence: check_settings count_notes hold_confidence note_evidence
evidence_map: NO_TYPE count_overlap map_evidence
finding_checks: SIDE_STANCES FindingCheck check_findings find_reach reach_problems read_notices registry_notices
findings: read_findings
flow: FLOW count_flow list_flow
manuscript: compare_manuscript
passages: TEXT_FIELDS contains_quote seal_passages
reversals: describe_support find_reversals judgements_that_hold mixed_parts
screening_status: Screening check_screening check_streams count_origins families judge_status screen
search_recall: check_recall check_strategies
searches: check_order check_searches
stance: assess_sources count_stances find_claims
smallest_sets: balances goal_balance goal_conflicts standing_origins stress stress_of_recommendation
""")

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a sorted list of the table above

__getattr__: Callable[[str], object] = lazy_names(__name__, _HOMES)

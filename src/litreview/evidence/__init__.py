"""What the sources say, counted: screening, the flow of records, stance, findings, the evidence map."""

from __future__ import annotations

from litreview.evidence.findings import Findings, read_findings
from litreview.evidence.flow import Flow, Identified, count_flow
from litreview.evidence.map import NO_TYPE, EvidenceMap, map_evidence
from litreview.evidence.screening import Screening, check_screening, screen
from litreview.evidence.stance import StanceCount, count_stances

__all__ = [
    "NO_TYPE",
    "EvidenceMap",
    "Findings",
    "Flow",
    "Identified",
    "Screening",
    "StanceCount",
    "check_screening",
    "count_flow",
    "count_stances",
    "map_evidence",
    "read_findings",
    "screen",
]

"""Result types of the evidence stages, which pages and tables show.

They live below the packages that compute them, so that a page doesn't depend on how a number was counted. As in `litreview.core.model`,
values are frozen, keyword-only and slotted; nothing here reads a file, compares or decides. A module of litreview
imports a type from the module that has it; the package offers all of them by name, too.
"""

from __future__ import annotations

from collections.abc import Callable

from litreview.core.runtime import homes_of_names, lazy_names

_HOMES = homes_of_names("""
assessment: ALL APART FOUND NOT_STATED Assessment Cell CodingCount Codings GoalState GoalStates Quote
chains: SIDES UNHELD Coverage Doubt Echo Family Findings FindingStress Footing Manuscript Mention Notice Reach Reversal TraceStep Use
coverage: ALL_DATABASES CERTAINTY RECOMMENDATION STANCE_SHOWN UNCODED Differing EvidenceMap Facets FieldCount MainGroup Overlap SearchRecall
  SecondaryCode StanceCount certainty rests_on_suggestion short_count stance_part suggested_pairs
description: Aspect AuthorCount ChecklistItem CitedWork CountryCount Description Difference InputChange JournalCount Made Methods MethodsSentence
  OutputChange RunCheck YearCount
packets: Ledger LedgerEntry
public_records: EVENTS Deadline Duty DutyName Outcome Punctuality Request RequestEvent Unit count_outcomes
screening_flow: METHODS STREAMS Amendment Box Flow FlowDiagram FlowStep Identified Only OwnBox Search Standing Status method_of stream_words
verification: Verified
""")

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a sorted list of the table above

__getattr__: Callable[[str], object] = lazy_names(__name__, _HOMES)

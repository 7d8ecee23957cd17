"""Result types of the evidence stages, which pages and tables show.

They live below the packages that compute them, so that a page doesn't depend on how a number was counted. As in `litreview.core.model`,
values are frozen, keyword-only and slotted; nothing here reads a file, compares or decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names

if TYPE_CHECKING:
    from litreview.core.results.assessment import (
        ALL as ALL,
        APART as APART,
        FOUND as FOUND,
        NOT_STATED as NOT_STATED,
        Assessment as Assessment,
        Cell as Cell,
        CodingCount as CodingCount,
        Codings as Codings,
        GoalState as GoalState,
        GoalStates as GoalStates,
        Quote as Quote,
    )
    from litreview.core.results.chains import (
        SIDES as SIDES,
        UNHELD as UNHELD,
        Coverage as Coverage,
        Doubt as Doubt,
        Echo as Echo,
        Family as Family,
        Findings as Findings,
        FindingStress as FindingStress,
        Footing as Footing,
        Manuscript as Manuscript,
        Mention as Mention,
        Notice as Notice,
        Reach as Reach,
        Reversal as Reversal,
        TraceStep as TraceStep,
        Use as Use,
    )
    from litreview.core.results.coverage import (
        ALL_DATABASES as ALL_DATABASES,
        CERTAINTY as CERTAINTY,
        RECOMMENDATION as RECOMMENDATION,
        STANCE_SHOWN as STANCE_SHOWN,
        UNCODED as UNCODED,
        Differing as Differing,
        EvidenceMap as EvidenceMap,
        Facets as Facets,
        FieldCount as FieldCount,
        MainGroup as MainGroup,
        Overlap as Overlap,
        SearchRecall as SearchRecall,
        SecondaryCode as SecondaryCode,
        StanceCount as StanceCount,
        certainty as certainty,
        rests_on_suggestion as rests_on_suggestion,
        short_count as short_count,
        stance_part as stance_part,
        suggested_pairs as suggested_pairs,
    )
    from litreview.core.results.description import (
        Aspect as Aspect,
        AuthorCount as AuthorCount,
        ChecklistItem as ChecklistItem,
        CitedWork as CitedWork,
        CountryCount as CountryCount,
        Description as Description,
        Difference as Difference,
        InputChange as InputChange,
        JournalCount as JournalCount,
        Made as Made,
        Methods as Methods,
        MethodsSentence as MethodsSentence,
        OutputChange as OutputChange,
        RunCheck as RunCheck,
        YearCount as YearCount,
    )
    from litreview.core.results.packets import Ledger as Ledger, LedgerEntry as LedgerEntry
    from litreview.core.results.public_records import (
        EVENTS as EVENTS,
        Deadline as Deadline,
        Duty as Duty,
        DutyName as DutyName,
        Outcome as Outcome,
        Punctuality as Punctuality,
        Request as Request,
        RequestEvent as RequestEvent,
        Unit as Unit,
        count_outcomes as count_outcomes,
    )
    from litreview.core.results.screening_flow import (
        METHODS as METHODS,
        STREAMS as STREAMS,
        Amendment as Amendment,
        Box as Box,
        Flow as Flow,
        FlowDiagram as FlowDiagram,
        FlowStep as FlowStep,
        Identified as Identified,
        Only as Only,
        OwnBox as OwnBox,
        Search as Search,
        Standing as Standing,
        Status as Status,
        method_of as method_of,
        stream_words as stream_words,
    )
    from litreview.core.results.verification import Verified as Verified

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

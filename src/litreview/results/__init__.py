"""What the stages of evidence return: the values that the review keeps and that pages and tables show.

They are below the rooms that make them, so that a page need not know how a number was counted. As in `litreview.model`, every
value is frozen, keyword-only and slotted; nothing here reads a file, compares or decides.
"""

from litreview.results.assessment import APART, FOUND, Assessment, Cell
from litreview.results.chains import (
    SIDES,
    Coverage,
    Doubt,
    Echo,
    Family,
    Findings,
    Footing,
    Manuscript,
    Mention,
    Notice,
    Reach,
    Use,
)
from litreview.results.codings import ALL, NOT_STATED, CodingCount, Codings, Quote
from litreview.results.coverage import (
    STANCE_SHOWN,
    Differing,
    EvidenceMap,
    Facets,
    FieldCount,
    MainGroup,
    StanceCount,
    Topic,
    stance_part,
)
from litreview.results.description import (
    AuthorCount,
    CitedWork,
    CountryCount,
    Description,
    JournalCount,
    YearCount,
)
from litreview.results.diagram import Box, FlowDiagram, OwnBox, Step
from litreview.results.differences import Difference, InputChange, OutputChange
from litreview.results.goals import GoalState, GoalStates
from litreview.results.methods import ChecklistItem, Made, Methods, Sentence
from litreview.results.overlap import Overlap
from litreview.results.requests import (
    EVENTS,
    Deadline,
    Duty,
    DutyName,
    Event,
    Outcome,
    Punctuality,
    Request,
    Unit,
    count_outcomes,
)
from litreview.results.run_check import Aspect, RunCheck
from litreview.results.screening import (
    METHODS,
    Flow,
    Identified,
    Only,
    Search,
    Standing,
    Status,
    StatusName,
    method_of,
)
from litreview.results.streams import STREAMS, stream_words
from litreview.results.verification import Verified

__all__ = [
    "ALL",
    "APART",
    "EVENTS",
    "FOUND",
    "METHODS",
    "NOT_STATED",
    "SIDES",
    "STANCE_SHOWN",
    "STREAMS",
    "Aspect",
    "Assessment",
    "AuthorCount",
    "Box",
    "Cell",
    "ChecklistItem",
    "CitedWork",
    "CodingCount",
    "Codings",
    "CountryCount",
    "Coverage",
    "Deadline",
    "Description",
    "Difference",
    "Differing",
    "Doubt",
    "Duty",
    "DutyName",
    "Echo",
    "Event",
    "EvidenceMap",
    "Facets",
    "Family",
    "FieldCount",
    "Findings",
    "Flow",
    "FlowDiagram",
    "Footing",
    "GoalState",
    "GoalStates",
    "Identified",
    "InputChange",
    "JournalCount",
    "Made",
    "MainGroup",
    "Manuscript",
    "Mention",
    "Methods",
    "Notice",
    "Only",
    "Outcome",
    "OutputChange",
    "Overlap",
    "OwnBox",
    "Punctuality",
    "Quote",
    "Reach",
    "Request",
    "RunCheck",
    "Search",
    "Sentence",
    "StanceCount",
    "Standing",
    "Status",
    "StatusName",
    "Step",
    "Topic",
    "Unit",
    "Use",
    "Verified",
    "YearCount",
    "count_outcomes",
    "method_of",
    "stance_part",
    "stream_words",
]

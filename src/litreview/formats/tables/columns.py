"""Dataclasses for the rows of the tables: fields are the columns in order, and annotations give their types and closed values.

An annotation gives the dtype of a column. A `Literal`, or a tuple in `Annotated`, is its closed list of values; a text in `Annotated` describes it.
A missing text is `""`, a missing number None. Tables without a class here have rows of a class that stages return (`litreview.core.results`).
"""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass
from typing import Annotated, Any, Literal

from litreview.core.decision_types import VERBS, StatusName
from litreview.core.model import Basis, CitationMethod, FindingKind, Level, TagMethod, Verdict
from litreview.core.results.assessment import APART, FOUND, State
from litreview.core.results.chains import SIDES
from litreview.core.results.public_records import EVENTS, DutyName, Outcome
from litreview.core.results.screening_flow import STREAMS
from litreview.core.results.verification import SOURCE_VERDICTS

Number = int | None
Listed = Annotated[str, "joined by `; `"]
Screened = Annotated[Literal["", "abstract", "fulltext"], "where that happened, or what it waits for"]
Study = Annotated[str, "the source that is counted for the same study, if that is another"]
YesNo = Literal["", "yes", "no"]
AnswerState = Literal["", "decided", "likely", "suggested", "ask"]
Line = Annotated[Number, "of the file"]
Keys = Annotated[str, "of these sources, joined by `; `"]
DUTIES: tuple[DutyName, ...] = ("acknowledge", "determine", "produce")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row per record: where it was read, and the source that holds it."""

    file: str
    line: Line
    record: Annotated[str, "id of the record: file and key"]
    source: Annotated[str, "key of the source"]


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One row per record, with what it says of itself."""

    record: Annotated[str, "id of the record: file and key"]
    file: str
    line: Line
    key: str
    type: str
    title: str
    authors: Listed
    year: Number
    container: Annotated[str, "journal, book or series"]
    volume: str
    number: Annotated[str, "of the issue"]
    pages: str
    doi: str
    confidential: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row per source, with its codes and its status."""

    key: str
    type: str
    title: str
    authors: Listed
    year: Number
    container: Annotated[str, "journal, book or series"]
    volume: str
    number: Annotated[str, "of the issue"]
    pages: str
    publisher: Annotated[str, "or institution"]
    doi: str
    url: str
    goals: Annotated[str, "its codes of the main group, joined by `; `"]
    topics: Annotated[str, "its other codes, joined by `; `"]
    source_type: Annotated[str, "its codes of the type of source, joined by `; `"]
    basis: Annotated[Basis, "the richest text that its tags were read from"]
    records: Annotated[int, "how many it was merged from"]
    former_keys: Listed
    files: Annotated[str, "that hold its records, joined by `; `"]
    confidential: bool
    disputed: Annotated[str, "codes on which people differ, joined by `; `"]
    status: StatusName | Literal[""]
    stage: Screened
    reason: Annotated[str, "why it is out, or pending"]
    stream: Annotated[str, STREAMS]


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One row per cell of goal, stream and what was found."""

    goal: str
    stream: Annotated[str, STREAMS]
    column: Annotated[str, (*FOUND, *APART), "the stance, or why the sources are not counted as evidence"]
    studies: Annotated[int, "several reports of a study are one"]
    sources: int
    keys: Keys


@dataclass(frozen=True, slots=True)
class SearchOverlapRow:
    """One row per stage and combination of databases that found the same works."""

    stage: Annotated[str, "`records`, `sources`, `screened` or `included`"]
    databases: Listed
    number_of_databases: int
    count: Annotated[int, "works; at the stage `records` records"]
    keys: Keys


@dataclass(frozen=True, slots=True)
class SearchRecallRow:
    """One row per database, and one for all together, if a search names works that it must find."""

    database: str
    known: Annotated[int, "works that searches name as known"]
    found: int
    recall: Annotated[float, "found / known"]
    low: Annotated[float, "95 % interval of Clopper and Pearson"]
    high: float
    keys: Annotated[Listed, "of the works found"]
    missed: Annotated[Listed, "as `[[search]] known` writes them"]
    only: Annotated[int, "sources of the review that no other database has"]


@dataclass(frozen=True, slots=True)
class DatabaseRow:
    """One row per database."""

    database: str
    records: int
    works: int
    only: Annotated[int, "works that no other database has"]
    beside: Annotated[int, "records that count nowhere, being of no literature or confidential"]


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """One row per source that is out: excluded, not retrieved, left unscreened."""

    key: str
    authors: Listed
    year: Number
    title: str
    container: Annotated[str, "journal, book or series"]
    status: StatusName
    stage: Screened
    reason: str
    study: Study
    doi: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row per value that a source did not choose, and per value that it has from a registry or from a person."""

    source: str
    field: str
    value: str
    file: str
    line: Line
    taken: Annotated[bool, "the source has it: only a registry gave it, or a person corrected it"]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row per pair of records that a person should judge, the likeliest first."""

    rank: int
    score: Annotated[float, "how likely it is one work, 0 to 1"]
    record_a: str
    record_b: str
    reasons: Listed
    rule: str
    remaining: Annotated[float | None, "the share of duplicates expected behind this pair"]


Same = Annotated[bool | None, "True the same, False different, absent where one has none"]


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row per pair of records that was scored, with the evidence of each field, the likeliest first."""

    record_a: str
    record_b: str
    source_a: str
    source_b: str
    verdict: Verdict
    score: Annotated[float, "strength of the verdict, 0 to 1; of a question, how likely it is one work"]
    title: Annotated[float, "similarity of the titles, 0 to 1"]
    authors: Annotated[float | None, "share of the shorter list that is in the other"]
    years_apart: Number
    container: Same
    volume: Same
    number: Same
    page: Same
    doi: Same
    isbn: Same
    abstract: Same
    rule: str
    reasons: Listed


@dataclass(frozen=True, slots=True)
class CommonWorksRow:
    """One row per pair of works: how many works both cite (coupling), or cite both (co-citation), the most first."""

    a: str
    b: str
    weight: int


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """One row per work of a graph: its community, numbered from 0, the largest first; -1 without citations."""

    key: str
    community: int


@dataclass(frozen=True, slots=True)
class PagerankRow:
    """One row per work of a graph: its PageRank."""

    key: str
    pagerank: float


@dataclass(frozen=True, slots=True)
class TagRow:
    """One row per span of text behind an answer on a code, and one per answer without a span. Count a `yes` whose state is not `ask`."""

    source: str
    code: str
    method: TagMethod
    coder: Annotated[str, "empty for the machine"]
    score: float
    basis: Annotated[Basis, "the text there was to read"]
    field: Annotated[str, "of the span"]
    start: Annotated[Number, "of the span, in characters"]
    end: Number
    text: str
    state: Annotated[
        AnswerState,
        "decided by a person, likely, suggested, or ask; the same on each row of a source and code",
    ]
    answer: YesNo
    probability: Annotated[float | None, "that it has the code, whatever the answer"]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One row per source and code of the main group on which nobody has decided."""

    source: str
    code: str
    state: State
    answer: YesNo
    probability: Annotated[float, "that it has the code, whatever the answer"]
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row per value that a person noted in an evidence field."""

    source: str
    field: str
    code: Annotated[str, "empty where the value is of the whole source"]
    value: str
    coder: str
    where: Annotated[str, "page or quote"]
    reason: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class CitationRow:
    """One row per citation between sources, with the cited reference that it rests on."""

    citing: str
    cited: str
    method: CitationMethod
    confidence: float
    reference: str
    file: str
    line: Line


@dataclass(frozen=True, slots=True)
class CitationQueueRow:
    """One row per citation that a person should judge, the likeliest first."""

    rank: int
    confidence: float
    citing: str
    cited: str
    title: Annotated[str, "of the work perhaps cited"]
    reference: str
    file: str
    line: Line


@dataclass(frozen=True, slots=True)
class YearRow:
    """One row per year of publication of what is cited."""

    year: int
    references: int
    deviation: Annotated[float, "from the median of the years around it"]


@dataclass(frozen=True, slots=True)
class NotHeldRow:
    """One row per work that sources cite and the review does not hold, most cited first."""

    cited_by: Annotated[int, "how many sources"]
    citing: Keys
    author: str = ""
    year: Number = None
    title: str = ""
    container: str = ""
    volume: str = ""
    page: str = ""
    doi: str = ""
    reference: Annotated[str, "the best-formed one"] = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row per main figure of a description of the literature."""

    figure: str
    value: float | None


@dataclass(frozen=True, slots=True)
class ManuscriptRow:
    """One row per citation of the manuscript, and per source that it never cites."""

    status: Literal["cited", "undefined", "unused"]
    key: Annotated[str, "as the manuscript has it"]
    source: str
    file: str
    line: Line
    section: str
    recommendations: Listed
    intent: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One row per decision; one on a sealed code has the month alone."""

    when: str
    by: str
    verb: Annotated[str, VERBS]
    key: str
    value: str
    where: Annotated[str, "page or quote"]
    reason: str
    what: Annotated[str, "author, year and title of the work"]
    shown: Annotated[str, ("yes", "no"), "whether a suggestion of the machine was shown"]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One row per thing judged with Krippendorff's alpha of all its coders, and one per two of them with Cohen's kappa."""

    about: str
    statistic: Literal["alpha", "kappa"]
    coders: Listed
    sources: Annotated[int, "that both, or at least two, have judged"]
    value: float | None
    low: Annotated[float | None, "end of the interval"]
    high: float | None
    percent: Annotated[float | None, "agreement of all coders, 0 to 1"]
    prevalence: Annotated[float | None, "0 to 1"]
    why: Annotated[str, "there is no value or no interval"]


@dataclass(frozen=True, slots=True)
class EvidenceMapRow:
    """One row per cell of an evidence map, the empty ones too."""

    code: str
    type: str
    sources: int
    suggested: Annotated[int, "those of the sources that are there only as suggested"]
    keys: Keys


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One row per number of the flow."""

    number: str
    of: Annotated[str, "the file, reason or stream, where it is not of all"]
    count: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One row per passage of a source on a side of a finding, and per finding that a recommendation rests on."""

    kind: FindingKind | Literal["recommendation"]
    id: str
    statement: str
    goal: str = ""
    stance: str = ""
    cerqual: Annotated[str, "confidence in the finding"] = ""
    strength: str = ""
    strength_reason: str = ""
    side: Annotated[str, (*SIDES, "rests on")] = ""
    key: Annotated[str, "of the source, or id of the finding"] = ""
    where: str = ""
    quote: str = ""


RequestRow: type[Any] = make_dataclass(
    "RequestRow",
    [
        *((name, str) for name in ("code", "agency", "level", "jurisdiction", "law")),
        ("tracking", Listed),
        ("sent", str),
        # of each other event its first day, and the days to it
        *(
            (f"{event}{end}".replace(" ", "_"), kind)
            for event in EVENTS[1:]
            for end, kind in (("", str), ("_days", Number))
        ),
        # how each duty was met, and when it was due
        *((f"{duty}{end}", str) for duty in DUTIES for end in ("", "_due")),
        ("why", Annotated[str, "each duty stands so"]),
        ("outcome", Outcome),
        ("fee", Annotated[float | None, "in dollars"]),
        ("exemption", str),
        ("pages", Number),
        ("documents_held", int),
        ("documents_released", int),
    ],
    frozen=True,
    slots=True,
    namespace={
        "__doc__": "One row per request for public records: the first day of each event and the days to it, and of each duty how it was met and when it was due."
    },
)


@dataclass(frozen=True, slots=True)
class StressRow:
    """One row per finding or recommendation and kind of reversal: the smallest set that changes it, and what changes it alone."""

    id: Annotated[str, "of the finding or recommendation"]
    stands: bool
    held: Annotated[bool, "by the judgements of its sources"]
    supporting: Annotated[int, "independent origins that support it"]
    contradicting: Annotated[int, "independent origins that contradict it"]
    kind: Annotated[str, "what is reversed"] = ""
    size: Annotated[int | None, "of the smallest set; empty if no set changes it"] = None
    smallest: Annotated[str, "the smallest set"] = ""
    alone: Annotated[str, "each that changes it alone"] = ""
    rests_on: Annotated[str, "how much of its support is of one kind"] = ""
    why: Annotated[str, "it is not held"] = ""
    fragile: Annotated[int, "judgements of which each, said otherwise, would make it not held"] = 0
    goal_balance: Annotated[str, "how all coded sources stand on its goal"] = ""
    conflicts: Annotated[str, "what in the review speaks against it beyond its own sources"] = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row per number that the review states, without the numbers of Problems, which problems.csv lists."""

    name: str
    value: int
    definition: Annotated[str, "what it counts"]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One row per Problem."""

    file: str
    line: Line
    code: str
    level: Level
    key: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedRow:
    """One row per thing that is known of a source, one at least."""

    source: str
    verdict: Annotated[str, tuple(SOURCE_VERDICTS.values())]
    what: Annotated[str, "agrees, differs, slightly, contradicts or notice"] = ""
    field: str = ""
    ours: str = ""
    theirs: str = ""
    registry: str = ""
    rule: str = ""
    file: str
    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class TagChangeRow:
    """One row per tag of the machine that came or went."""

    source: str
    code: str
    change: Annotated[str, "came or went"]
    coded_by: Annotated[str, "who judged codes of this source, joined by `; `"]
    words: Annotated[str, "that the tag rests on, or rested on, joined by `; `"]

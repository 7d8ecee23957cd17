"""Answers of results about what they hold, each with a value that counts and one that does not. All are made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from litreview.core.model import Doi, Finding, Recommendation, Tag, Where
from litreview.core.results.assessment import (
    Assessment,
    Cell,
    CodingCount,
    Codings,
    GoalState,
    GoalStates,
    Quote,
)
from litreview.core.results.chains import (
    UNHELD,
    Coverage,
    Doubt,
    Findings,
    Footing,
    Manuscript,
    Mention,
    Reversal,
    TraceStep,
    Use,
)
from litreview.core.results.coverage import (
    EvidenceMap,
    Overlap,
    SearchRecall,
    StanceCount,
    certainty,
    rests_on_suggestion,
    short_count,
    stance_part,
    suggested_pairs,
)
from litreview.core.results.description import (
    CitedWork,
    Description,
    Difference,
    InputChange,
    Methods,
    MethodsSentence,
    OutputChange,
    YearCount,
)
from litreview.core.results.packets import Ledger, LedgerEntry, PacketCheck, PacketDifference
from litreview.core.results.public_records import Deadline, Request, RequestEvent, count_outcomes
from litreview.core.results.screening_flow import Box, Flow, FlowDiagram, FlowStep, Standing, Status
from litreview.core.results.texts import TextFacts, TextPassage, page_words

HERE = Where(file="a.md", line=3)


def dated(*events: tuple[str, int]) -> Request:
    return Request(
        code="R1", events=tuple(RequestEvent(on=date(2026, 1, day), what=what) for what, day in events)
    )


PASSAGE = TraceStep(kind="passage", words="They left.", where="b.md:9")
SOURCE = TraceStep(kind="source", name="Roe2020", relation="supports", steps=(PASSAGE,))
TRACES = [
    (TraceStep(kind="text"), "text"),
    (PASSAGE, "passage: They left. (b.md:9)"),
    (SOURCE, "supports source Roe2020\n  passage: They left. (b.md:9)"),
    (TraceStep(kind="finding", name="f1", steps=(SOURCE, PASSAGE)),
     "finding f1\n  supports source Roe2020\n    passage: They left. (b.md:9)\n  passage: They left. (b.md:9)"),
    (RequestEvent(on=date(2026, 1, 2), what="determination", result="partial"), "2026-01-02 determination: partial"),
    (RequestEvent(on=date(2026, 1, 2), what="sent"), "2026-01-02 sent"),
    (PacketDifference(kind="bytes", what="a.csv", detail="is missing"), "a.csv: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), TRACES)
def test_what_is_printed(value: object, text: str) -> None:
    assert text == str(value)


HELD, LACKING, OPEN = (
    Finding(id=name, statement="", state=state, recommendations=("r1",) * (name == "b"))
    for name, state in (("a", ""), ("b", UNHELD), ("c", "open"))
)
FINDINGS = Findings(findings=(HELD, LACKING, OPEN))
EXCLUDED, WEIGHED = Doubt(kind="excluded", words="was excluded"), Doubt(kind="weighed", words="is a claim")
FOOTING = Footing(
    of="f1",
    side="contradicts",
    sources=("a", "b", "c"),
    unknown=("x",),
    doubts={"a": (EXCLUDED, WEIGHED), "b": (WEIGHED,), "c": ()},
    streams={"c": "interview"},
)
MENTION = Mention(
    key="a",
    where=HERE,
    section=("Results", "Ports"),
    named=("r1", "r2"),
    intent="cites",
    doi=Doi("10.5555/a"),
)
LOST, BARE = Mention(key="x", where=HERE), Mention(key="b", where=Where(file="b.docx"))
MANUSCRIPT = Manuscript(
    uses=(Use(mention=MENTION, source="a"), Use(mention=LOST, source=""), Use(mention=BARE, source="b"), Use(mention=MENTION, source="a")),
    unused=("c",),
    coverage=(Coverage(recommendation="r1", cited=("a",), uncited=(), beside=()),),
)  # fmt: skip
CHAINS = [
    (lambda: FINDINGS.found, (HELD,)),
    (lambda: FINDINGS.unheld, (LACKING,)),
    (lambda: FINDINGS.open, (OPEN,)),
    # those that it names first, then those that name it; one that is not there is left out
    (lambda: FINDINGS.bases(Recommendation(id="r1", statement="", findings=("c", "z"))), (OPEN, LACKING)),
    (lambda: FINDINGS.bases(Recommendation(id="r2", statement="")), ()),
    (lambda: FOOTING.faults, {"a": (EXCLUDED,)}),
    (lambda: Footing(of="f1", side="supports").faults, {}),
    (lambda: FOOTING.counting, ("c",)),
    (lambda: FOOTING.named, 4),
    (lambda: FOOTING.by_stream, "2 works, 1 interview"),
    (lambda: Footing(of="f1", side="supports", sources=("a",)).by_stream, ""),
    (lambda: Footing(of="f1", side="supports").reserve, ""),
    (lambda: FOOTING.reserve, "1 is excluded, 1 is a claim, 1 is no known source"),
    (lambda: Footing(of="f1", side="supports", sources=("a", "b"), doubts={"a": (EXCLUDED,), "b": (EXCLUDED,)}).reserve, "2 are excluded; none counts as evidence"),
    (lambda: Footing(of="f1", side="supports", sources=("a",)).reserve, ""),
    (lambda: MANUSCRIPT.cited, ("a", "b")),
    (lambda: MANUSCRIPT.undefined, (LOST,)),
    (MANUSCRIPT.sections, (("Results / Ports", ("a",)), ("", ("b",)))),
    (lambda: [row[:5] for row in MANUSCRIPT.rows()], [
        ("cited", "a", "a", "a.md", 3), ("undefined", "x", "", "a.md", 3), ("cited", "b", "b", "b.docx", None),
        ("cited", "a", "a", "a.md", 3), ("unused", "c", "c", "", None),
    ]),
    (lambda: next(iter(MANUSCRIPT.rows()))[5:], ("Results / Ports", "r1; r2", "cites")),
    (lambda: Reversal(kind="coder", causes={"ann": "ann"}, drops=frozenset({("f1", "a")}), adds=frozenset({("f2", "supports", "a")})).balances,
     {"f1", "f2"}),
    (lambda: Reversal(kind="judgement", causes={"x": "stance of a"}, to="supports").names, ("stance of a, to supports",)),
    (lambda: Reversal(kind="judgement", causes={"x": "stance of a", "y": "tag of b"}).names, ("stance of a", "tag of b")),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), CHAINS)
def test_findings_and_what_they_rest_on(answer: Callable[[], object], expected: object) -> None:
    assert expected == answer()


TOTAL, GROUP, CODER, OTHER = (
    CodingCount(code=code, role_group=group, coder=coder, interviews=n, codings=2 * n)
    for code, group, coder, n in (
        ("fear", "all", "all", 9),
        ("fear", "officers", "all", 5),
        ("fear", "all", "ann", 6),
        ("trust", "officers", "bob", 7),
    )
)
CODINGS = Codings(counts=(TOTAL, GROUP, CODER, OTHER))
ASSESSMENT = Assessment(
    goals=(("protect", "Protect"), ("convict", "Convict")),
    streams=("literature", "interview"),
    cells={
        ("protect", "literature", "supports"): Cell(sources=("a", "b"), studies=1),
        ("protect", "interview", "supports"): Cell(sources=("I01",), studies=1),
        ("protect", "literature", "claim"): Cell(sources=("c",), studies=1),
        ("convict", "literature", "supports"): Cell(sources=("d",), studies=4),
    },
    designs={("protect", "supports"): {"a trial": 1}},
)
LEAST = GoalState(source="a", code="protect", state="ask", answer=True, probability=0.75, reason="")
MOST, LIKELY = replace(LEAST, probability=0.5), replace(LEAST, state="likely")
STATES = GoalStates.of([LEAST, MOST, LIKELY, LIKELY], ["prevent", "protect"])
COUNTS = [
    (lambda: LEAST.doubt, 0.5),
    (lambda: STATES.ask, (MOST, LEAST)),
    (lambda: STATES.counts, {"prevent": {}, "protect": {("ask", True): 2, ("likely", True): 2}}),
    (lambda: Assessment(streams=("interview",), cells={("protect", "interview", "mixed"): Cell(studies=1)}).sentence("protect"),
     "protect: Of 1 interview, none supports, none contradicts, 1 is mixed."),
    (lambda: CODINGS.codes, ("fear", "trust")),
    (lambda: CODINGS.total("fear"), TOTAL),
    (lambda: CODINGS.by_role_group("fear"), (GROUP,)),
    (lambda: CODINGS.by_role_group("trust"), (OTHER,)),
    (lambda: CODINGS.by_coder("fear"), (CODER,)),
    (lambda: [*CODINGS.rows()][:1], [("fear", "all", "all", 9, 18, "")]),
    (lambda: [*Codings(kept_private=True).rows()], [("", "all", "all", None, None, "kept private")]),
    (lambda: Quote(code="I07", words=" “They\n left.” ", span="para 12").printed, "“They left.” (I07, para 12)"),
    (lambda: Quote(code="I07", words="They left.").printed, "“They left.” (I07)"),
    (lambda: ASSESSMENT.filled_columns, ("supports", "claim")),
    (lambda: ASSESSMENT.count("protect", "supports"), 2),
    (lambda: ASSESSMENT.count("protect", "supports", "claim", stream="literature"), 2),
    (lambda: ASSESSMENT.count("protect", "mixed"), 0),
    (lambda: ASSESSMENT.cell("protect", "interview", "mixed"), Cell()),
    (lambda: ASSESSMENT.bar("protect", "interview", 10), (("supports", 1, 0, 10),)),
    (lambda: ASSESSMENT.design_rows, (("Protect", "supports", 1, "a trial"),)),
    (lambda: ASSESSMENT.rows()[0], ("protect", "literature", "supports", 1, 2, "a; b")),
    (lambda: len(ASSESSMENT.rows()), 4),
    (lambda: ASSESSMENT.sentence("convict"), "Convict: Of 4 studies with a result, 4 support, none contradicts."),
    (lambda: ASSESSMENT.sentence("protect"),
     "Protect: Of 1 study with a result in 2 works, 1 supports, none contradicts. Of 1 interview, 1 supports, none contradicts. Left out: 1 claim."),
    (lambda: ASSESSMENT.sentence("other"), "other: no source has a stance on it yet."),
    (lambda: Assessment(cells={("protect", "literature", "claim"): Cell(studies=1)}).sentence("protect"), "protect: no source reports a result. Left out: 1 claim."),
    (lambda: Assessment(cells={("protect", "literature", "unread"): Cell(studies=2)}).sentence("protect"), "protect: no result is coded yet (2 sources known by title only)."),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), COUNTS)
def test_codings_and_the_evidence_on_a_goal(answer: Callable[[], object], expected: object) -> None:
    assert expected == answer()


MAP = EvidenceMap(
    rows=(("protect", "Protect"), ("convict", "Convict")),
    columns=(("article", "Articles"), ("book", "Books")),
    cells={("protect", "article"): ("a", "b"), ("protect", "book"): ("I01",), ("convict", "article"): ("b",)},
    claims=frozenset({"b"}),
    streams={"I01": "interview"},
    stances={("protect", "a"): "supports", ("protect", "b"): "claim"},
    suggested=frozenset({("protect", "b")}),
)
OVERLAP = Overlap(
    databases=("A", "B"),
    found_in={"x": ("A",), "y": ("A", "B"), "z": ("B",)},
    records={"x": 3, "y": 1, "z": 1},
    stages={"sources": ("x", "y", "z"), "included": ("y",)},
)
RECALL = SearchRecall(database="A", known=("k1", "k2", "k3", "k4"), found=("k2",))
PROTECT = Tag(source="a", code="protect", method="rule", state="suggested")
UNREAD, SURE = replace(PROTECT, code="unread"), replace(PROTECT, code="prevent", state="likely")
COVERAGE = [
    (lambda: stance_part(""), "silent"),
    (lambda: stance_part("law"), "apart"),
    (lambda: MAP.sources("protect"), ("a", "b", "I01")),
    (lambda: MAP.sources(column="article"), ("a", "b")),
    (lambda: MAP.sources("convict", "book"), ()),
    (MAP.count, 3),
    (lambda: MAP.suggested_keys("protect"), ("b",)),
    (lambda: MAP.suggested_keys("convict"), ()),
    (MAP.table, (
        ("goal", "article", "book", "total", "claims", "stream-literature", "stream-interview", "suggested-article", "suggested-book", "suggested"),
        (("protect", 2, 1, 3, 1, 2, 1, 1, 0, 1), ("convict", 1, 0, 1, 1, 1, 0, 0, 0, 0), ("total", 2, 1, 3, 1, 2, 1, "", "", "")),
    )),
    (lambda: MAP.mixed_streams, ("literature", "interview")),
    (lambda: EvidenceMap(cells={("protect", "article"): ("a",)}).mixed_streams, ()),
    (lambda: MAP.part_cell("protect", "article"), {"supports": ("a",), "apart": ("b",)}),
    (lambda: MAP.part_cell("protect", "book"), {"silent": ("I01",)}),
    (lambda: MAP.gaps("convict"), ("Books",)),
    (lambda: MAP.gaps("protect"), ()),
    (lambda: MAP.count_claims("protect"), 1),
    (lambda: MAP.with_columns(2), MAP),
    (lambda: MAP.with_columns(1).cells, {("protect", "other-types"): ("a", "b", "I01"), ("convict", "other-types"): ("b",)}),
    (lambda: StanceCount(goal="protect", keys={"supports": ("a",)}, disputed=("b",), uncoded=("c",), suggested=("d",), law=("e",), claimed=("f",)).noted_keys, set("abcdef")),
    (lambda: RECALL.recall, 0.25),
    (lambda: RECALL.missed, ("k1", "k3", "k4")),
    (lambda: OVERLAP.last, "included"),
    (lambda: Overlap().last, "sources"),
    (lambda: OVERLAP.of("A"), ("x", "y")),
    (lambda: OVERLAP.only("A"), ("x",)),
    (lambda: OVERLAP.only("A", "included"), ()),
    (lambda: OVERLAP.shared("A", "B"), 1),
    (OVERLAP.rows, [
        ("records", "A", 1, 3, "x"), ("records", "A; B", 2, 1, "y"), ("records", "B", 1, 1, "z"),
        ("sources", "A", 1, 1, "x"), ("sources", "B", 1, 1, "z"), ("sources", "A; B", 2, 1, "y"), ("included", "A; B", 2, 1, "y"),
    ]),
    # that only the title was seen is a fact, and no suggestion
    (lambda: suggested_pairs([UNREAD, PROTECT, SURE]), {("a", "protect")}),
    (lambda: certainty(0, 0), ""),
    (lambda: short_count(1, 1), "0 + 1"),
    (lambda: rests_on_suggestion(["a", "b"], []), False),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), COVERAGE)
def test_maps_and_overlaps(answer: Callable[[], object], expected: object) -> None:
    assert expected == answer()


CHANGE = InputChange(kind="file", what="a.bib", how="added", where=HERE)
RESULT = OutputChange(aspect="source", key="a", what="", before="", after="there", causes=(1,))
DESCRIPTION = Description(
    works=4,
    years=(YearCount(year=2018, works=1), YearCount(year=2020, works=4)),
    most_cited=(
        CitedWork(source="a", label="Roe 2020", year=2020, cited_here=0, times_cited=6),
        CitedWork(source="b", label="Poe 2018", year=2018, cited_here=1, times_cited=None),
    ),
    authorships=6,
    anonymous=1,
    placeless=2,
    international=1,
)
METHODS = Methods(
    sentences=tuple(MethodsSentence(about=about, words=words) for about, words in (("search", "One."), ("screening", "Two."), ("search", "Three."))),
    missing=(MethodsSentence(about="search", words="the day"), MethodsSentence(about="search", words="the hits")),
)  # fmt: skip
DESCRIPTIONS = [
    (lambda: DESCRIPTION.growth, 1.0),
    (lambda: Description(works=1, years=(YearCount(year=2018, works=1),)).growth, None),
    (lambda: [value for name, value in DESCRIPTION.rows() if name in {"first year", "last year", "authors a work", "share of works with authors of several countries", "times cited a work"}],
     [2018, 2020, 2.0, 0.5, 6.0]),
    (lambda: [value for _, value in Description(works=0).rows()], [0, None, None, None, 0, 0, None, 0, 0, None, None, 0, 0, 0]),
    (lambda: METHODS.paragraphs, ("One. Three.", "Two.")),
    (lambda: METHODS.text_of("search"), "One. Three."),
    (lambda: METHODS.text_of("codes"), ""),
    (lambda: METHODS.not_recorded("search"), "the day; the hits"),
    (lambda: METHODS.not_recorded("screening"), ""),
    (lambda: Difference().same, True),
    (lambda: Difference(inputs=(CHANGE,)).same, False),
    (lambda: Difference(outputs=(RESULT,)).same, False),
    (lambda: Difference(inputs=(InputChange(kind="note", what="a", how="added", where=HERE), CHANGE)).caused_by(RESULT), (CHANGE,)),
    (lambda: PacketCheck(digest="0").is_sound, True),
    (lambda: PacketCheck(digest="0", differences=(PacketDifference(kind="bytes", what="a", detail="b"),)).is_sound, False),
    (lambda: Ledger(entries=(LedgerEntry(name="a", value=1, definition=""), LedgerEntry(name="b", value=2, definition="")))["b"], 2),
    (lambda: TextFacts(characters=13, printed=("1", "2")).words, 2),
    (lambda: TextFacts(characters=13, printed=("1", "2")).pages, 2),
    (lambda: TextPassage(source="a", page="", sentence="They left.", file="a.txt").quoted, "“They left.”"),
    (lambda: page_words("4", "counted"), "p. 4"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), DESCRIPTIONS)
def test_descriptions_and_differences(answer: Callable[[], object], expected: object) -> None:
    assert expected == answer()


def standing(**more: object) -> Standing:
    status = {
        "in": Status(status="included"),
        "wait": Status(status="pending", stage="abstract", reason="one vote of 2"),
        "out": Status(status="excluded", stage="fulltext"),
        "I01": Status(status="included"),
    }
    return Standing(status=status, streams={"I01": "interview", "out": "literature"}, **more)  # type: ignore[arg-type]


SCREENED = standing(screened=True)
REQUESTS = [
    Request(code="R1", level="state", outcome="full"),
    Request(code="R2", level="state", outcome="full"),
    Request(code="R3", level="", outcome="pending"),
]
BOX, SIDE, MORE = (Box(label=label, number=n) for label, n in (("Records", 3), ("Removed", 1), ("Added", 2)))
STEP = FlowStep(name="records", phase="Identification", box=BOX, aside=(SIDE,), joining=(MORE,))
DATABASES, OTHERS = (
    "Identification of studies via databases and registers",
    "Identification of studies via other methods",
)
DUE = Deadline(duty="acknowledge", citation="", punctuality="in time", why="")
MET = replace(DUE, duty="produce")
FLOWS = [
    (SCREENED.chosen, {"in", "I01"}),
    (lambda: SCREENED.chosen("candidates"), {"in", "wait", "I01"}),
    (lambda: SCREENED.chosen("all"), {"in", "wait", "out", "I01"}),
    (lambda: standing().chosen(), {"in", "wait", "out", "I01"}),
    (SCREENED.keys, ("in", "wait", "out")),
    (lambda: SCREENED.pending, {"wait"}),
    (lambda: SCREENED.other_streams_words, "1 interview"),
    (lambda: standing(studies={"wait": "in"}).count_studies(("in", "wait", "out")), 2),
    (lambda: SCREENED.sentence, "1 work is included; 1 is pending (1 with one vote of 2); 1 is left out: 1 on full text. The review also has 1 interview"),
    (lambda: standing().sentence, "3 sources, none screened yet, and 1 interview"),
    (lambda: Status(status="excluded", stage="abstract").words, "excluded by title and abstract"),
    (lambda: Status(status="included", stage="fulltext").words, "included"),
    (lambda: BOX.words, "Records: 3"),
    (lambda: '"by_other_methods": {\n    "Küste": 1' in Flow(by_other_methods={"Küste": 1}).to_json(), True),
    (lambda: FlowDiagram(steps=(STEP,)).words, f"{DATABASES}. Records: 3. Removed: 1. Added: 2."),
    (lambda: FlowDiagram(methods=(STEP,), beside=(SIDE,)).words, f"{OTHERS}. Records: 3. Removed: 1. Added: 2. Removed: 1."),
    (lambda: FlowDiagram(steps=(STEP, FlowStep(name="total", phase="Included", box=BOX))).headings[0], "Identification of new studies via databases and registers"),
    (lambda: dated(("sent", 2), ("acknowledged", 9), ("closed", 30)).days_to("closed", "acknowledged"), 7),
    (lambda: dated(("sent", 2)).days_to("closed"), None),
    (lambda: Request(code="R1", deadlines=(DUE, MET)).deadline("produce"), MET),
    (lambda: Request(code="R1", deadlines=(DUE,)).deadline("produce"), None),
    (lambda: dated(("closed", 2)).days_to("closed"), None),
    (lambda: dated(("withdrawn", 2)).sent, False),
    (lambda: dated(("received", 2), ("withdrawn", 3)).sent, True),
    (lambda: dated(("sent", 2), ("acknowledged", 9)).answered, False),
    (lambda: dated(("sent", 2), ("documents", 9)).answered, True),
    (lambda: dated(("sent", 2), ("fee paid", 9)).silent, True),
    (lambda: dated(("sent", 2), ("acknowledged", 9)).silent, False),
    (lambda: count_outcomes(REQUESTS, "level"), {"": {"pending": 1}, "state": {"full": 2}}),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), FLOWS)
def test_screening_and_requests(answer: Callable[[], object], expected: object) -> None:
    assert expected == answer()

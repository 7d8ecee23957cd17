"""What is counted, and what is counted apart."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import (
    Decision,
    Deduplication,
    Library,
    Match,
    Record,
    RecordId,
    Relation,
    Source,
    Tag,
    Where,
)
from litreview.core.results import Search
from litreview.judgements.codebook import load_codebook
from litreview.judgements.decisions import STAGES, STANCES
from litreview.stages.evidence import (
    NO_TYPE,
    check_screening,
    check_streams,
    count_flow,
    count_stances,
    judge_status,
    map_evidence,
)


def source(key: str, *, file: str = "bib/a.bib", records: int = 1, confidential: bool = False) -> Source:
    held = tuple(
        Record(
            key=key,
            type="article",
            id=RecordId(f"{file}:{key}#{n}"),
            where=Where(file=file, line=n + 1),
            confidential=confidential,
        )
        for n in range(records)
    )
    return Source(key=key, type="article", records=held, confidential=confidential)


def tags(**codes: str) -> tuple[Tag, ...]:
    return tuple(
        Tag(source=key, code=code, method="rule") for key, found in codes.items() for code in found.split()
    )


def relation(a: str, b: str, kind: Any) -> Relation:
    return Relation(a=a, b=b, kind=kind, by="a")


def said(
    key: str, verb: str, value: str = "abstract", by: str = "a", *, reason: str = "", line: int = 1
) -> Decision:
    return Decision(
        when="2026-01-31T09:30:00Z",
        by=by,
        verb=verb,
        key=key,
        value=value,
        reason=reason,
        place=Where(file=f"decisions/{by}.tsv", line=line),
    )


# --- the evidence map


def test_a_source_is_in_the_row_of_each_of_its_goals_and_once_in_every_total():
    works = [source(key) for key in "ABC"]
    found = map_evidence(
        works, tags(A="protect prosecute book", B="protect book", C="prevent journal-article")
    )
    assert ("A", "B") == found.cells["protect", "book"]
    assert ("A",) == found.cells["prosecute", "book"]
    assert (2, 1, 1) == tuple(found.count(row) for row in ("protect", "prosecute", "prevent"))
    assert 2 == found.count(column="book")
    assert 3 == found.count()


def test_none_is_told_from_unread_and_from_what_nobody_coded():
    found = map_evidence([source(key) for key in "ABC"], tags(A="none book", B="unread book", C="book"))
    assert ("A",) == found.sources("none")
    assert ("B",) == found.sources("unread")
    assert ("C",) == found.sources("not-coded")
    assert ["none", "unread", "not-coded"] == [row for row, _ in found.rows[-3:]]
    found = map_evidence([source("A")], tags(A="none book"))
    assert ["none", "unread"] == [row for row, _ in found.rows[-2:]]


def test_a_source_without_a_type_has_a_column_of_its_own():
    found = map_evidence([source("A")], tags(A="protect"))
    assert ((NO_TYPE, "No type given"),) == found.columns


def test_a_goal_that_is_off_by_default_has_a_row_only_if_a_source_carries_it():
    assert "partner" not in dict(map_evidence([source("A")], tags(A="protect")).rows)
    assert "partner" in dict(map_evidence([source("A")], tags(A="partner")).rows)


def test_tags_on_other_sources_are_left_out():
    found = map_evidence([source("A")], tags(A="protect book", X="protect case"))
    assert (("A",), ["book"]) == (found.sources(), [code for code, _ in found.columns])


def test_a_confidential_source_is_counted_and_named_by_its_code():
    found = map_evidence([source("I01", confidential=True)], tags(I01="protect interview"))
    assert ("I01",) == found.cells["protect", "interview"]
    assert {"I01"} == found.confidential


def test_the_table_of_the_map_has_totals_over_distinct_sources():
    found = map_evidence([source("A"), source("B")], tags(A="protect prosecute book", B="protect case"))
    header, rows = found.table()
    assert header[0] == "goal"
    assert header[3:5] == ("total", "claims")
    assert header[-3:] == ("suggested-book", "suggested-case", "suggested")
    assert ("total", 1, 1, 2, 0) == rows[-1][:5]


BOOK = load_codebook()
CODES = [code.id for code in BOOK.codes]


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.lists(st.sampled_from(CODES), unique=True)))
def test_every_source_is_in_the_map_whatever_its_tags(codes):
    works = [source(key) for key in codes]
    found = map_evidence(works, tags(**{key: " ".join(ids) for key, ids in codes.items()}), BOOK)
    assert set(codes) == set(found.sources())
    assert len(works) == found.count()


# --- screening and flow


@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ([], ("unscreened", "", "")),
        ([said("B", "include")], ("pending", "abstract", "awaits judgement")),
        ([said("A", "include")], ("pending", "fulltext", "awaits judgement")),
        ([said("A", "exclude")], ("excluded", "abstract", "no reason given")),
        ([said("A", "unsure")], ("pending", "abstract", "unsure")),
        ([said("A", "include"), said("A", "exclude", by="b")], ("pending", "abstract", "disputed")),
        ([said("A", "include"), said("A", "include", "fulltext")], ("included", "fulltext", "")),
        ([said("A", "include", "fulltext")], ("included", "fulltext", "")),
        ([said("A", "exclude", "fulltext", reason="not US")], ("excluded", "fulltext", "not US")),
        ([said("A", "not-retrieved", "abstract")], ("not retrieved", "fulltext", "")),
        (
            [said("A", "not-retrieved", "fulltext"), said("A", "include", "fulltext", by="b")],
            ("pending", "fulltext", "disputed"),
        ),
    ],
)
def test_where_a_source_stands(decisions, status):
    found = judge_status([source("A"), source("B")], decisions).status["A"]
    assert status == (found.status, found.stage, found.reason)


@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ([said("A", "include", "fulltext")], ("pending", "one vote of 2")),
        ([said("A", "exclude")], ("pending", "one vote of 2")),
        ([said("A", "unsure")], ("pending", "one vote of 2")),
        ([said("A", "unsure"), said("A", "unsure", by="b")], ("pending", "unsure")),
        ([said("A", "exclude"), said("A", "exclude", by="b")], ("excluded", "no reason given")),
        ([said("A", "include", "fulltext", by="judge")], ("included", "")),
        ([said("A", "not-retrieved", "fulltext")], ("pending", "one vote of 2")),
        (
            [said("A", "not-retrieved", "fulltext"), said("A", "not-retrieved", by="b")],
            ("not retrieved", ""),
        ),
        ([said("B", "exclude")], ("left unscreened", "")),
        ([said("A", "include"), said("A", "include", by="b")], ("pending", "awaits judgement")),
    ],
)
def test_where_two_must_agree_one_vote_is_pending_and_what_a_rule_left_is_neither(decisions, status):
    works = [source("A"), source("B")]
    found = judge_status(
        works, decisions, screeners=2, adjudicators=["judge"], stopped="40 irrelevant in a row"
    )
    assert status == (found.status["A"].status, found.status["A"].reason)


def test_before_anyone_screens_every_source_counts_and_then_only_what_was_judged_in():
    works = [source(key) for key in ("A", "B", "C", "D", "I01", "PR01")]
    before = judge_status(works, [said("A", "tag", "protect")])
    assert before.sentence == "4 sources, none screened yet, and 1 interview and 1 public record"
    assert len(before.chosen()) == 6
    lines = [said("A", "include", "fulltext"), said("B", "exclude"), said("C", "not-retrieved", "fulltext")]
    lines += [said("I01", "exclude")]
    after = judge_status(works, lines, related=[relation("A", "C", "version")])
    assert after.sentence == (
        "1 work is included; 1 is pending; 2 are left out: 1 on title and abstract, 1 not retrieved. The review also has 1 interview and 1 public record"
    )
    assert after.chosen() == {"A", "I01", "PR01"}
    assert after.chosen("candidates") == {"A", "D", "I01", "PR01"}
    assert after.chosen("all") == {work.key for work in works}
    assert ["I01"] == [p.key for p in check_streams(works, lines, after)]


def test_reports_of_one_study_are_told_apart_from_studies():
    lines = [said(key, "include", "fulltext") for key in "ABC"]
    found = judge_status([source(key) for key in "ABC"], lines, related=[relation("A", "C", "version")])
    assert found.sentence == "3 works are included (reports of 2 studies)"


def flow_of(works, decisions, **kw):
    records = tuple(record for work in works for record in work.records)
    library = Library(records=records, files=tuple(dict.fromkeys(r.where.file for r in records)))
    return count_flow(library, Deduplication(sources=tuple(works)), decisions, **kw)


def test_a_finished_review_counts_as_prisma_does():
    works = [source("A", records=3), *(source(key) for key in "BCDE")]
    decisions = [
        said("A", "include"),
        said("A", "include", "fulltext"),
        said("B", "exclude"),
        said("C", "not-retrieved", "fulltext"),
        said("D", "exclude", "fulltext", reason="not US"),
        said("E", "exclude", "fulltext", reason="no outcome"),
    ]
    flow = flow_of(works, decisions, reasons=("no outcome", "not US"))
    assert (7, 2, 5) == (flow.records, flow.duplicates_removed, flow.sources)
    assert (5, 1, 4) == (flow.screened, flow.excluded, flow.sought)
    assert (1, 3, 1) == (flow.not_retrieved, flow.assessed, flow.included)
    assert {"no outcome": 1, "not US": 1} == flow.excluded_by_reason
    assert ["no outcome", "not US"] == list(flow.excluded_by_reason)


VERBS = st.sampled_from(["include", "exclude", "unsure", "not-retrieved"])
DECISIONS = st.lists(
    st.builds(
        said,
        st.sampled_from("ABCDE"),
        VERBS,
        st.sampled_from(STAGES),
        st.sampled_from("xyz"),
        reason=st.sampled_from(["", "r", "s"]),
    ),
    max_size=25,
)


@given(DECISIONS, st.integers(0, 5), st.sampled_from([1, 2]), st.sampled_from(["", "no money left"]))
def test_the_boxes_always_add_up(decisions, count, screeners, stopped):
    works = [source(key, records=2) for key in "ABCDE"[:count]] + [source("I01", records=1)]
    standing = judge_status(works, decisions, screeners=screeners, stopped=stopped)
    flow = flow_of(works, decisions, standing=standing)
    assert {"interview": 1} == flow.beside
    assert flow.records == 2 * count
    assert flow.records == flow.duplicates_removed + flow.sources
    assert flow.sources == flow.screened + flow.one_vote + flow.awaiting_screening + flow.left_unscreened
    assert flow.screened == flow.excluded + flow.unsure + flow.disputed + flow.sought
    assert flow.sought == (
        flow.not_retrieved + flow.awaiting_fulltext + flow.one_vote_fulltext + flow.assessed
    )
    assert flow.assessed == (
        sum(flow.excluded_by_reason.values()) + flow.unsure_fulltext + flow.disputed_fulltext + flow.included
    )


@given(DECISIONS)
def test_the_flow_does_not_hang_on_the_order_of_sources(decisions):
    works = [source(key) for key in "ABCDE"]
    assert flow_of(works, decisions).as_dict() | {"identified": 0} == flow_of(
        works[::-1], decisions
    ).as_dict() | {"identified": 0}


def test_records_are_counted_by_file_with_what_the_database_said():
    works = [source("A", records=2), source("B", file="bib/scopus.bib")]
    searches = [
        Search(database="Scopus", file="bib/scopus.bib", hits=5),
        Search(database="HeinOnline", file="bib/gone.bib", hits=3),
    ]
    found = flow_of(works, [], searches=searches).identified
    assert [("bib/a.bib", 2, None), ("bib/scopus.bib", 1, 5), ("bib/gone.bib", 0, 3)] == [
        (i.file, i.records, i.hits) for i in found
    ]


def test_the_name_of_a_private_file_is_not_shown():
    works = [source("I01", file="private", confidential=True)]
    library = Library(records=works[0].records, files=("private/jane-doe.bib",))
    searches = [Search(database="Interviews", file="private/jane-doe.bib")]
    flow = count_flow(library, Deduplication(sources=tuple(works)), searches=searches)
    assert [("private", 0, "Interviews")] == [(i.file, i.records, i.database) for i in flow.identified]
    assert "jane" not in flow.to_json()


def test_several_searches_of_one_file_are_told_together():
    searches = [
        Search(database="Scopus", platform="Elsevier", date="2026-01-01", file="bib/a.bib", hits=0),
        Search(database="Scopus", date="2026-02-01", file="bib/a.bib"),
        Search(database="Embase", platform="Ovid", file="bib/a.bib", hits=3),
        Search(database="HeinOnline", platform="Hein", date="2026-03-01", file="bib/gone.bib"),
        Search(database="Lexis", file="bib/gone.bib", hits=0),
    ]
    found = flow_of([source("A")], [], searches=searches).identified
    assert [
        ("bib/a.bib", 1, "Scopus or Embase", "Elsevier; Ovid", "2026-01-01; 2026-02-01", 3),
        ("bib/gone.bib", 0, "HeinOnline", "Hein", "2026-03-01", None),
        ("bib/gone.bib", 0, "Lexis", "", "", 0),
    ] == [(i.file, i.records, i.database, i.platform, i.date, i.hits) for i in found]


def test_a_file_below_private_of_which_a_record_is_shown_keeps_its_name():
    works = [source("A", file="private/open.bib"), source("I01", file="private", confidential=True)]
    records = tuple(record for work in works for record in work.records)
    library = Library(records=records, files=("private/open.bib", "private/jane-doe.bib", "bib/empty.bib"))
    searches = [
        Search(database="Open", file="private/open.bib"),
        Search(database="Interviews", file="private/jane-doe.bib"),
        Search(database="Other", file="bib/gone.bib"),
    ]
    flow = count_flow(library, Deduplication(sources=tuple(works)), searches=searches)
    assert [
        ("private/open.bib", 1, "Open"),
        ("bib/empty.bib", 0, ""),
        ("private", 0, "Interviews"),
        ("bib/gone.bib", 0, "Other"),
    ] == [(i.file, i.records, i.database) for i in flow.identified]


def test_reasons_are_in_the_order_of_the_review_then_by_count_then_by_name():
    reasons = {"A": "b", "B": "c", "C": "c", "D": "a", "E": "listed second", "F": "listed first"}
    decisions = [said(key, "exclude", "fulltext", reason=reason) for key, reason in reasons.items()]
    flow = flow_of([source(key) for key in reasons], decisions, reasons=("listed first", "listed second"))
    assert ["listed first", "listed second", "c", "a", "b"] == list(flow.excluded_by_reason)


def test_what_waits_is_counted_by_where_it_waits():
    decisions = [
        *(said("A", "include"), said("B", "unsure"), said("C", "unsure", "fulltext")),
        *(said("D", "include", "fulltext"), said("D", "exclude", "fulltext", by="b")),
        *(said("E", "include"), said("E", "exclude", by="b")),
    ]
    flow = flow_of([source(key) for key in "ABCDEF"], decisions)
    assert (1, 5, 1, 1) == (flow.awaiting_screening, flow.screened, flow.unsure, flow.disputed)
    assert (3, 1, 2) == (flow.sought, flow.awaiting_fulltext, flow.assessed)
    assert (1, 1, 0) == (flow.unsure_fulltext, flow.disputed_fulltext, flow.included)


def test_the_reason_of_a_confidential_exclusion_is_not_shown():
    code = "confidential-kpwtzb"
    flow = flow_of([source(code, confidential=True)], [said(code, "exclude", "fulltext")])
    assert {"reason not shown (confidential)": 1} == flow.excluded_by_reason


def test_flow_json_is_the_numbers_and_always_the_same():
    flow = flow_of([source("A", records=2)], [said("A", "exclude", "fulltext", reason="r")])
    assert (
        flow.to_json()
        == flow_of([source("A", records=2)], [said("A", "exclude", "fulltext", reason="r")]).to_json()
    )
    data = json.loads(flow.to_json())
    assert {"r": 1} == data["excluded_by_reason"]
    assert {
        "file": "bib/a.bib",
        "records": 2,
        "database": "",
        "platform": "",
        "date": "",
        "hits": None,
        "method": "",
        "register": False,
        "previous": False,
    } == data["identified"][0]


def test_pairs_that_wait_for_a_person_are_told():
    match = Match(a=RecordId("x"), b=RecordId("y"), verdict="ask", score=0.8, reasons=())
    assert 1 == count_flow(Library(), Deduplication(queue=(match,))).pairs_to_judge


def test_a_full_text_exclusion_needs_one_of_the_reasons():
    decisions = [
        said("A", "exclude", "fulltext", reason="not US"),
        said("B", "exclude", "fulltext", reason="not UK", line=7),
        said("C", "exclude", "fulltext"),
        said("D", "exclude", "abstract"),
        said("I01", "exclude", "fulltext"),
    ]
    problems = check_screening(decisions, ["not US", "no outcome"], confidential=["I01"])
    assert ["B", "C"] == [problem.key for problem in problems]
    assert (
        "decisions/a.tsv:7: LR510 warning: full-text exclusion of B has the reason 'not UK'; did you mean 'not US'? One of not US, no outcome"
        == str(problems[0])
    )


@pytest.mark.parametrize(
    ("decision", "reasons", "told"),
    [
        (said("A", "exclude", "fulltext"), ["not US"], "gives no reason; one of not US"),
        (said("A", "exclude", "fulltext"), [], "gives no reason; list them in litreview.toml"),
        (said("A", "exclude", "fulltext", reason="x"), [], "has the reason 'x'; list them in litreview.toml"),
        (said("A", "exclude", "abstract", reason="x"), ["not US"], ""),
        (said("A", "include", "fulltext", reason="x"), ["not US"], ""),
        (said("A", "exclude", "fulltext", reason="not US"), ["not US"], ""),
    ],
)
def test_only_a_full_text_exclusion_is_asked_for_its_reason(decision, reasons, told):
    problems = check_screening([decision], reasons)
    assert [told] * bool(told) == [
        f"{p.message.removeprefix('full-text exclusion of A ')}; {p.remedy.removesuffix(', under [screening] reasons')}"
        for p in problems
    ]


# --- stance


def stance(key: str, value: str, by: str = "a") -> Decision:
    return said(key, "stance", value, by)


def test_stances_are_counted_per_goal_and_never_guessed():
    works = [source(key) for key in "ABC"]
    found = count_stances(
        works,
        tags(A="protect", B="protect", C="protect"),
        [stance("A", "protect=contradicts"), stance("B", "prevent=mixed")],
    )
    protect, _, prevent = found
    assert 1 == protect.counts["contradicts"]
    assert ("B", "C") == protect.uncoded
    assert ("B",) == prevent.keys["mixed"]
    assert set(STANCES) == set(protect.counts)


def test_people_who_differ_are_counted_apart():
    found = count_stances(
        [source("A")], (), [stance("A", "protect=supports"), stance("A", "protect=mixed", by="b")]
    )[0]
    assert ("A",) == found.disputed
    assert 0 == sum(found.counts.values())


def test_law_and_agency_claims_are_no_evidence_of_outcome():
    found = count_stances([source("A")], tags(A="protect press-release"), [stance("A", "protect=supports")])[
        0
    ]
    assert (0, {"supports": 1}) == (found.counts["supports"], found.claims)


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        (("supports", "supports"), "supports"),
        (("supports", "contradicts"), "mixed"),
        (("not-operations", "contradicts"), "contradicts"),
        (("not-operations", "not-operations"), "not-operations"),
    ],
)
def test_versions_of_one_study_are_one_vote(stances, expected):
    related = [Relation(a="B", b="A", kind="summary"), Relation(a="A", b="C", kind="review-of")]
    decisions = [stance(key, f"protect={value}") for key, value in zip("AB", stances, strict=True)]
    found = count_stances([source(key) for key in "ABC"], (), decisions, related=related)[0]
    assert {expected: 1} == {name: n for name, n in found.counts.items() if n}

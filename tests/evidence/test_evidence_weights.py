"""What counts in a flow, on a finding and in a recommendation, on both sides of each condition. All works, searches and findings are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.model import Decision, EvidenceNote, Finding, Record, RecordId, Source, Where
from litreview.core.results.assessment import Assessment, Cell
from litreview.core.results.chains import FindingStress, Reversal
from litreview.core.results.screening_flow import Search, Standing, Status
from litreview.judgements.codebook import parse_codebook
from litreview.review.stage_graph.findings import _without_code
from litreview.stages.evidence.evidence_map import _is_screened
from litreview.stages.evidence.findings import read_findings
from litreview.stages.evidence.flow import _found_by_other_methods, previous_works
from litreview.stages.evidence.record_searches import searches_by_record
from litreview.stages.evidence.reversals import describe_support, judgements_that_hold
from litreview.stages.evidence.screening_status import REASONS_DIFFER, Screening, _reason, awaiting_stages
from litreview.stages.evidence.smallest_sets import (
    Balance,
    changes,
    goal_balance,
    goal_conflicts,
    smallest_set,
    stress,
    stress_of_recommendation,
    weakest_bases,
)
from litreview.stages.evidence.stance import _designs
from litreview.stages.evidence.stopping import RISK, Stopping, judge_stopping

# ---------------------------------------------------------------- where works were found


def work(key: str, *files: str) -> Source:
    records = tuple(
        Record(key=key, type="book", fields={}, id=RecordId(f"{file}:{key}"), where=Where(file=file, line=1))
        for file in files
    )
    return Source(key=key, type="book", fields={}, records=records)


WORKS = [work("a", "old.bib"), work("b", "new.bib"), work("c", "old.bib", "new.bib")]


@pytest.mark.parametrize(
    ("searches", "previous", "other"),
    [
        ([], "", set()),
        ([Search(database="A", file="old.bib")], "", set()),
        ([Search(database="A", file="old.bib", previous=True)], "ac", set()),
        # a new search found them, too
        ([Search(database=name, file="old.bib", previous=name == "A") for name in "AB"], "", set()),
        # a work counts as found otherwise only if no database has it
        ([Search(database="A", file="old.bib", method="citation")], "", {"a", "old.bib:a", "old.bib:c"}),
        ([Search(database="A", file=name, method="website") for name in ("old.bib", "new.bib")], "",
         {"a", "b", "c", "old.bib:a", "old.bib:c", "new.bib:b", "new.bib:c"}),
    ],
)  # fmt: skip
def test_records_of_the_previous_version_and_of_other_methods(
    searches: list[Search], previous: str, other: set[str]
) -> None:
    found_by = searches_by_record((record for one in WORKS for record in one.records), searches)
    assert set(previous) == previous_works(WORKS, found_by)
    assert other == _found_by_other_methods(WORKS, found_by)


@pytest.mark.parametrize(
    ("status", "screened", "awaiting"),
    [
        (Status(status="unscreened"), False, {"abstract", "fulltext"}),
        (Status(status="left unscreened"), False, set()),
        (
            Status(status="pending", stage="abstract", reason="awaits judgement"),
            False,
            {"abstract", "fulltext"},
        ),
        (Status(status="pending", stage="abstract", reason="unsure"), True, set()),
        (Status(status="pending", stage="abstract", reason="disputed"), True, set()),
        (Status(status="pending", stage="fulltext", reason="awaits judgement"), True, {"fulltext"}),
        (Status(status="included", stage="fulltext"), True, set()),
        (Status(status="excluded", stage="abstract"), True, set()),
    ],
)
def test_who_has_judged_a_work_and_what_it_awaits(status: Status, screened: bool, awaiting: set[str]) -> None:
    standing = Standing(status={"a": status}, screened=True)
    assert (screened, awaiting) == (_is_screened(standing, "a"), awaiting_stages(standing))


# ---------------------------------------------------------------- designs

DESIGNED = parse_codebook(
    """
[codebook]
name = "small"
main_group = "goal"
[[code]]
id = "protect"
group = "goal"
label = "Protect"
definition = "D."
[[evidence]]
id = "design"
label = "Design"
definition = "How it was made."
values = ["survey", "trial"]
[[evidence]]
id = "appraisal"
label = "Appraisal"
definition = "How sound it is."
values = ["sound", "weak"]
"""
)
CELLS = {
    ("protect", "literature", "supports"): Cell(sources=("a", "b", "c"), studies=2),
    ("protect", "literature", "claim"): Cell(sources=("d",), studies=1),
    ("protect", "interview", "supports"): Cell(sources=("I01",), studies=1),
}
FAMILY = {"a": "a", "b": "a", "c": "c", "d": "d", "I01": "I01"}


def note(source: str, field: str, value: str, code: str = "", *, disputed: bool = False) -> EvidenceNote:
    return EvidenceNote(source=source, field=field, value=value, code=code, coder="ann", disputed=disputed)


@pytest.mark.parametrize(
    ("notes", "designs"),
    [
        ([], {"of no noted design (not appraised)": 2}),
        ([note("b", "design", "trial")], {"of no noted design (not appraised)": 1, "trial (not appraised)": 1}),
        ([note("a", "design", "survey"), note("b", "design", "trial"), note("c", "design", "survey")], {"survey (not appraised)": 2}),
        ([note("c", "design", "survey"), note("c", "design", "trial", "protect")], {"of no noted design (not appraised)": 1, "trial (not appraised)": 1}),
        ([note("c", "design", "survey", "other")], {"of no noted design (not appraised)": 2}),
        ([note("c", "appraisal", "weak"), note("a", "design", "trial", disputed=True)],
         {"disputed (not appraised)": 1, "of no noted design (appraised weak)": 1}),
        ([note("d", "design", "trial"), note("I01", "design", "trial")], {"of no noted design (not appraised)": 2}),
    ],
)  # fmt: skip
def test_the_designs_of_the_studies_with_a_result(notes: list[EvidenceNote], designs: dict[str, int]) -> None:
    found = _designs(CELLS, notes, DESIGNED, FAMILY)
    assert {("protect", "supports"): designs} == found
    assert [*designs] == [*found["protect", "supports"]]


def test_where_no_design_is_asked_for_none_is_told() -> None:
    bare = parse_codebook(
        '[codebook]\nname = "s"\nmain_group = "goal"\n[[code]]\nid = "protect"\ngroup = "goal"\nlabel = "P"\ndefinition = "D."\n'
    )
    assert {} == _designs(CELLS, [note("a", "design", "trial")], bare, FAMILY)


# ---------------------------------------------------------------- what a finding stands on


def finding(id_: str = "F1", stance: str = "supports", goal: str = "protect", **more: Any) -> Finding:
    return Finding(id=id_, statement="S", stance=stance, goal=goal, **more)


def balance(id_: str, supporting: str = "", contradicting: str = "", part: str = "") -> Balance:
    sides = [{name: (name,) for name in names} for names in (supporting, contradicting)]
    return Balance(finding=id_, part=part, supporting=sides[0], contradicting=sides[1])


@pytest.mark.parametrize(
    ("supporting", "more", "words"),
    [
        ([], {}, []),
        ([("a",)], {}, ["all support is literature"]),
        ([("a",), ("b",)], {}, ["all support is literature"]),
        ([("a", "b")], {}, ["all support is of one origin", "all support is literature"]),
        ([("a",), ("I01",)], {}, []),
        ([("I01",)], {}, ["all support is interview"]),
        ([("a",), ("b",)], {"titles": {"a", "z"}}, ["1 of 2 sources known by title only", "all support is literature"]),
        ([("a",), ("b",)], {"claims": {"a"}}, ["1 claim not counted on either side", "all support is literature"]),
        ([("a",), ("b",)], {"claims": {"a", "c", "z"}}, ["2 claims not counted on either side", "all support is literature"]),
        ([("a",), ("b",)], {"judges": {"a": {"ann"}, "b": {"ann", "bob"}}}, ["1 of 2 sources judged by ann alone", "all support is literature"]),
        ([("a",), ("b",)], {"judges": {"a": {"bob"}, "b": {"ann"}}},
         ["1 of 2 sources judged by ann alone", "1 of 2 sources judged by bob alone", "all support is literature"]),
        ([("a",)], {"unknown": {"contradicts": ("b", "c")}}, ["2 sources that it names and the review lacks", "all support is literature"]),
        ([("a",)], {"parts_of_statement": 2}, ["2 parts of the statement weighed as one", "all support is literature"]),
        ([("a",)], {"parts_of_statement": 1}, ["all support is literature"]),
        ([("PR03-1", "PR03-2")], {}, ["all support is of one origin", "all support is records"]),
        ([("a",), ("b",), ("I01",)], {"stance": "mixed", "stances": {("protect", "a"): {"mixed"}, ("protect", "b"): {"supports"}, ("protect", "I01"): {"supports"}}},
         ["2 sources with the stance supports and 1 source with the stance mixed"]),
    ],
)  # fmt: skip
def test_how_much_of_the_support_is_of_one_kind(
    supporting: Any, more: dict[str, Any], words: list[str]
) -> None:
    documents = frozenset({"PR03-1", "PR03-2", "PR04-1"})
    standing = Standing(
        streams={"I01": "interview"} | dict.fromkeys(documents, "records"), documents=documents
    )
    options = {"judges": {}, "titles": (), "claims": (), "stances": {}} | more
    fields = {"stance": options.pop("stance", "supports"), "unknown": options.pop("unknown", {})}
    one = finding(**fields, supports=("a", "b"), contradicts=("c",))
    assert words == [*describe_support(one, supporting, standing, **options)]


def held(
    id_: str, *, is_held: bool = True, stands: bool = True, alone: tuple[str, ...] = ()
) -> FindingStress:
    return FindingStress(
        id=id_, supporting=1, contradicting=0, stands=stands, held=is_held, alone={"study": alone}
    )


@pytest.mark.parametrize(
    ("bases", "unexamined", "words"),
    [
        ([], [], {}),
        ([held("F1")], [], {}),
        ([held("F1", is_held=False, stands=False)], [], {"is not held": ("F1",)}),
        ([held("F1", is_held=False), held("F2", is_held=False)], [], {"are not held": ("F1", "F2")}),
        ([held("F1", stands=False)], [], {"does not stand": ("F1",)}),
        ([held("F1", stands=False), held("F2", stands=False)], [], {"do not stand": ("F1", "F2")}),
        ([held("F1", alone=("a",)), held("F2")], [], {"changes without one study": ("F1",)}),
        (
            [held("F1", alone=("a",)), held("F2", alone=("b",))],
            [],
            {"change without one study": ("F1", "F2")},
        ),
        ([], ["Q1"], {"is an open statement": ("Q1",)}),
        ([], ["Q1", "Q2"], {"are open statements": ("Q1", "Q2")}),
    ],
)
def test_the_weak_findings_of_a_recommendation(
    bases: Any, unexamined: list[str], words: dict[str, Any]
) -> None:
    assert words == weakest_bases(bases, unexamined)


@pytest.mark.parametrize(
    ("bases", "is_held", "why"),
    [
        (["F1"], True, ""),
        (["F1", "F2"], True, ""),
        (["F2"], False, "not held: none of its findings is"),
        (["F9"], False, "not examined: no finding of it has sources yet"),
        ([], False, "not held: it rests on no finding"),
    ],
)
def test_a_recommendation_is_held_by_one_held_finding(bases: list[str], is_held: bool, why: str) -> None:
    examined = {"F1": held("F1"), "F2": held("F2", is_held=False)}
    found = stress_of_recommendation(
        held("R1"), bases, examined, {"F1": finding("F1")}, {"F1": frozenset()}, (), {"F1": frozenset({"a"})}
    )
    assert (is_held, why) == (found.held, found.why)


def assessed(**counts: int) -> Assessment:
    cells = {("protect", "literature", column): Cell(studies=n) for column, n in counts.items()}
    return Assessment(goals=(("protect", "Protect"),), streams=("literature",), cells=cells)


@pytest.mark.parametrize(
    ("one", "counts", "others", "said"),
    [
        (balance("F1", "ab"), {"supports": 3, "contradicts": 1}, [], []),
        (balance("F1", "ab"), {"supports": 2, "contradicts": 2}, [], []),
        (balance("F1", "ab"), {"supports": 1, "contradicts": 2}, [], ["more support it"]),
        (balance("F1", "a", "bc"), {"supports": 3, "contradicts": 2}, [], ["more contradict it"]),
        (balance("F1", "a", "b"), {"supports": 1, "contradicts": 2}, [], []),
        (balance("F1", "a"), {"supports": 1}, [finding("F2", "contradicts")], ["F2 says the opposite"]),
        (balance("F1", "a"), {"supports": 1}, [finding("F2", "contradicts", "convict"), finding("F3")], []),
    ],
)
def test_what_speaks_against_a_finding_beyond_its_sources(
    one: Any, counts: Any, others: Any, said: Any
) -> None:
    found = [*goal_conflicts(finding(), one, assessed(**counts), others)]
    assert len(said) == len(found)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))
    for other in (finding(stance="mixed"), finding(goal="")):
        assert [] == [*goal_conflicts(other, one, assessed(**counts), others)]


def test_how_all_sources_stand_on_a_goal() -> None:
    assert "" == goal_balance(finding(goal=""), assessed(supports=1))
    assert "all coded sources on protect: 1 origin support it, 0 contradict it" == goal_balance(
        finding(), assessed(supports=1)
    )
    assert (
        "all coded sources on protect: 2 origins support it, 1 contradict it, 3 are mixed, 1 describe"
        == goal_balance(finding(), assessed(supports=2, contradicts=1, mixed=3, describes=1))
    )


def gone(cause: str, *drops: tuple[str, str], adds: tuple[tuple[str, str, str], ...] = ()) -> Reversal:
    return Reversal(kind="study", causes={cause: cause}, drops=frozenset(drops), adds=frozenset(adds))


@pytest.mark.parametrize(
    ("rests", "reversals", "changed", "smallest"),
    [
        ([balance("F1", "a")], [gone("a", ("F1", "a"))], True, ("a",)),
        ([balance("F1", "ab")], [gone("a", ("F1", "a"))], False, None),
        ([balance("F1", "ab", "c")], [gone("a", ("F1", "a"))], True, ("a",)),
        ([balance("F1", "ab")], [gone("x", adds=(("F1", "contradicts", "x"),)), gone("a", ("F1", "a"))], True, ("x", "a")),
        ([balance("F1", "ab")], [gone("x", adds=(("F1", "supports", "x"),))], False, None),
        # it rests on what stands: of two findings both must fall
        ([balance("F1", "a"), balance("F2", "b")], [gone("a", ("F1", "a"))], False, None),
        ([balance("F1", "a"), balance("F2", "", "b")], [gone("a", ("F1", "a"))], True, ("a",)),
        # of a mixed finding each part must stand
        ([balance("F1", "a", part="supports"), balance("F1", "bc", part="contradicts")], [gone("a", ("F1 supports", "a"))], True, ("a",)),
        ([balance("F1", "", "a")], [gone("a", ("F1", "a"))], False, None),
        ([balance("F1", "a")], [gone("a", ("F2", "a"))], False, None),
    ],
)  # fmt: skip
def test_which_reversals_change_a_statement(rests: Any, reversals: Any, changed: bool, smallest: Any) -> None:
    assert changed is changes(rests, reversals)
    if changed:
        found = smallest_set(rests, reversals)
        assert found is not None
        assert set(smallest) == set(found)
    stood = stress(rests, (), reversals)
    alone = {one.id: one.alone["study"] for one in stood}
    if len(rests) == 1:
        assert (smallest or ()) * (len(smallest or ()) == 1) == alone[rests[0].finding]


@pytest.mark.parametrize(
    ("rests", "stands", "counts"),
    [
        ([balance("F1", "a")], True, (1, 0)),
        ([balance("F1", "a", "b")], False, (1, 1)),
        ([balance("F1", "ab", "c")], True, (2, 1)),
        ([balance("F1", "a", part="supports"), balance("F1", "a", "b", part="contradicts")], False, (1, 1)),
    ],
)
def test_whether_a_finding_stands(rests: Any, stands: bool, counts: tuple[int, int]) -> None:
    (found,) = stress(rests, (), ())
    assert (stands, counts) == (found.stands, (found.supporting, found.contradicting))


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([], 0),
        ([("ann", "tag", "a", "protect")], 1),
        ([("ann", "tag", "a", "small:protect")], 1),
        ([("ann", "tag", "a", "convict")], 0),
        ([("ann", "stance", "a", "protect=supports"), ("bob", "stance", "a", "protect=supports")], 2),
        ([("ann", "include", "a", "fulltext")], 1),
        ([("ann", "include", "a", "abstract")], 0),
        ([("ann", "tag", "z", "protect"), ("ann", "include", "z", "fulltext")], 0),
        ([("ann", "not-tag", "a", "protect")], 0),
        ([("ann", "set", "a", "design=survey")], 1),
        ([("ann", "set", "a", "design=survey"), ("bob", "set", "a", "design=survey")], 0),
        ([("ann", "set", "a", "form=sex")], 0),
        # where an adjudicator judged, the judgement is theirs alone
        ([("ann", "tag", "a", "protect"), ("bob", "tag", "a", "protect"), ("jud", "tag", "a", "protect")], 1),
    ],
)
def test_the_judgements_that_a_finding_hangs_on(lines: list[tuple[str, str, str, str]], count: int) -> None:
    decisions = [Decision(by=by, verb=verb, key=key, value=value) for by, verb, key, value in lines]
    one = finding(supports=("a", "a"))
    assert count == len(judgements_that_hold([one], decisions, ["jud"], "small")["F1"])


@pytest.mark.parametrize(
    ("p_lower", "said"), [(None, False), (RISK, False), (RISK / 2, True), (0.0, True), (0.5, False)]
)
def test_the_stopping_rule_is_told_once_it_allows_to_stop(p_lower: float | None, said: bool) -> None:
    from dataclasses import MISSING, fields

    filled = {f.name: 0 for f in fields(Stopping) if f.default is MISSING and f.default_factory is MISSING}
    one = Stopping(**(filled | {"p_lower": p_lower, "recall": 0.95, "screened": 1200, "works": 3400}))
    assert said is bool(one.order_sentence)
    if said:
        assert "below 95%" in one.order_sentence
        assert "after 1,200 of 3,400 works" in one.order_sentence


@pytest.mark.parametrize(
    ("votes", "ranked", "why"),
    [
        ([], (), ""),
        ([("exclude", "abstract", "no data")], (), "no data"),
        ([("exclude", "abstract", "b"), ("exclude", "abstract", "a"), ("exclude", "abstract", ""), ("include", "abstract", "c")], (), "a; b"),
        ([("exclude", "fulltext", "no data")], (), "no data"),
        ([("exclude", "fulltext", "no data"), ("exclude", "fulltext", "no data")], (), "no data"),
        ([("exclude", "fulltext", "no data"), ("exclude", "fulltext", "no port")], (), REASONS_DIFFER),
    ],
)  # fmt: skip
def test_why_a_work_is_excluded(votes: list[tuple[str, str, str]], ranked: tuple[str, ...], why: str) -> None:
    decisions = [
        Decision(by=f"p{n}", verb=verb, key="a", value=value, reason=reason)
        for n, (verb, value, reason) in enumerate(votes)
    ]
    assert why == _reason(decisions, ranked)


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = ]\n", 2), ('a = "', 0), ("[[finding]]\nid = 1\nid = 2\n", 3)]
)
def test_what_is_no_toml_is_named_with_its_line_or_none(text: str, line: int) -> None:
    (fault,) = read_findings(text).problems
    assert ("LR500", line) == (fault.code, fault.where.line or 0)
    assert "(at " not in fault.message


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("", (1, 0, 0, 0, 0, 1)), ("include", (1, 1, 0, 0, 1, 0)), ("exclude", (1, 1, 0, 0, 0, 0)), ("one-vote", (1, 0, 1, 0, 0, 0)), ("unsure", (1, 1, 0, 1, 0, 0)),
        ("disputed", (1, 1, 0, 1, 0, 0)),
    ],
)  # fmt: skip
def test_the_progress_of_screening_without_a_sample(state: Any, counts: tuple[int, ...]) -> None:
    found = judge_stopping([work("a", "x.bib")], {"a": Screening(abstract=state)}, ())
    assert counts == (found.works, found.screened, found.one_vote, found.unsettled, found.found, found.left)
    assert (0, ()) == (found.added, found.samples)


def test_what_each_finding_brings_to_a_recommendation_is_said() -> None:
    """Of invented findings F2 repeats a source of F1, F3 has nothing to do with the recommendation's code, and F4 brings two origins."""
    bases = [held(id_) for id_ in ("F1", "F2", "F3", "F4")]
    origins = {"F1": frozenset("ab"), "F2": frozenset("b"), "F4": frozenset("cd")}
    words = weakest_bases(bases, (), ["F3"], origins)
    assert words == {
        "brings 2 origins that no other does": ("F4",),
        "brings 1 origin that no other does": ("F1",),
        "brings no origin that no other does": ("F2",),
        "has no source with its code": ("F3",),
    }
    assert {} == weakest_bases(bases[:1], (), (), {"F1": frozenset("ab")})


@pytest.mark.parametrize(
    ("coded", "silent"),
    [((), ()), (("a",), ("F2",)), (("b",), ("F1",)), (("a", "b"), ()), (("z",), ())],
)
def test_a_finding_without_the_code_adds_nothing_while_another_has_it(
    coded: tuple[str, ...], silent: tuple[str, ...]
) -> None:
    examined = {"F1": finding(supports=("a",)), "F2": finding(supports=("b",))}
    assert silent == _without_code(("F1", "F2", "F9"), examined, set(coded))

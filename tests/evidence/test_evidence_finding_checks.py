"""Findings held against the review: each doubt, what it does to the count, and where the Problem is."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Finding, Recommendation, Relation
from litreview.core.results import Footing, Standing, Status
from litreview.stages.evidence import check_findings, count_origins, read_findings

STANDING = Standing(
    screened=True,
    status={
        "In": Status(status="included", stage="fulltext"),
        "Too": Status(status="included", stage="fulltext"),
        "Early": Status(status="excluded", stage="abstract", reason="no reason given"),
        "Late": Status(status="excluded", stage="fulltext", reason="another country"),
        "Lost": Status(status="not retrieved", stage="fulltext"),
        "Left": Status(status="left unscreened", stage="abstract"),
        "Open": Status(status="pending", stage="abstract", reason="one vote of 2"),
        "I01": Status(status="unscreened"),
    },
    streams={"I01": "interview"},
)


def finding(**given: Any) -> Finding:
    return Finding(id="F1", statement="S", goal="protect", line=3, **given)


def stances(**said: str) -> list[Decision]:
    return [
        Decision(when="", by="ann", verb="stance", key=key, value=f"protect={one}")
        for key, words in said.items()
        for one in words.split()
    ]


def told(*findings: Finding, **given: Any) -> list[tuple[str, str, str]]:
    _, problems = check_findings(findings, given.pop("recommendations", ()), STANDING, **given)
    return [(p.code, p.level, p.message) for p in problems]


def side(one: Finding, name: str = "supports", **given: Any) -> Footing:
    footings, _ = check_findings([one], (), STANDING, **given)
    return next(footing for footing in footings if footing.side == name)


def test_what_counts_on_both_sides_is_no_problem():
    one = finding(supports=("In", "I01"), contradicts=("Too",))
    assert [] == told(one, decisions=stances(In="contradicts", Too="supports"))
    assert ("", ("In", "I01")) == (side(one).reserve, side(one).counting)


@pytest.mark.parametrize(
    ("key", "code", "level", "says", "reserve"),
    [
        ("Early", "LR532", "warning", "excluded by title and abstract: no reason given", "1 excluded"),
        ("Late", "LR532", "warning", "excluded by its full text: another country", "1 excluded"),
        ("Lost", "LR532", "warning", "not retrieved", "1 not retrieved"),
        ("Left", "LR532", "warning", "left unscreened", "1 left unscreened"),
        ("Open", "LR533", "info", "pending (one vote of 2)", "1 pending"),
    ],
)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("supports", "is supported by"),
        ("contradicts", "is contradicted by"),
        ("qualifies", "is qualified by"),
    ],
)
def test_a_source_that_does_not_count_is_told_and_stays_counted(key, code, level, says, reserve, name, words):
    sides: dict[str, tuple[str, ...]] = {"supports": ("In",), "qualifies": ("Too",)}
    one = finding(**sides | {name: (*sides.get(name, ()), key)}, lines={key: 7})
    _, problems = check_findings([one], (), STANDING)
    assert [(code, level, f"finding F1 {words} {key}: {says}", 7, key)] == [
        (p.code, p.level, p.message, p.where.line, p.key) for p in problems
    ]
    footing = side(one, name)
    assert key in footing.sources
    assert key not in footing.counting
    assert footing.reserve.startswith(reserve)


def test_where_nobody_screens_every_source_counts():
    open_to_all = Standing(status={key: Status(status="unscreened") for key in "AB"})
    footings, problems = check_findings([finding(supports=("A",), qualifies=("B",))], (), open_to_all)
    assert ((), ["", "", ""]) == (problems, [footing.reserve for footing in footings])


def test_a_claim_is_a_warning_in_support_and_an_info_elsewhere():
    claims = {"Too": "press release"}
    assert [
        (
            "LR534",
            "warning",
            "finding F1 is supported by Too: a claim (press release), not evidence of an outcome",
        )
    ] == told(finding(supports=("In", "Too"), qualifies=("I01",)), claims=claims)
    (said,) = told(finding(supports=("In",), qualifies=("Too",)), claims={"Too": "vendor claim"})
    assert "finding F1 is qualified by Too: vendor claim, not evidence of an outcome" == said[2]
    assert [("LR534", "info")] == [
        found[:2] for found in told(finding(supports=("In",), contradicts=("Too",)), claims=claims)
    ]


def test_each_source_is_in_one_number_and_all_that_speaks_against_it_stands_beside_it():
    one = finding(supports=("Late", "Too", "In"), unknown={"supports": ("Gone",)})
    footing = side(one, claims={"Late": "news", "Too": "news"})
    assert (4, "1 excluded, 1 a claim, 1 that no source is", ("In",)) == (
        footing.named,
        footing.reserve,
        footing.counting,
    )
    assert ["excluded", "claim"] == [doubt.kind for doubt in footing.doubts["Late"]]
    assert (
        "2 claims; none counts as evidence"
        == side(finding(supports=("In", "Too")), claims={"In": "", "Too": ""}).reserve
    )


@pytest.mark.parametrize(
    ("stance", "sides", "said", "key"),
    [
        ("contradicts", {"supports": ("In",), "qualifies": ("I01",)}, {"In": "supports"}, "In"),
        ("supports", {"supports": ("In",), "qualifies": ("I01",)}, {"In": "contradicts"}, "In"),
        ("supports", {"supports": ("I01",), "contradicts": ("Too",)}, {"Too": "supports"}, "Too"),
        ("contradicts", {"supports": ("In",), "contradicts": ("Too",)}, {"Too": "contradicts"}, "Too"),
    ],
)
def test_a_source_on_the_wrong_side_of_what_the_finding_says(stance, sides, said, key):
    one = finding(stance=stance, **sides)
    (found,) = told(one, decisions=stances(**said))
    assert ("LR535", "warning") == found[:2]
    assert found[2].startswith(f"finding F1 says '{stance}' of protect and is ")
    assert f"{key}: its stance on protect is '{said[key]}'" in found[2]
    footing = next(f for f in check_findings([one], (), STANDING, decisions=stances(**said))[0] if f.doubts)
    assert "1 whose stance says the contrary" == footing.reserve
    assert key in footing.counting


@pytest.mark.parametrize("words", ["mixed", "describes", "unclear", "not-operations", "supports contradicts"])
def test_what_is_neither_or_disputed_is_not_contrary(words):
    one = finding(stance="contradicts", supports=("In",), qualifies=("Too",))
    assert [] == told(one, decisions=stances(In=words))


def test_what_qualifies_and_a_stance_on_another_goal_are_not_contrary():
    one = finding(stance="contradicts", supports=("In",), qualifies=("Too",))
    elsewhere = [Decision(when="", by="ann", verb="stance", key="In", value="prevent=supports")]
    assert [] == told(one, decisions=[*stances(Too="supports"), *elsewhere])


def test_without_a_stance_of_its_own_only_sources_that_differ_are_told():
    said = stances(In="contradicts", Too="supports")
    (found,) = told(finding(supports=("In", "Too"), qualifies=("I01",)), decisions=said)
    assert (
        "LR535",
        "warning",
        "the sides of finding F1 do not fit the stances on protect: by Too it says 'supports'; by In it says 'contradicts'",
    ) == found
    assert [] == told(finding(stance="mixed", supports=("In", "Too"), qualifies=("I01",)), decisions=said)


def test_sources_of_one_origin_are_one_voice():
    one = finding(supports=("In", "Too"), qualifies=("I01",))
    related = [Relation(a="In", b="Too", kind="same-data", by="ann")]
    assert [("LR536", "warning", "finding F1 is supported by In, Too, which are all of one origin")] == told(
        one, echoes=count_origins([one], related)
    )
    assert ("All that counts here is of one origin: one study, not several.",) == side(
        one, echoes=count_origins([one], related)
    ).notes
    assert [] == told(one, echoes=count_origins([one], ()))


def test_origins_are_those_of_what_counts():
    """A second study that is out does not make two voices of one."""
    one = finding(supports=("In", "Too", "Late"), qualifies=("I01",))
    related = [Relation(a="In", b="Too", kind="version", by="ann")]
    assert ["LR532", "LR536"] == sorted(code for code, *_ in told(one, echoes=count_origins([one], related)))
    alone = finding(supports=("In", "Late"), qualifies=("I01",))
    both = [Relation(a="In", b="Late", kind="version", by="ann")]
    assert ["LR532"] == [code for code, *_ in told(alone, echoes=count_origins([alone], both))]


@pytest.mark.parametrize(
    ("sides", "says"),
    [
        ({"supports": ("In",)}, "no source contradicts or qualifies it"),
        ({"contradicts": ("In",)}, "no source supports it"),
        ({"qualifies": ("In",)}, "no source supports it"),
    ],
)
def test_one_side_only(sides, says):
    assert [("LR537", "info", f"finding F1 has one side only: {says}")] == told(finding(**sides))


def test_a_finding_without_sources_is_told_by_reading_alone():
    assert [] == told(finding())


def test_a_recommendation_needs_a_finding_that_something_supports():
    good = finding(supports=("In",), qualifies=("Too",), recommendations=("R1",))
    weak = Finding(id="F2", statement="S", supports=("Late",), qualifies=("In",))
    asked = (
        Recommendation(id="R1", statement="named by the finding alone"),
        Recommendation(id="R2", statement="by nothing", findings=("F9",), line=9),
        Recommendation(id="R3", statement="by what is out", findings=("F2",)),
        Recommendation(id="R4", statement="by both", findings=("F2", "F1")),
    )
    found = [one for one in told(good, weak, recommendations=asked) if one[0] in ("LR538", "LR539")]
    assert [
        ("LR538", "warning", "recommendation R2 rests on no finding of this file"),
        ("LR539", "warning", "recommendation R3 rests on F2, which nothing that counts as evidence supports"),
    ] == sorted(found)


def test_a_recommendation_waits_for_an_open_statement():
    """Nothing is asked of an open statement, nor of a recommendation that rests on one; what rests on findings alone is still held to them."""
    waiting = Finding(id="F1", statement="S", state="open", recommendations=("R1",))
    weak = Finding(id="F2", statement="S", supports=("Late",), qualifies=("In",))
    asked = (
        Recommendation(id="R1", statement="named by the open statement"),
        Recommendation(id="R2", statement="on both", findings=("F1", "F2")),
        Recommendation(id="R3", statement="on what is out", findings=("F2",)),
    )
    footings, problems = check_findings([waiting, weak], asked, STANDING)
    assert {"F2"} == {footing.of for footing in footings}
    assert ["recommendation R3"] == [p.message[:17] for p in problems if p.code in ("LR538", "LR539")]


def test_reading_keeps_the_stance_the_lines_and_what_no_source_is():
    text = (
        '[[finding]]\nid = "F"\nstatement = "S"\nstance = "contradicts"\nsupports = [\n"Old",\n"Gone",\n]\n'
    )
    (one,), _, problems = read_findings(text, resolve={"Old": "New"})
    assert ("contradicts", {"New": 6}, 1, {"supports": ("Gone",)}) == (
        one.stance,
        one.lines,
        one.line,
        one.unknown,
    )
    assert ["LR503"] == [p.code for p in problems]
    (one,), _, problems = read_findings(text.replace("contradicts", "contradict"), resolve={"Old": "New"})
    assert "" == one.stance
    assert ("LR501", 4, "stance is 'contradict'; did you mean 'contradicts'?") in [
        (p.code, p.where.line, p.message) for p in problems
    ]


@given(
    st.lists(st.sampled_from([*STANDING.status, "Nobody"]), unique=True),
    st.sets(st.sampled_from([*STANDING.status])),
)
def test_no_source_is_dropped_and_the_numbers_add_up(keys, claims):
    footing = side(finding(supports=tuple(keys)), claims=dict.fromkeys(claims, "news"))
    assert tuple(keys) == footing.sources
    told = sum(int(part.split()[0]) for part in footing.reserve.split(";")[0].split(", ") if part)
    assert len(keys) == told + len(footing.counting)

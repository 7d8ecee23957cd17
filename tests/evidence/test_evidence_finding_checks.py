"""Findings held against the review: each doubt, what it does to the count, and where the Problem is."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Finding, Passage, Problem, Recommendation, Relation, Source, Tag
from litreview.core.results import SIDES, Footing, Standing, Status
from litreview.judgements.codebook import load_codebook
from litreview.judgements.decisions import STANCES
from litreview.stages.evidence import (
    SIDE_STANCES,
    check_findings,
    count_origins,
    read_findings,
)

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


FITS = {"supports": "contradicts", "contradicts": "supports", "qualifies": "mixed"}
"""The stance that holds each side of a finding which says that the goal is not furthered."""


def finding(**given: Any) -> Finding:
    return Finding(id="F1", statement="S", goal="protect", line=3, **{"stance": "contradicts"} | given)


def tags(*keys: str, goal: str = "protect") -> list[Tag]:
    return [Tag(source=key, code=goal, method="human", coder="ann", basis="abstract") for key in keys]


def fitting(*findings: Finding) -> list[Decision]:
    """The stances that hold each side of the findings."""
    return stances(**{key: FITS[name] for one in findings for name in FITS for key in getattr(one, name)})


class Checked(NamedTuple):
    footings: tuple[Footing, ...]
    problems: tuple[Problem, ...]
    unheld: frozenset[str]


def checked(*findings: Finding, **given: Any) -> Checked:
    """Check findings whose sources are tagged, and whose stances fit unless others are `given`; passages are not asked for."""
    held = {"tags": tags(*STANDING.status, "A", "B"), "decisions": fitting(*findings)}
    standing = given.pop("standing", STANDING)
    found = check_findings(findings, given.pop("recommendations", ()), standing, **held | given)
    return Checked(found.footings, tuple(p for p in found.problems if p.code != "LR547"), found.unheld)


def stances(**said: str) -> list[Decision]:
    return [
        Decision(when="", by="ann", verb="stance", key=key, value=f"protect={one}")
        for key, words in said.items()
        for one in words.split()
    ]


def told(*findings: Finding, **given: Any) -> list[tuple[str, str, str]]:
    return [(p.code, p.level, p.message) for p in checked(*findings, **given).problems]


def side(one: Finding, name: str = "supports", **given: Any) -> Footing:
    return next(footing for footing in checked(one, **given).footings if footing.side == name)


def test_what_counts_on_both_sides_is_no_problem():
    one = finding(supports=("In", "I01"), contradicts=("Too",))
    assert ([], frozenset()) == (told(one), checked(one).unheld)
    assert ("", ("In", "I01")) == (side(one).reserve, side(one).counting)


@pytest.mark.parametrize(
    ("key", "code", "level", "says", "reserve"),
    [
        ("Early", "LR532", "warning", "excluded by title and abstract: no reason given", "1 is excluded"),
        ("Late", "LR532", "warning", "excluded by its full text: another country", "1 is excluded"),
        ("Lost", "LR532", "warning", "not retrieved", "1 is not retrieved"),
        ("Left", "LR532", "warning", "left unscreened", "1 is left unscreened"),
        ("Open", "LR533", "warning", "pending (one vote of 2)", "1 is pending"),
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
    _, problems, unheld = checked(one)
    assert {"F1"} == unheld
    assert [(code, level, f"finding F1 {words} {key}: {says}", 7, key)] == [
        (p.code, p.level, p.message, p.where.line, p.key) for p in problems
    ]
    footing = side(one, name)
    assert key in footing.sources
    assert key not in footing.counting
    assert footing.reserve.startswith(reserve)


def test_where_nobody_screens_every_source_counts():
    open_to_all = Standing(status={key: Status(status="unscreened") for key in "AB"})
    footings, problems, unheld = checked(finding(supports=("A",), qualifies=("B",)), standing=open_to_all)
    assert ((), ["", "", ""], set()) == (problems, [footing.reserve for footing in footings], unheld)


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
        found[:2] for found in told(finding(supports=("In", "I01"), contradicts=("Too",)), claims=claims)
    ]


def test_each_source_is_in_one_number_and_all_that_speaks_against_it_stands_beside_it():
    one = finding(supports=("Late", "Too", "In"), unknown={"supports": ("Gone",)})
    footing = side(one, claims={"Late": "news", "Too": "news"})
    assert (4, "1 is excluded, 1 is a claim, 1 is no known source", ("In",)) == (
        footing.named,
        footing.reserve,
        footing.counting,
    )
    assert ["excluded", "claim"] == [doubt.kind for doubt in footing.doubts["Late"]]
    assert (
        "2 are claims; none counts as evidence"
        == side(finding(supports=("In", "Too")), claims={"In": "", "Too": ""}).reserve
    )


@pytest.mark.parametrize("said", STANCES)
@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize("stance", STANCES)
def test_a_source_is_on_the_side_that_its_stance_fits(stance, name, said):
    """What the table has is held; what it has not is named with the source, and the finding is not held."""
    support = {"supports": ("I01",)} if name != "supports" else {}
    rest = {"I01": "mixed" if stance == "mixed" else SIDE_STANCES[stance]["supports"][0]}
    one = finding(stance=stance, **support, **{name: ("In",)}, lines={"In": 7})
    _, problems, unheld = checked(one, decisions=stances(**rest, In=said))
    found = [p for p in problems if p.code == "LR535"]
    if said in SIDE_STANCES[stance][name]:
        one_sided = stance == "mixed" == one.stance and name == "supports" and said != "mixed"
        assert one_sided == bool(found) == bool(unheld)
    else:
        assert [(7, "In")] == [(p.where.line, p.key) for p in found]
        assert f"finding F1 has the stance '{stance}' on protect and is " in found[0].message
        assert f"In: its stance on protect is '{said}', and not " in found[0].message
        assert {"F1"} == unheld


def test_every_stance_and_side_has_its_row_and_what_qualifies_is_mixed_or_describes():
    assert set(STANCES) == set(SIDE_STANCES)
    assert {SIDES} == {tuple(sides) for sides in SIDE_STANCES.values()}
    assert all({"mixed", "describes"} <= set(sides["qualifies"]) for sides in SIDE_STANCES.values())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"tags": []}, "no person tagged it protect"),
        ({"tags": tags("In", goal="prevent")}, "no person tagged it protect"),
        (
            {"tags": [Tag(source="In", code="protect", method="rule", basis="abstract")]},
            "no person tagged it protect",
        ),
        ({"tags": [], "no": ("protect",)}, "people judged that it is not about protect"),
        ({"tags": [], "no": ("tvpa:protect",)}, "people judged that it is not about protect"),
        ({"tags": tags("In", goal="none")}, "people judged that it is not about protect"),
        ({"no": ("protect",)}, "people differ on whether it is about protect"),
        ({"said": ""}, "no person noted its stance on protect"),
        ({"said": "contradicts mixed"}, "people differ on its stance on protect"),
        ({"said": "supports"}, "its stance on protect is 'supports', and not contradicts"),
    ],
)
def test_a_source_that_people_did_not_put_there(given, says):
    one = finding(supports=("In",), qualifies=("Too",), lines={"In": 7})
    decisions = [
        *stances(In=given.get("said", "contradicts"), Too="mixed"),
        *(Decision(when="", by="bea", verb="not-tag", key="In", value=code) for code in given.get("no", ())),
    ]
    _, problems, unheld = checked(
        one,
        decisions=decisions,
        tags=[*given.get("tags", tags("In")), *tags("Too")],
        codebook=load_codebook("tvpa"),
    )
    assert [("LR535", "warning", 7, "In")] == [(p.code, p.level, p.where.line, p.key) for p in problems]
    assert problems[0].message.endswith(f"is supported by In: {says}")
    assert {"F1"} == unheld


@pytest.mark.parametrize("stream", ["interview", "records"])
def test_interviews_and_public_records_need_the_stance_alone(stream):
    standing = replace(STANDING, streams={"I01": stream})
    one = finding(supports=("I01",), qualifies=("Too",))
    assert [] == told(one, standing=standing, tags=tags("Too"))
    (found,) = told(one, standing=standing, decisions=stances(Too="mixed"))
    assert found[2].endswith("I01: no person noted its stance on protect")


@pytest.mark.parametrize(
    ("given", "is_read"),
    [
        ({}, False),
        ({"where": "title"}, False),
        ({"where": "Raids"}, False),
        ({"where": "p. 4"}, True),
        ({"passage": "p. 4"}, True),
        ({"note": "Read in the library."}, True),
        ({"stage": "fulltext"}, True),
    ],
)
def test_a_source_that_was_judged_by_its_title_alone(given, is_read):
    """More was read if a decision or the finding names a place, a person wrote an annotation, or the full text was screened."""
    where = given.get("where", "")
    one = finding(
        supports=("In",),
        qualifies=("Too",),
        passages=(Passage(key="In", side="supports", where=given.get("passage", "")),),
    )
    title_only = Tag(source="In", code="protect", method="human", coder="ann", basis="title")
    found = told(
        one,
        tags=[title_only, *tags("Too")],
        decisions=[replace(d, where=where if d.key == "In" else "") for d in fitting(one)],
        standing=Standing(
            status={
                "In": Status(status="included", stage=given.get("stage", "abstract")),
                "Too": Status(status="included", stage="fulltext"),
            }
        ),
        sources=[Source(key="In", type="article", records=(), fields={"title": "Raids and rescue"})],
        notes={"In": given.get("note", "")},
    )
    assert is_read == (found == [])
    assert all(message.endswith("people judged it by its title alone") for *_, message in found)


def test_a_finding_on_no_goal_describes_and_has_place_and_quote():
    whole = Passage(key="In", side="supports", where="p. 3", quote="Raids were many.")
    on_none = {"goal": "", "stance": "describes", "supports": ("In", "I01"), "qualifies": ()}
    one = replace(finding(), **on_none, passages=(whole,))
    assert ["LR537"] == [code for code, *_ in told(one, decisions=())]
    assert frozenset() == checked(one).unheld
    for half in (replace(whole, where=""), replace(whole, quote=""), replace(whole, side="qualifies")):
        (_, found) = sorted(told(replace(one, passages=(half,))), reverse=True)
        assert "finding F1 names no goal and is supported by In: no place with a quote shows it" == found[2]
    (_, found) = sorted(told(replace(one, stance="supports")), reverse=True)
    assert "finding F1 has the stance 'supports', but names no goal" == found[2]


def test_a_finding_without_a_stance_is_not_held():
    one = finding(stance="", supports=("In",), qualifies=("Too",))
    assert [
        ("LR535", "warning", "finding F1 has no stance, so readers cannot see what was found on its goal")
    ] == told(one)
    assert {"F1"} == checked(one).unheld


def test_a_goal_that_the_codebook_has_not_is_never_held():
    one = replace(finding(supports=("In",), qualifies=("Too",)), goal="rescue")
    assert {"F1"} == checked(one, codebook=load_codebook("tvpa")).unheld


def test_a_mixed_finding_has_mixed_sources_or_some_of_each_kind():
    one = finding(stance="mixed", supports=("In", "Too"), qualifies=("I01",))
    rest = {"I01": "describes"}
    assert [] == told(one, decisions=stances(In="supports", Too="contradicts", **rest))
    assert [] == told(one, decisions=stances(In="mixed", Too="contradicts", **rest))
    (found,) = told(one, decisions=stances(In="supports", Too="supports", **rest))
    assert (
        "finding F1 has the stance mixed, but each source that supports it has the stance 'supports'"
        == found[2]
    )


def test_a_quote_that_the_text_has_not_is_a_fault_of_its_side():
    one = finding(
        supports=("In",),
        qualifies=("Too",),
        passages=(Passage(key="In", side="supports", quote="Raids find most victims"),),
    )
    text = "Raids find few of the victims whom they are meant to find."
    work = Source(key="In", type="article", records=(), fields={"abstract": text})
    _, (found,), unheld = checked(one, sources=[work])
    assert ("LR542", "warning") == (found.code, found.level)
    assert found.message.endswith("the abstract or note in the review does not have the quoted words")
    assert {"F1"} == unheld
    assert [] == told(one, sources=[replace(work, fields={"abstract": "Raids find most victims, we say."})])


def test_what_only_describes_is_not_held_by_claims_alone():
    one = finding(stance="describes", supports=("In",), qualifies=("Too",))
    said = stances(In="describes", Too="describes")
    assert [("LR534", "info"), ("LR534", "warning")] == [
        found[:2] for found in told(one, claims={"In": "press release"}, decisions=said)
    ]
    beside = replace(one, supports=("In", "Too"), qualifies=())
    assert ("LR534", "warning") not in [
        found[:2] for found in told(beside, claims={"In": "press release"}, decisions=said)
    ]


def test_sources_of_one_origin_are_one_voice():
    one = finding(supports=("In", "Too"), qualifies=("I01",))
    related = [Relation(a="In", b="Too", kind="same-data", by="ann")]
    assert [("LR536", "warning", "finding F1 is supported by In, Too, which all have one origin")] == told(
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
        ({"supports": ("In",)}, "contradicts or qualifies it"),
        ({"contradicts": ("In",)}, "supports it"),
        ({"qualifies": ("In",)}, "supports it"),
    ],
)
def test_one_side_only(sides, says):
    assert [("LR537", "info", f"finding F1 names no source that {says}")] == told(finding(**sides))


def test_a_finding_without_sources_is_told_by_reading_alone():
    assert [] == told(finding())
    assert {"F1"} == checked(finding()).unheld


def test_a_recommendation_needs_a_finding_that_something_supports():
    good = finding(supports=("In",), qualifies=("Too",), recommendations=("R1",))
    said = {"decisions": stances(In="contradicts", Late="contradicts", Too="mixed")}
    weak = replace(finding(supports=("Late",), qualifies=("In",)), id="F2")
    asked = (
        Recommendation(id="R1", statement="named by the finding alone"),
        Recommendation(id="R2", statement="by nothing", findings=("F9",), line=9),
        Recommendation(id="R3", statement="by what is out", findings=("F2",)),
        Recommendation(id="R4", statement="by both", findings=("F2", "F1")),
    )
    found = [one for one in told(good, weak, recommendations=asked, **said) if one[0] in ("LR538", "LR539")]
    assert [
        ("LR538", "warning", "recommendation R2 rests on no finding of this file"),
        ("LR539", "warning", "recommendation R3 rests on F2, which nothing that counts as evidence supports"),
    ] == sorted(found)


def test_a_recommendation_waits_for_an_open_statement():
    """Nothing is asked of an open statement, nor of a recommendation that rests on one; what rests on findings alone is still held to them."""
    waiting = Finding(id="F1", statement="S", state="open", recommendations=("R1",))
    weak = replace(finding(supports=("Late",), qualifies=("In",)), id="F2")
    asked = (
        Recommendation(id="R1", statement="named by the open statement"),
        Recommendation(id="R2", statement="on both", findings=("F1", "F2")),
        Recommendation(id="R3", statement="on what is out", findings=("F2",)),
    )
    footings, problems, unheld = checked(waiting, weak, recommendations=asked)
    assert {"F2"} == unheld
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


def test_passages_are_counted_and_those_that_are_missing_asked_for():
    """One with a place alone has no words; interviews are not asked; each side of a finding is a link of its own."""
    one = finding(
        supports=("In", "I01"),
        contradicts=("Too",),
        qualifies=("Late",),
        passages=(
            Passage(key="In", side="supports", where="p. 3", quote="Few."),
            Passage(key="Too", side="contradicts", where="p. 4"),
        ),
    )
    found = check_findings([one, replace(one, id="F2", passages=())], (), STANDING)
    assert (6, 1) == (len(found.links), len(found.shown))
    assert [
        "finding F1 gives no place and quote for Too, Late",
        "finding F2 gives no place and quote for In, Too, Late",
    ] == [p.message for p in found.problems if p.code == "LR547"]


def test_a_finding_that_is_held_and_does_not_stand_is_told_once():
    even = finding(supports=("In",), contradicts=("Too",))
    (one,) = [p for p in checked(even).problems if p.code == "LR548"]
    assert ("warning", 3) == (one.level, one.where.line)
    assert "F1 is not supported on balance: 1 independent origin for it, 1 against it" in one.message
    more = finding(supports=("In", "I01"), contradicts=("Too",))
    assert "LR548" not in {code for code, _, _ in told(more)}
    unheld = finding(supports=("Early",), contradicts=("Too",))
    assert "LR548" not in {code for code, _, _ in told(unheld)}
    # a claim is weighed against it, and is no study
    assert "LR548" not in {code for code, _, _ in told(even, claims={"Too": "agency claim"})}


def test_the_results_that_a_finding_leaves_out_are_named():
    works = [Source(key=key, type="article", records=()) for key in ("In", "Too", "Early", "I01")]
    one = finding(supports=("In",))
    noted = stances(In="contradicts", Too="supports", Early="supports", I01="supports")
    left_out = [p.message for p in checked(one, sources=works, decisions=noted).problems if p.code == "LR549"]
    told_of = "finding F1 names 1 of 3 sources with a result on protect (claims and each version count); it leaves out 1 interview, Too"
    assert [told_of] == left_out
    described = stances(In="contradicts", Too="describes")
    assert "LR549" not in {code for code, _, _ in told(one, sources=works, decisions=described)}

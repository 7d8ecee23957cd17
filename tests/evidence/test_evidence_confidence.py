"""GRADE-CERQual and strength: what is read, when it applies, and what contradicts itself. All sources are made up."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Cerqual, Concern, EvidenceNote, Finding
from litreview.core.results import Findings
from litreview.stages.evidence import hold_confidence, read_findings
from litreview.stages.evidence.confidence import COMPONENTS, CONCERNS, LEVELS

WHOLE = """[[finding]]
id = "F1"
statement = "S"
supports = ["Talks"]
qualifies = ["Counts"]

[finding.cerqual]
level = "moderate"
methodological_limitations = {concern = "minor", reason = "how people were chosen is not told"}
coherence = "no"
adequacy = {concern = "Moderate", reason = "two studies"}
relevance = {concern = "no"}

[[finding]]
id = "F2"
statement = "T"
qualifies = ["Nobody"]
"""
DESIGNS = {
    "Talks": "qualitative interviews/focus groups",
    "Field": "ethnography",
    "Life": "qualitative life histories",
    "Counts": "RCT",
    "Both": "mixed",
}
NOTES = [EvidenceNote(source=k, field="design", value=v, coder="ann") for k, v in DESIGNS.items()]
STREAMS = {"I07": "interview", "PR03": "records", "X": "other"}


def cerqual(level: str = "high", **said: str) -> Cerqual:
    return Cerqual(
        level=level,
        concerns=tuple(
            Concern(component=name, degree=said.get(name, "no"), reason="because") for name in COMPONENTS
        ),
    )


def told(one: Finding) -> list[tuple[str, str, str]]:
    return [(p.code, p.level, p.message) for p in hold_confidence(Findings((one,)), NOTES, STREAMS).problems]


def finding(*supports: str, **given: Any) -> Finding:
    return Finding(id="F1", statement="S", supports=supports or ("Talks",), line=3, **given)


def test_an_assessment_is_read_with_its_four_components():
    found = read_findings(WHOLE, resolve={key: key for key in DESIGNS})
    assert [("LR503", 17)] == [(p.code, p.where.line) for p in found.problems if p.code != "LR508"]
    assert (
        Cerqual(
            level="moderate",
            concerns=(
                Concern(component=COMPONENTS[0], degree="minor", reason="how people were chosen is not told"),
                Concern(component="coherence", degree="no"),
                Concern(component="adequacy", degree="moderate", reason="two studies"),
                Concern(component="relevance", degree="no"),
            ),
        )
        == found.findings[0].cerqual
    )
    assert found.findings[1].cerqual is None
    assert () == hold_confidence(Findings(found.findings), NOTES, STREAMS).problems


@pytest.mark.parametrize(
    ("change", "line", "code", "says"),
    [
        (('"moderate"', '"midling"'), 8, "LR501", "level is 'midling'"),
        (('"moderate"', "3"), 8, "LR501", "level is not a text"),
        (('"minor"', '"minr"'), 9, "LR501", "did you mean 'minor'?"),
        (('"no"', "1"), 10, "LR501", "coherence must be a table"),
        (("relevance =", "relevnce ="), 12, "LR506", "did you mean 'relevance'?"),
        (("reason =", "reson ="), 9, "LR506", "did you mean 'reason'?"),
        (('reason = "two studies"', "reason = 2"), 11, "LR501", "reason must be a text"),
        (("[finding.cerqual]\n", "cerqual = 1\n[extra]\n"), 7, "LR501", "cerqual must be a table"),
    ],
)
def test_a_fault_of_form_is_told_on_its_line(change, line, code, says):
    problems = read_findings(WHOLE.replace(*change, 1)).problems
    assert (line, code) in [(p.where.line, p.code) for p in problems if says in str(p)]


@pytest.mark.parametrize("key", ["Talks", "Field", "Life"])
def test_it_applies_to_qualitative_studies(key):
    one = finding(key, "Talks", cerqual=cerqual())
    found = hold_confidence(Findings((one,)), NOTES, STREAMS)
    assert (one, ()) == (found.findings[0], found.problems)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Counts", "the design of Counts is RCT"),
        ("Both", "the design of Both is mixed"),
        ("Unread", "of Unread nobody noted the design"),
        ("I07", "I07 is an interview of this review"),
        ("PR03", "PR03 is a public record"),
        ("X", "X is no published study"),
    ],
)
def test_it_is_left_out_where_anything_in_support_is_something_else(key, why):
    found = hold_confidence(Findings((finding("Talks", key, cerqual=cerqual()),)), NOTES, STREAMS)
    assert found.findings[0].cerqual is None
    (problem,) = found.problems
    assert ("LR543", "warning", 3) == (problem.code, problem.level, problem.where.line)
    assert problem.message.endswith(f"left out: {why}")


def test_a_design_that_people_differ_on_is_none():
    split = [EvidenceNote(source="Talks", field="design", value="ethnography", coder="ann", disputed=True)]
    found = hold_confidence(Findings((finding(cerqual=cerqual()),)), split, {})
    assert "the design of Talks is disputed" in found.problems[0].message


def test_without_anything_in_support_there_is_nothing_to_have_confidence_in():
    one = Finding(id="F1", statement="S", qualifies=("Talks",), cerqual=cerqual())
    assert [("LR543", "warning")] == [found[:2] for found in told(one)]


@pytest.mark.parametrize(
    ("given_", "level", "says"),
    [
        (cerqual("high", adequacy="serious"), "warning", "is high, with serious concerns under adequacy"),
        (cerqual("low"), "warning", "is low, but no component has a concern"),
        (
            cerqual("moderate", adequacy="serious", coherence="serious"),
            "info",
            "is moderate, with serious concerns under coherence, adequacy",
        ),
        (Cerqual(level="", concerns=cerqual().concerns), "warning", "no level"),
        (Cerqual(level="high", concerns=cerqual().concerns[1:]), "warning", "no methodological_limitations"),
        (
            Cerqual(
                level="moderate",
                concerns=(
                    *cerqual(coherence="minor").concerns[1:],
                    Concern(component=COMPONENTS[0], degree="minor"),
                ),
            ),
            "warning",
            "no reason for the concerns under methodological_limitations",
        ),
    ],
)
def test_what_lacks_something_or_contradicts_itself_is_told_and_stays(given_, level, says):
    one = finding(cerqual=given_)
    assert given_ == hold_confidence(Findings((one,)), NOTES, STREAMS).findings[0].cerqual
    (found,) = told(one)
    assert ("LR544", level) == found[:2]
    assert says in found[2]


@given(st.sampled_from(LEVELS), st.lists(st.sampled_from(CONCERNS), min_size=4, max_size=4))
def test_a_level_is_told_only_where_no_judgement_of_the_whole_could_give_it(level, degrees):
    given_ = cerqual(level, **dict(zip(COMPONENTS, degrees, strict=True)))
    warned = [found for found in told(finding(cerqual=given_)) if found[1] == "warning"]
    contradicts = (level == "high" and "serious" in degrees) or (level != "high" and set(degrees) == {"no"})
    assert contradicts == bool(warned)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"strength": "strong"}, "has a strength, but no reason"),
        ({"strength_reason": "three cities"}, "has a strength_reason, but no strength"),
        ({"strength": "s", "strength_reason": "r", "cerqual": cerqual()}, "has both a strength and"),
    ],
)
def test_a_strength_has_a_reason_and_stands_alone(given_, says):
    (found,) = told(finding(**given_))
    assert ("LR545", "warning") == found[:2]
    assert says in found[2]


def test_strength_and_reason_are_no_problem_whatever_the_sources():
    text = '[[finding]]\nid = "F1"\nstatement = "S"\nsupports = "I07"\nstrength = "weak"\nstrength_reason = "one voice"\n'
    (one,) = read_findings(text).findings
    assert ("weak", "one voice", []) == (one.strength, one.strength_reason, told(one))


def test_a_concern_in_words():
    assert [
        "methodological limitations: minor concerns (Few told how)",
        "coherence: no or very minor concerns",
    ] == [
        Concern(component=COMPONENTS[0], degree="minor", reason="Few told how").printed,
        Concern(component="coherence", degree="no").printed,
    ]

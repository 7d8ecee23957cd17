"""Likely, suggested, ask: what the machine says of a source and goal, how sure it is, and why. All works and people are made up."""

from __future__ import annotations

import pytest

import litreview as lr
from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.stages.tagging import explain_state, judge_goals, prior as prior_module, tag
from litreview.stages.tagging.goal_states import log_odds, prior_of, readings_of
from litreview.stages.tagging.prior import load_prior, stemming_problems

BOOK = load_codebook()
GOALS = ("protect", "prosecute", "prevent")
SLEEP = parse_codebook(
    """
[codebook]
name = "sleep"
[scopes.sleep]
match = ["sleep"]
[[code]]
id = "light"
group = "cause"
label = "Light"
definition = "D."
requires = "sleep"
[[code.terms]]
weight = 2
match = ["lamp"]
"""
)


def source(key="a", type_="article", **fields):
    record = Record(key=key, type=type_, id=RecordId(f"a:{key}"), where=Where(file="a"))
    return Source(key=key, type=type_, fields=fields, records=(record,))


def decision(key, code, by="ann", verb="tag"):
    return Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=key, value=code)


def states(work, *, book=BOOK, decisions=()):
    return {one.code: one for one in judge_goals([work], book, decisions)}


SHELTER = source(
    title="Shelter and services for survivors of sex trafficking",
    abstract="Survivors of sex trafficking in a residential program describe trauma care and what they needed.",
)


def test_a_clear_work_is_likely_yes_and_likely_no():
    found = states(SHELTER)
    assert ("likely", True) == (found["protect"].state, found["protect"].answer)
    assert ("likely", False) == (found["prosecute"].state, found["prosecute"].answer)
    assert found["protect"].probability > 0.9
    assert found["prosecute"].probability < 0.1


def test_a_yes_names_words_that_are_in_the_source():
    one = states(SHELTER)["protect"]
    assert "'Shelter and services for survivors' (title)" in one.reason
    assert one.spans
    assert all(SHELTER.get(span.field)[span.start : span.end] == span.text for span in one.spans)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"title": "Human trafficking in one county"},
            "nothing on operations or punishment in title; only the title was there",
        ),
        (
            {"title": "On trafficking", "abstract": "The author looks back on forty years of writing."},
            "nothing on operations or punishment in title or abstract",
        ),
        (
            {"title": "Weather in Atlantis"},
            "nothing on trafficking in title; only the title was there",
        ),
        (
            {"title": "Fishing", "abstract": "Captains were indicted for catching too many fish at night."},
            "nothing on trafficking in title or abstract",
        ),
        ({}, "nothing could be read"),
    ],
)
def test_a_no_says_what_is_not_there(fields, expected):
    one = states(source(**fields))["prosecute"]
    assert not one.answer
    assert one.reason.startswith(expected)


def test_a_no_says_what_was_too_little():
    one = states(
        source(title="Human trafficking", abstract="A poem on a shelter, and on the sea behind it.")
    )["protect"]
    assert one.reason.startswith("only 'shelter' (abstract) on victims")


def test_where_rules_and_model_agree_a_reason_names_what_weighs_and_nothing_against():
    one = states(source(title="Trauma of trafficking victims"))["protect"]
    assert one.answer
    assert "'victims' (title)" in one.reason.partition("; ")[0]
    assert "words that weigh most: 'victims' (title)" in one.reason
    assert "but a model" not in one.reason
    assert one.reason.endswith("; only the title was there")


def test_where_rules_and_model_differ_nothing_is_likely():
    for work in (SHELTER, source(title="Exit routes from human trafficking"), source(title="A raid")):
        for one in states(work).values():
            assert one.state != "likely" or (one.probability >= 0.5) == one.answer
    tagged = {t.code for t in tag([SHELTER], BOOK)}
    assert all(
        (one.code in tagged) == one.answer for one in states(SHELTER).values() if one.state == "likely"
    )


def test_what_people_decided_has_no_state():
    """A person's answer is final; where two differ the machine stays out; `none` is an answer on every goal."""
    assert {"prosecute", "prevent"} == states(SHELTER, decisions=[decision("a", "protect")]).keys()
    assert {"prosecute", "prevent"} == states(SHELTER, decisions=[decision("a", "tvpa:protect")]).keys()
    differing = [decision("a", "protect"), decision("a", "protect", by="bob", verb="not-tag")]
    assert {"prosecute", "prevent"} == states(SHELTER, decisions=differing).keys()
    assert not states(SHELTER, decisions=[decision("a", "none")])


def test_the_two_nearest_decided_works_are_named():
    works = [
        SHELTER,
        source("near", title="Services for survivors of sex trafficking in shelters"),
        source("far", title="Cell phones of traffickers as evidence"),
        source("farther", title="Rainfall in Atlantis"),
    ]
    decisions = [
        decision("near", "protect"),
        decision("far", "protect", verb="not-tag"),
        decision("farther", "protect", verb="not-tag"),
    ]
    told = {one.source: one.reason for one in judge_goals(works, BOOK, decisions) if one.code == "protect"}
    assert "nearest decided works: near (yes, 0." in told["a"]
    assert "farther" not in told["a"]
    blind = judge_goals(works, BOOK, decisions, name_decided=False)
    assert not any("nearest" in one.reason for one in blind)


def test_confidential_sources_and_requests_have_none():
    sealed = Source(key="I01", type="interview", records=SHELTER.records, confidential=True)
    request = source("PR01", title="All records on human trafficking raids", entrysubtype="records request")
    assert {"a"} == {one.source for one in judge_goals([sealed, request, SHELTER], BOOK)}


def test_another_codebook_has_the_rules_alone_and_nothing_is_likely():
    assert prior_of(SLEEP) is None
    yes = states(source(title="Lamps and sleep", abstract="Lamps by the bed and sleep."), book=SLEEP)["light"]
    no = states(source(title="Sleep of cats"), book=SLEEP)["light"]
    assert (True, "suggested") == (yes.answer, yes.state)
    assert (False, "suggested") == (no.answer, no.state)
    assert no.reason == "nothing on 'Light' in title; only the title was there"


def test_learned_odds_stand_for_those_of_the_prior():
    odds = {"a": {"protect": -2.0}}
    one = next(one for one in judge_goals([SHELTER], BOOK, odds=odds) if one.code == "protect")
    assert (False, 0.1192) == (one.answer, one.probability)
    assert one.state != "likely"  # rules say yes


def test_log_odds_are_those_of_the_states():
    odds = log_odds([SHELTER], BOOK)["a"]
    assert {code: value >= 0 for code, value in odds.items()} == {
        one.code: one.answer for one in states(SHELTER).values()
    }
    read = readings_of([SHELTER], BOOK)
    assert judge_goals([SHELTER], BOOK) == judge_goals([SHELTER], BOOK, readings=read)


def test_the_order_of_the_sources_changes_nothing():
    works = [
        SHELTER,
        source("b", title="Sentencing of traffickers"),
        source("c", title="Poverty and trafficking"),
    ]
    forth, back = judge_goals(works, BOOK), judge_goals(works[::-1], BOOK)
    assert set(forth) == set(back)
    assert [("a", code) for code in GOALS] == [(one.source, one.code) for one in forth[:3]]


def test_a_state_in_one_line():
    line = explain_state(states(source(title="Human trafficking in one county"))["prosecute"])
    assert line.startswith(
        ("likely not prosecute (0.", "suggested not prosecute (0.", "ask: rather not prosecute (0.")
    )
    assert line.endswith("only the title was there")


def test_another_stemmer_than_the_models_is_named(monkeypatch):
    prior = load_prior()
    assert () == stemming_problems(prior)
    monkeypatch.setattr(prior_module, "stem_of", lambda word: word[:6])
    monkeypatch.setattr("importlib.metadata.version", lambda _: "9.9")
    (one,) = stemming_problems(prior)
    assert "LR673" == one.code
    assert "snowballstemmer 9.9 splits words in another way than snowballstemmer 3.1.1" in one.message


def test_a_short_abstract_is_not_said_to_be_absent():
    work = {"title": "A made-up study of ports", "year": 2001}
    for abstract, said in (("Ports close.", "the abstract is too short"), ("", "only the title was there")):
        found = lr.dedupe([lr.Record.from_fields(work, abstract=abstract)])
        assert all(said in state.reason for state in lr.judge_goals(found))

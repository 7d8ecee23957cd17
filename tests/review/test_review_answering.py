"""What can be answered to each question, when one is settled, and what answers teach: values in, values out."""

import hashlib
import os
from types import SimpleNamespace

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Match, RecordId, Source
from litreview.judgements.codebook import Code, EvidenceField
from litreview.review import (
    Settings,
    coder_disputes as review_disputes,
    folder,
    note_files,
    run_check as run_checking,
)
from litreview.review.coder_disputes import Dispute, answer, opinion_text, parse_answer
from litreview.review.outputs import summary
from litreview.review.questions import disputes, duplicates, keyed, screening, shared as asking, stance
from litreview.review.questions.duplicates import CandidatePair
from litreview.review.questions.stance import Goal
from litreview.stages.tagging import Turned


def source(key="k", **more):
    return Source(key=key, type="article", records=(), **more)


def decision(verb, value="", **more):
    return Decision(**{"when": "", "by": "ann", "verb": verb, "key": "k", "value": value} | more)


# keys and answers


def labels(answers):
    return {key: one.label for key, one in answers.items()}


@pytest.mark.parametrize(
    ("stage", "reasons", "expected"),
    [
        ("abstract", ("not real", "no data"), {"i": "include", "e": "exclude", "m": "unsure", "n": "not retrieved"}),
        ("fulltext", (), {"i": "include", "e": "exclude", "m": "unsure", "n": "not retrieved"}),
        ("fulltext", ("not real", "no data"), {"i": "include", "1": "exclude: not real", "2": "exclude: no data", "m": "unsure", "n": "not retrieved"}),
    ],
)  # fmt: skip
def test_only_of_a_full_text_each_reason_is_an_answer(stage, reasons, expected):
    answers = screening.choices("k", stage, reasons)
    assert expected == labels(answers)
    assert {"k"} == {one.decision[1] for one in answers.values()}


def test_of_many_reasons_none_takes_a_key_of_another_answer():
    answers = screening.choices("k", "fulltext", [str(n) for n in range(26)])
    assert 26 == sum(one.decision[0] == "exclude" for one in answers.values()), (
        "each reason has a key of its own"
    )
    assert [] == [key for key in answers if key in "suoj?q"]
    assert ["include", "unsure", "not retrieved"] == [answers[key].label for key in "imn"]


@pytest.mark.parametrize(
    ("topic", "given", "expected"),
    [
        ("tag protect", ("yes", "no"), {"y": ("tag", "k", "protect"), "n": ("not-tag", "k", "protect")}),
        ("tag protect", ("no", "yes"), {"n": ("not-tag", "k", "protect"), "y": ("tag", "k", "protect")}),
        ("set design", ("yes", "no", "n/a"), {"1": ("set", "k", "design=yes"), "2": ("set", "k", "design=no"), "3": ("set", "k", "design=n/a")}),
        ("stance protect", ("mixed",), {"1": ("stance", "k", "protect=mixed")}),
        ("screen fulltext", ("exclude: no data",), {"1": ("exclude", "k", "fulltext")}),
    ],
)  # fmt: skip
def test_a_dispute_is_answered_by_y_and_n_or_by_numbers(topic, given, expected):
    one = Dispute(
        key="k", topic=topic, question="", meaning="", source=source(), works=(), said=(), choices=given
    )
    answers = disputes.choices(one)
    assert expected == {key: answer_.decision for key, answer_ in answers.items()}
    assert "open" == one.state
    assert (["no data"] if "screen" in topic else [""] * len(given)) == [a.reason for a in answers.values()]


def field(id_, **more):
    return EvidenceField(id=id_, label=id_.title(), **more)


def verb_of(part):
    return next((one.decision[0] for one in (*part.choices.values(),)), "set")


def test_what_is_asked_of_a_source_comes_once_and_after_what_is_asked_of_its_goals():
    protect = Code(
        id="protect", group="goal", label="Protect", definition="of victims", counts=("a",), excludes=("b",)
    )
    prevent = Code(id="prevent", group="goal", label="Prevent")
    fields = (
        field("design", values=("survey", "state:XX")),
        field("effect", by_code=True, definition="of what"),
    )
    asked = [
        Goal(source=source(), code=protect, fields=fields),
        Goal(source=source(), code=prevent, stance=False, fields=fields),
    ]
    found = stance.parts_of(asked, {})
    assert [
        ("stance", "protect", "protect: what did it find?"),
        ("set", "effect@protect", "protect: Effect?"),
        ("set", "effect@prevent", "prevent: Effect?"),
        ("set", "design", "Design?"),
    ] == [(verb_of(one), one.head, one.legend) for one in found]
    assert "Protect: of victims\n  counts: a\n  does not count: b" == found[0].meaning
    assert (["survey"], "of what") == ([*found[3].boxed], found[1].meaning)
    assert "Prevent" == asking.definition(prevent)
    assert {"1": ("set", "k", "design=survey")} == {
        key: one.decision for key, one in keyed("set", "k", "design", ["survey"]).items()
    }


# what a decision answers, and back


@pytest.mark.parametrize(
    ("said", "told", "topic", "back"),
    [
        (decision("tag", "protect"), "yes", "tag protect", ("tag", "protect", "")),
        (decision("not-tag", "protect"), "no", "tag protect", ("not-tag", "protect", "")),
        (decision("stance", "protect=mixed"), "mixed", "stance protect", ("stance", "protect=mixed", "")),
        (decision("set", "year= "), "(the work has none)", "set year", ("set", "year=", "")),
        (decision("set", "note=a=b"), "a=b", "set note", ("set", "note=a=b", "")),
        (decision("related", "edition x"), "related edition", "pair x", ("related", "edition x", "")),
        (decision("related", "related x"), "related", "pair x", ("related", "related x", "")),
        (decision("same", "x"), "same", "pair x", ("same", "x", "")),
        (decision("exclude", "fulltext", reason="no data"), "exclude: no data", "screen fulltext", ("exclude", "fulltext", "no data")),
        (decision("exclude", "fulltext"), "exclude", "screen fulltext", ("exclude", "fulltext", "")),
        (decision("exclude", "abstract", reason="no data"), "exclude", "screen abstract", ("exclude", "abstract", "")),
        (decision("include", "fulltext", reason="why"), "include", "screen fulltext", ("include", "fulltext", "")),
    ],
)  # fmt: skip
def test_an_answer_says_the_decision_and_the_decision_the_answer(said, told, topic, back):
    assert told == answer(said)
    assert back == parse_answer(topic, told)


@pytest.mark.parametrize(
    ("reason", "where", "told"),
    [("", "", "exclude"), ("no data", "", "exclude: no data"), ("no data", "p. 3", "exclude: no data\np. 3")],
)
def test_reason_and_quote_are_below_an_answer_that_does_not_have_them(reason, where, told):
    assert told == opinion_text(decision("exclude", "fulltext", reason=reason, where=where))
    assert "include\nwhy\np. 3" == opinion_text(decision("include", "fulltext", reason="why", where="p. 3"))


@pytest.mark.parametrize(
    ("judges", "by", "why"),
    [
        (("judge-j",), "Judge J", ""),
        (("Judge-J", "other"), "judge-j", ""),
        ((), "ann", "nobody is named"),
        (("a", "b"), "ann", "names a and b for that"),
    ],
)
def test_only_an_adjudicator_settles(judges, by, why):
    if not why:
        review_disputes.check_adjudicator(Settings(adjudicators=judges), by)
        return
    with pytest.raises(UsageError, match=why):
        review_disputes.check_adjudicator(Settings(adjudicators=judges), by)


# the keys of answers


def pair_of(proposed):
    return CandidatePair(
        match=Match(a=RecordId("a"), b=RecordId("b"), score=0.5, verdict="ask", reasons=()),
        records=(None, None),
        names=("a1", "b1"),
        sources=("a", "b"),
        proposed=proposed,
    )


def test_related_keeps_the_kind_that_a_rule_proposed_and_asks_for_it_where_none_did():
    kept, asked = duplicates.choices(pair_of("version")), duplicates.choices(pair_of(""))
    assert ("related", "a1", "version b1") == kept["r"].decision
    assert ["y", "n", "r"] == [key for key, choice in kept.items() if not choice.page]
    assert [*"yn123456"] == [key for key, choice in asked.items() if not choice.page]
    assert kept["1"].decision == asked["1"].decision == kept["r"].decision


@pytest.mark.parametrize("said", [("include", "exclude"), ("exclude", "unsure"), ("unsure", "include")])
def test_an_adjudicators_keys_are_those_of_screening_whatever_the_coders_said(said):
    listed = ("include", "exclude", "unsure", "not-retrieved")
    one = SimpleNamespace(key="k", topic="screen abstract", choices=listed, said=said)
    theirs = {key: choice.decision for key, choice in disputes.choices(one).items()}
    assert theirs == {key: choice.decision for key, choice in screening.choices("k", "abstract", ()).items()}
    reasons = ("not on the question", "no data")
    one.topic, one.choices = (
        "screen fulltext",
        ("include", *(f"exclude: {why}" for why in reasons), *listed[2:]),
    )
    theirs = {key: choice.decision for key, choice in disputes.choices(one).items()}
    assert theirs == {
        key: choice.decision for key, choice in screening.choices("k", "fulltext", reasons).items()
    }


# what follows from other answers

HOMES = {"a1": "a", "b1": "b", "c1": "c"}


@pytest.mark.parametrize(
    ("names", "given", "why"),
    [
        (("a1", "c1"), [], ""),
        (("a1", "c1"), [("same", "a1", "b1")], ""),
        (("a1", "c1"), [("same", "a1", "b1"), ("same", "c1", "b1")], "other answers already make them one work"),
        (("a1", "c1"), [("same", "a1", "b1"), ("different", "b1", "c1")], "other answers already keep them apart"),
        (("a1", "c1"), [("different", "c1", "a1")], "other answers already keep them apart"),
        (("a1", "c1"), [("related", "a1", "edition c1")], "other answers already keep them apart"),
        (("a1", "c1"), [("different", "a1", "b1"), ("different", "b1", "c1")], ""),
        (("a1", "c1"), [("same", "a1", "enriched/x.json:w"), ("same", "c1", "enriched/x.json:w")], ""),
        (("a1", "enriched/x.json:w"), [("same", "b1", "enriched/x.json:w")], "another answer already gives it"),
        (("a1", "enriched/x.json:w"), [("same", "enriched/x.json:w", "b1")], "another answer already gives it"),
        (("a1", "enriched/x.json:w"), [("same", "b1", "enriched/x.json:v")], ""),
        (("a1", "enriched/x.json:w"), [("different", "b1", "enriched/x.json:w")], ""),
        (("a1", "enriched/x.json:w"), [("same", "a1", "b1"), ("same", "b1", "c1")], ""),
    ],
)  # fmt: skip
def test_a_pair_is_settled_by_what_follows_from_other_answers(names, given, why):
    question = CandidatePair(
        match=Match(a=RecordId("a"), b=RecordId("b"), score=0.5, verdict="ask", reasons=()),
        records=(None, None),
        names=names,
        sources=tuple(HOMES.get(name, name) for name in names),
    )
    told = duplicates.implied_reason(question, given, HOMES)
    assert told.startswith(why)
    assert bool(why) == bool(told)


@pytest.mark.parametrize(
    ("own", "team", "stage"),
    [
        (("", ""), ("", ""), "abstract"),
        (("unsure", ""), ("unsure", ""), "abstract"),
        (("include", ""), ("include", ""), "fulltext"),
        (("include", ""), ("", ""), ""),
        (("", ""), ("include", ""), "abstract"),
        (("exclude", ""), ("include", ""), "fulltext"),  # an adjudicator let it pass
        (("exclude", ""), ("exclude", ""), ""),
        (("include", "unsure"), ("exclude", ""), ""),
        (("include", "unsure"), ("include", "unsure"), "fulltext"),
        (("unsure", ""), ("disputed", ""), ""),
        (("unsure", ""), ("one-vote", ""), "abstract"),
        (("include", "include"), ("include", ""), ""),
        (("include", "exclude"), ("include", "exclude"), ""),
        (("", "not-retrieved"), ("", ""), ""),
    ],
)
def test_the_next_stage_is_that_on_which_one_has_not_spoken(own, team, stage):
    def made(said):
        return SimpleNamespace(abstract=said[0], fulltext=said[1])

    assert stage == screening._next_stage(made(own), made(team))


def of_review(said=(), *, judges=(), coders=1, hidden=0):
    held = tuple(source(str(n), confidential=n < hidden) for n in range(hidden + 1))
    return SimpleNamespace(
        decisions=said, settings=Settings(adjudicators=judges, coders=coders), sources=held
    )


def by(name, verb, key="k"):
    return decision(verb, "protect", by=name, key=key)


@pytest.mark.parametrize(
    ("said", "mine", "expected"),
    [
        ((by("ann", "tag"),), (), None),
        ((by("ann", "tag"), by("ben", "tag")), (), "tag"),
        ((by("ann", "tag"), by("ben", "not-tag")), (), None),
        ((by("ann", "tag"), by("ben", "tag")), (by("cy", "not-tag"),), "not-tag"),
        ((by("judge", "not-tag"),), (by("cy", "tag"),), "not-tag"),
        ((by("judge", "tag"), by("ann", "not-tag"), by("ben", "not-tag")), (), "tag"),
        ((decision("stance", "protect=mixed"), decision("stance", "protect=mixed", by="ben")), (), None),
    ],
)
def test_a_goal_is_the_adjudicators_then_ones_own_then_what_two_say_alike(said, mine, expected):
    assert expected == stance._settled_codes(of_review(said, judges=("judge",)), mine).get(("k", "protect"))


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        (0, ""),
        (1, "1 confidential source is not shown here"),
        (2, "2 confidential sources are not shown here"),
    ],
)
def test_how_many_are_left_out(hidden, told):
    said = asking.left_out(of_review(hidden=hidden))
    assert said.startswith(told)
    assert bool(said) == bool(told)
    assert [False, True] == [asking.is_blind(of_review(coders=n)) for n in (1, 2)]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"doi": "10.1/x", "fields": {"url": "u"}}, "https://doi.org/10.1/x"),
        ({"fields": {"url": "u"}}, "u"),
        ({}, ""),
    ],
)
def test_where_a_work_can_be_read(more, expected):
    assert expected == asking.address(source(**more))


# what answers teach


def turned(n, *, yes=True):
    return Turned(source=f"s{n}", code="p", yes=yes, before=0.25, now=0.75)


def test_what_answers_turned_is_told_by_code_and_side():
    assert "" == asking.describe_turned([])
    three = asking.describe_turned([turned(n) for n in range(3)])
    assert (
        "suggestions changed by your answer: p is now likely for s0 0.25 to 0.75, s1 0.25 to 0.75, s2 0.25 to 0.75"
        == three
    )
    both = asking.describe_turned([turned(9, yes=False), *(turned(n) for n in range(4))])
    assert both == three + " and 1 more; p is now unlikely for s9 0.25 to 0.75"


# filters of an assessment


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"year": "2010"}, {"year": "2010"}),
        ("year=2010", {"year": "2010"}),
        (["year=2010, type = article", "code=a=b"], {"year": "2010", "type": "article", "code": "a=b"}),
        (["", " , "], {}),
    ],
)
def test_filters_are_read(filters, expected):
    assert expected == dict(summary._parse_filters(filters))


@pytest.mark.parametrize("filters", ["year", "year=", "year= ", ["type=article", "x"]])
def test_what_is_no_filter_is_refused(filters):
    with pytest.raises(UsageError, match="a filter is FIELD=VALUE"):
        summary._parse_filters(filters)


@pytest.mark.parametrize(
    ("year", "value", "expected"),
    [
        (2010, "2010-", True), (2009, "2010-", False), (2010, "-2010", True), (2011, "-2010", False), (0, "-2010", True),
        (2010, "2010", True), (2011, "2010", False), (None, "2010", False),
        (2010, "2010-2012", True), (2012, "2010-2012", True), (2009, "2010-2012", False), (2013, "2010-2012", False),
    ],
)  # fmt: skip
def test_years_are_taken_with_both_ends(year, value, expected):
    assert expected == summary._is_in_years(year, value)


@pytest.mark.parametrize("value", ["", "-", "x", "2010-x", "x-2010", "2010-2011-2012"])
def test_what_is_no_year_is_refused(value):
    with pytest.raises(UsageError, match="a year is 2015"):
        summary._is_in_years(2010, value)


# going on with a review


def test_the_files_of_a_review_are_all_but_what_is_made(tmp_path):
    for name in (
        "bib/a.bib",
        "bib/out/b.bib",
        "out/c.csv",
        "private/out/d.csv",
        "private/e.bib",
        ".git/f",
        "bib/.hid/g",
        ".litreview-x",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    other = tmp_path.parent / f"{tmp_path.name}.bib"
    other.write_text("x")
    found = folder.file_states(tmp_path, [other, tmp_path / "gone.bib"])
    names = {os.path.relpath(name, tmp_path) for name in found}
    assert {"bib/a.bib", "bib/out/b.bib", "private/e.bib", f"../{other.name}"} == names
    assert 1 == found[str(other)][1]


# notes that someone else changed


@pytest.mark.parametrize(
    ("theirs", "mine", "told"),
    [
        ("a\nb\n", "a\n", "it has ‘b’"),
        ("a\n\nb\n", "a\n", "it has ‘b’"),
        ("a\n\n", "a\nb\n", "lines were taken out"),
        ("", "a\n", "it is empty now, or gone"),
    ],
)
def test_what_changed_of_a_note_is_told(theirs, mine, told):
    assert note_files._change_message(note(theirs), mine).endswith(told)


def note(text, **more):
    return SimpleNamespace(**{"text": text, "withheld": False, "file": "notes/k.md"} | more)


def test_of_many_lines_some_are_told_and_of_private_ones_none():
    most = note_files._QUOTED_LINES
    lines = [f"line {n}" for n in range(most + 2)]
    assert note_files._change_message(note("\n".join(lines[:most])), "").endswith(f"‘line {most - 1}’")
    assert note_files._change_message(note("\n".join(lines)), "").endswith(
        f"‘line {most - 1}’ and 2 more lines"
    )
    cut = note_files._change_message(note("x" * (note_files._LONGEST + 1)), "")
    assert cut.endswith(f"‘{'x' * note_files._LONGEST}’")
    assert "secret" not in note_files._change_message(note("secret", file="private/notes"), "")
    assert "private/notes/" in note_files._change_message(note("", withheld=True, file="private/notes"), "")
    assert "edit it in notes/" in note_files._change_message(note("", withheld=True), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), (" \n", ""), ("a", "a\n"), ("\ufeffa\r\nb\rc\n\n", "a\nb\nc\n"), ("a\0b\ud800", "ab?\n")],
)
def test_a_note_is_written_as_a_file_holds_lines(text, expected):
    assert expected == note_files._clean(text)


# what is out of date


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"a\nb\nc", b"a\nx\nc", ", from line 2 on"),
        (b"a\nb", b"a\nb\nc", ", from line 3 on"),
        (b"a\nb\nc\n", b"a\nb", ", from line 3 on"),
        (b"x", b"y", ", from line 1 on"),
        (b"PK1", b"PK2", ""),
        (b"PX1", b"PX2", ", from line 1 on"),
    ],
)
def test_where_two_files_first_differ(old, new, told):
    assert told == run_checking.first_difference(old, new)


def test_a_file_that_no_run_left_so_is_someones_edit():
    kept = {"a.csv": (hashlib.sha256(b"old").hexdigest(),)}
    assert "LR601" == run_checking._output_problem("a.csv", b"new", {"a.csv": b"edited"}, kept, ()).code
    assert "LR670" == run_checking._output_problem("a.csv", b"new", {"a.csv": b"old"}, kept, ()).code
    assert "is missing" in run_checking._output_problem("a.csv", b"new", {}, kept, ()).message

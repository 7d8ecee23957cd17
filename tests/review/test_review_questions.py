"""The questions of a review one by one: pairs and classes of pairs, sheets, lessons, and lines that find no work. All works are made up."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from litreview.core.errors import UnknownKeyError, UsageError
from litreview.core.model import Decision, Doi, Match, Problem, Record, RecordId, Source, Where, Work
from litreview.core.results.chains import Findings
from litreview.core.results.screening_flow import Search
from litreview.core.results.texts import TextPassage
from litreview.formats.sheets import FilledRow
from litreview.judgements.codebook import Code
from litreview.review import decide
from litreview.review.decision_writer import DecisionWriter
from litreview.review.evidence_chain import trace
from litreview.review.imported_decisions import _split_names, _stage_lines
from litreview.review.questions import Question, duplicates, screening
from litreview.review.questions.duplicate_classes import ClassSample, SampledClass, read_sample
from litreview.review.questions.duplicates import CandidatePair, choices
from litreview.review.questions.shared import (
    MAX_QUOTED,
    PASSAGES,
    Answered,
    definition,
    describe_trust,
    describe_turned,
    instructions,
    left_out,
    passage_cells,
    read_choice,
    read_verb,
    texts_ready,
)
from litreview.stages.evidence.screening_status import Screening


def record(key: str, *, confidential: bool = False, **fields: str) -> Record:
    return Record(
        key=key, type="book", fields={"title": key} | fields, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1), confidential=confidential
    )  # fmt: skip


def pair(a: str = "a", b: str = "b", **more: Any) -> CandidatePair:
    records = (record(a), record(b))
    match = Match(
        a=records[0].id,
        b=records[1].id,
        verdict="ask",
        score=0.5,
        reasons=("same title", "no DOI"),
        rule="book title",
    )
    return CandidatePair(**{"match": match, "records": records, "names": (a, b), "sources": (a, b)} | more)


SAMPLE = ClassSample(code="C1a2b3c4", size=2, left=9, risk=0.0123, seed="5e")
SAMPLED = SampledClass(
    sample=SAMPLE, words="one title", drawn=(), rest=(("c", "d"), ("e", "f")), answered=("same", "same")
)


@pytest.mark.parametrize(
    ("one", "keys", "labels"),
    [
        (pair(), "yn123456", {"y": ("same", "a", "b"), "n": ("different", "a", "b"), "1": ("related", "a", "version b")}),
        (pair(proposed="edition"), "ynr123456", {"r": ("related", "a", "edition b")}),
        (pair(sampled=SAMPLED), "yn123456", {"y": ("same", "a", "b")}),
        (pair(sampled=SAMPLED, decides="same"), "y", {"y": ("same", "c", "d")}),
        (pair(sampled=SAMPLED, decides="different"), "n", {"n": ("different", "c", "d")}),
    ],
)  # fmt: skip
def test_the_keys_of_a_pair(one: CandidatePair, keys: str, labels: dict[str, tuple[str, str, str]]) -> None:
    found = choices(one)
    assert keys == "".join(found)
    assert labels == {key: found[key].decision for key in labels}
    # where a rule says how, the digits are for a page alone
    assert {bool(one.proposed)} >= {choice.page for key, choice in found.items() if key.isdigit()}
    assert (" in another way" in duplicates._prompt(one)) == (len(found) == 8)
    if one.decides:
        (choice,) = found.values()
        assert ((one.decides, "e", "f"),) == tuple(choice.further)
        assert "class C1a2b3c4, 2 of 2, at most" in choice.reason


@pytest.mark.parametrize(
    ("one", "note", "about"),
    [
        (pair(), "", ("", "same title; no DOI")),
        (pair(sampled=SAMPLED), SAMPLE.note, (SAMPLE.note, "same title; no DOI")),
        (pair(sampled=SAMPLED, decides="same"), "", ("class C1a2b3c4", "all pairs of the sample of class C1a2b3c4 have the same answer; this answer counts for this pair and 1 others")),
    ],
)  # fmt: skip
def test_what_an_answer_on_a_pair_belongs_to(one: CandidatePair, note: str, about: tuple[str, str]) -> None:
    assert (note, about) == (one.note, duplicates._about_and_why(one))


def test_a_sample_is_read_from_where_its_answers_stand() -> None:
    assert SAMPLE == read_sample(SAMPLE.note)
    assert [None, None] == [read_sample(""), read_sample(SAMPLE.note.replace("random ", ""))]


def session(**more: Any) -> Any:
    plain: dict[str, Any] = {
        "confidential": False,
        "cached": lambda _, make: make(),
        "lines": lambda: (),
        "ready": lambda _: True,
    }
    return SimpleNamespace(**plain | more)


def asked(one: CandidatePair) -> Question:
    return Question(about="", works=(), item=one, shows=lambda _: None)


def test_a_class_and_a_pair_are_shown_with_what_they_rest_on() -> None:
    plain, class_ = pair(), pair(sampled=SAMPLED, decides="same", sources=("a", "enriched/x.bib:b"))
    shown = duplicates._show(session(), asked(class_))
    assert ("Class C1a2b3c4: the other 2 pairs", "Are the other 2 pairs one work each?", "yes") == (
        shown.heading,
        shown.prompt,
        shown.suggested,
    )
    assert "All 2 pairs of a random sample were one work." in shown.reasons[0]
    assert ["a"] == [*shown.known]
    other = duplicates._show(session(), asked(replace(class_, decides="different")))
    assert "Are the other 2 pairs two works each?" == other.prompt
    shown = duplicates._show(session(), asked(plain))
    assert ("a", "Are these two entries one work?", "") == (shown.heading, shown.prompt, shown.note)
    assert "`litreview dedupe --explain-rule title` explains the rule." in shown.why[1]
    ruleless = replace(plain, match=replace(plain.match, rule=""))
    assert "" == duplicates._show(session(), asked(ruleless)).why[1]
    drawn = duplicates._show(session(), asked(pair(sampled=SAMPLED)))
    assert f"in a {SAMPLE.note}" == drawn.behind
    said = [
        Decision(by="ann", verb=verb, key=a, value=b)
        for verb, a, b in (("same", "b", "a"), ("different", "a", "z"), ("tag", "a", "b"))
    ]
    rests = duplicates._rests(session(lines=lambda: said), asked(plain))
    assert ["same title; no DOI; book title", ["what ann said of the pair"]] == [
        rests["why it is asked"], [name for name in rests if name.startswith("what ann")],
    ]  # fmt: skip
    of_class = duplicates._rests(session(), asked(class_))
    assert {"the pairs of the class": "c d\ne f", "the answers on its sample": "same same"} == of_class


@pytest.mark.parametrize(
    ("verb", "key", "value", "on"),
    [("same", "a", "b", True), ("different", "b", "a", True), ("related", "a", "version b", True), ("related", "b", "a", True), ("same", "a", "c", False), ("related", "a", "version c", False)],
)  # fmt: skip
def test_a_decision_on_a_pair(verb: str, key: str, value: str, on: bool) -> None:
    assert on is duplicates._is_on_pair(Decision(by="ann", verb=verb, key=key, value=value), pair())


DRAWN = replace(SAMPLED, drawn=(("a", "b"),), answered=("same",))


@pytest.mark.parametrize(
    ("one", "verb", "answers", "why"),
    [
        (SAMPLED, "same", [], ""),
        (SAMPLED, "different", [], "different answers"),
        (replace(SAMPLED, answered=("same", "different")), "same", [], "different answers"),
        (SAMPLED, "same", [("same", "c", "d")], "one by one"),
        (SAMPLED, "same", [("same", "d", "c")], "one by one"),
        (SAMPLED, "same", [("same", "e", "f")], ""),
        (DRAWN, "same", [], "different answers"),
        (DRAWN, "same", [("same", "a", "b")], ""),
        (DRAWN, "same", [("same", "b", "a")], ""),
        (DRAWN, "same", [("different", "a", "b")], "different answers"),
        # what other answers imply of a drawn pair counts, too
        (DRAWN, "same", [("same", "a", "x"), ("same", "x", "b")], ""),
    ],
)
def test_the_rest_of_a_class_is_decided_once_its_sample_is_of_one_answer(
    one: SampledClass, verb: str, answers: Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "_in_classes", lambda _: [pair()])
    homes = {name: name for name in "abcdefx"}
    found = duplicates._sample_open(one, verb, answers, session(), homes)
    assert bool(why) == bool(found)
    assert why in found


@pytest.mark.parametrize(
    ("work", "row", "expected"),
    [
        (Work(key="a", type="book", fields={"title": "T"}), "title", ("title", "T")),
        (Work(key="a", type="book", fields={"title": "T"}), "type", ("entrytype", "book")),
        (Work(key="a", type="book", fields={"year": "c. 2001"}, year=2001), "year", ("year", "2001")),
        (Work(key="a", type="book", fields={"date": "2001"}, year=0), "year", ("year", "0")),
        (Work(key="a", type="book", fields={"doi": "https://doi.org/10.1000/A"}, doi=Doi("10.1000/a")), "doi", ("doi", "10.1000/a")),
    ],
)  # fmt: skip
def test_the_field_behind_a_row_of_the_comparison(work: Work, row: str, expected: tuple[str, str]) -> None:
    assert expected == duplicates._field_and_value(work, row)


def filled(**more: Any) -> FilledRow:
    answers = more.pop("answers", {"decision": "same"})
    plain = {
        "ids": ("a", "b"),
        "answers": answers,
        "cells": dict.fromkeys(answers, "B2"),
        "where": Where(file="s.xlsx", line=2),
    }
    return FilledRow(**plain | more)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (filled(), ("same", "a", "b", "", "")),
        (filled(answers={"decision": " SAME ", "reason": "r", "quote or page": "p"}), ("same", "a", "b", "r", "p")),
        (filled(answers={"decision": "related edition"}), ("related", "a", "edition b", "", "")),
        (filled(answers={"decision": "related"}, choices=("same", "related edition")), ("related", "a", "edition b", "", "")),
        (filled(answers={"decision": "related"}, choices=("related edition", "related summary")), "problem"),
        (filled(answers={"decision": "odd"}), "problem"),
        (filled(answers={"decision": ""}), "problem"),
        (filled(ids=("a", f"b @ {SAMPLE.note}")), ("same", "a", "b", "", SAMPLE.note)),
    ],
)  # fmt: skip
def test_the_answer_in_a_row_on_a_pair(row: FilledRow, expected: Any) -> None:
    review: Any = None
    (found,) = duplicates._read(row, review)
    if expected == "problem":
        assert isinstance(found, Problem)
    else:
        assert isinstance(found, Answered)
        assert expected == (found.verb, found.key, found.value, found.reason, found.where)


@pytest.mark.parametrize(
    ("classes", "verb", "pairs"),
    [
        ([SAMPLED], "same", [("c", "d"), ("e", "f")]),
        ([SAMPLED], "different", []),
        ([DRAWN], "same", []),
        ([replace(SAMPLED, sample=replace(SAMPLE, code="C2"))], "same", []),
        ([], "same", []),
    ],
)
def test_the_answer_in_a_row_on_a_class_counts_while_its_sample_allows_it(
    classes: Any, verb: str, pairs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "find_pairs", lambda _: ())
    monkeypatch.setattr(duplicates, "classes_of", lambda *_: classes)
    review: Any = None
    found = [*duplicates._read(filled(ids=("c", "d @ class C1a2b3c4"), answers={"decision": verb}), review)]
    if pairs:
        assert pairs == [(one.key, one.value) for one in found if isinstance(one, Answered)]
        assert {SAMPLE.reason} == {one.reason for one in found if isinstance(one, Answered)}
    else:
        assert [("c", "d", "")] == [
            (one.key, one.value, one.reason) for one in found if isinstance(one, Answered)
        ]


def test_pairs_are_in_a_class_unless_they_are_confidential_a_registrys_or_screened_in_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    works = [Source(key=key, type="book", fields={}, records=(record(key),)) for key in "abcd"]
    plain = pair()
    several = [
        plain,
        replace(plain, match=replace(plain.match, against=("year",))),
        pair("a", "enriched/x.bib:b"),
        replace(pair("a", "c"), names=("enriched/x.bib:a", "c")),
        replace(pair("a", "d"), records=(record("a", confidential=True), record("d"))),
        pair("a", "c"),
        pair("a", "d"),
    ]
    review: Any = SimpleNamespace(
        settings=SimpleNamespace(class_limit=0.5, screeners=1, adjudicators=()), sources=works, decisions=(Decision(by="x", verb="include", key="c", value="abstract"),),
        deduplication=SimpleNamespace(sources=[*works, Source(key="enriched/x.bib:b", type="book", fields={}, records=())]),
    )  # fmt: skip
    monkeypatch.setattr(duplicates, "sampled_classes", lambda members, *_: members)
    assert [("a", "b"), ("a", "d")] == [one.names for one in duplicates.classes_of(review, several)]
    review.settings.class_limit = 0
    assert () == duplicates.classes_of(review, several)


# ---------------------------------------------------------------- what several topics share


@pytest.mark.parametrize(
    ("library", "unready", "ready"),
    [([1], "", True), ([], "", False), ([1], "text_of", False), ([1], "page_numbers", False)],
)
def test_texts_are_ready_once_both_stages_are(library: list[int], unready: str, ready: bool) -> None:
    one = session(review=SimpleNamespace(text_library=library), ready=lambda name: name != unready)
    assert ready is texts_ready(one)


def test_as_many_passages_as_may_be_quoted_together_are_in_a_cell() -> None:
    def passage(words: int) -> TextPassage:
        return TextPassage(source="a", page="", sentence=" ".join(["w"] * words), file="a.pdf")

    def quoted(*words: int) -> list[int]:
        cell = passage_cells([passage(n) for n in words]).get(PASSAGES, "")
        return [len(line.split()) for line in cell.split("\n") if line]

    assert [MAX_QUOTED] == quoted(MAX_QUOTED)
    assert [] == quoted(MAX_QUOTED + 1)
    assert [200, 100] == quoted(200, 101, 100)
    assert {} == passage_cells([])


@pytest.mark.parametrize(
    ("sealed", "said"),
    [("", ""), ("a", "1 confidential source is not"), ("ab", "2 confidential sources are not")],
)
def test_how_many_confidential_sources_are_left_out(sealed: str, said: str) -> None:
    sources = [SimpleNamespace(confidential=key in sealed) for key in "abc"]
    review: Any = SimpleNamespace(sources=sources)
    assert left_out(review).startswith(said)
    assert bool(said) == bool(left_out(review))


def test_a_code_is_defined_in_a_line() -> None:
    code = Code(
        id="port",
        group="topic",
        label="Ports",
        definition="On ports.",
        counts=("docks",),
        excludes=("wine", "ale"),
    )
    assert ("Ports: On ports.", "Ports") == (definition(code), definition(replace(code, definition="")))
    assert ("  counts: docks", "  does not count: wine", "  does not count: ale") == instructions(code)


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("  YES ", "yes"), ("so  so", "so so"), ("ys", None)]
)
def test_the_choice_in_a_cell(text: str, expected: str | None) -> None:
    found = read_choice(filled(answers={"c": text}), "c", ("yes", "no", "so so"))
    assert isinstance(found, Problem) if expected is None else expected == found
    assert "" == read_choice(filled(), "c", ("yes",))


def test_a_row_gives_its_verb_with_the_value_made_for_it() -> None:
    (found,) = read_verb(filled(answers={"decision": "no"}), ("yes", "no"), lambda verb: f"{verb}!")
    assert isinstance(found, Answered)
    assert ("no", "a", "no!", "B2") == (found.verb, found.key, found.value, found.cell)


def turned(code: str, source: str, *, yes: bool) -> Any:
    return SimpleNamespace(code=code, source=source, yes=yes, before=0.25, now=0.75)


def test_the_suggestions_that_an_answer_changed() -> None:
    assert "" == describe_turned([])
    some = [turned("x", "a", yes=True), turned("y", "b", yes=False), turned("x", "c", yes=False)]
    assert (
        "suggestions changed by your answer: x is now likely for a 0.25 to 0.75; x is now unlikely for c 0.25 to 0.75; y is now unlikely for b 0.25 to 0.75"
        == describe_turned(some)
    )
    many = describe_turned([turned("x", str(n), yes=True) for n in range(20)])
    named = many.count(" to 0.75")
    assert many.endswith(f" and {20 - named} more")
    assert " more" not in describe_turned([turned("x", str(n), yes=True) for n in range(named)])


@pytest.mark.parametrize(
    ("more", "present", "absent"),
    [
        ({}, ["x: 3 answers yes and 2 no, which changed 4 of 9 other suggestions", "kappa 0.50 on new sources (rules alone: 0.40)", "of the 9 left, about 2 have the code", "about 1 suggestion may be wrong"], "why"),
        ({"kappa": None}, ["quality of the suggestions: why"], "kappa"),
        ({"rules": None}, ["quality of the suggestions: why"], "kappa"),
        ({"yes": 0, "no": 0}, ["x: 0 answers yes and 0 no; kappa"], "changed"),
        ({"yes": 0, "no": 1}, ["which changed 4"], "why"),
        ({"left": 1}, ["4 of 1 other suggestion;"], "why"),
    ],
)  # fmt: skip
def test_how_far_the_suggestions_of_a_code_are_trusted(
    more: dict[str, Any], present: list[str], absent: str
) -> None:
    trust: Any = SimpleNamespace(
        **{
            "code": "x",
            "yes": 3,
            "no": 2,
            "turned": 4,
            "left": 9,
            "kappa": 0.5,
            "rules": 0.4,
            "why": "why",
            "expected_yes": 2.2,
            "expected_wrong": 1.1,
        }
        | more
    )
    said = describe_trust(trust)
    assert all(part in said for part in present)
    assert absent not in said


# ---------------------------------------------------------------- lines of a person


@pytest.mark.parametrize(
    ("names", "inside", "expected"),
    [
        ("ann,ben", [], ["ann", "ben"]),
        ("ann", [], ["ann"]),
        ("", [], []),
        ("ann,,ben", [], ["ann", "ben"]),
        ("Doe, Jane=ann,ben", ["Doe, Jane"], ["Doe, Jane=ann", "ben"]),
        ("Doe, Jane=ann,ben", [], ["Doe", "Jane=ann", "ben"]),
        ("ben,Doe, Jane", ["Doe, Jane"], ["ben", "Doe, Jane"]),
    ],
)
def test_a_comma_parts_names_unless_a_name_has_it(names: str, inside: list[str], expected: list[str]) -> None:
    assert expected == _split_names(names, inside)


def test_a_stage_that_nobody_names_is_said_to_be_assumed() -> None:
    named, bare = (SimpleNamespace(stage=stage) for stage in ("fulltext", ""))
    assert [] == _stage_lines([bare], "abstract") == _stage_lines([named], "")
    (line,) = _stage_lines([named, bare], "")
    assert "decisions at abstract (--stage says another)" in line


def lost(verb: str, key: str, value: str, line: int) -> Decision:
    return Decision(
        by="ann",
        verb=verb,
        key=key,
        value=value,
        place=Where(file="decisions/ann.tsv", line=line),
        when=f"2026-01-01T00:00:{line:02}Z",
    )


LINES = (
    lost("tag", "old", "port", 1), lost("tag", "old", "tide", 2), lost("same", "old", "b", 3), lost("same", "c", "old", 4),
    lost("tag", "here", "port", 5), lost("include", "old", "abstract", 6), lost("clear", "old", "include abstract", 7),
)  # fmt: skip


@pytest.mark.parametrize(
    ("was", "verb", "key", "value", "found"),
    [
        ("old", "tag", "new", "port", [1]),
        ("old", "tag", "new", "tide", [2]),
        ("old", "tag", "new", "other", None),
        ("old", "same", "new", "b", [3]),
        ("old", "same", "c", "new", [4]),
        ("old", "same", "new", "other", [3, 4]),
        ("here", "tag", "new", "port", None),  # it finds its work
        ("gone", "tag", "new", "port", None),
    ],
)
def test_the_lines_under_a_name_that_finds_no_work(
    was: str, verb: str, key: str, value: str, found: list[int] | None
) -> None:
    writer = DecisionWriter.__new__(DecisionWriter)
    writer.by = "ann"
    vars(writer).update(
        _own_lines=LINES, _unresolved=frozenset(one.place for one in LINES if one.key != "here")
    )
    if found is None:
        with pytest.raises(UsageError, match=f"--was: ann has not said '{verb} {value}'"):
            writer.lost_lines(was, verb, key, value)
    else:
        assert found == [one.place.line for one in writer.lost_lines(was, verb, key, value)]


REASON = SAMPLE.reason


def test_the_decisions_on_a_class_are_taken_back_together() -> None:
    def said(by: str, verb: str, key: str, value: str, reason: str, second: int) -> Decision:
        return Decision(
            by=by, verb=verb, key=key, value=value, reason=reason, when=f"2026-01-01T00:00:{second:02}Z"
        )

    lines = [
        said("ann", "same", "a", "b", REASON, 1), said("ann", "same", "c", "d", REASON, 2), said("ann", "same", "e", "f", "", 3),
        said("bob", "same", "g", "h", REASON, 4), said("ann", "same", "i", "j", REASON.replace("C1a2b3c4", "C2"), 5), said("ann", "different", "c", "d", "", 6),
    ]  # fmt: skip
    taken: list[Any] = []

    def take_back(some: Any, *, reason: str) -> str:
        taken.append(([(one.key, one.value) for one in some], reason))
        return "decisions/ann.tsv"

    writer: Any = SimpleNamespace(by="ann", review=SimpleNamespace(decided=lines), take_back=take_back)
    assert ("decisions/ann.tsv", "clear class C1a2b3c4: 1 pair, by ann") == decide._clear_class(
        writer, "C1a2b3c4", "r"
    )
    assert [([("a", "b")], "r")] == taken
    for code, more in (("zz", "; one of C1a2b3c4, C2"), ("C1a2b3c5", "did you mean")):
        with pytest.raises(UsageError, match=f"ann has decided no class '{code}'.*{more}"):
            decide._clear_class(writer, code, "r")
    writer.review.decided = []
    with pytest.raises(UsageError, match=r"decided no class 'C1a2b3c4'$"):
        decide._clear_class(writer, "C1a2b3c4", "r")


@pytest.mark.parametrize(
    ("known", "is_lost", "cleared"),
    [(True, False, ["same", "different"]), (False, False, ["tag", "same", "different"]), (True, True, ["tag", "same", "different"])],
)  # fmt: skip
def test_lines_that_find_no_work_and_those_on_pairs_are_cleared_one_by_one(
    known: bool, is_lost: bool, cleared: list[str]
) -> None:
    lines = [Decision(by="a", verb=verb, key="k", value="v") for verb in ("tag", "same", "different")]
    source = Source(key="k", type="book", fields={}, records=()) if known else None
    assert cleared == [one.verb for one in decide._cleared_by_own_names(lines, source, is_lost=is_lost)]


# ---------------------------------------------------------------- screening


@pytest.mark.parametrize(
    ("own", "team", "next_"),
    [
        # (abstract, full text) of a person and of all together
        (("", ""), ("", ""), "abstract"),
        (("", ""), ("include", ""), "abstract"),
        (("one-vote", ""), ("", ""), "abstract"),
        (("unsure", ""), ("unsure", ""), "abstract"),
        (("unsure", ""), ("one-vote", ""), "abstract"),
        (("unsure", ""), ("include", ""), "fulltext"),
        (("unsure", ""), ("exclude", ""), ""),
        (("include", ""), ("one-vote", ""), ""),
        (("include", ""), ("include", ""), "fulltext"),
        (("exclude", ""), ("include", ""), "fulltext"),
        (("include", "one-vote"), ("include", ""), "fulltext"),
        (("include", "unsure"), ("include", "unsure"), "fulltext"),
        (("include", "unsure"), ("include", "one-vote"), "fulltext"),
        (("include", "unsure"), ("include", "include"), ""),
        (("include", "include"), ("include", ""), ""),
        (("include", "exclude"), ("include", "unsure"), ""),
    ],
)
def test_the_next_stage_at_which_a_person_screens_a_work(own: Any, team: Any, next_: str) -> None:
    states = [Screening(abstract=abstract, fulltext=fulltext) for abstract, fulltext in (own, team)]
    assert next_ == screening._next_stage(*states)


@pytest.mark.parametrize(
    ("stage", "reasons", "keys", "words"),
    [
        ("abstract", ("no data", "no port"), "iemn", {"i": "include", "e": "exclude", "m": "unsure", "n": "not-retrieved"}),
        ("fulltext", (), "iemn", {"e": "exclude"}),
        ("fulltext", ("no data", "no port"), None, {"i": "include", "m": "unsure", "n": "not-retrieved"}),
    ],
)  # fmt: skip
def test_the_keys_of_a_stage_of_screening(
    stage: str, reasons: Any, keys: str | None, words: dict[str, str]
) -> None:
    found = screening.choices("k", stage, reasons)
    assert {key: (verb, "k", stage) for key, verb in words.items()} == {
        key: found[key].decision for key in words
    }
    given = [one.reason for one in found.values() if one.reason]
    assert ([*reasons] if keys is None else []) == given
    assert keys in (None, "".join(found))


def review_of(*works: Source, **settings: Any) -> Any:
    plain = {
        "screeners": 1,
        "adjudicators": (),
        "stopped": "",
        "searches": (),
        "reasons": (),
        "question": "",
        "criteria": (),
    }
    return SimpleNamespace(
        settings=SimpleNamespace(**plain | settings), sources=works, decisions=(), decided=()
    )


def test_what_a_sample_is_drawn_from_is_open_literature_of_this_version() -> None:
    old = Source(key="old", type="book", fields={}, records=(record("old"),))
    new, told, sealed = (
        Source(key=key, type="book", fields={}, records=(), confidential=key == "sealed")
        for key in ("new", "told", "sealed")
    )
    review = review_of(old, new, told, sealed)
    review.standing = SimpleNamespace(
        streams={"told": "interview"} | dict.fromkeys(("old", "new", "sealed"), "literature")
    )
    assert ["old", "new"] == [one.key for one in screening._literature(review)]
    review.settings.searches = (Search(database="A", file="a.bib", previous=True),)
    assert ["new"] == [one.key for one in screening._literature(review)]
    review.rebase = lambda _: (
        [Decision(by="a", verb="include", key=key, value="abstract") for key in ("new", "old")],
        (),
    )
    assert ["new"] == [one.key for one in screening._lines_on([new], review)]


@pytest.mark.parametrize(("latest", "drawn"), [("", "2026-01-02T00:00:00Z"), ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"), ("2026-01-02T00:00:00Z", "2026-01-02T00:00:01Z"), ("2026-03-02T00:00:00Z", "2026-03-02T00:00:01Z")])  # fmt: skip
def test_a_sample_is_drawn_after_the_latest_screening(
    latest: str, drawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(verb: str, when: str) -> Decision:
        return Decision(by="a", verb=verb, key="k", value="abstract" if verb == "include" else "x", when=when)

    lines = [at("tag", "2027-01-01T00:00:00Z"), *([at("include", latest)] if latest else [])]
    times = []

    def draw(*_: Any, size: int, now: str) -> Any:
        times.append(now)
        return (None, None) if not size else (size, None)

    for name, value in (
        ("all_lines", lambda _: lines),
        ("_literature", lambda _: ()),
        ("_states", lambda _: {}),
        ("_lines_on", lambda *_: ()),
        ("draw_sample", draw),
    ):
        monkeypatch.setattr(screening, name, value)
    monkeypatch.setattr(screening.decisions_, "utc_now", lambda: "2026-01-02T00:00:00Z")
    assert 5 == screening.begin_sample(review_of(), 5)
    assert [drawn] == times
    with pytest.raises(UsageError, match="every work has been screened"):
        screening.begin_sample(review_of(), 0)


def test_full_texts_are_asked_late_and_what_was_unsure_in_this_session_not_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    works = [Source(key=key, type="book", fields={}, records=()) for key in "abc"]
    monkeypatch.setattr(
        screening,
        "screen_questions",
        lambda *_, **__: [(works[0], "abstract"), (works[1], "fulltext"), (works[2], "abstract")],
    )
    monkeypatch.setattr(screening, "_sampled", lambda *_: [(works[2], "abstract")])
    mine = [
        Decision(by="a", verb=verb, key=key, value="abstract", when=when)
        for verb, key, when in (
            ("unsure", "c", "2026-02-01T00:00:00Z"),
            ("unsure", "a", "2026-01-01T00:00:00Z"),
            ("include", "a", "2026-02-01T00:00:00Z"),
        )
    ]
    monkeypatch.setattr(screening, "own_decisions", lambda *_: mine)
    one = session(review=review_of(*works), by="a", sample=None, stage="", begun="2026-02-01T00:00:00Z")
    assert [("a", False), ("b", True)] == [
        (question.group, question.late) for question in screening._find(one)
    ]
    one.by = ""
    assert ["a", "b", "c"] == [question.group for question in screening._find(one)]
    one.sample = object()
    assert ["c"] == [question.group for question in screening._find(one)]


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ({}, []),
        ({"question": "Who is counted?"}, ["The question: Who is counted?"]),
        ({"criteria": ("has data", "is of ports.")}, ["Criterion: has data", "Criterion: is of ports."]),
    ],
)
def test_each_screener_sees_the_question_and_the_criteria(settings: Any, lines: list[str]) -> None:
    assert lines == [*screening._criteria(session(review=review_of(**settings)))]


@pytest.mark.parametrize(
    ("sample", "stage", "turns"),
    [
        (None, "", [("sample", "100"), ("stage", "fulltext")]),
        (None, "abstract", [("sample", "100"), ("stage", "fulltext")]),
        (None, "fulltext", [("sample", "100"), ("stage", "abstract")]),
        (SimpleNamespace(note="random sample"), "", [("sample", "0")]),
    ],
)
def test_the_buttons_of_screening(sample: Any, stage: str, turns: list[tuple[str, str]]) -> None:
    found = screening._turns(session(sample=sample, stage=stage))
    assert turns == [(one.name, one.value) for one in found]
    assert ("Screen abstracts first" in [one.label for one in found]) is (stage == "fulltext")


@pytest.mark.parametrize(
    ("form", "stage", "sample", "turned"),
    [
        ({"stage": "fulltext"}, "fulltext", None, True), ({"stage": "every"}, "every", None, True), ({"stage": "odd"}, "", "before", False),
        ({}, "", "before", False), ({"sample": "7"}, "", 7, True), ({"sample": " 7 "}, "", 7, True), ({"sample": "0"}, "", None, True),
        ({"sample": "x"}, "", "before", None), ({"sample": "-1"}, "", "before", None), ({"sample": "1" * 7}, "", 1111111, True),
        ({"sample": "1" * 8}, "", "before", None), ({"sample": "²"}, "", "before", None), ({"sample": ""}, "", "before", None),
    ],
)  # fmt: skip
def test_what_a_button_of_screening_does(
    form: Any, stage: str, sample: Any, turned: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "begin_sample", lambda _, size: size)
    one = session(review=None, sample="before", stage="", look_again=lambda: None)
    if turned is None:
        with pytest.raises(UsageError, match="in digits"):
            screening._turn(one, form)
    else:
        assert bool(turned) is bool(screening._turn(one, form))
    assert (stage, sample) == (one.stage, one.sample)


@pytest.mark.parametrize(
    ("screeners", "sample", "learns"), [(1, None, True), (2, None, False), (1, "s", False)]
)
def test_the_likeliest_are_learned_where_one_person_screens_all(
    screeners: int, sample: Any, learns: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(screening, "ScreeningLessons", lambda *_, ranker: made.append(ranker) or "lessons")
    works = (
        Source(key="a", type="book", fields={}, records=()),
        Source(key="s", type="book", fields={}, records=(), confidential=True),
    )
    one = session(review=review_of(*works, screeners=screeners), by="a", sample=sample)
    assert ("lessons" if learns else None) == screening._learn(one, None)
    for known, reused in ((works[:1], True), (works, False)):
        before: Any = SimpleNamespace(ranker=SimpleNamespace(works=known))
        screening._learn(one, before)
        assert (made[-1] is before.ranker if learns else not made) is (reused if learns else True)


# ---------------------------------------------------------------- traces


def test_a_name_near_that_of_somebody_unnamed_is_not_proposed() -> None:
    review: Any = SimpleNamespace(
        findings=Findings(), footings=(), quote_checks=(), unnamed={"Interview07"},
        sources=[SimpleNamespace(key=key) for key in ("Interview07", "Roe2020")], key_of=lambda name: name if name == "Interview07" else "",
    )  # fmt: skip
    with pytest.raises(UnknownKeyError, match="did you mean 'Roe2020'"):
        trace(review, "Roe2021")
    with pytest.raises(UnknownKeyError, match="cannot be followed alone"):
        trace(review, "Interview07")
    with pytest.raises(UnknownKeyError) as told:
        trace(review, "Interview08")
    assert "Interview07" not in str(told.value)

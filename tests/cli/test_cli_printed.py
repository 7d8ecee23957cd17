"""What the commands print of values that are made up here: tables, sentences, and where each of them ends."""

import datetime as dt
import io
import json
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

import litreview as lr
from litreview.cli import (
    assess as measuring,
    enrich as enriching,
    prompts,
    records,
    run as running,
    run_summary,
    tagging as coding,
    terminal,
    verify as verifying,
    withdraw as withdrawing,
)
from litreview.core.git_history import Change
from litreview.core.model import Person, Problem, Record as Record_, RecordId, Source, Span, Where
from litreview.core.results import Assessment, Difference, Flow, InputChange, OutputChange
from litreview.core.results.assessment import Cell
from litreview.core.results.verification import Verified
from litreview.judgements.agreement import Agreement, Disagreement, PairKappa, Statistic
from litreview.judgements.codebook import Code
from litreview.providers.protocol import Access
from litreview.providers.zotero import Collection
from litreview.review.questions.shared import describe_trust
from litreview.review.settings import Settings
from litreview.review.withdrawal.traces import CODE_KIND, Trace
from litreview.review.withdrawal.withdraw import Withdrawal, _is_restored, account
from litreview.stages.evidence.stopping import JudgedSample, Sample, Stopping
from litreview.stages.learning.sampling import Claim
from litreview.stages.tagging import TagChange
from litreview.stages.tagging.suggesting import Suggested, Trust
from litreview.stages.tagging.vocabulary import WordRecord


def printed(capsys, function, *args, **more):
    function(*args, **more)
    told = capsys.readouterr()
    return told.out + told.err


def source(key, *, title="", **more):
    fields = {"title": title, **more.pop("fields", {})} if title else more.pop("fields", {})
    return Source(key=key, type="article", fields=fields, records=(), **more)


# how far coders agree


def agreement(about, n, kappas=(), **more):
    pairs = tuple(PairKappa(coders=coders, n=n, kappa=kappa) for coders, kappa in kappas)
    words = {"single": 0, "percent": None, "shares": (), "alpha": Statistic(value=0.5), "disagreements": ()}
    return Agreement(about=about, coders=("ann", "ben"), n=n, kappas=pairs, **words | more)


def test_the_table_has_a_row_for_two_coders_and_one_for_each_pair_of_three(capsys):
    two = agreement(
        "protect",
        30,
        [(("ann", "ben"), Statistic(value=0.25, low=0.1, high=0.4))],
        percent=0.5,
        shares=(("yes", 0.2), ("no", 0.8)),
    )
    three = agreement(
        "screen abstract",
        7,
        [(("ann", "ben"), Statistic(value=1.0)), (("ann", "cy"), Statistic(why="all said yes"))],
    )
    told = printed(capsys, measuring._print_agreement, [two, three])
    assert told.split("\n") == [
        "judged           sources  prevalence  agree  kappa [95%]        alpha [95%]",
        "protect               30         20%    50%  0.25 [0.10, 0.40]  0.50",
        "screen abstract        7                                        0.50",
        "  ann and ben          7                     1.00",
        "  ann and cy           7                     undefined",
        "",
    ]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([agreement("p", 20)], ""),
        ([agreement("p", 19), agreement("q", 20), agreement("r", 1)], "Fewer than 20 sources in common, too few for a reliable interval: p, r.\n"),
        ([agreement("p", 20, alpha=Statistic(why="x"))], "p: undefined, because x; skill and chance would look the same.\n"),
        ([agreement("p", 20, [(("a", "b"), Statistic(value=1)), (("a", "c"), Statistic(why="y"))])], "p: undefined, because y; skill and chance would look the same.\n"),
    ],
)  # fmt: skip
def test_what_an_interval_can_not_bear_is_said(capsys, found, told):
    assert told == printed(capsys, measuring._print_notes, found)


def differ(key, about, settled="", value="yes"):
    by = "judge" if settled else ""
    return Disagreement(
        key=key, about=about, said=(("ann", value, "p. 3"), ("ben", "no", "")), settled=settled, settled_by=by
    )


def agreed(adjudicators=(), at=None):
    held = (source("a", title="Tides"), source("b", title="Sealed", confidential=True), source("c"))
    return SimpleNamespace(
        sources=held,
        settings=SimpleNamespace(adjudicators=adjudicators),
        folder=at and Path(at),
        codebook=lr.load_codebook("tvpa"),
    )


def test_what_is_open_comes_before_what_is_settled_and_with_how_to_settle_it(capsys):
    found = [differ("a", "protect", "yes"), differ("b", "protect"), differ("c", "p"), differ("gone", "p")]
    told = printed(capsys, measuring._print_disagreements, agreed(("judge", "other"), "rev"), found)
    assert told.startswith(
        "\n4 disagreements, 1 settled\n\nProtect: b\n  ann: yes (p. 3)\n  ben: no\n\np: c\n"
    )
    assert "\nProtect: a, Tides\n  ann: yes (p. 3)\n  ben: no\n  settled: yes (judge)\n" in told
    assert "Sealed" not in told
    assert told.index("p: gone") < told.index("Protect: a")
    assert told.endswith(
        'with, for example:\n  litreview decide tag b protect --by judge --reason "…" -C rev\n'
    )


def test_of_what_is_all_settled_no_command_is_named(capsys):
    told = printed(capsys, measuring._print_disagreements, agreed(), [differ("a", "protect", "yes")])
    assert told.startswith("\n1 disagreement, 1 settled\n")
    assert "decide" not in told
    assert "" == printed(capsys, measuring._print_disagreements, agreed(), [])


def test_without_an_adjudicator_it_is_said_how_to_name_one(capsys):
    told = printed(capsys, measuring._print_disagreements, agreed(), [differ("a", "protect")])
    assert "(name the adjudicators in litreview.toml first)" in told
    assert "--by NAME" in told


@pytest.mark.parametrize(
    ("about", "value", "line"),
    [
        ("stance protect", "mixed", "stance k protect=mixed"),
        ("field design", "a survey", "set k 'design=a survey'"),
        ("field d@protect", "x", "set k d@protect=x"),
        ("screen abstract", "include", "include k abstract"),
        ("protect", "yes", "tag k protect"),
        ("protect", "no", "not-tag k protect"),
    ],
)
@pytest.mark.parametrize(("at", "end"), [(".", ""), ("rev", " -C rev")])
def test_the_command_that_settles_says_what_the_first_coder_said(about, value, line, at, end):
    told = measuring._command(differ("k", about, value=value), "judge", at)
    assert f'litreview decide {line} --by judge --reason "…"{end}' == told


# what the sources found

CELLS = {
    ("protect", "literature", "supports"): Cell(sources=("a", "b"), studies=1),
    ("protect", "interviews", "mixed"): Cell(sources=("i",), studies=12),
    ("protect", "press", "supports"): Cell(sources=("n",), studies=0),
}
ASSESSED = Assessment(
    goals=(("protect", "Protect"), ("prevent", "Prevent")),
    streams=("literature", "interviews", "press"),
    cells=CELLS,
    sources={"literature": 2, "interviews": 1},
    filters=("year=2010", "type=article"),
    standing="3 sources",
)


def test_an_assessment_is_a_table_of_the_columns_and_rows_that_hold_a_study(capsys):
    lines = printed(capsys, measuring._print_assessment, ASSESSED).split("\n")
    assert "3 sources." == lines[0]
    assert lines[1].startswith("Counted here: ")
    assert [line.split() for line in lines[-4:]] == [
        ["goal", "stream", "supports", "mixed"],
        ["protect", "literature", "1", "."],
        ["protect", "interviews", ".", "12"],
        [],
    ]
    assert len(lines[-4]) == len(lines[-3]) == len(lines[-2]), "numbers end below each other"


def test_an_assessment_of_nothing_has_no_table(capsys):
    told = printed(capsys, measuring._print_assessment, Assessment(goals=(("p", "P"),), standing="0 sources"))
    assert "0 sources.\nCounted here: no source.\n\nP: no source has a stance on it yet.\n" == told


def test_the_cells_of_an_assessment_have_their_keys_one_by_one():
    found = measuring._assessment_json(ASSESSED)
    assert {
        "goal": "protect", "stream": "literature", "column": "supports", "studies": 1, "sources": 2, "keys": ["a", "b"],
    } == found["cells"][0]  # fmt: skip
    assert ["protect", "prevent"] == list(found["sentences"])


# what changed


def changed(n, **more):
    return OutputChange(
        **{"aspect": "tag", "key": f"k{n}", "what": "protect", "before": "", "after": "yes"} | more
    )


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "k0 protect: none -> yes"),
        ({"before": "no", "after": ""}, "k0 protect: no -> none"),
        ({"causes": (0,)}, "k0 protect: none -> yes  [1]"),
        ({"causes": (1, 4), "direct": False}, "k0 protect: none -> yes  follows from [2][5]"),
        ({"causes": (0, 1, 2, 3, 4)}, "k0 protect: none -> yes  [1][2][3][4][5]"),
        ({"causes": (0, 1, 2, 3, 4, 5)}, "k0 protect: none -> yes  [1][2][3][4][5]…"),
    ],
)
def test_a_change_names_what_made_it(more, line):
    assert line == running._change_line(changed(0, **more))


@pytest.mark.parametrize(
    ("number", "all_", "lines", "more"),
    [(20, False, 20, ""), (22, False, 20, "and 2 more"), (22, True, 22, "")],
)
def test_of_many_changes_twenty_are_shown(capsys, number, all_, lines, more):
    found = Difference(outputs=tuple(changed(n) for n in range(number)))
    told = printed(capsys, running._print_difference, found, all_=all_)
    assert lines == told.count("none -> yes")
    assert f"  tags: {number}\n" in told
    assert told.index("k0") < told.index("k9")
    assert more in told
    assert bool(more) == ("more (--all" in told)
    assert "What went in:\n  nothing else\n" in told
    assert "out:\n  nothing" not in told


def test_what_went_in_is_numbered_from_one_and_nothing_is_said_as_nothing(capsys):
    made = InputChange(
        kind="setting", what="style", how="changed", where=Where(file="litreview.toml", line=2)
    )
    told = printed(capsys, running._print_difference, Difference(inputs=(made,)), all_=False)
    assert f"What went in:\n  [1] {made.words}\n\nWhat came out:\n  nothing else\n" == told
    assert "Nothing differs.\n" == printed(capsys, running._print_difference, Difference(), all_=True)
    assert "litreview.toml:2" == running._difference_json(Difference(inputs=(made,)))["inputs"][0]["where"]


# how far screening has come

SAMPLE = Sample(drawn="2026-01-02", size=100, left=1500)


def judged(relevant=0, known=38, at_most=2):
    return JudgedSample(
        sample=SAMPLE, decided=100, relevant=relevant, claim=Claim(known=known, at_most=at_most, left=1400)
    )


@pytest.mark.parametrize(
    ("more", "parts", "never"),
    [
        ({"left": 0, "needed": 3}, ["1,200 of 2,600 works screened by title and abstract: 38 included; 0 left"], ["to claim", "stop"]),
        ({"left": 1390, "one_vote": 10, "unsettled": 4}, ["screened by title and abstract: 38 included, 4 unsure or disputed; 10 with a vote missing; 1,390 left"], []),
        ({"samples": (judged(),)}, ['stopped = "a random sample of 100', "100 from 1,500, drawn 2026-01-02: 0 relevant; with 95% confidence at most 2 of the 1,400 left are relevant (0.1%), and at least 95% were found"], ["to claim"]),
        ({"samples": (judged(at_most=3),), "needed": 20}, ["draw 20 of the 1,400 left", "to claim that 95% were found", "at least 92.6% were found"], ["stopped ="]),
        ({"samples": (judged(),), "added": 1}, ["1 work came after the last sample", "no sample of what is left would do to claim 95%: screen on"], ["stopped ="]),
        ({"samples": (JudgedSample(sample=SAMPLE, decided=1100, relevant=2),)}, ["1,100 decided, 2 of them relevant; it counts once all of it is decided"], ["confidence", "came after"]),
        ({"recall": 0.999}, ["to claim 99.9%:"], ["sample of 100"]),
        ({"recall": 0.9, "needed": 1000}, ["draw 1,000 of the 1,400 left", "--sample 1000 ", "to claim that 90% were"], ["no sample"]),
    ],
)  # fmt: skip
def test_what_a_stop_would_miss(more, parts, never):
    found = Stopping(**{"works": 2600, "screened": 1200, "found": 38, "left": 1400} | more)
    told = "\n".join(measuring._screening_lines(found))
    assert [] == [part for part in parts if part not in told]
    assert [] == [part for part in never if part in told]


def test_the_same_as_json():
    undecided = JudgedSample(sample=SAMPLE, decided=4, relevant=1)
    found = Stopping(works=9, screened=8, found=7, left=6, samples=(judged(at_most=1), undecided), added=5)
    told = measuring._screening_json(found)
    assert [(1, 0.9744), (None, None)] == [(one["at_most"], one["recall"]) for one in told["samples"]]
    assert (9, 8, 7, 6, 5, None, "") == tuple(
        told[name] for name in ("works", "screened", "found", "left", "added", "needed", "claim")
    )


# what to code next


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"why": "not measured"}, "p: 0 answers yes and 0 no; quality of the suggestions: not measured; of the 10 left, about 3 have the code, and about 1 suggestion may be wrong"),
        ({"yes": 1, "turned": 1, "why": "x"}, "p: 1 answers yes and 0 no, which changed 1 of 10 other suggestions; quality of the suggestions: x; "),
        ({"no": 2, "kappa": 0.5, "rules": 0.25}, "p: 0 answers yes and 2 no, which changed 0 of 10 other suggestions; kappa 0.50 on new sources (rules alone: 0.25); "),
        ({"kappa": 0.5, "why": "y"}, "p: 0 answers yes and 0 no; quality of the suggestions: y; "),
        ({"rules": 0.5, "why": "z"}, "p: 0 answers yes and 0 no; quality of the suggestions: z; "),
        ({"kappa": 0.0, "rules": 0.0}, "kappa 0.00 on new sources (rules alone: 0.00)"),
    ],
)  # fmt: skip
def test_how_far_a_model_can_be_trusted(more, told):
    one = Trust(
        **{"code": "p", "yes": 0, "no": 0, "left": 10, "expected_yes": 3.2, "expected_wrong": 1.4} | more
    )
    assert told in describe_trust(one)


def test_a_suggestion_is_a_yes_from_one_half_on_and_shows_no_sealed_title(capsys):
    queue = (
        Suggested(
            source="a", doubt=1.0, code="p", probabilities={"p": 0.5, "q": 0.49}, before={"p": 0.1, "q": 0.2}
        ),
        Suggested(source="b", doubt=0.5, code="p", probabilities={"p": 0.75}, before={"p": 0.3}),
    )
    review = SimpleNamespace(
        suggestions=SimpleNamespace(queue=queue, trust=()),
        sources=(source("a", title="Tides"), source("b", title="Sealed", confidential=True)),
    )
    assert [
        (1, "a", 1.0, "p", 0.5, "yes", "Tides", 0.1),
        (1, "a", 1.0, "q", 0.49, "no", "Tides", 0.2),
        (2, "b", 0.5, "p", 0.75, "yes", "", 0.3),
    ] == list(coding._queue_rows(review))


def test_words_are_told_by_code():
    words = [
        WordRecord(code="flood", word="levee", yes=9, no=0, all_yes=10, all_no=1),
        WordRecord(code="flood", word="sea", yes=1, no=1, all_yes=10, all_no=1, against=True),
        WordRecord(code="frost", word="ice", yes=1, no=0, all_yes=1, all_no=2, listed=False),
    ]
    lines = [" ".join(line.split()) for line in coding._word_lines(words)]
    assert "flood: 10 sources have it, 1 doesn't" == lines[0]
    assert lines[1].startswith("levee in 9 that have it, in 0 that don't helps"[:40]), lines[1]
    assert lines[2].startswith("sea (against) in 1 that have it, in 1 that don't")
    assert ["frost: 1 source has it, 2 don't", "ice in 1 that have it, in 0 that don't"] == lines[3:]


# a run, its check, and a release


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("b", "p", True, ()), ("a", "q", False, ()), ("a", "p", True, ())], "last run: p +2 -0, q +0 -1 (out/"),
        ([("a", "p", False, ("cy", "ann")), ("b", "p", True, ("ann",))], "p +1 -1; among sources coded by ann, cy (out/"),
    ],
)  # fmt: skip
def test_which_tags_came_and_went(changes, told):
    made = [TagChange(source=s, code=c, came=came, coded_by=by) for s, c, came, by in changes]
    assert told in running._tag_changes_line(made)


@pytest.mark.parametrize(
    ("interviews", "requests", "held", "words"),
    [
        (2, 0, "holds 2 interviews under codes drawn at random:", True),
        (1, 3, "holds 1 interview under codes drawn at random and PR01 to PR03:", True),
        (0, 1, "holds PR01:", False),
    ],
)
def test_a_new_register_says_what_it_holds(interviews, requests, held, words):
    told = running._about_register(interviews, requests)
    assert held in told
    assert words == ("first list its words" in told)


def problem(code="LR001", level="error", **more):
    return Problem(
        **{"where": Where(file="a.bib", line=1), "code": code, "level": level, "message": "m"} | more
    )


def aspect(name, *faults):
    return SimpleNamespace(name=name, said=f"{name} said", faults=faults)


def test_a_check_says_what_holds_and_how_much_does_not(capsys):
    one = problem()
    good = SimpleNamespace(faults=(), sound=True, aspects=(aspect("tags"), aspect("decisions")))
    told = printed(
        capsys,
        running._print_check,
        good,
        SimpleNamespace(library=lr.Library(), folder=Path(), include_confidential=False),
    )
    assert (
        "tags       fine      tags said\ndecisions  fine      decisions said\n\nThe review holds. Nothing was written.\n"
        == told
    )
    bad = SimpleNamespace(faults=(one,) * 7, sound=False, aspects=(aspect("tags", one, one), aspect("x")))
    told = printed(
        capsys,
        running._print_check,
        bad,
        SimpleNamespace(library=lr.Library(), folder=Path(), include_confidential=False),
    )
    assert 7 == told.count("a.bib:1: LR001 error: m\n")
    assert "\n\ntags  2 wrong   tags said\nx     fine" in told
    assert told.endswith("The review does not hold: 7 faults. Nothing was written.\n")


def test_what_a_release_would_expose_is_counted(capsys):
    found = SimpleNamespace(
        problems=(problem(level="info"),) * 6,
        term_counts=(("names", 2), ("codes", 0)),
        files=1,
        chosen_by="by name",
        unsearched=("x.pdf",),
    )
    told = printed(capsys, records._print_exposure, found, all_=False)
    assert 2 == told.count("LR001 info:")
    assert "… and 4 more LR001 infos (--all shows them)" in told
    assert "\n\nLooked through 1 file by name.\nLooked for: names: 2; codes: 0.\n" in told
    assert "not into:\n  x.pdf\nFound: 6 things." in told
    assert 6 == printed(capsys, records._print_exposure, found, all_=True).count("LR001 info:")
    none = SimpleNamespace(problems=(), term_counts=(), files=2, chosen_by="b", unsearched=())
    assert printed(capsys, records._print_exposure, none, all_=False).startswith("Looked through 2 files b.")


# what Zotero holds


def test_collections_are_listed_by_how_deep_they_lie(capsys):
    held = [
        Collection(key="A", path=("Courts",), items=1),
        Collection(key="B", path=("Courts", "Fees"), items=None),
        Collection(key="C", path=("Courts", "Fees", "Old"), items=0),
    ]
    assert "Courts (A, 1 item)\n  Fees (B)\n    Old (C, 0 items)\n" == printed(
        capsys, records._print_collections, held
    )
    assert "takes the whole library" in printed(capsys, records._print_collections, [])


# taking a person out


def withdrawal(**more):
    words = {"steps": (), "stays": (), "unread": (), "past": (), "standing": ""}
    return Withdrawal(**{"code": "I07", "folder": Path("nowhere"), **words} | more)


def past(n, path="bib/a.bib", shown="bib/a.bib", folder=""):
    commit = f"{n:012x}".ljust(40, "0")
    return Change(commit=commit, when=dt.date(2026, 1, 2), path=path, blob="b", folder=folder), shown


def stays(*numbers, **more):
    return tuple(Trace(file="a", line=n, kind=CODE_KIND, **more) for n in numbers)


def told_of(plan):
    return "\n".join(account(plan)) + "\n"


@pytest.mark.parametrize(
    ("more", "parts", "never"),
    [
        ({}, ["Nothing of I07 stays in files.", "History: nothing of it is in git's history."], ["by hand", "These files could not be opened", "not counted"]),
        ({"standing": "no git here"}, ["History: no git here."], ["nothing of it"]),
        ({"stays": stays(*range(1, 41))}, ["change them by hand:\n  a:1: the code\n", "  a:40: the code\n"], ["more", "Nothing of"]),
        ({"stays": stays(1, possible="perhaps")}, ["stays in files.", "not counted:\n  a:1: the code (perhaps)\n"], ["by hand"]),
        ({"unread": ("a.pdf",)}, ["These files could not be opened", "\n  a.pdf\n"], []),
        ({"past": tuple(past(n) for n in range(31))}, ["History: 31 commits in git with traces", "  00000000001e 2026-01-02 bib/a.bib\n", "--invert-paths --path bib/a.bib\n"], ["… and", "git archive", "(no git"]),
        ({"past": (past(1, folder="rev/"), past(1, "bib/b.bib", "bib", "rev/")), "standing": "no remote", "inside": "rev/"}, ["1 commit in git with traces", "  (no remote)\n", "--path rev/bib/a.bib --path rev/bib/\n"], ["nothing of it"]),
    ],
)  # fmt: skip
def test_what_stays_of_a_person_is_told_to_its_end(more, parts, never):
    told = told_of(withdrawal(**more))
    assert [] == [part for part in parts if part not in told]
    assert [] == [part for part in never if part in told]


def test_what_stays_is_put_back_after_history_was_rewritten(capsys, tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text("")
    kept = withdrawal(folder=tmp_path, past=(past(1), past(2), past(3, "bib/gone.bib", "bib/gone.bib")))
    told = told_of(kept)
    assert "git archive HEAD bib/a.bib | tar" in told
    assert "cp -R ../kept/. ." in told
    assert told.index("git archive") < told.index("filter-repo --invert-paths") < told.index("cp -R")


@pytest.mark.parametrize(
    ("path", "shown", "stays"),
    [
        ("bib/a.bib", "bib/a.bib", True),
        ("bib/a.bib", "private", False),
        ("bib/gone.bib", "bib/gone.bib", False),
        ("bib/gone.bib", "bib", True),
        ("bib", "bib", False),
        ("old/gone.bib", "old", False),
    ],
)
def test_what_stays_in_the_folder_is_known_by_its_file(tmp_path, path, shown, stays):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text("")
    assert stays == _is_restored(withdrawal(folder=tmp_path), past(1, path)[0], shown)


@pytest.mark.parametrize(
    ("terminal_", "typed", "agreed"),
    [
        (True, "I07\n", True),
        (True, " I07 \n", True),
        (True, "yes\n", False),
        (True, "", False),
        (False, "I07\n", False),
    ],
)
def test_only_who_types_the_code_at_a_terminal_agrees(monkeypatch, terminal_, typed, agreed):
    typed = io.StringIO(typed)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: terminal_, readline=typed.readline))
    assert agreed == withdrawing._is_confirmed("I07")


# what was verified


def verified(key, verdict, **more):
    return Verified(source=key, verdict=verdict, where=Where(file="a.bib"), **more)


def test_verdicts_are_counted_with_why_nothing_is_known_of_some(capsys):
    found = [
        verified("a", "confirmed", asked=("openalex", "crossref")),
        verified("b", "unknown", why="no identifier"),
        verified("c", "unknown", why="an interview"),
        verified("d", "unknown", why="an interview"),
    ]
    lines = printed(capsys, verifying._print_summary, found, err=False).split("\n")
    counted = [
        line.split()[:3] for line in lines if line[:8].strip().isdigit() or line.startswith("        ")
    ]
    assert ["3", "2", "1", "1"] == [row[0] for row in counted]
    assert ["an", "interview"] == counted[1][1:]
    assert "4 sources; asked: crossref, openalex." in lines
    told = verifying._as_json(found)
    assert (4, ["crossref", "openalex"], 1, 3) == (
        told["sources"], told["asked"], told["counts"]["confirmed"], told["counts"]["unknown"],
    )  # fmt: skip
    assert "1 source; no registry was asked" in printed(
        capsys, verifying._print_summary, found[1:2], err=False
    )


# what registries would be asked, and what they gave

ACCESS = Access(url="https://api.example.org")


def query(key, by="doi", **more):
    return SimpleNamespace(
        **{"source": key, "by": by, "value": f"10.1/{key}", "authors": (), "year": None, "container": ""}
        | more
    )


def preview(queries, left=()):
    request = SimpleNamespace(queries=queries, params=(("q", "1"), ("n", "2")), path="/works", method="GET")
    provider = SimpleNamespace(name="x", title="X")
    titles = sum(one.by == "title" for one in queries)
    return SimpleNamespace(
        provider=provider,
        asked=SimpleNamespace(queries=queries, left=left),
        requests=(request,),
        titles=titles,
    )


def test_a_plan_shows_some_of_what_would_be_sent_and_of_whom_nothing(capsys):
    many = [query(f"k{n}") for n in range(enriching._EXAMPLES + 1)]
    left = [(f"l{n}", "has it") for n in range(enriching._EXAMPLES)] + [("m", "title")]
    one = preview([*many, query("k0", "odd", value="V", authors=("Doe",), year=2001, container="J")], left)
    one.requests = (
        *one.requests,
        SimpleNamespace(queries=[query("k", "odd")], params=(), path="/odd", method="POST"),
    )
    told = printed(capsys, enriching.show_plan, [one], {"x": ACCESS}, as_json=False, consent=True)
    assert f"X (api.example.org) would be asked about {len(many)} sources, in 2 requests.\n" in told
    assert enriching._EXAMPLES == told.count("    10.1/k")
    assert f"  by DOI: {len(many)}, such as\n" in told
    assert (
        "  by odd: 1, such as\n    V; Doe; 2001; J\n    sent as: POST https://api.example.org/odd\n" in told
    )
    assert "sent as: GET https://api.example.org/works?q=1&n=2\n" in told
    assert f"    {enriching._EXAMPLES}: says all that was asked for (l0, " in told
    assert ", …" not in told
    assert told.index("says all that") < told.index("(m)")
    assert told.endswith("Nothing was sent.\n")
    one = preview([query("k")], [(f"l{n}", "has it") for n in range(enriching._EXAMPLES + 1)])
    told = printed(capsys, enriching.show_plan, [one], {"x": ACCESS}, as_json=False, consent=False)
    assert ", …)" in told
    assert "No registry is named" in told
    assert "not asked about" not in printed(capsys, enriching._show_preview, preview([query("k")]), ACCESS)


@pytest.mark.parametrize(("more", "cut"), [(0, False), (1, True)])
def test_a_long_request_is_cut(more, cut):
    room = enriching._LONGEST - len(ACCESS.url)
    line = enriching._request_line(SimpleNamespace(params=(), path="x" * (room + more), method="GET"), ACCESS)
    assert cut == line.endswith("…")
    assert "?" not in line
    assert len(line) == 4 + enriching._LONGEST + cut


@pytest.mark.parametrize(
    ("terminal_", "yes", "typed", "code"),
    [(True, False, "YES\n", 0), (True, False, "y\n", 0), (True, False, "no\n", 2), (False, False, "yes\n", 2), (False, True, "", 0)],
)  # fmt: skip
def test_titles_are_sent_to_none_unless_someone_agrees(capsys, monkeypatch, terminal_, yes, typed, code):
    typed = io.StringIO(typed)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: terminal_, readline=typed.readline))
    plans = [
        preview([query("a", "title"), query("b", "title")]),
        preview([query("c", "title")]),
        preview([query("d")]),
    ]
    with click.Context(click.Command("x")):
        try:
            enriching.agree(plans, {"x": ACCESS}, yes=yes)
            ended = 0
        except click.exceptions.Exit as end:
            ended = end.exit_code
    told = capsys.readouterr().err
    assert code == ended
    assert (code == 2) == ("nothing was sent" in told)
    assert 2 == told.count("would be asked about"), "only where titles would be sent"
    assert (terminal_ and not yes) == ("Send 2 titles?" in told)


def outcome(**more):
    counts = {
        "x": SimpleNamespace(
            requests=2, results={**dict.fromkeys(enriching._RESULTS, 0), **more.pop("results", {})}
        )
    }
    return SimpleNamespace(
        **{"counts": counts, "gained": {}, "missing": {}, "cited": 0, "problems": ()} | more
    )


@pytest.mark.parametrize(
    ("more", "parts", "never"),
    [
        ({}, ["X: 2 requests; nothing left to ask.", "Gained: nothing.", "asked about: nothing."], ["cited", "in doubt"]),
        ({"results": {"taken": 3, "asked": 1}}, ["X: 2 requests; 3 found, 1 in doubt, for a person to judge.", "What is in doubt is in out/tables/queue.csv"], ["nothing left"]),
        ({"results": {"failed": 1}, "cited": 2, "gained": {"abstract": 1}}, ["1 failed.", "Gained: abstract 1.", "with title and year: 2."], ["in doubt"]),
        ({"missing": {"abstracts": 4, "ids": 0}}, [" 4."], [" 0"]),
    ],
)  # fmt: skip
def test_what_came_of_asking_is_told(capsys, more, parts, never):
    wanted = SimpleNamespace(providers=[SimpleNamespace(name="x", title="X")])
    told = printed(capsys, enriching._print_outcome, outcome(**more), wanted)
    assert [] == [part for part in parts if part not in told]
    assert [] == [part for part in never if part in told]


# a work in the terminal


def shown(capsys, function, *args):
    function(*args, terminal.console(width=100))
    return capsys.readouterr().out


def test_a_work_shows_who_where_and_its_texts_with_the_words_marked(capsys):
    fields = {"title": "Tides at night", "journal": "Sea", "abstract": "Of tides.", "note": "n"}
    work = Source(
        key="k",
        type="article",
        fields=fields,
        records=(),
        authors=(Person(family="Doe", given="J."),),
        year=2001,
    )
    spans = [
        Span(field="abstract", start=3, end=8, text="tides"),
        Span(field="title", start=0, end=5, text="Tides"),
        Span(field="title", start=9, end=14, text="night"),
    ]
    lines = shown(capsys, prompts.show_source, work, spans, "https://x.org/1").rstrip().split("\n")
    assert "[Tides] at [night]" == lines[0]
    assert lines[1].endswith(". 2001. Sea  (article k)")
    assert "Doe" in lines[1]
    assert ["https://x.org/1", "abstract: Of [tides].", "note: n"] == lines[2:]


def test_of_a_work_that_has_only_a_key_this_is_said(capsys):
    lines = shown(capsys, prompts.show_source, source("k", editors=(Person(literal="WHO"),)), (), "")
    assert "(no title)\nWHO  (article k)\n(the review has only the title of this work)\n" == lines


def test_two_works_show_where_they_differ_and_what_one_lacks(capsys):
    def record(key, **fields):
        return Record_(
            key=key, type="article", fields=fields, id=RecordId(key), where=Where(file="a.bib", line=1)
        )

    pair = (record("a", title="Tides", volume="1"), record("b", title="Tides", volume="2", pages="3"))
    told = shown(capsys, prompts.show_pair, pair, ["a\n(a.bib:1)", "b"], ("same title", "a year apart"))
    rows = {line.replace("≠", "").split()[0]: line for line in told.split("\n") if line.strip()}
    assert rows["volume"].startswith("≠")
    assert "[1]" in rows["volume"]
    assert "[2]" in rows["volume"]
    assert not rows["title"].startswith("≠")
    assert "[" not in rows["title"]
    assert "–" in rows["pages"]
    assert "[" not in rows["pages"]
    assert told.rstrip().endswith("why asked: same title; a year apart")


@pytest.mark.parametrize(
    ("stretches", "told"),
    [
        ((), "abcdef"),
        ([(4, 6)], "abcd[ef]"),
        ([(0, 1), (1, 3)], "[abc]def"),
        ([(3, 4), (0, 1)], "[a]bc[d]ef"),
    ],
)
def test_stretches_are_marked_in_their_order(stretches, told):
    out = SimpleNamespace(is_terminal=True, no_color=True)
    assert told == prompts.marked("abcdef", stretches, out).plain
    colours = SimpleNamespace(is_terminal=True, no_color=False)
    assert "abcdef" == prompts.marked("abcdef", stretches, colours).plain
    assert bool(stretches) == bool(prompts.marked("abcdef", stretches, colours).spans)


def test_json_has_letters_and_no_control_characters(capsysbinary):
    terminal.print_json({"a": "é\x1b"})
    told = capsysbinary.readouterr().out
    assert "é" in told.decode()
    assert b"\x1b" not in told
    assert b'{\n  "a"' in told
    assert {"a": "é\x1b"} == json.loads(told)


# what to do next after a run

WORKS = {"records of the literature": 9}
ASKS = {
    "pairs left to judge": "duplicates",
    "not screened yet": "screening",
    "pending": "screening",
}


@pytest.mark.parametrize(
    ("counts", "codes", "steps"),
    [
        ({}, (), ["litreview run x"]),
        (WORKS, (), []),
        *((WORKS | {name: 1}, (), [f"decide --ask {topic}"]) for name, topic in ASKS.items()),
        (WORKS | {"not screened yet": 2, "pending": 3}, (), ["3 works to screen"]),
        # one code with suggestions is enough; one that is switched off asks nothing
        (WORKS | {"suggested protect": 1}, (), ["litreview review x"]),
        (WORKS | {"suggested off": 1}, (), []),
        (WORKS, ("LR406", "LR012"), ["litreview enrich x"]),
        (WORKS, ("LR012",), []),
    ],
)  # fmt: skip
def test_what_to_do_next(counts, codes, steps):
    goals = tuple(
        Code(id=name, group="goal", label=name, enabled=name != "off")
        for name in ("prevent", "protect", "off")
    )
    review = SimpleNamespace(
        ledger=Counter(counts),
        codebook=SimpleNamespace(goals=goals),
        stage_value=lambda _: frozenset(),
        settings=Settings(),
        decisions=(),
        flow=Flow(),
    )
    problems = [Problem(code=code, level="info", message="", where=Where(file="a")) for code in codes]
    found = [f"{says} {command}" for says, command in run_summary._next_steps(review, "x", problems)]
    assert len(steps) == len(found)
    assert all(step in one for step, one in zip(steps, found, strict=True))

"""The smallest set that changes a finding: equal to trying every set, and the same in every order."""

import itertools
import json
import random
import re
import shutil
import time
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.model import Recommendation
from litreview.core.results import Reversal
from litreview.review.outputs.report import report_html
from litreview.stages.evidence.stress import KINDS, Balance, changes, smallest_set, stress

ROOT = Path(__file__).parents[2]


def small_review(seed):
    """Return up to three findings with up to four origins a side, and up to seven reversals that drop or add sources at random."""
    draw = random.Random(seed)
    findings = []
    for number in range(draw.randint(1, 3)):
        keys = [f"k{n}" for n in range(8)]
        draw.shuffle(keys)
        sides = []
        for _ in ("for", "against"):
            side = []
            for _ in range(draw.randint(0, 3)):
                size = min(draw.randint(1, 2), len(keys))
                side.append(tuple(keys.pop() for _ in range(size)))
            sides.append(tuple(filter(None, side)))
        findings.append(Balance(finding=f"F{number}", supporting=sides[0], contradicting=sides[1]))
    places = [(f"F{n}", f"k{k}") for n in range(3) for k in range(8)]
    reversals = [
        Reversal(
            kind=KINDS[0],
            name=f"r{n}",
            drops=frozenset(draw.sample(places, draw.randint(0, 6))),
            adds=frozenset((f"F{draw.randint(0, 2)}", f"a{n}") for _ in range(draw.randint(0, 1))),
            parts=frozenset((*place, 2) for place in draw.sample(places, draw.randint(0, 4))),
        )
        for n in range(draw.randint(0, 7))
    ]
    return findings, reversals


def tried(findings, reversals):
    """Return the size of the smallest set that changes what rests on these findings, by trying all; None if none does."""
    for size in range(1, len(reversals) + 1):
        if any(changes(findings, chosen) for chosen in itertools.combinations(reversals, size)):
            return size
    return None


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(50, 500, 50))]
)
def test_the_smallest_set_is_the_one_that_trying_all_finds(start):
    changed = 0
    for seed in range(start, start + 50):
        findings, reversals = small_review(seed)
        if not any(one.margin > 0 for one in findings):
            continue
        found = smallest_set(findings, reversals)
        assert tried(findings, reversals) == (None if found is None else len(found)), seed
        if found is not None:
            changed += 1
            assert changes(findings, [one for one in reversals if one.name in found])
    assert changed


def test_a_recommendation_stands_while_one_of_its_findings_does():
    findings = [
        Balance(finding="F1", supporting=(("a",),)),
        Balance(finding="F2", supporting=(("a",), ("b",))),
    ]
    studies = [Reversal(kind="study", name=key, drops=frozenset({("F1", key), ("F2", key)})) for key in "ab"]
    first, second, both = stress(
        findings, [Recommendation(id="R1", statement="s", findings=("F1", "F2"))], studies
    )
    assert ("a",) == first.smallest["study"] == first.alone["study"]
    assert ("a", "b") == second.smallest["study"] == both.smallest["study"]
    assert () == both.alone["study"]
    assert "coder" not in first.smallest  # nothing to reverse


def test_a_source_in_two_files_is_gone_with_both():
    """A made-up finding on two works: one stands in two exports, one in one of them."""
    findings = [Balance(finding="F1", supporting=(("a",),)), Balance(finding="F2", supporting=(("b",),))]
    files = [
        Reversal(
            kind="file", name="one.bib", parts=frozenset({("F1", "a", 2)}), drops=frozenset({("F2", "b")})
        ),
        Reversal(kind="file", name="two.bib", parts=frozenset({("F1", "a", 2)})),
    ]
    first, second = stress(findings, [], files)
    assert (("one.bib", "two.bib"), ()) == (first.smallest["file"], first.alone["file"])
    assert (("one.bib",), ("one.bib",)) == (second.smallest["file"], second.alone["file"])


def test_a_finding_with_as_many_against_it_does_not_stand():
    (one,) = stress([Balance(finding="F1", supporting=(("a",),), contradicting=(("b",),))], [], [])
    assert (False, {}) == (one.stands, dict(one.smallest))


@pytest.mark.exhaustive
def test_ten_thousand_sources_take_seconds():
    origins = tuple((f"k{n}",) for n in range(5_000))
    against = tuple((f"c{n}",) for n in range(2_500))
    studies = [
        Reversal(kind="study", name=key, drops=frozenset({("F1", key)})) for (key,) in (*origins, *against)
    ]
    began = time.process_time()
    found = smallest_set([Balance(finding="F1", supporting=origins, contradicting=against)], studies)
    assert 2_500 == len(found)
    assert time.process_time() - began < 30


@pytest.mark.exhaustive
def test_forty_findings_on_ten_thousand_judgements_take_seconds():
    """Each reversal is tried alone for each of fifty statements, and few are large enough to change one."""
    draw = random.Random(46)
    findings, reversals = [], []
    for number in range(40):
        keys = [f"k{n}" for n in draw.sample(range(10_000), 450)]
        sides = [tuple((key,) for key in side) for side in (keys[:300], keys[300:])]
        findings.append(Balance(finding=f"F{number}", supporting=sides[0], contradicting=sides[1]))
        drops = [frozenset({(f"F{number}", key)}) for key in keys]
        reversals += [
            Reversal(kind=kind, name=f"{n}", drops=one)
            for kind in ("judgement", "study")
            for n, one in enumerate(drops)
        ]
    all_ids = tuple(one.finding for one in findings)
    recommendations = [
        Recommendation(id=f"R{n}", statement="s", findings=all_ids[n : n + 6]) for n in range(10)
    ]
    began = time.process_time()
    found = stress(findings, recommendations, reversals)
    assert {150, 900} == {len(one.smallest["study"]) for one in found}
    assert time.process_time() - began < 30


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stress") / "demonstration"
    shutil.copytree(ROOT / "examples/demonstration", folder, ignore=shutil.ignore_patterns("out"))
    return folder


def test_the_demonstration_says_which_findings_one_study_would_change(copied):
    done = CliRunner().invoke(main, ["stress", str(copied)])
    assert 0 == done.exit_code, done.output
    # DemoAgency2022Operation contradicts it, too: a claim, which the finding counts for no side
    assert "F3 stands (4 origins for, 2 against)" in done.output
    assert (
        "F2 stands (6 origins for, 0 against), whichever single judgement or study is reversed."
        in done.output
    )
    rows = {
        one["id"]: one
        for one in json.loads(CliRunner().invoke(main, ["stress", str(copied), "--json"]).output)["stress"]
    }
    assert ["DemoElm2018Unseen"] == rows["F4"]["smallest"]["study"]
    assert "1 claim not counted on either side" in rows["F3"]["rests_on"]
    assert {"F1", "F7"} == {
        name for name in rows if "2 parts of the statement weighed as one" in rows[name]["rests_on"]
    }
    assert len(rows["F2"]["smallest"]["study"]) == 6


def test_a_recommendation_says_which_open_statements_it_waits_for():
    """In the review of real works every statement is open: nothing stands, and each recommendation says why."""
    done = CliRunner().invoke(main, ["stress", str(ROOT / "examples/over-policing")])
    told = done.output.split("\n")
    assert "R1 does not stand: 0 origins for, 0 against." == told[0]
    assert re.fullmatch(r"  rests on: \d+ open statements? \((F\d+)(, F\d+)*\)", told[1]), told[1]


def test_what_it_says_comes_true(copied):
    """The inclusion that F4 rests on is taken back: then the finding stands no longer."""
    line = "2026-12-01T00:00:00Z\tdemo-adjudicator\texclude\tDemoElm2018Unseen\tfulltext\t\tno evidence or doctrine of its own\t\t\n"
    with next((copied / "decisions").glob("*adjudicator*.tsv")).open("a", encoding="utf-8") as stream:
        stream.write(line)
    done = CliRunner().invoke(main, ["stress", str(copied)])
    assert "F4 does not stand: 0 origins for, 0 against." in done.output
    assert "F4 is not supported by the judgements on its sources" in done.output


@pytest.mark.exhaustive
def test_judgements_that_are_said_to_change_a_finding_do(tmp_path):
    """Each line is written the other way round by the same person: then the finding stands no longer."""
    folder = tmp_path / "demonstration"
    shutil.copytree(ROOT / "examples/demonstration", folder, ignore=shutil.ignore_patterns("out"))
    changed = defaultdict(set)
    for one in lr.open_review(folder).stressed:
        # the first of each verb; random reviews are compared with an exhaustive search above
        alone = {
            reversed_line(name.partition(": ")[2].rpartition(" of ")[0])[0]: name
            for name in reversed(one.alone["judgement"])
        }
        for name in alone.values() if one.stands else ():
            changed[name].add(one.id)
    tried = set()
    for name, ids in changed.items():
        by, _, rest = name.partition(": ")
        words, _, key = rest.rpartition(" of ")
        verb, value = reversed_line(words)
        path = folder / "decisions" / f"{by}.tsv"
        before = path.read_text(encoding="utf-8")
        path.write_text(
            f"{before}2026-12-01T00:00:00Z\t{by}\t{verb}\t{key}\t{value}\t\tno evidence or doctrine of its own\t\t\n",
            encoding="utf-8",
        )
        stand = {each.id for each in lr.open_review(folder).stressed if each.stands}
        assert not ids & stand, name
        path.write_text(before, encoding="utf-8")
        tried.add(verb)
    assert tried == {"stance", "not-tag", "exclude"}


def reversed_line(words):
    """Return verb and value that say the contrary of a judgement."""
    if words == "inclusion by full text":
        return "exclude", "fulltext"
    verb, _, goal = words.partition(" on ")
    return ("stance", f"{goal}=unclear") if verb == "stance" else ("not-tag", goal)


@pytest.mark.exhaustive
def test_the_report_draws_how_many_studies_each_statement_rests_on() -> None:
    """A statement that falls with one study has the shortest bar; styles of other bars set no width of it."""
    review = lr.open_review(ROOT / "examples/demonstration")
    page = report_html(review).decode()
    drawn = page[page.index('id="stress-title"') :].partition("</svg>")[0]
    bars = dict(
        zip(
            re.findall(r">([FR]\d)</text>", drawn),
            map(float, re.findall(r' width="([\d.]+)" height="18"', drawn)),
            strict=True,
        )
    )
    sizes = {one.id: len(one.smallest["study"] or ()) for one in review.stage_value("stressed")}
    assert sizes.keys() == bars.keys()
    assert sorted(sizes, key=lambda name: (sizes[name], name)) == sorted(
        bars, key=lambda name: (bars[name], name)
    )
    assert not re.search(r"(?m)^\.bar\{[^}]*width", page)

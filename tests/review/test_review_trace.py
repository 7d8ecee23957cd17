"""The chain from a recommendation to its passages, and back from a source: one walk, as text, as values, on the pages. All is made up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.errors import UnknownKeyError
from litreview.core.results import TraceStep
from litreview.review import Review, open_review, work_card
from litreview.review.evidence_chain import trace

EXAMPLE = Path(__file__).parents[2] / "examples/demonstration"


@pytest.fixture(scope="module")
def review() -> Review:
    return open_review(EXAMPLE)


def every(step: TraceStep) -> Iterator[TraceStep]:
    yield step
    for one in step.steps:
        yield from every(one)


def test_a_recommendation_leads_to_findings_sources_passages_and_the_lines_of_files(review):
    top = review.trace("R3")
    assert ("recommendation", "R3") == (top.kind, top.name)
    assert ["F5", "F7"] == [one.name for one in top.steps]
    finding = top.steps[1]
    (source,) = finding.steps
    assert ("supports", "DemoWillow2020Cash") == (source.relation, source.name)
    assert source.where.startswith("bib/demo-index-c.csv:")
    passage = source.steps[0]
    line = (EXAMPLE / "findings.toml").read_text().split("\n")[int(passage.where.partition(":")[2]) - 1]
    assert "DemoWillow2020Cash" in line
    assert "(p. 212)" in passage.words
    assert "the full text has the words on p. 212" == passage.steps[0].words
    judged = [one for one in source.steps if one.kind == "judgement"]
    assert 4 == len(judged)
    for one in judged:
        file, _, number = one.where.partition(":")
        row = (EXAMPLE / file).read_text().split("\n")[int(number) - 1].split("\t")
        assert f"{row[2]} {row[4]}, by {row[1]}" in one.words


def test_an_abstract_with_the_words_does_not_check_their_page(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "rev", ignore=shutil.ignore_patterns("out", "texts"))
    (source,) = lr.open_review(tmp_path / "rev").trace("F7").steps[1:]
    text = source.steps[0].steps[0]
    assert source.where == text.where
    assert "has the words; no full text was there to check the page" == text.words


def test_a_source_leads_back_to_the_recommendations(review):
    top = review.trace("DemoHazel2017Outreach")
    assert [("supports", "F1"), ("qualifies", "F5")] == [(one.relation, one.name) for one in top.steps]
    ends = [one.name for one in every(top) if one.kind == "recommendation"]
    assert ["R1", "R3"] == ends
    assert tuple(ends) == work_card(review, "DemoHazel2017Outreach", problems=False).recommendations
    assert () == work_card(review, "DemoRowan2018Price", problems=False).recommendations


def test_there_and_back_are_the_same_links(review):
    down = {
        (top.name, finding.name, source.relation, source.name)
        for id_ in ("R1", "R2", "R3")
        for top in [review.trace(id_)]
        for finding in top.steps
        for source in finding.steps
        if source.name
    }
    names = {link[3] for link in down}
    up = {
        (one.name, finding.name, finding.relation, name)
        for name in names
        for finding in review.trace(name).steps
        for one in finding.steps
        if one.kind == "recommendation"
    }
    assert down == up


def test_an_interview_is_its_code_and_has_no_file(review):
    top = review.trace("I04")
    assert "" == top.where
    assert {"F1", "R1", "I04"} == {one.name for one in every(top)}
    assert not any("decisions/" in one.where for one in every(top))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("I25", "'I25' is counted with a group only, and cannot be followed alone"),
        ("DemoHazel2017Outreac", "is called 'DemoHazel2017Outreac'; did you mean 'DemoHazel2017Outreach'"),
    ],
)
def test_what_nobody_has_or_may_name_is_refused_in_words(review, name, words):
    """The code of I25 is public (out/tables/sources.csv), and what was judged of it is counted with its group only."""
    with pytest.raises(UnknownKeyError, match=words):
        review.trace(name)


def test_whoever_judges_independently_sees_no_judgement(review):
    assert not any(
        one.kind in ("judgement", "against it") for one in every(trace(review, "R1", judgements=False))
    )


@pytest.mark.exhaustive
def test_the_command_prints_the_chain(review):
    said = CliRunner().invoke(main, ["trace", "F7", str(EXAMPLE)])
    assert str(review.trace("F7")) == said.output.rstrip("\n").split("confidential:")[0].rstrip("\n")
    as_json = CliRunner().invoke(main, ["trace", "F7", str(EXAMPLE), "--json"])
    assert review.trace("F7").as_dict() == json.loads(as_json.stdout)


def test_what_is_not_held_and_interviews_without_a_name_are_in_the_chain(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "rev", ignore=shutil.ignore_patterns("out"))
    place = tmp_path / "rev/findings.toml"
    place.write_text(
        place.read_text()
        + '\n[[finding]]\nid = "F8"\nstatement = "Reversed."\ngoal = "protect"\nstance = "supports"\n'
        'supports = ["DemoElm2018Unseen", "I25", "I19"]\nrecommendations = ["R1"]\n'
    )
    opened = lr.open_review(tmp_path / "rev")
    frame = lr.to_frame(opened.findings)
    assert {"finding not held"} == set(frame[frame.id == "F8"].kind)
    assert {"finding"} == set(frame[frame.id == "F4"].kind)
    assert "finding not held" == opened.finding_graph.nodes["finding:F8"]["kind"]
    assert "F8" not in {one.id for one in opened.findings.found}
    found = opened.trace("R1")
    (one,) = [step for step in found.steps if step.name == "F8"]
    assert "finding not held" == one.kind
    assert {"source", "2 interviews"} == {step.kind for step in one.steps}
    words = [step.words for step in every(one)]
    assert "no place and no quote is noted" in words
    assert "its stance on protect is 'contradicts', and not supports" in words
    assert "I25" not in str(found)

"""Where people differ: counted apart in every output, both lines named, and who settles it."""

import csv
import json
import os

import pytest

import litreview as lr


def decide(run, review, *words, by):
    result = run("decide", *words, "--by", by, "-C", review)
    assert 0 == result.exit_code, result.output
    return result.output


def disputed(run, review):
    decide(run, review, "tag", "Archer2015", "protect", by="ann")
    decide(run, review, "not-tag", "Archer2015", "protect", by="bob")


@pytest.mark.exhaustive
def test_a_run_counts_disputes_apart_and_names_both_lines(review, run):
    disputed(run, review)
    output = run("run", review).output
    table = " ".join(output.split())
    assert "protect 1 source (of these disputed: 1)" in table
    assert "1 dispute between people to settle: litreview decide --ask disputes" in table
    assert "decisions/ann.tsv:2" in table
    assert "decisions/bob.tsv:2" in table
    assert "a line of judge (adjudicators in litreview.toml) settles it" in table
    assert f"`litreview decide tag Archer2015 protect --by judge -C {os.path.relpath(review)}`" in table
    with (review / "out/tables/sources.csv").open(encoding="utf-8", newline="") as stream:
        assert {"Archer2015": "protect"} == {
            row["key"]: row["disputed"] for row in csv.DictReader(stream) if row["disputed"]
        }
    report = (review / "out/pages/appendix.html").read_text(encoding="utf-8")
    assert "<td>protect?</td><td>yes</td><td>no</td><td>open</td>" in report.partition('id="team"')[2]
    assert "--by judge" not in report


@pytest.mark.exhaustive
def test_a_dispute_is_no_problem_of_the_count(review, run):
    before = json.loads(run("run", review, "--json").stdout)["summary"]["problems"]
    disputed(run, review)
    assert before == json.loads(run("run", review, "--json").stdout)["summary"]["problems"]


def test_tag_tells_of_disputes_on_codes(review, run):
    disputed(run, review)
    assert "disputed by people: protect 1" in run("tag", review, "-o", "t.bib").output
    told = json.loads(run("tag", review, "-o", "t.bib", "--json").stdout)
    assert {"protect": 1} == told["disputed"]


@pytest.mark.exhaustive
def test_the_adjudicators_line_ends_it(review, run):
    disputed(run, review)
    decide(run, review, "not-tag", "Archer2015", "protect", by="judge")
    table = json.loads(run("run", review, "--json").stdout)["summary"]
    assert "0" == table["disputed by people"]
    assert "1 (2 taken back, changed or settled since)" == table["decisions that count"]


def test_an_adjudicator_may_be_named_as_people_write_names(review, run):
    settings = review / "litreview.toml"
    settings.write_text(settings.read_text().replace('"judge"', '"Judge J"'))
    disputed(run, review)
    decide(run, review, "tag", "Archer2015", "protect", by="Judge J")
    assert (review / "decisions/judge-j.tsv").is_file()
    assert ("judge-j",) == lr.open_review(review).settings.adjudicators
    assert "LR045" not in {p.code for p in lr.open_review(review).problems}


def test_two_people_on_one_pair_are_a_dispute_and_no_contradiction(review, run):
    decide(run, review, "same", "Baker2016", "baker", by="ann")
    decide(run, review, "different", "baker", "Baker2016", by="bob")
    result = run("dedupe", review, "-o", "d.bib")
    assert 0 == result.exit_code
    assert "1 pair disputed by people" in result.output
    assert (
        "ann: same Baker2016 baker, decisions/ann.tsv:2; bob: different baker Baker2016, decisions/bob.tsv:2"
        in result.output
    )
    decide(run, review, "same", "Baker2016", "baker", by="judge")
    assert "disputed" not in run("dedupe", review, "-o", "d.bib").output
    assert len(lr.open_review(review).sources) == 4


def test_a_contradiction_names_the_other_lines(review, run):
    decide(run, review, "same", "Archer2015", "baker", by="ann")
    decide(run, review, "same", "Archer2015", "Dean2014", by="ann")
    decide(run, review, "different", "baker", "Dean2014", by="bob")
    (problem,) = [p for p in lr.open_review(review).problems if p.code == "LR101"]
    assert "contradicts bob's 'different baker Dean2014' (decisions/bob.tsv:2)" in problem.message
    assert "adjudicator" in problem.remedy


def test_a_contradiction_never_shows_the_name_of_a_confidential_record(review, run):
    """The key of an interview may be a person's name, and stands so in the line that names it."""
    folder = review / "private"
    folder.mkdir()
    (folder / "p.bib").write_text("@misc{PlantedName, title = {Made up}}\n")
    lines = (
        "2026-01-01T00:00:00Z\tann\tsame\tArcher2015\tPlantedName\n"
        "2026-01-01T00:00:01Z\tann\tsame\tPlantedName\tDean2014\n"
        "2026-01-01T00:00:02Z\tbob\tdifferent\tDean2014\tArcher2015\n"
    )
    (review / "decisions").mkdir()
    (review / "decisions/ann.tsv").write_text("when\tby\tverb\tkey\tvalue\n" + lines)
    problems = lr.open_review(review).problems
    assert "LR101" in {p.code for p in problems}
    assert "Planted" not in str([(str(p), p.key) for p in problems])


@pytest.mark.exhaustive
def test_lines_that_do_not_count_are_told_apart(review, run):
    decide(run, review, "tag", "Archer2015", "protect", by="ann")
    with (review / "decisions/ann.tsv").open("a") as stream:
        stream.write("2026-01-01T00:00:00Z\tann\ttag\tNobody1999\tprotect\t\t\t\n")
        stream.write("2026-01-01T00:00:00Z\tann\ttagg\tArcher2015\tprotect\t\t\t\n")
    table = json.loads(run("run", review, "--json").stdout)["summary"]
    assert "1 (1 on a key that no source has, 1 not understood)" == table["decisions that count"]

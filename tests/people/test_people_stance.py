"""Stance and evidence fields in bulk: a sheet, a terminal, blind to others and, in double coding, to the machine."""

from pathlib import Path

import openpyxl
import pytest

import litreview as lr
from litreview.judgements.decisions import current, read_decisions
from people.test_people_sheets import PATH, rows

DIRECT = "operations in the US"


def said(folder, by="ben"):
    return {(d.verb, d.key, d.value) for d in current(read_decisions(folder)[0]) if d.by == by}


@pytest.fixture
def coded(review, run):
    """Ben gave one source two goals; Ann one, and what she found."""
    for key, value, by in (
        ("Archer2015", "protect", "ben"),
        ("Archer2015", "prevent", "ben"),
        ("Dean2014", "protect", "ann"),
    ):
        run("decide", "tag", key, value, "--by", by, "-C", review)
    run("decide", "not-tag", "Archer2015", "prosecute", "--by", "ben", "-C", review)
    run("decide", "stance", "Archer2015", "protect=supports", "--by", "ann", "-C", review)
    return review


def double(review):
    settings = review / "litreview.toml"
    settings.write_text(settings.read_text() + "\n[coding]\ncoders = 2\n")


def stances(review, run, *by):
    Path(PATH).unlink(missing_ok=True)
    run("sheet", "stance", review, "-o", PATH, *by)
    return {(row["key"], row["litreview code"]) for row in rows(PATH)}


def test_a_row_is_a_source_and_a_goal_with_its_definition(coded, run):
    assert {("Archer2015", "protect"), ("Archer2015", "prevent")} <= stances(coded, run, "--by", "ben")
    row = next(row for row in rows(PATH) if row["litreview code"] == "protect")
    assert "counts:" in row["definition"]
    for name in (
        "stance",
        "field directness",
        "field design",
        "field jurisdiction",
        "quote or page",
        "reason",
    ):
        assert row[name] is None
    assert "'Victim services' (title)" in row["the words suggest"]
    assert "supports" not in str(rows(PATH)), "what Ann found"


def test_a_filled_row_becomes_stance_and_fields(coded, run):
    stances(coded, run, "--by", "ben")
    book_answers = {
        "stance": "Mixed",
        "field directness": DIRECT,
        "field design": "rct",
        "field jurisdiction": "US-state:CA;tribal",
    }
    book = openpyxl.load_workbook(PATH)
    sheet = book.worksheets[0]
    header = {cell.value: cell.column for cell in sheet[1]}
    row = next(
        n for n in range(2, sheet.max_row + 1) if sheet.cell(n, header["litreview code"]).value == "protect"
    )
    for name, answer in {**book_answers, "quote or page": "p. 4", "reason": "two of three"}.items():
        sheet.cell(row, header[name]).value = answer
    book.save(PATH)
    result = run("decide", "--from", PATH, "--by", "ben", "-C", coded)
    assert "4 decisions taken in from 'stance'" in result.output, result.output
    assert {
        ("stance", "Archer2015", "protect=mixed"),
        ("set", "Archer2015", f"directness@protect={DIRECT}"),
        ("set", "Archer2015", "design=RCT"),
        ("set", "Archer2015", "jurisdiction=US-state:CA;tribal"),
    } == {one for one in said(coded) if one[0] in ("stance", "set")}
    (line,) = [d for d in read_decisions(coded)[0] if d.verb == "stance" and d.by == "ben"]
    assert ("p. 4", "two of three", "yes") == (line.where, line.reason, line.shown)
    assert ("Archer2015", "protect") not in stances(coded, run, "--by", "ben"), "it is said"
    assert "0 decisions" in run("decide", "--from", PATH, "--by", "ben", "-C", coded).output


def test_one_field_answered_in_two_ways_in_two_rows_is_named(coded, run):
    stances(coded, run, "--by", "ben")
    book = openpyxl.load_workbook(PATH)
    sheet = book.worksheets[0]
    header = {cell.value: cell.column for cell in sheet[1]}
    mine = [n for n in range(2, sheet.max_row + 1) if sheet.cell(n, header["key"]).value == "Archer2015"]
    for row, answer in zip(mine, ("RCT", "mixed"), strict=True):
        sheet.cell(row, header["field design"]).value = answer
    book.save(PATH)
    result = run("decide", "--from", PATH, "--by", "ben", "-C", coded)
    assert "two different answers" in result.output
    assert not [one for one in said(coded) if one[0] == "set"]


@pytest.mark.exhaustive
def test_in_double_coding_nothing_of_the_machine_and_of_others_is_shown(coded, run):
    double(coded)
    found = stances(coded, run, "--by", "ben")
    assert "the words suggest" not in rows(PATH)[0]
    assert {"no"} == {row["litreview shown"] for row in rows(PATH)}
    assert {("Archer2015", "protect"), ("Archer2015", "prevent")} == {
        one for one in found if one[0] == "Archer2015"
    }
    goals = {code.id for code in lr.open_review(coded).codebook.goals if code.enabled}
    assert goals == {code for key, code in found if key == "Dean2014"}, (
        "what Ann alone said gives nothing away"
    )
    output = run("tag", coded, "--review", "--by", "ben", keys="q").output
    assert "suggest" not in output
    assert "[Victim services]" not in run("tag", coded, "--review", "--by", "new", keys="q").output
    run("tag", coded, "--review", "--by", "new", keys="yq")
    (line,) = [d for d in read_decisions(coded)[0] if d.by == "new"]
    assert "no" == line.shown
    run("sheet", "tags", coded, "-o", "tags.xlsx", "--by", "new")
    assert "the words suggest" not in rows("tags.xlsx")[0]


def test_a_goal_on_which_two_agree_is_asked_of_a_third(coded, run):
    double(coded)
    run("decide", "tag", "Dean2014", "protect", "--by", "bob", "-C", coded)
    assert {"protect"} == {code for key, code in stances(coded, run, "--by", "ben") if key == "Dean2014"}


def test_what_was_settled_counts_for_all(coded, run):
    double(coded)
    run("decide", "not-tag", "Archer2015", "prevent", "--by", "judge", "-C", coded)
    assert {"protect"} == {code for key, code in stances(coded, run, "--by", "ben") if key == "Archer2015"}


def test_an_interview_is_there_by_its_code_and_nothing_else(coded, run):
    run("decide", "tag", "I01", "protect", "--by", "ben", "-C", coded)
    assert ("I01", "protect") in stances(coded, run, "--by", "ben")
    row = next(row for row in rows(PATH) if row["key"] == "I01")
    assert (None, None, "misc") == (row["title"], row["abstract"], row["type"])
    assert "Planted" not in str(rows(PATH))
    book = openpyxl.load_workbook(PATH)
    sheet = book.worksheets[0]
    header = {cell.value: cell.column for cell in sheet[1]}
    at = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, header["key"]).value == "I01")
    sheet.cell(at, header["stance"]).value = "contradicts"
    book.save(PATH)
    assert "1 decision taken in" in run("decide", "--from", PATH, "--by", "ben", "-C", coded).output
    assert ("stance", "I01", "protect=contradicts") in said(coded)


def test_in_the_terminal_one_key_each(coded, run):
    result = run("tag", coded, "--review", "--stance", "--by", "ben", keys="13sq")
    assert "protect: what did it find?" in result.output
    assert "protect: Directness?" in result.output
    assert "supports" not in result.output.partition("what did it find?")[0]
    assert {
        ("stance", "Archer2015", "protect=supports"),
        ("set", "Archer2015", "directness@protect=the goal only"),
    } == {one for one in said(coded) if one[0] in ("stance", "set")}
    assert "Planted" not in result.output
    again = run("tag", coded, "--review", "--stance", "--by", "ben", keys="q").output
    assert "protect: what did it find?" not in again.partition("source 2")[0]
    assert 2 == run("tag", coded, "--stance", "-o", "x.bib").exit_code


@pytest.mark.exhaustive
def test_agreement_covers_stance_and_each_field(coded, run):
    for by, design, place, near in (
        ("ann", "mixed", "tribal; US-local", DIRECT),
        ("ben", "mixed", "US-local;tribal", "the goal only"),
    ):
        for value in (f"design={design}", f"jurisdiction={place}", f"directness@protect={near}"):
            assert 0 == run("decide", "set", "Archer2015", value, "--by", by, "-C", coded).exit_code
    run("decide", "stance", "Archer2015", "protect=mixed", "--by", "ben", "-C", coded)
    found = {one.about: one.percent for one in lr.open_review(coded).agreement if one.n}
    assert {
        "field design": 1.0, "field directness@protect": 0.0, "field jurisdiction": 1.0, "stance protect": 0.0,
    } == found  # fmt: skip
    output = run("agree", coded).output
    assert "Design  " in output
    assert f"litreview decide set Archer2015 'directness@protect={DIRECT}' --by judge" in output


def test_a_field_of_a_code_needs_one(review, run):
    result = run("decide", "set", "Archer2015", "directness=the goal only", "--by", "ann", "-C", review)
    assert 2 == result.exit_code
    assert "write directness@CODE=the goal only" in result.output


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("coders = 0", "write a number"),
        ("coders = true", "write a number"),
        ("coder = 2", "no setting 'coder'"),
    ],
)
def test_a_wrong_number_of_coders_is_told(review, run, written, says):
    (review / "litreview.toml").write_text(f"[coding]\n{written}\n")
    assert says in run("check", review).output

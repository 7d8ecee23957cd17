"""tags.csv, the report's part on it, the sheet and `tag --explain`: likely, suggested, ask. The works are made up."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.outputs.registry import OUTPUTS

BIB = """
@article{Roe2001, author = {Roe, Ann}, title = {Shelter and services for survivors of sex trafficking}, year = 2001,
  abstract = {Survivors of sex trafficking in a residential program describe trauma care and what they needed from it.}}
@article{Poe2002, author = {Poe, Ben}, title = {Human trafficking}, year = 2002}
@interview{I01, author = {Zzyzxa Planted}, title = {Interview on victim services}, year = 2020, confidential = {true}}
"""
SETTINGS = 'title = "Made up"\nsources = ["bib/a.bib"]\n'
DECIDED = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"


@pytest.fixture
def folder(tmp_path):
    review = tmp_path / "review"
    for name in ("bib", "decisions"):
        (review / name).mkdir(parents=True)
    (review / "bib/a.bib").write_text(BIB)
    (review / "litreview.toml").write_text(SETTINGS)
    return review


def decide(folder, *lines, by="ann"):
    rows = [
        f"2026-01-01T00:00:0{n}Z\t{by}\t{verb}\t{key}\t{code}\t\t\t"
        for n, (verb, key, code) in enumerate(lines)
    ]
    (folder / f"decisions/{by}.tsv").write_text(DECIDED + "\n".join(rows) + "\n")


def rows(folder):
    text = OUTPUTS["tags.csv"].make(lr.open_review(folder)).decode()
    goals = ("protect", "prosecute", "prevent")
    return {(r["source"], r["code"]): r for r in csv.DictReader(io.StringIO(text)) if r["code"] in goals}


def test_a_row_for_each_source_and_goal_that_nobody_decided(folder):
    decide(folder, ("not-tag", "Poe2002", "prevent"))
    found = rows(folder)
    goals = ("protect", "prosecute", "prevent")
    assert {(key, goal) for key in ("Roe2001", "Poe2002") for goal in goals} - {
        ("Poe2002", "prevent")
    } == set(found)
    one = found["Roe2001", "protect"]
    assert ["state", "answer", "probability"] == list(one)[-3:]
    assert ("likely", "yes") == (one["state"], one["answer"])
    no = found["Poe2002", "protect"]
    assert ("no", "") == (no["answer"], no["text"])
    assert 0 <= float(no["probability"]) < 0.5
    assert "nearest decided works: Poe2002 (no, " in reasons(folder)["Roe2001", "prevent"]


def reasons(folder):
    return {(one.source, one.code): one.reason for one in lr.open_review(folder).goal_states}


def test_the_answer_is_the_same_in_the_table_the_tags_and_the_states(folder):
    review = lr.open_review(folder)
    found = rows(folder)
    yes = {pair for pair, row in found.items() if row["answer"] == "yes" and row["state"] != "ask"}
    assert yes == {(t.source, t.code) for t in review.tags if t.code in ("protect", "prosecute", "prevent")}
    assert {pair: (row["state"], float(row["probability"])) for pair, row in found.items()} == {
        (one.source, one.code): (one.state, one.probability) for one in review.goal_states
    }
    assert yes == {
        (t.source, t.code) for t in lr.tag(review.sources) if t.code in ("protect", "prosecute", "prevent")
    }


def test_where_coders_work_apart_nothing_is_said_of_decided_works_nor_shown_to_them(folder, tmp_path):
    decide(folder, ("not-tag", "Poe2002", "prevent"))
    (folder / "litreview.toml").write_text(SETTINGS + "[coding]\ncoders = 2\n")
    assert "nearest" not in reasons(folder)["Roe2001", "prevent"]
    result = CliRunner().invoke(main, ["tag", str(folder), "-o", str(tmp_path / "t.bib"), "--explain"])
    assert "likely" not in result.output
    assert "protect, because" in result.output


def test_explain_and_the_sheet_say_the_state_and_the_reason(folder, tmp_path):
    result = CliRunner().invoke(main, ["tag", str(folder), "-o", str(tmp_path / "t.bib"), "--explain"])
    assert "likely protect (0.9" in result.output
    assert "not prosecute (0." in result.output
    decide(folder, ("tag", "Poe2002", "prevent"))
    made = CliRunner().invoke(
        main, ["sheet", "tags", str(folder), "-o", str(tmp_path / "t.xlsx"), "--by", "ben"]
    )
    assert made.exit_code == 0, made.output
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["tags"]
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "likely protect (0.9" in text
    assert "nearest" not in text  # ben is not shown what ann decided


def test_the_report_counts_the_states_and_lists_what_to_ask(folder):
    bib = folder / "bib/a.bib"
    bib.write_text(BIB.replace("{Human trafficking}", "{Central debates on human trafficking and policy}"))
    page = OUTPUTS["appendix.html"].make(lr.open_review(folder)).decode()
    assert "Suggested tags that nobody has checked" in page
    assert "Likely yes" in page
    states = lr.open_review(folder).goal_states
    asked = [one for one in states if one.state == "ask"]
    assert asked, "the made-up works should leave something to ask"
    assert all(one.reason.partition("'")[0] in page for one in asked)


def test_what_is_confidential_has_no_row_and_is_in_no_reason(folder):
    decide(folder, ("tag", "I01", "protect"))
    text = OUTPUTS["tags.csv"].make(lr.open_review(folder)).decode()
    assert not [
        line
        for line in text.splitlines()
        if line.startswith("I01") and ",rule," in line and ",protect," in line
    ]
    assert "Zzyzxa" not in text


def test_nothing_is_asked_about_an_excluded_work(folder):
    bib = folder / "bib/a.bib"
    bib.write_text(BIB.replace("{Human trafficking}", "{Central debates on human trafficking and policy}"))
    assert {"Roe2001", "Poe2002"} == {key for key, _ in rows(folder)}
    decide(folder, ("exclude", "Poe2002", "abstract"))
    assert {"Roe2001"} == {key for key, _ in rows(folder)}
    decide(folder, ("exclude", "Poe2002", "abstract"), ("exclude", "Roe2001", "abstract"))
    assert {} == rows(folder)
    page = OUTPUTS["report.html"].make(lr.open_review(folder)).decode()
    assert "that a person should look at" not in page

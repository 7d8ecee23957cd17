"""A changed codebook says what changed for whom, and changes nothing that a person said."""

import csv

import pytest

from litreview.codebook import load_codebook, parse_codebook
from litreview.decisions import append
from litreview.model import Decision, Record, RecordId, Source, Where
from litreview.review import init_review, open_review, write_out
from litreview.review.changing import read_machine_tags
from litreview.tables import csv_named, tags_rows
from litreview.tagging import check_codes, compare_tags, tag

CODEBOOK = """
[codebook]
name = "small"
[[code]]
id = "victims"
group = "theme"
label = "Victims"
definition = "On who is seen as a victim."
[[code.terms]]
weight = 2
match = ["{term}"]
"""
WHEN = "2026-01-01T00:00:00Z"


def source(key, title):
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib"))
    return Source(key=key, type="article", fields={"title": title}, records=(record,))


def decision(verb, key, value, by="coder-a"):
    return Decision(when=WHEN, by=by, verb=verb, key=key, value=value)


SOURCES = [source("A", "Where are all the victims?"), source("B", "Police and their work")]


def test_what_came_and_went_with_the_words_and_the_people():
    old, new = (parse_codebook(CODEBOOK.format(term=term)) for term in ("victim", "police"))
    said = [decision("tag", "B", "none")]
    changes = compare_tags(tag(SOURCES, old, said), tag(SOURCES, new, said), said)
    assert [("A", "victims", False, (), ("victims",))] == [
        (c.source, c.code, c.came, c.coded_by, c.words) for c in changes
    ], "B: a person found none, so the machine keeps its guess"
    changes = compare_tags(tag(SOURCES, old), tag(SOURCES, new), [decision("tag", "B", "other-code")])
    assert [("A", False, ()), ("B", True, ("coder-a",))] == [(c.source, c.came, c.coded_by) for c in changes]


def test_a_code_that_a_person_judged_is_no_change_of_the_machines():
    book = load_codebook()
    made = [source("A", "Prosecuting human trafficking")]
    said = [decision("not-tag", "A", "prosecute")]
    assert () == compare_tags(tag(made, book), tag(made, book, said), said)


def test_the_table_of_tags_is_read_back():
    tags = tag([source("A", 'Victim services after trafficking, "quoted"\nand broken')])
    text = csv_named("tags", tags_rows(tags)).decode()
    index = {"A": ("New",)}
    assert {("New", t.code) for t in tags} == {(t.source, t.code) for t in read_machine_tags(text, index)}
    assert () == read_machine_tags(text, {})
    assert () == read_machine_tags("not,a,table\n1,2", index)


def test_a_decision_on_a_code_of_old_is_a_problem_that_names_the_near_one():
    (problem,) = check_codes(
        [
            decision("tag", "A", "protct"),
            decision("tag", "A", "tvpa:protect"),
            decision("stance", "A", "prevent=mixed"),
            decision("include", "A", "abstract"),
        ],
        load_codebook(),
    )
    assert ("LR200", "warning") == (problem.code, problem.level)
    assert "did you mean 'protect'?" in problem.message


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "review"
    init_review(target)
    settings = target / "litreview.toml"
    text = settings.read_text(encoding="utf-8").replace('"tvpa"', '"own.toml"')
    settings.write_text(text, encoding="utf-8", newline="\n")
    (target / "own.toml").write_text(CODEBOOK.format(term="victim"), encoding="utf-8")
    return target


def test_a_run_reports_the_changes_and_a_second_run_keeps_them(folder):
    append(folder, decision("tag", "Farrell2010Where", "other-code"))
    written = write_out(open_review(folder))
    assert () == written.changes, "a first run has nothing to compare with"
    (folder / "own.toml").write_text(CODEBOOK.format(term="determinant"), encoding="utf-8")
    assert () == write_out(open_review(folder)).changes, "the same tags for other words"
    (folder / "own.toml").write_text(CODEBOOK.format(term="police"), encoding="utf-8")
    (change,) = write_out(open_review(folder)).changes
    assert ("Farrell2010Where", "victims", False, ("coder-a",)) == (
        change.source,
        change.code,
        change.came,
        change.coded_by,
    )
    table = folder / "out" / "tag-changes.csv"
    first = table.read_bytes()
    assert [["Farrell2010Where", "victims", "went", "coder-a", "Determinants"]] == list(
        csv.reader(first.decode().splitlines())
    )[1:]
    assert () == write_out(open_review(folder)).changes
    assert first == table.read_bytes()
    problems = open_review(folder).problems
    assert ["LR200"] == [p.code for p in problems if "other-code" in p.message]

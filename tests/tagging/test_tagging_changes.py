"""A changed codebook says what changed for whom, and changes nothing that a person said."""

import csv
import re

import pytest

from litreview.core.model import Decision, Record, RecordId, Source, Span, Tag, Where
from litreview.formats.tables import csv_named, tags_rows
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.judgements.decisions import append
from litreview.review import init_review, open_review, write_out
from litreview.review.outputs.writing import read_machine_tags
from litreview.stages.tagging import check_codes, compare_tags, tag

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


@pytest.mark.exhaustive
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
    table = folder / "out" / "tables/tag-changes.csv"
    first = table.read_bytes()
    assert [["Farrell2010Where", "victims", "went", "coder-a", "Determinants"]] == list(
        csv.reader(first.decode().splitlines())
    )[1:]
    assert () == write_out(open_review(folder)).changes
    assert first == table.read_bytes()
    problems = open_review(folder).problems
    assert ["LR200"] == [p.code for p in problems if "other-code" in p.message]


def machine(*given, method="rule"):
    """Return tags written `source:code:word`, word by word of their quotes."""
    made = []
    for one in given:
        key, code, words = one.split(":")
        spans = tuple(Span(field="title", start=0, end=1, text=word) for word in words.split())
        made.append(Tag(source=key, code=code, method=method, spans=spans))
    return made


@pytest.mark.parametrize(
    ("before", "after", "said", "changes"),
    [
        ("", "", [], []),
        ("A:x:a", "A:x:b", [], []),
        ("A:x:a", "", [], [("A", "x", False, (), ("a",))]),
        ("", "A:x:a", [], [("A", "x", True, (), ("a",))]),
        ("B:x:", "B:y: A:z: A:y:", [], [("A", "y", True, (), ()), ("A", "z", True, (), ()), ("B", "x", False, (), ()), ("B", "y", True, (), ())]),
        ("A:none: A:unread:", "A:x:", [], [("A", "x", True, (), ())]),
        ("", "A:x:", [("tag", "A", "x")], []),
        ("", "A:x:", [("not-tag", "A", "book:x")], []),
        ("", "A:x:", [("tag", "A", "y")], [("A", "x", True, ("coder-a",), ())]),
        ("", "A:x:", [("tag", "B", "x")], [("A", "x", True, (), ())]),
        ("", "A:x:", [("include", "A", "abstract")], [("A", "x", True, (), ())]),
        ("A:x:a b a c d", "", [], [("A", "x", False, (), ("a", "b", "c"))]),
    ],
)  # fmt: skip
def test_which_tags_of_the_machine_came_and_went(before, after, said, changes):
    old, new = (machine(*re.findall(r"\w:\w+:(?:[a-d](?: [a-d])*)?", given)) for given in (before, after))
    found = compare_tags(old, new, [decision(*one) for one in said])
    assert changes == [(c.source, c.code, c.came, c.coded_by, c.words) for c in found]


def test_tags_of_people_and_models_are_no_change_and_coders_are_named_in_order():
    for method in ("human", "model"):
        assert () == compare_tags(machine("A:x:", method=method), machine("A:y:", method=method))
    said = [decision("tag", "A", "y", by) for by in ("ben", "ann", "ben")]
    assert [("ann", "ben")] == [one.coded_by for one in compare_tags([], machine("A:x:"), said)]


@pytest.mark.parametrize(
    ("verb", "value", "told"),
    [
        ("tag", "victims", None),
        ("tag", "small:victims", None),
        ("tag", "victim", "victim"),
        ("tag", "large:victims", "large:victims"),
        ("not-tag", "victim", "victim"),
        ("stance", "victims=supports", None),
        ("stance", "victim=supports", "victim"),
        ("stance", "small:victim=supports", "victim"),
        ("include", "abstract", None),
        ("set", "victim=x", None),
    ],
)
def test_decisions_on_codes_that_the_codebook_lacks(verb, value, told):
    lines = [
        decision("include", "B", "abstract"),
        decision(verb, "A", value),
        decision("include", "B", "abstract"),
    ]
    found = check_codes(lines, parse_codebook(CODEBOOK.format(term="victim")))
    assert ([("LR200", "A")] if told else []) == [(one.code, one.key) for one in found]
    assert all(f"has no code '{told}'" in one.message for one in found)

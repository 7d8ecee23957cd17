"""The words of every Problem are rows of a table, and each call fills the words of its row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import litreview
from litreview.cli import main
from litreview.cli.help import topics
from litreview.core.model import Where
from litreview.core.problems import explain_code, problem, read_wordings, rules, wordings
from litreview.stages.duplicates.verdict import RULES, SLOTS, explain_rule

ROOT = Path(litreview.__file__).parent
CONTRIBUTING = Path(__file__).parents[1] / "CONTRIBUTING.md"
NAME = re.compile(r"LR\d{3}(?:\.[a-z0-9-]+)?")
GRAVEST = ("info", "warning", "error")
HERE = Where(file="a.bib", line=3)
DOORS = {"problem", "tell", "report", "_report", "fault"}
"""What makes a Problem of the name of its row and its words: the function itself, or a helper that knows the place."""
OF_THE_CALL = {"level", "key", "fields", "field", "lacks"}


def words_of(template: str) -> set[str]:
    return {word for _, word, _, _ in Formatter().parse(template) if word is not None}


def calls() -> Iterator[tuple[str, str, set[str], set[str]]]:
    """Yield the place, the row and the words of each call that names its row, and the words that a helper may add."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not all(keyword.arg for keyword in node.keywords):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            direct = called == "problem" and path.parent.name != "checks"
            for given in node.args[:2] if called in DOORS else ():
                if isinstance(given, ast.Constant) and NAME.fullmatch(str(given.value)):
                    words = {str(keyword.arg) for keyword in node.keywords}
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield place, str(given.value), words, set() if direct else {"key", "field"}


@pytest.mark.parametrize("name", wordings())
def test_a_row_is_a_problem_with_all_of_its_words(name):
    row = wordings()[name]
    words = words_of(row.message) | words_of(row.remedy)
    # no part of a value can be asked for, and none says how it is written
    assert all(word.isidentifier() for word in words)
    assert {""} >= {
        spec or "" for text in (row.message, row.remedy) for *_, spec, _ in Formatter().parse(text)
    }
    for level in row.levels:
        made = problem(name, HERE, level=level, **{word: f"<{word}>" for word in words})
        assert (HERE, row.code, level) == (made.where, made.code, made.level)
        assert all(f"<{word}>" in f"{made.message} {made.remedy}" for word in words)
        assert GRAVEST.index(level) <= GRAVEST.index(rules()[row.code].level)


@pytest.mark.parametrize("name", [name for name, row in wordings().items() if words_of(row.message)])
def test_a_word_that_is_missing_is_refused(name):
    with pytest.raises(KeyError):
        problem(name, HERE)


def test_a_row_or_a_level_that_is_not_there_is_refused():
    with pytest.raises(KeyError, match="LR016x"):
        problem("LR016x", HERE)
    with pytest.raises(ValueError, match="LR016 is warning, not 'error'"):
        problem("LR016", HERE, level="error", field="title")


def test_each_call_fills_the_words_of_its_row():
    wrong = []
    for place, name, given, filled in calls():
        words = words_of(wordings()[name].message + wordings()[name].remedy)
        if not words - filled <= given <= words | OF_THE_CALL:
            wrong.append((place, name, words ^ given))
    assert [] == wrong


def test_each_row_is_used_and_each_code_explained():
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".toml"} and path.name != "problem_explanations.toml"
    )
    used = set(re.findall(rf'"({NAME.pattern})"', source))
    assert set() == set(wordings()) - used
    lines = (ROOT / "core/problem_messages.tsv").read_text(encoding="utf-8").split("\n")
    assert len(wordings()) == sum(line[:1] not in {"", "#"} for line in lines)
    assert {row.code for row in wordings().values()} <= set(rules())


def test_the_row_and_the_call_that_contributing_shows_make_a_problem(monkeypatch):
    text = CONTRIBUTING.read_text(encoding="utf-8").partition("## Add a Problem\n")[2].partition("\n## ")[0]
    line, call = re.findall(r"```\w+\n(.*)\n```", text)
    monkeypatch.setattr(
        "litreview.core.problems.wordings", lambda: read_wordings(re.sub(" {3,}", "\t", line))
    )
    record = SimpleNamespace(key="doe2019")
    names = {"problem": problem, "where": HERE, "record": record, "name": "{0.__class__}"}
    assert (
        "a.bib:3: LR016 warning: the field '{0.__class__}' of doe2019 has no value; give it one, or remove it"
        == str(
            eval(call, names)  # a line of our own page
        )
    )
    with pytest.raises(ValueError, match=r"LR016\.empty is warning or info, not 'error'"):
        problem("LR016.empty", HERE, level="error", key="doe2019", field="year")


SLOT = re.compile(r"\{([a-z_]+)(?::[^{}]*)?\}")


def described() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of everything that is printed from a table of templates."""
    for name, row in wordings().items():
        words = dict.fromkeys(words_of(row.message) | words_of(row.remedy), "x")
        made = problem(name, HERE, level=row.levels[0], **words)
        yield name, f"{made.message} {made.remedy}"
    yield from ((code, explain_code(code)) for code in rules())
    yield from ((rule.id, explain_rule(rule.id)) for rule in RULES)
    yield from ((topic, CliRunner().invoke(main, ["help", topic]).output) for topic in topics())
    pages = (ROOT.parents[1] / "docs").glob("*.md")
    quoted = ((page.name, line) for page in pages for line in page.read_text(encoding="utf-8").split("\n"))
    yield from ((name, line) for name, line in quoted if line.startswith("> "))


def test_no_template_is_printed_with_a_field_left_in_it():
    # the topic `messages` prints the templates themselves
    found = [one for one in described() if one[0] != "messages"]
    assert len(found) > 700
    rows = (words_of(row.message) | words_of(row.remedy) for row in wordings().values())
    fields = {*SLOTS, "formats", "styles", "outputs"}.union(*rows)
    assert [] == [(name, slot) for name, text in found for slot in SLOT.findall(text) if slot in fields]

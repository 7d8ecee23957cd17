"""A topic is one module and one row: a made-up one is asked in the terminal, as a sheet and in the window; and what is withheld is asked so."""

import re
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from litreview.core.decision_types import TOPICS
from litreview.judgements.decisions import current, read_answers, read_decisions
from litreview.review import open_review
from litreview.review.questions import Choice, Question, QuestionPart, QuestionTopic, QuestionView
from web.test_web_duplicates import Page, answer

HELP = "A theme is what a work is about."


def find_themes(session):
    """Ask of each work that this person has not judged yet whether it is on effects."""
    mine = current(d for d in session.lines() if d.by == session.by)
    said = {d.key for d in mine if (d.verb, d.value) in (("tag", "effects"), ("not-tag", "effects"))}
    return [
        Question(about=f"theme {one.key}", works=(one,), group=one.key, shows=show)
        for one in session.review.sources
        if one.key not in said
    ]


def show(question):
    (work,) = question.works
    choices = {
        key: Choice(label=label, decision=(verb, work.key, "effects"))
        for key, label, verb in (("y", "on effects", "tag"), ("n", "on something else", "not-tag"))
    }
    return QuestionView(
        heading=work.title,
        prompt="Is it on effects?",
        parts=(QuestionPart(prompt="effects?", choices=choices, help=HELP),),
        help=HELP,
        suggested="no",
        why=("Asked because nobody said it.",),
    )


MADE_UP = QuestionTopic(
    name="themes",
    title="Themes",
    noun="theme",
    find=find_themes,
    rests=lambda _, question: {"the title": question.works[0].title},
    owns=lambda _, line: line.value == "effects",
    nothing=lambda _: "0 themes: nothing is left.",
    left_out=False,
)


@pytest.fixture
def themes(monkeypatch):
    """A topic that nobody but its module and its row knows of."""
    module = ModuleType("litreview.review.questions.themes")
    module.TOPIC = MADE_UP
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(TOPICS, "themes", "themes")


def run(*words, keys=""):
    """Run the command line as a new process would, which reads the rows anew."""
    return CliRunner().invoke(main, [str(word) for word in words], input=keys)


def test_a_made_up_topic_is_asked_in_the_terminal(themes, folder):
    from litreview.cli import prompts

    with CliRunner().isolation(input="?ynq") as (out, *_):
        prompts.ask_questions(open_review(folder), "themes", "ann")
        told = out.getvalue().decode()
    assert told.startswith("8 themes. Press one key for each")
    for part in (
        "theme 1 of 8",
        "Harbor patrols",
        "effects?  [y/n/s/u/q/?]",
        HELP,
        "on something else (saved)",
    ):
        assert part in told
    said, _ = read_decisions(folder)
    assert [("tag", "Doe2001", "effects"), ("not-tag", "Roe2002", "effects")] == [
        (d.verb, d.key, d.value) for d in said
    ]


def test_a_made_up_topic_goes_out_as_a_sheet_and_comes_back(themes, folder, tmp_path):
    from litreview.formats.sheets import read_sheet, write_sheet
    from litreview.review.decide import import_sheet, make_sheet, open_decision_writer

    path = tmp_path / "x.xlsx"
    path.write_bytes(write_sheet(make_sheet(open_review(folder), "themes", by="ann")))
    book = openpyxl.load_workbook(path)
    page = book["themes"]
    header = {cell.value: cell.column for cell in page[1]}
    assert "Is it on effects?" == page.cell(2, header["question"]).value
    page.cell(2, header["decision"]).value = "Not-tag"
    page.cell(2, header["reason"]).value = "on patrols"
    page.cell(3, header["decision"]).value = "perhaps"
    book.save(path)
    filled, problems = read_sheet(path.read_bytes(), "x.xlsx")
    assert () == problems
    done = import_sheet(open_decision_writer(folder, "ann"), filled)
    assert [("not-tag", "Doe2001", "effects", "on patrols")] == [
        (d.verb, d.key, d.value, str(d.reason)) for d in done.written
    ]
    assert ["'perhaps' is not a possible answer"] == [one.message.partition(": ")[2] for one in done.problems]
    again = import_sheet(open_decision_writer(folder, "ann"), filled)
    assert (0, 1) == (len(again.written), again.known)


def test_a_made_up_topic_is_asked_in_the_window(themes, another):
    mine = another("ann")
    assert 'desk/themes">Themes</a>' in mine.get().text
    page = Page(mine.get("desk/themes"))
    assert "Harbor patrols and their records" == page.heading
    for part in (HELP, "Is it on effects?", "Asked because nobody said it.", "<kbd>y</kbd> on effects"):
        assert part in page.text
    after = answer(mine, page, "y", reason="its title")
    assert [["tag", "Doe2001", "effects", "its title"]] == [
        [row[1], row[2], row[3], row[5]] for row in mine.lines()
    ]
    assert "Raids and services" in Page(after).heading
    undo = re.search(r'name="undo" value="(\w+)"', after.text)[1]
    assert page.heading == Page(mine.post("desk/themes", {"undo": undo})).heading


# what is withheld

DOUBT = "@misc{Kim, title = {Talk with Kim Example}, author = {Example, Kim}, note = {interview of 2 May}}\n"
SECRETS = ("Kim", "Example", "Talk", "2 May", "interview of")


@pytest.fixture
def doubtful(folder):
    path = folder / "bib/c.bib"
    path.write_text(DOUBT + DOUBT.replace("Kim", "Lee"))
    return folder


def codes(folder):
    return [record.code for record in open_review(folder).library if record.withheld]


@pytest.mark.parametrize(
    ("key", "verb", "left"), [("p", "public", (1, 1)), ("c", "confidential", (1, 2)), ("s", "", (2, 2))]
)
def test_what_is_withheld_is_answered_in_the_terminal_with_the_line_of_decide(doubtful, key, verb, left):
    told = run("decide", "--ask", "withheld", "--by", "ann", "-C", doubtful, keys=f"?{key}q").output
    (first, *_) = [line for line in told.split("\n") if line.startswith("confidential-")]
    assert "2 withheld records. Press one key for each" in told
    assert f"{Path('bib/c.bib')}:1: withheld: " in told
    assert [] == [secret for secret in SECRETS if secret in told.replace(str(doubtful), "")]
    assert [("ann", verb, first)] * bool(verb) == [(d.by, d.verb, d.key) for d in read_answers(doubtful)]
    library = open_review(doubtful).library
    assert left == (sum(one.withheld for one in library), sum(one.confidential for one in library))


def test_an_answer_that_is_taken_back_leaves_the_doubt(doubtful):
    told = run("decide", "--ask", "withheld", "--by", "ann", "-C", doubtful, keys="puq").output
    assert "undone" in told
    assert () == read_answers(doubtful)
    assert 2 == len(codes(doubtful))


def test_what_is_withheld_is_answered_in_the_window(doubtful, another):
    mine = another("ann")
    assert 'desk/withheld">Withheld</a>' in mine.get().text
    page = Page(mine.get("desk/withheld"))
    assert re.fullmatch("confidential-[a-z]{6}", page.heading)
    assert "bib/c.bib:1: withheld: " in page.text
    assert [] == [secret for secret in SECRETS if secret in re.sub("<[^<>]*>", "", page.text)]
    assert 'name="reason"' not in page.text, "git keeps the line, and words may name somebody"
    after = answer(mine, page, "p")
    assert ["public"] == [d.verb for d in read_answers(doubtful)]
    undo = re.search(r'name="undo" value="(\w+)"', after.text)[1]
    assert page.heading == Page(mine.post("desk/withheld", {"undo": undo})).heading
    assert () == read_answers(doubtful)
    for key in "pc":
        after = answer(mine, Page(mine.get("desk/withheld")), key)
    assert "nothing is left" in after.text
    library = open_review(doubtful).library
    assert (0, 1) == (sum(one.withheld for one in library), sum(one.confidential for one in library))
    assert "Talk with Kim Example" in mine.get("source?q=Talk").text
    assert "desk/withheld" not in mine.get().text


def test_only_a_steward_is_asked(doubtful, another):
    path = doubtful / "litreview.toml"
    path.write_text(f'{path.read_text()}[confidential]\nstewards = ["judge"]\n')
    mine = another("ann")
    assert "desk/withheld" not in mine.get().text
    assert 403 == mine.get("desk/withheld").status_code
    refused = run("decide", "--ask", "withheld", "--by", "ann", "-C", doubtful, keys="p")
    assert (2, True) == (refused.exit_code, "names judge" in refused.output)
    assert 200 == another("judge").get("desk/withheld").status_code


def test_nothing_is_asked_where_nothing_is_withheld(folder, another):
    assert "desk/withheld" not in another("ann").get().text
    told = run("decide", "--ask", "withheld", "--by", "ann", "-C", folder).output
    assert "0 withheld records: none is left to judge." in told

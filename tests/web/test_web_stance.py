"""The desk of stance and evidence fields: all that is asked of a source on one page, with the lines of the terminal. All works are made up."""

import html
import re
import shutil

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from web.test_web_duplicates import Page
from web.test_web_tags import BAD, review, said


@pytest.fixture
def folder(tmp_path):
    return review(tmp_path / "review")


def ask(browser):
    return Page(browser.get("desk/stance"))


def choices(page):
    """Return the values of each thing that is asked, by its name, in order."""
    found = {}
    for name, value in re.findall(r'type="radio" name="(value [^"]+)" value="([^"]+)"', page.text):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def keep(browser, page, form, **more):
    return browser.post(page.action, {**page.form, **form, "keep": "1", **more})


@pytest.mark.parametrize("coders", [1, 2], ids=["alone", "double coding"])
def test_the_lines_are_those_of_the_terminal(tmp_path, another, coders):
    place = review(tmp_path / "mine", coders)
    other = tmp_path / "other"
    shutil.copytree(place, other)
    mine = another("ann", place)
    keys = ""
    for number in range(9):
        answer = mine.get("desk/stance")
        if "nothing is left" in answer.text:
            break
        page = Page(answer)
        asked = choices(page)
        form = {name: values[number % len(values)] for name, values in asked.items()}
        keys += "".join("123456789abcdefghiklmnprtvwxyz"[number % len(values)] for values in asked.values())
        assert 200 == keep(mine, page, form).status_code
    assert number >= 3
    done = CliRunner().invoke(
        main, ["tag", str(other), "--review", "--stance", "--by", "ann"], input=f"{keys}q"
    )
    assert 0 == done.exit_code, done.output
    assert said(other) == said(place)
    assert {"no" if coders == 2 else "yes"} == {row[-1] for row in said(place)[1:]}


def test_what_is_typed_counts_and_what_no_field_takes_is_refused(browser):
    page = ask(browser)
    typed = html.unescape(re.search(r'name="(typed [^"]+)"', page.text)[1])
    refused = keep(browser, page, {typed: "no such value"}, where="p. 3")
    assert 400 == refused.status_code
    assert 'value="no such value"' in refused.text
    assert 'value="p. 3"' in refused.text
    assert 400 == keep(browser, page, {}).status_code
    assert 400 == keep(browser, page, {next(iter(choices(page))): "perhaps"}).status_code
    assert [] == browser.lines()


def test_page_and_reason_are_kept_and_undo_takes_all_of_a_page_back(browser):
    first = ask(browser)
    form = {name: values[0] for name, values in choices(first).items()}
    then = Page(keep(browser, first, form, where="p. 3", reason="it says so"))
    assert {("p. 3", "it says so")} == {(row[4], row[5]) for row in browser.lines()}
    back = Page(browser.post(then.action, {"undo": then.undo}))
    assert first.heading == back.heading
    verbs = [row[1] for row in browser.lines()]
    assert ["clear"] * len(form) == verbs[len(form) :]


def test_nobody_sees_what_another_said_and_hostile_words_are_text(tmp_path, another):
    place = review(tmp_path / "two", 2, f"@article{{Bad, title = {{Police raids {BAD}}}, year = {{2002}}}}\n")
    bo, ann = another("bo", place), another("ann", place)
    page = ask(bo)
    keep(bo, page, {name: values[0] for name, values in choices(page).items()}, reason="what bo thinks")
    for _ in range(5):
        page = ask(ann)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "bo thinks" not in page.text
        assert "checked" not in page.text
        ann.post(page.action, {**page.form, "skip": "1"})

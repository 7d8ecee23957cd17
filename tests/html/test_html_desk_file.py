"""A desk in one file, in Chromium: one key an answer, undo, what a browser keeps, the saved file, and what axe finds."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from web.conftest import faults_of

from litreview.cli import main

pytestmark = pytest.mark.exhaustive
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "demonstration"


def run(*words):
    return CliRunner().invoke(main, [*map(str, words)])


@pytest.fixture
def review(tmp_path):
    folder = tmp_path / "review"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("out"))
    (folder / "decisions/demo-adjudicator.tsv").unlink()
    return folder


@pytest.fixture
def open_desk(review, tmp_path, chromium):
    """Return what opens the desk of a kind in a browser; no address but the page's own may be asked."""
    amiss, contexts = [], []

    def open_(kind, by="ann", width=1280, dark=False):
        path = tmp_path / f"{kind}.html"
        assert run("sheet", kind, review, "--by", by, "-o", path).exit_code == 0
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            accept_downloads=True,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: amiss.append(str(error)))
        page.on("console", lambda said: amiss.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: amiss.append(asked.url) if not asked.url.startswith(("file:", "blob:")) else None,
        )
        page.goto(path.as_uri())
        return page

    yield open_
    for one in contexts:
        one.close()
    assert [] == amiss


def press(page, keys):
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_function("document.getElementById('told').textContent !== ''")
        page.wait_for_timeout(60)


def save(page, path):
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(path)
    return download.value.suggested_filename


def test_keys_answer_undo_takes_back_and_a_reload_keeps(open_desk, review, tmp_path):
    page = open_desk("screen")
    press(page, "iei")
    assert "3 of" in page.inner_text("#told")
    press(page, "u")
    assert page.inner_text("#told").startswith("Undone. 2 of")
    press(page, "s")
    assert "1 skipped" in page.inner_text("#told")
    press(page, "m")
    page.reload()
    assert "3 of" in page.inner_text("#told")
    assert save(page, tmp_path / "ann-answers.tsv") == "ann-answers.tsv"
    done = run("decide", "--from", tmp_path / "ann-answers.tsv", "--by", "ann", "-C", review)
    assert "3 decisions taken in" in done.output
    verbs = [
        line.split("\t")[2] for line in (review / "decisions/ann.tsv").read_text("utf-8").splitlines()[1:]
    ]
    assert verbs == ["include", "exclude", "unsure"]


@pytest.mark.parametrize(
    ("kind", "by", "keys", "count"),
    [("tags", "ann", "ynyk", 3), ("stance", "ann", "12k", 2), ("disputes", "demo-adjudicator", "1", 1)],
)
def test_each_kind_of_question_is_answered_by_keys(open_desk, review, tmp_path, kind, by, keys, count):
    page = open_desk(kind, by)
    press(page, keys)
    assert "1 of" in page.inner_text("#told")
    save(page, tmp_path / "answers.tsv")
    done = run("decide", "--from", tmp_path / "answers.tsv", "--by", by, "-C", review)
    assert f"{count} decision{'s' if count > 1 else ''} taken in" in done.output


def test_answers_saved_before_are_gone_on_with_in_another_browser(open_desk, tmp_path):
    page = open_desk("screen")
    press(page, "ii")
    save(page, tmp_path / "ann-answers.tsv")
    other = open_desk("screen")
    other.evaluate("localStorage.clear()")
    other.reload()
    assert "0 of" in other.inner_text("#told")
    other.click("text=Continue with answers saved before")
    other.set_input_files("#load", tmp_path / "ann-answers.tsv")
    other.wait_for_function("document.getElementById('told').textContent.startsWith('2 of 2')")


@pytest.mark.parametrize("kind", ["screen", "tags", "stance"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, False), (1280, True)])
def test_axe_finds_nothing_serious(open_desk, kind, width, dark):
    page = open_desk(kind, width=width, dark=dark)
    assert [] == faults_of(page)
    press(page, "i" if kind == "screen" else "s")
    assert [] == faults_of(page)

"""A random sample in the window: drawn, asked and kept as `decide --ask screening --sample` does it, and gone on with by whoever comes next."""

import re
import shutil

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from litreview.judgements import decisions as decisions_
from litreview.review import open_review
from litreview.review.questions.screening import stopping
from web.test_web_duplicates import Page, answer, ask

PLACE = "desk/screening"
SIZE = 3


@pytest.fixture
def alone(folder):
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace("screeners = 2", "screeners = 1"))
    return folder


def draw(browser, size=SIZE):
    return browser.post(PLACE, {"sample": str(size)})


def screen_all(browser, keys="ie"):
    """Answer all that is asked; return the headings."""
    met = []
    while 'class="answers"' in browser.get(PLACE).text:
        page = ask(browser, PLACE)
        met.append(page.heading)
        answer(browser, page, keys[len(met) % len(keys)])
    return met


def rows(folder, by="ann"):
    text = (folder / f"decisions/{by}.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[1:] for line in text.splitlines()]


def test_the_lines_are_those_of_the_terminal(alone, another, tmp_path, monkeypatch):
    # of one time, from which the sample is drawn
    monkeypatch.setattr(decisions_, "utc_now", lambda: "2026-01-02T03:04:05Z")
    other = tmp_path / "other"
    shutil.copytree(alone, other)
    browser = another("ann", alone)
    draw(browser)
    assert SIZE == len(screen_all(browser))
    done = CliRunner().invoke(
        main,
        ["decide", "--ask", "screening", "--sample", str(SIZE), "--by", "ann", "-C", str(other)],
        input="eie",
    )
    assert 0 == done.exit_code, done.output
    assert rows(other) == rows(alone)
    assert {f"random sample of {SIZE} from 8, drawn 2026-01-02T03:04:05Z"} == {
        row[4] for row in rows(alone)[1:]
    }
    assert f"random sample of {SIZE}" in stopping(open_review(alone)).sentence


def test_a_sample_ends_and_is_left_by_a_button_for_the_likeliest(alone, another):
    browser = another("ann", alone)
    everything = ask(browser, PLACE)
    assert "8</b> left" in everything.text
    page = Page(draw(browser))
    assert f"<b>{SIZE}</b> left" in page.text
    assert "You screen a random sample of 3 from 8" in page.text
    assert "The likeliest" not in page.text
    screen_all(browser)
    end = browser.get(PLACE).text
    assert "nothing is left for you to do" in end
    assert "Leave the sample" in end
    done = browser.post(PLACE, {"sample": "0"})
    assert (
        "<b>5</b> left" in done.text
    )  # by title and abstract; the full text of the one that is in comes after these
    assert "sample of 3" not in done.text


def test_a_sample_stays_the_same_when_others_write_meanwhile(alone, another):
    browser = another("ann", alone)
    page = Page(draw(browser, 4))
    answer(browser, page, "i")
    before = ask(browser, PLACE).heading
    other = another("bo", alone)
    answer(other, ask(other), "n")
    assert before == ask(browser, PLACE).heading
    assert "<b>3</b> left" in browser.get(PLACE).text


def test_two_who_screen_apart_are_asked_the_same_sample(folder, another):
    """The second, too, once the first has judged all of it."""
    ann, bo = another("ann", folder), another("bo", folder)
    draw(ann)
    first = screen_all(ann)
    draw(bo, 99)  # what somebody began is gone on with
    assert first == screen_all(bo)
    assert {row[4] for row in rows(folder)[1:]} == {row[4] for row in rows(folder, "bo")[1:]}
    assert SIZE == stopping(open_review(folder)).samples[0].decided
    assert 1 == len(stopping(open_review(folder)).samples)


@pytest.mark.parametrize("size", ["-1", "many", "9" * 30, "", "１", "1e3"])
def test_what_is_no_number_draws_nothing(alone, another, size):
    browser = another("ann", alone)
    done = draw(browser, size)
    assert 400 == done.status_code
    assert "nothing was drawn" in done.text
    assert browser.session.sample is None


def test_where_nothing_is_left_to_draw_from_that_is_said(alone, another):
    browser = another("ann", alone)
    screen_all(browser, "e")
    done = draw(browser)
    assert 400 == done.status_code
    assert "nothing is left to draw a sample from" in done.text


@pytest.mark.exhaustive
def test_the_command_opens_a_window_on_a_sample(alone, served):
    pytest.importorskip("httpx")
    import httpx

    window = served("ann", alone, "--sample", str(SIZE))
    with httpx.Client(follow_redirects=True) as client:
        assert 200 == client.get(window.address).status_code
        text = client.get(f"{window.home}{PLACE}").text
    assert f"<b>{SIZE}</b> left" in re.sub(r"\s+", " ", text)

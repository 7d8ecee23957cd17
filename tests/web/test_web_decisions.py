"""What lies in decisions/ beside lines: marks of a conflict are said at every desk, a pipe or a device is never waited for."""

import os
import signal

import pytest

pytest.importorskip("starlette")

from web.test_web_duplicates import answer, ask
from web.test_web_undo import CITING
from web.test_web_works import place

MARKS = "<<<<<<< HEAD\n=======\n>>>>>>> <script>alert(1)</script>\n"
SAID = "left its marks in the decisions: decisions/bo.tsv:1."


def test_marks_that_git_left_are_said_at_every_desk_until_they_are_gone(folder, another):
    (folder / "bib/citing.bib").write_text(CITING)
    browser = another("judge", folder)
    places = (
        "desk/duplicates",
        "desk/screening",
        "desk/tags",
        "desk/stance",
        "desk/citations",
        "desk/disputes",
    )
    path = folder / "decisions/bo.tsv"
    assert SAID not in browser.get(places[0]).text
    path.parent.mkdir(exist_ok=True)
    path.write_text(MARKS)
    for one in (*places, place("Doe2001"), ""):
        text = browser.get(one).text
        assert SAID in text, one
        assert "<script>alert" not in text
    answer(browser, ask(browser), "n")  # said, and not refused
    assert 1 == len(browser.lines("judge"))
    path.unlink()
    assert all(SAID not in browser.get(one).text for one in places)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("by", ["ann", "bo"])
def test_a_pipe_or_a_device_is_never_waited_for(folder, browser, kind, by):
    def late(*_):
        raise TimeoutError("it waits")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(120)
    page = ask(browser)
    path = folder / f"decisions/{by}.tsv"
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    assert "LR041" in browser.get("problems").text
    done = answer(browser, page, "n")
    if by == "ann":  # whose own file it is
        assert 409 == done.status_code
        assert "is a pipe or a device" in done.text
        path.unlink()
        done = answer(browser, ask(browser), "n")
    signal.alarm(0)
    assert 200 == done.status_code
    assert 1 == len(browser.lines())

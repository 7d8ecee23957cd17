"""What takes longer than a page may is made beside: a page says so, goes on by itself, and no answer is taken to what is no longer so."""

import re
import time
from threading import Event, Timer

import pytest

pytest.importorskip("starlette")

from litreview.engine import Evaluator
from litreview.web import background, session as room
from litreview.web.pages import work_address
from web.test_web_duplicates import Page, answer, ask
from web.test_web_tags import ask as tags, codes, fill, review

HELD = 60.0
"""Seconds for which a computation is held, unless it is let go."""


@pytest.fixture
def held(monkeypatch):
    """Return what holds a function of the session until the event that it returns is set; no page waits for it."""
    events = []

    def hold(owner, name):
        go, real = Event(), getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given: (go.wait(HELD), real(*given))[1])
        monkeypatch.setattr(background, "WAIT", 0.0)
        events.append(go)
        return go

    yield hold
    for one in events:
        one.set()


def waits(page):
    assert 200 == page.status_code
    return "One moment" in page.text and page.headers["Refresh"] == "1"


def comes(browser, place):
    """Return the page of a place once it is there."""
    while waits(page := browser.get(place)):
        pass
    return page


def waits_or_not(page):
    return "Refresh" in page.headers


def test_works_are_merged_beside_and_every_page_says_so_until_they_are(browser, held):
    go = held(room, "reread_decisions")
    for _ in range(3):
        done = answer(browser, ask(browser), "y")
    assert ["same"] * 3 == [row[1] for row in browser.lines()], "on the disk before the page"
    assert waits(done)
    assert "Your answers are saved" in done.text
    for place in (
        "",
        "desk/duplicates",
        "desk/screening",
        "source",
        f"work/{work_address('Harbor1')}",
        "problems",
    ):
        assert waits(browser.get(place)), place
    assert 5 + 3 == len(browser.session.review.sources)
    go.set()
    while waits_or_not(page := browser.get("desk/duplicates")):
        pass
    assert "nothing is left for you to do" in page.text
    assert 5 == len(browser.session.review.sources)


def test_an_answer_waits_for_the_merge_and_is_refused_if_the_entry_is_another(browser, held):
    screened = {}
    while not screened.keys() >= {"Harbor1", "Harbor-1"}:
        page = ask(browser, "desk/screening")
        screened[re.search(r"entries?/|<code[^>]*>(\w[\w-]*)</code>", page.text)[1]] = page
        browser.post(page.action, {**page.form, "skip": "1"})
    go = held(room, "reread_decisions")
    for _ in range(3):
        answer(browser, ask(browser), "y")
    Timer(0.3, go.set).start()
    refused = answer(browser, screened["Harbor1"], "i")
    assert 409 == refused.status_code
    assert "changed: the entry Harbor1" in refused.text
    refused = answer(browser, screened["Harbor-1"], "i")
    assert 409 == refused.status_code
    assert "This question is closed" in refused.text
    assert ["same"] * 3 == [row[1] for row in browser.lines()]


def test_what_another_writes_during_a_merge_is_read_before_the_next_page(browser, another, held):
    go = held(room, "reread_decisions")
    for _ in range(3):
        answer(browser, ask(browser), "n")
    other = another("bob")
    page = ask(other, "desk/screening")
    answer(other, page, "i")
    go.set()
    while waits_or_not(browser.get()):
        pass
    assert "bob" in {d.by for d in browser.session.review.decided}


def test_undo_of_an_earlier_sitting_is_kept_though_what_follows_takes_long(browser, another, held):
    answer(browser, ask(browser), "y")
    again = another("ann")
    page = ask(again)
    go = held(room, "reread_decisions")
    assert waits(again.post(page.action, {"undo": page.undo}))
    assert ["same", "clear"] == [row[1] for row in again.lines()]
    go.set()
    while waits_or_not(page := again.get("desk/duplicates")):
        pass
    assert "<b>3</b> left" in page.text


@pytest.mark.parametrize(("desk", "stage"), [("stance", "tags"), ("citations", "links")])
def test_a_desk_whose_questions_take_long_says_so_and_so_does_the_overview(
    tmp_path, another, held, desk, stage
):
    go = held(Evaluator, "copy")
    mine = another("ann", review(tmp_path / "made"))
    overview = mine.get()
    assert 200 == overview.status_code
    assert "being prepared" in overview.text
    assert waits(mine.get(f"desk/{desk}"))
    assert not mine.session.review.evaluator.has(stage)
    go.set()
    while waits_or_not(page := mine.get(f"desk/{desk}")):
        pass
    assert 200 == page.status_code
    assert mine.session.review.evaluator.has(stage)
    while "being prepared" in mine.get().text:
        pass


def test_an_answer_waits_for_the_questions_of_its_desk(tmp_path, another, held):
    place = review(tmp_path / "made")
    page = Page(another("ann", place).get("desk/stance"))
    go = held(Evaluator, "copy")
    later_ = another("ann", place)
    names = re.findall(r'type="radio" name="(value [^"]+)" value="([^"]+)"', page.text)
    Timer(0.3, go.set).start()
    assert 200 == later_.post(page.action, {**page.form, **dict(names[:1]), "keep": "1"}).status_code
    assert ["stance"] == [row[1] for row in later_.lines()] or ["set"] == [row[1] for row in later_.lines()]


def test_a_page_of_a_work_has_tags_and_citations_of_before_until_those_of_now_are_there(
    tmp_path, another, held
):
    mine = another("ann", review(tmp_path / "made"))
    key = mine.session.review.sources[0].key
    first = mine.get(f"work/{work_address(key)}").text
    assert "worked out" not in first
    go = held(mine.session, "compute")
    text = mine.get(f"work/{work_address(key)}?field=year").text
    asked = re.search(r'name="asked" value="(\w+)"', text)[1]
    mine.post(f"work/{work_address(key)}", {"asked": asked, "field": "year", "value": "1901", "set": "1"})
    while waits_or_not(page := mine.get(f"work/{work_address(key)}")):
        pass
    assert "1901" in page.text
    assert re.search(r"Tags and citations are as of \d\d:\d\d. Later changes are being computed", page.text)
    go.set()
    while "Later changes" in mine.get(f"work/{work_address(key)}").text:
        pass


def test_problems_are_those_of_before_until_those_of_now_are_there_but_of_another_file_none(browser, held):
    (browser.folder / "bib/broken.bib").write_text("@article{a, title = {no end of Mallory\n")
    assert "bib/broken.bib:1" in browser.get("problems").text
    go = held(browser.session, "compute")
    answer(browser, ask(browser), "n")
    while waits_or_not(page := browser.get("problems")):
        pass
    assert "Later decisions are still being checked" in page.text
    assert "bib/broken.bib:1" in page.text
    # it may be sealed by now
    (browser.folder / "bib/broken.bib").unlink()
    assert waits(browser.get("problems"))
    go.set()
    while waits_or_not(page := browser.get("problems")):
        pass
    assert "broken.bib" not in page.text


def test_two_people_decide_while_what_one_asked_for_is_computed_and_neither_waits(
    tmp_path, another, held, monkeypatch
):
    place = review(tmp_path / "made")
    ann, bob = another("ann", place), another("bob", place)
    mine, theirs = tags(ann), tags(bob)
    go = held(ann.session, "compute")
    monkeypatch.setattr(background, "WAIT", 0.05)
    assert waits(ann.get("problems"))
    begun = time.monotonic()
    fill(bob, theirs, "n" * len(codes(theirs)))
    assert {"not-tag"} == {row[1] for row in bob.lines("bob")}, (
        "on the disk though ann's problems are looked for"
    )
    done = fill(ann, mine, "y" * len(codes(mine)))
    assert 303 == done.history[0].status_code
    assert {"tag"} == {row[1] for row in ann.lines()}
    assert "bob" in {d.by for d in ann.session.review.decided}, (
        "what bob said is read before the answer is taken"
    )
    assert waits(ann.get("problems"))
    assert time.monotonic() - begun < HELD
    go.set()
    assert "These are the problems that <code>litreview check</code> reports" in comes(ann, "problems").text

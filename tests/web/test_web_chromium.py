"""The window in Chromium: each desk from its first to its last question, by keys alone, without a script, by two people."""

import re
from threading import Event

import pytest

from litreview.web import background, session


def verbs(folder, by="ann"):
    lines = (folder / f"decisions/{by}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t")[2] for line in lines]


def test_every_pair_is_judged_by_keys_alone(opened, folder):
    page = opened()
    page.keyboard.press("1")
    page.wait_for_url(re.compile("/desk/duplicates/"))
    seen = []
    for key in "yn3":
        seen.append(page.url)
        with page.expect_navigation():
            page.keyboard.press(key)
    assert 3 == len(set(seen))
    assert "nothing is left" in page.inner_text("h1")
    assert ["same", "different", "related"] == verbs(folder)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert seen[2] == page.url
    assert "clear" == verbs(folder)[-1]
    with page.expect_navigation():
        page.keyboard.press("o")
    assert page.home == page.url


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_page_that_has_to_wait_goes_on_by_itself(opened, folder, monkeypatch, script):
    merged, read = Event(), session.reread_decisions
    monkeypatch.setattr(session, "reread_decisions", lambda *given: (merged.wait(60), read(*given))[1])
    monkeypatch.setattr(background, "WAIT", 0.0)
    page = opened(script=script)
    page.goto(f"{page.home}desk/duplicates")
    for _ in range(3):
        page.get_by_role("button", name="the same work").first.click()
    assert "One moment" in page.inner_text("h1")
    assert "answers are saved" in page.inner_text("main")
    assert ["same"] * 3 == verbs(folder)
    merged.set()
    page.wait_for_selector("h1:has-text('nothing is left')")
    page.click("nav >> text=Stance")
    page.wait_for_selector("h1:has-text('nothing is left')")


def test_every_pair_is_judged_without_a_script(opened, folder):
    page = opened(script=False)
    page.click("nav >> text=Duplicates")
    for name in ("the same work", "two works", "one summarises"):
        page.get_by_role("button", name=name, exact=False).first.click()
    assert "nothing is left" in page.inner_text("h1")
    assert ["same", "different", "related"] == verbs(folder)


def test_skip_and_back_and_a_changed_mind(opened, folder):
    page = opened()
    page.goto(f"{page.home}desk/duplicates")
    first = page.url
    page.keyboard.press("s")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.keyboard.press("y")
    page.wait_for_url(lambda url: url not in (first, second))
    page.go_back()
    assert second == page.url
    assert "Your answer: same" in page.inner_text(".said-now")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert ["same", "different"] == verbs(folder)
    while "nothing is left" not in page.inner_text("h1"):
        last = page.url
        with page.expect_navigation():
            page.keyboard.press("n")
    assert first == last


def test_typing_a_reason_presses_no_key(opened, folder):
    page = opened()
    page.goto(f"{page.home}desk/duplicates")
    page.fill("#reason", "")
    page.focus("#reason")
    page.keyboard.type("yes, no: usual")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert ["different"] == verbs(folder)
    assert "yes, no: usual" in (folder / "decisions/ann.tsv").read_text(encoding="utf-8")


def test_why_am_i_asked_unfolds_by_its_key(opened):
    page = opened()
    page.goto(f"{page.home}desk/duplicates")
    assert not page.is_visible("#why ul")
    page.keyboard.press("?")
    assert "You are asked because" in page.inner_text("#why ul")


def test_two_people_in_two_browsers(opened, folder):
    ann, bo = opened("ann"), opened("bo")
    for page in (ann, bo):
        page.goto(f"{page.home}desk/duplicates")
    with ann.expect_navigation():
        ann.keyboard.press("y")
    with bo.expect_navigation():
        bo.keyboard.press("n")  # the pair that ann has just judged
    assert "Nothing was saved" in bo.inner_text("main")
    assert not (folder / "decisions/bo.tsv").exists()


def test_done_ends_the_window(opened):
    page = opened()
    page.get_by_role("button", name="Done").click()
    assert "closed" in page.inner_text("h1")
    page.window.thread.join(timeout=20)
    assert not page.window.thread.is_alive()

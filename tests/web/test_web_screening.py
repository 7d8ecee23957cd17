"""The desk of screening: the likeliest first, reasons as choices at full text, the lines of the terminal. All works are made up."""

import html
import re
import shutil
import time
from threading import Event

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from litreview.web import background
from web.test_web_duplicates import Page, answer

TIDES = ("harbor", "meadow", "quarry", "forest", "desert", "island")
PEERS = ("iron", "gold", "lead", "tin", "zinc", "nickel")
REASONS = ["not about tides", "no data of its own"]
BAD = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def entry(key, title, abstract):
    return f"@article{{{key}, title = {{{title}}}, author = {{Doe, Jane}}, year = {{2001}}, journal = {{Tides}}, abstract = {{{abstract}}}}}\n"


def works():
    pairs = zip(TIDES, PEERS, strict=True)
    return "".join(
        entry(f"T{n}", f"Police raids in the {a}", f"Raids found victims of trafficking near the {a}.")
        + entry(f"P{n}", f"Folding of {b} proteins", f"Membrane proteins of {b} were folded.")
        for n, (a, b) in enumerate(pairs)
    )


def review(place, screeners=1, more=""):
    (place / "bib").mkdir(parents=True)
    (place / "litreview.toml").write_text(
        f'title = "Made up"\nadjudicators = ["judge"]\n[screening]\nscreeners = {screeners}\nreasons = {REASONS}\n'
    )
    (place / "bib/a.bib").write_text(works() + more)
    return place


@pytest.fixture
def folder(tmp_path):
    return review(tmp_path / "review")


def ask(browser):
    return Page(browser.get("desk/screening"))


def said(place, by="ann"):
    text = (place / f"decisions/{by}.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[1:] for line in text.splitlines()]


def in_terminal(place, keys, by="ann"):
    done = CliRunner().invoke(
        main, ["decide", "--ask", "screening", "--by", by, "-C", str(place)], input=keys
    )
    assert 0 == done.exit_code, done.output
    return done.output


def in_window(browser, keys):
    page = ask(browser)
    for key in keys:
        form = {"undo": page.undo} if key == "u" else {**page.form, **shown(page), "answer": key}
        done = browser.post(page.action, form)
        assert 200 == done.status_code, done.text
        if "nothing is left for you to do" in done.text:
            return
        page = Page(done)


def shown(page):
    return {"shown": re.search(r'name="shown" value="(\w+)"', page.text)[1]}


@pytest.mark.parametrize(
    "keys",
    ["ieieieieieie", "iieemnieiiee", "ieuieiuueie", "eeeeee"],
    ids=["all", "all answers", "with undo", "only one kind"],
)
@pytest.mark.exhaustive
def test_the_lines_are_those_of_the_terminal(browser, folder, tmp_path, keys):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    in_window(browser, keys)
    in_terminal(other, f"{keys}q")
    assert said(other) == said(folder)
    if keys != "eeeeee":
        assert {"yes", "no"} == {row[-1] for row in said(folder)[1:] if row[1] != "clear"}


def test_the_likeliest_come_first_and_the_page_says_as_of_when(browser):
    first = ask(browser)
    assert "until one is included and one excluded" in first.text
    assert "likely in" not in first.text
    titles = []
    for _ in range(8):
        page = ask(browser)
        titles.append(page.heading)
        answer(browser, page, "i" if "raids" in page.heading else "e", **shown(page))
    page = ask(browser)
    # the first two taught what the others are: those on raids are asked before those on proteins
    assert ["raids" in title for title in titles[2:]] == sorted(
        ["raids" in t for t in titles[2:]], reverse=True
    )
    assert re.search(
        r"(Likely (in|out)|Can&#39;t tell) \(\.\d\d\), learned from the screening so far up to \d\d:\d\d",
        page.text,
    )
    assert re.search(
        r"The likeliest come first, as learned at \d\d:\d\d from the screening so far\.", page.text
    )


def test_the_words_that_speak_for_a_work_are_marked(browser):
    in_window(browser, "ie")
    page = ask(browser)
    assert "<mark>" in page.heading or re.search(r"<mark>\w+", page.text)
    assert "raids" in re.sub("<[^<>]*>", "", page.heading)


def test_an_order_that_takes_long_is_that_of_before_and_the_page_says_so(browser, monkeypatch):
    in_window(browser, "ie")
    monkeypatch.setattr(background, "WAIT", 0.0)
    ranker = browser.session.background_value("screening").get(None, lambda made: made)[1].ranker
    waiting, rank = Event(), ranker.rank
    monkeypatch.setattr(ranker, "rank", lambda *given: (waiting.wait(60), rank(*given))[1])
    page = ask(browser)
    done = answer(browser, page, "i", **shown(page))
    assert 200 == done.status_code
    assert "your latest answers are not in it yet" in done.text
    waiting.set()
    until = time.monotonic() + 60
    while "not in it yet" in ask(browser).text:  # no page waits for it again
        assert time.monotonic() < until


def test_at_full_text_each_reason_is_an_answer(browser, folder, tmp_path):
    other = tmp_path / "other"
    in_window(browser, "i" + "e" * 11)
    shutil.copytree(folder, other)
    page = ask(browser)
    assert "Include, from the full text?" in page.text
    assert all(f"exclude: {reason}" in page.text for reason in REASONS)
    answer(browser, page, "2", **shown(page))
    in_terminal(other, "2")
    assert said(other) == said(folder)
    assert [["exclude", "fulltext", REASONS[1]]] == [
        [row[1], row[3], row[5]] for row in browser.lines() if row[3] == "fulltext"
    ]


def test_where_two_screen_apart_nothing_of_the_other_is_shown(tmp_path, another):
    place = review(tmp_path / "two", screeners=2)
    bo, ann = another("bo", place), another("ann", place)
    in_window(bo, "ie" * 6)
    assert {"no"} == {row[-1] for row in bo.lines("bo")}
    seen = []
    for _ in range(12):
        page = ask(ann)
        seen.append(page.heading)
        told = re.sub(r"<[^<>]*>", " ", page.text)
        assert not re.search(r"\bbo\b|likely", told.replace("the likeliest", ""))
        answer(ann, page, "i", **shown(page))
    # in the order of the files, whatever the other said
    assert [f"Police raids in the {TIDES[0]}", f"Folding of {PEERS[0]} proteins"] == seen[:2]
    assert {"no"} == {row[-1] for row in ann.lines("ann")}


def test_what_another_says_of_a_work_changes_nothing_for_whoever_is_at_it(tmp_path, another):
    place = review(tmp_path / "two", screeners=2)
    bo, ann = another("bo", place), another("ann", place)
    page = ask(ann)
    in_window(bo, "e")
    assert 200 == answer(ann, page, "i", **shown(page)).status_code
    assert ["include"] == [row[1] for row in ann.lines("ann")]


@pytest.mark.exhaustive
def test_what_one_was_unsure_of_is_asked_again_in_the_next_window(browser, another):
    in_window(browser, "m" + "e" * 11)
    assert "nothing is left for you to do" in browser.get("desk/screening").text
    assert "You were unsure about 1 in this window" in browser.get("desk/screening").text
    time.sleep(1.1)  # a window that is opened in the same second
    assert "<b>1</b> left" in ask(another("ann")).text


def test_undo_asks_again_and_skip_comes_last(browser):
    first = ask(browser)
    then = Page(answer(browser, first, "i", **shown(first)))
    back = Page(browser.post(then.action, {"undo": then.undo}))
    assert first.heading == back.heading
    browser.post(back.action, {**back.form, "skip": "1"})
    in_window(browser, "e" * 11)
    assert first.heading == ask(browser).heading


def test_an_entry_that_changed_is_shown_before_an_answer_counts(browser, folder):
    page = ask(browser)
    path = folder / "bib/a.bib"
    path.write_text(path.read_text().replace("near the harbor", "far from the harbor"))
    late = answer(browser, page, "i", **shown(page))
    assert 409 == late.status_code
    assert "changed: the entry T0" in late.text
    assert "far from the harbor" in late.text
    assert [] == browser.lines()


def test_reasons_that_changed_are_shown_before_an_answer_counts(browser, folder):
    in_window(browser, "i" + "e" * 11)
    page = ask(browser)
    path = folder / "litreview.toml"
    path.write_text(path.read_text().replace("no data of its own", "no data"))
    late = answer(browser, page, "2", reason="typed <b>", **shown(page))
    assert 409 == late.status_code
    assert "changed: the reasons of the review" in late.text
    assert 'value="typed &lt;b&gt;"' in late.text, "what was typed is still there"


def test_enter_in_a_field_gives_no_answer(browser):
    form = ask(browser).text.partition('class="answers"')[2]
    assert '<button type="submit" disabled hidden>' == re.search(r"<button[^>]*>", form)[0]


def test_hostile_words_are_text(folder, another):
    path = folder / "bib/a.bib"
    path.write_text(entry("Bad", f"Raids {BAD}", f"Found {BAD}") + path.read_text())
    (folder / "litreview.toml").write_text(f"title = 'x'\n[screening]\nreasons = ['{BAD}']\n")
    mine = another("ann")
    page = ask(mine)
    after = answer(mine, page, "i", reason=BAD, **shown(page))
    in_window(mine, "e" * 12)
    for text in (page.text, after.text, ask(mine).text):
        assert "<script>" not in text
        assert "<img" not in text
    assert f"exclude: {BAD}" in html.unescape(ask(mine).text)


def test_confidential_sources_are_not_asked_and_counted(tmp_path, another):
    secret = "@misc{I01, title = {Talk with Kim Example}, author = {Example, Kim}, note = {interview}, confidential = {true}}\n"
    place = review(tmp_path / "sealed", more=secret)
    mine = another("ann", place)
    page = ask(mine)
    assert "<b>12</b> left" in page.text
    assert "1 confidential source is not shown here" in page.text
    assert "Example" not in page.text


def test_the_question_and_the_criteria_of_the_review_are_beside_the_work(another, folder):
    settings = folder / "litreview.toml"
    text = settings.read_text(encoding="utf-8")
    asked = text.replace("[screening]\n", '[screening]\ncriteria = ["Include: has data"]\n', 1)
    settings.write_text('question = "What do tides move?"\n' + asked, encoding="utf-8")
    page = another().get("desk/screening").text
    before_folded = page.partition('<details class="why"')[0]
    assert before_folded.index("What do tides move?") < before_folded.index("Include: has data")
    assert "What do tides move?" not in another().get("desk/tags").text


def test_an_address_that_leads_nowhere_keeps_the_links(browser):
    page = browser.get("desk/nowhere")
    assert 404 == page.status_code
    assert "Page not found" in page.text
    assert "desk/screening" in page.text

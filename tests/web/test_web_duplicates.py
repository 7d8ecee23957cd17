"""The desk of duplicates: what it shows, what an answer writes, and what becomes of an answer to something that has changed."""

import html
import re

import pytest

pytest.importorskip("starlette")


class Page:
    """A page of a question, as its reader has it: where its form goes, what it carries, what is on its buttons."""

    def __init__(self, answer):
        self.answer, self.text = answer, answer.text
        self.action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', self.text)[1]
        self.asked = re.search(r'name="asked" value="(\w+)"', self.text)[1]
        self.undo = (re.findall(r'name="undo" value="(\w+)"', self.text) or [""])[0]
        self.heading = html.unescape(re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)[1])

    @property
    def form(self):
        return {"asked": self.asked}


def ask(browser, place="desk/duplicates"):
    return Page(browser.get(place))


def answer(browser, page, key, **more):
    return browser.post(page.action, {**page.form, "answer": key, **more})


def test_every_pair_is_asked_and_each_answer_is_a_line_before_the_next_page(browser):
    seen = []
    for number, key in enumerate("yn2", start=1):
        page = ask(browser)
        seen.append(page.heading)
        assert "merged entry" in page.text
        done = answer(browser, page, key)
        assert 200 == done.status_code
        assert number == len(browser.lines())
    assert 3 == len(set(seen))
    assert "nothing is left for you to do" in done.text
    verbs = [(row[1], row[3].partition(" ")[0]) for row in browser.lines()]
    assert ["same", "different", "related"] == [verb for verb, _ in verbs]
    assert "edition" == verbs[2][1]


def test_the_lines_are_those_of_the_terminal(browser, folder, tmp_path):
    import shutil

    from click.testing import CliRunner

    from litreview.cli import main

    other = tmp_path / "other"
    shutil.copytree(folder, other)
    for key in "ynr":
        answer(browser, ask(browser), key)
    CliRunner().invoke(main, ["dedupe", str(other), "--review", "--by", "ann"], input="ynr")

    def rows(place):
        text = (place / "decisions/ann.tsv").read_text(encoding="utf-8")
        return [line.split("\t")[1:] for line in text.splitlines()]

    assert rows(other) == rows(folder)


def test_undo_writes_a_clear_and_asks_again(browser):
    first = ask(browser)
    then = Page(answer(browser, first, "y"))
    assert first.heading != then.heading
    back = Page(browser.post(then.action, {"undo": then.undo}))
    assert first.heading == back.heading
    assert ["same", "clear"] == [row[1] for row in browser.lines()]
    # sent twice, it takes nothing more back
    browser.post(then.action, {"undo": then.undo})
    assert 2 == len(browser.lines())


def test_undo_reaches_what_was_said_before_the_window_was_opened(browser, another):
    first = ask(browser)
    answer(browser, first, "y")
    later = another("ann")
    page = ask(later)
    assert "same" in page.text
    back = Page(later.post(page.action, {"undo": page.undo}))
    assert ["same", "clear"] == [row[1] for row in later.lines()]
    assert first.heading in {back.heading, ask(later, f"{back.action}").heading} | {ask(later).heading}


def test_what_is_put_off_comes_last_and_leaves_no_line(browser):
    first = ask(browser)
    browser.post(first.action, {**first.form, "skip": "1"})
    seen = []
    for _ in range(2):
        page = ask(browser)
        seen.append(page.heading)
        answer(browser, page, "n")
    assert first.heading not in seen
    assert first.heading == ask(browser).heading
    assert 2 == len(browser.lines())


def test_a_form_that_is_sent_twice_writes_once(browser):
    page = ask(browser)
    for _ in range(3):
        assert 200 == answer(browser, page, "y").status_code
    assert 1 == len(browser.lines())


def test_back_and_another_answer_is_refused_until_it_is_seen_then_taken(browser):
    page = ask(browser)
    answer(browser, page, "y")
    late = answer(browser, page, "n")
    assert 409 == late.status_code
    assert "was not saved" in late.text
    assert "new: what ann said of the pair" in late.text
    assert 1 == len(browser.lines())
    again = Page(late)
    assert page.heading == again.heading
    assert 200 == answer(browser, again, "n").status_code
    assert ["same", "different"] == [row[1] for row in browser.lines()]


def test_where_one_left_off_follows_from_the_disk(browser, another):
    page = ask(browser)
    answer(browser, page, "y")
    later = another("ann")
    assert page.heading != ask(later).heading
    assert "<b>2</b> left" in ask(later).text


def test_what_somebody_decided_elsewhere_is_seen_before_the_next_page_and_an_answer_to_it_refused(
    browser, folder
):
    from litreview.review.decide import decide

    page = ask(browser)
    asked = browser.session.review.deduplication.queue[0]
    key, other = asked.a.partition(":")[2], asked.b.partition(":")[2]
    decide(folder, "different", key, other, by="bo")
    late = answer(browser, page, "y")
    assert 409 == late.status_code
    assert "Nothing was saved" in late.text
    assert [] == browser.lines()
    assert "<b>2</b> left" in ask(browser).text


def test_an_entry_that_was_corrected_meanwhile_is_shown_before_an_answer_counts(browser, folder):
    page = ask(browser)
    path = folder / "bib/a.bib"
    path.write_text(path.read_text().replace("Example Press", "Another Press"))
    late = answer(browser, page, "y")
    assert 409 == late.status_code
    assert "changed: the entry bib/a.bib:" in late.text
    assert "Another Press" in late.text
    assert [] == browser.lines()


def test_settings_that_were_damaged_meanwhile_are_said_and_nothing_is_kept(browser, folder):
    page = ask(browser)
    text = (folder / "litreview.toml").read_text()
    (folder / "litreview.toml").write_text("title = ")
    late = answer(browser, page, "y")
    assert 409 == late.status_code
    assert "litreview.toml" in late.text
    assert [] == browser.lines()
    (folder / "litreview.toml").write_text(text)
    assert 200 == browser.get("desk/duplicates").status_code


def test_an_answer_that_is_none_is_said_and_asked_again(browser):
    page = ask(browser)
    for key in ("z", "", "same", "yy"):
        done = answer(browser, page, key)
        assert 400 == done.status_code
        assert page.heading == Page(done).heading
    assert [] == browser.lines()


def test_hostile_words_are_text(folder, another):
    from litreview.review.questions.duplicates import find_pairs

    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>"
    path = folder / "bib/a.bib"
    path.write_text(path.read_text().replace("economy", f"economy {bad}").replace("Example Press", bad))
    mine = another("ann")
    assert 3 == len(find_pairs(mine.session.review))
    page = ask(mine)
    after = answer(mine, page, "y", reason=bad)
    for text in (page.text, after.text, ask(mine, page.action).text):
        assert "&lt;script&gt;" in text
        assert "<script>" not in text
        assert "<img" not in text
    assert bad in mine.lines()[0][5]


def test_a_reason_is_kept_with_the_answer(browser):
    answer(browser, ask(browser), "n", reason="two\nbooks\tof one name")
    assert "two books of one name" == browser.lines()[0][5]


def test_a_pair_with_a_confidential_source_is_not_asked(folder, another):
    text = "@book{I01, title = {Made-up Harbor people}, author = {Harbor, Kevin}, year = {1999}, confidential = {true}}\n"
    (folder / "bib/b.bib").write_text(text)
    mine = another("ann")
    for _ in range(3):
        page = ask(mine)
        assert "I01" not in page.text
        answer(mine, page, "n")


def test_a_field_that_is_chosen_is_a_correction_beside_the_answer(browser, folder):
    from litreview.review import open_review

    page = ask(browser)
    (column,) = re.findall(r'name="keep-title" value="(\d)"', page.text)
    short = page.heading.partition(":")[0]
    answer(browser, page, "y", **{"keep-title": column, "keep-type": "", "reason": "as on the title page"})
    assert ["same", "set"] == [row[1] for row in browser.lines()]
    assert f"title={short}" == browser.lines()[1][3]
    key = browser.lines()[1][2]
    (source,) = (s for s in open_review(folder).sources if key in (s.key, *s.former_keys))
    assert (short, 2) == (source.title, len(source.records))
    back = ask(browser)
    browser.post(back.action, {"undo": back.undo})
    assert ["clear", "clear"] == [row[1] for row in browser.lines()[2:]]


def test_a_field_that_is_chosen_counts_only_for_one_work(browser):
    page = ask(browser)
    answer(browser, page, "n", **{"keep-title": "0"})
    answer(browser, ask(browser), "y", **{"keep-title": "7", "keep-nothing": "1", "keep-publisher": ""})
    assert ["different", "same"] == [row[1] for row in browser.lines()]

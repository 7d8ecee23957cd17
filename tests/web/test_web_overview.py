"""The overview: what is left for whom, agreement that coders are not shown while they code apart, and problems by place."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from litreview.review import open_review
from litreview.review.outputs.report import summarise_report
from litreview.web.pages import open_topics
from web.test_web_duplicates import answer, ask

pytest.importorskip("starlette")


def table(text, caption):
    found = re.search(rf"<caption>{caption}.*?</table>", text, re.DOTALL)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)
    return [
        [html.unescape(re.sub(r"<[^<>]*>", "", c)).strip() for c in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_what_is_left_is_there_and_goes_down_with_each_answer(browser):
    assert ["Are two entries one work?", "3 left, about 1 minute", "1 Start Duplicates"] == cards(browser)[
        "Duplicates"
    ]
    assert [*cards(browser)] == [one.title for one in open_topics(browser.session)]
    for left in ("2 left, about 1 minute", "1 left, about 1 minute", "Nothing left"):
        done = answer(browser, ask(browser), "n")
        assert left == cards(browser)["Duplicates"][1]
    assert "you made 3 decisions here: 3 different." in done.text
    assert re.search(r'data-key="j"><kbd>j</kbd> Start Screening</a> <span class="soft">\d+ left', done.text)


def cards(browser):
    """Return the lines of each card of the overview by its title."""
    found = re.findall(r"<li[^>]*><h2>(.*?)</h2>(.*?)</li>", browser.get().text, re.DOTALL)
    return {
        title: [
            html.unescape(re.sub(r"<[^<>]*>", "", one)).strip() for one in text.split("</p>") if one.strip()
        ]
        for title, text in found
    }


@pytest.mark.parametrize(
    ("seconds", "minutes"), [((10, 10, 10), 1), ((240,) * 6, 12), ((240, 240, 7200, 240, 240, 240), 12)]
)
def test_minutes_are_those_of_the_own_pace_once_it_is_known(browser, seconds, minutes):
    """Three pairs are left; a pause of two hours is a break, and three pauses say nothing."""
    now = datetime(2026, 1, 2, tzinfo=UTC)
    times = [now + timedelta(seconds=sum(seconds[:n])) for n in range(len(seconds) + 1)]
    lines = [
        f"{at:%Y-%m-%dT%H:%M:%SZ}\tann\tdifferent\tgone{n}\tgone{n}-1\t\t\t\t" for n, at in enumerate(times)
    ]
    path = browser.folder / "decisions/ann.tsv"
    path.parent.mkdir()
    path.write_text("when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n" + "\n".join(lines) + "\n")
    assert f"3 left, about {minutes} minute" in cards(browser)["Duplicates"][1]


def test_what_comes_next_is_named_beside_a_question_and_equal_long_fields_are_shown_once(folder, another):
    long_ = "A made-up abstract that is the same in both entries, word for word, and long enough to be read once only. "
    text = (
        (folder / "bib/a.bib")
        .read_text()
        .replace("year = {1999}", f"year = {{1999}}, abstract = {{{long_}}}")
    )
    (folder / "bib/a.bib").write_text(text)
    browser = another("ann", folder)
    page = ask(browser)
    assert 1 == page.text.count(long_.strip())
    assert re.search(r'<td colspan="3" class="once">.*\(the same in all three\)', page.text)
    titles = re.findall(r"<li><a[^>]*>(.*?)</a></li>", page.text.partition('<ul class="next">')[2])
    assert 2 == len(titles)
    assert titles[0] == ask_heading(answer(browser, page, "n").text)


def ask_heading(text):
    return re.search(r"<h1[^>]*>(.*?)</h1>", text)[1]


@pytest.mark.exhaustive
def test_who_judged_how_much_is_there_by_person(demonstration, another):
    own = table(another("zoe", demonstration).get().text, "How many decisions")
    assert ["zoe (you)"] == [row[0] for row in own[1:]]  # who judges apart sees nobody else's progress
    rows = table(another("demo-adjudicator", demonstration).get().text, "How many decisions")
    assert [
        "person",
        "pairs",
        "citations",
        "screening",
        "codes",
        "stances and fields",
        "corrections",
    ] == rows[0][:7]
    counts = {row[0]: row[1:] for row in rows[1:]}
    assert {"demo-adjudicator (you)", "demo-coder-a", "demo-coder-b", "demo-coder-c"} == set(counts)
    assert int(counts["demo-coder-a"][2]) > 20
    assert ["0"] * 6 == own[1][1:7]
    assert "–" in own[1]  # no adjudicator


@pytest.mark.exhaustive
def test_agreement_is_hidden_from_who_codes_apart_and_shown_to_adjudicators(demonstration, another):
    coder = another("demo-coder-a", demonstration).get().text
    assert "independently" in coder
    assert "kappa" not in coder
    judge = another("demo-adjudicator", demonstration).get().text
    rows = table(judge, "Agreement between coders")
    assert any(row[0] == "Protect" for row in rows)
    settings = demonstration / "litreview.toml"
    settings.write_text(settings.read_text().replace("screeners = 2", "screeners = 1"))
    assert "kappa" in another("demo-coder-a", demonstration).get().text


@pytest.mark.exhaustive
def test_problems_are_there_with_their_place_and_what_others_said_is_not(demonstration, another):
    (demonstration / "bib/broken.bib").write_text("@article{a, title = {no end <script>\n")
    path = demonstration / "decisions/demo-adjudicator.tsv"
    path.unlink()
    coder = another("demo-coder-a", demonstration).get("problems").text
    assert "bib/broken.bib:1" in coder
    assert "LR045" not in coder
    assert "<script>\n" not in coder
    assert "LR045" in another("demo-adjudicator", demonstration).get("problems").text


def test_what_is_said_of_references_and_fields_is_counted_as_that(folder, another):
    from web.test_web_undo import CITING
    from web.test_web_works import correct

    (folder / "bib/citing.bib").write_text(CITING)
    browser = another("ann", folder)
    answer(browser, ask(browser, "desk/citations"), "n")
    correct(browser, "Doe2001", "year", "2014")
    rows = table(browser.get().text, "How many decisions")
    counts = dict(zip(rows[0][1:7], next(row for row in rows if row[0] == "ann (you)")[1:7], strict=True))
    assert {"citations": "1", "corrections": "1"} == {name: n for name, n in counts.items() if n != "0"}
    assert (("ann", 0, 0, 2),) == summarise_report(open_review(folder)).made.people

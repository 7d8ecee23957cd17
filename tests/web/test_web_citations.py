"""The desk of citations in doubt: a reference, who has it, and the source that it may be; the lines are those of `decide`. All works are made up."""

import shutil

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_review
from web.test_web_duplicates import Page, answer
from web.test_web_tags import BAD, said

WORKS = """\
@article{Roe2008, title = {A made-up study of harbor patrols}, author = {Roe, Ann and Poe, Kim}, year = {2008}, journal = {Tides}, volume = {4}, pages = {1--9}}
@article{Doe2012, title = {Another made-up thing}, author = {Doe, Jane}, year = {2012}, Cited-References = {REFS}}
@article{Loe2013, title = {A third made-up thing}, author = {Loe, Max}, year = {2013}, Cited-References = {REFS}}
"""
DOUBTFUL = "Roe B, 2008, TIDES, V4, P1"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "review"
    (place / "bib").mkdir(parents=True)
    (place / "litreview.toml").write_text('title = "Made up"\n')
    (place / "bib/a.bib").write_text(WORKS.replace("REFS", DOUBTFUL))
    assert 2 == len(open_review(place).links.queue)
    return place


@pytest.mark.parametrize(("key", "verb"), [("y", "same"), ("n", "different")])
def test_one_answer_settles_a_reference_whoever_has_it_with_the_line_of_decide(
    browser, folder, tmp_path, key, verb
):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    page = Page(browser.get("desk/citations"))
    assert DOUBTFUL == page.heading
    assert "Doe 2012" in page.text
    assert "Loe 2013" in page.text
    done = answer(browser, page, key, reason="looked at")
    assert "nothing is left" in done.text
    words = ["decide", verb, "Roe2008", f"ref:{DOUBTFUL}", "--by", "ann", "--reason", "looked at"]
    assert 0 == CliRunner().invoke(main, [*words, "-C", str(other)]).exit_code
    assert said(other) == said(folder)
    links = open_review(folder).links
    assert () == tuple(links.queue)
    assert (2 if key == "y" else 0) == len(links.citations)


def test_undo_asks_again_and_a_no_is_remembered(browser, another):
    page = Page(browser.get("desk/citations"))
    done = answer(browser, page, "n")
    undo = done.text.partition('name="undo" value="')[2].partition('"')[0]
    back = Page(browser.post("desk/citations", {"undo": undo}))
    assert page.heading == back.heading
    assert ["different", "clear"] == [row[1] for row in browser.lines()]
    answer(browser, back, "n")
    assert "nothing is left" in another("ann").get("desk/citations").text


def test_where_another_said_otherwise_meanwhile_the_answer_is_refused(browser, another):
    page = Page(browser.get("desk/citations"))
    bo = another("bo")
    answer(bo, Page(bo.get("desk/citations")), "n")
    assert 409 == answer(browser, page, "y").status_code
    assert [] == browser.lines()


def test_hostile_words_are_text(folder, another):
    path = folder / "bib/a.bib"
    path.write_text(path.read_text().replace("made-up", BAD))
    mine = another("ann")
    for text in (mine.get("desk/citations").text, answer(mine, Page(mine.get("desk/citations")), "x").text):
        assert "<script>alert" not in text
        assert "<img" not in text

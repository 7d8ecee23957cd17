"""Stance and citations in Chromium, from the first question to the last: by keys, with undo and Back."""

import pytest

from web.test_web_chromium_works import rows
from web.test_web_citations import DOUBTFUL, WORKS


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "review"
    (place / "bib").mkdir(parents=True)
    (place / "litreview.toml").write_text('title = "Made up"\n')
    raids = "@article{Raids, title = {Police raids on traffickers}, year = {2002}, abstract = {Raids led to arrests and convictions of traffickers.}}\n"
    (place / "bib/a.bib").write_text(WORKS.replace("REFS", DOUBTFUL) + raids)
    return place


def test_a_reference_is_settled_taken_back_and_settled_anew(opened, folder):
    page = opened(width=390)
    page.goto(f"{page.home}desk/citations")
    asked = page.url
    for key in "yun":
        with page.expect_navigation():
            page.keyboard.press(key)
    assert "nothing is left" in page.inner_text("h1")
    assert ["same", "clear", "different"] == [row[1] for row in rows(folder)[1:]]
    page.go_back()
    assert asked == page.url


def test_all_that_is_asked_of_a_source_is_answered_by_digits(opened, folder):
    page = opened()
    page.goto(f"{page.home}desk/stance")
    for _ in range(9):
        if "nothing is left" in page.inner_text("h1"):
            break
        for _ in range(page.locator("fieldset:has(input[type=radio])").count()):
            page.keyboard.press("1")
        with page.expect_navigation():
            page.keyboard.press("k")
    assert "nothing is left" in page.inner_text("h1")
    assert {"stance", "set"} == {row[1] for row in rows(folder)[1:]}
    with page.expect_navigation():
        page.keyboard.press("u")
    assert "clear" == rows(folder)[-1][1]

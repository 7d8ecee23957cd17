"""Passages beside a question in the window: shown with their page, taken with the answer, and drawn as a picture; texts are searched."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil

import pytest

pytest.importorskip("starlette")
pytest.importorskip("pypdfium2")

from texts.test_texts_passages import CHARGE, review_with_text

from web.test_web_duplicates import Page
from web.test_web_works import place


@pytest.fixture
def folder(tmp_path):
    return review_with_text(tmp_path)


def rows(where, by="ann"):
    text = (where / f"decisions/{by}.tsv").read_text()
    return {
        row["value"]: row["where"]
        for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    }


def test_passages_stand_beside_each_code_and_are_kept_with_its_answer_alone(another, folder):
    browser = another("ann", folder)
    page = Page(browser.get("desk/tags"))
    boxes = re.findall(r'name="(where \w+ \d)" value="([^"]+)"', page.text)
    assert ("where charges 1", f"p. 12: “{CHARGE}”") in [
        (name, html.unescape(value)) for name, value in boxes
    ]
    assert f"<mark>{CHARGE}</mark>" in page.text
    taken = [html.unescape(value) for name, value in boxes if name.startswith("where charges")][:2]
    form = {
        "code charges": "yes",
        "code figures": "no",
        "where charges 1": taken[0],
        "where charges 2": taken[1],
    }
    browser.post(page.action, {**page.form, **form, "where": "see the notes", "keep": "1"})
    assert {"charges": "; ".join(("see the notes", *taken)), "figures": "see the notes"} == rows(folder)


@pytest.mark.exhaustive
def test_full_texts_are_searched_and_faults_are_said(another, folder):
    browser = another("ann", folder)
    assert CHARGE in browser.get("source?t=charge*").text
    assert "no finding is called &#39;F7&#39;" in browser.get("source?t=finding:F7").text
    assert "<b>p. 12</b>" in browser.get("source?t=finding:F1").text
    assert "name a word to find" in browser.get("source?t=*").text


@pytest.mark.exhaustive
def test_a_page_is_a_picture_and_nothing_else_is_served(another, folder):
    browser = another("ann", folder)
    links = [
        *dict.fromkeys(
            re.findall(rf'href="{browser.home}(work/\w+/text/\w+/\d+)"', browser.get("desk/tags").text)
        )
    ]
    assert links
    picture = browser.get(links[0])
    assert (200, "image/png") == (picture.status_code, picture.headers["content-type"])
    assert picture.content.startswith(b"\x89PNG")
    head = links[0].rpartition("/")[0]
    for gone in (
        f"{head}/0",
        f"{head}/99",
        f"{head.rpartition('/')[0]}/0123456789abcdef0123/1",
        f"{head}/../1",
    ):
        assert 404 == browser.get(gone).status_code
    assert b"\x89PNG" not in browser.get(f"{place('nobody')}/text/{head.rpartition('/')[2]}/1").content


@pytest.mark.exhaustive
def test_a_window_on_a_review_without_texts_says_nothing_of_them(another, folder):
    shutil.rmtree(folder / "texts")
    browser = another("ann", folder)
    assert "full texts" not in browser.get("source").text
    assert "Where does the text say so" not in browser.get("desk/tags").text

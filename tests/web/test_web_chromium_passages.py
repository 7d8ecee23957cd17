"""Passages in Chromium: turned and taken by key, without a script too, and what axe finds."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette")
pytest.importorskip("pypdfium2")

from texts.test_texts_passages import review_with_text

from web.conftest import faults_of


@pytest.fixture
def folder(tmp_path):
    return review_with_text(tmp_path)


def seen(page) -> int:
    return page.evaluate(
        "(() => { const l = document.querySelector('.passages ol'); return Math.round(l.scrollLeft / l.clientWidth); })()"
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_keys_turn_and_take_and_axe_finds_nothing(opened, folder, width):
    page = opened("ann", folder, width=width)
    page.goto(f"{page.home}desk/tags")
    page.wait_for_selector(".passages")
    many = page.locator(".passages").first.locator("li").count()
    places = []
    for key in (*"." * many, ","):
        page.keyboard.press(key)
        places.append(seen(page))
    assert [*range(1, many), 0, many - 1] == places
    page.keyboard.press("+")
    assert [many - 1] == page.evaluate(
        "[...document.querySelectorAll('.passages [type=checkbox]')].flatMap((e, n) => e.checked ? [n] : [])"
    )
    page.keyboard.press("y")
    page.keyboard.press("+")  # of the box that was answered last, which is in focus
    assert page.locator(".passages [type=checkbox]:checked").count() == 0
    assert [] == faults_of(page)
    page.goto(f"{page.home}source?t=charge*")
    assert [] == faults_of(page)


def test_without_a_script_a_passage_is_a_box_to_tick(opened, folder):
    page = opened("ann", folder, script=False)
    page.goto(f"{page.home}desk/tags")
    assert page.locator("[data-turn]").first.is_hidden()
    page.locator(".passages [type=checkbox]").first.check()
    page.locator("input[name='code charges'][value=yes]").check()
    page.locator("button[name=keep]").click()
    assert "p. 1" in (folder / "decisions/ann.tsv").read_text()

"""Three people screen sixty made-up works by a page in one file, in the window and in a sheet: their decisions are those of the terminal.

Titles and abstracts come first, then the full texts with the reasons of the review.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from litreview.cli import main
from web.conftest import Served, faults_of
from web.test_web_duplicates import Page

pytestmark = pytest.mark.exhaustive

KEYS = "iieienmieiiexiiei".replace("x", "e")
TEXTS = {
    "e": ("exclude", ""),
    "i": ("include", ""),
    "1": ("exclude", "no data"),
    "2": ("exclude", "wrong place"),
    "m": ("unsure", ""),
    "n": ("not-retrieved", ""),
}
STAGES = {"abstract": (KEYS * 4)[:60], "fulltext": ("i12inm1i" * 8)}
THINGS = [
    "tides",
    "frost",
    "herring",
    "bees",
    "salt",
    "lichen",
    "moss",
    "kelp",
    "owls",
    "reeds",
    "dust",
    "rain",
]
PLACES = ["harbors", "attics", "canals", "barns", "quarries"]


def run(*words: object, keys: str = "") -> str:
    done = CliRunner().invoke(main, [*map(str, words)], input=keys)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A review of sixty works, of which a fourth person has judged every abstract, so that the next round opens for whoever has judged them, too."""
    made = tmp_path / "review"
    for part in ("bib", "decisions"):
        (made / part).mkdir(parents=True)
    (made / "litreview.toml").write_text(
        'title = "Made up"\nadjudicators = ["judge"]\n[screening]\nscreeners = 2\nreasons = ["no data", "wrong place"]\n'
    )
    titles = [f"On {thing} in {place}" for thing in THINGS for place in PLACES]
    (made / "bib/a.bib").write_text(
        "".join(
            f"@article{{W{n:02}, title = {{{title}}}, author = {{Maker, {chr(65 + n % 26)}}}, year = {{{1950 + n}}}, journal = {{Volume {n}}}, "
            f'abstract = {{Number {n} is a made-up abstract <b>& "quotes"</b>, {title.lower()}.}}}}\n'
            for n, title in enumerate(titles)
        )
    )
    run("decide", "--ask", "screening", "--by", "dan", "-C", made, keys="i" * 60)
    return made


def said(place: Path, by: str) -> list[list[str]]:
    """Return the decisions of a person without their times and their name, in the order of the keys."""
    text = (place / f"decisions/{by}.tsv").read_text("utf-8")
    return sorted([line.split("\t")[2:] for line in text.splitlines()[1:]], key=lambda row: (row[2], row[1]))


def press(page, keys: str) -> None:
    """Give one answer after the other, each once the page has counted the one before."""
    for number, key in enumerate(keys, start=1):
        page.keyboard.press(key)
        for _ in range(500):
            if f". {number} of " in page.inner_text("#told"):
                break
            page.wait_for_timeout(20)
        page.wait_for_timeout(60)


def by_page(place: Path, by: str, keys: str, chromium, tmp_path: Path) -> None:
    path, answers = tmp_path / f"{by}.html", tmp_path / f"{by}-answers.tsv"
    path.unlink(missing_ok=True)
    run("sheet", "screen", place, "--by", by, "-o", path)
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(path.as_uri())
    assert [] == faults_of(page)
    press(page, keys)
    assert [] == faults_of(page)
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(answers)
    context.close()
    assert f"{len(keys)} decisions taken in" in run("decide", "--from", answers, "--by", by, "-C", place)


def by_window(place: Path, by: str, keys: str) -> None:
    import httpx

    window = Served(place, by)
    try:
        with httpx.Client(
            headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True, timeout=120
        ) as client:
            client.get(window.address)
            for key in keys:
                page = Page(client.get(f"{window.home}desk/screening"))
                shown = re.search(r'name="shown" value="(\w+)"', page.text)[1]
                done = client.post(
                    f"{window.home}{page.action}", data={**page.form, "shown": shown, "answer": key}
                )
                assert done.status_code == 200, done.text
    finally:
        window.end()


def by_sheet(place: Path, by: str, keys: str, tmp_path: Path) -> None:
    path = tmp_path / f"{by}.xlsx"
    path.unlink(missing_ok=True)
    run("sheet", "screen", place, "--by", by, "-o", path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row, key in enumerate(keys, start=2):
        verb, reason = TEXTS[key]
        sheet.cell(row, column["decision"]).value = verb
        sheet.cell(row, column["reason"]).value = reason or None
    book.save(path)
    assert f"{len(keys)} decisions taken in" in run("decide", "--from", path, "--by", by, "-C", place)


def test_the_decisions_of_three_ways_are_those_of_the_terminal(
    folder: Path, chromium, tmp_path: Path
) -> None:
    places = {by: shutil.copytree(folder, tmp_path / by) for by in ("ann", "ben", "cat", "eve")}
    through = sum(key == "i" for key in STAGES["abstract"])
    for stage in STAGES:
        keys = STAGES[stage][:60] if stage == "abstract" else STAGES[stage][:through]
        run("decide", "--ask", "screening", "--by", "eve", "-C", places["eve"], keys=keys)
        by_page(places["ann"], "ann", keys, chromium, tmp_path)
        by_window(places["ben"], "ben", keys)
        by_sheet(places["cat"], "cat", keys, tmp_path)
        terminal = said(places["eve"], "eve")
        assert (60 if stage == "abstract" else 60 + through) == len(terminal)
        for by in ("ann", "ben", "cat"):
            assert terminal == said(places[by], by), by
    assert {"no data", "wrong place"} <= {row[4] for row in terminal}


def test_a_page_that_was_altered_is_named_and_its_answer_not_taken_in(
    folder: Path, chromium, tmp_path: Path
) -> None:
    path, answers = tmp_path / "ann.html", tmp_path / "ann-answers.tsv"
    run("sheet", "screen", folder, "--by", "ann", "-o", path)
    path.write_text(path.read_text("utf-8").replace("Number 1 is a made-up", "Number 1 is another"), "utf-8")
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(path.as_uri())
    press(page, "iei")
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(answers)
    context.close()
    told = run("decide", "--from", answers, "--by", "ann", "-C", folder)
    (named,) = [line for line in told.splitlines() if "LR048" in line]
    assert "On tides in attics" in named
    assert [["W00", "include"], ["W02", "include"]] == [[row[1], row[0]] for row in said(folder, "ann")]

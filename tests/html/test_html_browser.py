"""Pages in a browser: on a wide and a narrow screen, by keyboard alone, and without the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.model import Source
from litreview.core.results import EvidenceMap, Facets, SecondaryCode
from litreview.pages.duplicates import duplicates_page
from litreview.pages.evidence_map import evidence_map_page
from litreview.review.outputs.registry import OUTPUTS

DEMONSTRATION = Path(__file__).parents[2] / "examples/demonstration"
NAMES = (
    "report.html",
    "appendix.html",
    "evidence-map.html",
    "graph.html",
    "bibliography.html",
    "duplicates.html",
)

# what a reader meets who has no mouse, a narrow screen or a program that reads aloud; each row is an element and its fault
FAULTS = """() => {
  const found = [];
  const seen = (e) => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden";
  const name = (e) => `${e.tagName.toLowerCase()}#${e.id}.${e.className.baseVal ?? e.className}`;
  const reached = "a[href],button,input,select,summary,[tabindex]:not([tabindex='-1'])";
  for (const e of document.querySelectorAll("body *")) {
    const style = getComputedStyle(e);
    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY)
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
    if (seen(e) && scrolls && !e.matches(reached) && !e.querySelector(reached)) found.push([name(e), "scrolls, and no key reaches it"]);
  }
  for (const e of document.querySelectorAll("a[href],button,summary")) {
    if (seen(e) && !(e.textContent.trim() || e.getAttribute("aria-label"))) found.push([name(e), "has no name"]);
  }
  for (const e of document.querySelectorAll("input,select")) {
    if (!(e.labels.length || e.getAttribute("aria-label"))) found.push([name(e), "has no label"]);
  }
  for (const e of document.querySelectorAll("svg[role=img],canvas,[role=group],[role=application]")) {
    const by = (e.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
    if (!(e.getAttribute("aria-label") || by.join("").trim())) found.push([name(e), "has no name"]);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids.filter((id, n) => ids.indexOf(id) !== n))) found.push([id, "two elements have this id"]);
  if (document.documentElement.scrollWidth > innerWidth) found.push(["page", `is ${document.documentElement.scrollWidth} wide`]);
  return found;
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    review = lr.open_review(DEMONSTRATION)
    for name in NAMES[:-1]:
        (folder / name).write_bytes(OUTPUTS[name].make(review))
    (folder / NAMES[-1]).write_text(duplicates_page(review.deduplication), encoding="utf-8")
    return folder


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_reached_by_keys_fits_the_screen_and_asks_for_nothing(chromium, pages, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 844})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"file://{pages / name}")
    assert [] == page.evaluate(FAULTS)
    assert [f"file://{pages / name}"] == asked
    assert [] == said
    page.close()


def test_the_faults_are_found_where_there_are_some(chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_content(
        '<div id="s" style="overflow-x:auto"><div style="width:2000px">x</div></div><button id="b"></button>'
        '<input id="i"><p id="i"></p><svg role="img"></svg><div style="width:900px">y</div>'
    )
    assert {
        "scrolls, and no key reaches it",
        "has no name",
        "has no label",
        "two elements have this id",
        "is 908 wide",
    } == {fault for _, fault in page.evaluate(FAULTS)}
    page.close()


# a made-up map: Ash supports, Birch contradicts, an interview says nothing yet
SOURCES = [
    Source(key=key, records=(), type="article", fields={"title": f"Made-up work {key}"})
    for key in ("Ash", "Birch")
]
SOURCES += [
    Source(
        key="I07",
        records=(),
        type="interview",
        confidential=True,
        unnamed=True,
        fields={"role_group": "services"},
        year=2020,
    )
]
MAP = EvidenceMap(
    rows=(("protect", "Protect"), ("prevent", "Prevent"), ("none", "None of these"), ("unread", "Not read yet")),
    columns=(("book", "Book"), ("interview", "Interview")),
    cells={("protect", "book"): ("Ash", "Birch"), ("protect", "interview"): ("I07",), ("prevent", "book"): ("Ash",)},
    confidential=frozenset({"I07"}),
    streams={"Ash": "literature", "Birch": "literature", "I07": "interview"},
    codes=("protect", "prevent"),
    stances={("protect", "Ash"): "supports", ("protect", "Birch"): "contradicts", ("protect", "I07"): "uncoded"},
    topics=(SecondaryCode(code="raids", label="Raids", sources=("Birch",)),),
    facets={
        "Ash": Facets(year=2010, status="included", noted={"jurisdiction": ("US-federal",)}),
        "Birch": Facets(year=2015, status="included", noted={"jurisdiction": ("US-local",)}),
        "I07": Facets(year=2020, status="unscreened"),
    },
    fields=(("jurisdiction", "Jurisdiction"),),
)  # fmt: skip


@pytest.fixture
def opened(chromium, tmp_path):
    (tmp_path / "map.html").write_text(evidence_map_page(MAP, "Made-up map", SOURCES), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"file://{tmp_path}/map.html")
    yield page
    page.close()


def number(page, place: str) -> list[str]:
    return sorted({found.text_content() for found in page.query_selector_all(f'[data-n="{place}"]')})


def test_what_was_found_is_told_by_pattern_and_in_words(opened):
    first = opened.locator('a.cell[href="#cell-0-0"]')
    assert "Protect, Book: 2 sources: 1 supports, 1 contradicts" == first.get_attribute("aria-label")
    fills = [rect.get_attribute("fill") for rect in first.locator(".seg").all()]
    assert ["url(#p-supports)", "url(#p-contradicts)"] == fills
    assert opened.locator("text.legend").all_text_contents() == ["supports", "contradicts", "no stance noted"]


def test_filters_count_all_numbers_again_and_show_all_brings_them_back(opened):
    assert [["3"], ["2"], ["1"]] == [number(opened, place) for place in ("all", "0-0", "1-0")]
    opened.get_by_text("Jurisdiction: all").click()
    opened.get_by_label("US-local").check()
    assert [["1"], ["1"], ["0"]] == [number(opened, place) for place in ("all", "0-0", "1-0")]
    assert "1 of 3 sources shown: US-local." == opened.locator("#shown").text_content()
    assert not opened.locator('a.cell[href="#cell-1-0"]').is_visible()
    assert "no source at all, of those chosen" == opened.locator('[data-gap="1"] span').text_content()
    assert ["0", "1"] == [*number(opened, "s-interview"), *number(opened, "s-literature")]
    opened.keyboard.press("Escape")
    assert 0 == opened.locator(".pick[open]").count()
    opened.get_by_role("button", name="Show all").click()
    assert [["3"], ["2"], ["1"]] == [number(opened, place) for place in ("all", "0-0", "1-0")]
    opened.locator("#from").fill("2012")
    assert ["2"] == number(opened, "all")


def test_a_picture_that_is_wider_than_its_screen_says_so_at_any_width(opened):
    for width in (1280, 390, 700, 2000):
        opened.set_viewport_size({"width": width, "height": 900})
        opened.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        frame = opened.locator(".map-frame")
        wider = frame.evaluate("(found) => found.scrollWidth > found.clientWidth")
        assert wider == opened.locator(".wider").is_visible()
        assert wider == (width == 390) or width == 700


def test_a_report_says_nothing_of_what_is_not_there_and_calls_a_stance_by_one_name(chromium, pages):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"file://{pages / 'report.html'}")
    text = page.text_content("main")
    assert "not about operations" in text
    assert "not-operations" not in text
    assert not re.search(r"\b0 (?:tagged source|disputed)|: ?\.\s", text)
    rows = page.locator("#requests .asked-rows").first.locator("tbody tr")
    # the name of an agency, and what happened, in five lines at most
    assert max(row.bounding_box()["height"] for row in rows.all()) < 120
    page.close()


def test_a_list_opens_by_key_and_escape_goes_back_to_its_bubble(opened):
    bubble = opened.locator('a.cell[href="#cell-0-0"]')
    bubble.focus()
    opened.keyboard.press("Enter")
    shown = opened.locator("#cell-0-0")
    assert shown.is_visible()
    assert ["Supports", "Contradicts"] == shown.locator("h3").all_text_contents()
    opened.keyboard.press("Escape")
    assert not shown.is_visible()
    assert "#cell-0-0" == opened.evaluate("document.activeElement.getAttribute('href')")


def test_without_a_script_lists_open_and_no_filter_is_shown(chromium, tmp_path):
    (tmp_path / "map.html").write_text(evidence_map_page(MAP, "Made-up map", SOURCES), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{tmp_path}/map.html")
    assert not page.locator("#filters").is_visible()
    page.locator('.totals a[href="#cell-0-1"]').click()
    assert "Interview, services (2020)" == page.locator("#cell-0-1 li").text_content().strip()
    context.close()


def test_who_agreed_to_be_counted_only_is_nowhere_called_by_code():
    assert "I07" not in evidence_map_page(MAP, "Made-up map", SOURCES)


def test_gaps_are_named():
    text = evidence_map_page(MAP, "Made-up map", SOURCES)
    assert "<title>Prevent, Interview: no source</title>" in text
    assert "<b>Prevent</b>: <span>no source of type Interview</span>" in text
    assert "<b>Protect</b>: <span>no gap, by type</span>" in text

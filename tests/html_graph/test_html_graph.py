"""The graph page: self-contained, hostile text stays text, and it works in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from litreview.html.graph import graph_page

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">\u2028 {{=1}}"


def nodes(count: int = 6) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "key": f"Made{i}",
            "label": f"Made {i}",
            "title": f"A made up work, number {i}",
            "authors": "Roe, Ann",
            "year": 2000 + i % 20,
            "type": "article",
            "goals": ["protect"] if i % 2 else ["protect", "prevent"],
            "tags": [("protect", "shelter")],
            "url": "https://example.org/",
            "x": 60.0 * (i % 20),
            "y": 26.0 * (i // 20),
        }
        for i in range(count)
    ]
    found[1] |= {"title": HOSTILE, "url": "javascript:alert(1)", "label": HOSTILE}
    return found


EDGES = [
    {"source": "Made2", "target": "Made0"},
    {"source": "Made3", "target": "Made0"},
    {"source": "Made3", "target": "Made1"},
]


def test_one_file_with_a_strict_policy() -> None:
    page = graph_page(nodes(), EDGES, title=HOSTILE)
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:img|link|iframe|object)\b", page)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:|//)""", page)
    assert page == graph_page(nodes(), EDGES, title=HOSTILE)


def test_all_are_counted() -> None:
    page = graph_page(nodes(), EDGES, title="Made up")
    assert "6 sources, 3 citations among them" in page
    assert "2 have no link" in re.sub(r"\s+", " ", page)


def sized(count: int) -> str:
    """Return a page of so many works, with titles, names and tags of the length that real ones have."""
    found = nodes(count)
    for i, node in enumerate(found):
        node |= {
            "title": f"A made up work, number {i}: what its title says of nothing in particular, at the usual length",
            "authors": "Ann Roe; Bo Poe; Cyn van der Moe",
            "container": "Journal of Made Up Results",
            "url": f"https://doi.org/10.1000/made.up.{i}",
            "tags": [("protect", "services for survivors"), ("article", ""), ("prosecute", "task force")],
            "year": 1990 + 30 * i // count,
            "x": 60.0 * (30 * i // count),
            "y": 26.0 * (i % (count // 30 + 1)),
        }
    edges = [
        {"source": f"Made{i}", "target": f"Made{(i * 7919 + 13 * k) % i}"}
        for i in range(1, count)
        for k in range(4)
    ]
    return graph_page(found, edges, title="Made up")


def test_two_thousand_nodes_fit_in_a_megabyte() -> None:
    assert len(sized(2000).encode()) <= 1_000_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: the page was not opened in a browser")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as runner:
        chromium = runner.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "graph.html"
    path.write_text(graph_page(nodes(), EDGES, title="Made up"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    faults: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_timeout(200)
    yield page
    assert faults == []
    assert requests == [path.as_uri()]
    assert page.title() == "Made up"
    page.close()


def test_search_and_details_by_keyboard(opened: Any) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("number 3")
    assert opened.inner_text("#side h2") == "1 found"
    opened.keyboard.press("Enter")
    text = opened.inner_text("#side")
    assert "A made up work, number 3" in text
    assert "Cites 2" in text
    assert "Cited by 0" in text
    assert "shelter" in text
    opened.click('#side button[data-key="Made0"]')
    assert "Cited by 2" in opened.inner_text("#side")
    opened.keyboard.press("Escape")
    assert opened.evaluate("document.activeElement.id") == "query"


def test_arrow_keys_walk_the_picture(opened: Any) -> None:
    opened.focus("#graph")
    opened.keyboard.press("ArrowRight")
    first = opened.inner_text("#status")
    opened.keyboard.press("ArrowRight")
    assert first.startswith("Made 0: cites 0, cited by 2")
    assert opened.inner_text("#status") != first


def test_a_click_on_the_picture_opens_a_source(opened: Any) -> None:
    box = opened.locator("#graph").bounding_box()
    for step in range(0, int(box["width"]), 6):
        opened.mouse.move(box["x"] + step, box["y"] + box["height"] / 2 + 10)
        if opened.evaluate("document.getElementById('graph').classList.contains('hit')"):
            opened.mouse.down()
            opened.mouse.up()
            break
    assert "Cited by" in opened.inner_text("#side")


def test_the_picture_goes_with_its_frame_until_somebody_moves_it(opened: Any) -> None:
    opened.set_viewport_size({"width": 420, "height": 800})
    opened.wait_for_timeout(200)
    box = opened.locator("#graph").bounding_box()
    met = set()
    for x in range(0, int(box["width"]), 8):
        for y in range(0, int(box["height"]), 16):
            opened.mouse.move(box["x"] + x, box["y"] + y)
            met.add(opened.evaluate("document.getElementById('graph').title"))
    assert 4 == len(met - {""})


def test_lone_works_are_hidden_until_asked(opened: Any) -> None:
    assert opened.inner_text("#status") == "4 of 6 sources shown"
    opened.check("#alone")
    assert opened.inner_text("#status") == "6 of 6 sources shown"


def test_hostile_text_stays_text(opened: Any) -> None:
    opened.click('#side button[data-key="Made1"]')
    assert "onerror" in opened.inner_text("#side h2")
    assert opened.locator("#side a").count() == 0
    assert opened.locator("img").count() == 0


def bib() -> str:
    from litreview.review import open_review
    from litreview.review.output import graph_html

    return graph_html(open_review(Path(__file__).parents[2] / "bib"))


@pytest.mark.parametrize(
    ("make", "words", "key"),
    [
        (bib, "farrell identifying challenges", "Farrell2012Identifying"),
        (lambda: sized(2_000), "number 1234:", "Made1234"),
        (lambda: sized(10_000), "number 7777:", "Made7777"),
    ],
    ids=["bib", "2k", "10k"],
)
def test_a_graph_of_any_size_opens_finds_and_shows(
    browser: Any, tmp_path: Path, make: Callable[[], str], words: str, key: str
) -> None:
    path = tmp_path / "graph.html"
    path.write_text(make(), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    faults: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.fill("#query", words)
    page.click(f'#side button[data-key="{key}"]')
    side = page.inner_text("#side")
    assert key in side
    assert "Cited by" in side
    page.click("#in")
    page.click("#fit")
    page.wait_for_timeout(300)
    # the share of the canvas that holds ink
    drawn = page.evaluate(
        "(() => { const c = document.getElementById('graph'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n / (d.length / 4); })()"
    )
    assert drawn > 0.01
    assert faults == []
    assert requests == [path.as_uri()]
    page.close()

"""The graph page: self-contained, hostile text stays text, and it works in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import litreview as lr
from litreview.pages.graph import graph_page

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
    assert "6 sources and 3 citations between them" in page
    assert "2 have no link" in re.sub(r"\s+", " ", page)


def test_the_legend_counts_what_is_shown() -> None:
    """Of six works two have no link: they are in no count until somebody asks for them."""
    page = graph_page(nodes(), EDGES, title="Made up", codes=("protect", "prevent"))
    assert ["2", "2"] == re.findall(r'<span class="c">(.*?)</span>', page)


def test_a_page_with_few_links_says_when_and_where_the_works_appeared_and_on_what() -> None:
    made = nodes(40)
    for number, one in enumerate(made):
        one["container"] = "Made up Tides" if number % 4 == 0 else ""
    found = re.findall(
        r'<th scope="row">(.*?)</th>.*?<td class="n">(\d+)</td>', graph_page(made, EDGES, title="Made up")
    )
    years = [(f"{year} to {year + 4}", "10") for year in range(2000, 2020, 5)]
    assert [*years, ("Made up Tides", "10"), ("protect", "20"), ("several goals", "20")] == found
    assert "<meter" not in graph_page(made[:4], EDGES, title="Made up")


def test_one_is_no_many() -> None:
    page = re.sub(
        r"\s+", " ", graph_page(nodes(3), [{"source": "Made2", "target": "Made0"}], title="Made up")
    )
    assert (
        "3 sources and 1 citation between them. 2 sources cite or are cited within the review; 1 has no link"
        in page
    )


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (0, "No source came with a list of references"),
        (1, "1 of them came with a list of references; nothing on it is a source of the review"),
        (5, "5 of them came with a list of references; nothing on these lists is a source"),
        (None, "Either no source came with a list of references, or nothing"),
    ],
)
def test_without_a_citation_the_page_says_why_and_lists_the_sources(listed: int | None, words: str) -> None:
    page = graph_page(
        [*nodes(), {"key": "I01", "type": "interview", "x": 0, "y": 0}], [], HOSTILE, listed=listed
    )
    assert words in re.sub(r"\s+", " ", page)
    assert "None of the 7 sources cites another" in page
    assert "Full Record and Cited References" in page
    assert "<canvas" not in page
    assert "<script" not in page
    assert 7 == page.count("<li>") - page.split("<details>")[0].count("<li>")
    assert 'Made 0. A made up work, number 0 <code class="key">Made0</code>' in page


def test_of_a_review_it_says_how_many_came_with_a_list(tmp_path: Path) -> None:
    from litreview.review import open_review
    from litreview.review.outputs.registry import graph_html

    one = "@article{a,title={A made up work},author={Roe, Ann},year=2001,references={%s}}\n@book{b,title={Another made up work},year=2002}\n"
    for text, words in (
        ("", "No source came with"),
        ("Poe B., 1999, MADE UP J, V1, P2", "1 of them came with"),
    ):
        (tmp_path / "a.bib").write_text(one % text, encoding="utf-8")
        assert words in graph_html(open_review(tmp_path / "a.bib"))


def test_the_often_cited_are_listed_the_others_folded(opened: Any) -> None:
    assert ["Made0"] == [b.get_attribute("data-key") for b in opened.locator("#side > ul button").all()]
    assert ["Cited once: 1 work", "Citing, and not cited: 2 works", "Without a link: 2 works"] == [
        one.text_content() for one in opened.locator("#side summary").all()
    ]
    assert 0 == opened.locator("#side details[open]").count()
    opened.click("#side summary >> nth=0")
    assert opened.locator('#side button[data-key="Made1"]').is_visible()


# what the picture draws: every name with its box, every dot, since it was cleared
DRAWN = """
const made = CanvasRenderingContext2D.prototype, drawn = { names: [], dots: [] };
const { clearRect, fillText, arc, measureText } = made;
made.clearRect = function (...a) { drawn.names = []; drawn.dots = []; return clearRect.apply(this, a); };
made.arc = function (x, y, r, ...a) { drawn.dots.push([x, y, r]); return arc.call(this, x, y, r, ...a); };
made.fillText = function (text, x, y) {
  const wide = measureText.call(this, text).width, left = this.textAlign === "center" ? x - wide / 2 : x;
  const low = this.textBaseline === "middle" ? y + 6 : y + 2;
  drawn.names.push([text, left, low - 12, left + wide, low]);
  return fillText.call(this, text, x, y);
};
window.drawn = drawn;
"""


def fault_of_names(drawn: dict[str, Any], width: float, height: float, whole: set[str]) -> list[str]:
    """Return what is wrong with the names in a picture: over another, over a dot, beyond the edge, cut within a word."""
    faults = []
    names = drawn["names"]
    for n, (text, x0, y0, x1, y1) in enumerate(names):
        if x0 < -1 or y0 < 0 or x1 > width + 1 or y1 > height:
            faults.append(f"{text}: beyond the edge")
        faults += [
            f"{text}: over {other}"
            for other, a0, b0, a1, b1 in names[:n]
            if x0 < a1 and a0 < x1 and y0 < b1 and b0 < y1
        ]
        if any(
            x0 < x + r - 1 and x - r + 1 < x1 and y0 < y + r - 1 and y - r + 1 < y1
            for x, y, r in drawn["dots"]
        ):
            faults.append(f"{text}: over a dot")
        if text not in whole and not any(
            (text.endswith(" …") and name.startswith(f"{text[:-2]} ")) for name in whole
        ):
            faults.append(f"{text}: cut within a word")
    return faults


def bib() -> str:
    from litreview.review import open_review
    from litreview.review.outputs.registry import graph_html

    return graph_html(open_review(Path(__file__).parents[2] / "bib"))


def demonstration() -> str:
    from litreview.review import open_review
    from litreview.review.outputs.registry import graph_html

    return graph_html(open_review(Path(__file__).parents[2] / "examples/demonstration"))


def scattered(seed: int) -> str:
    """Return a page of a made-up graph: some works or many, names short and long, some beside each other."""
    import random

    from litreview.stages.network.layouts import layout

    networkx = pytest.importorskip("networkx")
    dice = random.Random(seed)
    graph = networkx.DiGraph()
    for n in range(dice.choice([3, 30, 300])):
        graph.add_node(f"M{n}", year=dice.choice([0, *range(1990, 2024)]))
    keys = list(graph)
    for _ in range(2 * len(keys)):
        graph.add_edge(*dice.sample(keys, 2))
    places = layout(graph)
    names = [
        "Roe",
        "Made-Up",
        "Organization for Made Up Cooperation and Development",
        "Ministry of What Is Made Up",
        "Würde",
        "馬",
    ]
    found = [
        {"key": key, "label": f"{' & '.join(dice.choices(names, k=dice.choice([1, 2])))} {data['year'] or 'n.d.'}", "year": data["year"], "x": places[key][0], "y": places[key][1]}
        for key, data in graph.nodes(data=True)
    ]  # fmt: skip
    return graph_page(found, [{"source": a, "target": b} for a, b in graph.edges], "Made up")


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "make",
    [bib, demonstration, *(lambda seed=seed: scattered(seed) for seed in range(4))],
    ids=["bib", "demonstration", *(f"scattered-{seed}" for seed in range(4))],
)
def test_names_are_beside_each_other_and_whole(
    chromium: Any, tmp_path: Path, make: Callable[[], str], width: int
) -> None:
    (tmp_path / "graph.html").write_text(make(), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.add_init_script(DRAWN)
    page.goto((tmp_path / "graph.html").as_uri())
    page.wait_for_timeout(200)
    data = json.loads(page.locator("#graph-data").text_content())
    whole = {*data["label"], *(str(int(year)) for year, _ in data["years"]), "no year"}
    box = page.locator("#graph").bounding_box()
    drawn = page.evaluate("drawn")
    assert any(text in data["label"] for text, *_ in drawn["names"]) or width == 390
    assert [] == fault_of_names(drawn, box["width"], box["height"], whole)
    page.close()


def test_the_faults_of_names_are_found_where_there_are_some() -> None:
    drawn = {
        "names": [["Ann Roe", 10, 40, 60, 52], ["Ann R …", 50, 45, 110, 57], ["Bo", 95, 90, 120, 102]],
        "dots": [[12, 46, 4]],
    }
    assert [
        "Ann Roe: over a dot",
        "Ann R …: beyond the edge",
        "Ann R …: over Ann Roe",
        "Ann R …: cut within a word",
        "Bo: beyond the edge",
    ] == fault_of_names(drawn, 100, 100, {"Ann Roe", "Bo"})


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
def chromium() -> Iterator[Any]:
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
def opened(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "graph.html"
    path.write_text(graph_page(nodes(), EDGES, title="Made up"), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1200, "height": 800})
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


@pytest.mark.exhaustive
def test_the_picture_goes_with_its_frame_until_somebody_moves_it(opened: Any) -> None:
    opened.set_viewport_size({"width": 420, "height": 800})
    opened.wait_for_timeout(200)
    box = opened.locator("#graph").bounding_box()
    met = set()
    for x in range(0, int(box["width"]), 12):
        for y in range(0, int(box["height"]), 24):
            opened.mouse.move(box["x"] + x, box["y"] + y)
            met.add(opened.evaluate("document.getElementById('graph').title"))
    assert 4 == len(met - {""})


def test_lone_works_are_hidden_until_asked(opened: Any) -> None:
    assert opened.inner_text("#status") == "4 of 6 sources shown"
    opened.check("#alone")
    assert opened.inner_text("#status") == "6 of 6 sources shown"
    assert ["3", "3"] == opened.locator(".chip .c").all_inner_texts()


def test_hostile_text_stays_text(opened: Any) -> None:
    opened.click("#side summary >> nth=0")
    opened.click('#side button[data-key="Made1"]')
    assert "onerror" in opened.inner_text("#side h2")
    assert opened.locator("#side a").count() == 0
    assert opened.locator("img").count() == 0


@pytest.mark.exhaustive
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
    chromium: Any, tmp_path: Path, make: Callable[[], str], words: str, key: str
) -> None:
    path = tmp_path / "graph.html"
    path.write_text(make(), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
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


def test_a_graph_page_says_how_many_works_have_no_title(tmp_path: Path) -> None:
    text = "@book{a, title = {Made-up raids on trafficking}, year = 2001}\n@book{b, title = {Made-up shelters}, year = 2001}\n"
    for more, words in (
        ("", "Goals of 2 works<"),
        ("@book{c, year = 2002, doi = {10.5555/c}}\n", "Goals of 2 works with a title, of 3<"),
    ):
        found = lr.dedupe(lr.read_text(text + more, "a.bib"))
        tags = lr.tag(found)
        lr.export_graph(
            lr.build_graph(found, lr.link(found), tags), tmp_path / "g.html", sources=found, tags=tags
        )
        assert words in re.sub(r"\s*<", "<", (tmp_path / "g.html").read_text())

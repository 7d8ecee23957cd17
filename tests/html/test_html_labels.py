"""Words in a picture are beside each other and within it, as a browser measures them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import networkx as nx
import pytest

import litreview as lr
from litreview.core.results import Box, EvidenceMap, FlowDiagram, FlowStep
from litreview.pages.charts import flow_svg
from litreview.pages.evidence_map import evidence_map_svg
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.watermark import add_stamp
from litreview.stages.network.layouts import draw_timeline

ROOT = Path(__file__).parents[2]

# every line of text with its box; a line of a text that has several is a tspan
FAULTS = """() => {
  const found = [], lines = [];
  for (const svg of document.querySelectorAll("svg")) {
    const edge = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text"))
      for (const one of text.querySelector("tspan") ? text.querySelectorAll("tspan") : [text]) {
        if (!one.textContent.trim()) continue;
        const box = one.getBoundingClientRect();
        lines.push([one.textContent, box, svg]);
        if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
          found.push([one.textContent, "beyond the edge"]);
      }
  }
  // the box of a letter is higher than what is drawn of it: by a fifth above and below
  for (let n = 0; n < lines.length; n++) for (let m = 0; m < n; m++) {
    const [one, a, of] = lines[n], [other, b, by] = lines[m];
    const trim = Math.min(a.height, b.height) * 0.2;
    if (of === by && a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top + trim < b.bottom - trim && b.top + trim < a.bottom - trim)
      found.push([one, "over " + other]);
  }
  return found;
}"""


@pytest.fixture
def faults(chromium):
    def measure(picture: str) -> list[list[str]]:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_content(picture)
        found = page.evaluate(FAULTS)
        page.close()
        return found

    return measure


def timeline(seed: int) -> str:
    dice = random.Random(seed)
    graph = nx.DiGraph(codes="protect;prosecute;prevent")
    names = [
        "Roe",
        "Made-Up",
        "Organization for Made Up Cooperation …",
        "MINISTRY OF WHAT IS MADE UP",
        "馬 馬馬",
    ]
    for n in range(dice.choice([2, 5, 60])):
        graph.add_node(
            f"M{n}",
            year=dice.choice([0, *range(1990, 2024)]),
            label=dice.choice(names),
            goals=dice.choice(["", "protect", "prosecute", "protect;prevent"]),
        )
    for _ in range(2 * len(graph)):
        graph.add_edge(*dice.sample([*graph], 2))
    return draw_timeline(graph)


def evidence_map(seed: int) -> str:
    dice = random.Random(seed)
    words = [
        "Prosecute",
        "Deinstitutionalization",
        "and",
        "MINISTRY",
        "of",
        "Administrative-Records",
        "services",
        "Reports",
    ]
    rows = tuple(
        (f"r{n}", " ".join(dice.choices(words, k=dice.randint(1, 5)))) for n in range(dice.randint(1, 6))
    )
    columns = tuple(
        (f"c{n}", " ".join(dice.choices(words, k=dice.randint(1, 4)))) for n in range(dice.randint(1, 9))
    )
    cells = {
        (r, c): tuple(f"k{n}" for n in range(dice.choice([1, 12, 345])))
        for r, _ in rows
        for c, _ in columns
        if dice.random() < 0.6
    }
    standing = " ".join(dice.choices(words, k=dice.choice([0, 40])))
    return evidence_map_svg(EvidenceMap(rows=rows, columns=columns, cells=cells, codes=tuple(r for r, _ in rows), standing=standing), " ".join(words))  # fmt: skip


def flow(seed: int) -> str:
    dice = random.Random(seed)
    names = [
        "Made-Up Index",
        "Organization for Made Up Cooperation and Development, Library of WORKING PAPERS",
    ]

    def box() -> Box:
        return Box(label=" ".join(dice.choices(names, k=2)), number=dice.randint(0, 99_999), parts=tuple((dice.choice(names), 3) for _ in range(dice.randint(0, 3))))  # fmt: skip

    steps = tuple(
        FlowStep(name=phase, phase=phase, box=box(), aside=(box(),) * dice.randint(0, 2))
        for phase in ("Identification", "Screening", "Included")
    )
    return flow_svg(FlowDiagram(steps=steps, beside=(box(),)))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("draw", [timeline, evidence_map, flow])
def test_words_of_a_picture_are_beside_each_other(faults, draw, seed):
    assert [] == faults(draw(seed))
    assert [] == faults(add_stamp("a.svg", draw(seed).encode(), "A made up stamp, " * 8).decode())


@pytest.mark.parametrize("folder", ["bib", "examples/demonstration"])
def test_words_of_the_pictures_of_a_review_are_beside_each_other(faults, folder):
    review = lr.open_review(ROOT / folder)
    pages = [OUTPUTS[name].make(review).decode() for name in ("flow.svg", "evidence-map.html", "report.html")]
    pages += [
        draw_timeline(review.graph),
        add_stamp("a.svg", draw_timeline(review.graph).encode(), "A made up stamp").decode(),
    ]
    for page in pages:
        assert [] == faults(page)


@pytest.mark.parametrize("seed", range(6))
def test_a_map_cuts_no_word(seed):
    assert not re.search(r"\w…", evidence_map(seed))


def test_the_faults_are_found_where_there_are_some(faults):
    assert [["Ann Roe 2001", "beyond the edge"], ["Bo", "over Ann Roe 2001"]] == faults(
        '<svg width="60" height="60"><text x="5" y="20">Ann Roe 2001</text><text x="20" y="24">Bo</text><text x="5" y="50">Cy</text></svg>'
    )

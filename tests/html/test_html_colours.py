"""A code of the main group has one colour wherever it is shown, and what is written on it can be read."""

import re

import networkx as nx
import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Finding
from litreview.core.results import EvidenceMap
from litreview.core.text.drawing import DARK, LIGHT, NONE, NONE_DARK, ON_DARK, ON_LIGHT, SEVERAL, width
from litreview.pages.evidence_map import draw, evidence_map_svg
from litreview.pages.graph import graph_page
from litreview.pages.report import ReportSummary, report_page
from litreview.stages.network.layouts import draw_timeline


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("colour", "writing"),
    [*((c, ON_LIGHT) for c in (*LIGHT, NONE, SEVERAL)), *((c, ON_DARK) for c in (*DARK, NONE_DARK))],
)
def test_a_number_on_a_colour_can_be_read(colour, writing):
    assert contrast(colour, writing) >= 4.5


# a goal that is off, or that no source has, must not move the colours of the others
@pytest.mark.parametrize("met", [("b", "d"), ("a", "b", "d"), ("d",)])
def test_a_goal_has_one_colour_in_map_graph_and_timeline(met):
    codes = ("a", "b", "c", "d")
    rows = tuple((code, code) for code in met)
    cells = EvidenceMap(rows=rows, columns=(("book", "Book"),), cells={(c, "book"): (f"k{c}",) for c in met}, codes=codes)  # fmt: skip
    of_map = {row.code: LIGHT[int(row.hue[1:])] for row in draw(cells, "Made up").rows}

    nodes = [{"key": code, "x": n, "y": 0, "goals": [code]} for n, code in enumerate((*met, *met))]
    nodes = [node | {"key": f"k{n}"} for n, node in enumerate(nodes)]
    page = graph_page(nodes, [{"source": "k0", "target": f"k{len(met)}"}], "Made up", codes=codes)
    named = re.search(r'"colours":\[([^\]]*)\]', page)[1].replace('"', "").split(",")
    assert of_map == dict(zip(met, named, strict=False))
    of_chips = re.findall(r'<circle class="h(\d)" [^>]*/></svg>(\w+) ', page)
    assert of_map == {code: LIGHT[int(n)] for n, code in of_chips}

    findings = [Finding(id=code, statement="Made up", goal=code) for code in met]
    report = report_page(ReportSummary(title="R", evidence_map=cells, findings=findings))
    assert [*met] == re.findall(r'class="chip hue h\d">(\w+)<', report)
    assert of_map == {code: LIGHT[int(n)] for n, code in re.findall(r'class="chip hue h(\d)">(\w+)<', report)}

    graph = nx.DiGraph(codes=";".join(codes))
    graph.add_node("hub", goals=";".join(codes))
    for code in met:
        graph.add_node(code, goals=code)
        graph.add_edge(code, "hub")
    picture = draw_timeline(graph)
    assert all(f'fill="{colour}" stroke="#fff"' in picture for colour in of_map.values())


@given(
    st.integers(0, 3),
    st.text("abcdefghij klmnop", max_size=150),
    st.text("abcdefgh ijk.,", min_size=1, max_size=200),
)
def test_few_columns_cut_neither_title_nor_caption(columns, title, standing):
    cells = EvidenceMap(
        rows=(("protect", "Protect"),),
        columns=tuple((f"t{n}", f"Type {n}") for n in range(columns)),
        standing=standing,
    )
    drawing = draw(cells, title)
    assert "".join(title.split()) == "".join(drawing.heading).replace(" ", "")
    assert "".join(drawing.caption).replace(" ", "").startswith("".join(standing.split()))
    assert max(width(line, 13) for line in drawing.caption) <= drawing.width - 56
    assert evidence_map_svg(cells, title)

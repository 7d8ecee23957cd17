"""The timeline picture, part by part: colours, curves, legend, names and caption. All works are made up."""

from __future__ import annotations

import re
from itertools import pairwise

import networkx as nx
import pytest

from litreview.core.text import drawing as table
from litreview.core.text.drawing import width
from litreview.stages.network.layouts import (
    LABELS,
    _codes,
    _colour,
    _colours,
    _curve,
    _escape,
    _label_positions,
    _labels,
    _legend,
    _radius,
    draw_timeline,
)


def graph_of(edges: str, codes: str = "", **nodes: str) -> nx.DiGraph[str]:
    """Return a graph; each node is given as `"2000 protect;prevent"`, year and codes, each edge as `ba`, b cites a."""
    graph = nx.DiGraph(codes=codes)
    for key, given in nodes.items():
        year, _, goals = given.partition(" ")
        graph.add_node(key, year=int(year or 0), goals=goals, title=f"Work {key}", label=f"L {key}")
    graph.add_edges_from(tuple(edge) for edge in edges.split())
    return graph


@pytest.mark.parametrize(
    ("text", "codes"), [(None, []), ("", []), ("a", ["a"]), ("a;b", ["a", "b"]), (";a;;b;", ["a", "b"])]
)
def test_codes_of_a_node(text: str | None, codes: list[str]) -> None:
    assert codes == _codes(text)


@pytest.mark.parametrize(
    ("codes", "held", "colours"),
    [
        ("p;q;r", [], []),
        ("p;q;r", ["r", "p"], [("p", 0), ("r", 2)]),
        ("p;q;r", ["r;q"], [("q", 1), ("r", 2)]),
        ("", ["z", "b"], [("b", 0), ("z", 1)]),
        ("q", ["b", "q"], [("q", 0), ("b", 1)]),
    ],
)
def test_only_codes_that_a_work_has_are_in_the_legend_each_in_its_own_colour(
    codes: str, held: list[str], colours: list[tuple[str, int]]
) -> None:
    graph = graph_of("", codes, **{f"w{n}": f"2000 {goals}" for n, goals in enumerate(held)})
    assert [(code, table.LIGHT[place]) for code, place in colours] == [*_colours(graph).items()]


@pytest.mark.parametrize(
    ("goals", "colour"),
    [("", table.NONE), (None, table.NONE), ("p", "#1"), ("q", "#2"), ("p;q", table.SEVERAL)],
)
def test_the_colour_of_a_work(goals: str | None, colour: str) -> None:
    assert colour == _colour(goals, {"p": "#1", "q": "#2"})


def numbers(path: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+\.\d", re.findall(r' d="([^"]+)"', path)[0])]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        # from start to the rim of the dot, over a point above the middle by .06 of the length
        ((100.0, 0.0, 0.0, 0.0, 10.0), [100.0, 0.0, 55.0, -6.0, 10.0, 0.0]),
        ((0.0, 0.0, 30.0, 40.0, 5.0), [0.0, 0.0, 13.5, 15.0, 27.0, 36.0]),
        # works of one year: in a bow to the right
        ((50.0, 100.0, 50.0, 0.0, 10.0), [50.0, 100.0, 72.0, 55.0, 50.0, 10.0]),
        ((50.0, 100.0, 50.5, 0.0, 0.0), [50.0, 100.0, 72.2, 50.0, 50.5, 0.0]),
        ((50.0, 0.0, 51.0, 0.0, 0.0), [50.0, 0.0, 50.5, -0.1, 51.0, 0.0]),
        # dots at one place
        ((5.0, 5.0, 5.0, 5.0, 4.0), [5.0, 5.0, 27.0, 5.0, 5.0, 5.0]),
    ],
)
def test_a_curve_ends_at_the_rim_of_the_dot(ends: tuple[float, ...], expected: list[float]) -> None:
    assert expected == pytest.approx(numbers(_curve(*ends)), abs=0.06)


@pytest.mark.parametrize(("citing", "radius"), [(0, 3.5), (1, 5.7), (4, 7.9)])
def test_a_dot_grows_with_the_root_of_the_citations(citing: int, radius: float) -> None:
    graph = graph_of(" ".join(f"{n}a" for n in range(citing)), a="2000")
    assert radius == pytest.approx(_radius(graph, "a"))


LAST = "larger: cited more often; arrow: from citing to cited"


def test_a_legend_breaks_where_the_next_entry_would_not_fit() -> None:
    """Each entry is 15 wide, and as its word, with 14 between; the last has no dot and is 4 wide, and as its words."""
    one, last = 15 + width("protect", 11.0), 4 + width(LAST, 11.0)
    words = [("#1", "protect"), ("#2", "protect")]
    assert 1 == _legend(70.0, 50.0, words, 70.1 + 2 * (one + 14) + last)[1]
    assert 2 == _legend(70.0, 50.0, words, 69.9 + 2 * (one + 14) + last)[1]
    # the last one is wider than this: it is alone in its row all the same
    assert 2 == _legend(70.0, 50.0, words, 70.1 + 2 * one + 14)[1]
    assert 3 == _legend(70.0, 50.0, words, 69.9 + 2 * one + 14)[1]
    assert 1 == _legend(70.0, 50.0, [], 80.0)[1]


def test_each_row_of_a_legend_is_twenty_lower_and_begins_at_the_left() -> None:
    drawn, rows = _legend(70.0, 50.0, [("#1", "protect"), ("#2", "p & q")], 80.0)
    assert 3 == rows
    assert [("75", "50.0", "#1"), ("75", "70.0", "#2")] == re.findall(
        r'<circle cx="(\d+)" cy="([\d.]+)" r="5" fill="(#\d)"', drawn
    )
    assert [("85", "54.0", "protect"), ("85", "74.0", "p &amp; q"), ("70", "94.0", LAST)] == re.findall(
        r'<text x="(\d+)" y="([\d.]+)"[^>]*>([^<]+)<', drawn
    )


def test_entries_of_one_row_follow_each_other() -> None:
    drawn, rows = _legend(70.0, 50.0, [("#1", "protect"), ("#2", "prevent")], 9999.0)
    assert 1 == rows
    at = [int(x) for x in re.findall(r'<circle cx="(\d+)"', drawn)]
    assert round(29 + width("protect", 11.0)) == pytest.approx(at[1] - at[0], abs=1)


def test_a_name_may_be_behind_before_above_or_below_its_dot() -> None:
    assert [(108.0, 54.0), (62.0, 54.0), (85.0, 40.0), (85.0, 66.0)] == [
        *_label_positions(100.0, 50.0, 5.0, 30.0)
    ]


def named(
    at: dict[str, tuple[float, float]], room: tuple[float, float], edges: str = ""
) -> dict[str, tuple[float, float]]:
    """Return where each name begins, by the key of its work."""
    graph = graph_of(edges, **dict.fromkeys(at, "2000"))
    drawn = _labels(graph, [*at], at, room)
    found = [re.findall(r'x="([\d.-]+)" y="([\d.-]+)".*>L (\w+)<', one)[0] for one in drawn]
    return {key: (float(x), float(y)) for x, y, key in found}


WIDE = width("L a", 11.0)
BEHIND = 100 + 3.5 + 3


@pytest.mark.parametrize(
    ("others", "room", "place"),
    [
        ({}, (300.0, 300.0), (BEHIND, 104.0)),
        ({}, (BEHIND + WIDE + 1.1, 300.0), (BEHIND, 104.0)),
        # no room behind it: before it
        ({}, (BEHIND + WIDE + 0.9, 300.0), (100 - 6.5 - WIDE, 104.0)),
        ({"z": (BEHIND + 5, 100.0)}, (300.0, 300.0), (100 - 6.5 - WIDE, 104.0)),
        # dots behind and before it: above it; one above, too: below it
        ({"y": (88.0, 100.0), "z": (112.0, 100.0)}, (300.0, 300.0), (100 - WIDE / 2, 91.5)),
        (
            {"x": (100.0, 88.0), "y": (88.0, 100.0), "z": (112.0, 100.0)},
            (300.0, 300.0),
            (100 - WIDE / 2, 114.5),
        ),
        # nowhere
        ({"x": (100.0, 88.0), "y": (88.0, 100.0), "z": (112.0, 100.0)}, (300.0, 117.0), None),
        (
            {"x": (100.0, 88.0), "y": (88.0, 100.0), "z": (112.0, 100.0)},
            (300.0, 117.6),
            (100 - WIDE / 2, 114.5),
        ),
    ],
)
def test_a_name_is_where_it_covers_no_other_dot_and_no_edge(
    others: dict[str, tuple[float, float]], room: tuple[float, float], place: tuple[float, float] | None
) -> None:
    found = named({"a": (100.0, 100.0), **others}, room).get("a")
    assert place is None if found is None else place == pytest.approx(found, abs=0.06)


def test_a_name_never_begins_left_of_the_picture() -> None:
    assert {"a": (pytest.approx(BEHIND - 95, abs=0.06), 104.0)} == named({"a": (5.0, 100.0)}, (60.0, 300.0))
    assert {} == named({"a": (5.0, 100.0)}, (20.0, 300.0))


def test_the_most_linked_work_is_named_first_and_no_name_covers_another() -> None:
    near = {"a": (100.0, 100.0), "b": (100.0, 111.0)}
    first = named(near, (300.0, 300.0))
    assert (pytest.approx(BEHIND, abs=0.06), 104.0) == first["a"]
    assert first["b"][0] != pytest.approx(BEHIND, abs=0.06)
    second = named({**near, "c": (250.0, 250.0)}, (300.0, 300.0), "bc")
    assert 115.0 == second["b"][1]


@pytest.mark.parametrize("works", [LABELS - 1, LABELS, LABELS + 1])
def test_no_more_works_are_named_than_can_be_read(works: int) -> None:
    at = {f"w{n:02}": (100.0, 40.0 * n) for n in range(1, works + 1)}
    assert [*at][:LABELS] == [*named(at, (500.0, 9999.0))]


def test_a_work_without_a_label_is_named_by_its_key() -> None:
    graph = nx.DiGraph()
    graph.add_node("Roe2008")
    (name,) = _labels(graph, ["Roe2008"], {"Roe2008": (50.0, 50.0)}, (300.0, 300.0))
    assert ">Roe2008</text>" in name


def test_text_is_escaped_and_what_xml_forbids_is_replaced() -> None:
    assert "a &lt; b &amp; &quot;c&quot; \ufffd\ufffd\n" == _escape('a < b & "c" \x00\uffff\n')


@pytest.mark.parametrize(
    ("edges", "nodes", "caption", "described"),
    [
        ("", {}, "Of 0 sources 0 cite or are cited within the review; 0 more have no link", "0 sources, 0 citations"),
        ("ba", {"a": "2000", "b": "2001"}, "Of 2 sources 2 cite or are cited within the review; 0 more have", "2 sources, 1 citation "),
        ("ba", {"a": "2000", "b": "2001", "c": "2001"}, "Of 3 sources 2 cite or are cited within the review; 1 more has", "3 sources, 1 citation "),
        ("ba ca", {"a": "2000", "b": "2001", "c": "2001", "d": "2000", "e": "2000"}, "Of 5 sources 3 cite or are cited within the review; 2 more have", "5 sources, 2 citations"),
    ],
)  # fmt: skip
def test_the_caption_counts_works_with_and_without_a_link(
    edges: str, nodes: dict[str, str], caption: str, described: str
) -> None:
    picture = draw_timeline(graph_of(edges, **nodes), "T & U")
    told = " ".join(re.findall(r'<text x="70.0" y="\d+" fill="#5b626b">([^<]+)<', picture))
    assert caption in told
    assert f'<desc id="d">{described}' in picture
    assert '<title id="t">T &amp; U</title>' in picture


def test_the_picture_holds_all_that_it_draws() -> None:
    graph = graph_of("ba ca cb", "p;q", a="2000 p", b="2001 p;q", c="2004")
    graph.nodes["b"]["confidential"] = True
    picture = draw_timeline(graph)
    assert picture.endswith("</svg>\n")
    wide, high = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    assert 720 == wide
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="(#\w+)" stroke="#fff">', picture)
    assert [table.LIGHT[0], table.SEVERAL, table.NONE] == [colour for _, _, colour in dots]
    # the oldest is at the margin, a year is 60 wide and no gap more than three
    assert [70.0, 130.0, 310.0] == [float(x) for x, _, _ in dots]
    assert ["a: Work a", "b", "c: Work c"] == re.findall(r"<title>([^<]*)<", picture)
    years = re.findall(r'<text x="([\d.]+)" y="(\d+)" text-anchor="middle" fill="#5b626b">(\d+)<', picture)
    assert [("70.0", "2000"), ("130.0", "2001"), ("310.0", "2004")] == [(x, year) for x, _, year in years]
    assert all(float(y) < float(line) for _, y, _ in dots for _, line, _ in years)
    legend = re.findall(r'<circle [^>]*r="5" fill="(#\w+)"/><text[^>]*>([^<]*)<', picture)
    assert [
        (table.LIGHT[0], "p"),
        (table.LIGHT[1], "q"),
        (table.SEVERAL, "several goals"),
        (table.NONE, "no goal tagged"),
    ] == legend
    lowest = max(float(y) for y in re.findall(r' y="([\d.]+)"', picture))
    assert lowest < high
    assert 3 == picture.count("marker-end")


def test_columns_without_a_year_have_no_number() -> None:
    picture = draw_timeline(graph_of("ba dc", a="2000", b="2001", c="", d=""))
    assert ["2000", "2001"] == re.findall(r'text-anchor="middle" fill="#5b626b">(\d+)<', picture)
    assert 4 == len(re.findall(r'stroke="#fff">', picture))


def test_a_review_of_many_years_is_as_wide_as_they_need() -> None:
    years = {f"w{n:02}": str(1980 + n) for n in range(20)}
    graph = graph_of("", **years)
    graph.add_edges_from((b, a) for a, b in pairwise(sorted(years)))
    assert f'viewBox="0 0 {19 * 60 + 200} ' in draw_timeline(graph)


def test_title_legend_columns_and_caption_are_below_each_other() -> None:
    picture = draw_timeline(graph_of("ba ca cb", "p", a="2000 p", b="2001", c="2001"))
    assert '<text x="70.0" y="28" font-size="17"' in picture
    assert ["50.0"] * 3 == re.findall(r'cy="([\d.]+)" r="5"', picture)
    dots = [float(y) for y in re.findall(r'cy="([\d.]+)" r="[\d.]+" fill="#\w+" stroke="#fff">', picture)]
    low = round(max(dots))
    assert 96.0 == min(dots)
    assert {("78.0", str(low + 38))} == set(re.findall(r'<line [^>]*y1="([\d.]+)"[^>]* y2="(\d+)"', picture))
    assert {str(low + 56)} == set(re.findall(r'y="(\d+)" text-anchor="middle"', picture))
    (caption,) = re.findall(r'<text x="70.0" y="(\d+)" fill="#5b626b">Of 3', picture)
    assert low + 78 == int(caption)
    assert f'height="{low + 76 + 14}"' in picture


def test_links_are_in_the_order_of_citing_then_of_cited_works() -> None:
    graph = graph_of("cb ca ba", a="2000", b="2001", c="2002")
    starts = re.findall(r'<path d="M([\d.]+) [^QL]*Q[\d.-]+ [\d.-]+ ([\d.]+)', draw_timeline(graph))
    assert ["130.0", "190.0", "190.0"] == [start for start, _ in starts]
    ends = [float(end) for _, end in starts]
    assert ends[1] < 100 < ends[2]

"""Positions of the picture: bands, columns and heights, worked out by hand. All works are made up."""

from __future__ import annotations

import networkx as nx
import pytest

from litreview.stages.network.layouts import (
    GAP,
    _estimate_year,
    _initial_heights,
    _neighbour_means,
    _spread,
    layout,
)


@pytest.mark.parametrize(
    ("wanted", "heights"),
    [
        ({}, {}),
        ({"a": 5.0}, {"a": 5.0}),
        # far enough from each other: each where it wants to be
        ({"a": 0.0, "b": 26.0}, {"a": 0.0, "b": 26.0}),
        ({"a": 0.0, "b": 40.0, "c": 90.0}, {"a": 0.0, "b": 40.0, "c": 90.0}),
        # too near: 26 apart, around the mean
        ({"a": 0.0, "b": 0.0}, {"a": -13.0, "b": 13.0}),
        ({"a": 0.0, "b": 20.0}, {"a": -3.0, "b": 23.0}),
        ({"a": 0.0, "b": 0.0, "c": 0.0}, {"a": -26.0, "b": 0.0, "c": 26.0}),
        # two blocks, of which the second stays where it is
        ({"a": 0.0, "b": 0.0, "c": 100.0, "d": 100.0}, {"a": -13.0, "b": 13.0, "c": 87.0, "d": 113.0}),
        # a block that is pushed into the one before it joins it
        ({"a": 0.0, "b": 30.0, "c": 30.0, "d": 30.0}, {"a": -16.5, "b": 9.5, "c": 35.5, "d": 61.5}),
    ],
)
def test_works_of_a_column_are_near_what_they_want_and_apart(
    wanted: dict[str, float], heights: dict[str, float]
) -> None:
    found: dict[str, float] = {}
    _spread([*wanted], wanted, found)
    assert heights == pytest.approx(found)


def test_the_mean_height_of_neighbours() -> None:
    table = _neighbour_means(["a", "b", "c"], {"a": ["b", "c"], "b": ["a"], "c": ["a"]})
    assert [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]] == table.toarray().tolist()


@pytest.mark.parametrize(
    ("edges", "years", "year"),
    [
        ("", {}, 0),
        ("bn", {"b": 2003}, 2003),
        ("bn cn", {"b": 2003, "c": 2001}, 2001),
        ("na nb", {"a": 1990, "b": 1995}, 1995),
        ("na bn", {"a": 1990, "b": 2003}, 2003),
        ("bn cn", {"b": 2003, "c": 0}, 2003),
        ("bn na", {"a": 1990, "b": 0}, 1990),
        ("bn na", {"a": 0, "b": 0}, 0),
    ],
)
def test_the_year_of_a_work_without_one(edges: str, years: dict[str, int], year: int) -> None:
    graph = nx.DiGraph([tuple(edge) for edge in edges.split()])
    graph.add_node("n")
    assert year == _estimate_year({"n": 0, **years}, graph, "n")


TWO = GAP * 1.5 * 2**0.5


@pytest.mark.parametrize(
    ("groups", "heights"),
    [
        ("", {}),
        ("a", {"a": 0.5 * GAP * 1.5 - 0.5 * GAP * 1.5}),
        ("ab", {"a": 0.0, "b": TWO}),
        ("ab cd", {"a": 0.0, "b": TWO, "c": -TWO, "d": 0.0}),
        ("ab cd ef", {"a": 0.0, "b": TWO, "c": -TWO, "d": 0.0, "e": TWO, "f": 2 * TWO}),
        ("ab cd ef gh", {"a": 0.0, "c": -TWO, "e": TWO, "g": -2 * TWO, "h": -TWO}),
        ("ab cdefghijk", {"c": 0.0, "g": 26 * 4.5 / 2, "k": 26 * 4.5, "a": -TWO, "b": 0.0}),
    ],
)
def test_each_group_has_a_band_the_largest_first_and_every_second_above(
    groups: str, heights: dict[str, float]
) -> None:
    """A band is 26 * 1.5 * root of the size; the works of a group are spread over it in the order in which they are met."""
    chains = groups.split()
    beside = {
        key: [chain[n] for n in (place - 1, place + 1) if 0 <= n < len(chain)]
        for chain in chains
        for place, key in enumerate(chain)
    }
    found = _initial_heights(sorted(beside), beside)
    assert heights == pytest.approx({key: found[key] for key in heights}, abs=1e-9)
    assert set(beside) == set(found)


def test_a_group_is_met_from_its_first_work_outwards() -> None:
    found = _initial_heights(["a", "b", "c", "d"], {"a": ["c", "d"], "b": ["c"], "c": ["a", "b"], "d": ["a"]})
    assert ["a", "c", "d", "b"] == sorted(found, key=found.__getitem__)


def placed(edges: str, **years: int) -> dict[str, tuple[float, float]]:
    graph = nx.DiGraph()
    graph.add_nodes_from((key, {"year": year}) for key, year in years.items())
    graph.add_edges_from(tuple(edge) for edge in edges.split())
    return layout(graph)


def test_a_graph_without_works_has_no_positions() -> None:
    assert {} == placed("")


def test_a_work_that_cites_itself_only_is_one_without_a_citation() -> None:
    assert {"a": (75.0, 104.0)} == placed("aa", a=2000)


def test_columns_are_the_years_in_use() -> None:
    places = placed("ba cb dc ed", a=1650, b=1999, c=2000, d=2002, e=2005)
    assert [90.0, 270.0, 330.0, 450.0, 630.0] == [places[key][0] for key in "abcde"]


def test_works_of_a_column_are_ordered_by_their_neighbours() -> None:
    places = placed("ax by", a=2000, b=2000, x=1999, y=1999)
    assert (places["a"][1] < places["b"][1]) == (places["x"][1] < places["y"][1])
    crossed = placed("ay bx cy dx", a=2000, b=2000, c=2000, d=2000, x=1999, y=1999)
    high, low = (sorted(pair, key=lambda key: crossed[key][1]) for pair in ("ac", "bd"))
    above = crossed["y"][1] < crossed["x"][1]
    first, second = (high, low) if above else (low, high)
    assert crossed[first[1]][1] < crossed[second[0]][1]


def test_all_heights_and_places_of_a_star_by_hand() -> None:
    places = placed("bx cx dx", x=2000, b=2001, c=2001, d=2001)
    b, c, d, x = (places[key][1] for key in "bcdx")
    assert (26.0, 26.0) == pytest.approx((c - b, d - c), abs=0.11)
    assert c == pytest.approx(x, abs=0.11)
    assert {90.0} == {places["x"][0]}
    assert {150.0} == {places[key][0] for key in "bcd"}


def test_works_without_a_citation_are_four_gaps_below_the_lowest() -> None:
    places = placed("bx cx dx", x=2000, b=2001, c=2001, d=2001, p=2000, q=0, r=2001)
    lowest = max(places[key][1] for key in "bcdx")
    assert pytest.approx(lowest + 4 * GAP, abs=0.06) == places["p"][1] == places["q"][1] == places["r"][1]
    assert [75.0, -15.0, 135.0] == [places[key][0] for key in "pqr"]

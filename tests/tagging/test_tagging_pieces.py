"""Citations of law in a text, near phrases and near works, each on both sides of its limit. All works are made up."""

import pytest

from litreview.codebook import Pattern
from litreview.model import Source
from litreview.tagging.citations import find_citations
from litreview.tagging.matcher import _bits, _near
from litreview.tagging.nearest import nearest_decided

SECTION, LETTERED, PART = "22 U.S.C. 7102", "22 U.S.C. 7104a", "22 U.S.C. 7102(9)"
RANGE, LAW, CASE = "18 U.S.C. 1581-1597", "Pub. L. 106-386", "criminal case"


@pytest.mark.parametrize(
    ("text", "wanted", "cited"),
    [
        ("as 22 U.S.C. § 7102 says", SECTION, ["22 U.S.C. § 7102"]),
        ("as 22 U.S.C. § 7102(9) says", SECTION, ["22 U.S.C. § 7102(9)"]),
        ("as 22 U.S.C. § 7102(9) says", PART, ["22 U.S.C. § 7102(9)"]),
        ("as 22 U.S.C. § 7102(8) says", PART, []),
        ("as 22 U.S.C. § 7102 says", PART, []),
        ("as 22 U.S.C. § 7102a says", SECTION, []),
        ("as 22 U.S.C. § 7104a says", LETTERED, ["22 U.S.C. § 7104a"]),
        ("as 22 U.S.C. § 7104 says", LETTERED, []),
        ("as 21 U.S.C. § 7102 says", SECTION, []),
        ("as 22 U.S.C. § 7101 says", SECTION, []),
        ("as 22 U.S.C. § 7103 says", SECTION, []),
        ("as 22 U.S.C. §§ 7101-7110 says", SECTION, []),
        ("as 18 U.S.C. § 1581 says", RANGE, ["18 U.S.C. § 1581"]),
        ("as 18 U.S.C. § 1597 says", RANGE, ["18 U.S.C. § 1597"]),
        ("as 18 U.S.C. § 1595a says", RANGE, ["18 U.S.C. § 1595a"]),
        ("as 18 U.S.C. § 1580 says", RANGE, []),
        ("as 18 U.S.C. § 1598 says", RANGE, []),
        ("as 18 U.S.C. §§ 1590-94 says", RANGE, ["18 U.S.C. §§ 1590-94"]),
        ("as 18 U.S.C. §§ 1590-98 says", RANGE, []),
        ("as 18 U.S.C. §§ 1590-1597 says", RANGE, ["18 U.S.C. §§ 1590-1597"]),
        ("as Pub. L. 106-386 says", LAW, ["Pub. L. 106-386"]),
        ("as Public Law 106-386 says", LAW, ["Public Law 106-386"]),
        ("as Pub. L. 106-387 says", LAW, []),
        ("as ports say", LAW, []),
    ],
)
def test_which_section_or_law_is_cited(text, wanted, cited):
    pattern = Pattern(text="x", citation=wanted)
    assert cited == [text[slice(*place)] for _, place in find_citations(text, [pattern])]


def test_a_pattern_of_cases_is_met_by_cases_alone_and_the_first_of_several_counts():
    patterns = [Pattern(text=name, citation=name) for name in (LAW, CASE, SECTION)]
    text = "United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013)"
    assert [CASE] == [one.text for one, _ in find_citations(text, patterns)]
    assert [] == list(find_citations(text, [patterns[0], patterns[2]]))
    both = f"{text}; 22 U.S.C. § 7102; Pub. L. 106-386"
    assert {LAW, CASE, SECTION} == {one.text for one, _ in find_citations(both, patterns)}


@pytest.mark.parametrize(
    ("left", "right", "window", "stops", "found"),
    [
        ([(0, 1)], [(4, 5)], 3, [], [(0, 5)]),
        ([(0, 1)], [(5, 6)], 3, [], []),
        ([(4, 5)], [(0, 1)], 3, [], [(0, 5)]),
        ([(5, 6)], [(0, 1)], 3, [], []),
        ([(0, 1)], [(1, 2)], 0, [], [(0, 2)]),
        ([(0, 1)], [(3, 4)], 5, [2], []),
        ([(0, 1)], [(3, 4)], 5, [4], [(0, 4)]),
        ([(4, 5)], [(0, 1), (6, 7)], 9, [], [(4, 7)]),
        ([(4, 5)], [(2, 3), (9, 10)], 9, [], [(2, 5)]),
        ([(4, 5)], [(2, 3), (9, 10)], 9, [3], [(4, 10)]),
        ([(0, 9)], [(3, 4)], 0, [], [(0, 9)]),
        ([(0, 1), (0, 1)], [(2, 3)], 3, [], [(0, 3)]),
        ([(0, 1), (8, 9)], [(2, 3), (6, 7)], 1, [], [(0, 3), (6, 9)]),
        ([(0, 1)], [], 3, [], []),
    ],
)
def test_phrases_that_stand_near_each_other(left, right, window, stops, found):
    assert found == _near(left, right, window, stops)


def test_the_places_of_bits():
    assert [[], [0], [1, 3], [40]] == [list(_bits(number)) for number in (0, 1, 10, 1 << 40)]


def work(key, title):
    return Source(key=key, type="article", fields={"title": title}, records=())


WORKS = [
    work("a", "Harbor raids and winter tides"),
    work("b", "Harbor raids in winter"),
    work("c", "Harbor raids"),
    work("d", "Meadow grasses and their seeds"),
    work("e", "Harbor raids and winter tides"),
    work("f", ""),
    work("g", "Quarry stones"),
]


def test_the_nearest_of_the_decided_works_are_two_at_most_and_never_the_work_itself():
    found = nearest_decided(WORKS, ["a", "b", "c", "d", "none"], "")
    assert {one.key for one in WORKS} == set(found)
    keys = {key: [near[0] for near in map(tuple_of, ones)] for key, ones in found.items()}
    assert ["b", "c"] == keys["a"]
    assert ["a", "b"] == keys["e"]
    assert [] == keys["f"] == keys["g"] == keys["d"]
    assert 1.0 == tuple_of(found["e"][0])[1]
    assert {} == nearest_decided(WORKS, [], "")
    assert ["c"] == [tuple_of(one)[0] for one in nearest_decided(WORKS, ["c", "d"], "")["e"]]


def tuple_of(near):
    """Return key and likeness of a near work."""
    return near[0], near[1]

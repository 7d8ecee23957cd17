"""A third record that is proven one work with both shows that a contradiction is damage; one that merely fits both does not."""

from itertools import permutations

import pytest
from test_duplicates_hard_pairs import record

from litreview.stages.duplicates import dedupe
from litreview.stages.duplicates.verdict import RULES

HARBOR = {
    "title": "Policing the margins of the informal economy in four harbor cities",
    "author": "Archer, Ann and Baker, Bo",
    "journal": "Journal of Urban Studies",
    "year": "2015",
}
# what the two good records add, and what the damaged one has: its DOI proves it one work with the first of them
DAMAGED = {
    "sequel": (
        {"volume": "12", "number": "3", "doi": "10.1234/a"},
        {"volume": "12", "number": "3"},
        {"title": HARBOR["title"] + " 2", "volume": "12", "number": "3", "doi": "10.1234/a", "year": ""},
    ),
    "other-people": (
        {"volume": "12", "doi": "10.1234/a"},
        {"volume": "12"},
        {"author": "Studies, Urban", "doi": "10.1234/a"},
    ),
    "review-update-by-year": (
        {"journal": "Cochrane Database of Systematic Reviews", "doi": "10.1002/14651858.cd001186"},
        {"journal": "Cochrane Database of Systematic Reviews"},
        {
            "journal": "Cochrane Database of Systematic Reviews",
            "doi": "10.1002/14651858.cd001186",
            "year": "2012",
        },
    ),
    "": (  # no rule keeps the two apart, but volume and page differ
        {"volume": "12", "pages": "6282-6290", "doi": "10.1234/a"},
        {"volume": "12", "pages": "6282-6290"},
        {"volume": "30", "pages": "5", "doi": "10.1234/a"},
    ),
}


def three(sides):
    return [record(key, HARBOR | side) for key, side in zip("abc", sides, strict=True)]


def groups(sides):
    return sorted(sorted(r.key for r in source.records) for source in dedupe(three(sides)))


@pytest.mark.parametrize("rule", DAMAGED)
def test_what_a_third_record_overcame_keeps_no_other_apart(rule):
    good, other, _ = DAMAGED[rule]
    for order in permutations(DAMAGED[rule]):
        (source,) = dedupe(three(order))
        assert len(source.records) == 3
    assert groups([good, other, {"title": "A work on something else than that", "author": "Dean, D"}]) == [
        ["a", "b"],
        ["c"],
    ]
    # without the third record the two are not one
    assert len(dedupe(three(DAMAGED[rule])[1:])) == 2


def test_each_rule_that_rests_on_a_column_is_overruled_above():
    assert {rule.id for rule in RULES if rule.differs_in} == set(DAMAGED) - {""}


def test_a_third_record_that_fits_both_overrules_nothing():
    """Two parts, and a record whose title is cut off before the number: it agrees with both, so it says nothing of the number."""
    title = "Policing the margins of the informal economy in four harbor cities: an inquiry into work and its places, part"
    parts = [
        {"title": f"{title} 1", "doi": "10.1234/a", "pages": "1-20"},
        {"title": f"{title} 2", "doi": "10.1234/b", "pages": "21-40"},
        {"title": title[:-6]},
    ]
    assert ["a", "b"] not in [group[:2] for group in groups(parts)]


def test_two_volumes_are_not_joined_by_a_record_without_one():
    parts = [
        {"volume": "12", "pages": "1-20"},
        {"volume": "30", "pages": "5-9", "year": "2014"},
        {"volume": ""},
    ]
    assert ["a", "b"] not in [group[:2] for group in groups(parts)]

"""What the whole collection shows of a short title: it is there once, or it comes back in other years."""

from itertools import permutations

import pytest
from test_duplicates_hard_pairs import record

from litreview.core.model import Deduplication
from litreview.stages.duplicates import dedupe

TITLE = {"title": "Harbor locking", "author": "Archer, Ann", "year": "2014"}
IN_ONE, IN_OTHER = {"journal": "Tides and Locks"}, {"journal": "Proceedings of the Harbor Meeting"}


def deduped(*sides, known=None):
    return dedupe(
        [record(key, TITLE | side) for key, side in zip("abcdef", sides, strict=False)], known=known
    )


def groups(found: Deduplication):
    return sorted("".join(sorted(r.key for r in source.records)) for source in found)


def test_a_short_title_that_is_there_once_is_enough_with_people_and_year():
    assert groups(deduped(IN_ONE, {})) == ["ab"]


@pytest.mark.parametrize(
    "third",
    [{"author": "Cole, Cy"}, {"year": "2019"}, {"author": "Archer, Ann and Dean, Di", "volume": "3"}],
    ids=str,
)
def test_a_short_title_that_others_have_too_is_asked(third):
    for sides in permutations([IN_ONE, {}, third]):
        found = deduped(*sides)
        keys = dict(zip(map(str, sides), "abc", strict=True))
        together = {keys[str(IN_ONE)], keys[str({})]}
        assert all(not together <= set(group) for group in groups(found))
        assert any(
            {match.a, match.b} == {r.id for r in found_records(found, together)} for match in found.queue
        )


def found_records(found, keys):
    return [r for source in found for r in source.records if r.key in keys]


@pytest.mark.parametrize(
    "change",
    [
        {"year": "2015"},
        {"author": "Cole, Cy"},
        {"author": "Archer, Ann and Baker, Bo", "title": "Editorial"},
        {"journal": "Seamen's Quarterly", "volume": "3"},
    ],
    ids=str,
)
def test_a_short_title_alone_is_not_enough(change):
    assert groups(deduped(IN_ONE | {"volume": "12"}, change)) == ["a", "b"]


@pytest.mark.parametrize("title", ["Guest editorial", "In this issue", "Personal communication", "Locks"])
def test_a_title_that_anybody_gives_is_not_enough_though_it_is_there_once(title):
    assert groups(deduped({"title": title, **IN_ONE}, {"title": title})) == ["a", "b"]


def test_a_title_in_three_years_of_one_journal_is_a_column_and_neither_merged_nor_asked():
    years = [IN_ONE | {"year": year} for year in ("2012", "2013", "2014")]
    found = deduped(*years, {"title": "Harbor locking", "year": "2014"})
    assert groups(found) == ["a", "b", "c", "d"]
    assert not found.queue
    # in two years it may be one work
    assert deduped(*years[1:], {}).queue


def test_a_column_signed_by_two_is_asked_where_its_title_would_be_a_proof():
    title = {"title": "Remarks upon harbor locks", "author": "Archer, Ann and Baker, Bo", **IN_ONE}
    years = [title | {"year": year} for year in ("2010", "2012", "2014", "2014")]
    found = deduped(*years)
    assert groups(found) == ["a", "b", "c", "d"]
    assert [(match.rule, match.verdict) for match in found.queue] == [("column", "ask")]
    assert "abc" not in groups(deduped(*years[1:]))


def test_what_the_collection_shows_is_seen_anew_when_records_come():
    two = [record(key, TITLE | side) for key, side in (("a", IN_ONE), ("b", {}))]
    third = record("c", TITLE | {"year": "2019"})
    before = dedupe(two)
    assert groups(before) == ["ab"]
    after = dedupe([*two, third], known=before)
    assert (groups(after), after.queue) == (groups(dedupe([*two, third])), dedupe([*two, third]).queue)
    assert "ab" not in groups(after)
    assert groups(dedupe(two, known=after)) == ["ab"]


LONG = {"title": "On the lifting of barges by chains at night", "author": "Archer, Ann and Baker, Bo"}
BARE = {"author": "Archer, A. and Baker, B."}


def of_title(*sides):
    return groups(dedupe([record(key, LONG | side) for key, side in zip("abcdef", sides, strict=False)]))


def test_a_long_title_that_all_records_give_to_the_same_people_is_one_work_without_year_and_place():
    assert of_title({"year": "2014", **IN_ONE}, BARE, BARE | {"journal": "Tides and Locks"}) == ["abc"]


@pytest.mark.parametrize(
    "third", [{"year": "2019"}, {"author": "Archer, Ann and Cole, Cy", "year": "2014"}], ids=str
)
def test_a_long_title_that_others_have_or_that_came_again_stays_asked(third):
    assert "ab" not in of_title({"year": "2014", **IN_ONE}, BARE, third)

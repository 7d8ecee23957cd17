"""Two names that proven pairs show for one journal are one; and never those of two journals that are near each other."""

import pytest
from test_duplicates_hard_pairs import record

from litreview.stages.duplicates import dedupe
from litreview.stages.duplicates.collection_evidence import _name_other_parts

ONE, OTHER = "Acta Portuum", "Annals of Harbor Engineering"
TITLES = (
    "Timber gates and the rise of water",
    "On lifting barges with chains",
    "Salt in brackish basins of the north",
    "Pilots and their night signals",
)
WORDS = "the collection shows these two names for one journal in {} proven pairs"


def shown(count: int = 3, one: str = ONE, other: str = OTHER, **both: str):
    """Return pairs of records, each of one work at one place, in journals with two names."""
    pairs = []
    for number, title in enumerate(TITLES[:count]):
        place = {
            "title": title,
            "author": "Archer, Ann",
            "year": f"{2001 + number}",
            "volume": f"{11 + number}",
            "pages": f"{20 + number}-29",
        }
        pairs += [
            record(f"{side}{number}", place | both | {"journal": name})
            for side, name in (("a", one), ("b", other))
        ]
    return pairs


def open_pair(one: str = ONE, other: str = OTHER, **change: str):
    """Return two records of one title, the same people and year, of which one has no place in its journal."""
    both = {"title": "Dredging by night in tidal harbors", "author": "Cole, Cy and Dean, Di", "year": "2009"}
    return [
        record("x", both | {"journal": one, "volume": "19", "pages": "101-120"}),
        record("y", both | {"journal": other} | change),
    ]


def found_of(records):
    """Return verdict and reasons of the pair x, y."""
    result = dedupe(records)
    home = {one.key: source.key for source in result.sources for one in source.records}
    matches = [*result.queue, *(match for cluster in result.clusters for match in cluster.matches)]
    reasons = [match.reasons for match in matches if {match.a, match.b} == {"x.bib:x", "x.bib:y"}]
    return home["x"] == home["y"], reasons[0] if reasons else ()


@pytest.mark.parametrize("turned", [False, True])
def test_names_that_three_proven_pairs_share_are_one_journal(turned):
    records = [*shown(), *open_pair()]
    merged, reasons = found_of(records[::-1] if turned else records)
    assert merged
    assert reasons[-1] == WORDS.format(3)
    assert "the journals or books differ" not in reasons


def test_two_proven_pairs_may_be_slips():
    merged, reasons = found_of([*shown(2), *open_pair()])
    assert not merged
    assert "the journals or books differ" in reasons


def test_another_contradiction_holds_as_in_one_journal():
    merged, reasons = found_of([*shown(), *open_pair(volume="20", pages="7-9")])
    assert not merged
    assert "the journals or books differ" not in reasons


def test_many_records_of_one_work_are_one_place():
    again = [record(f"{one.key}-{n}", dict(one.fields)) for one in shown(1) for n in range(3)]
    assert not found_of([*shown(2), *again, *open_pair()])[0]


def test_pairs_that_share_a_doi_and_no_place_show_nothing():
    """A paper of a meeting is often exported with the DOI of the article made from it."""
    pairs = [
        record(
            one.key, dict(one.fields) | {"doi": f"10.9999/made.up.{one.key[1]}", "volume": "", "pages": ""}
        )
        for one in shown(4)
    ]
    assert len(dedupe(pairs)) == 4
    assert not found_of([*pairs, *open_pair()])[0]


def test_a_meeting_is_no_journal():
    meeting = "Proceedings of the Conference on Harbors"
    assert not found_of([*shown(4, ONE, meeting), *open_pair(ONE, meeting)])[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acta Portuum A", "Annals of Harbor Engineering B"),
        ("Acta Portuum, Series B", OTHER),
        ("Acta Portuum, Part 2", OTHER),
        (ONE, OTHER + " III"),
    ],
    ids=str,
)
def test_parts_of_a_journal_are_not_one(one, other):
    assert not found_of([*shown(4, one, other), *open_pair(one, other)])[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("J Trauma", "Journal of Trauma", False),
        ("J Trauma", "The Journal of trauma, injury, infection, and critical care", False),
        ("Am J Med Genet A", "American Journal of Medical Genetics", True),
        ("Am J Med Genet A", "American Journal of Medical Genetics Part B", True),
        ("Am J Med Genet B Neuropsychiatr Genet", "American Journal of Medical Genetics Part B: Neuropsychiatric Genetics", False),
        ("Tissue Eng Part A", "Tissue Engineering", True),
        ("Eksp Klin Farmakol", "Eksperimental'naia i klinicheskaia farmakologiia", False),
        ("Acta Made Up I", "Acta Made Up", True),
    ],
)  # fmt: skip
def test_the_letter_or_number_of_a_part(one, other, expected):
    assert _name_other_parts(one, other) == _name_other_parts(other, one) == expected


def test_a_name_that_goes_with_two_others_is_neither():
    """ "Mutat Res" stands for several journals whose names begin so."""
    third = {"title": TITLES[3], "author": "Archer, Ann", "year": "2008", "volume": "18", "pages": "5-9"}
    records = [
        record("c", third | {"journal": ONE}),
        record("d", third | {"journal": "Quarterly of Locks and Dams"}),
    ]
    assert not found_of([*shown(), *records, *open_pair()])[0]
    assert found_of([*shown(), *records[:1], *open_pair()])[0]


def test_a_title_in_two_volumes_of_one_year_shows_two_journals():
    twice = {"title": "A survey of quays in the estuary", "author": "Egan, Eve", "year": "2011"}
    records = [
        record("c", twice | {"journal": ONE, "volume": "21"}),
        record("d", twice | {"journal": OTHER, "volume": "44"}),
    ]
    assert not found_of([*shown(), *records, *open_pair()])[0]
    assert found_of([*shown(), *records[:1], *open_pair()])[0]
    # a journal may have two volumes a year, each with what comes back
    column = [record(one.key, dict(one.fields) | {"title": "Editorial"}) for one in records]
    assert found_of([*shown(), *column, *open_pair()])[0]


def test_two_works_on_the_same_pages_show_two_journals():
    place = {"year": "2011", "volume": "21", "pages": "60-75"}
    records = [
        record("c", place | {"journal": ONE, "title": "A survey of quays", "author": "Egan, Eve"}),
        record("d", place | {"journal": OTHER, "title": "Fog horns reconsidered", "author": "Ford, Flo"}),
    ]
    assert not found_of([*shown(), *records, *open_pair()])[0]
    assert found_of([*shown(), *records[:1], *open_pair()])[0]


def test_what_is_shown_is_seen_anew_when_records_come_or_go():
    few, all_ = [*shown(2), *open_pair()], [*shown(3), *open_pair()]
    before = dedupe(few)
    after = dedupe(all_, known=before)
    assert (len(before), len(after)) == (4, 4)
    assert (after.clusters, after.queue) == (dedupe(all_).clusters, dedupe(all_).queue)
    assert dedupe(few, known=after).clusters == before.clusters

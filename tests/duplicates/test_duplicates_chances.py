"""The queue is in the order of how often such pairs are one work, and says what is expected behind each."""

import pytest
from test_duplicates_hard_pairs import record

from litreview.formats.tables import queue_rows
from litreview.formats.tables.frames import frame
from litreview.stages.duplicates import dedupe, results
from litreview.stages.duplicates.verdict import RULES

HARBOR = {
    "title": "Tides and the work of harbors in the north",
    "author": "Archer, Ann and Baker, Bo",
    "year": "2014",
}
RIVER = {
    "title": "Ferries on the rivers of the lower lands",
    "author": "Cole, Cy and Dean, Di",
    "year": "2011",
}


@pytest.fixture
def asked():
    """A pair with other journals and pages, a pair whose titles differ in a word, and one with a subtitle."""
    return dedupe(
        [
            record("a", HARBOR | {"journal": "Harbor Medicine", "pages": "130-139"}),
            record("b", HARBOR | {"journal": "Acta Portuum", "pages": "7-9"}),
            record("c", RIVER),
            record("d", RIVER | {"title": RIVER["title"].replace("Ferries", "Bridges")}),
            record("e", RIVER | {"author": "Egan, Eve"}),
            record(
                "f",
                RIVER | {"author": "Egan, Eve", "title": RIVER["title"] + ": a study of cities"},
            ),
        ]
    ).queue


def test_what_is_most_often_one_work_is_asked_first(asked):
    assert [match.rule for match in asked] == ["similar-title", "longer-title", "title"]
    assert asked[-1].against == ("page", "container")
    likely = [results.expected_share(results.question_class(match)) for match in asked]
    assert likely == sorted(likely, reverse=True)


def test_each_question_says_what_is_expected_behind_it(asked):
    left = [match.remaining for match in asked]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    # three alike would leave 2/3, 1/3, 0; the likelier ones before leave less
    assert 0.5 < left[0] < 2 / 3
    assert left[1] < 1 / 3
    table = frame("queue", queue_rows(asked))
    assert table.columns.tolist()[-1] == "remaining"
    assert table["remaining"].tolist() == left
    assert asked[-1].behind == "this is the last pair"


def test_few_pairs_are_drawn_to_the_shares_of_rule_and_signs_and_none_to_one_half():
    counts = {("title", ""): (98, 74), ("title", "page"): (100, 0)}
    assert results.expected_share(("title", "year"), counts) == pytest.approx((75 / 200 + 1 / 2) / 2)
    assert (
        results.expected_share(("title", ""), counts)
        > 75 / 200
        > results.expected_share(("title", "page"), counts)
    )
    assert results.expected_share(("no rule", "page"), counts) == pytest.approx((1 / 2 + 1 / 102) / 2)
    assert results.expected_share(("no rule", "year"), counts) == 0.5


def test_the_table_of_shares_names_rules_that_are():
    rules = {rule.id for rule in RULES}
    for (rule, against), (number, same) in results.shares().items():
        assert set(rule.split()) <= rules
        assert set(against.split()) <= {
            "chain",
            "title",
            "authors",
            "doi",
            "page",
            "volume",
            "container",
            "year",
        }
        assert 0 <= same <= number > 0

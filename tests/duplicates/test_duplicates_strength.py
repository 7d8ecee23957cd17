"""How much speaks for one work, and where the bounds of what is compared lie."""

import pytest
from test_duplicates_hard_pairs import record

from litreview.linkage import record_columns
from litreview.stages.duplicates import judge
from litreview.stages.duplicates.comparisons import number_sign

SILENT = {"title": "Tides and the work of harbors", "author": "Archer, Ann", "year": "2014"}
ABSTRACT = "(Made up.) We asked four hundred people who work in four harbors of the north how they rest between tides."


def pair(a=(), b=()):
    return tuple(
        record_columns(record(side, SILENT | dict(own)), {}, side) for side, own in (("a", a), ("b", b))
    )


def strength(field="year", a="2014", b="2014"):
    return judge(*pair({field: a}, {field: b}), 1.0).score


# a field on which one record is silent counts half of what it counts where they agree, and nothing where they differ
@pytest.mark.parametrize(
    ("field", "value", "other", "weight"),
    [
        ("doi", "10.5555/h.8", "10.5555/h.99", 0.12),
        ("pages", "130-139", "240-249", 0.10),
        ("volume", "30", "42", 0.05),
        ("number", "3", "4", 0.02),
        ("journal", "Harbor Medicine", "Acta Portuum", 0.04),
        ("abstract", ABSTRACT, "", 0.03),
    ],
)
def test_each_field_counts_for_what_it_shows(field, value, other, weight):
    assert strength(field, value, value) == pytest.approx(strength() + weight / 2)
    if other:
        assert strength(field, value, other) == pytest.approx(strength() - weight / 2)


def test_title_authors_and_year_count_for_what_they_show():
    assert strength() == pytest.approx(0.5 + 0.12 + 0.36 / 2 + 0.02)
    assert judge(*pair(), 0.8).score == pytest.approx(strength() - 0.1)
    assert strength("author", "Archer, Ann", "") == pytest.approx(strength() - 0.06)
    assert strength("year", "2014", "") == pytest.approx(strength() - 0.01)


def test_titles_of_one_issue_are_asked_from_their_bound_on():
    issue = {"journal": "Harbor Medicine", "volume": "30", "number": "3"}
    titles = ("Estimation of the tides of the north", "Competition: estimating the tides of the far north")
    a, b = pair(issue | {"title": titles[0]}, issue | {"title": titles[1]})
    assert judge(a, b, 0.72).rule == "issue-alone"
    assert judge(a, b, 0.7199).verdict == "different"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("316", "3", False),
        ("5316", "3", None),
        ("5316", "316", None),
        ("5316", "5317", False),
        ("5316", "5316", True),
    ],
)
def test_a_number_of_four_figures_is_that_of_an_article_beside_an_issue(a, b, expected):
    one, other = pair({"number": a}, {"number": b})
    assert number_sign(one, other) is expected
    assert number_sign(other, one) is expected

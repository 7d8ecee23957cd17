"""What a verdict is made of where a sign is all there is: how much contradicts, and what the reviewer chose. All works are made up."""

import pytest

from litreview.linkage import RecordColumns
from litreview.linkage.rules import read_rules
from litreview.stages.duplicates.evidence import gather_evidence
from litreview.stages.duplicates.verdict import Judge, _two_against, judge

TITLE = "tides and the work of harbors"
BARE = {"title": TITLE, "authors": ("archer",), "byline": "archer ann"}
WITH_DOI = {"doi": "10.5555/h.8"}
PAGE, VOLUME, YEAR = {"page": "130"}, {"volume": "30"}, {"year": 2014}
JOURNAL = {"container": "harbor medicine"}
OTHER = {"doi": "10.5555/t.99", "page": "240", "volume": "42", "year": 2019, "container": "acta portuum"}

ONE_SIGN = """
[[rule]]
id = "made-up"
stage = "sign"
says = "made up, {change}"
why = "Made up."
when = ["likeness >= 0.5"]
verdict = "ask"
"""


def pair(*fields):
    """Two records that differ in these fields."""
    mine = {name: value for one in fields for name, value in one.items()}
    other = {name: OTHER[name] for name in mine}
    return RecordColumns(**BARE | mine), RecordColumns(**BARE | other)


# fields in which two records differ, beside a sign: the verdict, whether they are kept apart from each other for good
@pytest.mark.parametrize(
    ("fields", "verdict", "apart"),
    [
        ([], "ask", False),
        ([PAGE], "ask", False),
        ([VOLUME], "ask", False),
        ([JOURNAL], "ask", False),
        ([YEAR], "ask", False),
        ([WITH_DOI], "ask", True),
        ([PAGE, VOLUME], "ask", True),
        ([YEAR, JOURNAL], "ask", True),
        ([PAGE, VOLUME, YEAR], "different", True),
        ([WITH_DOI, YEAR], "different", True),
    ],
)
def test_what_contradicts_a_sign_outweighs_it(fields, verdict, apart):
    one = Judge(read_rules(ONE_SIGN))(*pair(*fields), 1.0)
    names = [name for name in ("doi", "page", "volume", "container", "year") for f in fields if name in f]
    assert (verdict, apart, tuple(names)) == (one.verdict, one.contradicts, one.differs_in)
    assert 1 + len(names) == len(one.reasons)
    assert "made-up" == one.rule


def test_one_doi_outweighs_all_that_contradicts():
    a, b = (one._replace(doi="10.5555/h.8") for one in pair(PAGE, VOLUME, YEAR))
    one = Judge(read_rules(ONE_SIGN))(a, b, 1.0)
    assert ("ask", True) == (one.verdict, one.contradicts)


@pytest.mark.parametrize(("likeness", "kind"), [(0.8, None), (0.81, "version")])
def test_two_open_works_alike_enough_by_the_same_people_are_versions(likeness, kind):
    a, b = pair()
    asked = Judge(read_rules(ONE_SIGN))
    assert kind == asked(a, b, likeness).kind
    assert None is asked(a, b._replace(authors=("roe",), byline="roe"), likeness).kind


def test_without_a_sign_two_records_are_different_and_nothing_more():
    one = Judge(read_rules(ONE_SIGN))(*pair(), 0.4)
    assert ("different", "", None, False, ()) == (
        one.verdict,
        one.rule,
        one.kind,
        one.contradicts,
        one.differs_in,
    )
    assert 1 == len(one.reasons)


@pytest.mark.parametrize(
    ("a", "b", "two"),
    [
        ({}, {}, False),
        (PAGE, {"page": "240"}, False),
        (PAGE | VOLUME, {"page": "240", "volume": "42"}, True),
        (PAGE | VOLUME, {"page": "240", "volume": "30"}, False),
        (PAGE | YEAR, {"page": "240", "year": 2015}, True),
        (VOLUME | YEAR, {"volume": "42", "year": 2019}, True),
        (VOLUME | YEAR, {"volume": "42"}, False),
        (VOLUME | YEAR | PAGE, {"volume": "42", "year": 2019, "page": "130"}, False),
        (YEAR | JOURNAL, {"year": 2019, "container": "acta portuum"}, True),
        (
            YEAR | {"container": "conference harbor engineering"},
            {"year": 2019, "container": "acta portuum"},
            True,
        ),
        (
            YEAR | {"container": "conference harbor engineering"},
            {"year": 2019, "container": "symposium tidal theory"},
            False,
        ),
    ],
)
def test_two_of_pages_volume_journal_and_year_are_two_works_unless_the_page_is_one(a, b, two):
    one, other = RecordColumns(**BARE | a), RecordColumns(**BARE | b)
    assert (
        two
        is _two_against(gather_evidence(one, other, 1.0))
        is _two_against(gather_evidence(other, one, 1.0))
    )


@pytest.mark.parametrize("verdict", ["same", "ask", "different"])
def test_a_preprint_is_what_the_reviewer_chose(verdict):
    article = RecordColumns(**BARE | JOURNAL | VOLUME | PAGE | {"year": 2015, "doi": "10.5555/h.8"})
    preprint = RecordColumns(**BARE | {"year": 2014, "kind": "preprint", "doi": "10.48550/arxiv.1"})
    one = judge(article, preprint, 1.0, verdict)
    assert (verdict, verdict != "same") == (one.verdict, one.contradicts)


@pytest.mark.parametrize(
    ("a", "b", "verdict", "score"),
    [
        ({"doi": "10.5555/h.8"}, {"doi": "10.5555/h.8"}, "ask", 0.3),
        ({"doi": "10.5555/h.8"}, {"doi": "10.5555/h.9"}, "different", 0.0),
        ({}, {}, "different", 0.0),
    ],
)
def test_without_a_title_little_is_known(a, b, verdict, score):
    titled, untitled = RecordColumns(**BARE | a), RecordColumns(**b)
    for one in (judge(titled, untitled, 0.0), judge(untitled, titled, 0.0)):
        assert (verdict, score, True) == (one.verdict, one.score, one.contradicts)


def test_two_names_of_one_journal_contradict_nothing():
    a, b = pair(JOURNAL)
    assert "container" in judge(a, b, 1.0).differs_in
    assert "container" not in judge(a, b, 1.0, one_journal=True).differs_in

"""How well a registry's record fits a received one by title, first author and year, at each limit. All works are made up."""

import pytest

from litreview.core.model import Work
from litreview.linkage import RecordColumns
from litreview.stages.duplicates.registry_matches import FitLevel, fit
from litreview.stages.duplicates.verdict import Judgement
from litreview.works.titles import comparison_title

TITLE = "Policing the margins of four harbor cities"
CUT = {"title": "Policing the margins"}
SLIP = {"title": "Policing the margins of four harbro cities"}
LONG_RUBRIC = "Report on the margins of four harbor cities and towns"


def sides(*given):
    for own in given:
        said = {"title": TITLE, "authors": ("archer", "baker"), "year": 2015} | own
        title = said.pop("title")
        yield (
            RecordColumns(title=comparison_title(title), **said),
            Work(key="", type="article", fields={"title": title}),
        )


# what two records have otherwise than one of four harbor cities of 2015, and how well they fit
@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ({}, {}, FitLevel.EXACT),
        ({}, {"year": 2016}, FitLevel.CLOSE),
        ({}, {"year": 2017}, FitLevel.NONE),
        ({}, {"year": 0}, FitLevel.CLOSE),
        ({"year": 0}, {"year": 0}, FitLevel.CLOSE),
        ({}, SLIP, FitLevel.CLOSE),
        (SLIP, {"year": 2014}, FitLevel.CLOSE),
        ({}, {"title": "Policing teh margins of four harbor cities"}, FitLevel.CLOSE),
        ({}, {"title": "Policing the margin of four harbor citiez"}, FitLevel.ALIKE),
        ({}, {"title": "Fishing rights in two valleys"}, FitLevel.NONE),
        ({"title": TITLE + " 2"}, {}, FitLevel.NONE),
        ({"title": TITLE + " 2"}, {"title": TITLE + " 3"}, FitLevel.NONE),
        ({"title": TITLE + " in 1998"}, {"title": TITLE + " in 1999"}, FitLevel.NONE),
        ({}, {"title": ""}, FitLevel.NONE),
        ({"title": ""}, {}, FitLevel.NONE),
        # who wrote it
        ({}, {"authors": ("baker", "archer")}, FitLevel.EXACT),
        ({}, {"authors": ("baker",)}, FitLevel.NONE),
        ({"authors": ()}, {}, FitLevel.NONE),
        ({}, {"authors": ()}, FitLevel.NONE),
        # a subtitle that one of them leaves out
        ({}, {"title": TITLE + ": a survey"}, FitLevel.CLOSE),
        ({"title": TITLE + " - a survey"}, {}, FitLevel.CLOSE),
        ({"title": TITLE + ". A survey"}, SLIP, FitLevel.CLOSE),
        ({"title": TITLE + ": a survey"}, {"title": TITLE + ": interviews with keepers of four lighthouses"}, FitLevel.NONE),
        # another work of that name in another year
        (CUT, CUT, FitLevel.EXACT),
        ({"title": "Animal ecology"}, {"title": "Animal ecology", "year": 2016}, FitLevel.ALIKE),
        ({"title": "Report on four cities"}, {"title": "Report on four cities", "year": 2016}, FitLevel.ALIKE),
        ({"title": LONG_RUBRIC}, {"title": LONG_RUBRIC, "year": 2016}, FitLevel.CLOSE),
        ({"title": "In this issue of the harbor review"}, {"title": "In this issue of the harbor review", "year": 2016}, FitLevel.ALIKE),
        # what says that they are two
        ({"doi": "10.5555/a"}, {"doi": "10.5555/b"}, FitLevel.NONE),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/a"}, FitLevel.EXACT),
        ({"doi": "10.5555/a"}, {}, FitLevel.EXACT),
        ({"isbn": "1"}, {"isbn": "2"}, FitLevel.NONE),
        ({"page": "1"}, {"page": "2"}, FitLevel.NONE),
        ({"volume": "1"}, {"volume": "2"}, FitLevel.NONE),
        ({"notice": "reply"}, {}, FitLevel.NONE),
        ({"notice": "reply"}, {"notice": "reply"}, FitLevel.EXACT),
        ({"kind": "thesis"}, {}, FitLevel.NONE),
        ({}, {"kind": "preprint"}, FitLevel.NONE),
        ({"kind": "thesis"}, {"kind": "thesis"}, FitLevel.EXACT),
        ({"kind": "report"}, {"kind": "book"}, FitLevel.EXACT),
    ],
)  # fmt: skip
def test_how_well_two_records_fit(a, b, how):
    (one, work), (other, second) = sides(a, b)
    assert how is fit(one, other, work, second, None)


@pytest.mark.parametrize(
    ("verdict", "contradicts", "how"),
    [("same", False, FitLevel.NONE), ("ask", True, FitLevel.NONE), ("ask", False, FitLevel.EXACT), ("different", False, FitLevel.EXACT)],
)  # fmt: skip
def test_what_the_judge_says_for_sure_is_no_question_of_a_fit(verdict, contradicts, how):
    (one, work), (other, second) = sides({}, {})
    judged = Judgement(verdict=verdict, score=0.5, reasons=(), contradicts=contradicts)
    assert how is fit(one, other, work, second, judged)

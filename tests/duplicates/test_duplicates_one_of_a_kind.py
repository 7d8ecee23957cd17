"""How well a registry's record fits a received one by title, first author and year, at each limit. All works are made up."""

import pytest

from litreview.core.model import Work
from litreview.linkage import RecordColumns
from litreview.stages.duplicates.registry_matches import Closeness, fit
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
        ({}, {}, Closeness.EXACT),
        ({}, {"year": 2016}, Closeness.CLOSE),
        ({}, {"year": 2017}, Closeness.NONE),
        ({}, {"year": 0}, Closeness.CLOSE),
        ({"year": 0}, {"year": 0}, Closeness.CLOSE),
        ({}, SLIP, Closeness.CLOSE),
        (SLIP, {"year": 2014}, Closeness.CLOSE),
        ({}, {"title": "Policing teh margins of four harbor cities"}, Closeness.CLOSE),
        ({}, {"title": "Policing the margin of four harbor citiez"}, Closeness.ALIKE),
        ({}, {"title": "Fishing rights in two valleys"}, Closeness.NONE),
        ({"title": TITLE + " 2"}, {}, Closeness.NONE),
        ({"title": TITLE + " 2"}, {"title": TITLE + " 3"}, Closeness.NONE),
        ({"title": TITLE + " in 1998"}, {"title": TITLE + " in 1999"}, Closeness.NONE),
        ({}, {"title": ""}, Closeness.NONE),
        ({"title": ""}, {}, Closeness.NONE),
        # who wrote it
        ({}, {"authors": ("baker", "archer")}, Closeness.EXACT),
        ({}, {"authors": ("baker",)}, Closeness.NONE),
        ({"authors": ()}, {}, Closeness.NONE),
        ({}, {"authors": ()}, Closeness.NONE),
        # a subtitle that one of them leaves out
        ({}, {"title": TITLE + ": a survey"}, Closeness.CLOSE),
        ({"title": TITLE + " - a survey"}, {}, Closeness.CLOSE),
        ({"title": TITLE + ". A survey"}, SLIP, Closeness.CLOSE),
        ({"title": TITLE + ": a survey"}, {"title": TITLE + ": interviews with keepers of four lighthouses"}, Closeness.NONE),
        # another work of that name in another year
        (CUT, CUT, Closeness.EXACT),
        ({"title": "Animal ecology"}, {"title": "Animal ecology", "year": 2016}, Closeness.ALIKE),
        ({"title": "Report on four cities"}, {"title": "Report on four cities", "year": 2016}, Closeness.ALIKE),
        ({"title": LONG_RUBRIC}, {"title": LONG_RUBRIC, "year": 2016}, Closeness.CLOSE),
        ({"title": "In this issue of the harbor review"}, {"title": "In this issue of the harbor review", "year": 2016}, Closeness.ALIKE),
        # what says that they are two
        ({"doi": "10.5555/a"}, {"doi": "10.5555/b"}, Closeness.NONE),
        ({"doi": "10.5555/a"}, {"doi": "10.5555/a"}, Closeness.EXACT),
        ({"doi": "10.5555/a"}, {}, Closeness.EXACT),
        ({"isbn": "1"}, {"isbn": "2"}, Closeness.NONE),
        ({"page": "1"}, {"page": "2"}, Closeness.NONE),
        ({"volume": "1"}, {"volume": "2"}, Closeness.NONE),
        ({"notice": "reply"}, {}, Closeness.NONE),
        ({"notice": "reply"}, {"notice": "reply"}, Closeness.EXACT),
        ({"kind": "thesis"}, {}, Closeness.NONE),
        ({}, {"kind": "preprint"}, Closeness.NONE),
        ({"kind": "thesis"}, {"kind": "thesis"}, Closeness.EXACT),
        ({"kind": "report"}, {"kind": "book"}, Closeness.EXACT),
    ],
)  # fmt: skip
def test_how_well_two_records_fit(a, b, how):
    (one, work), (other, second) = sides(a, b)
    assert how is fit(one, other, work, second, None)


@pytest.mark.parametrize(
    ("verdict", "contradicts", "how"),
    [("same", False, Closeness.NONE), ("ask", True, Closeness.NONE), ("ask", False, Closeness.EXACT), ("different", False, Closeness.EXACT)],
)  # fmt: skip
def test_what_the_judge_says_for_sure_is_no_question_of_a_fit(verdict, contradicts, how):
    (one, work), (other, second) = sides({}, {})
    judged = Judgement(verdict=verdict, score=0.5, reasons=(), contradicts=contradicts)
    assert how is fit(one, other, work, second, judged)

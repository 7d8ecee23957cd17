"""What a record says of a work: notices, where it stands, whether it is out, and who may quote it, on both sides of each condition. All are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from litreview.core.model import Doi, Work
from litreview.works.kinds import has_no_copyright, interview_label, meeting_of
from litreview.works.law import _bare_law
from litreview.works.notices import describe_notice, notices_of
from litreview.works.official_papers import unknown_place
from litreview.works.places import is_unplaced
from litreview.works.titles import _split_translation


def work(
    type_: str = "article", *, key: str = "k", year: int | None = None, doi: str = "", **fields: str
) -> Work:
    return Work(key=key, type=type_, fields={"title": "Raids"} | fields, year=year, doi=Doi(doi))


RETRACTED = {"Retraction": ""}


@pytest.mark.parametrize(
    ("fields", "notices"),
    [
        ({}, {}),
        ({"retracted": "true"}, RETRACTED),
        ({"retracted": "True"}, RETRACTED),
        ({"retracted": "false"}, {}),
        ({"retracted": "FALSE"}, {}),
        ({"retracted": "J. 2020"}, {"Retraction": "J. 2020"}),
        # a citation stays, whichever field has it, and the first of two
        ({"retracted": "true", "retraction-in": "J. 2020"}, {"Retraction": "J. 2020"}),
        ({"retracted": "J. 2020", "retraction-in": "true"}, {"Retraction": "J. 2020"}),
        ({"retracted": "J. 2020", "retraction-in": "K. 2021"}, {"Retraction": "J. 2020"}),
        ({"erratum-in": "J. 2020", "expression-of-concern": "true"}, {"Correction": "J. 2020", "Expression of concern": ""}),
        ({"title": "RETRACTED: Raids"}, RETRACTED),
        ({"title": "Raids (Retracted)"}, RETRACTED),
        ({"title": "Retracted papers"}, {}),
        ({"type": "Retracted Publication"}, RETRACTED),
        ({"type": "Journal Article; Retracted Publication"}, RETRACTED),
        ({"type": "Journal Article"}, {}),
        ({"title": "RETRACTED: Raids", "retraction-in": "J. 2020"}, {"Retraction": "J. 2020"}),
        ({"type": "Retracted Publication", "corrected": "J. 2020"}, {"Retraction": "", "Correction": "J. 2020"}),
    ],
)  # fmt: skip
def test_the_notices_that_a_record_holds(fields: dict[str, str], notices: dict[str, str]) -> None:
    found = [*notices_of(work(**fields))]
    assert [*notices.items()] == found


@pytest.mark.parametrize(
    ("nature", "citation", "words"),
    [("Retraction", "J. 2020", "retracted, says x: J. 2020"), ("Retraction", "", "retracted, says x"), ("Expression of concern", "", "a concern was expressed, says x"),
     ("Reinstatement", "", "reinstatement, says x")],
)  # fmt: skip
def test_a_notice_in_words(nature: str, citation: str, words: str) -> None:
    assert words == describe_notice(nature, citation, "x")


@pytest.mark.parametrize(
    ("number", "year", "title", "is_law"),
    [
        # the 106th Congress: from 1999 until January 2001
        ("106-386", 1999, "Ports Act", True), ("106-386", 2001, "Ports Act", True), ("106-386", 1998, "Ports Act", False), ("106-386", 2002, "Ports Act", False),
        ("106-386", None, "Ports Act", True), (" 106–386 ", 2000, "Ports Act", True), ("99-1", 1985, "Ports Act", True), ("99-1", 1988, "Ports Act", False),
        ("9-1", None, "Ports Act", False), ("1066-1", None, "Ports Act", False), ("106-386a", None, "Ports Act", False), ("106", None, "Ports Act", False), ("", None, "Ports Act", False),
        ("106-386", 2000, "Ports: Hearing", False), ("106-386", 2000, "Ports: Reports", False), ("106-386", 2000, "Reporting of Ports Act", True),
    ],
)  # fmt: skip
def test_a_bare_number_is_a_public_law_of_the_years_of_its_congress(
    number: str, year: int | None, title: str, is_law: bool
) -> None:
    assert is_law is bool(_bare_law(work("legislation", year=year, number=number, title=title)))


@pytest.mark.parametrize(
    ("one", "kind", "place"),
    [
        (work("legislation", title="Harbor Act", number="c. 30"), "statute", "c. 30"),
        (work("legislation", title="Harbor Act", number="Pub. L. 106-386"), "statute", ""),
        (work("legislation", title="Harbor Act", number="H.R. 1865"), "statute", ""),
        (work("misc", title="Harbor Act, 22 U.S.C. 7101"), "statute", ""),
        (work("misc", title="Harbor Act, 119 Stat. 3558"), "statute", ""),
        (work("misc", title="Made-up Rule", note="45 C.F.R. § 46.116"), "statute", ""),
        (work("misc", title="Made-up Protocol", note="2237 U.N.T.S. 319"), "statute", ""),
        (work("legislation", title="Harbor Act", number="c. 30"), "book", ""),
        (work("jurisdiction", title="Roe v. Poe", number="No. 10-4009"), "case", ""),
        (work("jurisdiction", title="Roe v. Poe, 702 F.3d 1066 (8th Cir. 2013)"), "case", ""),
        (work("jurisdiction", title="Roe v. Poe", number="[2014] UKSC 38"), "case", ""),
        (work("jurisdiction", title="Roe v. Poe"), "case", ""),
    ],
)  # fmt: skip
def test_a_place_in_law_of_no_known_form(one: Work, kind: str, place: str) -> None:
    assert place == unknown_place(one, kind)


@pytest.mark.parametrize(
    ("one", "unplaced"),
    [
        (work(), False),
        (work(pubstate="forthcoming"), True),
        (work(note="In press"), True),
        (work(addendum="forthcoming"), True),
        (work(note="A reprint"), False),
        (work(eprint="2101.01234"), True),
        (work(eprint="2101.01234", journal="Tides"), False),
        (work(journal="arXiv"), True),
        (work(doi="10.48550/arxiv.2101.01234"), True),
        (work(doi="10.48550/arxiv.2101.01234", journal="Tides"), False),
        (work(doi="10.5555/a"), False),
    ],
)
def test_a_work_that_has_no_place_yet(one: Work, unplaced: bool) -> None:
    assert unplaced is is_unplaced(one)


@pytest.mark.parametrize(
    ("one", "free"),
    [
        (work("jurisdiction", title="Doe v. Roe"), True),
        (work("legislation", title="Ports Act"), True),
        (work("report", title="Human Ports", institution="U.S. Government Accountability Office"), True),
        (work("report", title="Human Ports", author="{U.S. Department of Justice}"), True),
        (work("report", title="Human Ports", institution="Port Watch"), False),
        (work("report", title="Human Ports"), False),
        (work("article", title="Human Ports", journal="Tides"), False),
        (work("book", title="Human Ports", publisher="U.S. Government Printing Office"), False),
    ],
)
def test_what_anybody_may_quote_at_any_length(one: Work, free: bool) -> None:
    assert free is has_no_copyright(one)


HEARD = "Paper presented at the Annual Meeting of a Made Up Society"


@pytest.mark.parametrize(
    ("fields", "meeting"),
    [
        ({}, ""), ({"eventtitle": "Port Days"}, "Port Days"), ({"eventtitle": "Port Days", "note": HEARD}, "Port Days"), ({"note": HEARD}, HEARD),
        ({"organization": "Made Up Conference"}, "Made Up Conference"), ({"howpublished": "Talk at the Made Up Conference", "note": HEARD}, "Made Up Conference"),
        ({"howpublished": "Leaflet", "note": HEARD}, HEARD), ({"note": "A remark"}, ""),
    ],
)  # fmt: skip
def test_the_meeting_at_which_a_paper_was_given(fields: dict[str, str], meeting: str) -> None:
    assert meeting == meeting_of(work("misc", **fields))


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Raids und Rechte der Arbeiter [Raids and rights of workers]", "Raids und Rechte der Arbeiter "),
        ("Raids am Hafen [Raids]", "Raids am Hafen [Raids]"),
        ("Raids at harbors", "Raids at harbors"),
    ],
)
def test_a_translation_at_the_end_of_a_title(title: str, left: str) -> None:
    assert left.strip() == _split_translation(title).strip()


@pytest.mark.parametrize(
    ("one", "label"),
    [
        (work("misc", key="PR01"), "Request PR01"),
        (work("misc", key="PR01", agency="Port Office"), "Request PR01, to Port Office"),
        (
            replace(work("report", key="PR01-2", title="Memo", year=2019), confidential=True),
            "PR01-2, a document given out on request PR01 (2019), sealed",
        ),
        (
            replace(work("report", key="PR01-2", title="Memo"), confidential=True),
            "PR01-2, a document given out on request PR01, sealed",
        ),
        (work("report", key="PR01-2", title="Memo", year=2019), "PR01-2, Memo (2019)"),
        (work("report", key="PR01-2", title="Memo"), "PR01-2, Memo"),
        (work("report", key="PR01-2", title=""), "PR01-2, a document given out on request PR01, sealed"),
    ],
)
def test_the_label_of_a_request_and_of_its_documents(one: Work, label: str) -> None:
    assert label == interview_label(one)

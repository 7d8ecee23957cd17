"""Citations of law, cases, statutes and papers of Congress as records carry them. The laws and cases are real, or plainly made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Person, Work
from litreview.works.law import (
    law_number,
    legal_keys,
    public_law,
    read_case,
    read_statute,
    reporter_name,
    same_law,
)
from litreview.works.official_papers import (
    congress_of,
    ordinal_congress,
    read_agency,
    read_congressional,
)


def work(type_="misc", key="k", **fields):
    known = {name: fields.pop(name) for name in ("authors", "year") if name in fields}
    return Work(key=key, type=type_, fields=fields, **known)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Pub. L. No. 106-386", "106-386"),
        ("Pub. L. 106-386, 114 Stat. 1464", "106-386"),
        ("Public Law Number 106—386", "106-386"),
        ("P. L. 106-0386", "106-386"),
        ("Pub. L. Nos. 106-386 and 108-193", "106-386"),
        ("PL106-386", "106-386"),
        ("pl 106-386", ""),
        ("APL 106-386", ""),
        ("106-386", ""),
        ("Pub. L. 6-386", ""),
        ("", ""),
    ],
)
def test_a_public_law(said, expected):
    assert expected == public_law(said)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"number": "Pub. L. 106-386"}, "pl 106-386"),
        ({"title": "An Act, Pub. L. 106-386"}, "pl 106-386"),
        ({"howpublished": "Pub. L. 106-386"}, "pl 106-386"),
        ({"number": "H.R. 1865", "note": "became Pub. L. 115-164"}, "pl 115-164"),
        ({"number": "HR 1865"}, "0 hr 1865"),
        ({"number": "S. 01693", "url": "https://www.congress.gov/bill/115th-congress/senate-bill/1693"}, "115 s 1693"),
        ({"number": "H.R. 1865", "note": "115th-Congress"}, "115 hr 1865"),
        ({"number": "S. Rep. 12"}, ""),
        ({"number": "H.R. 115-572"}, ""),
        ({"number": "12"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_number_of_an_enactment(fields, expected):
    assert expected == law_number(fields)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", None),
        ("pl 106-386", "", None),
        ("pl 106-386", "pl 106-386", True),
        ("pl 106-386", "pl 106-387", False),
        ("115 hr 1865", "115 hr 1865", True),
        ("115 hr 1865", "114 hr 1865", False),
        ("115 hr 1865", "115 s 1865", False),
        # a bill's number comes back in every Congress
        ("0 hr 1865", "0 hr 1865", None),
        ("0 hr 1865", "115 hr 1865", None),
        ("0 hr 1865", "115 hr 1866", False),
        ("0 hr 1865", "0 hr 1866", False),
        # a bill becomes a law of its own Congress
        ("pl 115-164", "115 hr 1865", None),
        ("pl 115-164", "0 hr 1865", None),
        ("pl 115-164", "114 hr 1865", False),
    ],
)
def test_whether_two_numbers_name_one_enactment(a, b, expected):
    assert expected is same_law(a, b)
    assert expected is same_law(b, a)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Pub. L. No. 106-386, 114 Stat. 1464", ("pl 106-386", "stat 114 1464")),
        ("22 U.S.C. § 7101", ("usc 22 7101",)),
        ("22 USC 7101-7114", ("usc 22 7101",)),
        ("18 U.S.C.A. § 1591(a)", ("usc 18 1591",)),
        ("18 U.S.C. § 2421A", ("usc 18 2421a",)),
        ("22 USC 7101 and 22 U.S.C. 7101", ("usc 22 7101",)),
        ("410 U.S. 113", ("410 us 113",)),
        ("93 S. Ct. 705", ("93 sct 705",)),
        ("702 F.3d 1066", ("702 f3d 1066",)),
        ("1 F. Supp. 2d 3", ("1 fsupp2d 3",)),
        ("H.R. 1865, 115th Congress", ("bill hr 1865",)),
        ("S. 1693 was a bill", ("bill s 1693",)),
        # without a word of enactment a letter and a number are no bill
        ("S. 1693", ()),
        ("Doe, J., 1999", ()),
    ],
)
def test_the_citations_of_law_in_a_reference(said, expected):
    assert expected == legal_keys(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("F. 3d", "F.3d"),
        ("f.3d", "F.3d"),
        ("U. S.", "U.S."),
        ("F.Supp.2d", "F. Supp. 2d"),
        (" Harbor Reports ", "Harbor Reports"),
        ("", ""),
    ],
)
def test_the_name_of_a_reporter(said, expected):
    assert expected == reporter_name(said)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"title": "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)"},
            {"name": "United States v. Jungers", "volume": "702", "reporter": "F.3d", "page": "1066", "court": "8th Cir.", "year": "2013"},
        ),
        (
            {"title": "Roe v. Wade", "note": "410 U.S. 113 (1973)"},
            {"name": "Roe v. Wade", "volume": "410", "reporter": "U.S.", "page": "113", "court": "", "year": "1973"},
        ),
        (
            {"title": "Roe v. Wade", "volume": "410", "reporter": "U. S.", "pages": "113", "year": 1973},
            {"volume": "410", "reporter": "U.S.", "page": "113", "year": "1973"},
        ),
        # a page that the reporter has not numbered yet
        ({"title": "Doe v. Roe", "volume": "600", "reporter": "U.S."}, {"page": "___"}),
        ({"title": "Doe v. Roe, 600 U.S. ___ (2023)"}, {"volume": "600", "page": "___", "year": "2023"}),
        ({"title": "Doe v. Roe", "volume": "600"}, {"page": ""}),
        # a pinpoint, a day, later history
        ({"title": "Roe v. Wade, 410 U.S. 113, 153 (1973)"}, {"page": "113", "pinpoint": "153"}),
        ({"title": "Roe v. Wade, 410 U.S. 113, at 153-54 (1973)"}, {"page": "113", "pinpoint": "at 153-54"}),
        ({"title": "Doe v. Roe, 1 F.3d 2 (9th Cir. Oct. 21, 1993)"}, {"court": "9th Cir.", "day": "Oct. 21,", "year": "1993"}),
        ({"title": "Doe v. Roe, 1 F.3d 2 (9th Cir. 1993) (en banc)"}, {"after": "(en banc)", "name": "Doe v. Roe"}),
        ({"title": "Doe v. Roe, 1 F.3d 2 (9th Cir. 1993), rev'd, 2 F.3d 3"}, {"after": ", rev'd, 2 F.3d 3"}),
        ({"title": "Doe v. Roe, 1 F.3d 2 (9th Cir. 1993). A note"}, {"after": ""}),
        # docket numbers
        ({"title": "Doe v. Roe, No. 10-40093 (5th Cir. 2011)"}, {"name": "Doe v. Roe", "docket": "No. 10-40093", "court": "5th Cir."}),
        ({"title": "Doe v. Roe", "docket": "10-40093"}, {"docket": "No. 10-40093"}),
        ({"title": "Doe v. Roe", "number": "1:10-cv-123"}, {"docket": "No. 1:10-cv-123"}),
        ({"title": "Doe v. Roe", "number": "No. 10-40093"}, {"docket": "No. 10-40093"}),
        ({"title": "Doe v. Roe", "number": "a harbor"}, {"docket": ""}),
        ({"title": "Doe v. Roe", "docket": "a harbor"}, {"docket": "No. a harbor"}),
        ({"title": "Doe v. Roe, No. 1:10-cv-123, ECF No. 45 (D. Mass. 2011)"}, {"docket": "No. 1:10-cv-123"}),
        ({"title": "Doe v. Roe, No. 1:10-cv-123 (D. Mass. 2011), ECF No. 45"}, {"filed": "45", "after": ""}),
        ({"title": "Doe v. Roe", "note": "ECF No. 45"}, {"filed": "45"}),
        # papers
        ({"title": "Complaint, Doe v. Roe, No. 1:10-cv-123 (D. Mass. 2011)"}, {"paper": "Complaint", "name": "Doe v. Roe"}),
        ({"title": "Complaint, and other works"}, {"paper": "", "name": "Complaint, and other works"}),
        # the court from another field
        ({"title": "Doe v. Roe", "court": "9th Cir."}, {"court": "9th Cir."}),
        ({"title": "Doe v. Roe", "institution": "9th Cir."}, {"court": "9th Cir."}),
        ({"title": "Doe v. Roe", "howpublished": "9th Cir."}, {"court": "9th Cir."}),
        ({"title": "Doe v. Roe", "howpublished": "https://example.org"}, {"court": ""}),
        ({"title": "Doe v. Roe", "howpublished": "slip op. 12"}, {"court": ""}),
        ({"title": "Doe v. Roe", "authors": (Person(literal="Supreme Court"),)}, {"court": "Supreme Court"}),
        # a party is no court
        ({"title": "Doe v. Roe", "authors": (Person(literal="Doe"),)}, {"court": ""}),
        ({"title": "A paper", "authors": (Person(literal="Doe v. Roe"),)}, {"court": ""}),
        # the name of the case is its author
        ({"authors": (Person(literal="Doe v. Roe"),), "title": "1 F.3d 2 (9th Cir. 1993)"}, {"name": "Doe v. Roe", "volume": "1", "court": "9th Cir."}),
        ({"authors": (Person(literal="Archer"), Person(literal="In re Doe")), "title": "A paper"}, {"name": "In re Doe"}),
        ({"authors": (Person(literal="Archer"),), "title": "A paper"}, {"name": "A paper"}),
        # two numbers and words between them are no place unless the words name a reporter
        ({"title": "Doe v. Roe", "note": "12 Angry Men 3; 1 F.3d 2"}, {"volume": "1", "reporter": "F.3d", "page": "2"}),
        ({"title": "Doe v. Roe", "note": "12 Angry Men 3"}, {"volume": "", "reporter": "", "page": ""}),
        ({"shorttitle": "Roe"}, {"name": "Roe"}),
        ({}, {"name": "", "volume": "", "year": ""}),
    ],
)  # fmt: skip
def test_a_case(fields, expected):
    case = read_case(work(**fields))
    assert expected == {name: getattr(case, name) for name in expected}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"title": "Trafficking Victims Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464 (2000)", "year": 2000},
            {"name": "Trafficking Victims Protection Act of 2000", "public_law": "106-386", "stat_volume": "114", "stat_page": "1464", "year": "2000", "bill": ""},
        ),
        ({"title": "22 U.S.C. § 7101: Purposes and Findings"}, {"code_title": "22", "section": "7101", "name": "Purposes and Findings"}),
        ({"title": "18 U.S.C. § 1591(a)"}, {"code_title": "18", "section": "1591(a)", "name": ""}),
        ({"title": "Made Up Act", "number": "106-386"}, {"public_law": "106-386", "name": "Made Up Act"}),
        ({"title": "Made Up Act", "number": "106–386"}, {"public_law": "106-386"}),
        ({"title": "Made Up Act", "number": "386"}, {"public_law": ""}),
        ({"title": "Made Up Act", "journal": "Stat.", "volume": "114", "pages": "1464"}, {"stat_volume": "114", "stat_page": "1464"}),
        ({"title": "Made Up Act", "reporter": "Statutes at Large", "volume": "114"}, {"stat_volume": "114", "stat_page": ""}),
        ({"title": "Made Up Act", "journal": "Nature", "volume": "114"}, {"stat_volume": ""}),
        ({"title": "Made Up Act, 114 Stat. 1464", "journal": "Stat.", "volume": "9", "pages": "8"}, {"stat_volume": "114", "stat_page": "1464"}),
        ({"title": "Made Up Act, H.R. 1865"}, {"bill": "H.R. 1865", "name": "Made Up Act"}),
        ({"title": "Made Up Act", "number": "H. R. 1865"}, {"bill": "H.R. 1865"}),
        ({"title": "Made Up Act, H.R. 1865", "number": "Pub. L. 115-164"}, {"bill": "", "public_law": "115-164"}),
        ({"title": "Made Up Act, H.R. 1865, 18 U.S.C. 1591"}, {"bill": "", "section": "1591"}),
        ({"title": "Made Up Act (Oct. 28, 2000)"}, {"name": "Made Up Act", "year": ""}),
        ({"title": "Division A, Pub. L. 106-386, Made Up Act"}, {"name": "Made Up Act"}),
    ],
)  # fmt: skip
def test_a_statute(fields, expected):
    statute = read_statute(work(**fields))
    assert expected == {name: getattr(statute, name) for name in expected}


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1st"), (2, "2d"), (3, "3d"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (93, "93d"), (101, "101st"), (102, "102d"), (111, "111th"), (112, "112th"), (113, "113th"), (118, "118th")],
)  # fmt: skip
def test_a_congress_is_cited_by_its_number(number, expected):
    assert f"{expected} Cong." == ordinal_congress(number)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"note": "106th Congress"}, "106th Cong."),
        ({"title": "Hearing, 103d Cong."}, "103d Cong."),
        ({"note": "106th U.S. Congress"}, "106th Cong."),
        ({"url": "https://www.congress.gov/bill/115th-congress/senate-bill/1311"}, "115th Cong."),
        ({"url": "https://www.govinfo.gov/app/details/CHRG-111hhrg58250"}, "111th Cong."),
        ({"url": "https://example.org/111"}, ""),
        # a year is no Congress
        ({"year": "1999"}, ""),
        ({}, ""),
    ],
)
def test_the_congress_of_a_record(fields, expected):
    assert expected == congress_of(work(**fields))


@pytest.mark.parametrize(
    ("type_", "fields", "expected"),
    [
        ("misc", {"title": "Made Up Act", "number": "H. Rept. 106-939"}, ("Made Up Act", "H.R. Rep. No. 106-939", "", False)),
        ("misc", {"title": "Made Up Act", "number": "House Report No. 106-939"}, ("Made Up Act", "H.R. Rep. No. 106-939", "", False)),
        ("misc", {"title": "Made Up Act", "number": "S. Rep. No. 106-1"}, ("Made Up Act", "S. Rep. No. 106-1", "", False)),
        ("misc", {"title": "Made Up Act", "number": "S. Doc. 106-1"}, ("Made Up Act", "S. Doc. No. 106-1", "", False)),
        ("misc", {"title": "Made Up Act", "number": "H.R. Conf. Rep. No. 106-939"}, ("Made Up Act", "H.R. Rep. No. 106-939", "", True)),
        ("misc", {"title": "Made Up Act, H.R. Rep. No. 106-939 (2000)"}, ("Made Up Act", "H.R. Rep. No. 106-939", "", False)),
        ("misc", {"title": "Hearing Before the Committee on Harbors, 106th Cong."}, ("Hearing Before the Committee on Harbors", "", "106th Cong.", False)),
        ("hearing", {"title": "Testimony before the Senate", "year": 2000}, ("Testimony before the Senate", "", "", False)),
        ("hearing", {"title": "Testimony before the Senate"}, ("Testimony before the Senate", "", "", False)),
        ("misc", {"title": "Testimony before the Senate", "year": 2000}, None),
        ("hearing", {"title": "The Committee before the Hearing"}, None),
        ("hearing", {"title": "Hearing in winter"}, None),
        ("hearing", {"title": "Hearing before lunch"}, None),
        ("misc", {"title": "A harbor"}, None),
    ],
)  # fmt: skip
def test_a_paper_of_congress(type_, fields, expected):
    paper = read_congressional(work(type_, **fields))
    assert expected == (paper and (paper.name, paper.number, paper.congress, paper.conference))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "28 CFR 1100.29"}, ("", "28 C.F.R. § 1100.29", "", "")),
        ({"title": "Harbor Rules, 28 C.F.R. § 1100.29(a)(1) (2001)"}, ("Harbor Rules", "28 C.F.R. § 1100.29(a)(1)", "", "")),
        ({"title": "Harbor Rules", "number": "28 C.F.R. Part 1100"}, ("Harbor Rules", "28 C.F.R. pt. 1100", "", "")),
        ({"title": "Harbor Rules", "number": "28 C.F.R. section 1100"}, ("Harbor Rules", "28 C.F.R. § 1100", "", "")),
        # Bluebook 6.2(a)(vii): a comma from five digits on
        ({"title": "Harbor Rules, 66 Fed. Reg. 38514"}, ("Harbor Rules", "", "66 Fed. Reg. 38,514", "")),
        ({"title": "Harbor Rules", "note": "66 FR 38,514"}, ("Harbor Rules", "", "66 Fed. Reg. 38,514", "")),
        ({"title": "Harbor Rules", "note": "66 Fed. Reg. 8514"}, ("Harbor Rules", "", "66 Fed. Reg. 8514", "")),
        ({"title": "Harbor Rules", "note": "66 Fed. Reg. 138514"}, ("Harbor Rules", "", "66 Fed. Reg. 138,514", "")),
        ({"title": "Harbor Rules", "note": "Executive Order 13257"}, ("Harbor Rules", "", "", "Exec. Order No. 13,257")),
        ({"title": "Exec. Order No. 13,257: Harbor Rules"}, ("Harbor Rules", "", "", "Exec. Order No. 13,257")),
        ({"title": "Exec. Order No. 13,257, 67 Fed. Reg. 7259"}, ("", "", "67 Fed. Reg. 7259", "Exec. Order No. 13,257")),
        ({"title": "Harbor Rules"}, None),
    ],
)  # fmt: skip
def test_a_paper_of_an_agency(fields, expected):
    paper = read_agency(work(**fields))
    assert expected == (paper and (paper.name, paper.code, paper.register, paper.order))

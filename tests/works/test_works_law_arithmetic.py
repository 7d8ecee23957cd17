"""Citations of American law that can't be are named, each for its reason; real ones never."""

import re
from pathlib import Path

import pytest
from golden import corpus
from hypothesis import given, strategies as st

from litreview.core.model import Work
from litreview.works.law_arithmetic import faults_in, law_faults, series

# decisions, acts and notices that are what they say
REAL = """
Marbury v. Madison, 5 U.S. (1 Cranch) 137 (1803)
Dred Scott v. Sandford, 60 U.S. 393 (1857)
Plessy v. Ferguson, 163 U.S. 537 (1896)
Schenck v. United States, 249 U.S. 47 (1919)
Brown v. Board of Education, 347 U.S. 483 (1954)
Miranda v. Arizona, 384 U.S. 436 (1966)
Roe v. Wade, 410 U.S. 113 (1973)
United States v. Kozminski, 487 U.S. 931 (1988)
District of Columbia v. Heller, 554 U.S. 570 (2008)
Obergefell v. Hodges, 576 U.S. 644 (2015)
Dobbs v. Jackson Women's Health Org., 597 U.S. 215 (2022)
Jane Doe No. 1 v. Backpage.com, LLC, 817 F.3d 12 (1st Cir. 2016), cert. denied, 137 S. Ct. 622 (2017)
United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)
Doe v. Boland, 698 F.3d 877, 880 (6th Cir. 2012)
United States v. Dost, 636 F. Supp. 828 (S.D. Cal. 1986)
Palsgraf's time: United States v. Carroll Towing Co., 159 F.2d 169 (2d Cir. 1947)
Zeran v. America Online, Inc., 129 F.3d 327 (4th Cir. 1997)
Victims of Trafficking and Violence Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464 (2000)
National Defense Authorization Act for Fiscal Year 2013, Pub. L. No. 112-239, 126 Stat. 1632 (2013)
Allow States and Victims to Fight Online Sex Trafficking Act of 2017, Pub. L. No. 115-164, 132 Stat. 1253 (2018)
Civil Rights Act of 1964, Pub. L. No. 88-352, 78 Stat. 241 (1964)
22 U.S.C. § 7101; 54 U.S.C. § 100101; 50 C.F.R. § 17.11; 28 C.F.R. § 1100.25
New Classification for Victims of Severe Forms of Trafficking in Persons, 67 Fed. Reg. 4784 (Jan. 31, 2002)
Protocol to Prevent, Suppress and Punish Trafficking in Persons, Nov. 15, 2000, 2237 U.N.T.S. 319
""".strip().split("\n")


@pytest.mark.parametrize("citation", REAL)
def test_what_is_real_is_not_accused(citation):
    assert [] == [*faults_in(citation)]


@pytest.mark.parametrize(
    "text",
    [
        "Survey of 100 USC students", "60 CFR in children", "A CFR of 75 CFR 2.1%", "900 U.S. 12th graders", "A survey of 900 U.S. 5 year olds",
        "1,900 U.S. 3 cities (2010)", "Paris, 1985 F. 33", "Pub. L. No. 106-386 (as amended 2013)", "347 U.S. 483 (quoted in 2010)",
        "347 U.S. 483 (as cited in Roe, 2010)", "66 Fed. Reg. 38514 (codified as amended 2011)", "990 F.3d readers (2012)",
    ],
)  # fmt: skip
def test_a_sentence_with_numbers_and_letters_is_no_citation(text):
    assert [] == [*faults_in(text)]


COUNTED = [
    "students",
    "U.S. states",
    "USC alumni",
    "CFR 3%",
    "F. Supp",
    "respondents (2010)",
    "U.S. 12th graders",
    "S. Ct. days",
    "Stat. tests",
    "Fed. Reg. notices",
]


@given(st.integers(1, 99_999), st.sampled_from(COUNTED), st.integers(1900, 2030))
def test_no_count_of_anything_is_a_citation(count, things, year):
    for number in (str(count), f"{count:,}"):
        assert [] == [*faults_in(f"A study of {number} {things}, {year}")]
        assert [] == [*faults_in(f"{number} {things} ({year})")]


def test_none_of_the_real_citations_of_the_benchmark_is_accused():
    lines = (Path(__file__).parents[2] / "benchmarks/real_law.txt").read_text(encoding="utf-8").split("\n")
    real = [line for line in lines if line and not line.startswith("#")]
    assert 500 < len(real)
    assert {} == {line: found for line in real if (found := [*faults_in(f"Doe v. Roe, {line}")])}


@pytest.mark.parametrize(
    "citation",
    [
        # the decision is older than its volume, a state's court is in a regional series, an appendix has what was left out
        "Doe I v. Unocal Corp., 395 F.3d 932 (9th Cir. 2002)",
        "State v. Roe, 588 N.W.2d 1 (N.D. Ct. App. 1998)",
        "State v. Roe, 588 N.W.2d 1 (S.D. 1998)",
        "Roe v. Roe, 645 So. 2d 1 (La. Ct. App. 4th Cir. 1994)",
        "Roe v. District, 744 A.2d 1 (D.C. 2000)",
        "In re Roe, 702 F.3d 1066 (D.C. Cir. 2013)",
        "Roe v. Doe, 154 U.S. 531 (1852)",
        "Roe v. Doe, 1 U.S. 5 (Pa. Super. 1764)",
        "Roe v. Doe, 40 F.2d 5 (S.D.N.Y. 1930)",
        "Act of Jan. 2, 2013, 126 Stat. 1632, 1635 (2013)",
        "S. Rep. No. 91-613 (1969)",
    ],
)
def test_what_looks_odd_and_is_real_is_not_accused(citation):
    assert [] == [*faults_in(citation)]


def test_no_real_record_is_accused():
    assert {} == {record.key: found for record in corpus().library if (found := law_faults(record))}


@pytest.mark.parametrize(
    ("citation", "kind", "why"),
    [
        ("210 F.3d 77 (2d Cir. 1971)", "year", "volume 210 of F.3d has decisions of about 2000, none of 1971"),
        ("347 U.S. 483 (1994)", "year", "volume 347 of U.S. has decisions of about 1954, none of 1994"),
        ("60 U. S. 393 (1957)", "year", "volume 60 of U.S. has decisions of about 1857, none of 1957"),
        ("900 U.S. 1", "volume", "there is no volume 900 of U.S."),
        ("0 F.2d 12", "volume", "there is no volume 0 of F.2d"),
        ("1044 F. Supp. 2d 3 (D.N.J. 2014)", "volume", "there is no volume 1044 of F. Supp. 2d"),
        ("120 F. Supp. 3d 44 (9th Cir. 2015)", "court", "F. Supp. 3d has no decisions of this court: 9th Cir."),
        ("702 F.3d 1066 (S.D.N.Y. 2013)", "court", "F.3d has no decisions of this court: S.D.N.Y."),
        ("598 F. App'x 123 (D. Mass. 2015)", "court", "F. App'x has no decisions of this court: D. Mass."),
        ("554 U.S. 570 (D.C. Cir. 2008)", "court", "U.S. has no decisions of this court: D.C. Cir."),
        ("Pub. L. No. 106-386, 122 Stat. 1464 (2000)", "statutes", "volume 122 of the Statutes at Large has laws of the 110th Congress, not of the 106th"),
        ("Pub. L. No. 106-386 (2013)", "congress", "the 106th Congress sat from 1999 to 2001, not in 2013"),
        ("Pub. L. No. 115-164, 132 Stat. 1253 (2015)", "congress", "the 115th Congress sat from 2017 to 2019, not in 2015"),
        ("66 Fed. Reg. 38514 (2011)", "register", "volume 66 of the Federal Register is of 2001"),
        ("55 U.S.C. § 101", "title", "the United States Code has 54 titles"),
        ("51 C.F.R. § 1.1", "title", "the Code of Federal Regulations has 50 titles"),
        ("631 F. Supp. 3d 213 (CA5 2022)", "court", "F. Supp. 3d has no decisions of this court: CA5"),
        ("645 F. 3d 587 (WD Tex. 2011)", "court", "F.3d has no decisions of this court: WD Tex."),
        ("68 F. 190 (1947)", "year", "volume 68 of F. has decisions of about 1894, none of 1947"),
        ("607 P.2d 924 (Cal. 2011)", "year", "volume 607 of P.2d has decisions of about 1979, none of 2011"),
        ("1200 N.E.2d 5 (Ohio 2012)", "volume", "there is no volume 1200 of N.E.2d"),
        ("607 P.2d 924 (9th Cir. 1980)", "court", "P.2d has no decisions of this court: 9th Cir."),
        ("726 F.2d 1448 (S.D.N.Y. 1984)", "court", "F.2d has no decisions of this court: S.D.N.Y."),
        ("702 F.3d 1066 (Cal. Ct. App. 2013)", "court", "F.3d has no decisions of this court: Cal. Ct. App."),
        ("347 U.S. 90483 (1954)", "page", "no volume of U.S. has a page 90483"),
        ("67 Fed. Reg. 447,840 (Jan. 31, 2002)", "page", "no volume of the Federal Register has a page 447840"),
        ("Pub. L. No. 106-3860", "number", "the 106th Congress passed no law 3860"),
        ("Pub. L. No. 206-386", "congress", "there has been no 206th Congress"),
        ("26 Stat. 209 (1920)", "statutes", "volume 26 of the Statutes at Large is of 1890, not of 1920"),
        ("110 Stat. 1214 (1993)", "statutes", "volume 110 of the Statutes at Large is of 1996, not of 1993"),
        ("H.R. 1865, 115th Cong. (2013)", "congress", "the 115th Congress sat from 2017 to 2019, not in 2013"),
        ("H.R. Rep. No. 106-939, at 90 (2010)", "congress", "the 106th Congress sat from 1999 to 2001, not in 2010"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_its_reason(citation, kind, why):
    assert [(kind, why)] == [(fault.kind, fault.why) for fault in faults_in(f"Doe v. Roe, {citation}")]


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({"title": "Doe v. Roe", "volume": "210", "journal": "F.3d", "pages": "77", "year": "1971", "court": "2d Cir."}, ["year"]),
        ({"title": "Doe v. Roe", "volume": "210", "journal": "F.3d", "pages": "77", "year": "2000", "court": "2d Cir."}, []),
        ({"title": "Doe v. Roe", "volume": "210", "journal": "F. Supp. 3d", "pages": "77", "year": "2016", "court": "2d Cir."}, ["court"]),
        # an article on an act is of another year than the act
        ({"title": "After Pub. L. No. 106-386", "journal": "Made Up Law Review", "year": "2013"}, []),
        ({"title": "Policing after Brown v. Board of Education, 347 U.S. 483", "journal": "Made Up Law Review", "year": "2013"}, []),
    ],
)  # fmt: skip
def test_fields_of_a_record_count_as_its_kind_has_them(fields, kinds):
    type_ = "jurisdiction" if "court" in fields else "article"
    assert kinds == [
        fault.kind for fault in law_faults(Work(key="k", type=type_, year=int(fields["year"]), fields=fields))
    ]


CITED = [
    at
    for line in REAL
    if (at := re.search(r"(\d+) (U\.S\.|F\.3d|F\.2d|F\. Supp\.|S\. Ct\.) (\d+).*\(.*?(\d{4})\)$", line))
]


@given(st.sampled_from(CITED), st.integers(11, 60), st.sampled_from([1, -1]))
def test_a_year_that_is_far_off_is_named(at, years, sign):
    volume, reporter, page, year = int(at[1]), at[2], at[3], int(at[4])
    if year < 1810:
        years += 60
    assert ["year"] == [
        fault.kind for fault in faults_in(f"{volume} {reporter} {page} ({year + sign * years})")
    ]


@given(st.sampled_from(sorted(series())), st.integers(1, 1500))
def test_each_volume_can_be_of_its_own_year(name, volume):
    middle = series()[name].year(volume)
    assert middle is None or series()[name].can_be_of(volume, round(middle))


@pytest.mark.parametrize(
    ("name", "volume", "years"),
    [
        # four years around the table's, three for the Supreme Court, and from then on behind the last
        ("F.3d", 800, {2011: False, 2012: True, 2019: True, 2020: False}),
        ("U.S.", 60, {1853: False, 1854: True, 1860: True, 1861: False}),
        ("U.S.", 640, {2020: False, 2021: True, 2090: True}),
        ("U.S.", 0, {1754: False}),
        ("U.S.", 784, {2030: False}),
        ("F.3d", 1000, {2021: False}),
    ],
)
def test_the_years_that_a_volume_can_be_of(name, volume, years):
    assert years == {year: series()[name].can_be_of(volume, year) for year in years}

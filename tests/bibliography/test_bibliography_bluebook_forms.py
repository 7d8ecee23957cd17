"""The pieces of a Bluebook citation, and its forms, on both sides of each condition. All works are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.model import Doi, Person, Source
from litreview.core.text import parse_names
from litreview.stages.bibliography.abbreviations import (
    abbreviate_court,
    abbreviate_institution,
    abbreviate_journal,
    abbreviate_party,
    headline,
    initials,
)
from litreview.stages.bibliography.bluebook import Manner, bluebook, read_manner
from litreview.stages.bibliography.bluebook.editions import archived, day, first_page, several_names
from litreview.stages.bibliography.bluebook.full_citations import _is_same_body
from litreview.stages.bibliography.bluebook.legal import _act, _case_name
from litreview.stages.bibliography.styles import in_edition, style_title
from litreview.stages.bibliography.trees import plain_text

ROE, POE, MOE, NOE = "Roe, Ann", "Poe, Bo", "Moe, Cy", "Noe, Di"


def source(
    type_: str = "misc", author: str = "", year: int | None = 2008, editor: str = "", doi: str = "", **fields: str
) -> Source:  # fmt: skip
    return Source(
        key="k", type=type_, fields={"title": "Raids on Ports"} | fields, year=year, doi=Doi(doi), records=(),
        authors=tuple(parse_names(author)), editors=tuple(parse_names(editor)),
    )  # fmt: skip


def said(kind: str, *places: str, **fields: Any) -> str:
    return plain_text(bluebook(source(**fields), kind, places))


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        # articles: the journal's two names, with and without a volume
        ("journal-article", {"journal": "Fordham Law Review", "volume": "4", "pages": "1--2"}, "Raids on Ports, 4 Fordham L. Rev. 1 (2008)."),
        ("journal-article", {"journaltitle": "Fordham Law Review", "volume": "4", "pages": "1"}, "Raids on Ports, 4 Fordham L. Rev. 1 (2008)."),
        ("law-review", {"journaltitle": "Tides", "journal": "Ebbs", "url": "https://a.example/"}, "Raids on Ports, Tides (2008), https://a.example/."),
        ("law-review", {"journal": "Tides", "volume": "4", "pages": "3 pp.", "url": "https://a.example/"},
         "Raids on Ports, 4 Tides (2008), https://a.example/."),
        ("journal-article", {"institution": "Port Watch"}, "Raids on Ports, Port Watch (2008)."),
        # news
        ("news", {"journal": "Tides", "journaltitle": "Ebbs", "howpublished": "H"}, "Raids on Ports, Tides (2008)."),
        ("news", {"journaltitle": "Ebbs", "howpublished": "H"}, "Raids on Ports, Ebbs (2008)."),
        ("news", {"howpublished": "Herald", "publisher": "P"}, "Raids on Ports, Herald (2008)."),
        ("news", {"publisher": "Press", "date": "2008-05-06"}, "Raids on Ports, Press (May 6, 2008)."),
        ("news", {"url": "https://a.example/"}, "Raids on Ports (2008), https://a.example/."),
        # books and chapters
        ("book", {"author": ROE, "edition": "2"}, "Ann Roe, Raids on Ports (2d ed. 2008)."),
        ("book", {"edition": "2d ed."}, "Raids on Ports (2d ed. 2008)."),
        ("chapter", {"booktitle": "All Ports", "pages": "5-9", "editor": POE}, "Raids on Ports, in All Ports 5 (Bo Poe ed., 2008)."),
        ("chapter", {"booktitle": "All Ports", "editor": f"{POE} and {MOE}"}, "Raids on Ports, in All Ports (Bo Poe & Cy Moe eds., 2008)."),
        ("conference-paper", {"journal": "All Ports", "author": ROE}, "Ann Roe, Raids on Ports, in All Ports (2008)."),
        ("conference-paper", {"author": ROE}, "Ann Roe, Raids on Ports (2008)."),
        # reports
        ("ngo-report", {"institution": "Port Watch", "publisher": "P", "number": "7"}, "Port Watch, 7, Raids on Ports (2008)."),
        ("ngo-report", {"publisher": "Port Press", "organization": "O"}, "Port Press, Raids on Ports (2008)."),
        ("government-report", {"organization": "Port Office"}, "Port Off., Raids on Ports (2008)."),
        ("ngo-report", {"institution": "Watch 7", "number": "7"}, "Watch 7, Raids on Ports (2008)."),
        ("ngo-report", {"institution": "Watch 17", "number": "7"}, "Watch 17, 7, Raids on Ports (2008)."),
        ("ngo-report", {"title": "Raids 7", "number": "7"}, "7, Raids 7 (2008)."[3:]),
        ("ngo-report", {"number": "7", "type": "port brief"}, "Port Brief No. 7, Raids on Ports (2008)."),
        ("ngo-report", {"number": "7", "series": "PORT BRIEF"}, "Port Brief No. 7, Raids on Ports (2008)."),
        ("ngo-report", {"number": "A7", "series": "Port Brief"}, "A7, Raids on Ports (2008)."),
        ("ngo-report", {"author": "{Port Watch}", "institution": "Port Watch"}, "Port Watch, Raids on Ports (2008)."),
        ("ngo-report", {"author": ROE, "institution": "Port Watch"}, "Ann Roe, Port Watch, Raids on Ports (2008)."),
        # papers of a series, wherever it is named
        ("ngo-report", {"author": ROE, "type": "Working paper", "number": "7", "institution": "Port Watch"},
         "Ann Roe, Raids on Ports (Port Watch, Working Paper No. 7, 2008)."),
        ("ngo-report", {"author": ROE, "type": "Working Paper", "institution": "Port Watch"}, "Ann Roe, Raids on Ports (Port Watch, Working Paper, 2008)."),
        ("ngo-report", {"author": ROE, "institution": "Port Watch Discussion Paper No. 12"}, "Ann Roe, Raids on Ports (Port Watch, Discussion Paper No. 12, 2008)."),
        ("ngo-report", {"author": ROE, "series": "IZA Discussion Papers", "number": "12"}, "Ann Roe, Raids on Ports (IZA, Discussion Paper No. 12, 2008)."),
        ("ngo-report", {"author": ROE, "series": "IZA Discussion Papers 12", "institution": "Port Watch"},
         "Ann Roe, Raids on Ports (Port Watch, IZA Discussion Paper No. 12, 2008)."),
        ("ngo-report", {"author": ROE, "series": "Port Watch Working Paper", "institution": "Port Watch"},
         "Ann Roe, Raids on Ports (Port Watch, Working Paper, 2008)."),
        ("ngo-report", {"author": "{Port Watch}", "type": "Staff paper", "number": "Staff paper 3", "institution": "Port Watch"},
         "Port Watch, Raids on Ports (Staff Paper No. 3, 2008)."),
        ("ngo-report", {"author": ROE, "institution": "Port Watch Working Paper"}, "Ann Roe, Raids on Ports (Port Watch, Working Paper, 2008)."),
        # theses
        ("thesis", {"type_": "mastersthesis", "school": "Port University", "institution": "I"}, "Raids on Ports (2008) (Master’s thesis, Port Univ.)."),
        ("thesis", {"institution": "Port University"}, "Raids on Ports (2008) (thesis, Port Univ.)."),
        ("thesis", {"type_": "phdthesis"}, "Raids on Ports (2008) (Ph.D. dissertation)."),
        # pages of the web
        ("other", {"howpublished": "Port Diary"}, "Raids on Ports, Port Diary (2008)."),
        ("other", {"howpublished": "https://a.example/"}, "Raids on Ports (2008), https://a.example/."),
        ("other", {"howpublished": "\\url{https://a.example/}"}, "Raids on Ports (2008), https://a.example/."),
        ("other", {"author": "{Port Watch}", "institution": "Port Watch"}, "Port Watch, Raids on Ports (2008)."),
        ("other", {"author": ROE, "publisher": "Port Watch", "date": "2008-05"}, "Ann Roe, Raids on Ports, Port Watch (May 2008)."),
        ("other", {"url": "https://a.example/", "urldate": "2020-01-02", "year": None}, "Raids on Ports, https://a.example/ (last visited Jan. 2, 2020)."),
        ("other", {"url": "https://a.example/", "urldate": "2020-01-02"}, "Raids on Ports (2008), https://a.example/."),
        ("other", {"urldate": "2020-01-02", "year": None}, "Raids on Ports (n.d.)."),
        ("other", {"url": "https://a.example/", "doi": "10.1000/a"}, "Raids on Ports (2008), https://doi.org/10.1000/a."),
        # titles
        ("book", {"title": "raids on ports", "langid": "german"}, "raids on ports (2008)."),
        ("book", {"title": "raids on ports", "language": "en-GB"}, "Raids on Ports (2008)."),
        ("book", {"title": "\"raids\" on roe's 'port'"}, "“Raids” on Roe’s ‘Port’ (2008)."),
        ("book", {"title": "raids of the '90s"}, "Raids of the ’90s (2008)."),
        ("book", {"title": 'ports ("harbors")'}, "Ports (“Harbors”) (2008)."),
    ],
)  # fmt: skip
def test_the_form_of_each_kind(kind: str, fields: dict[str, Any], expected: str) -> None:
    assert expected == said(kind, **fields)


@pytest.mark.parametrize(
    ("kind", "places", "fields", "expected"),
    [
        ("journal-article", ("3", "5–6"), {"journal": "Tides", "volume": "4", "pages": "1-9"}, "Raids on Ports, 4 Tides 1, 3, 5–6 (2008)."),
        ("book", ("3", "§ 5"), {}, "Raids on Ports 3 (2008)."),
        ("chapter", ("3",), {"booktitle": "All Ports"}, "Raids on Ports, in All Ports 3 (2008)."),
        ("chapter", ("3",), {}, "Raids on Ports 3 (2008)."),
        ("ngo-report", ("3",), {"institution": "Port Watch"}, "Port Watch, Raids on Ports 3 (2008)."),
        ("ngo-report", ("3",), {"type": "Working paper"}, "Raids on Ports 3 (Working Paper, 2008)."),
        ("thesis", ("3",), {}, "Raids on Ports 3 (2008) (thesis)."),
        ("other", ("3",), {}, "Raids on Ports (2008)."),
        ("case", ("1070",), {"title": "Roe v. Poe, 702 F.3d 1066 (8th Cir. 2013)"}, "Roe v. Poe, 702 F.3d 1066, 1070 (8th Cir. 2013)."),
        ("case", ("3",), {"title": "Roe v. Poe, 2013 WL 12345 (D. Minn. May 1, 2013)"}, "Roe v. Poe, 2013 WL 12345, at *3 (D. Minn. May 1, 2013)."),
        ("case", ("*3",), {"title": "Roe v. Poe, 2013 WL 12345 (D. Minn. May 1, 2013)"}, "Roe v. Poe, 2013 WL 12345, at *3 (D. Minn. May 1, 2013)."),
        ("case", ("3",), {"title": "Roe v. Poe, No. 10-4009 (8th Cir. May 1, 2013)"}, "Roe v. Poe, No. 10-4009, slip op. at 3 (8th Cir. May 1, 2013)."),
        ("case", ("3",), {"title": "Complaint, Roe v. Poe, No. 10-4009 (D. Minn. May 1, 2013), ECF No. 1"},
         "Complaint at 3, Roe v. Poe, No. 10-4009 (D. Minn. May 1, 2013), ECF No. 1."),
        ("case", (), {"title": "Complaint, Roe v. Poe, No. 10-4009 (D. Minn. May 1, 2013)"}, "Complaint, Roe v. Poe, No. 10-4009 (D. Minn. May 1, 2013)."),
        ("statute", ("§ 3", "§ 5", "9"), {"title": "Ports Act, Pub. L. No. 102-1", "year": 1992}, "Ports Act, Pub. L. No. 102-1, §§ 3, 5 (1992)."),
        ("statute", ("§ 7101(b)", "§ 71"), {"title": "22 U.S.C. 7101", "year": None}, "22 U.S.C. § 7101(b)."),
        ("statute", ("§ 3",), {"title": "Ports Act", "number": "H.R. 1", "year": 2011}, "Ports Act, H.R. 1 (2011)."),
        ("government-report", ("3",), {"title": "Ports Act", "number": "H. Rept. 106-939", "year": 2000}, "Ports Act, H.R. Rep. No. 106-939, at 3 (2000)."),
        ("government-report", (), {"title": "Ports Act", "number": "S. Rep. 106-939", "year": 2000}, "Ports Act, S. Rep. No. 106-939 (2000)."),
    ],
)  # fmt: skip
def test_where_to_look_in_each_kind(
    kind: str, places: tuple[str, ...], fields: dict[str, Any], expected: str
) -> None:
    assert expected == said(kind, *places, **fields)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        # decisions: court and day by where they are reported
        ("case", {"title": "Roe v. Poe, 550 U.S. 12 (2013)", "court": "Supreme Court of the United States"}, "Roe v. Poe, 550 U.S. 12 (2013)."),
        ("case", {"title": "Roe v. Poe, 702 F.3d 1066 (8th Cir. May 1, 2013)"}, "Roe v. Poe, 702 F.3d 1066 (8th Cir. 2013)."),
        ("case", {"title": "Roe v. Poe", "docket": "10-4009", "date": "2013-05-01", "year": 2013, "court": "8th Cir."},
         "Roe v. Poe, No. 10-4009 (8th Cir. May 1, 2013)."),
        ("case", {"title": "Roe v. Poe", "court": "8th Cir.", "year": None}, "Roe v. Poe (8th Cir.)."),
        ("case", {"title": "Roe v. Poe, 702 F.3d 1066 (8th Cir. 2013) (en banc)"}, "Roe v. Poe, 702 F.3d 1066 (8th Cir. 2013) (en banc)."),
        ("case", {"title": "Roe v. Poe, 2013 U.S. Dist. LEXIS 99 (D. Minn. May 1, 2013)"}, "Roe v. Poe, 2013 U.S. Dist. LEXIS 99 (D. Minn. May 1, 2013)."),
        # acts
        ("statute", {"title": "Ports Act of 1998, Pub. L. No. 105-1", "year": 1998}, "Ports Act of 1998, Pub. L. No. 105-1."),
        ("statute", {"title": "Ports Act of 1998, Pub. L. No. 105-1", "year": 1999}, "Ports Act of 1998, Pub. L. No. 105-1 (1999)."),
        ("statute", {"title": "Ports Act, Pub. L. No. 105-1, 119 Stat. 3558", "year": 1998}, "Ports Act, Pub. L. No. 105-1, 119 Stat. 3558 (1998)."),
        ("statute", {"title": "Ports Act", "year": 1998}, "Ports Act (1998)."),
        ("statute", {"title": "Ports Act", "year": None}, "Ports Act."),
        ("statute", {"title": "22 U.S.C. 7101", "year": 2020}, "22 U.S.C. § 7101 (2020)."),
        ("statute", {"title": "The Ports Act", "number": "S. 2", "year": None}, "Ports Act, S. 2."),
        # papers of Congress and of agencies
        ("government-report", {"title": "Raids: Hearing Before the House Committee on Ports, 111th Cong.", "author": ROE, "year": 2009},
         "Raids: Hearing Before the H. Comm. on Ports, 111th Cong. (2009) (statement of Ann Roe)."),
        ("government-report", {"title": "Raids: Hearing Before the Senate Subcommittee on Ports, 111th Cong.", "author": "{Port Watch}", "year": 2009},
         "Raids: Hearing Before the S. Subcomm. on Ports, 111th Cong. (2009)."),
        ("government-report", {"title": "Ports Act", "number": "H.R. Conf. Rep. No. 106-939", "year": 2000},
         "Ports Act, H.R. Rep. No. 106-939 (2000) (Conf. Rep.)."),
        ("government-report", {"title": "", "number": "H. Rept. 106-939", "year": 2000}, "H.R. Rep. No. 106-939 (2000)."),
        ("statute", {"title": "28 CFR 1100.29", "year": 2001}, "28 C.F.R. § 1100.29 (2001)."),
        ("statute", {"title": "Care of Crews, 28 CFR 1100.29", "year": 2001}, "28 C.F.R. § 1100.29 (2001)."),
        ("statute", {"title": "Care of crews, 66 Fed. Reg. 38514", "author": "{Port Watch}", "date": "2001-07-24", "year": 2001},
         "Port Watch, Care of Crews, 66 Fed. Reg. 38,514 (July 24, 2001)."),
        ("statute", {"title": "Executive Order 13257", "year": 2002}, "Exec. Order No. 13,257 (2002)."),
        ("statute", {"title": "Executive Order 13257, 67 Fed. Reg. 7259", "year": 2002, "author": ROE}, "Exec. Order No. 13,257, 67 Fed. Reg. 7259 (2002)."),
        ("book", {"title": "28 CFR 1100.29 in Practice", "year": 2001}, "28 CFR 1100.29 in Practice (2001)."),
        ("ngo-report", {"title": "Ports", "number": "H. Rept. 106-939", "year": 2000}, "H. Rept. 106-939, Ports (2000)."),
    ],
)  # fmt: skip
def test_cases_acts_and_papers_of_state(kind: str, fields: dict[str, Any], expected: str) -> None:
    assert expected == said(kind, **fields)


@pytest.mark.parametrize(
    ("number", "title", "edition", "expected"),
    [
        (3, "LEXIS", 22, "Ann Roe, Bo Poe & Cy Moe"),
        (3, "LEXIS", 21, "Ann Roe et al."),
        (4, "LEXIS", 22, "Ann Roe et al."),
        (2, "LEXIS", 21, "Ann Roe & Bo Poe"),
        (1, "LEXIS", 21, "Ann Roe"),
        (0, "LEXIS", 21, ""),
    ],
)
def test_how_many_authors_an_edition_names(number: int, title: str, edition: int, expected: str) -> None:
    people = [one for text in (ROE, POE, MOE, NOE)[:number] for one in parse_names(text)]
    assert expected == several_names(people, Manner(edition=edition))


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (Person(family="Roe", given="Ann B. C."), "Ann B.C. Roe"),
        (Person(family="Roe", given="A", prefix="van", suffix="Jr."), "A. van Roe, Jr."),
        (Person(family="Roe"), "Roe"),
        (Person(literal="American Law Institute"), "A.L.I."),
        (Person(literal="Port Office"), "Port Off."),
        (Person(literal="UNODC"), "UNODC"),
    ],
)
def test_one_name(person: Person, name: str) -> None:
    assert name == several_names([person], Manner())


@pytest.mark.parametrize(
    ("pages", "first"),
    [("12--19", "12"), ("12", "12"), ("12 – 19", "12"), ("12, 15", "12"), ("12 pages", ""), ("12 pp.", ""), ("12pp", ""), ("", ""), ("e12", "e12")],
)  # fmt: skip
def test_the_first_page(pages: str, first: str) -> None:
    assert first == first_page(source(pages=pages))


@pytest.mark.parametrize(
    ("iso", "printed"),
    [
        ("2015-01-12", "Jan. 12, 2015"), ("2015-12-01", "Dec. 1, 2015"), ("2015-05", "May 2015"), ("2015-06-30", "June 30, 2015"), ("2015-09-02", "Sept. 2, 2015"),
        ("2015-00-12", "2015-00-12"), ("2015-13-12", "2015-13-12"), ("2015", "2015"), ("", ""), ("May 2015", "May 2015"),
    ],
)  # fmt: skip
def test_a_day(iso: str, printed: str) -> None:
    assert printed == day(iso)


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"note": "At perma.cc/AB12-CD34."}, "https://perma.cc/AB12-CD34"),
        ({"archiveurl": "https://perma.cc/AB12-CD34", "note": "https://archive.ph/x"}, "https://perma.cc/AB12-CD34"),
        ({"note": "(https://web.archive.org/web/2020/https://a.example/)."}, "https://web.archive.org/web/2020/https://a.example/"),
        ({"url": "https://perma.cc/AB12-CD34", "note": "https://perma.cc/AB12-CD34."}, ""),
        ({"note": "https://a.example/"}, ""),
        ({"title": "perma.cc/AB12-CD34"}, ""),
    ],
)  # fmt: skip
def test_the_address_of_an_archived_copy(fields: dict[str, str], address: str) -> None:
    assert address == archived(source(**fields))


def test_an_archived_copy_stands_behind_the_address_or_alone() -> None:
    copy = {"archiveurl": "https://perma.cc/AB12-CD34"}
    assert "Raids on Ports (2008), https://perma.cc/AB12-CD34." == said("other", **copy)
    assert "Raids on Ports (2008), https://a.example/ [https://perma.cc/AB12-CD34]." == said("other", url="https://a.example/", **copy)  # fmt: skip


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Law & Tides", "Law & Tides"), ("Tides and Law", "Tides & L."), ("The Tides", "Tides"), ("Tides: A Journal of Ports", "Tides"),
        ("J. Hum. Secur", "J. Hum. Secur."), ("J Crim Just", "J. Crim. Just."), ("J Just", "J. Just."), ("Just Ports", "Just Ports"),
        ("J of Crim Just", "J Crim Just"), ("North Carolina Law Review", "N.C. L. Rev."), ("LAW REVIEW", "Law Rev."), ("Alaska", "Alaska"),
        ("Journal of Law, Economics, and Organization", "J.L. Econ. & Org."), ("Studies in Crime", "Stud. Crime"), ("Washington and Lee Law Review", "Wash. & Lee L. Rev."),
    ],
)  # fmt: skip
def test_a_journal_is_abbreviated(name: str, short: str) -> None:
    assert short == abbreviate_journal(name)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Department of Justice", "Dep't of Just."), ("Departments of Justice", "Dep'ts of Just."), ("Department", "Department"), ("Social Services", "Soc. Servs."),
        ("US Department of Labor", "U.S. Dep't of Lab."), ("University of the West", "Univ. of W."), ("School of the West", "Sch. of the W."), ("Center, Port", "Ctr., Port"),
        ("Office for Victims of Crime", "Off. for Victims of Crime"),
    ],
)  # fmt: skip
def test_a_body_is_abbreviated(name: str, short: str) -> None:
    assert short == abbreviate_institution(name)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Roe", "Roe"), ("United States", "United States"), ("California", "California"), ("Port Department", "Port Dep't"), ("Department", "Department"),
    ],
)  # fmt: skip
def test_a_party_is_abbreviated(name: str, short: str) -> None:
    assert short == abbreviate_party(name)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Roe v. Poe", "Roe v. Poe"), ("Roe vs Poe", "Roe v. Poe"), ("Roe versus The Poe", "Roe v. Poe"), ("Roe, et al. v. Poe et al", "Roe v. Poe"),
        ("USA v. Roe", "United States v. Roe"), ("U.S. v. Roe", "United States v. Roe"), ("Petition of Roe", "In re Roe"), ("In the matter of Roe", "In re Roe"),
        ("Roe v. Poe v. Moe", "Roe v. Poe v. Moe"),
    ],
)  # fmt: skip
def test_the_name_of_a_case(name: str, short: str) -> None:
    assert short == _case_name(name)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("The Ports Act, Title XII (Raids)", ("Ports Act", "tit. XII")), ("Ports Act, Division B", ("Ports Act", "div. B")), ("Title II", ("Title II", "")),
        ("Ports Act: Title II: Raids", ("Ports Act:", "tit. II")), ("Ports Act", ("Ports Act", "")), ("Ports Title ii Act", ("Ports Title ii Act", "")),
    ],
)  # fmt: skip
def test_the_part_of_an_act(name: str, parts: tuple[str, str]) -> None:
    assert parts == _act(name)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("First Circuit", "1st Cir."), ("21st Cir.", "21st Cir."), ("11th Cir.", "11th Cir."), ("D.C. Circuit", "D.C. Cir."), ("Fed. Cir.", "Fed. Cir."), ("Port Circuit", "Port Circuit"),
        ("United States Court of Appeals for the Third Circuit", "3d Cir."), ("U.S. Supreme Court", ""), ("Supreme Court", "Supreme Court"), ("Federal Supreme Court", ""),
        ("Supreme Court of Ohio", "Ohio"), ("Court of Appeals of New York", "N.Y."), ("Supreme Court of New York", "N.Y. Sup. Ct."), ("Port Supreme Court", "Port Supreme Court"),
        ("California Court of Appeal", "Cal. Ct. App."), ("Superior Court of the District of Columbia", "D.C. Super. Ct."), ("Supreme Court of the State of Texas", "Tex."),
        ("N.D. Cal.", "N.D. Cal."), ("D. Minn.", "D. Minn."), ("Northern District of West Virginia", "N.D.W. Va."), ("District of Columbia", "D.D.C."),
        ("U.S. District Court, Oklahoma Eastern", "E.D. Okla."), ("U.S. District Court, Nebraska", "D. Neb."), ("U.S. District Court, Portland", "U.S. District Court, Portland"),
        ("United States District Court for the District of Ohio", "D. Ohio"), ("8th Cir. filed", "8th Cir. filed"), ("Port Court", "Port Court"), ("", ""),
        ("S.D.N.Y. filed", "S.D.N.Y. filed"), ("Ohio Circuit Court", "Ohio Cir. Ct."),
    ],
)  # fmt: skip
def test_a_court_is_abbreviated(name: str, short: str) -> None:
    assert short == abbreviate_court(name)


def test_a_text_longer_than_any_court_is_left_alone() -> None:
    court = "Supreme Court of " + "x" * 183
    assert [200, court] == [len(court), abbreviate_court(court)]
    long = f"Court of Appeals of {'x' * 140}, Northern District of Ohio  and more words of no court"
    assert " ".join(long.split()) == abbreviate_court(long)


@pytest.mark.parametrize(
    ("short", "name", "same"),
    [
        ("Port Watch", "The Port Watch", True), ("Port Watch", "Port and Harbor Watch", True), ("Watch Port", "Port Watch", False), ("PHW", "Port and Harbor Watch", True),
        ("phw", "Port and Harbor Watch", True), ("PW", "Port and Harbor Watch", False), ("", "Port Watch", False), ("Port Watch", "", False), ("The", "Port Watch", False),
    ],
)  # fmt: skip
def test_whether_two_names_are_of_one_body(short: str, name: str, same: bool) -> None:
    assert same is _is_same_body(short, name)


@pytest.mark.parametrize(
    ("title", "cased"),
    [
        ("raids on the ports", "Raids on the Ports"), ("the ports: a history of raids", "The Ports: A History of Raids"), ("Roe v. the ports", "Roe v. the Ports"), ("roe vs. poe and v. moe", "Roe vs. Poe and v. Moe"),
        ("what is it for? a study", "What Is It for? A Study"), ("Raids On Ports", "Raids on Ports"), ("Raids In The Hague", "Raids in The Hague"), ("Care Of Crews In", "Care of Crews In"),
        ("Plan A and Plan B", "Plan A and Plan B"), ("Class A Ports", "Class A Ports"), ("Living In A Port", "Living in a Port"), ("anti-port raids", "Anti-port Raids"),
        ("port-based raids", "Port-Based Raids"), ("stop-and-frisk", "Stop-and-Frisk"), ("raids in Rio de Janeiro", "Raids in Rio de Janeiro"), ("de facto ports", "De Facto Ports"),
        ("the ports of El salvador", "The Ports of El Salvador"), ("see https://a.example/ now", "See https://a.example/ Now"), ("mail a@b.example now", "Mail a@b.example Now"),
        ("iPort and mTurk", "iPort and mTurk"), ("“raids” on 3 ports", "“Raids” on 3 Ports"), ("Dr. the port", "Dr. the Port"), ("", ""), ("a", "A"), ("ports — the sea", "Ports — The Sea"),
        ("vincent van gogh", "Vincent Van Gogh"), ("raids: (on ports)", "Raids: (On Ports)"), ("Raids And (On) Ports", "Raids and (On) Ports"),
    ],
)  # fmt: skip
def test_a_title_in_headline_case(title: str, cased: str) -> None:
    assert cased == headline(title)


@pytest.mark.parametrize(
    ("name", "closed"),
    [("A B Roe", "A.B. Roe"), ("A. B. C. Roe", "A.B.C. Roe"), ("Ann Roe", "Ann Roe"), ("Malcolm X", "Malcolm X"), ("J. Ann B Roe", "J. Ann B. Roe")],
)  # fmt: skip
def test_initials_close_up(name: str, closed: str) -> None:
    assert closed == initials(name)


@pytest.mark.parametrize(
    ("style", "manner"),
    [
        ("bluebook", Manner()), ("Bluebook-21", Manner(edition=21)), ("bluebook-court", Manner(court=True)), ("bluebook-21-court", Manner(edition=21, court=True)), ("bluebook-22", Manner()),
        ("bluebook-20", None), ("bluebook-21-22", None), ("bluebook-court-court", None), ("bluebook-21-21", None), ("apa", None), ("apa-21", None), ("bluebook-court-21-22", None), ("", None),
    ],
)  # fmt: skip
def test_the_manner_that_a_name_asks_for(style: str, manner: Manner | None) -> None:
    assert manner == read_manner(style)


@pytest.mark.parametrize(
    ("style", "title"),
    [
        ("bluebook", "Bluebook"), ("bluebook-21", "Bluebook (21st ed.)"), ("bluebook-22", "Bluebook (22d ed.)"), ("bluebook-court", "Bluebook (22d ed., court documents)"),
        ("mla", "MLA"), ("ieee", "ieee"),
    ],
)  # fmt: skip
def test_what_a_style_is_called(style: str, title: str) -> None:
    assert title == style_title(style)


@pytest.mark.parametrize(
    ("style", "edition", "name"),
    [
        ("bluebook", 21, "bluebook-21"), ("bluebook", 22, "bluebook"), ("bluebook-22", 21, "bluebook-22"), ("bluebook-court", 21, "bluebook-court-21"), ("apa", 21, "apa"),
    ],
)  # fmt: skip
def test_a_style_in_an_edition(style: str, edition: int, name: str) -> None:
    assert name == in_edition(style, edition)


@pytest.mark.parametrize(
    ("kind", "fields", "review", "court"),
    [
        ("book", {"author": ROE}, ["SmallCaps Ann Roe", "SmallCaps Raids on Ports"], ["Emph Raids on Ports"]),
        ("book", {}, ["SmallCaps Raids on Ports"], ["Emph Raids on Ports"]),
        ("journal-article", {"journal": "Tides", "volume": "4"}, ["Emph Raids on Ports", "SmallCaps Tides"], ["Emph Raids on Ports"]),
        ("journal-article", {"journal": "Tides"}, ["Emph Raids on Ports", "SmallCaps Tides"], ["Emph Raids on Ports"]),
        ("news", {"journal": "Tides"}, ["Emph Raids on Ports", "SmallCaps Tides"], ["Emph Raids on Ports"]),
        ("case", {"title": "Roe v. Poe, 550 U.S. 12 (2013)"}, [], ["Emph Roe v. Poe"]),
    ],
)  # fmt: skip
def test_typefaces(kind: str, fields: dict[str, str], review: list[str], court: list[str]) -> None:
    def marked(manner: Manner) -> list[str]:
        made = bluebook(source(**fields), kind, (), manner)
        return [f"{one['t']} {plain_text(one['c'])}" for one in made if one["t"] in {"Emph", "SmallCaps"}]

    assert [review, court] == [marked(Manner()), marked(Manner(court=True))]

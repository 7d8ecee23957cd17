"""Legal citations: what is printed is read back by eyecite, courts-db and reporters-db, which know citations from millions of decisions."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from courts_db import courts
from eyecite import get_citations
from eyecite.models import CitationBase
from reporters_db import EDITIONS

import litreview as lr
from litreview.core.model import Person, Record, RecordId, Source, Where, Work
from litreview.formats import read_text
from litreview.stages.bibliography import cite
from litreview.stages.bibliography.abbreviations import abbreviate_court
from litreview.stages.bibliography.bluebook import bluebook
from litreview.stages.bibliography.bluebook.editions import changes
from litreview.stages.bibliography.trees import plain_text
from litreview.works import rows
from litreview.works.kinds import kind_of
from litreview.works.law import read_case, read_statute

HERE = Path(__file__).parent
WORKS: list[dict[str, Any]] = tomllib.loads((HERE / "legal.toml").read_text(encoding="utf-8"))["work"]


def entry(text: str, style: str = "bluebook") -> str:
    (printed,) = cite(lr.dedupe(read_text(text, "made-up.bib").records).sources, style).entries
    return printed.text


def parts(found: CitationBase) -> list[str]:
    """Volume or title, reporter, page or section, court, year."""
    groups = {name: value or "" for name, value in found.groups.items()}
    place = groups.get("volume") or groups.get("title") or groups.get("chapter") or ""
    page = groups.get("page") or groups.get("section") or ""
    court = getattr(found.metadata, "court", "") or ""
    reporter = groups["reporter"]
    return [place, reporter, page, court, found.metadata.year or ""]


def read_back(text: str) -> list[list[str]]:
    """What eyecite reads in a citation. It takes the volume behind a public law for a section of it, so what follows one is read apart."""
    law, _, rest = text.partition(", 1") if "Pub. L." in text and " Stat. " in text else (text, "", "")
    pieces = [law, f"1{rest}"] if rest else [text]
    return [parts(found) for piece in pieces for found in get_citations(piece)]


@pytest.mark.parametrize("work", WORKS, ids=[work["why"] for work in WORKS])
def test_a_legal_work_is_cited_as_meant_wherever_its_citation_is_kept(work: dict[str, Any]) -> None:
    printed = entry(work["bib"])
    assert work["cited"] == printed
    assert work.get("read", []) == read_back(printed)


def test_most_of_the_table_is_read_back() -> None:
    assert len(WORKS) >= 20
    assert sum("read" in work for work in WORKS) >= 20


@pytest.fixture(scope="module")
def legal() -> list[Source]:
    """The cases and statutes of the sample corpus."""
    review = lr.open_review(HERE.parents[1] / "examples" / "over-policing")
    return [source for source in review.sources if kind_of(source) in {"case", "statute"}]


def test_the_law_of_the_corpus_is_read_back_as_it_is_in_the_records(legal: list[Source]) -> None:
    """Of what has a place in a reporter, the Code or the session laws; a bill and a decision without a place have no form eyecite knows."""
    unread = []
    for printed in cite(legal, "bluebook").entries:
        source, expected = printed.source, []
        if printed.kind == "case":
            case = read_case(source)
            court = {"F.3d": "ca8", "U.S.": "scotus"}.get(case.reporter, "")
            page = "" if case.page == "___" else case.page
            expected = [[case.volume, case.reporter, page, court, case.year]] if case.reporter else []
        else:
            act = read_statute(source)
            in_name = re.search(rf"\b{act.year}\b", act.name)
            if act.section and not act.public_law:
                expected = [[act.code_title, "U.S.C.", act.section, "", ""]]
            elif act.public_law:
                year = "" if act.stat_page or in_name else act.year
                expected = [[act.public_law, "Pub. L.", "", "", year]]
                if act.stat_page:
                    expected.append(
                        [act.stat_volume, "Stat.", act.stat_page, "", "" if in_name else act.year]
                    )
        if not expected:
            unread.append(source.key)
            assert read_back(printed.text) == [], source.key
        else:
            # of a public law eyecite reads no year
            found = [
                [*one[:4], one[4] if one[1] != "Pub. L." else expected[0][4]]
                for one in read_back(printed.text)
            ]
            assert found == expected, source.key
    assert len(legal) == 22
    assert unread == ["S1311", "FDA2018", "S1312", "Jungers2011"]


def test_federal_courts_are_abbreviated_as_courts_db_has_them() -> None:
    """All but a name that is none of one court, the armed forces' court, and slips of that list: `3rd Cir.`, `D. N.Y.`."""
    named = [
        court for court in courts
        if court.get("system") == "federal" and court.get("citation_string")
        and court["name"].startswith(("United States District Court", "Court of Appeals for the"))
    ]  # fmt: skip
    differ = {court["id"] for court in named if abbreviate_court(court["name"]) != court["citation_string"]}
    assert len(named) > 50
    assert differ <= {"nyd", "ca3", "usdistct", "wvnb"}


def test_the_highest_courts_of_the_states_are_named_by_the_state() -> None:
    highest = [
        court for court in courts
        if court.get("system") == "state" and court.get("level") == "colr" and "Supreme Court" in court["name"]
        and court.get("citation_string")
    ]  # fmt: skip
    differ = {
        court["name"] for court in highest if abbreviate_court(court["name"]) != court["citation_string"]
    }
    assert len(highest) >= 10
    assert not differ


@pytest.mark.parametrize(
    "court", ["", "8th Cir.", "S.D.N.Y.", "N.D. Cal.", "D.D.C.", "Cal. Ct. App.", "A Court of Ports"]
)
def test_a_court_that_is_short_or_unknown_stays(court: str) -> None:
    assert court == abbreviate_court(court)


def test_every_reporter_in_our_table_is_one_of_reporters_db() -> None:
    names = [name for name, _ in rows("reporters.csv")]
    assert len(names) == len(set(names))
    assert set(names) - EDITIONS.keys() <= {"LEXIS", "LX"}


def test_the_editions_differ_as_their_table_says() -> None:
    """Each change has its rule and where it was read; what is printed differs between the editions, and only there."""
    for name, change in changes().items():
        assert change["rule"], name
        assert change["read_at"].startswith("https://"), name
        assert change["21"] != change["22"], name
    three = "@book{k, author = {Roe, Ann and Poe, Bo and Moe, Cy}, title = {Raids}, year = 2008}"
    four = three.replace("Moe, Cy", "Moe, Cy and Noe, Di")
    institute = "@report{k, author = {{American Law Institute}}, title = {Principles}, year = 2008}"
    database = "@misc{k, title = {Doe v. Roe, No. 24-1, 2025 LEXIS 12345 (D.D.C. Jan. 2, 2025)}}"
    assert entry(three) == "Ann Roe, Bo Poe & Cy Moe, Raids (2008)."
    assert entry(three, "bluebook-21") == entry(four) == "Ann Roe et al., Raids (2008)."
    assert entry(institute) == "A.L.I., Principles (2008)."
    assert entry(institute, "bluebook-21") == "Am. L. Inst., Principles (2008)."
    assert "2025 LX 12345" in entry(database)
    assert "2025 LEXIS 12345" in entry(database, "Bluebook-21")


def test_a_review_names_its_edition(tmp_path: Path) -> None:
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "a.bib").write_text("@misc{k, title = {Raids}, year = 2020}", encoding="utf-8")
    (tmp_path / "litreview.toml").write_text('style = "bluebook"\nedition = 21\n', encoding="utf-8")
    assert lr.open_review(tmp_path).style == "bluebook-21"
    (tmp_path / "litreview.toml").write_text("edition = 20\n", encoding="utf-8")
    with pytest.raises(lr.LitreviewError, match="edition is '20'; write 21 or 22"):
        lr.open_review(tmp_path)


def styled(text: str, style: str) -> list[tuple[str, str]]:
    """The words of an entry that are in italics or small capitals."""
    (printed,) = cite(lr.dedupe(read_text(text, "made-up.bib").records).sources, style).entries
    return [(node["t"], plain_text(node)) for node in printed.inlines if node["t"] in {"Emph", "SmallCaps"}]


@pytest.mark.parametrize(
    ("text", "review", "court"),
    [
        ("@misc{k, title = {Miranda v. Arizona, 384 U.S. 436 (1966)}}", [], [("Emph", "Miranda v. Arizona")]),
        ("@book{k, author = {Roe, Ann}, title = {Raids}, year = 2008}",
         [("SmallCaps", "Ann Roe"), ("SmallCaps", "Raids")], [("Emph", "Raids")]),
        ("@article{k, author = {Roe, Ann}, title = {Raids}, journal = {Fordham Law Review}, volume = 4, pages = 12, year = 2008}",
         [("Emph", "Raids"), ("SmallCaps", "Fordham L. Rev.")], [("Emph", "Raids")]),
        ("@report{k, institution = {Port Watch}, title = {Raids}, year = 2008}",
         [("SmallCaps", "Port Watch"), ("SmallCaps", "Raids")], [("Emph", "Raids")]),
    ],
    ids=["case", "book", "article", "report"],
)  # fmt: skip
def test_a_court_document_has_its_own_typeface(text: str, review: list[Any], court: list[Any]) -> None:
    """The words are the same; for a court cases and titles are in italics and nothing is in small capitals (B2)."""
    assert review == styled(text, "bluebook")
    assert court == styled(text, "bluebook-court")
    assert entry(text) == entry(text, "bluebook-court")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("url = {https://a.example/}, note = {Archived at https://perma.cc/PT32-56LR.}", "https://a.example/ [https://perma.cc/PT32-56LR]"),
        ("url = {https://a.example/}, archiveurl = {perma.cc/PT32-56LR}", "https://a.example/ [https://perma.cc/PT32-56LR]"),
        ("url = {https://a.example/}, addendum = {https://web.archive.org/web/20200101000000/https://a.example/}",
         "https://a.example/ [https://web.archive.org/web/20200101000000/https://a.example/]"),
        ("url = {https://perma.cc/PT32-56LR}, note = {https://perma.cc/PT32-56LR}", "https://perma.cc/PT32-56LR"),
        ("url = {https://a.example/}, archive = {State Archives, box 4}", "https://a.example/"),
        ("url = {https://a.example/}, note = {see evilperma.cc/PT32-56LR}", "https://a.example/"),
    ],
)  # fmt: skip
def test_an_archived_copy_stands_behind_the_address(fields: str, expected: str) -> None:
    assert entry(f"@online{{k, title = {{Raids}}, year = 2020, {fields}}}") == f"Raids (2020), {expected}."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("type = {Discussion Paper}, number = {6226}, institution = {IZA}", "Ann Roe, Raids (IZA, Discussion Paper No. 6226, 2011)."),
        ("institution = {IZA Discussion Paper 5142. Bonn, Germany}", "Ann Roe, Raids (IZA, Discussion Paper No. 5142, 2011)."),
        ("type = {NBER Working Paper}, number = {20281}, institution = {National Bureau of Economic Research}",
         "Ann Roe, Raids (Nat’l Bureau of Econ. Rsch., Working Paper No. 20281, 2011)."),
        ("type = {WORKING PAPER SERIES}, number = {71}, institution = {Refugee Studies Centre}",
         "Ann Roe, Raids (Refugee Stud. Ctr., Working Paper No. 71, 2011)."),
        ("series = {Policy Research Working Papers}, number = {7}, institution = {World Bank}",
         "Ann Roe, Raids (World Bank, Policy Research Working Paper No. 7, 2011)."),
        ("type = {Technical Report}, number = {12}, institution = {Port Watch}", "Ann Roe, Port Watch, Technical Report No. 12, Raids (2011)."),
        ("type = {Technical Report}, number = {NCJ 12}, institution = {Port Watch}", "Ann Roe, Port Watch, NCJ 12, Raids (2011)."),
    ],
)  # fmt: skip
def test_a_report_has_its_series_and_number(fields: str, expected: str) -> None:
    assert expected == entry(
        f"@techreport{{k, author = {{Roe, Ann}}, title = {{Raids}}, year = 2011, {fields}}}"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("raids in Rio de Janeiro", "Raids in Rio de Janeiro"),
        ("raids on the Costa del Sol and in Los Angeles", "Raids on the Costa del Sol and in Los Angeles"),
        ("Raids In The Hague", "Raids in The Hague"),
        ("The U.S. And International Response To Raids", "The U.S. and International Response to Raids"),
        ("Who do Developing World Leaders Listen To?", "Who Do Developing World Leaders Listen To?"),
        ("Reading Title A: The Port", "Reading Title A: The Port"),
        ("Speak Up for the Ports", "Speak Up for the Ports"),
        ("a port named by Vincent van Gogh", "A Port Named by Vincent van Gogh"),
        ("a call by mTurk to WHO and iPhone", "A Call by mTurk to WHO and iPhone"),
    ],
)
def test_proper_names_keep_their_capitals(title: str, expected: str) -> None:
    assert f"{expected} (2020)." == entry(f"@misc{{k, title = {{{title}}}, year = 2020}}")


@pytest.mark.parametrize(
    ("author", "kind"),
    [
        ("Hans v. Berg", "other"),
        ("{Hans v. Berg}", "other"),
        ("United States v. Madeup", "case"),
        ("{People of New York v. Madeup}", "case"),
    ],
)
def test_a_person_is_no_case(author: str, kind: str) -> None:
    (record,) = read_text(f"@misc{{k, author = {{{author}}}, title = {{Ports}}, year = 2001}}").records
    assert kind == kind_of(record)


def test_a_party_is_no_court() -> None:
    people = (Person(literal="United States"),)
    work = Work(key="k", type="misc", fields={"title": "United States v. Madeup"}, authors=people)
    assert read_case(work).court == ""


LONG = 3000
NASTY = {
    "a reporter of one letter": ("title", "Doe v. Roe, 1 " + "A" * LONG + "!"),
    "spaces in parentheses": ("title", "Doe v. Roe (" + " " * LONG + "x"),
    "parentheses": ("title", "Doe v. Roe " + "(" * LONG),
    "dates without end": ("title", "Doe v. Roe (" + "Jan. 1, " * LONG),
    "hearings before hearings": ("title", "Hearing " * LONG + "Before " * LONG),
    "papers of papers": ("title", "First " * LONG + "Complaint, Doe v. Roe"),
    "many parties": ("title", "Doe " + "v. " * LONG),
    "dockets": ("note", "No. 1, " * LONG + ", 1-" * LONG),
    "houses": ("number", "H.R. " * LONG + "Rep."),
    "series of commas": ("institution", "IZA" + ", " * LONG + "x"),
    "archives": ("note", "https://web.archive.org/web/1" + "1" * LONG),
    "particles": ("title", "Rio " + "de " * LONG + "X"),
}


@pytest.mark.parametrize("name", NASTY)
def test_what_a_field_holds_is_read_in_time_that_grows_with_its_length(name: str) -> None:
    """Each took minutes with an expression that tries every way to cut a text."""
    field, value = NASTY[name]
    fields = {"title": "Doe v. Roe", "number": "1", "url": "https://a.example/"} | {field: value}
    begun = time.process_time()
    for type_ in ("misc", "techreport", "jurisdiction"):
        work = Record(key="k", type=type_, fields=fields, id=RecordId("a.bib:k"), where=Where(file="a.bib"))
        bluebook(Source(key="k", type=type_, fields=fields, records=(work,)), kind_of(work))
    assert time.process_time() - begun < 3


def test_a_news_article_is_cited_as_a_law_library_shows_it_for_the_newest_edition() -> None:
    """The example of Lewis & Clark's law library (lawlib.lclark.edu, on rule 18.2.1(d) of the 22nd edition)."""
    said = """@article{k, author = {Rose, Rebecca J.}, title = {The Law as Justice Gorsuch Sees It}, journal = {The Atlantic},
      entrysubtype = {magazine}, date = {2024-08-05}, note = {https://perma.cc/PT32-56LR},
      url = {https://www.theatlantic.com/ideas/archive/2024/08/interview-justice-neil-gorsuch-over-ruled/679342/}}"""
    assert entry(said) == (
        "Rebecca J. Rose, The Law as Justice Gorsuch Sees It, Atlantic (Aug. 5, 2024), https://www.theatlantic.com/ideas/archive/2024/08/"
        "interview-justice-neil-gorsuch-over-ruled/679342/ [https://perma.cc/PT32-56LR]."
    )

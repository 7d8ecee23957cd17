"""Bluebook citations against those that libraries, journals and courts have published of the same works (published.csv)."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import litreview as lr
from litreview.core.model import Decision, Person, Record, RecordId, Source, Where
from litreview.core.text import parse_names
from litreview.review.session import Review
from litreview.stages.bibliography import cite
from litreview.stages.bibliography.abbreviations import abbreviate_journal
from litreview.stages.bibliography.composing import read_annotations
from litreview.stages.bibliography.trees import plain_text

HERE = Path(__file__).parent
with (HERE / "published.csv").open(encoding="utf-8", newline="") as _stream:
    PUBLISHED = list(csv.DictReader(_stream))


@pytest.fixture(scope="module")
def review() -> Review:
    return lr.open_review(HERE.parents[1] / "examples" / "over-policing")


@pytest.fixture(scope="module")
def printed(review: Review) -> dict[str, str]:
    return {e.source.key: e.text for e in cite(review.sources, "bluebook", review.tags).entries}


def test_what_was_published_is_the_same_in_both_editions(review: Review, printed: dict[str, str]) -> None:
    before = {e.source.key: e.text for e in cite(review.sources, "bluebook-21", review.tags).entries}
    keys = [row["key"] for row in PUBLISHED]
    assert [before[key] for key in keys] == [printed[key] for key in keys]
    assert before != printed


def source(
    key: str, type_: str, *, authors: Sequence[Person] = (), year: int | None = None, **fields: str
) -> Source:
    record = Record(
        key=key, type=type_, fields=fields, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib")
    )
    return Source(key=key, type=type_, fields=fields, authors=tuple(authors), year=year, records=(record,))


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["key"])
def test_a_citation_is_the_published_one_or_differs_as_stated(
    printed: dict[str, str], row: dict[str, str]
) -> None:
    """`ours` is what is printed instead, `differs` why; both are empty where nothing differs."""
    straight = str.maketrans("’‘“”", "''\"\"")
    assert printed[row["key"]].translate(straight) == (row["ours"] or row["citation"].removesuffix(".") + ".")
    assert bool(row["ours"]) == bool(row["differs"])
    assert row["seen_at"]


def test_forty_works_are_compared() -> None:
    """`edition`: in force when the citation was published, or that its form shows ("available at" went with the 20th)."""
    assert {row["edition"] for row in PUBLISHED} == {"19 or before", "20", "21", "its own form", "not said"}
    assert len({row["key"] for row in PUBLISHED}) == len(PUBLISHED) >= 40


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "The Justice for Victims of Trafficking Act of 2015", "number": "Public Law 114-22"},
         "Justice for Victims of Trafficking Act of 2015, Pub. L. No. 114-22."),
        ({"title": "Violence Against Women Reauthorization Act of 2013, Title XII (Trafficking)", "number": "Pub. L. 113-4"},
         "Violence Against Women Reauthorization Act of 2013, Pub. L. No. 113-4, tit. XII."),
        ({"title": "Trafficking Victims Protection Act of 2017", "number": "S. 1312", "year": "2018"},
         "Trafficking Victims Protection Act of 2017, S. 1312 (2018)."),
        ({"title": "Made Up Act", "number": "H.R. 1", "year": "1992"}, "Made Up Act, H.R. 1 (1992)."),
    ],
)  # fmt: skip
def test_acts_and_bills(fields: dict[str, Any], expected: str) -> None:
    year = fields.get("year")
    act = source("k", "legislation", **(fields | {"year": int(year) if year else None}))
    assert expected == cite([act], "bluebook").entries[0].text


@pytest.mark.parametrize(
    ("author", "body", "number", "expected"),
    [
        ("Office of Juvenile Justice and Delinquency Prevention", "OJJDP", "", "Off. of Juv. Just. & Delinq. Prevention, T (2020)."),
        ("USC Gould School of Law International Human Rights Clinic", "USC Gould International Human Rights Clinic", "",
         "USC Gould Sch. of L. Int’l Hum. Rts. Clinic, T (2020)."),
        ("National Institute of Justice", "U.S. Department of Justice", "NCJ 1",
         "Nat’l Inst. of Just., U.S. Dep’t of Just., NCJ 1, T (2020)."),
        ("Urban Institute", "Urban Justice Center", "", "Urb. Inst., Urb. Just. Ctr., T (2020)."),
        ("IZA", "IZA Discussion Paper 6226", "6226", "IZA, T (Discussion Paper No. 6226, 2020)."),
    ],
)  # fmt: skip
def test_a_body_and_a_number_are_printed_once(author: str, body: str, number: str, expected: str) -> None:
    people = [Person(literal=author)]
    report = source("k", "report", authors=people, year=2020, title="T", institution=body, number=number)
    assert expected == cite([report], "bluebook").entries[0].text


@pytest.mark.parametrize(
    ("fields", "year", "expected"),
    [
        ({"journal": "New York Times", "date": "2015-07-28"}, 2015, "T, N.Y. Times (July 28, 2015), https://a.example/."),
        ({"journal": "The Guardian", "month": "sep"}, 2014, "T, Guardian (Sept. 2014), https://a.example/."),
        ({"urldate": "2016-02-18"}, None, "T, https://a.example/ (last visited Feb. 18, 2016)."),
        ({"urldate": "2016-02-18"}, 2015, "T (2015), https://a.example/."),
    ],
)  # fmt: skip
def test_news_and_pages_have_their_day(fields: dict[str, str], year: int | None, expected: str) -> None:
    type_ = "article" if "journal" in fields else "misc"
    told = {"title": "T", "url": "https://a.example/", "year": str(year or "")} | fields
    page = dataclasses.replace(source("k", type_, year=year), fields=told)
    assert expected == cite([page], "bluebook").entries[0].text


def test_the_list_is_in_the_order_of_surnames() -> None:
    """Initials and full names of one author stand together, alone before with others; acts and bodies where their words are."""

    def work(key: str, year: int, *authors: str, **fields: str) -> Source:
        people = parse_names(" and ".join(authors))
        return source(key, "article", authors=people, year=year, journal="J", **fields)

    works = [
        work("a", 2015, "Butler, Cheryl Nelson", title="Bridge"),
        work("b", 2014, "Butler, C.", title="Kids"),
        work("c", 2013, "Butler, Alice", title="A"),
        work("d", 2012, "Butler, Cheryl and Adams, Zoe", title="Z"),
        work("e", 2011, "Butler, C. and Baker, B. and Cook, D.", title="Z"),
        work("f", 2010, "Adams, Zoe", title="Z"),
        work("g", 2009, "{Bureau of Justice}", title="Z"),
        work("h", 2008, title="The Bridge"),
        source("i", "legislation", title="Byrne Act", number="Pub. L. 1-1"),
        source("j", "legislation", title="8 U.S.C. 1"),
        source("k", "legislation", title="18 U.S.C. 1"),
    ]
    assert "jkfhgcbadei" == "".join(e.source.key for e in cite(works, "bluebook").entries)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Fordham Law Review", "Fordham L. Rev."),
        ("University of Pennsylvania Law Review", "U. Pa. L. Rev."),
        ("Michigan Journal of International Law", "Mich. J. Int'l L."),
        ("Georgetown Law Journal", "Geo. L.J."),
        ("New York University Law Review", "N.Y.U. L. Rev."),
        ("Boston University Law Review", "B.U. L. Rev."),
        ("Journal of Law and Economics", "J.L. & Econ."),
        ("Journal of Criminal Law and Criminology", "J. Crim. L. & Criminology"),
        ("Case Western Reserve Journal of International Law", "Case W. Rsrv. J. Int'l L."),
        ("West Virginia Law Review", "W. Va. L. Rev."),
        ("Saint Louis University Law Journal", "St. Louis U. L.J."),
        (
            "William and Mary Journal of Race, Gender, and Social Justice",
            "Wm. & Mary J. Race Gender & Soc. Just.",
        ),
        ("Cardozo Arts and Entertainment Law Journal", "Cardozo Arts & Ent. L.J."),
        ("Law and Society Review", "Law & Soc'y Rev."),
        ("Nature", "Nature"),
        ("Disaster Med Public Health Prep", "Disaster Med. Pub. Health Preparedness"),
        ("J Emerg Nurs", "J. Emergency Nursing"),
        ("Just Security", "Just Sec."),
        ("J. Hum. Secur", "J. Hum. Secur."),
        ("Child abuse & neglect", "Child Abuse & Neglect"),
    ],
)
def test_journals_are_abbreviated_as_they_cite_themselves(name: str, short: str) -> None:
    assert abbreviate_journal(name) == short


def test_a_page_that_a_judgement_rests_on_is_the_pinpoint(review: Review) -> None:
    """Decisions made up: `where` of a page points at it, a quote does not."""
    sources = [
        s for s in review.sources if s.key in {"Srikantiah2007Perfect", "Ditmore2009Use", "Jungers2013"}
    ]

    def decision(key: str, where: str) -> Decision:
        return Decision(
            when="2026-01-01T00:00:00Z", by="a", verb="tag", key=key, value="protect", where=where
        )

    judged = [
        decision("Srikantiah2007Perfect", "p. 187"),
        decision("Srikantiah2007Perfect", "pp. 160-162"),
        decision("Srikantiah2007Perfect", "title"),
        decision("Ditmore2009Use", "p. 8"),
        decision("Jungers2013", "at 1070"),
    ]
    printed = {e.source.key: e.text for e in cite(sources, "bluebook", (), judged).entries}
    assert "87 B.U. L. Rev. 157, 160–162, 187 (2007)" in printed["Srikantiah2007Perfect"]
    assert "The Use of Raids to Fight Trafficking in Persons 8 (2009)" in printed["Ditmore2009Use"]
    assert "702 F.3d 1066, 1070 (8th Cir. 2013)" in printed["Jungers2013"]


def test_a_place_in_an_act_or_the_first_line_of_a_note_is_the_pinpoint() -> None:
    """The line is in the citation, so it is no part of the annotation; where the citation has no place for it, it stays."""
    act = source("act", "legislation", title="Made Up Act", number="Pub. L. 109-164", year=2005)
    code = source("code", "legislation", title="22 U.S.C. 7105")
    book = source("book", "book", title="B", year=2001, authors=[Person(family="Roe")])
    page = source("page", "misc", title="P", year=2001, url="https://a.example/")
    notes = {"book": "pp. 30-32, 12\n\nOn raids.", "page": "p. 4\n\nOn stings.", "act": "§ 103(a)(1)"}
    judged = [
        Decision(when="2026-01-01T00:00:00Z", by="a", verb="tag", key=key, value="protect", where=where)
        for key, where in (("act", "§106"), ("code", "§ 7105(b)"), ("book", "p. 12"))
    ]
    cited = cite([act, code, book, page], "bluebook", (), judged, notes)
    assert {entry.source.key: entry.text for entry in cited.entries} == {
        "act": "Made Up Act, Pub. L. No. 109-164, §§ 103(a)(1), 106 (2005).",
        "code": "22 U.S.C. § 7105(b).",
        "book": "Roe, B 12, 30–32 (2001).",
        "page": "P (2001), https://a.example/.",
    }
    written = {key: plain_text(blocks) for key, blocks in read_annotations(cited, notes)[0].items()}
    assert written == {"book": "On raids. ", "page": "p.\xa04 On stings. "}
    elsewhere = read_annotations(cite([book], "apa", (), judged, notes), notes)
    assert plain_text(elsewhere[0]["book"]) == "pp.\xa030-32, 12 On raids. "

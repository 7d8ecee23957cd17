"""What a citation lacks, who has it, and how it is told; each on both sides of its condition. All works are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.model import Correction, Doi, Person, Record, RecordId, Source, Where
from litreview.stages.bibliography.citation_gaps import (
    find_gaps,
    gap_problems,
    gap_summary,
    misplaced_publishers,
)

TITLE = "Raids on four ports"


def record(key: str = "k", *, doi: str = "", year: int | None = 2008, file: str = "b.bib", confidential: bool = False, author: str = "Roe", **fields: str) -> Record:  # fmt: skip
    return Record(
        key=key, type="article", fields={"title": TITLE} | fields, year=year, doi=Doi(doi), id=RecordId(f"{file}:{key}"), confidential=confidential,
        where=Where(file=file, line=7), authors=(Person(family=author),) if author else (),
    )  # fmt: skip


def source(corrected: Any = (), **more: Any) -> Source:
    one = record(**more)
    return Source(
        key=one.key, type=one.type, fields=one.fields, year=one.year, doi=one.doi, records=(one,), authors=one.authors, confidential=one.confidential,
        corrected=tuple(corrected),
    )  # fmt: skip


def lacks(work: Source, kind: str, style: str = "bluebook", *records: Record) -> list[str]:
    return [one.need.lacks for one in find_gaps([(work, kind)], style, records)]


ARTICLE = {"journal": "Tides", "volume": "4"}


@pytest.mark.parametrize(
    ("kind", "fields", "missing"),
    [
        ("journal-article", {**ARTICLE, "pages": "3"}, []),
        ("journal-article", {**ARTICLE, "pages": " "}, ["a page"]),
        ("journal-article", {**ARTICLE, "pages": "30 pages"}, ["a page"]),
        ("journal-article", {**ARTICLE, "pages": "3", "author": ""}, ["an author"]),
        ("journal-article", {"journaltitle": "Tides", "volume": "4", "pages": "3"}, []),
        ("journal-article", {**ARTICLE, "pages": "3", "year": None, "date": "in press"}, []),
        ("journal-article", {**ARTICLE, "pages": "3", "year": None}, ["a year"]),
        ("news", {"journal": "Tides", "date": "2008-05-06"}, []),
        ("news", {"journal": "Tides", "date": "2008-05"}, ["a full date"]),
        ("book", {"title": "", "subtitle": "A history"}, []),
        ("book", {"title": ""}, ["a title"]),
        ("interview", {"title": ""}, []),
        ("statute", {"title": "Ports Act, Pub. L. No. 102-1"}, []),
        ("statute", {"title": "Ports Act", "number": "H.R. 1"}, []),
        ("statute", {"title": "22 U.S.C. 7101"}, []),
    ],
)
def test_what_a_citation_lacks(kind: str, fields: dict[str, Any], missing: list[str]) -> None:
    assert missing == lacks(source(**fields), kind)
    assert [] == lacks(source(**fields, confidential=True), kind)


def test_what_a_person_said_that_a_work_has_not_is_not_missing() -> None:
    def corrected(field: str, value: str) -> list[str]:
        said = Correction(field=field, value=value, by="ann", place=Where(file="decisions/ann.tsv"))
        return lacks(source([said], **ARTICLE), "journal-article")

    assert [[], ["a page"], ["a page"]] == [
        corrected("pages", ""),
        corrected("pages", "n/a"),
        corrected("volume", ""),
    ]


@pytest.mark.parametrize(
    ("other", "held"),
    [
        ({"pages": "513--541"}, "pages = {513--541}"),
        ({"pages": " "}, ""),
        ({"pages": "30 pages"}, ""),
        ({}, ""),
        ({"pages": "5", "confidential": True}, ""),
        ({"pages": "5", "file": "private/b.bib"}, ""),
        ({"pages": "5", "year": 2009}, ""),
        ({"pages": "5", "title": "Raids on five ports"}, ""),
        ({"pages": "5", "year": 2009, "doi": "10.1/A"}, "pages = {5}"),
        ({"pages": "5", "title": "RAIDS ON FOUR  PORTS!"}, "pages = {5}"),
        ({"pages": "p" * 61}, f"pages = {{{'p' * 60}}}"),
    ],
)
def test_another_record_of_the_work_may_have_it(other: dict[str, Any], held: str) -> None:
    work = source(doi="10.1/A", **ARTICLE)
    (gap,) = find_gaps([(work, "journal-article")], "bluebook", [record("o", **other)])
    told = f"add {held}, as b.bib:7 has it" if held else "add pages = {…}; `litreview enrich` asks registries by its DOI"  # fmt: skip
    assert (held, told) == (gap.held, gap.remedy)


@pytest.mark.parametrize(
    ("title", "year", "found"),
    [("Raids on four ports", 2008, True), ("Raids on ports", 2008, False), ("Raids on four ports", None, False)],
)  # fmt: skip
def test_a_title_of_four_words_and_a_year_name_a_work(title: str, year: int | None, found: bool) -> None:
    named = {"title": title, "year": year, "date": "n.d."}
    gaps = find_gaps([(source(**ARTICLE, **named), "journal-article")], "bluebook", [record("o", pages="5", **named)])  # fmt: skip
    assert [found] == [bool(one.held) for one in gaps]


def test_the_first_record_that_has_it_is_named() -> None:
    others = [record("o"), record("p", pages="5", file="c.bib"), record("q", pages="6", file="d.bib")]
    (gap,) = find_gaps([(source(**ARTICLE), "journal-article")], "bluebook", others)
    assert ("pages = {5}", "c.bib:7") == (gap.held, gap.held_by)
    assert not gap.is_registered


@pytest.mark.parametrize(
    ("doi", "fields", "kind", "registered"),
    [
        ("10.1/a", ARTICLE, "journal-article", True),
        ("", ARTICLE, "journal-article", False),
        ("10.1/a", {"journal": "Tides", "date": "2008-05"}, "news", False),
    ],
)
def test_a_registry_is_asked_for_what_it_has(doi: str, fields: dict[str, Any], kind: str, registered: bool) -> None:  # fmt: skip
    (gap,) = find_gaps([(source(doi=doi, **fields), kind)], "bluebook")
    assert registered is gap.is_registered


def summary(number: int, doi: int = 0, held: int = 0) -> Any:
    works = [
        source(key=f"w{n:02}", title=f"Raids on the port {n}", doi=f"10.1/{n}" if n < doi else "", **ARTICLE) for n in range(number)
    ]  # fmt: skip
    others = [record("o", pages="5", title=f"Raids on the port {n}") for n in range(number - held, number)]
    (told,) = gap_summary(find_gaps([(one, "journal-article") for one in works], "bluebook", others), level="error")  # fmt: skip
    return told


@pytest.mark.parametrize(
    ("number", "doi", "held", "message", "remedy"),
    [
        (1, 0, 0, "1 Bluebook entry lacks a page (rule 16.4): w00", "add pages = {…}"),
        (1, 1, 0, "1 Bluebook entry lacks a page (rule 16.4): w00", "add pages = {…}; `litreview enrich` asks registries for it by DOI"),
        (2, 1, 0, "2 Bluebook entries lack a page (rule 16.4): w00, w01", "add pages = {…}; `litreview enrich` asks registries for 1 of them by DOI"),
        (2, 2, 1, "2 Bluebook entries lack a page (rule 16.4): w00, w01",
         "add pages = {…}; for w01 b.bib:7 has pages = {5}; `litreview enrich` asks registries for 1 of them by DOI"),
        (2, 0, 2, "2 Bluebook entries lack a page (rule 16.4): w00, w01", "add pages = {…}; for w00 b.bib:7 has pages = {5}; for w01 b.bib:7 has pages = {5}"),
    ],
)  # fmt: skip
def test_what_several_lack_is_told_once(number: int, doi: int, held: int, message: str, remedy: str) -> None:
    told = summary(number, doi, held)
    assert (message, remedy, "error") == (told.message, told.remedy, told.level)
    assert ("w00" if number == 1 else "") == told.key


def test_of_many_a_dozen_are_named() -> None:
    assert summary(12).message.endswith("w10, w11")
    assert summary(13).message.endswith("w10, w11 and 1 more")
    assert 12 == summary(14, held=14).remedy.count("has pages")


def test_what_most_lack_is_told_first() -> None:
    works = [source(key="a", **ARTICLE, author=""), source(key="b", **ARTICLE)]
    gaps = find_gaps([(one, "journal-article") for one in works], "bluebook")
    assert ["a page", "an author"] == [one.message.split(" lack")[1].removeprefix("s ").strip().split(" (")[0] for one in gap_summary(gaps)]  # fmt: skip
    assert ["warning"] * 3 == [one.level for one in gap_problems(gaps)]
    assert () == gap_summary(())


def test_a_style_without_a_manual_of_ours_names_no_rule() -> None:
    (gap,) = find_gaps([(source(title="", author="Roe", publisher="P"), "book")], "ieee")
    (told,) = gap_problems([gap])
    assert "k lacks a title, which ieee needs" == told.message
    (together,) = gap_summary([gap])
    assert "1 ieee entry lacks a title: k" == together.message


@pytest.mark.parametrize(
    ("kind", "fields", "named"),
    [
        ("journal-article", {"journal": "Springer"}, True),
        ("law-review", {"journaltitle": "Springer", "journal": "Tides"}, True),
        ("law-review", {"journaltitle": "Tides", "journal": "Springer"}, False),
        ("journal-article", {"publisher": "Springer"}, False),
        ("book", {"journal": "Springer"}, False),
        ("journal-article", {"journal": "Springer", "confidential": True}, False),
    ],
)
def test_a_publisher_is_no_journal(kind: str, fields: dict[str, Any], named: bool) -> None:
    found = misplaced_publishers([(source(**fields), kind)])
    assert (["LR407"] if named else []) == [one.code for one in found]

"""A record in the form in which it is compared: which field each column is from, and what is left out of it. The works are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Doi, Person, Record, Work
from litreview.linkage import record_columns
from litreview.linkage.columns import is_server, series_number
from litreview.works.journals import same_container


def work(type_="article", key="a", **fields):
    known = {
        name: fields.pop(name) for name in ("authors", "editors", "year", "confidential") if name in fields
    }
    return Work(key=key, type=type_, fields=fields, **known)


def columns(type_="article", **fields):
    return record_columns(work(type_, **fields), {})


LONG = "We counted ships in four harbors over twelve months and asked their crews how long they had waited to be paid for the work they did there."


@pytest.mark.parametrize(
    ("type_", "fields", "column", "expected"),
    [
        # titles
        ("article", {"title": "The Behaviour of Tides"}, "title", "behavior of tides"),
        ("article", {"title": "Tides", "subtitle": "A History"}, "title", "tides a history"),
        ("article", {"title": "", "subtitle": "A History"}, "title", ""),
        ("article", {"title": "#NAME?"}, "title", ""),
        ("article", {"title": "Tides (2nd ed.)"}, "title", "tides"),
        ("article", {"title": "RETRACTED: Tides in winter"}, "title", "tides in winter"),
        ("article", {"title": "RETRACTED: Tides in winter"}, "status", "retracted"),
        ("article", {"title": "Tides in winter"}, "status", ""),
        ("article", {"title": "Tides in winter (Erratum)"}, "notice", "correction"),
        ("article", {"title": "Tides in winter (Erratum)"}, "about", "tides in winter correction"),
        ("article", {"title": "Erratum to: Tides in winter"}, "notice", "correction"),
        ("article", {"title": "Tides in winter"}, "about", "tides in winter"),
        ("article", {"title": "(2004). Tides in four harbors"}, "title", "tides in four harbors"),
        ("article", {"title": "(2004). Tides in four harbors"}, "year", 2004),
        ("article", {"title": "(2004). Tides in four harbors", "year": 2005}, "year", 2005),
        # the name of the journal before a title in brackets
        ("article", {"title": "Journal of Tides [The harbor in winter]", "journal": "Journal of Tides"}, "title", "harbor in winter"),
        ("article", {"title": "Roe et al./Journal of Tides [The harbor in winter]", "journal": "Journal of Tides"}, "title", "harbor in winter"),
        ("article", {"title": "The Journal of Tides and its harbor", "journal": "Journal of Tides"}, "title", "journal of tides its harbor"),
        ("article", {"title": "The Journal of Tides and its harbor", "journal": "Journal of Tides"}, "head", "journal of tides"),
        ("article", {"title": "Tides", "journal": "Journal of Harbors"}, "head", ""),
        # people
        ("article", {"authors": (Person(family="Doe", given="J."), Person(family="Roe"))}, "authors", ("doe", "roe")),
        ("book", {"editors": (Person(family="Doe", given="J."), Person(family="Roe"))}, "authors", ("doe", "roe")),
        ("article", {"author": "Doe, J. and Roe, R."}, "byline", "Doe, J. and Roe, R."),
        ("book", {"editor": "Doe, J."}, "byline", "Doe, J."),
        ("book", {"author": "Roe, R.", "editor": "Doe, J."}, "byline", "Roe, R."),
        # a case whose name is its author
        ("misc", {"author": "{United States v. Doe}"}, "title", "united states v doe"),
        ("misc", {"author": "{United States v. Doe}"}, "authors", ()),
        ("misc", {"author": "{United States v. Doe}"}, "kind", "law"),
        ("misc", {"author": "V. Doe and R. v"}, "title", ""),
        ("misc", {"title": "A harbor", "author": "{United States v. Doe}"}, "title", "harbor"),
        # where it appeared
        ("article", {"journal": "J. Infect. Dis."}, "container", "j infect dis"),
        ("article", {"journal": "J. Infect. Dis.", "booktitle": "The Harbor Book"}, "container", "j infect dis"),
        ("incollection", {"booktitle": "The Harbor Book"}, "container", "harbor book"),
        ("article", {"volume": "Vol. 08"}, "volume", "8"),
        ("article", {"number": "03"}, "number", "3"),
        ("article", {"issue": "4"}, "number", "4"),
        ("article", {"number": "3", "issue": "4"}, "number", "3"),
        ("article", {"volume": "8 (2)"}, "number", "2"),
        ("article", {"pages": "123-8"}, "page", "123"),
        ("article", {"pages": "123-8"}, "last", "128"),
        ("article", {"eid": "e12"}, "page", "e12"),
        ("article", {"article-number": "77"}, "page", "77"),
        ("article", {"art_number": "78"}, "page", "78"),
        ("article", {"page": "9"}, "page", "9"),
        ("article", {}, "page", ""),
        ("book", {"publisher": "Oxford University Press"}, "publisher", "oxford university press"),
        ("report", {"institution": "GAO", "publisher": "GPO"}, "publisher", "gao"),
        ("phdthesis", {"school": "Leiden University"}, "publisher", "leiden university"),
        ("report", {"organization": "Polaris"}, "publisher", "polaris"),
        ("book", {}, "publisher", ""),
        # numbers of the work
        ("article", {"doi": "https://doi.org/10.1234/ABC"}, "doi", "10.1234/abc"),
        ("book", {"isbn": "0-306-40615-2"}, "isbn", "9780306406157"),
        ("article", {"pmid": " 123 "}, "other_id", "123"),
        ("article", {"eprint": "1706.03762"}, "other_id", "1706.03762"),
        ("article", {"pmid": "123", "eprint": "1706.03762"}, "other_id", "123"),
        # law
        ("misc", {"number": "Pub. L. 106-386"}, "law", "pl 106-386"),
        ("misc", {"number": "Pub. L. 106-386"}, "kind", "law"),
        ("article", {"title": "What Pub. L. 106-386 did"}, "law", ""),
        ("article", {"title": "What Pub. L. 106-386 did"}, "kind", "article"),
        # addresses, dates and numbers of what has no volume
        ("misc", {"url": "https://www.example.org/a.pdf#page=3"}, "url", "example.org/a.pdf"),
        ("misc", {"url": "https://www.example.org/"}, "url", ""),
        ("report", {"date": "2015-01-12"}, "date", "2015-01-12"),
        ("misc", {"date": "2015-01-12"}, "date", "2015-01-12"),
        ("article", {"date": "2015-01-12"}, "date", "2015-01-12"),
        ("article", {"date": "2015-01-12", "volume": "3"}, "date", ""),
        ("article", {"date": "2015-01-12", "doi": "10.1234/a"}, "date", ""),
        ("book", {"date": "2015-01-12"}, "date", ""),
        ("report", {"number": "GAO-07-1034"}, "report", "gao 07 1034"),
        ("article", {"number": "7"}, "report", ""),
        ("report", {"note": "NCJ 123456"}, "report", "ncj 123456"),
        ("report", {"note": "ICPSR 4321."}, "report", "icpsr 4321"),
        ("report", {"note": "PMID 123456"}, "report", ""),
        ("report", {"note": "Second of two"}, "report", ""),
        ("report", {"number": "1", "note": "NCJ 123456"}, "report", "1"),
        ("patent", {"number": "US1234"}, "report", "patent us1234"),
        ("article", {"journal": "Technical Report CS-93-1"}, "kind", "report"),
        ("article", {"journal": "Technical Report CS-93-1"}, "report", "cs 93 1"),
        ("article", {"journal": "Technical Report CS-93-1"}, "container", ""),
        ("article", {"journal": "Technical Report CS-93-1", "number": "TR-5"}, "report", "tr 5"),
        ("article", {"journal": "arXiv preprint", "volume": "abs/1801.01234"}, "container", ""),
        ("article", {"journal": "arXiv preprint", "volume": "abs/1801.01234"}, "volume", ""),
        # versions and editions
        ("book", {"edition": "2nd"}, "version", "2"),
        ("book", {"edition": "Second edition"}, "version", "2"),
        ("book", {"edition": "Revised"}, "version", "revised"),
        ("book", {"edition": "Paperback edition"}, "version", ""),
        ("book", {"title": "Tides (2nd ed.)"}, "version", "2"),
        ("book", {"title": "Tides, third edition"}, "version", "3"),
        ("book", {"title": "Tides", "note": "2nd ed."}, "version", "2"),
        ("book", {"title": "Tides", "note": "2nd ed.", "edition": "3"}, "version", "3"),
        ("book", {"title": "Tides (2nd ed.)", "edition": "4"}, "version", "4"),
        ("article", {"edition": "2nd"}, "version", ""),
        ("dataset", {"version": "V3"}, "version", "3"),
        ("dataset", {"note": "see version 2.1 of it"}, "version", "2.1"),
        ("dataset", {"edition": "2"}, "version", "2"),
        ("dataset", {}, "version", ""),
        ("report", {"edition": "2", "version": "7"}, "version", "2"),
        # the words of an imprint, of what is known by them only
        ("report", {"institution": "GAO", "number": "7", "year": 2001}, "imprint", "7 gao"),
        ("misc", {"type": "Brief", "date": "2001-02"}, "imprint", "brief 2001 02"),
        ("article", {"publisher": "GAO"}, "imprint", ""),
        # abstracts: as much as identifies
        ("article", {"abstract": LONG}, "abstract", "we counted ships in four harbors over twelve months and asked their crews how long they had waited t"),
        ("article", {"abstract": f"Background: {LONG}"}, "abstract", "we counted ships in four harbors over twelve months and asked their crews how long they had waited t"),
        ("article", {"abstract": f"ABSTRACT {LONG}"}, "abstract", "we counted ships in four harbors over twelve months and asked their crews how long they had waited t"),
        ("article", {"abstract": LONG[:79]}, "abstract", ""),
        ("article", {"abstract": LONG[:80]}, "abstract", "we counted ships in four harbors over twelve months and asked their crews how lo"),
        ("article", {"abstract": "… " * 60 + LONG}, "abstract", "we counted ships in four harbors over twelve months and asked their crews how long they had waited t"),
        ("article", {"abstract": "王" + " . " * 40}, "abstract", ""),
    ],
)  # fmt: skip
def test_a_column_of_a_record(type_, fields, column, expected):
    assert expected == getattr(columns(type_, **fields), column)


def test_nothing_of_a_confidential_record_without_a_title_is_compared():
    sealed = record_columns(
        work("misc", author="Planted, P.", doi="10.1234/planted", confidential=True), {}, "I01"
    )
    assert ("I01", True, "", (), "", "") == (
        sealed.id, sealed.sealed, sealed.title, sealed.authors, sealed.byline, sealed.doi,
    )  # fmt: skip
    shown = columns("misc", title="A harbor", confidential=True)
    assert ("harbor", False) == (shown.title, shown.sealed)
    assert not columns("misc", title="").sealed


def test_a_doi_that_reading_found_needs_no_field():
    found = Work(key="a", type="article", fields={"doi": "10.1234/other"}, doi=Doi("10.1234/found"))
    assert "10.1234/found" == record_columns(found, {}).doi
    assert "10.1234/found" == record_columns(Work(key="a", type="article", doi=Doi("10.1234/found")), {}).doi


def test_a_long_field_is_read_to_a_limit():
    """A value of a megabyte must not cost a megabyte in every pair."""
    long = columns(title="tide " * 10_000, author="x" * 5_000, journal="j" * 5_000, publisher="p" * 5_000)
    assert len(long.title) <= 4_000
    assert (400, 500, 300) == (len(long.byline), len(long.container), len(long.publisher))


def test_what_a_batch_shares_changes_no_record():
    cache: dict = {}
    records = [
        work(title="Tides", author="Doe, J.", authors=(Person(family="Doe", given="J."),)),
        work(title="Tides", subtitle="A History"),
        work(title="Tides", author="Fjell A. M.Walhovd K. B."),
        work(title="Tides"),
    ]
    assert [record_columns(one, {}) for one in records] == [record_columns(one, cache) for one in (*records,)]
    assert [record_columns(one, {}) for one in records] == [record_columns(one, cache) for one in records]


def test_the_whole_author_field_is_folded():
    assert "godel kurt and doe j" == columns(author="Gödel, Kurt and Doe, J.").names


@pytest.mark.parametrize(
    ("type_", "fields", "kind"),
    [
        ("article", {"journal": "Nature"}, "article"),
        ("book", {}, "book"),
        # a chapter, as databases export it: on pages of another book, or on pages that begin behind the first
        ("book", {"title": "Tides", "journal": "Harbors: Concepts and Tools", "pages": "1-45"}, "part"),
        ("book", {"title": "Tides", "pages": "97-115"}, "part"),
        ("book", {"title": "Tides", "pages": "1-45"}, "book"),
        ("book", {"title": "Tides", "booktitle": "Tides", "pages": "1-45"}, "book"),
        ("book", {"title": "Tides", "journal": "Harbors: Concepts and Tools", "pages": "1-340"}, "book"),
        ("book", {"title": "Tides", "journal": "Harbors: Concepts and Tools", "pages": "340"}, "book"),
        ("book", {"title": "Tides", "journal": "Harbors: Concepts and Tools", "pages": "45-1"}, "book"),
        ("incollection", {"booktitle": "A Book"}, "part"),
        ("inproceedings", {"booktitle": "Proc."}, "part"),
        ("phdthesis", {}, "thesis"),
        ("techreport", {}, "report"),
        ("misc", {}, ""),
        # a reference in running text
        ("article", {"journal": "In Advances in Tides"}, "part"),
        ("article", {"journal": "In: Advances in Tides"}, "part"),
        ("article", {"journal": "In Vivo"}, "article"),
        ("article", {"journal": "Inland Waters"}, "article"),
        ("book", {"journal": "In Advances in Tides"}, "book"),
        # theses, reports and preprints by the name of their journal
        ("article", {"journal": "Dissertation Abstracts International"}, "thesis"),
        ("article", {"journal": "Working Paper 7"}, "report"),
        ("misc", {"journal": "Research Report"}, "report"),
        ("article", {"journal": "Unpublished"}, "preprint"),
        ("article", {"journal": "Submitted"}, "preprint"),
        ("article", {"journal": "Manuscript"}, "article"),
        ("book", {"journal": "Working Paper 7"}, "book"),
        ("article", {"journal": "arXiv"}, "preprint"),
        ("article", {"journal": "CoRR"}, "preprint"),
        ("article", {"journal": "SSRN Electronic Journal"}, "preprint"),
        # by DOI: 10.1101 is bioRxiv's only with a number of that kind
        ("article", {"doi": "10.48550/arXiv.1706.03762"}, "preprint"),
        ("article", {"doi": "10.1101/2020.01.01.123456"}, "preprint"),
        ("article", {"doi": "10.1101/123456"}, "preprint"),
        ("article", {"doi": "10.1101/gr.123456"}, "article"),
        ("article", {"doi": "10.31235/osf.io/abcde"}, "preprint"),
        ("article", {"doi": "10.2139/ssrn.123"}, "preprint"),
        ("article", {"doi": "10.1234/abc"}, "article"),
        # data
        ("misc", {"doi": "10.3886/ICPSR04321"}, "data"),
        ("misc", {"doi": "10.7910/DVN/ABC"}, "data"),
        ("misc", {"title": "A data set of harbors"}, "data"),
        ("misc", {"title": "Dataset of harbors"}, "data"),
        ("misc", {"title": "ICPSR 4321"}, "data"),
        ("report", {"doi": "10.3886/ICPSR04321"}, "data"),
        ("article", {"title": "A data set of harbors"}, "article"),
        ("misc", {"doi": "10.1234/abc"}, ""),
        # what a record of no kind says it is
        ("misc", {"howpublished": "arXiv:1706.03762"}, "preprint"),
        ("misc", {"archiveprefix": "arXiv"}, "preprint"),
        ("misc", {"eprinttype": "arxiv"}, "preprint"),
        ("misc", {"note": "Poster presented at the Annual Meeting"}, "talk"),
        ("misc", {"note": "Working paper"}, "report"),
        ("misc", {"type": "Technical Report"}, "report"),
        ("misc", {"howpublished": "R package"}, "data"),
        ("misc", {"publisher": "Zenodo"}, "data"),
        ("misc", {"url": "https://github.com/a/b"}, "data"),
        ("misc", {"note": "a note"}, ""),
        # cases and acts
        ("misc", {"title": "Roe v. Wade"}, "law"),
        ("misc", {"title": "22 U.S.C. 7101"}, "law"),
        ("misc", {"title": "114 Stat. 1464"}, "law"),
        ("misc", {"title": "H.R. 1865"}, "law"),
        ("article", {"title": "Roe v. Wade", "journal": "U.S."}, "law"),
        ("article", {"title": "Made Up Act of 2000", "journal": "Stat."}, "law"),
        ("article", {"title": "Made Up Act of 2000", "journal": "Nature"}, "article"),
        ("article", {"title": "A harbor", "journal": "U.S."}, "article"),
        ("article", {"title": "Roe v. Wade", "journal": "Yale Law Journal"}, "article"),
        # a request for public records
        ("misc", {"entrysubtype": "records request"}, "request"),
        ("report", {"key": "PR03"}, "request"),
    ],
)  # fmt: skip
def test_the_kind_of_a_record(type_, fields, kind):
    assert kind == columns(type_, **fields).kind


def test_a_book_has_the_part_of_its_volume():
    assert ["1.2", "1", "4"] == [
        columns("book", volume="1", part="2").volume,
        columns("book", volume="1").volume,
        columns("inproceedings", volume="4", part="2").volume,
    ]


def of(parent, file="a.bib", **fields):
    made = Record.from_fields(
        fields, key="k", type="inproceedings", title="Tides", crossref=parent, file=file
    )
    return record_columns(made, {}).container


def test_papers_of_parents_that_the_file_lacks_are_told_apart_by_the_key():
    assert same_container(of("icths2019"), of("icths2019"))
    assert same_container(of("icths2019"), of("tides2020")) is False
    assert same_container(of("icths2019"), of("tides2020", "b.bib")) is None
    assert same_container(of("icths2019"), "journal tides") is None
    assert "journal tides" == of("icths2019", journal="Journal of Tides")


def test_a_request_is_compared_by_its_code():
    assert "request pr03" == columns("report", key="PR03", number="7").report


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("arxiv", True),
        ("arxiv preprint", True),
        ("corr", True),
        ("research square", True),
        ("osf preprints", True),
        ("corridor studies", False),
        ("nature", False),
        ("", False),
    ],
)
def test_a_server_of_preprints(container, expected):
    assert expected is is_server(container)


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("tech rep 7", " 7"),
        ("working paper", ""),
        ("working papers", None),
        ("submitted journal", ""),
        ("manuscript", ""),
        ("manuscript studies", None),
        ("", None),
    ],
)
def test_a_series_of_reports(container, expected):
    assert expected == series_number(container)

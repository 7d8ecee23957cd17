"""Works of Crossref and papers of Semantic Scholar: each member has its place, old shapes and new. What is quoted here is made up."""

from __future__ import annotations

import json
import lzma
import os
from pathlib import Path
from typing import Any

import pytest
from standin import made_up

from litreview import dedupe
from litreview.core.model import CitedReference, Record, Source
from litreview.core.text import doi
from litreview.formats import read_text
from litreview.formats.readers import formats_by_name
from litreview.providers import providers
from litreview.providers.crossref import slim_crossref
from litreview.providers.openalex import slim_openalex
from litreview.providers.semanticscholar import slim_semanticscholar
from litreview.stages.duplicates.merge import is_retracted
from litreview.stages.network.source_references import references_of

ALL = frozenset({"abstracts", "references", "ids", "status"})
DATA = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data/providers"
WORK = made_up.crossref()[0]
PAPER = made_up.semanticscholar()[0]


def one(value: object) -> Record:
    (record,) = library = read_text(json.dumps(value), "works.json")
    assert () == library.problems
    return record


def cited(record: Record) -> tuple[CitedReference, ...]:
    return references_of(Source(key="k", type=record.type, fields=record.fields, records=(record,)))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"status": "ok", "message-type": "work", "message": WORK}),
        json.dumps(
            {"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": [WORK]}},
            indent=1,
        ),
        json.dumps([WORK]),
        json.dumps(WORK) + "\n",
        json.dumps(slim_crossref(WORK, ALL)),
    ],
    ids=["one", "list of an answer", "list", "line", "slimmed"],
)
def test_each_member_of_crossref_has_its_place(text: str) -> None:
    (record,) = library = read_text(text, "works.json")
    assert () == library.problems
    assert ("article", 2014, "10.5555/harbor.1", "crossref") == (
        record.type,
        record.year,
        record.doi,
        record.format,
    )
    assert ["Mira Quillfeather", "Tobias Ostrander"] == [person.display for person in record.authors]
    expected = {
        "title": "Harbor inspectors and the quiet quay: a made-up study", "journal": "Journal of Invented Harbors", "volume": "12", "number": "3",
        "pages": "101-129", "issn": "2049-3630", "publisher": "The Press That Is Not", "date": "2014-05", "language": "en",
        "abstract": "This made-up study asks how invented inspectors look at an invented quay. Nothing in it was measured.",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert [
        ("10.5555/harbor.2", "Lighthouse keepers as first responders", "1"),
        ("10.5555/lantern.4", "The lantern registry: counting what is not there", "5"),
    ] == [(each.doi, each.title, each.page) for each in cited(record)]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"total": 1, "data": [PAPER]}),
        json.dumps([PAPER]),
        json.dumps(PAPER) + "\n",
        json.dumps(slim_semanticscholar(PAPER, ALL)),
    ],
    ids=["page", "list", "line", "slimmed"],
)
def test_each_member_of_semantic_scholar_has_its_place(text: str) -> None:
    (record,) = library = read_text(text, "papers.json")
    assert () == library.problems
    assert ("article", 2014, "10.5555/harbor.1", "semanticscholar") == (
        record.type,
        record.year,
        record.doi,
        record.format,
    )
    assert ["Mira Quillfeather", "Tobias Ostrander"] == [person.display for person in record.authors]
    expected = {
        "journal": "Journal of Invented Harbors", "volume": "12", "pages": "101–129", "issn": "2049-3630", "pmid": "90000001",
        "semanticscholar": f"{1:040x}", "open-access": "https://example.org/1.pdf", "tldr": "A made-up work in one line.",
        "abstract": "This made-up study asks how invented inspectors look at an invented quay. Nothing in it was measured.",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert [
        ("10.5555/harbor.2", "Lighthouse keepers as first responders", 2011),
        ("10.5555/lantern.4", "The lantern registry: counting what is not there", 2008),
    ] == [(each.doi, each.title, each.year) for each in cited(record)]


def test_a_work_that_was_retracted_says_so_and_who_says_it() -> None:
    retracted = one(made_up.crossref()[2])
    assert (
        "Retraction, 2021-02-01, https://doi.org/10.5555/notice.9 (publisher, retraction watch)"
        == retracted.get("retracted")
    )
    assert is_retracted(retracted)
    notice = one(made_up.crossref()[5])
    assert "Retraction, 2021-02-01, https://doi.org/10.5555/ferry.3" == notice.get("notice-on")
    assert "10.5555/notice.9" == notice.doi
    assert not is_retracted(notice)
    assert is_retracted(one(made_up.openalex()[2]))
    assert not is_retracted(one(made_up.openalex()[0]))
    assert 2 == len(dedupe([retracted, notice]).sources)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("retraction", "retracted"),
        ("withdrawal", "retracted"),
        ("erratum", "corrected"),
        ("expression_of_concern", "expression-of-concern"),
        ("new_version", "updated"),
        ("made-up", "updated"),
    ],
)
def test_each_kind_of_notice_has_a_field(kind: str, field: str) -> None:
    record = one(
        {
            "DOI": "10.5555/a",
            "source": "Crossref",
            "title": ["A made-up work"],
            "updated-by": [{"type": kind, "DOI": "10.5555/b"}],
        }
    )
    assert f"{kind.replace('_', ' ').capitalize()}, https://doi.org/10.5555/b" == record.get(field)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (
            {"type": "book-chapter", "container-title": ["A series", "A book"]},
            ("incollection", "A book", "A series"),
        ),
        ({"type": "proceedings-article", "container-title": ["Talks"]}, ("inproceedings", "Talks", "")),
        ({"type": "monograph", "container-title": ["A series"]}, ("book", "", "A series")),
        ({"type": "journal-article", "container-title": "A journal"}, ("article", "A journal", "")),
        ({"type": "article-journal", "container-title": "A journal"}, ("article", "A journal", "")),
        ({"type": "never-heard-of"}, ("misc", "", "")),
    ],
    ids=str,
)
def test_where_a_work_appeared(members: dict[str, Any], expected: tuple[str, str, str]) -> None:
    record = one({"DOI": "10.5555/a", "source": "Crossref", "title": ["A made-up work"], **members})
    assert expected == (record.type, record.container, record.get("series"))


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", "One."),
        ("<p>One &lt; two &amp; three.</p>", "One < two & three."),
        (
            "<jats:sec><jats:title>Aim</jats:title><jats:p>To ask.</jats:p></jats:sec><jats:sec><jats:title>Why?</jats:title><jats:p>Because.</jats:p></jats:sec>",
            "Aim: To ask. Why? Because.",
        ),
        ("No tags at all.", "No tags at all."),
        ("<jats:p />", ""),
    ],
)
def test_an_abstract_of_crossref_is_text(abstract: str, expected: str) -> None:
    assert (
        expected
        == one({"DOI": "10.5555/a", "source": "Crossref", "title": ["A"], "abstract": abstract}).abstract
    )


def test_a_date_without_a_year_is_none_and_that_of_the_deposit_does_not_count() -> None:
    record = one(
        {
            "DOI": "10.5555/a",
            "source": "Crossref",
            "title": ["A"],
            "issued": {"date-parts": [[None]]},
            "created": {"date-parts": [[2019, 1, 1]]},
        }
    )
    assert record.year is None


def test_a_text_under_an_open_licence_has_its_address() -> None:
    work = {
        "DOI": "10.5555/a",
        "source": "Crossref",
        "title": ["A"],
        "link": [{"URL": "https://example.org/a.pdf"}],
    }
    closed = [{"URL": "https://example.org/terms"}]
    assert "https://example.org/a.pdf" == one(
        work | {"license": [{"URL": "https://creativecommons.org/licenses/by/4.0/"}]}
    ).get("open-access")
    assert "" == one(work | {"license": closed}).get("open-access")


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [None], [[]], {"a": 1}, True])
@pytest.mark.parametrize(
    "name",
    [
        "title",
        "author",
        "issued",
        "container-title",
        "reference",
        "abstract",
        "updated-by",
        "update-to",
        "license",
        "link",
        "ISSN",
    ],
)
def test_no_shape_of_a_member_of_crossref_stops_reading(name: str, value: object) -> None:
    assert (
        "10.5555/a"
        == one({"DOI": "10.5555/a", "type": "journal-article", "source": "Crossref", name: value}).doi
    )


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [None], [[]], {"a": 1}, True])
@pytest.mark.parametrize(
    "name",
    [
        "title",
        "authors",
        "year",
        "journal",
        "publicationVenue",
        "references",
        "abstract",
        "externalIds",
        "tldr",
        "openAccessPdf",
        "publicationTypes",
    ],
)
def test_no_shape_of_a_member_of_semantic_scholar_stops_reading(name: str, value: object) -> None:
    assert "p1" == one({"paperId": "p1", "venue": "A", "title": "T", name: value}).get("semanticscholar")


@pytest.mark.parametrize("row", providers(), ids=lambda row: row.name)
def test_what_a_provider_gives_is_read_by_the_format_it_names(row: Any) -> None:
    assert row.format in formats_by_name()


SLIM = {"crossref": slim_crossref, "openalex": slim_openalex, "semanticscholar": slim_semanticscholar}
MADE_UP = {
    "crossref": made_up.crossref,
    "openalex": made_up.openalex,
    "semanticscholar": made_up.semanticscholar,
}
KEPT = (
    "title",
    "author",
    "year",
    "doi",
    "journal",
    "volume",
    "pages",
    "issn",
    "abstract",
    "reference",
    "references",
    "cites",
    "retracted",
    "open-access",
    "notice-on",
    "publisher",
)


@pytest.mark.parametrize("name", SLIM)
def test_a_slimmed_work_is_read_as_the_whole_one(name: str) -> None:
    for work in MADE_UP[name]():
        whole, slimmed = one([work]), one([SLIM[name](work, ALL)])
        assert (name, name) == (whole.format, slimmed.format)
        for field in KEPT:
            if field != "reference":
                assert whole.get(field) == slimmed.get(field), field
        assert [each.doi for each in cited(whole)] == [each.doi for each in cited(slimmed)]


def _real(name: str) -> list[dict[str, Any]]:
    place = DATA / name
    if not place.exists():
        pytest.skip(f"{name} of LITREVIEW_DATA is not here: real answers were not read")
    with lzma.open(place, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _read(works: list[dict[str, Any]]) -> tuple[Record, ...]:
    library = read_text("".join(json.dumps(work) + "\n" for work in works), "works.json")
    assert () == library.problems
    return library.records


@pytest.mark.exhaustive
def test_every_real_work_of_crossref_is_read_whole_and_slimmed() -> None:
    works = _real("crossref_works.jsonl.xz")
    whole, slimmed = _read(works), _read([slim_crossref(work, ALL) for work in works])
    assert {"crossref"} == {record.format for record in (*whole, *slimmed)}
    assert (
        [work["DOI"].lower() for work in works]
        == [record.doi for record in whole]
        == [record.doi for record in slimmed]
    )
    assert (
        [work.get("abstract", "<jats:p />") != "<jats:p />" for work in works]
        == [bool(record.abstract) for record in whole]
        == [bool(record.abstract) for record in slimmed]
    )
    assert not any("<jats" in record.abstract or "</" in record.abstract for record in whole)
    assert [
        len([name for name in ("title", "subtitle") if any(work.get(name) or ())]) > 0 for work in works
    ] == [bool(record.title) for record in whole]
    assert 13 == sum(bool(record.get("notice-on")) for record in whole)
    for work, record, less in zip(works, whole, slimmed, strict=True):
        rows = work.get("reference", [])
        named = [
            row
            for row in rows
            if any(
                row.get(name, "").strip()
                for name in ("DOI", "unstructured", "article-title", "volume-title", "author")
            )
        ]
        assert len(named) <= len(cited(record)) <= len(rows)
        assert {doi(row["DOI"]) for row in rows if "DOI" in row} <= {each.doi for each in cited(record)}
        assert len(rows) == len(json.loads(less.get("reference") or "[]"))
        assert all(record.get(field) == less.get(field) for field in KEPT if field != "reference"), work[
            "DOI"
        ]


@pytest.mark.exhaustive
def test_every_real_paper_of_semantic_scholar_is_read_whole_and_slimmed() -> None:
    papers = _real("semanticscholar_papers.jsonl.xz")
    whole, slimmed = _read(papers), _read([slim_semanticscholar(paper, ALL) for paper in papers])
    assert {"semanticscholar"} == {record.format for record in (*whole, *slimmed)}
    assert [paper["title"].split()[0][:1] for paper in papers] == [record.title[:1] for record in whole]
    assert [bool(paper["abstract"]) for paper in papers] == [bool(record.abstract) for record in whole]
    assert [(paper["externalIds"].get("DOI") or "").lower() for paper in papers] == [
        record.doi for record in whole
    ]
    for paper, record, less in zip(papers, whole, slimmed, strict=True):
        assert len([each for each in paper.get("references") or [] if each["title"]]) == len(cited(record))
        assert all(record.get(field) == less.get(field) for field in KEPT), paper["paperId"]

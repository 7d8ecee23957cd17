"""PubMed, DataCite and CourtListener, whose answers become items of CSL. The works and cases are made up."""

from __future__ import annotations

import json

import pytest
from standin import made_up
from standin.server import Standin

from litreview.core.model import Record
from litreview.formats import read_text
from litreview.providers import Access, Answer, By, Query, What, provider
from litreview.providers.courtlistener import COURTLISTENER
from litreview.providers.pubmed import PUBMED
from litreview.providers.transport import RetryPolicy, query_provider

ALL: frozenset[What] = frozenset({"abstracts", "references", "ids", "status"})
QUIET = RetryPolicy(sleep=lambda _: None)


def asked(name: str, by: By, *values: str, what: frozenset[What] = ALL) -> list[Answer]:
    queries = [Query(source=value, by=by, value=value) for value in values]
    with Standin() as standin:
        at = Access(url=standin.url(name), key="made-up-key")
        found = list(query_provider(provider(name), queries, what, at, policy=QUIET))
        assert 1 == len(standin.requests)
    return found


def record(answer: Answer) -> Record:
    (found,) = library = read_text(json.dumps(list(answer.works)), "works.json")
    assert () == library.problems
    assert provider("pubmed").format == found.format
    return found


def test_an_article_of_pubmed_is_read_with_abstract_references_and_status() -> None:
    first, second, none = asked("pubmed", "pmid", "90000001", "90000002", "90000777")
    assert "not-found" == none.status
    found = record(first)
    expected = {
        "title": "Harbor inspectors and the quiet quay: a made-up study", "journal": "Journal of Invented Harbors", "volume": "12", "number": "3",
        "pages": "101-129", "issn": "2049-3630", "pmid": "90000001",
        "abstract": "Aim: This made-up study asks how invented inspectors look at an invented quay.",
    }  # fmt: skip
    assert expected.items() <= found.fields.items()
    assert (2014, "10.5555/harbor.1", "article") == (found.year, found.doi, found.type)
    assert ["Mira Quillfeather", "Tobias Ostrander"] == [person.display for person in found.authors]
    assert ["10.5555/harbor.2", "10.5555/lantern.4"] == [each["DOI"] for each in first.works[0]["reference"]]
    assert "Retraction, Ann Fict Transit. 2021;6:3, PubMed 90000009" == record(second).get("retracted")
    assert "" == found.get("retracted")


def test_pubmed_is_not_asked_for_what_was_not_wanted() -> None:
    (answer,) = asked("pubmed", "pmid", "90000001", what=frozenset({"ids"}))
    assert not {"abstract", "reference", "retracted"} & answer.works[0].keys()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "an empty answer"),
        (b"<html><body>Please wait</body></html>", "a web page instead of XML"),
        (b"<!doctype html><p>Please wait", "a web page instead of XML"),
        (b"<PubmedArticleSet><PubmedArticle>", "XML that breaks off or is not sound"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet>&b;</PubmedArticleSet>',
            "XML that breaks off or is not sound",
        ),
        (b'{"error": "an error"}', "no XML"),
        (b"<eFetchResult><ERROR>no</ERROR></eFetchResult>", "XML of another shape"),
    ],
)
def test_what_is_no_answer_of_pubmed_is_told(body: bytes, why: str) -> None:
    (request,) = PUBMED.requests([Query(source="a", by="pmid", value="1")], ALL)
    with pytest.raises(ValueError, match=why):
        list(PUBMED.answers(request, body))


def test_a_work_of_datacite_is_read() -> None:
    first, none = asked("datacite", "doi", "10.5555/harbor.1", "10.5555/none")
    assert "not-found" == none.status
    found = record(first)
    expected = {
        "title": "Harbor inspectors and the quiet quay: a made-up study", "journal": "Journal of Invented Harbors", "volume": "12", "pages": "101-129",
        "publisher": "The Press That Is Not",
    }  # fmt: skip
    assert expected.items() <= found.fields.items()
    assert (2014, "10.5555/harbor.1") == (found.year, found.doi)
    assert found.abstract.startswith("This made-up study")
    assert ["10.5555/harbor.2", "10.5555/lantern.4"] == [each["DOI"] for each in first.works[0]["reference"]]


def test_a_preprint_is_found_by_its_arxiv_number() -> None:
    (answer,) = asked("datacite", "arxiv", "9901.00001")
    assert "A made-up preprint on buoys" == record(answer).title


def test_a_doi_with_a_comma_is_found_at_datacite() -> None:
    (answer,) = asked("datacite", "doi", "10.5555/comma,5")
    assert "found" == answer.status


def test_cases_are_found_by_citation_and_what_is_not_there_is_not() -> None:
    answers = asked(
        "courtlistener", "citation", "572 U.S. 17", "572 U.S. 18", "812 F.3d 1234", "no citation at all"
    )
    assert ["found", "not-found", "found", "not-found"] == [answer.status for answer in answers]
    found = record(answers[0])
    assert ("jurisdiction", "Quillfeather v. Harbor of Nowhere", 2014) == (
        found.type,
        found.title,
        found.year,
    )
    assert {
        "volume": "572",
        "pages": "17",
        "url": "https://www.courtlistener.com/opinion/1/made-up/",
    }.items() <= found.fields.items()


def test_a_case_under_two_citations_is_one() -> None:
    (answer,) = asked("courtlistener", "citation", "572 U.S. 17, 134 S. Ct. 5")
    assert 1 == len(answer.works)


def test_a_case_that_courtlistener_was_too_busy_for_was_not_found_missing() -> None:
    queries = [Query(source="a", by="citation", value="572 U.S. 17")]
    (request,) = COURTLISTENER.requests(queries, ALL)
    rows = [
        {
            "citation": "572 U.S. 17",
            "start_index": 0,
            "end_index": 11,
            "status": 429,
            "error_message": "Too many citations requested.",
            "clusters": [],
        }
    ]
    (answer,) = COURTLISTENER.answers(request, json.dumps(rows).encode())
    assert ("failed", "CourtListener was asked for too many citations at once") == (answer.status, answer.why)


def test_courtlistener_is_not_asked_without_a_token() -> None:
    with Standin() as standin:
        (answer,) = query_provider(
            COURTLISTENER,
            [Query(source="a", by="citation", value="572 U.S. 17")],
            ALL,
            Access(url=standin.url("courtlistener")),
            policy=QUIET,
        )
        assert [] == standin.requests
    assert "CourtListener wants a key; a token is free" in answer.why


def test_the_made_up_works_say_that_they_are() -> None:
    assert all("made-up" in json.dumps(case).lower() for case in made_up.courtlistener())

"""What is read of an article of PubMed, part by part. All articles are made up."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from litreview.providers.datacite import _item as datacite_item, _name as datacite_name
from litreview.providers.pubmed import _abstract, _item, _name, _reference, _status, _text_at


def element(text: str) -> Any:
    return ET.fromstring(text)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (
            "<LastName>Roe</LastName><ForeName>Ann</ForeName><Initials>A</Initials>",
            {"family": "Roe", "given": "Ann"},
        ),
        ("<LastName>Roe</LastName><Initials>A</Initials>", {"family": "Roe", "given": "A"}),
        ("<LastName>Roe</LastName><Suffix>Jr</Suffix>", {"family": "Roe", "suffix": "Jr"}),
        (
            "<CollectiveName> Port \n Watch </CollectiveName><LastName>Roe</LastName>",
            {"literal": "Port Watch"},
        ),
        ("", {}),
    ],
)
def test_an_author(author: str, name: dict[str, str]) -> None:
    assert name == _name(element(f"<Author>{author}</Author>"))


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ("<AbstractText>They <i>left</i>.</AbstractText>", "They left."),
        ('<AbstractText Label="METHODS">We asked.</AbstractText><AbstractText Label="RESULTS">They left.</AbstractText>', "Methods: We asked. Results: They left."),
        ('<AbstractText Label="METHODS"> </AbstractText><AbstractText>They left.</AbstractText>', "They left."),
        ("", ""),
    ],
)  # fmt: skip
def test_an_abstract(parts: str, text: str) -> None:
    article = f"<A><MedlineCitation><Article><Abstract>{parts}</Abstract></Article></MedlineCitation></A>"
    assert text == _abstract(element(article))


def ids(**named: str) -> str:
    rows = "".join(f'<ArticleId IdType="{name}"> {value} </ArticleId>' for name, value in named.items())
    return f"<ArticleIdList>{rows}</ArticleIdList>"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (ids(pubmed="7", doi="10.5555/a"), {"unstructured": "Roe. Raids.", "DOI": "10.5555/a"}),
        (ids(pubmed="7"), {"unstructured": "Roe. Raids."}),
        ("", {"unstructured": "Roe. Raids."}),
    ],
)
def test_a_reference(more: str, found: dict[str, str]) -> None:
    assert found == _reference(element(f"<Reference><Citation>Roe.\n Raids.</Citation>{more}</Reference>"))


def article(*types: str, notices: tuple[tuple[str, str, str], ...] = ()) -> Any:
    rows = "".join(f"<PublicationType>{name}</PublicationType>" for name in types)
    notes = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>{source}</RefSource>{f"<PMID>{pmid}</PMID>" if pmid else ""}</CommentsCorrections>'
        for kind, source, pmid in notices
    )
    return element(
        f"<A><PublicationTypeList>{rows}</PublicationTypeList><CommentsCorrectionsList>{notes}</CommentsCorrectionsList></A>"
    )


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (article("Journal Article"), {}),
        (article("Journal Article", "Retracted Publication"), {"retracted": "true"}),
        (article(notices=(("RetractionIn", "J. 2020;1:2", "9"),)), {"retracted": "Retraction, J. 2020;1:2, PubMed 9"}),
        (article("Retracted Publication", notices=(("RetractionIn", "J.", ""),)), {"retracted": "Retraction, J."}),
        (article(notices=(("RetractionIn", "J.", "9"), ("RetractionIn", "K.", ""))), {"retracted": "Retraction, J., PubMed 9; Retraction, K."}),
        (article(notices=(("Cites", "J.", "9"),)), {}),
        (article(notices=(("", "J.", "9"),)), {}),
    ],
)  # fmt: skip
def test_notices_about_an_article(one: Any, status: dict[str, str]) -> None:
    assert status == _status(one)


def whole(date: str = "<Year>2014</Year>", more: str = "") -> Any:
    return element(
        f"<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><Journal><ISSN>1234-5678</ISSN><Title>Tides</Title>"
        f"<JournalIssue><Volume>3</Volume><Issue>4</Issue><PubDate>{date}</PubDate></JournalIssue></Journal>"
        f"<ArticleTitle>Raids</ArticleTitle><Pagination><MedlinePgn>5-9</MedlinePgn></Pagination><AuthorList><Author><LastName>Roe</LastName></Author></AuthorList>"
        f"<Language>eng</Language><Abstract><AbstractText>They left.</AbstractText></Abstract>"
        f"<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article></MedlineCitation>"
        f"<PubmedData>{ids(doi='10.5555/a', pmc='PMC8')}<ReferenceList><Reference><Citation>Poe.</Citation></Reference></ReferenceList></PubmedData>{more}</PubmedArticle>"
    )


PLAIN = {
    "id": "7", "PMID": "7", "PMCID": "PMC8", "DOI": "10.5555/a", "type": "article-journal", "title": "Raids", "author": [{"family": "Roe"}],
    "issued": {"date-parts": [[2014]]}, "container-title": "Tides", "volume": "3", "issue": "4", "page": "5-9", "ISSN": "1234-5678", "language": "eng",
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ((), {}),
        (("ids",), {}),
        (("abstracts",), {"abstract": "They left."}),
        (("references",), {"reference": [{"unstructured": "Poe."}]}),
        (("status",), {"retracted": "true"}),
        (("abstracts", "status"), {"abstract": "They left.", "retracted": "true"}),
    ],
)
def test_an_article_has_what_was_asked_for(what: Any, more: dict[str, Any]) -> None:
    assert PLAIN | more == _item(whole(), frozenset(what))


@pytest.mark.parametrize(
    ("date", "year"),
    [("<MedlineDate>2014 Nov-Dec</MedlineDate>", 2014), ("<Year>2015</Year><Month>Jan</Month>", 2015), ("<MedlineDate>Spring</MedlineDate>", None), ("", None)],
)  # fmt: skip
def test_the_year_of_an_article(date: str, year: int | None) -> None:
    assert ({"date-parts": [[year]]} if year else None) == _item(whole(date), frozenset()).get("issued")


def test_the_text_at_a_place_is_without_layout() -> None:
    one = element("<A><B> a\n <i>b</i> </B><B>c</B></A>")
    assert ("a b", "") == (_text_at(one, "B"), _text_at(one, "C"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"container": {"firstPage": 3, "lastPage": "9"}}, {"page": "3-9"}), ({"container": {"firstPage": "3"}}, {"page": "3"}), ({"container": None}, {"page": None}),
        ({"publicationYear": 2014}, {"issued": {"date-parts": [[2014]]}}), ({"publicationYear": "2014"}, {"issued": None}),
        ({"publisher": "P"}, {"publisher": "P"}), ({"publisher": {"name": "P"}}, {"publisher": "P"}), ({"types": {"citeproc": "dataset"}}, {"type": "dataset"}),
        ({"types": None}, {"type": "document"}), ({"titles": [{"title": "T"}, {"title": "U"}]}, {"title": "T"}), ({"titles": []}, {"title": None}),
        ({"creators": [{"familyName": "Roe", "givenName": "Ann"}]}, {"author": [{"family": "Roe", "given": "Ann"}]}), ({"creators": None}, {"author": None}),
    ],
)  # fmt: skip
def test_a_work_of_datacite(more: dict[str, Any], expected: dict[str, Any]) -> None:
    found = datacite_item({"doi": "10.5555/a"} | more, frozenset())
    assert expected == {name: found.get(name) for name in expected}
    assert ("10.5555/a", "10.5555/a") == (found["id"], found["DOI"])


@pytest.mark.parametrize("doi", [None, 7, "", " "])
def test_a_work_of_datacite_has_a_doi(doi: object) -> None:
    with pytest.raises(ValueError, match="another shape"):
        datacite_item({"doi": doi}, frozenset())


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ({"name": "Roe, Ann", "familyName": "Roe", "givenName": "Ann"}, {"family": "Roe", "given": "Ann"}),
        ({"name": "Roe, Ann", "nameType": "Personal"}, {"family": "Roe", "given": "Ann"}),
        ({"name": "Port Watch, Inc.", "nameType": "Organizational"}, {"literal": "Port Watch, Inc."}),
        ({}, {}),
    ],
)
def test_a_creator_of_datacite(creator: dict[str, str], name: dict[str, str]) -> None:
    assert name == datacite_name(creator)

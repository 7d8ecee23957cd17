"""PubMed: abstracts, references and notices of retraction of works in medicine, by their PubMed number.

This module follows "E-utilities In Depth", National Library of Medicine, read 2026-11-26: `efetch` takes up to 200 numbers at once, three
times a second without a key, ten times with one. Its answers are XML. Each article is converted to an item of CSL, with separate
fields for its status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from litreview.core import text
from litreview.providers.protocol import (
    Answer,
    Provider,
    ProviderRequest,
    Query,
    Terms,
    What,
    answers_by,
    batches,
    describe_body,
    filled,
    plain,
    values_of,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BATCH = 100
# the document type of PubMed's answers; one with its own declarations is refused
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[^\[<>]*>")
_UPDATES = {
    "RetractionIn": "retracted",
    "PartialRetractionIn": "corrected",
    "ErratumIn": "corrected",
    "CorrectedandRepublishedIn": "corrected",
    "ExpressionOfConcernIn": "expression-of-concern",
    "UpdateIn": "updated",
    "RetractionOf": "notice-on",
    "ErratumFor": "notice-on",
    "ExpressionOfConcernFor": "notice-on",
}
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class PubMed(Provider):
    """The provider PubMed."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests of a hundred numbers each."""
        for batch in batches((query for query in queries if query.by == "pmid"), _BATCH):
            data = (
                ("db", "pubmed"),
                ("retmode", "xml"),
                ("tool", "litreview"),
                ("id", ",".join(values_of(batch))),
            )
            yield ProviderRequest(path="/entrez/eutils/efetch.fcgi", data=data, queries=batch, what=what)

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield the answers from a set of articles."""
        items = [_item(article, request.what) for article in _articles(body)]
        return answers_by(request.queries, items, lambda item: [plain("pmid", str(item["PMID"]))])


def _articles(body: bytes) -> list[Element]:
    """Return the articles of an answer; `ValueError` for any other content."""
    from litreview.core.text.xml_trees import XmlError, parse_xml

    try:
        root = parse_xml(_DOCTYPE.sub("", body.decode("utf-8"), count=1))
    except (XmlError, UnicodeDecodeError):
        raise ValueError(describe_body(body, "XML")) from None
    if root.tag != "PubmedArticleSet":
        raise ValueError(describe_body(body, "XML") if root.tag.lower() == "html" else "XML of another shape")
    return [each for each in root if _text_at(each, ".//PMID")]


def _text_at(element: Element, path: str) -> str:
    """Return the text of the first element at a path, without layout, `""` without one."""
    found = element.find(path)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _item(article: Element, what: frozenset[What]) -> dict[str, Any]:
    """Return an article as an item of CSL."""
    ids = {
        each.get("IdType"): (each.text or "").strip()
        for each in article.findall("PubmedData/ArticleIdList/ArticleId")
    }
    journal = "MedlineCitation/Article/Journal"
    year = text.year(
        _text_at(article, f"{journal}/JournalIssue/PubDate/Year")
        or _text_at(article, f"{journal}/JournalIssue/PubDate")
    )
    return filled(
        {
            "id": _text_at(article, ".//PMID"),
            "PMID": _text_at(article, ".//PMID"),
            "PMCID": ids.get("pmc"),
            "DOI": ids.get("doi"),
            "type": "article-journal",
            "title": _text_at(article, ".//ArticleTitle"),
            "author": [_name(each) for each in article.findall(".//AuthorList/Author")],
            "issued": {"date-parts": [[year]]} if year else None,
            "container-title": _text_at(article, f"{journal}/Title"),
            "volume": _text_at(article, f"{journal}/JournalIssue/Volume"),
            "issue": _text_at(article, f"{journal}/JournalIssue/Issue"),
            "page": _text_at(article, ".//MedlinePgn"),
            "ISSN": _text_at(article, f"{journal}/ISSN"),
            "language": _text_at(article, "MedlineCitation/Article/Language"),
            "abstract": _abstract(article) if "abstracts" in what else None,
            "reference": [_reference(each) for each in article.findall(".//ReferenceList/Reference")]
            if "references" in what
            else None,
            **(_status(article) if "status" in what else {}),
        }
    )


def _name(author: Element) -> dict[str, str]:
    if body := _text_at(author, "CollectiveName"):
        return {"literal": body}
    given_name = _text_at(author, "ForeName") or _text_at(author, "Initials")
    return filled(
        {"family": _text_at(author, "LastName"), "given": given_name, "suffix": _text_at(author, "Suffix")}
    )


def _abstract(article: Element) -> str:
    """Return the parts of an abstract as one text, each after its label."""
    parts = []
    for part in article.findall("MedlineCitation/Article/Abstract/AbstractText"):
        words = " ".join("".join(part.itertext()).split())
        label = part.get("Label", "")
        parts.append(f"{label.capitalize()}: {words}" if label and words else words)
    return " ".join(filter(None, parts))


def _reference(reference: Element) -> dict[str, str]:
    ids = {
        each.get("IdType"): (each.text or "").strip() for each in reference.findall("ArticleIdList/ArticleId")
    }
    return filled({"unstructured": _text_at(reference, "Citation"), "DOI": ids.get("doi", "")})


def _status(article: Element) -> Mapping[str, str]:
    """Return the later notices about an article, and the article on which it is itself a notice, one field per kind."""
    notices_by_kind: dict[str, list[str]] = {}
    if any(
        each.text == "Retracted Publication"
        for each in article.findall(".//PublicationTypeList/PublicationType")
    ):
        notices_by_kind["retracted"] = []
    for note in article.findall(".//CommentsCorrectionsList/CommentsCorrections"):
        if kind := _UPDATES.get(note.get("RefType", "")):
            label = (
                _WORDS.sub(" ", note.get("RefType", ""))
                .removesuffix(" In")
                .removesuffix(" Of")
                .removesuffix(" For")
            )
            number = _text_at(note, "PMID")
            words = filter(None, (label, _text_at(note, "RefSource"), number and f"PubMed {number}"))
            notices_by_kind.setdefault(kind, []).append(", ".join(words))
    return {kind: "; ".join(notes) or "true" for kind, notes in notices_by_kind.items()}


PUBMED = PubMed(
    name="pubmed",
    title="PubMed",
    url="https://eutils.ncbi.nlm.nih.gov",
    format="csl",
    asks=frozenset({"pmid"}),
    gives=frozenset({"abstracts", "references", "ids", "status"}),
    terms=Terms(
        batch=_BATCH,
        pause=0.35,
        key="optional",
        key_from="with a key ten requests a second are answered; it is in the settings of an NCBI account",
        page="https://www.ncbi.nlm.nih.gov/books/NBK25497/",
        read="2026-11-26",
    ),
    key_in=("data", "api_key", "{}"),
    mailto_in=("data", "email", "{}"),
)

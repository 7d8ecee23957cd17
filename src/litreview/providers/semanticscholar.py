"""Semantic Scholar: papers, most of them with abstracts, and the papers that they cite.

This module follows the documentation of its Academic Graph API, read 2026-11-26. `paper/batch` answers in the order of the ids, with null
for an unknown one, and with status 400 if all are unknown. `paper/search/match` returns the one paper with the most similar title, or
status 404.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litreview.core.containers import mapping_of
from litreview.providers.protocol import (
    Answer,
    By,
    Provider,
    ProviderRequest,
    Query,
    Terms,
    What,
    answer,
    batches,
    check_shape,
    fields_for,
    member,
    objects,
    parsed,
    plain,
    slim,
    values_of,
)

_JOURNAL = {"name": True, "volume": True, "pages": True}
_AUTHOR = {"name": True}
_ALWAYS: Mapping[str, Any] = {
    "paperId": True, "externalIds": True, "title": True, "year": True, "venue": True, "publicationDate": True,
    "publicationTypes": True, "authors": _AUTHOR, "journal": _JOURNAL,
    "publicationVenue": {"name": True, "type": True, "issn": True, "alternate_issns": True},
}  # fmt: skip
_CITED = {
    "paperId": True, "externalIds": True, "title": True, "year": True, "venue": True, "authors": _AUTHOR, "journal": _JOURNAL,
}  # fmt: skip
_FOR: Mapping[What, Mapping[str, Any]] = {
    "abstracts": {"abstract": True, "tldr": {"text": True, "model": True}},
    "references": {"references": _CITED},
    "status": {"isOpenAccess": True, "openAccessPdf": {"url": True, "status": True, "license": True}},
    "ids": {},
}
_PREFIXES: Mapping[By, str] = {"doi": "DOI:", "pmid": "PMID:", "arxiv": "ARXIV:"}
_IDS: Mapping[By, str] = {"doi": "DOI", "pmid": "PubMed", "arxiv": "ArXiv"}
# up to 500 are allowed, but an answer of more than 10 MB is refused, and papers cite a hundred others
_BATCH = 100


def _fields(what: frozenset[What]) -> str:
    """Return the parameter `fields`; `references.title` selects the title of each cited paper."""
    cited = [f"references.{name}" for name in sorted(_CITED)] if "references" in what else []
    return ",".join([*sorted(fields_for(what, _ALWAYS, _FOR).keys() - {"references", "paperId"}), *cited])


class SemanticScholar(Provider):
    """The provider Semantic Scholar."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests of a hundred identifiers of a kind, or of one title."""
        fields = ("fields", _fields(what))
        for by, prefix in _PREFIXES.items():
            for batch in batches((query for query in queries if query.by == by), _BATCH):
                ids = [f"{prefix}{value}" for value in values_of(batch)]
                yield ProviderRequest(
                    path="/graph/v1/paper/batch",
                    params=(fields,),
                    json={"ids": ids},
                    queries=batch,
                    what=what,
                    absent=((400, "No valid paper ids given"),),
                )
        for query in queries:
            if query.by == "title":
                # its search does not accept hyphens in words
                params = (("query", " ".join(query.value.replace("-", " ").split())), fields)
                absent = ((404, "Title match not found"),)
                path = "/graph/v1/paper/search/match"
                yield ProviderRequest(path=path, params=params, queries=(query,), what=what, absent=absent)

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield the answers from a batch, in its order, or from a search for a title."""
        value = parsed(body)
        if request.queries and request.queries[0].by == "title":
            papers = [_paper(each, request.what) for each in objects(member(value, "data"))]
            yield answer(request.queries[0], *papers)
            return
        ids = values_of(request.queries)
        check_shape(isinstance(value, list) and len(value) == len(ids))
        found = {each: _paper(paper, request.what) for each, paper in zip(ids, value, strict=True) if paper}
        for query in request.queries:
            paper = found.get(query.value, {})
            yield answer(query, paper if _has_identifier(paper, query) else {})


def _paper(paper: Any, what: frozenset[What]) -> dict[str, Any]:
    check_shape(isinstance(id_ := member(paper, "paperId"), str) and id_.strip())
    return slim_semanticscholar(paper, what)


def _has_identifier(paper: Mapping[str, Any], query: Query) -> bool:
    """Return whether a paper has the identifier of the query, or no identifier of that kind."""
    identifier = mapping_of(paper.get("externalIds")).get(_IDS[query.by], "")
    return not identifier or plain(query.by, str(identifier)) == plain(query.by, query.value)


def slim_semanticscholar(paper: Mapping[str, Any], what: frozenset[What]) -> dict[str, Any]:
    """Return a paper of Semantic Scholar with only the fields that a review needs, in a fixed order."""
    return dict(slim(paper, fields_for(what, _ALWAYS, _FOR)))


SEMANTICSCHOLAR = SemanticScholar(
    name="semanticscholar",
    title="Semantic Scholar",
    url="https://api.semanticscholar.org",
    format="semanticscholar",
    asks=frozenset({"doi", "pmid", "arxiv", "title"}),
    gives=frozenset({"abstracts", "references", "ids", "status"}),
    terms=Terms(
        batch=_BATCH,
        pause=1.1,
        key="optional",
        key_from="without a key all share one limit, and many requests are put off; ask for one at semanticscholar.org/product/api",
        page="https://api.semanticscholar.org/api-docs/graph",
        read="2026-11-26",
    ),
    key_in=("headers", "x-api-key", "{}"),
)

"""Crossref: publishers' metadata of works with their DOIs, with references, and notices of Retraction Watch.

This module follows its REST documentation (filters by DOI, `select`, `query.bibliographic`) and its blog on limits of December 2025
(one list a second).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from litreview.providers.protocol import (
    Answer,
    Provider,
    ProviderRequest,
    Query,
    Terms,
    What,
    answers_by,
    batches,
    check_shape,
    fields_for,
    member,
    objects,
    parsed,
    plain,
    queries_by,
    slim,
    values_of,
)

_NAME = dict.fromkeys(("family", "given", "name", "suffix", "prefix"), True)
_DATE = {"date-parts": True}
_ALWAYS: Mapping[str, Any] = {
    "DOI": True, "type": True, "title": True, "subtitle": True, "original-title": True, "container-title": True,
    "volume": True, "issue": True, "page": True, "article-number": True, "ISSN": True, "ISBN": True, "publisher": True,
    "publisher-location": True, "author": _NAME, "editor": _NAME, "translator": _NAME,
    "issued": _DATE, "published-print": _DATE, "published-online": _DATE, "event": {"name": True}, "URL": True,
}  # fmt: skip
_UPDATE = {"DOI": True, "type": True, "label": True, "source": True, "updated": _DATE}
_FOR: Mapping[What, Mapping[str, Any]] = {
    "abstracts": {"abstract": True},
    "references": {"reference": True},
    "status": {
        "update-to": _UPDATE,
        "updated-by": _UPDATE,
        "relation": True,
        "license": {"URL": True, "content-version": True, "start": _DATE},
        "link": {"URL": True, "content-type": True, "content-version": True, "intended-application": True},
    },
    "ids": {},
}
# fields of a complete answer that `select` does not know
_EXTRA_FIELDS = {"language": True, "edition-number": True, "institution": {"name": True}, "subtype": True}
# an address longer than about 4,000 characters is refused
_BATCH = 40
_LIKEST = 5
_ABSENT = ((404, "Resource not found"),)


class Crossref(Provider):
    """The provider Crossref."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests of forty DOIs or one title each; a DOI with a comma, the separator of filters, gets its own request."""
        select = ("select", ",".join(sorted(fields_for(what, _ALWAYS, _FOR))))
        dois = queries_by(queries, "doi")
        for batch in batches((query for query in dois if "," not in query.value), _BATCH):
            values = values_of(batch)
            filters = ("filter", ",".join(f"doi:{value}" for value in values))
            params = (filters, ("rows", str(len(values))), select)
            yield ProviderRequest(path="/works", params=params, queries=batch, what=what)
        for batch in batches((query for query in dois if "," in query.value), 1):
            path = f"/works/{quote(batch[0].value, safe='')}"
            yield ProviderRequest(path=path, queries=batch, what=what, absent=_ABSENT)
        for query in queries_by(queries, "title"):
            author = (("query.author", " ".join(query.authors)),) if query.authors else ()
            params = (("query.bibliographic", query.value), *author, ("rows", str(_LIKEST)), select)
            yield ProviderRequest(path="/works", params=params, queries=(query,), what=what)

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield the answers from a list of works, or from a single work."""
        (message,) = objects([member(parsed(body), "message")])
        found = objects(message["items"]) if "items" in message else (message,)
        check_shape(all(isinstance(doi := work.get("DOI"), str) and doi.strip() for work in found))
        works = [slim_crossref(work, request.what) for work in found]
        return answers_by(request.queries, works, lambda work: [plain("doi", str(work.get("DOI")))], _LIKEST)


def slim_crossref(work: Mapping[str, Any], what: frozenset[What]) -> dict[str, Any]:
    """Return a work of Crossref with only the fields that a review needs, in a fixed order; `source` names the registry."""
    slimmed = slim(work, {**fields_for(what, _ALWAYS, _FOR), **_EXTRA_FIELDS})
    return dict(sorted({**slimmed, "source": "Crossref"}.items()))


CROSSREF = Crossref(
    name="crossref",
    title="Crossref",
    url="https://api.crossref.org",
    format="crossref",
    asks=frozenset({"doi", "title"}),
    gives=frozenset({"abstracts", "references", "ids", "status"}),
    terms=Terms(
        batch=_BATCH,
        pause=1.0,
        key="no",
        page="https://www.crossref.org/documentation/retrieve-metadata/rest-api/",
        read="2026-11-26",
    ),
    key_in=("headers", "Crossref-Plus-API-Token", "Bearer {}"),
    mailto_in=("params", "mailto", "{}"),
)

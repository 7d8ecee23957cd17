"""OpenAlex: works of all kinds with abstracts, works cited, open access and retractions.

This module follows its documentation (works, filtering, searching, selecting fields, authentication), read 2026-11-26. Filters by
identifier take up to 100 values and cost a tenth of a search; a single work is free. A key is free, and without one OpenAlex answers
few requests a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from litreview.core.containers import mapping_of
from litreview.providers.protocol import (
    Answer,
    By,
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
    search_words,
    slim,
    values_of,
)

_SOURCE = dict.fromkeys(
    ("id", "display_name", "issn", "issn_l", "type", "host_organization_name", "publisher"), True
)
_PLACE = {
    "landing_page_url": True, "pdf_url": True, "license": True, "version": True, "is_oa": True, "source": _SOURCE,
}  # fmt: skip
_ALWAYS: Mapping[str, Any] = {
    "id": True, "doi": True, "ids": True, "title": True, "display_name": True, "publication_year": True,
    "publication_date": True, "language": True, "type": True, "biblio": True, "primary_location": _PLACE,
    "authorships": {"author": {"display_name": True, "orcid": True}, "raw_author_name": True},
}  # fmt: skip
_FOR: Mapping[What, Mapping[str, Any]] = {
    "abstracts": {"abstract_inverted_index": True},
    "references": {"referenced_works": True},
    "status": {"is_retracted": True, "open_access": True, "best_oa_location": _PLACE},
    "ids": {},
}
# fields of older answers that `select` no longer knows
_EXTRA_FIELDS = {"type_crossref": True, "host_venue": _SOURCE}
_FILTERS: tuple[tuple[By, str], ...] = (("doi", "doi"), ("pmid", "ids.pmid"), ("openalex", "ids.openalex"))
# an address longer than about 4,000 characters is refused
_BATCH = 50
_PAGE = 100
_LIKEST = 10
_ABSENT = ((404, ""),)


class OpenAlex(Provider):
    """The provider OpenAlex."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests of fifty identifiers of a kind, or of one title; a DOI with an operator of filters gets its own request."""
        select = ("select", ",".join(sorted(fields_for(what, _ALWAYS, _FOR))))
        for by, name in _FILTERS:
            matching = queries_by(queries, by)
            for batch in batches((query for query in matching if not _has_operator(query.value)), _BATCH):
                filters = ("filter", f"{name}:{'|'.join(values_of(batch))}")
                page = (filters, ("per_page", str(_PAGE)), select)
                yield ProviderRequest(path="/works", params=page, queries=batch, what=what)
            for batch in batches((query for query in matching if _has_operator(query.value)), 1):
                path = f"/works/{by}:{quote(batch[0].value, safe='')}"
                yield ProviderRequest(path=path, params=(select,), queries=batch, what=what, absent=_ABSENT)
        for query in queries_by(queries, "title"):
            search = (
                ("search", search_words(query.value)),
                *_years(query),
                ("per_page", str(_LIKEST)),
                select,
            )
            yield ProviderRequest(path="/works", params=search, queries=(query,), what=what)

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield the answers from a page of works, or from a single work."""
        value = parsed(body)
        found = objects(value["results"]) if isinstance(value, dict) and "results" in value else (value,)
        check_shape(all(isinstance(id_ := member(work, "id"), str) and id_.strip() for work in found))
        works = [slim_openalex(work, request.what) for work in found]
        return answers_by(request.queries, works, _identities, _LIKEST)


def _has_operator(value: str) -> bool:
    """Return whether an identifier contains an operator of OpenAlex's filters: a separator, "not", "less" or "more"."""
    return any(sign in value for sign in ",|") or value[:1] in {"!", "<", ">"}


def _years(query: Query) -> tuple[tuple[str, str], ...]:
    """Return the filter for the year and its neighbours, since publication online and in print is often a year apart."""
    if query.year is None:
        return ()
    return (("filter", f"publication_year:{query.year - 1}-{query.year + 1}"),)


def _identities(work: Mapping[str, Any]) -> Iterator[str]:
    own = {"doi": work["doi"]} if work.get("doi") else {}
    identifiers = {**mapping_of(work.get("ids")), "openalex": work.get("id", ""), **own}
    for by, _ in _FILTERS:
        if identifiers.get(by):
            yield plain(by, str(identifiers[by]))


def slim_openalex(work: Mapping[str, Any], what: frozenset[What]) -> dict[str, Any]:
    """Return a work of OpenAlex with only the fields that a review needs, in a fixed order, without its machine-made keywords."""
    return dict(slim(work, {**fields_for(what, _ALWAYS, _FOR), **_EXTRA_FIELDS}))


OPENALEX = OpenAlex(
    name="openalex",
    title="OpenAlex",
    url="https://api.openalex.org",
    format="openalex",
    asks=frozenset({"doi", "pmid", "openalex", "title"}),
    gives=frozenset({"abstracts", "references", "ids", "status"}),
    terms=Terms(
        batch=_BATCH,
        pause=0.1,
        key="optional",
        key_from="a key is free: make an account at openalex.org and copy it from openalex.org/settings/api",
        page="https://developers.openalex.org/api-reference/authentication",
        read="2026-11-26",
    ),
    key_in=("params", "api_key", "{}"),
    mailto_in=("params", "mailto", "{}"),
)

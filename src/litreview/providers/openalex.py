"""OpenAlex: works of all kinds with abstracts, works cited, open access and retractions.

After its documentation (works, filtering, searching, selecting fields, authentication), read 2026-11-26: filters by identifier take up to
100 values and cost a tenth of a search; a single work is free; a key is free, and without one few requests a day are answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from litreview.providers.protocol import (
    Answer,
    By,
    Provider,
    Query,
    Request,
    Terms,
    What,
    answer,
    answers_by,
    asked_by,
    batches,
    kept_for,
    member,
    objects,
    parsed,
    plain,
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
# what older answers have, and `select` does not know any more
_BESIDE = {"type_crossref": True, "host_venue": _SOURCE}
_FILTERS: tuple[tuple[By, str], ...] = (("doi", "doi"), ("pmid", "ids.pmid"), ("openalex", "ids.openalex"))
# an address longer than about 4,000 characters is refused
_BATCH = 50
_PAGE = 100
_LIKEST = 10
_ABSENT = ((404, ""),)


class OpenAlex(Provider):
    """The provider OpenAlex."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[Request]:
        """Yield the requests that ask: fifty identifiers of a kind each, a title each, a DOI with a sign of filters by itself."""
        select = ("select", ",".join(sorted(kept_for(what, _ALWAYS, _FOR))))
        for by, name in _FILTERS:
            asked = asked_by(queries, by)
            for batch in batches((query for query in asked if not _is_order(query.value)), _BATCH):
                filters = ("filter", f"{name}:{'|'.join(values_of(batch))}")
                page = (filters, ("per_page", str(_PAGE)), select)
                yield Request(path="/works", params=page, queries=batch, what=what)
            for batch in batches((query for query in asked if _is_order(query.value)), 1):
                path = f"/works/{by}:{quote(batch[0].value, safe='')}"
                yield Request(path=path, params=(select,), queries=batch, what=what, absent=_ABSENT)
        for query in asked_by(queries, "title"):
            search = (
                ("search", search_words(query.value)),
                *_years(query),
                ("per_page", str(_LIKEST)),
                select,
            )
            yield Request(path="/works", params=search, queries=(query,), what=what)

    def answers(self, request: Request, body: bytes) -> Iterator[Answer]:
        """Yield the answers of a page of works, or of a single one."""
        value = parsed(body)
        found = objects(value["results"]) if isinstance(value, dict) and "results" in value else (value,)
        if not all(isinstance(id_ := member(work, "id"), str) and id_.strip() for work in found):
            raise ValueError("JSON of another shape")
        works = [slim_openalex(work, request.what) for work in found]
        if request.queries and request.queries[0].by == "title":
            return iter([answer(request.queries[0], *works[:_LIKEST])])
        return answers_by(request.queries, works, _identities)


def _is_order(value: str) -> bool:
    """Return whether an identifier has a sign that parts filters or their values, or says "not", "less", "more"."""
    return any(sign in value for sign in ",|") or value[:1] in {"!", "<", ">"}


def _years(query: Query) -> tuple[tuple[str, str], ...]:
    """Return the filter for the year and its neighbours: online and in print are often a year apart."""
    if query.year is None:
        return ()
    return (("filter", f"publication_year:{query.year - 1}-{query.year + 1}"),)


def _identities(work: Mapping[str, Any]) -> Iterator[str]:
    ids = work.get("ids")
    told = {**(ids if isinstance(ids, dict) else {}), "openalex": work.get("id", "")}
    if work.get("doi"):
        told["doi"] = work["doi"]
    for by, _ in _FILTERS:
        if told.get(by):
            yield plain(by, str(told[by]))


def slim_openalex(work: Mapping[str, Any], what: frozenset[What]) -> dict[str, Any]:
    """Return a work of OpenAlex with what a review needs, in a fixed order. Its keywords are guesses of a machine, and left out."""
    slimmed: dict[str, Any] = slim(work, {**kept_for(what, _ALWAYS, _FOR), **_BESIDE})
    return slimmed


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

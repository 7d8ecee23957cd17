"""What each registry answers: its paths, filters, pages, `select` and refusals, over any list of its own objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from rapidfuzz import fuzz, process

from litreview.core.text import doi, fold

Params = Mapping[str, str]
Object = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it is an answer
    """A status other than 200, with its body."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(str(status))
        self.status, self.body = status, body


@dataclass(kw_only=True)
class Registry:
    """A registry with its works: found by identifier, or as the likest by title."""

    works: Sequence[Object]
    ids: Callable[[Object], Iterable[str]]
    title: Callable[[Object], str]
    names: Callable[[Object], str] = lambda _: ""
    _by_id: dict[str, Object] = field(init=False, default_factory=dict)
    _titles: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        for work in self.works:
            for identity in self.ids(work):
                self._by_id.setdefault(identity.lower(), work)
        self._titles = [fold(self.title(work)) for work in self.works]

    def get(self, identity: str) -> Object | None:
        return self._by_id.get(identity.lower())

    def likest(self, title: str, most: int, least: float = 0.0, names: str = "") -> list[Object]:
        """Return the works whose titles are likest, the likest first; of those that are about as like, those with the names."""
        given = fold(title)
        found = process.extract(
            given, self._titles, scorer=_likeness, limit=5 * most if names else most, score_cutoff=least
        )
        asked = set(fold(names).split())

        def rank(one: tuple[str, float, int]) -> float:
            return -one[1] - 10 * len(asked & set(fold(self.names(self.works[one[2]])).split()))

        return [self.works[number] for _, _, number in sorted(found, key=rank)[:most]]


def _likeness(one: str, other: str, **more: Any) -> float:
    """Return how like two titles are, 0 to 100, as searches find them: by their words, also where one has more of them."""
    return 0.6 * fuzz.token_set_ratio(one, other, **more) + 0.4 * fuzz.token_sort_ratio(one, other, **more)


# --- Crossref

SELECTABLE = frozenset(
    [
        "abstract",
        "URL",
        "resource",
        "member",
        "posted",
        "score",
        "created",
        "degree",
        "update-policy",
        "short-title",
        "license",
        "ISSN",
        "container-title",
        "issued",
        "update-to",
        "issue",
        "prefix",
        "approved",
        "indexed",
        "article-number",
        "clinical-trial-number",
        "accepted",
        "author",
        "group-title",
        "DOI",
        "is-referenced-by-count",
        "updated-by",
        "event",
        "chair",
        "standards-body",
        "original-title",
        "funder",
        "translator",
        "published",
        "archive",
        "published-print",
        "alternative-id",
        "subject",
        "subtitle",
        "published-online",
        "publisher-location",
        "content-domain",
        "reference",
        "title",
        "link",
        "type",
        "publisher",
        "volume",
        "references-count",
        "ISBN",
        "assertion",
        "deposited",
        "page",
        "content-created",
        "short-container-title",
        "relation",
        "editor",
    ]
)


def crossref(works: Sequence[Object]) -> Registry:
    """Return Crossref with these works."""
    return Registry(
        works=works,
        ids=lambda work: [work["DOI"]],
        title=lambda work: " ".join([*(work.get("title") or []), *(work.get("subtitle") or [])]),
        names=lambda work: " ".join(str(each.get("family", "")) for each in work.get("author") or []),
    )


def crossref_answer(registry: Registry, path: str, params: Params, _: Any) -> Any:
    """Return what Crossref answers."""
    if path.startswith("/works/"):
        work = registry.get(unquote(path.removeprefix("/works/")))
        if work is None:
            raise Refusal(404, "Resource not found.")
        return {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work}
    if path != "/works":
        raise Refusal(404, "Resource not found.")
    rows, offset = int(params.get("rows", "20")), int(params.get("offset", "0"))
    if rows > 1000:
        raise Refusal(
            400,
            _failure(
                "rows",
                f"Integer specified as {rows} but must be a positive integer less than or equal to 1000.",
            ),
        )
    selected = [word for word in params.get("select", "").split(",") if word]
    if unknown := [word for word in selected if word not in SELECTABLE]:
        raise Refusal(
            400,
            _failure(
                unknown[0], f"Select `{unknown[0]}` specified but there is no such select for this route."
            ),
        )
    found = _crossref_found(registry, params, offset + rows)
    items = [
        {name: value for name, value in work.items() if not selected or name in selected} for work in found
    ]
    message = {
        "facets": {},
        "total-results": len(found),
        "items": items[offset : offset + rows],
        "items-per-page": rows,
        "query": {},
    }
    return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def _crossref_found(registry: Registry, params: Params, most: int) -> list[Object]:
    if "filter" in params:
        parts = [part.partition(":") for part in params["filter"].split(",")]
        if wrong := [name for name, sign, _ in parts if name != "doi" or not sign]:
            raise Refusal(
                400,
                _failure(
                    wrong[0], f"Filter {wrong[0]} specified but there is no such filter for this route."
                ),
            )
        found = [registry.get(value) for _, _, value in parts]
        return [work for work in found if work is not None]
    title = params.get("query.bibliographic") or params.get("query.title") or params.get("query") or ""
    return registry.likest(title, most, names=params.get("query.author", ""))


def _failure(value: str, message: str) -> object:
    said = {"type": "parameter-not-allowed", "value": value, "message": message}
    return {"status": "failed", "message-type": "validation-failure", "message": [said]}


# --- OpenAlex

_WORK_FIELDS = frozenset(
    [
        "id",
        "doi",
        "title",
        "display_name",
        "publication_year",
        "publication_date",
        "ids",
        "language",
        "primary_location",
        "type",
        "indexed_in",
        "open_access",
        "authorships",
        "institution_assertions",
        "countries_distinct_count",
        "institutions_distinct_count",
        "corresponding_author_ids",
        "corresponding_institution_ids",
        "apc_list",
        "apc_paid",
        "fwci",
        "has_fulltext",
        "cited_by_count",
        "citation_normalized_percentile",
        "cited_by_percentile_year",
        "biblio",
        "is_retracted",
        "is_paratext",
        "primary_topic",
        "topics",
        "keywords",
        "concepts",
        "mesh",
        "locations_count",
        "locations",
        "best_oa_location",
        "sustainable_development_goals",
        "grants",
        "awards",
        "funders",
        "referenced_works_count",
        "referenced_works",
        "related_works",
        "abstract_inverted_index",
        "counts_by_year",
        "updated_date",
        "created_date",
    ]
)


def openalex(works: Sequence[Object]) -> Registry:
    """Return OpenAlex with these works."""
    return Registry(
        works=works, ids=_openalex_ids, title=lambda work: work.get("title") or work.get("display_name") or ""
    )


def _openalex_ids(work: Object) -> Iterable[str]:
    yield "openalex:" + work["id"].rsplit("/", 1)[-1]
    if work.get("doi"):
        yield "doi:" + doi(work["doi"])
    if pmid := (work.get("ids") or {}).get("pmid"):
        yield "pmid:" + pmid.rstrip("/").rsplit("/", 1)[-1]


def openalex_answer(registry: Registry, path: str, params: Params, _: Any) -> Any:
    """Return what OpenAlex answers."""
    selected = [word for word in params.get("select", "").split(",") if word]
    if unknown := [word for word in selected if word not in _WORK_FIELDS]:
        raise Refusal(
            400,
            {
                "error": "Invalid query parameters error.",
                "message": f"{unknown[0]} is not a valid select field.",
            },
        )

    def chosen(work: Object) -> Object:
        return {name: value for name, value in work.items() if not selected or name in selected}

    if path.startswith("/works/"):
        name = unquote(path.removeprefix("/works/"))
        work = registry.get(name if ":" in name else f"openalex:{name}")
        if work is None:
            raise Refusal(404, "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>")
        return chosen(work)
    if path != "/works":
        raise Refusal(404, {"error": "Not Found"})
    size, page = int(params.get("per_page", params.get("per-page", "25"))), int(params.get("page", "1"))
    if not 1 <= size <= 100:
        raise Refusal(
            400, {"error": "Pagination error.", "message": "per-page parameter must be between 1 and 100"}
        )
    found = _openalex_found(registry, params)
    meta = {
        "count": len(found),
        "db_response_time_ms": 1,
        "page": page,
        "per_page": size,
        "groups_count": None,
    }
    return {
        "meta": meta,
        "results": [chosen(work) for work in found[(page - 1) * size : page * size]],
        "group_by": [],
    }


def _openalex_found(registry: Registry, params: Params) -> list[Object]:
    filters = dict(part.split(":", 1) for part in params.get("filter", "").split(",") if ":" in part)
    first, last = 0, 9999
    if years := filters.pop("publication_year", ""):
        first, _, end = years.partition("-")
        first, last = int(first), int(end or first)
    title = params.get("search") or filters.pop("title.search", "")
    if title:
        found = registry.likest(title, 100, 55.0)
        return [work for work in found if first <= (work.get("publication_year") or 0) <= last]
    result = []
    for name, values in filters.items():
        kind = name.removeprefix("ids.")
        if kind not in {"doi", "pmid", "openalex"}:
            raise Refusal(
                400, {"error": "Invalid query parameters error.", "message": f"{name} is not a valid field."}
            )
        if len(values.split("|")) > 100:
            raise Refusal(
                400,
                {"error": "Invalid query parameters error.", "message": "Maximum number of values exceeded"},
            )
        result += [
            work
            for value in values.split("|")
            if (work := registry.get(f"{kind}:{value.rsplit('openalex.org/', 1)[-1]}"))
        ]
    return result


# --- Semantic Scholar

_PREFIXES = {"DOI": "DOI", "PMID": "PubMed", "ARXIV": "ArXiv", "CorpusId": "CorpusId"}
_PAPER_FIELDS = re.compile(
    r"(?:(?:references|citations)\.)?(?:paperId|corpusId|externalIds|url|title|abstract|venue|publicationVenue|year|referenceCount|citationCount"
    r"|influentialCitationCount|isOpenAccess|openAccessPdf|fieldsOfStudy|s2FieldsOfStudy|publicationTypes|publicationDate|journal"
    r"|citationStyles|authors|references|citations|embedding|tldr)(?:\.\w+)?"
)


def semanticscholar(works: Sequence[Object]) -> Registry:
    """Return Semantic Scholar with these papers."""
    return Registry(works=works, ids=_paper_ids, title=lambda work: work.get("title") or "")


def _paper_ids(paper: Object) -> Iterable[str]:
    yield paper["paperId"]
    ids = paper.get("externalIds") or {}
    yield from (f"{prefix}:{ids[name]}" for prefix, name in _PREFIXES.items() if name in ids)


def semanticscholar_answer(registry: Registry, path: str, params: Params, body: Any) -> Any:
    """Return what Semantic Scholar answers."""
    fields = params.get("fields", "title").split(",")
    if unknown := [word for word in fields if not _PAPER_FIELDS.fullmatch(word)]:
        raise Refusal(400, {"error": f"Unrecognized or unsupported fields: [{', '.join(unknown)}]"})
    if path == "/graph/v1/paper/batch":
        ids = (body or {}).get("ids") or []
        if not 0 < len(ids) <= 500:
            raise Refusal(400, {"error": "Too many paper ids given" if ids else "No paper ids given"})
        found = [registry.get(each) for each in ids]
        if not any(found):
            raise Refusal(400, {"error": "No valid paper ids given"})
        return [paper and _projected(paper, fields) for paper in found]
    if path == "/graph/v1/paper/search/match":
        papers = registry.likest(params.get("query", ""), 1, 60.0)
        if not papers:
            raise Refusal(404, {"error": "Title match not found"})
        return {"data": [_projected(papers[0], fields) | {"matchScore": 100.0}]}
    if path == "/graph/v1/paper/search":
        limit = int(params.get("limit", "100"))
        papers = registry.likest(params.get("query", ""), limit, 50.0)
        return {"total": len(papers), "offset": 0, "data": [_projected(paper, fields) for paper in papers]}
    raise Refusal(404, {"message": "Forbidden"})


def _projected(paper: Object, fields: Sequence[str]) -> Object:
    result: Object = {"paperId": paper["paperId"]}
    for name in dict.fromkeys(each.split(".")[0] for each in fields):
        inner = [each.split(".", 1)[1] for each in fields if each.startswith(f"{name}.")]
        value = paper.get(name)
        if inner and isinstance(value, list):
            value = [{each: one.get(each) for each in ("paperId", *inner)} for one in value]
        result[name] = value
    return result


# --- DataCite


def datacite(works: Sequence[Object]) -> Registry:
    """Return DataCite with these works, as its `data` has them."""
    return Registry(works=works, ids=lambda work: [work["id"]], title=lambda work: work["id"])


def datacite_answer(registry: Registry, path: str, params: Params, _: Any) -> Any:
    """Return what DataCite answers."""
    if path != "/dois":
        raise Refusal(
            404, {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}
        )
    ids = re.split(r"(?<!\\),", params.get("ids", ""))
    found = [registry.get(each.replace("\\,", ",")) for each in ids]
    data = [work for work in found if work is not None]
    return {
        "data": data,
        "meta": {"total": len(data), "totalPages": 1, "page": 1},
        "links": {"self": "https://example.org"},
    }


# --- PubMed


def pubmed(works: Sequence[Object]) -> Registry:
    """Return PubMed with these articles: objects with `pmid` and `xml`."""
    return Registry(works=works, ids=lambda work: [work["pmid"]], title=lambda work: work.get("title", ""))


def pubmed_answer(registry: Registry, path: str, params: Params, _: Any) -> Any:
    """Return what PubMed answers to efetch."""
    if path != "/entrez/eutils/efetch.fcgi" or params.get("db") != "pubmed":
        raise Refusal(400, {"error": "no such utility here"})
    found = [registry.get(each) for each in params.get("id", "").split(",")]
    articles = "".join(work["xml"] for work in found if work is not None)
    doctype = (
        '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://example.org/pubmed.dtd">'
    )
    return f'<?xml version="1.0" ?>\n{doctype}\n<PubmedArticleSet>{articles}</PubmedArticleSet>'


# --- CourtListener

_CITATION = re.compile(r"\b\d+ [A-Z][A-Za-z0-9. ]*? \d+\b")


def courtlistener(works: Sequence[Object]) -> Registry:
    """Return CourtListener with these clusters of opinions."""
    return Registry(works=works, ids=_citations, title=lambda work: work.get("case_name", ""))


def _citations(cluster: Object) -> Iterable[str]:
    return (f"{each['volume']} {each['reporter']} {each['page']}" for each in cluster.get("citations") or [])


def courtlistener_answer(registry: Registry, path: str, params: Params, _: Any) -> Any:
    """Return what CourtListener answers to a text with citations."""
    if path != "/api/rest/v4/citation-lookup/":
        raise Refusal(404, {"detail": "Not found."})
    rows = []
    for found in _CITATION.finditer(params.get("text", "")):
        case = registry.get(found[0])
        status, why = (200, "") if case else (404, f"Citation not found: '{found[0]}'")
        rows.append(
            {
                "citation": found[0], "normalized_citations": [found[0]], "start_index": found.start(), "end_index": found.end(),
                "status": status, "error_message": why, "clusters": [case] if case else [],
            }
        )  # fmt: skip
    return rows


Answering = Callable[[Registry, str, Params, Any], Any]
REGISTRIES: Mapping[str, tuple[Callable[[Sequence[Object]], Registry], Answering]] = {
    "crossref": (crossref, crossref_answer),
    "openalex": (openalex, openalex_answer),
    "semanticscholar": (semanticscholar, semanticscholar_answer),
    "pubmed": (pubmed, pubmed_answer),
    "datacite": (datacite, datacite_answer),
    "courtlistener": (courtlistener, courtlistener_answer),
}
"""How each registry is made of works, and what it answers; the first part of the path says which is asked."""

"""Which sources a registry is asked about, by what, and which not, each with its reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from litreview import text
from litreview.enrichment.ledger import Entry
from litreview.enrichment.missing import what_is_missing
from litreview.enrichment.unasked import NEVER, never_asked
from litreview.model import Source
from litreview.providers import IDENTIFIERS, By, Provider, Query, What
from litreview.works.law import REPORTER

LEFT: Mapping[str, str] = {
    **NEVER,
    "has it": "says all that was asked for",
    "asked before": "asked before; --refresh asks again",
    "other identifiers": "no identifier that this registry knows",
    "title": "no identifier that this registry knows; --by-title would send its title",
    "no title": "no identifier, and no title to ask by",
}
"""Why a source is not asked about, by a word for each."""

# a field called after an identifier may hold anything: what is sent is one, and nothing that stands beside it
_OPENALEX = re.compile(r"(?:https?://(?:\w+\.)*openalex\.org/(?:works/)?)?([Ww]\d{2,})/?")
_PMID = re.compile(r"(?:(?:pmid|pubmed)\W*|https?://[\w./]+/)?0*(\d{1,8})/?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d[\d.]*/[^\s@\\]+")
_FEWEST_LETTERS = 8
"""Letters that a title must have to be asked by: "Notes" would bring back anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked of one registry, in the order of the sources, and which sources it is not asked about, each with a word of `LEFT`."""

    queries: tuple[Query, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def questions(
    sources: Iterable[Source],
    provider: Provider,
    *,
    what: frozenset[What],
    by_title: bool = False,
    known: Mapping[str, tuple[Entry, ...]] | None = None,
) -> Questions:
    """Return what to ask a registry: of each source by its surest identifier, else by its title where that is allowed.

    `what`: what is wanted; a source that says all of it already is not asked about. `known` are the ledger's entries by source: what was
    asked of this registry once is not asked again.
    """
    queries: list[Query] = []
    left: list[tuple[str, str]] = []
    wanted = what & provider.gives
    for source in sources:
        found = _question(source, provider, wanted, (known or {}).get(source.key, ()), by_title=by_title)
        if isinstance(found, Query):
            queries.append(found)
        else:
            left.append((source.key, found))
    return Questions(queries=tuple(queries), left=tuple(left))


def _question(
    source: Source, provider: Provider, wanted: frozenset[What], known: Iterable[Entry], *, by_title: bool
) -> Query | str:
    """Return the query on a source, or the word for why there is none."""
    reason = never_asked(source)
    if reason and not (reason == "case" and "citation" in provider.asks):
        return reason
    missing = wanted & what_is_missing(source)
    if not missing:
        return "has it"
    mine = [one for one in known if one.provider == provider.name]
    if any(one.result == "taken" and missing <= set(one.what) for one in mine):
        return "asked before"
    query = _by_identifier(source, provider) or _by_title(source, provider)
    if query is None:
        return "other identifiers" if source.title else "no title"
    if query.by == "title" and not by_title:
        return "title"
    mark = mark_of(query)
    if any(one.asked == mark and missing <= set(one.what) for one in mine):
        return "asked before"
    return query


def _by_identifier(source: Source, provider: Provider) -> Query | None:
    for by in IDENTIFIERS:
        if by in provider.asks and (value := _VALUES[by](source)):
            return Query(source=source.key, by=by, value=value)
    return None


def _by_title(source: Source, provider: Provider) -> Query | None:
    letters = sum(map(str.isalnum, source.title))
    if "title" not in provider.asks or letters < _FEWEST_LETTERS or never_asked(source) == "case":
        return None
    return Query(
        source=source.key,
        by="title",
        value=" ".join(source.title.split()),
        authors=tuple(person.sort_name for person in source.authors[:3]),
        year=source.year,
        container=source.container,
    )


def _openalex(source: Source) -> str:
    found = _OPENALEX.fullmatch((source.get("openalex") or source.get("openalex-id")).strip())
    return found[1].upper() if found else ""


def _doi(source: Source) -> str:
    return source.doi if _DOI.fullmatch(source.doi) else ""


def _pmid(source: Source) -> str:
    found = _PMID.fullmatch(source.get("pmid").strip())
    return text.pmid(found[1]) if found else ""


def _arxiv(source: Source) -> str:
    named = (source.get("archiveprefix") or source.get("eprinttype")).lower()
    return text.arxiv(source.get("arxiv") or (source.get("eprint") if named == "arxiv" else ""))


def _citation(source: Source) -> str:
    """Return volume, reporter and page of a case, in one field or in three."""
    get = source.get
    reporter = get("reporter") or get("journal")
    page = re.match(r"\w+", get("pages"))
    parts = f"{get('volume')} {reporter} {page[0] if page else ''}"
    said = (parts, *(get(name) for name in ("number", "reporter", "note", "title")))
    return next((found[0] for each in said if (found := REPORTER.search(each))), "")


_VALUES: Mapping[By, Callable[[Source], str]] = {
    "doi": _doi,
    "pmid": _pmid,
    "openalex": _openalex,
    "arxiv": _arxiv,
    "isbn": lambda source: text.isbn(source.get("isbn")),
    "citation": _citation,
}


def mark_of(query: Query) -> str:
    """Return by what a source was asked about, as the ledger has it: `doi:10.5555/a`, or a digest of what was sent with a title.

    >>> mark_of(Query(source="a", by="doi", value="10.5555/a")), mark_of(Query(source="a", by="title", value="Made-up tides", year=2015))
    ('doi:10.5555/a', 'title:3cedc0ee')
    """
    if query.by != "title":
        return f"{query.by}:{query.value}"
    sent = "\n".join(_sent(query))
    return f"title:{hashlib.sha256(sent.encode()).hexdigest()[:8]}"


def _sent(query: Query) -> Iterator[str]:
    yield query.value
    yield from query.authors
    yield str(query.year or "")

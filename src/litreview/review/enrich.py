"""Enrichment of a review from registries that its settings or the call name: queries, answers, and what is still missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast, get_args
from urllib.parse import urlsplit

from litreview import stages
from litreview.core.containers import list_of
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Doi, Problem, Record, Source
from litreview.core.problems import problem
from litreview.core.progress import counted
from litreview.core.runtime import cache_folder
from litreview.core.text import doi as read_doi
from litreview.providers import (
    Access,
    Answer,
    Provider,
    ProviderRequest,
    Query,
    What,
    provider as provider_of,
    provider_names,
)
from litreview.providers.connection import access
from litreview.providers.response_cache import ResponseCache
from litreview.providers.transport import query_provider
from litreview.review.enriched_files import EnrichedFiles
from litreview.review.name_shield import Shield, shielded
from litreview.stages.enrichment import (
    EnrichedEntry,
    WorkChoice,
    by_source,
    choose,
    digest,
    identity,
    record_of,
)
from litreview.stages.enrichment.registry_queries import (
    Questions,
    gained,
    mark_of,
    never_asked,
    questions,
    what_is_missing,
    with_gains,
)

WHAT: tuple[What, ...] = get_args(What)
_ROUNDS = 3
"""Rounds of queries: one registry's identifier lets another be queried; a third round finds nothing new."""
CITED = "openalex-cited"
"""The file of cited works outside the review, with authors, title, year and DOI only."""


class RegistryClient(Protocol):
    """Sends queries to registries over the network."""

    def fetch(self, provider: Provider, queries: Sequence[Query], what: frozenset[What]) -> Iterable[Answer]:
        """Yield the answer to each query as it comes, `failed` instead of an exception."""
        ...

    def requests(self, name: str) -> int:
        """Return the number of requests sent to a registry so far."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichOptions:
    """Options of an enrichment: the registries, kinds of data, whether titles may be sent, most sources, whether to ask again."""

    providers: tuple[Provider, ...]
    what: frozenset[What] = frozenset(WHAT)
    by_title: bool = False
    limit: int | None = None
    refresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The queries and requests that one registry would get, and the sources left out, each with a word of `LEFT`."""

    provider: Provider
    asked: Questions
    requests: tuple[ProviderRequest, ...]

    @property
    def titles(self) -> int:
        """The number of titles that would be sent."""
        return sum(query.by == "title" for query in self.asked.queries)


@dataclass(slots=True, kw_only=True)
class Counts:
    """Numbers for one registry: requests sent, and sources by result (a word of `EnrichedEntry.result`, or `failed`)."""

    requests: int = 0
    results: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichOutcome:
    """Result of an enrichment: counts by registry, fields gained, data still missing in sources that may be queried, Problems."""

    counts: Mapping[str, Counts]
    gained: Mapping[str, int]
    missing: Mapping[str, int]
    problems: tuple[Problem, ...]
    cited: int = 0


def parse_what(text: str) -> frozenset[What]:
    """Return the kinds of data that `--what` names. `UsageError` with the nearest word for an unknown one.

    >>> sorted(parse_what("ids, abstracts"))
    ['abstracts', 'ids']
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in WHAT:
            raise UsageError(f"--what '{name}'; of {', '.join(WHAT)}{near_miss(name, WHAT)}")
    return frozenset(cast("list[What]", names)) or frozenset(WHAT)


def chosen_providers(named: Sequence[str], settings: Sequence[str]) -> tuple[Provider, ...]:
    """Return the registries named in the call, else those of litreview.toml, else none."""
    return tuple(provider_of(name) for name in dict.fromkeys(named or settings))


def no_consent_message(sources: Sequence[Source]) -> str:
    """Return the message for a call without a registry: nothing was sent, what would be, and how to name one."""
    askable = [source for source in sources if not never_asked(source)]
    identified = sum(bool(source.doi or source.get("pmid") or source.get("openalex")) for source in askable)
    known = provider_names()
    return (
        "nothing was sent: no registry is named, and none is asked unless it is. Name one with --provider "
        f'({", ".join(known)}), or for good in litreview.toml:\n\n  [enrich]\n  providers = ["{known[0]}"]\n\n'
        f"It would then be sent the identifiers (DOI, PubMed or OpenAlex id) of up to {identified} of {len(sources)} sources, and nothing else; "
        f"of {len(askable) - identified} more their titles, with authors and year, if you add --by-title. "
        "`--dry-run` shows all of it and sends nothing."
    )


def preview(sources: Sequence[Source], options: EnrichOptions, stored: EnrichedFiles) -> tuple[Preview, ...]:
    """Return the queries for each registry; a later one gets only what earlier ones left open."""
    return tuple(_EnrichRun(sources, options, stored).preview(provider) for provider in options.providers)


def enrich(
    sources: Sequence[Source],
    options: EnrichOptions,
    stored: EnrichedFiles,
    client: RegistryClient,
    *,
    today: str,
) -> EnrichOutcome:
    """Query the registries about the sources, store their answers, and return the result.

    Each answer is on the disk before the next request; the files are written at the end, also when a person interrupts.
    """
    run = _EnrichRun(sources, options, stored)
    try:
        for _ in range(_ROUNDS):
            if not sum([run.ask_one(provider, client, today) for provider in options.providers]):
                break
        if "references" in options.what:
            for provider in options.providers:
                if "openalex" in provider.asks and "references" in provider.gives:
                    run.ask_cited(provider, client)
    finally:
        stored.write_files()
    for name, counts in run.counts.items():
        counts.requests = client.requests(name)
    return run.outcome()


class _EnrichRun:
    """One run of an enrichment: the sources with their gains, and the queries sent."""

    def __init__(self, sources: Sequence[Source], options: EnrichOptions, stored: EnrichedFiles) -> None:
        self.sources, self.options, self.stored = sources, options, stored
        self.judge = stages.duplicates.judge_hits
        self.counts: dict[str, Counts] = {one.name: Counts() for one in options.providers}
        self.problems: dict[tuple[str, str], Problem] = {}
        self.gains: Counter[str] = Counter()
        self.cited = 0
        self._queried: set[tuple[str, str, str]] = set()
        self._records: dict[str, list[Record]] = {}
        self._lost_answers: set[tuple[str, str, str, str]] = set()
        for entry in stored.entries():
            self._restore(entry)

    def _restore(self, entry: EnrichedEntry) -> None:
        """Load an answer of an earlier run; a work that is missing by now is queried again by its registry id."""
        if entry.result not in ("taken", "asked"):
            return
        work = self.stored.works(entry.provider).get(entry.id)
        if work is None:
            self._lost_answers.add(entry.about)
        elif entry.result == "taken" and (record := record_of(work, f"{entry.provider}.json")):
            self._records.setdefault(entry.source, []).append(record)

    def current_sources(self) -> list[Source]:
        """Return the sources with the fields gained so far."""
        sources = []
        lost = by_source(entry for entry in self.stored.entries() if entry.about in self._lost_answers)
        for source in self.sources:
            entries = lost.get(source.key, ()) if not self.options.refresh else ()
            doi = next(
                (known for one in entries if one.result == "taken" and (known := read_doi(one.id))), ""
            )
            identified = replace(source, doi=Doi(doi)) if doi and not source.doi else source
            sources.append(with_gains(identified, self._records.get(source.key, ())))
        return sources

    def questions(self, provider: Provider) -> Questions:
        """Return the queries left for a registry."""
        entries = () if self.options.refresh else self.stored.entries()
        known = by_source(entry for entry in entries if entry.about not in self._lost_answers)
        # with `refresh` queries rest on the sources as received
        sources = self.sources if self.options.refresh else self.current_sources()
        left = questions(
            sources, provider, what=self.options.what, by_title=self.options.by_title, known=known
        )
        queries = [q for q in left.queries if (q.source, provider.name, mark_of(q)) not in self._queried]
        if self.options.limit is not None:
            sent = sum(name == provider.name for _, name, _ in self._queried)
            queries = queries[: max(0, self.options.limit - sent)]
        return replace(left, queries=tuple(queries))

    def preview(self, provider: Provider) -> Preview:
        """Return the queries and requests for a registry."""
        left = self.questions(provider)
        requests = provider.requests(left.queries, self.options.what & provider.gives) if left.queries else ()
        return Preview(provider=provider, asked=left, requests=tuple(requests))

    def ask_one(self, provider: Provider, client: RegistryClient, today: str) -> int:
        """Send the queries left for a registry, and return their number."""
        queries = self.questions(provider).queries
        by_key = {source.key: source for source in self.current_sources()}
        answers = client.fetch(provider, queries, self.options.what & provider.gives) if queries else ()
        for answer in counted("asking registries", answers, len(queries)):
            source = by_key[answer.query.source]
            self._queried.add((source.key, provider.name, mark_of(answer.query)))
            entries, works = self._judge_answer(provider, source, answer, today)
            if entries:
                self.stored.store_answer(provider.name, entries, works)
        return len(queries)

    def _judge_answer(
        self, provider: Provider, source: Source, answer: Answer, today: str
    ) -> tuple[list[EnrichedEntry], tuple[Mapping[str, Any], ...]]:
        """Return the ledger entries of an answer, and the works to store."""
        counts, query = self.counts[provider.name].results, answer.query
        if answer.status == "failed":
            counts["failed"] += 1
            self.problems[provider.name, source.key] = self._failure_problem(provider, source, answer)
            return [], ()
        self.problems.pop((provider.name, source.key), None)
        what = tuple(sorted(self.options.what & provider.gives))
        base = EnrichedEntry(
            source=source.key, provider=provider.name, date=today, asked=mark_of(query), what=what
        )
        if not answer.works:
            counts["not-found"] += 1
            return [base], ()
        choice = choose(
            source, answer.works, self.judge, by_identifier=query.by != "title", path=f"{provider.name}.json"
        )
        counts[choice.result] += 1
        if choice.result == "none":
            return [replace(base, result="none")], ()
        return list(self._entries(base, source, choice)), choice.works

    def _entries(self, base: EnrichedEntry, source: Source, choice: WorkChoice) -> Iterator[EnrichedEntry]:
        for work, record in zip(choice.works, choice.records, strict=True):
            fields: tuple[str, ...] = ()
            if choice.result == "taken":
                fields = gained(source, record)
                self.gains.update(fields)
                self._records.setdefault(source.key, []).append(record)
            yield replace(base, id=identity(work), result=choice.result, fields=fields, hash=digest(work))

    def _failure_problem(self, provider: Provider, source: Source, answer: Answer) -> Problem:
        missing = sorted(self.options.what & provider.gives & what_is_missing(source))
        return problem(
            "LR690",
            source.where,
            key=source.key,
            title=provider.title,
            why=answer.why,
            missing=", ".join(missing),
        )

    def ask_cited(self, provider: Provider, client: RegistryClient) -> None:
        """Query authors, title and year of cited works outside the review, by their ids."""
        ids, in_library = self._cited_ids(provider)
        known = {_short_id(key) for key in self.stored.works(CITED)}
        queries = [
            Query(source=f"cited {name}", by="openalex", value=name)
            for name in ids
            if name not in in_library | known
        ]
        if self.options.limit is not None:
            queries = queries[: self.options.limit]
        answers = client.fetch(provider, queries, frozenset()) if queries else ()
        for answer in counted("asking registries", answers, len(queries)):
            if answer.status == "failed":
                self.counts[provider.name].results["failed"] += 1
            else:
                # a work that the registry lacks is stored by its id alone, and not queried again
                bare_work = {"id": f"https://openalex.org/{answer.query.value}"}
                works = [_minimal_work(work) for work in answer.works] or [bare_work]
                self.cited += sum(bool(work.get("title")) for work in works)
                self.stored.store_answer(CITED, (), works)

    def _cited_ids(self, provider: Provider) -> tuple[list[str], set[str]]:
        works = self.stored.works(provider.name).values()
        cited = {
            _short_id(str(cited_id)) for work in works for cited_id in list_of(work.get("referenced_works"))
        }
        # valid ids only: somebody else may have written the file
        return sorted(filter(_OPENALEX_ID.fullmatch, cited)), {
            _short_id(str(work.get("id"))) for work in works
        }

    def outcome(self) -> EnrichOutcome:
        sources = [source for source in self.current_sources() if not never_asked(source)]
        status_known = {
            entry.source
            for entry in self.stored.entries()
            if "status" in entry.what and entry.result == "taken"
        }
        missing = Counter(
            each
            for source in sources
            for each in what_is_missing(source) & self.options.what
            if each != "status" or source.key not in status_known
        )
        return EnrichOutcome(
            counts=self.counts,
            gained=dict(sorted(self.gains.items())),
            missing={each: missing[each] for each in WHAT if each in self.options.what},
            problems=(*self.stored.problems, *self.problems.values()),
            cited=self.cited,
        )


_OPENALEX_ID = re.compile(r"W[0-9]{1,15}")
_OF_CITED = ("id", "doi", "title", "display_name", "publication_year", "type")


def _minimal_work(work: Mapping[str, Any]) -> dict[str, Any]:
    """Return an OpenAlex work reduced to authors, title, year and DOI."""
    people = [one.get("author") for one in list_of(work.get("authorships")) if isinstance(one, dict)]
    names = [
        {"author": {"display_name": one["display_name"]}}
        for one in people
        if isinstance(one, dict) and one.get("display_name")
    ]
    fields = {name: work[name] for name in _OF_CITED if work.get(name)}
    return {**fields, **({"authorships": names} if names else {})}


def _short_id(identity_: str) -> str:
    return identity_.rstrip("/").rsplit("/", 1)[-1]


class NetworkClient:
    """Sends queries over the network, and counts the requests."""

    def __init__(
        self,
        reached: Mapping[str, Access],
        cache: ResponseCache,
        *,
        refresh: bool,
        shield: Shield | None = None,
    ) -> None:
        self._reached, self._cache, self._refresh = reached, cache, refresh
        self._shield = shield or Shield()
        self._sent: Counter[str] = Counter()

    def fetch(self, provider: Provider, queries: Sequence[Query], what: frozenset[What]) -> Iterable[Answer]:
        """Yield the answer to each query as it comes."""

        def count(_: object) -> None:
            self._sent[provider.name] += 1

        access_to = self._reached[provider.name]
        # with a shield no unredacted answer is cached
        cache = None if self._shield else self._cache
        answers = query_provider(
            provider, queries, what, access_to, cache=cache, refresh=self._refresh, on_request=count
        )
        return (shielded(self._shield, answer, people=True) for answer in answers)

    def requests(self, name: str) -> int:
        """Return the number of requests sent to a registry."""
        return self._sent[name]


def access_by_registry(providers: Iterable[Provider], urls: Mapping[str, str]) -> dict[str, Access]:
    """Return address, key and limits of each registry; `urls` are those of a review's settings."""
    return {one.name: access(one, urls.get(one.name, "")) for one in providers}


def host(reached: Access) -> str:
    """Return the host that requests go to."""
    return urlsplit(reached.url).netloc


@contextmanager
def network_client(
    reached: Mapping[str, Access], *, refresh: bool, shield: Shield | None = None
) -> Iterator[NetworkClient]:
    """Yield a client for registries, with earlier answers from the user's cache folder."""
    with ResponseCache(cache_folder()) as cache:
        yield NetworkClient(reached, cache, refresh=refresh, shield=shield)

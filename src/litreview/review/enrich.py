"""Asking registries about the sources of a review, once they are named: who is asked what, what comes back, and what is still missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast, get_args
from urllib.parse import urlsplit

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Doi, Problem, Record, Source
from litreview.core.problems import problem
from litreview.core.progress import counted
from litreview.core.text import doi as read_doi
from litreview.providers import NAMES, Access, Answer, Provider, Query, Request, What, provider as provider_of
from litreview.providers.connection import access
from litreview.providers.response_cache import ResponseCache, cache_folder
from litreview.providers.transport import ask
from litreview.review.enriched_files import EnrichedFiles
from litreview.review.name_shield import Shield, shielded
from litreview.stages.enrichment import (
    Choice,
    Entry,
    Questions,
    by_source,
    choose,
    digest,
    gained,
    identity,
    mark_of,
    never_asked,
    questions,
    record_of,
    what_is_missing,
    with_gains,
)

WHAT: tuple[What, ...] = get_args(What)
_ROUNDS = 3
"""Rounds of asking: an identifier that one registry gives is what another can be asked by; a third round finds nothing new."""
CITED = "openalex-cited"
"""The file of works that are cited and not held, with nothing but who, what, when and DOI."""


class RegistryClient(Protocol):
    """Who asks registries over the network."""

    def fetch_answers(
        self, provider: Provider, queries: Sequence[Query], what: frozenset[What]
    ) -> Iterable[Answer]:
        """Yield the answer to each query as it comes: one that could not be had is `failed`, and nothing is raised."""
        ...

    def requests(self, name: str) -> int:
        """Return how many requests were sent to a registry so far."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichOptions:
    """What is to be asked, of whom: `what`; whether titles may be sent; of how many sources at most; whether what was asked is asked anew."""

    providers: tuple[Provider, ...]
    what: frozenset[What] = frozenset(WHAT)
    by_title: bool = False
    limit: int | None = None
    refresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one registry would be asked: the queries, in which requests, and of whom it is not asked, each with a word of `LEFT`."""

    provider: Provider
    asked: Questions
    requests: tuple[Request, ...]

    @property
    def titles(self) -> int:
        """How many titles would be sent."""
        return sum(query.by == "title" for query in self.asked.queries)


@dataclass(slots=True, kw_only=True)
class Counts:
    """What one registry answered: by how many requests, and on how many sources what (a word of `Entry.result`, or `failed`)."""

    requests: int = 0
    results: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichOutcome:
    """What came of asking: by registry; what sources gained; what is still missing, in sources that may be asked about; what failed."""

    counts: Mapping[str, Counts]
    gained: Mapping[str, int]
    missing: Mapping[str, int]
    problems: tuple[Problem, ...]
    cited: int = 0


def parse_what(text: str) -> frozenset[What]:
    """Return what `--what` names. `UsageError`, with the word that is near, for what nobody gives.

    >>> sorted(parse_what("ids, abstracts"))
    ['abstracts', 'ids']
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in WHAT:
            raise UsageError(f"--what '{name}'; of {', '.join(WHAT)}{near_miss(name, WHAT)}")
    return frozenset(cast("list[What]", names)) or frozenset(WHAT)


def chosen_providers(named: Sequence[str], settings: Sequence[str]) -> tuple[Provider, ...]:
    """Return the registries that may be asked: those named in the call, else those of litreview.toml; none if neither names one."""
    return tuple(provider_of(name) for name in dict.fromkeys(named or settings))


def no_consent_message(sources: Sequence[Source]) -> str:
    """Return what to say where no registry is named: nothing was sent, what would be, and how to name one."""
    asked = [source for source in sources if not never_asked(source)]
    known = sum(bool(source.doi or source.get("pmid") or source.get("openalex")) for source in asked)
    return (
        "nothing was sent: no registry is named, and none is asked unless it is. Name one with --provider "
        f'({", ".join(NAMES)}), or for good in litreview.toml:\n\n  [enrich]\n  providers = ["{NAMES[0]}"]\n\n'
        f"It would then be sent the identifiers (DOI, PubMed or OpenAlex id) of up to {known} of {len(sources)} sources, and nothing else; "
        f"of {len(asked) - known} more their titles, with authors and year, if you add --by-title. "
        "`--dry-run` shows all of it and sends nothing."
    )


def preview(sources: Sequence[Source], wanted: EnrichOptions, kept: EnrichedFiles) -> tuple[Preview, ...]:
    """Return what each registry would be asked now. Of several, a later one is asked only what the earlier did not say."""
    return tuple(_EnrichRun(sources, wanted, kept).preview(provider) for provider in wanted.providers)


def enrich(
    sources: Sequence[Source],
    wanted: EnrichOptions,
    kept: EnrichedFiles,
    client: RegistryClient,
    *,
    today: str,
) -> EnrichOutcome:
    """Ask the registries about the sources, keep what they say, and return what came of it.

    Each answer is on the disk before the next request; the files are written at the end, also where a person breaks off.
    """
    asking = _EnrichRun(sources, wanted, kept)
    try:
        for _ in range(_ROUNDS):
            if not sum([asking.ask_one(provider, client, today) for provider in wanted.providers]):
                break
        if "references" in wanted.what:
            for provider in wanted.providers:
                if "openalex" in provider.asks and "references" in provider.gives:
                    asking.ask_cited(provider, client)
    finally:
        kept.write_files()
    for name, counts in asking.counts.items():
        counts.requests = client.requests(name)
    return asking.outcome()


class _EnrichRun:
    """One run: the sources with what they gained so far, and what was asked in it."""

    def __init__(self, sources: Sequence[Source], wanted: EnrichOptions, kept: EnrichedFiles) -> None:
        from litreview.stages.duplicates import judge_hits

        self.sources, self.wanted, self.kept = sources, wanted, kept
        self.judge = judge_hits
        self.counts: dict[str, Counts] = {one.name: Counts() for one in wanted.providers}
        self.problems: dict[tuple[str, str], Problem] = {}
        self.gains: Counter[str] = Counter()
        self.cited = 0
        self._queried: set[tuple[str, str, str]] = set()
        self._records: dict[str, list[Record]] = {}
        self._lost_answers: set[tuple[str, str, str, str]] = set()
        for entry in kept.entries():
            self._restore(entry)

    def _restore(self, entry: Entry) -> None:
        """Take up what an earlier run was answered; what is not there any more is asked again, by what the registry called it."""
        if entry.result not in ("taken", "asked"):
            return
        work = self.kept.works(entry.provider).get(entry.id)
        if work is None:
            self._lost_answers.add(entry.about)
        elif entry.result == "taken" and (record := record_of(work, f"{entry.provider}.json")):
            self._records.setdefault(entry.source, []).append(record)

    def current_sources(self) -> list[Source]:
        """Return the sources with what they gained so far."""
        found = []
        lost = by_source(entry for entry in self.kept.entries() if entry.about in self._lost_answers)
        for source in self.sources:
            names = lost.get(source.key, ()) if not self.wanted.refresh else ()
            doi = next((known for one in names if one.result == "taken" and (known := read_doi(one.id))), "")
            named = replace(source, doi=Doi(doi)) if doi and not source.doi else source
            found.append(with_gains(named, self._records.get(source.key, ())))
        return found

    def questions(self, provider: Provider) -> Questions:
        """Return what is left to ask of a registry."""
        known = {} if self.wanted.refresh else self._known()
        # what is asked anew is asked on what was received
        sources = self.sources if self.wanted.refresh else self.current_sources()
        found = questions(
            sources, provider, what=self.wanted.what, by_title=self.wanted.by_title, known=known
        )
        queries = [q for q in found.queries if (q.source, provider.name, mark_of(q)) not in self._queried]
        if self.wanted.limit is not None:
            spent = sum(name == provider.name for _, name, _ in self._queried)
            queries = queries[: max(0, self.wanted.limit - spent)]
        return replace(found, queries=tuple(queries))

    def _known(self) -> Mapping[str, tuple[Entry, ...]]:
        return by_source(entry for entry in self.kept.entries() if entry.about not in self._lost_answers)

    def preview(self, provider: Provider) -> Preview:
        """Return what a registry would be asked now."""
        found = self.questions(provider)
        requests = (
            provider.requests(found.queries, self.wanted.what & provider.gives) if found.queries else ()
        )
        return Preview(provider=provider, asked=found, requests=tuple(requests))

    def ask_one(self, provider: Provider, client: RegistryClient, today: str) -> int:
        """Ask a registry what is left to ask of it, and return how many queries that were."""
        queries = self.questions(provider).queries
        by_key = {source.key: source for source in self.current_sources()}
        answers = (
            client.fetch_answers(provider, queries, self.wanted.what & provider.gives) if queries else ()
        )
        for answer in counted("asking registries", answers, len(queries)):
            source = by_key[answer.query.source]
            self._queried.add((source.key, provider.name, mark_of(answer.query)))
            entries, works = self._judge_answer(provider, source, answer, today)
            if entries:
                self.kept.store_answer(provider.name, entries, works)
        return len(queries)

    def _judge_answer(
        self, provider: Provider, source: Source, answer: Answer, today: str
    ) -> tuple[list[Entry], tuple[Mapping[str, Any], ...]]:
        """Return what the ledger says of an answer, and the works that are kept."""
        counts, query = self.counts[provider.name].results, answer.query
        if answer.status == "failed":
            counts["failed"] += 1
            self.problems[provider.name, source.key] = self._failure_problem(provider, source, answer)
            return [], ()
        self.problems.pop((provider.name, source.key), None)
        what = tuple(sorted(self.wanted.what & provider.gives))
        base = Entry(source=source.key, provider=provider.name, date=today, asked=mark_of(query), what=what)
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

    def _entries(self, base: Entry, source: Source, choice: Choice) -> Iterator[Entry]:
        for work, record in zip(choice.works, choice.records, strict=True):
            fields: tuple[str, ...] = ()
            if choice.result == "taken":
                fields = gained(source, record)
                self.gains.update(fields)
                self._records.setdefault(source.key, []).append(record)
            yield replace(base, id=identity(work), result=choice.result, fields=fields, hash=digest(work))

    def _failure_problem(self, provider: Provider, source: Source, answer: Answer) -> Problem:
        missing = sorted(self.wanted.what & provider.gives & what_is_missing(source))
        return problem(
            "LR690",
            source.where,
            key=source.key,
            title=provider.title,
            why=answer.why,
            missing=", ".join(missing),
        )

    def ask_cited(self, provider: Provider, client: RegistryClient) -> None:
        """Ask who wrote what when of the works that are cited and not held, by the ids under which they are cited."""
        ids, held = self._cited_ids(provider)
        known = {_short_id(key) for key in self.kept.works(CITED)}
        queries = [
            Query(source=f"cited {name}", by="openalex", value=name)
            for name in ids
            if name not in held | known
        ]
        if self.wanted.limit is not None:
            queries = queries[: self.wanted.limit]
        answers = client.fetch_answers(provider, queries, frozenset()) if queries else ()
        for answer in counted("asking registries", answers, len(queries)):
            if answer.status == "failed":
                self.counts[provider.name].results["failed"] += 1
            else:
                # what the registry has not is kept by its id alone, and not asked for again
                nothing = {"id": f"https://openalex.org/{answer.query.value}"}
                works = [_minimal_work(work) for work in answer.works] or [nothing]
                self.cited += sum(bool(work.get("title")) for work in works)
                self.kept.store_answer(CITED, (), works)

    def _cited_ids(self, provider: Provider) -> tuple[list[str], set[str]]:
        works = self.kept.works(provider.name).values()
        cited = {_short_id(str(each)) for work in works for each in _as_list(work.get("referenced_works"))}
        # an id and nothing else: the file may come from somebody else
        return sorted(filter(_OPENALEX_ID.fullmatch, cited)), {
            _short_id(str(work.get("id"))) for work in works
        }

    def outcome(self) -> EnrichOutcome:
        current_sources = [source for source in self.current_sources() if not never_asked(source)]
        asked = {
            entry.source
            for entry in self.kept.entries()
            if "status" in entry.what and entry.result == "taken"
        }
        missing = Counter(
            each
            for source in current_sources
            for each in what_is_missing(source) & self.wanted.what
            if each != "status" or source.key not in asked
        )
        return EnrichOutcome(
            counts=self.counts,
            gained=dict(sorted(self.gains.items())),
            missing={each: missing[each] for each in WHAT if each in self.wanted.what},
            problems=(*self.kept.problems, *self.problems.values()),
            cited=self.cited,
        )


_OPENALEX_ID = re.compile(r"W[0-9]{1,15}")
_OF_CITED = ("id", "doi", "title", "display_name", "publication_year", "type")


def _minimal_work(work: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work of OpenAlex with who, what, when and DOI, and no more."""
    people = [one.get("author") for one in _as_list(work.get("authorships")) if isinstance(one, dict)]
    names = [
        {"author": {"display_name": one["display_name"]}}
        for one in people
        if isinstance(one, dict) and one.get("display_name")
    ]
    found = {name: work[name] for name in _OF_CITED if work.get(name)}
    return {**found, **({"authorships": names} if names else {})}


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _short_id(identity_: str) -> str:
    return identity_.rstrip("/").rsplit("/", 1)[-1]


class NetworkClient:
    """Asks registries over the network, and counts the requests."""

    def __init__(
        self,
        reached: Mapping[str, Access],
        kept: ResponseCache,
        *,
        refresh: bool,
        shield: Shield | None = None,
    ) -> None:
        self._reached, self._kept, self._refresh = reached, kept, refresh
        self._shield = shield or Shield()
        self._sent: Counter[str] = Counter()

    def fetch_answers(
        self, provider: Provider, queries: Sequence[Query], what: frozenset[What]
    ) -> Iterable[Answer]:
        """Yield the answer to each query as it comes."""

        def count(_: object) -> None:
            self._sent[provider.name] += 1

        reached = self._reached[provider.name]
        # behind a shield no answer is kept as it came
        kept = None if self._shield else self._kept
        found = ask(provider, queries, what, reached, kept=kept, refresh=self._refresh, on_request=count)
        return (shielded(self._shield, answer, people=True) for answer in found)

    def requests(self, name: str) -> int:
        """Return how many requests were sent to a registry."""
        return self._sent[name]


def access_by_registry(providers: Iterable[Provider], urls: Mapping[str, str]) -> dict[str, Access]:
    """Return how each registry is reached; `urls` are what a review's settings say."""
    return {one.name: access(one, urls.get(one.name, "")) for one in providers}


def host(reached: Access) -> str:
    """Return the machine that requests go to."""
    return urlsplit(reached.url).netloc


@contextmanager
def network_client(
    reached: Mapping[str, Access], *, refresh: bool, shield: Shield | None = None
) -> Iterator[NetworkClient]:
    """Yield who asks the registries; what they said before is in the user's cache folder."""
    with ResponseCache(cache_folder()) as kept:
        yield NetworkClient(reached, kept, refresh=refresh, shield=shield)

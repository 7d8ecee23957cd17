"""Verification of a review's sources: whether each exists as described, with verdicts and Problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from litreview.core.containers import TypedTuple
from litreview.core.model import Doi, Library, Problem, Record, Source
from litreview.core.problems import problem
from litreview.core.progress import counted
from litreview.core.results.verification import Contradiction, Verified
from litreview.providers import Provider, Query, What
from litreview.review.enrich import Preview, RegistryClient
from litreview.review.session import Review
from litreview.stages.checks.record_problems import field_where
from litreview.stages.duplicates import dedupe, judge_hits
from litreview.stages.enrichment import record_of
from litreview.stages.enrichment.registry_queries import Questions, questions
from litreview.stages.evidence import find_reach, registry_notices
from litreview.stages.verification import RegistryReply, verify_sources
from litreview.stages.verification.comparison import REGISTERED_YEARS
from litreview.works.notices import describe_notice


def verify(
    held: Review | Library | Sequence[Source],
    replies: Iterable[RegistryReply] = (),
    *,
    today: date | None = None,
) -> tuple[Verified, ...]:
    """Return a verdict for each source of a review or library: whether it exists as described.

    Without `replies` of registries an entry is checked for impossible data alone. `today`: the reference date, by default the
    current one. This function sends no query, and does not inspect confidential sources.
    """
    # a review's sources as received: a registry would confirm the fields that it filled in itself
    if isinstance(held, Library):
        sources: Sequence[Source] = dedupe(held).sources
    else:
        sources = held.received.sources if isinstance(held, Review) else held
    verified = verify_sources(sources, replies, judge=judge_hits, today=today or datetime.now(UTC).date())
    elsewhere = _notices_of_others(sources)
    return TypedTuple(
        (
            _with_field_lines(
                replace(result, notices=(*result.notices, *elsewhere.get(result.source, ()))), source
            )
            for result, source in zip(verified, sources, strict=True)
        ),
        Verified,
    )


def _notices_of_others(sources: Sequence[Source]) -> dict[str, tuple[str, ...]]:
    """Return for each source the notices on it that are themselves records here: a retraction, with its `update-to`."""
    notices = registry_notices((record for source in sources for record in source.records), {})
    on_others = [one for one in notices if one.on_another]
    return {
        reach.source: tuple(
            describe_notice(one.nature, one.notice_doi and f"doi:{one.notice_doi}", str(one.where))
            for one in reach.notices
        )
        for reach in find_reach(sources, on_others)
    }


def ask_registries(
    sources: Sequence[Source],
    providers: Sequence[Provider],
    client: RegistryClient,
    *,
    by_title: bool = False,
    today: date | None = None,
) -> tuple[RegistryReply, ...]:
    """Return the replies of registries on sources, queried by identifier, then by the titles of unconfirmed ones if allowed.

    No query concerns a source that must not be queried (`enrichment.never_asked`), or that an earlier registry confirmed.
    """
    replies: list[RegistryReply] = []
    left = [source for source in sources if not source.confidential]
    for as_titles in (False, True) if by_title else (False,):
        for provider in providers:
            replies += _replies(
                [_without_numbers(source) if as_titles else source for source in left],
                provider,
                client,
                by_title=as_titles,
            )
            confirmed = {
                one.source for one in verify(left, replies, today=today) if one.verdict == "confirmed"
            }
            left = [source for source in left if source.key not in confirmed]
    return tuple(replies)


def preview_verification(
    sources: Sequence[Source], providers: Sequence[Provider], *, by_title: bool
) -> tuple[Preview, ...]:
    """Return the most queries that each registry would get: identifiers, and the titles of all sources that may be queried.

    A run sends fewer: titles only for sources without a confirmed identifier, and only what earlier registries left open.
    """
    previews = []
    for provider in providers:
        numbers = questions(sources, provider, what=_ASKED)
        without_numbers = [_without_numbers(source) for source in sources if not source.confidential]
        titles = _queries(without_numbers, provider, by_title=True) if by_title else ()
        queried = {query.source for query in titles}
        left_out = tuple((key, why) for key, why in numbers.left if key not in queried)
        all_queries = Questions(queries=(*numbers.queries, *titles), left=left_out)
        requests = tuple(provider.requests(all_queries.queries, _ASKED & provider.gives))
        previews.append(Preview(provider=provider, asked=all_queries, requests=requests))
    return tuple(previews)


_ASKED: frozenset[What] = frozenset({"ids", "status"})
_IDENTIFIERS = ("doi", "pmid", "openalex", "openalex-id", "arxiv", "eprint", "isbn")


def _without_numbers(source: Source) -> Source:
    """Return a source without identifiers, so that its query uses the title."""
    fields = {name: value for name, value in source.fields.items() if name not in _IDENTIFIERS}
    return replace(source, doi=Doi(""), fields=fields)


def _queries(sources: Sequence[Source], provider: Provider, *, by_title: bool) -> tuple[Query, ...]:
    """Return the queries on sources; a title goes alone, since names and year may belong to another work."""
    queries = questions(sources, provider, what=_ASKED, by_title=by_title).queries
    return tuple(replace(one, authors=(), year=None, container="") for one in queries)


def _replies(
    sources: Sequence[Source], provider: Provider, client: RegistryClient, *, by_title: bool
) -> Iterator[RegistryReply]:
    queries = _queries(sources, provider, by_title=by_title)
    answers = client.fetch(provider, queries, _ASKED & provider.gives) if queries else ()
    for answer in counted("asking registries", answers, len(queries)):
        works = (_with_years(record_of(work, f"{provider.name}.json"), work) for work in answer.works)
        yield RegistryReply(
            source=answer.query.source,
            registry=provider.name,
            by=answer.query.by,
            value=answer.query.value,
            works=tuple(work for work in works if work is not None),
            failed=answer.status == "failed",
            why=answer.why,
        )


def _with_years(record: Record | None, work: Mapping[str, Any]) -> Record | None:
    """Return a record with all the years that Crossref gives: online in one, in print in the next."""
    names = ("issued", "published-print", "published-online")
    dates = (work[name] for name in names if isinstance(work.get(name), Mapping))
    years = {part for date in dates for part in re.findall(r"\b\d{4}\b", str(date.get("date-parts")))}
    if record is None or len(years) < 2:
        return record
    return replace(record, fields={**record.fields, REGISTERED_YEARS: " ".join(sorted(years))})


def _with_field_lines(verified: Verified, source: Source) -> Verified:
    """Return a verdict whose contradictions point to the lines of their fields."""
    records = {record.where: record for record in source.records}

    def placed(one: Contradiction) -> Contradiction:
        record = records.get(one.where)
        return replace(one, where=field_where(record, one.field)) if record else one

    return replace(verified, contradictions=tuple(map(placed, verified.contradictions)))


_VERDICT_PROBLEMS = {"not-found": "LR752", "unknown-identifier": "LR755", "partly": "LR756"}


def verification_problems(results: Sequence[Verified]) -> Iterator[tuple[Problem, str]]:
    """Yield a Problem for each contradiction, difference and missing work, with its rule or `""`."""
    for result in results:
        for contradiction in result.contradictions:
            yield (
                problem(
                    "LR750",
                    contradiction.where,
                    key=result.source,
                    says=contradiction.says,
                    registry=f" ({contradiction.registry})" if contradiction.registry else "",
                ),
                contradiction.rule,
            )
        if result.verdict == "differs":
            parts = (
                f"{d.field} '{d.ours}', {d.registry} has '{d.theirs}'"
                for d in result.differences
                if not d.slight
            )
            yield (
                problem("LR751", result.where, key=result.source, differences="; ".join(parts) or result.why),
                "",
            )
        if code := _VERDICT_PROBLEMS.get(result.verdict):
            yield (problem(code, result.where, key=result.source, why=result.why), "")
        for why in result.failed:
            yield (problem("LR754", result.where, key=result.source, why=why), "")
        for notice in result.notices:
            yield (problem("LR753", result.where, key=result.source, notice=notice), "")

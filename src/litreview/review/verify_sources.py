"""Asking of each source of a review whether it exists as it is described: the verdicts, and the Problems that they are told by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from litreview.core.containers import TypedTuple
from litreview.core.model import Doi, Library, Problem, Source
from litreview.core.problems import problem
from litreview.core.progress import counted
from litreview.core.results.verification import Contradiction, Verified
from litreview.providers import Provider, Query, What
from litreview.review.enrich import Preview, RegistryClient
from litreview.review.session import Review
from litreview.stages.checks.report import field_where
from litreview.stages.duplicates import dedupe, judge_hits
from litreview.stages.enrichment import Questions, questions, record_of
from litreview.stages.verification import Reply, verify_sources


def verify(
    held: Review | Library | Sequence[Source], replies: Iterable[Reply] = (), *, today: date | None = None
) -> tuple[Verified, ...]:
    """Return what is known of each source of a review or a library: whether it exists as it is described.

    Without `replies` of registries it is judged by itself: an entry may say what can't be. `today` is the day as of which, by default the
    present. No registry is asked here, and a confidential source is not looked into.
    """
    # of a review what was received: what a registry filled in would be confirmed by that registry
    if isinstance(held, Library):
        sources: Sequence[Source] = dedupe(held).sources
    else:
        sources = held.received.sources if isinstance(held, Review) else held
    found = verify_sources(sources, replies, judge=judge_hits, today=today or datetime.now(UTC).date())
    return TypedTuple(
        (_with_field_lines(one, source) for one, source in zip(found, sources, strict=True)), Verified
    )


def ask_registries(
    sources: Sequence[Source],
    providers: Sequence[Provider],
    client: RegistryClient,
    *,
    by_title: bool = False,
    today: date | None = None,
) -> tuple[Reply, ...]:
    """Return what registries reply on sources: to the number of each, then, if titles may be sent, to the title of what is not confirmed.

    Nobody is asked about what is never asked about (`enrichment.never_asked`), and a registry about no source that one before it confirmed.
    """
    replies: list[Reply] = []
    open_ = [source for source in sources if not source.confidential]
    for bare in (False, True) if by_title else (False,):
        for provider in providers:
            replies += _replies(
                [_without_numbers(source) if bare else source for source in open_],
                provider,
                client,
                by_title=bare,
            )
            confirmed = {
                one.source for one in verify(open_, replies, today=today) if one.verdict == "confirmed"
            }
            open_ = [source for source in open_ if source.key not in confirmed]
    return tuple(replies)


def preview_verification(
    sources: Sequence[Source], providers: Sequence[Provider], *, by_title: bool
) -> tuple[Preview, ...]:
    """Return what each registry would be asked at most: the numbers of sources, and the titles of all that may be asked about.

    Titles are sent only of sources that no number confirmed, and a registry is asked only what those before it left open.
    """
    found = []
    for provider in providers:
        numbers = questions(sources, provider, what=_ASKED)
        bare = [_without_numbers(source) for source in sources if not source.confidential]
        titles = _queries(bare, provider, by_title=True) if by_title else ()
        sent = {query.source for query in titles}
        left = tuple((key, why) for key, why in numbers.left if key not in sent)
        asked = Questions(queries=(*numbers.queries, *titles), left=left)
        requests = tuple(provider.requests(asked.queries, _ASKED & provider.gives))
        found.append(Preview(provider=provider, asked=asked, requests=requests))
    return tuple(found)


_ASKED: frozenset[What] = frozenset({"ids", "status"})
_IDENTIFIERS = ("doi", "pmid", "openalex", "openalex-id", "arxiv", "eprint", "isbn")


def _without_numbers(source: Source) -> Source:
    """Return a source without its numbers, so that it is asked about by its title."""
    fields = {name: value for name, value in source.fields.items() if name not in _IDENTIFIERS}
    return replace(source, doi=Doi(""), fields=fields)


def _queries(sources: Sequence[Source], provider: Provider, *, by_title: bool) -> tuple[Query, ...]:
    """Return what is asked of a registry on sources: a title goes alone, for names and year may be those of another work."""
    asked = questions(sources, provider, what=_ASKED, by_title=by_title).queries
    return tuple(replace(one, authors=(), year=None, container="") for one in asked)


def _replies(
    sources: Sequence[Source], provider: Provider, client: RegistryClient, *, by_title: bool
) -> Iterator[Reply]:
    queries = _queries(sources, provider, by_title=by_title)
    answers = client.fetch_answers(provider, queries, _ASKED & provider.gives) if queries else ()
    for answer in counted("asking registries", answers, len(queries)):
        works = (record_of(work, f"{provider.name}.json") for work in answer.works)
        yield Reply(
            source=answer.query.source,
            registry=provider.name,
            by=answer.query.by,
            value=answer.query.value,
            works=tuple(work for work in works if work is not None),
            failed=answer.status == "failed",
            why=answer.why,
        )


def _with_field_lines(one: Verified, source: Source) -> Verified:
    """Return what is known of a source with its contradictions on the lines of the fields that they rest on."""
    records = {record.where: record for record in source.records}

    def placed(said: Contradiction) -> Contradiction:
        record = records.get(said.where)
        return replace(said, where=field_where(record, said.field)) if record else said

    return replace(one, contradictions=tuple(map(placed, one.contradictions)))


def verification_problems(found: Sequence[Verified]) -> Iterator[tuple[Problem, str]]:
    """Yield a Problem for each contradiction, for what differs and for what was not found, with the rule that gave it, "" if none."""
    for one in found:
        for said in one.contradictions:
            yield (
                problem(
                    "LR750",
                    said.where,
                    key=one.source,
                    says=said.says,
                    registry=f" ({said.registry})" if said.registry else "",
                ),
                said.rule,
            )
        if one.verdict == "differs":
            told = (
                f"{d.field} '{d.ours}', {d.registry} has '{d.theirs}'"
                for d in one.differences
                if not d.slight
            )
            yield (
                problem("LR751", one.where, key=one.source, differences="; ".join(told) or one.why),
                "",
            )
        if one.verdict == "not-found":
            yield (
                problem("LR752", one.where, key=one.source, why=one.why),
                "",
            )
        for why in one.failed:
            yield (
                problem("LR754", one.where, key=one.source, why=why),
                "",
            )
        for notice in one.notices:
            yield (
                problem("LR753", one.where, key=one.source, notice=notice),
                "",
            )

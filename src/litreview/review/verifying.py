"""Asking of each source of a review whether it exists as it is described: the verdicts, and the Problems that they are told by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from litreview.checks.report import field_where
from litreview.duplicates import dedupe
from litreview.linkage import RecordColumns
from litreview.model import Library, Problem, Source, Verdict
from litreview.results.verification import Contradiction, Verified
from litreview.review.stages import Review
from litreview.verification import Reply, verify_sources


def verify(
    held: Review | Library, replies: Iterable[Reply] = (), *, today: date | None = None
) -> tuple[Verified, ...]:
    """Return what is known of each source of a review or a library: whether it exists as it is described.

    Without `replies` of registries it is judged by itself: an entry may say what can't be. `today` is the day as of which, by default the
    present. No registry is asked here, and a confidential source is not looked into.
    """
    sources = held.sources if isinstance(held, Review) else dedupe(held).sources
    day = today or datetime.now(UTC).date()
    found = verify_sources(sources, replies, judge=_judged, today=day)
    return tuple(_placed(one, source) for one, source in zip(found, sources, strict=True))


def _judged(a: RecordColumns, b: RecordColumns, likeness: float) -> Verdict:
    from litreview.duplicates import judge

    # a preprint and its article are one work here: what is asked is whether there is such a work
    return judge(a, b, likeness, "same").verdict


def _placed(one: Verified, source: Source) -> Verified:
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
                Problem(
                    where=said.where,
                    code="LR750",
                    level="error",
                    key=one.source,
                    message=f"'{one.source}': {said.says}" + (f" ({said.registry})" if said.registry else ""),
                    remedy="look the work up; if there is none like it, take the entry out and ask where it came from",
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
                Problem(
                    where=one.where,
                    code="LR751",
                    level="warning",
                    key=one.source,
                    message=f"'{one.source}' is registered otherwise: {'; '.join(told) or one.why}",
                    remedy="look at the work itself, and correct the side that is wrong",
                ),
                "",
            )
        if one.verdict == "not-found":
            yield (
                Problem(
                    where=one.where,
                    code="LR752",
                    level="info",
                    key=one.source,
                    message=f"'{one.source}' was not found where it should be ({one.why})",
                    remedy="look for it where it appeared; a slip in title or number hides a work from a registry",
                ),
                "",
            )
        for notice in one.notices:
            yield (
                Problem(
                    where=one.where,
                    code="LR753",
                    level="warning",
                    key=one.source,
                    message=f"'{one.source}': {notice}",
                    remedy="read the notice, and say in the review what the source still counts for",
                ),
                "",
            )

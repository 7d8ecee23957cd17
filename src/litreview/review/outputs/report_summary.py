"""What the report shows of a review: the values of its stages, put together once for the page and the document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from litreview.core.containers import grouped
from litreview.core.model import Source
from litreview.core.results.assessment import GoalStates
from litreview.core.results.coverage import StanceCount, short_count
from litreview.core.results.screening_flow import STREAMS, Status
from litreview.judgements.agreement import shared_agreement, shown_agreement
from litreview.pages.report import ReportSummary
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import describe_flow, fill_checklists
from litreview.stages.evidence import count_notes, count_stances

if TYPE_CHECKING:
    from litreview.review.session import Review

_PERIOD = 5
OPERATIONS = "operations"
"""The code whose count is the headline of the report, where the codebook has it."""


def collect_report(review: Review) -> ReportSummary:
    """Return what both forms of the report show; who made it, Problems and what concerns the team is added by those who write it."""
    included = {source.key for source in review.included}
    by_stream: dict[str, list[Source]] = {name: [] for name in STREAMS}
    for source in review.included:
        by_stream[review.standing.streams[source.key]].append(source)
    literature = by_stream.pop("literature")
    pending = review.standing.pending
    waiting = [s for s in review.candidates if s.key in pending]
    methods = describe_methods(review)
    return ReportSummary(
        title=review.settings.title or "Literature review",
        question=review.settings.question,
        studied=_studied(review),
        flow=review.flow,
        diagram=describe_flow(review),
        evidence_map=review.evidence_map,
        sources=review.sources,
        stances=_stances(review, literature),
        stances_beside={name: _stances(review, sources) for name, sources in by_stream.items() if sources},
        evidence=count_notes([n for n in review.evidence if n.source in included], review.codebook),
        provisional=_stances(review, waiting) if waiting else (),
        standing=review.standing.sentence,
        searches=review.settings.searches,
        overlap=review.overlap,
        findings=review.findings.findings,
        recommendations=review.findings.recommendations,
        footings=review.footings,
        stressed=review.stressed,
        echoes=review.echoes,
        families=review.families,
        reaches=review.reaches,
        manuscript=review.manuscript,
        requests=review.requests,
        codings=review.codings,
        quotes=review.quotes,
        assessment=review.stage_value("assessment"),
        methods=methods,
        goals=_goal_states(review),
        years=_years(review),
        years_heads=("Published", "Sources", *(label for _, label in _goals(review))),
        agreement=shared_agreement(
            shown_agreement(review.agreement, review.stage_value("open_rounds")), review.codebook
        ),
        excluded=_excluded(review),
        checklists=fill_checklists(review, methods),
        corrected=review.corrections,
    )


def _studied(review: Review) -> str:
    """Return in a sentence how many works of the literature study operations, `""` where the codebook has no such code."""
    code = next((code for code in review.codebook.codes if code.id == OPERATIONS), None)
    if code is None or not code.enabled:
        return ""
    whole, tagged, suggested = (
        review.ledger.entry(name).streams.get("literature", 0)
        for name in ("sources that count as evidence", f"tagged {code.id}", f"suggested {code.id}")
    )
    what = code.label[:1].lower() + code.label[1:]
    works = "work is a study of" if whole == 1 else "works study"
    of_these = "This" if suggested == tagged else f"{suggested} of these"
    one = suggested in (tagged, 1)
    unchecked = f" {of_these} {'is' if one else 'are'} only suggested by the machine; nobody has checked {'it' if one else 'them'}."
    return f"{tagged} of {whole} {works} {what}.{unchecked * bool(suggested)}"


def _stances(review: Review, sources: Iterable[Source]) -> tuple[StanceCount, ...]:
    """Count the stances of these sources on each goal of the evidence map."""
    return count_stances(
        sources,
        review.tags,
        review.decisions,
        related=review.deduplication.related,
        goals=[code for code, _ in _goals(review)],
        claims=review.claims,
    )


def _goal_states(review: Review) -> GoalStates | None:
    """Return the machine's suggestions on the codes of the main group, None if people have decided all."""
    if not review.goal_states:
        return None
    return GoalStates.of(review.goal_states, [code.id for code in review.codebook.goals if code.enabled])


def _goals(review: Review) -> list[tuple[str, str]]:
    return [row for row in review.evidence_map.rows if row[0] in review.evidence_map.codes]


def _years(review: Review) -> list[tuple[str | int, ...]]:
    """Return a row for each period of five years: how many included sources of the literature, and how many inform each goal."""
    literature = [s for s in review.included if review.standing.streams[s.key] == "literature"]
    about = {code: set(review.evidence_map.sources(code)) for code, _ in _goals(review)}
    periods = grouped((-1 if s.year is None else s.year // _PERIOD * _PERIOD, s.key) for s in literature)
    return [
        (
            "no year" if first < 0 else f"{first} to {first + _PERIOD - 1}",
            len(keys),
            *(
                short_count(
                    len(informing.intersection(keys)),
                    review.evidence_map.suggested_in(code, informing.intersection(keys)),
                )
                for code, informing in about.items()
            ),
        )
        for first, keys in sorted(periods.items())
    ]


def _excluded(review: Review) -> list[tuple[Source, Status]]:
    status = review.standing.status
    return [
        (s, status[s.key]) for s in review.sources if status[s.key].status in ("excluded", "not retrieved")
    ]

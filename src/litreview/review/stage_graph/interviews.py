"""Stages of interviews and records requests: codings, printable quotes, results of requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core.confidential.codes import is_code
from litreview.core.model import Decision, Problem, Source
from litreview.engine import stage
from litreview.judgements.codebook import RESERVED, Codebook
from litreview.stages.register import Interviewees, Publication

if TYPE_CHECKING:
    from litreview.core.results.assessment import Codings, Quote
    from litreview.core.results.public_records import Request
    from litreview.review.interviews import PrivateInterviews
    from litreview.review.name_shield import Shield
    from litreview.review.settings import Settings


@stage()
def interviewees(
    sources: tuple[Source, ...], register: Publication, include_confidential: bool
) -> Interviewees:
    """The interviews of the review by code, from the register and from private/."""
    codes = [s.key for s in sources if s.confidential and s.key.startswith("I") and is_code(s.key)]
    groups = {code: register.fields.get(code, {}).get("role_group", "") for code in codes}
    outside = frozenset() if include_confidential else register.outside & groups.keys()
    return Interviewees(role_groups=groups, withdrawn=register.withdrawn, outside=outside)


@stage()
def counted_codings(
    codebook: Codebook,
    held: PrivateInterviews,
    interviewees: Interviewees,
    decided: tuple[Decision, ...],
    settings: Settings,
) -> tuple[Codings, tuple[Problem, ...]]:
    """The publishable codings of transcripts, and the Problems found."""
    labels = {c.id: c.label for c in codebook if c.id not in RESERVED and c.group != "type"}
    projects = held.projects.reveal() if held.projects else ()
    coders = {decision.by for decision in decided}
    found, problems = stages.register.count_codings(
        projects, interviewees, labels, coders, settings.confidential.k
    )
    return replace(found, kept_private=held.absent and found.interviews > 0), problems


@stage()
def codings(counted_codings: tuple[Codings, tuple[Problem, ...]]) -> Codings:
    """Publishable counts of codings in the REFI-QDA projects below private/."""
    return counted_codings[0]


@stage()
def read_quotes(
    shield: Shield, held: PrivateInterviews, register: Publication, interviewees: Interviewees
) -> tuple[tuple[Quote, ...], tuple[Problem, ...]]:
    """The printable quotes of interviewees, and a Problem for each other quote."""
    text = shield.redact_text(held.quotes.reveal()) if held.quotes else ""
    return stages.register.read_quotes(text, register.allowed, interviewees)


@stage()
def quotes(read_quotes: tuple[tuple[Quote, ...], tuple[Problem, ...]]) -> Mapping[str, tuple[Quote, ...]]:
    """The printable quotes of interviewees, by code."""
    return stages.register.by_code(read_quotes[0])


@stage()
def problems_of_transcripts(
    held: PrivateInterviews,
    counted_codings: tuple[Codings, tuple[Problem, ...]],
    read_quotes: tuple[tuple[Quote, ...], tuple[Problem, ...]],
    decisions: tuple[Decision, ...],
    interviewees: Interviewees,
) -> tuple[Problem, ...]:
    """The Problems of transcripts, codings and quotes."""
    lengths = held.lengths.reveal() if held.lengths else {}
    return (
        *held.problems,
        *counted_codings[1],
        *read_quotes[1],
        *stages.register.check_passages(decisions, lengths),
        *stages.register.check_transcripts(lengths, interviewees),
    )


@stage()
def read_requests(
    sources: tuple[Source, ...], settings: Settings
) -> tuple[tuple[Request, ...], tuple[Problem, ...]]:
    """The records requests among the sources, and the Problems found."""
    return stages.register.read_requests(sources, settings.as_of)


@stage()
def requests(read_requests: tuple[tuple[Request, ...], tuple[Problem, ...]]) -> tuple[Request, ...]:
    """The records requests among the sources: dated events, legal deadlines, and results."""
    return read_requests[0]

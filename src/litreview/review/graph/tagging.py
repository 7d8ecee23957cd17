"""Stages of tagging: what the rules read, tags, the machine's answers, evidence fields, claims, learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.codebook import Codebook
from litreview.engine import stage
from litreview.model import Decision, EvidenceNote, Relation, Source, Tag
from litreview.review.settings import Settings

if TYPE_CHECKING:
    from litreview.kept import Keeping
    from litreview.results import GoalState
    from litreview.tagging import Learner, Suggestions
    from litreview.tagging.rules import Weighed
    from litreview.tagging.tagger import Suggested

    Weights = Mapping[str, Mapping[str, Weighed]]
    Odds = Mapping[str, Mapping[str, float]]


@stage()
def rule_readings(
    sources: tuple[Source, ...], codebook: Codebook, keeping: Keeping | None
) -> Sequence[Suggested]:
    """What the rules read in each source, before any decision."""
    from litreview.tagging.tagger import apply_rules

    return apply_rules(sources, codebook, keeping)


@stage()
def weights(sources: tuple[Source, ...], rule_readings: Sequence[Suggested]) -> Weights:
    """What the words for each goal weigh, by source key and code."""
    return {source.key: weighed for source, (_, weighed) in zip(sources, rule_readings, strict=True)}


@stage()
def tags(
    sources: tuple[Source, ...],
    rule_readings: Sequence[Suggested],
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
) -> tuple[Tag, ...]:
    """The tags of every source, people's before the machine's."""
    from litreview.tagging.tagger import tags_of

    return tags_of(sources, rule_readings, codebook, tag_lines)


@stage()
def model_odds(sources: tuple[Source, ...], codebook: Codebook, keeping: Keeping | None) -> Odds:
    """What the shipped model alone says of each source: each is read once for all that asks it."""
    from litreview.tagging.states import model_odds as odds_of

    return odds_of(sources, codebook, keeping)


@stage()
def learner(
    candidates: tuple[Source, ...],
    codebook: Codebook,
    related: tuple[Relation, ...],
    weights: Weights,
    model_odds: Odds,
    keeping: Keeping | None,
) -> Learner:
    """The candidates, read once, so that decisions are learned from in a moment."""
    from litreview.tagging import Learner

    return Learner(
        candidates,
        codebook,
        related,
        weights=weights,
        model=model_odds,
        keeping=keeping,
    )


@stage()
def suggestions(learner: Learner, decisions: tuple[Decision, ...]) -> Suggestions:
    """What was learned from people's decisions of the candidates they have not coded yet."""
    return learner.suggest(decisions)


@stage(lazy=["learner"])
def goal_states(
    sources: tuple[Source, ...],
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
    settings: Settings,
    weights: Weights,
    model_odds: Odds,
    keeping: Keeping | None,
    learner: Callable[[], Learner],
) -> tuple[GoalState, ...]:
    """What the machine makes of each source and goal on which nobody has decided.

    Where several people code apart from each other, nothing is learned from what one of them has decided, and no reason names it.
    """
    from litreview.tagging import judge_goals

    alone = settings.coders < 2
    return judge_goals(
        sources,
        codebook,
        tag_lines,
        odds=learner().odds(tag_lines) if alone and tag_lines else None,
        weights=weights,
        model=model_odds,
        name_decided=alone,
        keeping=keeping,
    )


@stage()
def evidence(
    sources: tuple[Source, ...], set_lines: tuple[Decision, ...], codebook: Codebook
) -> tuple[EvidenceNote, ...]:
    """What people noted of the sources in the evidence fields of the codebook."""
    from litreview.evidence import note_evidence

    return note_evidence(sources, set_lines, codebook)


@stage()
def claims(
    sources: tuple[Source, ...], tags: tuple[Tag, ...], evidence: tuple[EvidenceNote, ...]
) -> Mapping[str, str]:
    """The sources that are claims of an agency, a vendor or the press, by key, and why: no evidence of an outcome."""
    from litreview.evidence import find_claims

    return find_claims(sources, tags, evidence)


@stage()
def suggested(sources: tuple[Source, ...], codebook: Codebook) -> dict[str, tuple[Tag, ...]]:  # noqa: ARG001 - it is of these sources
    """What the rules alone say of sources, by key, of those that were asked about: `litreview.review.asking.suggestions` adds to it."""
    return {}

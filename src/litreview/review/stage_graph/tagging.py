"""Stages of tagging: what the rules read, tags, the machine's answers, evidence fields, claims, learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.core.model import Decision, EvidenceNote, Relation, Source, Span, Tag
from litreview.engine import Codec, stage
from litreview.judgements.codebook import Codebook
from litreview.review.settings import Settings

if TYPE_CHECKING:
    from litreview.core.results import GoalState
    from litreview.stages.learning import Features
    from litreview.stages.tagging import Learner, Suggestions
    from litreview.stages.tagging.codebook_rules import Weighed
    from litreview.stages.tagging.goal_states import JudgedGoal, Near, WordQuery
    from litreview.stages.tagging.tagger import Suggested

    Weights = Mapping[str, Mapping[str, Weighed]]
    Odds = Mapping[str, Mapping[str, float]]


@stage(each="sources", codec=Codec("litreview.stages.tagging.tagger:Suggested"))
def rule_readings(sources: tuple[Source, ...], codebook: Codebook) -> Sequence[Suggested]:
    """What the rules read in each source, before any decision."""
    from litreview.stages.tagging.tagger import apply_rules

    return apply_rules(sources, codebook)


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
    from litreview.stages.tagging.tagger import tags_of

    return tags_of(sources, rule_readings, codebook, tag_lines)


@stage()
def tag_prefix(codebook: Codebook) -> str:
    """How a tag of the codebook begins among the keywords of an entry."""
    return f"{codebook.name}:"


@stage()
def readable(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources in which words are looked for: not those that are sealed, and no records request."""
    return _readable(sources)


@stage()
def modelled(readable: tuple[Source, ...], codebook: Codebook) -> tuple[Source, ...]:
    """The sources that the shipped model reads; none where it is of another codebook."""
    from litreview.stages.tagging.goal_states import prior_of

    return readable if prior_of(codebook) else ()


@stage(each="modelled", codec=Codec(dict[str, float]))
def model_readings(modelled: tuple[Source, ...], tag_prefix: str) -> Sequence[Mapping[str, float]]:
    """What the shipped model alone says of each source, by code."""
    from litreview.stages.tagging.goal_states import score_by_model

    return score_by_model(modelled, tag_prefix)


@stage()
def model_odds(modelled: tuple[Source, ...], model_readings: Sequence[Mapping[str, float]]) -> Odds:
    """What the shipped model alone says, by source key and code."""
    return {source.key: said for source, said in zip(modelled, model_readings, strict=True)}


@stage()
def learnable(candidates: tuple[Source, ...]) -> tuple[Source, ...]:
    """The candidates in which words are looked for."""
    return _readable(candidates)


@stage(codec=Codec("litreview.stages.learning:Features"))
def features(learnable: tuple[Source, ...], tag_prefix: str) -> Features:
    """The words of the candidates as numbers."""
    from litreview.stages.tagging.suggesting import features_of

    return features_of(learnable, tag_prefix)


@stage()
def learner(
    candidates: tuple[Source, ...],
    codebook: Codebook,
    related: tuple[Relation, ...],
    weights: Weights,
    model_odds: Odds,
    features: Features,
) -> Learner:
    """The candidates, read once, so that decisions are learned from in a moment."""
    from litreview.stages.tagging import Learner

    return Learner(candidates, codebook, related, weights=weights, model=model_odds, features=features)


@stage()
def suggestions(learner: Learner, decisions: tuple[Decision, ...]) -> Suggestions:
    """What was learned from people's decisions of the candidates they have not coded yet."""
    return learner.suggest(decisions)


@stage(lazy=["learner"])
def judged_goals(
    readable: tuple[Source, ...],
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
    settings: Settings,
    weights: Weights,
    model_odds: Odds,
    learner: Callable[[], Learner],
) -> Sequence[JudgedGoal]:
    """What rules and model make of each source and goal on which nobody has decided.

    Where several people code apart from each other, nothing is learned from what one of them has decided.
    """
    from litreview.stages.tagging.goal_states import judge

    learned = learner().odds(tag_lines) if settings.coders < 2 and tag_lines else None
    return judge(readable, codebook, tag_lines, odds=learned, weights=weights, model=model_odds)


@stage()
def asked_words(judged_goals: Sequence[JudgedGoal]) -> tuple[WordQuery, ...]:
    """The sources of which words of the shipped model are shown, and of which goals."""
    from litreview.stages.tagging.goal_states import word_queries

    return word_queries(judged_goals)


@stage(each="asked_words", codec=Codec(tuple[tuple[Span, ...], ...]))
def model_words(
    asked_words: tuple[WordQuery, ...], tag_prefix: str
) -> Sequence[tuple[tuple[Span, ...], ...]]:
    """The words of the shipped model that weigh most for each goal that is asked about, where they are in each source."""
    from litreview.stages.tagging.goal_states import find_model_words

    return find_model_words(asked_words, tag_prefix)


@stage(each="readable", codec=Codec(list[str]))
def stems(readable: tuple[Source, ...], tag_prefix: str) -> Sequence[list[str]]:
    """The stems of the words of each source."""
    from litreview.stages.tagging.goal_states import stems_of

    return stems_of(readable, tag_prefix)


@stage(lazy=["stems"])
def nearest_decided(
    readable: tuple[Source, ...],
    tag_lines: tuple[Decision, ...],
    codebook: Codebook,
    settings: Settings,
    stems: Callable[[], Sequence[list[str]]],
) -> Mapping[str, tuple[Near, ...]]:
    """The decided sources that are nearest to each; none where several people code apart, for no reason names what one of them decided."""
    from litreview.stages.tagging.goal_states import goal_answers, nearest_decided as nearest_of

    said = goal_answers(tag_lines, codebook) if settings.coders < 2 else {}
    return nearest_of(readable, {key for key, _ in said}, stems()) if said else {}


@stage()
def goal_states(
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
    judged_goals: Sequence[JudgedGoal],
    asked_words: tuple[WordQuery, ...],
    model_words: Sequence[tuple[tuple[Span, ...], ...]],
    nearest_decided: Mapping[str, tuple[Near, ...]],
) -> tuple[GoalState, ...]:
    """What the machine makes of each source and goal on which nobody has decided, with its reasons."""
    from litreview.stages.tagging.goal_states import describe_states, goal_answers

    said = goal_answers(tag_lines, codebook)
    return describe_states(codebook, judged_goals, asked_words, model_words, nearest_decided, said)


@stage()
def evidence(
    sources: tuple[Source, ...], set_lines: tuple[Decision, ...], codebook: Codebook
) -> tuple[EvidenceNote, ...]:
    """What people noted of the sources in the evidence fields of the codebook."""
    from litreview.stages.evidence import note_evidence

    return note_evidence(sources, set_lines, codebook)


@stage()
def claims(
    sources: tuple[Source, ...], tags: tuple[Tag, ...], evidence: tuple[EvidenceNote, ...]
) -> Mapping[str, str]:
    """The sources that are claims of an agency, a vendor or the press, by key, and why: no evidence of an outcome."""
    from litreview.stages.evidence import find_claims

    return find_claims(sources, tags, evidence)


@stage()
def suggested(
    sources: tuple[Source, ...], rule_readings: Sequence[Suggested], codebook: Codebook
) -> Mapping[str, tuple[Tag, ...]]:
    """What the rules alone say of each source, by key: no person's decision has a part in it."""
    from litreview.stages.tagging.tagger import tags_of

    found: dict[str, list[Tag]] = {source.key: [] for source in sources}
    for tag in tags_of(sources, rule_readings, codebook):
        found[tag.source].append(tag)
    return {key: tuple(tags) for key, tags in found.items()}


def _readable(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    from litreview.stages.tagging.codebook_rules import is_untaggable

    return tuple(source for source in sources if not is_untaggable(source))

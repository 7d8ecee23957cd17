"""Stages of tagging: readings by rules, tags, suggestions of the machine, evidence fields, claims, learning."""

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
    """The reading of each source by the rules, before any decision."""
    from litreview.stages.tagging.tagger import apply_rules

    return apply_rules(sources, codebook)


@stage()
def weights(sources: tuple[Source, ...], rule_readings: Sequence[Suggested]) -> Weights:
    """The weights of the words for each goal, by source key and code."""
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
    """The sources whose texts are searched: not sealed ones and not records requests."""
    return _readable(sources)


@stage()
def modelled(readable: tuple[Source, ...], codebook: Codebook) -> tuple[Source, ...]:
    """The sources that the shipped model reads; none with another codebook."""
    from litreview.stages.tagging.goal_states import prior_of

    return readable if prior_of(codebook) else ()


@stage(each="modelled", codec=Codec(dict[str, float]))
def model_readings(modelled: tuple[Source, ...], tag_prefix: str) -> Sequence[Mapping[str, float]]:
    """The odds of each source by the shipped model alone, by code."""
    from litreview.stages.tagging.goal_states import score_by_model

    return score_by_model(modelled, tag_prefix)


@stage()
def model_odds(modelled: tuple[Source, ...], model_readings: Sequence[Mapping[str, float]]) -> Odds:
    """The odds by the shipped model alone, by source key and code."""
    return {source.key: odds for source, odds in zip(modelled, model_readings, strict=True)}


@stage()
def learnable(candidates: tuple[Source, ...]) -> tuple[Source, ...]:
    """The candidates whose texts are searched."""
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
    """The learner with the words of the candidates, read once so that learning is quick."""
    from litreview.stages.tagging import Learner

    return Learner(candidates, codebook, related, weights=weights, model=model_odds, features=features)


@stage()
def suggestions(learner: Learner, decisions: tuple[Decision, ...]) -> Suggestions:
    """Suggestions for candidates not coded yet, learned from people's decisions."""
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
    """The judgement of rules and model on each source and goal without a decision.

    If several people code independently, their decisions are not learned from.
    """
    from litreview.stages.tagging.goal_states import judge

    learned = learner().odds(tag_lines) if settings.coders < 2 and tag_lines else None
    return judge(readable, codebook, tag_lines, odds=learned, weights=weights, model=model_odds)


@stage()
def asked_words(judged_goals: Sequence[JudgedGoal]) -> tuple[WordQuery, ...]:
    """The sources and goals for which words of the shipped model are shown."""
    from litreview.stages.tagging.goal_states import word_queries

    return word_queries(judged_goals)


@stage(each="asked_words", codec=Codec(tuple[tuple[Span, ...], ...]))
def model_words(
    asked_words: tuple[WordQuery, ...], tag_prefix: str
) -> Sequence[tuple[tuple[Span, ...], ...]]:
    """The places in each source of the words that weigh most in the shipped model, by open goal."""
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
    """The nearest decided sources of each; none if several people code independently, so that no reason reveals a decision."""
    from litreview.stages.tagging.goal_states import goal_answers, nearest_decided as nearest_of

    decided = goal_answers(tag_lines, codebook) if settings.coders < 2 else {}
    return nearest_of(readable, {key for key, _ in decided}, stems()) if decided else {}


@stage()
def goal_states(
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
    judged_goals: Sequence[JudgedGoal],
    asked_words: tuple[WordQuery, ...],
    model_words: Sequence[tuple[tuple[Span, ...], ...]],
    nearest_decided: Mapping[str, tuple[Near, ...]],
    candidates: tuple[Source, ...],
) -> tuple[GoalState, ...]:
    """The machine's judgement with reasons on each candidate and goal without a decision; of an excluded work nothing is asked."""
    from litreview.stages.tagging.goal_states import describe_states, goal_answers

    decided = goal_answers(tag_lines, codebook)
    states = describe_states(codebook, judged_goals, asked_words, model_words, nearest_decided, decided)
    keys = {source.key for source in candidates}
    return tuple(state for state in states if state.source in keys)


@stage()
def evidence(
    sources: tuple[Source, ...], set_lines: tuple[Decision, ...], codebook: Codebook
) -> tuple[EvidenceNote, ...]:
    """The values that people noted in the evidence fields of the codebook."""
    from litreview.stages.evidence import note_evidence

    return note_evidence(sources, set_lines, codebook)


@stage()
def claims(
    sources: tuple[Source, ...], tags: tuple[Tag, ...], evidence: tuple[EvidenceNote, ...]
) -> Mapping[str, str]:
    """Reasons by key why a source is a claim of an agency, a vendor or the press, thus no evidence of an outcome."""
    from litreview.stages.evidence import find_claims

    return find_claims(sources, tags, evidence)


@stage()
def suggested(
    sources: tuple[Source, ...], rule_readings: Sequence[Suggested], codebook: Codebook
) -> Mapping[str, tuple[Tag, ...]]:
    """The tags by the rules alone, by source key, independent of decisions."""
    from litreview.stages.tagging.tagger import tags_of

    tags_of_source: dict[str, list[Tag]] = {source.key: [] for source in sources}
    for tag in tags_of(sources, rule_readings, codebook):
        tags_of_source[tag.source].append(tag)
    return {key: tuple(tags) for key, tags in tags_of_source.items()}


def _readable(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    from litreview.stages.tagging.codebook_rules import is_untaggable

    return tuple(source for source in sources if not is_untaggable(source))

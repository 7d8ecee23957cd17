"""Stages of tagging: readings by rules, tags, suggestions of the machine, evidence fields, claims, learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core.containers import grouped
from litreview.core.model import Decision, EvidenceNote, Relation, Source, Tag
from litreview.engine import Codec, stage

if TYPE_CHECKING:
    from litreview.core.results.assessment import GoalState
    from litreview.judgements.codebook import Codebook
    from litreview.review.settings import Settings
    from litreview.stages.learning import Features
    from litreview.stages.tagging import Learner, Suggestions
    from litreview.stages.tagging.goal_states import Near
    from litreview.stages.tagging.tagger import Reading


@stage(each="sources", codec=Codec("litreview.stages.tagging.tagger:Reading"))
def source_readings(sources: tuple[Source, ...], codebook: Codebook) -> Sequence[Reading]:
    """What rules and model say of each source, before any decision."""
    return stages.tagging.tagger.read_sources(sources, codebook)


@stage()
def readings(sources: tuple[Source, ...], source_readings: Sequence[Reading]) -> Mapping[str, Reading]:
    """What rules and model say of each source, by its key."""
    return {source.key: read for source, read in zip(sources, source_readings, strict=True)}


@stage()
def tags(
    sources: tuple[Source, ...],
    source_readings: Sequence[Reading],
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
    goal_states: tuple[GoalState, ...],
) -> tuple[Tag, ...]:
    """The tags of every source, people's before the machine's."""
    return stages.tagging.tagger.tags_of(sources, source_readings, codebook, tag_lines, goal_states)


@stage()
def tag_prefix(codebook: Codebook) -> str:
    """How a tag of the codebook begins among the keywords of an entry."""
    return f"{codebook.name}:"


@stage()
def readable(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources whose texts are searched: not sealed ones and not records requests."""
    return _readable(sources)


@stage()
def learnable(candidates: tuple[Source, ...]) -> tuple[Source, ...]:
    """The candidates whose texts are searched."""
    return _readable(candidates)


@stage(each="learnable", codec=Codec(str))
def learned_words(learnable: tuple[Source, ...], tag_prefix: str) -> list[str]:
    """The words of each candidate that a model learns from."""
    return stages.tagging.suggesting.word_lines(learnable, tag_prefix)


@stage(
    lazy=["learned_words"],
    codec=Codec("litreview.stages.learning:Features"),
    rests_on=["learnable", "tag_prefix"],
)
def features(learned_words: Callable[[], Sequence[str]]) -> Features:
    """The words of the candidates as numbers."""
    return stages.tagging.suggesting.features_of(learned_words())


@stage()
def learner(
    candidates: tuple[Source, ...],
    codebook: Codebook,
    related: tuple[Relation, ...],
    readings: Mapping[str, Reading],
    features: Features,
) -> Learner:
    """The learner with the words of the candidates, read once so that learning is quick."""
    return stages.tagging.Learner(candidates, codebook, related, readings=readings, features=features)


@stage()
def suggestions(learner: Learner, decisions: tuple[Decision, ...]) -> Suggestions:
    """Suggestions for candidates not coded yet, learned from people's decisions."""
    return learner.suggest(decisions)


@stage(each="readable", codec=Codec(list[str]))
def stems(readable: tuple[Source, ...], tag_prefix: str) -> Sequence[list[str]]:
    """The stems of the words of each source."""
    return stages.tagging.goal_states.stems_of(readable, tag_prefix)


@stage(lazy=["stems"], codec=Codec("litreview.stages.learning:Features"), rests_on=["readable", "tag_prefix"])
def stem_features(stems: Callable[[], Sequence[list[str]]]) -> Features:
    """The stems of the sources as numbers, without names."""
    return stages.learning.Features(table=stages.tagging.goal_states.stem_table(stems()), names=())


@stage(lazy=["stem_features"])
def nearest_decided(
    readable: tuple[Source, ...],
    tag_lines: tuple[Decision, ...],
    codebook: Codebook,
    settings: Settings,
    stem_features: Callable[[], Features],
) -> Mapping[str, tuple[Near, ...]]:
    """The nearest decided sources of each; none if several people code independently, so that no reason reveals a decision."""
    decided = stages.tagging.goal_states.goal_answers(tag_lines, codebook) if settings.coders < 2 else {}
    return (
        stages.tagging.goal_states.nearest_decided(
            readable, {key for key, _ in decided}, stem_features().table
        )
        if decided
        else {}
    )


@stage(lazy=["learner"])
def goal_states(
    readable: tuple[Source, ...],
    codebook: Codebook,
    tag_lines: tuple[Decision, ...],
    settings: Settings,
    readings: Mapping[str, Reading],
    nearest_decided: Mapping[str, tuple[Near, ...]],
    candidates: tuple[Source, ...],
    learner: Callable[[], Learner],
) -> tuple[GoalState, ...]:
    """The machine's one answer, with its reason, on each candidate and goal without a decision; an excluded work has no question.

    If several people code independently, their decisions are not learned from.
    """
    learned = learner().odds(tag_lines) if settings.coders < 2 and tag_lines else None
    states = stages.tagging.goal_states.judge(
        readable, codebook, tag_lines, odds=learned, readings=readings, near=nearest_decided
    )
    keys = {source.key for source in candidates}
    return tuple(state for state in states if state.source in keys)


@stage()
def evidence(
    sources: tuple[Source, ...], set_lines: tuple[Decision, ...], codebook: Codebook
) -> tuple[EvidenceNote, ...]:
    """The values that people noted in the evidence fields of the codebook."""
    return stages.evidence.note_evidence(sources, set_lines, codebook)


@stage()
def claims(
    sources: tuple[Source, ...], tags: tuple[Tag, ...], evidence: tuple[EvidenceNote, ...]
) -> Mapping[str, str]:
    """Reasons by key why a source is a claim of an agency, a vendor or the press, thus no evidence of an outcome."""
    return stages.evidence.find_claims(sources, tags, evidence)


@stage()
def suggested(
    sources: tuple[Source, ...], readings: Mapping[str, Reading], codebook: Codebook
) -> Mapping[str, tuple[Tag, ...]]:
    """The tags of the machine alone, by source key, independent of decisions."""
    return machine_tags(sources, readings, codebook)


def machine_tags(
    sources: Sequence[Source], readings: Mapping[str, Reading], codebook: Codebook
) -> Mapping[str, tuple[Tag, ...]]:
    """Return the tags of the machine alone on some sources, by their keys."""
    states = stages.tagging.goal_states.judge(
        _readable(tuple(sources)), codebook, (), odds=None, readings=readings, near={}
    )
    tags = stages.tagging.tagger.tags_of(
        sources, [readings[source.key] for source in sources], codebook, states=states
    )
    by_source = grouped((tag.source, tag) for tag in tags)
    return {source.key: tuple(by_source.get(source.key, ())) for source in sources}


def _readable(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    return tuple(source for source in sources if not stages.tagging.codebook_rules.is_untaggable(source))

"""What a person's answers teach while they are given: the order in which codes are asked, and what each answer changed elsewhere.

It learns from what this person decided and from no one else, so that the order gives nothing away. Where several code each source apart, nothing is
learned and the order is that of the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litreview.model import Decision, Source
from litreview.review.asking import is_blind, own_decisions
from litreview.review.session import Review
from litreview.tagging import Learner, Trust, Turned
from litreview.wording import plural

_NAMED = 3  # sources named of those that were turned


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What answers changed: the `order` of what is still to be asked, by its topic, and that in words (`""`: nothing to tell)."""

    order: Mapping[str, int] = field(default_factory=dict)
    told: str = ""


class CodeLessons:
    """The candidates of a review, most doubtful first for one person, and what each answer of that person changes."""

    def __init__(self, review: Review, by: str, learner: Learner | None = None) -> None:
        """Learn from what `by` decided; `learner` has read the words of the candidates (default: that of the review).

        What it has read is `rests`.
        """
        self.blind: bool = is_blind(review)
        self.by = by
        self._candidates = tuple(review.candidates)
        self._mine = (
            () if self.blind else tuple(d for d in own_decisions(review, by) if d.verb in ("tag", "not-tag"))
        )
        if not self.blind:
            self.rests: tuple[object, ...] = (
                review.candidates,
                review.codebook,
                review.deduplication.related,
            )
            self.learner: Learner = learner or review.learner
            self._models = self.learner.learn(self._mine)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The candidates, the most doubtful first."""
        if self.blind:
            return self._candidates
        order = self.order
        return tuple(sorted(self._candidates, key=lambda source: order.get(source.key, len(order))))

    @property
    def trust(self) -> tuple[Trust, ...]:
        """How far what was learned of each code can be trusted; nothing before the first decision."""
        return tuple(map(self.learner.trust, self._models)) if self._mine else ()

    def after(self, given: Sequence[tuple[str, str, str]]) -> Lesson:
        """Return what the answers of this sitting changed since it was last asked; an answer is verb, key and code."""
        if self.blind:
            return Lesson()
        new = {
            (key, value): Decision(when="", by=self.by, verb=verb, key=key, value=value)
            for verb, key, value in given
        }
        kept = [d for d in self._mine if (d.key, d.value) not in new]
        before, self._models = self._models, self.learner.learn([*kept, *new.values()])
        return Lesson(order=self.order, told=told_turned(self.learner.compare(before, self._models)))

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each source of which something is left to code, the most doubtful first; none where nothing is learned."""
        if self.blind:
            return {}
        return {one.source: n for n, one in enumerate(self.learner.queue(self._models))}


def told_turned(turned: Sequence[Turned]) -> str:
    """Return in a line which suggestions answers turned, `""` if none."""
    if not turned:
        return ""
    parts = []
    for code in dict.fromkeys(one.code for one in turned):
        for yes in (True, False):
            mine = [one for one in turned if one.code == code and one.yes == yes]
            if mine:
                named = [f"{one.source} {one.before:.2f} to {one.now:.2f}" for one in mine[:_NAMED]]
                more = f" and {len(mine) - _NAMED} more" if len(mine) > _NAMED else ""
                parts.append(f"{code} now {'yes' if yes else 'no'} of {', '.join(named)}{more}")
    return f"learned from that: {'; '.join(parts)}"


def trust_told(trust: Trust) -> str:
    """Return in a sentence how far the model of a code can be trusted, and what coding the rest would change."""
    head = f"{trust.code}: {trust.yes} yes and {trust.no} no decided"
    if trust.yes + trust.no:
        head += f", which turned {trust.turned} of {plural(trust.left, 'other suggestion')}"
    if trust.kappa is None or trust.rules is None:
        measured = f"how good they are is {trust.why}"
    else:
        measured = f"kappa {trust.kappa:.2f} on sources not seen (the rules alone {trust.rules:.2f})"
    return (
        f"{head}; {measured}; of {trust.left} left about "
        f"{trust.expected_yes:.0f} have it, and a person would overturn about {plural(round(trust.expected_wrong), 'suggestion')}"
    )

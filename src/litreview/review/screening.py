"""What a person is asked while screening: the likeliest to be relevant first, or a random sample of what is left.

Where two people screen each source (`[screening] screeners = 2`) neither sees a suggestion, nor an order that is one, before both have decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litreview import decisions as decisions_
from litreview.errors import UsageError
from litreview.evidence import Likely, Ranker, screen
from litreview.evidence.screening import Screening
from litreview.evidence.stopping import (
    Sample,
    Stopping,
    draw_sample,
    judge_stopping,
    sampled,
)
from litreview.model import Decision, Source, Span
from litreview.review.asking import own_decisions, screen_questions
from litreview.review.lessons import Lesson
from litreview.review.session import Review
from litreview.verbs import SCREENING_VERBS


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenQuestion:
    """Whether a source is in, at a stage. `where` is what the decision notes: of which random sample it is, if it is of one."""

    source: Source
    stage: str
    where: str = ""


class ScreeningLessons:
    """What is left to screen, likeliest first, and what each answer changes; nothing is ranked where two screen apart."""

    def __init__(self, review: Review, by: str, *, ranked: bool = True, ranker: Ranker | None = None) -> None:
        """Learn from what was decided; `ranker` has read the words of the sources (default: it is made)."""
        self.by = by
        self.ranked: bool = ranked and review.settings.screeners == 1
        self._said = [d for d in review.decisions if d.verb in SCREENING_VERBS]
        self.ranker: Ranker = ranker or Ranker(review.sources)
        self._likely: Mapping[str, Likely] = {}
        self._order: Mapping[str, int] = {}
        self._learn(self._said)

    @property
    def learned(self) -> bool:
        """Whether there is an order: something was learned, and may be shown."""
        return bool(self._order)

    def likely(self, key: str) -> Likely | None:
        """Return how likely a source is to be relevant, None where nothing was learned yet or nothing may be shown.

        Of one that was decided since: what was said of it before, so that it is shown again to whoever takes the answer back.
        """
        return self._likely.get(key)

    def words(self, key: str) -> tuple[Span, ...]:
        """Return the words that speak most for including a source, none where nothing may be shown of it."""
        return self.ranker.find_words(key) if key in self._likely else ()

    def sort(self, questions: Sequence[ScreenQuestion]) -> tuple[ScreenQuestion, ...]:
        """Return the questions on abstracts, likeliest first, then those on full texts."""
        if not self._order:
            return tuple(questions)
        return tuple(
            sorted(
                questions,
                key=lambda q: (q.stage == "fulltext", self._order.get(q.source.key, len(self._order))),
            )
        )

    def after(self, given: Sequence[tuple[str, str, str]]) -> Lesson:
        """Return the order of what is left after the answers of this sitting; an answer is verb, key and stage."""
        if not self.ranked:
            return Lesson()
        new = [Decision(when="", by=self.by, verb=verb, key=key, value=value) for verb, key, value in given]
        about = {(d.key, d.value) for d in new}
        self._learn([*(d for d in self._said if (d.key, d.value) not in about), *new])
        return Lesson(order=self._order)

    def _learn(self, said: Sequence[Decision]) -> None:
        found = self.ranker.rank(said) if self.ranked else ()
        before = self._likely if found else {}
        self._likely = {**before, **{one.source: one for one in found}}
        self._order = {one.source: n for n, one in enumerate(found)}


def ask_screening(review: Review, by: str, *, confidential: bool = False) -> tuple[ScreenQuestion, ...]:
    """Return what a person should screen, in the order of the files."""
    return tuple(
        ScreenQuestion(source=source, stage=stage)
        for source, stage in screen_questions(review, by, confidential=confidential)
    )


def ask_sample(review: Review, by: str, size: int) -> tuple[Sample, tuple[ScreenQuestion, ...]]:
    """Return a random sample of the works nobody has screened, and what of it this person should screen, in the order drawn.

    A sample that was begun is gone on with, whoever began it. `UsageError` if nothing is left to draw from.
    """
    lines = all_lines(review)
    latest = max((line.when for line in lines if line.verb in SCREENING_VERBS), default="")
    now = decisions_.now()
    # what was decided in this very second was decided before
    now = decisions_.second_after(latest) if now <= latest else now
    sample, keys = draw_sample(_shown(review), _states(review), lines, size=size, now=now)
    if sample is None:
        raise UsageError(
            "nothing is left to draw a sample from: every work has been screened by title and abstract"
        )
    return sample, _questions_on(review, by, sample, keys)


def sample_questions(review: Review, by: str, sample: Sample) -> tuple[ScreenQuestion, ...]:
    """Return what of a sample that was drawn this person should still screen, in the order drawn."""
    keys = sampled(_shown(review), _states(review), all_lines(review), sample)
    return _questions_on(review, by, sample, keys)


def _questions_on(review: Review, by: str, sample: Sample, keys: Sequence[str]) -> tuple[ScreenQuestion, ...]:
    own = screen(review.sources, own_decisions(review, by))
    by_key = {source.key: source for source in review.sources}
    return tuple(
        ScreenQuestion(source=by_key[key], stage="abstract", where=sample.note)
        for key in keys
        if not own[key].abstract
    )


def stopping(review: Review, recall: float = 0.95) -> Stopping:
    """Return how far screening by title and abstract has come, and what a random sample allows to claim of the rest."""
    return judge_stopping(_shown(review), _states(review), all_lines(review), recall=recall)


def all_lines(review: Review) -> tuple[Decision, ...]:
    """Return every decision that was written, also those since replaced, in terms of today's keys."""
    lines, _ = review.rebase(review.decided)
    return lines


def _shown(review: Review) -> list[Source]:
    """Return the literature that a screener can be shown."""
    streams = review.standing.streams
    return [s for s in review.sources if streams[s.key] == "literature" and not s.confidential]


def _states(review: Review) -> Mapping[str, Screening]:
    settings = review.settings
    return screen(
        review.sources, review.decisions, screeners=settings.screeners, adjudicators=settings.adjudicators
    )

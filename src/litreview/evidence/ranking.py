"""Which works to screen next: the likeliest to be relevant first, learned from what was included and excluded so far.

The same engine as for codes (`litreview.learning`), without an offset: a logistic regression on words and word pairs of title and abstract. An inclusion is
rare and counts more than an exclusion, so that a review of which one work in fifty is relevant learns from the one. Chances are shifted
back so that those of the works that were decided add up to the inclusions. Measured by `benchmarks/screening.py`.

A chance is a suggestion, and nothing is excluded by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from litreview.learning import Features, Learned, chances, find_words, learn, read_features
from litreview.model import Decision, Source, Span
from litreview.wording import short_repr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]

_STRENGTH = 0.3  # C: how far one answer counts
_RATIO = 10.0  # what all inclusions count together against all exclusions
_FIELDS = ("title", "abstract", "keywords")
_QUOTES = 5
_VERDICTS = {"include": True, "exclude": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """How likely a work that nobody has screened is to be relevant."""

    source: str
    chance: float

    __repr__ = short_repr

    @property
    def words(self) -> str:
        """What a screener is told.

        >>> Likely(source="Doe2012", chance=0.82).words
        'likely in (.82)'
        """
        said = "likely in" if self.chance >= _IN else "likely out" if self.chance < _OUT else "can't tell"
        return f"{said} ({self.chance:.2f})".replace("0.", ".")


_IN, _OUT = 0.5, 0.1


class Ranker:
    """Works whose words were read once, so that each answer is learned from in a moment."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.works: tuple[Source, ...] = tuple(source for source in sources if not source.confidential)
        self._learned: Learned | None = None

    @cached_property
    def _features(self) -> Features:
        return read_features([text_parts(work) for work in self.works])

    def rank(self, decisions: Iterable[Decision]) -> tuple[Likely, ...]:
        """Return the works on whose abstract nothing is decided, the likeliest first.

        Nothing is returned before there is an inclusion and an exclusion to learn from. A text that was read in full passed by its abstract, whatever
        came of it.
        """
        said = _verdicts(decisions)
        rows = [n for n, work in enumerate(self.works) if work.key in said]
        answers = [said[self.works[n].key] for n in rows]
        if len(set(answers)) < 2:
            return ()
        self._learned = learned = fit(self._features, rows, answers)
        logits = learned.logits(self._features.table, 0.0)
        chance = chances(logits - _shift(logits[rows], sum(answers)))
        left = [n for n, work in enumerate(self.works) if work.key not in said]
        left.sort(key=lambda n: (-logits[n], n))
        return tuple(Likely(source=self.works[n].key, chance=round(float(chance[n]), 4)) for n in left)

    def find_words(self, key: str) -> tuple[Span, ...]:
        """Return the words of a work that speak most for including it, where they are in its text, by what was ranked last."""
        if self._learned is None:
            return ()
        n = next(n for n, work in enumerate(self.works) if work.key == key)
        return find_words(self.works[n], self._features.weighed(n, self._learned.weights), _FIELDS, _QUOTES)


def text_parts(work: Source) -> list[str]:
    """Return the texts that are learned from; the title twice, for it says what a work is about."""
    return [work.title, *(work.get(name) for name in _FIELDS)]


def fit(features: Features, rows: Sequence[int], answers: Sequence[bool]) -> Learned:
    """Return what answers to these rows teach, inclusions counted more."""
    import numpy as np

    yes = np.array(answers, dtype=bool)
    each = _RATIO * (~yes).sum() / yes.sum()  # of an inclusion, where an exclusion counts 1
    weights = np.where(yes, each, 1.0)
    weights *= len(yes) / weights.sum()
    table = features.table[list(rows)]
    return learn(table, yes, np.zeros(len(yes)), strength=_STRENGTH, weights=weights, hold=1.0)


def _shift(logits: Reals, inclusions: int) -> float:
    """Return by how much log-odds are too high, if so many of these works were included."""
    from scipy.optimize import brentq

    return float(brentq(lambda shift: chances(logits - shift).sum() - inclusions, -50.0, 50.0))


def _verdicts(decisions: Iterable[Decision]) -> Mapping[str, bool]:
    """Return by source whether it was included by its abstract. What is unsure, or what people differ on, teaches nothing."""
    said: dict[str, set[bool]] = {}
    for one in decisions:
        if one.value == "fulltext" and one.verb in (*_VERDICTS, "unsure", "not-retrieved"):
            said.setdefault(one.key, set()).update({True})
        elif one.value == "abstract" and one.verb in _VERDICTS:
            said.setdefault(one.key, set()).add(_VERDICTS[one.verb])
    return {key: True in views for key, views in said.items() if len(views) == 1}

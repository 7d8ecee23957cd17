"""When screening may stop: what a random sample of the works nobody has screened says of those that are left.

A model that ranks works can't say how many relevant ones it has missed: the ones it ranks last are the ones it does not know. So a sample is drawn
at random from all that is left, people screen it whole, and an exact bound follows (`litreview.stages.learning.sampling`). Who screens on afterwards
by rank strengthens the claim: each relevant work found is one less of those that may be left.

A sample is noted in the decisions themselves: the `where` of each says of which sample it is, so that it is kept, merged and found again like
every other judgement. A sample counts once all of it is decided, and one that was not drawn from all that is left now says nothing of what came later.

Which works to screen next: the likeliest to be relevant first, learned from what was included and excluded so far.

The same engine as for codes (`litreview.stages.learning`), without an offset: a logistic regression on words and word pairs of title and abstract. An inclusion is
rare and counts more than an exclusion, so that a review of which one work in fifty is relevant learns from the one. Chances are shifted
back so that those of the works that were decided add up to the inclusions. Measured by `benchmarks/screening.py`.

A chance is a suggestion, and nothing is excluded by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.model import Decision, Source, Span
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.stages.evidence.screening import Screening
from litreview.stages.learning import (
    RISK,
    Claim,
    Features,
    Learned,
    bound,
    chances,
    draw,
    find_words,
    learn,
    read_features,
    size_for,
)

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
class Likely(Value):
    """How likely a work that nobody has screened is to be relevant."""

    source: str
    chance: float

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
    return learn(table, yes, np.zeros(len(yes)), strength=_STRENGTH, weights=weights, bias_penalty=1.0)


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


_OPEN = ("", "one-vote")
"""Where screening stands of a work that is undecided: nobody has screened it, or one of two."""
_NOTE = re.compile(r"random sample of (?P<size>\d+) from (?P<left>\d+), drawn (?P<drawn>\S+Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Value):
    """A random sample of `size` of the `left` works that nobody had screened when it was `drawn`."""

    drawn: str
    size: int
    left: int

    @property
    def note(self) -> str:
        """How a decision says that it is of this sample; `read_sample` reads it.

        >>> Sample(drawn="2026-01-02T03:04:05Z", size=50, left=600).note
        'random sample of 50 from 600, drawn 2026-01-02T03:04:05Z'
        """
        return f"random sample of {self.size} from {self.left}, drawn {self.drawn}"


def read_sample(where: str) -> Sample | None:
    """Return the sample that a decision's `where` names, None if it names none."""
    found = _NOTE.fullmatch(where.strip())
    if not found or not 0 < int(found["size"]) <= int(found["left"]):
        return None
    return Sample(drawn=found["drawn"], size=int(found["size"]), left=int(found["left"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Value):
    """A sample, how many of it are decided, how many of those are relevant, and what may be claimed from it today.

    `claim` is None while some of it is undecided. What people are unsure of or differ on counts as relevant in the sample, and not as found.
    """

    sample: Sample
    decided: int
    relevant: int
    claim: Claim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping(Value):
    """How far screening by title and abstract has come, and what may be claimed if it stopped now.

    - `works`: the literature that can be shown; `screened` of them, `found` relevant; `left`: those on which nobody has said anything;
    - `added`: of those left, works that came after the last sample was drawn, of which it says nothing;
    - `needed`: how many to draw to be able to claim a `recall`, if none of them is relevant; None if all that is left would not do.
    """

    works: int
    screened: int
    found: int
    left: int
    samples: tuple[Judged, ...] = ()
    added: int = 0
    recall: float = 0.95
    needed: int | None = None

    @property
    def claim(self) -> Claim | None:
        """The strongest claim, None where there is none: no sample was decided whole, or works came since."""
        claims = [one.claim for one in self.samples if one.claim]
        return max(claims, key=lambda one: one.recall) if claims and not self.added else None

    @property
    def sentence(self) -> str:
        """What `[screening] stopped` of litreview.toml and the report can say, `""` where there is no claim."""
        if not (claim := self.claim):
            return ""
        one = next(judged for judged in self.samples if judged.claim == claim)
        return (
            f"a random sample of {one.sample.size:,} of the {one.sample.left:,} works then unscreened held {one.relevant:,} relevant; with "
            f"{1 - claim.risk:.0%} confidence at most {claim.at_most:,} of the {self.left:,} left unscreened are relevant, and at least "
            f"{_floor(claim.recall)} of the relevant works were found"
        )


def _floor(share: float) -> str:
    return f"{int(share * 1000) / 10:g}%"


def judge_stopping(
    sources: Iterable[Source],
    states: Mapping[str, Screening],
    lines: Sequence[Decision],
    *,
    recall: float = 0.95,
    risk: float = RISK,
) -> Stopping:
    """Return what may be claimed of a screening.

    `sources` are the literature that can be shown, `states` where each stands (`litreview.stages.evidence.screen`). `lines` are all decisions that anyone
    wrote, those since replaced too: a work that was first screened before a sample was drawn is none of those it was drawn from.
    """
    keys = [source.key for source in sources]
    early = {key: states[key].abstract for key in keys}
    left = [key for key in keys if not early[key]]
    found = {key for key in keys if early[key] == "include"}
    doubtful = {key for key in keys if early[key] in ("include", "unsure", "disputed")}
    first = _first(lines)
    samples: list[Judged] = []
    added = 0
    for number, (sample, members) in enumerate(sorted(_samples(lines).items(), key=_drawn), start=1):
        decided = [key for key in members if early.get(key, "") not in _OPEN]
        relevant = sum(key in doubtful for key in decided)
        claim = None
        if len(decided) == sample.size:
            at_most = bound(sample.left, sample.size, relevant, risk / 2**number)
            since = sum(key in members or _since(first, key, sample) for key in found)
            claim = Claim(known=len(found), at_most=max(at_most - since, 0), left=len(left), risk=risk)
        screened = sum(bool(early[key]) and (key in members or _since(first, key, sample)) for key in keys)
        added = max(len(left) + screened - sample.left, 0)
        samples.append(Judged(sample=sample, decided=len(decided), relevant=relevant, claim=claim))
    return Stopping(
        works=len(keys),
        screened=len(keys) - len(left),
        found=len(found),
        left=len(left),
        samples=tuple(samples),
        added=added,
        recall=recall,
        needed=size_for(known=len(found), left=len(left), recall=recall, number=len(samples) + 1, risk=risk),
    )


def draw_sample(
    sources: Iterable[Source],
    states: Mapping[str, Screening],
    lines: Sequence[Decision],
    *,
    size: int,
    now: str,
) -> tuple[Sample | None, tuple[str, ...]]:
    """Return the sample to screen and the keys of its works in the order drawn: the last one as long as some of it is undecided, else a new one.

    Where two people screen each work, what one of them has judged is undecided. `now` is the time of a new one. None and no keys where nothing
    is left to draw from.
    """
    works = tuple(sources)
    sample = begun_sample(works, states, lines)
    if sample:
        return sample, sampled(works, states, lines, sample)
    left = [one.key for one in works if not states[one.key].abstract]
    if not left:
        return None, ()
    new = Sample(drawn=now, size=min(size, len(left)), left=len(left))
    return new, draw(left, new.size, now)


def begun_sample(
    sources: Iterable[Source], states: Mapping[str, Screening], lines: Iterable[Decision]
) -> Sample | None:
    """Return the sample that was drawn last if some of it is undecided, else None."""
    keys = {source.key for source in sources}
    begun = sorted(_samples(lines).items(), key=_drawn)
    if not begun:
        return None
    sample, members = begun[-1]
    decided = [key for key in members & keys if states[key].abstract not in _OPEN]
    return sample if len(decided) < sample.size else None


def sampled(
    sources: Iterable[Source], states: Mapping[str, Screening], lines: Sequence[Decision], sample: Sample
) -> tuple[str, ...]:
    """Return the keys of the works of a sample in the order drawn: from those that nobody had screened when it was drawn."""
    first, members = _first(lines), _samples(lines).get(sample, frozenset())
    there = [
        source.key
        for source in sources
        if not states[source.key].abstract or _since(first, source.key, sample) or source.key in members
    ]
    return draw(there, sample.size, sample.drawn)


def _since(first: Mapping[str, str], key: str, sample: Sample) -> bool:
    """Return whether a work was first screened once the sample was drawn, so that it was among those to draw from."""
    return first.get(key, "") >= sample.drawn


def _first(lines: Iterable[Decision]) -> dict[str, str]:
    """Return by source when it was first screened."""
    first: dict[str, str] = {}
    for line in lines:
        if line.verb in SCREENING_VERBS:
            first[line.key] = min(line.when, first.get(line.key, line.when))
    return first


def _samples(lines: Iterable[Decision]) -> dict[Sample, frozenset[str]]:
    """Return the works that were decided as part of each sample."""
    found = grouped(
        (sample, line.key)
        for line in lines
        if line.verb in SCREENING_VERBS and (sample := read_sample(shown(line.where)))
    )
    return {sample: frozenset(keys) for sample, keys in found.items()}


def _drawn(item: tuple[Sample, frozenset[str]]) -> tuple[str, int]:
    return item[0].drawn, item[0].size

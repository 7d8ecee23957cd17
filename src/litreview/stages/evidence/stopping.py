"""Decides when screening may stop, from a random sample of unscreened works, and which works to screen next.

A ranking model can't estimate how many relevant works it has missed, since it ranks last the works it does not know. So a sample is drawn
at random from all unscreened works, people screen all of it, and an exact bound follows (`litreview.stages.learning.sampling`). Further
screening by rank strengthens the claim: each relevant work found is one less of those that may be left.

A sample is stored in the decisions: their `where` names it, so that it is preserved, merged and found like
every other judgement. A sample counts once all of it is decided. It makes no claim about works that were added after it was drawn.

The next works to screen are the likeliest to be relevant, learned from the inclusions and exclusions so far. The engine is that for codes
(`litreview.stages.learning`), without an offset: a logistic regression on words and word pairs of title and abstract. Inclusions are
rare and count more than exclusions, so that one relevant work in fifty is enough to learn from. Chances are shifted
back so that those of the decided works add up to the inclusions. Measured by `benchmarks/screening.py`.

A chance is a suggestion: it excludes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.libraries import Floats, np, optimize
from litreview.core.model import Decision, Source, Span
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.stages.evidence.screening_status import Screening
from litreview.stages.learning import Features, Learned, chances, find_words, learn, read_features
from litreview.stages.learning.sampling import RISK, Claim, bound, draw, p_of_lower_recall, size_for

_STRENGTH = 0.3  # C: the weight of one answer
_RATIO = 10.0  # the weight of all inclusions together against all exclusions
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
        """The suggestion that a screener sees.

        >>> Likely(source="Doe2012", chance=0.82).words
        'likely in (.82)'
        """
        label = "likely in" if self.chance >= _IN else "likely out" if self.chance < _OUT else "can't tell"
        return f"{label} ({self.chance:.2f})".replace("0.", ".")


_IN, _OUT = 0.5, 0.1


class Ranker:
    """Ranks works by relevance; their words are read once, so that learning from each new answer is fast."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.works: tuple[Source, ...] = tuple(source for source in sources if not source.confidential)
        self._learned: Learned | None = None

    @cached_property
    def _features(self) -> Features:
        return read_features([text_parts(work) for work in self.works])

    def rank(self, decisions: Iterable[Decision]) -> tuple[Likely, ...]:
        """Return the works whose abstract is undecided, the likeliest first.

        Nothing is returned until there is an inclusion and an exclusion to learn from. A work whose full text was judged counts as included
        by its abstract.
        """
        verdicts = _verdicts(decisions)
        rows = [n for n, work in enumerate(self.works) if work.key in verdicts]
        answers = [verdicts[self.works[n].key] for n in rows]
        if len(set(answers)) < 2:
            return ()
        self._learned = learned = fit(self._features, rows, answers)
        logits = learned.logits(self._features.table, 0.0)
        chance = chances(logits - _shift(logits[rows], sum(answers)))
        left = [n for n, work in enumerate(self.works) if work.key not in verdicts]
        left.sort(key=lambda n: (-logits[n], n))
        return tuple(Likely(source=self.works[n].key, chance=round(float(chance[n]), 4)) for n in left)

    def find_words(self, key: str) -> tuple[Span, ...]:
        """Return the spans in a work's text that speak most for including it, by the latest ranking."""
        if self._learned is None:
            return ()
        n = next(n for n, work in enumerate(self.works) if work.key == key)
        return find_words(self.works[n], self._features.weighed(n, self._learned.weights), _FIELDS, _QUOTES)


def text_parts(work: Source) -> list[str]:
    """Return the texts to learn from, the title twice, since it names the subject of a work."""
    return [work.title, *(work.get(name) for name in _FIELDS)]


def fit(features: Features, rows: Sequence[int], answers: Sequence[bool]) -> Learned:
    """Fit the model to the answers for these rows, with a higher weight for inclusions."""
    yes = np.array(answers, dtype=bool)
    each = _RATIO * (~yes).sum() / yes.sum()  # the weight of an inclusion; an exclusion has 1
    weights = np.where(yes, each, 1.0)
    weights *= len(yes) / weights.sum()
    table = features.table[list(rows)]
    return learn(table, yes, np.zeros(len(yes)), strength=_STRENGTH, weights=weights, bias_penalty=1.0)


def _shift(logits: Floats, inclusions: int) -> float:
    """Return by how much log-odds are too high, given the number of inclusions among these works."""
    return float(optimize.brentq(lambda shift: chances(logits - shift).sum() - inclusions, -50.0, 50.0))


def _verdicts(decisions: Iterable[Decision]) -> Mapping[str, bool]:
    """Return by source whether it was included by its abstract, without unsure and disputed ones."""
    verdicts: dict[str, set[bool]] = {}
    for one in decisions:
        if one.value == "fulltext" and one.verb in (*_VERDICTS, "unsure", "not-retrieved"):
            verdicts.setdefault(one.key, set()).update({True})
        elif one.value == "abstract" and one.verb in _VERDICTS:
            verdicts.setdefault(one.key, set()).add(_VERDICTS[one.verb])
    return {key: True in views for key, views in verdicts.items() if len(views) == 1}


_UNDECIDED = ("", "one-vote")
"""The states of an undecided work: nobody has screened it, or one of two people."""
_NOTE = re.compile(r"random sample of (?P<size>\d+) from (?P<left>\d+), drawn (?P<drawn>\S+Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Value):
    """A random sample of `size` of the `left` works that nobody had screened when it was `drawn`."""

    drawn: str
    size: int
    left: int

    @property
    def note(self) -> str:
        """The `where` of decisions on this sample; `read_sample` parses it.

        >>> Sample(drawn="2026-01-02T03:04:05Z", size=50, left=600).note
        'random sample of 50 from 600, drawn 2026-01-02T03:04:05Z'
        """
        return f"random sample of {self.size} from {self.left}, drawn {self.drawn}"


def read_sample(where: str) -> Sample | None:
    """Return the sample that a decision's `where` names, None for any other text."""
    found = _NOTE.fullmatch(where.strip())
    if not found or not 0 < int(found["size"]) <= int(found["left"]):
        return None
    return Sample(drawn=found["drawn"], size=int(found["size"]), left=int(found["left"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSample(Value):
    """A sample with the numbers of its decided and relevant works, and the claim that it allows today.

    `claim`: None until all of it is decided. Unsure and disputed works count as relevant in the sample, but not as found.
    """

    sample: Sample
    decided: int
    relevant: int
    claim: Claim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping(Value):
    """The progress of screening by title and abstract, and the claim that it allows if it stopped now.

    - `works`: The literature that can be shown. `screened`, `one_vote` (by one of two people) and `left` (by nobody) add up to it. Of the screened,
      `found` are relevant and `unsettled` unsure or disputed.
    - `added`: The works among those left that came after the last sample was drawn, about which it makes no claim.
    - `needed`: The size of a sample that allows to claim a `recall`, if none of it is relevant; None if even all that are left are too few.
    - `p_lower`: The p value of a lower recall by the order of screening alone (`p_of_lower_recall`); None if nothing relevant was found.
    """

    works: int
    screened: int
    found: int
    left: int
    one_vote: int = 0
    unsettled: int = 0
    samples: tuple[JudgedSample, ...] = ()
    added: int = 0
    recall: float = 0.95
    needed: int | None = None
    p_lower: float | None = None

    @property
    def claim(self) -> Claim | None:
        """The strongest claim, None if no sample is fully decided, or works were added since."""
        claims = [one.claim for one in self.samples if one.claim]
        return max(claims, key=lambda one: one.recall) if claims and not self.added else None

    @property
    def order_sentence(self) -> str:
        """The same sentence by the order of screening alone, `""` while its rule does not allow to stop."""
        if self.p_lower is None or self.p_lower >= RISK:
            return ""
        return (
            f"by the stopping rule of Callaghan and Müller-Hansen (2020), which rests on the order of screening, a recall below {100 * self.recall:g}% "
            f"is rejected (p = {self.p_lower:.3f}) after {self.screened:,} of {self.works:,} works"
        )

    @property
    def sentence(self) -> str:
        """The sentence for `[screening] stopped` of litreview.toml and the report, `""` without a claim."""
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
    """Return the progress of a screening and the claims that its samples allow.

    `sources` are the literature that can be shown, `states` their screening (`litreview.stages.evidence.screen`). `lines` are all decisions
    ever written, replaced ones too: a work that was first screened before a sample was drawn is not among those it was drawn from.
    """
    keys = [source.key for source in sources]
    early = {key: states[key].abstract for key in keys}
    left = [key for key in keys if not early[key]]
    one_vote = sum(early[key] == "one-vote" for key in keys)
    found = {key for key in keys if early[key] == "include"}
    doubtful = {key for key in keys if early[key] in ("include", "unsure", "disputed")}
    first = _first(lines)
    samples: list[JudgedSample] = []
    added = 0
    for number, (sample, members) in enumerate(sorted(_samples(lines).items(), key=_drawn), start=1):
        decided = [key for key in members if early.get(key, "") not in _UNDECIDED]
        relevant = sum(key in doubtful for key in decided)
        claim = None
        if len(decided) == sample.size:
            at_most = bound(sample.left, sample.size, relevant, risk / 2**number)
            since = sum(key in members or _since(first, key, sample) for key in found)
            claim = Claim(known=len(found), at_most=max(at_most - since, 0), left=len(left), risk=risk)
        screened = sum(bool(early[key]) and (key in members or _since(first, key, sample)) for key in keys)
        added = max(len(left) + screened - sample.left, 0)
        samples.append(JudgedSample(sample=sample, decided=len(decided), relevant=relevant, claim=claim))
    return Stopping(
        works=len(keys),
        screened=len(keys) - len(left) - one_vote,
        one_vote=one_vote,
        unsettled=len(doubtful) - len(found),
        found=len(found),
        left=len(left),
        samples=tuple(samples),
        added=added,
        recall=recall,
        p_lower=_p_by_order(early, doubtful, first, recall),
        needed=size_for(known=len(found), left=len(left), recall=recall, number=len(samples) + 1, risk=risk),
    )


def _p_by_order(
    early: Mapping[str, str], doubtful: Collection[str], first: Mapping[str, str], recall: float
) -> float | None:
    """Return the p value of a lower recall by the order in which works were first screened."""
    order = sorted(
        (key for key, state in early.items() if state not in _UNDECIDED),
        key=lambda key: (first.get(key, ""), key),
    )
    return p_of_lower_recall([key in doubtful for key in order], len(early), recall)


def draw_sample(
    sources: Iterable[Source],
    states: Mapping[str, Screening],
    lines: Sequence[Decision],
    *,
    size: int,
    now: str,
) -> tuple[Sample | None, tuple[str, ...]]:
    """Return the sample to screen and the keys of its works in the order drawn: the last one until all of it is decided, then a new one.

    Where two people screen each work, one judgement leaves it undecided. `now` is the time of a new sample. None and no keys if no works are
    left to draw from.
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
    """Return the sample that was drawn last if it is not fully decided, else None."""
    keys = {source.key for source in sources}
    begun = sorted(_samples(lines).items(), key=_drawn)
    if not begun:
        return None
    sample, members = begun[-1]
    decided = [key for key in members & keys if states[key].abstract not in _UNDECIDED]
    return sample if len(decided) < sample.size else None


def sampled(
    sources: Iterable[Source], states: Mapping[str, Screening], lines: Sequence[Decision], sample: Sample
) -> tuple[str, ...]:
    """Return the keys of a sample's works in the order drawn, from the works that were unscreened when it was drawn."""
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
    """Return the time of the first screening of each source."""
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

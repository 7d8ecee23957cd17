"""How far people agree who judged the same sources apart from each other, and where they do not.

`measure_agreement` takes decisions and returns one `Agreement` per thing judged: a code (yes or no), the stance toward a goal, an
evidence field (of several values, all of them), a stage of screening. The measures are for nominal values:

- percent agreement: the share of pairs of judgements on one source that say the same;
- Cohen's kappa, for each two coders over the sources both judged: (p_o - p_e) / (1 - p_e), with the chance p_e that two
  who each keep their own rates would say the same (J. Cohen, Educational and Psychological Measurement 20(1), 1960);
- Krippendorff's alpha, for any number of coders, some missing: 1 - D_o / D_e over the coincidences of values within
  sources (K. Krippendorff, Content Analysis, 4th ed., 2019, ch. 12);
- 95% intervals by bootstrap: sources drawn anew with replacement, the 2.5th and 97.5th percentile, the seed fixed.

Where all said one and the same thing, kappa and alpha are 0 / 0: there is nothing to tell skill from chance. The value is
then `None` and `why` says so in words; it is never called 0 or 1.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview.core.containers import TypedTuple
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision
from litreview.core.sealed import shown
from litreview.core.wording import notebook_html, short_repr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

YES, NO = "yes", "no"
NONE = "none"
_ROUNDS = 2000
_SEED = 1
_WITHHELD = "withheld"

_Judgements = Mapping[str, Mapping[str, str]]
"""What each coder said of each source: source key → coder → value. Who is missing did not judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A coefficient with its 95% interval; `value` is None where it is not defined, and `why` says why."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""

    __repr__ = short_repr

    def __str__(self) -> str:
        if self.value is None:
            return f"undefined ({self.why})"
        if self.low is None or self.high is None:
            return f"{self.value:.2f}"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Cohen's kappa of two coders, over the `n` sources both judged."""

    coders: tuple[str, str]
    n: int
    kappa: Statistic

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A source on which coders differ. `said` holds (coder, value, reason or quote); `settled` is the adjudicator's value."""

    key: str
    about: str
    said: tuple[tuple[str, str, str], ...]
    settled: str = ""
    settled_by: str = ""

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far coders agree about one thing: a code (`protect`), a stance (`stance protect`), screening (`screen abstract`), an evidence
    field (`field design`, of what is said on one code `field directness@protect`).

    - `n`: sources that at least two people judged; `single`: those that one person judged, which say nothing here;
    - `percent`: agreeing pairs of judgements, 0..1; None if there are none;
    - `shares`: how often each value was given on those n sources, 0..1; the share of `yes` is the prevalence.
    """

    about: str
    coders: tuple[str, ...]
    n: int
    single: int
    percent: float | None
    shares: tuple[tuple[str, float], ...]
    kappas: tuple[Pair, ...]
    alpha: Statistic
    disagreements: tuple[Disagreement, ...]

    __repr__ = short_repr

    _repr_html_ = notebook_html

    @property
    def prevalence(self) -> float | None:
        """The share of `yes` among the judgements of a code; None for what is not judged by yes and no."""
        if {value for value, _ in self.shares} <= {YES, NO} and self.shares:
            return dict(self.shares).get(YES, 0.0)
        return None


def _by_person(judgements: _Judgements, call: str) -> Iterable[Mapping[str, str]]:
    if not all(isinstance(said, Mapping) for said in judgements.values()):
        raise UsageError(
            f"{call} takes what each person said, by source: {call}({{'Doe2001': {{'ann': 'yes', 'bob': 'no'}}}})"
        )
    return judgements.values()


def percent_agreement(judgements: _Judgements) -> float | None:
    """Return the share of pairs of judgements on one source that say the same; None if there is no pair.

    >>> percent_agreement({"A": {"x": "yes", "y": "yes"}, "B": {"x": "yes", "y": "no"}, "C": {"x": "no"}})
    0.5
    """
    agreeing = pairs = 0
    for said in _by_person(judgements, "percent_agreement"):
        n = len(said)
        pairs += n * (n - 1)
        agreeing += sum(count * (count - 1) for count in Counter(said.values()).values())
    return agreeing / pairs if pairs else None


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]], *, seed: int = _SEED) -> Statistic:
    """Return Cohen's kappa of two coders, from the pair of values each source got.

    >>> table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    >>> print(cohen_kappa([pair for pair, n in table.items() for _ in range(n)]))
    0.40 [0.16, 0.64]
    """
    if not pairs:
        return Statistic(why="no source was judged by both")
    if any(len(pair) != 2 for pair in pairs):
        raise UsageError(
            "cohen_kappa takes pairs, what one coder and the other said of a source: cohen_kappa([('yes', 'no')])"
        )
    values = sorted({str(value) for pair in pairs for value in pair})
    if len(values) == 1:
        return Statistic(why=f"both said '{values[0]}' of every source")
    kinds = Counter((str(a), str(b)) for a, b in pairs)
    import numpy as np

    names = sorted(kinds)
    first, second = (np.array([[name[i] == v for v in values] for name in names], float) for i in (0, 1))
    same = np.array([a == b for a, b in names], float)

    def value(counts: Counts) -> Counts:
        n = counts.sum(axis=1)
        chance = ((counts @ first) * (counts @ second)).sum(axis=1) / n**2
        observed = counts @ same / n
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(chance == 1, np.nan, (observed - chance) / (1 - chance))

    return _with_interval([kinds[name] for name in names], value, seed)


def krippendorff_alpha(judgements: _Judgements, *, seed: int = _SEED) -> Statistic:
    """Return Krippendorff's alpha for nominal values; sources with one judgement are left out, as the method asks.

    >>> krippendorff_alpha({"A": {"x": "1", "y": "1"}, "B": {"x": "1", "y": "2"}, "C": {"x": "2", "y": "2"}}).value
    0.4444444444444444
    """
    kinds = Counter(
        tuple(sorted(Counter(said.values()).items()))
        for said in _by_person(judgements, "krippendorff_alpha")
        if len(said) > 1
    )
    if not kinds:
        return Statistic(why="no source was judged by two people")
    values = {value for kind in kinds for value, _ in kind}
    if len(values) == 1:
        return Statistic(why=f"everyone said '{values.pop()}' of every source")

    import numpy as np

    names = sorted(kinds)
    order = sorted(values)
    given = np.array([[dict(name).get(v, 0) for v in order] for name in names], float)
    m = given.sum(axis=1)
    apart = (m**2 - (given**2).sum(axis=1)) / (m - 1)

    def value(counts: Counts) -> Counts:
        totals = counts @ given
        n = totals.sum(axis=1)
        expected = n**2 - (totals**2).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(expected == 0, np.nan, 1 - (n - 1) * (counts @ apart) / expected)

    return _with_interval([kinds[name] for name in names], value, seed)


def _with_interval(kinds: Sequence[int], value: Callable[[Counts], Counts], seed: int) -> Statistic:
    """Return a coefficient and its bootstrap interval. `kinds` counts the sources of each kind, those judged alike.

    To draw sources anew is to draw how many there are of each kind: a row of counts. Draws in which the coefficient is not
    defined (all fell on one value) are left out.
    """
    import numpy as np

    counts = np.array([kinds], float)
    n = sum(kinds)
    # the stream of RandomState is frozen (NEP 19): the same interval whatever the version of numpy
    draws = np.random.RandomState(seed).multinomial(n, counts[0] / n, size=_ROUNDS)
    found = np.sort(value(draws.astype(float)))
    sound = found[~np.isnan(found)]
    point = float(value(counts)[0])
    if not len(sound):
        return Statistic(value=point)
    low, high = (float(sound[int(share * len(sound))]) for share in (0.025, 0.975))
    return Statistic(value=point, low=low, high=high)


def gather_judgements(
    decisions: Iterable[Decision], codes: Sequence[str] = (), *, prefix: str = ""
) -> Mapping[str, _Judgements]:
    """Return, per thing judged, what each coder said of each source. `codes` are those that `none` says no to.

    Only what a person said counts: a code that a coder passed over in silence is missing, not a no. Names of codes may carry
    a `prefix` (`tvpa:`).
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    nones: list[Decision] = []
    for decision in decisions:
        about, said = _reading(decision, prefix)
        if about == NONE:
            nones += [decision] if said == YES else []
        elif about:
            found.setdefault(about, {}).setdefault(decision.key, {})[decision.by] = said
    for decision in nones:
        for code in codes:
            found.setdefault(code, {}).setdefault(decision.key, {}).setdefault(decision.by, NO)
    return found


def _reading(decision: Decision, prefix: str) -> tuple[str, str]:
    """Return what a decision is about and what it says of it; empty if it is no judgement that can be compared."""
    value = decision.value.removeprefix(prefix)
    if decision.verb in ("tag", "not-tag"):
        return value, YES if decision.verb == "tag" else NO
    if decision.verb == "stance":
        code, _, stance = value.partition("=")
        return f"stance {code}", stance
    if decision.verb == "set":
        head, _, said = value.partition("=")
        # of what is confidential a text may be withheld: two such say nothing of each other
        parts = sorted({part.strip() for part in said.split(";")} - {"", _WITHHELD})
        return (f"field {head.strip()}", "; ".join(parts)) if parts else ("", "")
    return (f"screen {value}", decision.verb) if decision.verb in SCREENING_VERBS else ("", "")


def measure_agreement(
    decisions: Iterable[Decision],
    codes: Sequence[str] = (),
    *,
    adjudicators: Sequence[str] = (),
    prefix: str = "",
    seed: int = _SEED,
) -> tuple[Agreement, ...]:
    """Return the agreement about each code, stance, evidence field and stage that at least one person judged.

    `decisions` are the current ones of each person, an adjudicator's not yet put in their place
    (`litreview.judgements.decisions.current(decisions)`). An adjudicator's line is no judgement of its own: it settles a
    disagreement. Codes come in the order of `codes`, then the others by name.
    """
    all_ = sorted(decisions, key=lambda d: d.order)
    judged = gather_judgements((d for d in all_ if d.by not in adjudicators), codes, prefix=prefix)
    settled = gather_judgements((d for d in all_ if d.by in adjudicators), codes, prefix=prefix)
    reasons = {
        (_reading(d, prefix)[0], d.key, d.by): "; ".join(p for p in (shown(d.reason), shown(d.where)) if p)
        for d in all_
    }
    order = {code: n for n, code in enumerate(codes)}
    names = sorted(judged, key=lambda about: (about.count(" "), order.get(about, len(order)), about))
    found = (_measure(about, judged[about], settled.get(about, {}), reasons, seed) for about in names)
    return TypedTuple(found, Agreement)


def _measure(
    about: str,
    judged: _Judgements,
    settled: _Judgements,
    reasons: Mapping[tuple[str, str, str], str],
    seed: int,
) -> Agreement:
    shared = {key: said for key, said in judged.items() if len(said) > 1}
    coders = tuple(sorted({coder for said in judged.values() for coder in said}))
    counts = Counter(value for said in shared.values() for value in said.values())
    total = sum(counts.values())
    kappas = []
    for one, other in itertools.combinations(coders, 2):
        pairs = [(said[one], said[other]) for said in shared.values() if one in said and other in said]
        if pairs:
            kappas.append(Pair(coders=(one, other), n=len(pairs), kappa=cohen_kappa(pairs, seed=seed)))
    disagreements = []
    for key in sorted(shared):
        if len(set(shared[key].values())) > 1:
            last = list(settled.get(key, {}).items())[-1:]
            disagreements.append(
                Disagreement(
                    key=key,
                    about=about,
                    said=tuple(
                        (coder, value, reasons.get((about, key, coder), ""))
                        for coder, value in sorted(shared[key].items())
                    ),
                    settled=last[0][1] if last else "",
                    settled_by=last[0][0] if last else "",
                )
            )
    return Agreement(
        about=about,
        coders=coders,
        n=len(shared),
        single=len(judged) - len(shared),
        percent=percent_agreement(shared),
        shares=tuple((value, count / total) for value, count in sorted(counts.items(), reverse=True)),
        kappas=tuple(kappas),
        alpha=krippendorff_alpha(shared, seed=seed),
        disagreements=tuple(disagreements),
    )

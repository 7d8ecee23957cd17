"""Measures how far people agree who judged the same sources independently, and lists their disagreements.

The first answer of each person to a question is measured. A later answer, after coders compared theirs, is consensus.

`measure_agreement` takes decisions and returns one `Agreement` per question: a code (yes or no), the stance toward a goal, an
evidence field (all of its values), a stage of screening. The measures are for nominal values:

- percent agreement: the share of pairs of judgements on one source that are equal;
- Cohen's kappa, for each two coders over the sources both judged: (p_o - p_e) / (1 - p_e), where p_e is the chance that two
  people with these rates agree (J. Cohen, Educational and Psychological Measurement 20(1), 1960);
- Krippendorff's alpha, for any number of coders, some missing: 1 - D_o / D_e over the coincidences of values within
  sources (K. Krippendorff, Content Analysis, 4th ed., 2019, ch. 12);
- 95% intervals by bootstrap: sources redrawn with replacement, the 2.5th and 97.5th percentile, a fixed seed. No interval is given if all resamples
  have one value, as when everyone agrees, or if the coefficient is undefined in more than 2.5% of them.

The answer `not-retrieved` on a full text is no judgement: PRISMA 2020 counts such a report as not retrieved, and not as assessed. On an abstract it
counts as `include`, because the person wanted to read the text.

If all judgements are the same, kappa and alpha are 0 / 0: skill cannot be distinguished from chance. Then the value is
`None`, and never 0 or 1, and `why` gives the reason in words.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Number, Real
from typing import TYPE_CHECKING, Any

from litreview.core.containers import TypedTuple, grouped, is_absent
from litreview.core.decision_types import NONE, SCREENING_VERBS
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Decision
from litreview.core.sealed import shown
from litreview.core.wording import Value, notebook_html, plural
from litreview.judgements.decisions import answered, round_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from litreview.judgements.codebook import Codebook

    Counts = NDArray[np.float64]

YES, NO = "yes", "no"
_ROUNDS = 2000
_TAIL = 0.025
_SEED = 1
_WITHHELD = "withheld"
CONSENSUS, PASSED = "consensus", "the judgement of the full text"

_Judgements = Mapping[str, Mapping[str, Any]]
"""Each coder's judgement on each source: source key → coder → value. A missing coder did not judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic(Value):
    """A coefficient with its 95% interval; an undefined `value` is None, and without an interval so are `low` and `high`; `why` gives the reason."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""

    def __str__(self) -> str:
        if self.value is None:
            return f"undefined ({self.why})"
        if self.low is None or self.high is None:
            return f"{self.value:.2f} (no interval: {self.why})"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairKappa(Value):
    """Cohen's kappa of two coders, over the `n` sources both judged."""

    coders: tuple[str, str]
    n: int
    kappa: Statistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement(Value):
    """A source on which the first answers of coders differ. `said` has (coder, value, reason or quote).

    `settled` is the value of the adjudicator whom `settled_by` names, or that on which the coders agreed later (`CONSENSUS`); an abstract is
    settled by the judgement of its full text (`PASSED`).
    """

    key: str
    about: str
    said: tuple[tuple[str, str, str], ...]
    settled: str = ""
    settled_by: str = ""

    @property
    def topic(self) -> str:
        """The question as a dispute names it.

        >>> Disagreement(key="a", about="field design", said=()).topic, Disagreement(key="a", about="protect", said=()).topic
        ('set design', 'tag protect')
        """
        return topic_of(self.about)


def topic_of(about: str) -> str:
    """Return the question of an agreement as a dispute names it."""
    kind, _, rest = about.partition(" ")
    return f"{'set' if kind == 'field' else kind} {rest}" if rest else f"tag {kind}"


_STAGES = {
    "screen abstract": "Screening by abstract",
    "screen fulltext": "Screening by full text",
    "reason fulltext": "Reason of exclusion",
}


def about_label(about: str, book: Codebook) -> str:
    """Return the name of a measured question for readers: the label of its code or field, `Stance on Protect`, `Screening by abstract`."""
    labels = {code.id: code.label for code in book.codes} | {field.id: field.label for field in book.evidence}
    kind, _, rest = about.partition(" ")
    if kind == "stance":
        return f"Stance on {labels.get(rest, rest)}"
    if kind == "field":
        return " on ".join(labels.get(part, part) for part in rest.split("@"))
    return _STAGES.get(about) or labels.get(about, about)


def shared_agreement(found: Iterable[Agreement], book: Codebook) -> list[Agreement]:
    """Return the agreements on sources that at least two people judged, with `about_label` as `about`, for readers."""
    return [replace(one, about=about_label(one.about, book)) for one in found if one.n]


def shown_agreement(found: Iterable[Agreement], open_rounds: frozenset[str]) -> tuple[Agreement, ...]:
    """Return the agreements without those of open rounds: over a few sources they would tell each coder the other's answers."""
    topics = ((one, topic_of(one.about).partition(" ")) for one in found)
    return tuple(one for one, (kind, _, about) in topics if round_of((kind, "", about)) not in open_rounds)


_FEW_SOURCES = 20
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Value):
    """The agreement of coders on one question: a code (`protect`), a stance (`stance protect`), screening (`screen abstract`), an evidence
    field (`field design`, or `field directness@protect` for one code).

    - `n`: sources judged by at least two people; `single`: sources judged by one, which are not used;
    - `percent`: the share of agreeing pairs of judgements, 0..1; None without pairs;
    - `shares`: the frequency of each value on those n sources, 0..1; the share of `yes` is the prevalence;
    - `changed`: answers on those n sources that a coder replaced later; the first ones are measured.
    """

    about: str
    coders: tuple[str, ...]
    n: int
    single: int
    percent: float | None
    shares: tuple[tuple[str, float], ...]
    kappas: tuple[PairKappa, ...]
    alpha: Statistic
    disagreements: tuple[Disagreement, ...]
    changed: int = 0

    _repr_html_ = notebook_html

    def __str__(self) -> str:
        agreed = "" if self.percent is None else f", {self.percent:.0%} agreement"
        pairs = [f"kappa of {' and '.join(one.coders)} {one.kappa}" for one in self.kappas[:_SHOWN]]
        more = [f"kappas of {len(self.kappas) - _SHOWN} more pairs"] if len(self.kappas) > _SHOWN else []
        sources = plural(self.n, "source")
        return "; ".join(
            [
                f"{self.about}: {sources} judged by two people or more{agreed}",
                f"alpha {self.alpha}",
                *pairs,
                *more,
            ]
        )

    @property
    def prevalence(self) -> float | None:
        """The share of `yes` among the judgements of a code; None for questions other than yes or no."""
        if {value for value, _ in self.shares} <= {YES, NO} and self.shares:
            return dict(self.shares).get(YES, 0.0)
        return None


def few_sources(found: Iterable[tuple[str, int]]) -> str:
    """Return a sentence that names what was judged on too few sources, of (name, sources in common); empty if nothing was.

    The interval is by bootstrap, which draws from the sources at hand: few of them show too little of what others would.

    >>> few_sources([("protect", 120), ("stance prevent", 3)])
    'Fewer than 20 sources in common, too few for a reliable interval: stance prevent.'
    """
    few = [name for name, n in found if n < _FEW_SOURCES]
    return (
        f"Fewer than {_FEW_SOURCES} sources in common, too few for a reliable interval: {', '.join(few)}."
        if few
        else ""
    )


def _by_person(judgements: _Judgements, call: str) -> list[Mapping[str, Any]]:
    """Return what each person said of each source, without missing values; `UsageError` for values of several kinds."""
    if not all(isinstance(votes, Mapping) for votes in judgements.values()):
        raise UsageError(
            f"{call} takes what each person said, by source: {call}({{'Doe2001': {{'ann': 'yes', 'bob': 'no'}}}})"
        )
    said: list[Mapping[str, Any]] = [
        {person: value for person, value in votes.items() if not _is_missing(value)}
        for votes in judgements.values()
    ]
    _check_kinds((value for votes in said for value in votes.values()), call)
    return said


def _is_missing(value: object) -> bool:
    """Return whether a cell holds no judgement: an empty one says nothing, as None and NaN do."""
    return is_absent(value) or (isinstance(value, str) and not value.strip())


def _check_kinds(values: Iterable[object], call: str) -> None:
    """Raise `UsageError` if values are of several kinds: the text `1` and the number 1 may or may not be one judgement."""
    kinds = {kind: value for value in values for kind in [_kind(value)]}
    if len(kinds) > 1:
        shown = " and ".join(f"{value!r} ({kind})" for kind, value in sorted(kinds.items()))
        raise UsageError(
            f"{call} takes values of one kind, and these are of several: {shown}; convert them first"
        )


def _kind(value: object) -> str:
    name = type(value).__name__.rstrip("_")
    if isinstance(value, str):
        return "text"
    return "number" if isinstance(value, Number) and name != "bool" else name


def percent_agreement(judgements: _Judgements) -> float | None:
    """Return the share of equal pairs of judgements on one source; None without pairs. Missing values (None, NaN, NA) are no judgement.

    >>> percent_agreement({"A": {"x": "yes", "y": "yes"}, "B": {"x": "yes", "y": "no"}, "C": {"x": "no"}})
    0.5
    """
    agreeing = pairs = 0
    for votes in _by_person(judgements, "percent_agreement"):
        n = len(votes)
        pairs += n * (n - 1)
        agreeing += sum(count * (count - 1) for count in Counter(votes.values()).values())
    return agreeing / pairs if pairs else None


def cohen_kappa(pairs: Iterable[Sequence[Hashable]], *, seed: int = _SEED) -> Statistic:
    """Return Cohen's kappa of two coders, from the pair of values for each source; a pair with a missing value is left out.

    >>> table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    >>> print(cohen_kappa([pair for pair, n in table.items() for _ in range(n)]))
    0.40 [0.16, 0.64]
    """
    pairs = list(pairs)
    if any(isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2 for pair in pairs):
        raise UsageError(
            "cohen_kappa takes pairs, what one coder and the other said of a source: cohen_kappa([('yes', 'no')])"
        )
    pairs = [pair for pair in pairs if not any(map(_is_missing, pair))]
    if not pairs:
        return Statistic(why="no source was judged by both")
    _check_kinds((value for pair in pairs for value in pair), "cohen_kappa")
    values = sorted({_name(value) for pair in pairs for value in pair})
    if len(values) == 1:
        return Statistic(why=f"both said '{values[0]}' of every source")
    kinds = Counter((_name(a), _name(b)) for a, b in pairs)
    # kappa is the same whoever comes first, and so is its interval
    kinds = min(
        kinds, Counter({(b, a): n for (a, b), n in kinds.items()}), key=lambda one: sorted(one.items())
    )
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


def _name(value: object) -> str:
    """Return a value as text: a number that gaps in its column turned into a float is an integer again."""
    if isinstance(value, Real) and _kind(value) == "number":
        value = float(value)
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def krippendorff_alpha(judgements: _Judgements, *, seed: int = _SEED) -> Statistic:
    """Return Krippendorff's alpha for nominal values; missing values and sources with one judgement are left out, as the method requires.

    >>> krippendorff_alpha({"A": {"x": "1", "y": "1"}, "B": {"x": "1", "y": "2"}, "C": {"x": "2", "y": "2"}}).value
    0.4444444444444444
    """
    kinds = Counter(
        tuple(sorted(Counter(map(_name, votes.values())).items()))
        for votes in _by_person(judgements, "krippendorff_alpha")
        if len(votes) > 1
    )
    if not kinds:
        return Statistic(why="no source was judged by two people")
    values = {value for kind in kinds for value, _ in kind}
    if len(values) == 1:
        return Statistic(why=f"everyone said '{values.pop()}' of every source")

    import numpy as np

    names = sorted(kinds)
    order = sorted(values)
    tallies = np.array([[dict(name).get(v, 0) for v in order] for name in names], float)
    m = tallies.sum(axis=1)
    apart = (m**2 - (tallies**2).sum(axis=1)) / (m - 1)

    def value(counts: Counts) -> Counts:
        totals = counts @ tallies
        n = totals.sum(axis=1)
        expected = n**2 - (totals**2).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(expected == 0, np.nan, 1 - (n - 1) * (counts @ apart) / expected)

    return _with_interval([kinds[name] for name in names], value, seed)


def _with_interval(kinds: Sequence[int], value: Callable[[Counts], Counts], seed: int) -> Statistic:
    """Return a coefficient and its bootstrap interval. `kinds` has the number of sources with the same judgements.

    To redraw sources is to redraw these numbers: a row of counts. A draw in which the coefficient is undefined (all judgements are one
    value) has no place among the others. If there are more of these than one tail holds, nobody knows where that end of the interval is.
    """
    import numpy as np

    counts = np.array([kinds], float)
    n = sum(kinds)
    # the stream of RandomState is frozen (NEP 19): the same interval whatever the version of numpy
    draws = np.random.RandomState(seed).multinomial(n, counts[0] / n, size=_ROUNDS)
    values = np.sort(value(draws.astype(float)))
    sound = values[~np.isnan(values)]
    point = float(value(counts)[0])
    undefined = 1 - len(sound) / _ROUNDS
    if undefined > _TAIL:
        return Statistic(value=point, why=f"undefined in {undefined:.0%} of the resamples")
    low, high = (float(sound[int(share * len(sound))]) for share in (_TAIL, 1 - _TAIL))
    if low == high:
        return Statistic(value=point, why="the same in every resample")
    return Statistic(value=point, low=low, high=high)


def gather_judgements(
    decisions: Iterable[Decision], codes: Sequence[str] = (), *, prefix: str = ""
) -> Mapping[str, _Judgements]:
    """Return, for each question, each coder's first judgement on each source. A decision `none` is a no to all of `codes`.

    Of several judgements of one coder that of the first of these decisions is returned. Only explicit judgements count: a code that a coder did not mention is missing, not a no. Codes may have
    a `prefix` (`tvpa:`).
    """
    judgements: dict[str, dict[str, dict[str, str]]] = {}
    for decision in answered(decisions, codes, prefix):
        about, value = _question_and_value(decision, prefix)
        if about not in ("", NONE):
            judgements.setdefault(about, {}).setdefault(decision.key, {}).setdefault(decision.by, value)
    return judgements


def _question_and_value(decision: Decision, prefix: str) -> tuple[str, str]:
    """Return question and value of a decision; both empty if it is no comparable judgement."""
    value = decision.value.removeprefix(prefix)
    if decision.verb in ("tag", "not-tag"):
        return value, YES if decision.verb == "tag" else NO
    if decision.verb == "stance":
        code, _, stance = value.partition("=")
        return f"stance {code}", stance
    if decision.verb == "set":
        head, _, text = value.partition("=")
        # texts on confidential sources may be withheld, and can't be compared
        parts = sorted({part.strip() for part in text.split(";")} - {"", _WITHHELD})
        return (f"field {head.strip()}", "; ".join(parts)) if parts else ("", "")
    if (decision.verb, value) == ("not-retrieved", "abstract"):
        return "screen abstract", "include"
    return (f"screen {value}", decision.verb) if decision.verb in SCREENING_VERBS else ("", "")


def agreement(
    frame: pd.DataFrame, *, item: str, coder: str, value: str, about: str = "", seed: int = _SEED
) -> Agreement:
    """Return the agreement of coders on one question, from a DataFrame with a row for each judgement.

    Rows without an item, a coder or a value are left out. Blanks around a text say nothing, and names of coders are compared without
    case. The result has the percent agreement, Cohen's kappa of each two coders, Krippendorff's alpha, and the disagreements.
    `UsageError` for two values of one coder on one item that differ: nobody knows which counts.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": [1, 1, 2, 2], "who": ["ann", "ben"] * 2, "raid": [1, 1, None, 0]})
    >>> agreement(frame, item="id", coder="who", value="raid").percent
    1.0
    """
    rows = [
        (number, *row)
        for number, row in enumerate(zip(*columns_of(frame, "agreement", item, coder, value), strict=True))
        if not any(map(_is_missing, row))
    ]
    _check_kinds((row[3] for row in rows), "agreement")
    judged: dict[str, dict[str, str]] = {}
    spelled: dict[str, str] = {}
    places: dict[tuple[str, str], int] = {}
    for number, *cells in rows:
        one, person, said = (_name(cell).strip() for cell in cells)
        person = spelled.setdefault(person.casefold(), person)
        first = places.setdefault((one, person), number)
        if judged.setdefault(one, {}).setdefault(person, said) != said:
            raise UsageError(
                f"agreement: rows {first} and {number} (the first row is 0) have two values of {person} on {one}, "
                f"{judged[one][person]!r} and {said!r}; keep the one that counts"
            )
    return _measure(about or str(value), judged, judged, {}, {}, seed)


def columns_of(frame: pd.DataFrame, call: str, *names: str) -> list[list[Any]]:
    """Return the values of columns of a frame, those of a level of its index, too; `UsageError` for a column that it does not have."""
    frame = frame.reset_index() if not {*names} <= {*frame.columns} else frame
    for name in names:
        if name not in frame.columns:
            raise UsageError(
                f"{call}: no column '{name}' in this frame{near_miss(str(name), map(str, frame.columns))}"
            )
        if [*frame.columns].count(name) > 1:
            raise UsageError(f"{call}: two columns of this frame are called '{name}'; rename one of them")
    return [frame[name].astype(object).tolist() for name in names]


def judged_elsewhere(decisions: Iterable[Decision]) -> str:
    """Return how many sources two people judged in another tool, and why agreement is not measured from them; `""` if none."""
    people = grouped(
        ((d.key, d.verb in SCREENING_VERBS, d.value), d.by) for d in decisions if d.shown == "imported"
    )
    if not (many := len({about[0] for about, names in people.items() if len({*names}) > 1})):
        return ""
    what = plural(many, "source was", "sources were")
    return f"{what} judged by two people in another tool; agreement leaves that out, since nobody knows what they saw of each other"


def measure_agreement(
    decisions: Iterable[Decision],
    codes: Sequence[str] = (),
    *,
    adjudicators: Sequence[str] = (),
    prefix: str = "",
    seed: int = _SEED,
) -> tuple[Agreement, ...]:
    """Return the agreement of first answers on each code, stance, evidence field and stage that at least one person judged.

    `decisions` are all answers of each person (`litreview.judgements.decisions.answers(decisions)`): the first is measured, a later one
    is consensus. An adjudicator's line is no judgement of its own: it settles a disagreement. A decision of another tool (`shown` is `imported`)
    is left out, since nobody knows what its coder saw. Codes come in the order of `codes`, then the others by name.
    """
    all_ = sorted((d for d in decisions if d.shown != "imported"), key=lambda d: d.order)
    own = [d for d in all_ if d.by not in adjudicators and (d.verb, d.value) != ("not-retrieved", "fulltext")]
    judged = gather_judgements(own, codes, prefix=prefix)
    latest = gather_judgements(own[::-1], codes, prefix=prefix)
    settled = gather_judgements((d for d in all_[::-1] if d.by in adjudicators), codes, prefix=prefix)
    screened = {(d.key, d.by, d.value): d.verb for d in all_ if d.verb in SCREENING_VERBS}
    read = {
        key for (key, _, stage), verb in screened.items() if stage == "fulltext" or verb == "not-retrieved"
    }
    reasons = {
        (_question_and_value(d, prefix)[0], d.key, d.by): "; ".join(
            p for p in (shown(d.reason), shown(d.where)) if p
        )
        for d in all_[::-1]
    }
    order = {code: n for n, code in enumerate(codes)}
    names = sorted(judged, key=lambda about: (about.count(" "), order.get(about, len(order)), about))
    agreements = (
        _measure(
            about,
            judged[about],
            latest[about],
            _settlements(latest[about], settled.get(about, {}), read if about == "screen abstract" else ()),
            reasons,
            seed,
        )
        for about in names
    )
    return TypedTuple(agreements, Agreement)


def _settlements(
    latest: _Judgements, settled: _Judgements, read: Collection[str]
) -> Mapping[str, tuple[str, str]]:
    """Return what settles each source's question, and who: an adjudicator, the coders who agreed later, or the full text of those in `read`."""
    found = dict.fromkeys(read, ("judged", PASSED))
    for key, votes in latest.items():
        if len(votes) > 1 and len(set(votes.values())) == 1:
            found[key] = (next(iter(votes.values())), CONSENSUS)
    return found | {key: (value, by) for key, votes in settled.items() for by, value in [*votes.items()][:1]}


def _measure(
    about: str,
    judged: _Judgements,
    latest: _Judgements,
    settled: Mapping[str, tuple[str, str]],
    reasons: Mapping[tuple[str, str, str], str],
    seed: int,
) -> Agreement:
    shared = {key: votes for key, votes in judged.items() if len(votes) > 1}
    coders = tuple(sorted({coder for votes in judged.values() for coder in votes}))
    counts = Counter(value for votes in shared.values() for value in votes.values())
    total = sum(counts.values())
    kappas = []
    for one, other in itertools.combinations(coders, 2):
        pairs = [(votes[one], votes[other]) for votes in shared.values() if one in votes and other in votes]
        if pairs:
            kappas.append(PairKappa(coders=(one, other), n=len(pairs), kappa=cohen_kappa(pairs, seed=seed)))
    disagreements = []
    for key in sorted(shared):
        if len(set(shared[key].values())) > 1:
            value, by = settled.get(key, ("", ""))
            disagreements.append(
                Disagreement(
                    key=key,
                    about=about,
                    said=tuple(
                        (coder, value, reasons.get((about, key, coder), ""))
                        for coder, value in sorted(shared[key].items())
                    ),
                    settled=value,
                    settled_by=by,
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
        changed=sum(
            latest[key][coder] != value for key, votes in shared.items() for coder, value in votes.items()
        ),
    )

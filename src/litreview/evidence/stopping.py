"""When screening may stop: what a random sample of the works nobody has screened says of those that are left.

A model that ranks works can't say how many relevant ones it has missed: the ones it ranks last are the ones it does not know. So a sample is drawn
at random from all that is left, people screen it whole, and an exact bound follows (`litreview.learning.sampling`). Who screens on afterwards
by rank strengthens the claim: each relevant work found is one less of those that may be left.

A sample is noted in the decisions themselves: the `where` of each says of which sample it is, so that it is kept, merged and found again like
every other judgement. A sample counts once all of it is decided, and one that was not drawn from all that is left now says nothing of what came later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from litreview.evidence.screening import Screening
from litreview.learning import RISK, Claim, bound, draw, size_for
from litreview.model import Decision, Source
from litreview.sealed import shown
from litreview.verbs import SCREENING_VERBS
from litreview.wording import short_repr

_OPEN = ("", "one-vote")
"""Where screening stands of a work that is undecided: nobody has screened it, or one of two."""
_NOTE = re.compile(r"random sample of (?P<size>\d+) from (?P<left>\d+), drawn (?P<drawn>\S+Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A random sample of `size` of the `left` works that nobody had screened when it was `drawn`."""

    drawn: str
    size: int
    left: int

    __repr__ = short_repr

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
class Judged:
    """A sample, how many of it are decided, how many of those are relevant, and what may be claimed from it today.

    `claim` is None while some of it is undecided. What people are unsure of or differ on counts as relevant in the sample, and not as found.
    """

    sample: Sample
    decided: int
    relevant: int
    claim: Claim | None = None

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
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

    __repr__ = short_repr

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

    `sources` are the literature that can be shown, `states` where each stands (`litreview.evidence.screen`). `lines` are all decisions that anyone
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
    found: dict[Sample, set[str]] = {}
    for line in lines:
        if line.verb in SCREENING_VERBS and (sample := read_sample(shown(line.where))):
            found.setdefault(sample, set()).add(line.key)
    return {sample: frozenset(keys) for sample, keys in found.items()}


def _drawn(item: tuple[Sample, frozenset[str]]) -> tuple[str, int]:
    return item[0].drawn, item[0].size

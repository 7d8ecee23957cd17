"""Upper bounds from a random sample: how many relevant works may be left, at most.

The bound is exact. `size` of `left` works are drawn at random without replacement, and `found` of them are relevant. Then `found` has a
hypergeometric distribution (the finite form of Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of
the binomial, Biometrika 1934). M. W. Callaghan and F. Müller-Hansen, Statistical stopping criteria for automated screening in systematic
reviews, Systematic Reviews 2020, use it for screening.

Drawing samples until one gives the hoped-for result would make the bound wrong more often than it says. So the n-th sample of a review
may be wrong in only 1/2ⁿ of the `risk`: all samples together, however many, in no more than the risk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from litreview.core.libraries import np, stats

RISK = 0.05
"""The share of reviews in which a claim may be wrong: one of twenty."""


def draw(names: Iterable[str], size: int, seed: str) -> tuple[str, ...]:
    """Return a random sample of names, the same for the same seed, in the order in which they were drawn.

    >>> draw("abcdefgh", 3, "2026") == draw("hgfedcba", 3, "2026")
    True
    """
    mixed = sorted(set(names), key=lambda name: (hashlib.sha256(f"{seed}\n{name}".encode()).digest(), name))
    return tuple(mixed[:size])


def bound(left: int, size: int, found: int, risk: float = RISK) -> int:
    """Return how many of `left` works are relevant at most, where `found` of `size` drawn at random are.

    >>> bound(1000, 100, 0), bound(1000, 1000, 7)
    (28, 7)
    """
    low, high = found, left - (size - found)
    while low < high:  # the largest number that is still likely enough to give a sample as poor as this
        middle = (low + high + 1) // 2
        if stats.hypergeom.cdf(found, left, middle, size) > risk:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim about a screening, from a sample of the unscreened works.

    - `known`: relevant works that people found, including those in the sample; `at_most`: how many more there may be.
    - `left`: works that nobody screened, without the sample; `risk`: how often such a claim may be wrong.
    """

    known: int
    at_most: int
    left: int
    risk: float = RISK

    @property
    def recall(self) -> float:
        """The share of the relevant works that was found, at least.

        >>> Claim(known=38, at_most=2, left=400).recall
        0.95
        """
        every = self.known + self.at_most
        return self.known / every if every else 1.0

    @property
    def share(self) -> float:
        """The share of what is left that is relevant, at most."""
        return self.at_most / self.left if self.left else 0.0


def claim(*, known: int, left: int, size: int, found: int, number: int = 1, risk: float = RISK) -> Claim:
    """Return the claim that the `number`-th sample of a review allows.

    `size` of `left` works were drawn, and `found` of them are relevant. `known` relevant works are known now, including `found`.
    """
    mine = risk / 2**number
    return Claim(known=known, at_most=bound(left, size, found, mine) - found, left=left - size, risk=risk)


def size_for(*, known: int, left: int, recall: float, number: int = 1, risk: float = RISK) -> int | None:
    """Return how many works to draw so that, if none of them is relevant, this recall can be claimed; None if no sample is enough.

    >>> size_for(known=95, left=1000, recall=0.95)
    459
    """
    low, high = 0, left
    while low < high:
        middle = (low + high) // 2
        if claim(known=known, left=left, size=middle, found=0, number=number, risk=risk).recall >= recall:
            high = middle
        else:
            low = middle + 1
    return low if known and low <= left else None


def p_of_lower_recall(relevant: Sequence[bool], total: int, recall: float) -> float | None:
    """Return the p value of the hypothesis that less than `recall` was found, from the order of screening alone; None if nothing relevant was.

    `relevant` says of each screened work whether it is relevant, in the order in which they were screened, of `total` works. Each run of works
    screened last counts as a random sample of what was unscreened before it, and the least p value of all runs is returned: the rule of
    M. W. Callaghan and F. Müller-Hansen, Systematic Reviews 2020 (9:273). It holds if the order is no worse than chance, which nobody checks.

    >>> [round(p_of_lower_recall([True] * 5 + [False] * many, 100, 0.95), 3) for many in (40, 91, 95)]
    [0.579, 0.042, 0.0]
    """
    labels = np.array(relevant[::-1], dtype=int)
    if not labels.sum():
        return None
    in_run = labels.cumsum()  # of the works screened last: 1, 2, … of them
    size = np.arange(1, len(labels) + 1)
    unscreened = total - len(labels) + size
    found_before = labels.sum() - in_run
    # the fewest relevant works among the unscreened ones with which the recall would be missed
    fewest = np.floor(labels.sum() / recall - found_before + 1)
    if (fewest > unscreened).any():  # so many are not left
        return 0.0
    return float(np.min(stats.hypergeom.cdf(in_run, unscreened, fewest, size)))

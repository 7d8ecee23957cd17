"""How likely a question is to be about one work, by what was asked before in labelled sets.

A pair belongs to a class: the rule that asks, and the columns that speak against it (`chain` where a third record does). Of each class
`shares.tsv` says how many pairs were asked in labelled sets and how many were one work. A share of few pairs is drawn towards that of
its rule and that of all pairs against which the same speaks, and those towards one half (Laplace). The order of the questions rests on it; no pair is joined because of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from litreview.model import Match

Counts = Mapping[tuple[str, str], tuple[int, int]]
"""Of each class, rule and what speaks against it: pairs asked, and pairs that were one work."""

CHAIN = ("chain",)
"""What speaks against a pair that would join two others which contradict each other."""

_WEIGHT = 20
"""Pairs of its own from which on the share of a class says more than those of its rule and of what speaks against it."""

_OF_ALL = 0.25
"""How much of the chance of a pair is that of the whole queue: another collection is damaged in other ways than the labelled sets."""


def class_of(match: Match) -> tuple[str, str]:
    """Return the class of a question: its rule, and what speaks against it."""
    return match.rule, " ".join(match.against)


@cache
def shares() -> Counts:
    """Return the counts of `shares.tsv`, which `benchmarks/shares.py` makes."""
    text = files("litreview.duplicates").joinpath("shares.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n")[1:] if line]
    return {(rule, against): (int(asked), int(same)) for rule, against, asked, same in rows}


def chance(question: tuple[str, str], counts: Counts | None = None) -> float:
    """Return the expected share of pairs of a class that are one work."""
    known = shares() if counts is None else counts
    rule, against = question
    of_rule = _share(each for (name, _), each in known.items() if name == rule)
    of_signs = _share(each for (_, signs), each in known.items() if signs == against)
    asked, same = known.get(question, (0, 0))
    return (same + _WEIGHT * (of_rule + of_signs) / 2) / (asked + _WEIGHT)


def _share(counts: Iterable[tuple[int, int]]) -> float:
    """Return the share of pairs that are one work, one half of none."""
    asked = same = 0
    for number, true in counts:
        asked, same = asked + number, same + true
    return (same + 1) / (asked + 2)


def remaining(chances: Sequence[float]) -> Iterator[float]:
    """Yield for each rank of a queue the share of its pairs of one work that is expected behind it.

    >>> list(remaining([0.9, 0.5, 0.1]))
    [0.4667, 0.1333, 0.0]
    """
    total = sum(chances)
    seen = 0.0
    for rank, one in enumerate(chances, start=1):
        seen += one
        of_all = rank / len(chances)
        yield abs(round(1 - (1 - _OF_ALL) * seen / total - _OF_ALL * of_all, 4))

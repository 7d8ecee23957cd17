"""Judging a model by works it has not seen: folds, and agreement beyond chance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_FOLDS = 5


def kappa(answers: Sequence[bool], said: Sequence[bool]) -> float:
    """Return Cohen's kappa, 0 where chance alone would give full agreement.

    >>> kappa([True, True, False], [True, False, False])
    0.4
    """
    n = len(answers)
    agree = sum(a == b for a, b in zip(answers, said, strict=True)) / n
    p, q = sum(answers) / n, sum(said) / n
    chance = p * q + (1 - p) * (1 - q)
    return 0.0 if chance == 1 else round((agree - chance) / (1 - chance), 4)


def folds(answers: Sequence[bool], groups: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Return rows to learn from and rows to judge, a few times, so that each row is judged once.

    A group (versions of one study) is never on both sides, and yes and no are spread evenly. Fewer than two groups can't be judged by
    one another: none are returned.
    """
    members: dict[int, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    count = min(_FOLDS, len(members))
    if count < 2:
        return []

    def order(group: int) -> tuple[float, str]:
        rows = members[group]
        mixed = hashlib.sha256(f"fold {group}".encode()).hexdigest()
        return sum(answers[row] for row in rows) / len(rows), mixed

    judged: list[list[int]] = [[] for _ in range(count)]
    for place, group in enumerate(sorted(members, key=order)):
        judged[place % count] += members[group]
    every = range(len(answers))
    return [([row for row in every if row not in set(test)], sorted(test)) for test in judged]

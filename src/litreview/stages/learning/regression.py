"""Logistic regression with an offset: the offset is what is known before any decision, and decisions change it.

The log-odds of a yes are `(1 + trust) · offset + bias + x·w`. The offset comes from elsewhere (a shipped model, the rules, nothing). `trust` (how
far to trust the offset), `bias` and `w` are learned from decisions, with an L2 penalty. So without decisions the answer is that of the
offset, and each decision moves it. On offsets see A. Agresti, Categorical data analysis, 2013. L-BFGS with the exact gradient minimises
the loss, so the same decisions always give the same numbers.

`folds` and `kappa` judge a model by works that it has not seen, and by its agreement beyond chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litreview.core.containers import grouped
from litreview.core.libraries import Floats, Truths, np, optimize

_TRUST_PENALTY = 3.0
"""L2 on `trust`; 3 to 10 were alike (benchmarks/learning.py)."""
_LEAST_TRUST = -0.25
"""The offset always counts at least three quarters: a few answers against it are no reason to drop it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learned:
    """Learned parameters: a weight for each column of the features, a bias, and the extra trust in the offset."""

    weights: Floats
    bias: float = 0.0
    trust: float = 0.0

    def logits(self, table: Any, offset: Floats | float) -> Floats:
        """Return the log-odds of a yes for each row."""
        found: Floats = (1 + self.trust) * offset + self.bias + table @ self.weights
        return found


def learn(
    table: Any,
    answers: Truths,
    offset: Floats,
    *,
    strength: float = 1.0,
    weights: Floats | None = None,
    bias_penalty: float = 100.0,
) -> Learned:
    """Return the parameters learned from the answers to the rows of `table`, beyond their `offset`.

    `strength` (C) is the weight of one answer relative to the L2 penalty. `bias_penalty` is the penalty on the bias: most answers on a rare
    code are no, and a free bias would soon say no to all. `weights` is how much each answer counts. Only columns in the rows get a weight.
    """
    found = np.zeros(table.shape[1])
    used = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]))
    if not table.shape[0]:
        return Learned(weights=found)
    x = table[:, used]
    x_t = x.T.tocsr()
    signs = np.where(answers, 1.0, -1.0)
    counts = strength * (np.ones(len(signs)) if weights is None else weights)

    def loss(w: Floats) -> tuple[float, Floats]:
        words, trust, bias = w[:-2], w[-2], w[-1]
        margins = signs * ((1 + trust) * offset + bias + x @ words)
        pull = -signs * counts * _chance(-margins)
        value = counts @ np.logaddexp(0, -margins) + 0.5 * (
            words @ words + _TRUST_PENALTY * trust**2 + bias_penalty * bias**2
        )
        return float(value), np.concatenate(
            (x_t @ pull + words, [pull @ offset + _TRUST_PENALTY * trust, pull.sum() + bias_penalty * bias])
        )

    low = np.full(len(used) + 2, -np.inf)
    low[-2] = _LEAST_TRUST
    done = optimize.minimize(
        loss,
        np.zeros(len(low)),
        jac=True,
        method="L-BFGS-B",
        bounds=optimize.Bounds(lb=low),
        options={"maxiter": 200},
    )
    found[used] = done.x[:-2]
    return Learned(weights=found, trust=float(done.x[-2]), bias=float(done.x[-1]))


def balanced(answers: Truths, share: float) -> Floats:
    """Return how much each answer counts: a rare yes counts more than a no. `share` 1: all yes count as much as all no; 0: equal weights.

    >>> import numpy as np
    >>> balanced(np.array([True, False, False, False]), 1.0).round(2).tolist()
    [2.0, 0.67, 0.67, 0.67]
    """
    yes = int(answers.sum())
    if not 0 < yes < len(answers):
        return np.ones(len(answers))
    found: Floats = (len(answers) / 2 / np.where(answers, yes, len(answers) - yes)) ** share
    return found


def chances(logits: Floats) -> Floats:
    """Return probabilities for log-odds."""
    return _chance(logits)


def _chance(logits: Floats) -> Floats:
    found: Floats = 0.5 * (1 + np.tanh(0.5 * logits))  # never overflows
    return found


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

    A group (versions of one study) is never on both sides, and yes and no are spread evenly. With fewer than two groups the result is empty.
    """
    members = grouped((group, row) for row, group in enumerate(groups))
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

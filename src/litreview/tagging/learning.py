"""A small model of one code, and what it says of sources it has not seen.

A logistic regression on TF-IDF of words and word pairs and on the scores of the rules. Everything is deterministic: folds have a fixed
seed, and probabilities are rounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from litreview.errors import MissingExtraError
from litreview.model import Source, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]

_FOLDS = 5
_SEED = 1
_WORDS = 3  # quotes per suggestion
_STRENGTH = 3.0  # C of the regression: how far it leans on the words it has seen


def kappa(answers: Sequence[bool], said: Sequence[bool]) -> float:
    """Return Cohen's kappa, 0 where chance alone would give full agreement."""
    n = len(answers)
    agree = sum(a == b for a, b in zip(answers, said, strict=True)) / n
    p, q = sum(answers) / n, sum(said) / n
    chance = p * q + (1 - p) * (1 - q)
    return 0.0 if chance == 1 else round((agree - chance) / (1 - chance), 4)


class Features:
    """The words of all works as TF-IDF, and beside them the scores of the rules for each code."""

    def __init__(
        self,
        works: Sequence[Source],
        rules: Mapping[str, Mapping[str, float]],
        codes: Sequence[str],
        prefix: str,
    ) -> None:
        try:
            from sklearn.feature_extraction.text import TfidfVectorizer
        except ImportError as error:
            raise MissingExtraError("Suggestions", "scikit-learn") from error
        import numpy as np
        from scipy.sparse import csr_matrix, hstack

        self._works = works
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english", min_df=2)
        try:
            table = words.fit_transform([_text(work, prefix) for work in works])
            self.names: list[str] = list(words.get_feature_names_out())
        except ValueError:  # no word is in two works
            table, self.names = csr_matrix((len(works), 0)), []
        scores = np.array([[rules[work.key].get(code, 0.0) for code in codes] for work in works])
        self.table: Any = hstack([table, csr_matrix(scores.reshape(len(works), len(codes)))], format="csr")

    def quotes(self, n: int, weights: Reals) -> tuple[Span, ...]:
        """Return the words of a work that speak most for a code, where they stand."""
        row = self.table[n, : len(self.names)]
        pull = sorted(
            (-float(row[0, column] * weights[column]), self.names[column])
            for column in row.indices
            if weights[column] > 0 and " " not in self.names[column]
        )
        work = self._works[n]
        spans = []
        for _, word in pull[:_WORDS]:
            for name in _FIELDS:
                text = work.get(name)
                if match := re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
                    spans.append(Span(field=name, start=match.start(), end=match.end(), text=match[0]))
                    break
        return tuple(spans)


_FIELDS = ("title", "abstract", "keywords", "annotation", "note")


def _text(work: Source, prefix: str) -> str:
    """Return the words of a work, without our own tags among its keywords."""
    own = re.compile(rf"\b{re.escape(prefix)}[\w-]+")
    return " . ".join(own.sub(" ", work.get(name)) for name in _FIELDS)


class Model:
    """A calibrated regression for one code; `crossed` is what models that had not seen a source say of it."""

    def __init__(
        self, features: Features, known: Sequence[int], answers: Sequence[bool], groups: Sequence[int]
    ) -> None:
        import numpy as np

        self._table = features.table
        x, y, g = features.table[known], np.array(answers), np.array(groups)
        crossed = np.zeros(len(y), dtype=bool)
        for train, test in _folds(y, g):
            fitted = _Fitted(x[train], y[train], g[train])
            crossed[test] = fitted.chances(x[test]) >= fitted.threshold
        self.crossed: list[bool] = [bool(value) for value in crossed]
        self._fitted = _Fitted(x, y, g)
        self.threshold = self._fitted.threshold
        self.weights: Reals = self._fitted.model.coef_[0]

    def chances(self, rows: Sequence[int]) -> list[float]:
        """Return the probability of the code for each of these works, to four places."""
        if not rows:
            return []
        return [round(float(p), 4) for p in self._fitted.chances(self._table[list(rows)])]


class _Fitted:
    """A regression, the sigmoid that makes its margins probabilities, and the threshold; both from margins of unseen rows."""

    def __init__(self, x: Any, y: Any, groups: Any) -> None:
        import numpy as np

        self.model = _regression(x, y)
        margins = np.zeros(len(y))
        for train, test in _folds(y, groups):
            margins[test] = _regression(x[train], y[train]).decision_function(x[test])
        self._sigmoid = _regression(margins.reshape(-1, 1), y, balanced=False)
        self.threshold = _best_threshold(self._sigmoid.predict_proba(margins.reshape(-1, 1))[:, 1], y)

    def chances(self, x: Any) -> Any:
        margins = self.model.decision_function(x).reshape(-1, 1)
        return self._sigmoid.predict_proba(margins)[:, 1]


def _folds(y: Any, groups: Any) -> list[tuple[Any, Any]]:
    """Return training and test rows: yes and no spread over all folds, versions of one study in the same."""
    from sklearn.model_selection import StratifiedGroupKFold

    count = min(_FOLDS, len(set(groups)))
    if count < 2:  # one study can't be judged by another
        return []
    split = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=_SEED).split(y, y, groups)
    return [(train, test) for train, test in split if len(set(y[train])) == 2 and len(test)]


def _regression(x: Any, y: Any, *, balanced: bool = True) -> Any:
    from sklearn.linear_model import LogisticRegression

    weights = "balanced" if balanced else None
    model = LogisticRegression(
        C=_STRENGTH, class_weight=weights, solver="liblinear", random_state=_SEED, max_iter=1000
    )
    return model.fit(x, y)


def _best_threshold(chances: Any, y: Any) -> float:
    """Return the probability at which kappa is best, the middle one of those that are as good."""
    steps = [n / 100 for n in range(20, 85, 5)]
    scored = [(kappa(list(y), list(chances >= step)), step) for step in steps]
    best = max(value for value, _ in scored)
    good = [step for value, step in scored if value == best]
    return good[len(good) // 2]

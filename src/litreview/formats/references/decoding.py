"""Decode the labels of tokens: the sequence whose weights have the largest sum (Viterbi's algorithm), by a table of weights.

A row of the table is a feature with its weight for each label, as `label:weight`; a row `>label` has those of the label behind it.
`benchmarks/train_references.py` writes the table; no learning, and no library for it, is needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from litreview.formats.references.features import OFFSETS, token_contexts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

WEIGHTS = "labels.tsv"
_MOST = 1 << 14
"""The most groups of features whose sums are remembered."""


class _Sums:
    """The sums of the weights of features that recur together, one sum for each prefix that the features may have."""

    def __init__(self, weights: Floats, row: Mapping[str, int], prefixes: Sequence[str]) -> None:
        self._weights = weights
        self._none = [0] * len(prefixes)
        # the row of each feature with each prefix; one that was not learnt from has the row of no weights
        self._rows: dict[str, list[int]] = {}
        for feature, number in row.items():
            for place, prefix in enumerate(prefixes):
                if feature.startswith(prefix):
                    self._rows.setdefault(feature[len(prefix) :], [*self._none])[place] = number
        self._clear()

    def _clear(self) -> None:
        import numpy as np

        self._place: dict[tuple[str, ...], int] = {}
        self._table = np.empty((256, len(self._none), self._weights.shape[1]), dtype=np.float32)

    def group_sums(self, groups: Sequence[tuple[str, ...]]) -> Floats:
        """Return the sums of each group of features."""
        if len(self._place) > _MOST:
            self._clear()
        place = self._place
        try:
            places = [place[group] for group in groups]
        except KeyError:
            places = [place[group] if group in place else self._add(group) for group in groups]
        return self._table[places]

    def _add(self, group: tuple[str, ...]) -> int:
        import numpy as np

        number = self._place[group] = len(self._place)
        if number == len(self._table):
            self._table = np.concatenate([self._table, np.empty_like(self._table)])
        get, none = self._rows.get, self._none
        self._weights[[get(name, none) for name in group]].sum(axis=0, out=self._table[number])
        return number


class Decoder:
    """The weights of a linear-chain conditional random field, and the sums of those that recur."""

    def __init__(self, table: Iterable[str]) -> None:
        import numpy as np

        rows = [line.split("\t") for line in table if line and not line.startswith("#")]
        self.labels: list[str] = [name[1:] for name, *_ in rows if name.startswith(">")]
        column = {name: i for i, name in enumerate(self.labels)}
        # the first row is for features that have no weights
        weights = np.zeros((len(rows) + 1, len(column)), dtype=np.float32)
        self._row: dict[str, int] = {}
        for i, (name, *pairs) in enumerate(rows, 1):
            self._row[name] = i
            for pair in pairs:
                label, _, weight = pair.rpartition(":")
                weights[i, column[label]] = weight
        self._weights = weights
        self._transitions = weights[1 : len(column) + 1]
        # what stands for a neighbour before the first token and behind the last
        none = [weights[0], *(weights[self._row.get(f"{offset}:none", 0)] for offset in OFFSETS)]
        self._outside = np.array([none] * len(OFFSETS))
        self._sums = _Sums(weights, self._row, ("",))
        self._of_tokens = _Sums(weights, self._row, ("", *(f"{offset}:" for offset in OFFSETS)))

    def decode(self, texts: Sequence[str]) -> list[str]:
        """Return the label of each token."""
        import numpy as np

        seen, contexts = token_contexts(texts)
        size = len(seen)
        if not size:
            return []
        before, behind = -OFFSETS[0], OFFSETS[-1]
        of_tokens = np.concatenate([
            self._outside[:before], self._of_tokens.group_sums([form.own for form in seen]), self._outside[:behind],
        ])  # fmt: skip
        groups = [group for groups in contexts for group in groups]
        begins = np.cumsum([0, *map(len, contexts)])[:-1]
        # each place is taken from the token that stands there
        standing = np.arange(before, before + size)[:, None] + (0, *OFFSETS)
        scores = of_tokens[standing, range(len(OFFSETS) + 1)].sum(axis=1)
        scores += np.add.reduceat(self._sums.group_sums(groups)[:, 0], begins)
        return [self.labels[i] for i in self._best_path(scores)]

    def _best_path(self, scores: Floats) -> list[int]:
        import numpy as np

        # the sums of each way are stored: which was the best is asked only along the path
        ways = np.empty((len(scores), *self._transitions.shape), dtype=np.float32)
        best = scores[0]
        for way, row in zip(ways[1:], scores[1:], strict=True):
            np.add(self._transitions, best[:, None], out=way)
            best = way.max(axis=0)
            best += row
        path = [int(best.argmax())]
        for way in ways[:0:-1]:
            path.append(int(way[:, path[-1]].argmax()))
        return path[::-1]


@cache
def decoder() -> Decoder:
    """Return the decoder with the weights of the package."""
    return Decoder(files("litreview.formats.references").joinpath(WEIGHTS).read_text("utf-8").split("\n"))

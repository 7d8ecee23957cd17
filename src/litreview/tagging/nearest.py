"""Which decided works are nearest to a work in words: what a person said of those is the best explanation of a guess.

Nearness is the cosine of the TF-IDF of their stems, counted over the works at hand (G. Salton and C. Buckley, Term-weighting approaches
in automatic text retrieval, 1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from litreview.learning import Numbering
from litreview.model import Source
from litreview.tagging.texts import GRAMMAR, text_of, words_in
from litreview.tagging.words import stem_of

_NEAREST = 2
_LEAST = 0.05  # less is no likeness, only the words of every text
_ROWS = 512  # works compared at once


class Near(NamedTuple):
    """A decided work, and how near it is, 0..1."""

    source: str
    likeness: float


class _Stems(dict[str, str]):
    """Maps a word to its stem, a word of grammar to ""."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(GRAMMAR, ""))

    def __missing__(self, word: str) -> str:
        stem = self[word] = stem_of(word)
        return stem


def stems_of(works: Iterable[Source], prefix: str) -> list[list[str]]:
    """Return the stems of the words of each work, in their order; words of grammar are left out, and our own tags, which begin with `prefix`."""
    stem = _Stems().__getitem__
    return [list(filter(None, map(stem, words_in(text_of(work, prefix))))) for work in works]


def nearest_decided(
    works: Sequence[Source], decided: Iterable[str], stems: Sequence[Sequence[str]]
) -> Mapping[str, tuple[Near, ...]]:
    """Return by key, for each work, the two nearest of the `decided` works (never itself), the nearest first.

    `stems` are those of each work (`stems_of`). Works without words, and those near to none, have `()`.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    known = set(decided)
    columns = [n for n, work in enumerate(works) if work.key in known]
    if not columns:
        return {}
    table = _table(stems)
    chosen = csr_matrix(table[columns].T)
    found: dict[str, tuple[Near, ...]] = {}
    for first in range(0, len(works), _ROWS):
        likeness = (table[first : first + _ROWS] @ chosen).toarray()
        for row, work in enumerate(works[first : first + _ROWS]):
            order = np.argsort(-likeness[row], kind="stable")[: _NEAREST + 1]
            near = [(works[columns[n]].key, round(float(likeness[row, n]), 4)) for n in order]
            found[work.key] = tuple(
                Near(key, value) for key, value in near if key != work.key and value >= _LEAST
            )[:_NEAREST]
    return found


def _table(rows: Sequence[Sequence[str]]) -> Any:
    """Return the TF-IDF of works by their stems, a row each, of length 1."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags

    numbers: list[int] = [*map(Numbering().__getitem__, chain.from_iterable(rows))]
    words = np.array(numbers, dtype=int)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    size = 1 + int(words.max(initial=-1))
    table = csr_matrix((np.ones(len(words)), (owners, words)), shape=(len(rows), size))
    table.sum_duplicates()
    table.data = 1 + np.log(table.data)
    in_works = np.bincount(table.indices, minlength=size)
    table = csr_matrix(table @ diags(np.log((1 + len(rows)) / (1 + in_works)) + 1))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.where(lengths > 0, lengths, 1)) @ table)

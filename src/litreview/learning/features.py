"""Texts as numbers: single words and word pairs, weighted by how rare they are among all texts (TF-IDF).

G. Salton and C. Buckley, Term-weighting approaches in automatic text retrieval, 1988; with the logarithm of the count, and each row of length 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from litreview.model import Span, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]

_WORD = re.compile(r"\w\w+")
_EVERYWHERE = 0.95
"""A word in more than this share of the texts tells none from another, if there are `_MANY`."""
_MANY = 20
_LEAST_PULL = 0.01  # log-odds; less is no reason


def terms(text: str) -> Iterator[str]:
    """Yield the words of a text in small letters, and each two that stand side by side.

    >>> list(terms("Safe harbor laws"))
    ['safe', 'harbor', 'laws', 'safe harbor', 'harbor laws']
    """
    words = _WORD.findall(text.lower())
    yield from words
    for one, two in pairwise(words):
        yield f"{one} {two}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """A row for each text, a column for each term (`names`), sparse."""

    table: Any
    names: tuple[str, ...]

    def weighed(self, row: int, weights: Reals) -> list[tuple[float, str]]:
        """Return what each term of a text adds by these weights of the columns, the most first."""
        start, end = self.table.indptr[row : row + 2]
        columns, values = self.table.indices[start:end], self.table.data[start:end]
        found = [
            (float(value * weights[column]), self.names[column])
            for column, value in zip(columns, values, strict=True)
        ]
        return sorted(found, key=lambda one: (-one[0], one[1]))


def read_features(texts: Sequence[Iterable[str]], *, least: int = 1) -> Features:
    """Return the features of texts, each given in parts (title, abstract): no pair of words reaches from one into the next.

    `least` is the number of texts that a term must be in.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    places: dict[str, int] = {}
    columns: list[int] = []
    counts: list[int] = []
    ends = [0]
    for parts in texts:
        found = Counter(term for part in parts for term in terms(part))
        columns += [places.setdefault(term, len(places)) for term in found]
        counts += found.values()
        ends.append(len(columns))
    column = np.array(columns, dtype=np.int64)
    df = np.bincount(column, minlength=len(places))
    rare = np.log((1 + len(texts)) / (1 + df)) + 1
    most = _EVERYWHERE * len(texts) if len(texts) >= _MANY else len(texts)
    kept = (df >= least) & (df <= most)
    table = csr_matrix(
        ((1 + np.log(np.array(counts, dtype=float))) * rare[column], column, ends),
        shape=(len(texts), len(places)),
    )[:, kept]
    table.sort_indices()
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(table.indptr))
    return Features(table=table, names=tuple(term for term, keep in zip(places, kept, strict=True) if keep))


def find_words(
    work: Work, weighed: Iterable[tuple[float, str]], fields: Sequence[str], most: int
) -> tuple[Span, ...]:
    """Return where in a work the terms that weigh most are, `most` of them, none twice. Those that weigh next to nothing are left out."""
    spans: list[Span] = []
    for pull, term in weighed:
        if pull <= _LEAST_PULL or len(spans) == most:
            break
        span = _find(work, term, fields)
        if span and not any(_overlap(span, other) for other in spans):
            spans.append(span)
    return tuple(spans)


def _find(work: Work, term: str, fields: Sequence[str]) -> Span | None:
    """Return where a term is in a work, whatever is between its words but other words; None if nowhere."""
    pattern = re.compile(r"\W+".join(rf"\b{re.escape(word)}\b" for word in term.split()), re.IGNORECASE)
    for name in fields:
        if match := pattern.search(work.get(name)):
            return Span(field=name, start=match.start(), end=match.end(), text=match[0])
    return None


def _overlap(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end

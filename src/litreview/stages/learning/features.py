"""TF-IDF features of texts: single words and word pairs, weighted by how rare they are among all texts.

G. Salton and C. Buckley, Term-weighting approaches in automatic text retrieval, 1988; with the logarithm of the count, and each row of length 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from litreview.core.libraries import Floats, Ints, np, npt, sparse
from litreview.core.model import Span, Work

_WORD = re.compile(r"\w\w+")
_EVERYWHERE = 0.95
"""A word in more than this share of the texts is dropped, if there are `_MANY` texts."""
_MANY = 20
_LEAST_PULL = 0.01  # log-odds; less is no reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """A row for each text, a column for each term (`names`), sparse."""

    table: Any
    names: tuple[str, ...]

    def weighed(self, row: int, weights: Floats) -> list[tuple[float, str]]:
        """Return the contribution of each term of a text under these column weights, the greatest first."""
        start, end = self.table.indptr[row : row + 2]
        columns, values = self.table.indices[start:end], self.table.data[start:end]
        found = [
            (float(value * weights[column]), self.names[column])
            for column, value in zip(columns, values, strict=True)
        ]
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def to_plain(self) -> list[Any]:
        """Return the features as plain values for `from_plain`."""
        table = self.table
        arrays = (table.indptr, table.indices, table.data)
        return [list(table.shape), [*map(array_to_plain, arrays)], self.names]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Features:
        """Return the features from the values of `to_plain`."""
        shape, arrays, names = plain
        starts, columns, numbers = map(array_from_plain, arrays)
        return cls(table=sparse.csr_matrix((numbers, columns, starts), shape=shape), names=tuple(names))


def array_to_plain(array: npt.NDArray[Any]) -> list[Any]:
    """Return an array of numbers as plain values, without loss."""
    return [array.dtype.str, list(array.shape), array.tobytes()]


def array_from_plain(plain: list[Any]) -> npt.NDArray[Any]:
    """Return the array from the values of `array_to_plain`."""
    kind, shape, data = plain
    return np.frombuffer(data, dtype=kind).reshape(shape).copy()


def words_of(part: str) -> list[str]:
    """Return the words of a part of a text, in small letters."""
    return _WORD.findall(part.lower())


def read_features(
    texts: Iterable[Iterable[str]], *, least: int = 1, split: Callable[[str], list[str]] = words_of
) -> Features:
    """Return the features of texts, each a sequence of parts (title, abstract); no word pair crosses from one part to the next.

    `least` is the number of texts that a term must be in; `split` returns the words of a part.

    >>> read_features([["Safe harbor laws"]]).names
    ('safe', 'harbor', 'laws', 'safe harbor', 'harbor laws')
    """
    texts = list(texts)
    places, words, rows, parts = _read(texts, split)
    single = _counted(rows, words, len(texts), len(places))
    adjacent = (rows[1:] == rows[:-1]) & (parts[1:] == parts[:-1])
    # a pair is one number, so that thousands of texts are counted at once
    codes, pairs = np.unique((words[:-1] * len(places) + words[1:])[adjacent], return_inverse=True)
    double = _counted(rows[1:][adjacent], pairs, len(texts), len(codes))
    table = sparse.hstack([single, double], format="csr")
    df = np.bincount(table.indices, minlength=table.shape[1])
    most = _EVERYWHERE * len(texts) if len(texts) >= _MANY else len(texts)
    columns = np.flatnonzero((df >= least) & (df <= most))
    table = table[:, columns]
    rare = np.log((1 + len(texts)) / (1 + df[columns])) + 1
    table.data = (1 + np.log(table.data)) * rare[table.indices]
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(table.indptr))
    table.sort_indices()
    named = list(places)
    two = divmod(codes[columns[columns >= len(named)] - len(named)], max(len(named), 1))
    return Features(
        table=table,
        names=(
            *(named[n] for n in columns[columns < len(named)]),
            *(f"{named[a]} {named[b]}" for a, b in zip(*(one.tolist() for one in two), strict=True)),
        ),
    )


class Numbering(dict[str, int]):
    """Gives each word a number, from 0, in the order of first use.

    >>> numbers = Numbering()
    >>> [numbers[word] for word in "safe harbor laws are safe".split()]
    [0, 1, 2, 3, 0]
    """

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _read(
    texts: Iterable[Iterable[str]], split: Callable[[str], list[str]]
) -> tuple[dict[str, int], Ints, Ints, Ints]:
    """Return the numbers of words, and arrays of number, text and part for each word in the texts."""
    places = Numbering()
    words: list[int] = []
    sizes: list[int] = []
    owners: list[int] = []
    for row, parts in enumerate(texts):
        for part in parts:
            own = split(part)
            words += map(places.__getitem__, own)
            sizes.append(len(own))
            owners.append(row)
    each = np.array(sizes, dtype=np.int64)
    rows = np.repeat(np.array(owners, dtype=np.int64), each)
    return places, np.array(words, dtype=np.int64), rows, np.repeat(np.arange(len(sizes)), each)


def _counted(rows: Ints, columns: Ints, height: int, width: int) -> Any:
    """Return the count of each pair of row and column, as a sparse table."""
    table: Any = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(height, width))
    table.sum_duplicates()
    return table


def find_words(
    work: Work, weighed: Iterable[tuple[float, str]], fields: Sequence[str], most: int
) -> tuple[Span, ...]:
    """Return the spans of the heaviest terms in a work, at most `most` and without overlaps; terms of almost no weight are left out."""
    spans: list[Span] = []
    for pull, term in weighed:
        if pull <= _LEAST_PULL or len(spans) == most:
            break
        span = _find(work, term, fields)
        if span and not any(_overlap(span, other) for other in spans):
            spans.append(span)
    return tuple(spans)


def _find(work: Work, term: str, fields: Sequence[str]) -> Span | None:
    """Return the span of a term in a work, with anything but words between its words; None if it is not there."""
    pattern = re.compile(r"\W+".join(rf"\b{re.escape(word)}\b" for word in term.split()), re.IGNORECASE)
    for name in fields:
        if match := pattern.search(work.get(name)):
            return Span(field=name, start=match.start(), end=match.end(), text=match[0])
    return None


def _overlap(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end

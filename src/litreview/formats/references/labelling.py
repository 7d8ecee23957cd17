"""Label the parts of a reference with a conditional random field that was trained on references of many styles.

`benchmarks/train_references.py` made the file of weights; `labels.toml` records the data, the date and the accuracy. The weights count
how often each feature of a token occurs with each label and with the label before it; they contain no reference.

Viterbi's algorithm finds the sequence of labels whose weights have the largest sum. A row of the table is a feature with its weight for
each label, as `label:weight`; a row `>label` has those of the label behind it. No learning, and no library for it, is needed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, chain, groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.formats.references.features import OFFSETS, OUTSIDE, features_of, token_contexts, token_form

_CHUNK = re.compile(r"\S+")
# an address or a DOI stays whole
_WHOLE = re.compile(r"https?:|www\.|\b10\.\d{4}|@|\.(?:com|org|edu|gov|net|html?|pdf|de)\b", re.IGNORECASE)
# between marks and what follows them without a blank: `13(4):345`, `pp.51`, `Roe,A.`, `(2001):Title`, `3/1997`; `1999/2000` stays whole
_JOINT = re.compile(
    r"(?<=[;:])(?=[\w(\[“\"„«‘])|(?<=,)(?=[^\W\d_“\"„«‘])|(?<=[^\d,],)(?=\d)|(?<=\),)(?=\d)|(?<=\)\.)(?=\w)|(?<=\))(?=\w)|(?<=\w)(?=\((?:\d|[A-ZÄÖÜ]|e?ds?\b|hrsg|hg))"
    r"|(?<=[^\W\d_]\.)(?=\d)|(?<=[a-zäöüß]{3}\.)(?=[A-ZÄÖÜ][a-zäöüß])|(?<=\d\d\.)(?=[A-ZÄÖÜ][a-zäöüß]{2})|(?<=\d/)(?<!\d{4}/)(?=(?:1[89]|20)\d\d\b)|(?<=(?:1[89]|20)\d\d/)(?=\d)(?!(?:1[89]|20)\d\d\b)|(?<=[”“»’]\.)(?=\w)|(?<=[,.]”)(?=\w)"
)


class Token(NamedTuple):
    """A word or a number of a reference with its adjacent marks; `text == reference[start:end]`."""

    text: str
    start: int
    end: int


def tokens(reference: str) -> tuple[Token, ...]:
    """Return the tokens of a reference, in order: they end at blanks, and at marks that have another part behind them.

    >>> [token.text for token in tokens("Roe A. Raids. 2001;4(1):2-9, pp.51. https://a.org/b,c")]
    ['Roe', 'A.', 'Raids.', '2001;', '4', '(1):', '2-9,', 'pp.', '51.', 'https://a.org/b,c']
    """
    found: list[Token] = []
    for chunk in _CHUNK.finditer(reference):
        start = chunk.start()
        for text in _pieces(chunk[0]):
            found.append(Token(text, start, start + len(text)))
            start += len(text)
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _pieces(chunk: str) -> tuple[str, ...]:
    """Return the tokens of a text without blanks."""
    # most are words with a mark behind them
    if len(chunk) <= 3 or chunk[:-1].isalpha() or _WHOLE.search(chunk[:200]):
        return (chunk,)
    cuts = [place for joint in _JOINT.finditer(chunk) if (place := joint.start())]
    return tuple(chunk[start:end] for start, end in pairwise([0, *cuts, len(chunk)]))


RECORD = "labels.toml"
LABELS = (
    "author", "citation-number", "collection-title", "container-title", "date", "doi", "edition", "editor", "genre", "isbn", "journal",
    "location", "medium", "note", "pages", "publisher", "title", "translator", "url", "volume",
)  # fmt: skip
"""The labels of the training data: AnyStyle's, without three that are rare."""

_MOST = 400
"""The most tokens that are labelled; further text is a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPart:
    """A span of a reference with one label; `text == reference[start:end]`."""

    label: str
    text: str
    start: int
    end: int


def label(reference: str) -> tuple[LabelledPart, ...]:
    """Return the labelled parts of a reference, in order; together they contain every token.

    >>> [(part.label, part.text) for part in label("Roe, A. (2001). Raids on a port. Journal of Tests, 4(1), 5-9.")]
    [('author', 'Roe, A.'), ('date', '(2001).'), ('title', 'Raids on a port.'), ('journal', 'Journal of Tests,'), ('volume', '4(1),'), ('pages', '5-9.')]
    """
    return label_all([reference])[0]


def label_all(references: Sequence[str]) -> list[tuple[LabelledPart, ...]]:
    """Return the labelled parts of each reference. Many at once take less time."""
    found = [tokens(reference) for reference in references]
    tagged = decoder().decode([[token.text for token in each[:_MOST]] for each in found])
    return [
        tuple(_parts(reference, each, [*labels, *["I-note"] * (len(each) - len(labels))]))
        for reference, each, labels in zip(references, found, tagged, strict=True)
    ]


def _parts(reference: str, found: Sequence[Token], labels: Sequence[str]) -> Iterator[LabelledPart]:
    for name, pairs in groupby(zip(labels, found, strict=True), key=lambda pair: pair[0][2:]):
        spans = [token for _, token in pairs]
        start, end = spans[0].start, spans[-1].end
        yield LabelledPart(label=name, text=reference[start:end], start=start, end=end)


if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

WEIGHTS = "labels.tsv"
_MOST_GROUPS = 1 << 16
"""The most groups of features whose sums are remembered."""
_AT_ONCE = 128
"""The most references that are decoded together."""


class _Sums(dict[Any, int]):
    """The sums of the weights of features that recur together, one sum for each prefix that the features may have.

    Of a key it has the row of `table` with its sums. Keys whose features have the same weights share a row. `names_of` gives the
    features of a key.
    """

    def __init__(
        self,
        weights: Floats,
        row: Mapping[str, int],
        prefixes: Sequence[str],
        names_of: Callable[[Any], tuple[str, ...]],
    ) -> None:
        import numpy as np

        super().__init__()
        self._names_of = names_of
        placed = [
            (feature[len(prefix) :], place, number)
            for feature, number in row.items()
            for place, prefix in enumerate(prefixes)
            if feature.startswith(prefix)
        ]
        # the weights of each feature with each prefix; the first are for features that were not learnt from
        self._row = {name: i for i, name in enumerate(dict.fromkeys(name for name, *_ in placed), 1)}
        self._weights = np.zeros((len(self._row) + 1, len(prefixes), weights.shape[1]), dtype=np.float32)
        names, places, numbers = zip(*placed, strict=True)
        self._weights[[self._row[name] for name in names], places] = weights[[*numbers]]
        self._forget()

    def _forget(self) -> None:
        import numpy as np

        self.clear()
        self._rows: dict[tuple[int, ...], int] = {}
        self._waiting: list[tuple[int, ...]] = []
        self.table = np.empty((256, *self._weights.shape[1:]), dtype=np.float32)

    def __missing__(self, key: object) -> int:
        features = tuple(filter(None, map(self._row.get, self._names_of(key)))) or (0,)
        number = self._rows.get(features)
        if number is None:
            number = self._rows[features] = len(self._rows)
            self._waiting.append(features)
        self[key] = number
        return number

    def rows(self, keys: Iterable[object]) -> npt.NDArray[np.intp]:
        """Return the row of `table` for each key."""
        import numpy as np

        if len(self) > _MOST_GROUPS:
            self._forget()
        found = np.fromiter(map(self.__getitem__, keys), np.intp)
        if waiting := self._waiting:
            count = len(self._rows)
            while count > len(self.table):
                self.table = np.concatenate([self.table, np.empty_like(self.table)])
            begins = [0, *accumulate(map(len, waiting))][:-1]
            self.table[count - len(waiting) : count] = np.add.reduceat(
                self._weights[[*chain.from_iterable(waiting)]], begins
            )
            waiting.clear()
        return found


class Decoder:
    """The weights of a linear-chain conditional random field, and the sums of those that recur."""

    def __init__(self, table: Iterable[str]) -> None:
        import numpy as np

        rows = [line.split("\t") for line in table if line and not line.startswith("#")]
        self.labels: list[str] = [name[1:] for name, *_ in rows if name.startswith(">")]
        column = {name: i for i, name in enumerate(self.labels)}
        weights = np.zeros((len(rows), len(column)), dtype=np.float32)
        row: dict[str, int] = {}
        for i, (name, *pairs) in enumerate(rows):
            row[name] = i
            for pair in pairs:
                label, _, weight = pair.rpartition(":")
                weights[i, column[label]] = weight
        self._transitions = weights[: len(column)]
        self._of_groups = _Sums(weights, row, ("",), lambda group: features_of(group) if group else ())
        self._of_tokens = _Sums(weights, row, ("",), lambda text: token_form(text).own)
        # few of a token's features bear on its neighbours, so that many tokens share their sums
        self._of_neighbours = _Sums(
            weights,
            row,
            [f"{offset}:" for offset in OFFSETS],
            lambda text: token_form(text).neighbour_features(1) if text else OUTSIDE,
        )

    def decode(self, references: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return the label of each token of each reference."""
        found: list[list[str]] = [[]] * len(references)
        # those of like length are decoded together
        order = sorted((i for i, texts in enumerate(references) if texts), key=lambda i: -len(references[i]))
        for start in range(0, len(order), _AT_ONCE):
            places = order[start : start + _AT_ONCE]
            batch = [references[i] for i in places]
            paths = self._best_paths(self._scores(batch), [len(texts) for texts in batch])
            for i, path in zip(places, paths, strict=True):
                found[i] = [self.labels[label] for label in path]
        return found

    def _scores(self, batch: Sequence[Sequence[str]]) -> Floats:
        """Return the score of each label of each token of a batch, one reference behind the other."""
        import numpy as np

        texts = [*chain.from_iterable(batch)]
        own = self._of_tokens.rows(texts)
        scores: Floats = self._of_tokens.table[own, 0]
        sizes = [len(one) for one in batch]
        ends = np.repeat(np.cumsum(sizes), sizes)
        begins = ends - np.repeat(sizes, sizes)
        neighbours = self._of_neighbours.rows(["", *texts])
        for place, offset in enumerate(OFFSETS):
            standing = np.arange(offset, len(texts) + offset)
            standing = np.where((begins <= standing) & (standing < ends), standing + 1, 0)
            scores += self._of_neighbours.table[neighbours[standing], place]
        contexts = [*map(token_contexts, batch)]
        for columns in zip(*(one.columns for one in contexts), strict=True):
            groups = self._of_groups.rows(chain.from_iterable(columns))
            scores += self._of_groups.table[groups, 0]
        for runs in zip(*((one.sentences, one.pieces) for one in contexts), strict=True):
            shared, lengths = zip(*chain.from_iterable(runs), strict=True)
            groups = self._of_groups.rows(shared)
            scores += self._of_groups.table[np.repeat(groups, lengths), 0]
        return scores

    def _best_paths(self, scores: Floats, sizes: Sequence[int]) -> list[list[int]]:
        """Return for each reference the labels of the path with the largest sum; the longest reference stands first."""
        import numpy as np

        add, largest = np.add, np.maximum.reduce
        starts = np.array([0, *accumulate(sizes)][:-1])
        # how many references have a token in each place
        going = np.searchsorted(-np.array(sizes), -np.arange(1, sizes[0] + 2), side="right")
        count = len(self.labels)
        way = np.empty((count, count, len(sizes)), dtype=np.float32)
        # the sums at each token are stored, a column for each reference: which way was the best is asked only along the path
        best = [scores[starts].T]
        for step in range(1, sizes[0]):
            n = going[step]
            ways = way[:, :, :n]
            add(best[-1][:, None, :n], self._transitions[:, :, None], ways)
            best.append(largest(ways) + scores[starts[:n] + step].T)
        labels = np.zeros((sizes[0] + 1, len(sizes)), dtype=np.intp)
        into = self._transitions
        for step in range(sizes[0] - 1, -1, -1):
            n, on = going[step], going[step + 1]
            sums = best[step].copy()
            sums[:, :on] += into[:, labels[step + 1, :on]]
            labels[step, :n] = sums.argmax(axis=0)
        return [labels[:size, i].tolist() for i, size in enumerate(sizes)]


@cache
def decoder() -> Decoder:
    """Return the decoder with the weights of the package."""
    return Decoder(files("litreview.formats.references").joinpath(WEIGHTS).read_text("utf-8").split("\n"))

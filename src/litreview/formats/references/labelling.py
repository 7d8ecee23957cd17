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
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.formats.references.features import OFFSETS, features_of, token_contexts, token_form

_CHUNK = re.compile(r"\S+")
# an address or a DOI stays whole
_WHOLE = re.compile(r"https?:|www\.|\b10\.\d{4}|@|\.(?:com|org|edu|gov|net|html?|pdf|de)\b", re.IGNORECASE)
# between marks and what follows them without a blank: `13(4):345`, `pp.51`, `Roe,A.`, `(2001):Title`, `3/1997`; `1999/2000` stays whole
_JOINT = re.compile(
    r"(?<=[;:])(?=[\w(\[“\"„«‘])|(?<=,)(?=[^\W\d_“\"„«‘])|(?<=[^\d,],)(?=\d)|(?<=\),)(?=\d)|(?<=\)\.)(?=\w)|(?<=\))(?=\w)|(?<=\w)(?=\((?:\d|[A-ZÄÖÜ]|e?ds?\b|hrsg|hg))"
    r"|(?<=[^\W\d_]\.)(?=\d)|(?<=[a-zäöüß]{3}\.)(?=[A-ZÄÖÜ][a-zäöüß])|(?<=\d/)(?<!\d{4}/)(?=(?:1[89]|20)\d\d\b)|(?<=(?:1[89]|20)\d\d/)(?=\d)(?!(?:1[89]|20)\d\d\b)|(?<=[”“»’]\.)(?=\w)|(?<=[,.]”)(?=\w)"
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
    found = tokens(reference)
    if not found:
        return ()
    tagged = decoder().decode([token.text for token in found[:_MOST]])
    labels = [*tagged, *["I-note"] * (len(found) - len(tagged))]
    return tuple(_parts(reference, found, labels))


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


class _Numbers(dict[Any, int]):
    """A number for each key; keys that are new wait for their sums."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []

    def __missing__(self, key: object) -> int:
        self.waiting.append(key)
        number = self[key] = len(self)
        return number


class _Sums:
    """The sums of the weights of features that recur together, one sum for each prefix that the features may have.

    `names_of` gives the features of a key.
    """

    def __init__(
        self,
        weights: Floats,
        row: Mapping[str, int],
        prefixes: Sequence[str],
        names_of: Callable[[Any], tuple[str, ...]],
    ) -> None:
        import numpy as np

        self._names_of = names_of
        placed = [
            (feature[len(prefix) :], place, number)
            for feature, number in row.items()
            for place, prefix in enumerate(prefixes)
            if feature.startswith(prefix)
        ]
        # the weights of each feature with each prefix; the first are for features that were not learnt from
        self._row = {name: i for i, name in enumerate(dict.fromkeys(name for name, *_ in placed), 1)}
        self._shape = (-1, len(prefixes), weights.shape[1])
        table = np.zeros((len(self._row) + 1, *self._shape[1:]), dtype=np.float32)
        names, places, numbers = zip(*placed, strict=True)
        table[[self._row[name] for name in names], places] = weights[[*numbers]]
        self._weights = table.reshape(len(table), -1)
        self._clear()

    def _clear(self) -> None:
        import numpy as np

        self._numbers = _Numbers()
        self._table = np.empty((256, self._weights.shape[1]), dtype=np.float32)

    def sums(self, keys: Iterable[object]) -> Floats:
        """Return the sums of the features of each key."""
        if len(self._numbers) > _MOST_GROUPS:
            self._clear()
        numbers = self._numbers
        places = [numbers[key] for key in keys]
        if numbers.waiting:
            self._add(numbers.waiting)
            numbers.waiting.clear()
        return self._table[places].reshape(self._shape)

    def _add(self, keys: Sequence[object]) -> None:
        import numpy as np

        count = len(self._numbers)
        while count > len(self._table):
            self._table = np.concatenate([self._table, np.empty_like(self._table)])
        names = [self._names_of(key) for key in keys]
        begins = [0, *accumulate(map(len, names))][:-1]
        get = self._row.get
        rows = [get(name, 0) for each in names for name in each]
        self._table[count - len(keys) : count] = np.add.reduceat(self._weights[rows], begins)


class Decoder:
    """The weights of a linear-chain conditional random field, and the sums of those that recur."""

    def __init__(self, table: Iterable[str]) -> None:
        import numpy as np

        rows = [line.split("\t") for line in table if line and not line.startswith("#")]
        self.labels: list[str] = [name[1:] for name, *_ in rows if name.startswith(">")]
        column = {name: i for i, name in enumerate(self.labels)}
        # the first row is for features that have no weights
        weights = np.zeros((len(rows) + 1, len(column)), dtype=np.float32)
        row: dict[str, int] = {}
        for i, (name, *pairs) in enumerate(rows, 1):
            row[name] = i
            for pair in pairs:
                label, _, weight = pair.rpartition(":")
                weights[i, column[label]] = weight
        self._transitions = weights[1 : len(column) + 1]
        self._both_ways = np.stack([self._transitions, self._transitions.T], axis=1)
        # what stands for a neighbour before the first token and behind the last
        none = [weights[0], *(weights[row.get(f"{offset}:none", 0)] for offset in OFFSETS)]
        self._outside = np.array([none] * len(OFFSETS))
        # where the token itself stands, and its neighbours
        self._places = np.array([0, *OFFSETS])
        self._each = np.arange(len(self._places))
        self._of_groups = _Sums(weights, row, ("",), features_of)
        self._of_tokens = _Sums(
            weights,
            row,
            ("", *(f"{offset}:" for offset in OFFSETS)),
            lambda text: token_form(text).own,
        )

    def decode(self, texts: Sequence[str]) -> list[str]:
        """Return the label of each token."""
        import numpy as np

        size = len(texts)
        if not size:
            return []
        groups, begins = token_contexts(texts)
        before, behind = -OFFSETS[0], OFFSETS[-1]
        of_tokens = np.concatenate([
            self._outside[:before], self._of_tokens.sums(texts), self._outside[:behind],
        ])  # fmt: skip
        # each place is taken from the token that stands there
        standing = np.arange(before, before + size)[:, None] + self._places
        scores = of_tokens[standing, self._each].sum(axis=1)
        scores += np.add.reduceat(self._of_groups.sums(groups)[:, 0], begins)
        return [self.labels[i] for i in self._best_path(scores)]

    def _best_path(self, scores: Floats) -> list[int]:
        """Return the labels of the path with the largest sum. It is searched from both ends at once, which halves the steps."""
        import numpy as np

        add, largest = np.add, np.maximum.reduce
        half, odd = divmod(len(scores), 2)
        if not half:
            return [int(scores[0].argmax())]
        ends = np.stack([scores[:half], scores[: -half - 1 : -1]], axis=1)
        # the sums of each way are stored: which was the best is asked only along the path
        ways = np.empty((half, *self._both_ways.shape), dtype=np.float32)
        best = ends[0]
        for way, row in zip(ways[1:], ends[1:], strict=True):
            add(self._both_ways, best.T[:, :, None], way)
            best = largest(way)
            best += row
        front, back = best
        between = self._transitions + front[:, None]
        joint = self._transitions + (largest(between) + scores[half])[:, None] if odd else between
        left, right = divmod(int((joint + back).argmax()), len(back))
        before, behind = [left], [right]
        if odd:
            before.append(int(between[:, left].argmax()))
        for way in ways[:0:-1]:
            before.append(int(way[:, 0, before[-1]].argmax()))
            behind.append(int(way[:, 1, behind[-1]].argmax()))
        return before[::-1] + behind


@cache
def decoder() -> Decoder:
    """Return the decoder with the weights of the package."""
    return Decoder(files("litreview.formats.references").joinpath(WEIGHTS).read_text("utf-8").split("\n"))

"""Label the parts of a reference with a conditional random field that was trained on references of many styles.

`benchmarks/train_references.py` made the file of weights; `labels.toml` records the data, the date and the accuracy. The weights count
how often each feature of a token occurs with each label and with the label before it; they contain no reference.

Viterbi's algorithm finds the sequence of labels whose weights have the largest sum. A row of the table is a feature with its weight for
each label, as `label:weight`; a row `>label` has those of the label behind it. No learning, and no library for it, is needed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from litreview.formats.references.features import OFFSETS, token_contexts

_CHUNK = re.compile(r"\S+")
# an address or a DOI stays whole
_WHOLE = re.compile(r"https?:|www\.|\b10\.\d{4}|@|\.(?:com|org|edu|gov|net|html?|pdf|de)\b", re.IGNORECASE)
# between marks and what follows them without a blank: `13(4):345`, `pp.51`, `Roe,A.`, `(2001):Title`, `3/1997`
_JOINT = re.compile(
    r"(?<=[;:])(?=[\w(\[“\"„«‘])|(?<=,)(?=[^\W\d_“\"„«‘])|(?<=[^\d,],)(?=\d)|(?<=\),)(?=\d)|(?<=\)\.)(?=\w)|(?<=\))(?=\w)|(?<=\w)(?=\((?:\d|[A-ZÄÖÜ]|e?ds?\b|hrsg|hg))"
    r"|(?<=[^\W\d_]\.)(?=\d)|(?<=[a-zäöüß]{3}\.)(?=[A-ZÄÖÜ][a-zäöüß])|(?<=\d/)(?=(?:1[89]|20)\d\d\b)|(?<=(?:1[89]|20)\d\d/)(?=\d)|(?<=[”“»’]\.)(?=\w)|(?<=[,.]”)(?=\w)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
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
            found.append(Token(text=text, start=start, end=start + len(text)))
            start += len(text)
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _pieces(chunk: str) -> tuple[str, ...]:
    """Return the tokens of a text without blanks."""
    if len(chunk) <= 3 or chunk.isalpha() or _WHOLE.search(chunk[:200]):
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
    begins = 0
    for i, mark in enumerate(labels):
        name = mark[2:]
        last = i + 1 == len(labels) or labels[i + 1][2:] != name
        if last:
            start, end = found[begins].start, found[i].end
            yield LabelledPart(label=name, text=reference[start:end], start=start, end=end)
            begins = i + 1


if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

WEIGHTS = "labels.tsv"
_MOST_GROUPS = 1 << 14
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
        if len(self._place) > _MOST_GROUPS:
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

"""What a small model that is shipped with a codebook says of a work, before anyone has decided anything.

`prior.tsv` has a row per word or pair of words (as stems): its inverse document frequency and its weight for each code.
`prior.toml` says from what they were learned, and holds what the weights alone do not say. Both are written by
`benchmarks/train_prior.py`; no learning, and no library for it, is needed here. A logistic regression on TF-IDF: words count
`(1 + log n) * idf`, a text's numbers are divided by their length, and the log-odds of a code are their sum times its weights,
plus its intercept.

    prior = load_prior()                       # the shipped one; `prior.fits(codebook)` says whether it is for a codebook
    prior.log_odds(text_of(source, "tvpa:"))   # {"protect": 0.7, ...}: log-odds of the model alone, not calibrated
    prior.pull(text, "protect")                # the words that weigh most, with where they stand in the text

What rules and prior say together, calibrated, is `litreview.tagging.states.log_odds`; whoever learns from decisions starts there.
"""

from __future__ import annotations

import itertools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp, log, sqrt
from typing import Any

from litreview.codebook import Codebook
from litreview.tagging.texts import GRAMMAR, WORD, Stems, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A word of a text that speaks for a code (or against it, `weight` < 0), and where it stands in the text."""

    text: str
    start: int
    end: int
    weight: float


_SURE = 3  # letters; stemming a word that is longer than `_SHORT` leaves as many at its beginning
_SHORT = 5
_OTHER, _GRAMMAR = -1, -2


class _Numbers(dict[str, int]):
    """Maps a word as written, in lower case, to the number of its stem; words of grammar and unknown ones to less than 0.

    Most words of a text begin as no known stem does, and are not stemmed: that is slow.
    """

    def __init__(self, stems: Iterable[str]) -> None:
        super().__init__()
        self._numbers = {stem: n for n, stem in enumerate(stems)}
        self._beginnings = {stem[:_SURE] for stem in self._numbers}
        self._stems = Stems()

    def __missing__(self, word: str) -> int:
        if len(word) > _SHORT and word[:_SURE] not in self._beginnings:
            number = _OTHER
        else:
            number = _GRAMMAR if word in GRAMMAR else self._numbers.get(self._stems[word], _OTHER)
        self[word] = number
        return number

    def forget(self) -> None:
        """Drop the words of the texts it has seen."""
        self.clear()
        self._stems.clear()


class Prior:
    """A logistic regression of each of the `codes` of the codebook called `name`, made ready to be asked.

    - `words`: by stem, or pair of stems, its idf, and after it its weight for each of the codes;
    - `intercepts`: in the order of `codes`;
    - `record`: what `prior.toml` says: from what it was learned, how it was calibrated, how good it is.
    """

    def __init__(
        self,
        *,
        name: str,
        codes: Sequence[str],
        words: Mapping[str, tuple[float, ...]],
        intercepts: Sequence[float],
        record: Mapping[str, Any],
    ) -> None:
        self.name, self.codes, self.words = name, tuple(codes), words
        self.intercepts, self.record = tuple(intercepts), record
        single = dict.fromkeys(stem for term in words for stem in term.split(" "))
        self._numbers = _Numbers(single)
        number = {stem: n for n, stem in enumerate(single)}
        # what a term is worth, by the number of its stem or the numbers of its two
        self._single = {number[term]: values for term, values in words.items() if " " not in term}
        self._pairs = {
            tuple(number[stem] for stem in term.split(" ")): values
            for term, values in words.items()
            if " " in term
        }
        self._stem_of = self._numbers.__getitem__
        self.forget = self._numbers.forget

    def fits(self, codebook: Codebook) -> bool:
        """Return whether the model is of this codebook: of its name, and with each of its codes."""
        return codebook.name == self.name and set(self.codes) <= set(codebook.ids)

    def log_odds(self, text: str) -> Mapping[str, float]:
        """Return the log-odds that each code holds for a text. A text without a known word has the intercepts."""
        found, length = self._weighed(text)
        sums = list(self.intercepts)
        for value, weights in found:
            for n in range(len(sums)):
                sums[n] += value / length * weights[n + 1]
        return dict(zip(self.codes, sums, strict=True))

    def pull(self, text: str, code: str) -> Sequence[Pull]:
        """Return the single words that speak for or against a code, the heaviest first, each at its first place.

        A pair of words gives each of the two half of its weight.
        """
        column = self.codes.index(code) + 1
        singles, pairs = self._counted(text)
        length = self._weighed(text)[1]
        weights: defaultdict[int, float] = defaultdict(float)
        for stem, n in singles.items():
            weights[stem] += _worth(n, self._single[stem]) * self._single[stem][column] / length
        for pair, n in pairs.items():
            for stem in pair:
                weights[stem] += _worth(n, self._pairs[pair]) * self._pairs[pair][column] / length / 2
        places: dict[int, tuple[int, int]] = {}
        for word, start, end in words_of(text):
            places.setdefault(self._stem_of(word), (start, end))
        pulls = [
            Pull(text=text[start:end], start=start, end=end, weight=round(weights[stem], 4))
            for stem, (start, end) in places.items()
            if weights.get(stem)
        ]
        return sorted(pulls, key=lambda pull: (-abs(pull.weight), pull.start))

    def _counted(self, text: str) -> tuple[dict[int, int], dict[tuple[int, ...], int]]:
        """Return how often each known stem, and each known pair of stems, is in a text."""
        own = [n for n in map(self._stem_of, WORD.findall(text.lower())) if n != _GRAMMAR]
        singles: dict[int, int] = {}
        known = self._single
        for stem in own:
            if stem in known:
                singles[stem] = singles.get(stem, 0) + 1
        pairs: dict[tuple[int, ...], int] = {}
        for pair in self._pairs.keys() & itertools.pairwise(own):
            pairs[pair] = sum(1 for both in itertools.pairwise(own) if both == pair)
        return singles, pairs

    def _weighed(self, text: str) -> tuple[list[tuple[float, tuple[float, ...]]], float]:
        """Return the TF-IDF of each known term of a text with its weights, and the length to divide them by."""
        singles, pairs = self._counted(text)
        found = [(_worth(n, self._single[stem]), self._single[stem]) for stem, n in singles.items()]
        found += [(_worth(n, self._pairs[pair]), self._pairs[pair]) for pair, n in sorted(pairs.items())]
        return found, sqrt(sum([value * value for value, _ in found])) or 1.0


def _worth(n: int, values: Sequence[float]) -> float:
    """Return the TF-IDF of a term that is in a text `n` times."""
    return values[0] if n == 1 else (1 + log(n)) * values[0]


def probability(log_odds: float) -> float:
    """Return the probability that log-odds stand for, to four places.

    >>> probability(0.0), probability(2.0)
    (0.5, 0.8808)
    """
    return round(1 / (1 + exp(-log_odds)), 4)


@lru_cache(maxsize=1)
def load_prior() -> Prior:
    """Return the model that is shipped for the built-in codebook."""
    folder = files("litreview.tagging")
    record = tomllib.loads(folder.joinpath("prior.toml").read_text(encoding="utf-8"))
    head, *rows = folder.joinpath("prior.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    codes = tuple(head.split("\t")[2:])
    words = {}
    for row in rows:
        term, *numbers = row.split("\t")
        words[term] = tuple(map(float, numbers))
    return Prior(
        name=record["codebook"],
        codes=codes,
        words=words,
        intercepts=tuple(record["codes"][code]["intercept"] for code in codes),
        record=record,
    )

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp, log, sqrt
from typing import Any

from litreview.codebook import Codebook
from litreview.tagging.texts import GRAMMAR, WORD, Stems
from litreview.tagging.words import IRREGULAR, american


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A word of a text that speaks for a code (or against it, `weight` < 0), and where it stands in the text."""

    text: str
    start: int
    end: int
    weight: float


_SURE = 2
_CHANGED = ("i", "e", "bl")
_OTHER, _GRAMMAR = -1, -2


class _Numbers(dict[str, int]):
    """Maps a word as written, in lower case, to the number of its stem; words of grammar and unknown ones to less than 0.

    A stem is a beginning of its word, but for a last letter that the stemmer put there (see `litreview.tagging.words`). Most words of
    a text begin as no known stem does, and are not stemmed: that is slow.
    """

    def __init__(self, stems: Iterable[str]) -> None:
        super().__init__()
        self._numbers = {stem: n for n, stem in enumerate(stems)}
        near: dict[str, set[str]] = {}
        for stem in self._numbers:
            sure = len(stem) - stem.endswith(_CHANGED)
            near.setdefault(stem[:_SURE], set()).add(stem[: max(sure, _SURE)])
        self._near = {start: tuple(sorted(longer)) for start, longer in near.items()}
        self._stems = Stems()

    def __missing__(self, word: str) -> int:
        near = self._near.get(word[:_SURE], ())
        if word in GRAMMAR:
            number = _GRAMMAR
        elif word in IRREGULAR or (near and american(word).startswith(near)):
            number = self._numbers.get(self._stems[word], _OTHER)
        else:
            number = _OTHER
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
        self.number = self._numbers.__getitem__
        self.forget = self._numbers.forget

    def fits(self, codebook: Codebook) -> bool:
        """Return whether the model is of this codebook: of its name, and with each of its codes."""
        return codebook.name == self.name and set(self.codes) <= set(codebook.ids)

    def read(self, text: str) -> Reading:
        """Return a text with its known words weighed, to be asked about each code."""
        numbers = list(map(self.number, WORD.findall(text.lower())))
        own = [n for n in numbers if n != _GRAMMAR]
        singles, pairs = self._single, self._pairs
        counts: dict[tuple[int, ...], int] = {}
        for stem in own:
            if stem in singles:
                counts[(stem,)] = counts.get((stem,), 0) + 1
        for pair in itertools.pairwise(own):
            if pair in pairs:
                counts[pair] = counts.get(pair, 0) + 1
        found = []
        for term, n in counts.items():
            values = pairs[term] if len(term) > 1 else singles[term[0]]
            found.append((term, values[0] if n == 1 else (1 + log(n)) * values[0], values))
        length = sqrt(sum([value * value for _, value, _ in found])) or 1.0
        return Reading(self, text, found, length, numbers)

    def log_odds(self, text: str) -> Mapping[str, float]:
        """Return the log-odds that each code holds for a text. A text without a known word has the intercepts."""
        return self.read(text).log_odds()

    def pull(self, text: str, code: str) -> Sequence[Pull]:
        """Return the single words that speak for or against a code, the heaviest first, each at its first place."""
        return self.read(text).pull(code)


class Reading:
    """A text as a prior reads it: `found` are its known terms (numbers of stems), the TF-IDF of each, and its weights."""

    def __init__(
        self,
        prior: Prior,
        text: str,
        found: Sequence[tuple[tuple[int, ...], float, tuple[float, ...]]],
        length: float,
        numbers: Sequence[int],
    ) -> None:
        self.text = text
        self.found = found
        self._prior, self._length = prior, length
        self._numbers = numbers
        self._places: Sequence[tuple[int, int]] = ()

    def log_odds(self) -> Mapping[str, float]:
        """Return the log-odds that each code holds."""
        codes, intercepts = self._prior.codes, self._prior.intercepts
        return {
            code: intercept + sum([value * weights[n] for _, value, weights in self.found]) / self._length
            for n, (code, intercept) in enumerate(zip(codes, intercepts, strict=True), start=1)
        }

    def pull(
        self, code: str, *, sign: int = 0, least: float = 0.0, most: int | None = None
    ) -> Sequence[Pull]:
        """Return the single words that speak for or against a code, the heaviest first, each at its first place.

        A pair of words gives each of the two half of its weight. `sign`: 1 for those that speak for it, -1 for those against; only
        words of a weight of `least` or more, and the `most` heaviest.
        """
        column = self._prior.codes.index(code) + 1
        sums: dict[int, float] = {}
        for term, value, weights in self.found:
            share = value * weights[column] / self._length / len(term)
            for stem in term:
                sums[stem] = sums.get(stem, 0.0) + share
        heaviest = [
            (-abs(weight), self._numbers.index(stem), weight)
            for stem, weight in sums.items()
            if weight and abs(weight) >= least and weight * sign >= 0
        ]
        return [self._pulled(place, weight) for _, place, weight in sorted(heaviest)[:most]]

    def _pulled(self, place: int, weight: float) -> Pull:
        """Return the word of that number, where it stands in the text."""
        if not self._places:
            self._places = [match.span() for match in WORD.finditer(self.text)]
        start, end = self._places[place]
        return Pull(text=self.text[start:end], start=start, end=end, weight=round(weight, 4))


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

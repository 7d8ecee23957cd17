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

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import exp, log, sqrt
from typing import Any

from litreview.codebook import Codebook
from litreview.tagging.texts import Stems, terms_of, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A word of a text that speaks for a code (or against it, `weight` < 0), and where it stands in the text."""

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """A logistic regression of each of the `codes` of the codebook called `name`.

    - `words`: by stem, or pair of stems, its idf, and after it its weight for each of the codes;
    - `intercepts`: in the order of `codes`;
    - `record`: what `prior.toml` says: from what it was learned, how it was calibrated, how good it is.
    """

    name: str
    codes: tuple[str, ...]
    words: Mapping[str, tuple[float, ...]]
    intercepts: tuple[float, ...]
    record: Mapping[str, Any]
    stems: Stems = field(default_factory=Stems, repr=False, compare=False)

    def fits(self, codebook: Codebook) -> bool:
        """Return whether the model is of this codebook: of its name, and with each of its codes."""
        return codebook.name == self.name and set(self.codes) <= set(codebook.ids)

    def log_odds(self, text: str) -> Mapping[str, float]:
        """Return the log-odds that each code holds for a text. A text without a known word has the intercepts."""
        found, length = self._weighed(text)
        sums = list(self.intercepts)
        for term, value in found.items():
            weights = self.words[term]
            for n in range(len(sums)):
                sums[n] += value / length * weights[n + 1]
        return dict(zip(self.codes, sums, strict=True))

    def pull(self, text: str, code: str) -> Sequence[Pull]:
        """Return the single words that speak for or against a code, the heaviest first, each at its first place.

        A pair of words gives each of the two half of its weight.
        """
        column = self.codes.index(code) + 1
        found, length = self._weighed(text)
        places: dict[str, tuple[int, int]] = {}
        for word, start, end in words_of(text):
            places.setdefault(self.stems[word], (start, end))
        weights: Counter[str] = Counter()
        for term, value in found.items():
            parts = term.split(" ")
            for part in parts:
                weights[part] += value / length * self.words[term][column] / len(parts)
        pulls = [
            Pull(text=text[start:end], start=start, end=end, weight=round(weights[stem], 4))
            for stem, (start, end) in places.items()
            if weights[stem]
        ]
        return sorted(pulls, key=lambda pull: (-abs(pull.weight), pull.start))

    def _weighed(self, text: str) -> tuple[dict[str, float], float]:
        """Return the TF-IDF of each known term of a text, and the length to divide them by."""
        words = self.words
        counts = Counter([term for term in terms_of(text, self.stems) if term in words])
        found = {term: (1 + log(n)) * words[term][0] for term, n in counts.items()}
        return found, sqrt(sum(value * value for value in found.values())) or 1.0


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

"""The prior: a small model, shipped with a codebook, that scores a work before anyone has decided anything.

`prior.tsv` has a row per word or pair of words (as stems): its inverse document frequency and its weight for each code. `prior.toml` has
the training data, intercepts and calibration. `benchmarks/train_prior.py` writes both; no learning, and no library for it, is needed here.

The model is a logistic regression on TF-IDF. Words count `(1 + log n) * idf`, and the vector of a text is divided by its length. The
log-odds of a code are the sum of the vector times its weights, plus its intercept.

    prior = load_prior()                        # the shipped prior; `prior.fits(codebook)` says whether it is for a codebook
    prior.log_odds(text_of(source, "tvpa:"))    # {"protect": 0.7, ...}: uncalibrated log-odds of the model alone
    prior.read(text).heaviest("protect")        # the heaviest words, by their places in the text

`litreview.stages.tagging.goal_states.log_odds` combines rules and prior, calibrated; learning from decisions starts there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain, repeat
from math import exp, inf, log
from typing import TYPE_CHECKING, Any

from litreview.core.libraries import Floats, Ints, np
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.stages.tagging.tokens import Alphabet, cut, stem_of

if TYPE_CHECKING:
    from litreview.judgements.codebook import Codebook

_OTHER, _LITTLE = -1, -2


class Prior:
    """A logistic regression for each of the `codes` of the codebook called `name`.

    - `words`: the idf of each stem or pair of stems, followed by its weight for each code;
    - `intercepts`: in the order of `codes`;
    - `record`: the contents of `prior.toml`: training data, calibration and quality.
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
        self.name: str = name
        self.codes: tuple[str, ...] = tuple(codes)
        self.words: Mapping[str, tuple[float, ...]] = words
        self.intercepts: tuple[float, ...] = tuple(intercepts)
        self.record: Mapping[str, Any] = record

        numbers = {
            stem: n for n, stem in enumerate(dict.fromkeys(chain.from_iterable(map(str.split, words))))
        }
        self._numbers: Mapping[str, int] = numbers
        self.stems: tuple[str, ...] = tuple(numbers)
        # for each term, in the order of `words`: the numbers of its stems, their count, its idf, its weight for each code
        stems = [[numbers[stem] for stem in term.split()] for term in words]
        self._stems = np.array([[*own, _OTHER][:2] for own in stems], dtype=np.int64).reshape(len(words), 2)
        self._parts = np.array([len(own) for own in stems], dtype=np.int64)
        table = np.array(list(words.values()), dtype=float).reshape(len(words), len(self.codes) + 1)
        self._idf, self._weights = table[:, 0], table[:, 1:].T
        # which term a stem is alone (the last place is that of a word without a number), and which a pair, by one key
        self._base = len(numbers) + 1
        self._single = np.full(self._base, _OTHER)
        single = self._parts == 1
        self._single[self._stems[single, 0]] = np.flatnonzero(single)
        keys = self._stems[~single] @ [self._base, 1]
        self._keys, self._pairs = np.sort(keys), np.flatnonzero(~single)[np.argsort(keys)]

    def fits(self, codebook: Codebook) -> bool:
        """Return whether the model belongs to this codebook: it has its name, and the codebook has all codes of the model."""
        return codebook.name == self.name and set(self.codes) <= set(codebook.ids)

    def numbering(self, alphabet: Alphabet) -> Ints:
        """Return the number of its stem for each symbol of an alphabet, by code point; less than 0 for words of grammar and unknown ones."""
        symbols = dict(alphabet.stems())
        table = np.full(1 + max(map(ord, symbols)), _OTHER)
        for symbol, stem in symbols.items():
            table[ord(symbol)] = self._numbers.get(stem, _OTHER) if stem else _LITTLE
        return table

    def read(self, text: str) -> WeighedText:
        """Return what the model says of one text; `weigh` does it for many at once, which takes a fraction of the time."""
        alphabet, table = self._reading
        return next(self.weigh([alphabet.encode(cut(text))], table))

    @cached_property
    def _reading(self) -> tuple[Alphabet, Ints]:
        """An alphabet of the model's own stems, with their numbers."""
        alphabet = Alphabet((), (), self.stems)
        return alphabet, self.numbering(alphabet)

    def weigh(self, symbols: Sequence[str], table: Ints) -> Iterator[WeighedText]:
        """Yield what the model says of each text, given as symbols of an alphabet, with the `numbering` of that alphabet."""
        if not symbols:
            return
        whole = np.frombuffer("".join(symbols).encode("utf-32-le"), dtype=np.uint32)
        numbers = np.full(len(whole), _OTHER)
        known = whole < len(table)
        numbers[known] = table[whole[known]]
        ends = np.cumsum([len(own) for own in symbols])
        parts = np.split(numbers, ends[:-1])
        yield from map(
            WeighedText, repeat(self.codes), parts, *self._weighed(numbers, [len(own) for own in symbols])
        )

    def _counted(self, words: Ints, sizes: Sequence[int]) -> tuple[Ints, Ints, Ints]:
        """Return arrays of text, term and count for the terms in texts: single words first, then pairs, in the order of the text."""
        texts = np.repeat(np.arange(len(sizes)), sizes)
        content = words != _LITTLE
        words, texts = words[content], texts[content]
        single = self._single[words]
        alone = single >= 0
        both = (words[:-1] >= 0) & (words[1:] >= 0) & (texts[:-1] == texts[1:])
        pair_keys = words[:-1][both] * self._base + words[1:][both]
        at = np.searchsorted(self._keys, pair_keys)
        known = at < len(self._keys)
        known[known] = self._keys[at[known]] == pair_keys[known]
        terms = np.concatenate([single[alone], self._pairs[at[known]]])
        where = np.concatenate([texts[alone], texts[:-1][both][known]])
        _, first, counts = np.unique(where * len(self._idf) + terms, return_index=True, return_counts=True)
        order = np.lexsort((first, where[first]))
        return where[first][order], terms[first][order], counts[order]

    def _weighed(self, numbers: Ints, sizes: Sequence[int]) -> tuple[Iterable[Any], ...]:
        """Return for each text the log-odds of each code, and its known stems with their share of each code.

        Everything is summed in the order of the text, as `sum` does, so that the last digit is the same on every machine.
        """
        size, (texts, terms, counts) = len(sizes), self._counted(numbers, sizes)
        more = np.array([0.0, *(1 + log(n) for n in range(1, max(counts.tolist(), default=0) + 1))])
        values = more[counts] * self._idf[terms]
        lengths = np.sqrt(np.bincount(texts, values * values, minlength=size))
        lengths[lengths == 0] = 1.0
        odds = [
            intercept + np.bincount(texts, values * weights[terms], minlength=size) / lengths
            for weights, intercept in zip(self._weights, self.intercepts, strict=True)
        ]
        # a pair gives each of its two stems half
        shares = values * self._weights[:, terms] / lengths[texts] / self._parts[terms]
        parts = self._parts[terms]
        stems = self._stems[terms].ravel()
        named = stems >= 0
        stems, owners = stems[named], np.repeat(texts, parts)
        keys, place = np.unique(owners * self._base + stems, return_inverse=True)
        sums = [np.bincount(place, np.repeat(own, parts), minlength=len(keys)) for own in shares]
        firsts = np.arange(1, size)
        in_stems = np.searchsorted(keys // self._base, firsts)
        return (
            np.array(odds).reshape(len(self.codes), size).T,
            np.split(keys % self._base, in_stems),
            np.split(np.array(sums).reshape(len(self.codes), len(keys)), in_stems, axis=1),
        )

    def log_odds(self, text: str) -> Mapping[str, float]:
        """Return the log-odds of each code that it is right for a text: the intercepts for a text without a known word."""
        return self.read(text).log_odds()


class WeighedText:
    """What a prior says of one text: the log-odds of each code, and how much each of its words weighs."""

    def __init__(self, codes: Sequence[str], numbers: Ints, odds: Floats, stems: Ints, sums: Floats) -> None:
        self._codes, self._numbers, self._odds, self._stems, self._sums = codes, numbers, odds, stems, sums

    @cached_property
    def _order(self) -> list[int]:
        """The number of each word of the text."""
        order: list[int] = self._numbers.tolist()
        return order

    def log_odds(self) -> dict[str, float]:
        """Return the log-odds of each code."""
        return dict(zip(self._codes, self._odds.tolist(), strict=True))

    def of(self, code: str) -> float:
        """Return the log-odds of one code."""
        return float(self._odds[self._codes.index(code)])

    def heaviest(
        self, code: str, *, sign: int = 0, least: float = 0.0, most: int | None = None
    ) -> Sequence[tuple[int, float]]:
        """Return the place and weight of the single words that speak for or against a code, the heaviest first, each at its first place.

        A pair of words gives half of its weight to each word. `sign`: 1 for words that speak for the code, -1 for words against it. Only
        words with a weight of `least` or more are returned, at most the `most` heaviest. A place counts words and ends of phrases.
        """
        sums: list[float] = self._sums[self._codes.index(code)].tolist()
        heaviest = [
            (-abs(weight), n, weight)
            for n, weight in enumerate(sums)
            if weight and (weight >= least or -weight >= least) and weight * sign >= 0
        ]
        heaviest.sort()
        if most is not None and len(heaviest) > most:
            bound = heaviest[most - 1][0] if most else -inf
            heaviest = [one for one in heaviest if one[0] <= bound]  # with all that weigh as much as the last
        placed = sorted(
            (size, self._order.index(int(self._stems[n])), weight) for size, n, weight in heaviest
        )
        return [(place, weight) for _, place, weight in placed[:most]]


def probability(log_odds: float) -> float:
    """Return the probability for log-odds, to four places.

    >>> probability(0.0), probability(2.0)
    (0.5, 0.8808)
    """
    return round(1 / (1 + exp(-log_odds)), 4)


STEMMER = "snowballstemmer"
_ENDINGS = (
    "",
    "s",
    "ed",
    "ing",
    "ies",
    "ology",
    "ologist",
    "ization",
    "ingly",
    "eed",
    "ement",
    "ity",
    "ably",
    "ative",
    "ied",
    "'s",
)


def stems_digest(words: Iterable[str]) -> str:
    """Return a digest of how the words of a model are stemmed here, each fourth of them with one of several endings.

    A model knows words by their stems. A stemmer that cuts words otherwise finds fewer of them, and no error says so.
    """
    stems = sorted(set(chain.from_iterable(map(str.split, words))))[::4]
    asked = [stem + _ENDINGS[n % len(_ENDINGS)] for n, stem in enumerate(stems)]
    return sha256("\n".join(f"{word} {stem_of(word)}" for word in asked).encode()).hexdigest()[:12]


def stemming_problems(prior: Prior) -> tuple[Problem, ...]:
    """Return a Problem (LR673) if words are stemmed otherwise here than where the prior learned them."""
    learned = prior.record["learned_from"]
    if stems_digest(prior.words) == learned["stems_sha256"]:
        return ()
    from importlib.metadata import version

    here = f"{STEMMER} {version(STEMMER)}"
    return (problem("LR673", Where(file="prior.tsv"), here=here, learned=learned["stemmer"]),)


def prior_of(codebook: Codebook) -> Prior | None:
    """Return the prior that is shipped for a codebook, if there is one."""
    if codebook.name != PRIOR_OF:
        return None
    prior = load_prior()
    return prior if prior.fits(codebook) else None


PRIOR_OF = "tvpa"
"""The codebook that has a shipped prior."""


@lru_cache(maxsize=1)
def load_prior() -> Prior:
    """Return the prior that is shipped for the built-in codebook."""
    folder = files("litreview.stages.tagging")
    record = tomllib.loads(folder.joinpath("prior.toml").read_text(encoding="utf-8"))
    head, *rows = folder.joinpath("prior.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    codes = tuple(head.split("\t")[2:])
    cells = (row.split("\t") for row in rows)
    words = {term: tuple(map(float, numbers)) for term, *numbers in cells}
    return Prior(
        name=record["codebook"],
        codes=codes,
        words=words,
        intercepts=tuple(record["codes"][code]["intercept"] for code in codes),
        record=record,
    )

"""Where the patterns of a codebook occur in a text: one Aho-Corasick pass for all of them.

A. V. Aho and M. J. Corasick, Efficient string matching: an aid to bibliographic search, CACM 18(6), 1975.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import ahocorasick

from litreview.codebook import Pattern
from litreview.tagging.citations import find_citations
from litreview.tagging.words import STOP, Alphabet, cut, edges

_STOPS = re.compile(STOP)

Place = tuple[int, int]
"""Start and end of a stretch of text, in code points."""


class _Phrase(NamedTuple):
    """A phrase of the codebook, one symbol a word, and the patterns that it makes up or takes part in.

    "victim service" is the whole of one pattern and may be the first part of another, `victim service ~6 raid`. `back`: how many
    symbols precede the last one (1). `whole`: the texts of the patterns that are this phrase and nothing else. `first`, `second`: the
    patterns of which it is the first or the second part, one bit for the number of each: a word is part of many, and bits
    are combined at once.
    """

    back: int
    whole: tuple[str, ...]
    first: int
    second: int


class Matcher:
    """Finds patterns in texts. Knows its patterns, and nothing of the texts it has seen."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns: tuple[Pattern, ...] = tuple({pattern.text: pattern for pattern in patterns}.values())
        self._citations = tuple(p for p in self.patterns if p.citation)
        words = {word for p in self.patterns for part in p.parts for place in part for word in place}
        self._alphabet = Alphabet(
            (word for word in words if not word.startswith("=")),
            (word[1:] for word in words if word.startswith("=")),
        )
        numbers: dict[str, int] = {}  # of phrases
        self._parts = self._numbered({word: self._alphabet.symbols(word) for word in words}, numbers)
        self._phrases = self._described(numbers)
        self._automaton = ahocorasick.Automaton()
        for phrase, n in numbers.items():
            self._automaton.add_word(phrase, n)
        self._empty = not numbers
        if numbers:
            self._automaton.make_automaton()

    def _numbered(
        self, symbols: Mapping[str, Sequence[str]], numbers: dict[str, int]
    ) -> tuple[tuple[frozenset[int], ...], ...]:
        """Return by pattern and part the numbers of its phrases; phrases that are new are added to `numbers`."""
        parts: list[tuple[frozenset[int], ...]] = []
        for pattern in self.patterns:
            own: list[frozenset[int]] = []
            for part in pattern.parts:
                choices = [list(dict.fromkeys(s for word in place for s in symbols[word])) for place in part]
                ways = ("".join(way) for way in itertools.product(*choices))
                own.append(frozenset(numbers.setdefault(way, len(numbers)) for way in ways))
            parts.append(tuple(own))
        return tuple(parts)

    def _described(self, numbers: Mapping[str, int]) -> tuple[_Phrase, ...]:
        """Return each phrase with the patterns it makes up or takes part in."""
        uses: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for number, own in enumerate(self._parts):
            for index, ways_of_part in enumerate(own[:2]):
                for way in ways_of_part:
                    uses[way, index if len(own) > 1 else -1].append(number)
        return tuple(
            _Phrase(
                len(phrase) - 1,
                tuple(self.patterns[pattern].text for pattern in uses[n, -1]),
                sum(1 << pattern for pattern in uses[n, 0]),
                sum(1 << pattern for pattern in uses[n, 1]),
            )
            for phrase, n in numbers.items()
        )

    def forget(self) -> None:
        """Drop the words of the texts it has seen, which it keeps for as long as one run of texts takes."""
        self._alphabet.clear()

    def find(self, text: str) -> Mapping[str, Sequence[Place]]:
        """Return the places in `text` of each pattern that is in it, by the pattern's text."""
        result: dict[str, list[Place]] = {}
        if not self._empty:
            pieces = cut(text)
            symbols = self._alphabet.encode(pieces)
            lasts: dict[int, list[int]] = {}
            for last, number in self._automaton.iter(symbols):
                if number in lasts:
                    lasts[number].append(last)
                else:
                    lasts[number] = [last]
            if lasts:
                self._resolve(symbols, edges(pieces), lasts, result)
        if self._citations:
            for pattern, place in find_citations(text, self._citations):
                result.setdefault(pattern.text, []).append(place)
        return result

    def _resolve(
        self,
        symbols: str,
        edge: Sequence[int],
        lasts: Mapping[int, list[int]],
        result: dict[str, list[Place]],
    ) -> None:
        """Add to `result` the patterns all of whose parts stand near enough, as stretches of text.

        `lasts` are the last tokens of each phrase. A pattern of several parts is looked at only where its first two stand.
        """
        first = second = 0
        for number, ends in lasts.items():
            back, whole, firsts, seconds = self._phrases[number]
            if whole:
                places = [(edge[2 * (end - back)], edge[2 * end + 1]) for end in ends]
                for name in whole:
                    result[name] = sorted(result[name] + places) if name in result else places
            first |= firsts
            second |= seconds
        near = first & second
        stops = [match.start() for match in _STOPS.finditer(symbols)] if near else []
        for pattern in _bits(near):
            stretches, *others = [self._places(part, lasts) for part in self._parts[pattern]]
            for window, right in zip(self.patterns[pattern].windows, others, strict=True):
                stretches = _near(stretches, right, window, stops) if right else []
            if stretches:
                result[self.patterns[pattern].text] = [
                    (edge[2 * start], edge[2 * end - 1]) for start, end in stretches
                ]

    def _places(self, part: frozenset[int], lasts: Mapping[int, list[int]]) -> list[Place]:
        """Return where any phrase of a part stands, in the order of the text."""
        return sorted(
            (end - self._phrases[number].back, end + 1)
            for number in part & lasts.keys()
            for end in lasts[number]
        )


def _bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first.

    >>> list(_bits(0b1010))
    [1, 3]
    """
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _near(left: Sequence[Place], right: Sequence[Place], window: int, stops: Sequence[int]) -> list[Place]:
    """Return for each stretch of `left` its union with the nearest of `right` in reach, in the same sentence.

    A third part may also be between the first two: "prevention" in "protection, prevention, prosecution".
    """
    found: list[Place] = []
    starts = [start for start, _ in right]
    for first, last in left:
        here = bisect_left(starts, first)
        # the nearest is among the few around `first`; phrases of one part have nearly one length
        near = [
            (max(gap, 0), min(first, a), max(last, b))
            for a, b in right[max(here - 3, 0) : here + 4]
            if 0 <= (gap := a - last if a >= last else first - b) <= window or (first < a and b < last)
        ]
        for _, start, end in sorted(near):
            if bisect_left(stops, start) == bisect_left(stops, end):
                if (start, end) not in found[-1:]:
                    found.append((start, end))
                break
    return found

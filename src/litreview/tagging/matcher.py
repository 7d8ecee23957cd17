"""Where the patterns of a codebook stand in a text: one Aho-Corasick pass for all of them.

A. V. Aho and M. J. Corasick, Efficient string matching: an aid to bibliographic search, CACM 18(6), 1975.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import ahocorasick

from litreview.codebook import Pattern
from litreview.tagging.citations import find_citations
from litreview.tagging.words import STOP, TOKEN, Alphabet

__all__ = ["Matcher"]

_STOPS = re.compile(STOP)

Place = tuple[int, int]
"""Start and end of a stretch of text, in code points."""


class Matcher:
    """Finds patterns in texts. Knows its patterns, and nothing of the texts it has seen."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple({pattern.text: pattern for pattern in patterns}.values())
        places = [place for p in self.patterns for part in p.parts for place in part]
        words = list(itertools.chain.from_iterable(places))
        self._alphabet = Alphabet(
            (word for word in words if not word.startswith("=")),
            (word[1:] for word in words if word.startswith("=")),
        )
        self._citations = tuple(p for p in self.patterns if p.citation)
        symbols = {word: self._alphabet.symbols(word) for word in set(words)}
        # every part of a pattern has a slot of its own; those of one pattern follow each other
        self._starts: list[int] = []
        found: dict[str, list[int]] = {}
        slot = 0
        for pattern in self.patterns:
            self._starts.append(slot)
            for part in pattern.parts:
                choices = [list(dict.fromkeys(s for word in place for s in symbols[word])) for place in part]
                for way in itertools.product(*choices):
                    found.setdefault("".join(way), []).append(slot)
                slot += 1
        self._owner = [n for n, pattern in enumerate(self.patterns) for _ in pattern.parts]
        self._automaton = ahocorasick.Automaton()
        for phrase, slots in found.items():
            self._automaton.add_word(phrase, (len(phrase) - 1, tuple(dict.fromkeys(slots))))
        self._empty = not found
        if found:
            self._automaton.make_automaton()

    def find(self, text: str) -> Mapping[str, Sequence[Place]]:
        """Return the places in `text` of each pattern that stands in it, by the pattern's text."""
        result: dict[str, list[Place]] = {}
        if not self._empty:
            symbols = self._alphabet.encode(text)
            hits: defaultdict[int, list[Place]] = defaultdict(list)
            for last, (back, slots) in self._automaton.iter(symbols):
                place = (last - back, last + 1)
                for slot in slots:
                    hits[slot].append(place)
            if hits:
                self._resolve(text, symbols, hits, result)
        if self._citations:
            for pattern, place in find_citations(text, self._citations):
                result.setdefault(pattern.text, []).append(place)
        return result

    def _resolve(
        self, text: str, symbols: str, hits: Mapping[int, list[Place]], result: dict[str, list[Place]]
    ) -> None:
        """Add to `result` the stretches of text that the hits, counted in tokens, stand for."""
        tokens: list[Place] = []
        stops: list[int] | None = None
        for slot in sorted(hits):
            number = self._owner[slot]
            if self._starts[number] != slot:
                continue
            pattern = self.patterns[number]
            stretches = hits[slot]
            for index, window in enumerate(pattern.windows, 1):
                right = hits.get(slot + index)
                if not right:
                    stretches = []
                    break
                if stops is None:
                    stops = [match.start() for match in _STOPS.finditer(symbols)]
                stretches = _near(stretches, right, window, stops)
            if not stretches:
                continue
            tokens = tokens or [match.span() for match in TOKEN.finditer(text)]
            result[pattern.text] = [(tokens[first][0], tokens[last - 1][1]) for first, last in stretches]


def _near(left: Sequence[Place], right: Sequence[Place], window: int, stops: Sequence[int]) -> list[Place]:
    """Return for each stretch of `left` its union with the nearest of `right` in reach, in the same sentence."""
    found: list[Place] = []
    starts = [start for start, _ in right]
    for first, last in left:
        here = bisect_left(starts, first)
        # the nearest is among the few around `first`; phrases of one part have nearly one length
        near = [
            (gap, min(first, a), max(last, b))
            for a, b in right[max(here - 3, 0) : here + 4]
            if 0 <= (gap := a - last if a >= last else first - b) <= window
        ]
        for _, start, end in sorted(near):
            if bisect_left(stops, start) == bisect_left(stops, end):
                if (start, end) not in found[-1:]:
                    found.append((start, end))
                break
    return found

"""One slip of the keyboard: a character left out, put in, put for another, or two in each other's place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_AROUND = 24
# characters looked at in one go, and how far over the edge of these a word and its surroundings may be
_PIECE, _EDGE = 1 << 13, 64


class Place(NamedTuple):
    """What is a word, or one slip away from it: its offset, itself, and what is before and behind it, in small letters."""

    word: str
    start: int
    found: str
    before: str
    after: str


def near(text: str, word: str) -> bool:
    """Return whether a text is a word, or one slip away from it (Damerau's distance of at most one).

    >>> near("confidental", "confidential"), near("confidentail", "confidential"), near("confidence", "confidential")
    (True, True, False)
    """
    from rapidfuzz.distance import OSA

    return OSA.distance(text, word, score_cutoff=1) <= 1


def near_places(text: str, word: str) -> list[tuple[int, int]]:
    """Return `(start, end)` of what is the word, or one slip away from it, wherever it is in a text.

    A slip spares one half of the word (or swaps the letters at their border), so only the places of the halves are looked
    at. Both are in small letters.

    >>> near_places("a confidntial note", "confidential")
    [(2, 13)]
    """
    half = len(word) // 2
    first, second = word[:half], word[half:]
    swapped = first[:-1] + second[0] + first[-1] + second[1:]
    found = [(at, at + len(swapped)) for at in _all(text, swapped)]
    for at in _all(text, first):
        found += [(at, at + half + size) for size in _sizes(second, text[at + half : at + len(word) + 1])]
    for at in _all(text, second):
        # the first half is read backwards from the place of the second
        before = text[max(0, at - half - 1) : at][::-1]
        found += [(at - size, at + len(second)) for size in _sizes(first[::-1], before)]
    return found


def near_in(text: str, *words: str) -> Iterator[Place]:
    """Yield the places of words, or of what is one slip away from one, in a text of any length and in letters of any size.

    >>> [(place.start, place.found) for place in near_in("A CONFIDNTIAL note", "confidential")]
    [(2, 'confidntial')]
    """
    # piece by piece, since the small letters of a whole text would be a second text, and take six times its memory to make
    for at in range(0, len(text), _PIECE):
        edge = max(0, at - _EDGE)
        # the only letter that is two as a small one: each place behind it would be one off
        piece = text[edge : at + _PIECE + _EDGE].replace("\u0130", "i").lower()
        for word in words:
            for start, end in near_places(piece, word):
                if at <= edge + start < at + _PIECE:
                    before, after = piece[max(0, start - _AROUND) : start], piece[end : end + _AROUND]
                    yield Place(word, edge + start, piece[start:end], before, after)


@lru_cache(maxsize=1 << 14)
def _sizes(part: str, text: str) -> list[int]:
    """Return how long the part is at the beginning of a text, with or without a slip: `conf` in `conff` has four letters, or five."""
    if text.startswith(part):
        return [len(part)]
    return [size for size in (len(part) + 1, len(part), len(part) - 1) if near(text[:size], part)]


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)

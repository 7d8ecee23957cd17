"""Which words of several values differ, for a person who compares them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")
_DASHES = re.compile(r"[-‐‑‒–—−]+")


def plain_words(value: str) -> tuple[str, ...]:
    """Return the words of a value without case and the punctuation around them; one dash is as good as another.

    >>> plain_words("The T-Visa: a Survey.") == plain_words("the  t-visa  a survey")
    True
    >>> plain_words("61–91") == plain_words("61--91")
    True
    """
    return tuple(word for part in value.split() if (word := _plain(part)))


def _plain(word: str) -> str:
    # a word that is all punctuation says nothing by itself
    return _DASHES.sub("-", _EDGES.sub("", word).casefold())


def differing(values: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each value the stretches (start, end) of words that another value, which is not empty, does not have.

    Case, spacing and the punctuation around words are no difference. Neighbouring words make one stretch. A value alone differs from nothing.

    >>> differing(["Policing the city", "Policing the town"])
    (((13, 17),), ((13, 17),))
    >>> differing(["J. Law", ""]), differing(["A  title", "a Title"])
    (((), ()), ((), ()))
    """
    words = [[(m.start(), m.end(), _plain(m[0])) for m in _WORD.finditer(value)] for value in values]
    held = [{word for _, _, word in mine if word} for mine in words]
    found = []
    for number, mine in enumerate(words):
        others = [known for n, known in enumerate(held) if n != number and known]
        stretches: list[tuple[int, int]] = []
        last = -2
        for place, (start, end, word) in enumerate(mine):
            if not word or all(word in known for known in others):
                continue
            if last == place - 1:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
            last = place
        found.append(tuple(stretches))
    return tuple(found)

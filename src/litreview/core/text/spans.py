"""Parts of a text: marked spans that overlap, places in a transcript (`para 12`, `lines 40-44`, `p. 3`), and the words in which values differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches in order, those that overlap or touch as one.

    >>> merged([(7, 9), (0, 3), (2, 5)])
    [(0, 5), (7, 9)]
    """
    made: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


Unit = Literal["paragraph", "line", "page"]

_UNITS: dict[str, Unit] = {
    "para": "paragraph",
    "paragraph": "paragraph",
    "¶": "paragraph",
    "line": "line",
    "p.": "page",
}
# digits are few: a telephone number is no page
_FORM = re.compile(
    r"(?:(?P<one>para|paragraph|line|¶|p\.) ?(?P<at>[1-9]\d{0,4})"
    r"|(?P<many>paras|paragraphs|lines|¶¶|¶|pp\.|p\.) ?(?P<first>[1-9]\d{0,4}) ?[-–] ?(?P<last>[1-9]\d{0,4}))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a transcript, from the first to the last paragraph, line or page of it, counted from 1."""

    unit: Unit
    first: int
    last: int


def read_passage(text: str) -> Passage | None:
    """Return the passage that a text is, None if it is anything else: only what has exactly this form may be shown of an interview.

    >>> read_passage("paras 12-14")
    Passage(unit='paragraph', first=12, last=14)
    >>> read_passage("p. 3"), read_passage("para 12, she said"), read_passage("lines 9-4")
    (Passage(unit='page', first=3, last=3), None, None)
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    if found["one"]:
        return Passage(unit=_UNITS[found["one"]], first=int(found["at"]), last=int(found["at"]))
    first, last = int(found["first"]), int(found["last"])
    one = {"pp.": "p.", "¶¶": "¶"}.get(found["many"], found["many"].removesuffix("s"))
    return Passage(unit=_UNITS[one], first=first, last=last) if first <= last else None


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

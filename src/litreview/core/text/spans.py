"""Spans of text: merging of overlaps, places in a transcript (`para 12`, `lines 40-44`, `p. 3`), and the words in which values differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from litreview.core.libraries import re


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, merged where they overlap or touch.

    >>> merged([(7, 9), (0, 3), (2, 5)])
    [(0, 5), (7, 9)]
    """
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def pieces(value: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    """Cut a value into pairs of common text and the differing or marked span after it; `spans` are in order and apart.

    >>> pieces("1-19 of it", [(2, 4)])
    [('1-', '19'), (' of it', '')]
    """
    pairs = []
    position = 0
    for start, end in spans:
        pairs.append((value[position:start], value[start:end]))
        position = end
    return [*pairs, (value[position:], "")]


Unit = Literal["paragraph", "line", "page"]

_UNITS: dict[str, Unit] = {
    "para": "paragraph",
    "paragraph": "paragraph",
    "¶": "paragraph",
    "line": "line",
    "p.": "page",
}
# few digits, so that a telephone number is no page
_FORM = re.compile(
    r"(?:(?P<one>para|paragraph|line|¶|p\.) ?(?P<at>[1-9]\d{0,4})"
    r"|(?P<many>paras|paragraphs|lines|¶¶|¶|pp\.|p\.) ?(?P<first>[1-9]\d{0,4}) ?[-–] ?(?P<last>[1-9]\d{0,4}))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptPassage:
    """A passage of a transcript: its first and last paragraph, line or page, counted from 1."""

    unit: Unit
    first: int
    last: int


def read_passage(text: str) -> TranscriptPassage | None:
    """Return the passage named by a text, None for any other text: only this form may be shown of an interview.

    >>> read_passage("paras 12-14")
    TranscriptPassage(unit='paragraph', first=12, last=14)
    >>> read_passage("p. 3"), read_passage("para 12, she said"), read_passage("lines 9-4")
    (TranscriptPassage(unit='page', first=3, last=3), None, None)
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    if match["one"]:
        return TranscriptPassage(unit=_UNITS[match["one"]], first=int(match["at"]), last=int(match["at"]))
    first, last = int(match["first"]), int(match["last"])
    one = {"pp.": "p.", "¶¶": "¶"}.get(match["many"], match["many"].removesuffix("s"))
    return TranscriptPassage(unit=_UNITS[one], first=first, last=last) if first <= last else None


_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")
_DASHES = re.compile(r"[-‐‑‒–—−]+")


def plain_words(value: str) -> tuple[str, ...]:
    """Return the words of a value in small letters, without surrounding punctuation, and with all dashes alike.

    >>> plain_words("The T-Visa: a Survey.") == plain_words("the  t-visa  a survey")
    True
    >>> plain_words("61–91") == plain_words("61--91")
    True
    """
    return tuple(word for part in value.split() if (word := _plain(part)))


def _plain(word: str) -> str:
    # empty for a word of punctuation only
    return _DASHES.sub("-", _EDGES.sub("", word).casefold())


def differing(values: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each value the spans (start, end) of words that another, non-empty value lacks.

    Case, spacing and punctuation around words are ignored. Adjacent words make one span. A single value has no differences.

    >>> differing(["Policing the city", "Policing the town"])
    (((13, 17),), ((13, 17),))
    >>> differing(["J. Law", ""]), differing(["A  title", "a Title"])
    (((), ()), ((), ()))
    """
    words = [[(m.start(), m.end(), _plain(m[0])) for m in _WORD.finditer(value)] for value in values]
    word_sets = [{word for _, _, word in mine if word} for mine in words]
    spans = []
    for number, mine in enumerate(words):
        others = [known for n, known in enumerate(word_sets) if n != number and known]
        mine_spans: list[tuple[int, int]] = []
        last = -2
        for place, (start, end, word) in enumerate(mine):
            if not word or all(word in known for known in others):
                continue
            if last == place - 1:
                mine_spans[-1] = (mine_spans[-1][0], end)
            else:
                mine_spans.append((start, end))
            last = place
        spans.append(tuple(mine_spans))
    return tuple(spans)

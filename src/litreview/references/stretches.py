"""Which tokens of a reference stand together: in a sentence, in quotation marks, in brackets, between commas, in the list of names it begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SENTENCE_END = re.compile(r".*(?:[?!]|[^\W\d_]{3,}\.|\d\.|\)\.|[”\"»’]\.|\]\.)[”\"»’)\]]*")
# what ends with a full stop and ends no sentence
_ABBREVIATED = frozenset([
    "vol", "eds", "ed", "hrsg", "trans", "inc", "ltd", "proc", "conf", "int", "univ", "rev", "jour", "phys", "dept", "prof",
])  # fmt: skip
_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
_NAMELIKE = frozenset(["capital", "initial", "initials", "upper"])
_AMONG_NAMES = frozenset(["and", "etal", "particle", "editor"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The `number`-th stretch of a reference: its tokens from `start` to before `end`."""

    number: int
    start: int
    end: int


def sentences(texts: Sequence[str], bares: Sequence[str]) -> list[Stretch]:
    """Return for each token the sentence in which it stands."""
    found: list[Stretch] = []
    start = 0
    number = 0
    for i, (text, bare) in enumerate(zip(texts, bares, strict=True)):
        if _ends_sentence(text, bare) or i == len(texts) - 1:
            stretch = Stretch(number=number, start=start, end=i + 1)
            found += [stretch] * (i + 1 - start)
            start, number = i + 1, number + 1
    return found


def _ends_sentence(text: str, bare: str) -> bool:
    # as with a token without end, which is none
    return _SENTENCE_END.fullmatch(text[-40:]) is not None and bare.lower() not in _ABBREVIATED


def quoted(texts: Sequence[str]) -> list[str]:
    """Return for each token where it stands in a quotation: `o` outside, `b` and `e` at its ends, `be` at both, `i` within.

    A quotation that never ends is none.

    >>> quoted(["Roe,", "“Raids", "on", "ports,”", "2001"])
    ['o', 'b', 'i', 'e', 'o']
    """
    found: list[str] = []
    close = ""
    for text in texts:
        begins = "" if close else _CLOSED_BY.get(text.lstrip("([")[:1], "")
        close = close or begins
        # an apostrophe within a word ends nothing
        ends = any(char in close for char in text[bool(begins) :].rstrip(".,;:)")[-2:])
        found.append(f"{'b' if begins else ''}{'e' if ends else ''}" or ("i" if close else "o"))
        close = "" if ends else close
    if close:
        last = max(i for i, mark in enumerate(found) if mark == "b")
        found[last:] = ["o"] * (len(found) - last)
    return found


def bracketed(texts: Sequence[str]) -> list[str]:
    """Return for each token where it stands in brackets: `w` it has both, `b` and `e` it has one, `i` within, `o` outside.

    >>> bracketed(["Roe", "(2001),", "(Ed.", "of", "this)"])
    ['o', 'w', 'b', 'i', 'e']
    """
    found: list[str] = []
    depth = 0
    for text in texts:
        opened, closed = text.count("(") + text.count("["), text.count(")") + text.count("]")
        if opened:
            found.append("w" if closed else "b")
        else:
            found.append("o" if not depth else "e" if closed else "i")
        depth = max(0, depth + opened - closed)
    return found


def pieces(texts: Sequence[str], forms: Sequence[str]) -> list[str]:
    """Return for each token the forms of the piece, between commas, in which it stands."""
    found: list[str] = []
    start = 0
    for i, text in enumerate(texts):
        if text.endswith((",", ";")) or i == len(texts) - 1:
            kind = "-".join([form[:4] for form in forms[start : i + 1][:4]])
            found += [kind] * (i + 1 - start)
            start = i + 1
    return found


def author_block(
    texts: Sequence[str], bares: Sequence[str], forms: Sequence[str], classes: Sequence[tuple[str, ...]]
) -> int:
    """Return how many tokens at the beginning look like a list of names: capitals, initials, particles and what joins them.

    It ends behind a token with a full stop that is no initial, before a year, and before a word in small letters.
    """
    start = 1 if forms and forms[0] == "citation" else 0
    for i in range(start, len(texts)):
        if forms[i] not in _NAMELIKE and _AMONG_NAMES.isdisjoint(classes[i]):
            return i
        if texts[i][:1] in _CLOSED_BY:
            return i
        if forms[i] == "capital" and texts[i].endswith((".", ":")) and len(bares[i]) > 2:
            return i + 1
    return len(texts)

"""The little language in which a codebook writes its terms.

=====================================  ===================================================================
written                                matches
=====================================  ===================================================================
``victim service``                     the words side by side, in any inflection ("victims' services")
``victim|survivor service|support``    either word at each place
``raid ~6 trafficking``                both parts in one sentence, in either order, at most 6 words between
``=trafficker|=traffickers``           exactly this word, not its kin ("trafficking")
``=ICE``                               exactly this word in exactly these capitals
``cite:18 U.S.C. 1589-1592``           a citation of one of these sections (``cite:Pub. L. 106-386`` likewise)
``cite:criminal case``                 the caption of a criminal case ("United States v. …", "People v. …")
=====================================  ===================================================================

A plain word stands for all words with its stem (Snowball's English stemmer), British or American spelling.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from litreview.wording import short_repr

CITE = "cite:"
MAX_WAYS = 2000
"""How many phrases one part of a pattern may stand for; more would be a slip, and would fill the memory."""

_WORD = re.compile(r"=?[^\W_]+(?:['’][^\W_]+)*")
_WINDOW = re.compile(r"\s~(\d*)\s*")
_CITATION = re.compile(
    r"(?P<case>criminal case)"
    r"|Pub\. L\. (?P<law>\d+-\d+)"
    r"|(?P<title>\d+) U\.S\.C\. (?P<first>\d+[a-z]?)(?P<subsections>(?:\(\w+\))*)(?:-(?P<last>\d+[a-z]?))?"
)


class PatternError(ValueError):
    """A term that cannot be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A term, read: either `parts` (each a phrase: alternatives per place) or a citation.

    `windows[i]` is the greatest number of words between `parts[i]` and `parts[i + 1]`.
    """

    text: str
    parts: tuple[tuple[tuple[str, ...], ...], ...] = ()
    windows: tuple[int, ...] = ()
    citation: str = ""

    __repr__ = short_repr

    def __str__(self) -> str:
        return self.text


def parse_pattern(text: str) -> Pattern:
    """Return the pattern that `text` writes; `PatternError` says what is wrong with it.

    >>> parse_pattern("raid ~6 victim|survivor service").windows
    (6,)
    """
    if text.startswith(CITE):
        citation = text.removeprefix(CITE).strip()
        if not _CITATION.fullmatch(citation):
            raise PatternError(
                f"'{text}' is no citation this tool knows; write 'cite:18 U.S.C. 1591', 'cite:18 U.S.C. 1589-1592', "
                "'cite:Pub. L. 106-386' or 'cite:criminal case'"
            )
        return Pattern(text=text, citation=citation)
    pieces = _WINDOW.split(text.strip())
    parts = tuple(_phrase(piece, text) for piece in pieces[::2])
    if not all(window.isdigit() and 0 < int(window) <= 30 for window in pieces[1::2]):
        raise PatternError(f"'{text}': ~ needs a number of words from 1 to 30, as in 'raid ~6 trafficking'")
    return Pattern(text=text, parts=parts, windows=tuple(int(window) for window in pieces[1::2]))


def _phrase(piece: str, text: str) -> tuple[tuple[str, ...], ...]:
    places = tuple(tuple(place.split("|")) for place in piece.split())
    if not places:
        raise PatternError(
            f"'{text}' is empty" if not text.strip() else f"'{text}': a side of ~ has no words"
        )
    for word in itertools.chain.from_iterable(places):
        if not _WORD.fullmatch(word):
            raise PatternError(
                f"'{text}': '{word}' is not a word; write words with spaces, | and ~N between them"
            )
    ways = 1
    for place in places:
        ways *= len(place)
    if ways > MAX_WAYS:
        raise PatternError(f"'{text}' stands for {ways} phrases, more than {MAX_WAYS}; split it")
    return places

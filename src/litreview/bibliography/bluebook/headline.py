"""Titles in headline case, and initials as legal citations write them."""

from __future__ import annotations

import re

# The Indigo Book 2.0, rule on capitalization (The Bluebook, rule 8): articles, conjunctions, and prepositions of four letters or fewer
_SMALL = frozenset([
    "a", "an", "the", "and", "but", "for", "nor", "or", "so", "yet", "as", "if", "than", "at", "by",
    "from", "in", "into", "of", "off", "on", "onto", "out", "over", "per", "to", "up", "upon", "via",
    "with",
])  # fmt: skip
_PREFIXES = frozenset([
    "anti", "co", "counter", "de", "ex", "extra", "inter", "intra", "mid", "multi", "non", "over", "post",
    "pre", "pro", "re", "semi", "sub", "super", "trans", "un", "under",
])  # fmt: skip
_WORD = re.compile(r"[^\s]+")
_ENDS = (":", ".", "?", "!", "–", "—")


def headline(title: str) -> str:
    """Return an English title with its words capitalised, small ones apart; what has a capital of its own stays as it is.

    >>> headline("fighting fire with fire: the role of mTurk in a re-entry study")
    'Fighting Fire with Fire: The Role of mTurk in a Re-entry Study'
    >>> headline("technology-facilitated trafficking")
    'Technology-Facilitated Trafficking'
    """
    first = True

    def capital(found: re.Match[str]) -> str:
        nonlocal first
        word = found[0]
        begins, first = first, word.endswith(_ENDS)
        bare = word.strip("\"'“”‘’([{)]},;:.?!`")
        if not bare or not bare.islower() or not bare[0].isalpha() or "://" in word or "@" in word:
            return word
        if bare in _SMALL and not begins:
            return word
        return word.replace(bare, "-".join(_parts(bare)), 1)

    return _WORD.sub(capital, title)


def _parts(word: str) -> list[str]:
    """Return the parts of a word with hyphens, capitalised but for small words and what follows a prefix."""
    first, *rest = word.split("-")
    later = [p if first in _PREFIXES or p in _SMALL else p[:1].upper() + p[1:] for p in rest]
    return [first[0].upper() + first[1:], *later]


def initials(name: str) -> str:
    """Return a name with its initials closed up and dotted.

    >>> initials("Jennifer A. L. Sheldon-Sherman"), initials("D DeHart")
    ('Jennifer A.L. Sheldon-Sherman', 'D. DeHart')
    """
    dotted = re.sub(r"\b([A-Z])(?=\s)", r"\1.", name)
    return re.sub(r"\b([A-Z]\.)\s+(?=[A-Z]\.)", r"\1", dotted)

"""Words of a text as single symbols, so that a phrase becomes a short string.

Each word that the codebook knows gets one character of its own; all other words share one, and so do the ends of
phrases and sentences. Finding phrases in any inflection is then plain string search, in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import snowballstemmer

__all__ = ["BREAK", "OTHER", "STOP", "TOKEN", "Alphabet", "american"]

TOKEN = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)*"  # a word, with its apostrophes
    r"|[.!?](?=[\"”’)\]]*\s+[\"“‘(\[]?[A-Z])|[.!?]$|\n\s*\n"  # the end of a sentence
    r"|[,;:()\[\]]"  # the end of a phrase
)
STOP, BREAK, OTHER = "\x01", "\x02", "\x03"
_FIRST = 0x100
_KEPT, _SURE, _LONG = 3, 5, 40
_IRREGULAR = frozenset({"dying", "lying", "tying", "men", "men's", "men’s"})
# Stemming is slow (20 µs). It never touches the first 3 letters of a word of more than 5, nor the first 2 of a shorter one
# but these ("dying" is "die"); so most words of a text need none. More than 40 letters are no word.
_CACHE_LIMIT = 100_000  # words; keeps memory flat on any corpus

# plurals that no rule of stemming finds
_PLURALS = {
    f"{plural}{end}": singular
    for plural, singular in (("children", "child"), ("women", "woman"), ("men", "man"))
    for end in ("", "'s")
}

_BRITISH = (
    (re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"^(lab|harb|behavi|neighb|col|fav)our"), r"\1or"),
    (re.compile(r"^(.*cent)re(s|d)?$"), r"\1er\2"),
    (re.compile(r"^(.*(?:off|def))ence(s?)$"), r"\1ense\2"),
)


def american(word: str) -> str:
    """Return a lower-case word in American spelling, as far as regular rules go.

    It need not be a word ("promise" becomes "promize"), only the same on both sides.

    >>> american("criminalisation"), american("labour"), american("centred")
    ('criminalization', 'labor', 'centered')
    """
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return "centered" if word == "centerd" else word


class Alphabet(dict[str, str]):
    """Maps a word as written to its symbol; learns words as they come, and forgets when there are too many."""

    def __init__(self, stems: Iterable[str], exact: Iterable[str]) -> None:
        """Give a symbol to each plain word of the codebook (`stems`) and to each word meant exactly (`exact`)."""
        super().__init__()
        self._stemmer = snowballstemmer.stemmer("english")
        self._stems: dict[str, str] = {}
        self._lower: dict[str, str] = {}
        self._cased: dict[str, str] = {}
        for word in sorted(set(exact)):
            if word == word.lower():
                self._lower.setdefault(american(word), self._next())
            else:
                self._cased.setdefault(word, self._next())
        for word in sorted(set(stems)):
            self._stems.setdefault(self.stem(word), self._next())
        self._kin: dict[str, list[str]] = {}
        for table in (self._lower, self._cased):
            for word, symbol in table.items():
                self._kin.setdefault(self.stem(word), []).append(symbol)
        self._beginnings = frozenset(word[:n] for word in (*self._stems, *self._lower) for n in (2, _KEPT))

    def _next(self) -> str:
        return chr(_FIRST + len(self._stems) + len(self._lower) + len(self._cased))

    def stem(self, word: str) -> str:
        """Return the stem of a word, British or American, in any capitals."""
        plain = american(word.lower().replace("’", "'"))
        plain = _PLURALS.get(plain, plain)
        stem: str = self._stemmer.stemWord(plain)
        return stem

    def symbols(self, word: str) -> tuple[str, ...]:
        """Return the symbols a word of a pattern stands for: `=word` exactly one, a plain word all with its stem."""
        if word.startswith("="):
            exact = word[1:]
            if exact in self._cased:
                return (self._cased[exact],)
            plain = american(exact)
            return (self._lower[plain], *(s for w, s in self._cased.items() if american(w.lower()) == plain))
        stem = self.stem(word)
        return (self._stems[stem], *self._kin.get(stem, ()))

    def __missing__(self, word: str) -> str:
        if len(self) > _CACHE_LIMIT:
            self.clear()
        symbol = self[word] = self._symbol(word)
        return symbol

    def _symbol(self, word: str) -> str:
        if not word[0].isalnum():
            return BREAK if word in ",;:()[]" else STOP
        lower = word.lower()
        found = self._cased.get(word)
        kept = _KEPT if len(word) > _SURE else 2
        if found is None and len(word) < _LONG and (lower[:kept] in self._beginnings or lower in _IRREGULAR):
            found = self._lower.get(american(lower)) or self._stems.get(self.stem(lower))
        return found or OTHER

    def encode(self, text: str) -> str:
        """Return one symbol per token of `text`."""
        return "".join(map(self.__getitem__, TOKEN.findall(text)))

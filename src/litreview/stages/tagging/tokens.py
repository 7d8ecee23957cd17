"""The words of a work for rules and models: fields, words, stems and symbols.

`Alphabet` maps words to single symbols, so that a phrase is a short string. Each word of the codebook has its own character; all other words
share one, and so do words of grammar, and the ends of phrases and sentences. Finding phrases in any inflection is then plain string
search, in one pass, and a model whose stems have symbols, too, reads the same string.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING, Any

from litreview.core.containers import grouped
from litreview.core.libraries import re

if TYPE_CHECKING:
    from litreview.core.model import Source

FIELDS = (
    "title", "subtitle", "abstract", "keywords", "author_keywords", "keyword", "annotation", "annote", "note",
)  # fmt: skip
"""The fields that describe the topic of a work, in the order of reading."""
_BETWEEN = " . "
_KEYWORDS = ("keywords", "author_keywords", "keyword")

# Words of grammar. "No", "not", "against" and "without" are none: they turn what a summary says.
GRAMMAR = frozenset(
    ["a", "an", "the", "this", "that", "these", "those", "it", "its", "itself", "he", "him", "his", "she", "her", "hers", "they", "them", "their", "theirs", "we", "us", "our", "ours", "you", "your", "i", "my", "me", "and", "or", "but", "nor", "so", "yet", "if", "than", "then", "as", "at", "by", "for", "from", "in", "into", "of", "off", "on", "onto", "out", "over", "to", "up", "upon", "with", "within", "between", "among", "about", "across", "along", "also", "although", "am", "are", "is", "was", "were", "be", "been", "being", "do", "does", "did", "done", "doing", "has", "have", "had", "having", "can", "could", "may", "might", "must", "shall", "should", "will", "would", "there", "here", "where", "when", "while", "which", "who", "whom", "whose", "what", "why", "how", "each", "every", "either", "both", "some", "any", "all", "most", "more", "other", "others", "such", "own", "same", "very", "too", "just", "only", "even", "still", "again", "ever", "per", "via", "etc", "et", "al"]
)  # fmt: skip

WORD = re.compile(r"[^\W\d_]{2,}(?:['’](?!s\b)[^\W\d_]+)*")
"""A word of two letters or more, without the `'s` at its end."""
_PLAIN = re.compile(
    WORD.pattern.replace(r"[^\W\d_]", "[A-Za-z]"), re.ASCII
)  # the same where all is ASCII, and faster


def text_of(source: Source, prefix: str) -> str:
    """Return the text of a work, field by field, without our own tags (`prefix`) among its keywords; `""` if it is confidential."""
    if source.confidential:
        return ""
    texts = ((name, source.fields.get(name, "")) for name in FIELDS)
    return _BETWEEN.join(
        _own(prefix).sub(" ", value) if name in _KEYWORDS else value for name, value in texts if value
    )


@lru_cache(maxsize=8)
def _own(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:tvpa:|{re.escape(prefix)})[\w-]+")


def is_content(word: str) -> bool:
    """Return whether a word in lower case is one of content: no word of grammar, no number and no single letter.

    >>> [is_content(word) for word in ("raid", "the", "2013", "a")]
    [True, False, False, False]
    """
    return len(word) > 1 and word not in GRAMMAR and not word[0].isdigit()


def words_in(text: str) -> list[str]:
    """Return the words of a text in lower case, including words of grammar.

    >>> words_in("The raid's cost")
    ['the', 'raid', 'cost']
    """
    return (_PLAIN if text.isascii() else WORD).findall(text.lower())


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a text in lower case, with its start and end, without words of grammar and single letters.

    >>> list(words_of("The raid's cost"))
    [('raid', 4, 8), ('cost', 11, 15)]
    """
    for match in WORD.finditer(text):
        word = match[0].lower()
        if word not in GRAMMAR:
            yield word, match.start(), match.end()


def terms_of(text: str) -> list[str]:
    """Return the stems of a text, followed by the pairs of adjacent stems.

    >>> terms_of("Raids on brothels")
    ['raid', 'brothel', 'raid brothel']
    """
    own = [stem_of(word) for word, _, _ in words_of(text)]
    return [*own, *map(" ".join, itertools.pairwise(own))]


_TOKEN = re.compile(
    r"([^\W_]+(?:['’][^\W_]+)*"  # a word, with its apostrophes
    r"|[.!?](?=[\"”’)\]]*\s+[\"“‘(\[]?[A-Z])|[.!?]$|\n\s*\n"  # the end of a sentence
    r"|[,;:()\[\]])"  # the end of a phrase
)
_PLAIN_TOKEN = re.compile(
    _TOKEN.pattern.replace(r"[^\W_]", "[A-Za-z0-9]")
)  # the same where all is ASCII, and faster
STOP, BREAK, OTHER, LITTLE = "\x01", "\x02", "\x03", "\x04"
_FIRST = 0x100
_LONG = 40  # more letters are no word
_SURE = 2
_CHANGED = ("i", "e", "bl")
IRREGULAR = frozenset(
    {"dying", "lying", "tying", "vying", "skies"}
    | {f"{w}{s}" for w in ("men", "women") for s in ("", "'s", "’s")}
)
# Stemming is slow (20 µs). But for the irregular, a stem is a beginning of the word, except for a last letter that the stemmer put there:
# "happi" of "happy", "ace" of "acing", "possibl" of "possibility". It held for all of 100,000 words of real abstracts, so most words
# of a text need no stemming.
_CACHE_LIMIT = 100_000  # words; keeps memory flat on any corpus

# plurals that no rule of stemming finds
_PLURALS = {
    f"{plural}{end}": singular
    for plural, singular in (("children", "child"), ("women", "woman"), ("men", "man"))
    for end in ("", "'s")
}

_BRITISH = (  # letters without which the pattern need not be tried, the pattern, what stands instead
    ("is", re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    ("our", re.compile(r"^(lab|harb|behavi|neighb|col|fav)our"), r"\1or"),
    ("centre", re.compile(r"^(.*cent)re(s|d)?$"), r"\1er\2"),
    ("fence", re.compile(r"^(.*(?:off|def))ence(s?)$"), r"\1ense\2"),
)


def cut(text: str) -> list[str]:
    """Return the text in pieces: text between tokens at even positions, tokens at odd ones.

    >>> cut("Raids, then?")
    ['', 'Raids', '', ',', ' ', 'then', '', '?', '']
    """
    return (_PLAIN_TOKEN if text.isascii() else _TOKEN).split(text)


def edges(pieces: Iterable[str]) -> list[int]:
    """Return the end of each piece: token `n` is at `edges[2 * n]` to `edges[2 * n + 1]`."""
    return list(accumulate(map(len, pieces)))


def american(word: str) -> str:
    """Return a lower-case word in American spelling, by regular rules.

    The result need not be a word ("promise" becomes "promize"), only the same for rules and texts.

    >>> american("criminalisation"), american("labour"), american("centred")
    ('criminalization', 'labor', 'centered')
    """
    for letters, pattern, replacement in _BRITISH:
        if letters in word:
            word = pattern.sub(replacement, word)
    return "centered" if word == "centerd" else word


_STEMMING = Lock()  # a stemmer holds the word that it is at


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # it has every language, and is not needed for words of the table

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=1)
def stem_table() -> Mapping[str, str]:
    """Return the stems of the words of the built-in codebook: to stem all of them takes a tenth of the time of a short command."""
    text = files("litreview.stages.tagging").joinpath("stems.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())


def plain_form(word: str) -> str:
    """Return a word prepared for stemming: lower case, American spelling, singular for irregular plurals.

    >>> plain_form("Women"), plain_form("Labour")
    ('woman', 'labor')
    """
    plain = american(word.lower().replace("’", "'"))
    return _PLURALS.get(plain, plain)


@lru_cache(maxsize=_CACHE_LIMIT)
def stem_of(word: str) -> str:
    """Return the stem of a word, British or American, in any case; cached, since rules and model stem the same words.

    >>> stem_of("Criminalisation") == stem_of("criminalizing")
    True
    """
    plain = plain_form(word)
    if known := stem_table().get(plain):
        return known
    with _STEMMING:
        stem: str = _stemmer().stemWord(plain)
    return stem


class Alphabet(dict[str, str]):
    """Maps a word as written to its symbol; a cache that is cleared when it has too many words."""

    def __init__(self, stems: Iterable[str], exact: Iterable[str], of_model: Iterable[str] = ()) -> None:
        """Assign a symbol to each plain word of the codebook (`stems`), each word that must match exactly (`exact`), and each stem of a model."""
        super().__init__()
        self._stems: dict[str, str] = {}
        self._lower: dict[str, str] = {}
        self._cased: dict[str, str] = {}
        for word in sorted(set(exact)):
            if word == word.lower():
                self._lower.setdefault(american(word), self._next())
            else:
                self._cased.setdefault(word, self._next())
        for stem in (*map(stem_of, sorted(set(stems))), *sorted(set(of_model))):
            if stem not in self._stems:
                self._stems[stem] = self._next()
        self._kin = grouped(
            (stem_of(word), symbol) for table in (self._lower, self._cased) for word, symbol in table.items()
        )
        # words that must match in their capitals, by what they are in small letters
        self._any_case = grouped((american(word.lower()), symbol) for word, symbol in self._cased.items())
        sure = [stem[: max(len(stem) - stem.endswith(_CHANGED), _SURE)] for stem in self._stems]
        near = grouped((beginning[:_SURE], beginning) for beginning in (*sure, *self._lower))
        self._near = {start: tuple(sorted(set(longer))) for start, longer in near.items()}

    def _next(self) -> str:
        return chr(_FIRST + len(self._stems) + len(self._lower) + len(self._cased))

    def stems(self) -> Iterator[tuple[str, str]]:
        """Yield the symbols, each with the stem of the words it represents; words of grammar have the stem `""`."""
        yield from ((symbol, "" if stem in GRAMMAR else stem) for stem, symbol in self._stems.items())
        for table in (self._lower, self._cased):
            for word, symbol in table.items():
                lower = word.lower()
                yield symbol, stem_of(lower) if is_content(lower) else ""
        yield from ((symbol, "") for symbol in (STOP, BREAK, LITTLE))

    def symbols(self, word: str) -> tuple[str, ...]:
        """Return the symbols that match a word of a pattern: one for an exact `=word`, all with its stem for a plain word."""
        if word.startswith("="):
            exact = word[1:]
            if exact in self._cased:
                return (self._cased[exact],)
            plain = american(exact)
            return (self._lower[plain], *self._any_case.get(plain, ()))
        stem = stem_of(word)
        return (self._stems[stem], *self._kin.get(stem, ()))

    def __missing__(self, word: str) -> str:
        if len(self) > _CACHE_LIMIT:
            self.clear()
        lower = word.lower()
        # capitals matter only to words that must match in them, so a word at the head of a sentence is mostly known already
        symbol = self._symbol(lower) if word == lower else self._cased.get(word) or self[lower]
        self[word] = symbol
        return symbol

    def _symbol(self, word: str) -> str:
        """Return the symbol of a token in lower case."""
        if not word[0].isalnum():
            return BREAK if word in ",;:()[]" else STOP
        found = self._cased.get(word)
        if found is None and len(word) < _LONG:
            near = self._near.get(word[:_SURE])
            plain = american(word) if near else ""
            if (near and plain.startswith(near)) or word in IRREGULAR:
                found = self._lower.get(plain) or self._stems.get(stem_of(word))
        return found or (OTHER if is_content(word) else LITTLE)

    def encode(self, pieces: Sequence[str]) -> str:
        """Return one symbol per token of a text that was `cut`."""
        return "".join(map(self.__getitem__, pieces[1::2]))

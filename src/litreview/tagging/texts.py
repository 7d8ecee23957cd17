"""The words of a work, as models of codes read them: which fields, which words, and in what form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from litreview.model import Source, Span
from litreview.tagging.words import stem_of

FIELDS = (
    "title", "subtitle", "abstract", "keywords", "author_keywords", "keyword", "annotation", "annote", "note",
)  # fmt: skip
"""The fields that say what a work is about, in the order in which they are read."""
_BETWEEN = " . "
_KEYWORDS = ("keywords", "author_keywords", "keyword")

# Words of grammar. "No", "not", "against" and "without" are none: they turn what a summary says.
GRAMMAR = frozenset(
    ["a", "an", "the", "this", "that", "these", "those", "it", "its", "itself", "he", "him", "his", "she", "her", "hers", "they", "them", "their", "theirs", "we", "us", "our", "ours", "you", "your", "i", "my", "me", "and", "or", "but", "nor", "so", "yet", "if", "than", "then", "as", "at", "by", "for", "from", "in", "into", "of", "off", "on", "onto", "out", "over", "to", "up", "upon", "with", "within", "between", "among", "about", "across", "along", "also", "although", "am", "are", "is", "was", "were", "be", "been", "being", "do", "does", "did", "done", "doing", "has", "have", "had", "having", "can", "could", "may", "might", "must", "shall", "should", "will", "would", "there", "here", "where", "when", "while", "which", "who", "whom", "whose", "what", "why", "how", "each", "every", "either", "both", "some", "any", "all", "most", "more", "other", "others", "such", "own", "same", "very", "too", "just", "only", "even", "still", "again", "ever", "per", "via", "etc", "et", "al"]
)  # fmt: skip

WORD = re.compile(r"[^\W\d_]{2,}(?:['’](?!s\b)[^\W\d_]+)*")
"""A word of two letters or more, without the `'s` at its end."""
_PLAIN = re.compile(
    "(" + WORD.pattern.replace(r"[^\W\d_]", "[A-Za-z]") + ")", re.ASCII
)  # the same where all is ASCII, and faster


def text_of(source: Source, prefix: str) -> str:
    """Return the words of a work, a field after the other, without our own tags (`prefix`) among its keywords.

    A confidential source has none.
    """
    if source.confidential:
        return ""
    return _BETWEEN.join(value for _, value in _read(source, prefix))


def _read(source: Source, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that are read, and their words."""
    for name in FIELDS:
        if value := source.fields.get(name, ""):
            yield name, _own(prefix).sub(" ", value) if name in _KEYWORDS else value


@lru_cache(maxsize=8)
def _own(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:tvpa:|{re.escape(prefix)})[\w-]+")


def words_in(text: str) -> list[str]:
    """Return the words of a text in lower case, those of grammar too.

    >>> words_in("The raid's cost")
    ['the', 'raid', 'cost']
    """
    return (_PLAIN if text.isascii() else WORD).findall(text.lower())


def edges_in(text: str) -> list[int]:
    """Return where the first word of a text starts and ends, where the second does, and so on.

    >>> edges_in("The raid's cost")[:6]
    [0, 3, 4, 8, 11, 15]
    """
    if text.isascii():
        return list(itertools.accumulate(map(len, _PLAIN.split(text))))
    return [edge for match in WORD.finditer(text) for edge in match.span()]


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a text in lower case, with where it starts and ends; words of grammar and single letters are left out.

    >>> list(words_of("The raid's cost"))
    [('raid', 4, 8), ('cost', 11, 15)]
    """
    for match in WORD.finditer(text):
        word = match[0].lower()
        if word not in GRAMMAR:
            yield word, match.start(), match.end()


def terms_of(text: str) -> list[str]:
    """Return the stems of a text, and after them the pairs of stems that follow each other.

    >>> terms_of("Raids on brothels")
    ['raid', 'brothel', 'raid brothel']
    """
    own = [stem_of(word) for word, _, _ in words_of(text)]
    return [*own, *map(" ".join, itertools.pairwise(own))]


def field_spans(
    source: Source, prefix: str, text: str, places: Iterable[tuple[int, int]]
) -> tuple[Span, ...]:
    """Return stretches of `text`, which is `text_of(source, prefix)`, as spans of the fields they are in.

    A stretch that an own tag before it in the same field has moved is left out.
    """
    starts: list[tuple[int, str]] = []
    at = 0
    for name, value in _read(source, prefix):
        starts.append((at, name))
        at += len(value) + len(_BETWEEN)
    spans = []
    for start, end in places:
        first, name = next((one for one in reversed(starts) if one[0] <= start), (0, ""))
        words = source.fields.get(name, "")[start - first : end - first]
        if words and words == text[start:end]:
            spans.append(Span(field=name, start=start - first, end=end - first, text=words))
    return tuple(spans)

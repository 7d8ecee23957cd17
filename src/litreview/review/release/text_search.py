"""Search of a text for people: names, addresses and sentences, word by word, in time linear in the text.

A text becomes folded words with their offsets. The search terms are `Sealed`; a hit has a kind and a line, never the words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from litreview.core.containers import grouped
from litreview.core.sealed import Sealed
from litreview.core.text import fold

_NUMBER = re.compile(r"(?<![\w.])(?<!\w-)\+?\(?\d(?:(?:[ ()/\-\u2010-\u2015]{0,3}|\.)\d){6,14}(?!-?\w)")
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?: ?[+-]\d\d:?\d\d)?)?"
_NOT_PHONE = re.compile(
    r"(?:https?://|www\.)[^\s<>\"{}|]+"  # digits in a web address; `tel:` does not match
    r"|\b10\.\d{4,9}/[^\s<>\"{},;]+"  # a DOI
    rf"|(?<!\d)(?:19|20)\d\d([-/.])\d\d?\1\d\d?(?!\d){_TIME}"
    rf"|(?<!\d)\d\d?([-/.])\d\d?\2(?:19|20)\d\d(?!\d){_TIME}"
    r"|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b"  # ORCID
    r"|\b(?:\d{3}-){4}\d\d[\dX]\b"  # Lens
    r"|\b(?:19|20)\d\d-\d{5}-\d{3}\b"  # PsycInfo
    r"|\b(?:isbn|e?issn|pmid|orcid|accession[ _-]?(?:num(?:ber)?|no)|unique-id|eid|wos|isi|oclc|lccn|docid)\b[\s:.=\"'{}>]{1,40}[\dX][\dX-]*"
    r"|^(?:AN|ID|UT|SN|[CMU]\d)  - .*",  # a line of RIS that holds an identifier
    re.IGNORECASE | re.MULTILINE,
)
"""Forms with digits that are no telephone number: addresses, DOIs, dates, identifiers."""

_RANGE = re.compile(r"(\d{5,7})[-\u2010-\u2015]{1,2}(\d{5,7})")
_PAGE_RANGE = 1000
"""The ends of a page range differ by less."""


def find_telephones(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the digits of each telephone number: ten or more digits, more than twelve only after + or 00.

    >>> [digits for _, digits in find_telephones("call (555) 014-2778 or +49 30 901820, since 2020-04-14 16:46:53")]
    ['5550142778', '4930901820']
    """
    plain = _NOT_PHONE.sub(lambda found: re.sub(r"\d", "x", found[0]), text)
    for found in _NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", found[0])
        abroad = found[0].startswith("+") or digits.startswith("00")
        if 10 <= len(digits) <= (15 if abroad else 12) and not _is_bibliographic(found[0]):
            yield found.start(), digits


def _is_bibliographic(number: str) -> bool:
    """Return whether a number is a page range, an ISBN-10, or an article number with its year in brackets.

    A range is two numbers of one length, the second a little larger. An ISBN ends with a check digit after a hyphen; no telephone number does.
    """
    ends = _RANGE.fullmatch(number)
    if ends is not None and len(ends[1]) == len(ends[2]):
        return 0 < int(ends[2]) - int(ends[1]) < _PAGE_RANGE
    return number.count("(") > number.count(")") or re.fullmatch(r"[\d-]+-\d", number) is not None


QUOTE = 8
"""Consecutive words that make a quote: fewer may coincide by chance."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_TEX = re.compile(
    r"\\(?:[\"'`^~=.]|[uvHcdbrtk](?![A-Za-z]))\s*\{?([A-Za-z])\}?|\\([ijlLoO])(?![A-Za-z])|[{}]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
_TAG = re.compile(r"<[^<>]*>")
_ELEMENT = re.compile(
    r"(?:(?<=<)|(?<=</))(?:a|abbr|article|aside|b|body|br|button|caption|circle|cite|code|col|colgroup|dd|defs|desc|details|div|dl|dt|em|figcaption|"
    r"figure|footer|form|g|h[1-6]|head|header|hr|html|i|img|input|ins|kbd|label|legend|li|line|link|main|mark|meta|nav|ol|option|p|path|pre|"
    r"q|rect|s|script|section|select|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|text|textarea|tfoot|th|thead|time|title|tr|"
    r"tspan|u|ul|use|var)(?=/?>|\s+[\w:-]+=)"
)
"""The name of an element of a page, which nobody reads: `<li><b>` is not Li B. Attributes and comments are searched."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LAST_DIGITS = 9  # the last digits of a number are the same with and without a country code


class TermHit(NamedTuple):
    """A place where a search term was found: its kind, and the line it begins in."""

    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """Search terms, which nothing prints: names as folded words by kind, addresses, numbers, and digests of the sentences of transcripts."""

    names: Sealed[Mapping[tuple[str, ...], str]] = field(default_factory=lambda: Sealed({}))
    emails: Sealed[frozenset[str]] = field(default_factory=lambda: Sealed(frozenset()))
    phones: Sealed[frozenset[str]] = field(default_factory=lambda: Sealed(frozenset()))
    sentences: Sealed[frozenset[int]] = field(default_factory=lambda: Sealed(frozenset()))

    @property
    def counts(self) -> dict[str, int]:
        """The number of terms by kind, in words."""
        return {
            "names of people, keys and private files, each in its spellings": len(self.names.reveal()),
            "e-mail addresses": len(self.emails.reveal()),
            "telephone numbers": len(self.phones.reveal()),
            "runs of eight words of transcripts and notes": len(self.sentences.reveal()),
        }


@lru_cache(maxsize=200_000)
def _fold_word(word: str) -> tuple[str, ...]:
    parts = _CAMEL.split(word) if not (word.islower() or word.isupper() or word[1:].islower()) else [word]
    return tuple(folded for part in parts for folded in fold(part).split())


def words(text: str) -> list[str]:
    """Return the folded words of a text; `JaneDoe` is two words, and so is `Doe2019`.

    >>> words("Gödel-JaneDoe2019_x")
    ['godel', 'jane', 'doe', '2019', 'x']
    """
    return [part for found in _WORD.finditer(text) for part in _fold_word(found[0])]


def emails(text: str) -> set[str]:
    """Return the e-mail addresses in a text, in lower case."""
    return {found[0].lower().strip(".") for found in _EMAIL.finditer(text)} if "@" in text else set()


def phones(text: str) -> set[str]:
    """Return the telephone numbers in a text by their last digits (`find_telephones`).

    >>> phones("call (555) 014-2778 x"), phones("2019-2020, pp. 12-19"), phones("2026-01-31")
    ({'550142778'}, set(), set())
    """
    return {digits[-_LAST_DIGITS:] for _, digits in find_telephones(text)}


def digests(some: Sequence[str]) -> Iterator[int]:
    """Yield a digest of each run of `QUOTE` words."""
    for at in range(len(some) - QUOTE + 1):
        yield hash(tuple(some[at : at + QUOTE]))


class Searcher:
    """Searches texts for search terms."""

    def __init__(self, terms: SearchTerms) -> None:
        self.terms = terms
        first = grouped((name[0], (name[1:], kind)) for name, kind in terms.names.reveal().items())
        self._first = Sealed(first)

    def search(self, text: str, *, quotes: bool = True) -> list[TermHit]:
        """Return the hits in a text, in order; without `quotes`, sentences are not searched for."""
        hits: set[TermHit] = set()
        for variant in _text_variants(text):
            hits.update(self._search(variant, quotes=quotes))
        named = {hit.line for hit in hits if hit.kind in ("name", "author")}
        distinct = (hit for hit in hits if not (hit.kind == "family name" and hit.line in named))
        return sorted(distinct, key=lambda hit: (hit.line, hit.kind))

    def has_name(self, text: str) -> bool:
        """Return whether a short text, such as a file name, holds a name; names shared with an author of the literature do not count."""
        return any(hit.kind != "author" for hit in self.search(text, quotes=False))

    def _search(self, text: str, *, quotes: bool) -> Iterator[TermHit]:
        some, starts = _words_with_offsets(text)
        ends = LineCounter(text)
        yield from (TermHit(kind, ends.line(starts[at])) for at, kind in self._find_names(some))
        yield from self._find_addresses(text, ends)
        if quotes:
            yield from (TermHit("words", ends.line(starts[at])) for at in self._find_quotes(some))

    def _find_names(self, some: Sequence[str]) -> Iterator[tuple[int, str]]:
        first = self._first.reveal()
        for at, word in enumerate(some):
            for rest, kind in first.get(word, ()):
                if tuple(some[at + 1 : at + 1 + len(rest)]) == rest:
                    yield at, kind

    def _find_addresses(self, text: str, ends: LineCounter) -> Iterator[TermHit]:
        addresses = self.terms.emails.reveal()
        if addresses and "@" in text:
            for found in _EMAIL.finditer(text):
                if found[0].lower().strip(".") in addresses:
                    yield TermHit("email", ends.line(found.start()))
        numbers = self.terms.phones.reveal()
        for at, digits in find_telephones(text) if numbers else ():
            if digits[-_LAST_DIGITS:] in numbers:
                yield TermHit("phone", ends.line(at))

    def _find_quotes(self, some: Sequence[str]) -> Iterator[int]:
        """Yield the index of the first word of each run of words from a transcript."""
        known = self.terms.sentences.reveal()
        if not known:
            return
        last = -QUOTE
        for at, digest in enumerate(digests(some)):
            if digest in known:
                if at > last + 1:
                    yield at
                last = at


class LineCounter:
    """Line numbers by offset; fast for rising offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def line(self, offset: int) -> int:
        """Return the line of an offset, counted from 1."""
        if offset < self._at:
            self._at, self._line = 0, 1
        self._line += self._text.count("\n", self._at, offset)
        self._at = offset
        return self._line


def _words_with_offsets(text: str) -> tuple[list[str], list[int]]:
    some: list[str] = []
    starts: list[int] = []
    for found in _WORD.finditer(text):
        for part in _fold_word(found[0]):
            some.append(part)
            starts.append(found.start())
    return some, starts


def _text_variants(text: str) -> Iterable[str]:
    """Return a text without names of elements and, if it has markup that may divide a name, also without markup. Line numbers stay the same."""
    if "</" in text:
        text = _ELEMENT.sub("", text)
    plain = text if text.isascii() else _INVISIBLE.sub("", text)
    if "\\u" in plain:
        plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)).replace("\n", " "), plain)
    if "%" in plain:
        plain = _PERCENT.sub(lambda found: unquote(found[0]).replace("\n", " "), plain)
    if "\\" in plain or "{" in plain:
        plain = _TEX.sub(lambda found: found[1] or found[2] or "", plain)
    if "&" in plain and ";" in plain:
        plain = "\n".join(html.unescape(line).replace("\n", " ") for line in plain.split("\n"))
    if "</" in plain:
        plain = _TAG.sub(lambda found: "\n" * found[0].count("\n"), plain)
    return (text,) if plain == text else (text, plain)


def is_searchable(word: str, common: Collection[str]) -> bool:
    """Return whether a folded word may be searched for alone: at least three letters, no number, no common word."""
    return len(word) > 2 and word.isalpha() and word not in common

"""Searching a text for people: names, addresses and sentences, word by word, in time that grows with the text alone.

A text becomes folded words with the place of each. What is looked for is held in a `Sealed`, and a hit says of what kind it is and where, never what.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from litreview.core.sealed import Sealed
from litreview.core.text import fold

_NUMBER = re.compile(r"(?<![\w.])(?<!\w-)\+?\(?\d(?:(?:[ ()/\-\u2010-\u2015]{0,3}|\.)\d){6,14}(?!-?\w)")
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?: ?[+-]\d\d:?\d\d)?)?"
_OTHER = re.compile(
    r"(?:https?://|www\.)[^\s<>\"{}|]+"  # what an address holds is a path; `tel:` is none of these
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
"""What has digits and is no telephone number, whatever they are: its form says so."""

_RANGE = re.compile(r"(\d{5,7})[-\u2010-\u2015]{1,2}(\d{5,7})")
_PAGES = 1000
"""Between the ends of a range of pages lie fewer."""


def find_telephones(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each telephone number begins and its digits; a number has ten or more, and more than twelve only behind + or 00.

    >>> [digits for _, digits in find_telephones("call (555) 014-2778 or +49 30 901820, since 2020-04-14 16:46:53")]
    ['5550142778', '4930901820']
    """
    plain = _OTHER.sub(lambda found: re.sub(r"\d", "x", found[0]), text)
    for found in _NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", found[0])
        abroad = found[0].startswith("+") or digits.startswith("00")
        if 10 <= len(digits) <= (15 if abroad else 12) and not _is_of_a_work(found[0]):
            yield found.start(), digits


def _is_of_a_work(number: str) -> bool:
    """Return whether a number is a range of pages, an old ISBN, or a number of an article with its year in brackets.

    A range is two numbers of one length, the second a little larger. An ISBN ends with the digit that checks it, alone behind a hyphen, as no
    telephone number does.
    """
    ends = _RANGE.fullmatch(number)
    if ends is not None and len(ends[1]) == len(ends[2]):
        return 0 < int(ends[2]) - int(ends[1]) < _PAGES
    return number.count("(") > number.count(")") or re.fullmatch(r"[\d-]+-\d", number) is not None


SENTENCE = 8
"""Words in a row that are a quote: fewer are said by chance."""

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
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = 9  # the last ones of a number are the same with and without the code of a country


class Hit(NamedTuple):
    """That something was found: its kind, and the line it begins in."""

    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for, which nothing prints: names as folded words by kind, addresses, numbers, and the sentences of transcripts as digests."""

    names: Sealed[Mapping[tuple[str, ...], str]] = field(default_factory=lambda: Sealed({}))
    emails: Sealed[frozenset[str]] = field(default_factory=lambda: Sealed(frozenset()))
    phones: Sealed[frozenset[str]] = field(default_factory=lambda: Sealed(frozenset()))
    sentences: Sealed[frozenset[int]] = field(default_factory=lambda: Sealed(frozenset()))

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each, in words."""
        return {
            "names of people, keys and private files, each in its spellings": len(self.names.reveal()),
            "e-mail addresses": len(self.emails.reveal()),
            "telephone numbers": len(self.phones.reveal()),
            "runs of eight words of transcripts and notes": len(self.sentences.reveal()),
        }


@lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, ...]:
    parts = _CAMEL.split(word) if not (word.islower() or word.isupper() or word[1:].islower()) else [word]
    return tuple(folded for part in parts for folded in fold(part).split())


def words(text: str) -> list[str]:
    """Return the words of a text, folded; `JaneDoe` is two, and so is `Doe2019`.

    >>> words("Gödel-JaneDoe2019_x")
    ['godel', 'jane', 'doe', '2019', 'x']
    """
    return [part for found in _WORD.finditer(text) for part in _folded(found[0])]


def emails(text: str) -> set[str]:
    """Return the e-mail addresses in a text, in small letters."""
    return {found[0].lower().strip(".") for found in _EMAIL.finditer(text)} if "@" in text else set()


def phones(text: str) -> set[str]:
    """Return the telephone numbers in a text by their last digits (`find_telephones`).

    >>> phones("call (555) 014-2778 x"), phones("2019-2020, pp. 12-19"), phones("2026-01-31")
    ({'550142778'}, set(), set())
    """
    return {digits[-_DIGITS:] for _, digits in find_telephones(text)}


def sentences(some: Sequence[str]) -> Iterator[int]:
    """Yield a digest of each run of `SENTENCE` words."""
    for at in range(len(some) - SENTENCE + 1):
        yield hash(tuple(some[at : at + SENTENCE]))


class Searcher:
    """Looks for what is wanted in one text after the other."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, kind in wanted.names.reveal().items():
            first.setdefault(name[0], []).append((name[1:], kind))
        self._first = Sealed(first)

    def search(self, text: str, *, quotes: bool = True) -> list[Hit]:
        """Return what is in a text, in order; without `quotes` sentences are not looked for."""
        found: set[Hit] = set()
        for each in _readings(text):
            found.update(self._search(each, quotes=quotes))
        named = {hit.line for hit in found if hit.kind in ("name", "author")}
        once = (hit for hit in found if not (hit.kind == "family name" and hit.line in named))
        return sorted(once, key=lambda hit: (hit.line, hit.kind))

    def names(self, text: str) -> bool:
        """Return whether a name is in a short text, such as that of a file; one that an author in the literature has, too, is none."""
        return any(hit.kind != "author" for hit in self.search(text, quotes=False))

    def _search(self, text: str, *, quotes: bool) -> Iterator[Hit]:
        some, starts = _places(text)
        ends = Lines(text)
        yield from (Hit(kind, ends.line(starts[at])) for at, kind in self._named(some))
        yield from self._addresses(text, ends)
        if quotes:
            yield from (Hit("words", ends.line(starts[at])) for at in self._quoted(some))

    def _named(self, some: Sequence[str]) -> Iterator[tuple[int, str]]:
        first = self._first.reveal()
        for at, word in enumerate(some):
            for rest, kind in first.get(word, ()):
                if tuple(some[at + 1 : at + 1 + len(rest)]) == rest:
                    yield at, kind

    def _addresses(self, text: str, ends: Lines) -> Iterator[Hit]:
        held = self.wanted.emails.reveal()
        if held and "@" in text:
            for found in _EMAIL.finditer(text):
                if found[0].lower().strip(".") in held:
                    yield Hit("email", ends.line(found.start()))
        numbers = self.wanted.phones.reveal()
        for at, digits in find_telephones(text) if numbers else ():
            if digits[-_DIGITS:] in numbers:
                yield Hit("phone", ends.line(at))

    def _quoted(self, some: Sequence[str]) -> Iterator[int]:
        """Yield where each run of words of a transcript begins."""
        held = self.wanted.sentences.reveal()
        if not held:
            return
        last = -SENTENCE
        for at, digest in enumerate(sentences(some)):
            if digest in held:
                if at > last + 1:
                    yield at
                last = at


class Lines:
    """Lines by offset, counted as far as they are asked for in order."""

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


def _places(text: str) -> tuple[list[str], list[int]]:
    some: list[str] = []
    starts: list[int] = []
    for found in _WORD.finditer(text):
        for part in _folded(found[0]):
            some.append(part)
            starts.append(found.start())
    return some, starts


def _readings(text: str) -> Iterable[str]:
    """Return a text as it stands and, where marks may divide a name, without them; lines stay."""
    plain = text if text.isascii() else _INVISIBLE.sub("", text)
    if "\\u" in plain:
        plain = _ESCAPED.sub(lambda found: _in_line(chr(int(found[1], 16))), plain)
    if "%" in plain:
        plain = _PERCENT.sub(lambda found: _in_line(unquote(found[0])), plain)
    if "\\" in plain or "{" in plain:
        plain = _TEX.sub(lambda found: found[1] or found[2] or "", plain)
    if "&" in plain and ";" in plain:
        plain = "\n".join(html.unescape(line).replace("\n", " ") for line in plain.split("\n"))
    if "</" in plain:
        plain = _TAG.sub(lambda found: "\n" * found[0].count("\n"), plain)
    return (text,) if plain == text else (text, plain)


def _in_line(text: str) -> str:
    return text.replace("\n", " ")


def is_wanted(word: str, common: Collection[str]) -> bool:
    """Return whether a folded word may be looked for alone: not a common one, no number, no two letters."""
    return len(word) > 2 and word.isalpha() and word not in common

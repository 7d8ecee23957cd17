"""Tables of the words that declare an entry confidential and of the fields that matter, and the folding that compares a text with them."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from litreview.core.libraries import distance, re
from litreview.core.lookalikes import letters, unmix

INTERVIEW_KINDS = ("interview", "communication", "group")
"""Kinds of words for interviews and personal communications; the kind `closed` asks that nothing be shown."""

_TEX = re.compile(r"\\(?:[A-Za-z]+(?:\{\})?\s*|.)|[{}~]")
INVISIBLE = re.compile("[\u00ad\u0640\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")  # fmt: skip
# accents of Latin, Greek and Cyrillic, points of Hebrew, vowels and the hamza of Arabic; what other scripts have as marks are letters
MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670]")
_TAG = re.compile(r"<[^<>]*>")
_DASH, _HYPHEN = re.compile("[\u2010-\u2015\u2212]"), re.compile(r"(?<=\w)-(?=\w)|[\s_]+")
# a work that rests on interviews, or reprints one, is no interview
_OF_A_STUDY = re.compile(r"(?:based on|draws on|drawing on|reprint(?:ed)? (?:from|of)|excerpt(?:ed)? from|nachdruck \w+|uses?|using) (?:an? |the )?(?:\d+ )?(?:[\w-]+ )?$")  # fmt: skip
_DOTLESS = re.compile(r"\\([ij])(?![A-Za-z])")
_ASCII, _ESCAPED = re.compile(r"[a-z]"), re.compile(r"\\.")
_BESIDE_LATIN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff\u0500-\u052f\u0250-\u02af\u1d00-\u1d7f]")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){4,}[^\W\d_](?![^\W_])")
# scripts that put no blank between words
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_AROUND = 24
# characters looked at in one go, and how far over the edge of these a word and its surroundings may be
_PIECE, _EDGE = 1 << 13, 64
# a blank that is not broken, say: all that `\s` matches, but for those of the keyboard
_OTHER_BLANKS = "\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def _head(text: str, start: int) -> int:
    """Return the offset of the next letter or digit of a text from `start` on."""
    return next((at for at in range(start, len(text)) if text[at].isalnum()), len(text))


def _lines(name: str) -> list[str]:
    text = files("litreview.core.confidential").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_TABLE = {kind: names.split(" ") for kind, names in (line.split("\t") for line in _lines("places.tsv"))}
_LETTERS = {ord(pair[0]): pair[2:] for pair in _TABLE["letters"]}
LETTERS_AND_LOOK = {**_LETTERS, **letters("look")}
LOOK_CAPITALS = letters("capitals")


def places(kind: str) -> frozenset[str]:
    """Return the names of fields or types of one kind of the table `places.tsv`.

    >>> sorted(places("people"))[:2], "doi" in places("identifier")
    (['informant', 'interviewee'], True)
    """
    return frozenset(_TABLE[kind])


class MarkPattern(NamedTuple):
    """A row of `words.tsv`: kind of word, language, pattern, a text that it matches and one that it doesn't."""

    kind: str
    language: str
    pattern: str
    example: str
    counterexample: str

    def is_of_other_script(self) -> bool:
        """Return whether the pattern has no Latin letter, and so matches nothing in a text that is all ASCII."""
        return not (self.pattern.isascii() or _ASCII.search(_ESCAPED.sub("", self.pattern)))


@lru_cache(maxsize=1)
def table() -> tuple[MarkPattern, ...]:
    """Return the rows of `words.tsv`."""
    return tuple(MarkPattern(*line.split("\t")) for line in _lines("words.tsv"))


@lru_cache(maxsize=16)
def _pattern(kinds: tuple[str, ...], leave_out: int, *, latin: bool) -> re.Pattern[str]:
    """Return the rows of these kinds as one pattern; `latin`: without the rows of other scripts, since compiling all takes 20 ms."""
    parts = []
    for number, row in enumerate(table()):
        if row.kind in kinds and number != leave_out and not (latin and row.is_of_other_script()):
            begins = "" if _UNSPACED.search(row.pattern) else r"(?<![^\W_])"
            ends = "" if _UNSPACED.search(row.pattern) or row.kind == "closed" else r"(?![^\W_])"
            parts.append(f"{begins}(?:{row.pattern.translate(_LETTERS)}){ends}")
    return re.compile("|".join(parts))


@lru_cache(maxsize=4096)
def folded(value: str) -> tuple[str, ...]:
    r"""Return forms of a text in small letters, without accents, TeX, entities and invisible characters.

    Further forms follow where letters look Latin and are not, where letters are spaced out, and where Latin letters are mixed into other scripts.

    >>> folded(r"Pers\"onliche  Mitteilung"), folded("\u0441onfid\u0435ntial")[:2], folded("интepвью")[-1] == "интервью"
    (('personliche mitteilung',), ('сonfidеntial', 'confidential'), True)
    """
    value = _TEX.sub(lambda match: " " if match[0] == "~" else "", _DOTLESS.sub(r"\1", html.unescape(value)))
    if not value.isascii():
        value = unicodedata.normalize("NFKD", INVISIBLE.sub("", value))
        value = unicodedata.normalize("NFC", MARKS.sub("", value))
    value = _TAG.sub("", value)
    plain = _HYPHEN.sub(" ", _DASH.sub("-", value.casefold())).strip()
    looks = plain = plain.translate(_LETTERS)
    if _BESIDE_LATIN.search(plain):
        looks = value.translate(LOOK_CAPITALS).casefold()
        looks = _HYPHEN.sub(" ", looks).strip().translate(LETTERS_AND_LOOK)
    mixed = looks if _ASCII.search(looks) else plain
    # `c o n f i d e n t i a l`
    closed_up = _SPACED.sub(lambda match: match[0].replace(" ", ""), plain)
    unmixed = _HYPHEN.sub(" ", unmix(value).casefold()).strip() if looks != plain else plain
    return tuple(dict.fromkeys((plain, mixed, closed_up, unmixed)))


def named_after_confidential(path: str) -> bool:
    """Return whether the name of a file or of its folders suggests confidential content (`private/` is not meant here).

    >>> named_after_confidential("bib/interviews.bib"), named_after_confidential("bib/scopus.bib")
    (True, False)
    """
    return not places("folder").isdisjoint(re.split(r"[^a-z]+", folded(path)[0]))


def closed_at_head(value: str) -> str:
    """Return the first words of a text if they ask that nothing be shown, else `""`.

    >>> closed_at_head("[Confidential]"), closed_at_head("Confidentiality in research"), closed_at_head("No longer confidential.")
    ('confidential', '', '')
    """
    return words_of_kinds(value, "closed", at_head=True)


def says_interview(value: str, *, at_head: bool = False) -> str:
    """Return the words of a text that mean an interview, a call, a letter or a focus group; `""` without such words.

    >>> says_interview("Key informant, Ohio"), says_interview("E-mail: office@example.org"), says_interview("Interviewtechnik")
    ('key informant', '', '')
    """
    return words_of_kinds(value, *INTERVIEW_KINDS, at_head=at_head)


def words_of_kinds(value: str, *kinds: str, at_head: bool = False, leave_out: int = -1) -> str:
    """Return the first words of some kinds in a text, or only at its head; `""` without a match. `leave_out` is the number of a row to skip.

    >>> words_of_kinds("World Health Organization", "body"), words_of_kinds("Accession Number: 2019-1", "database", at_head=True)
    ('organization', 'accession number')
    """
    for text in folded(value):
        pattern = _pattern(kinds, leave_out, latin=text.isascii())
        if not at_head:
            every = pattern.finditer(text)
            match = next((each for each in every if not _OF_A_STUDY.search(text, 0, each.start())), None)
        else:
            start = _head(text, 0)
            match = pattern.match(text, start)
            if (
                not match
                and "closed" in kinds
                and (draft := _pattern(("draft",), -1, latin=text.isascii()).match(text, start))
            ):
                match = pattern.match(text, _head(text, draft.end()))
        if match:
            return match[0].strip()
    return ""


class Place(NamedTuple):
    """A place in a text with a word, or one slip away from it: offset, matched text, and the text before and after, in small letters."""

    word: str
    start: int
    found: str
    before: str
    after: str


@lru_cache(maxsize=1 << 14)
def near(text: str, word: str) -> bool:
    """Return whether a text equals a word or is one slip away from it (Damerau's distance of at most one).

    >>> near("confidental", "confidential"), near("confidentail", "confidential"), near("confidence", "confidential")
    (True, True, False)
    """
    return distance.OSA.distance(text, word, score_cutoff=1) <= 1


def near_places(text: str, word: str) -> list[tuple[int, int]]:
    """Return `(start, end)` of each occurrence of a word in a text, also one slip away from it; both in small letters.

    A slip leaves one half of the word intact, or swaps the two letters at the border of the halves. So only places of a half are compared.

    >>> near_places("a confidntial note", "confidential")
    [(2, 13)]
    """
    half = len(word) // 2
    first, second = word[:half], word[half:]
    swapped = first[:-1] + second[0] + first[-1] + second[1:]
    spans = [(at, at + len(swapped)) for at in _all(text, swapped)]
    for at in _all(text, first):
        spans += [(at, at + half + size) for size in _sizes(second, text[at + half : at + len(word) + 1])]
    for at in _all(text, second):
        # the first half is read backwards from the place of the second
        before = text[max(0, at - half - 1) : at][::-1]
        spans += [(at - size, at + len(second)) for size in _sizes(first[::-1], before)]
    return spans


def near_in(text: str, *words: str) -> Iterator[Place]:
    """Yield the places of words, also one slip away from one, in a text of any length; capitals make no difference.

    >>> [(place.start, place.found) for place in near_in("A CONFIDNTIAL note", "confidential")]
    [(2, 'confidntial')]
    """
    # piece by piece, since the small letters of a whole text would be a second text, and take six times its memory to make
    for at in range(0, len(text), _PIECE):
        edge = max(0, at - _EDGE)
        # the only letter that is two as a small one: each place behind it would be one off
        piece = text[edge : at + _PIECE + _EDGE].replace("\u0130", "i").lower()
        # each in a look of its own: a third of the time of a pattern
        for blank in _OTHER_BLANKS:
            piece = piece.replace(blank, " ")
        for word in words:
            for start, end in near_places(piece, word):
                if at <= edge + start < at + _PIECE:
                    before, after = piece[max(0, start - _AROUND) : start], piece[end : end + _AROUND]
                    yield Place(word, edge + start, piece[start:end], before, after)


@lru_cache(maxsize=1 << 14)
def _sizes(part: str, text: str) -> list[int]:
    """Return the possible lengths of a part at the beginning of a text, with or without a slip: `conf` in `conff` is 4 or 5 letters."""
    if text.startswith(part):
        return [len(part)]
    return [size for size in (len(part) + 1, len(part), len(part) - 1) if near(text[:size], part)]


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)

"""Maps letters of other alphabets that look Latin to Latin ones, and back, so that a word counts as the word that a reader sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache


@cache
def letters(kind: str) -> Mapping[int, str]:
    """Return the Latin letter for each letter of one kind in `lookalikes.tsv`: `look`, `capitals`, or `names`, which count only in names."""
    from importlib.resources import files

    text = files("litreview.core").joinpath("lookalikes.tsv").read_text(encoding="utf-8")
    rows = dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): pair[2:] for pair in rows[kind].split(" ")}


_UNSEEN = frozenset(
    "\u115f\u1160\u2800"
)  # fillers of Hangul and the blank of Braille, which are letters and signs by their category


_MIXED = re.compile(r"\b(?=\w*[A-Za-z])\w*?([\u0370-\u052f])\w*")


def unmix(text: str) -> str:
    """Return a text with the Latin letters in Cyrillic or Greek words replaced by the letters of that script that look alike.

    >>> unmix("\u041aoнфид\u0435нциaльнo, confidential") == "Конфиденциально, confidential"
    True
    """
    return _MIXED.sub(lambda word: word[0].translate(_own_letters(word[1] >= "\u0400")), text)


@cache
def _own_letters(cyrillic: bool) -> Mapping[int, str]:
    """Return the first Cyrillic or Greek letter of the table for each Latin letter that it looks like."""
    pairs = [(chr(theirs), ours) for kind in ("look", "capitals") for theirs, ours in letters(kind).items()]
    native: dict[int, str] = {}
    for theirs, ours in pairs:
        if (theirs >= "\u0400") == cyrillic and "\u0370" <= theirs <= "\u052f":
            native.setdefault(ord(ours.upper() if theirs.isupper() else ours), theirs)
    return native


def as_it_looks(name: str) -> str:
    r"""Return a file's name in small letters as a reader sees it, without invisible characters, accents, and blanks at the ends.

    >>> as_it_looks("ｐｒｉｖａｔｅ"), as_it_looks("рrivаte\u200b"), as_it_looks("Privé ")
    ('private', 'private', 'prive')
    """
    return _looks(name) if not name.isascii() or not name.isprintable() else name.lower().strip()


@lru_cache(maxsize=4096)
def _looks(name: str) -> str:
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", "".join(map(_plain_blank, name)))
        if letter == " " or (unicodedata.category(letter)[0] not in "CMZ" and letter not in _UNSEEN)
    )
    small = seen.translate(letters("capitals")).translate(letters("names")).casefold()
    return small.translate(letters("look")).translate(letters("names")).strip()


def _plain_blank(letter: str) -> str:
    """Return a letter, or nothing for a blank other than the keyboard's, which may be too narrow to be seen."""
    return "" if letter != " " and unicodedata.category(letter)[0] == "Z" else letter

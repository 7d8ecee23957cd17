"""Classify tokens: by form (year, range of pages, initials, address, word with a capital), adjacent marks, and classes of words.

The classes are months, words of journals, places and the like, from `vocabulary.tsv` and the tables of `works`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from litreview.core.containers import grouped
from litreview.core.libraries import re
from litreview.core.text import fold
from litreview.works.journals import names_table

OUTER = " \t.,;:!?()[]{}<>\"'“”‘’«»„‟‹›*/|–—-_"
"""Marks around the parts of a reference that belong to no part."""

_FORMS: tuple[tuple[str, bool, str], ...] = (
    # name, whether adjacent marks count, pattern
    ("url", True, r"(?i:.*(?:https?:|www\.|ftp:).*|.*\.(?:com|org|edu|gov|net|html?|pdf)\b.*)"),
    ("doi", True, r"(?i:.*(?:\bdoi\b|\b10\.\d{4,9}/).*)"),
    ("isbn", False, r"(?i:.*\bis[bs]n\b.*|97[89][\d\-]{10,14}|\d[\d\-]{10,11}[\dx])"),
    ("arxiv", False, r"(?i:.*arxiv.*|(?:hep|cond|astro|quant|math|gr)-[a-z]{2}/\d+)"),
    ("citation", True, r"\[[\w+\-]{1,12}\]|\(\d{1,3}\)|\d{1,3}[.)]"),
    ("yearletter", False, r"(?:1[4-9]|20)\d\d[a-z]"),
    ("year", False, r"(?:1[4-9]|20)\d\d"),
    ("yearrange", False, r"(?:1[4-9]|20)\d\d[\-–/](?:(?:1[4-9]|20)\d\d|\d\d)"),
    ("place", False, r"(?:(?:1[4-9]|20)\d\d;)?\d+(?:\(\S+\))?:.*\d"),
    ("issue", False, r"\d+[\-–]?\d*\s?\(\d+[\-–/]?\d*"),
    ("range", False, r"[A-Za-z]{0,3}\d+[\-‐‑–—−/]+[A-Za-z]{0,3}\d+[A-Za-z]?"),
    ("day", False, r"\d{1,2}(?:st|nd|rd|th|er|\.)|\d{1,2}[./]\d{1,2}[./]\d{2,4}"),
    ("number1", False, r"\d"),
    ("number2", False, r"\d\d"),
    ("number3", False, r"\d{3}"),
    ("number4", False, r"\d{4,5}"),
    ("numberlong", False, r"\d{6,}"),
    ("pnumber", False, r"(?:pp?|S|e|L|A|B|R)\.?\d+\S*"),
    ("vnumber", False, r"(?i:(?:vols?|v|no|nr|n|t|bd|iss|n°|nº)\.?:?\(?\d+\S*)"),
    ("numberword", False, r"\S*\d\S*"),
    ("initial", True, r"[^\W\d_]\.?"),
    ("initials", True, r"(?:[^\W\d_]{1,2}\.[\-‐–]?){1,5}|[A-ZÀ-ÞŠŽ]{1,3}"),
    ("upper", False, r"[^\W\d_a-z]{2,}(?:[-'’][^\W\d_a-z]+)*"),
    ("capital", False, r"[A-ZÀ-ÞŠŽŁ][^\W\d_]*(?:[-'’‐][^\W\d_]+)*"),
    ("lower", False, r"[^\W\d_]+(?:[-'’‐][^\W\d_]+)*"),
    ("mark", False, r"\W*"),
)
_COMPILED = tuple((name, marked, re.compile(pattern)) for name, marked, pattern in _FORMS)
_FIGURE = re.compile(r"\d")
# a word without figures, with a mark or none behind it, has one of the last forms, unless it names a kind of number
_WORD = re.compile(r"[^\W\d_]+[.,:;]?")
_OF_WORDS = _COMPILED[[name for name, *_ in _COMPILED].index("initial") :]
_INITIALS = 3
"""The most letters that are initials without marks between them."""
_NUMBER_NAME = re.compile(r"(?i:doi|is[bs]n|arxiv)")
# a short number is no address
_NUMBER = re.compile(r"[^\w/]?\d[^\W_]?[\d.,:;()\-–]{0,7}")
_OF_NUMBERS = _COMPILED[[name for name, *_ in _COMPILED].index("citation") :]
# longer tokens have no form, so that an endless one takes no endless time
_LONGEST = 200


def bare_of(text: str) -> str:
    """Return a token without the marks around it.

    >>> bare_of("(2001),"), bare_of("“Raids")
    ('2001', 'Raids')
    """
    return text.strip(OUTER)


def form_of(bare: str, text: str) -> str:
    """Return the form of a token, trying the strictest first.

    >>> [form_of(bare_of(text), text) for text in ("(2001),", "R.", "Roe,", "2-9.", "[13]")]
    ['year', 'initial', 'capital', 'range', 'citation']
    """
    if len(text) >= _LONGEST:
        return "other"
    forms = _COMPILED
    if _WORD.fullmatch(text):
        if not _NUMBER_NAME.search(text):
            if len(bare) > _INITIALS and bare.isascii():
                return "upper" if bare.isupper() else "capital" if bare[0].isupper() else "lower"
            forms = _OF_WORDS
    elif _NUMBER.fullmatch(text):
        forms = _OF_NUMBERS
    for name, marked, pattern in forms:
        if pattern.fullmatch(text if marked else bare):
            return name
    return "other"


def has_figure(text: str) -> bool:
    """Return whether a token has a figure in it."""
    return _FIGURE.search(text) is not None


class _Kinds(dict[int, str]):
    """The kind of each character: `d` for a figure, `X` and `x` for letters, any other itself."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = "d" if char.isdigit() else "X" if char.isupper() else "x" if char.isalpha() else char
        self[code] = kind
        return kind


_KINDS = _Kinds()


def shape_of(text: str) -> str:
    """Return a token's letters as `X` and `x` and its figures as `d`, without repeats.

    >>> shape_of("Roe,"), shape_of("18(1):2-22.")
    ('Xx,', 'd(d):d-d')
    """
    shape = text[:40].translate(_KINDS)
    for kind, repeated in (("x", "xx"), ("d", "dd"), ("X", "XX")):
        while repeated in shape:
            shape = shape.replace(repeated, kind)
    return shape[:8]


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, ...]]:
    return {word: tuple(names) for word, names in grouped(dict.fromkeys(_words_with_classes())).items()}


def _words_with_classes() -> Iterator[tuple[str, str]]:
    vocabulary = files("litreview.formats.references").joinpath("vocabulary.tsv").read_text("utf-8")
    for line in vocabulary.split("\n"):
        if line and not line.startswith("#"):
            name, words = line.split("\t")
            yield from ((fold(word) or word, name) for word in words.split())
    for table, name in (("words.csv", "title word of a journal"), ("places.csv", "region")):
        forms = (fold(form) for pair in names_table(table).items() for form in pair)
        yield from ((form, name) for form in forms if form and " " not in form)


@lru_cache(maxsize=1 << 15)
def classes_of(word: str) -> tuple[str, ...]:
    """Return the classes of a token without its outer marks.

    >>> classes_of("Août"), classes_of("raids")
    (('month',), ())
    """
    return _classes().get(fold(word), ())

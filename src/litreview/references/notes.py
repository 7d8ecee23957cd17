"""A footnote as its citations: `See, e.g., A; see also B` are two, `Id. at 7` and `Roe, supra note 3` refer to an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(
    r"^\s*(?:\[\^?(?P<a>[\w-]{1,20})\]:?|(?P<b>\d{1,4})[.)]?(?=\s)|\((?P<c>\d{1,4})\)(?=\s))\s*"
)
_SIGNAL = r"(?:[Ss]ee,? (?:also|generally|id\.|e\.g\.,?)(?:,? e\.g\.,?)?|[Ss]ee|[Bb]ut (?:see|cf\.)|[Cc]f\.|[Cc]ompare|[Aa]ccord|[Cc]ontra|E\.g\.,?|[Qq]uoting|[Cc]iting)"
_LEADING = re.compile(rf"^(?:{_SIGNAL}[,:]?\s+|and\s+)+(?=\S)")
# between two citations: a semicolon, where another begins; a full stop before a signal
_JOINT = re.compile(
    rf";\s+(?=(?:and\s+)?{_SIGNAL}[\s,])|(?<=[.)”\"])\s+(?={_SIGNAL}[\s,][^a-z])|(?<=\))\.?;\s+(?=[^\W\d_a-zß-ÿ“\"0-9])|(?<=\d\));\s+(?=\d)"
)
_BEGINS = re.compile(
    r"(?:See,? (?:also|generally|id\.|e\.g\.,?)|See (?=[A-Z\d“])|But see|Cf\.|Accord(?=\s[A-Z])|E\.g\.,|Id\.|Ibid\.)(?=[\s,])"
)
_GOES_ON = re.compile(
    r";\s+(?:see(?:,? (?:also|e\.g\.,?|generally))?|cf\.|but (?:see|cf\.)|accord|contra)[\s,]+[A-Z\d“\"]"
)
# of several languages, at the beginning and anywhere; `Roe (n 3) 9` is OSCOLA's
_EARLIER = re.compile(
    r"^(?:vgl\.\s|ver\s|voir\s|см\.\s)?(?:id\b\.?|ib[ií]d(?:em)?\b\.?|idem\b|eb(?:d\.|enda\b)|там же\b)"
    r"|\b(?:op|loc|art|ob)\. ?cit\b|\ba\. ?a\. ?O\.|\bуказ\. ?соч\b|\(n \d{1,4}\)"
    r"|\b(?:supra|infra) (?:notes?|part|section|text)\b|\bhereinafter cited\b",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"\s*\((?:[a-z]{3,}ing|quoting|citing|emphasis|internal|citations? omitted|footnotes? omitted)\b[^()]*(?:\([^()]*\)[^()]*)*\)\.?$"
)


def number_of(text: str) -> tuple[str, str]:
    """Return the number that stands before a reference or a note, and the rest.

    >>> number_of("[12] Roe, A. Raids."), number_of("(3) Roe"), number_of("2001 Roe")
    (('12', 'Roe, A. Raids.'), ('3', 'Roe'), ('', '2001 Roe'))
    """
    found = _NUMBER.match(text)
    name = (found["a"] or found["b"] or found["c"]) if found else ""
    bare = found is not None and text.strip()[0].isdigit() and not re.match(r"\s*\d{1,4}[.)]", text)
    if not found or (bare and re.fullmatch(r"(?:1[5-9]|20)\d\d", name)) or not text[found.end() :].strip():
        return "", text.strip()
    # `19 Am. J. Tests 7`: the volume of a journal, or of a code, is no number of a note
    return (
        ("", text.strip())
        if bare and re.match(r"U\.? ?S\.?|F\.|Stat\.|Cong\.|C\.?F\.?R", text[found.end() :])
        else (name, text[found.end() :].strip())
    )


def citations_of(note: str) -> Iterator[str]:
    """Yield the citations of a note, without the signals before them, and what refers to an earlier one.

    >>> list(citations_of("See, e.g., Roe, A Title, 19 J. Tests 7 (2011); see also Poe, Ports (2002). Id. at 9."))
    ['Roe, A Title, 19 J. Tests 7 (2011)', 'Poe, Ports (2002).', 'Id. at 9.']
    """
    for piece in _JOINT.split(note):
        for part in re.split(r"(?<=[.)])\s+(?=(?:Id\.|Ibid\.)(?:\s|$))", piece or ""):
            if bare := _LEADING.sub("", part.strip()).strip(" ;"):
                yield bare


def is_note(text: str) -> bool:
    """Return whether a reference is a note: it begins with a signal, or goes on with one behind a semicolon.

    >>> is_note("See, e.g., Roe, Ports (2001)."), is_note("Roe, Ports (2001); see also Poe."), is_note("See, A. (2001). Ports.")
    (True, True, False)
    """
    return _BEGINS.match(text) is not None or _GOES_ON.search(text) is not None


def refers_back(text: str) -> bool:
    """Return whether a citation refers to one that was given before.

    >>> refers_back("Id. at 7."), refers_back("Roe, supra note 3, at 9."), refers_back("Idaho v. Roe, 7 P.3d 9 (2001)")
    (True, True, False)
    >>> refers_back("Roe, op. cit., p. 45"), refers_back("Ebd., S. 12."), refers_back("Там же. С. 45."), refers_back("Roe (n 1) 204")
    (True, True, True, True)
    """
    return _EARLIER.search(text[:200]) is not None


def without_explanation(text: str) -> str:
    """Return a citation without the parenthesis behind it that says what it is cited for.

    >>> without_explanation("Roe, Raids, 19 J. Tests 7 (2011) (arguing that ports close).")
    'Roe, Raids, 19 J. Tests 7 (2011)'
    """
    return _EXPLAINED.sub("", text)

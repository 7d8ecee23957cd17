"""Telephone numbers in a text, and not what has as many digits: dates with hours, identifiers of works, addresses, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

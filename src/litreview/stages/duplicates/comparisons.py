"""Compares two records field by field: each field agrees, contradicts, or is silent."""

from __future__ import annotations

import re

from litreview.linkage import RecordColumns

Agreement = bool | None
"""True: the two agree; False: they contradict each other; None: one of the two is silent."""

_PUNCTUATION = re.compile(r"[^a-z0-9]")
_CONTAINER_DOI = re.compile(r"^10\.\d+/(?:\d{4}-?\d{3}[\dx]|97[89][\d-]{10,14})$")
_LONGEST_ISSUE = 3
_VERSION = (".pub", ".v", "/v", "/suppl", "/s")


def same_sign(a: object, b: object) -> Agreement:
    """Compare two values; None if one is empty."""
    return a == b if a and b else None


def page_sign(a: RecordColumns, b: RecordColumns) -> Agreement:
    """Compare first pages, despite the faults of exports: lost hyphens, short ranges, article numbers for printed pages."""
    if not a.page or not b.page:
        # an article number in the field for the issue
        return True if _article_number(a, b) or _article_number(b, a) else None
    if a.page == b.page:
        return True
    figures = a.page.lstrip(_LETTERS), b.page.lstrip(_LETTERS)
    if _one_page(a, b, *figures):
        return True
    # "2665-8" cut down to "8": the end of a short range is left
    if (not a.last and _tail_of(a.page, b)) or (not b.last and _tail_of(b.page, a)):
        return None
    if _adjoin(a, b) and (a.title != b.title or len(a.title) < _LONG_TITLE):
        # 120-121 and 121-122: one ends where the other begins
        return False
    # pages that overlap can't hold two works of one title: one of the numbers is wrong. Of one article there are the page in print and
    # the electronic one; and "1-10" counts the pages of an article that has a number: it names no place
    silent = (
        _overlap(a, b)
        or (figures[0] != figures[1] and electronic(a) != electronic(b))
        or "1" in (a.page, b.page)
    )
    return None if silent else False


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _one_page(a: RecordColumns, b: RecordColumns, figures_a: str, figures_b: str) -> bool:
    """Return whether two spellings of a page are one: without its letters, with the same end, or with a lost hyphen."""
    if figures_a == figures_b and (a.page == figures_a or b.page == figures_b):
        return True
    if a.last and a.last == b.last and len(a.last) > 1:
        return True
    # "148156" for "148-156"
    return a.page == b.page + b.last or b.page == a.page + a.last


def _article_number(a: RecordColumns, b: RecordColumns) -> bool:
    figures = b.page.lstrip(_LETTERS)
    return not a.page and len(a.number) > 3 and a.number == figures


def _tail_of(page: str, other: RecordColumns) -> bool:
    return other.last == page or (len(page) < len(other.page) and other.last.endswith(page))


_LONG_TITLE = 25


def _adjoin(a: RecordColumns, b: RecordColumns) -> bool:
    ends = (a.page, a.last, b.page, b.last)
    if a.page == b.page or not all(end.isdecimal() for end in ends):
        return False
    long = int(a.page) < int(a.last) and int(b.page) < int(b.last)
    return long and (a.page == b.last or b.page == a.last)


def _overlap(a: RecordColumns, b: RecordColumns) -> bool:
    if not (a.page.isdecimal() and b.page.isdecimal() and (a.last or b.last)):
        return False
    first_a, first_b = int(a.page), int(b.page)
    last_a, last_b = int(a.last or a.page), int(b.last or b.page)
    return first_a <= last_b and first_b <= last_a


def electronic(entry: RecordColumns) -> bool:
    """Return whether the page is an article's electronic number: `e123`, `a1754`, `29854`; not the `S12` of a supplement."""
    page = entry.page
    return not entry.last and (
        (page[:1] in "abcdef" and len(page) > 3) or (len(page) > 4 and page.isdecimal())
    )


def volume_sign(a: RecordColumns, b: RecordColumns) -> Agreement:
    """Compare volumes. One that was swapped with the number, or replaced by the year, is no contradiction."""
    if not a.volume or not b.volume:
        return None
    if a.volume == b.volume:
        return True
    # "100" and "100B", "1" and its second part "1.2"
    if a.volume.rstrip("abc") == b.volume or b.volume.rstrip("abc") == a.volume:
        return None
    if a.volume.partition(".")[0] == b.volume or b.volume.partition(".")[0] == a.volume:
        return None
    # exports swap volume and number, or give the year as the volume
    if a.volume == b.number.lstrip("s") or b.volume == a.number.lstrip("s"):
        return None
    of_year = (a.volume == str(a.year), b.volume == str(b.year))
    if any(of_year):
        # both count their volumes by years: then other years are other volumes
        return False if all(of_year) else None
    return False


def published_alike(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether both have a publisher or institution, and one contains the other in whole words (Niger is not in Nigeria)."""
    one, two = a.publisher, b.publisher
    return bool(one and two) and (one == two or f" {one} " in f" {two} " or f" {two} " in f" {one} ")


def number_sign(a: RecordColumns, b: RecordColumns) -> Agreement:
    """Compare issues. A supplement and an issue, or an article number in the field for the issue, are no contradiction."""
    if not a.number or not b.number:
        return None
    # exports swap volume and number
    if a.number != b.number and a.number == b.volume and b.number == a.volume:
        return None
    # "5316" is an article's number in the field for the issue
    if (len(a.number) > _LONGEST_ISSUE) != (len(b.number) > _LONGEST_ISSUE):
        return None
    # a supplement (`s1`) may be counted with the issue it belongs to
    return a.number == b.number or (None if (a.number[0] == "s") != (b.number[0] == "s") else False)


def doi_sign(a: str, b: str) -> Agreement:
    """Compare DOIs. One of the journal or the whole book is no contradiction; versions (`.pub2`) differ.

    The ACM gives a paper that it prints in proceedings and in a newsletter one number behind those of the two (10.1145/1227310.1227438 and
    10.1145/1227504.1227438): such DOIs are silent.
    """
    if not a or not b:
        return None
    if a == b or _PUNCTUATION.sub("", a) == _PUNCTUATION.sub("", b):
        # exports drop strokes, hyphens and brackets: "10.1210/endrev/bnz002", "10.1210/endrevbnz002"
        return True
    if a.startswith(_ACM) and b.startswith(_ACM) and _article_of_acm(a) == _article_of_acm(b) != "":
        return None
    short, long = sorted((a, b), key=len)
    rest = long[len(short) :]
    if len(short) > 14 and long.startswith(short) and _ADDRESS_BEHIND.match(rest):
        return True
    # cut off, or with other words after it; but `.pub2` and `/v2` are versions
    if len(short) > 14 and long.startswith(short) and not rest.startswith(_VERSION):
        # with other words after it, it is the same DOI; one that was cut off may be of a book, of which the other is a chapter
        return True if rest[0].isspace() or rest[0] in ";,(<" else (None if not rest[0].isalnum() else False)
    # a DOI of nothing but an ISSN or ISBN names the journal or the whole book
    return None if is_container_doi(short) or is_container_doi(long) else False


_ACM = "10.1145/"
_ADDRESS_BEHIND = re.compile(r"(?:https?:|www\.|[a-z]+\.[a-z]+\.(?:com|org|net|edu)\b)")


def _article_of_acm(doi: str) -> str:
    return doi.removeprefix(_ACM).partition(".")[2]


def is_container_doi(doi: str) -> bool:
    """Return whether a DOI is nothing but an ISSN or ISBN: it names the journal or the whole book."""
    return _CONTAINER_DOI.search(doi) is not None


def abstract_sign(a: str, b: str) -> Agreement:
    """Compare the first hundred letters of two abstracts. Different ones are no contradiction: databases write their own abstracts."""
    if not a or not b:
        return None
    length = min(len(a), len(b), 100)
    return a[:length] == b[:length] or None


def in_supplement(entry: RecordColumns) -> bool:
    """Return whether issue or page belong to a supplement, where journals print the abstracts of meetings."""
    return entry.number[:1] == "s" or entry.page[:1] == "s"


def date_sign(a: str, b: str) -> Agreement:
    """Compare two dates to the precision of the shorter one: `2015-01` and `2015-01-12` agree."""
    length = min(len(a), len(b))
    return a[:length] == b[:length] if length else None


def report_sign(a: str, b: str) -> Agreement:
    """Compare the numbers of two reports. Numbers of different series (NCJ and GAO) are silent: a report may have both."""
    if not a or not b:
        return None
    if a.replace(" ", "") == b.replace(" ", ""):
        return True
    short, long = sorted((a, b), key=len)
    if len(short) > 3 and (long.endswith(short) or long.startswith(short + " ")):
        return True
    series = [_SERIES.match(number) for number in (a, b)]
    return False if series[0] and series[1] and series[0].group() == series[1].group() else None


_SERIES = re.compile(r"[a-z]*")

"""What speaks for and against two records being one work, field by field. No verdict yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from litreview.compare import Entry, TitleChange, compare_titles, same_container, same_law
from litreview.compare.containers import comparison_container
from litreview.compare.names import author_match, named_in

__all__ = ["Evidence", "Sign", "published_alike", "weigh"]

_COLUMN = re.compile(
    r"\b(?:editors?|editorials?|letters?|repl(?:y|ies)|responses?|issue|introduction|preface|foreword|comments?|news|notes?|reviews?|report|update)\b"
)
_RECURS = re.compile(
    r"\beditors? (?:s )?(?:\w+ )?(?:comments?|notes?|remarks|column|message|introduction|page|report|preface)\b"
    r"|\b(?:remarks|comments|letters?|notes?|message|words?) from (?:\w+ ){0,3}(?:editors?|presidents?|chairs?)\b"
    r"|\bin this issue\b|\bpresident s (?:message|address|page)\b|^(?:introduction to (?:the )?)?special (?:issue|section) (?:on|of)\b"
    r"|\bcall for papers\b|\breviewers list\b|\b(?:list|index) of (?:reviewers|referees|authors)\b|\backnowledge?ments? (?:of|to) (?:\w+ )?(?:reviewers|referees)\b"
    r"|^letters? to the editors?|\btable of contents\b|\binstructions (?:for|to) authors\b|^conference calendar\b"
)
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_WHOLE = re.compile(r"^10\.\d+/(?:\d{4}-?\d{3}[\dx]|97[89][\d-]{10,14})$")

_LONGEST_WORK = 250
"""Pages that an article may have at most; law reviews print long ones."""

Sign = bool | None
"""True: the two agree; False: they contradict each other; None: one of the two is silent."""


# not frozen: one is made for every pair, and freezing would triple what that costs
@dataclass(slots=True, kw_only=True)
class Evidence:
    """The signs of one pair. `score` is the similarity of the titles, `gap` the years between (None if unknown)."""

    a: Entry
    b: Entry
    score: float
    change: TitleChange
    authors: float | None
    gap: int | None
    container: Sign
    volume: Sign
    number: Sign
    page: Sign
    doi: Sign
    isbn: Sign
    abstract: Sign
    law: Sign = None
    url: Sign = None
    date: Sign = None
    report: Sign = None

    @property
    def one_preprint(self) -> bool:
        """One of the two is a preprint of which the other may be the publication."""
        return one_preprint(self.a, self.b)

    @property
    def same_title(self) -> bool:
        """The titles are equal but for spelling, or one was cut off."""
        return self.change in (TitleChange.EQUAL, TitleChange.SPELLING, TitleChange.CUT)

    @property
    def specific(self) -> bool:
        """The shorter title is long enough to name one work: "Editorial" and "Introduction" are not.

        A shorter one will do where two people or more sign it: columns come back under one name.
        """
        short = min(self.a.title, self.b.title, key=len)
        spaces = short.count(" ")
        if len(short) >= 25 and spaces >= 3:
            return True
        signed = self.authors == 1 and min(len(self.a.authors), len(self.b.authors)) > 1
        return signed and len(short) >= 15 and spaces >= 2 and _COLUMN.search(short) is None

    @property
    def recurs(self) -> bool:
        """The title is that of a column, a section or a list, which comes back in other issues however long it is."""
        return not self.specific or _RECURS.search(self.a.title) is not None

    @property
    def column(self) -> bool:
        """The title names a kind of piece: "Editorial", "Letters", "Notes"."""
        return _COLUMN.search(self.a.title) is not None

    @property
    def names_agree(self) -> bool:
        """Most authors of the shorter list are in the other."""
        return self.authors is not None and self.authors >= 0.5

    @property
    def body_agrees(self) -> bool:
        """The body named as author in one is the publisher in the other."""
        a, b = self.a, self.b
        return bool(
            (len(a.authors) == 1 and a.names and a.names == b.publisher)
            or (len(b.authors) == 1 and b.names and b.names == a.publisher)
        )

    @property
    def names_differ(self) -> bool:
        """Both name authors and none is common to them."""
        return self.authors == 0

    @property
    def near_in_time(self) -> bool:
        """Not known to be more than a year apart."""
        return self.gap is None or self.gap <= 1

    @property
    def same_place(self) -> bool:
        """The same first page in the same volume; or of one journal or proceedings in one year, where neither record has a volume."""
        if self.page is not True or self.volume is not None:
            return bool(self.page and self.volume)
        if self.a.volume or self.b.volume or not self.container or self.gap != 0 or self.number is False:
            return False
        return not (self.paged_by_issue or in_supplement(self.a))

    @property
    def same_range(self) -> bool:
        """The same first and last page, three pages apart at least: no room for two works. Hundreds of pages are a whole supplement."""
        a, b = self.a, self.b
        if not (self.same_place and a.last and a.last == b.last):
            return False
        first = a.page.lstrip("abcdefghijklmnopqrstuvwxyz")
        return first.isdecimal() and a.last.isdecimal() and 3 <= int(a.last) - int(first) <= _LONGEST_WORK

    @property
    def room_for_two(self) -> bool:
        """They stand on one page, which may hold several works by the same people: abstracts of a meeting (`S404`), letters, notes."""
        a, b = self.a, self.b
        if self.page is not True or self.abstract or a.page != b.page:
            return False
        if _electronic(a) and a.page[0] != "a":
            return False
        ends = {one.last for one in (a, b) if one.last}
        return not ends or ends == {a.page.lstrip("abcdefghijklmnopqrstuvwxyz")}

    @property
    def same_article_number(self) -> bool:
        """The same volume and the same electronic number in place of a page (`e457`), which one journal gives once."""
        return bool(self.same_place and self.container and _electronic(self.a) and _electronic(self.b))

    @property
    def paged_by_issue(self) -> bool:
        """The page is one that comes back in every issue: a Roman one, or one of the first ten."""
        return self.a.page[:1] == "~" or (self.a.page.isdecimal() and int(self.a.page) <= 10)

    @property
    def other_issue(self) -> bool:
        """Different issues, and no page that says the number is wrong."""
        return self.number is False and (self.page is not True or self.paged_by_issue)

    @property
    def other_place(self) -> bool:
        """Different pages, and nothing else that says they are the same place."""
        return self.page is False

    @property
    def in_print_and_early(self) -> bool:
        """One of the two has neither volume nor pages yet."""
        return not (self.a.volume or self.a.page) or not (self.b.volume or self.b.page)


_LONGER = frozenset([TitleChange.ADDED, TitleChange.NUMBER, TitleChange.WORDS, TitleChange.OTHER])
"""What a title with something more in it may be to the title without it."""


def _in_other_order(a: Entry, b: Entry, match: float) -> float:
    """Return the share of authors in common, where few surnames are: names may be turned round ("Limayem Moez")."""
    named = max(named_in(a.authors, b.names), named_in(b.authors, a.names))
    return 0.5 if (named if match == 0 else named >= 0.5) else match


def _same(a: object, b: object) -> Sign:
    return a == b if a and b else None


def _page(a: Entry, b: Entry) -> Sign:
    if not a.page or not b.page:
        # an article number in the field for the issue
        return True if _article_number(a, b) or _article_number(b, a) else None
    if a.page == b.page:
        return True
    figures_a, figures_b = (
        a.page.lstrip("abcdefghijklmnopqrstuvwxyz"),
        b.page.lstrip("abcdefghijklmnopqrstuvwxyz"),
    )
    if figures_a == figures_b and (a.page == figures_a or b.page == figures_b):
        return True
    if a.last and a.last == b.last and len(a.last) > 1:
        return True
    # the hyphen was lost: "148156" for "148-156"
    if a.page == b.page + b.last or b.page == a.page + a.last:
        return True
    # "2665-8" cut down to "8": the end of a short range is left
    if (not a.last and _tail_of(a.page, b)) or (not b.last and _tail_of(b.page, a)):
        return None
    # pages that overlap can't hold two works of one title: one of the numbers is wrong
    if _overlap(a, b):
        return None
    # the page in print and the electronic page, or article number, of one article
    if figures_a != figures_b and _electronic(a) != _electronic(b):
        return None
    # "1-10" counts the pages of an article that has a number: it names no place
    if (a.page == "1" or b.page == "1") and a.page != b.page:
        return None
    return False


def _article_number(a: Entry, b: Entry) -> bool:
    figures = b.page.lstrip("abcdefghijklmnopqrstuvwxyz")
    return not a.page and len(a.number) > 3 and a.number == figures


def _tail_of(page: str, other: Entry) -> bool:
    return other.last == page or (len(page) < len(other.page) and other.last.endswith(page))


def _overlap(a: Entry, b: Entry) -> bool:
    if not (a.page.isdecimal() and b.page.isdecimal() and (a.last or b.last)):
        return False
    first_a, first_b = int(a.page), int(b.page)
    last_a, last_b = int(a.last or a.page), int(b.last or b.page)
    return first_a <= last_b and first_b <= last_a


def _electronic(entry: Entry) -> bool:
    """Return whether the page is an article's electronic number: `e123`, `a1754`, `29854`; not the `S12` of a supplement."""
    page = entry.page
    return not entry.last and (
        (page[0] in "abcdef" and len(page) > 3) or (len(page) > 4 and page.isdecimal())
    )


def _volume(a: Entry, b: Entry) -> Sign:
    if not a.volume or not b.volume:
        return None
    if a.volume == b.volume:
        return True
    # "100" and "100B"
    if a.volume.rstrip("abc") == b.volume or b.volume.rstrip("abc") == a.volume:
        return None
    # exports swap volume and number, or give the year as the volume
    if a.volume == b.number.lstrip("s") or b.volume == a.number.lstrip("s"):
        return None
    of_year = (a.volume == str(a.year), b.volume == str(b.year))
    if any(of_year):
        # both count their volumes by years: then other years are other volumes
        return False if all(of_year) else None
    return False


def published_alike(a: Entry, b: Entry) -> bool:
    """Return whether publisher or institution are given and one contains the other."""
    one, two = a.publisher, b.publisher
    return bool(one and two and (one == two or one in two or two in one))


def _number(a: Entry, b: Entry) -> Sign:
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


_LONGEST_ISSUE = 3
_VERSION = (".pub", ".v", "/v", "/suppl", "/s")


def _doi(a: str, b: str) -> Sign:
    if not a or not b:
        return None
    if a == b or _PUNCTUATION.sub("", a) == _PUNCTUATION.sub("", b):
        # exports drop strokes, hyphens and brackets: "10.1210/endrev/bnz002", "10.1210/endrevbnz002"
        return True
    short, long = sorted((a, b), key=len)
    rest = long[len(short) :]
    # cut off, or with other words after it; but `.pub2` and `/v2` are versions
    if len(short) > 14 and long.startswith(short) and not rest.startswith(_VERSION):
        # with other words after it, it is the same DOI; one that was cut off may be of a book, of which the other is a chapter
        return True if rest[0].isspace() or rest[0] in ";,(<" else (None if not rest[0].isalnum() else False)
    # a DOI of nothing but an ISSN or ISBN names the journal or the whole book
    return None if _WHOLE.search(short) or _WHOLE.search(long) else False


def _abstract(a: str, b: str) -> Sign:
    if not a or not b:
        return None
    length = min(len(a), len(b), 100)
    return a[:length] == b[:length] or None


def weigh(a: Entry, b: Entry, score: float) -> Evidence:
    """Return the evidence on two records whose titles have the similarity `score`."""
    authors = author_match(a.authors, b.authors)
    if authors is not None and authors < 0.5:
        authors = _in_other_order(a, b, authors)
    # a repository is no journal, and its numbers are no volumes: they can't contradict those of the article
    elsewhere = one_preprint(a, b)
    change = compare_titles(a.title, b.title, score)
    if (a.imprint or b.imprint) and change in (TitleChange.ADDED, TitleChange.NUMBER) and _imprinted(a, b):
        change, score = TitleChange.SPELLING, max(score, 0.9)
    if change in _LONGER and a.container != b.container and _container_in_title(a, b):
        change, score = TitleChange.SPELLING, max(score, 0.9)
    if change in _LONGER and authors is None and _authors_in_title(a, b):
        change, score, authors = TitleChange.SPELLING, max(score, 0.9), 1.0
    return Evidence(
        a=a,
        b=b,
        score=score,
        change=change,
        authors=authors,
        gap=abs(a.year - b.year) if a.year and b.year else None,
        container=None if elsewhere else same_container(a.container, b.container),
        volume=None if elsewhere else _volume(a, b),
        number=_report(a.report, b.report) if a.kind == b.kind == "report" else _number(a, b),
        page=None if elsewhere else _page(a, b),
        # a repository gives a DOI of its own
        doi=(_doi(a.doi, b.doi) or None) if elsewhere else _doi(a.doi, b.doi),
        isbn=_same(a.isbn, b.isbn),
        abstract=_abstract(a.abstract, b.abstract),
        law=same_law(a.law, b.law),
        url=(a.url == b.url or None) if a.url and b.url else None,
        date=_date(a.date, b.date),
        report=_report(a.report, b.report),
    )


def in_supplement(entry: Entry) -> bool:
    """Return whether issue or page are those of a supplement: there, journals print the abstracts of meetings."""
    return entry.number[:1] == "s" or entry.page[:1] == "s"


def _date(a: str, b: str) -> Sign:
    """Compare two dates as far as both are given: `2015-01` and `2015-01-12` agree."""
    length = min(len(a), len(b))
    return a[:length] == b[:length] if length else None


def _report(a: str, b: str) -> Sign:
    """Compare the numbers of two reports. A number of another series (NCJ beside GAO) says nothing: a report may have both."""
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


def one_preprint(a: Entry, b: Entry) -> bool:
    """Return whether one of two records is a preprint, and the other not.

    A record that names journal or proceedings, first and last page as the other does is a record of what was published there,
    though it has the DOI of the preprint: a repository gives no such pages.
    """
    if (a.kind == "preprint") == (b.kind == "preprint"):
        return False
    printed = a.container == b.container != "" and a.page == b.page != "" and a.last == b.last != ""
    return not (printed and a.last != a.page)


def _container_in_title(a: Entry, b: Entry) -> bool:
    """Return whether the longer title only adds the journal or book in which the other record says it is."""
    short, long = sorted((a, b), key=lambda one: len(one.title))
    if not short.container or not long.title.startswith(short.title + " "):
        return False
    added = comparison_container(long.title[len(short.title) :])
    return len(added) > 3 and same_container(added, short.container) is True


def _authors_in_title(a: Entry, b: Entry) -> bool:
    """Return whether the longer title only has the authors before or behind it, and the other record names them in their field."""
    short, long = sorted((a, b), key=lambda one: len(one.title))
    if long.authors or not short.authors:
        return False
    if long.title.endswith(" " + short.title):
        added = long.title[: -len(short.title)]
    elif long.title.startswith(short.title + " "):
        added = long.title[len(short.title) :]
    else:
        return False
    words = [word for word in added.split() if word not in _BETWEEN_NAMES]
    names = set(short.names.split())
    # "Archer A" and "Archer, Ann"
    return not names.isdisjoint(words) and all(
        word in names or len(word) <= _LONGEST_INITIALS for word in words
    )


_LONGEST_INITIALS = 2
_BETWEEN_NAMES = frozenset(["by", "and", "et", "al", "with", "others"])


def _imprinted(a: Entry, b: Entry) -> bool:
    """Return whether the longer title only adds what the other record has in its fields: number, place, body.

    A year alone is not enough: "Annual Report" of 2016 may be that on 2015.
    """
    short, long = sorted((a, b), key=lambda one: len(one.title))
    if not long.title.startswith(short.title + " "):
        return False
    added = set(long.title[len(short.title) :].split())
    return added <= set(short.imprint.split()) and not added <= {str(short.year), "report"}

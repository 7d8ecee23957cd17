"""Evidence for and against two records being one work, field by field, without a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from litreview.core.libraries import re
from litreview.core.text import fold
from litreview.linkage import RecordColumns, likeness
from litreview.stages.duplicates.comparisons import (
    Agreement,
    abstract_sign,
    date_sign,
    doi_sign,
    electronic,
    in_supplement,
    number_sign,
    page_sign,
    report_sign,
    same_sign,
    volume_sign,
)
from litreview.stages.duplicates.title_noise import (
    LONGER,
    authors_in_title,
    bare_title,
    container_in_title,
    imprinted,
    names_around,
    places_behind,
    without_names_before,
    without_place_behind,
)
from litreview.works.author_names import (
    author_match,
    damaged_name,
    other_given_name,
    other_person,
    surname_share,
)
from litreview.works.journals import same_container
from litreview.works.law import same_law
from litreview.works.titles import ONE_TITLE, TitleChange, compare_titles

_GENRE_WORD = re.compile(
    r"\b(?:editors?|editorials?|letters?|repl(?:y|ies)|responses?|issue|introduction|preface|foreword|comments?|news|notes?|reviews?|report|update)\b"
)


def has_genre_word(title: str) -> bool:
    """Return whether a title has a word for a kind of text: "Editorial", "Letters", "Notes"."""
    return _GENRE_WORD.search(title) is not None


_RECURRING = re.compile(
    r"\beditors? (?:s )?(?:\w+ )?(?:comments?|notes?|remarks|column|message|introduction|page|report|preface)\b"
    r"|\b(?:remarks|comments|letters?|notes?|message|words?) from (?:\w+ ){0,3}(?:editors?|presidents?|chairs?)\b"
    r"|\bin this issue\b|\bpresident s (?:message|address|page)\b|^(?:introduction to (?:the )?)?special (?:issue|section) (?:on|of)\b|^introduction to (?:the|this) (?:special )?(?:issue|section|volume)$"
    r"|\bcall for papers\b|\breviewers list\b|\b(?:list|index) of (?:reviewers|referees|authors)\b|\backnowledge?ments? (?:of|to) (?:\w+ )?(?:reviewers|referees)\b"
    r"|^letters? to the editors?|\btable of contents\b|\binstructions (?:for|to) authors\b|^conference calendar\b"
    r"|\b(?:personal|private) (?:communication|correspondence)\b"
)


def is_recurring_title(title: str) -> bool:
    """Return whether a title is that of a column or a list that recurs in other issues: "In this issue"."""
    return _RECURRING.search(title) is not None


_LONGEST_WORK = 250
"""Pages that an article may have at most; law reviews print long ones."""

_LONGEST_PART = 100
"""Pages that a part of a book may have at most; where more are stated, they are those of the whole book."""

_SHORT_PIECE = 8
"""Pages that letters and abstracts stay below."""


_TWO = 2

_SPELLINGS = frozenset([TitleChange.EQUAL, TitleChange.SPELLING])

_THREE_WORDS = 20
"""Letters of a title of three words that names one work, if it is the only one of that title."""


# not frozen: one is made for every pair, and freezing would triple what that costs
@dataclass(slots=True, kw_only=True)
class Evidence:
    """The signs of one pair. `score` is the similarity of the titles, `gap` the years between (None if unknown).

    `once`: the collection has no other work of this title. `misread`: the container of one is a part of its reference that was cut at the wrong place.
    """

    a: RecordColumns
    b: RecordColumns
    score: float
    change: TitleChange
    authors: float | None
    gap: int | None
    container: Agreement
    volume: Agreement
    number: Agreement
    page: Agreement
    doi: Agreement
    isbn: Agreement
    abstract: Agreement
    law: Agreement = None
    url: Agreement = None
    date: Agreement = None
    report: Agreement = None
    once: bool = False
    misread: bool = False

    @property
    def one_preprint(self) -> bool:
        """One of the two is a preprint, and the other may be its publication."""
        return one_preprint(self.a, self.b)

    @property
    def same_title(self) -> bool:
        """The titles are equal but for spelling, or one was cut off."""
        return self.change in ONE_TITLE

    @property
    def specific(self) -> bool:
        """The shorter title is long enough to name one work: "Editorial" and "Introduction" are not.

        A shorter one counts if two people or more sign it, or of some length and other lists have two in common: columns recur under one name. It also counts if it is unique in the
        collection, and people and year, or volume and issue, are the same, or it has three words of some length; two words are enough for one that
        several sign and that is unique there.
        """
        short = min(self.a.title, self.b.title, key=len)
        spaces = short.count(" ")
        if self.change in _SPELLINGS:
            # a program may have lost the spaces of one
            spaces = max(self.a.title.count(" "), self.b.title.count(" "))
        if len(short) >= 25 and spaces >= 3:
            return True
        if (
            self.once
            and self.authors == 1
            and (
                self.gap == 0
                or (
                    self.gap is None
                    and ((self.volume and self.number) or (spaces > 1 and len(short) >= _THREE_WORDS))
                )
            )
        ):
            return True
        fewest = min(len(self.a.authors), len(self.b.authors))
        signed = self.authors == 1 and fewest > 1 and len(short) >= 15
        signed = signed or ((self.authors or 0) * fewest >= _TWO and len(short) >= 25 and spaces > 1)
        return signed and spaces >= 2 - self.once and not has_genre_word(short)

    @property
    def recurs(self) -> bool:
        """The title is that of a column, a section or a list, which comes back in other issues however long it is."""
        return not self.specific or is_recurring_title(self.a.title)

    @property
    def names_agree(self) -> bool:
        """Most authors of the shorter list are in the other."""
        return self.authors is not None and self.authors >= 0.5

    @property
    def one_of_two(self) -> bool:
        """Of two authors one is common to both, and each names another person: two works of that author, or a slip in a name."""
        if self.authors != 0.5 or min(len(self.a.authors), len(self.b.authors)) != _TWO:
            return False
        # in any order: "LEE, SUZY" may be read as Suzy, L. E. E.
        sides = ((self.a, self.b), (self.b, self.a))
        if any(set(one.authors) <= set(other.names.split()) for one, other in sides):
            return False
        return not any(
            damaged_name(one, other) for one, other in zip(self.a.authors, self.b.authors, strict=False)
        )

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
        most = _LONGEST_PART if a.kind == b.kind == "part" else _LONGEST_WORK
        return first.isdecimal() and a.last.isdecimal() and 3 <= int(a.last) - int(first) <= most

    @property
    def room_for_two(self) -> bool:
        """They are on one page, which may have several works by the same people: abstracts of a meeting (`S404`), letters, notes."""
        a, b = self.a, self.b
        if self.page is not True or self.abstract or a.page != b.page:
            return False
        if electronic(a) and a.page[0] != "a":
            return False
        ends = {one.last for one in (a, b) if one.last}
        first = a.page.lstrip("abcdefghijklmnopqrstuvwxyz")
        if not ends or not first.isdecimal():
            return True
        # two pages may hold three of them, and of two that end on different pages each is a short one
        spans = [int(end) - int(first) for end in ends if end.isdecimal()]
        return max(spans, default=0) < (2 if len(ends) == 1 else _SHORT_PIECE)

    @property
    def same_article_number(self) -> bool:
        """The same volume and the same electronic number in place of a page (`e457`), which one journal gives once."""
        return bool(self.same_place and self.container and electronic(self.a) and electronic(self.b))

    @property
    def paged_by_issue(self) -> bool:
        """One of the pages is one that every issue has: iv, or 7. Then the same page in two issues says nothing."""
        return _first_of_issue(self.a.page) or _first_of_issue(self.b.page)

    @property
    def other_issue(self) -> bool:
        """Different issues, and no page that says the number is wrong."""
        return self.number is False and (self.page is not True or self.paged_by_issue)


def _first_of_issue(page: str) -> bool:
    return page[:1] == "~" or (page.isdecimal() and int(page) <= 10)


_ONE_SURNAME = 0.4
"""Author agreement of two people with one surname: neither known to agree nor to differ."""


def _shared_authors(a: RecordColumns, b: RecordColumns) -> float | None:
    """Return the share of authors in common, None if one record has none. Given and family name may be swapped ("Limayem Moez").

    If no surname matched, one that matches a given name is enough; if one matched, half of them must.
    """
    match = author_match(_without_rest(a.authors, b.authors), _without_rest(b.authors, a.authors))
    if match is None or match >= 0.5:
        return match
    if sorted(a.names.split()) == sorted(b.names.split()):
        # "Li, Wei" and "Li Wei"
        return 0.5
    if match == 0 and (swapped := _swapped(a.byline, b.byline)):
        return 1.0 if swapped > 1 else _ONE_SURNAME
    named = max(surname_share(a.authors, b.names), surname_share(b.authors, a.names))
    found = named >= 0.5 or (match == 0 and named > 0)
    return 0.5 if found and not _one_name_of_two(a, b) else match


def _one_name_of_two(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the surname of one author is the given name of another: "Vincent, Bernard" and "Debiais, Vincent", but not "Debiais, V"."""
    if not len(a.authors) == len(b.authors) == 1:
        return False
    one, other = set(a.names.split()), set(b.names.split())
    alone = (one - other, other - one)
    return (
        all(alone)
        and len(one & other) == 1
        and {word[0] for word in alone[0]}.isdisjoint({word[0] for word in alone[1]})
    )


def _without_rest(authors: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Return the authors without one or two letters at the end, which are left of a list that was cut off: "Roe, J and Doe, K and M"."""
    cut = len(authors) > 1 and len(authors[-1]) <= _TWO and authors[-1] not in others
    return authors[:-1] if cut else authors


def _swapped(one: str, other: str) -> int:
    """Return how many names may be the same in two lists, here cut to a letter in the family name, there in the given name; 0 if one may not.

    >>> _swapped("h toivonen", "t hannu"), _swapped("j han and y fu", "h jiawei and f yong-jian"), _swapped("j han", "f jiawei")
    (1, 2, 0)
    """
    pairs = list(zip(*(name_list.split(" and ") for name_list in (one, other)), strict=False))
    return len(pairs) if all(_swapped_name(fold(a), fold(b)) for a, b in pairs) else 0


def _swapped_name(one: str, other: str) -> bool:
    names = _INITIAL_AND_NAME.fullmatch(one), _INITIAL_AND_NAME.fullmatch(other)
    if not (names[0] and names[1]):
        return False
    return names[0][2][0] in names[1][1] and names[1][2][0] in names[0][1]


_INITIAL_AND_NAME = re.compile(r"([a-z]{1,2}) ([a-z]{2,}(?: [a-z]{2,})?)")


def _addition_kind(a: RecordColumns, b: RecordColumns, change: TitleChange, authors: float | None) -> str:
    """Return what one title adds that is no part of it: `imprint`, `container` or `authors`; "" for anything else."""
    if (a.imprint or b.imprint) and change in _IMPRINT_CHANGES and imprinted(a, b):
        return "imprint"
    if a.container != b.container and container_in_title(a, b):
        return "container"
    return "authors" if authors != 0 and authors_in_title(a, b) else ""


_IMPRINT_CHANGES = frozenset([TitleChange.ADDED, TitleChange.NUMBER])


def _are_two_people(a: RecordColumns, b: RecordColumns, *, numbered: bool) -> bool:
    """Return whether two records with one author each, of one surname, name two people by their given names.

    In one issue of one volume (`numbered`) a different given name alone is no contradiction.
    """
    if not len(a.authors) == len(b.authors) == 1 or a.byline == b.byline:
        return False
    name = a.authors[0]
    if " " in name + b.authors[0]:
        return False
    return other_person(a.byline, b.byline, name) or (
        not numbered and other_given_name(a.byline, b.byline, name)
    )


def _unless_two_people(
    a: RecordColumns, b: RecordColumns, authors: float | None, *, numbered: bool
) -> float | None:
    """Return the share of authors in common, or that of one surname where given names tell two people apart."""
    return _ONE_SURNAME if authors == 1 and _are_two_people(a, b, numbered=numbered) else authors


def _may_be_noise(authors: float | None, volume: Agreement, number: Agreement, page: Agreement) -> bool:
    """Return whether an addition to one title may be noise: the authors or the issue agree, and the places do not differ."""
    if page is not True and False in (volume, number):
        return False
    in_one_place = bool(volume and (page or (number and authors != 0)))
    return in_one_place or bool(authors and authors >= 0.5)


def _strip_title_noise(
    a: RecordColumns, b: RecordColumns, change: TitleChange, score: float
) -> tuple[RecordColumns, RecordColumns, TitleChange, float]:
    """Return records, change and score with bare titles if these are equal, one continues the other, or they differ in a number.

    Otherwise nothing changes. "Roe et al. Tides and harbors" and "Tides and harbors, part 2" differ with or without the running head.
    """
    one, two = bare_title(a), bare_title(b)
    if places_behind(one, two):
        return a, b, TitleChange.BESIDE, max(score, 0.9)
    if (one, two) == (a.title, b.title):
        return a, b, change, score
    alike = likeness(one, two)
    found = compare_titles(one, two, alike)
    if found not in ONE_TITLE and found not in {TitleChange.ADDED, TitleChange.NUMBER}:
        return a, b, change, score
    found = TitleChange.BESIDE if found is TitleChange.EQUAL else found
    return a._replace(title=one), b._replace(title=two), found, max(score, alike)


def _strip_surroundings(
    a: RecordColumns, b: RecordColumns, change: TitleChange, score: float
) -> tuple[RecordColumns, RecordColumns, TitleChange, float, bool]:
    """Return records, change and score without authors before a title and its place behind it, and whether they explain what is more in it.

    If the rest is another title, but more similar to the other one, it replaces the title.
    """
    change, score, around = _without_names_around(a, b, change, score)
    if around:
        return a, b, change, score, True
    one, two = (
        without_place_behind(x._replace(title=without_names_before(x, y)), y) for x, y in ((a, b), (b, a))
    )
    if (one, two) == (a.title, b.title) or (alike := likeness(one, two)) <= score:
        return a, b, change, score, False
    found = compare_titles(one, two, alike)
    found = TitleChange.BESIDE if found is TitleChange.EQUAL else found
    a, b = a._replace(title=one), b._replace(title=two)
    return a, b, *_without_names_around(a, b, found, alike)


def _without_names_around(
    a: RecordColumns, b: RecordColumns, change: TitleChange, score: float
) -> tuple[TitleChange, float, bool]:
    """Return change and score of titles, and whether one only has authors before it, or its place after it."""
    if change in LONGER and names_around(a, b):
        return TitleChange.BESIDE, max(score, 0.9), True
    return change, score, False


def _years_between(a: RecordColumns, b: RecordColumns) -> int | None:
    return abs(a.year - b.year) if a.year and b.year else None


def gather_evidence(a: RecordColumns, b: RecordColumns, score: float) -> Evidence:
    """Return the evidence on two records with the title similarity `score`."""
    authors = _shared_authors(a, b)
    # a repository is no journal, and its numbers are no volumes: they can't contradict those of the article
    elsewhere = one_preprint(a, b)
    change = compare_titles(a.title, b.title, score)
    misread = False
    if change in LONGER and (explained := _addition_kind(a, b, change, authors)):
        change, score = TitleChange.SPELLING, max(score, 0.9)
        authors = 1.0 if explained == "authors" else authors
        misread = explained == "container"
    report = report_sign(a.report, b.report)
    volume = None if elsewhere else volume_sign(a, b)
    number = report if a.kind == b.kind == "report" else number_sign(a, b)
    page = None if elsewhere else page_sign(a, b)
    doi = doi_sign(a.doi, b.doi)
    if change in LONGER and (doi or _may_be_noise(authors, volume, number, page)):
        a, b, change, score = _strip_title_noise(a, b, change, score)
    if authors and change in LONGER:
        a, b, change, score, around = _strip_surroundings(a, b, change, score)
        misread = misread or around
    container = None if elsewhere else same_container(a.container, b.container)
    misread = misread and not container
    return Evidence(
        a=a,
        b=b,
        score=score,
        change=change,
        authors=_unless_two_people(a, b, authors, numbered=bool(volume and number)),
        gap=_years_between(a, b),
        # who cut a reference at the wrong place left a part in each field ("Tides. In Proc. ICTH" in "Bombay")
        container=None if misread else container,
        misread=misread,
        volume=volume,
        number=number,
        page=page,
        # a repository gives a DOI of its own
        doi=(doi or None) if elsewhere else doi,
        isbn=same_sign(a.isbn, b.isbn),
        abstract=abstract_sign(a.abstract, b.abstract),
        law=same_law(a.law, b.law),
        # addresses that differ say nothing
        url=same_sign(a.url, b.url) or None,
        date=date_sign(a.date, b.date),
        report=report,
    )


def one_preprint(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether exactly one of two records is a preprint.

    A record with the DOI of a preprint counts as published if journal, first and last page agree with the other record: a repository has no
    such pages.
    """
    if (a.kind == "preprint") == (b.kind == "preprint"):
        return False
    printed = a.container == b.container != "" and a.page == b.page != "" and a.last == b.last != ""
    return not (printed and a.last != a.page)

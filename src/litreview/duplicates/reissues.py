"""Works that come out again under one title: editions, updates, yearly and monthly issues, columns, reports with numbers and dates.

Here the title proves nothing, however long it is: date, number, version and address tell the issues apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from litreview.compare import TitleChange
from litreview.compare.meetings import is_meeting
from litreview.duplicates.evidence import Evidence
from litreview.duplicates.veto import Veto
from litreview.model import RelationKind

__all__ = ["REISSUES"]


def edition(e: Evidence) -> Veto | None:
    """A book or report that appears again in another year is another edition, and may say something else.

    "Disposable People" 1999 and 2004; a yearly report under one title; a research service's updated report.
    """
    if (
        e.doi is True
        or (e.isbn is True and e.near_in_time)
        or not (e.same_title or e.change is TitleChange.ADDED)
    ):
        return None
    stable = {"book", "report", "data"}
    if e.a.kind not in stable or e.b.kind not in stable or not e.gap or e.names_differ:
        return None
    if e.isbn:
        # a printing keeps the number of its edition
        return Veto(reason=f"the same ISBN, {e.gap} years apart", kind="edition", ask=True)
    if e.gap == 1 and (e.report or e.url or not _periodical(e)):
        return Veto(reason="editions of two years following each other", kind="edition", ask=True)
    return Veto(reason=f"editions or issues {e.gap} years apart", kind="edition")


_PERIODICAL = re.compile(
    r"\b(?:annual|yearly|biennial|quarterly|yearbook|statistics|reports?|state of the|index|monitor|outlook)\b"
)


def _periodical(e: Evidence) -> bool:
    return _PERIODICAL.search(e.a.about) is not None


def update(e: Evidence) -> Veto | None:
    """A systematic review's update is a new version with its own DOI (Cochrane: `.pub2`, `.pub3`), searched anew.

    Without a DOI the year tells: the number in place of a page (CD006085) is that of the review in all its versions.
    """
    first, second = _REVIEW.match(e.a.doi), _REVIEW.match(e.b.doi)
    if first and second and e.doi is not True and first.group() == second.group():
        return Veto(reason="an update of the same review", kind="version")
    if (
        "cochrane" in e.a.container
        and "cochrane" in e.b.container
        and ("protocol" in e.a.title) != ("protocol" in e.b.title)
    ):
        return Veto(reason="one is the protocol of the review", kind="version")
    if (
        e.gap
        and e.doi is not True
        and "cochrane" in e.a.container
        and "cochrane" in e.b.container
        and e.same_title
    ):
        return Veto(
            reason=f"an update of the same review, {e.gap} years later"
            if e.gap > 1
            else "an update of the same review",
            kind="version",
        )
    return None


_REVIEW = re.compile(r"^10\.1002/14651858\.[a-z]{2}\d+")


def generic(e: Evidence) -> Veto | None:
    """A column's or section's name ("Editorial", "Introduction", "Remarks from the Quarterly's Editor") comes back in every issue.

    It identifies nothing unless the place is the same.
    """
    if not e.same_title or e.doi is True or (e.page is True and e.number is not False):
        return None
    elsewhere = e.page is False or e.volume is False or e.number is False
    # what recurs is asked last: it takes a look at every word
    if elsewhere and e.recurs:
        return Veto(reason="a title that may recur, at different places")
    return None


def serial(e: Evidence) -> Veto | None:
    """What comes out every year or month under one title may be another issue where a date is missing or a year differs.

    "Annual Report to Congress …" of 2009 and without a date; "Recent Developments in the Law of …" of 2014 and 2015, without volume.
    """
    if not e.same_title or e.gap == 0 or (e.gap is not None and e.gap > 1) or not (e.a.year or e.b.year):
        return None
    if (
        e.doi is True
        or e.isbn is True
        or e.volume is True
        or e.report is True
        or not _SERIAL.search(e.a.about)
    ):
        return None
    how = "the years differ" if e.gap else "one has no date"
    return Veto(reason=f"a title that comes out again every year or month; {how}", kind="edition", ask=True)


_SERIAL = re.compile(
    r"\b(?:(?:bi|semi)?annual|yearly|biennial|quarterly|(?:bi)?monthly|(?:bi)?weekly|daily|yearbook|newsletter|bulletin"
    r"|(?:recent|new) developments|developments in the law|year in review|review of the year|statistics|census"
    r"|chroniques?|cronicas?|obzor|rechtsprechung(?:subersicht)?|jahresbericht|tatigkeitsbericht|rapport annuel)\b"
)


def dates(e: Evidence) -> Veto | None:
    """A hearing, testimony, release, news item or report is known by its date: on another day it is another, of one title.

    "Oversight of the Department …", hearings of 12 January and 13 April. Not so of an article in a volume, which may have a date online
    and one in print.
    """
    if e.date is not False or not e.same_title or e.doi is True or e.isbn is True:
        return None
    if e.volume is True or e.report is True or e.url is True or e.law is True:
        return None
    return Veto(reason=f"the dates differ: {e.a.date} and {e.b.date}", ask=True)


def numbers(e: Evidence) -> Veto | None:
    """A body gives each of its reports and data sets a number of its own; report and testimony may share the title.

    "GAO-07-1034" and "GAO-08-218T". Asked, since a number may be mistyped; a number of another body's series says nothing.
    """
    if e.report is not False or e.doi is True or not (e.same_title or e.change is TitleChange.ADDED):
        return None
    return Veto(reason=f"the numbers differ: {e.a.report} and {e.b.report}", kind="related", ask=True)


def version(e: Evidence) -> Veto | None:
    """Versions of one program or data set, and editions of one book, are cited apart: text and results depend on which was used."""
    if e.a.kind != e.b.kind or not e.a.version or not e.b.version or e.a.version == e.b.version:
        return None
    if not (e.same_title or e.change is TitleChange.ADDED):
        return None
    name: str
    kind: RelationKind
    name, kind = ("versions", "version") if e.a.kind == "data" else ("editions", "edition")
    # "International student edition" may be the fourth
    words = not (e.a.version[0].isdecimal() and e.b.version[0].isdecimal())
    return Veto(reason=f"the {name} differ: {e.a.version} and {e.b.version}", kind=kind, ask=words)


def meetings(e: Evidence) -> Veto | None:
    """A paper may be given at the meetings of two years. Only where both proceedings name their year: records are often a year off.

    "Proceedings of the 2014 Conference on …" and "… of the 2015 Conference on …", each with its year.
    """
    if not e.gap or not e.same_title or e.doi is True or e.page is True or not is_meeting(e.a.container):
        return None
    if not all(str(one.year) in one.container.split() for one in (e.a, e.b)):
        return None
    return Veto(reason=f"meetings of two years: {e.a.year} and {e.b.year}", kind="version", ask=True)


def addresses(e: Evidence) -> Veto | None:
    """Two pages of one site with one title may be two releases, or one page that was moved: nothing but a person can tell.

    Only where nothing else is known than title, body and year. A page and its PDF are one document.
    """
    if not (e.a.kind == e.b.kind == "") or not e.same_title or e.url is True or e.doi is True:
        return None
    if e.date or e.report or e.volume or e.page or e.container or not (e.a.url and e.b.url):
        return None
    site, other = (address.partition("/")[0] for address in (e.a.url, e.b.url))
    files = [address.lower().endswith(".pdf") for address in (e.a.url, e.b.url)]
    if site != other or files[0] != files[1]:
        return None
    return Veto(reason=f"two addresses on {site}", ask=True)


REISSUES: tuple[Callable[[Evidence], Veto | None], ...] = (
    update,
    edition,
    generic,
    serial,
    dates,
    numbers,
    version,
    meetings,
    addresses,
)

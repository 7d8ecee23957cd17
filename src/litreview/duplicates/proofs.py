"""What shows that two records are one work. Each proof needs several independent signs, and says why they suffice.

A proof returns its reason in words, or "". All of them are asked only where no veto spoke.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from litreview.compare import TitleChange
from litreview.compare.meetings import is_meeting
from litreview.duplicates.additions import narrowed
from litreview.duplicates.documents import one_address, one_book, one_enactment, one_report
from litreview.duplicates.evidence import Evidence
from litreview.duplicates.signs import doi_of_whole, in_supplement, published_alike

__all__ = ["PROOFS"]


def one_doi(e: Evidence) -> str:
    """A DOI names one work, if title or authors don't contradict it (a DOI may name whole proceedings)."""
    if e.doi is not True or (e.page is False and e.volume is False and e.container is False):
        return ""
    if e.same_title or (e.change is TitleChange.ADDED and not (e.names_differ and e.page is False)):
        return f"the same DOI {e.a.doi}, and {e.change.value}"
    if e.same_range and e.names_agree and e.near_in_time and e.container is not False:
        # the title in another language; on one page there may be several abstracts under the DOI of the whole supplement
        return f"the same DOI {e.a.doi}, volume, first and last page, and authors"
    if e.page is not True and not e.abstract and _of_whole(e):
        return ""
    similar = (e.score >= 0.8 and not e.room_for_two) or (e.score >= 0.6 and e.abstract)
    if similar and e.page is not False and e.volume is not False and (not e.names_differ or e.score >= 0.9):
        return f"the same DOI {e.a.doi}, and similar titles ({e.score:.2f})"
    return ""


def _of_whole(e: Evidence) -> bool:
    """Return whether a DOI that both have may be that of the whole book or supplement: where the titles differ in a number, or in words.

    "Part I" and "Part II" of one book; "National report: Austria" and "… Australia" by others, or under a DOI that is an ISBN.
    """
    if e.change is TitleChange.NUMBER:
        # in a journal, an article has its own
        supplement = in_supplement(e.a) or in_supplement(e.b)
        articles = e.a.kind == e.b.kind == "article" and e.container is not False and e.volume is not False
        return supplement or not (articles and e.names_agree)
    return e.change in (TitleChange.WORDS, TitleChange.OTHER) and (
        e.names_differ or doi_of_whole(e.a.doi) or doi_of_whole(e.b.doi)
    )


def one_place(e: Evidence) -> str:
    """Two works don't begin on the same page of the same volume under the same title by the same people."""
    if e.page is not True or e.volume is False:
        return ""
    # letters on one article stand on one page under its title, each by somebody else
    if e.names_differ and not (
        e.volume and e.gap == 0 and len(e.a.title) >= 50 and e.container is not False and e.same_range
    ):
        return ""
    if e.names_differ and e.a.notice:
        return ""
    if (e.container is False or (e.paged_by_issue and not e.number and e.a.last != e.b.last)) and e.recurs:
        # every journal has an "Editorial" on page 1, and every issue
        return ""
    if not (e.volume or e.near_in_time) or (e.number is False and e.paged_by_issue):
        return ""
    if (
        e.same_title
        and (e.near_in_time or e.container is not False)
        and (e.volume or e.container or e.gap == 0)
    ):
        return f"{e.change.value}, the same first page{' and volume' if e.volume else ''}"
    # one has no date, or the year of the meeting beside that of its proceedings
    if (
        e.same_title
        and e.specific
        and e.names_agree
        and e.near_in_time
        and e.container is not False
        and not e.paged_by_issue
    ):
        return f"{e.change.value}, the same authors and first page"
    return ""


def place_and_people(e: Evidence) -> str:
    """Where volume, first page, year and authors agree, a title cut short or translated in part is still that title.

    Not on a page that may hold several works by the same people: "Knee pain in men" and "Knee pain in women" are two abstracts of one
    meeting, both on S404. Those are asked.
    """
    if not (e.same_place and e.names_agree and e.near_in_time and (e.container is not False or e.gap == 0)):
        return ""
    if e.other_issue or (e.container is False and (e.paged_by_issue or e.recurs)):
        # two journals may each have a volume 12, and both begin it on page 1
        return ""
    if e.room_for_two:
        alike = e.change is TitleChange.ADDED and e.a.page.isdecimal()
    else:
        alike = e.change is TitleChange.ADDED or e.score >= 0.75
    if alike:
        return f"the same volume and first page, the same authors, similar titles ({e.score:.2f})"
    return ""


def one_range(e: Evidence) -> str:
    """Two works by the same people don't fill the same pages of one volume in one year: a title may be translated.

    "Estudio multicéntrico …" and "Multicenter trial …", both 106: 397-403, 2008, by the same authors. Of one author alone, or of
    lists that agree in part, journal and issue must be given and agree, and the titles have something in common.
    """
    alike = e.same_range and e.gap == 0 and e.names_agree and e.container and e.number and e.score >= 0.5
    if alike and "review" not in (e.a.notice, e.b.notice):
        return "the same journal, volume, issue, first and last page, year and authors"
    similar = e.score >= 0.9 or e.change is TitleChange.ADDED
    if (
        (
            e.same_range
            or (
                similar
                and not e.room_for_two
                and e.page
                and e.a.last == e.b.last != ""
                and e.volume is not False
            )
        )
        and e.gap == 0
        and e.authors is not None
        and e.authors >= 0.7
        and min(len(e.a.authors), len(e.b.authors)) > 1
    ):
        return f"the same {'volume, ' if e.volume else ''}first and last page, year and authors"
    return ""


def continued(e: Evidence) -> str:
    """One title lacks its subtitle, was cut, or has the section's name before it; journal, volume, year and authors are the same.

    "Invited Article: The Nature of …" and "The Nature of …". Issue, page or abstract must be known to agree: "Aspirin and stroke" and
    "Aspirin and stroke in women" may stand in one volume, and in one issue too: what begins with a preposition is no subtitle.
    """
    if e.change is not TitleChange.ADDED or not e.specific or not e.names_agree or e.gap != 0:
        return ""
    if not (e.page or e.abstract or (e.number and not narrowed(e.a.title, e.b.title))):
        return ""
    if e.container and e.volume and e.page is not False and e.number is not False:
        return f"{e.change.value}, the same authors, journal, volume and year"
    return ""


def one_abstract(e: Evidence) -> str:
    """Two works by the same people don't have the same title and open their abstracts with the same hundred letters."""
    if (
        e.abstract
        and e.same_title
        and e.names_agree
        and e.near_in_time
        and e.container is not False
        and e.volume is not False
        # one abstract may be read at two congresses, and printed with each
        and (e.page is not False or (e.container and e.volume))
        and not e.other_issue
        and not _supplement_and_issue(e)
    ):
        return f"{e.change.value}, the same authors, the abstracts begin alike"
    return ""


def same_journal(e: Evidence) -> str:
    """In one journal, in one year, the same people don't publish one title twice; pages missing or early don't contradict.

    Another issue does: "Remarks from the editor" comes back four times a year. And so does another year of a meeting, of what
    may be given again: a tutorial, a panel, a report on the workshop. An abstract in a supplement is not the article in an issue.
    """
    if not (e.same_title and e.specific and e.names_agree and e.near_in_time):
        return ""
    if e.gap and is_meeting(e.a.container) and _GIVEN_AGAIN.search(e.a.title):
        return ""
    if len(e.a.authors) == 1 and not (e.volume or e.page or e.abstract or e.doi) and _later_and_bare(e):
        return ""
    if _supplement_or_issue(e):
        return ""
    if e.container and e.page is not False and e.volume is not False and not e.other_issue:
        return f"{e.change.value}, the same authors, the same {'journal' if e.a.kind != 'part' else 'book'}"
    if e.container and e.gap == 0 and e.in_print_and_early and not e.other_issue:
        return f"{e.change.value}, the same authors, the same journal, one of them early"
    return ""


def _later_and_bare(e: Evidence) -> bool:
    """Return whether the record of the later year has no place: an early view comes before the article, a survey of the year after it."""
    later = max(e.a, e.b, key=lambda one: one.year)
    return bool(e.gap) and not (later.volume or later.page)


_GIVEN_AGAIN = re.compile(
    r"\b(?:tutorials?|panels?|keynotes?|demos?|demonstrations?|overview|reports?|workshops?|(?:mini)?tracks?|sessions?|introduction|preface|proceedings|summary|task|survey|trends)\b"
)


def _supplement_or_issue(e: Evidence) -> bool:
    """Return whether one stands in a supplement and the other in an issue, or a year away, and no page joins them."""
    return _supplement_and_issue(e) or bool(
        e.gap and e.page is not True and in_supplement(e.a) != in_supplement(e.b)
    )


def _supplement_and_issue(e: Evidence) -> bool:
    """Return whether one stands in a supplement and the other in an issue, and no page joins them."""
    if e.page is True or in_supplement(e.a) == in_supplement(e.b):
        return False
    return bool((e.b if in_supplement(e.a) else e.a).number)


def one_issue(e: Evidence) -> str:
    """In one issue of a journal the same people don't write two pieces with one title, however short it is."""
    alike = e.same_title and e.names_agree and e.container and e.volume and e.gap == 0
    if (
        alike
        and not _supplement_or_issue(e)
        and not e.other_issue
        and e.page is not False
        and (e.number or e.page or (e.number is None and e.specific))
    ):
        return f"{e.change.value}, the same authors, the same issue"
    return ""


def one_issue_of_two_years(e: Evidence) -> str:
    """An issue of a journal appears once: where journal, volume and issue agree, a year that differs is a slip.

    Not so of a journal that counts its volumes anew, so the years may not be far apart.
    """
    if not (e.same_title and e.specific and e.names_agree and e.gap and e.gap <= 3):
        return ""
    if e.container and e.volume and e.number and e.page is not False and not e.paged_by_issue:
        return f"{e.change.value}, the same authors, journal, volume and issue; one of the years is a slip"
    return ""


def undated(e: Evidence) -> str:
    """One record has no year: a long title by the same people or body, from the same publisher, and nothing against it."""
    if (
        not e.same_title
        or e.gap is not None
        or e.container is False
        or e.page is False
        or e.volume is False
        or e.number is False
    ):
        return ""
    if {"report", "book"} & {e.a.kind, e.b.kind} and any(
        " " in name for name in (*e.a.authors, *e.b.authors)
    ):
        # a body revises its guidelines under one title
        return ""
    short = min(len(e.a.title), len(e.b.title))
    together = len(e.a.authors) > 1 and e.authors == 1
    if (
        (short >= 40 or together)
        and e.specific
        and e.names_agree
        and (published_alike(e.a, e.b) or e.container)
    ):
        return f"{e.change.value}, the same authors and publisher; one has no date"
    if short >= 60 and (e.names_agree or (e.authors is None and published_alike(e.a, e.b))):
        return f"{e.change.value} of some length, and nothing against it; one has no date"
    return ""


def nothing_against(e: Evidence) -> str:
    """A specific title by the same people in the same year, and no field that contradicts it."""
    if not (e.same_title and e.specific and e.names_agree and e.gap == 0):
        return ""
    if e.container is None and e.page is not False and e.volume is not False:
        return f"{e.change.value}, the same authors, the same year"
    if e.page is None and e.volume is None and e.container is not False:
        return f"{e.change.value}, the same authors, the same year"
    return ""


def one_volume(e: Evidence) -> str:
    """The same long title, authors, year, volume and issue, in journals whose names can't be told to be one.

    The volume alone is not enough: a conference abstract and its article may both stand in a volume 86.
    """
    if not (
        e.same_title and e.specific and e.names_agree and e.volume and e.gap == 0 and e.page is not False
    ):
        return ""
    if e.number or (e.abstract and not e.other_issue):
        return f"{e.change.value}, the same authors, volume and {'issue' if e.number else 'abstract'}"
    return ""


def unsigned(e: Evidence) -> str:
    """One record names no author: place, or container and year, must then carry a specific title."""
    if e.authors is not None or not e.same_title or not e.specific:
        return ""
    if (
        e.gap == 0
        and e.page is not False
        and e.volume is not False
        and (e.container or published_alike(e.a, e.b))
    ):
        return f"{e.change.value}, the same year, the same {'publisher' if not e.container else 'container'}"
    return ""


PROOFS: tuple[Callable[[Evidence], str], ...] = (
    one_doi,
    one_place,
    place_and_people,
    one_range,
    continued,
    one_enactment,
    one_address,
    one_report,
    one_book,
    one_abstract,
    same_journal,
    one_volume,
    one_issue,
    one_issue_of_two_years,
    undated,
    nothing_against,
    unsigned,
)

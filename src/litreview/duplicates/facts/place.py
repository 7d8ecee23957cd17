"""Facts about where the two records of a pair appeared."""

from __future__ import annotations

import re

from litreview.duplicates import comparisons
from litreview.duplicates.evidence import Evidence
from litreview.works.meetings import is_meeting


def page_given(e: Evidence) -> bool:
    """One of the two has a page."""
    return bool(e.a.page or e.b.page)


def plain_page(e: Evidence) -> bool:
    """The page of the first is a plain number."""
    return e.a.page.isdecimal()


def same_last_page(e: Evidence) -> bool:
    """Both give the same last page."""
    return e.a.last == e.b.last != ""


def other_last_page(e: Evidence) -> bool:
    """The last pages differ, or one is missing."""
    return e.a.last != e.b.last


def long_piece_at_one_place(e: Evidence) -> bool:
    """A title of fifty letters on the same first and last page of one volume of one year, in no other journal."""
    return bool(
        e.same_range and e.volume and e.gap == 0 and len(e.a.title) >= 50 and e.container is not False
    )


def has_supplement(e: Evidence) -> bool:
    """One of the two is in a supplement."""
    return comparisons.in_supplement(e.a) or comparisons.in_supplement(e.b)


def one_in_supplement(e: Evidence) -> bool:
    """One is in a supplement, the other not."""
    return comparisons.in_supplement(e.a) != comparisons.in_supplement(e.b)


def supplement_and_issue(e: Evidence) -> bool:
    """One is in a supplement and the other in an issue, and no page joins them."""
    if e.page is True or not one_in_supplement(e):
        return False
    return bool((e.b if comparisons.in_supplement(e.a) else e.a).number)


def container_given(e: Evidence) -> bool:
    """One of the two names a journal or book."""
    return bool(e.a.container or e.b.container)


def containers_given(e: Evidence) -> bool:
    """Both name a journal or book."""
    return bool(e.a.container and e.b.container)


def at_meeting(e: Evidence) -> bool:
    """The first is in the proceedings of a meeting."""
    return is_meeting(e.a.container)


def one_at_meeting(e: Evidence) -> bool:
    """One is in the proceedings of a meeting, the other not."""
    return is_meeting(e.a.container) != is_meeting(e.b.container)


def printed_elsewhere(e: Evidence) -> bool:
    """The one that is not in proceedings is no part of a book either."""
    return (e.b if is_meeting(e.a.container) else e.a).kind != "part"


def one_beside_meeting(e: Evidence) -> bool:
    """One is in the companion of a meeting or at a workshop beside it, the other not."""
    return bool(_BESIDE.search(e.a.container)) != bool(_BESIDE.search(e.b.container))


_BESIDE = re.compile(r"\b(?:workshops|companion|consortium|extended abstracts)\b")


def years_in_names(e: Evidence) -> bool:
    """Each names its year in the name of its proceedings."""
    return all(str(one.year) in one.container.split() for one in (e.a, e.b))


def both_cochrane(e: Evidence) -> bool:
    """Both are in the Cochrane Library."""
    return "cochrane" in e.a.container and "cochrane" in e.b.container


def one_is_protocol(e: Evidence) -> bool:
    """One calls itself a protocol, the other not."""
    return ("protocol" in e.a.title) != ("protocol" in e.b.title)

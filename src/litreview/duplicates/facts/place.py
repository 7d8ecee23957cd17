"""Facts about where the two records of a pair appeared."""

from __future__ import annotations

import re

from litreview.duplicates import comparisons
from litreview.duplicates.evidence import Evidence
from litreview.linkage.rules import Facts
from litreview.works.meetings import is_meeting


def _one_in_supplement(e: Evidence) -> bool:
    return comparisons.in_supplement(e.a) != comparisons.in_supplement(e.b)


def _supplement_and_issue(e: Evidence) -> bool:
    if e.page is True or not _one_in_supplement(e):
        return False
    return bool((e.b if comparisons.in_supplement(e.a) else e.a).number)


_BESIDE = re.compile(r"\b(?:workshops|companion|consortium|extended abstracts)\b")


FACTS: Facts[Evidence] = {
    "page_given": ("One of the two has a page.", lambda e: bool(e.a.page or e.b.page)),
    "plain_page": ("The page of the first is a plain number.", lambda e: e.a.page.isdecimal()),
    "same_last_page": ("Both give the same last page.", lambda e: e.a.last == e.b.last != ""),
    "other_last_page": ("The last pages differ, or one is missing.", lambda e: e.a.last != e.b.last),
    "long_piece_at_one_place": (
        "A title of fifty letters on the same first and last page of one volume of one year, in no other journal.",
        lambda e: bool(
            e.same_range and e.volume and e.gap == 0 and len(e.a.title) >= 50 and e.container is not False
        ),
    ),
    "has_supplement": (
        "One of the two is in a supplement.",
        lambda e: comparisons.in_supplement(e.a) or comparisons.in_supplement(e.b),
    ),
    "one_in_supplement": ("One is in a supplement, the other not.", _one_in_supplement),
    "supplement_and_issue": (
        "One is in a supplement and the other in an issue, and no page joins them.",
        _supplement_and_issue,
    ),
    "container_given": (
        "One of the two names a journal or book.",
        lambda e: bool(e.a.container or e.b.container),
    ),
    "containers_given": ("Both name a journal or book.", lambda e: bool(e.a.container and e.b.container)),
    "at_meeting": ("The first is in the proceedings of a meeting.", lambda e: is_meeting(e.a.container)),
    "one_at_meeting": (
        "One is in the proceedings of a meeting, the other not.",
        lambda e: is_meeting(e.a.container) != is_meeting(e.b.container),
    ),
    "printed_elsewhere": (
        "The one that is not in proceedings is no part of a book either.",
        lambda e: (e.b if is_meeting(e.a.container) else e.a).kind != "part",
    ),
    "one_beside_meeting": (
        "One is in the companion of a meeting or at a workshop beside it, the other not.",
        lambda e: bool(_BESIDE.search(e.a.container)) != bool(_BESIDE.search(e.b.container)),
    ),
    "years_in_names": (
        "Each names its year in the name of its proceedings.",
        lambda e: all(str(one.year) in one.container.split() for one in (e.a, e.b)),
    ),
    "both_cochrane": (
        "Both are in the Cochrane Library.",
        lambda e: "cochrane" in e.a.container and "cochrane" in e.b.container,
    ),
    "one_is_protocol": (
        "One calls itself a protocol, the other not.",
        lambda e: ("protocol" in e.a.title) != ("protocol" in e.b.title),
    ),
}
"""The facts that a clause may name, each with what it means and when it holds."""

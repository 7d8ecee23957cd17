"""Facts about who wrote and who published the two records of a pair."""

from __future__ import annotations

from litreview.duplicates import comparisons
from litreview.duplicates.evidence import Evidence
from litreview.linkage.rules import Facts
from litreview.works.names import same_name


def _other_school(e: Evidence) -> bool:
    schools = (e.a.publisher, e.b.publisher)
    return all(schools) and not (comparisons.published_alike(e.a, e.b) or same_name(*schools))


FACTS: Facts[Evidence] = {
    "some_author": ("Some author is common to both.", lambda e: bool(e.authors)),
    "authors_unknown": ("One of the two names no author.", lambda e: e.authors is None),
    "all_authors_agree": ("All authors of the shorter list are in the other.", lambda e: e.authors == 1),
    "most_authors_agree": (
        "Seven in ten authors of the shorter list are in the other.",
        lambda e: e.authors is not None and e.authors >= 0.7,
    ),
    "several_authors": (
        "Both name two authors at least.",
        lambda e: min(len(e.a.authors), len(e.b.authors)) > 1,
    ),
    "one_author": ("The first names one author only.", lambda e: len(e.a.authors) == 1),
    "signed_by_several": (
        "The first names several authors, and all agree.",
        lambda e: len(e.a.authors) > 1 and e.authors == 1,
    ),
    "body_named": (
        "A body is named as author of one of the two.",
        lambda e: any(" " in name for name in (*e.a.authors, *e.b.authors)),
    ),
    "published_alike": (
        "Publisher or institution are given and one contains the other.",
        lambda e: comparisons.published_alike(e.a, e.b),
    ),
    "other_school": ("Both name a school or publisher, and not the same.", _other_school),
}
"""The facts that a clause may name, each with what it means and when it holds."""

"""Facts about who wrote and who published the two records of a pair."""

from __future__ import annotations

from litreview.duplicates import comparisons
from litreview.duplicates.evidence import Evidence
from litreview.works.names import same_name


def some_author(e: Evidence) -> bool:
    """Some author is common to both."""
    return bool(e.authors)


def authors_unknown(e: Evidence) -> bool:
    """One of the two names no author."""
    return e.authors is None


def all_authors_agree(e: Evidence) -> bool:
    """All authors of the shorter list are in the other."""
    return e.authors == 1


def most_authors_agree(e: Evidence) -> bool:
    """Seven in ten authors of the shorter list are in the other."""
    return e.authors is not None and e.authors >= 0.7


def several_authors(e: Evidence) -> bool:
    """Both name two authors at least."""
    return min(len(e.a.authors), len(e.b.authors)) > 1


def one_author(e: Evidence) -> bool:
    """The first names one author only."""
    return len(e.a.authors) == 1


def signed_by_several(e: Evidence) -> bool:
    """The first names several authors, and all agree."""
    return len(e.a.authors) > 1 and e.authors == 1


def body_named(e: Evidence) -> bool:
    """A body is named as author of one of the two."""
    return any(" " in name for name in (*e.a.authors, *e.b.authors))


def published_alike(e: Evidence) -> bool:
    """Publisher or institution are given and one contains the other."""
    return comparisons.published_alike(e.a, e.b)


def other_school(e: Evidence) -> bool:
    """Both name a school or publisher, and not the same."""
    schools = (e.a.publisher, e.b.publisher)
    return all(schools) and not (comparisons.published_alike(e.a, e.b) or same_name(*schools))

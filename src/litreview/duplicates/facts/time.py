"""Facts about when the two records of a pair came out."""

from __future__ import annotations

from litreview.duplicates.evidence import Evidence, names_a_piece


def same_year(e: Evidence) -> bool:
    """Both came out in one year."""
    return e.gap == 0


def other_year(e: Evidence) -> bool:
    """The years are given and differ."""
    return bool(e.gap)


def year_unknown(e: Evidence) -> bool:
    """One of the two has no year."""
    return e.gap is None


def year_given(e: Evidence) -> bool:
    """One of the two has a year."""
    return bool(e.a.year or e.b.year)


def both_undated(e: Evidence) -> bool:
    """Neither has a year."""
    return not (e.a.year or e.b.year)


def within_three_years(e: Evidence) -> bool:
    """Not known to be more than three years apart: so long a preprint may wait for its article."""
    return e.gap is None or e.gap <= 3


def undated_by_the_same(e: Evidence) -> bool:
    """One has no year, all authors agree, and the title names no kind of piece."""
    return e.gap is None and e.authors == 1 and not names_a_piece(e.a.title)


def later_is_bare(e: Evidence) -> bool:
    """The record of the later year has no place: an early view comes before the article, a survey of the year after it."""
    later = max(e.a, e.b, key=lambda one: one.year)
    return bool(e.gap) and not (later.volume or later.page)

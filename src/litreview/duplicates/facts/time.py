"""Facts about when the two records of a pair came out."""

from __future__ import annotations

from litreview.duplicates.evidence import Evidence, names_a_piece
from litreview.linkage.rules import Facts


def _later_is_bare(e: Evidence) -> bool:
    later = max(e.a, e.b, key=lambda one: one.year)
    return bool(e.gap) and not (later.volume or later.page)


FACTS: Facts[Evidence] = {
    "same_year": ("Both came out in one year.", lambda e: e.gap == 0),
    "other_year": ("The years are given and differ.", lambda e: bool(e.gap)),
    "year_unknown": ("One of the two has no year.", lambda e: e.gap is None),
    "year_given": ("One of the two has a year.", lambda e: bool(e.a.year or e.b.year)),
    "both_undated": ("Neither has a year.", lambda e: not (e.a.year or e.b.year)),
    "within_three_years": (
        "Not known to be more than three years apart: so long a preprint may wait for its article.",
        lambda e: e.gap is None or e.gap <= 3,
    ),
    "undated_by_the_same": (
        "One has no year, all authors agree, and the title names no kind of piece.",
        lambda e: e.gap is None and e.authors == 1 and not names_a_piece(e.a.title),
    ),
    "later_is_bare": (
        "The record of the later year has no place: an early view comes before the article, a survey of the year after it.",
        _later_is_bare,
    ),
}
"""The facts that a clause may name, each with what it means and when it holds."""

"""Whether a decision is about the work that its key means today: its column `what` has author, year and title of the time it was made."""

from __future__ import annotations

from collections.abc import Iterable

from litreview.text import fold

__all__ = ["ALIKE", "SURE", "both", "fits", "halves"]

ALIKE = 75
"""Likeness (0..100) from which a title is the one that was meant: it may have been corrected, completed or cut since."""
SURE = 92
"""Likeness from which a title is found again among all works."""
_LONGEST = 80


_BETWEEN = " || "


def both(one: str, other: str) -> str:
    """Return the column `what` of a decision on a pair, `""` if it says nothing of either."""
    return f"{one}{_BETWEEN}{other}" if other else one


def halves(what: str) -> tuple[str, str]:
    """Return what a decision says of its key and, on a pair, of its value.

    >>> halves(both("Chen; 2019; Raids", "Diaz; 2020; Rescue")), halves("Chen; 2019; Raids")
    (('Chen; 2019; Raids', 'Diaz; 2020; Rescue'), ('Chen; 2019; Raids', ''))
    """
    one, _, other = what.partition(_BETWEEN)
    return one, other


def fits(what: str, titles: Iterable[str], alike: int = ALIKE) -> bool:
    """Return whether `what` may be of a work of one of these titles; True where either says nothing.

    >>> fits("Chen; 2019; Raids and rescue in port cities", ["Raids and Rescue in Port Cities: A Study"])
    True
    >>> fits("Chen; 2019; Raids and rescue in port cities", ["Raids against brothels: a history of vice squads"])
    False
    """
    said = fold(what)
    held = [folded for title in titles if (folded := fold(title))]
    if not said or not held:
        return True
    from rapidfuzz import fuzz

    return any(fuzz.partial_ratio(title[:_LONGEST], said) >= alike for title in held)

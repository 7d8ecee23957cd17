"""Whether a name is that of a publisher of journals and books, and so of no journal."""

from __future__ import annotations

import re
from functools import cache

from litreview.text import fold
from litreview.works.tables import rows

# "Free Press" and "Daily Press" are newspapers: a press alone is not enough
_ENDS = re.compile(
    r"\b(?:university press|publishing(?: group| house)?|publishers?|publications|verlag|(?:inc|llc|ltd|limited|bv|gmbh))$"
)


@cache
def _names() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in rows("publishers.csv"))


def is_publisher(name: str) -> bool:
    """Return whether a name is a publisher's: one that is known, or one that says so in its last word.

    >>> is_publisher("SPRINGER"), is_publisher("Sage Publications, Inc."), is_publisher("Springer Journal of Law")
    (True, True, False)
    >>> is_publisher("Detroit Free Press"), is_publisher("Nature")
    (False, False)
    """
    folded = fold(name)
    return folded in _names() or bool(_ENDS.search(folded))

"""What a decision says of its work, in its column `what`: author, year, title and DOI of the time it was made."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from litreview.model import Work
from litreview.text import fold

_BETWEEN = " || "
_DOI = re.compile(r"(?:^|; )doi:(10\.\S+)$")
# "Chen & Diaz, 2019, Raids", "Chen, n.d., Raids": how other tools write it
_COMMAS = re.compile(r"(?:(.*?), )?(\d{4}|n\.d\.), (.+)", re.DOTALL)


def describe(work: Work) -> str:
    """Return what a decision says of a work, to find it again whatever becomes of its key; nothing of a confidential one.

    `Chen, Diaz; 2019; Raids and rescue; doi:10.1000/x`: the first two authors, the year, the title, the DOI.
    """
    if work.confidential:
        return ""
    names = ", ".join(person.sort_name for person in work.authors[:2])
    parts = (names, str(work.year or ""), work.title, f"doi:{work.doi}" if work.doi else "")
    return "; ".join(part.replace(_BETWEEN.strip(), "|") for part in parts if part)


def both(one: str, other: str) -> str:
    """Return the column `what` of a decision on a pair, `""` if it says nothing of either."""
    return f"{one}{_BETWEEN}{other}" if other else one


def halves(what: str) -> tuple[str, str]:
    """Return what a decision says of its key and, on a pair, of its value.

    >>> halves(both("Chen; 2019; Raids", "Diaz; 2020; Rescue")), halves("Chen; 2019; Raids")
    (('Chen; 2019; Raids', 'Diaz; 2020; Rescue'), ('Chen; 2019; Raids', ''))
    """
    one, _, other = f" {what}".partition(
        _BETWEEN
    )  # a cell loses the blank before it, where nothing is said of the first
    return one.strip(), other


class Reading(NamedTuple):
    """One way to read a description, folded: the people, the year (`""` if none is said), the title."""

    people: str
    year: str
    title: str


class Said:
    """A description, taken apart. Where it can be read in several ways it is kept in all of them, the likeliest first.

    >>> Said("Chen; 2019; Raids and rescue; doi:10.1000/x").readings[0]
    Reading(people='chen', year='2019', title='raids and rescue')
    >>> Said("Chen; 2019; Raids and rescue; doi:10.1000/x").doi
    '10.1000/x'
    """

    def __init__(self, what: str) -> None:
        found = _DOI.search(what)
        self.doi: str = found[1].lower() if found else ""
        self._text = what[: found.start()] if found else what

    @cached_property
    def whole(self) -> str:
        """All but the DOI, folded."""
        return fold(self._text)

    @cached_property
    def all(self) -> str:
        """All of it, folded."""
        return fold(f"{self._text}; doi:{self.doi}") if self.doi else self.whole

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read it, one at least: an author or a year may be missing, and a title may have semicolons."""
        found = []
        parts = self._text.split("; ", 2)
        if _is_year(parts[-1]):  # of a work without a title
            return (Reading(fold("; ".join(parts[:-1])), parts[-1], ""),)
        for n in range(len(parts) - 1, -1, -1):
            people = [part for part in parts[:n] if not _is_year(part)]
            years = [part for part in parts[:n] if _is_year(part)]
            if len(people) < 2 and len(years) < 2:
                found.append(Reading(fold("; ".join(people)), "".join(years), fold("; ".join(parts[n:]))))
        if match := _COMMAS.fullmatch(self._text):
            found.append(Reading(fold(match[1] or ""), match[2].strip("n.d"), fold(match[3])))
        # without a semicolon, all of it is a title only if nothing else is said
        return tuple(found if len(parts) > 1 else reversed(found))


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\d{4}", text) is not None

"""An entry as the rules see it: the record, its kind, the day, and what its numbers say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from litreview.model import Work
from litreview.text import fold, issued
from litreview.works.kinds import kind_of

_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_NAMED = re.compile(rf"\barxiv\b[\s.:/]*(?:org/)?(?:abs/|pdf/)?({_NUMBER})(?!\d)", re.IGNORECASE)
_ALONE = re.compile(rf"\s*(?:arxiv:\s*)?({_NUMBER})\s*", re.IGNORECASE)
_NAMING = (
    "doi",
    "url",
    "journal",
    "journaltitle",
    "booktitle",
    "howpublished",
    "note",
    "number",
    "eprint",
    "publisher",
)
"""Fields in which an arXiv number stands behind the word."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One record with the day on which it is looked at."""

    work: Work
    today: date

    @cached_property
    def kind(self) -> str:
        """What kind of work it is, a code of `works.kinds`."""
        return kind_of(self.work)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The authors and editors, folded, in the order in which they are spoken."""
        return tuple(fold(person.display) for person in (*self.work.authors, *self.work.editors))

    @cached_property
    def arxiv(self) -> tuple[str, ...]:
        """The arXiv numbers that the entry gives, without their version."""
        return tuple(dict.fromkeys(re.sub(r"v\d+$", "", number.lower()) for number in self._arxiv()))

    def _arxiv(self) -> Iterator[str]:
        get = self.work.get
        archive = f"{get('archiveprefix')} {get('eprinttype')}".lower()
        if "arxiv" in archive and (found := _ALONE.fullmatch(get("eprint"))):
            yield found[1]
        for name in _NAMING:
            yield from (found[1] for found in _NAMED.finditer(get(name)[:500]))

    @cached_property
    def deposited(self) -> tuple[int, int] | None:
        """Year and month in which the preprint was deposited, as its arXiv number says (13 and more as they stand), None without one."""
        return months(self.arxiv[0]) if self.arxiv else None

    @cached_property
    def dated(self) -> tuple[int, int] | None:
        """Year and month of the entry, the month 0 where it gives none."""
        if self.work.year is None:
            return None
        when = issued(self.work.fields)
        return self.work.year, int(when[5:7]) if when[:4] == str(self.work.year) else 0

    def said(self, *fields: str) -> str:
        """Return what the fields hold, folded, one behind the other."""
        return fold(" ".join(self.work.get(name)[:300] for name in fields))


def months(number: str) -> tuple[int, int]:
    """Return the year and month in an arXiv number: YYMM, the first two figures of it those of the year from 1991 on.

    >>> months("1706.03762"), months("hep-th/9901001"), months("2013.01234")
    ((2017, 6), (1999, 1), (2020, 13))
    """
    digits = number.rpartition("/")[2][:4]
    year = int(digits[:2])
    return (1900 if year >= 91 else 2000) + year, int(digits[2:])

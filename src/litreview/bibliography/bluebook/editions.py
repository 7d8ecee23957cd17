"""Which edition of The Bluebook is followed, and whether a law review or a court is written for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from litreview.bibliography.trees import emph, small_caps
from litreview.pandoc import Inline

EDITIONS = (21, 22)
NEWEST = 22
_COURT = "court"


@lru_cache(maxsize=1)
def changes() -> Mapping[str, Mapping[str, Any]]:
    """Return what differs between the editions: rule, what it says, its value in each, where that was read."""
    text = files("litreview.bibliography.bluebook").joinpath("editions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How citations are printed: the edition, and `court` for the typeface of court documents instead of that of law reviews."""

    edition: int = NEWEST
    court: bool = False

    def value(self, change: str) -> Any:
        """Return what this edition has where the editions differ.

        >>> Manner(edition=21).value("lexis"), Manner().value("lexis")
        ('LEXIS', 'LX')
        """
        return changes()[change][str(self.edition)]

    def work(self, title: Sequence[Inline]) -> list[Inline]:
        """Return the title of a book or report: in small capitals (rule 15), for a court in italics (B2)."""
        return [emph(title)] if self.court else [small_caps(title)]

    def maker(self, name: Sequence[Inline]) -> list[Inline]:
        """Return a journal, a code, or the author of a book: in small capitals, for a court in roman type (B2)."""
        return list(name) if self.court else [small_caps(name)]

    def case(self, name: Sequence[Inline]) -> list[Inline]:
        """Return the name of a case: in roman type in a full citation (rule 2.1(a)), for a court in italics (B2)."""
        return [emph(name)] if self.court else list(name)


LAW_REVIEW = Manner()


def read_manner(style: str) -> Manner | None:
    """Return how a style of the name `bluebook`, `bluebook-21`, `bluebook-court` or `bluebook-court-21` prints; None for any other name.

    >>> read_manner("Bluebook-Court-21")
    Manner(edition=21, court=True)
    >>> read_manner("bluebook-law-review") is None  # a CSL style of that name is not ours
    True
    """
    first, *rest = style.lower().split("-")
    court = _COURT in rest
    edition = next((number for number in EDITIONS if str(number) in rest), NEWEST)
    known = {_COURT, *map(str, EDITIONS)}
    if (
        first != "bluebook"
        or not known.issuperset(rest)
        or len(set(rest)) != len(rest)
        or len(rest) > 1 + court
    ):
        return None
    return Manner(edition=edition, court=court)


NAMES = ("bluebook", "bluebook-21", "bluebook-court", "bluebook-court-21")
"""The styles that `read_manner` knows, each once."""

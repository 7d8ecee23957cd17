"""What the sources of an evidence map can be told apart by: sub-codes, year, status, and what people noted of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.brief import brief

STANCE_SHOWN = {
    "supports": "supports",
    "contradicts": "contradicts",
    "mixed": "mixed",
    "describes": "describes",
    "unclear": "unclear",
    "apart": "counted apart",
    "silent": "no stance noted",
}
"""How the sources of a cell are parted, in this order, and what each part is called: stances, what is no evidence of an outcome, what nobody judged."""


def stance_part(column: str) -> str:
    """Return the part of a cell that a column of an assessment belongs to, `silent` for what is in none.

    >>> stance_part("mixed"), stance_part("claim"), stance_part("uncoded"), stance_part("")
    ('mixed', 'apart', 'silent', 'silent')
    """
    if column in STANCE_SHOWN:
        return column
    return "silent" if column in ("", "uncoded", "unread") else "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A code below the main group, or across it: `parent` is the code it is under, `""` if it may go with each; `sources` have it."""

    code: str
    label: str
    parent: str = ""
    sources: tuple[str, ...] = ()

    __repr__ = brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What one source can be filtered by. Of a confidential one, only what may be said of it: no year that is not told, nothing that people noted."""

    year: int | None = None
    status: str = ""
    noted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    __repr__ = brief

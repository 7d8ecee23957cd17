"""Abbreviations of journals, courts and institutions, read from the tables beside this file (each says where it is from)."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib import resources

__all__ = ["abbreviate_court", "abbreviate_institution", "abbreviate_journal"]


@lru_cache(maxsize=4)
def _table(name: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0].casefold(): row[1] for row in rows if len(row) >= 2}


def _by_word(text: str, table: dict[str, str], dropped: frozenset[str]) -> str:
    found: list[str] = []
    for index, word in enumerate(text.split()):
        bare = word.strip(",;:.")
        if index and bare.casefold() in dropped:
            continue
        found.append(table.get(bare.casefold(), word))
    return " ".join(found)


def _close_up(text: str) -> str:
    """Return the text with adjacent single capitals closed up: `L. J.` -> `L.J.` (rule 6.1(a))."""
    return re.sub(r"\b([A-Z]\.) (?=[A-Z]\.(?:\s|$|[A-Z]\.))", r"\1", text)


def abbreviate_journal(name: str) -> str:
    """Return a journal's name as law reviews abbreviate it; a name already abbreviated stays.

    >>> abbreviate_journal("Connecticut Law Review")
    'Conn. L. Rev.'
    """
    if re.search(r"\b\w+\.(?:\s|$)", name):
        return name
    whole = re.sub(r"^The\s+", "", name.replace(":", "")) if not name.startswith("The New") else name
    if len(whole.split()) == 1:
        return whole
    return _close_up(
        _by_word(whole, _table("words.csv"), frozenset({"of", "the", "and", "in", "on", "for", "&"} - {"&"}))
    )


def abbreviate_court(name: str) -> str:
    """Return a court as it stands before the year: `8th Cir.`, `D.S.D.`; the Supreme Court of the United States is omitted."""
    return _table("courts.csv").get(name.casefold(), name)


def abbreviate_institution(name: str) -> str:
    """Return the name of a body with the words of table T6 abbreviated, from its second word on."""
    words = name.split()
    if len(words) < 2:
        return name
    return _by_word(name, _table("institutions.csv"), frozenset())

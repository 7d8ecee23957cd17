"""Countries in the addresses of authors, as Web of Science, Scopus and PubMed write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from litreview.text import fold
from litreview.works.tables import rows

_MAIL = re.compile(r"(?:electronic address:)?\s*\S+@\S+", re.IGNORECASE)
_NAMES = re.compile(r"\[[^\]]*\]")
_BODY = re.compile(r"univ|inst|coll|cent|school|dep|hosp|lab|acad|minist|fac", re.IGNORECASE)


@cache
def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, others in rows("countries.csv"):
        for each in (name, *others.split(";")):
            if each:
                found[fold(each)] = name
    return found


def country(address: str) -> str:
    """Return the country that an address ends with, "" if it ends with none.

    >>> country("Univ Malaga, Dept Comp Sci, E-29071 Malaga, Spain."), country("MIT, Cambridge, MA 02139 USA"), country("Dept of Law")
    ('Spain', 'United States', '')
    """
    last = _MAIL.sub("", address).rpartition(",")[2].strip(" .")
    # a postal code may stand before the country, as in "MA 02139 USA"
    words = last.split()
    coded = max((number for number, word in enumerate(words, 1) if re.search(r"\d", word)), default=0)
    table = _table()
    return table.get(fold(last)) or table.get(fold(" ".join(words[coded:])), "")


def countries(addresses: str) -> tuple[str, ...]:
    r"""Return the countries of all addresses in a field, each once, in order.

    Web of Science has an address a line, with its authors before it; Scopus and PubMed put "; " between addresses.

    >>> countries("Roe, Jordan; Poe, B, Univ Malaga, Malaga, Spain.\nDoe, C, Univ Leeds, Leeds, W Yorkshire, England.")
    ('Spain', 'United Kingdom')
    >>> countries("University of Amman, Jordan; MIT, Cambridge, United States")
    ('Jordan', 'United States')
    """
    found: dict[str, None] = {}
    for line in _NAMES.sub(" ", addresses).splitlines():
        *before, last = line.split(";")
        closed = line.rstrip().endswith(".")
        for piece in (*(one for one in before if not closed or not _is_name(one)), last):
            if name := country(piece):
                found[name] = None
    return tuple(found)


def _is_name(piece: str) -> bool:
    """Return whether a piece is a person's name, as "Roe, Jordan", and no address."""
    return piece.count(",") < 2 and not _BODY.search(piece)

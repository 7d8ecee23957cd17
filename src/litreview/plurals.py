"""A number with what it counts: one place that knows "1 source" from "2 sources"."""

from __future__ import annotations


def plural(number: int, one: str, many: str = "", *, sep: str = "") -> str:
    """Return a number with what it counts, in the singular or the plural; `sep` is between thousands.

    >>> plural(1, "record"), plural(2, "record"), plural(0, "entry", "entries"), plural(1200, "work", sep=",")
    ('1 record', '2 records', '0 entries', '1,200 works')
    """
    return f"{number:{sep}} {noun(number, one, many)}"


def noun(number: int, one: str, many: str = "") -> str:
    """Return what so many are called, for where the number is shown apart.

    >>> noun(1, "record"), noun(2, "study", "studies")
    ('record', 'studies')
    """
    return one if number == 1 else many or f"{one}s"

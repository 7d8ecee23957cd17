"""A key of its own for each record: the one it was given, and on a clash the next free `KEY-2`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litreview.model import Record
from litreview.text import fold


def record_keys(records: Iterable[Record]) -> list[str]:
    """Return a key of its own for each record, in order of reading: the one it was given, on a clash the next free `KEY-2`.

    A source takes that of its earliest record. It depends on the records before it only: not on what belongs together, which
    a new export or a decision may change, nor on what comes after. So a key once used in a text keeps its meaning.
    """
    return own_keys(map(wanted_key, records))


def own_keys(wanted: Iterable[str]) -> list[str]:
    """Return a key of its own for each that is wanted, in order: on a clash the next free `KEY-2`.

    >>> own_keys(["a", "a-2", "a", "b"])
    ['a', 'a-2', 'a-3', 'b']
    """
    used: set[str] = set()
    next_number: dict[str, int] = {}
    keys = []
    for one in wanted:
        key = one
        while key in used:
            next_number[one] = next_number.get(one, 1) + 1
            key = f"{one}-{next_number[one]}"
        used.add(key)
        keys.append(key)
    return keys


def root_of(key: str) -> str:
    """Return what two keys must have in common for one to take the other's place: all but the numbers behind it.

    >>> root_of("Doe2020-2-3"), root_of("Doe2020")
    ('Doe2020', 'Doe2020')
    """
    return _NUMBERS.sub("", key)


_NUMBERS = re.compile(r"(?:-\d+)+$")


def wanted_key(record: Record) -> str:
    """Return the key that a record was given, or one made of what it says."""
    return record.key or _made_up(record)


def _made_up(record: Record) -> str:
    """Return a key for a record without one: surname, year, first long word of the title."""
    name = fold(record.authors[0].sort_name).title().replace(" ", "") if record.authors else ""
    word = next((word for word in fold(record.title).split() if len(word) > 3), "")
    return f"{name}{record.year or ''}{word.title()}" or "unnamed"

"""A key of its own for each record: the one it was given, and on a clash the next free `KEY-2`."""

from __future__ import annotations

from collections.abc import Iterable

from litreview.model import Record
from litreview.text import fold


def record_keys(records: Iterable[Record]) -> list[str]:
    """Return a key of its own for each record, in order of reading: the one it was given, on a clash the next free `KEY-2`.

    A source takes that of its earliest record. It depends on the records before it only: not on what belongs together, which
    a new export or a decision may change, nor on what comes after. So a key once used in a text keeps its meaning.
    """
    used: set[str] = set()
    next_number: dict[str, int] = {}
    keys = []
    for record in records:
        wanted = record.key or _made_up(record)
        key = wanted
        while key in used:
            next_number[wanted] = next_number.get(wanted, 1) + 1
            key = f"{wanted}-{next_number[wanted]}"
        used.add(key)
        keys.append(key)
    return keys


def _made_up(record: Record) -> str:
    """Return a key for a record without one: surname, year, first long word of the title."""
    name = fold(record.authors[0].sort_name).title().replace(" ", "") if record.authors else ""
    word = next((word for word in fold(record.title).split() if len(word) > 3), "")
    return f"{name}{record.year or ''}{word.title()}" or "unnamed"

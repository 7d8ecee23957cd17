"""Keys of sources: that of the earliest record, and on a clash the next free `KEY-2`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from litreview.model import Record
from litreview.text import fold

__all__ = ["former_keys", "source_keys"]


def source_keys(groups: Sequence[Sequence[Record]]) -> list[str]:
    """Return a key for each group of records, in order of reading.

    A key that a record was given is never handed to another work as a made-up one, so adding an export at the end changes
    no key that was there before.
    """
    given = {record.key for group in groups for record in group}
    used: set[str] = set()
    next_number: dict[str, int] = {}
    keys = []
    for group in groups:
        wanted = group[0].key or _made_up(group[0])
        key = wanted
        while key in used or (key != wanted and key in given):
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


def former_keys(group: Sequence[Record], key: str, taken: Collection[str]) -> tuple[str, ...]:
    """Return the other keys of the records, without those that are another source's key."""
    others = dict.fromkeys(record.key for record in group if record.key)
    return tuple(other for other in others if other != key and other not in taken)

"""Making the Problem of a rule, on the line where the field stands."""

from __future__ import annotations

import re

from litreview.model import Level, Problem, Record, Where

__all__ = ["field_where", "problem", "shown"]

_LONGEST = 60


def field_where(record: Record, field: str) -> Where:
    """Return the place of a field in its file: its own line if the entry's text shows it, else the entry's."""
    found = (
        re.search(rf"(?im)^[ \t,]*{re.escape(field)}[ \t]*=", record.raw) if record.raw and field else None
    )
    if not found or not record.where.line:
        return record.where
    return Where(file=record.where.file, line=record.where.line + record.raw.count("\n", 0, found.start()))


def shown(value: str) -> str:
    """Return a value short enough for a message, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def problem(
    record: Record, code: str, level: Level, message: str, remedy: str, *, field: str = ""
) -> Problem:
    """Return the Problem of a rule about a record, at the line of `field`."""
    return Problem(
        where=field_where(record, field),
        code=code,
        level=level,
        message=message,
        remedy=remedy,
        key=record.key,
    )

"""Making the Problem of a rule, on the line where the field stands."""

from __future__ import annotations

import re

from litreview import problems
from litreview.model import Level, Problem, Record, Where

_LONGEST = 60


def field_where(record: Record, field: str) -> Where:
    """Return the place of a field in its file: its own line if the entry's text shows it, else the entry's.

    In BibTeX a field is found by its name, in other formats by what it says.
    """
    raw = record.raw
    if not raw or not field or not record.where.line:
        return record.where
    found = re.search(rf"(?im)^[ \t,]*{re.escape(field)}[ \t]*=", raw) if record.format == "bibtex" else None
    at = found.start() if found else -1
    if record.format != "bibtex":
        value = record.raw_fields.get(field, "") or record.get(field)
        at = raw.find(re.split(r"[\n\\{]| and |–", value, maxsplit=1)[0][:40]) if value else -1
    if at < 0:
        return record.where
    return Where(file=record.where.file, line=record.where.line + raw.count("\n", 0, at))


def shown(value: str) -> str:
    """Return a value short enough for a message, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def problem(
    record: Record,
    name: str,
    /,
    *,
    level: Level | None = None,
    field: str = "",
    lacks: tuple[str, ...] = (),
    **said: object,
) -> Problem:
    """Return the Problem of a rule about a record, at the line of `field`; or about fields that it `lacks`."""
    return problems.problem(
        name,
        field_where(record, field),
        level=level,
        fields=(field,) if field else lacks,
        key=record.key,
        field=field,
        **said,
    )

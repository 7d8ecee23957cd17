"""Damage that is seen in a whole column and not in a cell, mended between reading the entries of a file and building its Records.

One cell `MartinP.` may be anything. Where most cells of the field are written so, they are lists of names whose blanks an export
lost. Each way of being damaged is a row (`Mend`) that says how such a cell is known, how much of the column has to show it, and what
it means; what every cell shows by itself (a whole citation where the journal should be) needs no other cell. A mend is a Problem of
level info, once a file, with its count and an example; the value as it was is kept in `Record.raw_fields`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.formats.column_repairs import names, places
from litreview.formats.column_repairs.cells import Mend, Row, Rows
from litreview.formats.record_building import RawEntry

_SHOWN = 60


def mend_columns(entries: Sequence[RawEntry], path: str) -> list[Problem]:
    """Put right what the columns of one file show to be damaged, and return a Problem for each kind of it.

    An entry that may not be shown is neither looked at nor changed.
    """
    rows = Rows(Row(entry) for entry in entries if not (entry.confidential or entry.is_block))
    problems = []
    for row in (*places.PLACEHOLDERS, *names.MENDS, *places.CITATIONS, *places.PLACES):
        found = [each for column in row.columns for each in row.mended(rows, column)]
        if any(after for _, _, after in found):
            problems.append(_reported(row, found, path))
    return problems


def _reported(row: Mend, found: Sequence[tuple[Row, str, Mapping[str, str]]], path: str) -> Problem:
    """Return the Problem of what one kind of mend did in a file: how often, and the first of it."""
    mended = [each for each in found if each[2]]
    first, before, after = mended[0]
    what = row.one if len(mended) == 1 else row.many.format(len(mended))
    own, *others = after.values()
    named = [f"{name} '{_short(value)}'" for name, value in after.items() if value]
    read = f"read as {', '.join(named)}" if any(others) else f"read as '{_short(own)}'" if own else "left out"
    if stuck := len(found) - len(mended):
        read += f"; {stuck} more cannot be parted safely, and stay as they are"
    return problem(row.fault, Where(file=path, line=first.line), what=what, before=_short(before), read=read)


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1].rstrip()}…"

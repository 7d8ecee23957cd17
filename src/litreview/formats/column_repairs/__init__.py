"""Repair damage that only a whole column shows, after reading the entries of a file and before building its Records.

One cell `MartinP.` may be anything. If most cells of the field look like that, they are lists of names whose blanks an export
lost. Each kind of damage is a row (`ColumnRepair`): how to recognise such a cell, how much of the column must show it, and how to read it.
Damage that a cell shows by itself (a whole citation where the journal should be) needs no other cells. Each kind of repair is reported
once a file, as a Problem of level info with its count and an example. `Record.raw_fields` stores the original value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.formats.column_repairs import misplaced_values, name_lists
from litreview.formats.column_repairs.repair import ColumnRepair, EntryRow
from litreview.formats.record_building import RawEntry

_SHOWN = 60


def repair_columns(entries: Sequence[RawEntry], path: str) -> Iterator[Problem]:
    """Repair the damaged columns of one file; yield a Problem for each kind of damage.

    Confidential entries are neither inspected nor changed.
    """
    rows = [EntryRow(entry) for entry in entries if not (entry.confidential or entry.is_block)]
    for row in (
        *misplaced_values.PLACEHOLDERS,
        *name_lists.NAME_REPAIRS,
        *misplaced_values.CITATIONS,
        *misplaced_values.PLACES,
    ):
        found = [each for column in row.columns for each in row.mended(rows, column)]
        if any(after for _, _, after in found):
            yield _reported(row, found, path)


def _reported(
    row: ColumnRepair, found: Sequence[tuple[EntryRow, str, Mapping[str, str]]], path: str
) -> Problem:
    """Return the Problem of one kind of repair in a file, with its count and its first example."""
    mended = [each for each in found if each[2]]
    first, before, after = mended[0]
    what = row.one if len(mended) == 1 else row.many.format(len(mended))
    own, *others = after.values()
    values = [f"{name} '{_short(value)}'" for name, value in after.items() if value]
    read = (
        f"read as {', '.join(values)}" if any(others) else f"read as '{_short(own)}'" if own else "left out"
    )
    if stuck := len(found) - len(mended):
        read += f"; {stuck} more cannot be parted safely, and stay as they are"
    return problem(
        row.fault, Where(file=path, line=first.entry.line), what=what, before=_short(before), read=read
    )


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1].rstrip()}…"

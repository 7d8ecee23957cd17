"""The Problems that several readers report, in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litreview.formats.building import RawEntry
from litreview.model import Level, Problem, Where

_MOST_RANGES = 20
_STRAY = (
    "a line stands outside of the records and is left out",
    "{} lines stand outside of the records and are left out",
)


def problem(
    path: str, line: int, code: str, level: Level, message: str, remedy: str = "", key: str = ""
) -> Problem:
    """Return a Problem at a line of a file."""
    return Problem(
        where=Where(file=path, line=line), code=code, level=level, message=message, remedy=remedy, key=key
    )


def without_edges(path: str, line: int, entry: RawEntry, missing: str, mend: str) -> Problem:
    """Return the Problem of a record that lacks its first or last line."""
    return problem(path, line, "LR035", "warning", f"a record without its {missing}", mend, entry.key)


def empty_record(path: str, line: int) -> Problem:
    """Return the Problem of a record that holds nothing at all, and is no Record."""
    return problem(
        path, line, "LR038", "warning", "a record that says nothing is left out", "fill it in, or remove it"
    )


def wide_header(path: str, line: int) -> Problem:
    """Return the Problem of a table none of whose rows is as long as its header."""
    what = "the header has more cells than any row; those too many are left out"
    return problem(path, line, "LR037", "warning", what, "see that no row has run into the header")


def stray_text(path: str, lines: Iterable[int], what: tuple[str, str] = _STRAY) -> list[Problem]:
    """Return one Problem for the lines that stand between records, or that are left out for another reason: `what`, of one, of several."""
    numbers = list(lines)
    if not numbers:
        return []
    message = what[0] if len(numbers) == 1 else f"{what[1].format(len(numbers))}: {_ranges(numbers)}"
    return [problem(path, numbers[0], "LR037", "info", message, "see that it is no part of a record")]


def _ranges(numbers: Sequence[int]) -> str:
    """Return line numbers as a person writes them.

    >>> _ranges([4, 9, 10, 11])
    '4, 9-11'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = [f"{first}-{last}" if last > first else str(first) for first, last in runs[:_MOST_RANGES]]
    more = [f"and {len(runs) - _MOST_RANGES} more places"] if len(runs) > _MOST_RANGES else []
    return ", ".join([*named, *more])

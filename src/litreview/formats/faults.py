"""The Problem of lines that belong to no record, and which lines it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from litreview.model import Problem, Where
from litreview.plurals import plural
from litreview.problems import problem

_MOST_RANGES = 20
_STRAY = (
    "a line stands outside of the records and is left out",
    "{} lines stand outside of the records and are left out",
)


def stray_text(path: str, lines: Iterable[int], what: tuple[str, str] = _STRAY) -> list[Problem]:
    """Return one Problem for the lines that stand between records, or that are left out for another reason: `what`, of one, of several."""
    numbers = list(lines)
    if not numbers:
        return []
    named = [number + _before.get() for number in numbers]
    message = what[0] if len(numbers) == 1 else f"{what[1].format(len(numbers))}: {_ranges(named)}"
    return [problem("LR037.outside", Where(file=path, line=numbers[0]), what=message)]


_before: ContextVar[int] = ContextVar("_before", default=0)


@contextmanager
def lines_before(count: int) -> Iterator[None]:
    """Let the messages of this block name the lines of a whole file, of which a stretch is read that has `count` lines before it."""
    was = _before.set(count)
    try:
        yield
    finally:
        _before.reset(was)


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
    more = [f"and {plural(len(runs) - _MOST_RANGES, 'more place')}"] if len(runs) > _MOST_RANGES else []
    return ", ".join([*named, *more])

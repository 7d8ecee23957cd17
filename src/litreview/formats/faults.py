"""The Problems that readers report: their words are the table `faults.tsv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from litreview.formats.words import rows
from litreview.model import Level, Problem, Where
from litreview.plurals import plural

_MOST_RANGES = 20
_STRAY = (
    "a line stands outside of the records and is left out",
    "{} lines stand outside of the records and are left out",
)
_FAULTS = {name: cells for name, *cells in rows("faults.tsv")}


def code_of(fault: str) -> str:
    """Return the code of a fault.

    >>> code_of("no-closing-brace")
    'LR012'
    """
    return _FAULTS[fault][0]


def problem(path: str, line: int, fault: str, at: str = "", /, **said: object) -> Problem:
    """Return the Problem of a fault at a line of a file (0: the file as a whole), in the entry with the key `at`; `said` fills its words.

    >>> print(problem("a.bib", 3, "no-value", "doe2019", field="title"))
    a.bib:3: LR016 warning: the field 'title' has no value; give it one, or remove it
    """
    code, level, message, remedy = _FAULTS[fault]
    return Problem(
        where=Where(file=path, line=line),
        code=code,
        level=cast(Level, level),
        message=message.format(**said),
        remedy=remedy.format(**said),
        key=at,
    )


def stray_text(path: str, lines: Iterable[int], what: tuple[str, str] = _STRAY) -> list[Problem]:
    """Return one Problem for the lines that stand between records, or that are left out for another reason: `what`, of one, of several."""
    numbers = list(lines)
    if not numbers:
        return []
    named = [number + _before.get() for number in numbers]
    message = what[0] if len(numbers) == 1 else f"{what[1].format(len(numbers))}: {_ranges(named)}"
    return [problem(path, numbers[0], "outside", what=message)]


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

"""The records and Problems of all files, put together as one Library from which nothing confidential can be read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from litreview.confidential.answers import NO_ANSWERS, Answers
from litreview.confidential.sealing import marked, open_blocks, seal
from litreview.confidential.withholding import withheld_problems
from litreview.formats.guarding import DAMAGED
from litreview.model import Block, Library, Problem, Record
from litreview.sealed import shown_path


def assembled(
    records: list[Record],
    problems: list[Problem],
    blocks: list[Block],
    hidden: Mapping[str, list[tuple[int, int]]],
    names: list[str],
    *,
    include_confidential: bool,
    answers: Answers = NO_ANSWERS,
) -> Library:
    """Return the Library of records as they were read: what is confidential is sealed, and nothing is said of its lines.

    `answers` are what people said of what only looks confidential, and what the register lists.
    """
    if answers is not NO_ANSWERS:
        records, hidden = _answered(records, hidden, answers)
    place = {name: number for number, name in enumerate(names)}
    problems.sort(key=lambda problem: place.get(problem.where.file, len(names)))
    left_out = {problem.where.file for problem in problems if problem.code == "LR008"}
    names = [name for name in names if name not in left_out]
    if include_confidential:
        return Library(
            records=marked(records),
            problems=(*problems, *withheld_problems(records)),
            files=tuple(names),
            blocks=tuple(blocks),
        )
    sealed, safe = seal(records, problems, hidden)
    return Library(
        records=sealed,
        problems=(*safe, *withheld_problems(sealed)),
        files=tuple(map(shown_path, names)),
        blocks=open_blocks(blocks, records, hidden),
    )


def _answered(
    records: list[Record], hidden: Mapping[str, list[tuple[int, int]]], answers: Answers
) -> tuple[list[Record], Mapping[str, list[tuple[int, int]]]]:
    """Return the records as answers say, and the hidden lines without those of entries that are shown now.

    Lines stay hidden where the file is damaged, or where another entry that is hidden has a part in them.
    """
    answered = [answers.apply(record) for record in records]
    opened: dict[str, set[int]] = {}
    closed: dict[str, list[int]] = {}
    for before, now in zip(records, answered, strict=True):
        if now.confidential:
            closed.setdefault(now.where.file, []).append(now.where.line)
        elif before.confidential and before.why != DAMAGED:
            opened.setdefault(now.where.file, set()).add(now.where.line)
    for lines in closed.values():
        lines.sort()
    left = {
        file: [
            (first, last)
            for first, last in lines
            if first not in opened.get(file, ()) or _holds_one(closed.get(file, []), first, last)
        ]
        for file, lines in hidden.items()
    }
    return answered, left


def _holds_one(numbers: list[int], first: int, last: int) -> bool:
    """Return whether one of the numbers, which are in order, is from `first` to `last`."""
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last

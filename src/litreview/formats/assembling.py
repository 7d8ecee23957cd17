"""The records and Problems of all files, put together as one Library from which nothing confidential can be read."""

from __future__ import annotations

from collections.abc import Mapping

from litreview.confidential import marked, open_blocks, seal, shown_path, withheld_problems
from litreview.model import Block, Library, Problem, Record


def assembled(
    records: list[Record],
    problems: list[Problem],
    blocks: list[Block],
    hidden: Mapping[str, list[tuple[int, int]]],
    names: list[str],
    *,
    include_confidential: bool,
) -> Library:
    """Return the Library of records as they were read: what is confidential is sealed, and nothing is said of its lines."""
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

"""The bytes of one file to its Records and Problems: decoded, its format told, read, built, named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from litreview.model import Block, Problem, Record, Where
from litreview.plurals import plural
from litreview.problems import problem

if TYPE_CHECKING:
    from litreview.formats.building import RawEntry
    from litreview.formats.readers import Format

Parsed = tuple[list[Record], list[Problem], list[Block], list[tuple[int, int]]]
"""Records, Problems, blocks, and the first and last lines of what nothing may be said of."""


def parse(data: bytes, path: str, *, met: bool = False, known: str = "") -> Parsed:
    """Return what one file holds, not yet sealed; `met` says that a folder gave it, and nobody named it.

    A part of a file is read in the format that is `known` of all of it: in a part another one may come first.
    """
    from litreview.formats.detect import detect, holds_references
    from litreview.formats.encoding import decode
    from litreview.formats.readers import BY_NAME, load

    text, problems = decode(data, path)
    # what is not needed any more is let go, for a file may be large: so no copy of the text is made either
    del data
    if not text or text.isspace():
        # a file of nothing but a byte order mark, say
        return [], problems or decode(b"", path)[1], [], []
    if met and not holds_references(text, path):
        return [], [*problems, problem("LR008", Where(file=path))], [], []
    name = known or detect(text, path)
    if not name:
        return [], [*problems, _not_read(text, path)], [], []
    row = BY_NAME[name]
    entries, faults = load(row.reader)(text, path)
    found, told, blocks, hidden = taken(row, text, path, entries, faults)
    records, named = identified(found, path)
    problems += told
    if not records and not faults:
        problems.append(problem("LR007", Where(file=path)))
    return records, [*problems, *named], blocks, hidden


def taken(row: Format, text: str, path: str, entries: list[RawEntry], faults: list[Problem]) -> Parsed:
    """Return what the raw entries of a text come to: each is marked if confidential, its columns are looked at, it is decoded."""
    from litreview.formats.building import build
    from litreview.formats.columns import mend_columns
    from litreview.formats.columns.moved import find_moved, put_back
    from litreview.formats.guarding import guard, mark_confidential
    from litreview.formats.readers import load

    mark_confidential(entries, path)
    moved = find_moved(entries, text, path) if row.name == "table" else []
    hidden = guard(row, text, entries, path, moved={each.entry.line for each in moved if each.is_whole})
    if row.settle:
        entries = load(row.settle)(entries, faults, path)
    problems = [*faults, *put_back(moved, path), *mend_columns(entries, path)]
    records: list[Record] = []
    blocks: list[Block] = []
    # each is let go as soon as its record is there
    entries.reverse()
    while entries:
        entry = entries.pop()
        if entry.is_block:
            blocks.append(Block(kind=entry.type, text=entry.raw, where=Where(file=path, line=entry.line)))
            continue
        records.append(build(entry, path))
    return records, problems, blocks, hidden


def identified(records: Iterable[Record], path: str) -> tuple[list[Record], list[Problem]]:
    """Return the records of one file, each with an id of its own, and the Problems of their keys and of the place they lie in."""
    from litreview.formats.building import identify

    named = identify(records)
    return named, [*_repeated_keys(named), *_in_a_place_for_interviews(named, path)]


def _not_read(text: str, path: str) -> Problem:
    from litreview.formats.detect import unread

    known, count = unread(text)
    size = f" with {plural(count, 'record')}" if count else ""
    what = f"this is {known}{size}, which is not read" if known else "no format that we know"
    return problem("LR006", Where(file=path), what=what)


def _in_a_place_for_interviews(records: Iterable[Record], path: str) -> list[Problem]:
    """Return the Problem (LR074) of a file whose path says interviews, or confidential, and which has entries that are shown."""
    from litreview.confidential.words import named_after_confidential
    from litreview.sealed import is_private_path

    asked = [r for r in records if not r.confidential and "confidential" not in r.fields]
    if not asked or is_private_path(path) or not named_after_confidential(path):
        return []
    return [problem("LR074", Where(file=path), count=len(asked))]


def _repeated_keys(records: Iterable[Record]) -> list[Problem]:
    first: dict[str, Record] = {}
    problems = []
    for record in records:
        earlier = first.setdefault(record.key, record)
        if earlier is not record:
            place, key, line = record.where, record.key, earlier.where.line
            problems.append(
                problem("LR018", Where(file=place.file, line=place.line), key=key, line=line, id=record.id)
            )
    return problems

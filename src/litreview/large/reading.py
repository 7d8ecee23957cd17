"""Records into tables, a part at a time, so that none but those of one part are in memory.

A part is some small files, or a stretch of a large one. It is read by the batch function `read`, wherever that runs: all of them must see
the files under the same paths.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

from litreview.errors import UsageError
from litreview.formats.faults import problem
from litreview.formats.gathering import gather
from litreview.formats.stretches import SIZE, Stretch, read_stretch, stretches
from litreview.formats.tagged import KeyGiver, made_up_keys
from litreview.large.packages import arrow
from litreview.large.rows import packed, unpacked
from litreview.model import Problem, Record, Where

PART = 32
"""Bits of the number of a record that count it within its part."""

STORED = {
    "seq": "int64", "file": "int64", "root_of_id": "string", "id": "string", "blob": "string", "problem": "string", "behind": "int64",
    "made": "string", "root_of_key": "string",
}  # fmt: skip
"""The columns of what is read: a record, or a Problem that was met, which is told `behind` others of its file.

`made` is the base of a key that nobody gave, in a file that is read in parts: which number is behind it is known when all of them are.
"""

_KEY_AGAIN, _OF_PLACE = "LR018", "LR074"

_AT_ONCE = 20_000
_PLACES = ("part", "file", "path", "name", "met", "start", "end", "line", "head", "listed", "whole", "format")


def store(records: Iterable[Record], folder: Path) -> str:
    """Write records, in order of reading, as the table `stored` of a folder, in place of one that was there; return a digest of them."""
    from litreview.large.batches import schema_of

    unfinished = folder / "stored.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    digest = hashlib.sha256()
    given = iter(records)
    for part in count():
        some = list(islice(given, _AT_ONCE))
        if part and not some:
            break
        rows = list(_rows([(None, record, True, None) for record in some], (), part))
        for row in rows:
            digest.update(row["blob"].encode())
        table = arrow().Table.from_pylist(rows, schema=schema_of(STORED))
        arrow("parquet").write_table(table, unfinished / f"{part:08}.parquet", compression="zstd")
    shutil.rmtree(folder / "stored", ignore_errors=True)
    unfinished.rename(folder / "stored")
    return digest.hexdigest()


def parts_of(
    paths: Sequence[Path | str], root: Path | str | None = None, *, size: int = SIZE
) -> dict[int, dict[str, list[Any]]]:
    """Return the parts to read of files, globs and folders, as columns by number."""
    parts: list[list[tuple[Any, ...]]] = []
    filled = 0
    for file, (path, name, met) in enumerate(gather(paths, root)):
        for each in stretches(path, name, met=met, size=size) if path.exists() else (Stretch(),):
            length = each.end - each.start
            if not parts or filled + length > size:
                parts.append([])
                filled = 0
            filled += length
            row = (
                file,
                json.dumps(str(path.absolute())),  # which may hold bytes that no column of texts can
                name,
                met,
                each.start,
                each.end,
                each.line,
                each.head,
                each.listed,
                each.whole,
                each.format,
            )
            parts[-1].append(row)
    return {
        number: dict(
            zip(_PLACES, map(list, zip(*((number, *row) for row in rows), strict=True)), strict=True)
        )
        for number, rows in enumerate(parts)
    }


def read_rows(columns: Mapping[str, list[Any]], _: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the records and the Problems of a part, each numbered in their order."""
    records: list[tuple[int, Record, bool, str | None]] = []
    problems: list[tuple[int, Problem]] = []
    part = 0
    for part, file, path, name, met, start, end, line, head, listed, whole, format_ in zip(  # noqa: B007 - the number is one for all
        *(columns[each] for each in _PLACES), strict=True
    ):
        place = Path(json.loads(path))
        if place.is_symlink() and not place.exists():
            problems.append((file, problem(name, 0, "leads-nowhere")))
            continue
        stretch = Stretch(
            start=start, end=end, line=line, head=head, listed=listed, whole=whole, format=format_
        )
        with made_up_keys() as made:
            library = read_stretch(place, name, stretch, met=met)
        # a key that is given as one is made up before it is a second one
        records += [(file, one, whole, None if whole else made.pop(one.key, None)) for one in library.records]
        # which keys come again is known when all parts are read (`renamed_ids`)
        problems += [(file, one) for one in library.problems if one.code != _KEY_AGAIN]
    yield from _rows(records, problems, part)


def _rows(
    records: Iterable[tuple[int | None, Record, bool, str | None]],
    problems: Iterable[tuple[int, Problem]],
    part: int,
) -> Iterator[dict[str, Any]]:
    """Yield rows of records and Problems, each with the number of its file, if it was read from one, of a record whether that was read whole, and what its key was made of."""
    seq = part << PART
    nothing = dict.fromkeys(STORED)
    for row, (file, record, whole, made) in enumerate(records):
        # with the number of the file: two of them may come to one name and key, as `a.bib` with `b:c` and `a.bib:b` with `c`
        place = f"{file}:{record.where.file}:"
        yield {
            **nothing, "seq": seq | row, "file": file, "root_of_id": root_of_id(place + record.key), "id": record.id,
            "blob": packed(open_record(record)), "made": made, "root_of_key": None if whole else place + root_of_key(made or record.key),
        }  # fmt: skip
    for row, (file, one) in enumerate(problems):
        # as in memory, the keys of a file are told of behind its entries, and before its place
        behind = 2 if one.code == _OF_PLACE else 0
        yield {
            **nothing, "seq": seq | row, "file": file, "problem": json.dumps(told(one)), "behind": behind
        }  # fmt: skip


def root_of_id(id_: str) -> str:
    """Return an id without the numbers that a repeated key has behind it.

    >>> root_of_id("a.bib:Doe2020#2"), root_of_id("a.bib:Doe2020")
    ('a.bib:Doe2020', 'a.bib:Doe2020')
    """
    bare, mark, number = id_.rpartition("#")
    return root_of_id(bare) if mark and number.isdecimal() else id_


def root_of_key(key: str) -> str:
    """Return a key without the numbers that a made-up one has behind it, and without capitals, which do not tell made-up keys apart.

    >>> root_of_key("Doe2020-2"), root_of_key("Doe2020")
    ('doe2020', 'doe2020')
    """
    bare, mark, number = key.rpartition("-")
    return root_of_key(bare) if mark and number.isdecimal() else key.lower()


def renamed_ids(columns: Mapping[str, list[Any]], _: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the records of a key that comes again with keys and ids of their own, as if their file had been read at once, and what to tell of each."""
    from litreview.formats.building import identify

    keys = KeyGiver()
    bare = []
    for text, made in zip(columns["blob"], columns["made"], strict=True):
        record = unpacked(text)
        bare.append(_with_key(record, keys.make(made) if made else keys.keep(record.key)))
    first: dict[str, Record] = {}
    for seq, file, now in zip(columns["seq"], columns["file"], identify(bare), strict=True):
        earlier = first.setdefault(now.key, now)
        fault = None
        if earlier is not now and file is not None:
            where, line = now.where, earlier.where.line
            fault = json.dumps(
                told(problem(where.file, where.line, "key-again", now.key, key=now.key, line=line, id=now.id))
            )
        yield {"seq": seq, "file": file, "blob": packed(now), "problem": fault}


def _with_key(record: Record, key: str) -> Record:
    from dataclasses import replace

    from litreview.model import RecordId

    return replace(record, key=key, id=RecordId(f"{record.where.file}:{key}"))


def open_record(record: Record) -> Record:
    """Return a record that may be kept in working files. `UsageError` for a confidential one: nothing of it may."""
    if record.confidential:
        raise UsageError(
            "there are confidential records among these, and nothing of one is kept in working files: "
            "deduplicate the other files so, and these in memory (--no-large)"
        )
    return record


def told(one: Problem) -> list[Any]:
    """Return a Problem as a list of plain values."""
    return [one.where.file, one.where.line, one.code, one.level, one.message, one.remedy, one.key]


def read_told(text: str) -> Problem:
    """Return the Problem of which `told` made the values of a text in JSON."""
    file, line, code, level, message, remedy, key = json.loads(text)
    return Problem(
        where=Where(file=file, line=line), code=code, level=level, message=message, remedy=remedy, key=key
    )

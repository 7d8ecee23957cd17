"""Reads records into tables one part at a time, so that only the records of one part are in memory.

A part is several small files, or a chunk of a large one. The batch function `read` reads it, on any machine: all machines must see the
files under the same paths.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from litreview.core.confidential.answers import ConfidentialityAnswers
from litreview.core.confidential.redaction import WITHHELD_CODES, CodeAssigner, seal, withheld_problems
from litreview.core.errors import UsageError
from litreview.core.model import Problem, Record, RecordId, Where
from litreview.core.problems import problem
from litreview.engine.large.table_rows import Columns, Options, Row, arrow, pack, schema_of, unpack
from litreview.formats.field_values import KeyAssigner, made_up_keys
from litreview.formats.file_chunks import SIZE, Chunk, SealedChunkError, chunks, read_chunk
from litreview.formats.input_files import gather
from litreview.formats.record_building import with_unique_ids

PART = 32
"""Bits of the number of a record that count it within its part."""

STORED = {
    "seq": "int64", "file": "int64", "root_of_id": "string", "id": "string", "blob": "string", "problem": "string", "behind": "int64",
    "made": "string", "root_of_key": "string", "hides": "bool", "parted": "bool",
}  # fmt: skip
"""The columns of a row, which is a record or a Problem. A Problem with a greater `behind` is reported after others of its file.

`made` is the base of a made-up key in a file that is read in parts: its number is known when all parts are read. `hides`: the record, or a
field of it, is sealed or withheld, and is not in the row. `parted`: a part of the file has such a record or field, and the row has nothing of it.
"""

_KEY_AGAIN, _OF_PLACE = "LR018", "LR074"

_AT_ONCE = 20_000
_PLACES = ("part", "file", "path", "name", "met", "start", "end", "line", "head", "listed", "whole", "format")


def store(records: Iterable[Record], folder: Path) -> str:
    """Write records, in order of reading, as the table `stored` of a folder, replacing an earlier one; return their digest."""
    unfinished = folder / "stored.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    digest = hashlib.sha256()
    remaining = iter(records)
    for part in count():
        some = list(islice(remaining, _AT_ONCE))
        if part and not some:
            break
        rows = list(_rows([(None, record, False, None) for record in some], (), part))
        for row in rows:
            digest.update(row["blob"].encode())
        table = arrow().Table.from_pylist(rows, schema=schema_of(STORED))
        arrow("parquet").write_table(table, unfinished / f"{part:08}.parquet", compression="zstd")
    shutil.rmtree(folder / "stored", ignore_errors=True)
    unfinished.rename(folder / "stored")
    return digest.hexdigest()


def parts_of(
    paths: Sequence[Path | str],
    root: Path | str | None = None,
    *,
    size: int = SIZE,
    at_once: Collection[int] = (),
) -> dict[int, dict[str, list[Any]]]:
    """Return the parts of files, globs and folders to read, as columns by number; the files numbered in `at_once` are not split."""
    parts: list[list[tuple[Any, ...]]] = []
    filled = 0
    for file, (path, name, met) in enumerate(gather(paths, root)):
        if not path.exists():
            pieces: Sequence[Chunk] = (Chunk(),)
        elif file in at_once:
            pieces = (Chunk(end=path.stat().st_size),)
        else:
            pieces = chunks(path, name, met=met, size=size)
        for each in pieces:
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


def read_rows(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the records and the Problems of a part, both numbered in order."""
    answers = ConfidentialityAnswers(public=frozenset(options.get("public", ())))
    records: list[tuple[int | None, Record, bool, str | None]] = []
    problems: list[tuple[int, Problem, bool]] = []
    parted: list[int] = []
    part = 0
    for part, file, path, name, met, start, end, line, head, listed, whole, format_ in zip(  # noqa: B007 - the number is one for all
        *(columns[each] for each in _PLACES), strict=True
    ):
        place = Path(json.loads(path))
        if place.is_symlink() and not place.exists():
            problems += [(file, one, whole) for one in shown_problems([problem("LR076", Where(file=name))])]
            continue
        stretch = Chunk(
            start=start, end=end, line=line, head=head, listed=listed, whole=whole, format=format_
        )
        try:
            with made_up_keys() as made:
                library = read_chunk(place, name, stretch, met=met, answers=answers)
        except SealedChunkError:
            parted.append(file)
            continue
        # a made-up key may equal one that was given; only the first record with it counts
        records += [(file, one, whole, None if whole else made.pop(one.key, None)) for one in library.records]
        # repeated keys of a split file are known when all parts are read (`renamed_ids`), and so is what is withheld (`codes_given`)
        later = WITHHELD_CODES if whole else {*WITHHELD_CODES, _KEY_AGAIN}
        problems += [(file, one, whole) for one in library.problems if one.code not in later]
    yield from _rows(records, problems, part)
    yield from (
        {**dict.fromkeys(STORED), "seq": part << PART, "file": file, "parted": True} for file in parted
    )


def shown_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return Problems of files without records in their displayed form: files below private/ are not named."""
    return seal((), problems, {})[1]


def _rows(
    records: Iterable[tuple[int | None, Record, bool, str | None]],
    problems: Iterable[tuple[int, Problem, bool]],
    part: int,
) -> Iterator[Row]:
    """Yield rows from tuples of file number (None if not read from a file), record or Problem, and whether the file was read whole.

    The tuple of a record also has the base of its made-up key, or None. In a file that was read whole, each record has its own id, and
    Problems are in order.
    """
    seq = part << PART
    nothing = dict.fromkeys(STORED)
    for row, (file, record, whole, made) in enumerate(records):
        # with the number of the file: two files may give one name and key, as `a.bib` with `b:c` and `a.bib:b` with `c`
        place = f"{file}:{record.where.file}:"
        yield {
            **nothing, "seq": seq | row, "file": file, "root_of_id": None if whole else root_of_id(place + record.key), "id": record.id,
            "blob": pack(check_open(record)), "made": made,
            "root_of_key": None if whole or file is None else place + root_of_key(made or record.key),
            "hides": record.confidential or bool(record.hidden),
        }  # fmt: skip
    for row, (file, one, whole) in enumerate(problems):
        # as in memory, problems of keys follow those of the entries of a file, and precede that of its place
        behind = 2 if one.code == _OF_PLACE and not whole else 0
        yield {
            **nothing, "seq": seq | row, "file": file, "problem": json.dumps(problem_values(one)), "behind": behind
        }  # fmt: skip


def root_of_id(id_: str) -> str:
    """Return an id without the numbers after a repeated key.

    >>> root_of_id("a.bib:Doe2020#2"), root_of_id("a.bib:Doe2020")
    ('a.bib:Doe2020', 'a.bib:Doe2020')
    """
    bare, mark, number = id_.rpartition("#")
    return root_of_id(bare) if mark and number.isdecimal() else id_


def root_of_key(key: str) -> str:
    """Return a key in lower case, without the numbers after a made-up key; capitals do not distinguish made-up keys.

    >>> root_of_key("Doe2020-2"), root_of_key("Doe2020")
    ('doe2020', 'doe2020')
    """
    bare, mark, number = key.rpartition("-")
    return root_of_key(bare) if mark and number.isdecimal() else key.lower()


def renamed_ids(columns: Columns, _: Options) -> Iterator[Row]:
    """Yield the records of a repeated key with their own keys and ids, as if their file had been read whole, each with its Problem or None."""
    keys = KeyAssigner()
    bare = []
    for text, made in zip(columns["blob"], columns["made"], strict=True):
        record = unpack(text)
        bare.append(_with_key(record, keys.make_unique(made) if made else keys.reserve(record.key)))
    first: dict[str, Record] = {}
    for seq, file, now in zip(columns["seq"], columns["file"], with_unique_ids(bare), strict=True):
        earlier = first.setdefault(now.key, now)
        fault = None
        if earlier is not now and file is not None:
            where, line = now.where, earlier.where.line
            fault = json.dumps(
                problem_values(
                    problem(
                        "LR018", Where(file=where.file, line=where.line), key=now.key, line=line, id=now.id
                    )
                )
            )
        yield {"seq": seq, "file": file, "blob": pack(now), "problem": fault}


def _with_key(record: Record, key: str) -> Record:
    return replace(record, key=key, id=RecordId(f"{record.where.file}:{key}"))


def codes_given(columns: Columns, _: Options) -> Iterator[Row]:
    """Yield the records with something sealed or withheld, under the codes that they get when all are read together, with their Problems."""
    codes = CodeAssigner()
    for seq, text in zip(columns["seq"], columns["blob"], strict=True):
        record = unpack(text)
        if record.confidential:
            key, id_ = codes.assign(record.key, record.where.file)
            record = replace(record, key=key, id=id_)
        problems = [json.dumps(problem_values(one)) for one in withheld_problems([record])]
        yield {"seq": seq, "blob": pack(record), "problems": problems}


def check_open(record: Record) -> Record:
    """Return the record, which may be stored in working files; `UsageError` if it was read with confidential values, which may not."""
    whole = {*record.fields, *record.raw_fields, *(name for name, _ in record.repeated)}
    if (record.confidential and not record.sealed) or any(name in whole for name, _ in record.hidden):
        raise UsageError(
            "there are records among these that were read with what is confidential, of which nothing is kept in working files: "
            "read them without (include_confidential), or deduplicate them in memory"
        )
    return record


def problem_values(one: Problem) -> list[Any]:
    """Return a Problem as a list of values for JSON."""
    return [one.where.file, one.where.line, one.code, one.level, one.message, one.remedy, one.key]


def read_problem(text: str) -> Problem:
    """Return the Problem from the JSON text of its `problem_values`."""
    file, line, code, level, message, remedy, key = json.loads(text)
    where = Where(file=file, line=line)
    return Problem(where=where, code=code, level=level, message=message, remedy=remedy, key=key)

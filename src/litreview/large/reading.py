"""Records into the table `records`, a part at a time, so that none but those of one part are in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from litreview.errors import UsageError
from litreview.large.batches import schema_of
from litreview.large.packages import arrow
from litreview.large.rows import packed
from litreview.model import Record

PART = 32
"""Bits of the number of a record that count it within its part."""

_COLUMNS = {"seq": "int64", "blob": "string"}
_AT_ONCE = 20_000


def store(records: Iterable[Record], folder: Path) -> None:
    """Write records, in order of reading, as the table `records` of a folder; one that is there is left as it is."""
    target = folder / "records"
    if target.is_dir():
        return
    unfinished = folder / "records.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    given = iter(records)
    part = 0
    while some := list(islice(given, _AT_ONCE)):
        write_part(some, part, unfinished)
        part += 1
    if not part:
        write_part([], 0, unfinished)
    unfinished.rename(target)


def write_part(records: Iterable[Record], part: int, folder: Path) -> None:
    """Write the records of a part. `UsageError` for a confidential one: nothing of it is kept in working files."""
    numbered = [(part << PART | row, packed(_open(record))) for row, record in enumerate(records)]
    pa = arrow()
    seq, blob = zip(*numbered, strict=True) if numbered else ((), ())
    table = pa.table({"seq": list(seq), "blob": list(blob)}, schema=schema_of(_COLUMNS))
    unfinished = folder / f"{part:08}.part"
    arrow("parquet").write_table(table, unfinished, compression="zstd")
    unfinished.replace(folder / f"{part:08}.parquet")


def _open(record: Record) -> Record:
    if record.confidential:
        raise UsageError(
            "there are confidential records among these, and nothing of one is kept in working files: "
            "deduplicate the others so, and these by `litreview dedupe` without --large"
        )
    return record

"""Store of stage values: one SQLite file per review in the user's cache folder, which may be deleted at any time.

A value is stored under a digest of everything that it depends on, including the program, so no value is ever stale. If the file can't be read
or written, nothing is stored, and that is no fault.

Confidential values are never stored (see `Evaluator`). When something becomes confidential, the whole file is deleted at once: `seal`
identifies what is confidential in a review, and a file with another seal is replaced by a new one. A program that read the review before that
writes no more. Deleted data is overwritten, and no journal outlives a run.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import secrets
import sqlite3
import sys
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from litreview.core import files
from litreview.core.errors import LitreviewError

FILES = "stages-"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS entries (stage TEXT, name TEXT, day INTEGER, value BLOB NOT NULL, PRIMARY KEY (stage, name))",
    "CREATE INDEX IF NOT EXISTS days ON entries (day)",
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT)",
)
DAYS = 30
"""Days that an unused entry stays."""
_SPARE = 64_000_000
"""Bytes that unused entries may take, plus as many as the used ones take: each run after an edit leaves entries behind."""
_SIZE = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
_BY_AGE = "SELECT rowid, stage, name, length(value) FROM entries ORDER BY day DESC, rowid DESC"
_SOME = 500
_ENDS = ("", "-journal", "-wal", "-shm")


Buffer = bytes | memoryview


class Store:
    """The file of one review. Nothing is written before `begin`, which writes what was `put` earlier."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = ""
        self._seal: str | None = None
        self._waiting: list[tuple[str, Mapping[str, bytes]]] = []
        self._used: dict[tuple[str, str], int] = {}
        self._today = int(time.time() // 86400)

    def begin(self, seal: str) -> None:
        """Open the file, or replace it with a new one if it is missing or has another seal; then write the waiting entries."""
        self._seal, self._identity = seal, ""
        if self._facts().get("seal") != seal:
            remove(self.path)
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError):
            files.make_folder(self.path.parent)
            # nobody else's business, on a machine of several people
            self.path.touch(mode=0o600)
            with self.opened() as base:
                new = [("seal", seal), ("identity", secrets.token_hex(8))]
                base.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?)", new)
            self._identity = self._facts().get("identity", "")
        waiting, self._waiting = self._waiting, []
        for stage, entries in waiting:
            self.put(stage, entries)

    def find(self, stage: str, names: Collection[str]) -> dict[str, Buffer]:
        """Return the stored values of a stage by name, for those of `names` that are stored."""
        wanted, old = sorted(names), []
        found: dict[str, Buffer] = {}
        try:
            with self.opened() as base:
                for start in range(0, len(wanted), _SOME):
                    some = wanted[start : start + _SOME]
                    marks = ",".join("?" * len(some))
                    rows = base.execute(
                        f"SELECT name, value, day FROM entries WHERE stage = ? AND name IN ({marks})",  # noqa: S608 - question marks
                        (stage, *some),
                    )
                    for name, value, day in rows:
                        if (data := _checked(value)) is None:
                            continue
                        found[name] = data
                        if day != self._today:
                            old.append((self._today, stage, name))
                base.executemany("UPDATE entries SET day = ? WHERE stage = ? AND name = ?", old)
        except (sqlite3.Error, OSError, LitreviewError):
            return {}
        self._used.update(((stage, name), len(data)) for name, data in found.items())
        return found

    def latest(self, stage: str, ending: str) -> Buffer | None:
        """Return the value of a stage that was stored last under a name with this ending."""
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self.opened() as base:
            row = base.execute(
                "SELECT value FROM entries WHERE stage = ? AND name LIKE ? ORDER BY rowid DESC LIMIT 1",
                (stage, f"%{ending}"),
            ).fetchone()
            return _checked(row[0]) if row else None
        return None

    def put(self, stage: str, entries: Mapping[str, bytes]) -> None:
        """Store values of a stage by name; do nothing if another program has replaced the file since."""
        if self._seal is None:
            self._waiting.append((stage, entries))
            return
        self._used.update(((stage, name), len(data)) for name, data in entries.items())
        rows = [(stage, name, self._today, _with_sum(data)) for name, data in entries.items()]
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self.writing() as base:
            base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)

    def needs(self) -> dict[str, dict[str, str]]:
        """Return the digests of the needs of each stage in the previous run."""
        with contextlib.suppress(ValueError):
            found = json.loads(self._facts().get("needs", "{}"))
            return found if isinstance(found, dict) else {}
        return {}

    def put_needs(self, needs: Mapping[str, Mapping[str, str]]) -> None:
        """Store the digests of the needs of each stage, so that the next run can say what changed."""
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self.writing() as base:
            base.execute("INSERT OR REPLACE INTO facts VALUES ('needs', ?)", (json.dumps(needs),))

    def forget_unused(self) -> None:
        """Remove entries that no run used for `DAYS`, and the oldest entries of other runs beyond the size limit."""
        left = self._facts().get("size left", "")
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self.writing() as base:
            base.execute("DELETE FROM entries WHERE day < ?", (self._today - DAYS,))
            # the size of the file is known at once; that of each entry only by reading all of them, once they have grown by a quarter
            grown = int(left) * 5 // 4 if left.isdecimal() else 0
            limit = max(_SPARE + sum(self._used.values()), grown)
            full = base.execute(_SIZE).fetchone()[0] >= limit
            if full:
                gone = self._beyond(base.execute(_BY_AGE))
                base.executemany("DELETE FROM entries WHERE rowid = ?", gone)
            if full or not left:
                base.execute(f"INSERT OR REPLACE INTO facts VALUES ('size left', ({_SIZE}))")  # noqa: S608 - a constant
        with contextlib.suppress(OSError):
            now, swept = time.time(), self.path.with_name("swept")
            # once a day: of some thousand reviews, looking at each file takes longer than a run
            if swept.exists() and now - swept.stat().st_mtime < 86400.0:
                return
            swept.touch(mode=0o600)
            for path in self.path.parent.glob(f"{FILES}*.sqlite"):
                if path.stat().st_mtime < now - DAYS * 86400.0:
                    remove(path)

    def _facts(self) -> dict[str, str]:
        """Return the table of facts about the file; empty if it cannot be read."""
        with contextlib.suppress(sqlite3.Error, OSError), self.opened() as base:
            return dict(base.execute("SELECT name, value FROM facts"))
        return {}

    def _beyond(self, rows: Iterable[tuple[int, str, str, int]]) -> list[tuple[int]]:
        """Return the entries beyond the size limit that this run did not use; `rows` begin with the latest."""
        entries = [(row, (stage, name) in self._used, size) for row, stage, name, size in rows]
        room = _SPARE + sum(size for _, used, size in entries if used)
        gone = []
        for row, used, size in entries:
            room -= 0 if used else size
            if room < 0 and not used:
                gone.append((row,))
        return gone

    @contextlib.contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Yield the open file, to read; `OSError` without one, `sqlite3.Error` if it is damaged."""
        # nor through a link: what is there could not be taken out
        if not self.path.is_file() or self.path.is_symlink():
            raise FileNotFoundError(self.path)
        base = sqlite3.connect(self.path, timeout=5.0, isolation_level=None)
        try:
            # most values are longer than the usual page, and a long one is read page by page
            base.execute("PRAGMA page_size = 16384")
            # lost values are computed again: no need to wait for the disk
            base.execute("PRAGMA synchronous = OFF")
            # deleted data is overwritten: it may be of a source that was sealed since
            base.execute("PRAGMA secure_delete = ON")
            # in memory, where it is gone with the program
            base.execute("PRAGMA temp_store = MEMORY")
            base.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                base.execute(table)
            yield base
            base.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if type(error) is sqlite3.DatabaseError:
                # no database, or damaged: the next run begins another
                remove(self.path)
            raise
        finally:
            base.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the open file; `FileNotFoundError` if it was replaced or has another seal since `begin`."""
        with self.opened() as base:
            facts = dict(base.execute("SELECT name, value FROM facts"))
            if (facts.get("seal"), facts.get("identity")) != (self._seal, self._identity):
                raise FileNotFoundError(self.path)
            yield base


def paths_of(path: Path) -> tuple[Path, ...]:
    """Return the files that may contain data of a store: a killed program leaves pages in a journal."""
    return tuple(path.with_name(f"{path.name}{end}") for end in _ENDS)


def remove(path: Path) -> None:
    """Remove a store, and journals that a killed program left."""
    for one in paths_of(path):
        with contextlib.suppress(OSError):
            try:
                one.unlink()
            except OSError:
                # in a folder that is read-only, or open elsewhere: emptied at least
                if not one.is_symlink():
                    os.truncate(one, 0)


_FORMAT = zlib.crc32(f"{marshal.version} {sys.version}".encode())
"""Where each checksum begins, so that bytes in the format of another version of Python (see `Codec`) are damaged bytes."""


def _with_sum(data: bytes) -> bytes:
    return zlib.crc32(data, _FORMAT).to_bytes(4, "big") + data


def _checked(value: bytes) -> memoryview | None:
    """Return stored bytes without their checksum, not copied; None if the checksum is wrong."""
    data = memoryview(value)[4:]
    return data if zlib.crc32(data, _FORMAT).to_bytes(4, "big") == value[:4] else None

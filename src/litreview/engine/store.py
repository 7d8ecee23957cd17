"""The store of a review's stages: one file of SQLite in the user's cache folder, which may be deleted at any time.

A value is stored under a digest of all that it rests on, of this very program too, so that none is ever stale. Where the file can be
neither read nor written, nothing is stored, and nothing is wrong.

What is confidential never comes here (`Evaluator`). What was stored before something became confidential goes at once, with all the
rest: `seal` says what of a review is confidential, and a file of another seal is begun anew. A program that still works with what it read before that writes
nothing more. What is taken out is overwritten, and no journal outlives a run.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from litreview.core import files
from litreview.core.errors import LitreviewError

FILES = "stages-"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS entries (stage TEXT, name TEXT, day INTEGER, value BLOB NOT NULL, PRIMARY KEY (stage, name))",
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT)",
)
DAYS = 30
"""Days for which an entry stays that no run uses."""
_SPARE = 64_000_000
"""Bytes of entries that no run of now uses, beside as much again as this one uses: an edited file leaves one behind with each run."""
_BY_AGE = "SELECT rowid, stage, name, length(value) FROM entries ORDER BY day DESC, rowid DESC"
_SOME = 500
_ENDS = ("", "-journal", "-wal", "-shm")


class Store:
    """The file of one review. Nothing is written before `begin`; what is put before is written then."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = ""
        self._seal: str | None = None
        self._waiting: list[tuple[str, Mapping[str, bytes]]] = []
        self._used: set[tuple[str, str]] = set()
        self._today = int(time.time() // 86400)

    def begin(self, seal: str) -> None:
        """Take up the file, or begin another if there is none or it does not say that it is of this seal; write what waited."""
        self._seal, self._identity = seal, ""
        if self._facts().get("seal") != seal:
            remove(self.path)
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError):
            files.make_folder(self.path.parent)
            # nobody else's business, on a machine of several people
            self.path.touch(mode=0o600)
            with self._opened() as base:
                new = [("seal", seal), ("identity", secrets.token_hex(8))]
                base.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?)", new)
            self._identity = self._facts().get("identity", "")
        waiting, self._waiting = self._waiting, []
        for stage, entries in waiting:
            self.put(stage, entries)

    def find(self, stage: str, names: Collection[str]) -> dict[str, bytes]:
        """Return what is stored of a stage under these names."""
        asked, found, old = sorted(names), {}, []
        try:
            with self._opened() as base:
                for start in range(0, len(asked), _SOME):
                    some = asked[start : start + _SOME]
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
        self._used.update((stage, name) for name in found)
        return found

    def latest(self, stage: str) -> bytes | None:
        """Return what was stored of a stage last, under whatever name."""
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._opened() as base:
            row = base.execute(
                "SELECT value FROM entries WHERE stage = ? ORDER BY rowid DESC LIMIT 1", (stage,)
            ).fetchone()
            return _checked(row[0]) if row else None
        return None

    def put(self, stage: str, entries: Mapping[str, bytes]) -> None:
        """Store values of a stage by name; nothing if another program has begun the file anew since."""
        if self._seal is None:
            self._waiting.append((stage, entries))
            return
        self._used.update((stage, name) for name in entries)
        rows = [(stage, name, self._today, _with_sum(data)) for name, data in entries.items()]
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._writing() as base:
            base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)

    def needs(self) -> dict[str, dict[str, str]]:
        """Return by stage the digests of its needs in the run before."""
        with contextlib.suppress(ValueError):
            found = json.loads(self._facts().get("needs", "{}"))
            return found if isinstance(found, dict) else {}
        return {}

    def put_needs(self, needs: Mapping[str, Mapping[str, str]]) -> None:
        """Store the digests of the needs of each stage, so that the next run can say what changed."""
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._writing() as base:
            base.execute("INSERT OR REPLACE INTO facts VALUES ('needs', ?)", (json.dumps(needs),))

    def forget_unused(self) -> None:
        """Remove what no run used for `DAYS`, and of what others used the oldest that takes more room than is spared."""
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._writing() as base:
            base.execute("DELETE FROM entries WHERE day < ?", (self._today - DAYS,))
            if base.execute("SELECT total(length(value)) FROM entries").fetchone()[0] > _SPARE:
                gone = self._beyond(base.execute(_BY_AGE))
                base.executemany("DELETE FROM entries WHERE rowid = ?", gone)
        with contextlib.suppress(OSError):
            for path in self.path.parent.glob(f"{FILES}*.sqlite"):
                if path.stat().st_mtime < time.time() - DAYS * 86400.0:
                    remove(path)

    def _facts(self) -> dict[str, str]:
        """Return what the file says of itself; nothing if it cannot be read."""
        with contextlib.suppress(sqlite3.Error, OSError), self._opened() as base:
            return dict(base.execute("SELECT name, value FROM facts"))
        return {}

    def _beyond(self, rows: Iterable[tuple[int, str, str, int]]) -> list[tuple[int]]:
        """Return the entries that this run did not use and for which there is no room, of those given from the latest on."""
        held = [(row, (stage, name) in self._used, size) for row, stage, name, size in rows]
        room = _SPARE + sum(size for _, used, size in held if used)
        gone = []
        for row, used, size in held:
            room -= 0 if used else size
            if room < 0 and not used:
                gone.append((row,))
        return gone

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        # nor through a link: what is there could not be taken out
        if not self.path.is_file() or self.path.is_symlink():
            raise FileNotFoundError(self.path)
        base = sqlite3.connect(self.path, timeout=5.0, isolation_level=None)
        try:
            # what is lost is made anew: nobody waits for the disk
            base.execute("PRAGMA synchronous = OFF")
            # what is taken out is overwritten: it may be of a source that was sealed since
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
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the open file; `FileNotFoundError` if it is not the one that was begun, or has another seal by now."""
        with self._opened() as base:
            facts = dict(base.execute("SELECT name, value FROM facts"))
            if not self._identity or (facts.get("seal"), facts.get("identity")) != (
                self._seal,
                self._identity,
            ):
                raise FileNotFoundError(self.path)
            yield base


def paths_of(path: Path) -> tuple[Path, ...]:
    """Return the files in which something of a store may be: a program that was killed leaves pages in a journal."""
    return tuple(path.with_name(f"{path.name}{end}") for end in _ENDS)


def remove(path: Path) -> None:
    """Remove a store, and what a killed program left beside it."""
    for one in paths_of(path):
        with contextlib.suppress(OSError):
            try:
                one.unlink()
            except OSError:
                # in a folder that is read-only, or open elsewhere: emptied at least
                if not one.is_symlink():
                    os.truncate(one, 0)


def _with_sum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big") + data


def _checked(value: bytes) -> bytes | None:
    """Return what was stored; None if it is not what was written."""
    return value[4:] if zlib.crc32(value[4:]).to_bytes(4, "big") == value[:4] else None

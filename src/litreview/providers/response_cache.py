"""Cache of providers' answers: an SQLite file in the user's cache folder, which may be deleted at any time.

It stores the answer to each query, not to each request: the same batch never recurs, since found works are not requested again. All
answers of a request are stored in one transaction, so a program may be killed at any moment. Of a source the cache holds only
what was sent. It holds no key and no e-mail address, since neither is part of a query.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from litreview.core import files
from litreview.core.errors import OutputError
from litreview.providers.protocol import Answer, Query, What, plain

_DAY = 86400.0
FOUND_FOR = 30 * _DAY
"""Seconds for which a found work is valid, unless the provider says otherwise."""
NOT_FOUND_FOR = 7 * _DAY
"""Seconds for which "not found" is valid."""
ANSWERS_FILE = "answers-1.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, until REAL NOT NULL, works TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheScope:
    """Provider, address and requested metadata, which separate cached answers from each other."""

    provider: str
    url: str
    what: frozenset[What]

    def id(self, query: Query) -> str:
        """Return the cache key of the answer to a query: a digest of everything that is sent."""
        value = plain(query.by, query.value) if query.by != "title" else query.value
        parts = (
            self.provider,
            self.url,
            sorted(self.what),
            query.by,
            value,
            query.authors,
            query.year,
            query.container,
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class ResponseCache(contextlib.AbstractContextManager["ResponseCache"]):
    """The cache file in a folder; a context manager, which closes it."""

    def __init__(self, folder: Path | str) -> None:
        self._path = Path(folder) / ANSWERS_FILE
        self._base = self._open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _open(self) -> sqlite3.Connection:
        """Open the file, and replace a damaged one. `OutputError` if it can be neither read nor written."""
        files.make_folder(self._path.parent)
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                self._path.unlink()
        try:
            return self._connect()
        except sqlite3.Error as error:
            raise OutputError(
                str(self._path), f"cannot be used: {error}; LITREVIEW_CACHE names another folder"
            ) from error

    def _connect(self) -> sqlite3.Connection:
        with contextlib.suppress(OSError):
            # private on a shared machine; SQLite itself would create it with the default mode
            self._path.touch(mode=0o600)
        base = sqlite3.connect(self._path, timeout=30.0)
        try:
            with base:
                base.execute(_TABLE)
        except sqlite3.Error:
            base.close()
            raise
        return base

    def get(self, scope: CacheScope, query: Query, now: float) -> Answer | None:
        """Return the valid cached answer to a query, None if it is missing or damaged."""
        try:
            row = self._base.execute(
                "SELECT works FROM answers WHERE id = ? AND until > ?", (scope.id(query), now)
            ).fetchone()
            works = json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError, TypeError, RecursionError):
            return None
        if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
            return None
        return Answer(query=query, status="found" if works else "not-found", works=tuple(works))

    def forget(self, holds: Callable[[str], bool]) -> int:
        """Delete the answers for whose text `holds` returns True, also their bytes in the file; return how many."""
        try:
            self._base.execute("PRAGMA secure_delete = ON")
            rows = self._base.execute("SELECT id, works FROM answers").fetchall()
            gone = [(id_,) for id_, works in rows if holds(str(works))]
            with self._base:
                self._base.executemany("DELETE FROM answers WHERE id = ?", gone)
            # earlier deletions may remain in unused pages
            self._base.execute("VACUUM")
        except sqlite3.Error as error:
            raise OutputError(
                str(self._path), f"cannot be written: {error}; delete it, and what it held is asked for again"
            ) from error
        return len(gone)

    def store(self, scope: CacheScope, answers: Iterable[Answer], now: float, valid: float | None) -> None:
        """Store the answers of a request in one transaction, without failed ones, for `valid` seconds (by default, by the kind of answer)."""
        rows = [
            (
                scope.id(each.query),
                now + _time(each, valid),
                json.dumps(each.works, ensure_ascii=False, sort_keys=True),
            )
            for each in answers
            if each.status != "failed"
        ]
        try:
            with self._base:
                self._base.execute("DELETE FROM answers WHERE until <= ?", (now,))
                self._base.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise OutputError(
                str(self._path),
                f"cannot be written: {error}; it can be deleted, and what it held is asked for again",
            ) from error


def _time(answer: Answer, valid: float | None) -> float:
    if valid is not None:
        return valid
    return FOUND_FOR if answer.status == "found" else NOT_FOUND_FOR

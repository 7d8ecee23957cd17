"""Answers that were had before, so that nobody is asked twice: a file of SQLite in the user's cache folder, which may be deleted at any time.

Stored is the answer to each query, not to each request: the same batch never comes twice, since what was found is not asked for again. All
answers of a request are kept at once or not at all, so a program may be killed at any moment. Of a source nothing is kept but what was
asked; a key or an address of who asked is in neither, for neither is part of a query.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from litreview.core import files
from litreview.core.errors import OutputError
from litreview.providers.protocol import Answer, Query, What, plain

_DAY = 86400.0
FOUND_FOR = 30 * _DAY
"""Seconds for which what was found is not asked again, unless the provider says otherwise."""
NOT_FOUND_FOR = 7 * _DAY
"""Seconds for which what was not found is not asked again."""
ANSWERS_FILE = "answers-1.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, until REAL NOT NULL, works TEXT NOT NULL) WITHOUT ROWID"


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder for what may be deleted: `LITREVIEW_CACHE`, or the one that the system has for its user."""
    said = os.environ if environ is None else environ
    if said.get("LITREVIEW_CACHE"):
        return Path(said["LITREVIEW_CACHE"])
    home = Path(said.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return home / "Library/Caches/litreview"
    if sys.platform == "win32":
        return Path(said.get("LOCALAPPDATA") or home / "AppData/Local") / "litreview/Cache"
    return Path(said.get("XDG_CACHE_HOME") or home / ".cache") / "litreview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked for what: answers of another address, or to another question, are others."""

    provider: str
    url: str
    what: frozenset[What]

    def id(self, query: Query) -> str:
        """Return the name under which the answer to a query is kept: a digest of what is asked."""
        value = plain(query.by, query.value) if query.by != "title" else query.value
        asked = (
            self.provider,
            self.url,
            sorted(self.what),
            query.by,
            value,
            query.authors,
            query.year,
            query.container,
        )
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


class ResponseCache:
    """The answers that are kept in a folder; a context, which closes its file."""

    def __init__(self, folder: Path | str) -> None:
        self._path = Path(folder) / ANSWERS_FILE
        self._base = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _open(self) -> sqlite3.Connection:
        """Return the file, opened; one that is damaged is begun anew. `OutputError` if it can be neither read nor written."""
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
            # nobody else's business, on a machine of several people; made before SQLite does, which asks nobody
            self._path.touch(mode=0o600)
        base = sqlite3.connect(self._path, timeout=30.0)
        try:
            with base:
                base.execute(_TABLE)
        except sqlite3.Error:
            base.close()
            raise
        return base

    def get(self, asked: Asked, query: Query, now: float) -> Answer | None:
        """Return the answer to a query, if there is one that is still valid; one that is damaged is none."""
        try:
            row = self._base.execute(
                "SELECT works FROM answers WHERE id = ? AND until > ?", (asked.id(query), now)
            ).fetchone()
            works = json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError, TypeError, RecursionError):
            return None
        if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
            return None
        return Answer(query=query, status="found" if works else "not-found", works=tuple(works))

    def forget(self, holds: Callable[[str], bool]) -> int:
        """Remove the answers whose text holds what is looked for, so that their bytes are gone, too; return how many."""
        try:
            self._base.execute("PRAGMA secure_delete = ON")
            rows = self._base.execute("SELECT id, works FROM answers").fetchall()
            gone = [(id_,) for id_, works in rows if holds(str(works))]
            with self._base:
                self._base.executemany("DELETE FROM answers WHERE id = ?", gone)
            # what was deleted earlier is in pages that nobody has overwritten
            self._base.execute("VACUUM")
        except sqlite3.Error as error:
            raise OutputError(
                str(self._path), f"cannot be written: {error}; delete it, and what it held is asked for again"
            ) from error
        return len(gone)

    def put(self, asked: Asked, answers: Iterable[Answer], now: float, valid: float | None) -> None:
        """Keep the answers of a request, all at once: for so many seconds, or as long as such answers are kept. What failed is not kept."""
        rows = [
            (
                asked.id(each.query),
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

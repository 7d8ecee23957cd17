"""What a style printed for a review before, so that only what has changed is printed anew: a file of SQLite in the user's cache folder, which may be deleted at any time.

An entry is kept under a digest of all that it depends on, so that none is ever stale. Of a review only what its last run printed is
kept: a source that was taken out of it, or sealed, is gone from here with the next run. Nothing confidential is ever given to a style, so
none is here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from litreview import files
from litreview.errors import LitreviewError

_FILE = "entries-1.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS entries (review TEXT, id TEXT, used REAL NOT NULL, printed BLOB NOT NULL,"
    " PRIMARY KEY (review, id)) WITHOUT ROWID"
)
_KEPT_FOR = 30 * 86400.0
"""Seconds for which the entries of a review that is not run again are kept."""
_SOME = 500

Value = list[Any]


class KeptEntries:
    """The entries of one review that are kept in a folder. Where they can be neither read nor written, nothing is kept, and nothing is wrong."""

    def __init__(self, folder: Path | str, review: str) -> None:
        self._path = Path(folder) / _FILE
        self._review = hashlib.sha256(review.encode("utf-8", "surrogatepass")).hexdigest()

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        files.make_folder(self._path.parent)
        # nobody else's business, on a machine of several people
        self._path.touch(mode=0o600)
        base = sqlite3.connect(self._path, timeout=5.0)
        try:
            with base:
                base.execute(_TABLE)
                yield base
        finally:
            base.close()

    def find(self, names: Collection[str]) -> dict[str, Value]:
        """Return what is kept under these digests; what is damaged is not."""
        asked, found = sorted(names), {}
        try:
            with self._opened() as base:
                for start in range(0, len(asked), _SOME):
                    some = asked[start : start + _SOME]
                    marks = ",".join("?" * len(some))
                    rows = base.execute(
                        f"SELECT id, printed FROM entries WHERE review = ? AND id IN ({marks})",  # noqa: S608 - question marks
                        (self._review, *some),
                    )
                    found.update({name: _value(blob) for name, blob in rows})
        except (sqlite3.Error, OSError, LitreviewError):
            return {}
        return {name: value for name, value in found.items() if value is not None}

    def keep(self, used: Collection[str], new: Mapping[str, Value]) -> None:
        """Keep the new ones beside those that were used, and nothing else of this review."""
        now = time.time()
        rows = [
            (self._review, name, now, zlib.compress(json.dumps(value).encode(), 1))
            for name, value in new.items()
        ]
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._opened() as base:
            base.execute("CREATE TEMP TABLE used (id TEXT PRIMARY KEY)")
            base.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((name,) for name in used))
            base.execute(
                "DELETE FROM entries WHERE used < ? OR (review = ? AND id NOT IN (SELECT id FROM used))",
                (now - _KEPT_FOR, self._review),
            )
            base.execute("UPDATE entries SET used = ? WHERE review = ?", (now, self._review))
            base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)


def _value(blob: bytes) -> Value | None:
    try:
        found = json.loads(zlib.decompress(blob))
    except (zlib.error, ValueError, TypeError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def digest(*parts: Any) -> str:
    """Return the digest of values of JSON, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

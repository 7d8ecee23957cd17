"""What was made of single works for a review before, so that only what has changed is made anew: a file of SQLite for each review in the user's cache folder, which may be deleted at any time.

A value is kept under a digest of all that it depends on, of this very program too, so that none is ever stale. Of a review only what its
last run used is kept: a source that was taken out of it, or sealed, is gone from here with the next run. Of a confidential source nothing
is kept. Values are those of JSON: to read one runs nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from litreview import files
from litreview.errors import LitreviewError
from litreview.model import Problem, Source, Span, Where, Work
from litreview.runtime import build_fingerprint

_FILES = "values-"
_TABLE = "CREATE TABLE IF NOT EXISTS kept (part TEXT, id TEXT, value BLOB NOT NULL, PRIMARY KEY (part, id))"
_KEPT_FOR = 30 * 86400.0
"""Seconds for which what was made for a review that is not run again is kept."""
_SOME = 500
_LIBRARIES = ("numpy", "pyahocorasick", "snowballstemmer")

Value = list[Any]
V = TypeVar("V")
W = TypeVar("W", bound=Work)


class Keeping:
    """What is kept of the runs of one review, by the parts of a run. Where it can be neither read nor written, nothing is kept, and nothing is wrong."""

    def __init__(self, folder: Path | str, review: str) -> None:
        name = hashlib.sha256(review.encode("utf-8", "surrogatepass")).hexdigest()[:20]
        self._path = Path(folder) / f"{_FILES}{name}.sqlite"
        self._used: set[tuple[str, str]] = set()
        self._digests: dict[int, tuple[Work, bytes]] = {}
        self._whole: dict[int, tuple[Work, bytes]] = {}

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        files.make_folder(self._path.parent)
        # nobody else's business, on a machine of several people
        self._path.touch(mode=0o600)
        base = sqlite3.connect(self._path, timeout=5.0)
        try:
            # what is lost is made anew: nobody waits for the disk
            base.execute("PRAGMA synchronous = OFF")
            # what is taken out is overwritten: it may be of a source that was sealed since
            base.execute("PRAGMA secure_delete = ON")
            with base:
                base.execute(_TABLE)
                yield base
        except sqlite3.DatabaseError as error:
            if type(error) is sqlite3.DatabaseError:
                # no database, or damaged: the next run begins another
                self._path.unlink()
            raise
        finally:
            base.close()

    def find(self, part: str, names: Collection[str]) -> dict[str, Value]:
        """Return what is kept of a part under these digests; what is damaged is not."""
        asked, found = sorted(names), {}
        try:
            with self._opened() as base:
                for start in range(0, len(asked), _SOME):
                    some = asked[start : start + _SOME]
                    marks = ",".join("?" * len(some))
                    rows = base.execute(
                        f"SELECT id, value FROM kept WHERE part = ? AND id IN ({marks})",  # noqa: S608 - question marks
                        (part, *some),
                    )
                    found.update({name: _value(blob) for name, blob in rows})
        except (sqlite3.Error, OSError, LitreviewError):
            return {}
        return {name: value for name, value in found.items() if value is not None}

    def keep(self, part: str, used: Iterable[str], new: Mapping[str, Value]) -> None:
        """Keep the new values of a part, and remember which of all were used."""
        self._used.update((part, name) for name in used)
        rows = [(part, name, zlib.compress(json.dumps(value).encode(), 1)) for name, value in new.items()]
        if rows:
            with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._opened() as base:
                base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)

    def used(self, part: str) -> list[str]:
        """Return the digests of a part that were used so far."""
        return sorted(name for of, name in self._used if of == part)

    def forget_others(self) -> None:
        """Remove what this review has not used since this was made, and what was made for reviews that nobody ran for a month."""
        with contextlib.suppress(sqlite3.Error, OSError, LitreviewError), self._opened() as base:
            base.execute("CREATE TEMP TABLE used (part TEXT, id TEXT, PRIMARY KEY (part, id))")
            base.executemany("INSERT INTO used VALUES (?, ?)", self._used)
            # NOT IN would go through all that was used for each that was not
            base.execute(
                "DELETE FROM kept WHERE NOT EXISTS"
                " (SELECT 1 FROM used WHERE used.part = kept.part AND used.id = kept.id)"
            )
        with contextlib.suppress(OSError):
            self._path.touch()
            for path in self._path.parent.glob(f"{_FILES}*.sqlite"):
                if path.stat().st_mtime < time.time() - _KEPT_FOR:
                    path.unlink()

    def forget(self) -> None:
        """Remove all that is kept of this review."""
        for path in self.paths():
            with contextlib.suppress(OSError):
                path.unlink()

    def paths(self) -> tuple[Path, ...]:
        """Return the files in which something of this review may be stored: a run that was killed leaves pages in a journal."""
        return tuple(
            self._path.with_name(f"{self._path.name}{end}") for end in ("", "-journal", "-wal", "-shm")
        )

    def names(self, works: Sequence[Work], rests_on: Any, also: Sequence[Any] = ()) -> list[str]:
        """Return a digest of each work and of what its value rests on beside it; "" for what is never kept."""
        begun = hashlib.sha256(
            json.dumps((build_fingerprint(*_LIBRARIES), rests_on), sort_keys=True).encode()
        )
        names = []
        for place, work in enumerate(works):
            one, said = begun.copy(), self._digest(work)
            one.update(said)
            one.update(json.dumps(also[place]).encode() if also else b"")
            names.append(one.hexdigest() if said else "")
        return names

    def name(self, sources: Iterable[Source], rests_on: Any) -> str:
        """Return a digest of sources together, with the text and the place of their records and what registries say, and of what a value rests on beside them."""
        told = hashlib.sha256(json.dumps((build_fingerprint(*_LIBRARIES), rests_on), sort_keys=True).encode())
        for source in sources:
            told.update(self._whole_digest(source))
        return told.hexdigest()

    def _whole_digest(self, source: Source) -> bytes:
        """Return the digest of a source with the text and the place of its records."""
        found = self._whole.get(id(source))
        if found is None:
            told = hashlib.sha256(self._digest(source) or json.dumps(said_of(source)).encode())
            for one in (*source.records, *source.enriched):
                place = [one.id, one.key, one.where.file, one.where.line, one.repeated]
                more = [*said_of(one), one.raw_fields] if source.enriched else []
                told.update(json.dumps([place, more, one.raw]).encode())
            found = self._whole[id(source)] = source, told.digest()
        return found[1]

    def _digest(self, work: Work) -> bytes:
        found = self._digests.get(id(work))
        if found is None:
            told = _told(work)
            made = hashlib.sha256(json.dumps(told).encode()).digest() if told else b""
            # with the work itself, so that no other gets its place in memory
            found = self._digests[id(work)] = work, made
        return found[1]


def each(
    keeping: Keeping | None,
    part: str,
    works: Sequence[W],
    make: Callable[[Sequence[int]], Iterable[V]],
    *,
    rests_on: Any,
    also: Sequence[Any] = (),
    write: Callable[[V], Value],
    read: Callable[[Value, W], V],
) -> list[V]:
    """Return a value for each work: those that are kept, and those that `make` returns for the places of the others.

    A value may depend on its work (but for the text of its records), on what is said in `rests_on` and, of each work, in `also`. `write`
    makes of it values of JSON, and `read` makes it of them again.
    """
    if keeping is None:
        return list(make(range(len(works))))
    names = keeping.names(works, rests_on, also)
    there = keeping.find(part, {name for name in names if name})
    found: dict[int, V] = {}
    for place, (name, work) in enumerate(zip(names, works, strict=True)):
        # what is no such value is made anew
        with contextlib.suppress(LookupError, TypeError, ValueError):
            found[place] = read(there[name], work)
    missing = [place for place in range(len(works)) if place not in found]
    made = dict(zip(missing, make(missing), strict=True))
    new = {names[place]: write(value) for place, value in made.items() if names[place]}
    keeping.keep(part, filter(None, names), new)
    found |= made
    return [found[place] for place in range(len(works))]


def once(
    keeping: Keeping | None,
    part: str,
    sources: Sequence[Source],
    make: Callable[[], V],
    *,
    rests_on: Any,
    write: Callable[[V], Value | None],
    read: Callable[[Value], V],
) -> V:
    """Return what `make` makes of all sources together, looked up if nothing it depends on has changed since the last run.

    `write` returns None for a value that may not be kept.
    """
    if keeping is None:
        return make()
    name = keeping.name(sources, rests_on)
    with contextlib.suppress(LookupError, TypeError, ValueError):
        found = read(keeping.find(part, {name})[name])
        keeping.keep(part, [name], {})
        return found
    made = make()
    if (value := write(made)) is not None:
        keeping.keep(part, [name], {name: value})
    return made


def digest(*parts: Any) -> str:
    """Return the digest of values of JSON, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def spans_written(spans: Iterable[Span]) -> Value:
    """Return spans as values of JSON."""
    return [(span.field, span.start, span.end, span.text) for span in spans]


def spans_read(value: Value) -> tuple[Span, ...]:
    """Return the spans that were made values of JSON."""
    return tuple(Span(field=field, start=start, end=end, text=text) for field, start, end, text in value)


def problems_written(problems: Iterable[Problem]) -> Value:
    """Return Problems as values of JSON."""
    return [
        (p.where.file, p.where.line, p.code, p.level, p.message, p.remedy, p.key, *p.fields) for p in problems
    ]


def problems_read(value: Value) -> tuple[Problem, ...]:
    """Return the Problems that were made values of JSON."""
    return tuple(
        Problem(
            where=Where(file=file, line=line),
            code=code,
            level=level,
            message=message,
            remedy=remedy,
            key=key,
            fields=tuple(fields),
        )
        for file, line, code, level, message, remedy, key, *fields in value
    )


def _value(blob: bytes) -> Value | None:
    try:
        found = json.loads(zlib.decompress(blob))
    except (zlib.error, ValueError, TypeError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _told(work: Work) -> Value | None:
    """Return what a source says, but for the text of its records; None if it is confidential, or no source."""
    if not isinstance(work, Source) or any(one.confidential for one in (work, *work.records)):
        return None
    records = [[*said_of(one), one.id, one.raw_fields, one.format] for one in work.records]
    return [*said_of(work), work.former_keys, records]


def said_of(work: Work) -> Value:
    """Return what a work says of itself as values of JSON."""
    people = [(p.family, p.given, p.prefix, p.suffix, p.literal) for p in (*work.authors, *work.editors)]
    return [work.key, work.type, work.year, work.doi, work.unnamed, work.fields, len(work.authors), people]

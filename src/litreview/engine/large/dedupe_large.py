"""The stage: files in, the tables of a deduplication in a folder out, and what is written of them."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from litreview.core.errors import OutputError, UsageError, named
from litreview.core.files import held, make_folder, name_of, opened
from litreview.core.model import Problem, Record
from litreview.core.runtime import build_fingerprint
from litreview.engine.large import pipeline as sql, writing
from litreview.engine.large.duckdb_engine import MACHINE, DuckDB, room
from litreview.engine.large.pipeline import Engine, deduplicate
from litreview.engine.large.reading import as_shown, parts_of, read_told, store
from litreview.engine.large.rows import arrow, duckdb, unpacked
from litreview.formats import public_names
from litreview.formats.file_chunks import SIZE, TIMES_THE_FILE, has_confidential_mark
from litreview.formats.input_files import gather, unreadable_exports
from litreview.judgements.codebook import codebook_text, parse_codebook
from litreview.stages.duplicates.verdict import Preprints

STAGES: Mapping[str, str] = {
    "stored": "reading", "stored_at_once": "reading what holds something confidential at once", "entries": "normalising", "keyed": "keys under which records meet", "pairs": "candidate pairs",
    "worth": "likeness of titles", "judged": "verdicts", "named": "what the collection shows", "components": "clusters",
    "merged": "one entry for each work",
}  # fmt: skip
"""What is done while a table is made, in words, for those that take long."""


PART_SIZE = SIZE
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeDeduplication:
    """A deduplication that is in tables, as long as their engine is open: what `litreview.dedupe` would return, to be gone through and written."""

    engine: Engine
    options: Mapping[str, Any]
    passed_over: tuple[Problem, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return how many records, sources, merged records, pairs for a person and related pairs there are."""
        records, sources = next(self.engine.rows("SELECT count(*), count(DISTINCT first) FROM homes"))
        queue, related = (
            next(self.engine.rows(f"SELECT count(*) FROM {name}"))[0] for name in ("queue", "related")
        )
        return {
            "records": records, "sources": sources, "merged": records - sources, "queue": queue, "related": related,
        }  # fmt: skip

    def clusters(self) -> Iterator[tuple[str, ...]]:
        """Yield the ids of the records of each source, in order of reading."""
        rows = self.engine.rows(
            "SELECT h.first, w.e_id FROM homes h JOIN works w ON w.pos = h.pos ORDER BY h.first, h.seq"
        )
        for _, group in groupby(rows, key=itemgetter(0)):
            yield tuple(id_ for _, id_ in group)

    def problems(self) -> Iterator[Problem]:
        """Yield the Problems met, those of reading first, then what is withheld."""
        yield from (read_told(text) for (text,) in self.engine.rows(sql.FAULTS))
        yield from self.passed_over
        yield from (read_told(text) for (texts,) in self.engine.rows(sql.WITHHELD) for text in texts)
        yield from writing.warnings(self.engine)

    def hidden(self) -> tuple[Record, ...]:
        """Return the records of files that are sealed, or of which something is withheld, as they are shown."""
        return tuple(unpacked(text) for (text,) in self.engine.rows(sql.HIDDEN))

    def write(self, path: Path | str) -> None:
        """Write one entry for each source, in the format that was asked for."""
        writing.write_sources(self.engine, path, self.options)

    def write_table(self, name: str, path: Path | str) -> None:
        """Write the table `records`, `values` or `queue` as CSV."""
        if name == "queue":
            writing.write_queue(self.engine, path, raw=self.options["raw_csv"])
        else:
            writing.write_table(self.engine, name, path)

    def write_tags(self, path: Path | str, codebook: Path | str = "tvpa") -> dict[str, int]:
        """Write the table of the tags that the rules give each source, and return of each code how many sources have it."""
        text = codebook_text(codebook)
        parse_codebook(text, str(codebook))  # a fault is told here, with its line
        name = f"tagged_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        options = {**self.options, "codebook": text}
        self.engine.batches(name, sql.MEMBERS_OF_SOURCES, "tagged", options, ["first", "seq"])
        writing.write_table(self.engine, "tags", path, name)
        counted = Counter(
            code for (codes,) in self.engine.rows(f"SELECT codes FROM {name}") for code in codes
        )
        return dict(sorted(counted.items()))


@contextmanager
def deduplicated(
    given: Sequence[Path | str] | Iterable[Record],
    folder: Path | str,
    *,
    format: str = "bib",  # noqa: A002 - the field's word
    preprints: Preprints = "ask",
    prefer: Sequence[str] = (),
    public: Sequence[Path | str] = (),
    raw_csv: bool = False,
    memory: int = 0,
    workers: int = 0,
    session: Any = None,
    told: Callable[[str], None] = lambda _: None,
) -> Iterator[LargeDeduplication]:
    """Yield the deduplication of files, folders and globs, or of records as they come, whose tables are in a working folder.

    It has the clusters, the queue and the entries that `litreview.dedupe` gives, without decisions. `memory` is what DuckDB may take, in
    megabytes, 0 for a third of what the files take, or 400 if that is less, or 2,000 if it is more (a million records took 400 and ten
    million 2,000); with a `session` of Spark its machines do the work, and `folder` is one that all of them see. A run that was ended goes
    on from what is in the folder, if files and options are as they were. What is sealed or withheld is shown as `litreview.read` shows it, `public` means what
    it means there, and nothing of it is in working files. `UsageError` for a folder that holds something else, for records that were read with
    what is confidential, and for a file that holds such and is too large to be read at once.
    """
    options: dict[str, Any] = {
        "format": format, "preprints": preprints, "prefer": list(prefer), "raw_csv": raw_csv,
        "public": sorted(public_names(public, _paths(given) or ())) if public else [],
    }  # fmt: skip
    words = STAGES.get
    with _engine(
        folder,
        memory or memory_for(given),
        workers,
        session,
        lambda name: told(said) if (said := words(name)) else None,
    ) as engine:
        beside = _read(engine, given, options, Path(folder) if session is None else None)
        deduplicate(engine, options)
        yield LargeDeduplication(engine=engine, options=options, passed_over=tuple(beside))


def _paths(given: Sequence[Path | str] | Iterable[Record]) -> list[Path | str] | None:
    """Return files, folders and globs as they were given, None for records."""
    if isinstance(given, Sequence) and all(isinstance(one, str | Path) for one in given):
        return [one for one in given if isinstance(one, str | Path)]
    return None


def memory_for(given: Sequence[Path | str] | Iterable[Record]) -> int:
    """Return the megabytes that DuckDB may take: a third of what files take, at least 400 and at most 2,000."""
    paths = _paths(given)
    if paths is None:
        return 2_000
    size = sum(path.stat().st_size for path, _, _ in gather(paths) if path.exists())
    return min(max(size // 3_000_000, 400), 2_000)


@contextmanager
def _engine(
    folder: Path | str, memory: int, workers: int, session: Any, told: Callable[[str], None]
) -> Iterator[Any]:
    if session is not None:
        from litreview.engine.large.spark import Spark

        yield Spark(session, str(folder), told=told)
        return
    for package in (duckdb, arrow):
        package()  # before a folder is made
    if name_of(folder) != Path(folder).as_posix():
        raise UsageError(
            f"{name_of(folder)}: DuckDB opens no folder whose name is not UTF-8; name another for the working files (--work DIR)"
        )
    with (
        _held(Path(folder)),
        room(Path(folder)),
        DuckDB(Path(folder), memory=memory, workers=workers, told=told) as ducks,
    ):
        yield ducks


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder, made if need be: a second run in it waits for the first, which may take it away at its end."""
    while True:
        make_folder(folder)
        with held(folder) as is_there:
            if is_there:
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise OutputError(
                        str(folder), "cannot be written: working files go there; name another (--work DIR)"
                    )
                yield
                return


def _read(
    engine: Any,
    given: Sequence[Path | str] | Iterable[Record],
    options: Mapping[str, Any],
    folder: Path | None,
) -> list[Problem]:
    """Make the table `stored`, and take away all tables if they are those of something else."""
    paths = _paths(given)
    if paths is not None:
        gathered = gather(paths)
        for path in (path for path, _, _ in gathered if path.exists()):
            with opened(path):  # one that can't be read is told now, and not after hours
                pass
        known = [[str(path.absolute()), name, met, *_state(path)] for path, name, met in gathered]
        _settle(engine, {"files": known, "options": options})
        _read_files(engine, paths, options, here=folder is not None)
        return list(as_shown(unreadable_exports(paths)))
    if folder is None:
        raise UsageError("with Spark the records are read from files, which all machines see")
    if not engine.has("job"):
        engine.clear("stored")  # before anything is written into a folder that is none of ours
    digest = store((one for one in given if isinstance(one, Record)), folder)
    _settle(engine, {"records": digest, "options": options}, keep="stored")
    engine.open("stored")
    return []


def _read_files(engine: Any, paths: Sequence[Path | str], options: Mapping[str, Any], *, here: bool) -> None:
    """Make the table `stored` of files: in parts, but for those that hold a mark of what is confidential.

    If something is sealed or withheld in a part of another, all is read once more with that file as a whole, for what else is withheld in it may be
    seen only then. `UsageError` for one that is too large for that, if files are read `here`, on this machine.
    """
    if engine.has("read_at_once"):
        engine.open("read_at_once")
        files = {file for (file,) in engine.rows("SELECT file FROM read_at_once")}
    else:
        parts = {}
        marked: set[int] = set()
        # to part files takes time for large ones, and is not needed where they are read
        if not engine.has("stored"):
            marked = _marked(paths)
            _refuse_too_large(paths, marked if here else ())
            parts = parts_of(paths, size=PART_SIZE, at_once=marked)
        engine.read("stored", parts, options)
        files = {file for (file,) in engine.rows(sql.PARTED)}
        if not files:
            return
        files |= marked
        engine.put("read_at_once", {"file": "int64"}, [(file,) for file in sorted(files)])
    engine.drop("stored")
    _refuse_too_large(paths, files if here else ())
    parts = {} if engine.has("stored_at_once") else parts_of(paths, size=PART_SIZE, at_once=files)
    engine.read("stored_at_once", parts, options)
    engine.view("stored", "SELECT * FROM stored_at_once")


def _marked(paths: Sequence[Path | str]) -> set[int]:
    """Return the numbers of the files that are large enough to be parted and hold a mark of what is confidential."""
    numbered = enumerate(path for path, _, _ in gather(paths))
    return {
        number
        for number, path in numbered
        if path.exists() and path.stat().st_size >= 2 * PART_SIZE and has_confidential_mark(path)
    }


def _refuse_too_large(paths: Sequence[Path | str], at_once: Collection[int]) -> None:
    """Raise `UsageError` if one of the files with these numbers takes more than this machine's memory when it is read as a whole."""
    for number, (path, _, _) in enumerate(gather(paths)) if at_once else ():
        if number in at_once and path.stat().st_size * TIMES_THE_FILE >= MACHINE:
            raise UsageError(
                f"{named(str(path))}: something in it is sealed or withheld, or looks so; it is read as a whole then, and is more than "
                "a fourteenth of the memory: part it into smaller files"
            )


def _state(path: Path) -> tuple[int, ...]:
    """Return what changes when a file does, nothing for a link that leads nowhere."""
    if not path.exists():
        return ()
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _settle(engine: Any, job: Mapping[str, Any], *, keep: str = "") -> None:
    """Leave the tables of a run that was ended where it was of the same; take away others."""
    told = json.dumps([job, build_fingerprint("duckdb", "pyarrow", "pyspark")], sort_keys=True)
    # not the names of files themselves: a file may be called after whoever was interviewed
    identity = hashlib.sha256(told.encode()).hexdigest()
    if engine.has("job"):
        engine.open("job")
        if list(engine.rows("SELECT identity FROM job")) == [(identity,)]:
            return
    engine.clear(keep)
    engine.put("job", {"identity": "string"}, [(identity,)])

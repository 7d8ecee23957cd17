"""Deduplication of files into tables in a folder, and the output that is written from the tables."""

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

from litreview.core.errors import OutputError, UsageError, message_path
from litreview.core.files import lock_if_exists, make_folder, name_of, opened
from litreview.core.model import Problem, Record
from litreview.core.runtime import build_fingerprint
from litreview.engine.large import output_writer, pipeline as sql
from litreview.engine.large.duckdb_engine import MACHINE, DuckDB, room
from litreview.engine.large.part_reader import parts_of, read_problem, shown_problems, store
from litreview.engine.large.pipeline import Engine, deduplicate
from litreview.engine.large.table_rows import arrow, duckdb, unpack
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
"""The tables that take long, with what is done meanwhile, in words."""

PART_SIZE = SIZE
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeDeduplication:
    """A deduplication in tables, to iterate over and to write, with the results of `litreview.dedupe`; valid while its engine is open."""

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
        """Yield the Problems: those of reading first, then withheld records, then warnings."""
        yield from (read_problem(text) for (text,) in self.engine.rows(sql.FAULTS))
        yield from self.passed_over
        yield from (read_problem(text) for (texts,) in self.engine.rows(sql.WITHHELD) for text in texts)
        yield from output_writer.warnings(self.engine)

    def hidden(self) -> tuple[Record, ...]:
        """Return the records of files that are sealed, or have something withheld, in their displayed form."""
        return tuple(unpack(text) for (text,) in self.engine.rows(sql.HIDDEN))

    def write(self, path: Path | str) -> None:
        """Write one entry for each source, in the format of the options."""
        output_writer.write_sources(self.engine, path, self.options)

    def write_table(self, name: str, path: Path | str) -> None:
        """Write the table `records`, `values` or `queue` as CSV."""
        if name == "queue":
            output_writer.write_queue(self.engine, path, raw=self.options["raw_csv"])
        else:
            output_writer.write_table(self.engine, name, path)

    def write_tags(self, path: Path | str, codebook: Path | str = "tvpa") -> dict[str, int]:
        """Write the table of tags that the rules give, and return the number of sources with each code."""
        text = codebook_text(codebook)
        parse_codebook(text, str(codebook))  # a fault is raised here, with its line
        name = f"tagged_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        options = {**self.options, "codebook": text}
        self.engine.batches(name, sql.MEMBERS_OF_SOURCES, "tagged", options, ["first", "seq"])
        output_writer.write_table(self.engine, "tags", path, name)
        counted = Counter(
            code for (codes,) in self.engine.rows(f"SELECT codes FROM {name}") for code in codes
        )
        return dict(sorted(counted.items()))


@contextmanager
def deduplicated(
    inputs: Sequence[Path | str] | Iterable[Record],
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
    report: Callable[[str], None] = lambda _: None,
) -> Iterator[LargeDeduplication]:
    """Yield the deduplication of files, folders and globs, or of a stream of records, with tables in a working folder.

    It has the clusters, the queue and the entries of `litreview.dedupe` without decisions. `memory` limits DuckDB, in megabytes. 0 means a
    third of the size of the files, at least 400 and at most 2,000 (a million records took 400 and ten million 2,000). With a `session` of
    Spark, its machines do the work, and all of them must see `folder`. An interrupted run continues from the folder if files and options
    are unchanged. `report` is called with each long step, in words.

    Sealed and withheld values appear as `litreview.read` shows them, with the same `public`, and never in working files.
    `UsageError` for a folder with other contents, for records that were read with confidential values, and for a file with such values that
    is too large to be read at once.
    """
    options: dict[str, Any] = {
        "format": format, "preprints": preprints, "prefer": list(prefer), "raw_csv": raw_csv,
        "public": sorted(public_names(public, _paths(inputs) or ())) if public else [],
    }  # fmt: skip
    words = STAGES.get
    with _engine(
        folder,
        memory or memory_for(inputs),
        workers,
        session,
        lambda name: report(step) if (step := words(name)) else None,
    ) as engine:
        skipped = _read(engine, inputs, options, Path(folder) if session is None else None)
        deduplicate(engine, options)
        yield LargeDeduplication(engine=engine, options=options, passed_over=tuple(skipped))


def _paths(inputs: Sequence[Path | str] | Iterable[Record]) -> list[Path | str] | None:
    """Return the paths if `inputs` are files, folders and globs; None for records."""
    if isinstance(inputs, Sequence) and all(isinstance(one, str | Path) for one in inputs):
        return [one for one in inputs if isinstance(one, str | Path)]
    return None


def memory_for(inputs: Sequence[Path | str] | Iterable[Record]) -> int:
    """Return the megabytes for DuckDB: a third of the size of the files, at least 400 and at most 2,000."""
    paths = _paths(inputs)
    if paths is None:
        return 2_000
    size = sum(path.stat().st_size for path, _, _ in gather(paths) if path.exists())
    return min(max(size // 3_000_000, 400), 2_000)


@contextmanager
def _engine(
    folder: Path | str, memory: int, workers: int, session: Any, report: Callable[[str], None]
) -> Iterator[Any]:
    if session is not None:
        from litreview.engine.large.spark import Spark

        yield Spark(session, str(folder), report=report)
        return
    for package in (duckdb, arrow):
        package()  # before a folder is made
    if name_of(folder) != Path(folder).as_posix():
        raise UsageError(
            f"{name_of(folder)}: DuckDB opens no folder whose name is not UTF-8; name another for the working files (--work DIR)"
        )
    with (
        _lock_folder(Path(folder)),
        room(Path(folder)),
        DuckDB(Path(folder), memory=memory, workers=workers, report=report) as engine,
    ):
        yield engine


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder, created if needed: a second run waits for the first, which may remove the folder at its end."""
    while True:
        make_folder(folder)
        with lock_if_exists(folder) as is_there:
            if is_there:
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise OutputError(
                        str(folder), "cannot be written: working files go there; name another (--work DIR)"
                    )
                yield
                return


def _read(
    engine: Any,
    inputs: Sequence[Path | str] | Iterable[Record],
    options: Mapping[str, Any],
    folder: Path | None,
) -> list[Problem]:
    """Make the table `stored`; first remove all tables if they belong to another job."""
    paths = _paths(inputs)
    if paths is not None:
        gathered = gather(paths)
        for path in (path for path, _, _ in gathered if path.exists()):
            with opened(path):  # a file that can't be read is reported now, and not after hours
                pass
        known = [[str(path.absolute()), name, met, *_state(path)] for path, name, met in gathered]
        _settle(engine, {"files": known, "options": options})
        _read_files(engine, paths, options, here=folder is not None)
        return list(shown_problems(unreadable_exports(paths)))
    if folder is None:
        raise UsageError("with Spark the records are read from files, which all machines see")
    if not engine.has("job"):
        engine.clear("stored")  # before anything is written into a folder that is not ours
    digest = store((one for one in inputs if isinstance(one, Record)), folder)
    _settle(engine, {"records": digest, "options": options}, keep="stored")
    engine.open("stored")
    return []


def _read_files(engine: Any, paths: Sequence[Path | str], options: Mapping[str, Any], *, here: bool) -> None:
    """Make the table `stored` from files: in parts, except files with a mark of confidential data, which are read whole.

    If a part of another file has something sealed or withheld, everything is read again with that file whole: only then may all that is
    withheld in it be found. `UsageError` if such a file is too large, and files are read `here`, on this machine.
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
        engine.write_rows("read_at_once", {"file": "int64"}, [(file,) for file in sorted(files)])
    engine.drop("stored")
    _refuse_too_large(paths, files if here else ())
    parts = {} if engine.has("stored_at_once") else parts_of(paths, size=PART_SIZE, at_once=files)
    engine.read("stored_at_once", parts, options)
    engine.view("stored", "SELECT * FROM stored_at_once")


def _marked(paths: Sequence[Path | str]) -> set[int]:
    """Return the numbers of the files that are large enough to be split and have a mark of confidential data."""
    numbered = enumerate(path for path, _, _ in gather(paths))
    return {
        number
        for number, path in numbered
        if path.exists() and path.stat().st_size >= 2 * PART_SIZE and has_confidential_mark(path)
    }


def _refuse_too_large(paths: Sequence[Path | str], at_once: Collection[int]) -> None:
    """Raise `UsageError` if one of the files with these numbers needs more than this machine's memory to be read whole."""
    for number, (path, _, _) in enumerate(gather(paths)) if at_once else ():
        if number in at_once and path.stat().st_size * TIMES_THE_FILE >= MACHINE:
            raise UsageError(
                f"{message_path(str(path))}: something in it is sealed or withheld, or looks so; it is read as a whole then, and is more than "
                "a fourteenth of the memory: part it into smaller files"
            )


def _state(path: Path) -> tuple[int, ...]:
    """Return size and modification time of a file, `()` for a broken link."""
    if not path.exists():
        return ()
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _settle(engine: Any, job: Mapping[str, Any], *, keep: str = "") -> None:
    """Keep the tables of an earlier run of the same job; remove others."""
    description = json.dumps([job, build_fingerprint("duckdb", "pyarrow", "pyspark")], sort_keys=True)
    # a hash, not the names of files: a file may be named after an interviewed person
    identity = hashlib.sha256(description.encode()).hexdigest()
    if engine.has("job"):
        engine.open("job")
        if list(engine.rows("SELECT identity FROM job")) == [(identity,)]:
            return
    engine.clear(keep)
    engine.write_rows("job", {"identity": "string"}, [(identity,)])

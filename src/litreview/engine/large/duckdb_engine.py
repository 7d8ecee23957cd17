"""The engine on one machine: tables are Parquet files in a folder, DuckDB joins them, and worker processes run the batch functions.

DuckDB respects a memory limit and spills the rest to the folder. A table is written under a temporary name and renamed when it is complete.
Finished parts of an incomplete table stay, so an interrupted run continues where it stopped.
"""

from __future__ import annotations

import errno
import glob
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from litreview.core.errors import LitreviewError, UsageError
from litreview.core.files import make_folder
from litreview.core.processes import processors
from litreview.engine.large.batches import FUNCTIONS
from litreview.engine.large.table_rows import Options, arrow, duckdb, schema_of
from litreview.engine.large.workers import Crew, Job, WorkerError

_FULL = (*map(os.strerror, (errno.ENOSPC, errno.EDQUOT)), "max_temp_directory_size")
"""Messages of a full disk that DuckDB, Arrow and workers pass on: those of the system, or of DuckDB, which leaves a tenth free."""

MACHINE = (
    os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 8_000_000_000
)
"""Bytes of the machine's memory, 8 GB if unknown."""
_MOST = MACHINE // 2_000_000
"""Megabytes up to which DuckDB's limit is raised if it runs out of memory: half of the machine's."""

_SPILL = "spill"
"""The folder to which DuckDB spills data beyond its memory."""

_A_THREAD = 300
"""Megabytes for a thread of DuckDB at least: two threads that write the widest rows fail with 400 together, but not with 600."""

_STRETCH = 20_480
"""Rows in the row group of a table, which is the job of a worker."""


class NoRoomError(LitreviewError):
    """The disk is full; finished tables and parts stay, and the next run continues from them."""


class WorkingFilesError(LitreviewError):
    """The run cannot continue from its working files: one is damaged, or DuckDB failed on them."""


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Raise errors that say what to do if the disk of a working folder is full (`NoRoomError`) or its files can't be read (`WorkingFilesError`)."""
    ours = (WorkerError, duckdb().Error, arrow("lib").ArrowException)
    try:
        yield
    except (OSError, *ours) as fault:
        elsewhere = isinstance(fault, LitreviewError) and not isinstance(fault, WorkerError)
        if not elsewhere and _is_full(fault):
            raise NoRoomError(
                f"{folder}: the disk of the working files is full (they take up to seven times the size of the exports); make room and run "
                "this again, it goes on from what is there; or remove that folder and name one elsewhere (--work DIR)"
            ) from fault
        if not isinstance(fault, ours):
            raise
        why = str(fault).strip().split("\n")[0]
        raise WorkingFilesError(
            f"{folder}: {why}; if a working file was damaged, as where a disk failed, remove that folder and run this again"
        ) from fault


def _is_full(fault: BaseException) -> bool:
    return any(words in str(fault) for words in _FULL)


def is_ours(folder: Path) -> bool:
    """Return whether a folder may be removed: it is empty, or has only a job, tables (complete or not) and the spill folder of DuckDB."""
    parts = list(folder.iterdir())
    return not parts or (
        # a run that was killed at once has only the beginning of its job
        any(any((folder / job).glob("*.parquet")) for job in ("job", "job.unfinished"))
        and all(part.name == _SPILL or (part.is_dir() and _is_table(part)) for part in parts)
    )


def _is_table(part: Path) -> bool:
    return all(file.suffix in (".parquet", ".part") for file in part.iterdir())


class DuckDB:
    """Tables in a folder. `memory` is DuckDB's limit in megabytes, which also limits its threads; `report` is called with each table that is made."""

    def __init__(
        self,
        folder: Path,
        *,
        memory: int = 2_000,
        workers: int = 0,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self._crew = Crew(workers or processors())
        self._report = report
        self._memory = memory
        make_folder(folder)
        spill = folder / _SPILL
        if self.has("job"):
            shutil.rmtree(spill, ignore_errors=True)
        self._base = duckdb().connect(
            config={
                "memory_limit": f"{memory}MB",
                "temp_directory": str(spill),
                "threads": min(self._crew.count, max(memory // _A_THREAD, 1)),
                "preserve_insertion_order": True,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._crew.__exit__()
        self._base.close()

    def has(self, name: str) -> bool:
        """Return whether a table exists."""
        return any((self.folder / name).glob("*.parquet"))

    def clear(self, keep: str = "") -> None:
        """Remove all tables except `keep`. `UsageError` for a folder with other contents."""
        others = {path.name for path in self.folder.iterdir()} - {keep}
        if others and not is_ours(self.folder):
            raise UsageError(
                f"{self.folder}: is not empty, and no working folder: what is in one is taken away; name another"
            )
        for name in others:
            shutil.rmtree(self.folder / name)

    def drop(self, name: str) -> None:
        """Remove a table, if it exists."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def view(self, name: str, statement: str) -> None:
        """Give a statement a name."""
        self._base.execute(f'CREATE OR REPLACE VIEW "{name}" AS {statement}')

    def table(self, name: str, statement: str) -> None:
        """Make a table of a statement's rows."""
        self._make_table(name, lambda folder: self._copy(statement, folder / "0.parquet"))

    def number(self, name: str, statement: str, order: Sequence[str], called: str) -> None:
        """Make a table of a statement's rows, numbered from 0 by an order."""
        by = ", ".join(order)
        self.table(
            name, f"SELECT row_number() OVER (ORDER BY {by}) - 1 AS {called}, * FROM ({statement}) AS given"
        )

    def batches(
        self, name: str, statement: str, function: str, options: Options, order: Sequence[str] = ()
    ) -> None:
        """Make a table by a batch function from a statement's rows, on all cores."""
        rows = f"{name}.given"

        def make(parts: Path) -> None:
            if not self.has(rows):
                behind = f" ORDER BY {', '.join(order)}" if order else ""
                self._copy(f"SELECT * FROM ({statement}) AS given{behind}", self._begin(rows) / "0.parquet")
                self._finish(rows)
            whole = self.folder / rows / "0.parquet"
            self._run_jobs(function, parts, self._jobs(whole, parts, function, options, order))

        self._make_table(name, make, keep=True)
        shutil.rmtree(self.folder / rows, ignore_errors=True)

    def read(self, name: str, parts: Mapping[int, Mapping[str, list[Any]]], options: Options) -> None:
        """Make a table of the records of files; `parts` names chunks of files by the number of the part."""

        def make(folder: Path) -> None:
            jobs = (
                {"function": "read", "rows": rows, "by": "", "options": dict(options), "output": str(output)}
                for number, rows in parts.items()
                if not (output := folder / f"{number:08}.parquet").exists()
            )
            self._run_jobs("read", folder, jobs)

        self._make_table(name, make, keep=True)

    def _jobs(
        self, whole: Path, parts: Path, function: str, options: Options, order: Sequence[str]
    ) -> Iterator[Job]:
        with arrow("parquet").ParquetFile(whole) as file:
            count = file.num_row_groups if file.metadata.num_rows else 0
        for number in range(count):
            output = parts / f"{number:08}.parquet"
            if not output.exists():
                yield {
                    "function": function,
                    "input": str(whole),
                    "stretch": number,
                    "by": order[0] if order else "",
                    "options": dict(options),
                    "output": str(output),
                }

    def _run_jobs(self, function: str, parts: Path, jobs: Iterable[Job]) -> None:
        """Run jobs that make the parts of a table; without any part, make an empty one, which still has columns."""
        self._crew.run_all(list(jobs))
        if not any(parts.glob("*.parquet")):
            schema = schema_of(FUNCTIONS[function].columns)
            arrow("parquet").write_table(schema.empty_table(), parts / "00000000.parquet")

    def components(self, name: str, statement: str) -> None:
        """Make a table of linked positions and the smallest position connected to each; these numbers fit into memory."""

        def make(folder: Path) -> None:
            found = self._base.execute(statement).fetchnumpy()
            pa = arrow()
            positions, heads = _heads(found["a"], found["b"])
            made = pa.table({"pos": pa.array(positions, pa.int64()), "head": pa.array(heads, pa.int64())})
            arrow("parquet").write_table(made, folder / "0.parquet")

        self._make_table(name, make)

    def write_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of a few rows, in place of an existing one."""
        pa = arrow()
        made = [dict(zip(columns, row, strict=True)) for row in rows]
        table = pa.Table.from_pylist(made, schema=schema_of(columns))
        arrow("parquet").write_table(table, self._begin(name) / "0.parquet")
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self._finish(name)
        self.open(name)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, in its order."""
        # batch by batch: a result of millions of rows is never in memory as a whole
        for batch in self._base.cursor().sql(statement).to_arrow_reader(10_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def in_order(self, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield columns of a table that was made in groups, in the order of the groups: that of its parts, so nothing is sorted again."""
        for part in sorted((self.folder / name).glob("*.parquet")):
            with arrow("parquet").ParquetFile(part) as file:
                for batch in file.iter_batches(batch_size=1_000, columns=list(columns)):
                    made = batch.to_pydict()
                    yield from zip(*(made[column] for column in columns), strict=True)

    def open(self, name: str) -> None:
        """Make an existing table available to statements."""
        files = os.path.join(glob.escape(str(self.folder / name)), "*.parquet").replace("'", "''")  # noqa: PTH118 - a pattern
        # a folder called `pos=1` would be a column else
        self.view(name, f"SELECT * FROM read_parquet('{files}', hive_partitioning = false)")

    def _copy(self, statement: str, to: Path) -> None:
        target = str(to).replace("'", "''")
        copy = f"COPY ({statement}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {_STRETCH})"
        while True:
            try:
                self._base.execute(copy)
            except duckdb().OutOfMemoryException as fault:
                if self._memory >= _MOST or _is_full(fault):
                    raise
                # some steps of DuckDB can't spill to the disk: raise its limit rather than lose hours of work
                self._memory = min(2 * self._memory, _MOST)
                self._base.execute(f"SET memory_limit = '{self._memory}MB'")
            else:
                return

    def _make_table(self, name: str, make: Callable[[Path], None], *, keep: bool = False) -> None:
        """Make a table available to statements; if it does not exist, `make` writes it, and with `keep` only its missing parts."""
        if not self.has(name):
            self._report(name)
            make(self._begin(name, keep=keep))
            self._finish(name)
        self.open(name)

    def _begin(self, name: str, *, keep: bool = False) -> Path:
        """Return the folder for an unfinished table; with `keep` it still has the parts made earlier."""
        unfinished = self.folder / f"{name}.unfinished"
        if not keep:
            shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, exist_ok=True)
        return unfinished

    def _finish(self, name: str) -> None:
        for part in (self.folder / f"{name}.unfinished").glob("*.part"):
            part.unlink(missing_ok=True)
        (self.folder / f"{name}.unfinished").rename(self.folder / name)


def _heads(a: Any, b: Any) -> tuple[Any, Any]:
    """Return the positions that are in a pair, and the smallest position connected to each."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    positions, places = np.unique(np.concatenate([a, b]).astype(np.int64), return_inverse=True)
    size, count = len(positions), len(a)
    if not size:
        return positions, positions
    graph = coo_array((np.ones(count, dtype=np.int8), (places[:count], places[count:])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    # positions are sorted: the first with a label is the smallest
    _, first = np.unique(label, return_index=True)
    return positions, positions[first[label]]

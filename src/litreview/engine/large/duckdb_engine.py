"""The engine on one machine: tables are Parquet files in a folder, DuckDB joins them, and worker processes run the batch functions.

DuckDB keeps to a limit of memory and writes to the folder what is beyond it. A table is made under another name and takes its own when it is
whole; of one whose making was broken off, the parts that were made are kept. So a run that was ended goes on where it was.
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
"""What the system says of a disk without room: all that DuckDB, Arrow and another process pass on of it; or DuckDB, which leaves a tenth free."""

MACHINE = (
    os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 8_000_000_000
)
"""Bytes of the machine's memory, of which 8 GB are taken where it doesn't say."""
_MOST = MACHINE // 2_000_000
"""Megabytes up to which DuckDB is given more where what it has is too little: half of the machine's."""

_SPILL = "spill"
"""The folder of what DuckDB has no room for in memory."""

_A_THREAD = 300
"""Megabytes that a thread of DuckDB has at least: it ends where two of them write the widest rows with 400 for both, and not with 600."""

_STRETCH = 20_480
"""Rows of a table that a worker takes at a time."""


class NoRoomError(LitreviewError):
    """A disk that is full; what was made so far stays, for the next run to go on from."""


class WorkingFilesError(LitreviewError):
    """Working files that cannot be gone on from: one of them is damaged, or DuckDB ended at them."""


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Say what to do where the disk of a working folder is full (`NoRoomError`), or what is in it can't be read (`WorkingFilesError`)."""
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
    """Return whether a folder may be taken away: it is empty, or has a job, tables, whole or not, what DuckDB wrote, and nothing else."""
    parts = list(folder.iterdir())
    return not parts or (
        any((folder / "job").glob("*.parquet"))
        and all(part.name == _SPILL or (part.is_dir() and _is_table(part)) for part in parts)
    )


def _is_table(part: Path) -> bool:
    return all(file.suffix in (".parquet", ".part") for file in part.iterdir())


class DuckDB:
    """Tables in a folder. `memory` is what DuckDB may take, in megabytes, of which it uses no more threads than it suffices for; `told` hears of each table that is made."""

    def __init__(
        self,
        folder: Path,
        *,
        memory: int = 2_000,
        workers: int = 0,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self._crew = Crew(workers or processors())
        self._told = told
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
        """Return whether a table is there."""
        return any((self.folder / name).glob("*.parquet"))

    def clear(self, keep: str = "") -> None:
        """Take all tables away but one. `UsageError` for a folder that holds something else."""
        others = {path.name for path in self.folder.iterdir()} - {keep}
        if others and not is_ours(self.folder):
            raise UsageError(
                f"{self.folder}: is not empty, and no working folder: what is in one is taken away; name another"
            )
        for name in others:
            shutil.rmtree(self.folder / name)

    def drop(self, name: str) -> None:
        """Take a table away, if it is there."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def view(self, name: str, statement: str) -> None:
        """Give a statement a name."""
        self._base.execute(f'CREATE OR REPLACE VIEW "{name}" AS {statement}')

    def table(self, name: str, statement: str) -> None:
        """Make a table of a statement's rows."""
        self._made(name, lambda folder: self._copy(statement, folder / "0.parquet"))

    def number(self, name: str, statement: str, order: Sequence[str], called: str) -> None:
        """Make a table of a statement's rows, numbered from 0 by an order."""
        by = ", ".join(order)
        self.table(
            name, f"SELECT row_number() OVER (ORDER BY {by}) - 1 AS {called}, * FROM ({statement}) AS given"
        )

    def batches(
        self, name: str, statement: str, function: str, options: Options, order: Sequence[str] = ()
    ) -> None:
        """Make a table of what a function makes of a statement's rows, over all cores."""
        given = f"{name}.given"

        def make(parts: Path) -> None:
            if not self.has(given):
                behind = f" ORDER BY {', '.join(order)}" if order else ""
                self._copy(f"SELECT * FROM ({statement}) AS given{behind}", self._begin(given) / "0.parquet")
                self._finish(given)
            whole = self.folder / given / "0.parquet"
            self._do(function, parts, self._jobs(whole, parts, function, options, order))

        self._made(name, make, keep=True)
        shutil.rmtree(self.folder / given, ignore_errors=True)

    def read(self, name: str, parts: Mapping[int, Mapping[str, list[Any]]], options: Options) -> None:
        """Make a table of the records of files: of each part, which names stretches of files, by its number."""

        def make(folder: Path) -> None:
            jobs = (
                {"function": "read", "rows": rows, "by": "", "options": dict(options), "output": str(output)}
                for number, rows in parts.items()
                if not (output := folder / f"{number:08}.parquet").exists()
            )
            self._do("read", folder, jobs)

        self._made(name, make, keep=True)

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

    def _do(self, function: str, parts: Path, jobs: Iterable[Job]) -> None:
        """Have the parts of a table made, and one without rows where there is none: a table has columns even then."""
        self._crew.do_all(list(jobs))
        if not any(parts.glob("*.parquet")):
            schema = schema_of(FUNCTIONS[function].columns)
            arrow("parquet").write_table(schema.empty_table(), parts / "00000000.parquet")

    def components(self, name: str, statement: str) -> None:
        """Make a table of positions and the smallest that each hangs together with: of the linked ones, whose numbers fit into memory."""

        def make(folder: Path) -> None:
            found = self._base.execute(statement).fetchnumpy()
            pa = arrow()
            positions, heads = _heads(found["a"], found["b"])
            made = pa.table({"pos": pa.array(positions, pa.int64()), "head": pa.array(heads, pa.int64())})
            arrow("parquet").write_table(made, folder / "0.parquet")

        self._made(name, make)

    def put(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of a few rows, in place of one that was there."""
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
        """Yield columns of a table that was made in groups, in the order of the groups: that of its parts, so that nothing is sorted again."""
        for part in sorted((self.folder / name).glob("*.parquet")):
            with arrow("parquet").ParquetFile(part) as file:
                for batch in file.iter_batches(batch_size=1_000, columns=list(columns)):
                    made = batch.to_pydict()
                    yield from zip(*(made[column] for column in columns), strict=True)

    def open(self, name: str) -> None:
        """Let statements name a table that is there."""
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
                # not all that DuckDB does can be written to the disk meanwhile: hours of work do not end for that
                self._memory = min(2 * self._memory, _MOST)
                self._base.execute(f"SET memory_limit = '{self._memory}MB'")
            else:
                return

    def _made(self, name: str, make: Callable[[Path], None], *, keep: bool = False) -> None:
        """Let statements name a table, which `make` writes into a folder if it is not there; `keep` what was made of it before."""
        if not self.has(name):
            self._told(name)
            make(self._begin(name, keep=keep))
            self._finish(name)
        self.open(name)

    def _begin(self, name: str, *, keep: bool = False) -> Path:
        """Return the folder in which a table is made, empty unless what was made before is kept."""
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
    """Return the positions that are in a pair, and of each the smallest that it hangs together with."""
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

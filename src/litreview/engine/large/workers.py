"""Parts of a table made at the same time, each by a Python of its own, which reads a file and writes a file.

A part is written under another name and takes its own when it is whole: whatever ends a process, a part is there or is not. What is there
is not made again. (How a process is started, and what it may import: `litreview.core.processes`.)
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue
from subprocess import PIPE, Popen
from threading import Thread
from typing import Any, Self

from litreview.core.errors import LitreviewError, UsageError
from litreview.core.processes import own_python, started
from litreview.core.runtime import gc_pause
from litreview.engine.large.batches import FUNCTIONS, applied
from litreview.engine.large.table_rows import arrow, schema_of

Job = Mapping[str, Any]


class WorkerError(LitreviewError):
    """A part of a table that could not be made; the message is that of the process that tried."""


class Crew:
    """Processes that do jobs, started when there is something to do and ended with the `with` block."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._running = ExitStack()
        self._children: list[Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def do_all(self, jobs: Sequence[Job]) -> None:
        """Do jobs, as many at a time as there are processes. `WorkerError` where one failed; what the others made stays."""
        if len(jobs) == 1:
            # to start a process takes longer than most single jobs
            do(jobs[0])
            return
        waiting: SimpleQueue[Job] = SimpleQueue()
        for job in jobs:
            waiting.put(job)
        while len(self._children) < min(self.count, len(jobs)):
            self._start()
        faults: list[BaseException] = []
        threads = [Thread(target=_work, args=(child, waiting, faults)) for child in self._children]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise faults[0]

    def _start(self) -> None:
        arguments, place = own_python(__name__)
        child = self._running.enter_context(started(arguments, stdin=PIPE))
        assert child.stdin is not None
        child.stdin.write(place)
        self._children.append(child)


def _work(child: Popen[bytes], waiting: SimpleQueue[Job], faults: list[BaseException]) -> None:
    """Give a process one job after the other, until none is left or one failed."""
    try:
        while not faults:
            _ask(child, waiting.get_nowait())
    except Empty:
        pass
    except BaseException as fault:  # noqa: BLE001 - raised again in the thread that asked
        faults.append(fault)


def _ask(child: Popen[bytes], job: Job) -> None:
    """Have a process do a job."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(job).encode() + b"\n")
    child.stdin.flush()
    answer = child.stdout.readline()
    said = json.loads(answer) if answer else {"fault": "the process ended"}
    if "ours" in said:
        raise UsageError(said["ours"])
    if "fault" in said:
        raise WorkerError(f"{job['function']}, {Path(job['output']).name}: {said['fault']}")


def serve() -> None:
    """Do the jobs that are named on the standard input, a line each: the other process."""
    answer, sys.stdout = sys.stdout, sys.stderr
    asked_by = os.getppid()
    for line in sys.stdin:
        try:
            do(json.loads(line), asked_by)
            said = {}
        except LitreviewError as fault:
            said = {"ours": str(fault)}
        except Exception as fault:  # noqa: BLE001 - told to the process that asked
            said = {"fault": f"{type(fault).__name__}: {fault}"}
        answer.write(json.dumps(said) + "\n")
        answer.flush()


def do(job: Job, asked_by: int = 0) -> None:
    """Make one part: the rows of a file, or of a stretch of it, through a function; for the process `asked_by`, as long as it is there."""
    target = Path(job["output"])
    # under a name of this process: one that outlived a run which was killed may still be at the same part
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    schema = schema_of(FUNCTIONS[job["function"]].columns)
    with (
        gc_pause(),
        arrow("parquet").ParquetWriter(unfinished, schema, compression="zstd", compression_level=1) as out,
    ):
        for some in _together(applied(job["function"], _given(job), job["options"], job["by"])):
            out.write_table(arrow().Table.from_batches(some))
    if asked_by and os.getppid() != asked_by:
        # nobody waits for it any more, and what is there now may be of another run
        unfinished.unlink(missing_ok=True)
        return
    unfinished.replace(target)


def _together(batches: Iterator[Any]) -> Iterator[list[Any]]:
    """Yield batches, as many together as make a group of rows that is worth its place in a file."""
    held: list[Any] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= _GROUP:
            yield held
            held = []
    if held:
        yield held


def _given(job: Job) -> Iterator[Any]:
    """Yield the batches of a job: rows that it brings, or a stretch of a file. Groups that begin before it are left to the stretch before, those that end behind it are whole."""
    if "rows" in job:
        yield arrow().RecordBatch.from_pydict(job["rows"])
        return
    with arrow("parquet").ParquetFile(job["input"]) as file:
        number, by = job["stretch"], job["by"]
        if not by:
            yield from file.iter_batches(batch_size=_ROWS, row_groups=[number])
            return
        column = _place(file, by)
        ends = [_known(file, n, column).max for n in range(file.num_row_groups)]
        before, last = (ends[number - 1] if number else None), ends[number]
        if last == before:
            return
        groups = [number]
        for more in range(number + 1, len(ends)):
            if _known(file, more, column).min > last:
                break
            groups.append(more)
        compute = arrow("compute")
        for batch in file.iter_batches(batch_size=_ROWS, row_groups=groups):
            keep = compute.less_equal(batch.column(by), last)
            if before is not None:
                keep = compute.and_(keep, compute.greater(batch.column(by), before))
            chosen = batch.filter(keep)
            if chosen.num_rows:
                yield chosen


_ROWS = 4_096
"""Rows that are taken apart at a time: of the widest, a pair of works, they are thirty megabytes."""

_GROUP = 10_000
"""Rows that are written together."""


def _known(file: Any, number: int, column: int) -> Any:
    """Return what a file says of a column in one of its stretches: the smallest and the largest value."""
    return file.metadata.row_group(number).column(column).statistics


def _place(file: Any, name: str) -> int:
    """Return the number of a column among those that are stored: a list is stored under a longer name."""
    group = file.metadata.row_group(0)
    return next(n for n in range(group.num_columns) if group.column(n).path_in_schema == name)

"""Worker processes that make the parts of a table in parallel: each reads a file and writes a file.

A part is written under a temporary name and renamed when it is complete, so a killed process leaves no incomplete part. Finished parts are
not made again. (How a process is started, and what it may import: `litreview.core.processes`.)
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
from litreview.engine.large.batches import FUNCTIONS, run_function
from litreview.engine.large.table_rows import arrow, schema_of

Job = Mapping[str, Any]


class WorkerError(LitreviewError):
    """A part of a table could not be made; the message is that of the worker."""


class Crew:
    """Worker processes, started with the first jobs and ended with the `with` block."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._running = ExitStack()
        self._children: list[Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def run_all(self, jobs: Sequence[Job]) -> None:
        """Run jobs, as many at a time as there are processes. `WorkerError` if one fails; the parts of the others stay."""
        if len(jobs) == 1:
            # to start a process takes longer than most single jobs
            run_job(jobs[0])
            return
        waiting: SimpleQueue[Job] = SimpleQueue()
        for job in jobs:
            waiting.put(job)
        while len(self._children) < min(self.count, len(jobs)):
            self._start()
        faults: list[BaseException] = []
        threads = [Thread(target=_feed, args=(child, waiting, faults)) for child in self._children]
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


def _feed(child: Popen[bytes], waiting: SimpleQueue[Job], faults: list[BaseException]) -> None:
    """Send jobs to a process one by one, until none is left or one fails."""
    try:
        while not faults:
            _send_job(child, waiting.get_nowait())
    except Empty:
        pass
    except BaseException as fault:  # noqa: BLE001 - raised again by `run_all`
        faults.append(fault)


def _send_job(child: Popen[bytes], job: Job) -> None:
    """Send a job to a process and wait for its reply."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(job).encode() + b"\n")
    child.stdin.flush()
    answer = child.stdout.readline()
    reply = json.loads(answer) if answer else {"fault": "the process ended"}
    if "ours" in reply:
        raise UsageError(reply["ours"])
    if "fault" in reply:
        raise WorkerError(f"{job['function']}, {Path(job['output']).name}: {reply['fault']}")


def serve() -> None:
    """Run jobs from the standard input, one per line: the main loop of a worker."""
    answer, sys.stdout = sys.stdout, sys.stderr
    asked_by = os.getppid()
    for line in sys.stdin:
        try:
            run_job(json.loads(line), asked_by)
            reply = {}
        except LitreviewError as fault:
            reply = {"ours": str(fault)}
        except Exception as fault:  # noqa: BLE001 - sent to the parent process
            reply = {"fault": f"{type(fault).__name__}: {fault}"}
        answer.write(json.dumps(reply) + "\n")
        answer.flush()


def run_job(job: Job, asked_by: int = 0) -> None:
    """Make one part: send the rows of a job through its function, and write the result if the parent `asked_by` still runs."""
    target = Path(job["output"])
    # with the process id in its name: a worker that outlived a killed run may still write the same part
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    schema = schema_of(FUNCTIONS[job["function"]].columns)
    with (
        gc_pause(),
        arrow("parquet").ParquetWriter(unfinished, schema, compression="zstd", compression_level=1) as out,
    ):
        for some in _row_groups(run_function(job["function"], _job_batches(job), job["options"], job["by"])):
            out.write_table(arrow().Table.from_batches(some))
    if asked_by and os.getppid() != asked_by:
        # nobody waits for this part, and the folder may belong to another run now
        unfinished.unlink(missing_ok=True)
        return
    unfinished.replace(target)


def _row_groups(batches: Iterator[Any]) -> Iterator[list[Any]]:
    """Yield lists of batches, each with enough rows for a row group of a file."""
    group: list[Any] = []
    for batch in batches:
        group.append(batch)
        if sum(one.num_rows for one in group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group


def _job_batches(job: Job) -> Iterator[Any]:
    """Yield the batches of a job: its own rows, or a row group of a file; a group of rows that begins in it is whole, even if it ends later."""
    if "rows" in job:
        yield arrow().RecordBatch.from_pydict(job["rows"])
        return
    with arrow("parquet").ParquetFile(job["input"]) as file:
        number, by = job["stretch"], job["by"]
        if not by:
            yield from file.iter_batches(batch_size=_ROWS, row_groups=[number])
            return
        column = _stored_column(file, by)
        ends = [_statistics(file, n, column).max for n in range(file.num_row_groups)]
        before, last = (ends[number - 1] if number else None), ends[number]
        if last == before:
            return
        groups = [number]
        for more in range(number + 1, len(ends)):
            if _statistics(file, more, column).min > last:
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
"""Rows that are converted at a time: of the widest, a pair of works, they take thirty megabytes."""

_GROUP = 10_000
"""Rows in a row group that is written."""


def _statistics(file: Any, number: int, column: int) -> Any:
    """Return the statistics of a column in one row group: the smallest and the largest value."""
    return file.metadata.row_group(number).column(column).statistics


def _stored_column(file: Any, name: str) -> int:
    """Return the number of a column among the stored ones: a list is stored under a longer name."""
    group = file.metadata.row_group(0)
    return next(n for n in range(group.num_columns) if group.column(n).path_in_schema == name)

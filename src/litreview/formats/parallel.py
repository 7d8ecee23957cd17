"""Read several large files at the same time, in separate Python processes.

Each process is started like any program and answers through its output. Nothing is forked, and the caller's main module does not
run again. So this is safe in notebooks, in scripts without `if __name__ == "__main__"`, and on every system. If a process cannot
be started, or fails, its files are read here: the result is the same, only later.

A process imports nothing from the current folder: exports come from other people, and so may other files in their folder.

Measured: passing on the Records of a file costs a tenth of reading it; starting a process costs as much as reading 2 MB.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

from litreview.core.files import read_bytes
from litreview.core.model import Where
from litreview.core.problems import problem
from litreview.core.processes import feed, own_python, processors as _processors, started
from litreview.core.progress import step
from litreview.core.runtime import gc_pause
from litreview.formats.parsing import Parsed, parse

# a file smaller than this, and a share smaller than that, is not worth a process (bytes)
_LARGE, _SHARE = 2_000_000, 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to read: its path, its name in the review, and whether it was found in a folder (`met`)."""

    path: str
    name: str
    met: bool


def parse_all(jobs: Sequence[Job]) -> list[Parsed]:
    """Parse all files (see `parsing`); return the results in order. `InputError` if a file cannot be read."""
    mine, *others = shares([_size(Path(job.path)) for job in jobs], _processors())
    found: dict[int, Parsed] = {}
    with ExitStack() as running, step("reading files", len(jobs)) as done:
        children = [_start([jobs[number] for number in share], running) for share in others]
        for number in mine:
            found[number] = _parse(jobs[number])
            done(1)
        for share, child in zip(others, children, strict=True):
            answers = _answers(child, len(share)) or [_parse(jobs[number]) for number in share]
            found |= zip(share, answers, strict=True)
            done(len(share))
    return [found[number] for number in range(len(jobs))]


def shares(sizes: Sequence[int], processors: int) -> list[list[int]]:
    """Divide files among processes; return the numbers of each one's files. This process comes first and gets all small files.

    One list if more processes do not pay.

    >>> shares([9_000_000, 100, 5_000_000, 6_000_000], processors=2)
    [[0, 1], [2, 3]]
    >>> shares([100, 200], processors=8)
    [[0, 1]]
    """
    large = [number for number, size in enumerate(sizes) if size >= _LARGE]
    total = sum(sizes[number] for number in large)
    count = min(processors, len(large), total // _SHARE)
    if count < 2:
        return [list(range(len(sizes)))]
    bins: list[list[int]] = [[] for _ in range(count)]
    filled = [0] * count
    # the largest first, each to the process with the fewest bytes
    for number in sorted(large, key=lambda number: (-sizes[number], number)):
        least = filled.index(min(filled))
        bins[least].append(number)
        filled[least] += sizes[number]
    bins[0] += [number for number, size in enumerate(sizes) if size < _LARGE]
    return [sorted(each) for each in bins]


def serve() -> None:
    """Run as the other process: parse the files named on the standard input, and write the results to the standard output."""
    answer, sys.stdout = sys.stdout.buffer, sys.stderr
    with gc_pause():
        jobs: list[Job] = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        pickle.dump([_parse(job) for job in jobs], answer, protocol=5)
    answer.flush()


def _parse(job: Job) -> Parsed:
    place = Path(job.path)
    if place.is_symlink() and not place.exists():
        # the other files are read: a copy of a review may link to places that only its owner has
        return [], [problem("LR076", Where(file=job.name))], [], []
    return parse(read_bytes(job.path), job.name, met=job.met)


def _start(jobs: list[Job], running: ExitStack) -> Popen[bytes] | None:
    """Start a process that parses the files while `running` is open; return None if it cannot be started."""
    if not sys.executable or getattr(sys, "frozen", False):
        return None
    arguments, place = own_python(__name__)
    try:
        child = running.enter_context(started(arguments, stdin=PIPE))
    except OSError:
        return None
    feed(child.stdin, place + pickle.dumps(jobs))
    return child


def _answers(child: Popen[bytes] | None, count: int) -> list[Parsed]:
    """Return the results of a process, an empty list if it failed: the files are then read here, with their own errors."""
    if child is None or child.stdout is None:
        return []
    try:
        found: list[Parsed] = pickle.load(child.stdout)  # noqa: S301 - from the process that we started
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, OSError, ValueError):
        return []
    return found if isinstance(found, list) and len(found) == count else []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

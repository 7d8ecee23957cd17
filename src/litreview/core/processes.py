"""Runs other programs, each in a process group of its own, with a time limit, and kills them with all their children.

Ctrl-C in the terminal does not reach a program in another group. So it is killed here, whatever ends the call: the
limit, Ctrl-C, or a signal that the command line turns into an exception (`ending_on_signals`).

`scratch_folder` is a temporary folder to exchange files with another program. It may contain confidential text, when that was asked for.
A lock marks it as in use. If litreview is killed, the folder stays without a lock, and the next scratch folder removes it.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

from litreview.core.errors import LitreviewError, no_room
from litreview.core.files import lock_file, lock_if_exists

T = TypeVar("T")

_PREFIX = "litreview-scratch-"
_PATIENCE = 10.0
_GLANCE = 0.1
"""Seconds between two checks whether a program is to be killed."""


class TooLongError(LitreviewError):
    """A program did not finish within its limit, and was killed."""

    def __init__(self, name: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"{name} came to no end within {seconds:.0f} seconds")


# `-I`: neither the working folder nor the environment adds to the path, so these imports are of Python's own library. Then
# this litreview is loaded by its path, and no other package of that name
_OWN = """
import json, sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
sys.path[:], package, module = json.loads(sys.stdin.buffer.readline())
spec = spec_from_file_location("litreview", package + "/__init__.py", submodule_search_locations=[package])
sys.modules["litreview"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["litreview"])
import_module(module).serve()
"""


def own_python(module: str) -> tuple[list[str], bytes]:
    """Return the arguments that start this Python on `serve` of one of our modules, and the first line of its input.

    It imports modules from where this process does, but never from the current folder.
    """
    here = os.path.realpath("")
    places = [each for each in sys.path if Path(each).is_absolute() and os.path.realpath(each) != here]
    first_line = json.dumps([places, str(Path(__file__).resolve().parents[1]), module])
    return [sys.executable, "-I", "-c", _OWN], first_line.encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The result of a program: its exit code, its output, and its error output as text."""

    code: int
    out: bytes = field(repr=False)
    stderr: str = ""


class started:  # noqa: N801 - reads as what it does: `with started(…) as child`
    """Context manager that starts a program in a process group of its own, and kills the group at the end of the block.

    The program is started in another thread, since a signal raises in the main thread: no exception can come between its start and
    the assignment of its handle. (A generator with `@contextmanager` has such a gap where it yields.)
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        stderr: int | IO[bytes] = subprocess.DEVNULL,
    ) -> None:
        self._how = (list(arguments), environment, stdin, stderr)
        self._child: subprocess.Popen[bytes] | None = None
        self._error: OSError | None = None
        self._begun = threading.Event()
        self._thread: threading.Thread | None = None

    def _begin(self) -> None:
        arguments, environment, stdin, stderr = self._how
        try:
            self._child = subprocess.Popen(  # noqa: S603 - arguments of our own, no shell
                arguments,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=dict(environment) if environment is not None else None,
                start_new_session=True,
            )
        except OSError as error:
            self._error = error
        finally:
            self._begun.set()

    def __enter__(self) -> subprocess.Popen[bytes]:
        try:
            self._thread = threading.Thread(target=self._begin, daemon=True)
            self._thread.start()
            self._begun.wait()
        except BaseException:
            self.__exit__()
            raise
        if self._child is None:
            raise self._error or OSError("not started")
        return self._child

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._begun.wait(_PATIENCE)
        if self._child is not None:
            _kill_group(self._child)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """Kill a program and its group, wait until it is dead, and close its pipes."""
    if hasattr(os, "killpg"):
        # a group without members is no error of ours
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def finish(
    arguments: Sequence[str],
    data: bytes = b"",
    *,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    name: str = "",
    stop: threading.Event | None = None,
) -> Finished:
    """Run a program to its end; messages call it `name`. `TooLongError` if it runs longer than `seconds`; `OSError` if it can't be started.

    `stop`: once it is set, the program is killed and `TooLongError` raised, too (see `several`).
    """
    until = time.monotonic() + seconds
    with started(arguments, environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        # not by `communicate`: after a timeout it would not write the rest
        threading.Thread(target=feed, args=(child.stdin, data), daemon=True).start()
        child.stdin = None
        while True:
            left = max(until - time.monotonic(), 0)
            try:
                out, errors = child.communicate(timeout=left if stop is None else min(left, _GLANCE))
            except subprocess.TimeoutExpired:
                if time.monotonic() >= until or (stop is not None and stop.is_set()):
                    raise TooLongError(name or arguments[0], seconds) from None
            else:
                return Finished(
                    code=child.returncode, out=out, stderr=errors.decode("utf-8", errors="replace")
                )


def feed(pipe: IO[bytes] | None, data: bytes) -> None:
    """Write the data to a program, which may end before it has read all."""
    if pipe is not None:
        with suppress(OSError, ValueError), pipe:
            pipe.write(data)


def several(calls: Sequence[Callable[[threading.Event], T]]) -> list[T]:
    """Run calls in parallel, one per processor at a time, and return their results in order.

    Each call gets an event to pass on to `finish`: if one raises, or a signal comes, all programs are killed first.
    """
    from concurrent.futures import ThreadPoolExecutor

    stop = threading.Event()
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        try:
            made = [pool.submit(call, stop) for call in calls]
            return [each.result() for each in made]
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class OutputLines:
    """Reads the lines of a program's output as they come, with a time limit for each."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._pump, args=(child.stdout,), daemon=True).start()

    def _pump(self, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            for line in stream:
                self._lines.put(line)
        self._lines.put(b"")

    def next(self, seconds: float) -> bytes:
        """Return the next line, `b""` at the end. `TooLongError` if it does not come within `seconds`."""
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            raise TooLongError("the program", seconds) from None


def find_hanging(
    things: Sequence[T], hangs: Callable[[Sequence[T]], bool], *, patience: float = 180
) -> list[T]:
    """Return the things that each make a program hang, found by bisection; empty if only several together do.

    `hangs` tests whether the program hangs with some things and no others. The search stops after `patience` seconds.

    >>> find_hanging(range(100), lambda some: bool({17, 80} & set(some)))
    [17, 80]
    """
    until = time.monotonic() + patience
    hanging: list[T] = []
    rest = [list(things)]
    while rest and time.monotonic() < until:
        some = rest.pop()
        if not some or not hangs(some):
            continue
        if len(some) == 1:
            hanging += some
        else:
            half = len(some) // 2
            rest += [some[half:], some[:half]]
    return hanging


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception within the block, so that temporary files are removed and children killed.

    Only for the command line, and only for signals without another handler.
    """
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    mine = [
        number
        for number in (signal.Signals[name] for name in names)
        if threading.current_thread() is threading.main_thread()
        and signal.getsignal(number) is signal.SIG_DFL
    ]

    def stop(number: int, _frame: object) -> None:
        # once: a second signal must not interrupt the clean-up
        for each in mine:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in mine:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)


# ---------------------------------------------------------------------------------- scratch folders
@contextmanager
def scratch_folder() -> Iterator[str]:
    """Yield the path of a new folder that only this user can read; it is removed after the `with` block."""
    _remove_abandoned()
    with ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix=_PREFIX)
        # before it was locked, another program may have removed it as abandoned
        while not stack.enter_context(lock_if_exists(folder)):
            folder = tempfile.mkdtemp(prefix=_PREFIX)
        try:
            yield folder
        except OSError as error:
            # on a full disk a write raises an error without the path
            if no_room(error):
                error.filename = error.filename or folder
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    """Remove this user's abandoned folders. On systems without locks none is removed, since it may be in use."""
    if not hasattr(os, "getuid"):
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            handle = os.open(folder, os.O_RDONLY)
            if lock_file(handle, wait=False):
                shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)

"""Programs that are started for us: each in a group of its own, with a limit in seconds, ended with all it started.

A program in a group of its own is not reached by Ctrl-C in the terminal, so it is ended here, whatever ends the call: the
limit, Ctrl-C, or a signal that the command line turns into an exception (`ending_on_signals`).

A folder for what another program reads and writes for us (`scratch_folder`) is gone when its use ends, also if we were killed in
between. It may hold what is confidential, when that was asked for. Each is held by a lock as long as it is used; one that nobody holds
was left by a program that was ended, and the next that needs such a folder removes it.
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

from litreview.core.errors import LitreviewError, no_room

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

T = TypeVar("T")

_PREFIX = "litreview-scratch-"
_PATIENCE = 10.0
_GLANCE = 0.1
"""Seconds between two looks whether a program is to be ended."""


class TooLongError(LitreviewError):
    """A program that had not ended within its limit, and was ended."""

    def __init__(self, name: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"{name} came to no end within {seconds:.0f} seconds")


# `-I`: neither the working folder nor the environment adds to the path, so these imports are of Python's own library. Then
# this very litreview is loaded by its place; whatever else is called so is not asked
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
    """Return the arguments that start this Python on `serve` of a module of ours, and the line that is to be written to it first.

    It finds modules where this process does, but not in the folder one is in, however that is named.
    """
    here = os.path.realpath("")
    places = [each for each in sys.path if Path(each).is_absolute() and os.path.realpath(each) != here]
    told = json.dumps([places, str(Path(__file__).resolve().parents[1]), module])
    return [sys.executable, "-I", "-c", _OWN], told.encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a program left behind: its exit code, its output, what it said."""

    code: int
    out: bytes = field(repr=False)
    said: str = ""


class started:  # noqa: N801 - reads as what it does: `with started(…) as child`
    """A program for the length of a `with` block, started in a group of its own; then it and all that it started are ended.

    A signal raises in the main thread, so the program is started in another: no exception can fall between its start and our
    knowing of it. (A generator with `@contextmanager` has such a gap where it hands over.)
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
            _end(self._child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a program and its group; its pipes are closed, nothing is waited for but its death."""
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
    """Return what a program left behind; messages call it `name`. `TooLongError` if it had not ended within `seconds`; `OSError` if it can't be started.

    `stop`: once it is set, the program is ended and `TooLongError` raised, too (see `several`).
    """
    until = time.monotonic() + seconds
    with started(arguments, environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        # not by `communicate`: of what it had not written when a glance was over, it would write nothing more
        threading.Thread(target=_feed, args=(child.stdin, data), daemon=True).start()
        child.stdin = None
        while True:
            left = max(until - time.monotonic(), 0)
            try:
                out, said = child.communicate(timeout=left if stop is None else min(left, _GLANCE))
            except subprocess.TimeoutExpired:
                if time.monotonic() >= until or (stop is not None and stop.is_set()):
                    raise TooLongError(name or arguments[0], seconds) from None
            else:
                return Finished(code=child.returncode, out=out, said=said.decode("utf-8", errors="replace"))


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    """Write all to a program, which may end before it has read it."""
    if pipe is not None:
        with suppress(OSError, ValueError), pipe:
            pipe.write(data)


def several(calls: Sequence[Callable[[threading.Event], T]]) -> list[T]:
    """Return what the calls return, in their order; as many are made at once as there are processors.

    Each is given the event that it passes on to `finish`: if one of them raises, or a signal does here, the programs of all are ended first.
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


@contextmanager
def beside(call: Callable[[threading.Event], T]) -> Iterator[Callable[[], T]]:
    """Yield what waits for the result of a call that goes on in another thread during this block.

    The call is given the event that it passes on to `finish`: if the block raises, its programs are ended first.
    """
    from concurrent.futures import ThreadPoolExecutor

    stop = threading.Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            yield pool.submit(call, stop).result
        except BaseException:
            stop.set()
            raise


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Lines:
    """The lines of a program's output as they come, each waited for no longer than is said."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._found: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._pump, args=(child.stdout,), daemon=True).start()

    def _pump(self, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            for line in stream:
                self._found.put(line)
        self._found.put(b"")

    def next(self, seconds: float) -> bytes:
        """Return the next line, nothing at the end. `TooLongError` if it does not come within `seconds`."""
        try:
            return self._found.get(timeout=seconds)
        except queue.Empty:
            raise TooLongError("the program", seconds) from None


def who_hangs(things: Sequence[T], hangs: Callable[[Sequence[T]], bool], *, patience: float = 180) -> list[T]:
    """Return those of the things that make a program hang, found by halving; none if only all of them together do.

    `hangs` says whether the program hangs with these and no others. After `patience` seconds no more are looked for.

    >>> who_hangs(range(100), lambda some: bool({17, 80} & set(some)))
    [17, 80]
    """
    until = time.monotonic() + patience
    found: list[T] = []
    rest = [list(things)]
    while rest and time.monotonic() < until:
        some = rest.pop()
        if not some or not hangs(some):
            continue
        if len(some) == 1:
            found += some
        else:
            half = len(some) // 2
            rest += [some[half:], some[:half]]
    return found


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception within the block, so that what is begun is cleared away and children are ended.

    Only for the command line, and only where nobody else has said what such a signal does.
    """
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    mine = [
        number
        for number in (signal.Signals[name] for name in names)
        if threading.current_thread() is threading.main_thread()
        and signal.getsignal(number) is signal.SIG_DFL
    ]

    def stop(number: int, _frame: object) -> None:
        # once: what is cleared away now is not to be broken off by a second one
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
    """Yield the path of a new folder that only this user can read; it and all in it is removed behind the `with`."""
    _sweep()
    while True:
        folder = tempfile.mkdtemp(prefix=_PREFIX)
        held = _hold(folder)
        # between its making and its lock another program may have taken it for one that was left
        if Path(folder).is_dir():
            break
    try:
        yield folder
    except OSError as error:
        # what a write raises on a full disk does not say where that was
        if no_room(error):
            error.filename = error.filename or folder
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def _sweep() -> None:
    """Remove the folders of this user whose programs are gone. Where there are no locks, none is: it may be in use."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            held = _hold(str(folder))
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _hold(folder: str) -> int | None:
    """Return the handle of a folder that is locked until it is closed, None if another program holds it."""
    if fcntl is None:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle

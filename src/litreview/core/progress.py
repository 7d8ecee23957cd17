"""Progress of long stages: `step` and `counted` report it, `show_progress` draws it.

A stage reports its `StageName` and how much is done, and nothing else: no key, title or file name is ever shown. Without a
listener this costs nothing; a listener is called at most ten times a second per stage, not for each record.

Listeners are registered for the whole process, because a notebook runs each cell in a context of its own and would lose a context variable. All
threads report to them; for another process its parent reports.

`show_progress` draws with rich, in a terminal or below a notebook's cell. A stage shorter than half a second is not drawn, and rich is not
imported for it. A terminal's lines (on standard error) disappear when the outermost stage ends; a notebook keeps them, with the time
of each stage. In a file or a pipe nothing is shown.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from rich.table import Table

T = TypeVar("T")

StageName = Literal[
    "reading files",
    "preparing records",
    "comparing pairs",
    "reading full texts",
    "tagging sources",
    "linking references",
    "citing sources",
    "writing a document",
    "verifying sources",
    "asking registries",
    "making the files of out/",
]
"""The names under which stages report progress."""

_OFTEN = 0.1
"""Seconds between two reports of a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """The progress of one stage: `done` of `of`, which is 0 if the total is unknown; `number` distinguishes stages of one name."""

    number: int
    name: StageName
    of: int = 0
    done: int = 0
    ended: bool = False


Listener = Callable[[StageProgress], None]

_listeners: list[Listener] = []
_numbers = itertools.count()

if hasattr(os, "register_at_fork"):
    # a forked process must not report to its parent's listeners
    os.register_at_fork(after_in_child=_listeners.clear)


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with the `StageProgress` at each begin, step and end; return a function that removes the listener."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


@contextmanager
def step(name: StageName, of: int = 0) -> Iterator[Callable[[int], None]]:
    """Report a stage around this block; yields `done(n)`, which reports that n more are done.

    >>> stop = listen(lambda stage: print(stage.name, stage.done, stage.of, stage.ended))
    >>> with step("tagging sources", of=2) as done:
    ...     done(2)
    tagging sources 0 2 False
    tagging sources 2 2 True
    >>> stop()
    """
    if not _listeners:
        yield _ignore
        return
    start = StageProgress(number=next(_numbers), name=name, of=of)
    count, last = 0, time.monotonic()

    def done(number: int) -> None:
        nonlocal count, last
        count += number
        if time.monotonic() - last >= _OFTEN:
            last = time.monotonic()
            _report(replace(start, done=count))

    _report(start)
    try:
        yield done
    finally:
        _report(replace(start, done=count, ended=True))


def counted(name: StageName, things: Iterable[T], of: int | None = None) -> Iterable[T]:
    """Return the things with progress reported while they are iterated; `of` is their number if they have no `len`."""
    if not _listeners:
        return things
    return _counted(
        name, things, of if of is not None else len(things) if isinstance(things, Collection) else 0
    )


def _counted(name: StageName, things: Iterable[T], of: int) -> Iterator[T]:
    with step(name, of) as done:
        for thing in things:
            yield thing
            done(1)


def _report(stage: StageProgress) -> None:
    for listener in tuple(_listeners):
        listener(stage)


def _ignore(_: int) -> None:
    """Report nothing: nobody listens."""


# ---------------------------------------------------------------------------------- drawing
_PATIENCE = 0.5
"""Seconds before a stage is drawn."""
_TICK = 0.1
_WIDTH = 30


@dataclass(slots=True, kw_only=True)
class ProgressRow:
    """A drawn row: the progress of a stage, when it began and ended (`time.monotonic`)."""

    stage: StageProgress
    began: float
    ended: float | None = None

    def seconds(self, now: float) -> float:
        """Return the seconds it has taken so far, or took in all."""
        return (self.ended if self.ended is not None else now) - self.began

    def left(self, now: float) -> float | None:
        """Return the seconds left at the present speed; None if unknown."""
        stage = self.stage
        if self.ended is not None or not stage.done or not stage.of:
            return None
        return self.seconds(now) * max(0, stage.of - stage.done) / stage.done


def clock(seconds: float) -> str:
    """Return a duration as a clock shows it.

    >>> clock(4.26), clock(75), clock(3700)
    ('4 s', '1:15', '1:01:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"


def drawn(rows: Iterable[ProgressRow], now: float) -> Table:
    """Return a table with a row for each stage that has lasted long enough: name, bar, count, time taken, time left."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    table = Table.grid(padding=(0, 1))
    for row in rows:
        seconds, left, stage = row.seconds(now), row.left(now), row.stage
        if seconds < _PATIENCE:
            continue
        total = stage.of or (1 if row.ended is not None else None)
        bar = ProgressBar(
            total=total,
            completed=stage.done if stage.of else total or 0,
            width=_WIDTH,
            pulse=total is None,
        )
        count = f"{stage.done:,}/{stage.of:,}" if stage.of else f"{stage.done:,}" if stage.done else ""
        table.add_row(
            stage.name, bar, count, clock(seconds), f"about {clock(left)} left" if left is not None else ""
        )
    return table


class Screen(Protocol):
    """A place to draw the table: a terminal or a notebook."""

    def show(self, table: Table) -> None:
        """Draw the table in place of the previous one."""
        ...

    def close(self, table: Table) -> None:
        """Draw the table for the last time."""
        ...


class _Terminal:
    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._live = Live(
            console=Console(file=sys.stderr, highlight=False),
            auto_refresh=False,
            transient=True,
            # a script's own output goes where it would without us
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, table: Table) -> None:
        self._live.update(table, refresh=True)

    def close(self, _: Table) -> None:
        self._live.stop()


class _Notebook:
    """Draws by an updated display, since rich's own way in a notebook needs ipywidgets, which JupyterLab lacks."""

    def __init__(self) -> None:
        display: Any = sys.modules["IPython"].display
        self._handle: Any = display.DisplayHandle()
        self._update: Callable[[Table], None] = self._handle.display

    def show(self, table: Table) -> None:
        self._update(table)
        self._update = self._handle.update

    close = show


def screen() -> Callable[[], Screen] | None:
    """Return the class of screen to draw on: a notebook's, else a terminal's; None if there is neither."""
    # only a notebook's kernel has imported it
    if "ipykernel" in sys.modules and "IPython" in sys.modules:
        ipython: Any = sys.modules["IPython"]
        shell = ipython.get_ipython()
        if shell is not None and hasattr(shell, "kernel"):
            return _Notebook
    return _Terminal if sys.stderr is not None and sys.stderr.isatty() else None


def show_progress() -> ProgressDisplay:
    """Show the progress of long work, with the time taken and about how long it still takes; `.stop()` of the result ends it.

    For a block: `with lr.show_progress(): lr.write_out(review)`. By itself at the top of a notebook, it shows all that follows until
    `.stop()`. Stages are shown by name and count, never a title or a file. In a pipe nothing is shown.
    """
    return ProgressDisplay()


class ProgressDisplay:
    """Shows progress from its creation until `stop`, or the end of its `with` block."""

    def __init__(self) -> None:
        self._rows: dict[str, ProgressRow] = {}
        self._running: set[int] = set()
        self._lock = threading.Lock()
        self._over: threading.Event | None = None
        self._thread: threading.Thread | None = None
        self._opened: Callable[[], Screen] | None = screen()
        # without a screen there is no listener, and stages count nothing
        self._unsubscribe: Callable[[], None] | None = listen(self._update) if self._opened else None

    def stop(self) -> None:
        """Stop showing progress."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return "<progress is shown; .stop() ends it>"

    def _update(self, stage: StageProgress) -> None:
        now = time.monotonic()
        with self._lock:
            row = self._rows.get(stage.name)
            if row is None or row.stage.number != stage.number:
                if stage.ended:
                    return
                # a stage that runs again takes its previous row
                self._rows[stage.name] = row = ProgressRow(stage=stage, began=now)
                self._running.add(stage.number)
            row.stage = stage
            if stage.ended:
                row.ended = now
                self._running.discard(stage.number)
            if self._thread is None and not stage.ended:
                self._begin()
            running = bool(self._running)
        if not running:
            self._finish()

    def _begin(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._draw, args=(self._opened, self._over), daemon=True)
        self._thread.start()

    def _finish(self) -> None:
        with self._lock:
            thread, over = self._thread, self._over
            self._thread = self._over = None
        if thread is not None and over is not None:
            over.set()
            thread.join()
        with self._lock:
            self._rows, self._running = {}, set()

    def _draw(self, opened: Callable[[], Screen], over: threading.Event) -> None:
        if over.wait(_PATIENCE):
            return
        place = opened()
        while not over.wait(_TICK):
            place.show(self._table())
        place.close(self._table())

    def _table(self) -> Table:
        with self._lock:
            return drawn(tuple(self._rows.values()), time.monotonic())

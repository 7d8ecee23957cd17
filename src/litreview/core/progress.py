"""How far a long stage is: `step` around a stage, `counted` around what it goes through; `show_progress` draws it.

A stage says what it does by a name of `StageName` and how much there is of it, and nothing else: no key, title or name of a file
is ever shown. Where nobody listens this costs nothing, and a listener hears a stage at most ten times a second, never each record.

Who listens does so for the whole process: a notebook runs each cell in a context of its own, so that a context variable that one
cell sets is gone in the next. Threads are heard like the rest; another process is not, its parent tells for it.

`show_progress` draws with rich, in a terminal or below a notebook's cell. What ends within half a second is not drawn, and rich is not
loaded for it. A terminal's lines (on standard error) are gone when the outermost stage has ended; a notebook keeps them with the time
that each stage took. Elsewhere, in a file or a pipe, nothing is shown.
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
    "tagging sources",
    "judging goals",
    "linking references",
    "citing sources",
    "writing a document",
    "verifying sources",
    "asking registries",
    "making the files of out/",
]
"""All that a stage may be called while it runs."""

_OFTEN = 0.1
"""Seconds between two times that a listener hears of a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How far one stage is: `done` of `of`, which is 0 where nobody knows how much there is; `number` tells two of one name apart."""

    number: int
    name: StageName
    of: int = 0
    done: int = 0
    ended: bool = False


Listener = Callable[[Stage], None]

_listeners: list[Listener] = []
_numbers = itertools.count()

if hasattr(os, "register_at_fork"):
    # a copy of this process has no part in what its parent draws
    os.register_at_fork(after_in_child=_listeners.clear)


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with each `Stage` that begins, moves on or ends; return what makes it hear no more."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


@contextmanager
def step(name: StageName, of: int = 0) -> Iterator[Callable[[int], None]]:
    """Yield `done(n)`, by which the stage in this block says that n more are done.

    >>> stop = listen(lambda stage: print(stage.name, stage.done, stage.of, stage.ended))
    >>> with step("tagging sources", of=2) as done:
    ...     done(2)
    tagging sources 0 2 False
    tagging sources 2 2 True
    >>> stop()
    """
    if not _listeners:
        yield _nobody
        return
    told = Stage(number=next(_numbers), name=name, of=of)
    count, last = 0, time.monotonic()

    def done(number: int) -> None:
        nonlocal count, last
        count += number
        if time.monotonic() - last >= _OFTEN:
            last = time.monotonic()
            _tell(replace(told, done=count))

    _tell(told)
    try:
        yield done
    finally:
        _tell(replace(told, done=count, ended=True))


def counted(name: StageName, things: Iterable[T], of: int | None = None) -> Iterable[T]:
    """Return the things, counted as they are gone through; `of` is how many there are, where they do not say so themselves."""
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


def _tell(stage: Stage) -> None:
    for listener in tuple(_listeners):
        listener(stage)


def _nobody(_: int) -> None:
    """Tell nobody."""


# ---------------------------------------------------------------------------------- drawing
_PATIENCE = 0.5
"""Seconds that a stage lasts before it is drawn."""
_TICK = 0.1
_WIDTH = 30


@dataclass(slots=True, kw_only=True)
class Row:
    """What is drawn of a stage: how far it is, since when (`time.monotonic`), and when it ended."""

    stage: Stage
    began: float
    ended: float | None = None

    def seconds(self, now: float) -> float:
        """Return how long it has taken so far, or took."""
        return (self.ended if self.ended is not None else now) - self.began

    def left(self, now: float) -> float | None:
        """Return how many seconds are left if it goes on as it did; None where that cannot be known."""
        stage = self.stage
        if self.ended is not None or not stage.done or not stage.of:
            return None
        return self.seconds(now) * max(0, stage.of - stage.done) / stage.done


def clock(seconds: float) -> str:
    """Return a time as a clock shows it.

    >>> clock(4.26), clock(75), clock(3700)
    ('4 s', '1:15', '1:01:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"


def drawn(rows: Iterable[Row], now: float) -> Table:
    """Return the stages that are worth a line, a line each: name, bar, count, time taken, time left."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    table = Table.grid(padding=(0, 1))
    for row in rows:
        seconds, left, stage = row.seconds(now), row.left(now), row.stage
        if seconds < _PATIENCE:
            continue
        whole = stage.of or (1 if row.ended is not None else None)
        bar = ProgressBar(
            total=whole,
            completed=stage.done if stage.of else whole or 0,
            width=_WIDTH,
            pulse=whole is None,
        )
        count = f"{stage.done:,}/{stage.of:,}" if stage.of else f"{stage.done:,}" if stage.done else ""
        table.add_row(
            stage.name, bar, count, clock(seconds), f"about {clock(left)} left" if left is not None else ""
        )
    return table


class Screen(Protocol):
    """Where the lines are drawn."""

    def show(self, table: Table) -> None:
        """Draw the lines in place of those before."""
        ...

    def close(self, table: Table) -> None:
        """Draw them for the last time."""
        ...


class _Terminal:
    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._live = Live(
            console=Console(file=sys.stderr, highlight=False),
            auto_refresh=False,
            transient=True,
            # what a script prints goes where it would go without us
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, table: Table) -> None:
        self._live.update(table, refresh=True)

    def close(self, _: Table) -> None:
        self._live.stop()


class _Notebook:
    """rich's own way in a notebook needs ipywidgets, which JupyterLab does not bring; a display that is updated needs nothing."""

    def __init__(self) -> None:
        display: Any = sys.modules["IPython"].display
        self._handle: Any = display.DisplayHandle()
        self._update: Callable[[Table], None] = self._handle.display

    def show(self, table: Table) -> None:
        self._update(table)
        self._update = self._handle.update

    close = show


def screen() -> Callable[[], Screen] | None:
    """Return what opens the place to draw in: a notebook, else a terminal; None where there is neither."""
    # only a notebook's kernel has loaded it
    if "ipykernel" in sys.modules and "IPython" in sys.modules:
        ipython: Any = sys.modules["IPython"]
        shell = ipython.get_ipython()
        if shell is not None and hasattr(shell, "kernel"):
            return _Notebook
    return _Terminal if sys.stderr is not None and sys.stderr.isatty() else None


def show_progress() -> Shown:
    """Show what long work is being done, how far it is, how long it takes and about how long it still will; return what ends it.

    For a block: `with lr.show_progress(): lr.write_out(review)`. By itself at the top of a notebook, for all that follows, until
    `.stop()` of what it returns. Stages are shown by name and count, never a title or a file. In a pipe nothing is shown.
    """
    return Shown()


class Shown:
    """Progress, shown from the moment this is made until `stop`, or the end of its `with` block."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._running: set[int] = set()
        self._lock = threading.Lock()
        self._over: threading.Event | None = None
        self._thread: threading.Thread | None = None
        self._opened: Callable[[], Screen] | None = screen()
        # where nothing can be drawn nobody listens, and stages count nothing
        self._deaf: Callable[[], None] | None = listen(self._hear) if self._opened else None

    def stop(self) -> None:
        """Show nothing from now on."""
        if self._deaf is not None:
            self._deaf()
        self._finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return "<progress is shown; .stop() ends it>"

    def _hear(self, stage: Stage) -> None:
        now = time.monotonic()
        with self._lock:
            row = self._rows.get(stage.name)
            if row is None or row.stage.number != stage.number:
                if stage.ended:
                    return
                # the same stage again takes the line of the one before
                self._rows[stage.name] = row = Row(stage=stage, began=now)
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

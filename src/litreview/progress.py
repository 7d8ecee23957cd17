"""How far a long stage is, told to whoever listens: `step` around a stage, `counted` around what it goes through.

A stage says what it does by a name of `StageName` and how much there is of it, and nothing else: no key, title or name of a file
is ever shown. Where nobody listens this costs nothing, and a listener hears a stage at most ten times a second, never each record.

Who listens does so for the whole process (`litreview.progress` draws): a notebook runs each cell in a context of its own, so that a
context variable that one cell sets is gone in the next. Threads are heard like the rest; another process is not, its parent tells for it.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

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

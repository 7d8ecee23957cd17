"""Background computation of values that take longer than a page may: pages show the latest finished value and its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from threading import Lock
from typing import Generic, TypeVar

from litreview.core.runtime import in_thread
from litreview.review.session import Review

T = TypeVar("T")

WAIT = 0.15
"""Seconds that a page waits in total for background values."""


class NotReadyError(Exception):
    """Raised while a value that a page needs is computed in the background. The message says which, in a sentence; ask again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A review as a request sees it, with the computed values of its stages.

    - `generation`: how often the files had been read. Two snapshots of one generation differ only in which stages are computed.
    - `read_at`: when the files were read, as HH:MM.
    """

    generation: int
    review: Review
    read_at: str


class Worker:
    """Computes stages in the background, one computation at a time, and each stage once. `latest` is the snapshot that has them.

    A request sees the new values only when it adopts `latest`, and then all of them.
    """

    def __init__(self) -> None:
        self.latest: Snapshot | None = None
        self._turn = Lock()

    def compute(self, snapshot: Snapshot, *stages: str) -> Review:
        """Return the review of a snapshot with the values of stages, and of all stages that they depend on."""
        with self._turn:
            latest = self.latest
            known = latest if latest and latest.generation == snapshot.generation else snapshot
            # a copy, so that no request waits for this computation
            review = known.review.copy()
            for stage in stages:
                review.stage_value(stage)
            if latest is None or latest.generation <= snapshot.generation:
                self.latest = replace(snapshot, review=review)
        return review


class BackgroundValue(Generic[T]):
    """A value that a thread recomputes when its basis has changed; `get` returns the latest finished value.

    - `at`: when its computation began, as HH:MM.
    - `current`: whether it belongs to the basis of the last call of `get`.
    """

    def __init__(self, seconds: Callable[[], float | None] = lambda: WAIT) -> None:
        """`seconds`: returns how long the caller may wait; None: until the value is ready."""
        self._seconds = seconds
        self.at: str = ""
        self.current: bool = False
        self._value: T | None = None
        self._of: object = None
        self._waited: tuple[object, ...] = ()
        self._making: Future[tuple[T, object, str]] | None = None

    def get(self, of: object, make: Callable[[T | None], T]) -> T | None:
        """Return the value; `make` takes the previous one, and runs in a thread of its own if `of` differs from the last call.

        `make` may only read data that does not change. Its exceptions are raised here.
        """
        self._collect()
        while self._value is None or self._of != of:
            seconds = self._seconds()
            if self._making is None:
                self._start(of, make)
            self._wait(of, seconds)
            self._collect()
            if self._making is None and self._of != of:
                self._start(of, make)  # the finished value was begun for an earlier basis
            if seconds is not None:
                break
        self.current = self._value is not None and self._of == of
        return self._value

    def _wait(self, of: object, seconds: float | None) -> None:
        """Wait for the thread, only once for each basis, however often a page asks."""
        if self._making is not None and (seconds is None or self._waited != (of,)):
            self._waited = (of,)
            wait([self._making], seconds)

    def _start(self, of: object, make: Callable[[T | None], T]) -> None:
        before, at = self._value, time.strftime("%H:%M")
        self._making = in_thread(lambda: (make(before), of, at))

    def _collect(self) -> None:
        if self._making is not None and self._making.done():
            made, self._making = self._making, None
            self._value, self._of, self.at = made.result()

"""What takes longer than a page may: it is made beside the requests, and a page shows what was ready last, and of when that is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import Generic, TypeVar

from litreview.review.session import Review

T = TypeVar("T")

WAIT = 0.15
"""Seconds that a page waits in sum for what is made."""


class NotReadyError(Exception):
    """What a page needs is being made beside the requests: it says what, in a sentence, and is to be asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A review as a request sees it, with the values of the stages that are there.

    - `generation`: how often the files were read when it was; two snapshots of one generation differ in the stages that are computed, and in no value;
    - `read_at`: when that was, as HH:MM.
    """

    generation: int
    review: Review
    read_at: str


class Worker:
    """Computes stages beside the requests, one computation after the other, and each stage once. `latest` is the snapshot that has them.

    A request sees none of it before it takes `latest` for its own: then it has all that was computed, and not a part.
    """

    def __init__(self) -> None:
        self.latest: Snapshot | None = None
        self._turn = Lock()

    def compute(self, snapshot: Snapshot, *stages: str) -> Review:
        """Return the review of a snapshot with the values of stages, and of all that they rest on."""
        with self._turn:
            latest = self.latest
            known = latest if latest and latest.generation == snapshot.generation else snapshot
            # a copy, so that no request waits for what is computed here
            review = known.review.copy()
            for stage in stages:
                review.stage_value(stage)
            if latest is None or latest.generation <= snapshot.generation:
                self.latest = replace(snapshot, review=review)
        return review


class BackgroundValue(Generic[T]):
    """A value that is made anew when what it rests on has changed, one after the other; `get` returns the latest that is ready.

    - `at`: when that was asked for, as HH:MM;
    - `current`: whether it rests on what `get` was given last.
    """

    def __init__(self, seconds: Callable[[], float | None] = lambda: WAIT) -> None:
        """`seconds`: how long who asks may wait by now; None: until it is made."""
        self._seconds = seconds
        self.at: str = ""
        self.current: bool = False
        self._value: T | None = None
        self._of: object = None
        self._waited: tuple[object, ...] = ()
        self._making: Thread | None = None
        self._made: tuple[T, object, str] | Exception | None = None

    def get(self, of: object, make: Callable[[T | None], T]) -> T | None:
        """Return the value; `make` takes the one before, and is called in a thread of its own where `of` is another than the last time.

        `make` may read what does not change, and nothing else. What it raises is raised here.
        """
        self._collect()
        while self._value is None or self._of != of:
            seconds = self._seconds()
            if self._making is None:
                self._start(of, make)
            self._wait(of, seconds)
            self._collect()
            if self._making is None and self._of != of:
                self._start(of, make)  # what is ready now was begun before the last answer
            if seconds is not None:
                break
        self.current = self._value is not None and self._of == of
        return self._value

    def _wait(self, of: object, seconds: float | None) -> None:
        """Wait once for what is made, however often a page asks."""
        if self._making is not None and (seconds is None or self._waited != (of,)):
            self._waited = (of,)
            self._making.join(seconds)

    def _start(self, of: object, make: Callable[[T | None], T]) -> None:
        before, at = self._value, time.strftime("%H:%M")

        def run() -> None:
            try:
                self._made = make(before), of, at
            except Exception as error:  # noqa: BLE001 - it is raised where the value is asked for
                self._made = error

        self._made = None
        # nothing of it needs to be finished when the window is closed
        self._making = Thread(target=run, daemon=True)
        self._making.start()

    def _collect(self) -> None:
        if self._making is not None and not self._making.is_alive():
            self._making = None
            if isinstance(self._made, Exception):
                raise self._made
            if self._made is not None:
                self._value, self._of, self.at = self._made

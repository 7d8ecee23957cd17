"""What takes longer than a page may: it is made beside the requests, and a page shows what was ready last, and of when that is."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")

FIRST, NEXT = 3.0, 0.08
"""Seconds that a page waits for what is made: at the very first, where there is nothing to show instead, and after an answer."""


class Later(Generic[T]):
    """A value that is made anew when what it rests on has changed, one after the other; `get` returns the latest that is ready.

    - `at`: when that was asked for, as HH:MM;
    - `current`: whether it rests on what `get` was given last.
    """

    def __init__(self) -> None:
        self.at: str = ""
        self.current: bool = False
        self._value: T | None = None
        self._of: object = None
        self._waited: tuple[object, ...] = ()
        self._making: Thread | None = None
        self._made: Callable[[], tuple[T, object, str]] | None = None

    def get(self, of: object, make: Callable[[T | None], T], *, patient: bool = True) -> T | None:
        """Return the value; `make` takes the one before, and is called in a thread of its own where `of` is another than the last time.

        One that is not `patient` waits the very first time no longer than later.
        `make` may read what does not change, and nothing else. What it raises is raised here.
        """
        self._collect()
        if self._value is None or self._of != of:
            if self._making is None:
                self._start(of, make)
            self._wait(of, patient=patient)
            self._collect()
            if self._making is None and self._of != of:
                self._start(of, make)  # what is ready now was begun before the last answer
        self.current = self._value is not None and self._of == of
        return self._value

    def _wait(self, of: object, *, patient: bool) -> None:
        """Wait once for what is made, however often a page asks."""
        if self._making is not None and self._waited != (of,):
            first = patient and self._value is None and not self._waited
            self._waited = (of,)
            self._making.join(FIRST if first else NEXT)

    def _start(self, of: object, make: Callable[[T | None], T]) -> None:
        before, at = self._value, time.strftime("%H:%M")

        def run() -> None:
            try:
                value = make(before)
            except Exception as error:  # noqa: BLE001 - it is raised where the value is asked for
                self._made = _raising(error)
            else:
                self._made = lambda: (value, of, at)

        self._made = None
        # nothing of it needs to be finished when the window is closed
        self._making = Thread(target=run, daemon=True)
        self._making.start()

    def _collect(self) -> None:
        if self._making is not None and not self._making.is_alive():
            self._making = None
            if self._made is not None:
                self._value, self._of, self.at = self._made()


def _raising(error: Exception) -> Callable[[], tuple[T, object, str]]:
    def fail() -> tuple[T, object, str]:
        raise error

    return fail

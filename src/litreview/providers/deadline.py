"""A deadline for a request, whatever the server does: it may send a header a minute, `100 Continue` for ever, or packed data that hold nothing.

httpx limits how long a server is silent, and never how long it speaks. So the request runs in a thread of its own. When the time is up, the connection is
shut down, which ends the thread, and whoever waited goes on.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_BOTH_WAYS = 2  # socket.SHUT_RDWR; the network itself is `transport`'s alone


class Connection:
    """The connection of one client, which `trace` learns from httpx; it has at most one request at a time."""

    def __init__(self) -> None:
        self._socket: Any = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the socket of a connection that was opened (the extension `trace` of httpx)."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")

    def shut(self) -> None:
        """Shut the connection down: whoever reads from it gets its end at once."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(_BOTH_WAYS)

    def within(self, seconds: float, request: Callable[[], T]) -> T:
        """Return what a request over this connection returns. `TimeoutError` if it is not over within so many seconds: then the connection is shut down."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(request())
            except BaseException as error:  # noqa: BLE001 - raised where the answer is waited for
                answer.set_exception(error)

        # a daemon: not even a name that is never resolved keeps the program from ending
        threading.Thread(target=run, name="request", daemon=True).start()
        try:
            return answer.result(max(0.0, seconds))
        finally:
            if not answer.done():
                self.shut()

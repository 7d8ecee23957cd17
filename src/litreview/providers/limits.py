"""What the headers of an answer say of the next: how long to wait, what is left of an allowance, how long the answer is valid.

`Retry-After`, `Cache-Control` and `Expires` after RFC 9110 and 9111; `X-Rate-Limit-*` as Crossref sends them, `X-RateLimit-*` as OpenAlex,
GitHub and others do.

A request has a deadline, whatever the server does: it may send a header a minute, `100 Continue` for ever, or packed data that hold nothing.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

_SECONDS = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|d)?\s*")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})")
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-store\b")
# from here on a number of seconds is a moment since 1970
_A_MOMENT = 1_000_000_000

Headers = Mapping[str, str]
"""Headers by their names, which are asked for in small letters."""


def retry_after(headers: Headers, now: float) -> float | None:
    """Return the seconds that an answer asks to wait, given as such or as a date; None if it does not.

    >>> retry_after({"retry-after": "7"}, 0), retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 20), retry_after({}, 0)
    (7.0, 40.0, None)
    """
    said = headers.get("retry-after", "")
    seconds = _seconds(said)
    return seconds if seconds is not None else _until(said, now)


def pause(headers: Headers) -> float | None:
    """Return the seconds from one request to the next, if an answer says how many are allowed in what time.

    >>> pause({"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"}), pause({})
    (0.2, None)
    """
    number = _seconds(headers.get("x-rate-limit-limit", ""))
    interval = _seconds(headers.get("x-rate-limit-interval", ""))
    return interval / number if number and interval else None


def used_up(headers: Headers, now: float) -> float | None:
    """Return the seconds until there is an allowance again, if an answer says that nothing is left of it; None otherwise.

    >>> used_up({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "90"}, 0), used_up({"x-ratelimit-remaining": "3"}, 0)
    (90.0, None)
    """
    left = [_seconds(headers.get(f"x-ratelimit-remaining{unit}", "")) for unit in ("", "-usd")]
    if 0.0 not in left:
        return None
    reset = _seconds(headers.get("x-ratelimit-reset", "")) or 0.0
    return max(0.0, reset - now) if reset > _A_MOMENT else reset


def valid_for(headers: Headers, now: float) -> float | None:
    """Return the seconds for which an answer may be used again; None if it does not say. What must not be kept is valid for 0.

    >>> valid_for({"cache-control": "public, max-age=60"}, 0), valid_for({"cache-control": "no-store"}, 0), valid_for({}, 0)
    (60.0, 0.0, None)
    """
    said = headers.get("cache-control", "").lower()
    if _NOT_KEPT.search(said):
        return 0.0
    if found := _MAX_AGE.search(said):
        return float(found[1])
    return _until(headers.get("expires", ""), now)


def _seconds(said: str) -> float | None:
    found = _SECONDS.fullmatch(said)
    return float(found[1]) * _UNITS[found[2] or "s"] if found else None


def _until(said: str, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


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

"""How this machine reaches a provider: address, key and e-mail address, what the headers of an answer ask for, and a connection with a deadline.

The address is, in this order: `LITREVIEW_OPENALEX_URL`; what a review's litreview.toml says; `[openalex] url` of the user's file; the
provider's own. Keys and e-mail address are the user's: `LITREVIEW_OPENALEX_KEY` and `LITREVIEW_MAILTO`, or `[openalex] key` and `mailto` of
`providers.toml` in the user's folder for settings. A review never has them, and never gets them: where its settings name an address that
is neither the provider's nor the user's, no key and no e-mail address goes there, for a review may come from somebody else.

Headers: `Retry-After`, `Cache-Control` and `Expires` after RFC 9110 and 9111; `X-Rate-Limit-*` as Crossref sends them, `X-RateLimit-*` as OpenAlex,
GitHub and others do.

A request has a deadline, whatever the server does: it may send a header a minute, `100 Continue` for ever, or packed data that hold nothing.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import threading
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from litreview.core.errors import SettingsError, UsageError
from litreview.providers.protocol import Access, Provider

FILE = "providers.toml"
"""The user's file, in `settings_folder()`."""
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_PRINTED = re.compile(r"[\x21-\x7e]+")


def settings_folder() -> Path:
    """Return the folder in which this user has settings of programs, below it ours."""
    import click

    return Path(click.get_app_dir("litreview"))


def access(
    provider: Provider,
    review_url: str = "",
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Access:
    """Return how a provider is reached; `review_url` is what the settings of a review say. `SettingsError`, `UsageError` for what is wrong."""
    said = os.environ if environ is None else environ
    own = _own_file(settings_folder() if folder is None else folder)
    mine = own.get(provider.name, {})
    prefix = f"LITREVIEW_{provider.name.upper()}"
    users = said.get(f"{prefix}_URL", "") or ("" if review_url else mine.get("url", ""))
    url = checked_url(
        users or review_url or provider.url, f"{prefix}_URL" if users else f"[enrich.{provider.name}] url"
    )
    trusted = {_origin(each) for each in (provider.url, users, mine.get("url", "")) if each}
    if _origin(url) not in trusted:
        return Access(url=url)
    key = _checked(said.get(f"{prefix}_KEY", "") or mine.get("key", ""), _PRINTED, f"{prefix}_KEY", "a key")
    mailto = said.get("LITREVIEW_MAILTO", "") or own.get("", {}).get("mailto", "")
    mailto = _checked(mailto, _MAIL, "LITREVIEW_MAILTO", "an e-mail address")
    # who listens on the way would have it
    safe = url.startswith("https:") or is_loopback(url)
    return Access(url=url, key=key if safe else "", mailto=mailto if safe else "")


def checked_url(url: str, where: str) -> str:
    """Return a base address without a slash at its end; `UsageError` if it is none, which does not repeat it: it may hold a password."""
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        raise UsageError(f"{where}: no address") from None
    if not sound:
        raise UsageError(f"{where}: no address; it begins with https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(f"{where}: an address without name, password, ? and # is wanted")
    return url.strip().rstrip("/")


def is_loopback(url: str) -> bool:
    """Return whether an address is on this machine.

    >>> is_loopback("http://127.0.0.1:8000"), is_loopback("http://localhost"), is_loopback("https://127.0.0.1.example.org")
    (True, True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _checked(value: str, pattern: re.Pattern[str], where: str, what: str) -> str:
    if value and not pattern.fullmatch(value):
        raise UsageError(f"{where}: {what} is expected there")
    return value


def _own_file(folder: Path) -> dict[str, dict[str, str]]:
    """Return what the user's file says, by provider, and under `""` for all; nothing of it is ever in a message."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise SettingsError(str(path), "cannot be read") from None
    try:
        read: dict[str, Any] = tomllib.loads(text)
    except ValueError:
        raise SettingsError(str(path), "is no sound TOML") from None
    tables = {name: value for name, value in read.items() if isinstance(value, dict)}
    tables[""] = {name: value for name, value in read.items() if not isinstance(value, dict)}
    for name, table in tables.items():
        if not all(isinstance(value, str) for value in table.values()):
            raise SettingsError(
                str(path), f"[{name}] has a value that is no text" if name else "has a value that is no text"
            )
    return tables


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

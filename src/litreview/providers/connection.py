"""Settings and connection for a provider: address, key and e-mail address, waits from response headers, and a deadline.

The first of these gives the address: `LITREVIEW_OPENALEX_URL`; a review's litreview.toml; `[openalex] url` of the user's file; the
provider's own. Keys and the e-mail address belong to the user: `LITREVIEW_OPENALEX_KEY` and `LITREVIEW_MAILTO`, or `[openalex] key` and
`mailto` of `providers.toml` in the user's folder for settings. A review never contains them and never receives them, since it may come
from somebody else. If its settings name an address that is neither the provider's nor the user's, no key and no e-mail address goes there.

Headers: `Retry-After`, `Cache-Control` and `Expires` follow RFC 9110 and 9111; `X-Rate-Limit-*` are Crossref's, `X-RateLimit-*` those of
OpenAlex, GitHub and others.

A request has a deadline, whatever the server does: it may send one header a minute, `100 Continue` for ever, or endless empty compressed data.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from litreview.core.errors import SettingsError, UsageError
from litreview.core.runtime import in_thread
from litreview.providers.protocol import Access, Provider

FILE = "providers.toml"
"""The user's file, in `settings_folder()`."""
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_PRINTED = re.compile(r"[\x21-\x7e]+")


def settings_folder() -> Path:
    """Return this program's folder for the user's settings."""
    import click

    return Path(click.get_app_dir("litreview"))


def access(
    provider: Provider,
    review_url: str = "",
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Access:
    """Return the address and credentials for a provider; `review_url` is the address in a review's settings.

    `SettingsError` or `UsageError` for invalid settings.
    """
    environment = os.environ if environ is None else environ
    own = _own_file(settings_folder() if folder is None else folder)
    mine = own.get(provider.name, {})
    prefix = f"LITREVIEW_{provider.name.upper()}"
    users = environment.get(f"{prefix}_URL", "") or ("" if review_url else mine.get("url", ""))
    url = checked_url(
        users or review_url or provider.url, f"{prefix}_URL" if users else f"[enrich.{provider.name}] url"
    )
    trusted = {_origin(each) for each in (provider.url, users, mine.get("url", "")) if each}
    if _origin(url) not in trusted:
        return Access(url=url)
    key = _checked(
        environment.get(f"{prefix}_KEY", "") or mine.get("key", ""), _PRINTED, f"{prefix}_KEY", "a key"
    )
    mailto = environment.get("LITREVIEW_MAILTO", "") or own.get("", {}).get("mailto", "")
    mailto = _checked(mailto, _MAIL, "LITREVIEW_MAILTO", "an e-mail address")
    # over plain HTTP anybody on the way could read the key
    safe = url.startswith("https:") or is_loopback(url)
    return Access(url=url, key=key if safe else "", mailto=mailto if safe else "")


def checked_url(url: str, where: str) -> str:
    """Return a base address without a slash at its end. `UsageError` for an invalid one; its message omits the address, which may hold a password."""
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
    """Return the user's file as a table per provider, and one under `""` for all; messages never quote it."""
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


_SECONDS = re.compile(r"\s*(\d{1,10}(?:\.\d{1,9})?)\s*(ms|s|m|h|d)?\s*")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})")
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-store\b")
# larger numbers of seconds are a time since 1970
_EARLIEST_TIMESTAMP = 1_000_000_000

Headers = Mapping[str, str]
"""Headers by their names in lower case."""


def retry_after(headers: Headers, now: float) -> float | None:
    """Return the seconds that an answer asks to wait, from a number or a date; None without such a header.

    >>> retry_after({"retry-after": "7"}, 0), retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 20), retry_after({}, 0)
    (7.0, 40.0, None)
    """
    value = headers.get("retry-after", "")
    seconds = _seconds(value)
    return seconds if seconds is not None else _until(value, now)


def pause(headers: Headers) -> float | None:
    """Return the seconds between two requests, from an answer's headers on its rate limit; None without them.

    >>> pause({"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"}), pause({})
    (0.2, None)
    """
    number = _seconds(headers.get("x-rate-limit-limit", ""))
    interval = _seconds(headers.get("x-rate-limit-interval", ""))
    return interval / number if number and interval else None


def allowance_wait(headers: Headers, now: float) -> float | None:
    """Return the seconds until the allowance is renewed, if an answer says that it is used up; None otherwise.

    >>> allowance_wait({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "90"}, 0), allowance_wait({"x-ratelimit-remaining": "3"}, 0)
    (90.0, None)
    """
    left = [_seconds(headers.get(f"x-ratelimit-remaining{unit}", "")) for unit in ("", "-usd")]
    if 0.0 not in left:
        return None
    reset = _seconds(headers.get("x-ratelimit-reset", "")) or 0.0
    return max(0.0, reset - now) if reset > _EARLIEST_TIMESTAMP else reset


def valid_for(headers: Headers, now: float) -> float | None:
    """Return the seconds for which an answer may be cached; None without such a header, 0 for one that must not be stored.

    >>> valid_for({"cache-control": "public, max-age=60"}, 0), valid_for({"cache-control": "no-store"}, 0), valid_for({}, 0)
    (60.0, 0.0, None)
    """
    directives = headers.get("cache-control", "").lower()
    if _NOT_KEPT.search(directives):
        return 0.0
    if found := _MAX_AGE.search(directives):
        return float(found[1])
    return _until(headers.get("expires", ""), now)


def _seconds(text: str) -> float | None:
    found = _SECONDS.fullmatch(text)
    return float(found[1]) * _UNITS[found[2] or "s"] if found else None


def _until(date: str, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


T = TypeVar("T")
_BOTH_WAYS = 2  # socket.SHUT_RDWR; the network itself is `transport`'s alone


class HttpConnection:
    """The socket of one httpx client, learnt through `trace`; it serves at most one request at a time."""

    def __init__(self) -> None:
        self._socket: Any = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Store the socket of an opened connection (the extension `trace` of httpx)."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")

    def within(self, seconds: float, request: Callable[[], T]) -> T:
        """Run a request over this connection and return its result. After so many seconds, shut the connection down and raise `TimeoutError`."""
        # even an endless name lookup does not keep the program from ending
        answer = in_thread(request)
        try:
            return answer.result(max(0.0, seconds))
        finally:
            # so that a pending read ends at once
            if not answer.done() and self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(_BOTH_WAYS)

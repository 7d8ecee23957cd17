"""How this machine reaches a provider: address, key and e-mail address, from the environment and a file in the user's own folder.

The address is, in this order: `LITREVIEW_OPENALEX_URL`; what a review's litreview.toml says; `[openalex] url` of the user's file; the
provider's own. Keys and e-mail address are the user's: `LITREVIEW_OPENALEX_KEY` and `LITREVIEW_MAILTO`, or `[openalex] key` and `mailto` of
`providers.toml` in the user's folder for settings. A review never has them, and never gets them: where its settings name an address that
is neither the provider's nor the user's, no key and no e-mail address goes there, for a review may come from somebody else.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from litreview.errors import SettingsError, UsageError
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

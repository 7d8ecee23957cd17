"""`[enrich]` of litreview.toml: which registries may be asked about the sources of a review, and where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from litreview.errors import near_miss
from litreview.providers import NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichSettings:
    """What `[enrich]` says: `providers` that may be asked, and `urls`, the addresses of those that are asked elsewhere (a mirror)."""

    providers: tuple[str, ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict)


def read_enrich(table: object) -> tuple[EnrichSettings, list[tuple[str, tuple[str, ...]]]]:
    """Return the settings, and each name that means nothing with the names that do. `ValueError(why, name)` if it can't be read."""
    if not isinstance(table, dict):
        raise ValueError("enrich is a table: write [enrich]", "enrich")  # noqa: TRY004 - one kind of exception, with its two arguments
    known = ("providers", *NAMES)
    unknown = [(name, known) for name in table if name not in known]
    urls: dict[str, str] = {}
    for name in NAMES:
        own = table.get(name, {})
        if not isinstance(own, dict):
            raise ValueError(f"enrich.{name} is a table: write [enrich.{name}]", name)  # noqa: TRY004
        unknown += [(each, ("url",)) for each in own if each != "url"]
        if "url" in own:
            urls[name] = _url(name, own["url"])
    return EnrichSettings(providers=_providers(table.get("providers", [])), urls=urls), unknown


def _providers(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise ValueError(
            'providers of [enrich] is not a list of texts; write providers = ["openalex"]', "providers"
        )
    for name in given:
        if name not in NAMES:
            why = f"no registry '{name}'; one of {', '.join(NAMES)}{near_miss(name.lower(), NAMES)}"
            raise ValueError(why, "providers")
    return tuple(dict.fromkeys(given))


def _url(name: str, value: object) -> str:
    if not isinstance(value, str) or not _is_address(value):
        why = f'url of [enrich.{name}] is no address; write one such as "https://example.org", without a name or key in it'
        raise ValueError(why, f"enrich.{name}")
    return value.rstrip("/")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port or 1
    except ValueError:
        return False
    own = parts.query or parts.fragment or "@" in parts.netloc
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port > 0
        and not own
        and value.isprintable()
    )

"""Clients of the registries of works: the requests that each understands, and the meaning of its answers. Only `transport` uses the network.

`PROVIDERS` is their table. To add a provider, add a file and a row.
"""

from __future__ import annotations

from litreview.core.errors import UsageError, near_miss
from litreview.core.extensions import extensions
from litreview.providers.courtlistener import COURTLISTENER
from litreview.providers.crossref import CROSSREF
from litreview.providers.datacite import DATACITE
from litreview.providers.openalex import OPENALEX
from litreview.providers.protocol import (
    IDENTIFIERS,
    Access,
    Answer,
    By,
    Provider,
    ProviderRequest,
    Query,
    Terms,
    What,
)
from litreview.providers.pubmed import PUBMED
from litreview.providers.semanticscholar import SEMANTICSCHOLAR

__all__ = [
    "IDENTIFIERS",
    "NAMES",
    "PROVIDERS",
    "Access",
    "Answer",
    "By",
    "Provider",
    "ProviderRequest",
    "Query",
    "Terms",
    "What",
    "provider",
]

_OURS: tuple[Provider, ...] = (OPENALEX, CROSSREF, SEMANTICSCHOLAR, PUBMED, DATACITE, COURTLISTENER)
PROVIDERS: tuple[Provider, ...]
"""All providers: those of litreview, and a `Provider` of each extension. Extensions import this module, so they are loaded at first use."""
NAMES: tuple[str, ...]


def __getattr__(name: str) -> object:
    if name not in ("PROVIDERS", "NAMES"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    rows = (*_OURS, *extensions("providers", {each.name for each in _OURS}).values())
    return rows if name == "PROVIDERS" else tuple(row.name for row in rows)


def provider(name: str) -> Provider:
    """Return the provider with this name; `UsageError`, with the nearest name, for an unknown one."""
    from litreview.providers import NAMES, PROVIDERS

    found = {each.name: each for each in PROVIDERS}
    if name.lower() not in found:
        raise UsageError(f"no provider '{name}'; one of {', '.join(NAMES)}{near_miss(name.lower(), NAMES)}")
    return found[name.lower()]

"""Clients of the registries of works: the requests that each understands, and the meaning of its answers. Only `transport` uses the network.

`PROVIDERS` is their table. To add a provider, add a file and a row.
"""

from __future__ import annotations

from litreview.core.errors import UsageError, near_miss
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

PROVIDERS: tuple[Provider, ...] = (OPENALEX, CROSSREF, SEMANTICSCHOLAR, PUBMED, DATACITE, COURTLISTENER)
"""All providers."""

NAMES = tuple(provider.name for provider in PROVIDERS)


def provider(name: str) -> Provider:
    """Return the provider with this name; `UsageError`, with the nearest name, for an unknown one."""
    found = {each.name: each for each in PROVIDERS}
    if name.lower() not in found:
        raise UsageError(f"no provider '{name}'; one of {', '.join(NAMES)}{near_miss(name.lower(), NAMES)}")
    return found[name.lower()]

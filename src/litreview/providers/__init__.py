"""Clients of the registries of works: the requests that each understands, and the meaning of its answers. Only `transport` uses the network.

`providers()` is their table. To add a provider, add a file and a row.
"""

from __future__ import annotations

from functools import cache

from litreview.core.errors import UsageError, near_miss
from litreview.core.extensions import extensions
from litreview.providers.courtlistener import COURTLISTENER
from litreview.providers.crossref import CROSSREF
from litreview.providers.datacite import DATACITE
from litreview.providers.openalex import OPENALEX
from litreview.providers.protocol import (
    IDENTIFIERS as IDENTIFIERS,
    Access as Access,
    Answer as Answer,
    By as By,
    Provider as Provider,
    ProviderRequest as ProviderRequest,
    Query as Query,
    Terms as Terms,
    What as What,
)
from litreview.providers.pubmed import PUBMED
from litreview.providers.semanticscholar import SEMANTICSCHOLAR

_PROVIDERS: tuple[Provider, ...] = (OPENALEX, CROSSREF, SEMANTICSCHOLAR, PUBMED, DATACITE, COURTLISTENER)


@cache
def providers() -> tuple[Provider, ...]:
    """Return all providers: those of litreview, and a `Provider` of each extension, which may import this module."""
    return (*_PROVIDERS, *extensions("providers", {row.name for row in _PROVIDERS}).values())


def provider_names() -> tuple[str, ...]:
    """Return the names of all providers."""
    return tuple(row.name for row in providers())


def provider(name: str) -> Provider:
    """Return the provider with this name; `UsageError`, with the nearest name, for an unknown one."""
    found = {row.name: row for row in providers()}
    if name.lower() not in found:
        raise UsageError(f"no provider '{name}'; one of {', '.join(found)}{near_miss(name.lower(), found)}")
    return found[name.lower()]

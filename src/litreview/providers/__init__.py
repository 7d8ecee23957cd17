"""Registries of works, and what they say: how each is asked, and what its answers mean. Only `transport` uses the network."""

from __future__ import annotations

from litreview.providers.protocol import (
    IDENTIFIERS,
    Access,
    Answer,
    By,
    Provider,
    Query,
    Request,
    Terms,
    What,
)
from litreview.providers.registry import NAMES, PROVIDERS, provider

__all__ = [
    "IDENTIFIERS",
    "NAMES",
    "PROVIDERS",
    "Access",
    "Answer",
    "By",
    "Provider",
    "Query",
    "Request",
    "Terms",
    "What",
    "provider",
]

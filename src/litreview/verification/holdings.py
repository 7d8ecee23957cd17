"""Which registry should have a work, so that its "no" says something; and which works nobody registers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a registry has whole: works of `kinds` (none named: any) asked `by` this, but numbers that begin as in `unless`, or those alone that begin as in `only`."""

    registry: str
    by: str
    why: str
    kinds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(
        files("litreview.verification").joinpath("holdings.toml").read_text(encoding="utf-8")
    )


@cache
def holdings() -> Sequence[Holding]:
    """Return the rows of the table."""
    return tuple(
        Holding(
            registry=row["registry"],
            by=row["by"],
            why=row["why"],
            kinds=tuple(row.get("kinds", ())),
            unless=tuple(row.get("unless", ())),
            only=tuple(row.get("only", ())),
        )
        for row in _table()["holds"]
    )


def should_have(registry: str, by: str, value: str, kind: str) -> bool:
    """Return whether a registry should have what it was asked for.

    >>> should_have("crossref", "doi", "10.1177/1", "book"), should_have("crossref", "doi", "10.48550/arxiv.1706.03762", "other")
    (True, False)
    >>> should_have("crossref", "title", "Made up", "ngo-report")
    False
    """
    return any(
        row.registry == registry
        and row.by == by
        and (not row.kinds or kind in row.kinds)
        and not value.lower().startswith(row.unless)
        and (not row.only or value.lower().startswith(row.only))
        for row in holdings()
    )


def unregistered(kind: str) -> str:
    """Return why a work of this kind can't be looked for, "" of those that registries have.

    >>> unregistered("statute"), unregistered("journal-article")
    ('statutes and bills are in no registry of works; they are published by legislatures', '')
    """
    found: str = _table()["unregistered"].get(kind, "")
    return found

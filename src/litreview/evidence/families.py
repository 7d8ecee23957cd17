"""Versions of one study: report, article, data set, edition, summary. What rests on one study is one voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from litreview import linkage
from litreview.items import Items
from litreview.model import Relation, Source
from litreview.results import Family

ONE_STUDY = ("version", "edition", "summary", "same-data")
"""The kinds of relation that make two sources one study. A review of a work is a voice of its own."""


def heads(works: Iterable[str], related: Iterable[Relation]) -> Mapping[str, str]:
    """Return the head of each source's family, the earliest source in it."""
    return linkage.heads(works, ((each.a, each.b) for each in related if each.kind in ONE_STUDY))


def families(sources: Iterable[Source], related: Iterable[Relation]) -> tuple[Family, ...]:
    """Return the studies of which the review holds several versions, in the order of the sources."""
    links = tuple(related)
    head = heads((source.key for source in sources), links)
    members: dict[str, list[str]] = {}
    for key, first in head.items():
        members.setdefault(first, []).append(key)
    said: dict[str, list[Relation]] = {}
    for relation in links:
        if relation.kind in ONE_STUDY and relation.a in head and relation.b in head:
            said.setdefault(head[relation.a], []).append(relation)
    return Items(
        (
            Family(keys=tuple(keys), relations=tuple(said.get(first, ())))
            for first, keys in members.items()
            if len(keys) > 1
        ),
        Family,
    )

"""Versions of one study: report, article, data set, edition, summary. What rests on one study is one voice.

`count_origins` says how many independent origins are behind a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from litreview import linkage
from litreview.containers import TypedTuple
from litreview.model import Citation, Finding, Relation, Source
from litreview.results import SIDES, Echo, Family

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
    return TypedTuple(
        (
            Family(keys=tuple(keys), relations=tuple(said.get(first, ())))
            for first, keys in members.items()
            if len(keys) > 1
        ),
        Family,
    )


def count_origins(
    findings: Iterable[Finding], related: Iterable[Relation], citations: Iterable[Citation] = ()
) -> tuple[Echo, ...]:
    """Return one Echo for each side of each finding that names a source. `related` and `citations` name sources by key."""
    links = tuple(related)
    cited: dict[str, dict[str, None]] = {}
    for citation in citations:
        cited.setdefault(citation.citing, {})[citation.cited] = None
    judged = [relation for relation in links if relation.by != "rule"]
    everything = tuple(findings)
    # versions that the finding does not name may still tie two that it does
    every = dict.fromkeys(key for finding in everything for key in finding.sources)
    every |= dict.fromkeys(end for relation in links for end in (relation.a, relation.b))
    head, loose = heads(every, judged), heads(every, links)
    found = []
    for finding in everything:
        for side in SIDES:
            keys: tuple[str, ...] = getattr(finding, side)
            if not keys:
                continue
            place = {key: number for number, key in enumerate(keys)}
            groups: dict[str, list[str]] = {}
            for key in keys:
                groups.setdefault(head[key], []).append(key)
            found.append(
                Echo(
                    finding=finding.id,
                    side=side,
                    sources=keys,
                    origins=tuple(map(tuple, groups.values())),
                    perhaps=len(groups) - len({loose[key] for key in keys}),
                    citing=tuple(
                        (a, b)
                        for a in keys
                        for b in sorted(place.keys() & cited.get(a, {}).keys(), key=place.__getitem__)
                        if head[a] != head[b]
                    ),
                )
            )
    return TypedTuple(found, Echo)

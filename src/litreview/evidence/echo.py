"""Echo: how many independent origins are behind a finding.

Ten sources that all repeat one survey are one observation. Sources that people related as `same-data`, `version`, `edition` or
`summary` are one origin. A citation is no proof of reuse: a work may cite another to dispute it. So citations among
the sources of a finding are shown beside the count and change nothing in it, and what a rule suggested waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from litreview.evidence.families import heads
from litreview.items import Items
from litreview.model import Citation, Finding, Relation
from litreview.results import SIDES, Echo


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
    return Items(found, Echo)

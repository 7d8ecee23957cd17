"""Stance: what sources found on whether operations further a goal, counted per goal from people's decisions.

Stance is never guessed: a machine's tag says what a source is about, not what it found. Rules of the codebook (0.4, 8a.14,
8a.15): law, guidance and agency claims are counted apart, never as evidence of outcome; versions of one study are one vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from litreview.codebook import load_codebook
from litreview.decisions import STANCES
from litreview.evidence.claims import find_claims
from litreview.evidence.families import heads
from litreview.model import Decision, Relation, Source, Tag
from litreview.results import StanceCount

LAW = ("statute", "case")
"""Source types that tell what the law says, not what was found."""


def count_stances(
    sources: Iterable[Source],
    tags: Iterable[Tag],
    decisions: Iterable[Decision],
    *,
    related: Iterable[Relation] = (),
    goals: Iterable[str] | None = None,
    claims: Collection[str] | None = None,
) -> tuple[StanceCount, ...]:
    """Return the counts per goal (default: those of the built-in codebook that are on). `decisions` are the current ones, keys those of the sources.

    Members of one family (`related` as version, edition, summary, same data) that agree are one vote; where they differ
    the family is `mixed`, `not-operations` ignored. Law and claims are in counts of their own; `claims` are the keys of the latter
    (default: what kind and tags make one).
    """
    held, every = tuple(sources), tuple(tags)
    if goals is None:
        goals = [code.id for code in load_codebook().goals if code.enabled]
    works = [source.key for source in held]
    told = find_claims(held, every) if claims is None else claims
    mine: dict[str, set[str]] = {}
    for tag in every:
        mine.setdefault(tag.source, set()).add(tag.code)
    said: dict[tuple[str, str], set[str]] = {}
    for d in decisions:
        if d.verb == "stance":
            goal, _, stance = d.value.partition("=")
            said.setdefault((goal, d.key), set()).add(stance)
    family = heads(works, related)
    return tuple(_count(goal, works, mine, said, family, told) for goal in goals)


def _count(
    goal: str,
    works: list[str],
    mine: Mapping[str, set[str]],
    said: Mapping[tuple[str, str], set[str]],
    family: Mapping[str, str],
    claims: Collection[str],
) -> StanceCount:
    disputed: list[str] = []
    uncoded: list[str] = []
    apart: dict[str, str] = {}
    claimed: dict[str, str] = {}
    votes: dict[str, dict[str, str]] = {}
    for key in works:
        stances = said.get((goal, key), set())
        if len(stances) > 1:
            disputed.append(key)
        elif not stances:
            if goal in mine.get(key, ()):
                uncoded.append(key)
        elif key in claims:
            claimed[key] = next(iter(stances))
        elif mine.get(key, set()) & set(LAW):
            apart[key] = next(iter(stances))
        else:
            votes.setdefault(family[key], {})[key] = next(iter(stances))
    keys: dict[str, list[str]] = {stance: [] for stance in STANCES}
    counts = dict.fromkeys(STANCES, 0)
    for members in votes.values():
        different = set(members.values())
        if len(different) > 1:
            different -= {"not-operations"}
        stance = next(iter(different)) if len(different) == 1 else "mixed"
        counts[stance] += 1
        keys[stance] += members
    return StanceCount(
        goal=goal,
        counts=counts,
        keys={stance: tuple(found) for stance, found in keys.items()},
        disputed=tuple(disputed),
        apart=_by_stance(apart),
        claims=_by_stance(claimed),
        uncoded=tuple(uncoded),
        law=tuple(apart),
        claimed=tuple(claimed),
    )


def _by_stance(stances: Mapping[str, str]) -> Mapping[str, int]:
    counts = Counter(stances.values())
    return {stance: counts[stance] for stance in STANCES if counts[stance]}

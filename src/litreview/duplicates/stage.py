"""The stage: records and decisions in, a Deduplication out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from litreview.compare import Blocks, Edge, Entry, block_keys, candidate_pairs, entry, partition, similarity
from litreview.duplicates.accounts import described, problems, queue, related
from litreview.duplicates.keys import former_keys, source_keys
from litreview.duplicates.merge import merge
from litreview.duplicates.verdict import Judgement, Preprints, judge
from litreview.duplicates.wishes import Wish, names, wishes
from litreview.errors import UsageError
from litreview.model import Decision, Deduplication, Library, Record

__all__ = ["candidates", "dedupe"]

_WHOLE = 60
"""Largest component in which every pair is judged to find contradictions."""

_ALIKE = 0.72
"""Title similarity from which a pair is judged whatever else it shares."""

Pair = tuple[int, int]


def dedupe(
    records: Iterable[Record] | Library,
    decisions: Sequence[Decision] = (),
    *,
    preprints: Preprints = "ask",
) -> Deduplication:
    """Return the sources that records make, the clusters behind them, the pairs for a person, and relations.

    `decisions` are the current ones (`litreview.decisions.current`); they win over every rule. Every record is in exactly
    one cluster. The partition does not depend on the order of the records; keys and the order of sources do.
    """
    if preprints not in ("same", "ask", "different"):
        raise UsageError(f"preprints is {preprints!r}; one of same, ask, different")
    given = tuple(records)
    # work in an order that does not depend on that of the input, and remember the order of reading
    reading = sorted(range(len(given)), key=lambda i: (given[i].id, i))
    ordered = [given[i] for i in reading]
    when_read = reading
    cache: dict[object, str] = {}
    entries = [entry(record, cache, record.id) for record in ordered]
    blocks = candidate_pairs(block_keys(entries), [one.title for one in entries])
    judged = _judge_all(entries, blocks, preprints)
    wanted = _wishes(ordered, when_read, decisions, judged, entries, preprints)
    groups, refused = _clusters(entries, judged, wanted, preprints)
    groups = _in_order(groups, when_read)
    members = [[ordered[i] for i in group] for group in groups]
    new_keys = source_keys(members)
    taken = frozenset(new_keys)
    sources = tuple(
        merge(group, key, former_keys(group, key, taken) if len(group) > 1 or group[0].key != key else ())
        for group, key in zip(members, new_keys, strict=True)
    )
    home = {position: number for number, group in enumerate(groups) for position in group}
    return Deduplication(
        sources=sources,
        clusters=described(groups, ordered, judged, wanted, home),
        queue=queue(ordered, judged, wanted, refused, home),
        related=related(judged, wanted, home, sources),
        problems=problems(ordered, blocks, wanted, home, judged),
    )


def _in_order(groups: Sequence[Sequence[int]], when_read: Sequence[int]) -> list[list[int]]:
    """Return the groups and their members in order of reading."""
    return sorted(
        (sorted(group, key=when_read.__getitem__) for group in groups), key=lambda g: when_read[g[0]]
    )


def candidates(entries: Sequence[Entry], blocks: Blocks) -> tuple[list[Pair], list[float]]:
    """Return the candidate pairs that are worth a verdict, with the similarity of their titles."""
    import numpy as np

    a, b = blocks.a, blocks.b
    titles = [one.title for one in entries]
    scores = similarity(titles, a, b)
    dois = [one.doi for one in entries]
    places = [
        (one.volume, one.page, one.authors[0]) if one.volume and one.page and one.authors else None
        for one in entries
    ]
    keep = scores >= _ALIKE
    for i in np.flatnonzero(~keep).tolist():
        x, y = int(a[i]), int(b[i])
        if not titles[x] or not titles[y]:
            continue
        if (
            (dois[x] and dois[x] == dois[y])
            or (entries[x].law and entries[x].law == entries[y].law)
            or (places[x] is not None and places[x] == places[y])
            or titles[x].startswith(titles[y])
            or titles[y].startswith(titles[x])
            or (
                scores[i] > 0.5
                and (entries[x].notice != entries[y].notice or "data" in (entries[x].kind, entries[y].kind))
            )
        ):
            keep[i] = True
    pairs = list(zip(a[keep].tolist(), b[keep].tolist(), strict=True))
    return pairs, scores[keep].tolist()


def _judge_all(entries: Sequence[Entry], blocks: Blocks, preprints: Preprints) -> dict[Pair, Judgement]:
    pairs, scores = candidates(entries, blocks)
    return {
        pair: judge(entries[pair[0]], entries[pair[1]], score, preprints)
        for pair, score in zip(pairs, scores, strict=True)
    }


def _wishes(
    records: Sequence[Record],
    when_read: Sequence[int],
    decisions: Sequence[Decision],
    judged: Mapping[Pair, Judgement],
    entries: Sequence[Entry],
    preprints: Preprints,
) -> tuple[Wish, ...]:
    mine = [decision for decision in decisions if decision.verb in ("same", "different", "related")]
    if not mine:
        return ()
    order = sorted(range(len(records)), key=when_read.__getitem__)
    index = names(records, order)
    made: dict[str, int] = {}
    words = {decision.key for decision in mine} | {
        decision.value.split()[-1] for decision in mine if decision.value.split()
    }
    if not words <= index.keys():
        # a key such as `Doe2019-2` was made by deduplication: ask what it means without the decisions
        groups, _ = _clusters(entries, dict(judged), (), preprints)
        groups = _in_order(groups, when_read)
        keys = source_keys([[records[i] for i in group] for group in groups])
        made = {key: group[0] for key, group in zip(keys, groups, strict=True)}
    return wishes(mine, index, made)


def _clusters(
    entries: Sequence[Entry], judged: dict[Pair, Judgement], wanted: Sequence[Wish], preprints: Preprints
) -> tuple[Sequence[Sequence[int]], list[tuple[Edge, Pair]]]:
    """Return the clusters and the links that were refused."""
    size = len(entries)
    hard = {(wish.a, wish.b) for wish in wanted if not wish.same}
    asked_for = [Edge(strength=2.0, a=wish.a, b=wish.b) for wish in wanted if wish.same]
    decided = partition(size, asked_for, hard)
    together = {position: number for number, group in enumerate(decided.groups) for position in group}
    links = [
        Edge(strength=one.score, a=a, b=b)
        for (a, b), one in judged.items()
        if one.verdict == "same" and (a, b) not in hard
    ]
    loose = partition(size, [*asked_for, *links], ())
    for group in loose.groups:
        if 2 < len(group) <= _WHOLE:
            _complete(group, entries, judged, preprints)
    links = [
        Edge(strength=one.score, a=a, b=b)
        for (a, b), one in judged.items()
        if one.verdict == "same" and (a, b) not in hard
    ]
    soft = {
        pair for pair, one in judged.items() if one.contradicts and together[pair[0]] != together[pair[1]]
    }
    final = partition(size, [*asked_for, *links], hard | soft)
    return list(final.groups), list(final.refused)


def _complete(
    group: Sequence[int], entries: Sequence[Entry], judged: dict[Pair, Judgement], preprints: Preprints
) -> None:
    """Judge the pairs of a component that shared no blocking key, so that no contradiction hides in a chain."""
    from rapidfuzz import fuzz

    for i, a in enumerate(group):
        for b in group[i + 1 :]:
            if (a, b) not in judged:
                score = fuzz.ratio(entries[a].title[:1000], entries[b].title[:1000]) / 100
                judged[a, b] = judge(entries[a], entries[b], score, preprints)

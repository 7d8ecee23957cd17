"""Clusters from judged pairs: what is proven one work is joined, and nothing that contradicts.

A third record may show that a contradiction between two others is damage.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from litreview.duplicates.evidence import Evidence, weigh
from litreview.duplicates.pair_decisions import PairDecision
from litreview.duplicates.pairs import Pair
from litreview.duplicates.verdict import Judgement, Preprints, judge
from litreview.linkage import Edge, RecordColumns, partition


def contradictions(entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]) -> set[Pair]:
    """Return the pairs that contradict each other, without those of which a third record shows that the difference is none.

    Such a record is proven one work with both, and in each column in which the two contradict each other it agrees with one of them and
    contradicts the other, to which it was joined nonetheless.
    """
    proven: dict[int, set[int]] = {}
    for (a, b), one in judged.items():
        if one.verdict == "same":
            proven.setdefault(a, set()).add(b)
            proven.setdefault(b, set()).add(a)
    return {
        pair
        for pair, one in judged.items()
        if one.contradicts
        and not (
            one.differs_in
            and (thirds := proven.get(pair[0], set()) & proven.get(pair[1], set()))
            and _no_difference(entries, pair, thirds, one.differs_in)
        )
    }


def _no_difference(
    entries: Sequence[RecordColumns], pair: Pair, thirds: Iterable[int], columns: Iterable[str]
) -> bool:
    """Return whether one of the thirds differs from one of the pair in all columns, as the two do from each other."""
    for third in thirds:
        first, second = (_evidence(entries[third], entries[end]) for end in pair)
        if all({_agrees(first, column), _agrees(second, column)} == {True, False} for column in columns):
            return True
    return False


def _evidence(a: RecordColumns, b: RecordColumns) -> Evidence:
    from rapidfuzz import fuzz

    return weigh(a, b, fuzz.ratio(a.title[:1000], b.title[:1000]) / 100)


def _agrees(e: Evidence, column: str) -> bool | None:
    """Return whether two records agree in a column, None where one of them does not have it."""
    if column == "title":
        return e.same_title
    if column == "authors":
        return None if e.authors is None else e.names_agree
    if column == "year":
        return None if e.gap is None else e.gap == 0
    found: bool | None = getattr(e, column)
    return found


_WHOLE = 60
"""Largest component in which every pair is judged to find contradictions."""


def clusters(
    entries: Sequence[RecordColumns],
    judged: dict[Pair, Judgement],
    wanted: Sequence[PairDecision],
    preprints: Preprints,
) -> tuple[Sequence[Sequence[int]], list[tuple[Edge, Pair]]]:
    """Return the clusters, as positions of records, and the links that would have joined two clusters and were not taken.

    If A and B are one work, B and C are one, and A and C contradict each other (other pages, other year), then [A, B] and [C] come back,
    and the weaker link of the two is refused. People's decisions come first: a `same` joins whatever contradicts it, and no
    link goes across a `different`.
    """
    size = len(entries)
    hard = {(decided.a, decided.b) for decided in wanted if not decided.same}
    asked_for = [Edge(strength=2.0, a=decided.a, b=decided.b) for decided in wanted if decided.same]
    loose = partition(size, [*asked_for, *_links(judged, hard)], ())
    for group in loose.groups:
        if 2 < len(group) <= _WHOLE:
            _complete(group, entries, judged, preprints)
    links, soft = _links(judged, hard), contradictions(entries, judged)
    if asked_for:
        # a person joins two records with all that the rules join to them: within that, no rule contradicts
        rules = partition(size, links, hard | soft)
        proven = [Edge(strength=1.0, a=group[0], b=other) for group in rules.groups for other in group[1:]]
        together = partition(size, [*asked_for, *proven], hard)
        home = {position: number for number, group in enumerate(together.groups) for position in group}
        soft = {(a, b) for a, b in soft if home[a] != home[b]}
    final = partition(size, [*asked_for, *links], hard | soft)
    return list(final.groups), list(final.refused)


def _links(judged: Mapping[Pair, Judgement], hard: Container[Pair]) -> list[Edge]:
    """Return a link for each pair that the rules show to be one work and no person keeps apart."""
    return [
        Edge(strength=one.score, a=a, b=b)
        for (a, b), one in judged.items()
        if one.verdict == "same" and (a, b) not in hard
    ]


def _complete(
    group: Sequence[int],
    entries: Sequence[RecordColumns],
    judged: dict[Pair, Judgement],
    preprints: Preprints,
) -> None:
    """Judge the pairs of a component that shared no blocking key, so that no contradiction hides in a chain."""
    from rapidfuzz import fuzz

    for i, a in enumerate(group):
        for b in group[i + 1 :]:
            if (a, b) not in judged:
                score = fuzz.ratio(entries[a].title[:1000], entries[b].title[:1000]) / 100
                judged[a, b] = judge(entries[a], entries[b], score, preprints)

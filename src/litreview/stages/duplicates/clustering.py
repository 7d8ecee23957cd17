"""Clusters from judged pairs: records that are proven to be the same work are joined, unless they contradict each other.

A third record may show that a contradiction between two others is an error in the data. Decisions of people override the rules. Identical
records in two files are one work without any rule: one export under two names, or two overlapping exports of one database.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import cast

from litreview.core.confidential.codes import is_code, is_register, is_request_code
from litreview.core.containers import grouped
from litreview.core.model import Decision, Record, RelationKind
from litreview.judgements.decisions import KINDS, PAIR_VERBS, Places, split_related
from litreview.linkage import Edge, RecordColumns, likeness, partition
from litreview.stages.duplicates.evidence import Evidence, gather_evidence
from litreview.stages.duplicates.verdict import Judgement, Pair, Preprints, judge
from litreview.works.kinds import is_request


def contradictions(entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]) -> set[Pair]:
    """Return contradicting pairs, except where a third record that matches both shows the difference to be a data error.

    Such a record is proven to be the same work as both. In each column in which the two contradict each other, it agrees with one of them
    and contradicts the other, not necessarily with the same one in each column.
    """
    same = (pair for pair, one in judged.items() if one.verdict == "same")
    proven = grouped(ends for a, b in same for ends in ((a, b), (b, a)))
    return {
        pair
        for pair, one in judged.items()
        if one.contradicts
        and not (
            one.differs_in
            and (thirds := set(proven.get(pair[0], ())).intersection(proven.get(pair[1], ())))
            and _shown_as_damage(entries, pair, thirds, one.differs_in)
        )
    }


def _shown_as_damage(
    entries: Sequence[RecordColumns], pair: Pair, thirds: Iterable[int], columns: Iterable[str]
) -> bool:
    """Return whether a third record agrees with one of the pair and differs from the other, in all columns."""
    for third in thirds:
        mine = ((entries[third], entries[end]) for end in pair)
        first, second = (gather_evidence(a, b, likeness(a.title, b.title)) for a, b in mine)
        if all({_agrees(first, column), _agrees(second, column)} == {True, False} for column in columns):
            return True
    return False


def _agrees(e: Evidence, column: str) -> bool | None:
    """Return whether two records agree in a column, None if one of them does not have it."""
    if column == "title":
        return e.same_title
    if column == "authors":
        return None if e.authors is None else e.names_agree
    if column == "year":
        return None if e.gap is None else e.gap == 0
    return cast("bool | None", getattr(e, column))


_MOST_COMPLETED = 60
"""Largest component in which every pair is judged to find contradictions."""


def clusters(
    entries: Sequence[RecordColumns],
    judged: dict[Pair, Judgement],
    pair_decisions: Sequence[PairDecision],
    preprints: Preprints,
) -> tuple[Sequence[Sequence[int]], list[tuple[Edge, Pair]]]:
    """Return the clusters, as positions of records, and the refused links between two clusters.

    For example, A and B are one work, B and C are one, but A and C contradict each other (other pages, other year). The result is then [A, B]
    and [C], and the weaker link is refused. Decisions come first: a `same` joins despite contradictions, and a `different` or `related`
    stops any link. Pairs of small groups that were not compared before are judged here, and added to `judged`.
    """
    size = len(entries)
    hard = {(one.a, one.b) for one in pair_decisions if not one.same}
    joined = [Edge(strength=2.0, a=one.a, b=one.b) for one in pair_decisions if one.same]
    loose = partition(size, [*joined, *_proven_links(judged, hard)], ())
    for group in loose.groups:
        if 2 < len(group) <= _MOST_COMPLETED:
            _judge_remaining_pairs(group, entries, judged, preprints)
    links, soft = _proven_links(judged, hard), contradictions(entries, judged)
    if joined:
        # if a person says `same`, the two groups become one, and contradictions inside it are ignored
        rules = partition(size, links, hard | soft)
        proven = [Edge(strength=1.0, a=group[0], b=other) for group in rules.groups for other in group[1:]]
        together = partition(size, [*joined, *proven], hard)
        home = {position: number for number, group in enumerate(together.groups) for position in group}
        soft = {(a, b) for a, b in soft if home[a] != home[b]}
    final = partition(size, [*joined, *links], hard | soft)
    return list(final.groups), list(final.refused)


def _proven_links(judged: Mapping[Pair, Judgement], hard: Container[Pair]) -> list[Edge]:
    """Return a link for each pair that the rules prove one work and no decision separates."""
    return [
        Edge(strength=one.score, a=a, b=b)
        for (a, b), one in judged.items()
        if one.verdict == "same" and (a, b) not in hard
    ]


def _judge_remaining_pairs(
    group: Sequence[int],
    entries: Sequence[RecordColumns],
    judged: dict[Pair, Judgement],
    preprints: Preprints,
) -> None:
    """Judge the pairs of a group that were not compared before: A-B and B-C may match while A and C contradict each other."""
    for a, b in combinations(group, 2):
        if (a, b) not in judged:
            judged[a, b] = judge(entries[a], entries[b], preprints=preprints)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """A decision on the records at two positions, `a < b`. `kind` is set for `related`."""

    a: int
    b: int
    same: bool
    kind: RelationKind | None
    decision: Decision


def read_pair_decisions(decisions: Sequence[Decision], places: Places) -> tuple[PairDecision, ...]:
    """Return the decisions on pairs, as positions of records. `rebase` reports those whose work is not found.

    A key resolves first to the record that had it when read, then to one that got it after a clash of keys. It never resolves to a record of
    another work than the decided one.
    """
    found = []
    for decision in decisions:
        if decision.verb not in PAIR_VERBS:
            continue
        kind = split_related(decision.value)[0] if decision.verb == "related" else ""
        first, second, _ = places.pair(decision)
        if first is None or second is None or first == second:
            continue
        found.append(
            PairDecision(
                a=first,
                b=second,
                same=decision.verb == "same",
                kind=cast("RelationKind", kind if kind in KINDS else "related") if kind else None,
                decision=decision,
            )
        )
    return tuple(found)


_IDENTIFYING = ("title", "doi", "pmid", "pmcid", "abstract", "url")
"""Fields that identify a work. A record without any, such as "Harbor News, vol. 2", may describe any work."""

COPY = Judgement(verdict="same", score=1.0, reasons=("the same in every field, in two files",))
"""The judgement on a record and its copy. No rule decides it: the two are identical, and may have neither title nor year."""

SAME_CODE = Judgement(
    verdict="same", score=1.0, reasons=("one code, which is given to one person or request",)
)
"""The judgement on an interview in the register and its files below `private/`, and on requests with one code."""


def same_code_pairs(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Yield the positions of every two records that share a code: confidential ones, and requests that are not confidential.

    Without a register, two files with an `I01` may mean two people, so such a pair is yielded only if the register lists the code.
    """
    numbered = [*enumerate(records)]
    sealed = grouped((one.key, n) for n, one in numbered if one.confidential and is_code(one.key))
    requests = grouped(
        (one.key, n) for n, one in numbered if not one.confidential and is_request_code(one.key)
    )
    for positions in sealed.values():
        if any(is_register(records[position].where.file) for position in positions):
            yield from combinations(positions, 2)
    for positions in requests.values():
        yield from combinations(positions, 2)


def copy_pairs(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Yield the positions of each record and its copy in another file, the smaller position first.

    One file may have a record twice, such as two rows "Editor's notes" without a page. These are not copies of each other: the second
    in one file is the copy of the second in another.
    """
    if len({record.where.file for record in records}) < 2:
        return
    # a few fields first: only records that agree in them are compared in full
    alike = grouped((copy_key(record), n) for n, record in enumerate(records) if is_copy_candidate(record))
    for positions in alike.values():
        if len(positions) > 1:
            yield from _pairs_of_copies(records, positions)


def is_copy_candidate(record: Record) -> bool:
    """Return whether a record identifies a work, so that an identical record is a copy of it."""
    return not record.confidential and any(record.fields.get(name) for name in _IDENTIFYING)


def copy_key(record: Record) -> tuple[Hashable, ...]:
    """Return the fields that a record and its copy share, for a first grouping; two requests may differ in their code alone."""
    code = record.key if is_request(record) else ""
    return (record.title, record.year, record.doi, record.type, code)


def full_copy_key(record: Record) -> tuple[Hashable, ...]:
    """Return the fields that a record and its copy share, without those of `copy_key`."""
    return (record.authors, record.editors, frozenset(record.fields.items()))


def _pairs_of_copies(records: Sequence[Record], positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    met: dict[Hashable, int] = {}
    same: dict[Hashable, list[int]] = {}
    for position in sorted(positions, key=lambda i: (records[i].where.file, records[i].where.line, i)):
        record = records[position]
        whole = full_copy_key(record)
        in_file = (whole, record.where.file)
        met[in_file] = met.get(in_file, 0) + 1
        same.setdefault((whole, met[in_file]), []).append(position)
    for each in same.values():
        yield from combinations(sorted(each), 2)

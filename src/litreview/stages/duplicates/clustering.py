"""Clusters from judged pairs: what is proven one work is joined, and nothing that contradicts.

A third record may show that a contradiction between two others is damage. What people decided about a pair always wins. Records that two files hold
letter by letter are one work without any rule: one export read under two names, or two exports of one database that overlap.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import cast

from litreview.core.confidential.codes import is_code, is_register, is_request_code
from litreview.core.model import Decision, Record, RelationKind
from litreview.judgements.decisions import KINDS, PAIR_VERBS, Places, split_related
from litreview.linkage import Edge, RecordColumns, likeness, partition
from litreview.stages.duplicates.evidence import Evidence, weigh
from litreview.stages.duplicates.pairs import Pair
from litreview.stages.duplicates.verdict import Judgement, Preprints, judge
from litreview.works.kinds import is_request


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
    return weigh(a, b, likeness(a.title, b.title))


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
    for i, a in enumerate(group):
        for b in group[i + 1 :]:
            if (a, b) not in judged:
                score = likeness(entries[a].title, entries[b].title)
                judged[a, b] = judge(entries[a], entries[b], score, preprints)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """One decision on two positions, `a < b`. `kind` is set for `related`."""

    a: int
    b: int
    same: bool
    kind: RelationKind | None
    decision: Decision


def read_pair_decisions(decisions: Sequence[Decision], places: Places) -> tuple[PairDecision, ...]:
    """Return the decisions on pairs, in terms of positions of records. One whose work is not found is the business of `rebase`.

    A name means the record that has it as its own key, before one that was given it on a clash; but never a record of another work than
    the one that was decided on.
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


_TELLING = ("title", "doi", "pmid", "pmcid", "abstract", "url")
"""A record with none of these may be of any work: "Harbor News, vol. 2" and no more."""

COPY = Judgement(verdict="same", score=1.0, reasons=("the same in every field, in two files",))
"""What is said of a record and its copy. No rule of the table is asked: they differ in nothing, and may have neither title nor year."""


ONE_CODE = Judgement(
    verdict="same", score=1.0, reasons=("one code, which is given to one person or request",)
)
"""What is said of an interview in the register and of what is kept of it below `private/`, and of requests under one code."""


def one_code(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Yield the positions of each two records of one code: sealed ones where the register lists that code, and open requests.

    Without a register nothing says that two files with an `I01` mean one person.
    """
    sealed: dict[str, list[int]] = {}
    asked: dict[str, list[int]] = {}
    for position, record in enumerate(records):
        if record.confidential and is_code(record.key):
            sealed.setdefault(record.key, []).append(position)
        elif not record.confidential and is_request_code(record.key):
            asked.setdefault(record.key, []).append(position)
    for positions in sealed.values():
        if any(is_register(records[position].where.file) for position in positions):
            yield from combinations(positions, 2)
    for positions in asked.values():
        yield from combinations(positions, 2)


def copies(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Yield the positions of each record and of each copy in another file, the smaller one first.

    One file may hold a record twice, as two rows "Editor's notes" that name no page. These are not joined for that: the second
    in one file is the copy of the second in the other.
    """
    if len({record.where.file for record in records}) < 2:
        return
    alike: dict[Hashable, list[int]] = {}
    for position, record in enumerate(records):
        if may_have_copies(record):
            # few fields first: what is compared whole is only what agrees in them
            alike.setdefault(in_short(record), []).append(position)
    for positions in alike.values():
        if len(positions) > 1:
            yield from _copies(records, positions)


def may_have_copies(record: Record) -> bool:
    """Return whether a record says enough for another that says the same to be a copy of it."""
    return not record.confidential and any(record.fields.get(name) for name in _TELLING)


def in_short(record: Record) -> tuple[Hashable, ...]:
    """Return what a record and its copy agree in first; two requests of one wording differ in their code alone."""
    code = record.key if is_request(record) else ""
    return (record.title, record.year, record.doi, record.type, code)


def in_full(record: Record) -> tuple[Hashable, ...]:
    """Return all that a record and its copy agree in besides."""
    return (record.authors, record.editors, frozenset(record.fields.items()))


def _copies(records: Sequence[Record], positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    met: dict[Hashable, int] = {}
    same: dict[Hashable, list[int]] = {}
    for position in sorted(positions, key=lambda i: (records[i].where.file, records[i].where.line, i)):
        record = records[position]
        whole = in_full(record)
        in_file = (whole, record.where.file)
        met[in_file] = met.get(in_file, 0) + 1
        same.setdefault((whole, met[in_file]), []).append(position)
    for each in same.values():
        yield from combinations(sorted(each), 2)

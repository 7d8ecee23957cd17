"""What a deduplication has to show for itself: clusters with reasons, the queue, relations, keys, problems.

The queue is ordered by how likely a question is to be about one work, by what was asked before in labelled sets. A pair belongs to a class: the
rule that asks, and the columns that speak against it (`chain` where a third record does). Of each class `shares.tsv` says how many pairs were
asked in labelled sets and how many were one work. A share of few pairs is drawn towards that of its rule and that of all pairs against which the
same speaks, and those towards one half (Laplace). The order of the questions rests on it; no pair is joined because of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from litreview.core.confidential.codes import is_code, is_register
from litreview.core.model import Cluster, Decision, Match, Problem, Record, Relation, RelationKind, Source
from litreview.core.problems import problem
from litreview.core.sealed import shown
from litreview.core.wording import plural
from litreview.linkage import KEYS, Blocks, Edge
from litreview.stages.duplicates.clustering import PairDecision
from litreview.stages.duplicates.merge import is_retracted
from litreview.stages.duplicates.verdict import Judgement

Pair = tuple[int, int]


def described(
    groups: Sequence[Sequence[int]],
    records: Sequence[Record],
    judged: Mapping[Pair, Judgement],
    wanted: Sequence[PairDecision],
    home: Sequence[int],
) -> tuple[Cluster, ...]:
    """Return a cluster per group, with the matches inside it, strongest first."""
    inside: dict[int, dict[Pair, Match]] = {}
    for (a, b), one in judged.items():
        if one.verdict == "same" and home[a] == home[b]:
            inside.setdefault(home[a], {})[a, b] = match_of(records, a, b, one)
    for decided in wanted:
        if decided.same and home[decided.a] == home[decided.b]:
            inside.setdefault(home[decided.a], {})[decided.a, decided.b] = match_by_person(
                records[decided.a], records[decided.b], decided.decision
            )
    return tuple(
        Cluster(
            records=tuple([records[i].id for i in group]),
            matches=tuple(sorted(inside[number].values(), key=lambda match: (-match.score, match.a, match.b)))
            if number in inside
            else (),
        )
        for number, group in enumerate(groups)
    )


def queue(
    records: Sequence[Record],
    judged: Mapping[Pair, Judgement],
    wanted: Sequence[PairDecision],
    refused: Iterable[tuple[Edge, Pair]],
    home: Sequence[int],
) -> tuple[Match, ...]:
    """Return the pairs for a person, likeliest first; one pair for each two sources, none that was decided.

    Each says what share of the queue's pairs of one work is expected behind it.
    """
    settled = {frozenset((home[decided.a], home[decided.b])) for decided in wanted}
    best: dict[frozenset[int], Match] = {}

    def offer(a: int, b: int, match: Match) -> None:
        ends = frozenset((home[a], home[b]))
        if len(ends) < 2 or ends in settled:
            return
        held = best.get(ends)
        if held is None or rank(match) < rank(held):
            best[ends] = match

    for edge, (c, d) in refused:
        one = judged.get((edge.a, edge.b))
        if one is None:
            continue
        why = why_refused(records[c].id, records[d].id, judged.get((c, d)))
        joined = match_of(records, edge.a, edge.b, one)
        offer(edge.a, edge.b, replace(joined, verdict="ask", reasons=(*one.reasons, why), against=CHAIN))
    for (a, b), one in judged.items():
        if one.verdict == "ask":
            offer(a, b, match_of(records, a, b, one))
    return in_order(best.values())


def why_refused(c: str, d: str, apart: Judgement | None) -> str:
    """Return why a link is not made that would join two records, by their ids, with what was judged of these two."""
    doubt = "may not be" if apart is not None and apart.verdict == "ask" else "are not"
    return f"but that would join {c} and {d}, which {doubt} one work"


def in_order(asked: Iterable[Match]) -> tuple[Match, ...]:
    """Return the pairs for a person, likeliest first, each with the share of those of one work that is expected behind it."""
    ordered = sorted(asked, key=rank)
    left = remaining([chance(class_of(match)) for match in ordered])
    return tuple([replace(match, remaining=share) for match, share in zip(ordered, left, strict=True)])


def rank(match: Match) -> tuple[float, float, str, str]:
    """Return what pairs for a person are ordered by."""
    return -chance(class_of(match)), -match.score, match.a, match.b


def match_of(records: Sequence[Record], a: int, b: int, one: Judgement) -> Match:
    """Return the match of two records, by their positions, that a judgement is."""
    return Match(
        a=records[a].id,
        b=records[b].id,
        verdict=one.verdict,
        score=one.score,
        reasons=one.reasons,
        rule=one.rule,
        against=one.differs_in if one.verdict == "ask" else (),
    )


def match_by_person(a: Record, b: Record, decision: Decision) -> Match:
    """Return the match of two records that a person said are one work."""
    reason = f": {shown(decision.reason)}" if shown(decision.reason) else ""
    return Match(a=a.id, b=b.id, verdict="same", score=1.0, reasons=(f"{decision.by} decided so{reason}",))


def related(
    judged: Mapping[Pair, Judgement],
    wanted: Sequence[PairDecision],
    home: Sequence[int],
    sources: Sequence[Source],
) -> tuple[Relation, ...]:
    """Return how sources that were kept apart belong together; a person's word comes before a rule's.

    In a directed kind (`summary`, `review-of`, `same-data`) the first key is the summary, the review, the data.
    """
    found: dict[frozenset[int], Relation] = {}
    # "different" answers whether a pair is one work; where a rule kept it apart, how the two belong together still holds
    silent = {frozenset((home[decided.a], home[decided.b])) for decided in wanted if decided.kind is None}
    strength: dict[frozenset[int], float] = {}
    for (a, b), one in judged.items():
        ends = frozenset((home[a], home[b]))
        if (
            one.kind is None
            or len(ends) < 2
            or (ends in silent and not one.contradicts)
            or strength.get(ends, -1.0) >= one.score
        ):
            continue
        strength[ends] = one.score
        found[ends] = _relation(home[a], home[b], one.kind, "rule", "; ".join(one.reasons), sources)
    for decided in wanted:
        if decided.kind is not None and home[decided.a] != home[decided.b]:
            decision = decided.decision
            found[frozenset((home[decided.a], home[decided.b]))] = _relation(
                home[decided.a], home[decided.b], decided.kind, decision.by, shown(decision.reason), sources
            )
    order = {source.key: number for number, source in enumerate(sources)}
    return tuple(sorted(found.values(), key=lambda r: (order[r.a], order[r.b])))


def _relation(
    a: int, b: int, kind: RelationKind, by: str, reason: str, sources: Sequence[Source]
) -> Relation:
    first, second = sorted((a, b))
    return Relation(a=sources[first].key, b=sources[second].key, kind=kind, by=by, reason=reason)


def _told(decided: PairDecision, records: Sequence[Record]) -> tuple[str, str]:
    """Return key and value of a decision as they may be shown: of a confidential record only what it is called here."""
    said, ends = decided.decision, (records[decided.a], records[decided.b])
    if any(record.confidential for record in ends):
        kind = f"{decided.kind} " if decided.kind else ""
        return ends[0].key, f"{kind}{ends[1].key}"
    return said.key, said.value


def _contradictions(
    records: Sequence[Record], wanted: Sequence[PairDecision], home: Sequence[int]
) -> list[Problem]:
    """Return a Problem (LR101) for each `same` that other lines keep from being done, naming those lines.

    Where two people say the opposite of one and the same pair, that is a dispute, not a contradiction: LR045 has it.
    """
    apart: dict[frozenset[int], list[PairDecision]] = {}
    for decided in wanted:
        if not decided.same:
            apart.setdefault(frozenset((home[decided.a], home[decided.b])), []).append(decided)
    found = []
    for decided in wanted:
        against = apart.get(frozenset((home[decided.a], home[decided.b])), [])
        if not decided.same or home[decided.a] == home[decided.b]:
            continue
        mine = decided.decision
        if any((o.a, o.b) == (decided.a, decided.b) and o.decision.by != mine.by for o in against):
            continue
        key, value = _told(decided, records)
        others = ", ".join(
            f"{w.decision.by}'s '{w.decision.verb} {' '.join(_told(w, records))}' ({w.decision.place})"
            for w in against[:3]
        )
        if len(against) > 3:
            others += f" and {plural(len(against) - 3, 'more line')}"
        found.append(problem("LR101", mine.place, key=key, by=mine.by, value=value, others=others))
    return found


def problems(
    records: Sequence[Record],
    blocks: Blocks,
    wanted: Sequence[PairDecision],
    home: Sequence[int],
    judged: Mapping[Pair, Judgement],
) -> tuple[Problem, ...]:
    """Return what a person should know: decisions that contradict each other, blocks too large, two DOIs."""
    found = _contradictions(records, wanted, home)
    for column, size, position in blocks.oversized:
        if KEYS[column].identifies:
            record = records[position]
            found.append(problem("LR100", record.where, key=record.key, size=size, name=KEYS[column].name))
    for (a, b), one in sorted(judged.items()):
        if one.problem and home[a] == home[b]:
            found.append(
                problem(
                    one.problem,
                    records[b].where,
                    key=records[b].key,
                    other=records[a].id,
                    reason=one.reasons[-1],
                )
            )
    for decided in wanted:
        rule = judged.get((decided.a, decided.b))
        if decided.same and rule is not None and rule.contradicts and home[decided.a] == home[decided.b]:
            found.append(
                problem(
                    "LR102",
                    decided.decision.place,
                    key=_told(decided, records)[0],
                    by=decided.decision.by,
                    reasons="; ".join(rule.reasons),
                )
            )
    return tuple(found)


def retractions(sources: Iterable[Source]) -> tuple[Problem, ...]:
    """Return a warning (LR104) for each source that one record calls retracted and another does not; what registries say of it counts, too.

    Databases add `RETRACTED:` to the title after the fact, so an export from before, or from elsewhere, does not have it.
    The merged source keeps the word; whoever reads only the other export should know.
    """
    found = []
    for source in sources:
        if len(source.records) + len(source.enriched) == 1:
            continue  # one record contradicts nobody
        told = [record for record in (*source.records, *source.enriched) if is_retracted(record)]
        silent = [record for record in source.records if record not in told]
        if told and silent and not source.confidential:
            kept = (
                "the merged source keeps the mark"
                if told[0] in source.records
                else "out/tables/values.csv has that title"
            )
            found.append(problem("LR104", silent[0].where, key=source.key, id=told[0].id, kept=kept))
    return tuple(found)


Counts = Mapping[tuple[str, str], tuple[int, int]]
"""Of each class, rule and what speaks against it: pairs asked, and pairs that were one work."""

CHAIN = ("chain",)
"""What speaks against a pair that would join two others which contradict each other."""

_WEIGHT = 20
"""Pairs of its own from which on the share of a class says more than those of its rule and of what speaks against it."""

_OF_ALL = 0.25
"""How much of the chance of a pair is that of the whole queue: another collection is damaged in other ways than the labelled sets."""


def class_of(match: Match) -> tuple[str, str]:
    """Return the class of a question: its rule, and what speaks against it."""
    return match.rule, " ".join(match.against)


@cache
def shares() -> Counts:
    """Return the counts of `shares.tsv`, which `benchmarks/shares.py` makes."""
    text = files("litreview.stages.duplicates").joinpath("shares.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n")[1:] if line]
    return {(rule, against): (int(asked), int(same)) for rule, against, asked, same in rows}


def chance(question: tuple[str, str], counts: Counts | None = None) -> float:
    """Return the expected share of pairs of a class that are one work."""
    known = shares() if counts is None else counts
    rule, against = question
    of_rule = _share(each for (name, _), each in known.items() if name == rule)
    of_signs = _share(each for (_, signs), each in known.items() if signs == against)
    asked, same = known.get(question, (0, 0))
    return (same + _WEIGHT * (of_rule + of_signs) / 2) / (asked + _WEIGHT)


def _share(counts: Iterable[tuple[int, int]]) -> float:
    """Return the share of pairs that are one work, one half of none."""
    asked = same = 0
    for number, true in counts:
        asked, same = asked + number, same + true
    return (same + 1) / (asked + 2)


def remaining(chances: Sequence[float]) -> Iterator[float]:
    """Yield for each rank of a queue the share of its pairs of one work that is expected behind it.

    >>> list(remaining([0.9, 0.5, 0.1]))
    [0.4667, 0.1333, 0.0]
    """
    total = sum(chances)
    seen = 0.0
    for rank, one in enumerate(chances, start=1):
        seen += one
        of_all = rank / len(chances)
        yield abs(round(1 - (1 - _OF_ALL) * seen / total - _OF_ALL * of_all, 4))


def naming_record(group: Sequence[Record], keys: Sequence[str]) -> int:
    """Return which record of a work gives it its key: the register's, whose code stands in the report and in quotations, else the first.

    `keys` are those that the records go by: where another has the code already, the register's record is no better than the first.
    """
    listed = (
        n
        for n, (record, key) in enumerate(zip(group, keys, strict=True))
        if is_register(record.where.file) and is_code(record.key) and key == record.key
    )
    return next(listed, 0) if len(group) > 1 else 0


def former_keys(group: Sequence[Record], key: str, taken: Collection[str]) -> tuple[str, ...]:
    """Return the other keys of the records, without those that are another source's key, and what the records say they were called before."""
    if len(group) == 1 and group[0].key == key and "ids" not in group[0].fields:
        return ()
    others = [record.key for record in group if record.key and record.key not in taken]
    before = [name for record in group for name in record.ids]
    return tuple(other for other in dict.fromkeys([*others, *before]) if other != key)

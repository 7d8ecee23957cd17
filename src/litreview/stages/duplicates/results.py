"""The results of a deduplication: clusters with reasons, the queue of questions, relations, keys, problems.

The queue puts the pairs first that are most likely one work. The class of a pair is the rule that asks and the columns that contradict
(`chain` if a third record contradicts). `shares.tsv` counts for each class the pairs of labelled sets, and those that were one work.
A share of few pairs is drawn towards the share of its rule and the share of its contradicting columns, and these towards one half (Laplace).
The shares order the questions; they never join a pair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from litreview.core.confidential.codes import is_code, is_register
from litreview.core.containers import grouped
from litreview.core.model import Cluster, Decision, Match, Problem, Record, Relation, RelationKind, Source
from litreview.core.problems import problem
from litreview.core.sealed import shown
from litreview.core.wording import plural
from litreview.linkage import KEYS, Blocks, Edge
from litreview.stages.duplicates.clustering import PairDecision
from litreview.stages.duplicates.merge import is_retracted
from litreview.stages.duplicates.verdict import Judgement, Pair


def clusters_with_matches(
    groups: Sequence[Sequence[int]],
    records: Sequence[Record],
    judged: Mapping[Pair, Judgement],
    pair_decisions: Sequence[PairDecision],
    home: Sequence[int],
) -> tuple[Cluster, ...]:
    """Return a cluster per group, with the matches inside it, strongest first."""
    matches = {
        (a, b): match_of(records, a, b, one)
        for (a, b), one in judged.items()
        if one.verdict == "same" and home[a] == home[b]
    }
    matches |= {
        (one.a, one.b): match_by_person(records[one.a], records[one.b], one.decision)
        for one in pair_decisions
        if one.same and home[one.a] == home[one.b]
    }
    inside = grouped((home[a], match) for (a, _), match in matches.items())
    return tuple(
        Cluster(
            records=tuple([records[i].id for i in group]),
            matches=tuple(sorted(inside.get(number, ()), key=lambda match: (-match.score, match.a, match.b))),
        )
        for number, group in enumerate(groups)
    )


def queue(
    records: Sequence[Record],
    judged: Mapping[Pair, Judgement],
    pair_decisions: Sequence[PairDecision],
    refused: Iterable[tuple[Edge, Pair]],
    home: Sequence[int],
) -> tuple[Match, ...]:
    """Return the pairs for a person, likeliest first: one undecided pair for each two sources.

    Each pair has the share of the remaining duplicates that is expected after it in the queue.
    """
    settled = {frozenset((home[decided.a], home[decided.b])) for decided in pair_decisions}
    best: dict[frozenset[int], Match] = {}

    def offer(a: int, b: int, match: Match) -> None:
        ends = frozenset((home[a], home[b]))
        if len(ends) < 2 or ends in settled:
            return
        earlier = best.get(ends)
        if earlier is None or rank(match) < rank(earlier):
            best[ends] = match

    for edge, (c, d) in refused:
        one = judged.get((edge.a, edge.b))
        if one is None:
            continue
        why = refusal_reason(records[c].id, records[d].id, judged.get((c, d)))
        joined = match_of(records, edge.a, edge.b, one)
        offer(edge.a, edge.b, replace(joined, verdict="ask", reasons=(*one.reasons, why), against=CHAIN))
    for (a, b), one in judged.items():
        if one.verdict == "ask":
            offer(a, b, match_of(records, a, b, one))
    return rank_queue(best.values())


def refusal_reason(c: str, d: str, apart: Judgement | None) -> str:
    """Return why a link is refused that would also join the records `c` and `d`, whose judgement is `apart`."""
    doubt = "may not be" if apart is not None and apart.verdict == "ask" else "are not"
    return f"but that would join {c} and {d}, which {doubt} one work"


def rank_queue(questions: Iterable[Match]) -> tuple[Match, ...]:
    """Return the pairs for a person, likeliest first, each with the share of the duplicates that is expected after it."""
    ordered = sorted(questions, key=rank)
    left = remaining([expected_share(question_class(match)) for match in ordered])
    return tuple([replace(match, remaining=share) for match, share in zip(ordered, left, strict=True)])


def rank(match: Match) -> tuple[float, float, str, str]:
    """Return the sort key of pairs for a person: expected share, then score, greatest first."""
    return -expected_share(question_class(match)), -match.score, match.a, match.b


def match_of(records: Sequence[Record], a: int, b: int, one: Judgement) -> Match:
    """Return a judgement on the records at positions `a` and `b` as a Match."""
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
    """Return the match of two records that a person decided are one work."""
    reason = f": {shown(decision.reason)}" if shown(decision.reason) else ""
    return Match(a=a.id, b=b.id, verdict="same", score=1.0, reasons=(f"{decision.by} decided so{reason}",))


def find_relations(
    judged: Mapping[Pair, Judgement],
    pair_decisions: Sequence[PairDecision],
    home: Sequence[int],
    sources: Sequence[Source],
) -> tuple[Relation, ...]:
    """Return the relations between sources that are not one work; a person's decision overrides a rule.

    In a directed kind (`summary`, `review-of`, `same-data`) the first key is the summary, the review, the data.
    """
    found: dict[frozenset[int], Relation] = {}
    # "different" only says that a pair is not one work: a relation that a rule found for a contradicting pair still holds
    separated = {frozenset((home[one.a], home[one.b])) for one in pair_decisions if one.kind is None}
    strength: dict[frozenset[int], float] = {}
    for (a, b), one in judged.items():
        ends = frozenset((home[a], home[b]))
        if (
            one.kind is None
            or len(ends) < 2
            or (ends in separated and not one.contradicts)
            or strength.get(ends, -1.0) >= one.score
        ):
            continue
        strength[ends] = one.score
        found[ends] = _relation(home[a], home[b], one.kind, "rule", "; ".join(one.reasons), sources)
    for decided in pair_decisions:
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


def _displayed_key(decided: PairDecision, records: Sequence[Record]) -> tuple[str, str]:
    """Return key and value of a decision for display: the keys of the records if one of them is confidential."""
    decision, ends = decided.decision, (records[decided.a], records[decided.b])
    if any(record.confidential for record in ends):
        kind = f"{decided.kind} " if decided.kind else ""
        return ends[0].key, f"{kind}{ends[1].key}"
    return decision.key, decision.value


def _contradictions(
    records: Sequence[Record], pair_decisions: Sequence[PairDecision], home: Sequence[int]
) -> list[Problem]:
    """Return a Problem (LR101) for each `same` that other decisions prevent, naming those decisions.

    Where two people say the opposite of one and the same pair, that is a dispute, not a contradiction: LR045 has it.
    """
    apart = grouped(
        (frozenset((home[decided.a], home[decided.b])), decided)
        for decided in pair_decisions
        if not decided.same
    )
    found = []
    for decided in pair_decisions:
        against = apart.get(frozenset((home[decided.a], home[decided.b])), [])
        if not decided.same or home[decided.a] == home[decided.b]:
            continue
        mine = decided.decision
        if any((o.a, o.b) == (decided.a, decided.b) and o.decision.by != mine.by for o in against):
            continue
        key, value = _displayed_key(decided, records)
        others = ", ".join(
            f"{w.decision.by}'s '{w.decision.verb} {' '.join(_displayed_key(w, records))}' ({w.decision.place})"
            for w in against[:3]
        )
        if len(against) > 3:
            others += f" and {plural(len(against) - 3, 'more line')}"
        found.append(problem("LR101", mine.place, key=key, by=mine.by, value=value, others=others))
    return found


def problems(
    records: Sequence[Record],
    blocks: Blocks,
    pair_decisions: Sequence[PairDecision],
    home: Sequence[int],
    judged: Mapping[Pair, Judgement],
) -> tuple[Problem, ...]:
    """Return the problems of a deduplication: contradicting decisions, blocks that are too large, merged records with two DOIs."""
    found = _contradictions(records, pair_decisions, home)
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
    for decided in pair_decisions:
        rule = judged.get((decided.a, decided.b))
        if decided.same and rule is not None and rule.contradicts and home[decided.a] == home[decided.b]:
            found.append(
                problem(
                    "LR102",
                    decided.decision.place,
                    key=_displayed_key(decided, records)[0],
                    by=decided.decision.by,
                    reasons="; ".join(rule.reasons),
                )
            )
    return tuple(found)


def retractions(sources: Iterable[Source]) -> tuple[Problem, ...]:
    """Return a warning (LR104) for each source that one record, also of a registry, calls retracted and another does not.

    Databases add `RETRACTED:` to the title later, so an earlier export, or one from elsewhere, does not have it.
    The merged source keeps the word. A reader of the other export alone would not know.
    """
    found = []
    for source in sources:
        if len(source.records) + len(source.enriched) == 1:
            continue  # one record contradicts nobody
        marked = [record for record in (*source.records, *source.enriched) if is_retracted(record)]
        unmarked = [record for record in source.records if record not in marked]
        if marked and unmarked and not source.confidential:
            outcome = (
                "the merged source keeps the mark"
                if marked[0] in source.records
                else "out/tables/values.csv has that title"
            )
            found.append(problem("LR104", unmarked[0].where, key=source.key, id=marked[0].id, kept=outcome))
    return tuple(found)


Counts = Mapping[tuple[str, str], tuple[int, int]]
"""By class (rule, contradicting columns): the number of pairs asked, and of those that were one work."""

CHAIN = ("chain",)
"""`against` of a pair whose link would join two records that contradict each other."""

_WEIGHT = 20
"""Number of pairs from which the share of a class weighs more than the shares of its rule and of its contradicting columns."""

_OF_ALL = 0.25
"""Weight of the mean over the whole queue: the data of another collection is damaged differently than the labelled sets."""


def question_class(match: Match) -> tuple[str, str]:
    """Return the class of a question: its rule, and the columns that contradict."""
    return match.rule, " ".join(match.against)


@cache
def shares() -> Counts:
    """Return the counts of `shares.tsv`, which `benchmarks/shares.py` makes."""
    text = files("litreview.stages.duplicates").joinpath("shares.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n")[1:] if line]
    return {(rule, against): (int(questions), int(matches)) for rule, against, questions, matches in rows}


def expected_share(question: tuple[str, str], counts: Counts | None = None) -> float:
    """Return the expected share of pairs of a class that are one work."""
    known = shares() if counts is None else counts
    rule, against = question
    of_rule = _share(each for (name, _), each in known.items() if name == rule)
    of_signs = _share(each for (_, signs), each in known.items() if signs == against)
    questions, matches = known.get(question, (0, 0))
    return (matches + _WEIGHT * (of_rule + of_signs) / 2) / (questions + _WEIGHT)


def _share(counts: Iterable[tuple[int, int]]) -> float:
    """Return the share of pairs that are one work, one half if there are no pairs."""
    questions = same = 0
    for number, true in counts:
        questions, same = questions + number, same + true
    return (same + 1) / (questions + 2)


def remaining(chances: Sequence[float]) -> Iterator[float]:
    """Yield for each rank of a queue the share of its duplicates that is expected after that rank.

    >>> list(remaining([0.9, 0.5, 0.1]))
    [0.4667, 0.1333, 0.0]
    """
    total = sum(chances)
    seen = 0.0
    for rank, one in enumerate(chances, start=1):
        seen += one
        of_all = rank / len(chances)
        yield abs(round(1 - (1 - _OF_ALL) * seen / total - _OF_ALL * of_all, 4))


def key_giving_record(group: Sequence[Record], keys: Sequence[str]) -> int:
    """Return the position of the record that gives a work its key: that of the register of interviews, else the first.

    Reports and quotations use the code in the register. `keys` are the final keys of the records: if another record has
    the code already, the first record gives the key.
    """
    listed = (
        n
        for n, (record, key) in enumerate(zip(group, keys, strict=True))
        if is_register(record.where.file) and is_code(record.key) and key == record.key
    )
    return next(listed, 0) if len(group) > 1 else 0


def former_keys(group: Sequence[Record], key: str, taken: Collection[str]) -> tuple[str, ...]:
    """Return the other keys of the records, except keys of another source (`taken`), and the earlier keys in their field `ids`."""
    if len(group) == 1 and group[0].key == key and "ids" not in group[0].fields:
        return ()
    others = [record.key for record in group if record.key and record.key not in taken]
    before = [name for record in group for name in record.ids]
    return tuple(other for other in dict.fromkeys([*others, *before]) if other != key)

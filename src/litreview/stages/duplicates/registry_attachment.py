"""Attaches the records of registries to sources, with the rules that compare received records, and never joins two sources.

The clusters are final before any record of a registry is compared. Each of these records is attached to one source at most: the only one
that the judge calls `same`. Doubtful records, and records that fit several sources, are questions for a person. All others are ignored.
So no record of a registry can join two received records, however well it fits both.

`judge_hits` judges what a registry offers for one source in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from litreview.core.containers import grouped
from litreview.core.model import (
    Attachment,
    Decision,
    Deduplication,
    Match,
    Problem,
    Record,
    RecordId,
    Source,
    Verdict,
)
from litreview.core.problems import problem
from litreview.stages.duplicates.registry_matches import (
    NEAR_FIT,
    UNIQUE_FIT,
    Candidates,
    FitLevel,
)
from litreview.stages.duplicates.registry_values import fill
from litreview.stages.duplicates.results import match_by_person, match_of, rank, rank_queue, retractions
from litreview.stages.duplicates.verdict import Judgement, Preprints, judge

if TYPE_CHECKING:
    from litreview.core.results.verification import HitVerdict

_MOST = 3
"""Sources that a person is asked about for one record of a registry."""


def attach(
    found: Deduplication,
    records: Iterable[Record],
    decisions: Iterable[Decision] = (),
    *,
    preprints: Preprints = "ask",
) -> Deduplication:
    """Return the deduplication with records of registries attached to its sources; questions about doubtful ones follow in its queue.

    Sources keep their keys and order; clusters and relations do not change. Empty fields of a source are filled from its attached records.
    `decisions` are the current ones on pairs of a received record and one of a registry, each by its id: a `same` attaches, any other
    decision prevents it. Nothing is attached to a confidential source or to a request for records, and nothing confidential is attached.
    """
    offered = [record for record in records if not record.confidential]
    if not offered:
        return found
    table = Candidates(found, offered)
    judged = table.judged(preprints)
    same, apart = _read_decisions(decisions, table)
    findings = [_find(position, table, judged.get(position, {}), same, apart) for position in table.positions]
    findings = _settle_unique_fits(findings, table, table.fits(judged), apart)
    return _result(found, table, _without_rivals(findings, table, preprints))


Decided = dict[tuple[int, int], Decision]
"""Decisions on records of registries, by the positions of source and record."""


def _read_decisions(decisions: Iterable[Decision], table: Candidates) -> tuple[Decided, Decided]:
    """Return the decisions that attach a record to a source, and those that prevent it."""
    place = {record.id: n for n, record in enumerate(table.records)}
    same: Decided = {}
    apart: Decided = {}
    for decision in decisions:
        other = decision.value.rpartition(" ")[2] if decision.verb == "related" else decision.value
        one, two = sorted(place.get(RecordId(name), -1) for name in (decision.key, other))
        if 0 <= one < table.first <= two:
            about = table.home[one], two
            (same if decision.verb == "same" else apart).setdefault(about, decision)
    return same, apart


class _Sure(NamedTuple):
    """How sure a match is: a person decided it, or an identifier is shared."""

    person: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """The source to which a record of a registry belongs, with its match, or the sources to ask a person about.

    `lines` are the decisions that attach the record; there should be one.
    """

    position: int
    source: int = -1
    sure: _Sure = field(default=_Sure())
    match: Match | None = None
    asked: Mapping[int, Match] = field(default_factory=dict)
    lines: tuple[Decision, ...] = ()


def _find(
    position: int,
    table: Candidates,
    judged: Mapping[int, Mapping[int, Judgement]],
    same: Decided,
    apart: Decided,
) -> _Finding:
    decided = sorted(s for s, p in same if p == position and (s, p) not in apart)
    if decided:
        lines = tuple(same[source, position] for source in decided)
        return _Finding(
            position=position,
            source=decided[0],
            sure=_Sure(person=True),
            match=match_by_person(table.sources[decided[0]].records[0], table.records[position], lines[0]),
            lines=lines,
        )
    outcomes = [
        (source, *_outcome(position, ones, table))
        for source, ones in judged.items()
        if (source, position) not in apart
    ]
    proven = [one for one in outcomes if one[2].verdict == "same"]
    named = [one for one in proven if one[1].named]
    for sure_of in (named, proven):
        if len(sure_of) == 1:
            source, sure, match = sure_of[0]
            return _Finding(position=position, source=source, sure=sure, match=match)
    doubtful = {source: match for source, _, match in outcomes if match.verdict == "ask"}
    tied = {source: _question(match, _TIE) for source, _, match in proven}
    return _Finding(position=position, asked=tied or doubtful)


_TIE = "but it fits another source as well"
_RIVAL = "but another registry's record with another DOI fits as well"
_IDENTIFIER = "the same identifier, but {why}"
_NOTHING_ELSE = "the same identifier, and the source has no title of its own"


def _outcome(position: int, ones: Mapping[int, Judgement], table: Candidates) -> tuple[_Sure, Match]:
    """Return how sure a match of a registry's record and a source is, from the judgements on each record of the source.

    A shared identifier proves the match if the titles agree, or if the source has no title. If the titles differ, a person decides. Without
    a shared identifier, no record of the source may contradict.
    """

    def rank(received: int) -> tuple[bool, bool, bool, float]:
        one = ones[received]
        return (
            one.verdict == "same",
            table.share_id(received, position),
            one.verdict == "ask",
            one.score,
        )

    best = max(sorted(ones), key=rank)
    one = ones[best]
    named = table.share_id(best, position)
    match = match_of(table.records, best, position, one)
    if named and one.verdict != "same":
        untitled = not any(table.entries[received].title for received in table.of_source[table.home[best]])
        if untitled:
            return _Sure(named=True), replace(match, verdict="same", reasons=(_NOTHING_ELSE,))
        if one.verdict == "different":
            why = _IDENTIFIER.format(why="; ".join(one.reasons))
            return _Sure(), replace(match, verdict="ask", reasons=(why,))
    against = [other for other in ones.values() if other.contradicts and other.verdict != "same"]
    if one.verdict == "same" and against and not named:
        why = against[0].reasons[0]
        match = _question(match, f"but another record of the source speaks against it: {why}")
    return _Sure(named=named and one.verdict == "same"), match


def _settle_unique_fits(
    findings: Sequence[_Finding],
    table: Candidates,
    fits: Mapping[int, Mapping[int, FitLevel]],
    apart: Decided,
) -> list[_Finding]:
    """Return the findings; an open one gets the source that its record fits closely, if that source and record have no rival.

    Rivals are other sources that the record fits, and other records of that registry that fit the source; an exact fit beats weaker ones.
    All other fits become questions.
    """
    suitors = grouped(
        (source, one.position)
        for one in findings
        for source in (fits.get(one.position, {}) if one.source < 0 else ())
    )

    def rivals(source: int, position: int) -> Iterator[FitLevel]:
        yield from (other for s, other in fits[position].items() if s != source)
        file = table.records[position].where.file
        for other in suitors[source]:
            if (
                other != position
                and table.records[other].where.file == file
                and not table.share_id(other, position)
            ):
                yield fits[other][source]

    def settled(one: _Finding) -> _Finding:
        mine = {s: f for s, f in fits.get(one.position, {}).items() if (s, one.position) not in apart}
        if one.source >= 0 or not mine:
            return one
        source = max(sorted(mine), key=mine.__getitem__)
        best = mine[source]
        closest = max(rivals(source, one.position), default=FitLevel.NONE)
        if best > FitLevel.ALIKE and (not closest or (best is FitLevel.EXACT and closest < best)):
            match = _fit_match(table, source, one.position, "same")
            return replace(one, source=source, match=match, asked={})
        # `sorted` keeps the order of the sources among those that fit alike
        near = sorted((s for s in mine if s not in one.asked), key=lambda s: -mine[s])
        near_fits = {s: _fit_match(table, s, one.position, "ask") for s in near}
        return replace(one, asked={**one.asked, **near_fits})

    return [settled(one) for one in findings]


def _fit_match(table: Candidates, source: int, position: int, verdict: Verdict) -> Match:
    first = table.of_source[source][0]
    one = judge(table.entries[first], table.entries[position])
    match = match_of(table.records, first, position, one)
    if verdict == "same":
        return replace(match, verdict=verdict, rule="", reasons=(UNIQUE_FIT, *one.reasons))
    return replace(match, verdict=verdict, reasons=(NEAR_FIT, *one.reasons))


def _question(match: Match, why: str) -> Match:
    return replace(match, verdict="ask", reasons=(*match.reasons, why))


def _without_rivals(
    findings: Sequence[_Finding], table: Candidates, preprints: Preprints
) -> Sequence[_Finding]:
    """Return the findings without rival records of one source: records with different DOIs that are not one work.

    The surer of two rivals stays attached. A person decides about the other, or about both if neither is more certain. A source with little
    text, such as a title and a year, fits an article and a talk of that title alike.
    """
    members = grouped((one.source, one) for one in findings if one.source >= 0)
    doubted: set[int] = set()
    for one, other in chain.from_iterable(combinations(mine, 2) for mine in members.values()):
        if _other_works(table, one.position, other.position, preprints):
            ways = (one.sure, one.position), (other.sure, other.position)
            doubted.update(p for sure, p in ways if sure <= min(ways)[0])
    return [_doubt(one) if one.position in doubted and not one.lines else one for one in findings]


def _other_works(table: Candidates, a: int, b: int, preprints: Preprints) -> bool:
    one, other = table.entries[a], table.entries[b]
    return bool(one.doi and other.doi and one.doi != other.doi) and (
        judge(one, other, preprints=preprints).verdict != "same"
    )


def _doubt(one: _Finding) -> _Finding:
    matches = {one.source: _question(one.match, _RIVAL)} if one.match else {}
    return _Finding(position=one.position, asked=matches)


def _result(found: Deduplication, table: Candidates, findings: Sequence[_Finding]) -> Deduplication:
    mine = grouped((one.source, table.records[one.position]) for one in findings if one.source >= 0)
    sources = tuple(fill(source, mine[n]) if n in mine else source for n, source in enumerate(found.sources))
    gained, conflicts = [sources[n] for n in sorted(mine)], _conflicts(findings, sources)
    return replace(
        found,
        sources=sources,
        queue=(*found.queue, *_questions(findings)),
        problems=tuple(dict.fromkeys([*found.problems, *conflicts, *retractions(gained)])),
        attached=tuple(
            Attachment(
                record=table.records[one.position],
                source=sources[one.source].key if one.source >= 0 else "",
                match=one.match,
                asked=tuple(sources[n].key for n in one.asked),
            )
            for one in findings
        ),
    )


def _questions(findings: Iterable[_Finding]) -> tuple[Match, ...]:
    """Return the pairs for a person, likeliest first, at most `_MOST` for one record."""
    return rank_queue(match for one in findings for match in sorted(one.asked.values(), key=rank)[:_MOST])


def _conflicts(findings: Iterable[_Finding], sources: Sequence[Source]) -> list[Problem]:
    """Return a Problem (LR682) for each record of a registry that decisions attach to several sources; the first one gets it."""
    return [
        problem(
            "LR682",
            one.lines[1].place,
            key=sources[one.source].key,
            record=one.match.b if one.match else "",
            named=one.lines[1].key,
            value=one.lines[1].value,
            by=one.lines[1].by,
        )
        for one in findings
        if len(one.lines) > 1
    ]


def judge_hits(source: Source, hits: Sequence[Record]) -> tuple[HitVerdict, ...]:
    """Return the verdict of `attach` on each record that a registry offers for one source."""
    named = {RecordId(f"hit:{number}"): hit for number, hit in enumerate(hits)}
    offered = [replace(hit, id=id_) for id_, hit in named.items()]
    attached = attach(Deduplication(sources=(source,)), offered)
    judged = {one.record.id: one for one in attached.attached}
    return tuple(_hit(judged.get(id_)) for id_ in named)


def _hit(one: Attachment | None) -> HitVerdict:
    from litreview.core.results.verification import HitVerdict

    if one is None:
        return HitVerdict(verdict="different")
    reasons = one.match.reasons if one.match else ()
    return HitVerdict(verdict="same" if one.source else "ask" if one.asked else "different", reasons=reasons)

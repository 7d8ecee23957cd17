"""Records of registries to the sources they are of: by the judge that tells received records, and without any say in what these are.

The partition stands before a registry is heard. Each of its records is attached to one source at most: where the judge says `same` of one
alone. What the judge would ask, or what is as much one source as another, is asked of a person; all else is left apart. So no
record of a registry can join two that were received, however well it fits both.

What a registry offers for one source is judged as it will be when all is read again: which of the works is it, if any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

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
from litreview.core.results.verification import Hit
from litreview.stages.duplicates.registry_matches import NEARLY, ONE_OF_A_KIND, Fit, Table, look
from litreview.stages.duplicates.registry_values import fill
from litreview.stages.duplicates.results import in_order, match_by_person, match_of, rank, retractions
from litreview.stages.duplicates.verdict import Judgement, Preprints

_MOST = 3
"""Sources that a person is asked about for one record of a registry."""


def attach(
    found: Deduplication,
    records: Iterable[Record],
    decisions: Iterable[Decision] = (),
    *,
    preprints: Preprints = "ask",
) -> Deduplication:
    """Return the deduplication with records of registries attached to its sources, and the doubtful ones behind its queue.

    Sources, their keys and order, clusters and relations are as they were; what a source lacks is filled from what is attached to it.
    `decisions` are the current ones on pairs of a received record and one of a registry, each by its id: a `same` attaches, any other
    keeps apart. Nothing is attached to a confidential source or to a request for records, and nothing confidential is attached.
    """
    given = [record for record in records if not record.confidential]
    if not given:
        return found
    table = Table(found, given)
    judged = table.judged(preprints)
    same, apart = _decided(decisions, table)
    findings = [_find(position, table, judged.get(position, {}), same, apart) for position in table.positions]
    findings = _of_a_kind(findings, table, table.fits(judged), apart)
    return _result(found, table, _without_rivals(findings, table, preprints))


Decided = dict[tuple[int, int], Decision]
"""What people said of records of registries, by source and record."""


def _decided(decisions: Iterable[Decision], table: Table) -> tuple[Decided, Decided]:
    """Return what people said are one work, and what they said are not."""
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
    """How a record is known to be of a source: a person says so, they share an identifier, else how much is alike."""

    person: bool = False
    named: bool = False
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """Where a record of a registry belongs: one source and how sure that is, or those to ask about; with the match behind each.

    `lines` are the decisions that attach it; there should be one.
    """

    position: int
    source: int = -1
    sure: _Sure = field(default=_Sure())
    match: Match | None = None
    asked: Mapping[int, Match] = field(default_factory=dict)
    lines: tuple[Decision, ...] = ()


def _find(
    position: int, table: Table, judged: Mapping[int, Mapping[int, Judgement]], same: Decided, apart: Decided
) -> _Finding:
    told = sorted(s for s, p in same if p == position and (s, p) not in apart)
    if told:
        lines = tuple(same[source, position] for source in told)
        return _Finding(
            position=position,
            source=told[0],
            sure=_Sure(person=True),
            match=match_by_person(table.sources[told[0]].records[0], table.records[position], lines[0]),
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
    asked = {source: match for source, _, match in outcomes if match.verdict == "ask"}
    tied = {source: _asking(match, _TIE) for source, _, match in proven}
    return _Finding(position=position, asked=tied or asked)


_TIE = "but it fits another source as well"
_RIVAL = "but another registry's record with another DOI fits as well"
_IDENTIFIER = "the same identifier, but {why}"
_NOTHING_ELSE = "the same identifier, and the source has no title of its own"


def _outcome(position: int, ones: Mapping[int, Judgement], table: Table) -> tuple[_Sure, Match]:
    """Return how sure it is that a record of a registry is of a source, by what was judged of it and each record of the source.

    An identifier that both have proves it where the titles agree, and where the source is nothing but that identifier; where they do
    not, a person is asked. Without one, no other record of the source may speak against it.
    """

    def rank(received: int) -> tuple[bool, bool, bool, float]:
        one = ones[received]
        return (
            one.verdict == "same",
            table.share_name(received, position),
            one.verdict == "ask",
            one.score,
        )

    best = max(sorted(ones), key=rank)
    one = ones[best]
    named = table.share_name(best, position)
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
        match = _asking(match, f"but another record of the source speaks against it: {against[0].reasons[0]}")
    return _Sure(named=named and one.verdict == "same", score=one.score), match


def _of_a_kind(
    findings: Sequence[_Finding], table: Table, fits: Mapping[int, Mapping[int, Fit]], apart: Decided
) -> list[_Finding]:
    """Return the findings, those that are open with the one source that the record fits alone, if it alone of its registry fits that source."""
    suitors: dict[int, list[int]] = {}
    for one in findings:
        for source in fits.get(one.position, {}) if one.source < 0 else ():
            suitors.setdefault(source, []).append(one.position)

    def rivals(source: int, position: int) -> Iterator[Fit]:
        yield from (other for s, other in fits[position].items() if s != source)
        file = table.records[position].where.file
        for other in suitors[source]:
            if (
                other != position
                and table.records[other].where.file == file
                and not table.share_name(other, position)
            ):
                yield fits[other][source]

    def settled(one: _Finding) -> _Finding:
        mine = {s: f for s, f in fits.get(one.position, {}).items() if (s, one.position) not in apart}
        if one.source >= 0 or not mine:
            return one
        source = max(sorted(mine), key=mine.__getitem__)
        best = mine[source]
        closest = max(rivals(source, one.position), default=Fit.NONE)
        if best > Fit.ALIKE and (not closest or (best is Fit.EXACT and closest < best)):
            return replace(one, source=source, match=_alike(table, source, one.position, "same"), asked={})
        # `sorted` keeps the order of the sources among those that fit alike
        near = sorted((s for s in mine if s not in one.asked), key=lambda s: -mine[s])
        return replace(one, asked={**one.asked, **{s: _alike(table, s, one.position, "ask") for s in near}})

    return [settled(one) for one in findings]


def _alike(table: Table, source: int, position: int, verdict: Verdict) -> Match:
    first = table.of_source[source][0]
    one = look(table.entries[first], table.entries[position], "ask")
    match = match_of(table.records, first, position, one)
    if verdict == "same":
        return replace(match, verdict=verdict, rule="", reasons=(ONE_OF_A_KIND, *one.reasons))
    return replace(match, verdict=verdict, reasons=(NEARLY, *one.reasons))


def _asking(match: Match, why: str) -> Match:
    return replace(match, verdict="ask", reasons=(*match.reasons, why))


def _without_rivals(findings: Sequence[_Finding], table: Table, preprints: Preprints) -> Sequence[_Finding]:
    """Return the findings, of two records of one source that have different DOIs and are not one work only the surer; both are asked if none is.

    A source that says little, such as a title and a year, fits an article and a talk of that name alike.
    """
    members: dict[int, list[_Finding]] = {}
    for one in findings:
        if one.source >= 0:
            members.setdefault(one.source, []).append(one)
    doubted: set[int] = set()
    for mine in members.values():
        for n, one in enumerate(mine):
            for other in mine[n + 1 :]:
                if _other_works(table, one.position, other.position, preprints):
                    ways = (one.sure[:2], one.position), (other.sure[:2], other.position)
                    doubted.update(p for sure, p in ways if sure <= min(ways)[0])
    return [_doubt(one) if one.position in doubted and not one.lines else one for one in findings]


def _other_works(table: Table, a: int, b: int, preprints: Preprints) -> bool:
    one, other = table.entries[a], table.entries[b]
    return bool(one.doi and other.doi and one.doi != other.doi) and (
        look(one, other, preprints).verdict != "same"
    )


def _doubt(one: _Finding) -> _Finding:
    asked = {one.source: _asking(one.match, _RIVAL)} if one.match else {}
    return _Finding(position=one.position, asked=asked)


def _result(found: Deduplication, table: Table, findings: Sequence[_Finding]) -> Deduplication:
    mine: dict[int, list[Record]] = {}
    for one in findings:
        if one.source >= 0:
            mine.setdefault(one.source, []).append(table.records[one.position])
    sources = tuple(fill(source, mine[n]) if n in mine else source for n, source in enumerate(found.sources))
    gained = [sources[n] for n in sorted(mine)]
    return replace(
        found,
        sources=sources,
        queue=(*found.queue, *_questions(findings)),
        problems=tuple(dict.fromkeys([*found.problems, *_torn(findings, sources), *retractions(gained)])),
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
    """Return the pairs for a person, likeliest first; of a record that fits many sources those that it fits best."""
    return in_order(match for one in findings for match in sorted(one.asked.values(), key=rank)[:_MOST])


def _torn(findings: Iterable[_Finding], sources: Sequence[Source]) -> list[Problem]:
    """Return a Problem (LR682) for each record of a registry that people's lines attach to several sources: it goes to the first."""
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


def judge_hits(source: Source, hits: Sequence[Record]) -> tuple[Hit, ...]:
    """Return what `attach` says of each work that a registry offers for a source, were there no other source."""
    named = {RecordId(f"hit:{number}"): hit for number, hit in enumerate(hits)}
    offered = [replace(hit, id=id_) for id_, hit in named.items()]
    found = attach(Deduplication(sources=(source,)), offered)
    said = {one.record.id: _hit(one) for one in found.attached}
    return tuple(said.get(id_, Hit(verdict="different")) for id_ in named)


def _hit(one: Attachment) -> Hit:
    reasons = one.match.reasons if one.match else ()
    return Hit(verdict="same" if one.source else "ask" if one.asked else "different", reasons=reasons)

"""Stages from records and decisions to sources: decisions in effect, deduplication, registry records, corrections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from litreview import stages
from litreview.core.containers import TypedTuple, grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.model import (
    Correction,
    Decision,
    Deduplication,
    Library,
    Problem,
    Record,
    RecordId,
    Relation,
    Source,
    Where,
)
from litreview.core.problems import problem
from litreview.engine import Codec, Previous, stage
from litreview.judgements import decisions as decisions_
from litreview.review.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from litreview.judgements.agreement import Agreement
    from litreview.judgements.codebook import Codebook
    from litreview.linkage import RecordColumns

Resolved = tuple[tuple[Decision, ...], tuple[Problem, ...]]
DisputedSlot = tuple[tuple[str, ...], tuple[Decision, ...], Decision | None]


@stage()
def records_read(library: Library) -> Library:
    """The received records without the Problems of their files, so that merging does not depend on these."""
    return replace(library, problems=())


@stage()
def every_record(library: Library, enriched: Library, cited: Library) -> tuple[Record, ...]:
    """Every record that was read: of the sources, of registries on them, and of works cited."""
    return (*library.records, *enriched.records, *cited.records)


@stage()
def places(records_read: Library, enriched: Library) -> decisions_.Places:
    """The records by their names in decisions."""
    return decisions_.Places(records_read, enriched)


@stage()
def effective_lines(
    places: decisions_.Places, decided: tuple[Decision, ...], adjudicators: tuple[str, ...]
) -> tuple[Decision, ...]:
    """The decisions in effect, as written; those on pairs are compared by their two records, whatever names they use."""
    on_records = places.on_records(decided)
    written = {id(placed): decision for placed, decision in zip(on_records, decided, strict=True)}
    return tuple(written[id(d)] for d in decisions_.current(on_records, adjudicators))


@stage()
def pair_lines(effective_lines: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions in effect on pairs of received records."""
    return tuple(
        d
        for d in effective_lines
        if d.verb in decisions_.PAIR_VERBS
        and not decisions_.names_enriched(d)
        and not decisions_.names_object(d)
    )


@stage()
def registry_lines(effective_lines: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions in effect on a received record and one of a registry."""
    return tuple(d for d in effective_lines if decisions_.names_enriched(d))


@stage(each="records_read", codec=Codec("litreview.linkage:RecordColumns"))
def columns_read(records_read: Sequence[Record]) -> Sequence[RecordColumns]:
    """The columns of each received record, by which records are compared."""
    return stages.duplicates.pairs.columns_of(records_read)


@stage(lazy=["columns_read"], codec=Codec("litreview.stages.duplicates.pairs:JudgedPairs"))
def judged_pairs(
    records_read: Library,
    preprints: Literal["same", "ask", "different"],
    columns_read: Callable[[], Sequence[RecordColumns]],
    previous: Previous[stages.duplicates.pairs.JudgedPairs] | None,
) -> stages.duplicates.pairs.JudgedPairs:
    """The judgements on pairs of received records, before any decision; only pairs with a new or changed record are compared."""
    before = previous.value if previous else None
    return stages.duplicates.pairs.judge_pairs(records_read, columns_read(), preprints, before)


@stage()
def received(
    records_read: Library,
    pair_lines: tuple[Decision, ...],
    preprints: Literal["same", "ask", "different"],
    databases: tuple[str, ...],
    columns_read: Sequence[RecordColumns],
    judged_pairs: stages.duplicates.pairs.JudgedPairs,
    previous: Previous[Deduplication] | None,
) -> Deduplication:
    """The deduplication of received records alone, on which screening and all counts are based."""
    # reuse earlier comparisons
    known = (
        previous.value
        if previous and previous.changed <= {"pair_lines"}
        else Deduplication(
            compared=stages.duplicates.pairs.compared_before(
                records_read, columns_read, judged_pairs, preprints
            )
        )
    )
    return stages.duplicates.deduplicate(
        records_read, pair_lines, preprints=preprints, prefer=databases, known=known
    )


@stage()
def attached(
    received: Deduplication,
    enriched: Library,
    registry_lines: tuple[Decision, ...],
    places: decisions_.Places,
    preprints: Literal["same", "ask", "different"],
) -> Deduplication:
    """The deduplication with the records of registries attached to its sources."""
    return stages.duplicates.attach(
        received, enriched, places.on_records(registry_lines), preprints=preprints
    )


@stage()
def corrected(
    with_texts: Deduplication, set_lines: tuple[Decision, ...], evidence_fields: frozenset[str]
) -> stages.duplicates.Corrected:
    """The corrected sources, and the corrections that can't be applied."""
    return stages.duplicates.correct(with_texts.sources, set_lines, evidence_fields)


@stage()
def deduplication(with_texts: Deduplication, corrected: stages.duplicates.Corrected) -> Deduplication:
    """The corrected sources with registry records, their clusters, and the queue of pairs for a person."""
    changed = any(source.corrected for source in corrected.sources)
    return replace(with_texts, sources=corrected.sources) if changed else with_texts


@stage()
def related(attached: Deduplication) -> tuple[Relation, ...]:
    """Which sources are versions, reports or reviews of each other."""
    return attached.related


@stage()
def sources(deduplication: Deduplication) -> tuple[Source, ...]:
    """Every source, in the order of its earliest record."""
    return deduplication.sources


@stage()
def fields(with_texts: Deduplication, evidence_fields: frozenset[str]) -> frozenset[str]:
    """The fields of an entry that a `set` can correct; one that the codebook declares as an evidence field is not among them."""
    return stages.duplicates.field_names(with_texts.sources) - evidence_fields


def corrects(decision: Decision, evidence_fields: frozenset[str], fields: frozenset[str]) -> bool:
    """Return whether a decision is a `set` of a field of an entry, and of no evidence field."""
    if decision.verb != "set":
        return False

    name = stages.duplicates.split_setting(decision.value)[0]
    return name not in evidence_fields and stages.duplicates.is_bibliographic(name, fields)


@stage()
def corrections(sources: tuple[Source, ...]) -> Mapping[str, tuple[Correction, ...]]:
    """What people corrected, by source key."""
    return {source.key: source.corrected for source in sources if source.corrected}


@stage()
def unknown_databases(databases: tuple[str, ...], records_read: Library) -> tuple[Problem, ...]:
    """A warning (LR603) for each name under `databases` that no file has."""
    return tuple(
        problem("LR603", Where(file=SETTINGS_FILE), name=name)
        for name in databases
        if all(stages.duplicates.preference(file, (name,)) for file in records_read.files)
    )


@stage()
def decision_index(
    received: Deduplication, records_read: Library, enriched: Library
) -> decisions_.CurrentSources:
    """The index by which decisions find sources; it uses received data only, so that a registry changes no name."""
    return decisions_.CurrentSources(received.sources, tuple(records_read), tuple(enriched))


@stage()
def resolved(
    decision_index: decisions_.CurrentSources, decided: tuple[Decision, ...], codebook: Codebook
) -> Resolved:
    """The decisions with today's source keys and codes without the codebook's name, and a Problem for each that finds no source."""
    lines, faults = decision_index.rebase(decided, codebook.shown_setting)
    name = f"{codebook.name}:"
    return tuple(
        replace(one, value=one.value.removeprefix(name)) if one.value.startswith(name) else one
        for one in lines
    ), faults


@stage()
def goal_ids(codebook: Codebook) -> tuple[str, ...]:
    """The codes of the main group, to each of which `none` says no."""
    return tuple(code.id for code in codebook.goals)


@stage()
def decisions(
    effective_lines: tuple[Decision, ...],
    resolved: Resolved,
    adjudicators: tuple[str, ...],
    goal_ids: tuple[str, ...],
) -> tuple[Decision, ...]:
    """The decisions that count, each with the key that its source has today.

    A decision on `Doe2012a` is returned with the key `Doe2012` if the two records are one source by now. Of two decisions of one person
    on one thing, only the later is returned.
    """
    # pairs count by their records: merged records share one source key
    pairs = {(d.place, d.by, d.when) for d in effective_lines if d.verb in decisions_.PAIR_VERBS}
    lines = resolved[0]
    others = [decision for decision in lines if decision.verb not in decisions_.PAIR_VERBS]
    counting = {id(decision) for decision in decisions_.current(others, adjudicators, goal_ids)}
    return TypedTuple(
        (
            d
            for d in lines
            if id(d) in counting or (d.verb in decisions_.PAIR_VERBS and (d.place, d.by, d.when) in pairs)
        ),
        Decision,
    )


def _with_verbs(lines: tuple[Decision, ...], *verbs: str) -> tuple[Decision, ...]:
    return tuple(line for line in lines if line.verb in verbs)


@stage()
def tag_lines(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions that count on codes."""
    return _with_verbs(decisions, "tag", "not-tag")


@stage()
def set_lines(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions that count on fields of an entry, and on evidence fields."""
    return _with_verbs(decisions, "set")


@stage()
def screening_lines(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions that count on what is in and out of the review."""
    return _with_verbs(decisions, *SCREENING_VERBS)


@stage()
def reference_lines(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions that count on which work a cited reference is."""
    return tuple(line for line in decisions if decisions_.names_reference(line))


@stage()
def agreement(
    resolved: Resolved,
    evidence_fields: frozenset[str],
    fields: frozenset[str],
    codebook: Codebook,
    goal_ids: tuple[str, ...],
    adjudicators: tuple[str, ...],
) -> tuple[Agreement, ...]:
    """Agreement of coders' first answers on each code, stance, evidence field and stage, with their disagreements."""
    from litreview.judgements.agreement import measure_agreement

    return measure_agreement(
        [d for d in decisions_.answers(resolved[0]) if not corrects(d, evidence_fields, fields)],
        goal_ids,
        adjudicators=adjudicators,
        prefix=f"{codebook.name}:",
    )


@stage()
def lines_by_subject(
    places: decisions_.Places, decided: tuple[Decision, ...], resolved: Resolved
) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """The lines on pairs, by their two records since merged ones share a key, and all other lines with today's keys."""
    known = {d.place for d in resolved[0]}
    pairs = (d for d in places.on_records(decided) if d.place in known)
    return (
        tuple(d for d in pairs if d.verb in (*decisions_.PAIR_VERBS, "clear")),
        tuple(d for d in resolved[0] if d.verb not in decisions_.PAIR_VERBS),
    )


@stage()
def disputed(
    lines_by_subject: tuple[tuple[Decision, ...], tuple[Decision, ...]],
    adjudicators: tuple[str, ...],
    ranked_reasons: tuple[str, ...],
    goal_ids: tuple[str, ...],
) -> tuple[DisputedSlot, ...]:
    """Each slot on which the latest answers of coders differ, with these answers and the decision that settles it."""
    found = []
    for lines in lines_by_subject:
        counting = [*decisions_.answered(decisions_.current(lines), goal_ids)]
        judges = sorted((d for d in counting if d.by in adjudicators), key=lambda d: (d.when, d.place, d.by))
        settled = {decisions_.slot(d): d for d in judges}
        slots = decisions_.disputed_slots([d for d in counting if d.by not in adjudicators], ranked_reasons)
        # an adjudicator's judgement of the full text implies that the abstract passed, too
        read = {
            ("screen", d.key, "abstract")
            for d in judges
            if d.value == "fulltext" or d.verb == "not-retrieved"
        }
        found += [(slot, members, settled.get(slot)) for slot, members in slots.items() if slot not in read]
    return tuple(found)


@stage()
def differences(
    disputed: tuple[DisputedSlot, ...], agreement: tuple[Agreement, ...]
) -> Mapping[tuple[str, str], str]:
    """Who settled each question on which first or latest answers of coders differ, by key and topic; `""` while it is open."""
    latest = {
        (key, f"{kind} {topic}"): settled.by if settled else "" for (kind, key, topic), _, settled in disputed
    }
    first = {(d.key, d.topic): d.settled_by for one in agreement for d in one.disagreements}
    return {**first, **latest}


@stage()
def hidden_differences(
    differences: Mapping[tuple[str, str], str],
    disputed: tuple[DisputedSlot, ...],
    open_rounds: frozenset[str],
    evidence_fields: frozenset[str],
    fields: frozenset[str],
) -> int:
    """How many differences are shown to adjudicators alone, since people still judge independently in their round; fields of entries have none."""
    corrections = {
        (key, f"{kind} {topic}")
        for (kind, key, topic), lines, _ in disputed
        if corrects(lines[0], evidence_fields, fields)
    }
    topics = (topic.split(" ", 1) for key, topic in differences if (key, topic) not in corrections)
    return sum(decisions_.round_of((kind, "", about)) in open_rounds for kind, about in topics)


@stage()
def record_names(enriched: Library, received: Deduplication) -> Mapping[RecordId, str]:
    """The name of each record in decisions, for registry records the id."""
    own = {record.id: str(record.id) for record in enriched}
    return own | {**decisions_.record_names(received.sources)}


@stage()
def index(received: Deduplication, records_read: Library) -> Mapping[str, tuple[str, ...]]:
    """The source keys that each name may mean, the current key first."""
    return decisions_.key_index(received.sources, records_read)


@stage()
def hidden_keys(sources: tuple[Source, ...]) -> frozenset[str]:
    """The keys of confidential sources."""
    return frozenset(source.key for source in sources if source.confidential)


@stage()
def unnamed(sources: tuple[Source, ...]) -> frozenset[str]:
    """The keys of interviews whose code no text may cite, since the interviewee agreed to be counted with a group only."""
    return frozenset(source.key for source in sources if source.unnamed)


@stage()
def numbered_keys(sources: tuple[Source, ...]) -> Mapping[str, Sequence[str]]:
    """The numbered keys of further works (such as Doe2020-2) by the key of the first."""
    numbered = (re.fullmatch(r"(.*)-\d+", source.key, re.DOTALL) for source in sources)
    return grouped((found[1], found[0]) for found in numbered if found)

"""`dedupe`: turns records and decisions into a Deduplication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from os import PathLike

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Deduplication, Library, Record, Source
from litreview.core.runtime import gc_pause
from litreview.judgements.decisions import (
    PAIR_VERBS,
    Places,
    names_object,
    rebase,
    record_keys,
    seal_decisions,
)
from litreview.stages.duplicates.clustering import (
    COPY,
    SAME_CODE,
    PairDecision,
    clusters,
    copy_pairs,
    read_pair_decisions,
    same_code_pairs,
)
from litreview.stages.duplicates.collection_evidence import revise_by_collection
from litreview.stages.duplicates.merge import merge
from litreview.stages.duplicates.pairs import Compared, compare
from litreview.stages.duplicates.results import (
    clusters_with_matches,
    find_relations,
    former_keys,
    key_giving_record,
    problems,
    queue,
    retractions,
)
from litreview.stages.duplicates.verdict import Preprints


def dedupe(
    records: Iterable[Record] | Library,
    decisions: Sequence[Decision] = (),
    *,
    preprints: Preprints = "ask",
    prefer: Sequence[str] = (),
    known: Deduplication | None = None,
) -> Deduplication:
    """Return the sources that records describe, their clusters, the pairs for a person, and relations.

    `decisions` are the current ones (`litreview.judgements.decisions.current`); they win over every rule. Every record is in exactly
    one cluster. The partition does not depend on the order of the records; keys and the order of sources do.

    `prefer` are files, or patterns such as `bib/scopus*.bib`, whose values come first where records are merged.

    `known` is an earlier deduplication, of the same records without the new ones for example. The result is the same with
    and without it; with it only new and changed records are compared.
    """
    if isinstance(records, str | PathLike):
        raise UsageError(f"dedupe takes records, not a path: dedupe(read({str(records)!r}))")
    as_read = tuple(records)
    found = deduplicate(as_read, decisions, preprints=preprints, prefer=prefer, known=known)
    on_pairs = [one for one in decisions if one.verb in PAIR_VERBS and not names_object(one)]
    lost = rebase(on_pairs, found.sources, as_read)[1] if on_pairs else ()
    frames = records.frames if isinstance(records, Library) else ()
    return replace(found, problems=(*found.problems, *lost), frames=frames)


def deduplicate(
    records: Iterable[Record],
    decisions: Sequence[Decision] = (),
    *,
    preprints: Preprints = "ask",
    prefer: Sequence[str] = (),
    known: Deduplication | None = None,
) -> Deduplication:
    """Return the result of `dedupe`, without Problems for decisions that find no record: a review reports these itself."""
    if preprints not in ("same", "ask", "different"):
        raise UsageError(f"preprints is {preprints!r}; one of same, ask, different")
    as_read = tuple(records)
    with gc_pause():
        found = _dedupe(as_read, decisions, preprints, prefer, Deduplication() if known is None else known)
    return replace(found, order=tuple(record.id for record in as_read))


def _dedupe(
    as_read: Sequence[Record],
    decisions: Sequence[Decision],
    preprints: Preprints,
    prefer: Sequence[str],
    known: Deduplication,
) -> Deduplication:
    # work in an order that does not depend on that of the input, and remember the order of reading
    ids = [record.id for record in as_read]
    reading_order = sorted(range(len(as_read)), key=ids.__getitem__)
    ordered = [as_read[i] for i in reading_order]
    earlier = known.compared if isinstance(known.compared, Compared) else None
    same = earlier is not None and earlier.preprints == preprints and earlier.records == tuple(ordered)
    compared = earlier if earlier and same else compare(ordered, preprints, earlier)
    compared = replace(compared, prefer=tuple(prefer))
    entries = compared.entries
    judged = revise_by_collection(ordered, entries, compared.judged, preprints)
    judged.update(dict.fromkeys(copy_pairs(ordered), COPY))
    judged.update(dict.fromkeys(same_code_pairs(ordered), SAME_CODE))
    keys = record_keys(as_read)
    pair_decisions = _read_decisions(ordered, reading_order, decisions)
    groups, refused = clusters(entries, judged, pair_decisions, preprints)
    groups = _by_reading(groups, reading_order)
    members = [[ordered[i] for i in group] for group in groups]
    named = [[keys[reading_order[i]] for i in group] for group in groups]
    naming = [keyed[key_giving_record(group, keyed)] for group, keyed in zip(members, named, strict=True)]
    sources = _sources(
        members,
        naming,
        prefer,
        known.sources if earlier is not None and earlier.prefer == compared.prefer else (),
    )
    home = [0] * len(ordered)
    for number, group in enumerate(groups):
        for position in group:
            home[position] = number
    return Deduplication(
        sources=sources,
        clusters=clusters_with_matches(groups, ordered, judged, pair_decisions, home),
        queue=queue(ordered, judged, pair_decisions, refused, home),
        related=find_relations(judged, pair_decisions, home, sources),
        problems=(*problems(ordered, compared.blocks, pair_decisions, home, judged), *retractions(sources)),
        compared=compared,
    )


def _sources(
    members: Sequence[Sequence[Record]], keys: Sequence[str], prefer: Sequence[str], known: Iterable[Source]
) -> tuple[Source, ...]:
    """Return a source for each group of records; sources of `known` that did not change are reused."""
    before = {source.records[0].id: source for source in known}
    taken = frozenset(keys)
    made = []
    for group, key in zip(members, keys, strict=True):
        former = former_keys(group, key, taken)
        old = before.get(group[0].id) if before else None
        if old is None or (old.key, old.former_keys, old.records) != (key, former, tuple(group)):
            old = merge(group, key, former, prefer)
        made.append(old)
    return tuple(made)


def _by_reading(groups: Sequence[Sequence[int]], when_read: Sequence[int]) -> list[list[int]]:
    """Return the groups and their members in order of reading."""
    return sorted(
        (sorted(group, key=when_read.__getitem__) for group in groups), key=lambda g: when_read[g[0]]
    )


def _read_decisions(
    records: Sequence[Record], when_read: Sequence[int], decisions: Sequence[Decision]
) -> tuple[PairDecision, ...]:
    on_pairs = [decision for decision in decisions if decision.verb in ("same", "different", "related")]
    if not on_pairs:
        return ()
    order = sorted(range(len(records)), key=when_read.__getitem__)
    as_read = [records[position] for position in order]
    decided = read_pair_decisions(seal_decisions(on_pairs, as_read), Places(as_read))
    return tuple(
        replace(one, a=min(ends), b=max(ends)) for one in decided for ends in [(order[one.a], order[one.b])]
    )

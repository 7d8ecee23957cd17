"""The stage: records and decisions in, a Deduplication out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from os import PathLike

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Deduplication, Library, Record, Source
from litreview.core.runtime import gc_pause
from litreview.judgements.decisions import Places, record_keys, seal_decisions
from litreview.stages.duplicates.clustering import (
    COPY,
    ONE_CODE,
    PairDecision,
    clusters,
    copies,
    one_code,
    read_pair_decisions,
)
from litreview.stages.duplicates.collection_evidence import seen_together
from litreview.stages.duplicates.merge import merge
from litreview.stages.duplicates.pairs import Compared, compare
from litreview.stages.duplicates.results import (
    described,
    former_keys,
    naming_record,
    problems,
    queue,
    related,
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
    """Return the sources that records make, the clusters behind them, the pairs for a person, and relations.

    `decisions` are the current ones (`litreview.judgements.decisions.current`); they win over every rule. Every record is in exactly
    one cluster. The partition does not depend on the order of the records; keys and the order of sources do.

    `prefer` are files, or patterns such as `bib/scopus*.bib`, whose values come first where records are merged.

    `known` is an earlier deduplication, of the same records without the new ones for example. The result is the same with
    and without it; with it only new and changed records are compared.
    """
    if preprints not in ("same", "ask", "different"):
        raise UsageError(f"preprints is {preprints!r}; one of same, ask, different")
    if isinstance(records, str | PathLike):
        raise UsageError(f"dedupe takes records, not a path: dedupe(read({str(records)!r}))")
    with gc_pause():
        return _dedupe(tuple(records), decisions, preprints, prefer, known or Deduplication())


def _dedupe(
    given: Sequence[Record],
    decisions: Sequence[Decision],
    preprints: Preprints,
    prefer: Sequence[str],
    known: Deduplication,
) -> Deduplication:
    # work in an order that does not depend on that of the input, and remember the order of reading
    ids = [record.id for record in given]
    when_read = sorted(range(len(given)), key=ids.__getitem__)
    ordered = [given[i] for i in when_read]
    earlier = known.compared if isinstance(known.compared, Compared) else None
    compared = replace(compare(ordered, preprints, earlier), prefer=tuple(prefer))
    entries = compared.entries
    judged = seen_together(ordered, entries, compared.judged, preprints)
    judged.update(dict.fromkeys(copies(ordered), COPY))
    judged.update(dict.fromkeys(one_code(ordered), ONE_CODE))
    keys = record_keys(given)
    wanted = _wishes(ordered, when_read, decisions)
    groups, refused = clusters(entries, judged, wanted, preprints)
    groups = _in_order(groups, when_read)
    members = [[ordered[i] for i in group] for group in groups]
    named = [[keys[when_read[i]] for i in group] for group in groups]
    naming = [keyed[naming_record(group, keyed)] for group, keyed in zip(members, named, strict=True)]
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
        clusters=described(groups, ordered, judged, wanted, home),
        queue=queue(ordered, judged, wanted, refused, home),
        related=related(judged, wanted, home, sources),
        problems=(*problems(ordered, compared.blocks, wanted, home, judged), *retractions(sources)),
        compared=compared,
    )


def _sources(
    members: Sequence[Sequence[Record]], keys: Sequence[str], prefer: Sequence[str], known: Iterable[Source]
) -> tuple[Source, ...]:
    """Return a source for each group of records; one that is as it was before is taken over."""
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


def _in_order(groups: Sequence[Sequence[int]], when_read: Sequence[int]) -> list[list[int]]:
    """Return the groups and their members in order of reading."""
    return sorted(
        (sorted(group, key=when_read.__getitem__) for group in groups), key=lambda g: when_read[g[0]]
    )


def _wishes(
    records: Sequence[Record], when_read: Sequence[int], decisions: Sequence[Decision]
) -> tuple[PairDecision, ...]:
    mine = [decision for decision in decisions if decision.verb in ("same", "different", "related")]
    if not mine:
        return ()
    order = sorted(range(len(records)), key=when_read.__getitem__)
    given = [records[position] for position in order]
    decided = read_pair_decisions(seal_decisions(mine, given), Places(given))
    return tuple(
        replace(one, a=min(ends), b=max(ends)) for one in decided for ends in [(order[one.a], order[one.b])]
    )

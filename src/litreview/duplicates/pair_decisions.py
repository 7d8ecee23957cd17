"""What people decided about pairs, in terms of positions of records: they always win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from litreview.decisions import KINDS, PAIR_VERBS, Titles, halves, split_related
from litreview.model import Decision, Record, RelationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """One decision on two positions, `a < b`. `kind` is set for `related`."""

    a: int
    b: int
    same: bool
    kind: RelationKind | None
    decision: Decision


def names(records: Sequence[Record], order: Sequence[int]) -> dict[str, int]:
    """Return which position each record id, key and code means; a shared key means its earliest record.

    `order` gives the positions in order of reading.
    """
    index: dict[str, int] = {}
    for position in order:
        index[records[position].id] = position
    for position in order:
        for name in filter(None, (records[position].key, records[position].code)):
            index.setdefault(name, position)
    return index


def read_pair_decisions(
    decisions: Sequence[Decision],
    index: Mapping[str, int],
    own_keys: Mapping[str, int],
    records: Sequence[Record],
) -> tuple[PairDecision, ...]:
    """Return the pair_decisions among the decisions. A decision on an unknown key is the business of `litreview.decisions`.

    A name means the record that has it as its own key, before one that was given it on a clash; but never a record of another work than
    the one that was decided on.
    """
    found = []
    order = list(dict.fromkeys(index.values()))
    titles = Titles({at: (records[at].title,) for at in order})
    same_key: dict[str, list[int]] = {}
    for at in order:
        same_key.setdefault(records[at].key, []).append(at)

    def meant(name: str, what: str) -> int | None:
        first = position(name)
        if first is None or titles.fits(first, what):
            return first
        again = [at for at in same_key.get(name, ()) if titles.fits(at, what)] or titles.find(what)
        return again[0] if again else None

    def position(name: str) -> int | None:
        return own_keys.get(name, index.get(name))

    for decision in decisions:
        if decision.verb not in PAIR_VERBS:
            continue
        kind, other = (
            split_related(decision.value) if decision.verb == "related" else ("", decision.value.strip())
        )
        about, about_other = halves(decision.what)
        first, second = meant(decision.key, about), meant(other, about_other)
        if first is None or second is None or first == second:
            continue
        found.append(
            PairDecision(
                a=min(first, second),
                b=max(first, second),
                same=decision.verb == "same",
                kind=cast("RelationKind", kind if kind in KINDS else "related") if kind else None,
                decision=decision,
            )
        )
    return tuple(found)

"""What people decided about pairs, in terms of positions of records: they always win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from litreview.decisions import KINDS, PAIR_VERBS, Places, split_related
from litreview.model import Decision, RelationKind


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

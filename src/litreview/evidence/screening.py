"""Screening: where each source is at each stage, from people's decisions.

Two people who differ are a state of its own (`disputed`), not a vote; an adjudicator's line settles it (applied by
`litreview.decisions.current`, whose result is what these functions take). Where each source is to be judged by two, the word of one
is `one-vote` until the other has judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from litreview.errors import near_miss
from litreview.model import Decision, Problem, Source
from litreview.problems import problem
from litreview.sealed import shown
from litreview.verbs import SCREENING_VERBS, ScreeningVerb
from litreview.wording import short_repr

State = Literal["", ScreeningVerb, "disputed", "one-vote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Where a source stands: the state at each stage (`""` is undecided), and why it was excluded, if it was."""

    abstract: State = ""
    fulltext: State = ""
    reason: str = ""

    __repr__ = short_repr


def screen(
    sources: Iterable[Source],
    decisions: Iterable[Decision],
    *,
    screeners: int = 1,
    adjudicators: Collection[str] = (),
) -> Mapping[str, Screening]:
    """Return where each source stands, by key. `decisions` are the current ones, keys those of the sources.

    A word on the full text implies that the abstract passed. That a text could not be had concerns the full text, at
    whatever stage it was noted, and one who looked for it is enough. To include or exclude takes `screeners` people who say so, or
    one adjudicator.
    """
    said: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        if decision.verb in SCREENING_VERBS:
            stage = "fulltext" if decision.verb == "not-retrieved" else decision.value
            said.setdefault((decision.key, stage), []).append(decision)
    judged = {key for key, _ in said}
    nothing_said = Screening()
    found: dict[str, Screening] = {}
    for source in sources:
        if source.key not in judged:
            found[source.key] = nothing_said
            continue
        fulltext = _state(said.get((source.key, "fulltext"), ()), screeners, adjudicators)
        early = _state(said.get((source.key, "abstract"), ()), screeners, adjudicators)
        abstract: State = "include" if fulltext else early
        last = said.get((source.key, "fulltext" if fulltext else "abstract"), ())
        words = (shown(d.reason) for d in last if "exclude" in (fulltext, abstract))
        reason = next(filter(None, words), "")
        found[source.key] = Screening(abstract=abstract, fulltext=fulltext, reason=reason)
    return found


def _state(decisions: Sequence[Decision], screeners: int, adjudicators: Collection[str]) -> State:
    verbs = {d.verb for d in decisions}
    states = [verb for verb in SCREENING_VERBS if verb in verbs]
    if len(states) > 1:
        return "disputed"
    people = {d.by for d in decisions}
    enough = len(people) >= screeners or not people.isdisjoint(adjudicators)
    return next(iter(states), "") if enough or verbs <= {"unsure", "not-retrieved"} else "one-vote"


def check_screening(
    decisions: Iterable[Decision], reasons: Sequence[str], confidential: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return a Problem (LR510) for each full-text exclusion whose reason is not one of the review's.

    `confidential` are keys whose reasons are not shown; nothing is said about them.
    """
    hidden = set(confidential)
    listed = ", ".join(reasons)
    remedy = f"one of {listed}" if reasons else "list them in litreview.toml, under [screening] reasons"
    return tuple(
        problem(
            "LR510",
            d.place,
            key=d.key,
            why=f"has the reason '{shown(d.reason)}'{near_miss(shown(d.reason), reasons)}"
            if shown(d.reason)
            else "gives no reason",
            remedy=remedy,
        )
        for d in decisions
        if d.verb == "exclude"
        and d.value == "fulltext"
        and d.key not in hidden
        and shown(d.reason) not in reasons
    )

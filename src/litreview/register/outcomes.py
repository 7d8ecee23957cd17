"""What came of a request for records, from what happened to it: `outcomes.toml` read top down, the first row that holds decides."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from litreview.results import Event, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happened to a request, in order, and whether the law's day had passed without an answer when the review was made."""

    events: Sequence[Event]
    overdue: bool = False

    def has(self, *what: str) -> bool:
        """Return whether one of these happened."""
        return any(event.what in what for event in self.events)

    def has_since_suit(self, *what: str) -> bool:
        """Return whether one of these happened after the latest suit."""
        suits = [n for n, event in enumerate(self.events) if event.what == "suit"]
        return bool(suits) and any(event.what in what for event in self.events[suits[-1] :])

    @property
    def determined(self) -> str:
        """What the latest determination says, that on appeal among them; `""` where there is none or it does not say."""
        said = [
            e.result for e in self.events if e.what in ("determination", "appeal determination") and e.result
        ]
        return said[-1] if said else ""


_DETERMINED = ("determination", "appeal determination")
FACTS: Mapping[str, Callable[[Course], bool]] = {
    "sued": lambda c: c.has("suit"),
    "answered_since_suit": lambda c: c.has_since_suit(*_DETERMINED),
    "closed_since_suit": lambda c: c.has_since_suit("closed"),
    "withdrawn": lambda c: c.has("withdrawn"),
    "determined": lambda c: bool(c.determined),
    "answered_somehow": lambda c: c.has(*_DETERMINED),
    "partly_answered": lambda c: c.has("partial answer"),
    "documents": lambda c: c.has("documents"),
    "answer": lambda c: c.has("partial answer", "documents", *_DETERMINED),
    "fee_asked": lambda c: c.has("fee asked"),
    "fee_paid": lambda c: c.has("fee paid"),
    "closed": lambda c: c.has("closed"),
    "silent_to_the_end": lambda c: c.has("closed") or c.overdue,
}
"""The words of the table's conditions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the table: the outcome that follows where all its conditions hold. `gives` is what its examples come to, if not the outcome."""

    id: str
    outcome: str
    why: str
    when: tuple[str, ...]
    examples: tuple[str, ...]
    gives: str = ""

    def holds(self, course: Course) -> bool:
        """Return whether every condition holds."""
        return all(
            FACTS[clause.removeprefix("not ")](course) != clause.startswith("not ") for clause in self.when
        )


@cache
def load_outcomes() -> tuple[Rule, ...]:
    """Return the rows of the table, in the order in which they are asked."""
    text = (files("litreview.register") / "outcomes.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(**row | {name: tuple(row[name]) for name in ("when", "examples")})
        for row in tomllib.loads(text)["outcome"]
    )


def outcome_of(events: Sequence[Event], *, overdue: bool = False) -> Outcome:
    """Return what came of a request.

    >>> from datetime import date
    >>> outcome_of([Event(on=date(2020, 1, 2), what="sent"), Event(on=date(2020, 6, 1), what="closed")])
    'no answer'
    """
    course = Course(events=events, overdue=overdue)
    rule = next(rule for rule in load_outcomes() if rule.holds(course))
    return cast("Outcome", course.determined if rule.outcome == "determined" else rule.outcome)

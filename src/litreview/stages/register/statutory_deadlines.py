"""Checks the statutory deadlines of records requests, and derives the outcome of a request.

`duties.toml` has a row per duty, with where and when it was read. A request is late only where a row and the days decide it; of two ways
to count, the one with the later day applies. `outcomes.toml` is read from the top: the first row that matches gives the outcome.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, cast

from litreview.core.results.public_records import Deadline, Duty, DutyName, Outcome, RequestEvent, Unit
from litreview.core.wording import plural

_ORDER: tuple[DutyName, ...] = ("acknowledge", "determine", "produce")
_MEETS: dict[DutyName, tuple[tuple[str, ...], ...]] = {
    "acknowledge": (
        ("acknowledged", "extended", "fee asked", "partial answer", "determination", "documents"),
    ),
    # documents without a determination decide what is released; a partial answer leaves the rest open
    "determine": (("determination",), ("documents",)),
    "produce": (("documents",),),
}
"""Which events meet a duty: those of the second group count where none of the first happened."""

NOTHING_TO_PRODUCE = frozenset({"denied", "no records", "Glomar", "referred"})
"""Determinations after which no document is owed."""


@cache
def load_duties() -> tuple[Duty, ...]:
    """Return the table of laws, in its order."""
    text = (files("litreview.stages.register") / "duties.toml").read_text(encoding="utf-8")
    return tuple(_duty(row) for row in tomllib.loads(text)["duty"])


def _duty(row: dict[str, Any]) -> Duty:
    made: dict[str, Any] = row | {name: tuple(row.get(name, ())) for name in ("names", "levels")}
    for named, name in (("from", "first"), ("to", "last")):
        iso = made.pop(named, None)
        made[name] = date.fromisoformat(iso) if iso else None
    return Duty(**made)


def law_of(text: str, duties: Iterable[Duty] | None = None) -> Duty | None:
    """Return a row of the law that an entry names, by its id, name or another name, whatever its case; None for an unknown law.

    >>> law_of("FOIL").law, law_of("california public records act").law, law_of("Ports Act")
    ('foil', 'cpra', None)
    """
    name = text.strip().casefold()
    known = (
        duty
        for duty in (load_duties() if duties is None else duties)
        if name in (duty.law, *map(str.casefold, (duty.name, *duty.names)))
    )
    return next(known, None)


@cache
def _days_off(calendar: str, year: int) -> frozenset[date]:
    # the library takes a quarter of a second to import
    import holidays

    return frozenset(
        holidays.country_holidays("US", subdiv=None if calendar == "US" else calendar, years=year)
    )


def is_working(day: date, calendar: str) -> bool:
    """Return whether a day is a working day: no Saturday, Sunday or public holiday of the United States (`US`) or a State (`CA`).

    >>> is_working(date(2021, 6, 18), "US"), is_working(date(2020, 6, 19), "US"), is_working(date(2020, 3, 31), "CA")
    (False, True, False)
    """
    return day.weekday() < 5 and day not in _days_off(calendar, day.year)


def add_days(start: date, days: int, unit: Unit, calendar: str) -> date:
    """Return the last day of a period of `days` after `start`, which is not counted itself.

    Calendar days that end on a Saturday, Sunday or public holiday end on the next working day.

    >>> str(add_days(date(2020, 1, 15), 20, "working", "US")), str(add_days(date(2020, 1, 15), 10, "calendar", "CA"))
    ('2020-02-13', '2020-01-27')
    """
    day = start
    if unit == "calendar":
        day += timedelta(days=days)
        while not is_working(day, calendar):
            day += timedelta(days=1)
        return day
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day, calendar)
    return day


def _working_between(start: date, end: date, calendar: str) -> int:
    """Return the number of working days after `start`, up to and including `end`."""
    return sum(is_working(start + timedelta(days=n), calendar) for n in range(1, (end - start).days + 1))


def check_deadlines(
    events: Sequence[RequestEvent],
    law: str,
    level: str = "",
    as_of: date | None = None,
    duties: Sequence[Duty] | None = None,
) -> tuple[Deadline, ...]:
    """Return the deadline of each duty of a law for a request, in the order acknowledge, determine, produce.

    `as_of` is a day on which nothing more had come, as the review records. The present day is never used.
    """
    table = load_duties() if duties is None else duties
    found = law_of(law, table)
    if found is None:
        why = "the table of laws has no such law" if law else "the request names no law"
        return (Deadline(duty="determine", citation="", punctuality="cannot be computed", why=why),)
    rows = [row for row in table if row.law == found.law]
    return tuple(
        _check_duty([row for row in rows if row.duty == duty], events, level, as_of)
        for duty in _ORDER
        if any(row.duty == duty for row in rows)
    )


def _first(events: Iterable[RequestEvent], *what: str) -> date | None:
    return min((event.on for event in events if event.what in what), default=None)


def _check_duty(
    rows: Sequence[Duty], events: Sequence[RequestEvent], level: str, as_of: date | None
) -> Deadline:
    """Return the deadline of one duty, by the row that was in force when the clock began."""
    sample = rows[0]
    unknown = Deadline(
        duty=sample.duty, citation=sample.citation, punctuality="cannot be computed", why="", met=_met(sample, events)
    )  # fmt: skip
    received = _first(events, "received") or _first(events, "sent")
    if received is None:
        return replace(unknown, why="no day is given on which the request was sent or received")
    in_force = [row for row in rows if (row.first or received) <= received <= (row.last or received)]
    if not in_force:
        return replace(unknown, why=f"the table has no row for a request of {received}")
    row = next((row for row in in_force if not row.levels or level in row.levels), None)
    if row is None:
        return replace(
            unknown, why="the days depend on the level of the agency, and the table has none for this one"
        )
    unknown = replace(unknown, citation=row.citation)
    if row.days == 0:
        return replace(unknown, punctuality="no fixed deadline", why=row.why)
    start = received if row.clock == "received" else _first(events, row.clock)
    if start is None:
        return replace(unknown, why=f"no day is given on which it was {row.clock}")
    return _check_row(row, events, start, as_of, unknown)


def _met(row: Duty, events: Sequence[RequestEvent]) -> date | None:
    """Return the day on which a duty was met, None while it was not."""
    for group in _MEETS[row.duty]:
        if (day := _first(events, *group)) is not None:
            return day
    if row.duty == "produce":
        refused = [e for e in events if e.what == "determination" and e.result in NOTHING_TO_PRODUCE]
        return _first(refused, "determination")
    return None


def _check_row(
    row: Duty, events: Sequence[RequestEvent], start: date, as_of: date | None, unknown: Deadline
) -> Deadline:
    """Return the deadline of a row: whether its duty was met by its day."""
    plain = add_days(start, row.days, row.unit, row.calendar)
    due, doubt, more = _postponed(row, events, plain)
    met, reason = unknown.met, _reason(row, events, start, due, more)
    dated = replace(unknown, due=due, why=reason)
    if met is not None and met <= due:
        return replace(dated, punctuality="in time")
    if doubt:
        return replace(dated, due=None, why=doubt)
    if met is not None:
        return replace(dated, punctuality="late", why=f"{plural((met - due).days, 'day')} late: {reason}")
    withdrawn = _first(events, "withdrawn")
    if withdrawn is not None and withdrawn <= due:
        return replace(dated, why=f"the request was withdrawn on {withdrawn}, before the day; {reason}")
    known = max((event.on for event in events), default=start)
    known = max(known, as_of) if as_of else known
    if known > due:
        return replace(dated, punctuality="late", why=f"not done by {known}: {reason}")
    return replace(dated, why=f"nothing is known of the days after {known}; {reason}")


def _postponed(row: Duty, events: Sequence[RequestEvent], plain: date) -> tuple[date, str, str]:
    """Return the postponed day of a duty, why that day is unknown (or `""`), and what postponed it (or `""`)."""
    due, more, doubt = plain, "", ""
    extended = _first(events, "extended")
    if extended is not None and extended <= plain:
        if row.more:
            due = add_days(plain, row.more, row.more_unit, row.calendar)
            more = f", {plural(row.more, f'{row.more_unit} day')} more as extended on {extended}"
        elif row.more_unit == "as stated":
            doubt = f"it was extended on {extended}, and the law has no number for that"
    billed, paid = _first(events, "fee asked"), _first(events, "fee paid")
    if billed is None or billed > due or row.duty == "acknowledge":
        return due, doubt, more
    if not row.stops:
        doubt = (
            doubt or f"a fee was asked on {billed}, and the table does not say whether that stops the clock"
        )
    elif paid is None:
        doubt = doubt or f"a fee was asked on {billed}, which stops the clock until it is settled"
    else:
        left = max(_working_between(billed, due, row.calendar), 0)
        due = add_days(paid, left, "working", row.calendar)
        more += f", the clock stopped from {billed} to {paid} for a fee"
    return due, doubt, more


def _reason(row: Duty, events: Sequence[RequestEvent], start: date, due: date, more: str) -> str:
    began = f"it was {row.clock}"
    if row.clock == "received" and _first(events, "received") is None:
        began = "it was sent (no day of receipt is given)"
    unchecked = "; this row of the table is unchecked" if row.checked == "unchecked" else ""
    return f"due on {due}, {plural(row.days, f'{row.unit} day')} after {start}, when {began}{more}{unchecked}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHistory:
    """The events of a request, in order, and whether its deadline had passed unanswered when the review was made."""

    events: Sequence[RequestEvent]
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
        """The result of the latest determination, also one on appeal; `""` without a determination or result."""
        results = [e.result for e in self.events if e.what in _DETERMINED and e.result]
        return results[-1] if results else ""


_DETERMINED = ("determination", "appeal determination")
FACTS: Mapping[str, Callable[[RequestHistory], bool]] = {
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
"""The conditions that rows of the table may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """A row of the table: the outcome if all its conditions hold. `gives` is the outcome of its examples, if another."""

    id: str
    outcome: str
    why: str
    when: tuple[str, ...]
    examples: tuple[str, ...]
    gives: str = ""

    def matches(self, course: RequestHistory) -> bool:
        """Return whether every condition holds."""
        return all(
            FACTS[clause.removeprefix("not ")](course) != clause.startswith("not ") for clause in self.when
        )


@cache
def load_outcomes() -> tuple[OutcomeRule, ...]:
    """Return the rows of the table, in the order in which they are tried."""
    text = (files("litreview.stages.register") / "outcomes.toml").read_text(encoding="utf-8")
    return tuple(
        OutcomeRule(**row | {name: tuple(row[name]) for name in ("when", "examples")})
        for row in tomllib.loads(text)["outcome"]
    )


def outcome_of(events: Sequence[RequestEvent], *, overdue: bool = False) -> Outcome:
    """Return the outcome of a request.

    >>> from datetime import date
    >>> outcome_of([RequestEvent(on=date(2020, 1, 2), what="sent"), RequestEvent(on=date(2020, 6, 1), what="closed")])
    'no answer'
    """
    course = RequestHistory(events=events, overdue=overdue)
    rule = next(rule for rule in load_outcomes() if rule.matches(course))
    return cast("Outcome", course.determined if rule.outcome == "determined" else rule.outcome)

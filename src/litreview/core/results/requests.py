"""Requests for public records: what was asked of which agency, what happened on which day, and what the law had to say to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from litreview.core.model import Where
from litreview.core.wording import Value

Outcome = Literal[
    "full", "partial", "denied", "no records", "no answer", "pending", "withdrawn", "fee-barred", "referred", "Glomar",
    "in litigation", "",
]  # fmt: skip
"""What came of a request; `""`: it was answered, and nothing says how."""

DutyName = Literal["acknowledge", "determine", "produce"]
Unit = Literal["working", "calendar", "as stated", ""]
Punctuality = Literal["in time", "late", "no fixed deadline", "cannot be computed"]

EVENTS = (
    "sent", "received", "acknowledged", "extended", "fee asked", "fee paid", "partial answer", "determination",
    "documents", "appeal", "appeal determination", "suit", "withdrawn", "closed",
)  # fmt: skip
"""What may happen to a request, in the order in which it usually does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Value):
    """What happened on a day; `result` is what a determination says (`partial`), `""` of all else."""

    on: date
    what: str
    result: str = ""

    def __str__(self) -> str:
        return f"{self.on} {self.what}{f': {self.result}' if self.result else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Value):
    """A row of the table of laws: within how many days of what an agency must do what.

    `first` and `last`: the days on which a request must have been received, None where open. `days` is 0 where the law has no number;
    `why` says what it has. `more`: by how many days it may be put off. `stops`: asking for a fee stops the clock.
    `levels`: to whom it applies, empty: to all. `read`, `checked`: where and when the row was read, or `unchecked`.
    """

    law: str
    name: str
    names: tuple[str, ...] = ()
    citation: str
    calendar: str
    duty: DutyName
    first: date | None = None
    last: date | None = None
    clock: str = "received"
    days: int
    unit: Unit = ""
    more: int = 0
    more_unit: Unit = ""
    stops: bool = False
    levels: tuple[str, ...] = ()
    why: str = ""
    read: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Value):
    """One duty held against the days of one request: when it was due, when it was met, and whether that was in time, and why."""

    duty: DutyName
    citation: str
    due: date | None = None
    met: date | None = None
    punctuality: Punctuality
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Value):
    """One request for records. `events` are in the order of their days; `documents` is how many the review holds under codes of their own,
    `released` how many of them may be shown.

    `law` is the id of a row of the table of laws, or what the entry says where the table has no such law; `law_name` is for a reader.
    """

    code: str
    agency: str = ""
    level: str = ""
    jurisdiction: str = ""
    law: str = ""
    law_name: str = ""
    tracking: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    outcome: Outcome = "pending"
    deadlines: tuple[Deadline, ...] = ()
    fee: float | None = None
    exemption: str = ""
    pages: int | None = None
    documents: int = 0
    released: int = 0
    where: Where = field(default=Where(file="<memory>"), compare=False)

    def first(self, *what: str) -> date | None:
        """Return the first day on which one of these happened, None if none did."""
        return next((event.on for event in self.events if event.what in what), None)

    def days_to(self, *what: str) -> int | None:
        """Return the days from sending to the first of these, None where a day is missing."""
        start, end = self.first("sent"), self.first(*what)
        return (end - start).days if start and end else None

    def deadline(self, duty: DutyName) -> Deadline | None:
        """Return how one duty stands, None where the law of the request has no such duty in the table."""
        return next((one for one in self.deadlines if one.duty == duty), None)

    @property
    def answered(self) -> bool:
        """Whether the agency said anything on the records themselves; an acknowledgement does not."""
        return self.first("partial answer", "determination", "documents") is not None

    @property
    def silent(self) -> bool:
        """Whether nothing at all came back, not even an acknowledgement."""
        theirs = ("acknowledged", "extended", "fee asked", "partial answer", "determination", "documents")
        return self.first(*theirs) is None


def count_outcomes(
    requests: Iterable[Request], by: Literal["level", "agency", "jurisdiction", "law"]
) -> dict[str, dict[str, int]]:
    """Return how many requests came to each outcome, by level, agency, jurisdiction or law; `""` where that is not said."""
    found: dict[str, dict[str, int]] = {}
    for request in requests:
        row = found.setdefault(getattr(request, by), {})
        row[request.outcome] = row.get(request.outcome, 0) + 1
    return dict(sorted(found.items()))

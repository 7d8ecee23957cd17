"""Requests for public records: agency, dated events, outcome, and the deadlines of the law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from litreview.core.containers import grouped
from litreview.core.model import Where
from litreview.core.wording import Value

Outcome = Literal[
    "full", "partial", "denied", "no records", "no answer", "pending", "withdrawn", "fee-barred", "referred", "Glomar",
    "in litigation", "",
]  # fmt: skip
"""The outcome of a request; `""`: it was answered and the entry doesn't say how, or no event is recorded, so that it may not have been sent."""

DutyName = Literal["acknowledge", "determine", "produce"]
Unit = Literal["working", "calendar", "as stated", ""]
Punctuality = Literal["in time", "late", "no fixed deadline", "cannot be computed"]

EVENTS = (
    "sent", "received", "acknowledged", "extended", "fee asked", "fee paid", "partial answer", "determination",
    "documents", "appeal", "appeal determination", "suit", "withdrawn", "closed",
)  # fmt: skip
"""The events of a request, in their usual order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent(Value):
    """An event of a request; `result` is the result of a determination (`partial`), `""` for other events."""

    on: date
    what: str
    result: str = ""

    def __str__(self) -> str:
        return f"{self.on} {self.what}{f': {self.result}' if self.result else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Value):
    """A row of the table of laws: the days within which an agency must fulfil a duty.

    `first` and `last`: the duty applies to requests received between these days, None where open. `days` is 0 if the law has no number;
    then `why` says what it has. `more`: the days of a possible extension. `stops`: asking for a fee stops the clock.
    `levels`: levels of government to which it applies, empty for all. `read`, `checked`: where and when the row was read, or `unchecked`.
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
    """The deadline of one duty for one request: the day due, the day met, and whether that was in time, and why."""

    duty: DutyName
    citation: str
    due: date | None = None
    met: date | None = None
    punctuality: Punctuality
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Value):
    """One request for records.

    `events` are in the order of their days; `documents` is the number of documents in the review under codes of their own, `released`
    the number of these that may be shown. `law` is the id of a row of the table of laws, or the entry's text if the table has no such law;
    `law_name` is for a reader.
    """

    code: str
    agency: str = ""
    level: str = ""
    jurisdiction: str = ""
    law: str = ""
    law_name: str = ""
    tracking: tuple[str, ...] = ()
    events: tuple[RequestEvent, ...] = ()
    outcome: Outcome = "pending"
    deadlines: tuple[Deadline, ...] = ()
    fee: float | None = None
    exemption: str = ""
    pages: int | None = None
    documents: int = 0
    released: int = 0
    where: Where = field(default=Where(file="<memory>"), compare=False)

    def first(self, *what: str) -> date | None:
        """Return the day of the first of these events, None without one."""
        return next((event.on for event in self.events if event.what in what), None)

    def days_to(self, *what: str) -> int | None:
        """Return the days from sending to the first of these events, None if either is missing."""
        start, end = self.first("sent"), self.first(*what)
        return (end - start).days if start and end else None

    def deadline(self, duty: DutyName) -> Deadline | None:
        """Return the deadline of one duty, None if the request's law has no such duty in the table."""
        return next((one for one in self.deadlines if one.duty == duty), None)

    @property
    def sent(self) -> bool:
        """Whether it was sent: an event says so, or follows the sending."""
        return any(event.what not in ("withdrawn", "closed") for event in self.events)

    @property
    def answered(self) -> bool:
        """Whether the agency answered about the records; an acknowledgement is no answer."""
        return self.first("partial answer", "determination", "documents") is not None

    @property
    def silent(self) -> bool:
        """Whether there was no reply at all, not even an acknowledgement."""
        theirs = ("acknowledged", "extended", "fee asked", "partial answer", "determination", "documents")
        return self.first(*theirs) is None


def count_outcomes(
    requests: Iterable[Request], by: Literal["level", "agency", "jurisdiction", "law"]
) -> dict[str, dict[str, int]]:
    """Return the number of requests with each outcome, by level, agency, jurisdiction or law; `""` where unknown."""
    outcomes = grouped((getattr(request, by), request.outcome) for request in requests)
    return {name: dict(Counter(outcomes[name])) for name in sorted(outcomes)}

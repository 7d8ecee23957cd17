"""A request for records out of the fields of an entry: closed values, days in order, and what came of it.

An entry says what happened in `events = {2020-01-15 sent; 2020-02-10 determination: partial}`; one that was written before that, in
`sent`, `answered` and `outcome`. What cannot be right is a Problem and left out; of a confidential entry no value is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from litreview.core.containers import TypedTuple
from litreview.core.errors import near_miss
from litreview.core.model import Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results import EVENTS, Deadline, Event, Request
from litreview.core.text.dates import impossible
from litreview.stages.register.statutory_deadlines import hold_to_law, law_of, load_duties, outcome_of
from litreview.works.kinds import answers_request, is_released, is_request

LEVELS = ("federal", "state", "county", "city", "tribal", "other")
JURISDICTIONS = ("US-federal", "US-state:CA", "US-local", "tribal", "non-US:CA", "cross-national")
"""What a jurisdiction looks like; CA stands for the two letters of a State or a country."""
RESULTS = ("full", "partial", "denied", "no records", "Glomar", "referred", "granted")
"""What a determination may say; granted means full."""
OUTCOMES = (
    *("full", "partial", "denied", "no records", "no answer", "pending", "withdrawn", "fee-barred"),
    *("referred", "Glomar", "in litigation"),
)
LONGEST = 200
"""Characters that a text of a request may have."""

_ALSO = {
    "granted": "full", "granted in part": "partial", "partially granted": "partial", "denied in part": "partial",
    "denied in full": "denied", "no responsive records": "no records", "neither confirm nor deny": "Glomar",
}  # fmt: skip
_DETERMINED = frozenset({"determination", "appeal determination"})
_JURISDICTION = re.compile(
    r"US-federal|US-state:[A-Z]{2}|US-local(?::[A-Z]{2})?|tribal|non-US:[A-Z]{2,3}|cross-national"
)
_EVENT = re.compile(r"(\S+)\s+([^:]*[^:\s])\s*(?::\s*(.*))?", re.DOTALL)
_MONEY = re.compile(r"(?:US)?\$?\s*(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{1,2}))?(?:\s*USD)?")
_THEIRS = ("acknowledged", "extended", "fee asked", "partial answer", "determination", "documents")
_AFTER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sent", tuple(word for word in EVENTS if word != "sent")),
    ("received", _THEIRS),
    ("fee asked", ("fee paid",)),
    ("appeal", ("appeal determination",)),
)
"""What cannot come before what: nothing is answered before it was sent."""


@dataclass(slots=True)
class _Reading:
    """The Problems met while one entry is read. `quote`: its values may be named in a message."""

    where: Where
    key: str
    quote: bool
    problems: list[Problem] = field(default_factory=list)

    def tell(self, name: str, /, **said: Any) -> None:
        self.problems.append(problem(name, self.where, key=self.key, **said))

    def quoted(self, value: str) -> str:
        """Return a value as a message may name it: not at all where the entry is confidential, and never a long text."""
        return f" '{value[:60]}'" if self.quote else ""

    def refuse(self, name: str, value: str, choices: Sequence[str]) -> None:
        """Tell that a value is none of a closed list, with the nearest one that is."""
        self.tell(
            "LR640.word",
            field=name,
            value=self.quoted(value),
            near=near_miss(value, choices),
            choices=", ".join(choices),
        )


def one_of(value: str, choices: Iterable[str]) -> str:
    """Return the word of a closed list that a value is, whatever its case and blanks; `""` if it is none.

    >>> one_of(" Fee  Asked", EVENTS), one_of("fulll", RESULTS)
    ('fee asked', '')
    """
    plain = " ".join(value.split()).casefold()
    return next((word for word in choices if word.casefold() == plain), "")


def result_of(value: str) -> str:
    """Return what a determination says, in one of the words of `OUTCOMES`; `""` for anything else.

    >>> result_of("Granted"), result_of("glomar"), result_of("fulll")
    ('full', 'Glomar', '')
    """
    also = one_of(value, _ALSO)
    return _ALSO[also] if also else one_of(value, OUTCOMES)


def read_requests(
    sources: Sequence[Source], as_of: date | None = None
) -> tuple[tuple[Request, ...], tuple[Problem, ...]]:
    """Return every request among the sources, in their order, and what is wrong with their fields."""
    documents: dict[str, list[Source]] = {}
    for source in sources:
        if of := answers_request(source):
            documents.setdefault(of, []).append(source)
    requests: list[Request] = []
    problems: list[Problem] = []
    for source in sources:
        if not is_request(source) or source.get("withdrawn"):
            continue
        request, told = parse_request(
            source.fields, code=source.key, where=source.where, quote=not source.confidential, as_of=as_of
        )
        mine = documents.get(source.key, [])
        released = sum(map(is_released, mine))
        requests.append(replace(request, documents=len(mine), released=released))
        problems += told
    return TypedTuple(requests, Request), TypedTuple(problems, Problem)


def parse_request(
    fields: Mapping[str, str],
    *,
    code: str,
    where: Where = Where(file="<memory>"),  # noqa: B008 - a Where is immutable
    quote: bool = True,
    as_of: date | None = None,
) -> tuple[Request, tuple[Problem, ...]]:
    """Return the request that an entry tells of, and the Problems met. Of an entry that shows nothing the request has only its code.

    `quote`: a message may name its values; not those of a confidential entry. `as_of`: the day on which the review was made.

    >>> request, problems = parse_request({"agency": "Port Office", "events": "2020-01-02 sent; 2020-06-01 closed"}, code="PR01")
    >>> request.outcome, request.days_to("closed"), problems
    ('no answer', 151, ())
    """
    reading = _Reading(where=where, key=code, quote=quote)
    if not fields.keys() - {"confidential"}:
        return Request(code=code, outcome="", where=where), ()
    agency = _agency(fields, reading)
    events = _events(fields, reading)
    disorder = _check_order(events, reading)
    _check_future(events, as_of, reading)
    level = _closed(fields, "level", LEVELS, reading)
    law, law_name = _law(fields, reading)
    deadlines = hold_to_law(events, law, level, as_of)
    if disorder:
        deadlines = tuple(map(_undone, deadlines))
    overdue = as_of is not None and any(_overdue(one) for one in deadlines)
    request = Request(
        code=code,
        agency=agency,
        level=level,
        jurisdiction=_jurisdiction(fields, reading),
        law=law,
        law_name=law_name,
        tracking=_tracking(fields, reading),
        events=events,
        outcome=outcome_of(events, overdue=overdue),
        deadlines=deadlines,
        fee=_fee(fields, reading),
        exemption=_line(fields, "exemption", reading),
        pages=_pages(fields, reading),
        where=where,
    )
    _check_outcome(fields.get("outcome", ""), request, reading)
    return request, tuple(reading.problems)


def _overdue(deadline: Deadline) -> bool:
    return deadline.punctuality == "late" and deadline.met is None and deadline.duty != "produce"


def _undone(deadline: Deadline) -> Deadline:
    """Return a deadline of a request whose days contradict each other: none of them can be relied on."""
    if deadline.punctuality not in ("in time", "late"):
        return deadline
    return replace(
        deadline, due=None, punctuality="cannot be computed", why="the days of the request contradict each other"
    )  # fmt: skip


def _line(fields: Mapping[str, str], name: str, reading: _Reading) -> str:
    """Return a short text of one line, `""` for one that is none."""
    value = fields.get(name, "").strip()
    if len(value) > LONGEST or "\n" in value or "@" in value:
        reading.tell("LR640.line", field=name, longest=LONGEST)
        return ""
    return value


def _agency(fields: Mapping[str, str], reading: _Reading) -> str:
    name = next((name for name in ("agency", "institution", "organization") if fields.get(name)), "agency")
    if not fields.get(name):
        reading.tell("LR645.agency")
    return _line(fields, name, reading)


def _closed(fields: Mapping[str, str], name: str, choices: Sequence[str], reading: _Reading) -> str:
    value = fields.get(name, "")
    found = one_of(value, choices)
    if value.strip() and not found:
        reading.refuse(name, value, choices)
    return found


def _jurisdiction(fields: Mapping[str, str], reading: _Reading) -> str:
    value = fields.get("jurisdiction", "").strip()
    if not value or _JURISDICTION.fullmatch(value):
        return value
    reading.refuse("jurisdiction", value, JURISDICTIONS)
    return ""


def _law(fields: Mapping[str, str], reading: _Reading) -> tuple[str, str]:
    """Return the law as the table calls it and as a reader does; what an open entry says where the table has no such law."""
    value = fields.get("law", "").strip()
    found = law_of(value) if value else None
    if found is not None:
        return found.law, found.name
    if value:
        ids = list(dict.fromkeys(duty.law for duty in load_duties()))
        near = near_miss(value, chain(ids, (duty.name for duty in load_duties())))
        reading.tell("LR640.law", value=reading.quoted(value), near=near, ids=", ".join(ids))
    return (_line(fields, "law", reading),) * 2 if reading.quote else ("", "")


def _tracking(fields: Mapping[str, str], reading: _Reading) -> tuple[str, ...]:
    name = next((n for n in ("tracking", "request", "requestnumber", "number") if fields.get(n)), "tracking")
    return tuple(part.strip() for part in re.split(r"[;,]", _line(fields, name, reading)) if part.strip())


def _fee(fields: Mapping[str, str], reading: _Reading) -> float | None:
    value = fields.get("fee", "").strip()
    if not value:
        return None
    if found := _MONEY.fullmatch(value):
        return float(f"{found[1].replace(',', '')}.{found[2] or 0}")
    reading.tell("LR640.fee", value=reading.quoted(value))
    return None


def _pages(fields: Mapping[str, str], reading: _Reading) -> int | None:
    value = fields.get("pages", "").strip().replace(",", "")
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    reading.tell("LR640.pages", value=reading.quoted(value))
    return None


def _events(fields: Mapping[str, str], reading: _Reading) -> tuple[Event, ...]:
    """Return what happened, in the order of the days; of one day in the order in which it is written."""
    said = fields.get("events", "").strip()
    found = list(_listed(said, reading) if said else _told_before(fields, reading))
    if not found and not reading.problems:
        reading.tell("LR645.events")
    return tuple(sorted(found, key=lambda event: event.on))


def _listed(text: str, reading: _Reading) -> Iterator[Event]:
    for part in filter(None, map(str.strip, re.split(r"[;\n]", text))):
        found = _EVENT.fullmatch(part)
        if found is None:
            reading.tell("LR641.form", event=reading.quoted(part))
            continue
        on = _day(found[1], reading)
        what = one_of(found[2], EVENTS)
        if not what:
            reading.tell(
                "LR641.event",
                event=reading.quoted(found[2]),
                near=near_miss(found[2], EVENTS),
                events=", ".join(EVENTS),
            )
        if on and what:
            yield Event(on=on, what=what, result=_result(what, found[3] or "", reading))


def _result(what: str, value: str, reading: _Reading) -> str:
    """Return what a determination says. Another event says nothing further."""
    result = result_of(value) if what in _DETERMINED else ""
    known = result in {_ALSO.get(word, word) for word in RESULTS}
    if value.strip() and what not in _DETERMINED:
        reading.tell("LR641.colon", what=what, value=reading.quoted(value))
    elif value.strip() and not known:
        reading.refuse("the determination", value, RESULTS)
    elif not value.strip() and what in _DETERMINED:
        reading.tell("LR646.determination", what=what, results=", ".join(RESULTS))
    return result if known else ""


def _told_before(fields: Mapping[str, str], reading: _Reading) -> Iterator[Event]:
    """Return the events of an entry that tells of them in fields of their own: sent, answered, outcome."""
    if (sent := fields.get("sent", "").strip()) and (on := _day(sent, reading)):
        yield Event(on=on, what="sent")
    if answered := fields.get("answered", "").strip():
        result = result_of(fields.get("outcome", ""))
        known = result if result in {_ALSO.get(word, word) for word in RESULTS} else ""
        if on := _day(answered, reading):
            yield Event(on=on, what="determination", result=known)
            if not fields.get("outcome", "").strip():
                reading.tell("LR646.outcome", outcomes=", ".join(OUTCOMES))


def _day(text: str, reading: _Reading) -> date | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    why = "there is no such day" if impossible(text) else "it is no day as in 2020-01-15"
    reading.tell("LR641.day", day=reading.quoted(text), why=why)
    return None


def _check_order(events: Sequence[Event], reading: _Reading) -> bool:
    """Return whether days contradict each other, and tell of each that does."""
    disorder = False
    for before, after in _AFTER:
        first = next((event for event in events if event.what == before), None)
        for event in events:
            if first is not None and event.what in after and event.on < first.on:
                disorder = True
                days = f" ({event.on}, {first.on})" if reading.quote else ""
                reading.tell("LR642", what=event.what, before=before, days=days)
    return disorder


def _check_future(events: Sequence[Event], as_of: date | None, reading: _Reading) -> None:
    for event in events:
        if as_of is not None and event.on > as_of:
            day = f" on {event.on}" if reading.quote else ""
            reading.tell("LR644", what=event.what, day=day, as_of=as_of)


def _check_outcome(said: str, request: Request, reading: _Reading) -> None:
    """Tell of an outcome that is none, and of one that is not what the events come to."""
    if not said.strip():
        return
    wanted = result_of(said)
    if not wanted:
        reading.refuse("outcome", said, OUTCOMES)
    elif request.outcome != wanted:
        reading.tell("LR643", wanted=wanted, outcome=request.outcome or "answered, not said how")

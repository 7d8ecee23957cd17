"""Parses records requests from the fields of entries: closed values, dated events in order, and the outcome.

An entry lists its events in `events = {2020-01-15 sent; 2020-02-10 determination: partial}`; older entries use
`sent`, `answered` and `outcome`. An impossible value is a Problem and left out; no value of a confidential entry is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from litreview.core.containers import TypedTuple, grouped
from litreview.core.errors import near_miss
from litreview.core.model import Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results.public_records import EVENTS, Deadline, Request, RequestEvent
from litreview.core.text.dates import impossible
from litreview.stages.register.statutory_deadlines import check_deadlines, law_of, load_duties, outcome_of
from litreview.works.kinds import answers_request, is_released, is_request

LEVELS = ("federal", "state", "county", "city", "tribal", "other")
JURISDICTIONS = ("US-federal", "US-state:CA", "US-local", "tribal", "non-US:CA", "cross-national")
"""Examples of jurisdictions; CA may be the two letters of any State or country."""
RESULTS = ("full", "partial", "denied", "no records", "Glomar", "referred", "granted")
"""The results of a determination; granted means full."""
OUTCOMES = (
    *("full", "partial", "denied", "no records", "no answer", "pending", "withdrawn", "fee-barred"),
    *("referred", "Glomar", "in litigation"),
)
LONGEST = 200
"""Most characters in a text of a request."""

_SYNONYMS = {
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
"""Event -> events that can't come before it: nothing is answered before it was sent."""


@dataclass(slots=True)
class _EntryFaults:
    """Collects the Problems of one entry. `quote`: messages may quote its values."""

    where: Where
    key: str
    quote: bool
    problems: list[Problem] = field(default_factory=list)

    def report(self, name: str, /, **said: Any) -> None:
        self.problems.append(problem(name, self.where, key=self.key, **said))

    def quoted(self, value: str) -> str:
        """Return a value for a message, `""` where the entry is confidential, and never a long text."""
        return f" '{value[:60]}'" if self.quote else ""

    def refuse(self, name: str, value: str, choices: Sequence[str]) -> None:
        """Report a value that is not in its closed list, with the nearest one that is."""
        self.report(
            "LR640.word",
            field=name,
            value=self.quoted(value),
            near=near_miss(value, choices),
            choices=", ".join(choices),
        )


def one_of(value: str, choices: Iterable[str]) -> str:
    """Return the choice that equals a value but for case and blanks, `""` if no choice does.

    >>> one_of(" Fee  Asked", EVENTS), one_of("fulll", RESULTS)
    ('fee asked', '')
    """
    plain = " ".join(value.split()).casefold()
    return next((word for word in choices if word.casefold() == plain), "")


def result_of(value: str) -> str:
    """Return the result of a determination as one of `OUTCOMES`; `""` for any other text.

    >>> result_of("Granted"), result_of("glomar"), result_of("fulll")
    ('full', 'Glomar', '')
    """
    also = one_of(value, _SYNONYMS)
    return _SYNONYMS[also] if also else one_of(value, OUTCOMES)


def read_requests(
    sources: Sequence[Source], as_of: date | None = None
) -> tuple[tuple[Request, ...], tuple[Problem, ...]]:
    """Return every request among the sources, in their order, and the Problems of their fields."""
    documents = grouped((of, source) for source in sources if (of := answers_request(source)))
    requests: list[Request] = []
    problems: list[Problem] = []
    for source in sources:
        if not is_request(source) or source.get("withdrawn"):
            continue
        request, faults = parse_request(
            source.fields, code=source.key, where=source.where, quote=not source.confidential, as_of=as_of
        )
        mine = documents.get(source.key, [])
        released = sum(map(is_released, mine))
        requests.append(replace(request, documents=len(mine), released=released))
        problems += faults
    return TypedTuple(requests, Request), TypedTuple(problems, Problem)


def parse_request(
    fields: Mapping[str, str],
    *,
    code: str,
    where: Where = Where(file="<memory>"),  # noqa: B008 - a Where is immutable
    quote: bool = True,
    as_of: date | None = None,
) -> tuple[Request, tuple[Problem, ...]]:
    """Return the request that an entry describes, and the Problems. An entry without visible fields gives a request with its code only.

    `quote`: messages may quote its values, which they may not for a confidential entry. `as_of`: the day on which the review was made.

    >>> request, problems = parse_request({"agency": "Port Office", "events": "2020-01-02 sent; 2020-06-01 closed"}, code="PR01")
    >>> request.outcome, request.days_to("closed"), problems
    ('no answer', 151, ())
    """
    faults = _EntryFaults(where=where, key=code, quote=quote)
    if not fields.keys() - {"confidential"}:
        return Request(code=code, outcome="", where=where), ()
    agency = _agency(fields, faults)
    events = _events(fields, faults)
    disorder = _check_order(events, faults)
    _check_future(events, as_of, faults)
    level = _closed(fields, "level", LEVELS, faults)
    law, law_name = _law(fields, faults)
    deadlines = check_deadlines(events, law, level, as_of)
    if disorder:
        deadlines = tuple(map(_undone, deadlines))
    overdue = as_of is not None and any(
        one.punctuality == "late" and one.met is None and one.duty != "produce" for one in deadlines
    )
    request = Request(
        code=code,
        agency=agency,
        level=level,
        jurisdiction=_jurisdiction(fields, faults),
        law=law,
        law_name=law_name,
        tracking=_tracking(fields, faults),
        events=events,
        outcome=outcome_of(events, overdue=overdue) if events else "",
        deadlines=deadlines,
        fee=_fee(fields, faults),
        exemption=_line(fields, "exemption", faults),
        pages=_pages(fields, faults),
        where=where,
    )
    _check_outcome(fields.get("outcome", ""), request, faults)
    return request, tuple(faults.problems)


def _undone(deadline: Deadline) -> Deadline:
    """Return the deadline as not computable, for a request whose days contradict each other."""
    if deadline.punctuality not in ("in time", "late"):
        return deadline
    return replace(
        deadline, due=None, punctuality="cannot be computed", why="the days of the request contradict each other"
    )  # fmt: skip


def _line(fields: Mapping[str, str], name: str, faults: _EntryFaults) -> str:
    """Return the value if it is a short text of one line, else `""` with a Problem."""
    value = fields.get(name, "").strip()
    if len(value) > LONGEST or "\n" in value or "@" in value:
        faults.report("LR640.line", field=name, longest=LONGEST)
        return ""
    return value


def _agency(fields: Mapping[str, str], faults: _EntryFaults) -> str:
    name = next((name for name in ("agency", "institution", "organization") if fields.get(name)), "agency")
    if not fields.get(name):
        faults.report("LR645.agency")
    return _line(fields, name, faults)


def _closed(fields: Mapping[str, str], name: str, choices: Sequence[str], faults: _EntryFaults) -> str:
    value = fields.get(name, "")
    found = one_of(value, choices)
    if value.strip() and not found:
        faults.refuse(name, value, choices)
    return found


def _jurisdiction(fields: Mapping[str, str], faults: _EntryFaults) -> str:
    value = fields.get("jurisdiction", "").strip()
    if not value or _JURISDICTION.fullmatch(value):
        return value
    faults.refuse("jurisdiction", value, JURISDICTIONS)
    return ""


def _law(fields: Mapping[str, str], faults: _EntryFaults) -> tuple[str, str]:
    """Return the law's id and name; for an unknown law the text of an open entry, twice."""
    value = fields.get("law", "").strip()
    found = law_of(value) if value else None
    if found is not None:
        return found.law, found.name
    if value:
        ids = list(dict.fromkeys(duty.law for duty in load_duties()))
        near = near_miss(value, chain(ids, (duty.name for duty in load_duties())))
        faults.report("LR640.law", value=faults.quoted(value), near=near, ids=", ".join(ids))
    return (_line(fields, "law", faults),) * 2 if faults.quote else ("", "")


def _tracking(fields: Mapping[str, str], faults: _EntryFaults) -> tuple[str, ...]:
    name = next((n for n in ("tracking", "request", "requestnumber", "number") if fields.get(n)), "tracking")
    return tuple(part.strip() for part in re.split(r"[;,]", _line(fields, name, faults)) if part.strip())


def _fee(fields: Mapping[str, str], faults: _EntryFaults) -> float | None:
    value = fields.get("fee", "").strip()
    if found := _MONEY.fullmatch(value):
        return float(f"{found[1].replace(',', '')}.{found[2] or 0}")
    if value:
        faults.report("LR640.fee", value=faults.quoted(value))
    return None


def _pages(fields: Mapping[str, str], faults: _EntryFaults) -> int | None:
    value = fields.get("pages", "").strip().replace(",", "")
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    if value:
        faults.report("LR640.pages", value=faults.quoted(value))
    return None


def _events(fields: Mapping[str, str], faults: _EntryFaults) -> tuple[RequestEvent, ...]:
    """Return the events by day; those of one day in the order written."""
    text = fields.get("events", "").strip()
    found = list(_listed(text, faults) if text else _old_style_events(fields, faults))
    if not found and not faults.problems:
        faults.report("LR645.events")
    return tuple(sorted(found, key=lambda event: event.on))


def _listed(text: str, faults: _EntryFaults) -> Iterator[RequestEvent]:
    for part in filter(None, map(str.strip, re.split(r"[;\n]", text))):
        found = _EVENT.fullmatch(part)
        if found is None:
            faults.report("LR641.form", event=faults.quoted(part))
            continue
        on = _day(found[1], faults)
        what = one_of(found[2], EVENTS)
        if not what:
            faults.report(
                "LR641.event",
                event=faults.quoted(found[2]),
                near=near_miss(found[2], EVENTS),
                events=", ".join(EVENTS),
            )
        if on and what:
            yield RequestEvent(on=on, what=what, result=_result(what, found[3] or "", faults))


def _result(what: str, value: str, faults: _EntryFaults) -> str:
    """Return the result of a determination, `""` for any other event."""
    result = result_of(value) if what in _DETERMINED else ""
    known = result in {_SYNONYMS.get(word, word) for word in RESULTS}
    if value.strip() and what not in _DETERMINED:
        faults.report("LR641.colon", what=what, value=faults.quoted(value))
    elif value.strip() and not known:
        faults.refuse("the determination", value, RESULTS)
    elif not value.strip() and what in _DETERMINED:
        faults.report("LR646.determination", what=what, results=", ".join(RESULTS))
    return result if known else ""


def _old_style_events(fields: Mapping[str, str], faults: _EntryFaults) -> Iterator[RequestEvent]:
    """Yield the events of an older entry, from its fields `sent`, `answered` and `outcome`."""
    if (sent := fields.get("sent", "").strip()) and (on := _day(sent, faults)):
        yield RequestEvent(on=on, what="sent")
    if answered := fields.get("answered", "").strip():
        result = result_of(fields.get("outcome", ""))
        known = result if result in {_SYNONYMS.get(word, word) for word in RESULTS} else ""
        if on := _day(answered, faults):
            yield RequestEvent(on=on, what="determination", result=known)
            if not fields.get("outcome", "").strip():
                faults.report("LR646.outcome", outcomes=", ".join(OUTCOMES))


def _day(text: str, faults: _EntryFaults) -> date | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    why = "there is no such day" if impossible(text) else "it is not a date such as 2020-01-15"
    faults.report("LR641.day", day=faults.quoted(text), why=why)
    return None


def _check_order(events: Sequence[RequestEvent], faults: _EntryFaults) -> bool:
    """Return whether days contradict each other, and report each that does."""
    disorder = False
    for before, after in _AFTER:
        first = next((event for event in events if event.what == before), None)
        for event in events:
            if first is not None and event.what in after and event.on < first.on:
                disorder = True
                days = f" ({event.on}, {first.on})" if faults.quote else ""
                faults.report("LR642", what=event.what, before=before, days=days)
    return disorder


def _check_future(events: Sequence[RequestEvent], as_of: date | None, faults: _EntryFaults) -> None:
    for event in events:
        if as_of is not None and event.on > as_of:
            day = f" on {event.on}" if faults.quote else ""
            faults.report("LR644", what=event.what, day=day, as_of=as_of)


def _check_outcome(text: str, request: Request, faults: _EntryFaults) -> None:
    """Report an unknown outcome, and one that differs from the outcome of the events."""
    if not text.strip():
        return
    outcome = result_of(text)
    if not outcome:
        faults.refuse("outcome", text, OUTCOMES)
    elif request.outcome != outcome:
        faults.report(
            "LR643",
            wanted=outcome,
            outcome=request.outcome or ("answered, not said how" if request.events else "no event"),
        )

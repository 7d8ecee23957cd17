"""Requests for public records as rows: days to each event, what the law asked by when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from litreview.results import EVENTS, DutyName, Request
from litreview.tables.row_types import RequestRow

_DUTIES: tuple[DutyName, ...] = ("acknowledge", "determine", "produce")


def request_rows(requests: Iterable[Request]) -> Iterator[RequestRow]:
    """Return one row per request, in the order given."""
    for one in requests:
        yield RequestRow(
            code=one.code,
            agency=one.agency,
            level=one.level,
            jurisdiction=one.jurisdiction,
            law=one.law,
            tracking="; ".join(one.tracking),
            sent=_day(one, "sent"),
            **_events(one),
            **_duties(one),
            why="; ".join(f"{each.duty}: {each.why}" for each in one.deadlines),
            outcome=one.outcome,
            fee=one.fee,
            exemption=one.exemption,
            pages=one.pages,
            documents_held=one.documents,
            documents_released=one.released,
        )


def _events(request: Request) -> dict[str, Any]:
    """Return of each event but the first its day, and the days to it."""
    found: dict[str, Any] = {}
    for event in EVENTS[1:]:
        name = event.replace(" ", "_")
        found |= {name: _day(request, event), f"{name}_days": request.days_to(event)}
    return found


def _duties(request: Request) -> dict[str, Any]:
    """Return of each duty how it stands and when it was due."""
    found: dict[str, Any] = {}
    for duty in _DUTIES:
        one = request.deadline(duty)
        due = str(one.due) if one and one.due else ""
        found |= {duty: one.punctuality if one else "", f"{duty}_due": due}
    return found


def _day(request: Request, event: str) -> str:
    day = request.first(event)
    return str(day) if day else ""

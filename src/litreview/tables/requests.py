"""Requests for public records as rows: days to each event, what the law asked by when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from litreview.results import EVENTS, DutyName, Request

Row = tuple[str | int | float | bool | None, ...]
_DUTIES: tuple[DutyName, ...] = ("acknowledge", "determine", "produce")

REQUEST_COLUMNS: tuple[str, ...] = (
    *("code", "agency", "level", "jurisdiction", "law", "tracking", "sent"),
    *(f"{event.replace(' ', '_')}{part}" for event in EVENTS[1:] for part in ("", "_days")),
    *(f"{duty}{part}" for duty in _DUTIES for part in ("", "_due")),
    *("why", "outcome", "fee", "exemption", "pages", "documents_held", "documents_released"),
)
"""The columns of `requests.csv`: of each event its first day and the days to it; of each duty whether it was met in time, and the day it was due."""

REQUEST_NUMBERS = frozenset({"pages", "documents_held", "documents_released", *(f"{e.replace(' ', '_')}_days" for e in EVENTS[1:])})  # fmt: skip
"""Those of them that hold whole numbers; `fee` is in dollars."""


def request_rows(requests: Iterable[Request]) -> Iterator[Row]:
    """Return one row per request, in the order given."""
    for one in requests:
        yield (
            *(one.code, one.agency, one.level, one.jurisdiction, one.law, "; ".join(one.tracking)),
            _day(one, "sent"),
            *(cell for event in EVENTS[1:] for cell in (_day(one, event), one.days_to(event))),
            *_held(one),
            *(one.outcome, one.fee, one.exemption, one.pages, one.documents, one.released),
        )


def _day(request: Request, event: str) -> str:
    day = request.first(event)
    return str(day) if day else ""


def _held(request: Request) -> Sequence[str]:
    """Return of each duty how it stands and when it was due, and why."""
    cells: list[str] = []
    for duty in _DUTIES:
        one = request.deadline(duty)
        cells += [one.punctuality if one else "", str(one.due) if one and one.due else ""]
    return [*cells, "; ".join(f"{one.duty}: {one.why}" for one in request.deadlines)]

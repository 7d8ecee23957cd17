"""Requests for public records in the report: the days to each event on one scale, against the day by which the law asked for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litreview.results import DutyName, Outcome, Request, count_outcomes
from litreview.wording import plural

_LEFT, _WIDTH, _RIGHT, _ROW, _TOP, _BOTTOM = 96, 560, 170, 26, 34, 52
_STEPS = (7, 14, 30, 60, 90, 180, 365, 730, 1825)
"""Days between two lines of the scale; the first with which there are at most eight lines is taken."""
_DUTIES: tuple[DutyName, ...] = ("determine", "produce", "acknowledge")
_THEIRS = frozenset({"acknowledged", "extended", "fee asked", "partial answer", "determination", "documents", "appeal determination"})  # fmt: skip
_COLUMNS = ("acknowledged", "partial answer", "determination", "documents", "closed")
_ORDER: tuple[Outcome, ...] = (
    *("full", "partial", "no records", "denied", "Glomar", "referred", "fee-barred"),
    *("no answer", "withdrawn", "in litigation", "pending", ""),
)


@dataclass(frozen=True, slots=True)
class Point:
    """An event on the scale; `theirs`: it is the agency's, not the requester's."""

    at: float
    words: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One request: its row, its events, and where the day is by which the law asked for an answer. `words` say all of it."""

    at: float
    code: str
    end: float
    points: tuple[Point, ...]
    due: float | None
    due_words: str
    silent: bool
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template needs: the picture, and the same as tables."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    rows: tuple[tuple[str | int, ...], ...]
    columns: tuple[str, ...]
    outcomes: tuple[str, ...]
    by_level: tuple[tuple[str | int, ...], ...]
    by_agency: tuple[tuple[str | int, ...], ...]
    sentence: str


def draw_requests(requests: Sequence[Request]) -> Chart:
    """Return the requests as a picture and as tables, in the order given."""
    longest = max((days for one in requests for days in (*_days(one), _due_days(one) or 0)), default=0)
    scale = _WIDTH / max(longest, 1)
    step = next((step for step in _STEPS if longest / step <= 8), max(longest // 8, 1))
    outcomes = tuple(name for name in _ORDER if any(one.outcome == name for one in requests))
    return Chart(
        width=_LEFT + _WIDTH + _RIGHT,
        height=_TOP + _ROW * len(requests) + _BOTTOM,
        left=_LEFT,
        bars=tuple(_bar(one, _TOP + _ROW * (n + 0.5), scale) for n, one in enumerate(requests)),
        ticks=tuple((_LEFT + days * scale, days) for days in range(0, longest + 1, step)),
        rows=tuple(map(_row, requests)),
        columns=_COLUMNS,
        outcomes=tuple(map(_said, outcomes)),
        by_level=_counts(requests, "level", outcomes),
        by_agency=_counts(requests, "agency", outcomes),
        sentence=_sentence(requests),
    )


def _said(outcome: str) -> str:
    return outcome or "not said"


def _days(request: Request) -> tuple[int, ...]:
    start = request.first("sent")
    return tuple((event.on - start).days for event in request.events if event.on >= start) if start else ()


def _due_days(request: Request) -> int | None:
    """Return the days from sending to the day by which the law asked for an answer; of several duties that which answers most."""
    start = request.first("sent")
    due = next((one.due for duty in _DUTIES if (one := request.deadline(duty)) and one.due), None)
    return (due - start).days if start and due and due >= start else None


def _bar(request: Request, at: float, scale: float) -> Bar:
    start = request.first("sent")
    points = [
        Point(
            _LEFT + (event.on - start).days * scale,
            f"{event.what}{f' ({event.result})' if event.result else ''}, day {(event.on - start).days}",
            event.what in _THEIRS,
        )
        for event in request.events
        if start and event.on >= start
    ]
    due = _due_days(request)
    told = ", ".join(point.words for point in points) or "no day of sending is given"
    return Bar(
        at=at,
        code=request.code,
        # silence is drawn to the day on which it should have ended
        end=max([*(point.at for point in points), _LEFT + (due or 0) * scale * request.silent]),
        points=tuple(points),
        due=None if due is None else _LEFT + due * scale,
        due_words="" if due is None else f"due on day {due}",
        silent=request.silent,
        outcome=_said(request.outcome),
        words=f"{request.code}: {told}{'' if due is None else f'; due on day {due}'}; {_said(request.outcome)}",
    )


def _row(request: Request) -> tuple[str | int, ...]:
    sent = request.first("sent")
    days = ("" if (n := request.days_to(event)) is None else n for event in _COLUMNS)
    due = _due_days(request)
    return (
        # the table is wide: what came of it stands where nobody has to scroll to
        *(request.code, request.agency, _said(request.outcome)),
        *(request.level, request.law, str(sent or "")),
        *days,
        "" if due is None else due,
        "; ".join(f"{one.punctuality} ({one.duty})" for one in request.deadlines),
    )


def _counts(
    requests: Sequence[Request], by: str, outcomes: Sequence[Outcome]
) -> tuple[tuple[str | int, ...], ...]:
    found = count_outcomes(requests, "level" if by == "level" else "agency")
    return tuple(
        (name or "not said", sum(row.values()), *(row.get(outcome, 0) for outcome in outcomes))
        for name, row in found.items()
    )


def _sentence(requests: Sequence[Request]) -> str:
    """Return how many requests were answered, and how many met nothing but silence: silence is a result, too."""
    answered = sum(one.answered for one in requests)
    silent = sum(one.silent and bool(one.events) for one in requests)
    late = sum(any(d.punctuality == "late" for d in one.deadlines) for one in requests)
    return (
        f"{plural(len(requests), 'request')}; {answered} answered on the records themselves, "
        f"{silent} with nothing at all, not even an acknowledgement; {late} late by a duty of the law that has a day"
    )

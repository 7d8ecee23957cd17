"""Charts of the report: the flow of records as boxes, the overlap of databases (after UpSet), and the days of requests on one scale.

Every number and name is written if it fits, so that a picture is legible without colour and can be printed in grey.

- **Flow**: boxes from top to bottom. Records that leave the flow are at their right. Records found by other methods have columns of
their own, level with the same step, and other evidence is next to them. Every box is as high as its lines. The picture contains its colours, and a page may replace them in dark mode.
- **Overlap**: a column for each combination of databases, a row for each database. Bars count works, their dark part included works.
- **Requests** for public records: the days to each event, and the statutory deadline for an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from litreview.core.results.coverage import Overlap
from litreview.core.results.public_records import DutyName, Outcome, Request, count_outcomes
from litreview.core.results.screening_flow import Box, FlowDiagram, FlowStep
from litreview.core.templates import render
from litreview.core.text.drawing import fitted, width
from litreview.core.wording import noun, plural
from litreview.pages.page import templates

# ---------------------------------------------------------------------------------- flow
SIZE = 13.0
BOLD = 1.1
"""The width of bold letters relative to normal ones."""
_FLOW_LINE, _FLOW_PAD, _FLOW_GAP, _FLOW_BETWEEN = 17.0, 11.0, 30.0, 10.0
_FLOW_PHASE, _FLOW_MAIN, _FLOW_ASIDE, _FLOW_BESIDE = 30.0, 326.0, 312.0, 190.0
_FLOW_APART = 40.0
_FLOW_X = _FLOW_PHASE + 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """A line of text in a box: its position, and whether it is the heading of the box."""

    x: float
    y: float
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBox:
    """A box with its lines. `kind` is `main`, `aside`, `own`, `beside`, `phase` or `heading`."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[FlowLine, ...]
    kind: str

    @property
    def middle(self) -> float:
        """The y coordinate of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDrawing:
    """The drawing of the flow: boxes, and arrows as lists of points."""

    width: float
    height: float
    boxes: tuple[FlowBox, ...]
    arrows: tuple[tuple[tuple[float, float], ...], ...]
    title: str
    words: str


_FLOW_TOP = 12.0


def _place_headings(diagram: FlowDiagram, other: float) -> list[FlowBox]:
    """Return the headings above the column of databases and, from `other` on, above that of other methods."""
    headings = []
    if diagram.steps:
        headings.append((diagram.headings[0], _FLOW_X, _FLOW_MAIN + _FLOW_APART + _FLOW_ASIDE))
    if diagram.methods:
        headings.append((diagram.headings[1], other, 2 * _FLOW_BESIDE + _FLOW_APART))
    return [_place_box(Box(label=text), x, _FLOW_TOP, wide, "heading") for text, x, wide in headings]


def draw_flow(diagram: FlowDiagram, title: str = "Flow of records into the review") -> FlowDrawing:
    """Compute the position of each box and each arrow of the diagram."""
    side = _FLOW_X + _FLOW_MAIN + _FLOW_APART
    right = side + _FLOW_ASIDE
    other = right + _FLOW_APART / 2
    boxes = _place_headings(diagram, other)
    right = max([right, *(box.x + box.width for box in boxes)])
    y = start_of_all = max([_FLOW_TOP, *(box.y + box.height + _FLOW_BETWEEN for box in boxes)])
    arrows: list[tuple[tuple[float, float], ...]] = []
    extent: dict[str, tuple[float, float]] = {}
    before: FlowBox | None = None
    found_otherwise: FlowBox | None = None
    methods = {step.name: step for step in diagram.methods}
    for phase, steps in groupby(diagram.steps, key=lambda step: step.phase):
        start = y
        for step in steps:
            main = _place_box(step.box, _FLOW_X, y, _FLOW_MAIN, "main")
            # what joins is lowest, so that its line runs through no other box
            asides = list(_stack_boxes((*step.aside, *step.joining), side, y, _FLOW_ASIDE))
            joined = asides[len(step.aside) :]
            gap = y - _FLOW_GAP / 2
            if before:
                arrows.append(_arrow_down(before, main))
            arrows += [_arrow_across(main, box) for box in asides[: len(step.aside)]]
            row = [main, *asides]
            if step.name in methods:
                box, *outs = _place_method(methods[step.name], other, y)
                arrows += [_arrow_across(box, out) for out in outs]
                if found_otherwise:
                    arrows.append(_arrow_down(found_otherwise, box))
                found_otherwise = box
                row += [box, *outs]
            elif found_otherwise and before and step.phase == "Included":
                # what other methods found is included, too
                down, across = found_otherwise.x + _FLOW_BESIDE / 2, main.x + _FLOW_MAIN / 2
                arrows.append(
                    ((down, found_otherwise.y + found_otherwise.height), (down, gap), (across, gap))
                )
                found_otherwise = None
            boxes += row
            before = main
            low = max(box.y + box.height for box in row)
            y = low + _FLOW_GAP
            for number, box in enumerate(joined, start=1):
                # the arrows of several joining boxes form one line
                x, gap, out = main.x + _FLOW_MAIN / 2, low + _FLOW_GAP / 2, box.x + 40
                if number == len(joined):
                    arrows.append(((out, box.y + box.height), (out, gap), (x, gap)))
                else:
                    arrows.append(((out, box.y + box.height), (out, joined[number].y)))
        # the name of the phase is written vertically
        y = max(y, start + width(phase, SIZE * BOLD) + 6 + _FLOW_GAP)
        extent[phase] = (start, y - _FLOW_GAP)
    boxes += [_phase_box(name, *ends) for name, ends in extent.items()]
    if diagram.beside:
        label = "Other sources of evidence, found by no search and not screened"
        stacked = (Box(label=label), *diagram.beside)
        x = right + _FLOW_APART / 2
        other_boxes = list(_stack_boxes(stacked, x, start_of_all, _FLOW_BESIDE, "beside"))
        boxes += other_boxes
        y = max(y, other_boxes[-1].y + other_boxes[-1].height + _FLOW_GAP)
        right = x + _FLOW_BESIDE
    return FlowDrawing(
        width=right + 12,
        height=y + 6,
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        title=title,
        words=diagram.words,
    )


def _place_method(step: FlowStep, x: float, y: float) -> tuple[FlowBox, ...]:
    """Return the box of a step of the other methods, then those at its side."""
    box = _place_box(step.box, x, y, _FLOW_BESIDE, "beside")
    return box, *_stack_boxes(step.aside, x + _FLOW_BESIDE + _FLOW_APART, y, _FLOW_BESIDE)


def flow_svg(diagram: FlowDiagram) -> str:
    """Return the flow diagram as an SVG file."""
    return render(templates(), "flow.svg.j2", it=draw_flow(diagram))


_PAGE_WIDTH, _PAGE_HEIGHT = 5_943_600, 7_400_000
"""The room for a diagram on a page of a word processor, in EMU (914,400 an inch)."""


def flow_shapes(diagram: FlowDiagram) -> str:
    """Return the flow diagram as a paragraph of WordprocessingML with shapes, as large as a page has room for.

    The names of the phases are written horizontally, and their boxes are wider by `shift`: not every word processor turns text.
    """
    drawn = draw_flow(diagram)
    rooms = [
        width(box.lines[0].text, SIZE * BOLD) + 12 - box.width for box in drawn.boxes if box.kind == "phase"
    ]
    shift = max([0.0, *rooms])
    scale = min(_PAGE_WIDTH / (drawn.width + shift), _PAGE_HEIGHT / drawn.height)
    lines = [(a, b, b is points[-1]) for points in drawn.arrows for a, b in pairwise(points)]
    return render(templates(), "flow_shapes.xml.j2", it=drawn, scale=scale, lines=lines, shift=shift)


def _stack_boxes(boxes: Iterable[Box], x: float, y: float, wide: float, kind: str = "") -> Iterator[FlowBox]:
    for box in boxes:
        placed = _place_box(box, x, y, wide, kind or ("own" if box.own else "aside"))
        yield placed
        y += placed.height + _FLOW_BETWEEN


def _place_box(box: Box, x: float, y: float, wide: float, kind: str) -> FlowBox:
    number = "" if box.number is None else f" (n\u00a0=\u00a0{box.number})"
    room = wide - 2 * _FLOW_PAD
    parts = (fitted(f"{name} (n\u00a0=\u00a0{count})", room - 12, SIZE) for name, count in box.parts)
    lines = [
        *((text, True, 0.0) for text in fitted(box.label + number, room, SIZE * BOLD)),
        *((text, False, 12.0) for part in parts for text in part),
    ]
    return FlowBox(
        x=x,
        y=y,
        width=wide,
        height=len(lines) * _FLOW_LINE + 2 * _FLOW_PAD - 4,
        lines=tuple(
            FlowLine(
                x=x + _FLOW_PAD + indent,
                y=y + _FLOW_PAD + SIZE - 2 + n * _FLOW_LINE,
                text=text,
                strong=strong,
            )
            for n, (text, strong, indent) in enumerate(lines)
        ),
        kind=kind,
    )


def _phase_box(name: str, y: float, end: float) -> FlowBox:
    line = FlowLine(x=12 + (_FLOW_PHASE - 12) / 2 - 1, y=(y + end) / 2, text=name, strong=True)
    return FlowBox(x=8, y=y, width=_FLOW_PHASE - 8, height=end - y, lines=(line,), kind="phase")


def _arrow_down(above: FlowBox, below: FlowBox) -> tuple[tuple[float, float], ...]:
    x = above.x + above.width / 2
    return ((x, above.y + above.height), (x, below.y))


def _arrow_across(main: FlowBox, box: FlowBox) -> tuple[tuple[float, float], ...]:
    """Return the arrow to a box at the side: straight if the two are level, else with a bend between the columns."""
    low = main.y + main.height
    start = min(max(box.middle, main.y + 8), low - 8)
    if abs(start - box.middle) < 1:
        return ((main.x + main.width, start), (box.x, start))
    start = main.middle
    bend = main.x + main.width + _FLOW_APART / 2
    return ((main.x + main.width, start), (bend, start), (bend, box.middle), (box.x, box.middle))


# ---------------------------------------------------------------------------------- overlap of databases
_UPSET_MAX_COLUMNS = 24
"""Maximum number of drawn columns; further combinations are counted in words."""
_UPSET_LEFT, _UPSET_TOP, _UPSET_BARS, _UPSET_LINE, _UPSET_SIZE = 230.0, 34.0, 150.0, 17.0, 13.0
_UPSET_MIN_LEFT = 140.0
_UPSET_ROOM, _UPSET_MAX_COLUMN = 620.0, 40.0
"""The total width of many columns, and the maximum width of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A row for a database: its middle, its height, its name in lines, its number of works."""

    at: float
    height: float
    lines: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A column for a combination: its middle, its numbers of works and the heights of its bars, the rows with a dot, and its description."""

    at: float
    count: int
    bar: float
    included: int
    dark: float
    dots: tuple[float, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpSet:
    """The values for the template of the overlap; `rest` describes what is not drawn, `screened` is whether bars have a dark part; columns begin at `left`."""

    width: float
    height: float
    left: float
    foot: float
    rows: tuple[Database, ...]
    columns: tuple[Combination, ...]
    screened: bool
    rest: str
    label: str


def draw_overlap(overlap: Overlap) -> UpSet | None:
    """Compute the drawing of the overlap of databases, None for fewer than two databases."""
    combinations = overlap.combinations("sources")
    databases = [name for name in overlap.databases if overlap.of(name)]
    if len(databases) < 2:
        return None
    rows, y = [], _UPSET_TOP + _UPSET_BARS + 34
    for name in databases:
        lines = fitted(name, _UPSET_LEFT - 70, _UPSET_SIZE)
        height = max(1, len(lines)) * _UPSET_LINE + 11
        rows.append(Database(at=y + height / 2, height=height, lines=lines, count=len(overlap.of(name))))
        y += height
    longest = max(width(line, _UPSET_SIZE) for row in rows for line in row.lines)
    left = max(_UPSET_MIN_LEFT, longest + 72)
    places = {name: row.at for name, row in zip(databases, rows, strict=True)}
    included = set(overlap.stages.get("included", ()))
    largest = max(map(len, combinations.values()))
    shown = list(combinations.items())[:_UPSET_MAX_COLUMNS]
    column = max(width(f"{largest}0", _UPSET_SIZE), min(_UPSET_MAX_COLUMN, _UPSET_ROOM / len(shown)))
    columns = []
    for number, (names, keys) in enumerate(shown):
        included_works = len(included.intersection(keys))
        words = f"{' and '.join(names)}: {len(keys)}" + (f", included {included_works}" if included else "")
        columns.append(
            Combination(
                at=left + column * (number + 0.5),
                count=len(keys),
                bar=_UPSET_BARS * len(keys) / largest,
                included=included_works,
                dark=_UPSET_BARS * included_works / largest,
                dots=tuple(places[name] for name in names),
                told=words,
            )
        )
    beyond = list(combinations.items())[_UPSET_MAX_COLUMNS:]
    rest = sum(len(keys) for _, keys in beyond)
    return UpSet(
        width=left + column * len(columns) + 16,
        left=left,
        height=y + 12,
        foot=_UPSET_TOP + _UPSET_BARS,
        rows=tuple(rows),
        columns=tuple(columns),
        screened="included" in overlap.stages,
        rest=f"{plural(len(beyond), 'more combination')} with {plural(rest, 'work')} {'is' if len(beyond) == 1 else 'are'} not drawn; search-overlap.csv has them."
        if beyond
        else "",
        label="; ".join(column.told for column in columns[:8]),
    )


# ---------------------------------------------------------------------------------- requests
_SCALE_LEFT, _SCALE_WIDTH, _SCALE_RIGHT, _SCALE_ROW, _SCALE_TOP, _SCALE_BOTTOM = 96, 560, 170, 26, 34, 52
_SCALE_STEPS = (7, 14, 30, 60, 90, 180, 365, 730, 1825)
"""Days between two lines of the scale; the first that gives at most eight lines is used."""
_DUTY_ORDER: tuple[DutyName, ...] = ("determine", "produce", "acknowledge")
_AGENCY_EVENTS = frozenset({"acknowledged", "extended", "fee asked", "partial answer", "determination", "documents", "appeal determination"})  # fmt: skip
_COLUMNS = ("acknowledged", "partial answer", "determination", "documents", "closed")
_OUTCOME_ORDER: tuple[Outcome, ...] = (
    *("full", "partial", "no records", "denied", "Glomar", "referred", "fee-barred"),
    *("no answer", "withdrawn", "in litigation", "pending", ""),
)


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """An event on the scale; `theirs`: an event of the agency, not of the requester."""

    at: float
    words: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class RequestBar:
    """The row of a request: its events, and the position of the statutory deadline. `words` describe all of it."""

    at: float
    code: str
    end: float
    points: tuple[ChartEvent, ...]
    due: float | None
    due_words: str
    silent: bool
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class RequestChart:
    """The values for the template of the requests: the picture, and the same as tables."""

    width: int
    height: int
    left: int
    bars: tuple[RequestBar, ...]
    ticks: tuple[tuple[float, int], ...]
    rows: tuple[tuple[str | int, ...], ...]
    columns: tuple[str, ...]
    outcomes: tuple[str, ...]
    by_level: tuple[tuple[str | int, ...], ...]
    by_agency: tuple[tuple[str | int, ...], ...]
    sentence: str


def draw_requests(requests: Sequence[Request]) -> RequestChart:
    """Compute the picture and the tables of the requests, in their order."""
    longest = max((days for one in requests for days in (*_days(one), _due_days(one) or 0)), default=0)
    scale = _SCALE_WIDTH / max(longest, 1)
    step = next((step for step in _SCALE_STEPS if longest / step <= 8), max(longest // 8, 1))
    outcomes = tuple(name for name in _OUTCOME_ORDER if any(one.outcome == name for one in requests))
    return RequestChart(
        width=_SCALE_LEFT + _SCALE_WIDTH + _SCALE_RIGHT,
        height=_SCALE_TOP + _SCALE_ROW * len(requests) + _SCALE_BOTTOM,
        left=_SCALE_LEFT,
        bars=tuple(
            _request_bar(one, _SCALE_TOP + _SCALE_ROW * (n + 0.5), scale) for n, one in enumerate(requests)
        ),
        ticks=tuple((_SCALE_LEFT + days * scale, days) for days in range(0, longest + 1, step)),
        rows=tuple(map(_request_row, requests)),
        columns=_COLUMNS,
        outcomes=tuple(map(_outcome_words, outcomes)),
        by_level=_outcome_counts(requests, "level", outcomes),
        by_agency=_outcome_counts(requests, "agency", outcomes),
        sentence=_request_sentence(requests),
    )


def _outcome_words(outcome: str) -> str:
    return outcome or "not said"


def _days(request: Request) -> tuple[int, ...]:
    start = request.first("sent")
    return tuple((event.on - start).days for event in request.events if event.on >= start) if start else ()


def _due_days(request: Request) -> int | None:
    """Return the days from sending to the statutory deadline; with several duties, of the first in `_DUTY_ORDER`."""
    start = request.first("sent")
    due = next((one.due for duty in _DUTY_ORDER if (one := request.deadline(duty)) and one.due), None)
    return (due - start).days if start and due and due >= start else None


def _request_bar(request: Request, at: float, scale: float) -> RequestBar:
    start = request.first("sent")
    points = [
        ChartEvent(
            _SCALE_LEFT + (event.on - start).days * scale,
            f"{event.what}{f' ({event.result})' if event.result else ''}, day {(event.on - start).days}",
            event.what in _AGENCY_EVENTS,
        )
        for event in request.events
        if start and event.on >= start
    ]
    due = _due_days(request)
    event_words = ", ".join(point.words for point in points) or "no day of sending is given"
    return RequestBar(
        at=at,
        code=request.code,
        # the line of an unanswered request ends at the deadline
        end=max([*(point.at for point in points), _SCALE_LEFT + (due or 0) * scale * request.silent]),
        points=tuple(points),
        due=None if due is None else _SCALE_LEFT + due * scale,
        due_words="" if due is None else f"due on day {due}",
        silent=request.silent,
        outcome=_outcome_words(request.outcome),
        words=f"{request.code}: {event_words}{'' if due is None else f'; due on day {due}'}; {_outcome_words(request.outcome)}",
    )


def _request_row(request: Request) -> tuple[str | int, ...]:
    sent = request.first("sent")
    days = ("" if (n := request.days_to(event)) is None else n for event in _COLUMNS)
    due = _due_days(request)
    return (
        # the table is wide: the outcome comes early, where nobody has to scroll to it
        *(request.code, request.agency, _outcome_words(request.outcome)),
        *(request.level, request.law, str(sent or "")),
        *days,
        "" if due is None else due,
        "; ".join(f"{one.punctuality} ({one.duty})" for one in request.deadlines),
    )


def _outcome_counts(
    requests: Sequence[Request], by: str, outcomes: Sequence[Outcome]
) -> tuple[tuple[str | int, ...], ...]:
    counts = count_outcomes(requests, "level" if by == "level" else "agency")
    return tuple(
        (name or "not said", sum(row.values()), *(row.get(outcome, 0) for outcome in outcomes))
        for name, row in counts.items()
    )


def _request_sentence(requests: Sequence[Request]) -> str:
    """Count the requests in a sentence: answered, unanswered (silence is a result, too), and late."""
    sent = [one for one in requests if one.sent]
    answered = sum(one.answered for one in sent)
    silent = sum(one.silent for one in sent)
    unsent = len(requests) - len(sent)
    late = sum(any(d.punctuality == "late" for d in one.deadlines) for one in requests)
    return (
        f"Of {plural(len(requests), 'records request')}, {answered} {noun(answered, 'was', 'were')} decided, {silent} got no reply at all, not even an "
        f"acknowledgement, and a statutory deadline was missed in {late}{f'. For {unsent}, the review does not record that they were sent' * bool(unsent)}"
    )

"""The flow diagram as a picture: boxes from above to below, what leaves the flow at their right, other evidence in a column of its own.

Every box is as high as its lines, every line as long as fits, however long a name is; colours carry no meaning, so that the picture can be
printed in grey. Colours are written into it, and a page may put others in their place for the dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from litreview.html.page import templates
from litreview.markup import render
from litreview.results import Box, FlowDiagram
from litreview.text.drawing import fitted, width

SIZE = 13.0
BOLD = 1.1
"""How much wider bold letters are."""
_LINE, _PAD, _GAP, _BETWEEN = 17.0, 11.0, 30.0, 10.0
_PHASE, _MAIN, _ASIDE, _BESIDE = 30.0, 326.0, 312.0, 190.0
_APART = 40.0
_X = _PHASE + 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text in a box: where it stands, and whether it is the heading of the box."""

    x: float
    y: float
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A box with its lines. `kind` is `main`, `aside`, `own`, `beside` or `phase`."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    kind: str

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The picture: boxes, and arrows as lists of points."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    arrows: tuple[tuple[tuple[float, float], ...], ...]
    title: str
    words: str


def draw_flow(diagram: FlowDiagram, title: str = "Flow of records into the review") -> Drawing:
    """Return where each box and each arrow of the diagram stands."""
    top, y = 12.0, 12.0
    boxes: list[Placed] = []
    arrows: list[tuple[tuple[float, float], ...]] = []
    extent: dict[str, tuple[float, float]] = {}
    before: Placed | None = None
    side = _X + _MAIN + _APART
    for phase, steps in groupby(diagram.steps, key=lambda step: step.phase):
        start = y
        for step in steps:
            main = _placed(step.box, _X, y, _MAIN, "main")
            asides = list(_stacked((*step.joining, *step.aside), side, y, _ASIDE))
            low = max([main.y + main.height, *(box.y + box.height for box in asides)])
            if before:
                arrows.append(_down(before, main))
            joined = asides[: len(step.joining)]
            arrows += [_across(main, box) for box in asides[len(joined) :]]
            boxes += [main, *asides]
            before = main
            y = low + _GAP
            for number, box in enumerate(joined, start=1):
                # of several each further one is beside the line of those above it
                x, gap, out = main.x + _MAIN / 2, low + _GAP / 2, box.x + 40
                if number == len(joined):
                    arrows.append(((out, box.y + box.height), (out, gap), (x, gap)))
                else:
                    arrows.append(((out, box.y + box.height), (out, joined[number].y)))
        # its name stands upright in it
        y = max(y, start + width(phase, SIZE * BOLD) + 6 + _GAP)
        extent[phase] = (start, y - _GAP)
    boxes += [_phase(name, *ends) for name, ends in extent.items()]
    right = side + _ASIDE
    if diagram.beside:
        heading = Box(label="Other sources of evidence, found by no search and not screened")
        beside = list(_stacked((heading, *diagram.beside), right + _APART / 2, top, _BESIDE, "beside"))
        boxes += beside
        y = max(y, beside[-1].y + beside[-1].height + _GAP)
        right = beside[-1].x + _BESIDE
    return Drawing(
        width=right + 12,
        height=y + 6,
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        title=title,
        words=diagram.words,
    )


def flow_svg(diagram: FlowDiagram) -> str:
    """Return the flow diagram as a picture of its own."""
    return render(templates(), "flow.svg.j2", it=draw_flow(diagram))


def _stacked(boxes: Iterable[Box], x: float, y: float, wide: float, kind: str = "") -> Iterator[Placed]:
    for box in boxes:
        placed = _placed(box, x, y, wide, kind or ("own" if box.own else "aside"))
        yield placed
        y += placed.height + _BETWEEN


def _placed(box: Box, x: float, y: float, wide: float, kind: str) -> Placed:
    number = "" if box.number is None else f" (n\u00a0=\u00a0{box.number})"
    room = wide - 2 * _PAD
    lines = [(text, True, 0.0) for text in fitted(box.label + number, room, SIZE * BOLD)]
    for name, count in box.parts:
        told = fitted(f"{name} (n\u00a0=\u00a0{count})", room - 12, SIZE)
        lines += [(text, False, 12.0) for text in told]
    return Placed(
        x=x,
        y=y,
        width=wide,
        height=len(lines) * _LINE + 2 * _PAD - 4,
        lines=tuple(
            Line(x=x + _PAD + indent, y=y + _PAD + SIZE - 2 + n * _LINE, text=text, strong=strong)
            for n, (text, strong, indent) in enumerate(lines)
        ),
        kind=kind,
    )


def _phase(name: str, y: float, end: float) -> Placed:
    line = Line(x=12 + (_PHASE - 12) / 2 - 1, y=(y + end) / 2, text=name, strong=True)
    return Placed(x=8, y=y, width=_PHASE - 8, height=end - y, lines=(line,), kind="phase")


def _down(above: Placed, below: Placed) -> tuple[tuple[float, float], ...]:
    x = above.x + above.width / 2
    return ((x, above.y + above.height), (x, below.y))


def _across(main: Placed, box: Placed) -> tuple[tuple[float, float], ...]:
    """Return the arrow to a box at the side: straight where the two are level, else with a bend between the columns."""
    low = main.y + main.height
    start = min(max(box.middle, main.y + 8), low - 8)
    if abs(start - box.middle) < 1:
        return ((main.x + main.width, start), (box.x, start))
    start = main.middle
    bend = main.x + main.width + _APART / 2
    return ((main.x + main.width, start), (bend, start), (bend, box.middle), (box.x, box.middle))

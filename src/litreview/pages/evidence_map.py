"""The evidence map as a picture, and as a page on which its sources can be listed and filtered.

The picture has goals (the codes of the main group) down, source types across, a bubble for each cell. It is legible without colour: every
bubble bears its number, and below it a strip says by pattern what its sources found.

On the page each bubble is a link to the list of its sources, which needs no script. A small script adds filters; without it they are
not shown, and all else is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import Any

from litreview.core.model import Source
from litreview.core.results import STANCE_SHOWN, EvidenceMap, Facets, MainGroup, SecondaryCode, stream_words
from litreview.core.templates import asset, render
from litreview.core.text.drawing import fitted, place_colours, widest
from litreview.core.wording import plural
from litreview.judgements.codebook import RESERVED
from litreview.pages.page import NOWHERE, ROOM, Ways, hue_style, page, templates

_STREAMS = {
    "literature": "Literature",
    "interview": "Interviews",
    "records": "Public records",
    "other": "Other sources",
}
_LEFT, _TOP, _RIGHT, _MARGIN = 176, 138, 150, 28
_COLUMN, _ROW = 84, 78
_LEAST = 720
"""The least width: caption and legend need it, however few the columns are."""
_TITLE, _CAPTION, _HEAD, _SIDE = 21.0, 13.0, 12.5, 15.7
"""The sizes of letters: of the heading, the caption, the names of columns and, as wide as bold ones are, those of rows."""
_WIDEST, _SIDEWAYS = 200, 330
"""The greatest width of a column and of the names of rows: a longer word breaks."""
_LARGEST, _SMALLEST = 33.0, 11.5
_STRIP, _RAISED = 60.0, 9
"""The width of the strip below a bubble, and how far it raises the bubble."""
_LEGEND = 150


def evidence_map_svg(cells: EvidenceMap, title: str = "Evidence map") -> str:
    """Return the map as one SVG file: a picture for a README, a page or a slide. It follows light and dark."""
    style = asset(ROOM, "map.css") + hue_style()
    return render(templates(), "map.svg.j2", map=draw(cells, title), style=style)


def evidence_map_page(
    cells: EvidenceMap,
    title: str = "Evidence map",
    sources: Iterable[Source] = (),
    *,
    provisional: EvidenceMap | None = None,
    ways: Ways = NOWHERE,
) -> str:
    """Return the map as a page: picture, filters, the list behind each bubble, gaps by name, and the numbers as a table.

    `sources` gives the descriptions; a key without one is shown by its key. A confidential one shows code and type.
    `provisional` is the map of what still awaits a judgement, shown apart. `ways` lead to the pages of its sources.
    """
    waiting = draw(provisional, "Pending sources") if provisional and provisional.count() else None
    drawing = draw(cells, f"Sources by {cells.main.one} and type")
    filters = _filters(cells)
    return page(
        "evidence_map.html.j2",
        title=title,
        styles=("map.css", "evidence_map.css"),
        hues=True,
        script="evidence_map.js",
        wide=True,
        map=drawing,
        provisional=waiting,
        known={source.key: source for source in sources},
        place={key: n for n, key in enumerate(cells.sources())},
        parts=STANCE_SHOWN,
        filters=filters,
        years=_years(cells),
        topics=_topics(cells, drawing),
        data=_data(cells, drawing, filters),
        ways=ways,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filter:
    """One thing that sources can be chosen by: `(value, label, how many)` of each value, and the values of each source by key."""

    id: str
    label: str
    values: tuple[tuple[str, str, int], ...]
    of: Mapping[str, tuple[str, ...]]


def _filters(cells: EvidenceMap) -> list[_Filter]:
    """Return the filters that have something to choose between."""
    keys = cells.sources()
    types = dict(cells.columns)
    held = {column: frozenset(cells.sources(column=column)) for column in types}
    by_type = {key: tuple(column for column, mine in held.items() if key in mine) for key in keys}
    topics: dict[str, list[str]] = {}
    for topic in cells.topics:
        for key in topic.sources:
            topics.setdefault(key, []).append(topic.code)
    facets = {key: cells.facets.get(key, Facets()) for key in keys}
    streams = {key: (cells.streams.get(key, "literature"),) for key in keys}
    made = [
        _filter("stream", "Stream", streams, _STREAMS),
        _filter("type", "Type", by_type, types),
        _filter("status", "Status", {key: (facets[key].status,) for key in keys}, {}),
        *(
            _filter(f"noted-{id_}", label, {key: facets[key].noted.get(id_, ()) for key in keys}, {})
            for id_, label in cells.fields
        ),
        _filter("topic", "Topic", {k: tuple(v) for k, v in topics.items()}, {t.code: t.label for t in cells.topics}),
    ]  # fmt: skip
    return [one for one in made if len(one.values) > 1]


def _filter(id_: str, label: str, of: Mapping[str, tuple[str, ...]], labels: Mapping[str, str]) -> _Filter:
    """Return one filter: its values in the order of `labels`, else by name; what has no value is `not given`, the last."""
    counts: dict[str, int] = {}
    for held in of.values():
        for value in held or ("",):
            counts[value] = counts.get(value, 0) + 1
    order = list(labels)
    values = sorted(
        counts, key=lambda v: (v == "", order.index(v) if v in labels else len(order), v.casefold())
    )
    named = ((value, labels.get(value, value) or "not given", counts[value]) for value in values)
    return _Filter(id=id_, label=label, values=tuple(named), of=of)


def _years(cells: EvidenceMap) -> tuple[int, int] | None:
    """Return the first and the last year, None if there are not two of them."""
    held = [one.year for key in cells.sources() if (one := cells.facets.get(key)) and one.year]
    return (min(held), max(held)) if held and min(held) < max(held) else None


def _topics(
    cells: EvidenceMap, drawing: Drawing
) -> list[tuple[int, str, list[tuple[int, SecondaryCode, list[int]]]]]:
    """Return for each goal its row, its label and the topics of its sources, with their number of each type and in all."""
    found = []
    for y, row in enumerate(drawing.rows):
        mine: list[tuple[int, SecondaryCode, list[int]]] = []
        if row in drawing.goals:
            for n, topic in enumerate(cells.topics):
                counts = [
                    len(set(cells.cells.get((row.code, column), ())).intersection(topic.sources))
                    for column, _ in cells.columns
                ]
                total = len(set(cells.sources(row.code)).intersection(topic.sources))
                if total and topic.parent in ("", row.code):
                    mine.append((n, topic, [*counts, total]))
        if mine:
            found.append((y, row.label, mine))
    return found


def _data(cells: EvidenceMap, drawing: Drawing, filters: Sequence[_Filter]) -> dict[str, Any]:
    """Return what the script counts with: sources are numbers, so that nothing on the page is called by its key."""
    place = {key: n for n, key in enumerate(cells.sources())}
    names = list(STANCE_SHOWN)
    return {
        "main": cells.main.one,
        "plain": not drawing.legend,
        "rows": [row.label for row in drawing.rows],
        "goals": [y for y, row in enumerate(drawing.rows) if row in drawing.goals],
        "columns": [column.label for column in drawing.columns],
        "cells": {
            f"{y}-{x}": {
                name: [place[key] for key in keys]
                for name, keys in (one.parts or {names[-1]: one.keys}).items()
            }
            for (y, x), one in drawing.bubbles.items()
        },
        "parts": dict(STANCE_SHOWN),
        "year": [cells.facets.get(key, Facets()).year or 0 for key in place],
        "claims": [key in cells.claims for key in place],
        "streams": [cells.streams.get(key, "literature") for key in place],
        "filters": {one.id: [list(one.of.get(key, ())) or [""] for key in place] for one in filters},
        "topics": [[place[key] for key in topic.sources if key in place] for topic in cells.topics],
    }


# ---------------------------------------------------------------------------------- the picture
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row or a column: where its middle is, its label in short lines, its sources counted once, how many are claims, how many of each stream, its colour and its bar.

    `gaps` are the labels of the columns of which a row has no source; a row that is no goal has none.
    """

    at: float
    label: str
    lines: list[str]
    count: int
    code: str = ""
    claims: int = 0
    streams: tuple[int, ...] = ()
    hue: str = ""
    bar: float = 0
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the strip below a bubble: what its sources found, from where, how wide."""

    name: str
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A cell of the map that holds sources; `id` is where the page lists them, `parts` are its keys by what they found, if anyone noted that."""

    id: str
    row: Line
    column: Line
    keys: tuple[str, ...]
    radius: float
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strip: tuple[Segment, ...] = ()

    @property
    def said(self) -> str:
        """The parts in words, `""` where nobody noted a stance."""
        return ", ".join(f"{len(keys)} {STANCE_SHOWN[name]}" for name, keys in self.parts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All that the template of the picture needs. `cut` is the middle of the first row that is no goal; `streams` are names and totals; `legend` the parts that the strips show, with their places."""

    title: str
    heading: list[str]
    main: MainGroup
    note: str
    caption: list[str]
    total: int
    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int
    rows: list[Line]
    columns: list[Line]
    cut: float | None
    streams: dict[str, int]
    bubbles: dict[tuple[int, int], Bubble]
    raised: int = 0
    half: float = _ROW / 2
    legend: list[tuple[str, str, float, float]] = field(default_factory=list)

    @property
    def goals(self) -> list[Line]:
        """The rows that are goals."""
        return [row for row in self.rows if row.code not in RESERVED]


def draw(cells: EvidenceMap, title: str) -> Drawing:
    """Return where everything in the picture goes."""
    left = _grown(_LEFT, [label for _, label in cells.rows], _SIDE, 52, _SIDEWAYS)
    across = _grown(_COLUMN, [label for _, label in cells.columns], _HEAD, 4, _WIDEST)
    right = left + across * max(1, len(cells.columns))
    width = max(right + _RIGHT, _LEAST)
    room = width - 2 * _MARGIN
    heading = [*fitted(title, room, _TITLE)]
    caption = _caption(cells, room)
    heads = [[*fitted(label, across - 4, _HEAD, hyphens=True)] for _, label in cells.columns]
    sides = [[*fitted(label, left - 52, _SIDE, hyphens=True)] for _, label in cells.rows]
    top = _TOP + 18 * (len(caption) - 1) + 26 * (len(heading) - 1) + 15 * (max([3, *map(len, heads)]) - 3)
    told = _told(cells)
    height = max(
        _ROW + 2 * _RAISED if told else _ROW, 16 * max([len(lines) for lines in sides], default=0) + 12
    )
    bottom = top + height * max(1, len(cells.rows))
    streams = cells.mixed_streams
    rows = _rows(cells, sides, top, height)
    columns = [
        Line(
            at=left + across * (x + 0.5),
            label=label,
            lines=heads[x],
            count=cells.count(column=code),
            code=code,
        )
        for x, (code, label) in enumerate(cells.columns)
    ]
    legend = _legend(told, width, bottom + 60)
    return Drawing(
        title=title,
        heading=heading,
        main=cells.main,
        note=_note(cells),
        caption=caption,
        total=cells.count(),
        width=width,
        height=round(legend[-1][3]) + 26 if legend else bottom + 64,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        rows=rows,
        columns=columns,
        cut=next((row.at for row in rows if row.code in RESERVED), None),
        streams={_STREAMS[name]: cells.count_streams()[name] for name in streams},
        bubbles=_bubbles(cells, rows, columns, told),
        raised=_RAISED if told else 0,
        half=height / 2,
        legend=legend,
    )


def _note(cells: EvidenceMap) -> str:
    return f"A source may inform several {cells.main.many}; totals count each source once."


def _grown(least: int, labels: Sequence[str], size: float, beside: int, most: int) -> int:
    """Return how wide a column is in which no word of the labels breaks, from the least to the most."""
    return min(max([least, *(ceil(widest(label, size)) + beside for label in labels)]), most)


def _caption(cells: EvidenceMap, room: int) -> list[str]:
    """Return what stands above the picture, in lines that fit."""
    parted = f" ({stream_words(cells.count_streams())})" if cells.mixed_streams else ""
    told = f"{plural(cells.count(), 'source')}{parted}. {_note(cells)}"
    if claimed := cells.count_claims():
        said = "is a claim" if claimed == 1 else "are claims"
        told += f" {claimed} of them {said} of an agency, a vendor or the press: no evidence of an outcome."
    return [*filter(None, fitted(cells.standing, room, _CAPTION)), *fitted(told, room, _CAPTION)]


def _told(cells: EvidenceMap) -> list[str]:
    """Return the parts that the strips show, in their order; none if nobody noted a stance."""
    goals = [row for row, _ in cells.rows if row not in RESERVED]
    held = {name for row in goals for column, _ in cells.columns for name in cells.part_cell(row, column)}
    return [name for name in STANCE_SHOWN if name in held] if held - {"silent"} else []


def _rows(cells: EvidenceMap, sides: Sequence[list[str]], top: int, height: int) -> list[Line]:
    hues = place_colours(cells.codes, (code for code, _ in cells.rows if code not in RESERVED))
    most = max((cells.count(code) for code, _ in cells.rows), default=1) or 1
    return [
        Line(
            at=top + height * (y + 0.5),
            label=label,
            lines=sides[y],
            count=cells.count(code),
            code=code,
            claims=cells.count_claims(code),
            streams=tuple(cells.count_streams(code)[name] for name in cells.mixed_streams),
            hue=f"h-{code}" if code in RESERVED else f"h{hues[code]}",
            bar=76 * cells.count(code) / most,
            gaps=() if code in RESERVED else cells.gaps(code),
        )
        for y, (code, label) in enumerate(cells.rows)
    ]


def _bubbles(
    cells: EvidenceMap, rows: Sequence[Line], columns: Sequence[Line], told: Sequence[str]
) -> dict[tuple[int, int], Bubble]:
    largest = max((len(keys) for keys in cells.cells.values()), default=1)
    found = {}
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            if keys := cells.cells.get((row.code, column.code), ()):
                parts = cells.part_cell(row.code, column.code) if told and row.code not in RESERVED else {}
                found[y, x] = Bubble(
                    id=f"cell-{y}-{x}",
                    row=row,
                    column=column,
                    keys=keys,
                    radius=_radius(len(keys), largest),
                    parts=parts,
                    strip=_strip(parts, len(keys), column.at - _STRIP / 2),
                )
    return found


def _strip(parts: Mapping[str, Sequence[str]], count: int, x: float) -> tuple[Segment, ...]:
    """Return the segments of a strip, as wide as their share of the sources."""
    found = []
    for name, keys in parts.items():
        found.append(Segment(name=name, x=x, width=_STRIP * len(keys) / count))
        x = found[-1].x + found[-1].width
    return tuple(found)


def _legend(told: Sequence[str], width: int, y: float) -> list[tuple[str, str, float, float]]:
    """Return `(name, words, x, y)` for each part, in as many lines as they need."""
    across = max(1, (width - 2 * _MARGIN) // _LEGEND)
    return [
        (name, STANCE_SHOWN[name], _MARGIN + _LEGEND * (n % across), y + 22 * (n // across))
        for n, name in enumerate(told)
    ]


def _radius(count: int, largest: int) -> float:
    """Return the radius of a circle whose area grows with the count, down to the smallest that still holds its number."""
    return max(_SMALLEST, _LARGEST * sqrt(count / largest), 5.0 * len(str(count)) + 4)

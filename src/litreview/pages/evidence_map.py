"""Evidence map as a picture, and as a page on which its sources can be listed and filtered.

The picture has a row for each goal (the codes of the main group), a column for each source type, and a bubble for each cell. It is legible
without colour: every bubble has its number, hatched is what is only suggested, and the pattern of a strip below it shows what its sources found.

On the page each bubble is a link to the list of its sources, which needs no script. A small script adds filters; without it only the
filters are missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import Any

from litreview.core.containers import grouped
from litreview.core.model import Source
from litreview.core.results.coverage import (
    CERTAINTY,
    RECOMMENDATION,
    STANCE_SHOWN,
    UNCODED,
    EvidenceMap,
    Facets,
    MainGroup,
    SecondaryCode,
    certainty,
    short_count,
)
from litreview.core.results.screening_flow import stream_words
from litreview.core.templates import asset, render
from litreview.core.text.drawing import fitted, place_colours, widest, width as text_width
from litreview.core.wording import plural
from litreview.judgements.codebook import RESERVED
from litreview.pages.page import NOWHERE, PACKAGE, Ways, hue_style, page, templates, work_texts

_STREAMS = {
    "literature": "Literature",
    "interview": "Interviews",
    "records": "Public records",
    "other": "Other sources",
}
_NO_GOALS = (*RESERVED, UNCODED)
"""The rows of a map that are no goals."""
_LEFT, _TOP, _MARGIN = 176, 138, 28
_COLUMN, _ROW = 84, 78
_COLUMNS = 9
"""The maximum number of columns, so that the picture fits a screen of 1280 pixels: the rarest types share the last."""
_MIN_WIDTH = 720
"""The minimum width: caption and legend need it even with few columns."""
_TITLE, _CAPTION, _HEAD, _SIDE, _SUM = 21.0, 13.0, 12.5, 15.7, 14.0
"""Letter sizes of the heading, the caption, the names of columns and of rows (widened, because these are bold), and of sums."""
_TRACK = 76.0
"""The length of a bar that would hold every source of the map."""
_MAX_COLUMN, _MAX_ROW_NAMES = 200, 330
"""The maximum width of a column and of the names of rows: a longer word is broken."""
_MAX_RADIUS, _MIN_RADIUS = 33.0, 11.5
_STRIP, _RAISED = 60.0, 9
"""The width of the strip below a bubble, and how far it raises the bubble."""
_LEGEND = 150


def evidence_map_svg(cells: EvidenceMap, title: str = "Evidence map") -> str:
    """Return the map as one SVG file, for a README, a page or a slide. Its colours follow light and dark mode."""
    style = asset(PACKAGE, "map.css") + hue_style()
    return render(templates(), "map.svg.j2", map=draw(cells, title), style=style)


def evidence_map_page(
    cells: EvidenceMap,
    title: str = "Evidence map",
    sources: Iterable[Source] = (),
    *,
    entries: Iterable[str] = (),
    provisional: EvidenceMap | None = None,
    ways: Ways = NOWHERE,
) -> str:
    """Return the map as a page: picture, filters, the list behind each bubble, gaps by name, and the numbers as a table.

    `sources` gives the descriptions, and `entries` their HTML if it was made before (`work_texts`); a source that is not among them is
    shown by its key. A confidential source shows code and type.
    `provisional` is the separate map of sources that still await a judgement. `ways` are the links to the pages of the sources.
    """
    from markupsafe import Markup

    waiting = draw(provisional, "Pending sources") if provisional and provisional.count() else None
    drawing = draw(cells, f"Sources by {cells.main.one} and type")
    filters = _filters(cells)
    known = {source.key: source for source in sources}
    shown = tuple(entries) or [entry for _, entry in work_texts(known.values())]
    return page(
        "evidence_map.html.j2",
        title=title,
        styles=("map.css", "evidence_map.css"),
        hues=True,
        script="evidence_map.js",
        wide=True,
        map=drawing,
        provisional=waiting,
        known=known,
        entries=dict(zip(known, map(Markup, shown), strict=True)),
        place={key: n for n, key in enumerate(cells.sources())},
        parts=STANCE_SHOWN,
        filters=filters,
        years=_years(cells),
        topics=[*_topics(cells.with_columns(_COLUMNS), drawing)],
        recommendations=count_recommendations(cells),
        data=_data(cells, drawing, filters),
        ways=ways,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filter:
    """A filter of sources: `(value, label, count)` of each value, and the values of each source by key."""

    id: str
    label: str
    values: tuple[tuple[str, str, int], ...]
    of: Mapping[str, tuple[str, ...]]


def _filters(cells: EvidenceMap) -> list[_Filter]:
    """Return the filters with at least two values."""
    keys = cells.sources()
    types = dict(cells.columns)
    of_type = {column: frozenset(cells.sources(column=column)) for column in types}
    by_type = {key: tuple(column for column, members in of_type.items() if key in members) for key in keys}
    topics = grouped((key, topic.code) for topic in cells.topics for key in topic.sources)
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
    """Return one filter: its values in the order of `labels`, else by name; sources without a value come last, as `not given`."""
    counts = Counter(value for source_values in of.values() for value in source_values or ("",))
    order = list(labels)
    values = sorted(
        counts, key=lambda v: (v == "", order.index(v) if v in labels else len(order), v.casefold())
    )
    labelled = ((value, labels.get(value, value) or "not given", counts[value]) for value in values)
    return _Filter(id=id_, label=label, values=tuple(labelled), of=of)


def _years(cells: EvidenceMap) -> tuple[int, int] | None:
    """Return the first and the last year, None if there are not two of them."""
    years = [one.year for key in cells.sources() if (one := cells.facets.get(key)) and one.year]
    return (min(years), max(years)) if years and min(years) < max(years) else None


def _topics(
    cells: EvidenceMap, drawing: Drawing
) -> Iterator[tuple[int, str, list[tuple[int, SecondaryCode, list[str]]]]]:
    """Yield for each goal its row, its label and the topics of its sources, with their numbers by type and in total."""
    for y, row in enumerate(drawing.rows):
        if row in drawing.goals:
            mine = set(cells.sources(row.code))
            topics = [
                (n, topic, _counts_by_type(cells, topic, row.code))
                for n, topic in enumerate(cells.topics)
                if topic.parent in ("", row.code) and mine.intersection(topic.sources)
            ]
            if topics:
                yield y, row.label, topics


def count_recommendations(cells: EvidenceMap) -> list[tuple[int, SecondaryCode, list[str], str]]:
    """Return the recommendations of the codebook: place among the topics, code, numbers by type and in total, and the types in words."""
    cells = cells.with_columns(_COLUMNS)
    found = []
    for n, topic in enumerate(cells.topics):
        if topic.group == RECOMMENDATION:
            *counts, total = _counts_by_type(cells, topic)
            # a number stays on the line of its type
            types = (
                f"{label} {count}".replace(" ", "\u00a0")
                for (_, label), count in zip(cells.columns, counts, strict=True)
                if count != "0"
            )
            found.append((n, topic, [*counts, total], ", ".join(types)))
    return found


def _counts_by_type(cells: EvidenceMap, topic: SecondaryCode, row: str = "") -> list[str]:
    """Return the numbers of sources with a code by type and in total, of a row or of the whole map."""
    found = [
        set(cells.sources(row, column)).intersection(topic.sources)
        for column in (*(code for code, _ in cells.columns), "")
    ]
    return [short_count(len(keys), len(keys & topic.suggested)) for keys in found]


def _places(place: Mapping[str, int], keys: Iterable[str]) -> list[int]:
    """Return the numbers of sources that are on the map, in order."""
    return sorted(place[key] for key in keys if key in place)


def _data(cells: EvidenceMap, drawing: Drawing, filters: Sequence[_Filter]) -> dict[str, Any]:
    """Return the data of the script; sources are numbers, so that the data has no keys."""
    place = {key: n for n, key in enumerate(cells.sources())}
    names = list(STANCE_SHOWN)
    return {
        "main": cells.main.one,
        "plain": not drawing.stances,
        "rows": [row.label for row in drawing.rows],
        "goals": [y for y, row in enumerate(drawing.rows) if row in drawing.goals],
        "columns": [column.label for column in drawing.columns],
        "suggested": [_places(place, cells.suggested_keys(row.code)) for row in drawing.rows],
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
        "topics": [_places(place, topic.sources) for topic in cells.topics],
        "topicSuggested": [_places(place, topic.suggested) for topic in cells.topics],
    }


# ---------------------------------------------------------------------------------- the picture
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row or a column: its middle, its label (also in short lines), its colour, the lengths of its bar, and its numbers of sources.

    `count` counts each source once, `suggested` those that are there only as suggested; `claims` and `streams` count the claims among
    them, and each stream. The whole bar is `bar` long, and `sure` without what is suggested. `gaps` are the labels of the columns in which
    a row has no source; a row that is no goal has none.
    """

    at: float
    label: str
    lines: list[str]
    count: int
    code: str = ""
    suggested: int = 0
    claims: int = 0
    streams: tuple[str, ...] = ()
    hue: str = ""
    bar: float = 0
    sure: float = 0
    gaps: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The number of sources, what is suggested apart."""
        return short_count(self.count, self.suggested)

    @property
    def certainty(self) -> str:
        """How many are judged or likely and how many suggested, in brackets; `""` where none is suggested."""
        return certainty(self.count, self.suggested)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the strip below a bubble: the stance of its sources, its position and its width."""

    name: str
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A cell of the map with sources; `id` is the anchor of their list on the page, `parts` are its keys by stance, if anyone noted stances.

    `suggested` are the keys that are there only as suggested; the others fill the circle up to the radius `sure`.
    """

    id: str
    row: Line
    column: Line
    keys: tuple[str, ...]
    radius: float
    suggested: frozenset[str] = frozenset()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strip: tuple[Segment, ...] = ()

    @property
    def number(self) -> str:
        """The number of sources, what is suggested apart."""
        return short_count(len(self.keys), len(self.suggested))

    @property
    def certainty(self) -> str:
        """How many are judged or likely and how many suggested, in brackets; `""` where none is suggested."""
        return certainty(len(self.keys), len(self.suggested))

    @property
    def sure(self) -> float:
        """The radius of the part that is judged or likely."""
        return self.radius * sqrt(1 - len(self.suggested) / len(self.keys))

    @property
    def stance_words(self) -> str:
        """The parts in words, `""` if nobody noted a stance."""
        return ", ".join(f"{len(keys)} {STANCE_SHOWN[name]}" for name, keys in self.parts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The values of the picture's template. `cut` is the middle of the first row that is no goal, `streams` are names and totals; `legend` has patterns and positions.

    `stances` and `suggested` say whether anybody noted a stance, and whether a source is in a row only as suggested. `legend_words` say how
    counts with a plus are read, where there are any, those of topics too.
    """

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
    stances: bool = False
    suggested: bool = False
    legend_words: str = ""
    track: float = _TRACK

    @property
    def goals(self) -> list[Line]:
        """The rows that are goals."""
        return [row for row in self.rows if row.code not in _NO_GOALS]


def draw(cells: EvidenceMap, title: str) -> Drawing:
    """Compute the position of everything in the picture. `with_columns` has the rule for more types than fit."""
    whole, cells = cells, cells.with_columns(_COLUMNS)
    left = _column_width(_LEFT, [label for _, label in cells.rows], _SIDE, 52, _MAX_ROW_NAMES)
    across = _column_width(_COLUMN, [label for _, label in cells.columns], _HEAD, 4, _MAX_COLUMN)
    right = left + across * max(1, len(cells.columns))
    sums = (
        f"{short_count(cells.count(code), cells.suggested_in(code, cells.sources(code)))} of {cells.count()}"
        for code, _ in cells.rows
    )
    longest = max((ceil(text_width(words, _SUM)) for words in sums), default=0)
    width = max(right + round(_TRACK) + 20 + longest + _MARGIN, _MIN_WIDTH)
    room = width - 2 * _MARGIN
    heading = [*fitted(title, room, _TITLE)]
    caption = _caption(whole, room)
    heads = [[*fitted(label, across - 4, _HEAD, hyphens=True)] for _, label in cells.columns]
    sides = [[*fitted(label, left - 52, _SIDE, hyphens=True)] for _, label in cells.rows]
    top = _TOP + 18 * (len(caption) - 1) + 26 * (len(heading) - 1) + 15 * (max([3, *map(len, heads)]) - 3)
    stances = _stance_parts(cells)
    height = max(
        _ROW + 2 * _RAISED if stances else _ROW, 16 * max([len(lines) for lines in sides], default=0) + 12
    )
    bottom = top + height * max(1, len(cells.rows))
    streams = cells.mixed_streams
    rows = [*_rows(whole, sides, top, height)]
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
    legend = _legend(_patterns(cells, stances), width, bottom + 60)
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
        cut=next((row.at for row in rows if row.code in _NO_GOALS), None),
        streams={_STREAMS[name]: cells.count_streams()[name] for name in streams},
        bubbles=_bubbles(cells, rows, columns, stances),
        raised=_RAISED if stances else 0,
        half=height / 2,
        legend=legend,
        stances=bool(stances),
        suggested=bool(cells.suggested),
        legend_words=CERTAINTY if cells.suggested or any(topic.suggested for topic in cells.topics) else "",
    )


def _note(cells: EvidenceMap) -> str:
    note = f"A source may inform several {cells.main.many}; totals count each source once."
    return f"{note} {CERTAINTY}" if cells.suggested else note


def _column_width(least: int, labels: Sequence[str], size: float, padding: int, most: int) -> int:
    """Return the width of a column in which no word of the labels breaks, between `least` and `most`."""
    return min(max([least, *(ceil(widest(label, size)) + padding for label in labels)]), most)


def _caption(cells: EvidenceMap, room: int) -> list[str]:
    """Return the text above the picture, in lines that fit."""
    streams = f" ({stream_words(cells.count_streams())})" if cells.mixed_streams else ""
    text = f"{plural(cells.count(), 'source')}{streams}. {_note(cells)}"
    if claimed := cells.count_claims():
        claims = "is a claim" if claimed == 1 else "are claims"
        text += f" {claimed} of them {claims} of an agency, a vendor or the press: no evidence of an outcome."
    shown = dict(cells.with_columns(_COLUMNS).columns)
    if rare := [label for code, label in cells.columns if code not in shown]:
        text += f" Rarer types: {', '.join(rare)}."
    standing = f"{cells.standing}." if cells.standing else ""
    return [*filter(None, fitted(standing, room, _CAPTION)), *fitted(text, room, _CAPTION)]


def _stance_parts(cells: EvidenceMap) -> list[str]:
    """Return the stances that the strips show, in order; empty if nobody noted a stance."""
    goals = [row for row, _ in cells.rows if row not in _NO_GOALS]
    noted = {name for row in goals for column, _ in cells.columns for name in cells.part_cell(row, column)}
    return [name for name in STANCE_SHOWN if name in noted] if noted - {"silent"} else []


def _rows(cells: EvidenceMap, sides: Sequence[list[str]], top: int, height: int) -> Iterator[Line]:
    hues = place_colours(cells.codes, (code for code, _ in cells.rows if code not in _NO_GOALS))
    total = cells.count() or 1
    streams = cells.mixed_streams
    for y, (code, label) in enumerate(cells.rows):
        keys = cells.sources(code)
        suggested = cells.suggested_in(code, keys)
        yield Line(
            at=top + height * (y + 0.5),
            label=label,
            lines=sides[y],
            count=len(keys),
            code=code,
            suggested=suggested,
            claims=cells.count_claims(code),
            streams=tuple(_stream_count(cells, code, name) for name in streams),
            hue="h-unread" if code == UNCODED else f"h-{code}" if code in _NO_GOALS else f"h{hues[code]}",
            bar=_TRACK * len(keys) / total,
            sure=_TRACK * (len(keys) - suggested) / total,
            gaps=() if code in _NO_GOALS else cells.gaps(code),
        )


def _stream_count(cells: EvidenceMap, row: str, stream: str) -> str:
    """Return the number of sources of a stream in a row, what is suggested apart."""
    keys = [key for key in cells.sources(row) if cells.streams.get(key, "literature") == stream]
    return short_count(len(keys), cells.suggested_in(row, keys))


def _bubbles(
    cells: EvidenceMap, rows: Sequence[Line], columns: Sequence[Line], stances: Sequence[str]
) -> dict[tuple[int, int], Bubble]:
    largest = max((len(keys) for keys in cells.cells.values()), default=1)
    bubbles = {}
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            if keys := cells.cells.get((row.code, column.code), ()):
                parts = (
                    cells.part_cell(row.code, column.code) if stances and row.code not in _NO_GOALS else {}
                )
                suggested = frozenset(key for key in keys if (row.code, key) in cells.suggested)
                number = short_count(len(keys), len(suggested)).replace(" ", "")
                bubbles[y, x] = Bubble(
                    id=f"cell-{y}-{x}",
                    row=row,
                    column=column,
                    keys=keys,
                    radius=_radius(len(keys), largest, len(number)),
                    suggested=suggested,
                    parts=parts,
                    strip=_strip(parts, len(keys), column.at - _STRIP / 2),
                )
    return bubbles


def _strip(parts: Mapping[str, Sequence[str]], count: int, x: float) -> tuple[Segment, ...]:
    """Return the segments of a strip, each as wide as its share of the sources."""
    segments = []
    for name, keys in parts.items():
        segments.append(Segment(name=name, x=x, width=_STRIP * len(keys) / count))
        x = segments[-1].x + segments[-1].width
    return tuple(segments)


def _patterns(cells: EvidenceMap, stances: Sequence[str]) -> dict[str, str]:
    """Return the patterns of the picture with their words: how sure a code is, where anything is suggested, and the stances."""
    sure = {"sure": "judged or likely", "suggested": "only suggested"} if cells.suggested else {}
    return {**sure, **{name: STANCE_SHOWN[name] for name in stances}}


def _legend(patterns: Mapping[str, str], width: int, y: float) -> list[tuple[str, str, float, float]]:
    """Return `(name, words, x, y)` for each pattern, in as many lines as needed."""
    across = max(1, (width - 2 * _MARGIN) // _LEGEND)
    return [
        (name, words, _MARGIN + _LEGEND * (n % across), y + 22 * (n // across))
        for n, (name, words) in enumerate(patterns.items())
    ]


def _radius(count: int, largest: int, letters: int) -> float:
    """Return the radius of a circle with an area proportional to the count, but large enough for a number of so many letters."""
    return max(_MIN_RADIUS, _MAX_RADIUS * sqrt(count / largest), 4.0 * letters + 3)

"""The evidence map as a picture, and as a page on which its sources can be listed and filtered.

On the page each bubble is a link to the list of its sources, which needs no script. A small script adds filters; without it they are
not shown, and all else is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litreview.html.evidence_map import Drawing, draw
from litreview.html.page import NOWHERE, ROOM, Ways, hue_style, page, templates
from litreview.markup import asset, render
from litreview.model import Source
from litreview.results import STANCE_SHOWN, EvidenceMap, Facets, Topic

_STREAM = {"literature": "Literature", "interview": "Interviews", "records": "Public records"}


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
        _filter("stream", "Stream", streams, {**_STREAM, "other": "Other sources"}),
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
) -> list[tuple[int, str, list[tuple[int, Topic, list[int]]]]]:
    """Return for each goal its row, its label and the topics of its sources, with their number of each type and in all."""
    found = []
    for y, row in enumerate(drawing.rows):
        mine: list[tuple[int, Topic, list[int]]] = []
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

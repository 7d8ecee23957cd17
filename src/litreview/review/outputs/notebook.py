"""HTML of a value for notebooks (`_repr_html_`): a table of at most ten rows, or the picture of a map.

It shows no more than `to_frame`: confidential material is in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from litreview.core.containers import TypedTuple
from litreview.core.errors import UsageError
from litreview.core.results.coverage import EvidenceMap, Overlap
from litreview.core.wording import plural, truncate
from litreview.formats.tables.table_choice import choose_table
from litreview.formats.tables.table_types import Row
from litreview.pages.evidence_map import evidence_map_svg
from litreview.pages.page import picture_cell, table_cell
from litreview.stages.bibliography import Bibliography
from litreview.stages.bibliography.groups import Group

MOST = 10  # rows
_LONGEST = 80  # characters of a cell
_SHORT = {
    "sources": ("key", "type", "title", "authors", "year", "container", "records"),
    "library": ("key", "type", "title", "authors", "year", "container", "file", "line"),
    "tags": ("source", "code", "method", "coder", "score", "basis", "text"),
    "citations": ("citing", "cited", "method", "confidence", "reference"),
    "not_held": ("cited_by", "author", "year", "title", "container", "doi"),
}
"""The most useful columns of tables that are too wide for a cell."""


def show(value: object) -> str:
    """Render a value as an HTML fragment for a notebook cell, with all text escaped."""
    if isinstance(value, EvidenceMap):
        words = f"Evidence map of {plural(value.count(), 'source')} by {value.main.one} and source type"
        return picture_cell(evidence_map_svg(value), words)
    if isinstance(value, Bibliography):
        return _table(
            f"Bibliography: {value.title}, in the style {value.style}",
            ("heading", "sources"),
            _headings(value.sections),
        )
    try:
        chosen = choose_table(value)
    except UsageError:  # a list of what has no table
        return table_cell(truncate(repr(value)), (), ())
    return _table(
        _caption(value), tuple(chosen.columns), chosen.rows, _SHORT.get(chosen.name, tuple(chosen.columns))
    )


def _caption(value: object) -> str:
    """Return the type of a value and its size: `Deduplication: 290 sources, 2 queue`, `12 × Tag`."""
    if isinstance(value, TypedTuple):
        return f"{len(value)} × {value.kind.__name__}"
    if isinstance(value, Overlap):
        excluded = sum(value.beside.values())
        note = f"; {plural(excluded, 'record')} beside, of no literature or confidential" if excluded else ""
        return f"Overlap: {plural(len(value.found_in), 'work')} in {plural(len(value.databases), 'database')}{note}"
    line = repr(value)
    return line.strip("<>") if line.startswith("<") else type(value).__name__


def _headings(groups: Iterable[Group], above: str = "") -> Iterable[Row]:
    for group in groups:
        words = f"{above} / {group.heading.words}" if above else group.heading.words
        yield words, group.count
        yield from _headings(group.groups, words)


def _table(
    caption: str, columns: Sequence[str], rows: Iterable[Row], chosen: Sequence[str] | None = None
) -> str:
    """Render the first rows, without empty columns, and the number of remaining rows."""
    remaining = iter(rows)
    first = list(islice(remaining, MOST))
    places = [
        place
        for place, name in enumerate(columns)
        if (chosen is None or name in chosen) and any(row[place] not in (None, "") for row in first)
    ]
    cells = [[_cell(row[place]) for place in places] for row in first]
    return table_cell(
        caption,
        [columns[place] for place in places],
        cells,
        sum(1 for _ in remaining),
        "; lr.to_frame has them all",
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:.4g}" if isinstance(value, float) else truncate(str(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

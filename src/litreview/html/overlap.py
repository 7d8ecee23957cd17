"""What databases share, as a picture after UpSet: a column for each combination of databases, a row for each database.

Bars count works, the dark part of a bar those that are included; every number is written, so that the picture is legible without colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from litreview.results import Overlap
from litreview.text.fitting import fitted, width
from litreview.wording import plural

_MOST = 24
"""Columns that are drawn; the combinations beyond are counted in words."""
_LEFT, _TOP, _BARS, _LINE, _SIZE = 230.0, 34.0, 150.0, 17.0, 13.0
_LEAST = 140.0
_ROOM, _WIDEST = 620.0, 40.0
"""What the columns share where they are many, and how wide one is at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A database: the middle of its row, how high it is, its name in lines, its works."""

    at: float
    height: float
    lines: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A combination: its middle, its works and the heights of its bars, the rows with a dot, and what it is called."""

    at: float
    count: int
    bar: float
    included: int
    dark: float
    dots: tuple[float, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpSet:
    """All that the template of the picture needs; `rest` is what is not drawn, in words, `screened` whether bars have a dark part; columns begin at `left`."""

    width: float
    height: float
    left: float
    foot: float
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    screened: bool
    rest: str
    label: str


def draw_overlap(found: Overlap) -> UpSet | None:
    """Return the picture of what databases share, None where there are fewer than two."""
    combinations = found.combinations("sources")
    databases = [name for name in found.databases if found.of(name)]
    if len(databases) < 2:
        return None
    rows, y = [], _TOP + _BARS + 34
    for name in databases:
        lines = fitted(name, _LEFT - 70, _SIZE)
        height = max(1, len(lines)) * _LINE + 11
        rows.append(Row(at=y + height / 2, height=height, lines=lines, count=len(found.of(name))))
        y += height
    longest = max(width(line, _SIZE) for row in rows for line in row.lines)
    left = max(_LEAST, longest + 72)
    places = {name: row.at for name, row in zip(databases, rows, strict=True)}
    included = set(found.stages.get("included", ()))
    largest = max(map(len, combinations.values()))
    shown = list(combinations.items())[:_MOST]
    column = max(width(f"{largest}0", _SIZE), min(_WIDEST, _ROOM / len(shown)))
    columns = []
    for number, (names, keys) in enumerate(shown):
        inside = len(included.intersection(keys))
        said = f"{' and '.join(names)}: {len(keys)}" + (f", included {inside}" if included else "")
        columns.append(
            Column(
                at=left + column * (number + 0.5),
                count=len(keys),
                bar=_BARS * len(keys) / largest,
                included=inside,
                dark=_BARS * inside / largest,
                dots=tuple(places[name] for name in names),
                told=said,
            )
        )
    beyond = list(combinations.items())[_MOST:]
    rest = sum(len(keys) for _, keys in beyond)
    return UpSet(
        width=left + column * len(columns) + 16,
        left=left,
        height=y + 12,
        foot=_TOP + _BARS,
        rows=tuple(rows),
        columns=tuple(columns),
        screened="included" in found.stages,
        rest=f"{plural(len(beyond), 'more combination')} with {plural(rest, 'work')} {'is' if len(beyond) == 1 else 'are'} not drawn; search-overlap.csv has them."
        if beyond
        else "",
        label="; ".join(column.told for column in columns[:8]),
    )

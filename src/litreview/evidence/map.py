"""The evidence map: how many sources inform each goal, by type of source.

A source may inform several goals and is then counted in each; row and column totals and the grand total count each source
once. What informs no goal (`none`) and what could not be read (`unread`) stand in rows of their own: a gap in the map is
to be told from a gap in the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from litreview.codebook import NONE, UNREAD, Codebook, load_codebook
from litreview.model import Source, Tag

__all__ = ["NO_TYPE", "EvidenceMap", "map_evidence"]

NO_TYPE = "no-type"
"""The column of sources that no rule and no person gave a type."""

_LABELS = {NONE: "None of these", UNREAD: "Not read yet", NO_TYPE: "No type given"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMap:
    """Goal × source type.

    - `rows`, `columns`: `(code, label)` in the codebook's order; the rows `none` and `unread` come last;
    - `cells`: `(row, column)` to source keys in the order of the sources; an empty cell is absent;
    - `confidential`: the keys of sources shown by code only.
    """

    rows: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    confidential: frozenset[str] = frozenset()

    def sources(self, row: str = "", column: str = "") -> tuple[str, ...]:
        """Return the distinct keys in a row, a column, a cell, or (with neither) the whole map."""
        return tuple(
            dict.fromkeys(
                key
                for (r, c), keys in self.cells.items()
                if row in ("", r) and column in ("", c)
                for key in keys
            )
        )

    def count(self, row: str = "", column: str = "") -> int:
        """Return the number of distinct sources in a row, a column, a cell, or the whole map."""
        return len(self.sources(row, column))

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
        """Return header and rows of counts, with totals over distinct sources, as evidence-map.csv has them."""
        header = ("goal", *(code for code, _ in self.columns), "total")
        codes = [code for code, _ in self.columns]
        rows: list[tuple[str | int, ...]] = [
            (row, *(self.count(row, c) for c in codes), self.count(row)) for row, _ in self.rows
        ]
        return header, (*rows, ("total", *(self.count(column=c) for c in codes), self.count()))


def map_evidence(
    sources: Iterable[Source], tags: Iterable[Tag], codebook: Codebook | None = None
) -> EvidenceMap:
    """Return the map of the sources. Tags on other sources are left out; `codebook` is the built-in one by default.

    A goal has a row if the tagger looks for it or a source carries it; a type has a column if a source is of it. A source
    with no goal and no `none` counts as `unread`: nobody has yet said that nothing fits.
    """
    book = codebook or load_codebook()
    codes: dict[str, set[str]] = {}
    for tag in tags:
        codes.setdefault(tag.source, set()).add(tag.code)
    works = tuple(sources)
    held = set().union(*(codes.get(work.key, set()) for work in works))
    goals = [
        code
        for code in book.codes
        if code.group == book.main_group
        and code.id not in (NONE, UNREAD)
        and (code.enabled or code.id in held)
    ]
    types = [code for code in book.codes if code.group == "type" and code.id in held]
    cells: dict[tuple[str, str], list[str]] = {}
    for work in works:
        mine = codes.get(work.key, set())
        rows = [code.id for code in goals if code.id in mine] or [NONE if NONE in mine else UNREAD]
        columns = [code.id for code in types if code.id in mine] or [NO_TYPE]
        for row in rows:
            for column in columns:
                cells.setdefault((row, column), []).append(work.key)
    untyped = any(column == NO_TYPE for _, column in cells)
    all_rows = (
        *((code.id, code.label or code.id) for code in goals),
        (NONE, _LABELS[NONE]),
        (UNREAD, _LABELS[UNREAD]),
    )
    all_columns = (
        *((code.id, code.label or code.id) for code in types),
        *(((NO_TYPE, _LABELS[NO_TYPE]),) if untyped else ()),
    )
    return EvidenceMap(
        rows=all_rows,
        columns=all_columns,
        cells={
            (row, column): tuple(cells[row, column])
            for row, _ in all_rows
            for column, _ in all_columns
            if (row, column) in cells
        },
        confidential=frozenset(work.key for work in works if work.confidential),
    )

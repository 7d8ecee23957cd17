"""Sources that cite the same works, and works that are cited together: over all references, whether the review holds the work or not.

Both measures are defined on whole reference lists. Two sources that rest on the same ten books are coupled although nobody has put the
books into the review; `held_only` counts only what the review holds, as who studies the citations among its sources may want.
A reference in doubt (`links.queue`) is no work yet and counts in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litreview.model import Links, MissingWork, Source
from litreview.network.missing import missing_keys

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Pairs = dict[tuple[str, str], int]
"""Pairs of keys, each in order of the alphabet, and how many works tie the two; the strongest pair first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ReferenceTable:
    """Which source cites which work: `matrix[row, column]` is 1 where the source of that row cites the work of that column.

    `missing` has the works that are not held, by key.
    """

    citing: tuple[str, ...]
    cited: tuple[str, ...]
    missing: dict[str, MissingWork]
    matrix: csr_array


def reference_table(sources: Iterable[Source], links: Links, *, held_only: bool = False) -> _ReferenceTable:
    """Return which of the sources cites which work, held or not; with `held_only`, which of the sources."""
    import numpy as np
    from scipy.sparse import csr_array

    row = {source.key: number for number, source in enumerate(sources)}
    column: dict[str, int] = {}
    cells: dict[tuple[int, int], None] = {}
    for citation in links.citations:
        # one that was left out in screening is cited like a work that is not held
        if citation.citing in row and citation.citing != citation.cited:
            if held_only and citation.cited not in row:
                continue
            cells[row[citation.citing], column.setdefault(citation.cited, len(column))] = None
    missing: dict[str, MissingWork] = {}
    if not held_only:
        works = [(work, [row[key] for key in work.cited_by if key in row]) for work in links.not_held]
        cited = [(work, rows) for work, rows in works if rows]
        keys = missing_keys((work for work, _ in cited), {*row, *column})
        for key, (work, rows) in zip(keys, cited, strict=True):
            missing[key] = work
            cells.update(dict.fromkeys((number, column.setdefault(key, len(column))) for number in rows))
    places = np.fromiter((end for cell in cells for end in cell), dtype=np.int64, count=2 * len(cells))
    matrix: Any = csr_array(
        (np.ones(len(cells), dtype=np.int64), (places[0::2], places[1::2])), shape=(len(row), len(column))
    )
    return _ReferenceTable(citing=tuple(row), cited=tuple(column), missing=missing, matrix=matrix)


def pairs_of(matrix: Any, keys: Sequence[str], least: int) -> Pairs:
    """Return the pairs above the diagonal whose value is at least `least`, greatest first.

    Pruned while still sparse: no pair is ever made for a value below it.
    """
    found = matrix.tocoo()
    keep = (found.row < found.col) & (found.data >= least)
    rows, columns, values = found.row[keep].tolist(), found.col[keep].tolist(), found.data[keep].tolist()
    pairs = {
        (min(keys[r], keys[c]), max(keys[r], keys[c])): round(value)
        for r, c, value in zip(rows, columns, values, strict=True)
    }
    return dict(sorted(pairs.items(), key=lambda item: (-item[1], item[0])))


def least_of(matrix: Any, most: int) -> int:
    """Return the least value that leaves at most so many pairs above the diagonal."""
    import numpy as np

    found = matrix.tocoo()
    values = np.sort(found.data[found.row < found.col])[::-1]
    return round(float(values[most])) + 1 if len(values) > most else 1


def coupling(sources: Iterable[Source], links: Links, least: int = 1, *, held_only: bool = False) -> Pairs:
    """Return, for pairs of sources, how many works both cite; pairs below `least` are left out. Most first.

    B = AAᵀ without its diagonal, where A has a row for each source and a column for each work that is cited, held or not; with `held_only`
    for each source that is cited. Kessler, M. (1963), Bibliographic coupling between scientific papers, American Documentation 14(1), 10–25.
    """
    table = reference_table(sources, links, held_only=held_only)
    return pairs_of(table.matrix @ table.matrix.T, table.citing, least)


def cocitation(sources: Iterable[Source], links: Links, least: int = 1, *, held_only: bool = False) -> Pairs:
    """Return, for pairs of works, how many sources cite both; pairs below `least` are left out. Most often first.

    C = AᵀA without its diagonal; A as in `coupling`. A source is named by its key, a work that is not held by that of its `MissingWork`.
    Small, H. (1973), Co-citation in the scientific literature, JASIS 24(4), 265–269.
    """
    table = reference_table(sources, links, held_only=held_only)
    return pairs_of(table.matrix.T @ table.matrix, table.cited, least)

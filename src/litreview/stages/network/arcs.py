"""Citations as two columns of numbers, on which measures are computed, also for a million works and ten million citations.

A networkx graph of that size takes some ten gigabytes, these columns take 160 MB.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from litreview.core.errors import InputError, MissingExtraError
from litreview.core.libraries import Ints, np, nx, sparse
from litreview.core.wording import plural


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Arcs:
    """The keys of works, and the citations among them: `citing[n]` and `cited[n]` are positions of keys. No citation occurs twice."""

    keys: Sequence[str]
    citing: Ints
    cited: Ints

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Arcs):
            return NotImplemented
        same = self.keys == other.keys and len(self) == len(other)
        return same and bool((self.citing == other.citing).all() and (self.cited == other.cited).all())

    def __hash__(self) -> int:
        return hash((len(self.keys), self.citing.tobytes(), self.cited.tobytes()))

    def __len__(self) -> int:
        return len(self.citing)

    def __repr__(self) -> str:
        return f"<Arcs: {plural(len(self.keys), 'work')}, {plural(len(self), 'citation')}>"

    @property
    def matrix(self) -> sparse.csr_array:
        """A with A[u, v] = 1 where u cites v."""
        size = len(self.keys)
        return sparse.csr_array((np.ones(len(self)), (self.citing, self.cited)), shape=(size, size))


def arcs_of(graph: nx.DiGraph[str] | Arcs) -> Arcs:
    """Return the works and citations of a graph, in its order."""
    if isinstance(graph, Arcs):
        return graph
    place = {key: position for position, key in enumerate(graph)}
    return _build_arcs(place, ((place[a], place[b]) for a, b in graph.edges()))


def read_arcs(path: Path | str) -> Arcs:
    """Return the works and citations of a table with the columns `citing` and `cited`: `.csv`, or `.parquet` (needs pyarrow).

    `litreview graph --citations` writes such a table. Rows are read one by one; a repeated pair counts once, and a work that cites itself does
    not count. `InputError` for a file without these columns.
    """
    place: dict[str, int] = {}
    number = place.setdefault
    rows = _parquet(Path(path)) if str(path).lower().endswith(".parquet") else _csv(Path(path))
    return _build_arcs(place, ((number(a, len(place)), number(b, len(place))) for a, b in rows))


def _build_arcs(place: dict[str, int], pairs: Iterable[tuple[int, int]]) -> Arcs:
    both = np.fromiter(chain.from_iterable(pairs), dtype=np.int64).reshape(-1, 2)
    both = both[both[:, 0] != both[:, 1]]
    # a pair as one number: unique numbers take a third of the time of unique rows
    size = max(len(place), 1)
    named = np.unique(both[:, 0] * size + both[:, 1])
    return Arcs(keys=tuple(place), citing=named // size, cited=named % size)


def _csv(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream)
            head = [name.strip().lower() for name in next(rows, [])]
            if not {"citing", "cited"} <= set(head):
                raise InputError(str(path), "has no columns 'citing' and 'cited'")
            a, b = head.index("citing"), head.index("cited")
            for row in rows:
                if len(row) > max(a, b) and row[a] and row[b]:
                    yield row[a], row[b]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), f"can't be read: {getattr(error, 'strerror', None) or error}") from error


def _parquet(path: Path) -> Iterator[tuple[str, str]]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingExtraError("a table in Parquet", "pyarrow") from error
    try:
        with ParquetFile(path) as table:
            for batch in table.iter_batches(columns=["citing", "cited"]):
                if batch.num_columns < 2:
                    raise InputError(str(path), "has no columns 'citing' and 'cited'")
                citing, cited = (batch.column(name).to_pylist() for name in ("citing", "cited"))
                yield from ((a, b) for a, b in zip(citing, cited, strict=True) if a and b)
    except (OSError, ArrowException) as error:
        raise InputError(str(path), f"can't be read: {error}") from error

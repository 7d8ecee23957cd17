"""Candidate pairs from exact keys: records that share a key are compared, and no others.

A key shared by very many records (one value repeated in 50,000 records) would make the number of pairs explode. Such a
block is not dropped: its records are put in several orders and each is compared with its few neighbours only, so cost grows
about linearly while exact repetitions still meet.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

CAP = 100
"""Largest block compared in full, if nothing else is said: 100 records make 4,950 pairs."""

WINDOW = 5
"""Neighbours compared on each side, in each order, in a block above the cap."""

_AT_ONCE = 1_000_000
"""Pairs made in one step: bounds the memory that a step takes."""

_AT_MOST = 20_000_000
"""Pairs kept before repeated ones are taken out: 160 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Candidate pairs as two columns of positions, `a < b`, sorted; and the blocks that were above the cap.

    `oversized` holds `(column of the key, size, first position in it)`.
    """

    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]
    oversized: tuple[tuple[int, int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.a)


def candidate_pairs(
    keys: Iterable[Sequence[Hashable | None] | npt.NDArray[np.int64]],
    orders: Sequence[Callable[[int], Any]],
    *,
    caps: Sequence[int] = (),
    window: int = WINDOW,
) -> Blocks:
    """Return the pairs of positions that share a value in at least one column of keys.

    The columns are equally long; a column is values, of which an empty one joins nothing, or an array of hashes, of which 0
    joins nothing. `caps` say for each column up to which size a block is compared in full; `orders` give the values of a
    position by which a larger block is sorted.

    >>> blocks = candidate_pairs([["x", "y", "x", ""]], [int])
    >>> list(zip(blocks.a.tolist(), blocks.b.tolist()))
    [(0, 2)]
    """
    import numpy as np

    size = 0
    packed: list[npt.NDArray[np.int64]] = []
    oversized: list[tuple[int, int, int]] = []
    for column, values in enumerate(keys):
        size = len(values)
        cap = caps[column] if caps else CAP
        for members in _blocks(_codes(values)):
            count = members.shape[1]
            if count <= cap:
                left, right = np.triu_indices(count, 1)
                step = max(1, _AT_ONCE // len(left))
                for start in range(0, len(members), step):
                    rows = members[start : start + step]
                    packed.append(_pack(rows[:, left].ravel(), rows[:, right].ravel(), size))
                continue
            for block in members:
                oversized.append((column, count, int(block[0])))
                packed.extend(_neighbours(block, orders, window, size))
        if sum(map(len, packed)) > _AT_MOST:
            packed = [_each_once(packed)]
    together = _each_once(packed)
    return Blocks(a=together // max(size, 1), b=together % max(size, 1), oversized=tuple(sorted(oversized)))


def meetings(
    keys: Iterable[Iterable[Hashable]], order: Callable[[int], Any], *, cap: int, window: int
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of positions that share one of their keys, of which each may have several; sorted.

    >>> list(meetings([["a", "b"], ["c"], ["b"]], int, cap=9, window=2))
    [(0, 2)]
    """
    rows = [(position, key) for position, each in enumerate(keys) for key in each]
    owners = [position for position, _ in rows]
    blocks = candidate_pairs(
        [[key for _, key in rows]], [lambda row: order(owners[row])], caps=[cap], window=window
    )
    pairs = zip(blocks.a.tolist(), blocks.b.tolist(), strict=True)
    return ((owners[a], owners[b]) for a, b in pairs if owners[a] != owners[b])


def places_of(keys: Iterable[Iterable[Hashable]]) -> dict[Hashable, list[int]]:
    """Return the positions under each key, for what is looked up from outside.

    >>> places_of([["a", "b"], ["b", "b"]])
    {'a': [0], 'b': [0, 1]}
    """
    found: dict[Hashable, list[int]] = {}
    for position, each in enumerate(keys):
        for key in dict.fromkeys(each):
            found.setdefault(key, []).append(position)
    return found


def _blocks(codes: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the blocks of two and more, all of one size in one table: a row is a block, its positions in order."""
    import numpy as np

    positions = np.flatnonzero(codes)
    if not len(positions):
        return
    by_code = positions[np.argsort(codes[positions], kind="stable")]
    sorted_codes = codes[by_code]
    starts = np.flatnonzero(np.r_[True, sorted_codes[1:] != sorted_codes[:-1]])
    sizes = np.diff(np.r_[starts, len(by_code)])
    for size in sorted(set(sizes[sizes > 1].tolist())):
        yield by_code[starts[sizes == size][:, None] + np.arange(size)]


def _neighbours(
    block: npt.NDArray[np.int64], orders: Sequence[Callable[[int], Any]], window: int, size: int
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the pairs of a block whose positions are at most `window` apart in one of the orders."""
    import numpy as np

    for order in orders:
        row = np.array(sorted(block.tolist(), key=order), dtype=np.int64)
        for step in range(1, min(window, len(row) - 1) + 1):
            yield _pack(row[:-step], row[step:], size)


def _each_once(packed: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """Return the numbers of all arrays, sorted, each once (`np.unique` does the same five times as slowly)."""
    import numpy as np

    together = np.concatenate(packed) if packed else np.empty(0, dtype=np.int64)
    together.sort()
    return together[np.r_[True, together[1:] != together[:-1]]] if len(together) else together


def _codes(values: Sequence[Hashable | None] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return a number for each value, 0 for an empty one."""
    import numpy as np

    if isinstance(values, np.ndarray):
        return values
    seen: dict[Hashable, int] = {}
    numbers = [seen.setdefault(value, len(seen) + 1) if value else 0 for value in values]
    return np.array(numbers, dtype=np.int64)


def _pack(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """Return each unordered pair as one number, so that repeated pairs are found by sorting."""
    import numpy as np

    return np.minimum(a, b) * size + np.maximum(a, b)

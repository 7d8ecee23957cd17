"""Candidate pairs from exact keys: records that share a key are compared, and no others.

A key shared by very many records (one value repeated in 50,000 records) would make the number of pairs explode. Such a
block is not dropped: its records are put in order of a second value and each is compared with its few neighbours only, so
cost grows about linearly while exact repetitions still meet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["CAP", "WINDOW", "Blocks", "candidate_pairs"]

CAP = 40
"""Largest block compared in full: 40 records make 780 pairs."""

WINDOW = 12
"""Neighbours compared on each side in a block above the cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Candidate pairs as two columns of positions, `a < b`, sorted; and the blocks that were above the cap.

    `oversized` holds `(column of the key, size, a position in it)`.
    """

    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]
    oversized: tuple[tuple[int, int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.a)


def candidate_pairs(
    keys: Sequence[Sequence[Hashable | None]],
    order: Sequence[str],
    *,
    cap: int = CAP,
    window: int = WINDOW,
) -> Blocks:
    """Return the pairs of positions that share a value in at least one column of keys.

    `keys` is a sequence of columns, each as long as `order`; an empty or missing value joins nothing. `order` is the
    text by which a block above `cap` is sorted.

    >>> blocks = candidate_pairs([["x", "y", "x", ""]], ["b", "a", "a", "c"])
    >>> list(zip(blocks.a.tolist(), blocks.b.tolist()))
    [(0, 2)]
    """
    import numpy as np

    size = len(order)
    packed: list[npt.NDArray[np.int64]] = []
    oversized: list[tuple[int, int, int]] = []
    rank: npt.NDArray[np.int64] | None = None
    for column, values in enumerate(keys):
        codes = _codes(values)
        positions = np.flatnonzero(codes >= 0)
        if not len(positions):
            continue
        by_code = positions[np.argsort(codes[positions], kind="stable")]
        sorted_codes = codes[by_code]
        starts = np.flatnonzero(np.r_[True, sorted_codes[1:] != sorted_codes[:-1]])
        sizes = np.diff(np.r_[starts, len(by_code)])
        for block_size in np.unique(sizes[(sizes > 1) & (sizes <= cap)]):
            block_starts = starts[sizes == block_size]
            members = by_code[block_starts[:, None] + np.arange(block_size)]
            left, right = np.triu_indices(block_size, 1)
            packed.append(_pack(members[:, left].ravel(), members[:, right].ravel(), size))
        for start, block_size in zip(starts[sizes > cap], sizes[sizes > cap], strict=True):
            if rank is None:
                rank = np.empty(size, dtype=np.int64)
                rank[sorted(range(size), key=lambda i: (order[i], i))] = np.arange(size)
            members = by_code[start : start + block_size]
            oversized.append((column, int(block_size), int(members[0])))
            members = members[np.argsort(rank[members], kind="stable")]
            packed.extend(
                _pack(members[:-step], members[step:], size)
                for step in range(1, min(window, len(members) - 1) + 1)
            )
    together = np.unique(np.concatenate(packed)) if packed else np.empty(0, dtype=np.int64)
    return Blocks(a=together // max(size, 1), b=together % max(size, 1), oversized=tuple(oversized))


def _codes(values: Iterable[Hashable | None]) -> npt.NDArray[np.int64]:
    """Return a number for each value in order of first appearance, -1 for an empty one."""
    import numpy as np

    seen: dict[Hashable, int] = {}
    numbers = [seen.setdefault(value, len(seen)) if value else -1 for value in values]
    return np.array(numbers, dtype=np.int64)


def _pack(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """Return each unordered pair as one number, so that repeated pairs are found by sorting."""
    import numpy as np

    return np.minimum(a, b) * size + np.maximum(a, b)

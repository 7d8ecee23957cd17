"""Record linkage: normalise once, block on exact keys, compare whole columns, cluster without contradiction.

The parts are independent of duplicates and citations; `litreview.stages.duplicates` and `litreview.stages.network` combine them::

    entries -> block keys -> candidate pairs -> similarity columns -> (their verdicts) -> clusters
"""

from __future__ import annotations

from litreview.linkage.blocking import (
    KEYS,
    Blocks,
    block_keys,
    candidate_pairs,
    likeness,
    similarity,
    stable_hash,
)
from litreview.linkage.clusters import Edge, Partition, heads, partition
from litreview.linkage.columns import RecordColumns, record_columns

__all__ = [
    "KEYS",
    "Blocks",
    "Edge",
    "Partition",
    "RecordColumns",
    "block_keys",
    "candidate_pairs",
    "heads",
    "likeness",
    "partition",
    "record_columns",
    "similarity",
    "stable_hash",
]

"""Record linkage: normalise once, block on exact keys, compare whole columns, cluster without contradiction.

The parts are independent of duplicates and citations; `litreview.stages.duplicates` and `litreview.stages.network` combine them::

    entries -> block keys -> candidate pairs -> similarity columns -> (their verdicts) -> clusters
"""

from __future__ import annotations

from litreview.linkage.blocking import (
    KEYS as KEYS,
    Blocks as Blocks,
    block_keys as block_keys,
    candidate_pairs as candidate_pairs,
    likeness as likeness,
    similarity as similarity,
    stable_hash as stable_hash,
)
from litreview.linkage.clusters import (
    Edge as Edge,
    Partition as Partition,
    heads as heads,
    partition as partition,
)
from litreview.linkage.columns import RecordColumns as RecordColumns, record_columns as record_columns

"""Record linkage: normalise once, block on exact keys, compare whole columns, cluster without contradiction.

The parts know nothing of duplicates or citations; `litreview.duplicates` and `litreview.network` put them together::

    entries -> block keys -> candidate pairs -> similarity columns -> (a verdict, theirs) -> clusters
"""

from __future__ import annotations

from litreview.compare.blocking import Blocks, candidate_pairs
from litreview.compare.clusters import Edge, Partition, partition
from litreview.compare.columns import Entry, entry
from litreview.compare.containers import same_container
from litreview.compare.keying import KEYS, block_keys
from litreview.compare.laws import same_law
from litreview.compare.similarity import similarity
from litreview.compare.titles import TitleChange, compare_titles

__all__ = [
    "KEYS",
    "Blocks",
    "Edge",
    "Entry",
    "Partition",
    "TitleChange",
    "block_keys",
    "candidate_pairs",
    "compare_titles",
    "entry",
    "partition",
    "same_container",
    "same_law",
    "similarity",
]

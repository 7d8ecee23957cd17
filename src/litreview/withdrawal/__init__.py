"""Taking a person out of a review: what of a file is theirs, and the file without it. Nothing here reads or writes a file."""

from __future__ import annotations

from litreview.withdrawal.entries import (
    UncertainError,
    codes_of,
    tombstones,
    with_tombstone,
    without_entries,
    without_tombstone,
)
from litreview.withdrawal.names import CODE, Names
from litreview.withdrawal.rows import without_decisions, without_private, without_rows, without_words

__all__ = [
    "CODE",
    "Names",
    "UncertainError",
    "codes_of",
    "tombstones",
    "with_tombstone",
    "without_decisions",
    "without_entries",
    "without_private",
    "without_rows",
    "without_tombstone",
    "without_words",
]

"""Former keys of sources: those of the records that were merged into them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from litreview.model import Record


def former_keys(group: Sequence[Record], key: str, taken: Collection[str]) -> tuple[str, ...]:
    """Return the other keys of the records, without those that are another source's key."""
    others = dict.fromkeys([record.key for record in group])
    return tuple([other for other in others if other and other != key and other not in taken])

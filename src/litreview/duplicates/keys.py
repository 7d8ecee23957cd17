"""Keys of sources, and their former keys: those of the records that were merged into them, and what these were called before (`ids`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from litreview.confidential.codes import is_code, is_register
from litreview.model import Record


def naming_record(group: Sequence[Record], keys: Sequence[str]) -> int:
    """Return which record of a work gives it its key: the register's, whose code stands in the report and in quotations, else the first.

    `keys` are those that the records go by: where another has the code already, the register's record is no better than the first.
    """
    listed = (
        n
        for n, (record, key) in enumerate(zip(group, keys, strict=True))
        if is_register(record.where.file) and is_code(record.key) and key == record.key
    )
    return next(listed, 0) if len(group) > 1 else 0


def former_keys(group: Sequence[Record], key: str, taken: Collection[str]) -> tuple[str, ...]:
    """Return the other keys of the records, without those that are another source's key, and what the records say they were called before."""
    if len(group) == 1 and group[0].key == key and "ids" not in group[0].fields:
        return ()
    others = [record.key for record in group if record.key and record.key not in taken]
    before = [name for record in group for name in record.ids]
    return tuple(other for other in dict.fromkeys([*others, *before]) if other != key)

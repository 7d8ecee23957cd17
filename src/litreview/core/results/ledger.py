"""The ledger of a review: every number that it states, with a name, a definition and the rows that it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from litreview.core.wording import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry(Value):
    """One number of a review: its `name`, its `value`, and its `definition` in one sentence.

    `rows` lists what it counts, by key, id or file and line. Confidential sources count in `value`, and are not listed. `streams` counts
    those rows that are sources by their stream.
    """

    name: str
    value: int
    definition: str
    rows: tuple[str, ...] = ()
    streams: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Value):
    """Every number of a review, by name: `ledger["sources"]` is a number, `ledger.entry("sources")` says what it counts."""

    entries: tuple[LedgerEntry, ...] = ()

    def __iter__(self) -> Iterator[LedgerEntry]:
        return iter(self.entries)

    def __getitem__(self, name: str) -> int:
        return self.entry(name).value

    def entry(self, name: str) -> LedgerEntry:
        """Return the number of this name with its definition and rows. `KeyError` if the ledger has none."""
        for one in self.entries:
            if one.name == name:
                return one
        raise KeyError(name)

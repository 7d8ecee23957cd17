"""The ledger of a review, with every number that it states, and what a check of a packet found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from litreview.core.wording import Value

DifferenceKind = Literal[
    "bytes", "decision", "record", "number", "page", "tag", "opening", "digest", "quote", "commitment"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketDifference(Value):
    """One thing in a packet that is not as it says: `what` names it, `detail` says how it differs."""

    kind: DifferenceKind
    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.what}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketCheck(Value):
    """The result of checking a packet.

    - `digest`: the SHA-256 digest of its bytes, which shows whether a packet is the published one, or was made again as a whole;
      `published`: the digest that the reader gave to compare it with;
    - `differences`: every byte, decision, number and page that is not as the packet says;
    - `numbers`, `pages`, `decisions`, `records`, `sealed`: how many it has; the first two were recomputed;
    - `restored`: records that the reader's exports have in full; `tags_recomputed`: sources whose tags were recomputed from them;
    - `quotes`: quotes that were looked up in the reader's texts; `not_looked_up`: in words, those that were not, and why;
    - `taken_over`: values that were not checked in this call, by what they rest on that the packet lacks; `not_recomputed`: published files and
      numbers that the packet has in another form; `private_absent`: whether it was made without `private/`;
    - `versions`: libraries of other versions than those that made it; `opened`: the code of a sealed entry that was shown to be unaltered.
    """

    digest: str
    published: str = ""
    differences: tuple[PacketDifference, ...] = ()
    numbers: int = 0
    pages: int = 0
    decisions: int = 0
    records: int = 0
    sealed: int = 0
    restored: int = 0
    tags_recomputed: int = 0
    quotes: int = 0
    not_looked_up: tuple[str, ...] = ()
    taken_over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_recomputed: tuple[str, ...] = ()
    private_absent: bool = False
    versions: tuple[str, ...] = ()
    opened: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


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

"""What verification takes beside sources: what registries replied, their works read as records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from litreview.model import Record, Source


class Judged(Protocol):
    """What a judge says of a registered work: `verdict` is `same`, `ask` or `different`."""

    @property
    def verdict(self) -> str:
        """One of `same`, `ask`, `different`."""
        ...


Judge = Callable[[Source, Sequence[Record]], Sequence[Judged]]
"""From a source and the works that a registry offers to whether each is the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a registry said of a source: `registry` is its name, `by` and `value` what it was asked by, `works` what it has, likest first.

    `failed`: it could not be asked, `why` says so; then it is not known what it has.
    """

    source: str
    registry: str
    by: str
    value: str
    works: tuple[Record, ...] = ()
    failed: bool = False
    why: str = ""

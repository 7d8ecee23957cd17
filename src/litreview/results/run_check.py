"""What `litreview run --check` found: a review held against itself, aspect by aspect."""

from __future__ import annotations

from dataclasses import dataclass

from litreview.model import Problem
from litreview.wording import short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One thing that was looked at: what it is called, what was looked at in words, and what is wrong with it."""

    name: str
    said: str
    faults: tuple[Problem, ...] = ()

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCheck:
    """Every aspect of a review that was looked at, in the order in which they are reported."""

    aspects: tuple[Aspect, ...]

    __repr__ = short_repr

    @property
    def faults(self) -> tuple[Problem, ...]:
        """All that is wrong, aspect by aspect."""
        return tuple(fault for aspect in self.aspects for fault in aspect.faults)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

"""Which request goes wrong, and how: by its number, or by a share of all that is drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = (
    "404",
    "429",
    "500",
    "503",
    "400",
    "401",
    "cut",
    "html",
    "slow",
    "empty",
    "elsewhere",
    "loop",
    "large",
    "hang-up",
)
"""Statuses; an answer that breaks off, is a web page, comes late, is empty, sends on to another host or round and round, never ends, is none."""
PASSING = ("429", "500", "503", "cut", "html", "hang-up", "empty")
"""Those after which another try may have an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """A plan: `at` has the number of a request (from 1), `always` what happens to all others, `share` (0 to 1) how many go wrong by chance."""

    at: Mapping[int, str] = field(default_factory=dict)
    always: str = ""
    share: float = 0.0
    kinds: tuple[str, ...] = PASSING
    seed: int = 1
    retry_after: str = "0"
    slow: float = 0.5

    def of(self, number: int) -> str:
        """Return what goes wrong with a request, `""` if nothing does."""
        if number in self.at:
            return self.at[number]
        if self.always:
            return self.always
        drawn = random.Random(f"{self.seed}-{number}")
        return drawn.choice(self.kinds) if drawn.random() < self.share else ""


def parse(words: list[str], **more: object) -> Faults:
    """Return the plan of a command line: `429@2`, `500@3,5`, `html` (always), `0.2` (a share)."""
    at: dict[int, str] = {}
    always, share = "", 0.0
    for word in words:
        kind, _, numbers = word.partition("@")
        if numbers:
            at |= {int(number): kind for number in numbers.split(",")}
        elif kind in KINDS:
            always = kind
        else:
            share = float(kind)
    return Faults(at=at, always=always, share=share, **more)  # type: ignore[arg-type]

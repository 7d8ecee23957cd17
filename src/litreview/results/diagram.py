"""The flow of records as boxes, after the PRISMA 2020 flow diagram: what stands in each, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from litreview.wording import short_repr

Phase = Literal["Identification", "Screening", "Included"]
STEPS = ("identified", "sources", "screened", "sought", "assessed", "included")
"""What a box of one's own may stand beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBox:
    """A box that the authors put beside a step (`after`, one of `STEPS`); `number` is None where they give none."""

    label: str
    number: int | None = None
    after: str = "included"

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box: what it counts, how many, and the parts of it. `own` is one that the authors put there, with their number."""

    label: str
    number: int | None = None
    parts: tuple[tuple[str, int], ...] = ()
    own: bool = False

    __repr__ = short_repr

    @property
    def words(self) -> str:
        """The box in one sentence.

        >>> Box(label="Records excluded", number=3, parts=(("no evidence", 2), ("not about it", 1))).words
        'Records excluded: 3 (no evidence: 2; not about it: 1)'
        """
        told = self.label if self.number is None else f"{self.label}: {self.number}"
        parts = "; ".join(f"{name}: {number}" for name, number in self.parts)
        return f"{told} ({parts})" if parts else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step down the flow, with what leaves it there. `joining` are those that come in from elsewhere before the next step."""

    name: str
    phase: Phase
    box: Box
    aside: tuple[Box, ...] = ()
    joining: tuple[Box, ...] = ()

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDiagram:
    """The steps from above to below, and beside them the other sources of evidence, which no search found and nobody screened."""

    steps: tuple[Step, ...] = ()
    beside: tuple[Box, ...] = ()
    standing: str = field(default="")

    __repr__ = short_repr

    @property
    def duplicates(self) -> str:
        """How many duplicates were joined by what, `""` if none were: `11 by rules, 1 by people`."""
        boxes = [box for step in self.steps if step.name == "identified" for box in step.aside if not box.own]
        return ", ".join(f"{number} {name}" for box in boxes for name, number in box.parts)

    @property
    def words(self) -> str:
        """All boxes in words, for whoever does not see the picture."""
        told = []
        for step in self.steps:
            told.append(step.box.words)
            told += [box.words for box in (*step.joining, *step.aside)]
        return ". ".join([*told, *(box.words for box in self.beside)]) + "."

"""What verification returns: for each source whether it exists as it is described, as far as that can be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from litreview.core.model import Record, Source, Verdict, Where
from litreview.core.wording import Value

SourceVerdict = Literal["contradictory", "differs", "confirmed", "not-found", "unknown"]

SOURCE_VERDICTS: Mapping[SourceVerdict, str] = {
    "contradictory": "contradictory in itself",
    "differs": "differs",
    "not-found": "not found where it should be",
    "unknown": "cannot be known here",
    "confirmed": "confirmed",
}
"""What can be said of a source, in the order in which it is printed: what wants a look first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Value):
    """What is said of a work that a registry offers: that it is the source (`same`), may be (`ask`) or is not, and why, in words."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


Judge = Callable[[Source, Sequence[Record]], Sequence[Hit]]
"""From a source and the works that a registry offers to what is said of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Value):
    """What in an entry can't be: the id of the rule, its sentence, the field that it rests on, the place, the registry if one said it."""

    rule: str
    says: str
    field: str
    where: Where
    registry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Value):
    """A field in which a registered work and the entry differ. `slight`: spelling, a year apart, a list cut at its end; both are one work."""

    field: str
    ours: str
    theirs: str
    registry: str
    slight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Value):
    """A registry that has the work, by what it was found (`doi 10.…`), and the fields that agree."""

    registry: str
    found_by: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Value):
    """What is known of one source. `verdict` is the whole of it; `why` says what it rests on where no field does.

    - `confirmations`: each registry that has the work; it exists, which says nothing of what it supports;
    - `differences`: field by field; `contradictions`: what can't be;
    - `asked`: the registries that answered, with or without a work; `failed`: those that could not be asked, each with why;
    - `notices`: retractions and corrections, in words;
    - `another`: the registered work that was compared seems to be another one than the entry's (its title, or all its people).
    """

    source: str
    verdict: SourceVerdict
    where: Where
    kind: str = ""
    why: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    differences: tuple[Difference, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    asked: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    another: bool = False

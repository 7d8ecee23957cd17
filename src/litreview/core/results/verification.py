"""Results of verification: whether each source exists as its entry describes it, as far as registries can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from litreview.core.model import Record, Source, Verdict, Where
from litreview.core.wording import Value

SourceVerdict = Literal[
    "contradictory", "unknown-identifier", "differs", "not-found", "partly", "unknown", "confirmed"
]

SOURCE_VERDICTS: Mapping[SourceVerdict, str] = {
    "contradictory": "contradictory in itself",
    "unknown-identifier": "has a number that its registry does not know",
    "differs": "differs",
    "not-found": "not found where it should be",
    "partly": "registered, but not with all that the entry says",
    "unknown": "cannot be known here",
    "confirmed": "confirmed",
}
"""The verdicts on a source with their labels, in printing order: those to look at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitVerdict(Value):
    """The verdict on a registry's hit: it is the source (`same`), may be (`ask`) or is not (`different`), with reasons in words."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


Judge = Callable[[Source, Sequence[Record]], Sequence[HitVerdict]]
"""A function that judges, for a source, each hit of a registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Value):
    """A contradiction within an entry: the id and sentence of the rule, the field, the place, and the registry if one was involved."""

    rule: str
    says: str
    field: str
    where: Where
    registry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference(Value):
    """A field in which a registered work and the entry differ. `slight`: by spelling, one year or a shortened list, so that both are one work."""

    field: str
    ours: str
    theirs: str
    registry: str
    slight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Value):
    """A registry that has the work, the query that found it (`doi 10.…`), and the fields that agree."""

    registry: str
    found_by: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Value):
    """The result for one source. `verdict` sums it up; `why` gives the reason if no field does.

    - `confirmations`: each registry that has the work: it exists, which says nothing about its content;
    - `differences`: field by field; `contradictions`: impossible statements of the entry;
    - `asked`: the registries that answered, with or without a work; `failed`: those that could not be asked, each with the reason;
    - `notices`: retractions and corrections, in words;
    - `another`: the registered work seems to be a different one (by its title, or all its people).
    """

    source: str
    verdict: SourceVerdict
    where: Where
    kind: str = ""
    why: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    differences: tuple[FieldDifference, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    asked: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    another: bool = False

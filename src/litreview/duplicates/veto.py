"""What a veto says: why two records are not one work, and how the two are related."""

from __future__ import annotations

from dataclasses import dataclass

from litreview.model import RelationKind

__all__ = ["Veto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """Why two records are not one work. `ask`: a person should look all the same."""

    reason: str
    kind: RelationKind | None = None
    ask: bool = False

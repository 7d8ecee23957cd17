"""What verification takes beside sources: what registries replied, their works read as records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from litreview.linkage import RecordColumns
from litreview.model import Verdict, Work

Judge = Callable[[RecordColumns, RecordColumns, float], Verdict]
"""Whether two records whose titles have a similarity are one work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a registry said of a source: `registry` is its name, `by` and `value` what it was asked by, `works` what it has, likest first.

    `failed`: it could not be asked, `why` says so; then it is not known what it has.
    """

    source: str
    registry: str
    by: str
    value: str
    works: tuple[Work, ...] = ()
    failed: bool = False
    why: str = ""

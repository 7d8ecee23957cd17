"""Stages of a review: pure functions from values to values, one room a stage; a room is imported on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import lazy_names

if TYPE_CHECKING:
    from litreview.stages import (
        bibliography as bibliography,
        checks as checks,
        duplicates as duplicates,
        enrichment as enrichment,
        evidence as evidence,
        learning as learning,
        network as network,
        register as register,
        tagging as tagging,
        texts as texts,
        verification as verification,
    )

__getattr__: Callable[[str], object] = lazy_names(__name__, {})

"""What is wrong with records as they were read: one rule per function, each with a code that can be explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from litreview.checks.runner import LIBRARY_RULES, RECORD_RULES, check
from litreview.problems import Rule, explain_code, rules

if TYPE_CHECKING:
    RULES: Mapping[str, Rule]

__all__ = ["LIBRARY_RULES", "RECORD_RULES", "RULES", "Rule", "check", "explain_code"]


def __getattr__(name: str) -> Mapping[str, Rule]:
    """Return `RULES`, what each code means, once somebody asks."""
    if name == "RULES":
        return rules()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

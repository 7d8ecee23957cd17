"""What is wrong with records as they were read: one rule per function, each with a code that can be explained."""

from __future__ import annotations

from litreview.checks.codes import RULES, Rule, explain_code
from litreview.checks.runner import LIBRARY_RULES, RECORD_RULES, check

__all__ = ["LIBRARY_RULES", "RECORD_RULES", "RULES", "Rule", "check", "explain_code"]

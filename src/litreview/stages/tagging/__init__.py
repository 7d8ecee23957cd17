"""Tagging: which codes a source informs, with the words that show it.

`tag` suggests codes by rules and applies the decisions of people. `explain` says why in one sentence. A rule only suggests, and a decision
overrides it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names

if TYPE_CHECKING:
    from litreview.stages.tagging.explaining import (
        TagChange as TagChange,
        check_codes as check_codes,
        compare_tags as compare_tags,
        explain as explain,
        explain_state as explain_state,
    )
    from litreview.stages.tagging.goal_states import judge_goals as judge_goals
    from litreview.stages.tagging.suggesting import (
        CodeModel as CodeModel,
        Learner as Learner,
        Suggested as Suggested,
        Suggestions as Suggestions,
        Trust as Trust,
        Turned as Turned,
        suggest as suggest,
        tag as tag,
    )

_HOMES = homes_of_names("""
explaining: TagChange check_codes compare_tags explain explain_state
goal_states: judge_goals
suggesting: CodeModel Learner Suggested Suggestions Trust Turned suggest tag
""")

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a sorted list of the table above

__getattr__: Callable[[str], object] = lazy_names(__name__, _HOMES)

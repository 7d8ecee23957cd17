"""Tagging: which codes a source informs, with the words that show it.

`tag` suggests codes by rules and applies the decisions of people. `explain` says why in one sentence. A rule only suggests, and a decision
overrides it.
"""

from litreview.stages.tagging.explaining import TagChange, check_codes, compare_tags, explain, explain_state
from litreview.stages.tagging.goal_states import judge_goals
from litreview.stages.tagging.suggesting import (
    CodeModel,
    Learner,
    Suggested,
    Suggestions,
    Trust,
    Turned,
    suggest,
    tag,
)
from litreview.works.kinds import source_type

__all__ = [
    "CodeModel",
    "Learner",
    "Suggested",
    "Suggestions",
    "TagChange",
    "Trust",
    "Turned",
    "check_codes",
    "compare_tags",
    "explain",
    "explain_state",
    "judge_goals",
    "source_type",
    "suggest",
    "tag",
]

"""Deduplication: turns records into one Source per work, with reasons in words and a queue of questions for a person.

The flow: columns -> blocking -> comparison -> verdict (the rules of `rules.toml`, stage by stage) -> clusters
without contradiction -> merge -> keys -> relations.
"""

from __future__ import annotations

from litreview.stages.duplicates.corrections import (
    Corrected,
    correct,
    correction_fault,
    field_names,
    is_bibliographic,
    normalize_setting,
    split_setting,
)
from litreview.stages.duplicates.deduplication import dedupe, deduplicate
from litreview.stages.duplicates.merge import preference
from litreview.stages.duplicates.registry_attachment import attach, judge_hits
from litreview.stages.duplicates.verdict import judge

__all__ = [
    "Corrected",
    "attach",
    "correct",
    "correction_fault",
    "dedupe",
    "deduplicate",
    "field_names",
    "is_bibliographic",
    "judge",
    "judge_hits",
    "normalize_setting",
    "preference",
    "split_setting",
]

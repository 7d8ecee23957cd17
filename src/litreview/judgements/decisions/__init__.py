"""People's decisions: plain TSV, one line per judgement, one file per reviewer, only ever appended.

Columns: `when by verb key value where reason what shown`. For one person the latest `when` counts, not the last line: git's
union merge reorders lines. A "no" is stored as surely as a "yes". Where two people differ, both lines count and the slot is
disputed, until an adjudicator's line settles it.

The flow: `parse` -> `rebase` (keys become those of the current sources) -> `current` (the latest line of each person) -> the stages. Decisions
on pairs determine the sources, so they are first resolved to records (`Places`). Each decision finds its work by key or id, else by its
description of the work (`WorkFinder`).
"""

# `litreview` exports some under longer names, such as `latest_decisions`
from litreview.core.decision_types import (
    ANSWERS,
    KINDS,
    PAIR_VERBS,
    REFERENCE,
    SHOWN,
    STAGES,
    STANCES,
    VERBS,
    checked_name,
    coder_name,
    split_related,
)
from litreview.judgements.decisions.current_decisions import (
    answers,
    current,
    current as latest_decisions,
    disputed_codes,
    disputed_slots,
    disputes,
    disputes_reason,
    exclusion_reasons,
    other_of,
    round_of,
    slot,
)
from litreview.judgements.decisions.decision_files import (
    COLUMNS,
    append,
    append as append_decisions,
    as_spelled,
    dumps,
    find_conflicts,
    in_future,
    names_reference,
    parse,
    person,
    read_answers,
    read_decisions,
    second_after,
    spelled,
    utc_now,
    validate,
)
from litreview.judgements.decisions.name_resolution import (
    ENRICHED,
    Places,
    key_index,
    names_enriched,
    record_keys,
    record_names,
    resolve,
)
from litreview.judgements.decisions.rebasing import CurrentSources, rebase
from litreview.judgements.decisions.sealing import (
    ConfidentialNames,
    hidden_names,
    lasting_name,
    seal_decisions,
    shown_when,
)
from litreview.judgements.decisions.work_finder import (
    SURE,
    WorkFinder,
    describe,
    join_descriptions,
    split_descriptions,
)

__all__ = [
    "ANSWERS",
    "COLUMNS",
    "ENRICHED",
    "KINDS",
    "PAIR_VERBS",
    "REFERENCE",
    "SHOWN",
    "STAGES",
    "STANCES",
    "SURE",
    "VERBS",
    "ConfidentialNames",
    "CurrentSources",
    "Places",
    "WorkFinder",
    "answers",
    "append",
    "append_decisions",
    "as_spelled",
    "checked_name",
    "coder_name",
    "current",
    "describe",
    "disputed_codes",
    "disputed_slots",
    "disputes",
    "disputes_reason",
    "dumps",
    "exclusion_reasons",
    "find_conflicts",
    "hidden_names",
    "in_future",
    "join_descriptions",
    "key_index",
    "lasting_name",
    "latest_decisions",
    "names_enriched",
    "names_reference",
    "other_of",
    "parse",
    "person",
    "read_answers",
    "read_decisions",
    "rebase",
    "record_keys",
    "record_names",
    "resolve",
    "round_of",
    "seal_decisions",
    "second_after",
    "shown_when",
    "slot",
    "spelled",
    "split_descriptions",
    "split_related",
    "utc_now",
    "validate",
]

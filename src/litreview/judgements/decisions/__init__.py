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
    ANSWERS as ANSWERS,
    KINDS as KINDS,
    PAIR_VERBS as PAIR_VERBS,
    REFERENCE as REFERENCE,
    SHOWN as SHOWN,
    STAGES as STAGES,
    STANCES as STANCES,
    TEXT as TEXT,
    VERBS as VERBS,
    checked_name as checked_name,
    coder_name as coder_name,
    split_related as split_related,
)
from litreview.judgements.decisions.current_decisions import (
    answered as answered,
    answers as answers,
    class_reason as class_reason,
    current as current,
    disputed_codes as disputed_codes,
    disputed_slots as disputed_slots,
    disputes as disputes,
    disputes_reason as disputes_reason,
    exclusion_reasons as exclusion_reasons,
    other_of as other_of,
    round_of as round_of,
    slot as slot,
)
from litreview.judgements.decisions.decision_files import (
    COLUMNS as COLUMNS,
    append as append,
    as_spelled as as_spelled,
    dumps as dumps,
    find_conflicts as find_conflicts,
    in_future as in_future,
    names_object as names_object,
    names_reference as names_reference,
    names_text as names_text,
    parse as parse,
    person as person,
    read_answers as read_answers,
    read_decisions as read_decisions,
    second_after as second_after,
    spelled as spelled,
    utc_now as utc_now,
    validate as validate,
)
from litreview.judgements.decisions.name_resolution import (
    ENRICHED as ENRICHED,
    Places as Places,
    key_index as key_index,
    names_enriched as names_enriched,
    record_keys as record_keys,
    record_names as record_names,
    resolve as resolve,
    resolve_spelled as resolve_spelled,
)
from litreview.judgements.decisions.rebasing import CurrentSources as CurrentSources, rebase as rebase
from litreview.judgements.decisions.sealing import (
    ConfidentialNames as ConfidentialNames,
    hidden_names as hidden_names,
    lasting_name as lasting_name,
    seal_decisions as seal_decisions,
    shown_when as shown_when,
)
from litreview.judgements.decisions.work_finder import (
    SURE as SURE,
    WorkFinder as WorkFinder,
    describe as describe,
    join_descriptions as join_descriptions,
    split_descriptions as split_descriptions,
)

latest_decisions = current

append_decisions = append

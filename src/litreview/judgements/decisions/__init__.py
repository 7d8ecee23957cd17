"""People's decisions: plain TSV, one line per judgement, one file per reviewer, only ever appended.

Columns: `when by verb key value where reason what shown`. For one person the latest `when` counts, not the last line: git's
union merge reorders lines. A "no" is stored as surely as a "yes". Where two people differ, both stand and the slot is
disputed, until an adjudicator's line settles it.

The flow: `parse` -> `rebase` (keys become the keys of today's sources) -> `current` (who said what last) -> the stages. Decisions on pairs make
the sources, and are placed among records before (`Places`). Either finds its work by its name, else by what it says of it (`Works`).
"""

# at the top, `litreview.latest_decisions`, the bare words would say too little
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
from litreview.judgements.decisions.counting import (
    current,
    current as latest_decisions,
    disputed_codes,
    disputed_slots,
    disputes,
    other_of,
    slot,
)
from litreview.judgements.decisions.finding import SURE, Works, both, describe, halves
from litreview.judgements.decisions.lines import (
    COLUMNS,
    append,
    append as append_decisions,
    as_spelled,
    dumps,
    find_conflicts,
    in_future,
    names_reference,
    now,
    parse,
    person,
    read_answers,
    read_decisions,
    second_after,
    spelled,
    validate,
)
from litreview.judgements.decisions.placing import (
    ENRICHED,
    Places,
    key_index,
    names_enriched,
    record_keys,
    record_names,
    resolve,
)
from litreview.judgements.decisions.rebasing import Today, rebase
from litreview.judgements.decisions.sealing import (
    ConfidentialNames,
    hidden_names,
    lasting_name,
    seal_decisions,
    shown_when,
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
    "Places",
    "Today",
    "Works",
    "append",
    "append_decisions",
    "as_spelled",
    "both",
    "checked_name",
    "coder_name",
    "current",
    "describe",
    "disputed_codes",
    "disputed_slots",
    "disputes",
    "dumps",
    "find_conflicts",
    "halves",
    "hidden_names",
    "in_future",
    "key_index",
    "lasting_name",
    "latest_decisions",
    "names_enriched",
    "names_reference",
    "now",
    "other_of",
    "parse",
    "person",
    "read_answers",
    "read_decisions",
    "rebase",
    "record_keys",
    "record_names",
    "resolve",
    "seal_decisions",
    "second_after",
    "shown_when",
    "slot",
    "spelled",
    "split_related",
    "validate",
]

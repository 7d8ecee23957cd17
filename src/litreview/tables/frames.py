"""The tables as DataFrames with pinned columns and dtypes; absent values are `<NA>`. pandas is imported only here, where a frame is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from litreview.errors import UsageError
from litreview.model import (
    Citation,
    Decision,
    Deduplication,
    EvidenceNote,
    Finding,
    Library,
    Links,
    Match,
    MissingWork,
    Problem,
    Recommendation,
    Record,
    Source,
    Tag,
)
from litreview.results import Assessment, Description, EvidenceMap, Findings, GoalState, Overlap, Request
from litreview.tables import rows
from litreview.tables.findings import findings_rows
from litreview.tables.requests import request_rows
from litreview.tables.rows import TABLES, Row

if TYPE_CHECKING:  # 0.6 s to import
    import pandas as pd


def frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Return a DataFrame with the pinned columns and dtypes of the table `name`: `frame("queue", queue_rows(found.queue))`."""
    import pandas as pd

    columns = TABLES[name]
    held = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            column: pd.Series(list(values), dtype=dtype)
            for (column, dtype), values in zip(columns.items(), held, strict=True)
        }
    )


def tag_matrix(tags: Iterable[Tag], sources: Iterable[Source | str] = ()) -> pd.DataFrame:
    """Return source × code, True where the source has the code. `sources` adds rows for those without a tag."""
    import pandas as pd

    held = {(tag.source, tag.code) for tag in tags}
    named = dict.fromkeys(s if isinstance(s, str) else s.key for s in sources)
    keys = [*named, *sorted({source for source, _ in held} - named.keys())]
    codes = sorted({code for _, code in held})
    return pd.DataFrame(
        [[(key, code) in held for code in codes] for key in keys],
        index=pd.Index(keys, name="source", dtype="string"),
        columns=pd.Index(codes, name="code", dtype="string"),
        dtype=bool,
    )


def to_frame(value: Any) -> pd.DataFrame:
    """Return the table that fits a value: what a stage returned, or a list of such items.

    A Library gives its records, a Deduplication its sources, Links their citations, a Description its main figures, an EvidenceMap or Assessment its cells, an Overlap its combinations, Findings what each names.
    A list may be of Sources, what a Description counts (`.authors`, `.journals` …), Records, Findings and Recommendations, Tags, Matches, Citations, works not held, Decisions, Agreements, Requests, evidence notes or Problems.
    `UsageError` for anything else.
    """
    import pandas as pd

    from litreview.agreement import Agreement

    if isinstance(value, Assessment):
        return frame("assessment", rows.assessment_rows(value))
    if isinstance(value, Description):
        return frame("description", value.rows())
    if isinstance(value, Overlap):
        return frame("search_overlap", value.rows())
    if isinstance(value, EvidenceMap):
        return frame("evidence_map", rows.evidence_map_rows(value))
    if isinstance(value, Findings):
        return frame("findings", findings_rows(value))
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise UsageError(
            f"no table for a {type(value).__name__}; give what a stage returned (read, dedupe, tag, link, map_evidence …)"
        )
    items = list(value)
    if not items:
        empty = {Library: "library", Deduplication: "sources", Links: "citations"}.get(type(value))
        return frame(empty, ()) if empty else pd.DataFrame()
    tables: Mapping[type, tuple[str, Callable[[Any], Iterable[Row]]]] = {
        Tag: ("tags", rows.tags_rows),
        GoalState: ("goals", rows.goals_rows),
        EvidenceNote: ("evidence", rows.evidence_rows),
        Source: ("sources", rows.sources_rows),
        Record: ("library", rows.library_rows),
        Citation: ("citations", rows.citations_rows),
        MissingWork: ("not_held", rows.not_held_rows),
        Match: ("queue", rows.queue_rows),
        Problem: ("problems", rows.problems_rows),
        Decision: ("decisions", rows.decisions_rows),
        Request: ("requests", request_rows),
        Agreement: ("agreement", rows.agreement_rows),
        **{kind: (name, rows.counted_rows) for kind, name in rows.COUNTED.items()},
    }
    chain = Findings(
        tuple(item for item in items if isinstance(item, Finding)),
        tuple(item for item in items if isinstance(item, Recommendation)),
    )
    if len(items) == len(chain.findings) + len(chain.recommendations):
        return frame("findings", findings_rows(chain))
    for kind, (name, make) in tables.items():
        if all(isinstance(item, kind) for item in items):
            return frame(name, make(items))
    kinds = ", ".join(sorted({type(item).__name__ for item in items}))
    raise UsageError(f"no table for a list of {kinds}; give items of one kind")

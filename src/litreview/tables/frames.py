"""The tables as DataFrames with pinned columns and dtypes; absent values are `<NA>`. pandas is imported only here, where a frame is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from litreview.errors import UsageError
from litreview.model import (
    Citation,
    Decision,
    Deduplication,
    EvidenceNote,
    Library,
    Links,
    Match,
    MissingWork,
    Problem,
    Record,
    Source,
    Tag,
)
from litreview.results import EvidenceMap
from litreview.tables.rows import (
    TABLES,
    Row,
    agreement_rows,
    citations_rows,
    decisions_rows,
    evidence_map_rows,
    evidence_rows,
    library_rows,
    not_held_rows,
    problems_rows,
    queue_rows,
    records_rows,
    sources_rows,
    tags_rows,
    values_rows,
)

if TYPE_CHECKING:  # 0.6 s to import
    import pandas as pd

    from litreview.agreement import Agreement


def frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Return a DataFrame with the pinned columns and dtypes of the table `name`."""
    import pandas as pd

    columns = TABLES[name]
    held = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            column: pd.Series(list(values), dtype=dtype)
            for (column, dtype), values in zip(columns.items(), held, strict=True)
        }
    )


def records_frame(found: Deduplication) -> pd.DataFrame:
    """Return the table of records: `file, line, record, source`."""
    return frame("records", records_rows(found))


def library_frame(library: Iterable[Record]) -> pd.DataFrame:
    """Return the records as read: `record, file, line, key, type, title, authors, year, …`."""
    return frame("library", library_rows(library))


def sources_frame(
    found: Deduplication | Iterable[Source],
    tags: Iterable[Tag] = (),
    groups: Mapping[str, str] | None = None,
    disputed: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return the table of sources: `key, type, title, authors, year, …, goals, topics, source_type, records, …, disputed`."""
    return frame("sources", sources_rows(found, tags, groups, disputed))


def values_frame(found: Deduplication) -> pd.DataFrame:
    """Return the values not chosen: `source, field, value, file, line`."""
    return frame("values", values_rows(found))


def queue_frame(found: Deduplication | Iterable[Match]) -> pd.DataFrame:
    """Return the pairs to judge: `rank, score, record_a, record_b, reasons, rule`."""
    return frame("queue", queue_rows(found.queue if isinstance(found, Deduplication) else found))


def tags_frame(tags: Iterable[Tag]) -> pd.DataFrame:
    """Return the tags, one row per span: `source, code, method, coder, score, basis, field, start, end, text`."""
    return frame("tags", tags_rows(tags))


def evidence_frame(notes: Iterable[EvidenceNote]) -> pd.DataFrame:
    """Return what people noted in evidence fields: `source, field, code, value, coder, where, reason, disputed`."""
    return frame("evidence", evidence_rows(notes))


def citations_frame(links: Links | Iterable[Citation]) -> pd.DataFrame:
    """Return the citations: `citing, cited, method, confidence, reference, file, line`."""
    return frame("citations", citations_rows(links))


def not_held_frame(links: Links | Iterable[MissingWork]) -> pd.DataFrame:
    """Return the works cited but not held: `cited_by, citing, author, year, title, …`, most cited first."""
    return frame("not_held", not_held_rows(links.not_held if isinstance(links, Links) else links))


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return the Problems: `file, line, code, level, key, message, remedy`."""
    return frame("problems", problems_rows(problems))


def decisions_frame(decisions: Iterable[Decision]) -> pd.DataFrame:
    """Return the decisions: `when, by, verb, key, value, where, reason, what`."""
    return frame("decisions", decisions_rows(decisions))


def agreement_frame(found: Iterable[Agreement]) -> pd.DataFrame:
    """Return how far coders agree: `about, statistic, coders, sources, value, low, high, percent, prevalence, why`."""
    return frame("agreement", agreement_rows(found))


def evidence_map_frame(found: EvidenceMap) -> pd.DataFrame:
    """Return an evidence map, a row per cell: `code, type, sources, keys`."""
    return frame("evidence_map", evidence_map_rows(found))


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

    A Library gives its records, a Deduplication its sources, Links their citations, an EvidenceMap its cells. A list may be of
    Sources, Records, Tags, Matches, Citations, works not held, Decisions, Agreements, evidence notes or Problems.
    `UsageError` for anything else.
    """
    import pandas as pd

    from litreview.agreement import Agreement

    if isinstance(value, Library):
        return library_frame(value)
    if isinstance(value, Deduplication):
        return sources_frame(value)
    if isinstance(value, Links):
        return citations_frame(value)
    if isinstance(value, EvidenceMap):
        return evidence_map_frame(value)
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise UsageError(
            f"no table for a {type(value).__name__}; give what a stage returned (read, dedupe, tag, link, map_evidence …)"
        )
    items = list(value)
    if not items:
        return pd.DataFrame()
    makers: tuple[tuple[type, Any], ...] = (
        (Tag, tags_frame),
        (EvidenceNote, evidence_frame),
        (Source, sources_frame),
        (Record, library_frame),
        (Citation, citations_frame),
        (MissingWork, not_held_frame),
        (Match, queue_frame),
        (Problem, problems_frame),
        (Decision, decisions_frame),
        (Agreement, agreement_frame),
    )
    for kind, maker in makers:
        if all(isinstance(item, kind) for item in items):
            made: pd.DataFrame = maker(items)
            return made
    kinds = ", ".join(sorted({type(item).__name__ for item in items}))
    raise UsageError(f"no table for a list of {kinds}; give items of one kind")

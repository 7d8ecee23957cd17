"""Tables of everything: the rows and columns that other people's scripts stand on, as DataFrames and as CSV.

`TABLES` pins the columns and dtypes of each table; a test holds it. Empty texts are `""`, absent numbers `<NA>`. pandas is
imported only where a frame is made: `csv_table` writes the same bytes without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from litreview.errors import UsageError
from litreview.model import (
    Citation,
    CitedReference,
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
    Work,
)

if TYPE_CHECKING:  # 0.6 s to import
    import pandas as pd

    from litreview.agreement import Agreement

__all__ = [
    "TABLES",
    "Row",
    "agreement_frame",
    "agreement_rows",
    "citation_queue_rows",
    "citations_frame",
    "citations_rows",
    "csv_bytes",
    "csv_table",
    "decisions_frame",
    "decisions_rows",
    "evidence_frame",
    "evidence_map_frame",
    "evidence_map_rows",
    "evidence_rows",
    "not_held_frame",
    "not_held_rows",
    "problems_frame",
    "problems_rows",
    "queue_frame",
    "queue_rows",
    "records_frame",
    "records_rows",
    "sources_frame",
    "sources_rows",
    "tag_matrix",
    "tags_frame",
    "tags_rows",
    "to_frame",
    "values_frame",
    "values_rows",
    "years_rows",
]

Row = tuple[str | int | float | bool | None, ...]
_TEXT, _COUNT, _REAL, _YES = "string", "Int64", "Float64", "boolean"


def _columns(texts: str, **others: str) -> dict[str, str]:
    return {name: others.get(name, _TEXT) for name in texts.split(",")}


TABLES: Mapping[str, Mapping[str, str]] = {
    "records": _columns("file,line,record,source", line=_COUNT),
    "library": _columns(
        "record,file,line,key,type,title,authors,year,container,volume,number,pages,doi,confidential",
        line=_COUNT,
        year=_COUNT,
        confidential=_YES,
    ),
    "sources": _columns(
        "key,type,title,authors,year,container,volume,number,pages,publisher,doi,url,goals,topics,source_type,basis,"
        "records,former_keys,files,confidential,disputed",
        year=_COUNT,
        records=_COUNT,
        confidential=_YES,
    ),
    "values": _columns("source,field,value,file,line", line=_COUNT),
    "queue": _columns("rank,score,record_a,record_b,reasons", rank=_COUNT, score=_REAL),
    "tags": _columns(
        "source,code,method,coder,score,basis,field,start,end,text", score=_REAL, start=_COUNT, end=_COUNT
    ),
    "evidence": _columns("source,field,code,value,coder,where,reason,disputed", disputed=_YES),
    "citations": _columns(
        "citing,cited,method,confidence,reference,file,line", confidence=_REAL, line=_COUNT
    ),
    "citation_queue": _columns(
        "rank,confidence,citing,cited,title,reference,file,line", rank=_COUNT, confidence=_REAL, line=_COUNT
    ),
    "years": _columns("year,references,deviation", year=_COUNT, references=_COUNT, deviation=_REAL),
    "not_held": _columns(
        "cited_by,citing,author,year,title,container,volume,page,doi,reference", cited_by=_COUNT, year=_COUNT
    ),
    "manuscript": _columns("status,key,source,file,line,section,recommendations,intent", line=_COUNT),
    "decisions": _columns("when,by,verb,key,value,where,reason,what"),
    "agreement": _columns(
        "about,statistic,coders,sources,value,low,high,percent,prevalence,why",
        sources=_COUNT,
        **dict.fromkeys(("value", "low", "high", "percent", "prevalence"), _REAL),
    ),
    "evidence_map": _columns("code,type,sources,keys", sources=_COUNT),
    "problems": _columns("file,line,code,level,key,message,remedy", line=_COUNT),
}
"""Table name -> column -> dtype (a pandas nullable dtype: `string`, `Int64`, `Float64`, `boolean`)."""


@runtime_checkable
class _Grid(Protocol):
    """What `map_evidence` returns: `rows` and `columns` as (code, label), `cells` as (row, column) to source keys."""

    @property
    def rows(self) -> Sequence[tuple[str, str]]: ...
    @property
    def columns(self) -> Sequence[tuple[str, str]]: ...
    @property
    def cells(self) -> Mapping[tuple[str, str], Sequence[str]]: ...


def _list(items: Iterable[str]) -> str:
    return "; ".join(item for item in items if item)


def _names(work: Work) -> str:
    return _list(person.display for person in work.authors or work.editors)


def records_rows(found: Deduplication) -> Iterator[Row]:
    """Return one row per record: where it stands and which source holds it, in order of sources."""
    for source in found.sources:
        for record in source.records:
            yield (record.where.file, record.where.line or None, record.id, source.key)


def library_rows(records: Iterable[Record]) -> Iterator[Row]:
    """Return one row per record, with what it says of itself."""
    for r in records:
        yield (
            *(
                r.id,
                r.where.file,
                r.where.line or None,
                r.key,
                r.type,
                r.title,
                _names(r),
                r.year,
                r.container,
            ),
            *(r.get("volume"), r.get("number") or r.get("issue"), r.get("pages"), r.doi, r.confidential),
        )


def sources_rows(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    groups: Mapping[str, str] | None = None,
    disputed: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Row]:
    """Return one row per source. `groups` says of each code its group (default: the built-in codebook's).

    `basis` is the richest text that the source's tags were read from; `disputed` has by source the codes on which people
    differ (`litreview.decisions.disputed_codes`).
    """
    by_source: dict[str, list[Tag]] = {}
    for tag in tags:
        by_source.setdefault(tag.source, []).append(tag)
    group = _groups(groups) if by_source else {}
    richness = ("", "title", "note", "abstract", "full text")
    for s in sources:
        mine = by_source.get(s.key, [])
        codes: dict[str, list[str]] = {}
        for code in dict.fromkeys(tag.code for tag in mine):
            codes.setdefault(group.get(code, "topic"), []).append(code)
        basis = max((tag.basis for tag in mine), key=richness.index, default="")
        yield (
            *(s.key, s.type, s.title, _names(s), s.year, s.container, s.get("volume")),
            *(
                s.get("number") or s.get("issue"),
                s.get("pages"),
                s.get("publisher") or s.get("institution"),
                s.doi,
            ),
            *(
                s.get("url"),
                _list(codes.get("goal", ())),
                _list(codes.get("topic", ())),
                _list(codes.get("type", ())),
            ),
            *(basis, len(s.records), _list(s.former_keys)),
            *(_list(dict.fromkeys(r.where.file for r in s.records)), s.confidential),
            _list((disputed or {}).get(s.key, ())),
        )


def _groups(groups: Mapping[str, str] | None) -> Mapping[str, str]:
    if groups is not None:
        return groups
    from litreview.codebook import load_codebook

    return {code.id: code.group for code in load_codebook().codes}


def values_rows(found: Deduplication) -> Iterator[Row]:
    """Return one row per value that a source did not choose, with the place where it stands."""
    for source in found.sources:
        for other in source.values:  # noqa: PD011  # a Source, not a DataFrame
            yield (source.key, other.field, other.value, other.where.file, other.where.line or None)


def queue_rows(queue: Iterable[Match]) -> Iterator[Row]:
    """Return one row per pair that a person should judge, best first."""
    for rank, match in enumerate(queue, start=1):
        yield (rank, match.score, match.a, match.b, _list(match.reasons))


def tags_rows(tags: Iterable[Tag]) -> Iterator[Row]:
    """Return one row per span; a tag without a span gets one row that leaves field, start, end and text empty."""
    for tag in tags:
        head = (tag.source, tag.code, tag.method, tag.coder, tag.score, tag.basis)
        for span in tag.spans:
            yield (*head, span.field, span.start, span.end, span.text)
        if not tag.spans:
            yield (*head, "", None, None, "")


def evidence_rows(notes: Iterable[EvidenceNote]) -> Iterator[Row]:
    """Return one row per value that a person noted in an evidence field; `code` is empty where it is of the whole source."""
    for n in notes:
        yield (n.source, n.field, n.code, n.value, n.coder, n.where, n.reason, n.disputed)


def citations_rows(citations: Iterable[Citation]) -> Iterator[Row]:
    """Return one row per citation, with the cited reference it rests on."""
    for c in citations:
        where = c.reference.where
        yield (c.citing, c.cited, c.method, c.confidence, c.reference.text, where.file, where.line or None)


def citation_queue_rows(links: Links, sources: Iterable[Source]) -> Iterator[Row]:
    """Return one row per citation that a person should judge, the likeliest first; `title` is that of the work perhaps cited."""
    titles = {source.key: source.title for source in sources}
    for rank, c in enumerate(links.queue, start=1):
        where = c.reference.where
        yield (
            *(rank, c.confidence, c.citing, c.cited, titles.get(c.cited, ""), c.reference.text),
            *(where.file, where.line or None),
        )


def years_rows(years: Mapping[int, tuple[int, float]]) -> Iterator[Row]:
    """Return one row per year of publication: how many references go to it, and how far that lies from the years around it."""
    for year, (count, deviation) in years.items():
        yield (year, count, deviation)


def not_held_rows(missing: Iterable[MissingWork]) -> Iterator[Row]:
    """Return one row per work that sources cite and the review does not hold, most cited first.

    `cited_by` is the number of citing sources, `citing` their keys, the rest the best-formed reference to it.
    """
    for work in missing:
        best = work.references[0] if work.references else None
        yield (len(work.cited_by), _list(work.cited_by), *_reference(best))


def _reference(r: CitedReference | None) -> Row:
    if r is None:
        return ("", None, "", "", "", "", "", "")
    names = _list(person.display for person in r.authors)
    return (names, r.year, r.title, r.container, r.volume, r.page, r.doi, r.text)


def problems_rows(problems: Iterable[Problem]) -> Iterator[Row]:
    """Return one row per Problem, in the order given."""
    for p in problems:
        yield (p.where.file, p.where.line or None, p.code, p.level, p.key, p.message, p.remedy)


def decisions_rows(decisions: Iterable[Decision]) -> Iterator[Row]:
    """Return one row per decision, in the order given."""
    for d in decisions:
        yield (d.when, d.by, d.verb, d.key, d.value, d.where, d.reason, d.what)


def agreement_rows(found: Iterable[Agreement]) -> Iterator[Row]:
    """Return one row per thing judged with Krippendorff's alpha of all its coders, and one per two of them with Cohen's kappa.

    `sources`: those that both, or at least two, have judged. `percent` and `prevalence` (0..1) are of all coders.
    """
    for a in found:
        alpha = a.alpha
        yield (
            *(a.about, "alpha", _list(a.coders), a.n, alpha.value, alpha.low, alpha.high),
            *(a.percent, a.prevalence, alpha.why),
        )
        for pair in a.kappas:
            kappa = pair.kappa
            yield (
                *(a.about, "kappa", _list(pair.coders), pair.n, kappa.value, kappa.low, kappa.high),
                *(None, None, kappa.why),
            )


def evidence_map_rows(found: _Grid) -> Iterator[Row]:
    """Return one row per cell of an evidence map, the empty ones too: how many sources, and their keys."""
    for code, _ in found.rows:
        for type_, _ in found.columns:
            keys = found.cells.get((code, type_), ())
            yield (code, type_, len(keys), _list(keys))


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
    """Return the pairs to judge: `rank, score, record_a, record_b, reasons`."""
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


def evidence_map_frame(found: _Grid) -> pd.DataFrame:
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
    if isinstance(value, _Grid):
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


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a DataFrame as CSV in UTF-8: header first, absent numbers empty, cells that would run neutralised."""
    import pandas as pd

    columns = [
        [
            None if missing else value
            for value, missing in zip(frame[name].tolist(), pd.isna(frame[name]), strict=True)
        ]
        for name in frame.columns
    ]
    return csv_table([str(name) for name in frame.columns], zip(*columns, strict=True))


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV in UTF-8, a line per row; the same bytes as `csv_bytes` of the frame, without pandas."""
    lines = [
        ",".join(map(_quote, row)) for row in (header, *([_cell(value) for value in row] for row in rows))
    ]
    # a lone surrogate has no UTF-8 form
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", "".join(f"{line}\n" for line in lines)).encode("utf-8")


def _quote(cell: str) -> str:
    # the csv module left a lone CR bare until Python 3.13, and what reads it takes that for the end of the line
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\r\n]', cell) else cell


def _cell(value: object) -> str:
    from litreview.text import neutralise

    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # four places are more than any score here means, and the same on every machine
        return repr(round(value, 4))
    return str(value) if isinstance(value, int) else neutralise(str(value))


def csv_named(name: str, rows: Iterable[Row]) -> bytes:
    """Return the rows of the table `name` as CSV, under its pinned columns."""
    return csv_table(list(TABLES[name]), rows)

"""The pinned columns of each table, and its rows as plain tuples: what scripts of other people stand on.

A test holds `TABLES`. Empty texts are `""`, absent numbers None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.decisions import shown_when
from litreview.model import (
    Citation,
    CitedReference,
    Decision,
    Deduplication,
    EvidenceNote,
    Links,
    Match,
    MissingWork,
    Problem,
    Record,
    Source,
    Tag,
    Work,
)
from litreview.results import (
    Assessment,
    AuthorCount,
    CitedWork,
    CountryCount,
    EvidenceMap,
    Flow,
    GoalState,
    JournalCount,
    Overlap,
    Standing,
    YearCount,
)
from litreview.sealed import shown
from litreview.tables.findings import FINDING_COLUMNS
from litreview.tables.requests import REQUEST_COLUMNS, REQUEST_NUMBERS

if TYPE_CHECKING:
    from litreview.agreement import Agreement

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
        "records,former_keys,files,confidential,disputed,status,stage,reason,stream",
        year=_COUNT,
        records=_COUNT,
        confidential=_YES,
    ),
    "assessment": _columns("goal,stream,column,studies,sources,keys", studies=_COUNT, sources=_COUNT),
    "search_overlap": _columns(
        "stage,databases,number_of_databases,count,keys", number_of_databases=_COUNT, count=_COUNT
    ),
    "databases": _columns(
        "database,records,works,only,beside", records=_COUNT, works=_COUNT, only=_COUNT, beside=_COUNT
    ),
    "excluded": _columns("key,authors,year,title,container,status,stage,reason,study,doi", year=_COUNT),
    "values": _columns("source,field,value,file,line,taken", line=_COUNT, taken=_YES),
    "queue": _columns(
        "rank,score,record_a,record_b,reasons,rule,remaining", rank=_COUNT, score=_REAL, remaining=_REAL
    ),
    "tags": _columns(
        "source,code,method,coder,score,basis,field,start,end,text", score=_REAL, start=_COUNT, end=_COUNT
    ),
    "goals": _columns("source,code,state,answer,probability,reason", probability=_REAL),
    "evidence": _columns("source,field,code,value,coder,where,reason,disputed", disputed=_YES),
    "citations": _columns(
        "citing,cited,method,confidence,reference,file,line", confidence=_REAL, line=_COUNT
    ),
    "citation_queue": _columns(
        "rank,confidence,citing,cited,title,reference,file,line", rank=_COUNT, confidence=_REAL, line=_COUNT
    ),
    "years": _columns("year,references,deviation", year=_COUNT, references=_COUNT, deviation=_REAL),
    "not_held": _columns(
        "cited_by,citing,author,year,title,container,volume,page,doi,reference,key",
        cited_by=_COUNT,
        year=_COUNT,
    ),
    "description": _columns("figure,value", value=_REAL),
    "authors": _columns(
        "name,works,fractional,first,times_cited",
        works=_COUNT,
        fractional=_REAL,
        first=_COUNT,
        times_cited=_COUNT,
    ),
    "journals": _columns("name,works,times_cited", works=_COUNT, times_cited=_COUNT),
    "countries": _columns(
        "name,works,alone,together,times_cited",
        works=_COUNT,
        alone=_COUNT,
        together=_COUNT,
        times_cited=_COUNT,
    ),
    "works_by_year": _columns("year,works,times_cited", year=_COUNT, works=_COUNT, times_cited=_COUNT),
    "most_cited": _columns(
        "source,label,year,times_cited,cited_here", year=_COUNT, times_cited=_COUNT, cited_here=_COUNT
    ),
    "manuscript": _columns("status,key,source,file,line,section,recommendations,intent", line=_COUNT),
    "codings": _columns(
        "code,role_group,coder,interviews,codings,withheld", interviews=_COUNT, codings=_COUNT
    ),
    "decisions": _columns("when,by,verb,key,value,where,reason,what,shown"),
    "agreement": _columns(
        "about,statistic,coders,sources,value,low,high,percent,prevalence,why",
        sources=_COUNT,
        **dict.fromkeys(("value", "low", "high", "percent", "prevalence"), _REAL),
    ),
    "evidence_map": _columns("code,type,sources,keys", sources=_COUNT),
    "flow": _columns("number,of,count", count=_COUNT),
    "findings": _columns(",".join(FINDING_COLUMNS)),
    "requests": _columns(
        ",".join(REQUEST_COLUMNS), fee=_REAL, **dict.fromkeys(sorted(REQUEST_NUMBERS), _COUNT)
    ),
    "problems": _columns("file,line,code,level,key,message,remedy", line=_COUNT),
    "verified": _columns("source,verdict,what,field,ours,theirs,registry,rule,file,line,why", line=_COUNT),
}
"""Table name -> column -> dtype (a pandas nullable dtype: `string`, `Int64`, `Float64`, `boolean`)."""


def _list(items: Iterable[str]) -> str:
    return "; ".join(item for item in items if item)


def _names(work: Work) -> str:
    return _list(person.display for person in work.authors or work.editors)


def records_rows(found: Deduplication) -> Iterator[Row]:
    """Return one row per record: where it stands and which source holds it, in order of sources; behind them those of registries.

    A record of a registry without a source is asked about (the queue has it), or left apart.
    """
    for source in found.sources:
        for record in source.records:
            yield (record.where.file, record.where.line or None, record.id, source.key)
    for one in found.attached:
        yield (one.record.where.file, one.record.where.line or None, one.record.id, one.source)


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
    roles: Mapping[str, str] | None = None,
    disputed: Mapping[str, Sequence[str]] | None = None,
    standing: Standing | None = None,
) -> Iterator[Row]:
    """Return one row per source. `roles` says of each code its column (`Codebook.roles`; default: the built-in codebook's).

    `basis` is the richest text that the source's tags were read from; `disputed` has by source the codes on which people
    differ (`litreview.decisions.disputed_codes`). `standing` says what screening made of each, and its stream; without it these are empty.
    """
    by_source: dict[str, list[Tag]] = {}
    for tag in tags:
        by_source.setdefault(tag.source, []).append(tag)
    role = _roles(roles) if by_source else {}
    richness = ("", "title", "note", "abstract", "full text")
    for s in sources:
        mine = by_source.get(s.key, [])
        codes: dict[str, list[str]] = {}
        for code in dict.fromkeys(tag.code for tag in mine):
            codes.setdefault(role.get(code, "topic"), []).append(code)
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
            *_stands(standing, s.key),
        )


def _stands(standing: Standing | None, key: str) -> Row:
    if standing is None or key not in standing.status:
        return ("", "", "", "")
    one = standing.status[key]
    return (one.status, one.stage, one.reason, standing.streams.get(key, ""))


def excluded_rows(sources: Iterable[Source], standing: Standing) -> Iterator[Row]:
    """Return one row per source that is out: excluded, not retrieved, left unscreened. `study` is another report of the same study."""
    out = set(standing.keys("excluded", "not retrieved", "left unscreened"))
    for s in sources:
        if s.key in out:
            one = standing.status[s.key]
            head = standing.studies.get(s.key, s.key)
            yield (
                *(s.key, _names(s), s.year, s.title, s.container, one.status, one.stage, one.reason),
                *(head if head != s.key else "", s.doi),
            )


def _roles(roles: Mapping[str, str] | None) -> Mapping[str, str]:
    if roles is not None:
        return roles
    from litreview.codebook import load_codebook

    return load_codebook().roles


def values_rows(found: Deduplication) -> Iterator[Row]:
    """Return one row per value that a source did not choose, with the place where it stands; and per value that it has from elsewhere (`taken`).

    That is what only a registry gave, and what a person corrected: its place is the line that says who, when and why.
    """
    for source in found.sources:
        for taken, values in ((False, source.values), (True, source.filled)):  # a Source, not a DataFrame
            for one in values:
                yield (source.key, one.field, one.value, one.where.file, one.where.line or None, taken)
        for said in source.corrected:
            yield (source.key, said.field, said.value, said.place.file, said.place.line or None, True)


def queue_rows(queue: Iterable[Match]) -> Iterator[Row]:
    """Return one row per pair that a person should judge, best first."""
    for rank, match in enumerate(queue, start=1):
        yield (
            rank,
            match.score,
            match.a,
            match.b,
            _list(match.reasons),
            match.rule,
            match.remaining,
        )


def tags_rows(tags: Iterable[Tag]) -> Iterator[Row]:
    """Return one row per span; a tag without a span gets one row that leaves field, start, end and text empty."""
    for tag in tags:
        head = (tag.source, tag.code, tag.method, tag.coder, tag.score, tag.basis)
        for span in tag.spans:
            yield (*head, span.field, span.start, span.end, span.text)
        if not tag.spans:
            yield (*head, "", None, None, "")


def goals_rows(states: Iterable[GoalState]) -> Iterator[Row]:
    """Return one row per source and goal on which nobody has decided: the machine's answer, its probability of a yes, and why."""
    for one in states:
        yield (
            one.source,
            one.code,
            one.state,
            "yes" if one.answer else "no",
            one.probability,
            one.reason,
        )


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


COUNTED: Mapping[type, str] = {
    AuthorCount: "authors",
    JournalCount: "journals",
    CountryCount: "countries",
    YearCount: "works_by_year",
    CitedWork: "most_cited",
}
"""The rows of a Description, each with its table: the columns are the fields."""


def counted_rows(counts: Iterable[object]) -> Iterator[Row]:
    """Return one row per item of a Description, with the fields as its columns."""
    for one in counts:
        yield tuple(getattr(one, column) for column in TABLES[COUNTED[type(one)]])


def not_held_rows(missing: Iterable[MissingWork]) -> Iterator[Row]:
    """Return one row per work that sources cite and the review does not hold, most cited first.

    `cited_by` is the number of citing sources, `citing` their keys, the rest the best-formed reference to it.
    """
    for work in missing:
        best = work.references[0] if work.references else None
        yield (len(work.cited_by), _list(work.cited_by), *_reference(best), work.key)


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
    """Return one row per decision, in the order given; one on a sealed code has the month alone."""
    for d in decisions:
        yield (shown_when(d), d.by, d.verb, d.key, d.value, shown(d.where), shown(d.reason), d.what, d.shown)


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


def evidence_map_rows(found: EvidenceMap) -> Iterator[Row]:
    """Return one row per cell of an evidence map, the empty ones too: how many sources, and their keys."""
    for code, _ in found.rows:
        for type_, _ in found.columns:
            keys = found.cells.get((code, type_), ())
            yield (code, type_, len(keys), _list(keys))


def databases_rows(found: Overlap) -> Iterator[Row]:
    """Return one row per database: its records, the works they make, how many of these no other database has, and its records that count nowhere."""
    for name in dict.fromkeys([*found.databases, *found.beside]):
        only, beside = len(found.only(name)), found.beside.get(name, 0)
        yield (name, found.by_database.get(name, 0), len(found.of(name)), only, beside)


def assessment_rows(found: Assessment) -> Iterator[Row]:
    """Yield a row per cell of goal × stream × what was found."""
    yield from found.rows()


def flow_rows(found: Flow) -> Iterator[Row]:
    """Yield a row per number of the flow, in its order; `of` is the file, the reason or the stream that it is of, where it is not of all."""
    for name, held in found.as_dict().items():
        if isinstance(held, int):
            yield (name, "", held)
        elif isinstance(held, dict):
            yield from ((name, of, count) for of, count in held.items())
    for one in found.identified:
        yield ("identified", one.file, one.records)

"""Make the rows of each table (`columns`) from the results of stages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from litreview.core.containers import grouped
from litreview.core.model import (
    Basis,
    Citation,
    Decision,
    Deduplication,
    Finding,
    Links,
    Match,
    MissingWork,
    Problem,
    Record,
    Source,
    Span,
    Tag,
    TagMethod,
    Where,
    Work,
)
from litreview.core.results.assessment import GoalState
from litreview.core.results.chains import SIDES, Findings, FindingStress
from litreview.core.results.coverage import EvidenceMap, Overlap
from litreview.core.results.packets import Ledger, LedgerEntry
from litreview.core.results.public_records import EVENTS, Request
from litreview.core.results.screening_flow import Flow, Standing, Status
from litreview.core.results.verification import SOURCE_VERDICTS, Verified
from litreview.core.sealed import shown
from litreview.formats.tables.columns import (
    DUTIES,
    AgreementRow,
    AnswerState,
    CitationQueueRow,
    CitationRow,
    CommonWorksRow,
    DatabaseRow,
    DecisionRow,
    EvidenceMapRow,
    ExcludedRow,
    FindingRow,
    FlowRow,
    GoalRow,
    LibraryRow,
    NotHeldRow,
    PairRow,
    ProblemRow,
    QueueRow,
    RecordRow,
    RequestRow,
    SearchRecallRow,
    SourceRow,
    StressRow,
    TagRow,
    ValueRow,
    VerifiedRow,
    YearRow,
    YesNo,
)
from litreview.judgements.agreement import Agreement
from litreview.judgements.codebook import load_codebook
from litreview.judgements.decisions import shown_when

_RICHNESS: tuple[Basis, ...] = ("", "title", "note", "abstract", "full text")


def _list(items: Iterable[str]) -> str:
    return "; ".join(item for item in items if item)


def _names(work: Work) -> str:
    return _list(person.display for person in work.authors or work.editors)


def _place(where: Where) -> tuple[str, int | None]:
    return where.file, where.line or None


def records_rows(found: Deduplication) -> Iterator[RecordRow]:
    """Return one row per record, in order of sources, then the records of registries.

    A registry's record without a source is in the queue of questions, or was left out.
    """
    for source in found.sources:
        for record in source.records:
            yield RecordRow(*_place(record.where), record.id, source.key)
    for one in found.attached:
        yield RecordRow(*_place(one.record.where), one.record.id, one.source)


def library_rows(records: Iterable[Record]) -> Iterator[LibraryRow]:
    """Return one row per record, with its own values."""
    for r in records:
        yield LibraryRow(
            r.id,
            *_place(r.where),
            key=r.key,
            type=r.type,
            title=r.title,
            authors=_names(r),
            year=r.year,
            container=r.container,
            volume=r.get("volume"),
            number=r.get("number") or r.get("issue"),
            pages=r.get("pages"),
            doi=r.doi,
            confidential=r.confidential,
        )


def sources_rows(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    roles: Mapping[str, str] | None = None,
    disputed: Mapping[str, Sequence[str]] | None = None,
    standing: Standing | None = None,
) -> Iterator[SourceRow]:
    """Return one row per source. `roles` maps codes to columns (`Codebook.roles`; default: the built-in codebook's).

    `disputed` maps sources to the codes on which people differ (`litreview.judgements.decisions.disputed_codes`). `standing` has each
    source's screening status and stream; without it these columns are empty.
    """
    by_source = grouped((tag.source, tag) for tag in tags)
    role = (load_codebook().roles if roles is None else roles) if by_source else {}
    for s in sources:
        mine = by_source.get(s.key, [])
        codes = grouped((role.get(code, "topic"), code) for code in dict.fromkeys(tag.code for tag in mine))
        one = standing.status.get(s.key) if standing else None
        yield SourceRow(
            key=s.key,
            type=s.type,
            title=s.title,
            authors=_names(s),
            year=s.year,
            container=s.container,
            volume=s.get("volume"),
            number=s.get("number") or s.get("issue"),
            pages=s.get("pages"),
            publisher=s.get("publisher") or s.get("institution"),
            doi=s.doi,
            url=s.get("url"),
            goals=_list(codes.get("goal", ())),
            topics=_list(codes.get("topic", ())),
            source_type=_list(codes.get("type", ())),
            basis=max((tag.basis for tag in mine), key=_RICHNESS.index, default=""),
            records=len(s.records),
            former_keys=_list(s.former_keys),
            files=_list(dict.fromkeys(r.where.file for r in s.records)),
            confidential=s.confidential,
            disputed=_list((disputed or {}).get(s.key, ())),
            status=one.status if one else "",
            stage=one.stage if one else "",
            reason=one.reason if one else "",
            stream=standing.streams.get(s.key, "") if one and standing else "",
        )


def excluded_rows(sources: Iterable[Source], standing: Standing) -> Iterator[ExcludedRow]:
    """Return one row per source that is not included: excluded, not retrieved, left unscreened."""
    out = set(standing.keys("excluded", "not retrieved", "left unscreened"))
    for s in sources:
        if s.key in out:
            one: Status = standing.status[s.key]
            head = standing.studies.get(s.key, s.key)
            yield ExcludedRow(
                key=s.key,
                authors=_names(s),
                year=s.year,
                title=s.title,
                container=s.container,
                status=one.status,
                stage=one.stage,
                reason=one.reason,
                study=head if head != s.key else "",
                doi=s.doi,
            )


def values_rows(found: Deduplication) -> Iterator[ValueRow]:
    """Return one row per value that a source did not choose, with its place, and one per value from outside its records (`taken`).

    The latter come from a registry alone, or from a person's correction, whose place is the line of the decision.
    """
    for source in found.sources:
        for taken, values in ((False, source.values), (True, source.filled)):  # a Source, not a DataFrame
            for one in values:
                yield ValueRow(source.key, one.field, one.value, *_place(one.where), taken=taken)
        for c in source.corrected:
            yield ValueRow(source.key, c.field, c.value, *_place(c.place), taken=True)


def queue_rows(queue: Iterable[Match]) -> Iterator[QueueRow]:
    """Return one row per pair that a person should judge, best first."""
    for rank, m in enumerate(queue, start=1):
        yield QueueRow(rank, m.score, m.a, m.b, _list(m.reasons), m.rule, m.remaining)


def pairs_rows(found: Deduplication) -> Iterator[PairRow]:
    """Return one row per scored pair of records, the likeliest first; none for a deduplication that compared nothing itself."""
    home = {record.id: source.key for source in found.sources for record in source.records}
    compared: Any = found.compared
    scored = sorted(
        compared.scored_pairs() if compared else (),
        key=lambda pair: (_VERDICTS[pair[2].verdict], -pair[2].score, pair[:2]),
    )
    for a, b, one, e in scored:
        yield PairRow(
            a, b, home.get(a, ""), home.get(b, ""), one.verdict, one.score, float(e.score), e.authors, e.gap,
            e.container, e.volume, e.number, e.page, e.doi, e.isbn, e.abstract, one.rule, _list(one.reasons),
        )  # fmt: skip


_VERDICTS = {"same": 0, "ask": 1, "different": 2}


def common_works_rows(pairs: Mapping[tuple[str, str], int]) -> Iterator[CommonWorksRow]:
    """Return one row per pair of works, for the result of `coupling` or `cocitation`."""
    return (CommonWorksRow(a, b, weight) for (a, b), weight in pairs.items())


def tags_rows(tags: Iterable[Tag], states: Iterable[GoalState] = ()) -> Iterator[TagRow]:
    """Return one row per span, with the answer repeated on each row of a source and code; an answer without a span has one row.

    `states` adds the machine's answers that give no tag, the no and what a person should be asked, behind the tags of their source.
    """
    tagged = tuple(tags)
    found = {(tag.source, tag.code) for tag in tagged}
    others = grouped((state.source, state) for state in states if (state.source, state.code) not in found)
    for source, own in groupby(tagged, key=lambda tag: tag.source):
        for tag in own:
            head = (tag.source, tag.code, tag.method, tag.coder, tag.score, tag.basis)
            yield from _span_rows(head, tag.spans, (tag.state, "yes", tag.probability))
        yield from _answer_rows(others.pop(source, ()))
    for rest in others.values():
        yield from _answer_rows(rest)


def _answer_rows(states: Iterable[GoalState]) -> Iterator[TagRow]:
    for s in states:
        answer: YesNo = "yes" if s.answer else "no"
        yield from _span_rows(
            (s.source, s.code, "rule", "", s.probability, ""), s.spans, (s.state, answer, s.probability)
        )


def _span_rows(
    head: tuple[str, str, TagMethod, str, float, Basis],
    spans: Iterable[Span],
    answer: tuple[AnswerState, YesNo, float | None],
) -> Iterator[TagRow]:
    places: list[tuple[str, int | None, int | None, str]] = [
        (span.field, span.start, span.end, span.text) for span in spans
    ]
    for place in places or [("", None, None, "")]:
        yield TagRow(*head, *place, *answer)


def goals_rows(states: Iterable[GoalState]) -> Iterator[GoalRow]:
    """Return one row per source and goal on which nobody has decided: the machine's answer, its probability of a yes, and why."""
    for s in states:
        yield GoalRow(s.source, s.code, s.state, "yes" if s.answer else "no", s.probability, s.reason)


def citations_rows(citations: Iterable[Citation]) -> Iterator[CitationRow]:
    """Return one row per citation, with the cited reference it rests on."""
    for c in citations:
        yield CitationRow(
            c.citing, c.cited, c.method, c.confidence, c.reference.text, *_place(c.reference.where)
        )


def citation_queue_rows(links: Links, sources: Iterable[Source]) -> Iterator[CitationQueueRow]:
    """Return one row per citation that a person should judge, the likeliest first."""
    titles = {source.key: source.title for source in sources}
    for rank, c in enumerate(links.queue, start=1):
        title, reference = titles.get(c.cited, ""), c.reference
        yield CitationQueueRow(
            rank, c.confidence, c.citing, c.cited, title, reference.text, *_place(reference.where)
        )


def years_rows(years: Mapping[int, tuple[int, float]]) -> Iterator[YearRow]:
    """Return one row per year of publication: the number of references to it, and its deviation from the years around it."""
    for year, (count, deviation) in years.items():
        yield YearRow(year, count, deviation)


def not_held_rows(missing: Iterable[MissingWork]) -> Iterator[NotHeldRow]:
    """Return one row per cited work outside the review, most cited first, with the values of its best-formed reference."""
    for work in missing:
        cited_by, citing = len(work.cited_by), _list(work.cited_by)
        if not work.references:
            yield NotHeldRow(cited_by, citing, key=work.key)
            continue
        best = work.references[0]
        yield NotHeldRow(
            cited_by,
            citing,
            author=_list(person.display for person in best.authors),
            year=best.year,
            title=best.title,
            container=best.container,
            volume=best.volume,
            page=best.page,
            doi=best.doi,
            reference=best.text,
            key=work.key,
        )


def problems_rows(problems: Iterable[Problem]) -> Iterator[ProblemRow]:
    """Return one row per Problem, in the order given."""
    for p in problems:
        yield ProblemRow(*_place(p.where), p.code, p.level, p.key, p.message, p.remedy)


def decisions_rows(decisions: Iterable[Decision]) -> Iterator[DecisionRow]:
    """Return one row per decision, in the order given; one on a sealed code has the month alone."""
    for d in decisions:
        details = (shown(d.where), shown(d.reason), d.what, d.shown)
        yield DecisionRow(shown_when(d), d.by, d.verb, d.key, d.value, *details)


def agreement_rows(found: Iterable[Agreement]) -> Iterator[AgreementRow]:
    """Return one row per judged item with Krippendorff's alpha of all its coders, and one per pair of coders with Cohen's kappa."""
    for a in found:
        alpha = a.alpha
        measured = (alpha.value, alpha.low, alpha.high)
        yield AgreementRow(
            a.about, "alpha", _list(a.coders), a.n, *measured, a.percent, a.prevalence, alpha.why
        )
        for pair in a.kappas:
            kappa = pair.kappa
            measured = (kappa.value, kappa.low, kappa.high)
            yield AgreementRow(a.about, "kappa", _list(pair.coders), pair.n, *measured, None, None, kappa.why)


def evidence_map_rows(found: EvidenceMap) -> Iterator[EvidenceMapRow]:
    """Return one row per cell of an evidence map, also the empty ones: the number of sources, and their keys."""
    for code, _ in found.rows:
        for type_, _ in found.columns:
            keys = found.cells.get((code, type_), ())
            yield EvidenceMapRow(code, type_, len(keys), found.suggested_in(code, keys), _list(keys))


def databases_rows(found: Overlap) -> Iterator[DatabaseRow]:
    """Return one row per database: its records, its works, those that no other database has, and its uncounted records."""
    for name in dict.fromkeys([*found.databases, *found.beside]):
        only, uncounted = len(found.only(name)), found.beside.get(name, 0)
        yield DatabaseRow(name, found.by_database.get(name, 0), len(found.of(name)), only, uncounted)


def search_recall_rows(found: Overlap) -> Iterator[SearchRecallRow]:
    """Return one row per database, and one for all together: how many of the works known beforehand it found."""
    for one in found.recalls:
        counts = len(one.known), len(one.found), round(one.recall, 3)
        only = len(found.only(one.database)) if one.database in found.databases else len(found.found_in)
        yield SearchRecallRow(
            one.database, *counts, one.low, one.high, _list(one.keys), _list(one.missed), only
        )


def ledger_rows(found: Ledger) -> Iterator[LedgerEntry]:
    """Return the numbers of the ledger without those of Problems, which differ between a copy with `private/` and one without."""
    return (one for one in found if one.name not in ("errors", "warnings", "infos"))


def flow_rows(found: Flow) -> Iterator[FlowRow]:
    """Yield a row per number of the flow, in its order. `of` is its file, reason or stream, empty for a total."""
    for name, number in found.as_dict().items():
        if isinstance(number, int):
            yield FlowRow(name, "", number)
        elif isinstance(number, dict):
            yield from (FlowRow(name, of, count) for of, count in number.items())
    for one in found.identified:
        yield FlowRow("identified", one.file, one.records)


def stress_rows(found: Iterable[FindingStress]) -> Iterator[StressRow]:
    """Yield a row per finding or recommendation and kind of reversal, one for what does not stand."""
    for one in found:
        for kind, names in one.smallest.items() or (("", None),):
            yield StressRow(
                one.id,
                one.stands,
                one.held,
                one.supporting,
                one.contradicting,
                kind,
                None if names is None else len(names),
                "; ".join(names or ()),
                "; ".join(one.alone.get(kind, ())),
                one.basis(),
                one.why,
                one.fragile,
                one.goal_balance,
                "; ".join(one.conflicts),
            )


def findings_rows(found: Findings, unnamed: Collection[str] = ()) -> Iterator[FindingRow]:
    """Return one row per source on a side of a finding and per passage, one per finding without sources, and one per open statement.

    A recommendation has one row per finding that it rests on, with `rests on` as `side` and the finding's id as `key`. `unnamed` are
    sources that no text cites by their code; their `key` is `(interview)`.
    """
    for finding in found.findings:
        if not finding.sources:
            yield _finding_row(finding)
        for side in SIDES:
            for key in getattr(finding, side):
                shown = "(interview)" if key in unnamed else key
                passages = [one for one in finding.passages if one.key == key and one.side == side]
                for where, quote in [(one.where, one.quote) for one in passages] or [("", "")]:
                    yield _finding_row(finding, side, shown, where, quote)
    for one in found.recommendations:
        bases = [finding.id for finding in found.bases(one)] if found.findings else one.findings
        for id_ in bases:
            yield FindingRow("recommendation", one.id, one.statement, side="rests on", key=id_)
        if not bases:
            yield FindingRow("recommendation", one.id, one.statement)


def _finding_row(one: Finding, side: str = "", key: str = "", where: str = "", quote: str = "") -> FindingRow:
    return FindingRow(
        kind=one.kind,
        id=one.id,
        statement=one.statement,
        goal=one.goal,
        stance=one.stance,
        cerqual=one.cerqual.level if one.cerqual else "",
        strength=one.strength,
        strength_reason=one.strength_reason,
        side=side,
        key=key,
        where=where,
        quote=quote,
    )


def request_rows(requests: Iterable[Request]) -> Iterator[Any]:
    """Return one row per request, in the order given."""
    for one in requests:
        yield RequestRow(
            code=one.code,
            agency=one.agency,
            level=one.level,
            jurisdiction=one.jurisdiction,
            law=one.law,
            tracking="; ".join(one.tracking),
            sent=_day(one, "sent"),
            **_events(one),
            **_duties(one),
            why="; ".join(f"{each.duty}: {each.why}" for each in one.deadlines),
            outcome=one.outcome,
            fee=one.fee,
            exemption=one.exemption,
            pages=one.pages,
            documents_held=one.documents,
            documents_released=one.released,
        )


def _events(request: Request) -> dict[str, Any]:
    """Return for each event after the first its day, and the days to it."""
    names = {event: event.replace(" ", "_") for event in EVENTS[1:]}
    days = {name: _day(request, event) for event, name in names.items()}
    return {**days, **{f"{name}_days": request.days_to(event) for event, name in names.items()}}


def _duties(request: Request) -> dict[str, Any]:
    """Return for each duty how it was met and when it was due."""
    deadlines = {str(duty): request.deadline(duty) for duty in DUTIES}
    met = {duty: one.punctuality if one else "" for duty, one in deadlines.items()}
    return {
        **met,
        **{f"{duty}_due": str(one.due) if one and one.due else "" for duty, one in deadlines.items()},
    }


def _day(request: Request, event: str) -> str:
    day = request.first(event)
    return str(day) if day else ""


def verified_rows(found: Iterable[Verified]) -> Iterator[VerifiedRow]:
    """Return at least one row per source, one per result of its verification: `what` is agrees, differs, slightly, contradicts, notice or "".

    A source that a registry has gives one row for the fields that agree, and one for each that differs, with both values.
    """
    for one in found:
        yield from [*_known(one)] or [_verified_row(one, one.where)]


def _verified_row(one: Verified, where: Where, what: str = "", **known: Any) -> VerifiedRow:
    verdict, line = SOURCE_VERDICTS[one.verdict], where.line or None
    return VerifiedRow(
        source=one.source, verdict=verdict, what=what, file=where.file, line=line, why=one.why, **known
    )


def _known(one: Verified) -> Iterator[VerifiedRow]:
    for c in one.contradictions:
        known = {"field": c.field, "ours": c.says, "registry": c.registry, "rule": c.rule}
        yield _verified_row(one, c.where, "contradicts", **known)
    row = partial(_verified_row, one, one.where)
    for each in one.differences:
        what = "slightly" if each.slight else "differs"
        yield row(what, field=each.field, ours=each.ours, theirs=each.theirs, registry=each.registry)
    for agreed in one.confirmations:
        yield row("agrees", field="; ".join(agreed.fields), theirs=agreed.found_by, registry=agreed.registry)
    for notice in one.notices:
        yield row("notice", theirs=notice)

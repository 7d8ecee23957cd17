"""Questions on duplicates: whether two entries, shown side by side, are one work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from litreview.core.model import Decision, Match, Problem, Record, RecordId, Source, Work
from litreview.core.wording import plural
from litreview.formats.sheets import Column, FilledRow, Row, Sheet
from litreview.judgements.decisions import (
    ENRICHED,
    KINDS,
    PAIR_VERBS,
    disputes,
    names_object,
    split_related,
)
from litreview.linkage import heads
from litreview.linkage.side_by_side import FIELDS, side_by_side
from litreview.review.questions import (
    Choice,
    Form,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    SheetFormat,
    VerbKeyValue,
    entries_of,
)
from litreview.review.questions.shared import NOTES, Answered, address, read_verb, reason_column
from litreview.review.session import Review
from litreview.stages.duplicates.merge import merge
from litreview.works.missing_values import SAME

_HELP = (
    "One work is one text by the same people, wherever it was printed. An edition, a summary, a review or a "
    "preprint that is cited in its own right is another work: say r, and the two are shown as related."
)
_KINDS: Mapping[str, str] = {
    "version": "versions of one text",
    "edition": "editions",
    "summary": "one sums up the other",
    "same-data": "the same data",
    "review-of": "one reviews the other",
}
_VERBS = ("same", "different", "related")
_WIDTHS = {
    "entry": 24, "title": 42, "author": 28, "in": 28, "abstract": 60, "url": 28, "institution": 24, "doi": 24,
}  # fmt: skip
"""Columns of a sheet on two entries, with their widths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePair:
    """Two records that may be one work. `names`: their names in decisions. `sources`: the keys of their current sources."""

    match: Match
    records: tuple[Record, Record]
    names: tuple[str, str]
    sources: tuple[str, str]


def find_pairs(review: Review, *, confidential: bool = False) -> tuple[CandidatePair, ...]:
    """Return the pairs that a person should judge, likeliest first; confidential ones on request only."""
    deduplication = review.deduplication
    records = {record.id: record for record in (*review.library, *review.enriched)}
    # a registry's record goes by its id, and belongs to no source before a decision
    own: dict[RecordId, str] = {record.id: record.id for record in review.enriched}
    home = own | {record.id: source.key for source in deduplication.sources for record in source.records}
    names = review.record_names
    pairs = [(match, records[match.a], records[match.b]) for match in deduplication.queue]
    return tuple(
        CandidatePair(
            match=match,
            records=(a, b),
            names=(names[a.id], names[b.id]),
            sources=(home[a.id], home[b.id]),
        )
        for match, a, b in pairs
        if confidential or not (a.confidential or b.confidential)
    )


def implied_reason(pair: CandidatePair, answers: Iterable[VerbKeyValue], homes: Mapping[str, str]) -> str:
    """Return why answers on other pairs imply the answer on a pair, `""` if they don't.

    `answers`: verb, name, name each; `homes`: the source of each name. If A = B and B = C, A = C; if
    A = B and B ≠ C, A ≠ C.
    """
    same: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    pair_sources = [homes.get(name, name) for name in pair.sources]
    registry_name = next((name for name in pair.names if name.startswith(ENRICHED)), "")
    for verb, a, value in answers:
        b = split_related(value)[1] if verb == "related" else value
        if any(name.startswith(ENRICHED) for name in (a, b)):
            # a registry's record belongs to one source; two sources like it are not thereby one work
            if verb == "same" and registry_name in (a, b):
                return "it is of another source by another answer"
            continue
        if registry_name:
            continue
        (same if verb == "same" else different).append((homes.get(a, a), homes.get(b, b)))
    names = dict.fromkeys(name for one in (*same, *different, pair_sources) for name in one)
    head = heads(names, same)
    ends = {head[name] for name in pair_sources}
    if len(ends) == 1:
        return "they are one work by other answers"
    if any({head[a], head[b]} == ends for a, b in different):
        return "they are kept apart by other answers"
    return ""


def choices(pair: CandidatePair) -> Mapping[str, Choice]:
    """Return the choices of a pair; a page also offers each kind of relation by a digit."""
    a, b = pair.names
    legend = "Two works that belong together, and how"
    return {
        "y": Choice(label="the same work", decision=("same", a, b)),
        "n": Choice(label="two works", decision=("different", a, b)),
        "r": Choice(label="two works that belong together", decision=("related", a, f"related {b}")),
        **{
            str(number): Choice(
                label=_KINDS[kind], decision=("related", a, f"{kind} {b}"), legend=legend, page=True
            )
            for number, kind in enumerate(KINDS, start=1)
        },
    }


def _find(session: Session) -> Sequence[Question]:
    return [
        Question(
            about="\n".join(("pair", *sorted(pair.names))),
            works=pair.records,
            item=pair,
            group=" ".join(pair.names),
            shows=partial(_show, session),
        )
        for pair in find_pairs(session.review, confidential=session.confidential)
    ]


def _show(session: Session, question: Question) -> QuestionView:
    pair: CandidatePair = question.item
    match = pair.match
    rule = (
        f"`litreview dedupe --explain-rule {match.rule.split()[-1]}` says it in words." if match.rule else ""
    )
    return QuestionView(
        heading=pair.records[0].title or pair.records[0].key,
        prompt="Are these two one work?",
        parts=(QuestionPart(prompt="one work?", choices=choices(pair), help=_HELP),),
        places=[str(record.where) for record in pair.records],
        merged=lambda: _merged_entry(session, pair),
        merging=" If they are one work, a field that you choose to keep is a correction (`set`) with your name.",
        help=_HELP,
        suggested="yes",
        known=[key for key in pair.sources if not key.startswith(ENRICHED)],
        reasons=match.reasons,
        behind=match.behind,
        why=(
            f"Asked because {'; '.join(match.reasons)}.",
            f"The rule is {match.rule}; {rule}" if rule else "",
            f"The score is {match.score:.2f}; {match.behind}.",
        ),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the two entries, the rule, and decisions on the pair."""
    pair: CandidatePair = question.item
    decisions = [d for d in session.lines() if d.verb in PAIR_VERBS and _is_on_pair(d, pair)]
    return {
        **entries_of(pair.records),
        "why it is asked": "; ".join((*pair.match.reasons, pair.match.rule)),
        **{f"what {d.by} said of the pair": f"{d.verb} {d.value}, {d.when}" for d in decisions},
    }


def _is_on_pair(decision: Decision, pair: CandidatePair) -> bool:
    other = split_related(decision.value)[1] if decision.verb == "related" else decision.value
    return {decision.key, other} == {*pair.names}


def _merged_entry(session: Session, pair: CandidatePair) -> Source | None:
    """Return the merged entry; None with a registry's record, which only fills missing fields."""
    if any(name.startswith(ENRICHED) for name in pair.names):
        return None
    sources = session.cached("by key", lambda: {source.key: source for source in session.review.sources})
    records = [record for key in dict.fromkeys(pair.sources) for record in sources[key].records]
    return merge(records, pair.sources[0], prefer=session.review.settings.databases)


def _field_choices(
    session: Session, question: Question, choice: Choice, form: Form
) -> Iterator[VerbKeyValue]:
    """Yield a `set` for each field whose chosen value differs from the merged entry."""
    pair: CandidatePair = question.item
    merged_entry = _merged_entry(session, pair) if choice.decision[0] == "same" else None
    for row in side_by_side(pair.records) if merged_entry else ():
        side = form.get(f"keep-{row.name}", "")
        if merged_entry and side in ("0", "1") and row.values[int(side)]:
            name, value = _field_and_value(pair.records[int(side)], row.name)
            if value != _field_and_value(merged_entry, row.name)[1]:
                yield "set", pair.names[0], f"{name}={value}"


def _field_and_value(work: Work, row: str) -> tuple[str, str]:
    """Return the field of a work behind a row of the comparison, by its name in a `set`, and its full value."""
    names = next(fields for name, fields in FIELDS if name == row)
    if row == "type":
        return names[0], work.type
    if row == "year" and work.year is not None:
        return "year", str(work.year)
    if row == "doi" and work.doi:
        return "doi", work.doi
    field = next((name for name in names if work.get(name)), names[0])
    return next((one for one, other in SAME.items() if other == field), field), work.get(field)


def _moot(session: Session, question: Question, answers: Sequence[VerbKeyValue]) -> str:
    def homes() -> Mapping[str, str]:
        pairs = find_pairs(session.review, confidential=session.confidential)
        return {name: key for one in pairs for name, key in zip(one.names, one.sources, strict=True)}

    return implied_reason(question.item, answers, session.cached("homes", homes))


def _none_left_text(session: Session) -> str:
    review = session.review
    disputed = disputes([d for d in review.decisions if d.verb in PAIR_VERBS], review.settings.adjudicators)
    if not disputed:
        return "0 pairs: none is left to judge."
    return (
        f"0 pairs: none is left to ask. {plural(len(disputed), 'pair is', 'pairs are')} disputed by people: "
        "`litreview decide --ask disputes --by NAME` puts them to the adjudicator."
    )


def _note(session: Session) -> str:
    hidden_count = len(session.review.deduplication.queue) - len(
        session.cached("pairs", lambda: find_pairs(session.review))
    )
    note = f"The works are those of {session.read_at}; what you say here is merged when you leave this desk or reach its end."
    if hidden_count:
        note += f" With a confidential source, and not shown here: {hidden_count}. `litreview decide` takes what you know of them."
    return note


def _sheet(session: Session) -> Sheet:
    pairs = find_pairs(session.review, confidential=session.confidential)
    table = [
        {row.name: row for row in side_by_side(one.records, whole=session.confidential)} for one in pairs
    ]
    rows = []
    for number, (pair, fields) in enumerate(zip(pairs, table, strict=True), start=1):
        cells = {"#": str(number), "why asked": "; ".join(pair.match.reasons)}
        sides = [*zip("AB", pair.records, strict=True)]
        cells |= {f"entry {side}": f"{record.key} ({record.where})" for side, record in sides}
        for name, row in fields.items():
            cells |= {f"{name} {side}": value for side, value in zip("AB", row.values, strict=True)}
        differ = [row.name for row in fields.values() if row.conflict]
        rows.append(
            Row(
                ids=pair.names,
                cells=cells,
                shown="yes",
                marked=frozenset(f"{name} {side}" for name in differ for side in "AB"),
                links={f"url {side}": address(record) for side, record in sides},
            )
        )
    names = ["entry", *(name for name, _ in FIELDS if any(name in fields for fields in table))]
    hint = (
        "same: one work. different: two works. related: two works that belong together "
        "(an edition, a summary, a preprint cited in its own right). Blank: undecided."
    )
    return Sheet(
        kind="duplicates",
        title="title A",
        columns=(
            Column(name="#", width=5),
            Column(name="decision", answer=True, choices=_VERBS, hint=hint),
            reason_column(24),
            Column(name="why asked", width=30),
            *(Column(name=f"{name} {side}", width=_WIDTHS.get(name, 12)) for name in names for side in "AB"),
        ),
        rows=tuple(rows),
        notes=(
            "Are these entries one work?",
            *NOTES,
            "Coloured cells: both entries say something, and it differs.",
        ),
    )


def _read(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    return read_verb(row, _VERBS, lambda verb: f"related {row.ids[1]}" if verb == "related" else row.ids[1])


TOPIC = QuestionTopic(
    name="duplicates",
    title="Duplicates",
    noun="pair",
    find=_find,
    rests=_rests,
    beside_answer=_field_choices,
    owns=lambda _, line: line.verb in PAIR_VERBS and not names_object(line),
    # the values that were chosen for the merged entry
    owns_extra=lambda session, line: session.review.corrects(line),
    moot=_moot,
    left=lambda review, _: len(find_pairs(review)),
    nothing=_none_left_text,
    left_out=False,
    note=_note,
    table=SheetFormat(make=_sheet, read=_read, names=lambda row: row.ids),
)

"""Questions on duplicates: whether two entries, shown side by side, are one work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from litreview.core.model import Decision, Match, Problem, Record, RecordId, Source, Work
from litreview.core.wording import plural
from litreview.formats.sheets import Column, FilledRow, Row, Sheet
from litreview.judgements.decisions import (
    ENRICHED,
    PAIR_VERBS,
    disputes,
    names_object,
    split_related,
)
from litreview.linkage import heads
from litreview.linkage.side_by_side import FIELDS, FieldRow, side_by_side
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
from litreview.review.questions.duplicate_classes import ClassPair, SampledClass, sampled_classes
from litreview.review.questions.shared import NOTES, Answered, address, read_verb, reason_column
from litreview.review.session import Review
from litreview.stages.duplicates.merge import merge
from litreview.stages.evidence import screen
from litreview.stages.learning.sampling import RISK
from litreview.works.missing_values import SAME

_HELP = (
    "Two entries are one work if they are the same text by the same people, wherever it was printed. An edition, a summary, a "
    "review or a preprint that is cited separately is another work: say how the two are related. The key r is offered if a rule suggests how."
)
_KINDS: Mapping[str, str] = {
    "version": "versions of one text",
    "edition": "editions",
    "summary": "one summarises the other",
    "same-data": "the same data",
    "review-of": "one reviews the other",
    "related": "related in another way",
}
_OTHERWISE = "related otherwise"
"""The answer in a sheet for a relation without a kind: `related` alone would undo the kind that a rule found."""
_WIDTHS = {
    "entry": 24, "title": 42, "author": 28, "in": 28, "abstract": 60, "url": 28, "institution": 24, "doi": 24,
}  # fmt: skip
"""Columns of a sheet on two entries, with their widths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePair:
    """Two records that may be one work. `names`: their names in decisions. `sources`: the keys of their current sources.

    `proposed`: how a rule says that they are related, `""` if none does. `sampled`: the class whose sample it is in. `decides`: the verb
    by which the question decides the rest of that class.
    """

    match: Match
    records: tuple[Record, Record]
    names: tuple[str, str]
    sources: tuple[str, str]
    proposed: str = ""
    sampled: SampledClass | None = None
    decides: str = ""

    @property
    def note(self) -> str:
        """The sample that an answer belongs to, `""`: none."""
        return self.sampled.sample.note if self.sampled and not self.decides else ""


def find_pairs(review: Review, *, confidential: bool = False) -> tuple[CandidatePair, ...]:
    """Return the pairs that a person should judge, likeliest first; confidential ones on request only."""
    deduplication = review.deduplication
    records = {record.id: record for record in (*review.library, *review.enriched)}
    # a registry's record goes by its id, and belongs to no source before a decision
    own: dict[RecordId, str] = {record.id: record.id for record in review.enriched}
    home = own | {record.id: source.key for source in deduplication.sources for record in source.records}
    names = review.record_names
    pairs = [(match, records[match.a], records[match.b]) for match in deduplication.queue]
    kinds = {frozenset((one.a, one.b)): one.kind for one in deduplication.related}
    return tuple(
        CandidatePair(
            match=match,
            records=(a, b),
            names=(names[a.id], names[b.id]),
            sources=(home[a.id], home[b.id]),
            proposed=kinds.get(frozenset((home[a.id], home[b.id])), ""),
        )
        for match, a, b in pairs
        if confidential or not (a.confidential or b.confidential)
    )


ONE_BY_OTHERS = "other answers already make them one work"


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
                return "another answer already gives it to another source"
            continue
        if registry_name:
            continue
        (same if verb == "same" else different).append((homes.get(a, a), homes.get(b, b)))
    names = dict.fromkeys(name for one in (*same, *different, pair_sources) for name in one)
    head = heads(names, same)
    ends = {head[name] for name in pair_sources}
    if len(ends) == 1:
        return ONE_BY_OTHERS
    if any({head[a], head[b]} == ends for a, b in different):
        return "other answers already keep them apart"
    return ""


def choices(pair: CandidatePair) -> Mapping[str, Choice]:
    """Return the choices of a pair, each kind of relation by a digit. A class has one choice for the rest of it.

    Where a rule says how the two are related, `r` keeps that, and only a page offers the digits.
    """
    a, b = pair.names
    if pair.decides and pair.sampled:
        key, label = (
            ("y", "each pair is one work") if pair.decides == "same" else ("n", "each pair is two works")
        )
        rest = [(pair.decides, *names) for names in pair.sampled.rest]
        return {
            key: Choice(label=label, decision=rest[0], further=rest[1:], reason=pair.sampled.sample.reason)
        }
    legend = "Two related works, and how they are related"
    kept = Choice(
        label=f"two related works: {_KINDS.get(pair.proposed, '')}",
        decision=("related", a, f"{pair.proposed} {b}"),
    )
    return {
        "y": Choice(label="the same work", decision=("same", a, b)),
        "n": Choice(label="two works", decision=("different", a, b)),
        **({"r": kept} if pair.proposed else {}),
        **{
            str(number): Choice(
                label=label, decision=("related", a, f"{kind} {b}"), legend=legend, page=bool(pair.proposed)
            )
            for number, (kind, label) in enumerate(_KINDS.items(), start=1)
        },
    }


def _prompt(pair: CandidatePair) -> str:
    """Return the question in the terminal, with the kinds of relation if they are asked for."""
    digits = [
        f"{key} {choice.label}" for key, choice in choices(pair).items() if key.isdigit() and not choice.page
    ]
    return f"{', '.join(digits)}\none work?" if digits else "one work?"


def _find(session: Session) -> Sequence[Question]:
    return [
        Question(
            about="\n".join(("pair", *sorted(pair.names), *filter(None, [pair.decides]))),
            works=pair.records,
            item=pair,
            group=" ".join((*pair.names, *filter(None, [pair.decides]))),
            shows=partial(_show, session),
        )
        for pair in _in_classes(session)
    ]


def _in_classes(session: Session) -> Sequence[CandidatePair]:
    """Return the pairs to judge: samples of classes first, each with its two decisions on the rest, then the others, likeliest first."""
    pairs = find_pairs(session.review, confidential=session.confidential)
    left = {pair.names: pair for pair in pairs}
    found = []
    for one in session.cached("classes of pairs", lambda: classes_of(session.review, pairs)):
        found += [replace(left.pop(names), sampled=one) for names in one.drawn]
        if one.rest:
            found += [replace(left[one.rest[0]], sampled=one, decides=verb) for verb in ("same", "different")]
    return [*found, *left.values()]


def classes_of(review: Review, pairs: Iterable[CandidatePair]) -> Sequence[SampledClass]:
    """Return the classes of pairs that are sampled; a pair is in none if it is confidential, a registry's or screened in part."""
    settings = review.settings
    if not settings.class_limit:
        return ()
    states = screen(
        review.sources,
        review.decisions,
        screeners=settings.screeners,
        adjudicators=settings.adjudicators,
    )
    records = {source.key: source.records for source in review.deduplication.sources}
    members = [
        ClassPair(
            names=pair.names,
            rule=pair.match.rule,
            records=pair.records,
            works=(records[a], records[b]),
            sources=pair.sources,
        )
        for pair in pairs
        for a, b in [pair.sources]
        if not (pair.match.against or any(name.startswith(ENRICHED) for name in (*pair.names, a, b)))
        and not any(record.confidential for record in pair.records)
        and (states[a].abstract, states[a].fulltext) == (states[b].abstract, states[b].fulltext)
    ]
    return sampled_classes(members, review.decisions, settings.class_limit)


def _show_class(question: Question, one: SampledClass) -> QuestionView:
    """Return the display of a decision on the rest of a class, with its first pair as an example."""
    pair: CandidatePair = question.item
    rest = len(one.rest)
    which = "one work" if pair.decides == "same" else "two works"
    about = (
        f"your answer counts for the other {plural(rest, 'pair')} of class {one.sample.code}. All {one.sample.size} pairs of a random sample were {which}. With {1 - RISK:.0%} confidence over all samples of the review, "
        f"at most {one.sample.at_most} of the {one.sample.left} pairs of the class are not"
    )
    return QuestionView(
        heading=f"Class {one.sample.code}: the other {plural(rest, 'pair')}",
        prompt=f"Are the other {plural(rest, 'pair')} {which} each?",
        parts=(QuestionPart(prompt=f"all {rest} {which}?", choices=choices(pair), help=_CLASS_HELP),),
        places=[str(record.where) for record in pair.records],
        help=_CLASS_HELP,
        suggested="yes",
        known=[key for key in pair.sources if not key.startswith(ENRICHED)],
        reasons=(about, f"what the pairs share: {one.words}"),
        why=(f"{about[:1].upper()}{about[1:]}.", f"What the pairs share: {one.words}."),
    )


_CLASS_HELP = "Your answer is saved as one decision for each pair. `litreview decide clear class CODE --by NAME` takes all of them back. Skip this question to judge the pairs one by one."


def _show(session: Session, question: Question) -> QuestionView:
    pair: CandidatePair = question.item
    if pair.decides and pair.sampled:
        return _show_class(question, pair.sampled)
    match = pair.match
    drawn = f"in a {pair.note}" if pair.note else ""
    rule = (
        f"`litreview dedupe --explain-rule {match.rule.split()[-1]}` explains the rule." if match.rule else ""
    )
    return QuestionView(
        heading=pair.records[0].title or pair.records[0].key,
        prompt="Are these two entries one work?",
        parts=(QuestionPart(prompt=_prompt(pair), choices=choices(pair), help=_HELP),),
        places=[str(record.where) for record in pair.records],
        merged=lambda: _merged_entry(session, pair),
        merging=" If they are one work, each field that you choose is recorded as your correction (`set`).",
        help=_HELP,
        suggested="yes",
        known=[key for key in pair.sources if not key.startswith(ENRICHED)],
        reasons=match.reasons,
        behind=drawn or match.behind,
        note=pair.note,
        why=(
            f"You are asked because of this: {'; '.join(match.reasons)}.",
            f"The rule is {match.rule}; {rule}" if rule else "",
            f"The score is {match.score:.2f}; {drawn or match.behind}.",
        ),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the two entries, the rule, and decisions on the pair."""
    pair: CandidatePair = question.item
    if pair.decides and pair.sampled:
        names = "\n".join(map(" ".join, pair.sampled.rest))
        return {"the pairs of the class": names, "the answers on its sample": " ".join(pair.sampled.answered)}
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
    if pair.decides:
        return
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

    pair: CandidatePair = question.item
    known = session.cached("homes", homes)
    if pair.decides and pair.sampled:
        return _sample_open(pair.sampled, pair.decides, answers, session, known)
    return implied_reason(pair, answers, known)


def _sample_open(
    one: SampledClass, verb: str, answers: Sequence[VerbKeyValue], session: Session, homes: Mapping[str, str]
) -> str:
    """Return why the rest of a class can't be decided by a verb yet, `""` if all of the sample was judged by it."""
    given = {frozenset((a, b)): said for said, a, b in answers}
    by_names = session.cached("drawn", lambda: {pair.names: pair for pair in _in_classes(session)})
    said = [
        *one.answered,
        *(
            given.get(frozenset(names))
            or ("same" if implied_reason(by_names[names], answers, homes) == ONE_BY_OTHERS else "")
            for names in one.drawn
        ),
    ]
    if given.get(frozenset(one.rest[0])):
        return "its pairs are judged one by one"
    return "" if set(said) == {verb} else "the pairs of its sample have different answers"


def _none_left_text(session: Session) -> str:
    review = session.review
    disputed = disputes([d for d in review.decisions if d.verb in PAIR_VERBS], review.settings.adjudicators)
    if not disputed:
        return "0 pairs: none is left to judge."
    return (
        f"0 pairs: none is left to judge. People disagree on {plural(len(disputed), 'pair')}: "
        "an adjudicator settles this with `litreview decide --ask disputes --by NAME`."
    )


def _note(session: Session) -> str:
    hidden_count = len(session.review.deduplication.queue) - len(
        session.cached("pairs", lambda: find_pairs(session.review))
    )
    note = f"The works are shown as of {session.read_at}. Your answers merge works when you leave this desk or reach its end."
    if hidden_count:
        note += f" Not shown here, because a source is confidential: {hidden_count}. Use `litreview decide` if you know the answer."
    return note


def _sheet(session: Session) -> Sheet:
    pairs = [pair for pair in _in_classes(session) if not (pair.decides and _moot_pair(session, pair))]
    table = [
        {row.name: row for row in side_by_side(one.records, whole=session.confidential)} for one in pairs
    ]
    rows = tuple(
        _row(number, pair, fields.values())
        for number, (pair, fields) in enumerate(zip(pairs, table, strict=True), start=1)
    )
    names = ["entry", *(name for name, _ in FIELDS if any(name in fields for fields in table))]
    hint = (
        "same: one work. different: two works. related: two different but related works, and how "
        "(an edition, a summary, a preprint that is cited separately: version). Blank: undecided."
    )
    return Sheet(
        kind="duplicates",
        title="title A",
        columns=(
            Column(name="#", width=5),
            Column(name="decision", width=18, answer=True, by_row=True, hint=hint),
            reason_column(24),
            Column(name="why asked", width=30),
            *(Column(name=f"{name} {side}", width=_WIDTHS.get(name, 12)) for name in names for side in "AB"),
        ),
        rows=rows,
        notes=(
            "Are these entries one work?",
            *NOTES,
            "Coloured cells: the entries have different values.",
        ),
    )


def _row(number: int, pair: CandidatePair, fields: Iterable[FieldRow]) -> Row:
    """Return the row of a sheet that asks whether two entries, with the fields side by side, are one work."""
    about, why = _about_and_why(pair)
    sides = [*zip("AB", pair.records, strict=True)]
    cells = {"#": str(number), "why asked": why}
    cells |= {f"entry {side}": f"{record.key} ({record.where})" for side, record in sides}
    marked: set[str] = set()
    for field in fields:
        values = {f"{field.name} {side}": value for side, value in zip("AB", field.values, strict=True)}
        cells |= values
        if field.conflict:
            marked |= values.keys()
    return Row(
        ids=(pair.names[0], f"{pair.names[1]}{_ABOUT}{about}" if about else pair.names[1]),
        cells=cells,
        choices=("same", "different", *map(_in_sheet, [pair.proposed] if pair.proposed else _KINDS)),
        shown="yes",
        marked=frozenset(marked),
        links={f"url {side}": address(record) for side, record in sides},
    )


def _in_sheet(kind: str) -> str:
    """Return a relation as the answer in a sheet."""
    return _OTHERWISE if kind == "related" else f"related {kind}"


_ABOUT, _CLASS = " @ ", "class "
"""Between the second entry of a row and the sample or class that its answer belongs to."""


def _about_and_why(pair: CandidatePair) -> tuple[str, str]:
    """Return the sample or class that the answer of a row belongs to, and the reason for the question."""
    if not (pair.decides and pair.sampled):
        return pair.note, "; ".join(pair.match.reasons)
    one = pair.sampled
    why = f"all pairs of the sample of class {one.sample.code} have the same answer; this answer counts for this pair and {len(one.rest) - 1} others"
    return f"{_CLASS}{one.sample.code}", why


def _names_of_row(row: FilledRow) -> tuple[str, str, str]:
    """Return the two entries of a row, and the sample or class that it belongs to."""
    other, _, about = row.ids[1].partition(_ABOUT)
    return row.ids[0], other, about


def _read(row: FilledRow, review: Review) -> Iterator[Answered | Problem]:
    _, other, about = _names_of_row(row)
    offered = [choice for choice in row.choices if choice.startswith("related ")]
    # `related` alone is an answer only where a rule says how
    kinds = {_in_sheet(kind): kind for kind in _KINDS}
    if len(offered) == 1:
        kinds["related"] = kinds[offered[0]]
    for parsed in read_verb(row, ("same", "different", *kinds), lambda _: other):
        answer = parsed
        if isinstance(parsed, Answered) and parsed.verb in kinds:
            answer = replace(parsed, verb="related", value=f"{kinds[parsed.verb]} {other}")
        if isinstance(answer, Problem) or not about:
            yield answer
        elif not about.startswith(_CLASS):
            yield replace(answer, where=about)
        else:
            yield from _answers_on_class(answer, about, review) or [answer]


def _answers_on_class(answer: Answered, about: str, review: Review) -> Sequence[Answered]:
    """Return the answer on each pair of the rest of a class; none where its sample does not allow it any more."""
    return [
        replace(answer, key=a, value=b, reason=one.sample.reason)
        for one in classes_of(review, find_pairs(review))
        if _CLASS + one.sample.code == about and {*one.answered} == {answer.verb} and not one.drawn
        for a, b in one.rest
    ]


def _moot_pair(session: Session, pair: CandidatePair) -> str:
    return _moot(session, Question(about="", works=(), item=pair, shows=partial(_show, session)), ())


TOPIC = QuestionTopic(
    name="duplicates",
    title="Duplicates",
    noun="pair",
    asks="Are two entries one work?",
    seconds=15,
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
    table=SheetFormat(make=_sheet, read=_read, names=lambda row: _names_of_row(row)[:2]),
)

"""Stance and evidence fields: what a source found on each of its codes, and how it was made; all of it on one page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from litreview.core.containers import grouped
from litreview.core.model import Decision, Problem, Source, Tag
from litreview.formats.sheets import Column, FilledRow, Sheet
from litreview.judgements.codebook import NONE, Code, EvidenceField
from litreview.judgements.decisions import STANCES, slot
from litreview.review.questions import (
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    SheetFormat,
    entries_of,
    keyed,
    own_lines_on,
)
from litreview.review.questions.shared import (
    NOTES,
    QUOTE,
    SUGGEST,
    Answered,
    definition,
    instructions,
    is_blind,
    left_out,
    main_codes,
    no_decision_problem,
    own_decisions,
    reason_column,
    source_row,
    suggestions,
    work_columns,
)
from litreview.review.session import Review
from litreview.stages.tagging import explain

_VERBS = ("stance", "set")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a source found on a code, and the evidence fields that are asked with it: those of the code, those of the source.

    What the person has said of it already is left out: `stance` is False, a field is missing. `suggested` is the rules' tag, None where no words suggest it.
    """

    source: Source
    code: Code
    stance: bool = True
    fields: tuple[EvidenceField, ...] = ()
    suggested: Tag | None = None


def find_goals(review: Review, by: str, *, suggest: bool = True) -> tuple[Goal, ...]:
    """Return what `by` has not said yet of what each source found on each of its goals, in the order of the sources.

    A source is asked about the goals that an adjudicator gave it, else those that `by` did, else those on which two coders agree. Of a
    goal on which there is none of these its tags decide; where no suggestion may be shown, a source without any such word is asked about
    every goal, so that the questions give nothing away. What is confidential is asked, too: whoever read it knows it by its code. No stance of anyone else is looked at.
    Without `suggest` no question has what words suggest: on many sources that takes long.
    """
    blind = is_blind(review)
    mine = own_decisions(review, by) if by else ()
    said = {slot(d) for d in mine if d.verb in _VERBS}
    asked = [field for field in review.codebook.evidence if field.asked]
    found = []
    asked_of = tuple(_sources_with_goals(review, mine, blind=blind))
    known = suggestions(review, [source for source, _ in asked_of]) if suggest and not blind else ()
    suggested = {(tag.source, tag.code): tag for tag in known}
    for source, codes in asked_of:
        for code in codes:
            heads = {f"{field.id}@{code.id}" if field.by_code else field.id: field for field in asked}
            fields = tuple(field for head, field in heads.items() if ("set", source.key, head) not in said)
            stance = ("stance", source.key, code.id) not in said
            if stance or any(field.by_code for field in fields):
                tag = suggested.get((source.key, code.id))
                found.append(Goal(source=source, code=code, stance=stance, fields=fields, suggested=tag))
    return tuple(found)


def _sources_with_goals(
    review: Review, mine: Sequence[Decision], *, blind: bool
) -> Iterator[tuple[Source, tuple[Code, ...]]]:
    """Yield each source with the goals whose stance a person is asked: see `find_goals`."""
    codes = main_codes(review.codebook)
    words = _settled_codes(review, mine)
    tagged = {(tag.source, tag.code) for tag in review.tags} if not blind else set()
    for source in review.candidates:
        said = {code.id: verb for code in codes if (verb := words.get((source.key, code.id)))}
        if words.get((source.key, NONE)) == "tag":
            continue
        unsaid = "tag" if blind and not said else ""
        found = tuple(
            code
            for code in codes
            if said.get(code.id, "tag" if (source.key, code.id) in tagged else unsaid) == "tag"
        )
        if found:
            yield source, found


def _settled_codes(review: Review, mine: Iterable[Decision]) -> Mapping[tuple[str, str], str]:
    """Return `tag` or `not-tag` by source and code: what an adjudicator said, else what a person (`mine`), else what two coders alike."""
    judges = review.settings.adjudicators
    said: dict[tuple[str, str], dict[str, str]] = {}
    for d in review.decisions:
        if d.verb in ("tag", "not-tag"):
            said.setdefault((d.key, d.value), {})[d.by] = d.verb
    settled = {about: verb for about, by in said.items() for name, verb in by.items() if name in judges}
    alike = {
        about: next(iter(by.values()))
        for about, by in said.items()
        if len(by) > 1 and len(set(by.values())) == 1
    }
    own = {(d.key, d.value): d.verb for d in mine if d.verb in ("tag", "not-tag")}
    return {**alike, **own, **settled}


def _find(session: Session) -> Sequence[Question]:
    goals = find_goals(session.review, session.by, suggest=not session.background)
    asked = grouped((one.source.key, one) for one in goals if not one.source.confidential)
    return [
        Question(
            about=f"stance\n{key}",
            works=(goals[0].source,),
            item=goals,
            group=key,
            shows=partial(_show, session),
        )
        for key, goals in asked.items()
    ]


def _show(session: Session, question: Question) -> QuestionView:
    goals: Sequence[Goal] = question.item
    source, blind = goals[0].source, is_blind(session.review)
    on = dict.fromkeys(one.code.id for one in goals)
    known = () if blind else suggestions(session.review, [source])
    lines = session.answered("stance", question.key)
    given = dict(d.value.split("=", 1) for d in lines)
    return QuestionView(
        heading=source.title or source.key,
        prompt="What did it find, and how?",
        parts=parts_of(goals, given),
        spans=[span for tag in known if tag.code in on for span in tag.spans],
        suggested="no" if blind else "yes",
        why=(
            f"Asked because it is to be judged on {', '.join(on)}, and you have not said yet all that is asked with that.",
            "What a source is about and what it found are two judgements. What you leave open is asked again later.",
        ),
    )


def parts_of(goals: Sequence[Goal], given: Mapping[str, str]) -> Sequence[QuestionPart]:
    """Return what is asked of one source, in order: for each goal stance and fields, then the fields of the source, each once.

    `given` is what was answered by now, by code or field.
    """
    found = []
    key = goals[0].source.key
    of_source: dict[str, EvidenceField] = {}
    for one in goals:
        code = one.code
        if one.stance:
            meaning = "\n".join((definition(code), *instructions(code)))
            found.append(
                _part("stance", key, code.id, f"{code.id}: what did it find?", STANCES, meaning, given)
            )
        for field in one.fields:
            if field.by_code:
                head = f"{field.id}@{code.id}"
                found.append(_field_part(key, head, f"{code.id}: {field.label}?", field, given))
            else:
                of_source[field.id] = field
    return (*found, *(_field_part(key, f.id, f"{f.label}?", f, given) for f in of_source.values()))


def _part(
    verb: str, key: str, head: str, prompt: str, values: Sequence[str], meaning: str, given: Mapping[str, str]
) -> QuestionPart:
    choices = keyed(verb, key, head, values)
    told = ", ".join(f"{letter} {one.label}" for letter, one in choices.items())
    return QuestionPart(
        prompt=f"{prompt}\n  {told}\n ",
        choices=choices,
        help=meaning,
        head=head,
        name=f"value {head}",
        chosen=given.get(head, ""),
        legend=prompt,
        meaning=meaning,
    )


_MORE = "Several values, and those with letters of their own, are for a sheet or `litreview decide set`."


def _field_part(
    key: str, head: str, prompt: str, field: EvidenceField, given: Mapping[str, str]
) -> QuestionPart:
    # XX stands for letters that a person writes
    open_ = [value for value in field.values if value.endswith("XX")]
    values = [value for value in field.values if value not in open_]
    made = _part("set", key, head, prompt, values, field.definition, given)
    letters = f"{', '.join(open_)}, with two capital letters for XX" if open_ else ""
    typed = field.many or not values or bool(open_)
    return replace(
        made,
        help=made.help if field.by_code else f"{made.help}\n{_MORE}".strip(),
        typed=f"typed {head}" if typed else "",
        hint="; ".join(filter(None, (letters, "several with ; between them" if field.many else ""))),
        read=lambda text: [("set", key, f"{head}={text}")],
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return what the question rests on: the entry, what is asked, and what this person said. Nothing of anybody else."""
    asked = [(one.head, one.legend, one.meaning, [*one.boxed], one.hint) for one in question.show().parts]
    return {
        **entries_of(question.works),
        "the codes and fields": json.dumps(asked, ensure_ascii=True),
        **{
            f"what you said of it: {d.verb} {d.value}": d.when
            for d in own_lines_on(session, question.item[0].source, _VERBS)
        },
    }


def _waits(session: Session) -> str:
    if is_blind(session.review) or session.ready("tags"):
        return ""
    return "Which codes each source has is being worked out."


def _sheet(session: Session) -> Sheet:
    review, by, blind = session.review, session.by, is_blind(session.review)
    rows = []
    for goal in find_goals(review, by):
        source, code = goal.source, goal.code
        if by and not goal.stance:
            continue
        cells = {"goal": code.label, "definition": "\n".join((definition(code), *instructions(code)))}
        if not blind:
            told = goal.suggested and not source.confidential
            cells[SUGGEST] = explain(source, [goal.suggested]) if told and goal.suggested else ""
        row = source_row(source, cells, coded=source.confidential and not session.confidential)
        rows.append(replace(row, ids=(*row.ids, code.id)))
    fields = [field for field in review.codebook.evidence if field.asked]
    once = (
        ""
        if all(field.by_code for field in fields)
        else "Of a source that has several rows, what is not of a goal needs to be written once. "
    )
    hint = "What the source found on whether operations further the goal in this row. Blank: undecided."
    return Sheet(
        kind="stance",
        columns=(
            Column(name="goal", width=16),
            Column(name="stance", width=16, answer=True, choices=STANCES, hint=hint),
            *map(_field_column, fields),
            Column(name=QUOTE, width=24, answer=True, hint="The words or the page it rests on (not needed)."),
            reason_column(20),
            Column(name="definition", width=40),
            *([] if blind else [Column(name=SUGGEST, width=36)]),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "What did each source find on its goals?",
            *NOTES,
            f"{once}XX stands for two capital letters, such as US-state:CA.",
            "What is confidential is here by its code alone: quote and reason of it should name nobody.",
        ),
    )


def _field_column(field: EvidenceField) -> Column:
    several = "Several with ; between them." if field.many else ""
    return Column(
        name=f"field {field.id}",
        width=20,
        answer=True,
        choices=field.values,
        free=field.many or any(value.endswith("XX") for value in field.values),
        hint=" ".join(filter(None, (field.definition or field.label, several))),
    )


def _read(row: FilledRow, review: Review) -> Iterator[Answered | Problem]:
    """Yield what a row says a source found, with the row's quote and reason. What no list has is held against the codebook where it is drafted."""
    key, code = row.ids
    fields = {field.id: field for field in review.codebook.evidence}
    given = [(n, text) for n, text in row.answers.items() if n == "stance" or n.startswith("field ")]
    if not given:
        yield no_decision_problem(row)
    for name, text in given:
        field = fields.get(name.removeprefix("field "))
        listed = field.values if field else STANCES
        same = {one.casefold(): one for one in listed}.get(" ".join(text.casefold().split()), text)
        head = name.removeprefix("field ") + (f"@{code}" if field and field.by_code else "")
        verb, about = ("stance", code) if name == "stance" else ("set", head)
        yield Answered.of(row, name, (verb, key, f"{about}={same}"))


TOPIC = QuestionTopic(
    name="stance",
    title="Stance",
    noun="source",
    find=_find,
    rests=_rests,
    owns=lambda session, line: line.verb in _VERBS and not session.review.corrects(line),
    waits=_waits,
    nothing=lambda _: "0 sources: nothing is left to ask of what they found.",
    note=lambda session: left_out(session.review),
    table=SheetFormat(make=_sheet, read=_read, coded=True),
)

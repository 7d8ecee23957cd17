"""Questions on stance and evidence fields: what a source found on each of its codes, and by which methods, on one page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from litreview.core.containers import grouped
from litreview.core.model import Decision, Problem, Source, Tag
from litreview.core.results.texts import TextPassage
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
    passage_cells,
    passage_columns,
    passages_on,
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
    """The open stance and evidence fields of a source on one code.

    Answered parts are left out: `stance` is False, or a field is missing. `suggested`: the tag from rules, None without matching words.
    """

    source: Source
    code: Code
    stance: bool = True
    fields: tuple[EvidenceField, ...] = ()
    suggested: Tag | None = None


def find_goals(review: Review, by: str, *, suggest: bool = True) -> tuple[Goal, ...]:
    """Return the goals of each source on which `by` has not answered everything, in the order of the sources.

    The goals of a source come from an adjudicator, else from `by`, else from two agreeing coders, else from its tags. If
    suggestions are hidden, a source without such decisions gets every goal, so that the questions reveal nothing. Confidential sources
    are included by code, for readers who know them. Stances of others are not used. `suggest=False` skips suggestions, which take
    long for many sources.
    """
    blind = is_blind(review)
    mine = own_decisions(review, by) if by else ()
    answered = {slot(d) for d in mine if d.verb in _VERBS}
    open_fields = [field for field in review.codebook.evidence if field.asked]
    goals = []
    sources_with_codes = tuple(_sources_with_goals(review, mine, blind=blind))
    known = suggestions(review, [source for source, _ in sources_with_codes]) if suggest and not blind else ()
    suggested = {(tag.source, tag.code): tag for tag in known}
    for source, codes in sources_with_codes:
        for code in codes:
            heads = {f"{field.id}@{code.id}" if field.by_code else field.id: field for field in open_fields}
            fields = tuple(
                field for head, field in heads.items() if ("set", source.key, head) not in answered
            )
            stance = ("stance", source.key, code.id) not in answered
            if stance or any(field.by_code for field in fields):
                tag = suggested.get((source.key, code.id))
                goals.append(Goal(source=source, code=code, stance=stance, fields=fields, suggested=tag))
    return tuple(goals)


def _sources_with_goals(
    review: Review, mine: Sequence[Decision], *, blind: bool
) -> Iterator[tuple[Source, tuple[Code, ...]]]:
    """Yield each source with its goals, chosen as `find_goals` describes."""
    codes = main_codes(review.codebook)
    settled = _settled_codes(review, mine)
    tagged = {(tag.source, tag.code) for tag in review.tags} if not blind else set()
    for source in review.candidates:
        decided = {code.id: verb for code in codes if (verb := settled.get((source.key, code.id)))}
        if settled.get((source.key, NONE)) == "tag":
            continue
        default = "tag" if blind and not decided else ""
        goals = tuple(
            code
            for code in codes
            if decided.get(code.id, "tag" if (source.key, code.id) in tagged else default) == "tag"
        )
        if goals:
            yield source, goals


def _settled_codes(review: Review, mine: Iterable[Decision]) -> Mapping[tuple[str, str], str]:
    """Return `tag` or `not-tag` by source and code: from an adjudicator, else from `mine`, else from agreeing coders."""
    judges = review.settings.adjudicators
    said = grouped(
        ((d.key, d.value), (d.by, d.verb)) for d in review.decisions if d.verb in ("tag", "not-tag")
    )
    verbs = {about: dict(by) for about, by in said.items()}
    settled = {about: verb for about, by in verbs.items() for name, verb in by.items() if name in judges}
    alike = {
        about: next(iter(by.values()))
        for about, by in verbs.items()
        if len(by) > 1 and len(set(by.values())) == 1
    }
    own = {(d.key, d.value): d.verb for d in mine if d.verb in ("tag", "not-tag")}
    return {**alike, **own, **settled}


def _find(session: Session) -> Sequence[Question]:
    goals = find_goals(session.review, session.by, suggest=not session.background)
    by_source = grouped((one.source.key, one) for one in goals if not one.source.confidential)
    return [
        Question(
            about=f"stance\n{key}",
            works=(goals[0].source,),
            item=goals,
            group=key,
            shows=partial(_show, session),
        )
        for key, goals in by_source.items()
    ]


def _show(session: Session, question: Question) -> QuestionView:
    goals: Sequence[Goal] = question.item
    source, blind = goals[0].source, is_blind(session.review)
    codes = dict.fromkeys(one.code.id for one in goals)
    suggested = () if blind else suggestions(session.review, [source])
    lines = session.answered("stance", question.key)
    values = dict(d.value.split("=", 1) for d in lines)
    return QuestionView(
        heading=source.title or source.key,
        prompt="What did it find, and how?",
        parts=parts_of(
            goals,
            values,
            session.review.codebook.stances,
            lambda code: passages_on(session, source, [code]),
        ),
        spans=[span for tag in suggested if tag.code in codes for span in tag.spans],
        suggested="no" if blind else "yes",
        why=(
            f"You are asked because this source has {', '.join(codes)}, and some of your answers on it are missing.",
            "What a source is about and what it found are separate questions. Answers that you leave open are asked again later.",
        ),
    )


def parts_of(
    goals: Sequence[Goal],
    given: Mapping[str, str],
    stances: Sequence[str] = STANCES,
    passages: Callable[[Code], Callable[[], Sequence[TextPassage]]] = lambda _: tuple,
) -> Sequence[QuestionPart]:
    """Return the parts of a question on one source: stance and fields of each goal, then the fields of the source, each once.

    `given`: the answers so far, by code or field. `stances`: those of the codebook. `passages`: those of the text on a code.
    """
    parts = []
    key = goals[0].source.key
    of_source: dict[str, EvidenceField] = {}
    for one in goals:
        code = one.code
        if one.stance:
            meaning = "\n".join((definition(code), *instructions(code)))
            part = _part("stance", key, code.id, f"{code.id}: what did it find?", stances, meaning, given)
            parts.append(replace(part, passages=passages(code)))
        for field in one.fields:
            if field.by_code:
                head = f"{field.id}@{code.id}"
                parts.append(_field_part(key, head, f"{code.id}: {field.label}?", field, given))
            else:
                of_source[field.id] = field
    return (*parts, *(_field_part(key, f.id, f"{f.label}?", f, given) for f in of_source.values()))


def _part(
    verb: str, key: str, head: str, prompt: str, values: Sequence[str], meaning: str, given: Mapping[str, str]
) -> QuestionPart:
    choices = keyed(verb, key, head, values)
    key_list = ", ".join(f"{letter} {one.label}" for letter, one in choices.items())
    return QuestionPart(
        prompt=f"{prompt}\n  {key_list}\n ",
        choices=choices,
        help=meaning,
        head=head,
        name=f"value {head}",
        chosen=given.get(head, ""),
        legend=prompt,
        meaning=meaning,
    )


_MORE = "For several values, or a value with letters to fill in, use a sheet or `litreview decide set`."


def _field_part(
    key: str, head: str, prompt: str, field: EvidenceField, given: Mapping[str, str]
) -> QuestionPart:
    # XX is a placeholder for two letters
    typed_values = [value for value in field.values if value.endswith("XX")]
    values = [value for value in field.values if value not in typed_values]
    part = _part("set", key, head, prompt, values, field.definition, given)
    letters = f"{', '.join(typed_values)}, with two capital letters for XX" if typed_values else ""
    typed = field.many or not values or bool(typed_values)
    return replace(
        part,
        help=part.help if field.by_code else f"{part.help}\n{_MORE}".strip(),
        typed=f"typed {head}" if typed else "",
        hint="; ".join(filter(None, (letters, "several with ; between them" if field.many else ""))),
        read=lambda text: [("set", key, f"{head}={text}")],
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the entry, its parts, and this person's decisions alone."""
    parts = [(one.head, one.legend, one.meaning, [*one.boxed], one.hint) for one in question.show().parts]
    return {
        **entries_of(question.works),
        "the codes and fields": json.dumps(parts, ensure_ascii=True),
        **{
            f"what you said of it: {d.verb} {d.value}": d.when
            for d in own_lines_on(session, question.item[0].source, _VERBS)
        },
    }


def _waits(session: Session) -> str:
    if is_blind(session.review) or session.ready("tags"):
        return ""
    return "The codes of the sources are being computed."


def _sheet(session: Session) -> Sheet:
    review, by, blind = session.review, session.by, is_blind(session.review)
    rows = []
    for goal in find_goals(review, by):
        source, code = goal.source, goal.code
        if by and not goal.stance:
            continue
        cells = {"goal": code.label, "definition": "\n".join((definition(code), *instructions(code)))}
        if not blind:
            shows_suggestion = goal.suggested and not source.confidential
            cells[SUGGEST] = explain(source, [goal.suggested]) if shows_suggestion and goal.suggested else ""
        cells |= passage_cells(passages_on(session, source, [code])())
        row = source_row(source, cells, coded=source.confidential and not session.confidential)
        rows.append(replace(row, ids=(*row.ids, code.id)))
    fields = [field for field in review.codebook.evidence if field.asked]
    once = (
        ""
        if all(field.by_code for field in fields)
        else "If a source has several rows, fill in the fields about the source only once. "
    )
    stances = review.codebook.stances
    on = (
        "whether operations further the goal"
        if "not-operations" in stances
        else f"the {review.codebook.main.one}"
    )
    hint = f"What the source found on {on} in this row. Blank: undecided."
    return Sheet(
        kind="stance",
        columns=(
            Column(name="goal", width=16),
            Column(name="stance", width=16, answer=True, choices=stances, hint=hint),
            *map(_field_column, fields),
            Column(name=QUOTE, width=24, answer=True, hint="The quote or page that shows it (optional)."),
            reason_column(20),
            Column(name="definition", width=40),
            *([] if blind else [Column(name=SUGGEST, width=36)]),
            *passage_columns(rows),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "What did each source find on each goal?",
            *NOTES,
            f"{once}XX stands for two capital letters, such as US-state:CA.",
            "Confidential sources are shown by their code only: do not name anybody in their quotes and reasons.",
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
    """Yield the answers of a row, with its quote and reason; unlisted values are validated when the decision is drafted."""
    key, code = row.ids
    fields = {field.id: field for field in review.codebook.evidence}
    cells = [(n, text) for n, text in row.answers.items() if n == "stance" or n.startswith("field ")]
    if not cells:
        yield no_decision_problem(row)
    for name, text in cells:
        field = fields.get(name.removeprefix("field "))
        listed = field.values if field else review.codebook.stances
        value = {one.casefold(): one for one in listed}.get(" ".join(text.casefold().split()), text)
        head = name.removeprefix("field ") + (f"@{code}" if field and field.by_code else "")
        verb, about = ("stance", code) if name == "stance" else ("set", head)
        yield Answered.of(row, name, (verb, key, f"{about}={value}"))


TOPIC = QuestionTopic(
    name="stance",
    title="Stance",
    noun="source",
    asks="What did a source find on each code, and how?",
    seconds=300,
    find=_find,
    rests=_rests,
    owns=lambda session, line: line.verb in _VERBS and not session.review.corrects(line),
    waits=_waits,
    nothing=lambda _: "0 sources: no finding is left to record.",
    note=lambda session: left_out(session.review),
    table=SheetFormat(make=_sheet, read=_read, coded=True),
)

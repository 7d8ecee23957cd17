"""Questions on tags: which codes a source has, all on one page, most doubtful source first."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from litreview.core.containers import grouped
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Problem, Source, Tag
from litreview.core.problems import problem
from litreview.core.text.display import printable
from litreview.formats.sheets import Column, FilledRow, Sheet
from litreview.judgements.codebook import RESERVED, Code
from litreview.review.questions import (
    Choice,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    SheetFormat,
    VerbKeyValue,
    entries_of,
    own_lines_on,
)
from litreview.review.questions.shared import (
    NOTES,
    QUOTE,
    SUGGEST,
    Answered,
    CodeLessons,
    definition,
    describe_trust,
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
from litreview.stages.tagging import Learner, explain, explain_state, judge_goals

_VERBS = ("tag", "not-tag")
_YES = frozenset({"yes", "y", "1", "true", "x"})
_NO = frozenset({"no", "n", "0", "false"})
_OTHERS = "Other codes it has, as ids with commas between them (optional)"
_APART = "Several people code each source independently, so nothing is suggested. Sources come in the order of the files."


def answered_codes(review: Review, by: str) -> frozenset[tuple[str, str]]:
    """Return source and code of a person's answers, yes or no."""
    return frozenset((d.key, d.value) for d in own_decisions(review, by) if d.verb in _VERBS)


def sources_to_code(review: Review, answered: Collection[tuple[str, str]]) -> tuple[Source, ...]:
    """Return the candidates with a code left to answer: a main one, or one that their words suggest.

    `answered`: source and code of the person's answers.
    """
    candidates = [source for source in review.candidates if not source.confidential]
    main = [code.id for code in main_codes(review.codebook)]
    done = [source for source in candidates if all((source.key, code) in answered for code in main)]
    over = {source.key for source in done} - {source.key for source, *_ in codes_left(review, done, answered)}
    return tuple(source for source in candidates if source.key not in over)


def codes_left(
    review: Review, sources: Sequence[Source], answered: Collection[tuple[str, str]]
) -> Sequence[tuple[Source, Code, Tag | None]]:
    """Return the open codes of `sources` with their suggestions: main codes, then other suggested ones, without source types."""
    main = main_codes(review.codebook)
    ids = {code.id for code in main}
    others = [
        c for c in review.codebook.codes if c.id not in ids and c.id not in RESERVED and c.group != "type"
    ]
    suggested = (
        {} if is_blind(review) else {(tag.source, tag.code): tag for tag in suggestions(review, sources)}
    )
    return [
        (source, code, suggested.get((source.key, code.id)))
        for source in sources
        if not source.confidential
        for code in (*main, *(code for code in others if (source.key, code.id) in suggested))
        if (source.key, code.id) not in answered
    ]


def why_suggested(source: Source, suggested: Tag | None) -> str:
    """Return a text on the words that suggest a code, or that none do."""
    if suggested is None:
        return "no words suggest it"
    return f"the words suggest it: {explain(source, [suggested]).partition(', because ')[2]}"


def named_codes(text: str) -> tuple[str, ...]:
    """Return the codes in a typed list, each once.

    >>> named_codes("effects, R1; effects")
    ('effects', 'R1')
    """
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in text.replace(";", ",").split(",")))))


def _own_codes(session: Session) -> Collection[tuple[str, str]]:
    return session.cached("said codes", lambda: answered_codes(session.review, session.by))


def _find(session: Session) -> Sequence[Question]:
    sources = sources_to_code(session.review, _own_codes(session))
    if not (session.background or is_blind(session.review)):
        suggestions(session.review, sources)  # computed for all sources at once
    return [
        Question(
            about=f"tags\n{source.key}",
            works=(source,),
            item=source,
            group=source.key,
            shows=partial(_show, session),
        )
        for source in sources
    ]


def _show(session: Session, question: Question) -> QuestionView:
    source: Source = question.item
    review, blind = session.review, is_blind(session.review)
    left = codes_left(review, [source], _own_codes(session))
    answers = {d.value: d.verb for d in session.answered("tags", question.key)}
    parts = [
        replace(
            _part(source, code, tag, answers.get(code.id, ""), blind=blind),
            passages=passages_on(session, source, [code]),
        )
        for _, code, tag in left
    ]
    asked_ids = {code.id for _, code, _ in left}
    others = [code for code in review.codebook.codes if code.id not in {*asked_ids, *RESERVED}]

    def read(text: str) -> Iterator[VerbKeyValue]:
        for code in named_codes(text):
            if code in asked_ids:
                raise UsageError(f"{code} is one of the codes above: answer it there; nothing was saved")
            yield "tag", source.key, code

    if others:
        chosen = ", ".join(code for code, verb in answers.items() if verb == "tag" and code not in asked_ids)
        parts.append(QuestionPart(typed="others", hint=_OTHERS, listed=others, chosen=chosen, read=read))
    return QuestionView(
        heading=source.title or source.key,
        prompt="Which of these codes does it have?",
        parts=parts,
        spans=[span for _, _, tag in left if tag for span in tag.spans],
        marked="The words that suggest a code are marked.",
        codes=[code for _, code, _ in left],
        suggested="no" if blind else "yes",
        unit="code",
        why=(
            "You are asked because you have not answered yet for each of these codes whether the source has it.",
            "Answer each code separately: a source can have several, or none. Codes that you leave open are asked again later.",
            "" if blind else "Words only suggest a code; a person's answer decides.",
        ),
    )


def _part(source: Source, code: Code, suggested: Tag | None, verb: str, *, blind: bool) -> QuestionPart:
    key, name = source.key, code.id
    why = "" if blind else f"({why_suggested(source, suggested)})"
    return QuestionPart(
        prompt=" ".join(filter(None, (f"{name}?", printable(why)))),
        choices={
            "y": Choice(label=f"{name}: yes", word="yes", decision=("tag", key, name)),
            "n": Choice(label=f"{name}: no", word="no", decision=("not-tag", key, name)),
            "x": Choice(
                label="no to this code and all that follow",
                decision=("not-tag", key, name),
                rest=True,
                legend="No to all unanswered codes, and save",
            ),
        },
        help="\n".join((definition(code), *instructions(code))),
        head=name,
        name=f"code {name}",
        chosen={"tag": "yes", "not-tag": "no"}.get(verb, ""),
        legend=code.label,
        code=name,
        notes=tuple(filter(None, (code.definition, why))),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the entry, the definitions of its codes, and this person's decisions alone."""
    codes = [
        [
            code.id,
            code.label,
            code.definition,
            code.counts,
            code.excludes,
            [one.case for one in code.borderline],
        ]
        for code in question.show().codes
    ]
    return {
        **entries_of(question.works),
        "the codes": json.dumps(codes, ensure_ascii=True),
        **{
            f"what you said of it: {d.verb} {d.value}": d.when
            for d in own_lines_on(session, question.item, _VERBS)
        },
    }


def _learn(session: Session, before: CodeLessons | None) -> CodeLessons | None:
    """Return the lessons from this person's answers; the words of the works are read once."""
    review = session.review
    if is_blind(review):
        return None
    rests = (review.candidates, review.codebook, review.deduplication.related)
    learner = before.learner if before and before.rests == rests else None
    if learner is None and session.background:  # a background thread computes no stage of the review
        learner = Learner(*rests)
    return CodeLessons(review, session.by, learner)


def _intro(session: Session) -> Iterator[str]:
    lessons: CodeLessons | None = session.lessons(TOPIC)
    if lessons:
        yield f"The most uncertain sources come first; litreview learns from each decision of {session.by}."
        yield from (f"  {describe_trust(one)}" for one in lessons.trust)


def _note(session: Session) -> str:
    return " ".join(filter(None, (_order_text(session), left_out(session.review))))


def _order_text(session: Session) -> str:
    if is_blind(session.review):
        return _APART
    lessons, (at, current) = session.lessons(TOPIC), session.learned(TOPIC)
    if lessons is None:
        return (
            "The most uncertain sources are being computed. Until then they come in the order of the files."
        )
    more = "" if current else "; your latest answers are not in it yet"
    return f"The most uncertain come first, as learned at {at} from the decisions of {session.by}{more}."


def _sheet(session: Session) -> Sheet:
    review, by = session.review, session.by
    codes, blind = main_codes(review.codebook), is_blind(review)
    suggested = {} if blind else _suggested(review, by)
    answered = {(d.key, d.value) for d in own_decisions(review, by)} if by else set()
    rows = [
        source_row(
            source,
            {
                **({} if blind else {SUGGEST: "\n".join(suggested.get(source.key, ()))}),
                **passage_cells(passages_on(session, source, codes)()),
            },
        )
        for source in CodeLessons(review, by).sources
        if (session.confidential or not source.confidential)
        and not all((source.key, code.id) in answered for code in codes)
    ]
    others = [c.id for c in review.codebook.codes if c not in codes and c.id not in RESERVED]
    other_hint = "Ids of other codes it has, with commas: see the page 'read me'."
    quote_hint = "The quote or page that shows it (optional)."
    return Sheet(
        kind="tags",
        columns=(
            *(
                Column(
                    name=f"code {code.id}",
                    width=11,
                    answer=True,
                    choices=("yes", "no"),
                    hint=definition(code),
                )
                for code in codes
            ),
            Column(name="other codes", width=20, answer=True, hint=other_hint),
            Column(name=QUOTE, width=24, answer=True, hint=quote_hint),
            reason_column(20),
            *([] if blind else [Column(name=SUGGEST, width=36)]),
            *passage_columns(rows),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "Which codes does each source have?",
            *NOTES,
            *(
                []
                if blind
                else [
                    "The most uncertain sources come first, because answers on them improve the suggestions most."
                ]
            ),
            *(
                "\n".join((f"{code.id} ({code.label}): {code.definition}", *instructions(code)))
                for code in codes
            ),
            "Other codes: " + ", ".join(others),
        ),
    )


def _suggested(review: Review, by: str) -> Mapping[str, list[str]]:
    """Return sentences by source: the machine's judgement on each open goal, and other suggested codes with reasons.

    Only decisions of `by` are used.
    """
    mine = own_decisions(review, by) if by else ()
    odds = review.learner.odds(mine) if any(d.verb in _VERBS for d in mine) else None
    states = judge_goals(review.sources, review.codebook, mine, odds=odds)
    asked_separately = {c.id for c in review.codebook.codes if c.group == "type"} | {
        *RESERVED,
        *(code.id for code in review.codebook.goals),
    }
    by_key = {source.key: source for source in review.sources}
    others = (tag for tag in suggestions(review) if tag.code not in asked_separately)
    return grouped(
        (
            *((state.source, explain_state(state)) for state in states),
            *((tag.source, explain(by_key[tag.source], [tag])) for tag in others),
        )
    )


def _read(row: FilledRow, review: Review) -> Iterator[Answered | Problem]:
    ids = review.codebook.ids
    found = [(name, verb, code) for name, text in row.answers.items() for verb, code in _codes_in(name, text)]
    if not found:
        yield no_decision_problem(row)
    for name, verb, code in found:
        text = row.answers[name]
        if not verb:
            near = near_miss(text.casefold(), ("yes", "no"))
            yield problem("LR046.yes-no", row.where, cell=row.cells[name], answer=text, near=near)
        elif code not in ids:
            yield problem("LR046.code", row.where, cell=row.cells[name], code=code, near=near_miss(code, ids))
        else:
            yield Answered.of(row, name, (verb, row.ids[0], code))


def _codes_in(name: str, text: str) -> Iterable[tuple[str, str]]:
    """Return verb and code for each code in a cell; the verb is empty for an unknown answer."""
    if name.startswith("code "):
        word = text.casefold().strip()
        verb = "tag" if word in _YES else "not-tag" if word in _NO else ""
        return [(verb, name.removeprefix("code ").strip())]
    return [("tag", code) for code in named_codes(text)] if name == "other codes" else ()


TOPIC = QuestionTopic(
    name="tags",
    title="Tags",
    noun="source",
    asks="Which codes does a source have?",
    seconds=60,
    find=_find,
    rests=_rests,
    learn=_learn,
    owns=lambda _, line: line.verb in _VERBS,
    left=lambda review, by: len(sources_to_code(review, answered_codes(review, by))),
    nothing=lambda _: "0 sources, 0 questions: nothing is left to code.",
    intro=_intro,
    note=_note,
    table=SheetFormat(make=_sheet, read=_read),
)

"""Tags: which codes a source has, all of them on one page; the most doubtful source first."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from litreview.codebook import RESERVED, Code
from litreview.errors import UsageError
from litreview.model import Decision, Source
from litreview.review.asking import (
    CodeQuestion,
    is_blind,
    left_out,
    questions_on,
    said_codes,
    sources_to_code,
    why_suggested,
)
from litreview.review.choices import code_answers, named_codes
from litreview.review.lessons import CodeLessons
from litreview.tagging import Learner
from litreview.web.desks.protocol import Card, Desk, Form, Question, entry_text
from litreview.web.desks.showing import marks, said_of
from litreview.web.sitting import Sitting

_VERBS = ("tag", "not-tag")
_ANSWERS = {"yes": "y", "no": "n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A code as a page asks it: the name of its field, what is chosen by now (`yes`, `no` or neither), and what words suggest it."""

    code: Code
    name: str
    chosen: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learned:
    number: int
    rests: tuple[object, ...]
    learner: Learner
    lessons: CodeLessons


def _said(sitting: Sitting) -> Collection[tuple[str, str]]:
    return sitting.kept("said codes", lambda: said_codes(sitting.review, sitting.by))


def _find(sitting: Sitting) -> Sequence[Question]:
    return [
        Question(topic=f"tags\n{source.key}", about=source)
        for source in sources_to_code(sitting.review, _said(sitting))
    ]


def _order(sitting: Sitting, asked: Sequence[Question]) -> Sequence[Question]:
    lessons = _lessons(sitting)
    if lessons is None:
        return asked
    order = lessons.order
    return sorted(asked, key=lambda one: order.get(one.about.key, len(order)))


def _lessons(sitting: Sitting) -> CodeLessons | None:
    """Return what was learned from this person's answers, or from those before the last if that takes longer; None: nothing yet."""
    review, by = sitting.review, sitting.by
    if is_blind(review):
        return None
    given = tuple(sitting.said()) if sitting.desk == "tags" else ()
    number = sitting.number

    def make(before: _Learned | None) -> _Learned:
        if before and before.number == number:
            before.lessons.after(given)
            return before
        rests = (review.candidates, review.codebook, review.deduplication.related)
        # its words are read once, however often the decisions are
        learner = before.learner if before and before.rests == rests else Learner(*rests)
        lessons = CodeLessons(review, by, learner)
        if given:
            lessons.after(given)
        return _Learned(number=number, rests=rests, learner=learner, lessons=lessons)

    made = sitting.later("tags").get((number, given), make)
    return made.lessons if made else None


def _asked(sitting: Sitting, question: Question) -> Sequence[CodeQuestion]:
    return questions_on(sitting.review, [question.about], _said(sitting))


def _card(sitting: Sitting, question: Question) -> Card:
    source: Source = question.about
    asked = _asked(sitting, question)
    given = {d.value: d.verb for d in sitting.given.get(("tags", question.key), ())}
    rows = [
        Row(
            code=one.code,
            name=f"code {one.code.id}",
            chosen={"tag": "yes", "not-tag": "no"}.get(given.get(one.code.id, ""), ""),
            why=why_suggested(one),
        )
        for one in asked
    ]
    own = {row.code.id for row in rows}
    spans = [span for one in asked if one.suggested for span in one.suggested.spans]
    return Card(
        heading=source.title or source.key,
        prompt="Which of these codes does it have?",
        values={
            "source": source,
            "spans": marks(spans),
            "rows": rows,
            "others": ", ".join(code for code, verb in given.items() if verb == "tag" and code not in own),
            "other_codes": [
                code for code in sitting.review.codebook.codes if code.id not in {*own, *RESERVED}
            ],
        },
        works=(source.key,),
        why=(
            "Asked because it is a candidate, and you have not said yet of each of these codes whether it has it.",
            "Each code is answered for itself: several can hold, or none. What you leave open is asked again later.",
            ""
            if is_blind(sitting.review)
            else "What words suggest a code is a suggestion; only a person's answer is final.",
        ),
        rests=_rests(sitting, source, asked),
    )


def _rests(sitting: Sitting, source: Source, asked: Sequence[CodeQuestion]) -> Mapping[str, str]:
    """Return what the question rests on: the entry, the codes as they are defined, and what this person said. Nothing of anybody else."""
    codes = [
        [
            code.id,
            code.label,
            code.definition,
            code.counts,
            code.excludes,
            [case.case for case in code.borderline],
        ]
        for code in (one.code for one in asked)
    ]
    said = said_of(sitting, source, _VERBS)
    return {
        f"the entry {source.key}": entry_text(source),
        "the codes": json.dumps(codes, ensure_ascii=True),
        **{f"what you said of it: {d.verb} {d.value}": d.when for d in said},
    }


def _drafts(sitting: Sitting, question: Question, form: Form) -> Sequence[Decision]:
    """Return a decision for each code that is answered, in the order in which they are asked, then for each other code that is named.

    `rest` is a no to all that is asked and not answered.
    """
    shown = "no" if is_blind(sitting.review) else "yes"
    reason, where = form.get("reason", "").strip(), form.get("where", "").strip()
    drafts = []
    asked = _asked(sitting, question)
    for one in asked:
        answer = form.get(f"code {one.code.id}", "") or ("no" if "rest" in form else "")
        if not answer:
            continue
        if answer not in _ANSWERS:
            raise UsageError(f"'{answer}' is no answer of {one.code.id}; nothing was kept")
        verb, key, value = code_answers(one)[_ANSWERS[answer]].decision
        drafts.append(sitting.writer.draft(verb, key, value, reason=reason, where=where, shown=shown))
    for code in named_codes(form.get("others", "")):
        if code in {one.code.id for one in asked}:
            raise UsageError(f"{code} is among the codes above: answer it there; nothing was kept")
        drafts.append(
            sitting.writer.draft("tag", question.about.key, code, reason=reason, where=where, shown=shown)
        )
    if not drafts:
        raise UsageError("no code is answered yet; nothing was kept")
    return drafts


def _note(sitting: Sitting) -> str:
    return " ".join(filter(None, (_order_told(sitting), left_out(sitting.review))))


def _order_told(sitting: Sitting) -> str:
    if is_blind(sitting.review):
        return (
            "Several people code each source apart: nothing is suggested, and the order is that of the files."
        )
    later = sitting.later("tags")
    if _lessons(sitting) is None:
        return "The most doubtful are being looked for; until they are found, the order is that of the files."
    more = "" if later.current else "; your latest answers are being learned from"
    return f"The most doubtful come first, as learned at {later.at} from what {sitting.by} decided{more}."


TAGS = Desk(
    name="tags",
    title="Tags",
    noun="source",
    template="tags.html.j2",
    find=_find,
    order=_order,
    card=_card,
    drafts=_drafts,
    owns=lambda _, line: line.verb in _VERBS,
    left=lambda review, by: len(sources_to_code(review, said_codes(review, by))),
    note=_note,
)

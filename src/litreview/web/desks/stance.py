"""Stance and evidence fields: what a source found on each of its codes, and how it was made; all of it on one page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litreview.errors import UsageError
from litreview.model import Decision, Source
from litreview.review.asking import StanceQuestion, is_blind, left_out, stance_questions, suggestions
from litreview.review.choices import ValueQuestion, value_answers, value_questions
from litreview.web.desks.protocol import Card, Desk, Form, Question, entry_text
from litreview.web.desks.showing import marks, said_of
from litreview.web.sitting import Sitting

_VERBS = ("stance", "set")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that is asked, as a page asks it: the name of its field, and the value chosen by now.

    `typed`: whether a value is typed that no button has: several, one with letters of its own, or any text.
    """

    asked: ValueQuestion
    name: str
    chosen: str = ""
    typed: bool = False
    hint: str = ""


def _waits(sitting: Sitting) -> str:
    if is_blind(sitting.review) or sitting.ready("tags"):
        return ""
    return "Which codes each source has is being worked out."


def _find(sitting: Sitting) -> Sequence[Question]:
    found: dict[str, list[StanceQuestion]] = {}
    for one in stance_questions(sitting.review, sitting.by, suggest=False):
        if not one.source.confidential:
            found.setdefault(one.source.key, []).append(one)
    return [Question(topic=f"stance\n{key}", about=tuple(asked)) for key, asked in found.items()]


def _rows(sitting: Sitting, question: Question) -> Sequence[Row]:
    given = dict(d.value.split("=", 1) for d in sitting.given.get(("stance", question.key), ()))
    return [
        Row(
            asked=one,
            name=f"value {one.head}",
            chosen=given.get(one.head, ""),
            typed=one.field is not None
            and (one.field.many or not one.values or len(one.values) < len(one.field.values)),
            hint=_hint(one),
        )
        for one in value_questions(question.about)
    ]


def _hint(one: ValueQuestion) -> str:
    if one.field is None:
        return ""
    open_ = [value for value in one.field.values if value not in one.values]
    letters = f"{', '.join(open_)}, with two capital letters for XX" if open_ else ""
    return "; ".join(filter(None, (letters, "several with ; between them" if one.field.many else "")))


def _card(sitting: Sitting, question: Question) -> Card:
    asked: Sequence[StanceQuestion] = question.about
    source = asked[0].source
    rows = _rows(sitting, question)
    on = {one.code.id: None for one in asked}
    known = () if is_blind(sitting.review) else suggestions(sitting.review, [source])
    spans = [span for tag in known if tag.code in on for span in tag.spans]
    codes = ", ".join(on)
    return Card(
        heading=source.title or source.key,
        prompt="What did it find, and how?",
        values={"source": source, "spans": marks(spans), "rows": rows},
        works=(source.key,),
        why=(
            f"Asked because it is to be judged on {codes}, and you have not said yet all that is asked with that.",
            "What a source is about and what it found are two judgements. What you leave open is asked again later.",
        ),
        rests=_rests(sitting, source, rows),
    )


def _rests(sitting: Sitting, source: Source, rows: Sequence[Row]) -> Mapping[str, str]:
    """Return what the question rests on: the entry, what is asked, and what this person said. Nothing of anybody else."""
    asked = [
        (row.asked.head, row.asked.prompt, row.asked.meaning, list(row.asked.values), row.hint)
        for row in rows
    ]
    return {
        f"the entry {source.key}": entry_text(source),
        "the codes and fields": json.dumps(asked, ensure_ascii=True),
        **{f"what you said of it: {d.verb} {d.value}": d.when for d in said_of(sitting, source, _VERBS)},
    }


def _drafts(sitting: Sitting, question: Question, form: Form) -> Sequence[Decision]:
    """Return a decision for each that is answered, in the order in which they are asked: what is typed, else what is chosen."""
    shown = "no" if is_blind(sitting.review) else "yes"
    reason, where = form.get("reason", "").strip(), form.get("where", "").strip()
    key = question.about[0].source.key
    drafts = []
    for row in _rows(sitting, question):
        one = row.asked
        typed = " ".join(form.get(f"typed {one.head}", "").split()) if row.typed else ""
        value = typed or form.get(row.name, "")
        if not value:
            continue
        labels = {
            answer.label: answer for answer in value_answers(one.verb, key, one.head, one.values).values()
        }
        if not typed and value not in labels:
            raise UsageError(f"'{value}' is no answer of {one.head}; nothing was kept")
        decision = (one.verb, key, f"{one.head}={typed}") if typed else labels[value].decision
        drafts.append(sitting.writer.draft(*decision, reason=reason, where=where, shown=shown))
    if not drafts:
        raise UsageError("nothing is answered yet; nothing was kept")
    return drafts


STANCE = Desk(
    name="stance",
    title="Stance",
    noun="source",
    template="stance.html.j2",
    find=_find,
    card=_card,
    drafts=_drafts,
    owns=lambda sitting, line: line.verb in _VERBS and not sitting.review.corrects(line),
    waits=_waits,
    note=lambda sitting: left_out(sitting.review),
)

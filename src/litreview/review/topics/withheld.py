"""Withheld: entries that only look confidential, and whether each may be shown. Nothing is told of one but its code, its place, and why it is withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview.confidential.sealing import shown_name, shown_place
from litreview.decisions import ANSWERS
from litreview.model import Record
from litreview.review.answering import check_steward
from litreview.review.session import Review
from litreview.review.topics.topic import Choice, Part, Question, Session, Shown, Topic

_HELP = "A doubt is a question: the entry stays hidden until somebody answers. What is public is shown from the next run on, what is confidential is sealed."


def _find(session: Session) -> Sequence[Question]:
    return [
        Question(about=f"withheld\n{name}", works=(), item=(name, record), group=name, shows=_show)
        for record in session.review.library
        if record.withheld and (name := shown_name(record))
    ]


def _show(question: Question) -> Shown:
    record: Record
    name, record = question.item
    why = f"{shown_place(record.where)}: withheld: {record.why}"
    choices = {
        "p": Choice(label="public: it may be shown", decision=("public", name, "")),
        "c": Choice(label="confidential: it is sealed", decision=("confidential", name, "")),
    }
    return Shown(
        heading=name,
        prompt="Public or confidential?",
        parts=(Part(prompt="public or confidential?", choices=choices, help=_HELP),),
        context=why,
        help=_HELP,
        reason="",  # git keeps the line, and words may name somebody
        why=("Asked because the entry looks as if it were confidential, and does not say so.", _HELP),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    said = session.answered(TOPIC.name, question.key)
    return {
        "why it is withheld": question.show().context,
        **{f"what {d.by} said of it": f"{d.verb} {d.when}" for d in said},
    }


def _closed(review: Review, by: str) -> str:
    return check_steward("public", by, review.settings)


TOPIC = Topic(
    name="withheld",
    title="Withheld",
    noun="doubt",
    find=_find,
    rests=_rests,
    owns=lambda _, line: line.verb in ANSWERS,
    closed=_closed,
    listed=lambda session: any(record.withheld for record in session.review.library),
    nothing=lambda _: "0 doubts: nothing is withheld.",
    left_out=False,
)

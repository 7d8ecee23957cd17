"""Citations in doubt: whether a reference, as it is printed in a list, is to a source of the review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview import decisions as decisions_
from litreview.html.works import cited_line
from litreview.model import Decision
from litreview.review.asking import ReferenceQuestion, reference_questions
from litreview.review.choices import reference_answers
from litreview.text import fold
from litreview.web.desks.protocol import (
    Card,
    Desk,
    Form,
    Question,
    chosen,
    drafted,
    entry_text,
    work_address,
)
from litreview.web.sitting import Sitting

_HELP = "An edition, a summary or a review of the work is another work: say no. A no is remembered, and the reference may be to another source then."


_WAITS = "Which references are to which sources is being worked out."


def _find(sitting: Sitting) -> Sequence[Question]:
    return [
        Question(topic=f"reference\n{one.source.key}\n{fold(one.text)}", about=one)
        for one in reference_questions(sitting.review, sitting.by)
    ]


def _card(sitting: Sitting, question: Question) -> Card:
    one: ReferenceQuestion = question.about
    citation = one.citation
    rule = f", by the rule {citation.rule}" if citation.rule else ""
    return Card(
        heading=one.text,
        prompt="Is this reference to this source?",
        values={
            "source": one.source,
            "citing": [(work_address(work.key), cited_line(work)) for work in one.citing],
            "place": citation.reference.where,
            "help": _HELP,
        },
        answers=(("", reference_answers(one)),),
        works=(one.source.key,),
        why=(
            f"Asked because it may be this source ({citation.method}, {citation.confidence:.2f}{rule}), and is too doubtful to count.",
            "It would be a citation of the source by itself." if one.source in one.citing else "",
            _HELP,
        ),
        rests=_rests(sitting, one),
    )


def _rests(sitting: Sitting, one: ReferenceQuestion) -> Mapping[str, str]:
    """Return what the question rests on: the entry, who has the reference, and what was said of it."""
    about = (one.source.key, fold(one.text))
    said = [d for d in sitting.lines() if decisions_.names_reference(d)]
    return {
        f"the entry {one.source.key}": entry_text(one.source),
        "who has the reference": "\n".join(work.key for work in one.citing),
        **{
            f"what {d.by} said of it": f"{d.verb} {d.when}"
            for d in said
            if about == (d.key, fold(d.value.removeprefix(decisions_.REFERENCE)))
        },
    }


def _drafts(sitting: Sitting, question: Question, form: Form) -> Sequence[Decision]:
    return [drafted(sitting, chosen(_card(sitting, question), form), form)]


CITATIONS = Desk(
    name="citations",
    title="Citations",
    noun="reference",
    template="citations.html.j2",
    find=_find,
    card=_card,
    drafts=_drafts,
    owns=lambda _, line: decisions_.names_reference(line),
    waits=lambda sitting: "" if sitting.ready("links") else _WAITS,
)

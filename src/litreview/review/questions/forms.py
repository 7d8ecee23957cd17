"""Decisions of a filled form, the same for a page of the window and a desk in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from litreview.core.errors import UsageError
from litreview.core.model import Decision
from litreview.core.results.texts import MOST_PASSAGES
from litreview.review.questions import (
    Choice,
    Form,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    VerbKeyValue,
)


def drafts_of(
    session: Session, topic: QuestionTopic, question: Question, form: Form, draft: Callable[..., Decision]
) -> Sequence[Decision]:
    """Draft the decisions of a form: that of the pressed button, or one for each answered part, in order.

    `draft` is that of a `DecisionWriter`. `UsageError` if the form has no valid answer.
    """
    seen = question.show()
    reason, where = form.get("reason", "").strip(), form.get("where", "").strip()
    if not seen.boxed:
        taken = "; ".join(filter(None, (_passage_of(part, form) for part in seen.parts)))
        choice = chosen(seen, form)
        # whether the page showed the suggestion, not whether it would show one now
        shown = (
            ("yes" if form.get("shown") == "yes" else "no") if seen.suggested == "seen" else seen.suggested
        )
        first = draft(*choice.decision, reason=choice.reason or reason, where=taken or seen.note, shown=shown)
        further = topic.beside_answer(session, question, choice, form)
        alike = [draft(*one, reason=first.reason, shown=shown) for one in choice.further]
        return [first, *alike, *(draft(*one, reason=reason) for one in further)]
    answers = [*_answers(seen, form, where)]
    if not answers:
        raise UsageError(
            f"{f'no {seen.unit}' if seen.unit else 'nothing'} is answered yet; nothing was saved"
        )
    return [draft(*one, reason=reason, where=place, shown=seen.suggested) for one, place in answers]


def _answers(seen: QuestionView, form: Form, where: str) -> Iterator[tuple[VerbKeyValue, str]]:
    """Yield the answer to each part that has one, and its place. `UsageError` for an answer that is not a choice."""
    for part in seen.parts:
        typed = " ".join(form.get(part.typed, "").split()) if part.typed else ""
        answer = form.get(part.name, "") if part.name else ""
        place = "; ".join(filter(None, (where, _passage_of(part, form))))
        if typed:
            yield from ((one, place) for one in part.read(typed))
        elif answer and answer not in part.boxed:
            raise UsageError(f"'{answer}' is not a possible answer for {part.head}; nothing was saved")
        elif choice_ := part.boxed.get(answer) or (part.rest_choice if "rest" in form else None):
            yield choice_.decision, place


def _passage_of(part: QuestionPart, form: Form) -> str:
    """Return the passages that a form takes as the place of an answer."""
    numbers = range(1, MOST_PASSAGES + 1)
    return "; ".join(filter(None, (form.get(f"{part.where} {number}", "").strip() for number in numbers)))


def chosen(seen: QuestionView, form: Form) -> Choice:
    """Return the choice whose button was pressed. `UsageError` for an unknown key."""
    for part in seen.parts:
        if choice := part.choices.get(form.get("answer", "")):
            return choice
    raise UsageError("that is not a possible answer; nothing was saved")

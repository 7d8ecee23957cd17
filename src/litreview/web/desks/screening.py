"""Screening: whether a source is in, by title and abstract or after its full text was read; the likeliest first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from litreview.errors import UsageError
from litreview.evidence import Likely
from litreview.model import Decision
from litreview.review.asking import left_out, own_decisions
from litreview.review.choices import SCREEN_HELP, Answer, screen_answers, screen_prompt
from litreview.review.screening import (
    ScreeningLessons,
    ScreenQuestion,
    ask_screening,
    sample_questions,
)
from litreview.verbs import SCREENING_VERBS
from litreview.web.desks.protocol import (
    Card,
    Desk,
    Form,
    Question,
    Turn,
    chosen,
    drafted,
    entry_text,
)
from litreview.web.desks.showing import marks, said_of
from litreview.web.sitting import Sitting

_SIZE, _DIGITS = 100, 7
_HEADING = "A random sample"


def _find(sitting: Sitting) -> Sequence[Question]:
    unsure, sample = _unsure(sitting), sitting.sample
    asked = (
        sample_questions(sitting.review, sitting.by, sample)
        if sample
        else ask_screening(sitting.review, sitting.by)
    )
    return [
        Question(topic=f"screen\n{one.stage}\n{one.source.key}", about=one)
        for one in asked
        if (one.source.key, one.stage) not in unsure
    ]


def _unsure(sitting: Sitting) -> frozenset[tuple[str, str]]:
    """Return source and stage of what this person was unsure of since the window was opened: it is asked again on another day."""
    return sitting.kept(
        "unsure",
        lambda: frozenset(
            (d.key, d.value)
            for d in own_decisions(sitting.review, sitting.by)
            if d.verb == "unsure" and d.when >= sitting.begun
        ),
    )


def _lessons(sitting: Sitting) -> ScreeningLessons | None:
    """Return what was learned from the answers, or from those before the last if that takes longer than a page may; None: nothing yet."""
    review, by = sitting.review, sitting.by
    if review.settings.screeners > 1 or sitting.sample:
        return None
    given = tuple(sitting.said()) if sitting.desk == "screening" else ()
    number = sitting.number

    def make(before: tuple[int, ScreeningLessons] | None) -> tuple[int, ScreeningLessons]:
        if before and before[0] == number:
            lessons = before[1]
            lessons.after(given)
            return number, lessons
        works = tuple(source for source in review.sources if not source.confidential)
        ranker = before[1].ranker if before and before[1].ranker.works == works else None
        lessons = ScreeningLessons(review, by, ranker=ranker)
        if given:
            lessons.after(given)
        return number, lessons

    made = sitting.later("screening").get((number, given), make)
    return made[1] if made else None


def _order(sitting: Sitting, asked: Sequence[Question]) -> Sequence[Question]:
    lessons = _lessons(sitting)
    if lessons is None:
        return asked
    by_source = {id(one.about): one for one in asked}
    return [by_source[id(question)] for question in lessons.sort([one.about for one in asked])]


def _card(sitting: Sitting, question: Question) -> Card:
    one: ScreenQuestion = question.about
    source = one.source
    lessons = _lessons(sitting)
    likely = lessons.likely(source.key) if lessons else None
    words = lessons.words(source.key) if lessons else ()
    return Card(
        heading=source.title or source.key,
        prompt=screen_prompt(one).capitalize(),
        values={
            "source": source,
            "spans": marks(words),
            "expected": _expected(likely, sitting.later("screening").at) if likely else "",
        },
        answers=_groups(one, sitting.review.settings.reasons),
        works=(source.key,),
        why=_why(one),
        rests=_rests(sitting, one),
    )


def _expected(likely: Likely, at: str) -> str:
    return f"{likely.words[0].upper()}{likely.words[1:]}, from what was screened by {at}"


def _groups(one: ScreenQuestion, reasons: Sequence[str]) -> Sequence[tuple[str, Mapping[str, Answer]]]:
    """Return the answers; exclusions for a reason of the review apart."""
    answers = screen_answers(one, reasons)
    apart = {key: answer for key, answer in answers.items() if answer.reason}
    plain = {key: answer for key, answer in answers.items() if key not in apart}
    return (("", plain), ("Out, for a reason of this review", apart)) if apart else (("", plain),)


def _why(one: ScreenQuestion) -> Sequence[str]:
    if one.stage == "abstract":
        why = "you have not said yet whether it is in, by title and abstract, or were unsure"
    else:
        why = "by its abstract it is to be read, and you have not said yet what came of that, or were unsure"
    return (f"Asked because {why}.", SCREEN_HELP)


def _rests(sitting: Sitting, one: ScreenQuestion) -> Mapping[str, str]:
    """Return what the question rests on: the entry, the reasons, what this person said of it. Nothing of anybody else."""
    key = one.source.key
    said = [d for d in said_of(sitting, one.source, SCREENING_VERBS) if d.value == one.stage]
    return {
        f"the entry {key}": entry_text(one.source),
        **(
            {"the reasons of the review": json.dumps(sitting.review.settings.reasons)}
            if one.stage == "fulltext"
            else {}
        ),
        **{f"what you said of it: {d.verb}": d.when for d in said},
    }


def _drafts(sitting: Sitting, question: Question, form: Form) -> Sequence[Decision]:
    answer = chosen(_card(sitting, question), form)
    # what the page showed, not what would be shown by now
    shown = "yes" if form.get("shown") == "yes" else "no"
    return [drafted(sitting, answer, form, shown=shown, where=question.about.where)]


def _note(sitting: Sitting) -> str:
    return " ".join(filter(None, (_order_told(sitting), _unsure_told(sitting), left_out(sitting.review))))


_CLAIM = "`litreview screening` says what follows from it, once all of it is decided."


def _turns(sitting: Sitting) -> Sequence[Turn]:
    """Return the random sample that can be screened, or the way out of it."""
    if sitting.sample:
        told = f"You screen a {sitting.sample.note}. {_CLAIM}"
        return [Turn(heading=_HEADING, told=told, label="Leave the sample", name="sample", value="0")]
    told = f"It bounds how many relevant works are missed where screening stops. One that somebody began is gone on with. {_CLAIM}"
    return [
        Turn(
            heading=_HEADING,
            told=told,
            label="Screen a sample",
            name="sample",
            value=str(_SIZE),
            prompt="How many of the works that nobody has screened",
        )
    ]


def _turn(sitting: Sitting, form: Form) -> bool:
    if "sample" not in form:
        return False
    size = form["sample"].strip()
    if not size.isascii() or not size.isdecimal() or len(size) > _DIGITS:
        raise UsageError("say in digits how many works to draw; nothing was drawn")
    sitting.draw(int(size))
    return True


def _order_told(sitting: Sitting) -> str:
    if sitting.sample:
        return "Of a sample nothing is suggested, and the order is that in which it was drawn."
    if sitting.review.settings.screeners > 1:
        return "Several people screen each source apart: nothing is suggested, and the order is that of the files."
    later, lessons = sitting.later("screening"), _lessons(sitting)
    if lessons is None or not (lessons.learned or later.current):
        return "The likeliest are being learned from what was screened; until then the order is that of the files."
    if not lessons.learned:
        return "The order is that of the files until one source is included and one excluded; then the likeliest come first."
    more = "" if later.current else "; your latest answers are being learned from"
    return f"The likeliest come first, as learned at {later.at} from what was screened{more}."


def _unsure_told(sitting: Sitting) -> str:
    many = len(_unsure(sitting))
    return f"You were unsure of {many} in this window: asked again when it is opened anew." if many else ""


SCREENING = Desk(
    name="screening",
    title="Screening",
    noun="source",
    template="screening.html.j2",
    find=_find,
    order=_order,
    card=_card,
    drafts=_drafts,
    owns=lambda _, line: line.verb in SCREENING_VERBS,
    left=lambda review, by: len(ask_screening(review, by)),
    note=_note,
    turns=_turns,
    turn=_turn,
)

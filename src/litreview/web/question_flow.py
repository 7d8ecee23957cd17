"""Flow of the questions at a desk, the same for every topic: which question is next, and what a submitted form does."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, pairwise
from statistics import median

from litreview.core.decision_types import FORM
from litreview.core.errors import UsageError
from litreview.core.model import Decision
from litreview.review.questions import (
    Form,
    Question,
    QuestionTopic,
    digest_of,
    every_topic,
)
from litreview.review.questions.forms import drafts_of
from litreview.web.background import NotReadyError
from litreview.web.session import WindowSession

_LINES_OF_PACE, _FEWEST_PAUSES = 200, 5
_BREAK = 600  # seconds
_TITLES_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a desk: questions answered in this session, left to ask (including those put off), and put off."""

    answered: int
    left: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOutcome:
    """The outcome of a form: the question to show next (`""`: none is left), or why nothing was stored.

    - `status`: 303 if it was accepted (or repeats what is stored); 400 if it is no answer; 409 if its basis has changed or it can't be
      written now.
    - `why`: the message; `changes`: what has changed, a line each.
    - `question`: the key of the question to show next, or again.
    """

    question: str = ""
    status: int = 303
    why: str = ""
    changes: Sequence[str] = ()


def questions(session: WindowSession, desk: QuestionTopic) -> Sequence[Question]:
    """Return every question of a desk when the review was read, including those answered since; `NotReadyError` while their stages are computed."""

    def found_questions() -> Sequence[Question]:
        if waiting := desk.waits(session):
            raise NotReadyError(waiting)
        return tuple(desk.find(session))

    return session.cached(f"questions {desk.name}", found_questions)


def find_question(session: WindowSession, desk: QuestionTopic, key: str) -> Question | None:
    """Return the question of a key, None if it is not (or no longer) open."""
    return _by_key(session, desk).get(key)


def _by_key(session: WindowSession, desk: QuestionTopic) -> Mapping[str, Question]:
    return session.cached(f"keys {desk.name}", lambda: {one.key: one for one in questions(session, desk)})


def next_question(session: WindowSession, desk: QuestionTopic) -> Question | None:
    """Return the question to ask next, None if all are answered; questions that were put off come last."""
    first = [*islice(_open_questions(session, desk), _TITLES_SHOWN + 1)]
    if not first and session.answers:
        session.look_again()
        first = [*islice(_open_questions(session, desk), _TITLES_SHOWN + 1)]
    _upcoming(session, desk)[:] = first
    return first[0] if first else None


def _upcoming(session: WindowSession, desk: QuestionTopic) -> list[Question]:
    return session.cached(f"upcoming {desk.name}", list)


def _open_questions(session: WindowSession, desk: QuestionTopic) -> Iterator[Question]:
    put_off = session.skipped.get(desk.name, {})
    answered = {key for name, key in session.answers if name == desk.name}
    values = session.answer_values()
    skipped = {}
    for one in desk.ordered(session, questions(session, desk)):
        if one.key in put_off:
            skipped[one.key] = one
        elif one.key not in answered and not desk.moot(session, one, values):
            yield one
    for key in put_off:
        if key in skipped and key not in answered and not desk.moot(session, skipped[key], values):
            yield skipped[key]


def progress(session: WindowSession, desk: QuestionTopic) -> Progress:
    """Return the progress of a desk. Questions that other answers settled count as left until their turn comes."""
    mine = {key for name, key in session.answers if name == desk.name}
    put_off = session.skipped.get(desk.name, {}).keys()
    if not (mine or put_off):
        return Progress(answered=0, left=len(questions(session, desk)), skipped=0)
    keys = _by_key(session, desk).keys()
    return Progress(
        answered=len(mine),
        left=len(keys - mine),
        skipped=len((put_off & keys) - mine),
    )


def upcoming(session: WindowSession, desk: QuestionTopic, question: Question) -> Sequence[Question]:
    """Return the questions of a desk that come after one, as far as `next_question` looked ahead."""
    return [
        one
        for one in _upcoming(session, desk)
        if one.key != question.key and not session.answered(desk.name, one.key)
    ][:_TITLES_SHOWN]


def written_here(session: WindowSession, desk: QuestionTopic) -> Mapping[str, int]:
    """Count by verb the lines that this person wrote at a desk since the window was opened, without those taken back."""
    recent = (line for line in session.own_lines() if line.when >= session.begun)
    return Counter(line.verb for line in recent if desk_of(session, line) is desk)


def minutes_left(session: WindowSession, desk: QuestionTopic, left: int) -> int:
    """Return how many minutes questions of a desk take: at this person's pace there if it is known, else at the pace of its topic.

    The pace is the median pause between two answers. A pause over ten minutes is a break, and fewer than five pauses say nothing.
    """
    times = sorted(
        {line.when for line in session.own_lines()[-_LINES_OF_PACE:] if desk_of(session, line) is desk}
    )
    moments = [datetime.strptime(when, FORM).replace(tzinfo=UTC).timestamp() for when in times]
    pauses = [after - before for before, after in pairwise(moments) if after - before <= _BREAK]
    seconds = median(pauses) if len(pauses) >= _FEWEST_PAUSES else desk.seconds
    return max(1, round(left * seconds / 60))


def remembered_digest(session: WindowSession, desk: QuestionTopic, question: Question) -> str:
    """Remember what a question rests on, and return its digest for the form."""
    rests = desk.rests(session, question)
    digest = digest_of(rests)
    session.remember_basis(digest, rests)
    return digest


def last_lines(session: WindowSession, desk: QuestionTopic) -> tuple[Decision, ...]:
    """Return the lines that this person wrote last at a desk, which its undo takes back."""
    return session.last(
        desk.name, lambda line: desk_of(session, line) is desk, lambda line: desk.owns_extra(session, line)
    )


def desk_of(session: WindowSession, line: Decision) -> QuestionTopic | None:
    """Return the desk of a line that this person wrote, None for a line of no desk, such as a correction."""
    topics = sorted(every_topic().values(), key=lambda one: not one.sole)
    return next((one for one in topics if one.owns(session, line)), None)


def undo_mark(lines: Sequence[Decision]) -> str:
    """Return the digest that the undo button sends, so that a form that is sent twice undoes only once."""
    text = "\n".join(f"{d.when}\t{d.verb}\t{d.key}\t{d.value}" for d in lines)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if lines else ""


def submit_form(session: WindowSession, desk: QuestionTopic, key: str, form: Form) -> FormOutcome:
    """Process a form: undo, skip or answer. The decisions are on the disk when this returns or raises `NotReadyError`."""
    question = None if "undo" in form else find_question(session, desk, key)
    # the next question may wait
    session.patient = False
    if "undo" in form:
        lines = last_lines(session, desk)
        undone = session.take_back(lines) if lines and form["undo"] == undo_mark(lines) else ""
        return FormOutcome(question=undone or _next_key(session, desk))
    try:
        if desk.turn(session, form):
            return FormOutcome(question=_next_key(session, desk))
    except UsageError as error:
        return FormOutcome(status=400, why=str(error), question=key)
    if question is None:
        return FormOutcome(status=409, why="This question is closed. Nothing was saved.", question=key)
    if "skip" in form:
        put_off = session.skipped.setdefault(desk.name, {})
        put_off.pop(key, None)
        put_off[key] = None
        return FormOutcome(question=_next_key(session, desk))
    rests = desk.rests(session, question)
    try:
        drafts = drafts_of(session, desk, question, form, session.writer.draft)
    except UsageError as error:
        return FormOutcome(status=400, why=str(error), question=key)
    if _is_repeated(session, desk, key, drafts):
        return FormOutcome(question=_next_key(session, desk))
    if form.get("asked") != digest_of(rests):
        return FormOutcome(
            status=409,
            why="Your answer was not saved: the question has changed since you saw it. This is the question now.",
            changes=changes(session.basis(form.get("asked", "")), rests),
            question=key,
        )
    if drafts:
        session.write(key, drafts)
    return FormOutcome(question=_next_key(session, desk))


def _next_key(session: WindowSession, desk: QuestionTopic) -> str:
    question = next_question(session, desk)
    return question.key if question else ""


def _is_repeated(session: WindowSession, desk: QuestionTopic, key: str, drafts: Sequence[Decision]) -> bool:
    """Return whether a form repeats the stored answer: a form that was sent twice is written once."""
    standing = session.answers.get((desk.name, key), ())

    def contents(lines: Sequence[Decision]) -> Sequence[tuple[str, ...]]:
        return [(d.verb, d.key, d.value, str(d.reason), str(d.where)) for d in lines]

    return bool(standing) and contents(standing) == contents(drafts)


def changes(before: Mapping[str, str] | None, now: Mapping[str, str]) -> Sequence[str]:
    """Describe how the basis of a question has changed.

    >>> changes({"the entry a": "x", "b": "y"}, {"the entry a": "z", "c": "y"})
    ['changed: the entry a', 'removed: b', 'new: c']
    """
    if before is None:
        return ["the page is very old, or comes from a window that was closed"]
    changed = [f"changed: {name}" for name in before if name in now and before[name] != now[name]]
    gone = [f"removed: {name}" for name in before if name not in now]
    return [*changed, *gone, *(f"new: {name}" for name in now if name not in before)]

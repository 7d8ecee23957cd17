"""Walking through the questions of a topic at its desk: which is next, and what becomes of a form. The same for every topic."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.errors import UsageError
from litreview.core.model import Decision
from litreview.review.questions import Choice, Form, Question, Shown, Topic, digest_of, every_topic
from litreview.web.background import NotReadyError
from litreview.web.session import WindowSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a desk has come: questions answered in this session, left to ask (those put off among them), and put off."""

    answered: int
    left: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a form led to: the question to show next (`""`: none is left), or why nothing was kept.

    - `status`: 303 if it was taken (or said again what stands), 400 if it is no answer, 409 if what it rests on has changed or it can't be
      written now;
    - `why`: what to say; `changes`: what is another now, a line each;
    - `question`: the key of the question to show next, or again.
    """

    question: str = ""
    status: int = 303
    why: str = ""
    changes: Sequence[str] = ()


def questions(session: WindowSession, desk: Topic) -> Sequence[Question]:
    """Return every question of a desk as the review was read, also those answered since; `NotReadyError` while what they rest on is made."""

    def found() -> Sequence[Question]:
        if told := desk.waits(session):
            raise NotReadyError(told)
        return tuple(desk.find(session))

    return session.kept(f"questions {desk.name}", found)


def find(session: WindowSession, desk: Topic, key: str) -> Question | None:
    """Return the question of a key, None if it is not asked (any more)."""
    return _by_key(session, desk).get(key)


def _by_key(session: WindowSession, desk: Topic) -> Mapping[str, Question]:
    return session.kept(f"keys {desk.name}", lambda: {one.key: one for one in questions(session, desk)})


def upcoming(session: WindowSession, desk: Topic) -> Question | None:
    """Return the question to ask next, None if there is none: those that were put off come last."""
    found = next(_open(session, desk), None)
    if found is None and session.given:
        session.look_again()
        found = next(_open(session, desk), None)
    return found


def _open(session: WindowSession, desk: Topic) -> Iterator[Question]:
    put_off = session.skipped.get(desk.name, {})
    answered = {key for name, key in session.given if name == desk.name}
    said = session.said()
    waiting = {}
    for one in desk.ordered(session, questions(session, desk)):
        if one.key in put_off:
            waiting[one.key] = one
        elif one.key not in answered and not desk.moot(session, one, said):
            yield one
    for key in put_off:
        if key in waiting and key not in answered and not desk.moot(session, waiting[key], said):
            yield waiting[key]


def progress(session: WindowSession, desk: Topic) -> Progress:
    """Return how far a desk has come. What is idle by other answers counts as left until it is come to."""
    mine = {key for name, key in session.given if name == desk.name}
    put_off = session.skipped.get(desk.name, {}).keys()
    if not (mine or put_off):
        return Progress(answered=0, left=len(questions(session, desk)), skipped=0)
    keys = _by_key(session, desk).keys()
    return Progress(
        answered=len(mine),
        left=len(keys - mine),
        skipped=len((put_off & keys) - mine),
    )


def asked(session: WindowSession, desk: Topic, question: Question) -> str:
    """Return what the form of a question carries of what it rests on, which is remembered."""
    rests = desk.rests(session, question)
    digest = digest_of(rests)
    session.remember(digest, rests)
    return digest


def last_of(session: WindowSession, desk: Topic) -> tuple[Decision, ...]:
    """Return the lines that this person wrote last at a desk: what its undo takes back."""
    return session.last(
        desk.name, lambda line: desk_of(session, line) is desk, lambda line: desk.beside(session, line)
    )


def desk_of(session: WindowSession, line: Decision) -> Topic | None:
    """Return the desk of a line that this person wrote: None: of no desk, such as a correction."""
    topics = sorted(every_topic().values(), key=lambda one: not one.sole)
    return next((one for one in topics if one.owns(session, line)), None)


def undo_mark(lines: Sequence[Decision]) -> str:
    """Return what the undo button carries: a form that is sent twice takes nothing more back."""
    text = "\n".join(f"{d.when}\t{d.verb}\t{d.key}\t{d.value}" for d in lines)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if lines else ""


def take(session: WindowSession, desk: Topic, key: str, form: Form) -> Outcome:
    """Do what a form says: undo, skip or answer. What is kept is on the disk when this returns, or raises `NotReadyError`."""
    question = None if "undo" in form else find(session, desk, key)
    # the next question may wait
    session.patient = False
    if "undo" in form:
        lines = last_of(session, desk)
        back = session.take_back(lines) if lines and form["undo"] == undo_mark(lines) else ""
        return Outcome(question=back or _next_key(session, desk))
    try:
        if desk.turn(session, form):
            return Outcome(question=_next_key(session, desk))
    except UsageError as error:
        return Outcome(status=400, why=str(error), question=key)
    if question is None:
        return Outcome(status=409, why="This is not asked any more. Nothing was kept.", question=key)
    if "skip" in form:
        put_off = session.skipped.setdefault(desk.name, {})
        put_off.pop(key, None)
        put_off[key] = None
        return Outcome(question=_next_key(session, desk))
    rests = desk.rests(session, question)
    try:
        drafts = drafts_of(session, desk, question, form)
    except UsageError as error:
        return Outcome(status=400, why=str(error), question=key)
    if _said_again(session, desk, key, drafts):
        return Outcome(question=_next_key(session, desk))
    if form.get("asked") != digest_of(rests):
        return Outcome(
            status=409,
            why="Your answer was not kept: what it rests on has changed since you were asked. Here it is as it is now.",
            changes=changes(session.rested(form.get("asked", "")), rests),
            question=key,
        )
    if drafts:
        session.write(key, drafts)
    return Outcome(question=_next_key(session, desk))


def drafts_of(session: WindowSession, desk: Topic, question: Question, form: Form) -> Sequence[Decision]:
    """Return the decisions that a form makes: that of the button that was pressed, or one for each part that is answered, in their order.

    `UsageError` for what is no answer.
    """
    seen = question.show()
    reason, where = form.get("reason", "").strip(), form.get("where", "").strip()
    draft = session.writer.draft
    if not seen.boxed:
        choice = chosen(seen, form)
        # what the page showed, not what would be shown by now
        shown = (
            ("yes" if form.get("shown") == "yes" else "no") if seen.suggested == "seen" else seen.suggested
        )
        first = draft(*choice.decision, reason=choice.reason or reason, where=seen.note, shown=shown)
        beside = desk.beside_answer(session, question, choice, form)
        return [first, *(draft(*one, reason=reason) for one in beside)]
    said: list[tuple[str, str, str]] = []
    for part in seen.parts:
        typed = " ".join(form.get(part.typed, "").split()) if part.typed else ""
        given = form.get(part.name, "") if part.name else ""
        if typed:
            said += part.read(typed)
        elif given and given not in part.boxed:
            raise UsageError(f"'{given}' is no answer of {part.head}; nothing was kept")
        elif choice_ := part.boxed.get(given) or (part.rest if "rest" in form else None):
            said.append(choice_.decision)
    if not said:
        raise UsageError(f"{f'no {seen.unit}' if seen.unit else 'nothing'} is answered yet; nothing was kept")
    return [draft(*one, reason=reason, where=where, shown=seen.suggested) for one in said]


def chosen(seen: Shown, form: Form) -> Choice:
    """Return the choice whose button was pressed. `UsageError` if there is none of that key."""
    for part in seen.parts:
        if choice := part.choices.get(form.get("answer", "")):
            return choice
    raise UsageError("that is none of the answers; nothing was kept")


def _next_key(session: WindowSession, desk: Topic) -> str:
    found = upcoming(session, desk)
    return found.key if found else ""


def _said_again(session: WindowSession, desk: Topic, key: str, drafts: Sequence[Decision]) -> bool:
    """Return whether this very answer was given already: a form that was sent twice writes nothing twice."""
    standing = session.given.get((desk.name, key), ())

    def told(lines: Sequence[Decision]) -> Sequence[tuple[str, ...]]:
        return [(d.verb, d.key, d.value, str(d.reason), str(d.where)) for d in lines]

    return bool(standing) and told(standing) == told(drafts)


def changes(before: Mapping[str, str] | None, now: Mapping[str, str]) -> Sequence[str]:
    """Return what a question rests on that is another now.

    >>> changes({"the entry a": "x", "b": "y"}, {"the entry a": "z", "c": "y"})
    ['changed: the entry a', 'no more: b', 'new: c']
    """
    if before is None:
        return ["the page was made long ago, or by a window that was closed since"]
    changed = [f"changed: {name}" for name in before if name in now and before[name] != now[name]]
    gone = [f"no more: {name}" for name in before if name not in now]
    return [*changed, *gone, *(f"new: {name}" for name in now if name not in before)]

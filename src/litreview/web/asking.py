"""Walking through the questions of a desk: which is next, and what becomes of a form. The same for every desk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from litreview.errors import UsageError
from litreview.model import Decision
from litreview.web.desks import DESKS
from litreview.web.desks.disputes import DISPUTES
from litreview.web.desks.protocol import Card, Desk, Form, Question
from litreview.web.later import NotReadyError
from litreview.web.sitting import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a desk has come: questions answered in this sitting, left to ask (those put off among them), and put off."""

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


def questions(sitting: Sitting, desk: Desk) -> Sequence[Question]:
    """Return every question of a desk as the review was read, also those answered since; `NotReadyError` while what they rest on is made."""

    def found() -> Sequence[Question]:
        if told := desk.waits(sitting):
            raise NotReadyError(told)
        return tuple(desk.find(sitting))

    return sitting.kept(f"questions {desk.name}", found)


def find(sitting: Sitting, desk: Desk, key: str) -> Question | None:
    """Return the question of a key, None if it is not asked (any more)."""
    return _by_key(sitting, desk).get(key)


def _by_key(sitting: Sitting, desk: Desk) -> Mapping[str, Question]:
    return sitting.kept(f"keys {desk.name}", lambda: {one.key: one for one in questions(sitting, desk)})


def upcoming(sitting: Sitting, desk: Desk) -> Question | None:
    """Return the question to ask next, None if there is none: those that were put off come last."""
    found = next(_open(sitting, desk), None)
    if found is None and sitting.given:
        sitting.look_again()
        found = next(_open(sitting, desk), None)
    return found


def _open(sitting: Sitting, desk: Desk) -> Iterator[Question]:
    put_off = sitting.skipped.get(desk.name, {})
    answered = {key for name, key in sitting.given if name == desk.name}
    waiting = {}
    for one in desk.order(sitting, questions(sitting, desk)):
        if one.key in put_off:
            waiting[one.key] = one
        elif one.key not in answered and not desk.moot(sitting, one):
            yield one
    for key in put_off:
        if key in waiting and key not in answered and not desk.moot(sitting, waiting[key]):
            yield waiting[key]


def progress(sitting: Sitting, desk: Desk) -> Progress:
    """Return how far a desk has come. What is idle by other answers counts as left until it is come to."""
    mine = {key for name, key in sitting.given if name == desk.name}
    put_off = sitting.skipped.get(desk.name, {}).keys()
    if not (mine or put_off):
        return Progress(answered=0, left=len(questions(sitting, desk)), skipped=0)
    keys = _by_key(sitting, desk).keys()
    return Progress(
        answered=len(mine),
        left=len(keys - mine),
        skipped=len((put_off & keys) - mine),
    )


def card_of(sitting: Sitting, desk: Desk, question: Question) -> Card:
    """Return what is shown of a question, and remember what it rests on."""
    card = desk.card(sitting, question)
    sitting.remember(card.digest, card.rests)
    return card


def last_of(sitting: Sitting, desk: Desk) -> tuple[Decision, ...]:
    """Return the lines that this person wrote last at a desk: what its undo takes back."""
    return sitting.last(
        desk.name, lambda line: desk_of(sitting, line) is desk, lambda line: desk.beside(sitting, line)
    )


def desk_of(sitting: Sitting, line: Decision) -> Desk | None:
    """Return the desk of a line that this person wrote: what settled a dispute is of that desk alone. None: of no desk, such as a correction."""
    return next((one for one in (DISPUTES, *DESKS.values()) if one.owns(sitting, line)), None)


def undo_mark(lines: Sequence[Decision]) -> str:
    """Return what the undo button carries: a form that is sent twice takes nothing more back."""
    text = "\n".join(f"{d.when}\t{d.verb}\t{d.key}\t{d.value}" for d in lines)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if lines else ""


def take(sitting: Sitting, desk: Desk, key: str, form: Form) -> Outcome:
    """Do what a form says: undo, skip or answer. What is kept is on the disk when this returns, or raises `NotReadyError`."""
    question = None if "undo" in form else find(sitting, desk, key)
    # the next question may wait
    sitting.patient = False
    if "undo" in form:
        lines = last_of(sitting, desk)
        back = sitting.take_back(lines) if lines and form["undo"] == undo_mark(lines) else ""
        return Outcome(question=back or _next_key(sitting, desk))
    try:
        if desk.turn(sitting, form):
            return Outcome(question=_next_key(sitting, desk))
    except UsageError as error:
        return Outcome(status=400, why=str(error), question=key)
    if question is None:
        return Outcome(status=409, why="This is not asked any more. Nothing was kept.", question=key)
    if "skip" in form:
        put_off = sitting.skipped.setdefault(desk.name, {})
        put_off.pop(key, None)
        put_off[key] = None
        return Outcome(question=_next_key(sitting, desk))
    card = desk.card(sitting, question)
    try:
        drafts = desk.drafts(sitting, question, form)
    except UsageError as error:
        return Outcome(status=400, why=str(error), question=key)
    if _said_again(sitting, desk, key, drafts):
        return Outcome(question=_next_key(sitting, desk))
    if form.get("asked") != card.digest:
        return Outcome(
            status=409,
            why="Your answer was not kept: what it rests on has changed since you were asked. Here it is as it is now.",
            changes=changes(sitting.rested(form.get("asked", "")), card.rests),
            question=key,
        )
    if drafts:
        sitting.write(key, drafts)
    return Outcome(question=_next_key(sitting, desk))


def _next_key(sitting: Sitting, desk: Desk) -> str:
    found = upcoming(sitting, desk)
    return found.key if found else ""


def _said_again(sitting: Sitting, desk: Desk, key: str, drafts: Sequence[Decision]) -> bool:
    """Return whether this very answer was given already: a form that was sent twice writes nothing twice."""
    standing = sitting.given.get((desk.name, key), ())

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

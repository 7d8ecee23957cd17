"""What a desk is: which questions it has, what it shows of one, and which decisions an answer makes.

A desk is a value with functions of the sitting; it writes nothing itself. `litreview.web.asking` walks through it: the same for all desks are
progress, skip, undo, "why am I asked", and the refusal of an answer to what has changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litreview.errors import UsageError
from litreview.model import Decision, Work
from litreview.review.choices import Answer
from litreview.review.session import Review
from litreview.web.sitting import Sitting

Form = Mapping[str, str]
"""The fields of a form; of one that is given twice the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a desk: `topic` says what it is about and is the same in every session; `about` is what the desk makes of it."""

    topic: str
    about: Any

    @property
    def key(self) -> str:
        """What an address calls it: a digest, so that nothing of a review is in one."""
        return hashlib.sha256(self.topic.encode("utf-8", "replace")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a page shows of a question.

    - `heading`, `prompt`: what it is about, and what is asked; `values`: what the desk's template takes;
    - `answers`: the buttons, in groups, each by its key; a group has a legend or none. A desk whose form is of its own has none;
    - `why`: why it is asked, a line each;
    - `works`: the keys of the sources that it is about;
    - `rests`: what the question rests on, in words and as a text: if one of these is another when the answer comes, it is refused.
    """

    heading: str
    prompt: str
    values: Mapping[str, Any]
    answers: Sequence[tuple[str, Mapping[str, Answer]]] = ()
    why: Sequence[str] = ()
    works: Sequence[str] = ()
    rests: Mapping[str, str]

    @property
    def digest(self) -> str:
        """What the form carries of what was asked."""
        text = json.dumps(sorted(self.rests.items()), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a desk can be turned to by a button, such as a random sample: what is to know before, and what the form carries.

    A person can change the number that is given in `value` if there is a `prompt` for it.
    """

    heading: str
    told: str
    label: str
    name: str
    value: str
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One kind of judgement.

    - `name` in addresses, `title` for people, `noun` of what is counted;
    - `owns`: whether a line that this person wrote may be one of this desk's, which `undo` looks for: several desks write `same` or `set`;
      `beside`: whether it was written beside one of these, and goes with it;
    - `template`: of the middle of the page;
    - `find`: every question that is open as the review was read, in order; `order`: the same in the order in which they are asked by now;
    - `card`: what the page shows of one;
    - `drafts`: the decisions that a form makes, as `litreview.review.deciding.Desk.draft` returns them; `UsageError` for what is none;
    - `moot`: why a question is idle by other answers of this sitting, `""` while it is open;
    - `gone`: what to say of a question that is not asked any more;
    - `waits`: what its questions wait for, in a sentence, `""` once they can be found;
    - `closed`: why this person has nothing to do here, `""` if there is;
    - `left`: how many questions are left for anybody, in any review, where that is quickly said;
    - `note`: what to say below the questions, such as what the order rests on;
    - `turns`: what else the desk can ask; `turn` does what a form says of that, and returns whether it says so: `UsageError` if it can't be.
    """

    name: str
    title: str
    noun: str
    template: str
    find: Callable[[Sitting], Sequence[Question]]
    card: Callable[[Sitting, Question], Card]
    drafts: Callable[[Sitting, Question, Form], Sequence[Decision]]
    owns: Callable[[Sitting, Decision], bool]
    beside: Callable[[Sitting, Decision], bool] = lambda _, __: False
    order: Callable[[Sitting, Sequence[Question]], Sequence[Question]] = lambda _, found: found
    moot: Callable[[Sitting, Question], str] = lambda _, __: ""
    gone: Callable[[Sitting, Question], str] = lambda _, __: ""
    waits: Callable[[Sitting], str] = lambda _: ""
    closed: Callable[[Review, str], str] = lambda _, __: ""
    left: Callable[[Review, str], int] | None = None
    note: Callable[[Sitting], str] = lambda _: ""
    turns: Callable[[Sitting], Sequence[Turn]] = lambda _: ()
    turn: Callable[[Sitting, Form], bool] = lambda _, __: False


def work_address(key: str) -> str:
    """Return what an address calls a work: a digest of its key, so that nothing of a review is in one."""
    return Question(topic=f"work\n{key}", about=None).key


def entry_text(work: Work) -> str:
    """Return all that an entry says, for a `Card`'s `rests`."""
    return json.dumps([work.type, *sorted(work.fields.items())], ensure_ascii=True)


def chosen(card: Card, form: Form) -> Answer:
    """Return the answer whose button was pressed. `UsageError` if there is none of that key."""
    for _, answers in card.answers:
        if answer := answers.get(form.get("answer", "")):
            return answer
    raise UsageError("that is none of the answers; nothing was kept")


def drafted(sitting: Sitting, answer: Answer, form: Form, *, shown: str = "", where: str = "") -> Decision:
    """Return the decision of an answer, with the reason that was written beside it."""
    verb, key, value = answer.decision
    reason = answer.reason or form.get("reason", "").strip()
    return sitting.writer.draft(verb, key, value, reason=reason, where=where, shown=shown)

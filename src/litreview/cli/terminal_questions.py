"""Walking through questions in a terminal: one key each, every answer saved when it is given, undo, quit at any time.

The walk knows nothing of duplicates or codes: it takes `Step`s, which say what to show and what each key would decide. It
only prints lines, one below the other: that works in every terminal, through a pipe, and with a screen reader.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import click

from litreview.cli import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from litreview.model import Decision
    from litreview.review.deciding import Desk
    from litreview.review.lessons import Lesson
    from litreview.review.topics.topic import Choice

_OWN_KEYS = {"s": "skip", "u": "undo", "q": "quit", "?": "help"}
_PLAIN_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question. `show` prints what it is about, whenever the `topic` is a new one; `help` says more if asked.

    `moot` returns why the question has become idle through the answers so far, `""` while it is open. `shown` is whether a suggestion of
    the machine is there to see, whatever `suggestion` returns: what the machine says of it by now, printed below what it is about. `where` is
    noted with each answer.
    """

    topic: str
    prompt: str
    answers: Mapping[str, Choice]
    show: Callable[[], None]
    help: str = ""
    shown: Literal["yes", "no", ""] = "no"
    moot: Callable[[Sequence[tuple[str, str, str]]], str] = field(default=lambda _: "")
    suggestion: Callable[[], str] = field(default=str)
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How a walk went: how many steps were answered, skipped, idle by other answers, and left for another day."""

    answered: int
    skipped: int
    idle: int
    left: int

    def __str__(self) -> str:
        parts = [f"{self.answered} answered", f"{self.skipped} skipped"]
        if self.idle:
            parts.append(f"{self.idle} settled by other answers")
        return ", ".join((*parts, f"{self.left} left"))


def console() -> Console:
    """Return where a walk prints: as wide as the terminal, and of a fixed width without colours where there is none."""
    return terminal.console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)


def _read_key() -> str:
    """Return the next key, `q` where there is none: one press in a terminal, one letter of what is piped in."""
    if sys.stdin.isatty():
        try:
            return click.getchar()
        except (EOFError, KeyboardInterrupt):
            return "q"
    while key := sys.stdin.read(1):
        if not key.isspace():
            return key
    return "q"


Learn = Callable[[Sequence[tuple[str, str, str]]], "Lesson"]
"""Returns what the answers of a sitting changed: in which order to go on, and what to tell."""


def walk(steps: Sequence[Step], desk: Desk, out: Console, *, noun: str, learn: Learn | None = None) -> Walked:
    """Ask each step in turn and write each answer down at once; return how it went. `noun` is what a topic is called.

    `learn` is asked after each topic.
    """
    return _Walk(steps, desk, out, noun, learn).run()


class _Walk:
    def __init__(
        self, steps: Sequence[Step], desk: Desk, out: Console, noun: str, learn: Learn | None
    ) -> None:
        self.steps, self.desk, self.out, self.noun, self.learn = list(steps), desk, out, noun, learn
        self.place = self._places()
        self.fresh = False  # whether an answer was given that was not learned from yet
        self.history: list[tuple[int, int, tuple[Decision, ...]]] = []  # from, to (exclusive), what was saved
        self.shown = ""

    def run(self) -> Walked:
        at = 0
        while True:
            if at == len(self.steps):
                if not self.history or (at := self._last_word(at)) == len(self.steps):
                    break
                continue
            step = self.steps[at]
            if step.moot(self._given()):
                at += 1
                continue
            if step.topic != self.shown:
                if self.learn and self.fresh:
                    self._go_by(self.learn(self._given()), at)
                    continue
                self._head(step)
            self.out.print(f"{step.prompt}  [{self._keys(step)}] ", end="", soft_wrap=True)
            key = _read_key().casefold()
            self.out.print(key if key.isprintable() else "", end=" ")
            if key in step.answers:
                at = self._answer(at, step.answers[key])
            elif key == "s":
                self.out.print("skipped")
                self.history.append((at, at + 1, ()))
                at += 1
            elif key == "u":
                at = self._undo(at)
            elif key == "q":
                self.out.print("quit: every answer so far is saved")
                break
            else:
                self._help(step, key)
        return self._tally()

    def _places(self) -> dict[str, int]:
        topics = dict.fromkeys(step.topic for step in self.steps)
        return {topic: number for number, topic in enumerate(topics, start=1)}

    def _last_word(self, at: int) -> int:
        """Ask whether the last answer stands; return the position to go on from."""
        self.out.print("\nThat was the last one.  [u undo, any other key: done] ", end="")
        key = _read_key()
        self.out.print(key if key.isprintable() else "", end=" ")
        if key == "u":
            return self._undo(at)
        self.out.print("done")
        return at

    def _head(self, step: Step) -> None:
        self.shown = step.topic
        number = self.place[step.topic]
        self.out.print()
        self.out.rule(f"{self.noun} {number} of {len(self.place)}", align="left", characters="─")
        step.show()
        if told := step.suggestion():
            self.out.print(told, style="italic", soft_wrap=True)

    def _keys(self, step: Step) -> str:
        return "/".join((*step.answers, *_OWN_KEYS))

    def _help(self, step: Step, key: str) -> None:
        if key != "?":
            self.out.print("is no key here; ? says which there are")
            return
        self.out.print("")
        if step.help:
            self.out.print(step.help)
        for name, label in {**{k: a.label for k, a in step.answers.items()}, **_OWN_KEYS}.items():
            self.out.print(f"  {name}  {label}")

    def _answer(self, at: int, answer: Choice) -> int:
        """Write an answer down and return the next position."""
        end = at + 1
        step = self.steps[at]
        topic = step.topic
        shown = "yes" if step.suggestion() else step.shown
        drafts = [self.desk.draft(*answer.decision, reason=answer.reason, where=step.where, shown=shown)]
        while answer.rest and end < len(self.steps) and self.steps[end].topic == topic:
            same = next(a for a in self.steps[end].answers.values() if a.rest)
            drafts.append(self.desk.draft(*same.decision, shown=self.steps[end].shown))
            end += 1
        self.desk.write(drafts)
        self.history.append((at, end, tuple(drafts)))
        self.out.print(f"{answer.label} (saved)")
        self.fresh = True
        return end

    def _go_by(self, lesson: Lesson, at: int) -> None:
        """Put what is still to be asked into the order that was learned, and tell what changed."""
        self.fresh = False
        order = lesson.order
        self.steps[at:] = sorted(self.steps[at:], key=lambda step: order.get(step.topic, len(order)))
        self.place = self._places()
        if lesson.told:
            self.out.print(lesson.told, style="dim", soft_wrap=True)

    def _undo(self, at: int) -> int:
        """Take the last answer back and return its position."""
        if not self.history:
            self.out.print(
                "nothing to take back in this sitting; `litreview decide clear` takes back what is older"
            )
            return at
        back, _, drafts = self.history.pop()
        self.fresh = False  # what was taken back is asked again at once, whatever else would be
        if drafts:
            self.desk.take_back(drafts)
        self.out.print("taken back" if drafts else "back to what was skipped")
        return back

    def _given(self) -> list[tuple[str, str, str]]:
        return [(d.verb, d.key, d.value) for _, _, drafts in self.history for d in drafts]

    def _tally(self) -> Walked:
        answered = sum(end - start for start, end, drafts in self.history if drafts)
        skipped = sum(not drafts for _, _, drafts in self.history)
        seen = {n for start, end, _ in self.history for n in range(start, end)}
        given = self._given()
        idle = sum(bool(step.moot(given)) for n, step in enumerate(self.steps) if n not in seen)
        return Walked(
            answered=answered, skipped=skipped, idle=idle, left=len(self.steps) - answered - skipped - idle
        )

"""Prompts of `dedupe --review`, `tag --review` and `decide --ask` in the terminal: one key per question, each answer saved at once, with undo.

The topics define the questions: nothing here depends on duplicates or codes. A question says what to show and what each key decides.
Everything is printed line by line, which works in every terminal, through a pipe, and with a screen reader.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import click

from litreview.cli import terminal
from litreview.core.containers import grouped
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Span, Work
from litreview.core.text.display import printable
from litreview.core.text.spans import merged, pieces
from litreview.core.wording import plural

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from litreview.core.results.texts import TextPassage
    from litreview.review import Review
    from litreview.review.decision_writer import DecisionWriter
    from litreview.review.questions import Choice, Question, QuestionPart, QuestionTopic, Session
    from litreview.review.questions.shared import Lesson


def check_options(outputs: Sequence[str | None], by: str | None, *, review: bool) -> None:
    """Raise `UsageError` unless the options name an output, or a review by a named person."""
    if review and not by:
        raise UsageError(
            "--review needs --by NAME: each decision is saved under the name of the person who makes it"
        )
    if by and not review:
        raise UsageError("--by names the person who answers, but nothing is asked without --review")
    if not review and not any(outputs):
        raise UsageError(
            "nothing to write: name an output, such as -o OUT (--help lists the others), or walk through the questions with "
            "--review --by NAME"
        )


def ask_questions(review: Review, name: str, by: str, sample: int = 0, stage: str = "") -> WalkResult:
    """Ask one person the questions of a topic, of screening those of a `stage` or on a random `sample`; return the result. `UsageError` if `by` may not answer."""
    from litreview.review.decision_writer import DecisionWriter
    from litreview.review.questions import Session, find_topic
    from litreview.review.questions.shared import left_out

    topic = find_topic(name)
    if why := topic.closed(review, by):
        raise UsageError(why)
    desk = DecisionWriter(review, by)
    out = console()
    session = Session(review, desk.by)
    topic.turn(session, {"stage": stage})
    if sample:
        topic.turn(session, {"sample": str(sample)})
    if opening := topic.opening(session):
        out.print(opening)
    made = Walk(session, topic, topic.ordered(session, topic.find(session)), desk, out)
    hidden = left_out(review) if topic.left_out else ""
    if not made.steps:
        out.print("\n".join(filter(None, (topic.nothing(session), hidden))))
        return WalkResult(answered=0, skipped=0, idle=0, left=0)
    what = plural(len(made.place), topic.group or topic.noun)
    if len(made.place) != len(made.steps):
        what += f", {plural(len(made.steps), 'question')}"
    out.print(
        f"{what}. Press one key for each: ? explains, u undoes, q quits. Every answer is saved in {desk.path}."
    )
    if desk.warning:
        out.print(desk.warning)
    for line in topic.intro(session):
        out.print(line)
    if hidden:
        out.print(hidden)
    done = made.run()
    out.print(f"\n{done}")
    return done


_OWN_KEYS = {"s": "skip", "u": "undo", "q": "quit", "?": "help"}
_PASSAGE_KEYS = {".": "next passage", ",": "previous passage", "+": "use it as place and quote"}
_PLAIN_WIDTH = 100


@dataclass(frozen=True, kw_only=True)
class PromptStep:
    """A part of a question that one key answers."""

    question: Question
    part: QuestionPart

    @cached_property
    def passages(self) -> Sequence[TextPassage]:
        """The passages of the work's text that may answer it."""
        return self.part.passages()

    @property
    def keys(self) -> Mapping[str, str]:
        """What each key does beside the choices."""
        return {**_OWN_KEYS, **(_PASSAGE_KEYS if self.passages else {})}

    @property
    def choices(self) -> Mapping[str, Choice]:
        """The choice of each key, without choices that only a page shows."""
        return {key: choice for key, choice in self.part.choices.items() if not choice.page}


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkResult:
    """The result of a walk: the numbers of steps answered, skipped, settled by other answers, and left."""

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
    """Return the console of a walk: as wide as the terminal, or of fixed width without colours in a pipe."""
    return terminal.console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)


def _read_key() -> str:
    """Return the next key, `q` at the end of input: one press in a terminal, one letter of piped input."""
    if sys.stdin.isatty():
        try:
            return click.getchar()
        except (EOFError, KeyboardInterrupt):
            return "q"
    while key := sys.stdin.read(1):
        if not key.isspace():
            return key
    return "q"


class Walk:
    """A walk through the questions of a topic, with each answer written at once. `steps` are the parts with one key, `place` numbers their groups.

    After each group, the walk adopts the order that the topic has learned.
    """

    def __init__(
        self,
        session: Session,
        topic: QuestionTopic,
        questions: Sequence[Question],
        desk: DecisionWriter,
        out: Console,
    ) -> None:
        self.session: Session = session
        self.topic: QuestionTopic = topic
        self.desk: DecisionWriter = desk
        self.out: Console = out
        found = (PromptStep(question=one, part=part) for one in questions for part in one.show().parts)
        self.steps: list[PromptStep] = [step for step in found if step.choices]
        self.place: Mapping[str, int] = self._group_numbers()
        self.fresh: bool = False  # whether there is an answer that nothing was learned from yet
        self.history: list[tuple[int, int, tuple[Decision, ...]]] = []  # from, to (exclusive), what was saved
        self.shown: str = ""
        self.passage: int = -1  # the place of the passage that is shown of the present step
        self.taken: list[TextPassage] = []

    def run(self) -> WalkResult:
        """Ask the steps one by one; return the result."""
        at = 0
        while True:
            if at == len(self.steps):
                if not self.history or (at := self._confirm_end(at)) == len(self.steps):
                    break
                continue
            step = self.steps[at]
            if self._is_moot(step, self._answer_values()):
                at += 1
                continue
            if step.question.group != self.shown:
                lessons = self.session.lessons(self.topic) if self.fresh else None
                if lessons:
                    self._reorder(lessons.after(self._answer_values()), at)
                    continue
                self._print_heading(step)
            if step.passages and self.passage < 0:
                self._print_passage(step, 0)
            keys = "/".join((*step.choices, *step.keys))
            self.out.print(f"{step.part.prompt}  [{keys}] ", end="", soft_wrap=True)
            key = _read_key().casefold()
            self.out.print(key if key.isprintable() else "", end=" ")
            before = at
            if key in step.choices:
                at = self._answer(at, step.choices[key])
            elif step.passages and key in _PASSAGE_KEYS:
                self._turn_passage(step, key)
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
            if at != before:
                self.passage, self.taken = -1, []
        return self._tally()

    def _turn_passage(self, step: PromptStep, key: str) -> None:
        """Show the next or previous passage, or use the shown passage for the next answer."""
        if key == "+":
            one = step.passages[self.passage]
            self.taken = [
                *(other for other in self.taken if other != one),
                *([one] * (one not in self.taken)),
            ]
            state = "used for the next answer" if one in self.taken else "not used"
            self.out.print(f"{one.where or 'its words'}: {state}")
        else:
            self.out.print("")
            self._print_passage(step, (self.passage + (1 if key == "." else -1)) % len(step.passages))

    def _print_passage(self, step: PromptStep, place: int) -> None:
        from rich.text import Text

        self.passage, one = place, step.passages[place]
        head = f"{one.where or 'in the text'} ({place + 1} of {len(step.passages)}): "
        words = Text(printable(f"{one.before} "), style="dim")
        words += marked(one.sentence, [(0, len(one.sentence))], self.out)
        self.out.print(Text(head) + words + Text(printable(f" {one.after}"), style="dim"))

    def _group_numbers(self) -> dict[str, int]:
        groups = dict.fromkeys(step.question.group for step in self.steps)
        return {group: number for number, group in enumerate(groups, start=1)}

    def _is_moot(self, step: PromptStep, answers: Sequence[tuple[str, str, str]]) -> bool:
        return bool(self.topic.moot(self.session, step.question, answers))

    def _suggestion(self, question: Question) -> str:
        expected = question.show().expected
        return f"{expected}, learned from {self.topic.learned_from}" if expected else ""

    def _confirm_end(self, at: int) -> int:
        """Offer to undo the last answer; return the position to continue from."""
        self.out.print("\nThat was the last one.  [u undo, any other key: done] ", end="")
        key = _read_key()
        self.out.print(key if key.isprintable() else "", end=" ")
        if key == "u":
            return self._undo(at)
        self.out.print("done")
        return at

    def _print_heading(self, step: PromptStep) -> None:
        self.shown = step.question.group
        noun, number = self.topic.group or self.topic.noun, self.place[self.shown]
        self.out.print()
        self.out.rule(f"{noun} {number} of {len(self.place)}", align="left", characters="─")
        show_question(step.question, self.out)
        if suggestion := self._suggestion(step.question):
            self.out.print(suggestion, style="italic", soft_wrap=True)

    def _help(self, step: PromptStep, key: str) -> None:
        if key != "?":
            self.out.print("is not a key here; ? lists the keys")
            return
        self.out.print("")
        if step.part.help:
            self.out.print(step.part.help)
        for name, label in {**{k: a.label for k, a in step.choices.items()}, **step.keys}.items():
            self.out.print(f"  {name}  {label}")

    def _answer(self, at: int, answer: Choice) -> int:
        """Write an answer and return the next position."""
        end = at + 1
        question = self.steps[at].question
        seen = question.show()
        suggested = "yes" if seen.expected else seen.suggested.replace("seen", "no")
        where = "; ".join(one.quoted for one in self.taken) or seen.note
        drafts = [self.desk.draft(*answer.decision, reason=answer.reason, where=where, shown=suggested)]
        drafts += [self.desk.draft(*one, reason=answer.reason, shown=suggested) for one in answer.further]
        while answer.rest and end < len(self.steps) and self.steps[end].question.group == question.group:
            if same := self.steps[end].part.rest_choice:
                drafts.append(self.desk.draft(*same.decision, shown=suggested))
            end += 1
        self.desk.write(drafts)
        self.history.append((at, end, tuple(drafts)))
        self.out.print(f"{answer.label} (saved)")
        self.fresh = True
        return end

    def _reorder(self, lesson: Lesson, at: int) -> None:
        """Sort the remaining steps into the learned order, and print what changed."""
        self.fresh = False
        order = lesson.order
        self.steps[at:] = sorted(self.steps[at:], key=lambda step: order.get(step.question.group, len(order)))
        self.place = self._group_numbers()
        if lesson.summary:
            self.out.print(lesson.summary, style="dim", soft_wrap=True)

    def _undo(self, at: int) -> int:
        """Undo the last answer and return its position."""
        if not self.history:
            self.out.print(
                "no answer of this session is left to undo; `litreview decide clear` takes back older ones"
            )
            return at
        back, _, drafts = self.history.pop()
        self.fresh = False  # the undone step is asked again at once, before any reordering
        if drafts:
            self.desk.take_back(drafts)
        self.out.print("undone" if drafts else "back to the skipped question")
        return back

    def _answer_values(self) -> list[tuple[str, str, str]]:
        return [(d.verb, d.key, d.value) for _, _, drafts in self.history for d in drafts]

    def _tally(self) -> WalkResult:
        answered = sum(end - start for start, end, drafts in self.history if drafts)
        skipped = sum(not drafts for _, _, drafts in self.history)
        seen = {n for start, end, _ in self.history for n in range(start, end)}
        answers = self._answer_values()
        idle = sum(self._is_moot(step, answers) for n, step in enumerate(self.steps) if n not in seen)
        return WalkResult(
            answered=answered, skipped=skipped, idle=idle, left=len(self.steps) - answered - skipped - idle
        )


_LONGEST = 700  # characters of an abstract in a column of two; the reports have it in full
_TEXTS = ("abstract", "keywords", "annotation", "annote", "note")


def marked(value: str, spans: Iterable[tuple[int, int]], out: Console) -> Text:
    """Return a value with marked spans: in colour if the console has it, else in [brackets]."""
    from rich.text import Text

    made = Text()
    for plain, word in pieces(printable(value), merged(spans)):
        made.append(plain)
        if word and out.is_terminal and not out.no_color:
            made.append(word, style="bold yellow underline")
        elif word:
            made.append(f"[{word}]")
    return made


def show_pair(works: Sequence[Work], headings: Sequence[str], why: Sequence[str], out: Console) -> None:
    """Print works side by side with marked differences; `≠` is before a field in which both have different values."""
    from rich.table import Table
    from rich.text import Text

    from litreview.linkage.side_by_side import side_by_side

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", width=13, no_wrap=True)
    for heading in headings:
        table.add_column(Text(printable(heading), style="bold", overflow="fold"), ratio=1, overflow="fold")
    for row in side_by_side(works, longest=_LONGEST):
        sign = "≠ " if row.conflict else "  "
        cells = [
            marked(value, parts if row.conflict else (), out) if value else Text("–", style="dim")
            for value, parts in zip(row.values, row.differs, strict=True)
        ]
        table.add_row(Text(sign + row.name, style="bold" if row.conflict else "dim"), *cells)
    out.print(table)
    out.print(Text("why asked: " + printable("; ".join(why)), style="italic"))


def show_source(work: Work, spans: Iterable[Span], link: str, out: Console) -> None:
    """Print a source: title, people, container, link, and its texts with marked spans."""
    from rich.text import Text

    places = grouped((span.field, (span.start, span.end)) for span in spans)
    out.print(marked(work.title or "(no title)", places.get("title", ()), out), style="bold")
    people = "; ".join(person.display for person in work.authors or work.editors)
    head = ". ".join(
        part for part in (people, str(work.year or ""), work.container or work.get("institution")) if part
    )
    out.print(Text(printable(f"{head}  ({work.type} {work.key})")))
    if link:
        out.print(Text(printable(link), style="dim"))
    for name in _TEXTS:
        if value := work.get(name):
            out.print(Text(f"{name}: ", style="dim") + marked(value, places.get(name, ()), out))
    if not any(work.get(name) for name in _TEXTS):
        out.print(Text("(the review has only the title of this work)", style="dim"))


def show_question(question: Question, out: Console) -> None:
    """Print the subject of a question."""
    from litreview.review.questions.shared import address

    seen, works = question.show(), question.works
    if seen.sealed:
        out.print(f"{seen.sealed} ({works[0].type}, confidential)")
        return
    if seen.context:
        out.print(seen.heading)
        out.print(seen.context)
        for work in seen.context_works:
            out.print(f"  {work.key}")
    if len(works) > 1:
        keys = [work.key for work in works]
        places = [f"\n({place})" for place in seen.places] or [""] * len(keys)
        headings = [key + place for key, place in zip(keys, places, strict=True)]
        show_pair(works, headings, seen.reasons, out)
    elif works:
        show_source(works[0], seen.spans, address(works[0]), out)
    if seen.behind:
        out.print(seen.behind, style="dim")

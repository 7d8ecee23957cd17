"""Questions for people, one module per topic: a `QuestionTopic` makes `Question`s for the terminal, sheets and the window.

A new topic is a module here with its `TOPIC`, and a row of `litreview.core.decision_types.TOPICS`. Choices must not use the keys of every
question: `s` skip, `u` undo, `q` quit, `?`, and in the window `o` overview, `j` go on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from litreview.core.decision_types import TOPICS
from litreview.core.model import Decision, Problem, Record, Source, Span, Work
from litreview.core.results.texts import TextPassage
from litreview.core.wording import Value
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Code
from litreview.review.questions.shared import Answered, read_plain
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.formats.sheets import FilledRow, Sheet
    from litreview.stages.evidence.stopping import Sample


def find_topic(name: str) -> QuestionTopic:
    """Return a topic by its name."""
    topic: QuestionTopic = import_module(f"{__name__}.{name}").TOPIC
    return topic


def every_topic() -> Mapping[str, QuestionTopic]:
    """Return each topic by its name, in the order of the work."""
    return {name: find_topic(name) for name in TOPICS}


T = TypeVar("T")
VerbKeyValue = tuple[str, str, str]
"""Verb, key and value of a decision."""
Form = Mapping[str, str]
"""The fields of a form; the last value of a repeated field."""

# without the keys of every question: s, u, q in the terminal, s, u, o, j in the window
KEYS = "123456789abcdefghiklmnprtvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Value):
    """One possible answer: its label, and the decision it makes with a reason.

    - `word`: its name in forms and sheets, `""`: the label.
    - `rest`: it also answers the following parts on the same works.
    - `legend`: the heading of its group of buttons on a page. `page`: only a page offers it.
    - `further`: other decisions that it makes with the same reason.
    """

    label: str
    decision: VerbKeyValue
    reason: str = ""
    word: str = ""
    rest: bool = False
    legend: str = ""
    page: bool = False
    further: Sequence[VerbKeyValue] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPart(Value):
    """One part of a question: one key answers it in the terminal, one box on a page.

    - `choices` by their keys. `prompt`: the question in the terminal. `help`: its longer explanation.
    - `head`: its name in error messages. `name`: its form field, `""`: the choices are the buttons of the page. `chosen`: the current word.
    - `legend`, `code`, `notes`: texts above its box. `meaning`: an explanation that a page folds away.
    - `typed`: the form field for typed text, `""`: none. `hint`: what to type. `listed`: codes to choose from. `read`: parses typed text.
    - `passages`: makes the passages of the work's text that may answer it, by text and question alone.
    """

    prompt: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    help: str = ""
    head: str = ""
    name: str = ""
    chosen: str = ""
    legend: str = ""
    code: str = ""
    notes: Sequence[str] = ()
    meaning: str = ""
    typed: str = ""
    hint: str = ""
    listed: Sequence[Code] = ()
    read: Callable[[str], Iterable[VerbKeyValue]] = lambda _: ()
    passages: Callable[[], Sequence[TextPassage]] = tuple

    @property
    def where(self) -> str:
        """What the form fields for the passages that a person takes as the place of an answer begin with."""
        return f"where {self.head}".strip()

    @property
    def boxed(self) -> Mapping[str, Choice]:
        """The choices by word, without the one for all remaining parts."""
        return {one.word or one.label: one for one in self.choices.values() if not one.rest}

    @property
    def rest_choice(self) -> Choice | None:
        """The choice that answers all remaining parts, None without one."""
        return next((one for one in self.choices.values() if one.rest), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView(Value):
    """The display of a question to a person.

    - `heading`: its subject. `prompt`: the question on a page. `parts`: its parts in order.
    - `places`: the places of two works. `sealed`: the code that alone is shown of a confidential work.
    - `merged`: makes the merged entry of two works. `merging`: a hint on choosing its fields.
    - `context`, `context_works`, `subheading`: content above the work.
    - `spans`: words to mark. `marked`: the legend of these marks. `codes`: codes whose borderline cases are shown.
    - `expected`: the suggestion of the machine. `suggested`: whether one is shown, `seen`: if it exists; `""`: unknown.
    - `views`: coder, answer and reasons. `earlier`: similar settled disputes: key, question, answer, decision, and whether its reason is public.
    - `reasons`, `behind`: why the question comes up. `why`: the same for a page, a line each. `help`: the text below the work.
    - `unit`: the noun for the parts. `reason`: the label of the field for a reason, `""`: no field.
    - `known`: keys of sources that a page links to, by default those of the works. `note`: text stored with the decision.
    """

    heading: str
    prompt: str
    parts: Sequence[QuestionPart]
    places: Sequence[str] = ()
    sealed: str = ""
    merged: Callable[[], Work | None] = lambda: None
    merging: str = ""
    context: str = ""
    context_works: Sequence[Source] = ()
    subheading: str = ""
    spans: Sequence[Span] = ()
    marked: str = ""
    codes: Sequence[Code] = ()
    expected: str = ""
    suggested: Literal["yes", "no", "seen", ""] = ""
    views: Sequence[tuple[str, str, Sequence[str]]] = ()
    earlier: Sequence[tuple[str, str, str, Decision, bool]] = ()
    reasons: Sequence[str] = ()
    behind: str = ""
    why: Sequence[str] = ()
    help: str = ""
    unit: str = ""
    reason: str = "Reason (optional, saved with the answer)"
    known: Sequence[str] = ()
    note: str = ""

    @property
    def boxed(self) -> bool:
        """Whether a page shows boxes that are saved together, instead of buttons."""
        return any(part.name or part.typed for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Question(Value):
    """One question: `about` identifies it in every session, `shows` makes its display.

    `works`: one work, or two side by side. `item`: data of its topic. `group`: questions of one group share a heading in the terminal.
    `late`: it comes after the others in any learned order.
    """

    about: str
    works: Sequence[Work]
    shows: Callable[[Question], QuestionView]
    item: Any = None
    group: str = ""
    late: bool = False

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return address_key(self.about)

    def show(self) -> QuestionView:
        """Return its current display."""
        return self.shows(self)


def address_key(text: str) -> str:
    """Return the name of something in addresses: a digest, so that an address reveals nothing of a review."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSwitch:
    """Another mode that a button of a page starts, such as a random sample, with an explanation and form field.

    A person can change the number in `value` if there is a `prompt` for it.
    """

    heading: str
    explanation: str
    label: str
    name: str
    value: str
    prompt: str = ""


class Session:
    """One person's session on a review, from which topics make their questions.

    - `begun`: its start in the format of decisions. `sample`: the random sample being screened. `stage`: the stage of screening to ask; `""`
      asks abstracts before full texts.
    - `confidential`: whether confidential sources are included. `background`: whether learning runs in another thread.

    The window's session (`litreview.web.session`) continues while the review changes.
    """

    begun: str = "9999"
    read_at: str = ""
    sample: Sample | None = None
    stage: str = ""
    background: bool = False

    def __init__(self, review: Review, by: str, *, confidential: bool = False) -> None:
        self.review: Review = review
        self.by: str = by
        self.confidential: bool = confidential
        self._cache: dict[str, Any] = {}

    def cached(self, name: str, make: Callable[[], T]) -> T:
        """Return the value of `make`, computed once until the review is read again."""
        if name not in self._cache:
            self._cache[name] = make()
        value: T = self._cache[name]
        return value

    def look_again(self) -> None:
        """Clear the cache, so that questions are found again."""
        self._cache.clear()

    def lines(self) -> Sequence[Decision]:
        """Return everybody's decisions as written."""
        return self.review.decided

    def answered(self, topic: str, key: str) -> Sequence[Decision]:  # noqa: ARG002 - a window has them
        """Return the decisions that answered a question in this session."""
        return ()

    def ready(self, stage: str) -> bool:  # noqa: ARG002 - here a stage is waited for
        """Return whether a stage of the review can be used without waiting for background work."""
        return True

    def lessons(self, topic: QuestionTopic) -> Any:
        """Return the lessons of a topic, None without any."""
        learn = topic.learn
        return self.cached(f"lessons {topic.name}", lambda: learn(self, None)) if learn else None

    def learned(self, topic: QuestionTopic) -> tuple[str, bool]:  # noqa: ARG002 - see above
        """Return the time of learning as HH:MM, and whether it covers every answer."""
        return "", True


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFormat:
    """The spreadsheet of a topic: `make` returns it, `read` parses a filled row, `names` returns the sources in its hidden cells.

    Without `make` it has a row for each question, with its verbs as choices. `coded`: confidential sources appear by code.
    """

    make: Callable[[Session], Sheet] | None = None
    read: Callable[[FilledRow, Review], Iterator[Answered | Problem]] = read_plain
    names: Callable[[FilledRow], Sequence[str]] = lambda row: row.ids[:1]
    coded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTopic(Value):
    """One kind of judgement: its questions, and the decisions that answers make. A topic writes no file.

    - `name` in addresses, `title` for people, `noun` for a question, `group` for the unit that a terminal shows at once.
    - `asks`: the question in words. `seconds`: a rough time for one, until a person's own pace is known.
    - `find`: the open questions in order. `table`: the same as a sheet.
    - `owns`: whether `undo` may treat a line of this person as this topic's. `owns_extra`: the same for lines written with an answer.
      `sole`: no other topic owns such a line.
    - `rests`: the data behind a question, by name. An answer is refused if they have changed.
    - `beside_answer`: further decisions made with a choice, from the fields of a form.
    - `learn`: learns from the answers, given the earlier lessons; None if nothing may be learned. `learned_from`: the data it uses.
    - `moot`: why answers of this session make a question needless, `""` while it is open.
    - `waits`: a sentence on the computation that its questions need first, `""` once it is done.
    - `closed`: why this person may not answer here, `""` if allowed. `listed`: whether a page links here.
    - `left`: the number of questions left for anybody, if quickly computed.
    - `opening`, `intro`: texts of the terminal before the questions and at the start. `nothing`: its text without questions.
      `left_out`: whether it reports the number of sources left out.
    - `note`: a page's text below the questions, such as the reason for their order.
    - `turns`: other modes. `turn`: applies a form that asks for one and returns whether it did; `UsageError` for a bad value.
    """

    name: str
    title: str
    noun: str
    find: Callable[[Session], Sequence[Question]]
    owns: Callable[[Session, Decision], bool]
    rests: Callable[[Session, Question], Mapping[str, str]]
    nothing: Callable[[Session], str]
    asks: str = ""
    seconds: int = 30
    group: str = ""
    table: SheetFormat = SheetFormat()
    owns_extra: Callable[[Session, Decision], bool] = lambda _, __: False
    sole: bool = False
    beside_answer: Callable[[Session, Question, Choice, Form], Iterable[VerbKeyValue]] = (
        lambda _, __, ___, ____: ()
    )
    learn: Callable[[Session, Any], Any] | None = None
    learned_from: str = ""
    moot: Callable[[Session, Question, Sequence[VerbKeyValue]], str] = lambda _, __, ___: ""
    waits: Callable[[Session], str] = lambda _: ""
    closed: Callable[[Review, str], str] = lambda _, __: ""
    listed: Callable[[Session], bool] = lambda _: True
    left: Callable[[Review, str], int] | None = None
    opening: Callable[[Session], str] = lambda _: ""
    intro: Callable[[Session], Iterable[str]] = lambda _: ()
    left_out: bool = True
    note: Callable[[Session], str] = lambda _: ""
    turns: Callable[[Session], Sequence[ModeSwitch]] = lambda _: ()
    turn: Callable[[Session, Form], bool] = lambda _, __: False

    def ordered(self, session: Session, questions: Sequence[Question]) -> Sequence[Question]:
        """Return questions in their current order, by what was learned."""
        lessons = session.lessons(self)
        order = lessons.order if lessons else {}
        if not order:
            return questions
        return sorted(questions, key=lambda one: (one.late, order.get(one.group, len(order))))


def keyed(verb: str, key: str, head: str, values: Sequence[str]) -> Mapping[str, Choice]:
    """Return a choice for each value, one key each; `head`: the code or field."""
    return {
        letter: Choice(label=value, decision=(verb, key, f"{head}={value}"))
        for letter, value in zip(KEYS, values, strict=False)
    }


def entry_text(work: Work) -> str:
    """Return the whole content of an entry, as data behind a question."""
    return json.dumps([work.type, *sorted(work.fields.items())], ensure_ascii=True)


def entries_of(works: Iterable[Work]) -> Mapping[str, str]:
    """Return the content of each work by its name for people."""
    return {
        f"the entry {work.id if isinstance(work, Record) else work.key}": entry_text(work) for work in works
    }


def digest_of(rests: Mapping[str, str]) -> str:
    """Return a digest of the data behind a question, for a form."""
    return hashlib.sha256(json.dumps(sorted(rests.items()), ensure_ascii=True).encode()).hexdigest()


def own_lines_on(session: Session, source: Source, verbs: Collection[str]) -> Sequence[Decision]:
    """Return this person's lines on a source with these verbs, as written."""
    me = decisions_.person(session.by)
    names = {source.key, *source.former_keys, *(record.id for record in source.records)}
    return [
        d for d in session.lines() if d.verb in verbs and d.key in names and decisions_.person(d.by) == me
    ]

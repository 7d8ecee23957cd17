"""What people are asked, one module a topic. A `Topic` makes `Question`s; terminal, sheet and window show them without knowing what they are about.

A new topic is a module here with its `TOPIC`, and a row of `litreview.core.decision_types.TOPICS`. No choice has the keys that every question has: `s` skip,
`u` undo, `q` quit, `?`, and in the window `o` overview, `j` go on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from litreview.core.decision_types import TOPICS
from litreview.core.model import Decision, Problem, Record, Source, Span, Work
from litreview.core.wording import short_repr
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Code
from litreview.review.questions.shared import Answered, Lesson, read_plain
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.formats.sheets import FilledRow, Sheet
    from litreview.stages.evidence.stopping import Sample


def find_topic(name: str) -> Topic:
    """Return a topic by its name."""
    found: Topic = import_module(f"{__name__}.{name}").TOPIC
    return found


def every_topic() -> Mapping[str, Topic]:
    """Return each topic by its name, in the order of the work."""
    return {name: find_topic(name) for name in TOPICS}


T = TypeVar("T")
Said = tuple[str, str, str]
"""Verb, key and value of a decision."""
Form = Mapping[str, str]
"""The fields of a form; of one that is given twice the last."""

# without the keys that every question has: s, u, q in the terminal, s, u, o, j in the window
KEYS = "123456789abcdefghiklmnprtvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a key means: a word for it, and the decision it makes: verb, key, value, and why.

    - `word`: what a form and a sheet call it, `""`: as its label;
    - `rest`: it is also said of what follows on the same works;
    - `legend`: of the buttons that a page puts it among, or of its own if it is for the `rest`; `page`: only a page offers it.
    """

    label: str
    decision: Said
    reason: str = ""
    word: str = ""
    rest: bool = False
    legend: str = ""
    page: bool = False

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a question asks, which one key answers in the terminal, and one box on a page.

    - `choices` by their keys; `prompt`: what the terminal asks; `help`: what it says if asked for more;
    - `head`: what a fault calls it; `name`: its field in a form, `""`: the choices are the buttons of the page; `chosen`: the word that is chosen by now;
    - `legend`, `code`, `told`: what is above its box; `meaning`: what is said of it if asked for;
    - `typed`: the field of what is typed, `""`: nothing can be; `hint`: what to type, `listed`: codes to choose from; `read`: what that decides.
    """

    prompt: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    help: str = ""
    head: str = ""
    name: str = ""
    chosen: str = ""
    legend: str = ""
    code: str = ""
    told: Sequence[str] = ()
    meaning: str = ""
    typed: str = ""
    hint: str = ""
    listed: Sequence[Code] = ()
    read: Callable[[str], Iterable[Said]] = lambda _: ()

    __repr__ = short_repr

    @property
    def boxed(self) -> Mapping[str, Choice]:
        """The choices by their words, but for that which is said of the rest."""
        return {one.word or one.label: one for one in self.choices.values() if not one.rest}

    @property
    def rest(self) -> Choice | None:
        """The choice that is said of all that is left, None where there is none."""
        return next((one for one in self.choices.values() if one.rest), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a person sees of a question.

    - `heading`, `prompt`: what it is about, and what a page asks; `parts`: what is asked, one by one;
    - `places`: where each of two works is; `sealed`: of these only that code is told;
    - `merged`: what they would be as one, and what is said of choosing its fields;
    - `context`, `context_works`, `subheading`: what is above the work;
    - `spans`: the words to mark, and what `marked` says of them; `codes`: those whose cases are at hand;
    - `expected`: what the machine suggests; `suggested`: whether it shows a suggestion, `seen`: if there is one; `""`: unknown;
    - `views`: what people said: who, the answer, reasons; `earlier`: how the like was settled: key, question, answer, the decision, and whether its reason may be told;
    - `reasons`, `behind`: why it is asked; `why`: the same on a page, a line each; `help`: what is said below the work;
    - `unit`: what the parts are called; `reason`: what to write beside an answer, `""`: nothing;
    - `known`: the keys of the sources of which a page leads to more, none: those of the works; `note`: what a decision notes.
    """

    heading: str
    prompt: str
    parts: Sequence[Part]
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
    reason: str = "Why (kept with the answer, if you want)"
    known: Sequence[str] = ()
    note: str = ""

    __repr__ = short_repr

    @property
    def boxed(self) -> bool:
        """Whether a page asks it in boxes, which are kept together, rather than by buttons."""
        return any(part.name or part.typed for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: `about` says what it is on and is the same in every session; `shows` what a person sees of it.

    `works` are those that it is on, one, or two side by side; `item` is what its topic makes of it. `group` is what a terminal shows once for several questions;
    `late`: it is asked after the others, whatever was learned.
    """

    about: str
    works: Sequence[Work]
    shows: Callable[[Question], Shown]
    item: Any = None
    group: str = ""
    late: bool = False

    __repr__ = short_repr

    @property
    def key(self) -> str:
        """What an address calls it."""
        return address_key(self.about)

    def show(self) -> Shown:
        """Return what a person sees of it now."""
        return self.shows(self)


def address_key(text: str) -> str:
    """Return what an address calls something: a digest, so that nothing of a review is in one."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


class Lessons(Protocol):
    """What is learned from answers while they are given."""

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each group of questions, none while nothing was learned."""

    def after(self, given: Sequence[Said]) -> Lesson:
        """Learn from the answers of this session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a page can be turned to by a button, such as a random sample: what is to know before, and what the form carries.

    A person can change the number that is given in `value` if there is a `prompt` for it.
    """

    heading: str
    told: str
    label: str
    name: str
    value: str
    prompt: str = ""


class Session:
    """Who is asked, on which review, and what was answered since: what a topic makes its questions of.

    `begun` is when the session began, as decisions say it; `sample`: the random sample that is screened; `confidential`: whether what is so is asked;
    `background`: whether lessons are learned beside it. A window (`litreview.web.session`) is a session that goes on while the review changes.
    """

    begun: str = "9999"
    read_at: str = ""
    sample: Sample | None = None
    background: bool = False

    def __init__(self, review: Review, by: str, *, confidential: bool = False) -> None:
        self.review: Review = review
        self.by: str = by
        self.confidential: bool = confidential
        self._kept: dict[str, Any] = {}

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returns, made once until the review is read again."""
        if name not in self._kept:
            self._kept[name] = make()
        found: T = self._kept[name]
        return found

    def look_again(self) -> None:
        """Find the questions anew, after all that was answered."""
        self._kept.clear()

    def lines(self) -> Sequence[Decision]:
        """Return what everybody has said, as it was written."""
        return self.review.decided

    def answered(self, topic: str, key: str) -> Sequence[Decision]:  # noqa: ARG002 - a window has them
        """Return the lines that answered a question in this session."""
        return ()

    def ready(self, stage: str) -> bool:  # noqa: ARG002 - here a stage is waited for
        """Return whether a stage of the review is there, or is made when it is asked for."""
        return True

    def lessons(self, topic: Topic) -> Any:
        """Return what was learned for a topic, None if nothing is."""
        learn = topic.learn
        return self.kept(f"lessons {topic.name}", lambda: learn(self, None)) if learn else None

    def learned(self, topic: Topic) -> tuple[str, bool]:  # noqa: ARG002 - see above
        """Return when that was, as HH:MM, and whether every answer is in it."""
        return "", True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How a topic is a sheet: `make` returns it, `read` what a filled row says, `names` which sources its hidden cells name.

    Without `make` it has a row for each question, with its verbs to choose from. `coded`: what is confidential is there by its code.
    """

    make: Callable[[Session], Sheet] | None = None
    read: Callable[[FilledRow, Review], Iterator[Answered | Problem]] = read_plain
    names: Callable[[FilledRow], Sequence[str]] = lambda row: row.ids[:1]
    coded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One kind of judgement: which questions there are, and what becomes of an answer. It writes nothing itself.

    - `name` in addresses, `title` for people, `noun` of what is asked, `group` of what a terminal shows at once;
    - `find`: every question that is open as the review was read, in order; `table`: the same as a sheet;
    - `owns`: whether a line that this person wrote may be one of this topic's, which `undo` looks for; `beside`: whether it was written beside one;
      `sole`: such a line is of no other topic;
    - `rests`: what a question rests on, in words and as a text: if one of these is another when the answer comes, it is refused;
    - `beside_answer`: what else is decided with a choice, by the fields of a form;
    - `learn`: what is learned from the answers; it is given what was learned before the review was read again, and returns None if nothing may be;
      `learned_from`: from what;
    - `moot`: why a question is idle by the answers of this session, `""` while it is open;
    - `waits`: what its questions wait for, in a sentence, `""` once they can be found;
    - `closed`: why this person has nothing to do here, `""` if there is; `listed`: whether a page leads there;
    - `left`: how many questions are left for anybody, in any review, where that is quickly said;
    - `opening`, `intro`: what a terminal says before its questions, and when it begins; `nothing`: if there is none; `left_out`: whether it
      says how many sources are not asked about;
    - `note`: what a page says below the questions, such as what the order rests on;
    - `turns`: what else can be asked; `turn` does what a form says of that, and returns whether it says so: `UsageError` if it can't be.
    """

    name: str
    title: str
    noun: str
    find: Callable[[Session], Sequence[Question]]
    owns: Callable[[Session, Decision], bool]
    rests: Callable[[Session, Question], Mapping[str, str]]
    nothing: Callable[[Session], str]
    group: str = ""
    table: Table = Table()
    beside: Callable[[Session, Decision], bool] = lambda _, __: False
    sole: bool = False
    beside_answer: Callable[[Session, Question, Choice, Form], Iterable[Said]] = lambda _, __, ___, ____: ()
    learn: Callable[[Session, Any], Any] | None = None
    learned_from: str = ""
    moot: Callable[[Session, Question, Sequence[Said]], str] = lambda _, __, ___: ""
    waits: Callable[[Session], str] = lambda _: ""
    closed: Callable[[Review, str], str] = lambda _, __: ""
    listed: Callable[[Session], bool] = lambda _: True
    left: Callable[[Review, str], int] | None = None
    opening: Callable[[Session], str] = lambda _: ""
    intro: Callable[[Session], Iterable[str]] = lambda _: ()
    left_out: bool = True
    note: Callable[[Session], str] = lambda _: ""
    turns: Callable[[Session], Sequence[Turn]] = lambda _: ()
    turn: Callable[[Session, Form], bool] = lambda _, __: False

    __repr__ = short_repr

    def ordered(self, session: Session, found: Sequence[Question]) -> Sequence[Question]:
        """Return questions in the order in which they are asked by now."""
        lessons = session.lessons(self)
        order = lessons.order if lessons else {}
        if not order:
            return found
        return sorted(found, key=lambda one: (one.late, order.get(one.group, len(order))))


def keyed(verb: str, key: str, head: str, values: Sequence[str]) -> Mapping[str, Choice]:
    """Return the values that one key can give each; `head` is the code or the field."""
    return {
        letter: Choice(label=value, decision=(verb, key, f"{head}={value}"))
        for letter, value in zip(KEYS, values, strict=False)
    }


def entry_text(work: Work) -> str:
    """Return all that an entry says, for what a question rests on."""
    return json.dumps([work.type, *sorted(work.fields.items())], ensure_ascii=True)


def entries_of(works: Iterable[Work]) -> Mapping[str, str]:
    """Return what each of some works says, by what a person calls it."""
    return {
        f"the entry {work.id if isinstance(work, Record) else work.key}": entry_text(work) for work in works
    }


def digest_of(rests: Mapping[str, str]) -> str:
    """Return what a form carries of what its question rests on."""
    return hashlib.sha256(json.dumps(sorted(rests.items()), ensure_ascii=True).encode()).hexdigest()


def said_of(session: Session, source: Source, verbs: Collection[str]) -> Sequence[Decision]:
    """Return what this person has said of a source by these verbs, as it was written; nothing of anybody else."""
    me = decisions_.person(session.by)
    names = {source.key, *source.former_keys, *(record.id for record in source.records)}
    return [
        d for d in session.lines() if d.verb in verbs and d.key in names and decisions_.person(d.by) == me
    ]

"""Session of one person at the window of one review: the review as read, the person's answers since, and what others wrote meanwhile.

The disk is the truth. Before each page the files are checked (by their times and lengths), and others' changes are read first.
An answer is written at once, and remembered in `answers`. The questions of a desk are found once; `answers` says which of
them are answered or settled by now, as in the terminal. They are found again when a file changed, when the person goes to another desk,
and when none is left.

The background computes what takes longer than a page may: the review with the consequences of the answers, and the stages that a desk
needs. Until then a page says so (`NotReadyError`), and no answer is accepted, because its question may be outdated.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from litreview.core import files
from litreview.core.model import Decision
from litreview.judgements import decisions as decisions_
from litreview.review import open_folder
from litreview.review.decision_writer import DecisionWriter as Writer
from litreview.review.folder import State, changed_files, file_states, reread_decisions
from litreview.review.note_files import Note, save_note
from litreview.review.private_folder import CODES_FILE
from litreview.review.questions import QuestionTopic, Session
from litreview.review.session import Review
from litreview.stages.evidence.stopping import Sample
from litreview.web import background
from litreview.web.background import BackgroundValue, NotReadyError, Snapshot, Worker

T = TypeVar("T")
_REMEMBERED_BASES = 200
"""Number of questions whose basis is remembered, for a page that is answered late."""
_STORED_REPLIES = 20
"""Number of refused forms that are stored, for a page that Back or a reload shows again."""
_EAGER_STAGES = (
    *("sources", "decisions", "standing", "candidates", "index", "record_names", "fields"),
    "suggested",
)
"""The stages that nearly every page needs, computed when the review is read."""


class WindowSession(Session):
    """The state of a window.

    - `snapshot`, `review`: the review as read last, with its computed stages; `writer`: writes decisions into it.
    - `generation`: how often the review was read.
    - `before`: the latest snapshot of an earlier generation with tags and citations.
    - `begun`: when the window was opened, in the format of decisions.
    - `answers`: the answers since then that were not undone, by desk and question, in order.
    - `skipped`: the questions that were put off, by desk, in order; `sample`: the random sample that is screened, None: the likeliest.
    - `patient`: block until background work is done (for POST requests) instead of answering "not ready".

    Each request holds `lock`, so that requests are answered one at a time.
    """

    background = True

    def __init__(self, folder: Path | str, by: str) -> None:
        self.lock: AbstractContextManager[bool] = RLock()
        self.folder: Path = Path(folder)
        self.by: str = by
        self.confidential: bool = False
        self.skipped: dict[str, dict[str, None]] = {}
        self.sample: Sample | None = None
        self._bases: dict[str, Mapping[str, str]] = {}
        self._replies: dict[str, tuple[str, Any, Mapping[str, str]]] = {}
        self._values: dict[str, BackgroundValue[Any]] = {}
        self._worker = Worker()
        self.patient: bool = True  # until the first request
        self._until = 0.0
        self.before: Snapshot | None = None
        self.begun: str = decisions_.utc_now()
        self.generation: int = 0
        self._open()
        self.by = self.writer.by

    @property
    def writer(self) -> Writer:
        """Drafts, writes and undoes decisions; recreated with the review."""
        return self.cached("writer", lambda: Writer(self.review, self.by))

    def _open(self) -> None:
        # the problems may name what is sealed by now
        self._values.pop("problems", None)
        # the state before reading: what is written meanwhile counts as a change at the next look
        before = file_states(self.folder) if self.folder.is_dir() else {}
        review = _ready_to_show(open_folder(self.folder, all_decisions=True))
        if any(record.withheld for record in review.library):
            review.keep_codes()  # the page of problems names them
            private = file_states(self.folder / "private")
            codes = {name: state for name, state in private.items() if name.endswith(CODES_FILE)}
            before = {**before, **codes}
        elsewhere = changed_files(
            file_states(self.folder), now := file_states(self.folder, review.inputs.reveal())
        )
        self._begin(review, {**before, **{name: now[name] for name in elsewhere if name in now}})
        self.before = None

    def _begin(self, review: Review, state: State) -> None:
        """Continue with a review that was read again; cached values and answers of the previous one are dropped."""
        if self.generation and all(map(self.review.evaluator.has, ("tags", "links"))):
            self.before = self.snapshot
        self.generation += 1
        self._show(Snapshot(generation=self.generation, review=review, read_at=time.strftime("%H:%M")))
        self._anew: bool = False
        self._state = state
        self.desk: str = ""
        self.answers: dict[tuple[str, str], tuple[Decision, ...]] = {}
        self._cache: dict[str, Any] = {}
        self._standing: list[Decision] | None = None

    def _show(self, snapshot: Snapshot) -> None:
        self.snapshot: Snapshot = snapshot
        self.review: Review = snapshot.review
        self.read_at: str = snapshot.read_at

    def _take_latest(self) -> None:
        """Adopt the worker's latest snapshot of this generation, together with the stages that requests computed themselves."""
        latest = self._worker.latest
        if latest and latest.generation == self.generation and latest is not self.snapshot:
            latest.review.evaluator.adopt(self.review.evaluator)
            self._show(latest)

    def background_value(self, name: str) -> BackgroundValue[Any]:
        """Return the background value of a name; it survives when the review is read again."""
        return self._values.setdefault(name, BackgroundValue(self._seconds))

    def answered(self, topic: str, key: str) -> Sequence[Decision]:
        """Return the lines that answered a question since the review was read, without undone ones."""
        return self.answers.get((topic, key), ())

    def lessons(self, topic: QuestionTopic) -> Any:
        """Return what was learned from the answers, or from earlier ones if learning takes longer than a page may; None: nothing yet."""
        learn = topic.learn
        if learn is None:
            return None
        values = tuple(self.answer_values()) if self.desk == topic.name else ()
        generation = self.generation

        def make(before: tuple[int, Any] | None) -> tuple[int, Any]:
            is_same_generation = before is not None and before[0] == generation
            made = before[1] if before and is_same_generation else learn(self, before[1] if before else None)
            if made and (values or is_same_generation):
                made.after(values)
            return generation, made

        made = self.background_value(topic.name).get((generation, values, self.sample), make)
        return made[1] if made else None

    def learned(self, topic: QuestionTopic) -> tuple[str, bool]:
        """Return when the lessons of a topic were learned, as HH:MM, and whether they include every answer."""
        value = self.background_value(topic.name)
        return value.at, value.current

    def _seconds(self) -> float | None:
        return None if self.patient else max(0.0, self._until - time.monotonic())

    def ready(self, stage: str) -> bool:
        """Return whether a stage of the review is computed; if not, compute it in the background."""
        if not self.review.evaluator.has(stage):
            value, snapshot = self.background_value(f"stage {stage}"), self.snapshot
            value.get(self.generation, lambda _: bool(self.compute(snapshot, stage)))
            self._take_latest()
        return self.review.evaluator.has(stage)

    def compute(self, snapshot: Snapshot, *stages: str) -> Review:
        """Return the review of a snapshot with stages and all that they depend on; for background threads. The next request sees them."""
        return self._worker.compute(snapshot, *stages)

    def look(self, desk: str = "", *, patient: bool = False) -> None:
        """Read what changed on the disk, and the answers at another desk. Every request begins with it."""
        self.patient = patient
        self._until = time.monotonic() + background.WAIT
        self._take_latest()
        now = file_states(self.folder, self.review.inputs.reveal())
        news = changed_files(self._state, now)
        place = str(self.folder / "decisions")
        if any(not name.startswith(place) for name in news):
            self._open()
        elif news:
            self._begin(reread_decisions(self.review), now)
        elif self._anew or (self.answers and desk != self.desk):
            self.look_again()
        self.desk = desk or self.desk

    def look_again(self) -> None:
        """Read the decisions again, so that all answers have their consequences; in the background if that takes long."""
        self._anew = True
        value, old = self.background_value("review"), self.review
        # an answer `public` reveals entries that were not read
        anew = any(d.verb in decisions_.ANSWERS for lines in self.answers.values() for d in lines)
        result = value.get(self.generation, lambda _: self._with_consequences(old, anew=anew))
        if result is None or not value.current:
            raise NotReadyError(_MERGING)
        del self._values["review"]
        desk = self.desk
        self._begin(*result)
        self.desk = desk

    def _with_consequences(self, old: Review, *, anew: bool) -> tuple[Review, State]:
        before = file_states(self.folder, old.inputs.reveal())
        review = open_folder(self.folder, all_decisions=True) if anew else reread_decisions(old)
        return _ready_to_show(review), before

    # ------------------------------------------------------------------------------------ answers
    def write(self, question: str, drafts: Sequence[Decision]) -> None:
        """Append decisions to this person's file, on the disk when this returns, and remember them as answers to a question of this desk."""
        lines = self._appended(lambda: self.writer.write(drafts))
        self.patient = False
        self.skipped.get(self.desk, {}).pop(question, None)
        self.answers[self.desk, question] = lines
        self._standing = [*self.own_lines(), *lines]

    def save_note(self, key: str, text: str, *, seen: str) -> Note:
        """Write the annotation of a source, as `litreview.review.save_note` does, without reading the review again."""
        note = save_note(self.review, key, text, seen=seen)
        now = file_states(self.folder, self.review.inputs.reveal())
        name = note.file.rpartition("/")[2]
        mine = {path for path in now if Path(path).parent.name == "notes" and Path(path).name == name}
        self._state = {**self._state, **{path: now[path] for path in mine}}
        return note

    def take_back(self, lines: Sequence[Decision]) -> str:
        """Append a `clear` for each line; return the question that they answered, `""` if that was before the review was read."""
        self._appended(lambda: self.writer.take_back(lines))
        self.patient = False
        gone = {(d.when, d.verb, d.key, d.value) for d in lines}
        self._standing = [d for d in self.own_lines() if (d.when, d.verb, d.key, d.value) not in gone]
        about = next((about for about, answer in self.answers.items() if {*answer} & {*lines}), None)
        if about is None:
            self.look_again()
            return ""
        del self.answers[about]
        return about[1]

    def _appended(self, write: Callable[[], Path]) -> tuple[Decision, ...]:
        """Write with `write` and return the new lines; if another program wrote into the file, too, everything is read before the next page."""
        path = self.writer.path
        before = files.read_bytes(path) if path.exists() else b""
        write()
        after = files.read_bytes(path)
        added = after.removeprefix(before).decode("utf-8", "replace")
        lines, _ = decisions_.parse(added, f"decisions/{path.name}")
        own = after.startswith(before) and all(line.by == self.by for line in lines)
        if own:
            now = file_states(self.folder / "decisions")
            # others' files keep their known state
            self._state = {**now, **self._state, **{name: now[name] for name in now if name == str(path)}}
        return lines

    def own_lines(self) -> list[Decision]:
        """Return this person's decisions that still count, as written, the latest last."""
        if self._standing is None:
            mine = [d for d in self.review.decided if decisions_.person(d.by) == decisions_.person(self.by)]
            standing = {id(d) for d in decisions_.current(mine)}
            self._standing = sorted((d for d in mine if id(d) in standing), key=lambda d: d.when)
        return self._standing

    def lines(self) -> Sequence[Decision]:
        """Return everybody's decisions as written, of this person only those that still count."""
        me = decisions_.person(self.by)
        return [*(d for d in self.review.decided if decisions_.person(d.by) != me), *self.own_lines()]

    def last(
        self, desk: str, owns: Callable[[Decision], bool], beside: Callable[[Decision], bool]
    ) -> tuple[Decision, ...]:
        """Return this person's last answer at a desk, the lines that undo takes back; empty if none still counts.

        For decisions from before the review was read, `owns` says which belong to this desk, and `beside` which belong to a line of the same time and key.
        """
        answers = [lines for (name, _), lines in self.answers.items() if name == desk]
        recent = {line for lines in answers for line in lines}
        mine = self.own_lines()
        latest = next((d for d in reversed(mine) if d in recent or owns(d)), None)
        if latest is None:
            return ()
        together = next((lines for lines in answers if latest in lines), None)
        about = (latest.when, latest.key)
        return together or tuple(d for d in mine if (d.when, d.key) == about and (owns(d) or beside(d)))

    def answer_values(self) -> Sequence[tuple[str, str, str]]:
        """Return the answers at this desk since its questions were found: verb, key, value."""
        return [
            (d.verb, d.key, d.value)
            for (desk, _), lines in self.answers.items()
            if desk == self.desk
            for d in lines
        ]

    # ------------------------------------------------------------------- basis of shown questions
    def basis(self, digest: str) -> Mapping[str, str] | None:
        """Return what a shown question rested on, None if that is no longer remembered."""
        return self._bases.get(digest)

    def remember_basis(self, digest: str, rests: Mapping[str, str]) -> None:
        """Remember what a shown question rests on."""
        _store_limited(self._bases, digest, rests, _REMEMBERED_BASES)

    # ------------------------------------------------------------------- refused forms
    def store_reply(self, about: str, reply: Any, form: Mapping[str, str]) -> str:
        """Store the reply to a refused form; return its name in addresses. `about`: the question or work that the form is on."""
        text = json.dumps([about, *sorted(form.items())], ensure_ascii=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:20]
        _store_limited(self._replies, name, (about, reply, form), _STORED_REPLIES)
        return name

    def stored_reply(self, name: str) -> tuple[Any, Mapping[str, str]]:
        """Return a stored reply and its form; None and an empty form for an unknown name."""
        _, reply, form = self._replies.get(name, ("", None, {}))
        return reply, form

    def forget_replies(self, about: str) -> None:
        """Forget the replies on a question or work, after a form on it was accepted."""
        self._replies = {name: one for name, one in self._replies.items() if one[0] != about}


def _store_limited(store: dict[str, T], name: str, value: T, limit: int) -> None:
    """Put a value last, and drop the first ones beyond the limit."""
    store.pop(name, None)
    store[name] = value
    while len(store) > limit:
        del store[next(iter(store))]


_MERGING = "Your answers are saved. Their effects on other questions are being computed."


def _ready_to_show(review: Review) -> Review:
    for stage in _EAGER_STAGES:
        getattr(review, stage)
    for stage in ("text_of", "page_numbers"):
        review.stage_value(stage)
    for source in review.sources[:1]:
        _ = review.deduplication[source.key]  # the first look-up builds the index
    return review

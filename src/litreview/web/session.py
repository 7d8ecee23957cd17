"""One person at the window of one review: what was opened, what was answered since, and what others wrote meanwhile.

The disk is the truth. Before each page the files are looked at (by their times and lengths): what someone else changed is read first.
What this person answers is written at once, and kept here as `given`: the questions of a desk are found once, and `given` says which of
them are answered or idle by now, as in the terminal. They are found anew when a file changed, when another desk is gone to, and when
none is left.

What takes longer than a page may is made beside the requests: the review with the consequences of what was answered here, and the stages
that a desk waits for. Until that is there a page says so (`NotReadyError`), and no answer is taken: none is to what is no longer so.
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
_SHOWN = 200
"""Questions of which is remembered what they rested on, for a page that is answered late."""
_TOLD = 20
"""Forms that were not kept, which are held for a page that Back or a reload shows again."""
_AT_ONCE = (
    *("sources", "decisions", "standing", "candidates", "index", "record_names", "fields"),
    "suggested",
)
"""What nearly every page needs of a review: made while it is read."""


class WindowSession(Session):
    """The state of a window: everything else in this room is a function of it.

    - `snapshot`, `review`: the review as it was read last, with the stages that are there; `writer`: who writes decisions into it;
    - `generation`: how often it was read; `before`: the snapshot of an earlier reading that had tags and citations last;
    - `begun`: when the window was opened, as decisions say it;
    - `given`: what was answered since and not taken back, by desk and question, in the order given;
    - `skipped`: the questions that were put off, by desk, in that order;
    - `sample`: the random sample that is screened, None: the likeliest;
    - `patient`: whether this request waits for what is being made, rather than say that it is not there: one that brings an answer.

    `lock` is held for each request: they are answered one after the other.
    """

    background = True

    def __init__(self, folder: Path | str, by: str) -> None:
        self.lock: AbstractContextManager[bool] = RLock()
        self.folder: Path = Path(folder)
        self.by: str = by
        self.confidential: bool = False
        self.skipped: dict[str, dict[str, None]] = {}
        self.sample: Sample | None = None
        self._rested: dict[str, Mapping[str, str]] = {}
        self._told: dict[str, tuple[str, Any, Mapping[str, str]]] = {}
        self._values: dict[str, BackgroundValue[Any]] = {}
        self._worker = Worker()
        self.patient: bool = True  # until the first request
        self._until = 0.0
        self.before: Snapshot | None = None
        self.begun: str = decisions_.now()
        self.generation: int = 0
        self._open()
        self.by = self.writer.by

    @property
    def writer(self) -> Writer:
        """Who drafts, writes and takes back decisions; made anew with the review."""
        return self.cached("writer", lambda: Writer(self.review, self.by))

    def _open(self) -> None:
        # what these were made of may be sealed by now
        self._values.pop("problems", None)
        # as it was before it is read: what is written meanwhile is news at the next look
        before = file_states(self.folder) if self.folder.is_dir() else {}
        review = _ready_to_show(open_folder(self.folder, all_decisions=True))
        if any(record.withheld for record in review.library):
            review.keep_codes()  # the page of problems names them in what to do
            private = file_states(self.folder / "private")
            codes = {name: state for name, state in private.items() if name.endswith(CODES_FILE)}
            before = {**before, **codes}
        elsewhere = changed_files(
            file_states(self.folder), now := file_states(self.folder, review.inputs.reveal())
        )
        self._begin(review, {**before, **{name: now[name] for name in elsewhere if name in now}})
        self.before = None

    def _begin(self, review: Review, state: State) -> None:
        """Go on with a review that was read again; what was found in the one before, and what was answered since, is left behind."""
        if self.generation and all(map(self.review.evaluator.has, ("tags", "links"))):
            self.before = self.snapshot
        self.generation += 1
        self._show(Snapshot(generation=self.generation, review=review, read_at=time.strftime("%H:%M")))
        self._anew: bool = False
        self._state = state
        self.desk: str = ""
        self.given: dict[tuple[str, str], tuple[Decision, ...]] = {}
        self._cache: dict[str, Any] = {}
        self._standing: list[Decision] | None = None

    def _show(self, snapshot: Snapshot) -> None:
        self.snapshot: Snapshot = snapshot
        self.review: Review = snapshot.review
        self.read_at: str = snapshot.read_at

    def _take_latest(self) -> None:
        """Show what the worker has computed of this reading: all of it from here on, and what requests computed themselves."""
        latest = self._worker.latest
        if latest and latest.generation == self.generation and latest is not self.snapshot:
            latest.review.evaluator.adopt(self.review.evaluator)
            self._show(latest)

    def background_value(self, name: str) -> BackgroundValue[Any]:
        """Return what is made beside the requests under a name; it is kept when the review is read again."""
        return self._values.setdefault(name, BackgroundValue(self._seconds))

    def answered(self, topic: str, key: str) -> Sequence[Decision]:
        """Return the lines that answered a question since the review was read, none that were taken back."""
        return self.given.get((topic, key), ())

    def lessons(self, topic: QuestionTopic) -> Any:
        """Return what was learned from the answers, or from those before the last if that takes longer than a page may; None: nothing yet."""
        learn = topic.learn
        if learn is None:
            return None
        given = tuple(self.said()) if self.desk == topic.name else ()
        number = self.generation

        def make(before: tuple[int, Any] | None) -> tuple[int, Any]:
            again = before is not None and before[0] == number
            made = before[1] if before and again else learn(self, before[1] if before else None)
            if made and (given or again):
                made.after(given)
            return number, made

        made = self.background_value(topic.name).get((number, given, self.sample), make)
        return made[1] if made else None

    def learned(self, topic: QuestionTopic) -> tuple[str, bool]:
        """Return when that was, as HH:MM, and whether every answer is in it."""
        value = self.background_value(topic.name)
        return value.at, value.current

    def _seconds(self) -> float | None:
        return None if self.patient else max(0.0, self._until - time.monotonic())

    def ready(self, stage: str) -> bool:
        """Return whether a stage of the review is there; if not it is computed beside the requests."""
        if not self.review.evaluator.has(stage):
            value, snapshot = self.background_value(f"stage {stage}"), self.snapshot
            value.get(self.generation, lambda _: bool(self.compute(snapshot, stage)))
            self._take_latest()
        return self.review.evaluator.has(stage)

    def compute(self, snapshot: Snapshot, *stages: str) -> Review:
        """Return the review of a snapshot with stages and all that they rest on: for a thread beside the requests, of which the next sees them."""
        return self._worker.compute(snapshot, *stages)

    def look(self, desk: str = "", *, patient: bool = False) -> None:
        """Read what changed on the disk, and what was answered at another desk. Every request begins with it."""
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
        elif self._anew or (self.given and desk != self.desk):
            self.look_again()
        self.desk = desk or self.desk

    def look_again(self) -> None:
        """Read the decisions again, so that all that was answered has its consequences: beside the requests, if that takes long."""
        self._anew = True
        value, old = self.background_value("review"), self.review
        # what is shown now was not read
        anew = any(d.verb in decisions_.ANSWERS for lines in self.given.values() for d in lines)
        found = value.get(self.generation, lambda _: self._with_consequences(old, anew=anew))
        if found is None or not value.current:
            raise NotReadyError(_MERGING)
        del self._values["review"]
        desk = self.desk
        self._begin(*found)
        self.desk = desk

    def _with_consequences(self, old: Review, *, anew: bool) -> tuple[Review, State]:
        before = file_states(self.folder, old.inputs.reveal())
        review = open_folder(self.folder, all_decisions=True) if anew else reread_decisions(old)
        return _ready_to_show(review), before

    # ------------------------------------------------------------------------------------ answers
    def write(self, question: str, drafts: Sequence[Decision]) -> None:
        """Append decisions to this person's file, on the disk when this returns, and note that a question of this desk is answered."""
        lines = self._appended(lambda: self.writer.write(drafts))
        self.patient = False
        self.skipped.get(self.desk, {}).pop(question, None)
        self.given[self.desk, question] = lines
        self._standing = [*self._mine(), *lines]

    def save_note(self, key: str, text: str, *, seen: str) -> Note:
        """Write the annotation of a source, as `litreview.review.save_note` does; the review need not be read again for it."""
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
        self._standing = [d for d in self._mine() if (d.when, d.verb, d.key, d.value) not in gone]
        about = next((about for about, said in self.given.items() if {*said} & {*lines}), None)
        if about is None:
            self.look_again()
            return ""
        del self.given[about]
        return about[1]

    def _appended(self, write: Callable[[], Path]) -> tuple[Decision, ...]:
        """Return the lines that were written; if another program wrote into that file, too, all is read before the next page."""
        path = self.writer.path
        before = files.read_bytes(path) if path.exists() else b""
        write()
        after = files.read_bytes(path)
        added = after.removeprefix(before).decode("utf-8", "replace")
        lines, _ = decisions_.parse(added, f"decisions/{path.name}")
        own = after.startswith(before) and all(line.by == self.by for line in lines)
        state = {**self._state}
        if own:
            state.update(file_states(self.folder / "decisions"))
            others = {name for name in self._state if name.startswith(str(self.folder / "decisions"))}
            for name in others - {str(path)}:  # of others' files what was known of them before
                state[name] = self._state[name]
        self._state = state
        return lines

    def _mine(self) -> list[Decision]:
        """Return what this person has said that still counts, as it was written, the latest last."""
        if self._standing is None:
            mine = [d for d in self.review.decided if decisions_.person(d.by) == decisions_.person(self.by)]
            standing = {id(d) for d in decisions_.current(mine)}
            self._standing = sorted((d for d in mine if id(d) in standing), key=lambda d: d.when)
        return self._standing

    def lines(self) -> Sequence[Decision]:
        """Return what everybody has said, as it was written; of this person what still counts."""
        me = decisions_.person(self.by)
        return [*(d for d in self.review.decided if decisions_.person(d.by) != me), *self._mine()]

    def last(
        self, desk: str, owns: Callable[[Decision], bool], beside: Callable[[Decision], bool]
    ) -> tuple[Decision, ...]:
        """Return what this person said last at a desk: the lines that undo takes back; none if nothing of it counts any more.

        Of what was said before the review was read, `owns` says what is of this desk, and `beside` what goes with a line of the same time and key.
        """
        given = [lines for (name, _), lines in self.given.items() if name == desk]
        now = {line for lines in given for line in lines}
        mine = self._mine()
        latest = next((d for d in reversed(mine) if d in now or owns(d)), None)
        if latest is None:
            return ()
        together = next((lines for lines in given if latest in lines), None)
        about = (latest.when, latest.key)
        return together or tuple(d for d in mine if (d.when, d.key) == about and (owns(d) or beside(d)))

    def said(self) -> Sequence[tuple[str, str, str]]:
        """Return what was answered at this desk since its questions were found: verb, key, value."""
        return [
            (d.verb, d.key, d.value)
            for (desk, _), lines in self.given.items()
            if desk == self.desk
            for d in lines
        ]

    # ------------------------------------------------------------------- what a page rested on
    def rested(self, digest: str) -> Mapping[str, str] | None:
        """Return what a question that was shown rested on, None if that is not known any more."""
        return self._rested.get(digest)

    def remember(self, digest: str, rests: Mapping[str, str]) -> None:
        """Keep what a question that is shown rests on."""
        _hold(self._rested, digest, rests, _SHOWN)

    # ------------------------------------------------------------------- forms that were not kept
    def tell(self, about: str, reply: Any, form: Mapping[str, str]) -> str:
        """Hold what is replied to a form that was not kept; return what an address calls that. `about`: the question or work that it is on."""
        text = json.dumps([about, *sorted(form.items())], ensure_ascii=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:20]
        _hold(self._told, name, (about, reply, form), _TOLD)
        return name

    def told(self, name: str) -> tuple[Any, Mapping[str, str]]:
        """Return a reply that is held, and the form that it is to; nothing where there is none by this name."""
        _, reply, form = self._told.get(name, ("", None, {}))
        return reply, form

    def settle(self, about: str) -> None:
        """Forget what was replied on a question or work: something was kept since."""
        self._told = {name: one for name, one in self._told.items() if one[0] != about}


def _hold(held: dict[str, T], name: str, value: T, most: int) -> None:
    """Put a value last, and drop the first of more than there may be."""
    held.pop(name, None)
    held[name] = value
    while len(held) > most:
        del held[next(iter(held))]


_MERGING = "What you answered is on the disk; what follows from it elsewhere is being worked out."


def _ready_to_show(review: Review) -> Review:
    for stage in _AT_ONCE:
        getattr(review, stage)
    for source in review.sources[:1]:
        _ = review.deduplication[source.key]  # all are put by their keys with the first
    return review

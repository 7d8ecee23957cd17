"""Screening: whether a source is in, by title and abstract or after its full text was read; the likeliest first, or a random sample of what is left.

Where two people screen each source (`[screening] screeners = 2`) neither sees a suggestion, nor an order that is one, before both have decided.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem, Source, Span
from litreview.core.problems import problem
from litreview.formats.sheets import Column, FilledRow, Sheet
from litreview.judgements import decisions as decisions_
from litreview.review.questions import (
    KEYS,
    Choice,
    Form,
    ModeSwitch,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    SheetFormat,
    entries_of,
    own_lines_on,
)
from litreview.review.questions.shared import (
    EXPECT,
    NOTES,
    Answered,
    Lesson,
    left_out,
    own_decisions,
    read_choice,
    read_verb,
    reason_column,
    source_row,
    work_columns,
)
from litreview.review.session import Review
from litreview.stages.evidence import Likely, Ranker, screen
from litreview.stages.evidence.screening import Screening
from litreview.stages.evidence.stopping import (
    Sample,
    Stopping,
    draw_sample,
    judge_stopping,
    sampled,
)

_HELP = "Skip what you have not read; m is for what you have read and cannot decide."
_SIZE, _DIGITS = 100, 7
_CLAIM = "`litreview screening` says what follows from it, once all of it is decided."


class ScreeningLessons:
    """What is left to screen, likeliest first, and what each answer changes; nothing is ranked where two screen apart."""

    def __init__(self, review: Review, by: str, *, ranker: Ranker | None = None) -> None:
        """Learn from what was decided; `ranker` has read the words of the sources (default: it is made)."""
        self.by = by
        self.ranked: bool = review.settings.screeners == 1
        self._said = [d for d in review.decisions if d.verb in SCREENING_VERBS]
        self.ranker: Ranker = ranker or Ranker(review.sources)
        self._likely: Mapping[str, Likely] = {}
        self._order: Mapping[str, int] = {}
        self._learn(self._said)

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each source, the likeliest first; none where nothing was learned, or nothing may be shown."""
        return self._order

    def likely(self, key: str) -> Likely | None:
        """Return how likely a source is to be relevant, None where nothing was learned yet or nothing may be shown.

        Of one that was decided since: what was said of it before, so that it is shown again to whoever takes the answer back.
        """
        return self._likely.get(key)

    def words(self, key: str) -> tuple[Span, ...]:
        """Return the words that speak most for including a source, none where nothing may be shown of it."""
        return self.ranker.find_words(key) if key in self._likely else ()

    def after(self, given: Sequence[tuple[str, str, str]]) -> Lesson:
        """Return the order of what is left after the answers of this sitting; an answer is verb, key and stage."""
        if not self.ranked:
            return Lesson()
        new = [Decision(when="", by=self.by, verb=verb, key=key, value=value) for verb, key, value in given]
        about = {(d.key, d.value) for d in new}
        self._learn([*(d for d in self._said if (d.key, d.value) not in about), *new])
        return Lesson(order=self._order)

    def _learn(self, said: Sequence[Decision]) -> None:
        found = self.ranker.rank(said) if self.ranked else ()
        before = self._likely if found else {}
        self._likely = {**before, **{one.source: one for one in found}}
        self._order = {one.source: n for n, one in enumerate(found)}


def screen_questions(
    review: Review, by: str, *, confidential: bool = False
) -> tuple[tuple[Source, str], ...]:
    """Return the sources that a person should screen, in the order of the files, each with its stage; `by` may be empty: what the team should.

    Whoever screens apart is asked about the abstract whatever others said of it, and about the full text once all agree that
    it is to be read: what is disputed waits for the adjudicator.
    """
    team = screen(review.sources, review.decisions)
    own = screen(review.sources, own_decisions(review, by)) if by else team
    return tuple(
        (source, stage)
        for source in review.sources
        if (stage := _next_stage(own[source.key], team[source.key]))
        and (confidential or not source.confidential)
    )


def _next_stage(own: Screening, team: Screening) -> str:
    """Return the stage at which a person is asked, `""` for none."""
    if own.fulltext not in ("", "unsure"):
        return ""
    if own.fulltext == "unsure" or (own.abstract == team.abstract == "include"):
        return "fulltext"
    return "abstract" if own.abstract in ("", "unsure") else ""


def begin_sample(review: Review, size: int) -> Sample:
    """Return a random sample of the works nobody has screened: one that was begun is gone on with, whoever began it.

    `UsageError` if nothing is left to draw from.
    """
    lines = all_lines(review)
    latest = max((line.when for line in lines if line.verb in SCREENING_VERBS), default="")
    now = decisions_.now()
    # what was decided in this very second was decided before
    now = decisions_.second_after(latest) if now <= latest else now
    sample, _ = draw_sample(_literature(review), _states(review), lines, size=size, now=now)
    if sample is None:
        raise UsageError(
            "nothing is left to draw a sample from: every work has been screened by title and abstract"
        )
    return sample


def _sampled(review: Review, by: str, sample: Sample) -> Iterator[tuple[Source, str]]:
    """Yield what of a sample a person should still screen, in the order drawn."""
    own = screen(review.sources, own_decisions(review, by))
    by_key = {source.key: source for source in review.sources}
    for key in sampled(_literature(review), _states(review), all_lines(review), sample):
        if not own[key].abstract:
            yield by_key[key], "abstract"


def stopping(review: Review, recall: float = 0.95) -> Stopping:
    """Return how far screening by title and abstract has come, and what a random sample allows to claim of the rest."""
    return judge_stopping(_literature(review), _states(review), all_lines(review), recall=recall)


def all_lines(review: Review) -> tuple[Decision, ...]:
    """Return every decision that was written, also those since replaced, in terms of today's keys."""
    lines, _ = review.rebase(review.decided)
    return lines


def _literature(review: Review) -> list[Source]:
    """Return the literature that a screener can be shown."""
    streams = review.standing.streams
    return [s for s in review.sources if streams[s.key] == "literature" and not s.confidential]


def _states(review: Review) -> Mapping[str, Screening]:
    settings = review.settings
    return screen(
        review.sources, review.decisions, screeners=settings.screeners, adjudicators=settings.adjudicators
    )


def _find(session: Session) -> Sequence[Question]:
    review, by, sample = session.review, session.by, session.sample
    unsure = _unsure(session)
    asked: Iterable[tuple[Source, str]] = (
        _sampled(review, by, sample)
        if sample
        else screen_questions(review, by, confidential=session.confidential)
    )
    return [
        Question(
            about=f"screen\n{stage}\n{source.key}",
            works=(source,),
            item=(source, stage),
            group=source.key,
            late=stage == "fulltext",
            shows=partial(_show, session),
        )
        for source, stage in asked
        if (source.key, stage) not in unsure
    ]


def _unsure(session: Session) -> frozenset[tuple[str, str]]:
    """Return source and stage of what this person was unsure of since the session began: it is asked again on another day."""

    def found() -> frozenset[tuple[str, str]]:
        mine = own_decisions(session.review, session.by) if session.by else ()
        return frozenset((d.key, d.value) for d in mine if d.verb == "unsure" and d.when >= session.begun)

    return session.cached("unsure", found)


def choices(key: str, stage: str, reasons: Sequence[str]) -> Mapping[str, Choice]:
    """Return what can be said of a source at a stage; of a full text each of the `reasons` is an exclusion of its own."""
    whys = reasons if stage == "fulltext" else ()
    legend = "Out, for a reason of this review"
    outs = {
        letter: Choice(label=f"exclude: {why}", decision=("exclude", key, stage), reason=why, legend=legend)
        for letter, why in zip((letter for letter in KEYS if letter not in "imn"), whys, strict=False)
    } or {"e": Choice(label="exclude", decision=("exclude", key, stage))}
    return {
        "i": Choice(label="include", decision=("include", key, stage)),
        **outs,
        "m": Choice(label="unsure", decision=("unsure", key, stage)),
        "n": Choice(label="not retrieved", decision=("not-retrieved", key, stage)),
    }


def _show(session: Session, question: Question) -> QuestionView:
    source: Source
    source, stage = question.item
    lessons: ScreeningLessons | None = session.lessons(TOPIC)
    likely = lessons.likely(source.key) if lessons else None
    given = choices(source.key, stage, session.review.settings.reasons)
    listed = any(one.reason for one in given.values())
    prompt = "in, from title and abstract?" if stage == "abstract" else "in, from the full text?"
    named = " that names no reason itself" if listed else ""
    return QuestionView(
        heading=source.title or source.key,
        prompt=prompt.capitalize(),
        parts=(
            QuestionPart(
                prompt=prompt,
                choices=given,
                help=_HELP if listed else f"{_HELP} A reason can be given with `litreview decide exclude`.",
            ),
        ),
        spans=lessons.words(source.key) if lessons else (),
        expected=likely.words if likely else "",
        suggested="seen",
        reason=f"Why (kept with {'an' if listed else 'the'} answer{named}, if you want)",
        note=session.sample.note if session.sample else "",
        why=(f"Asked because {_why(stage)}.", _HELP),
    )


def _why(stage: str) -> str:
    if stage == "abstract":
        return "you have not said yet whether it is in, by title and abstract, or were unsure"
    return "by its abstract it is to be read, and you have not said yet what came of that, or were unsure"


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return what the question rests on: the entry, the reasons, what this person said of it. Nothing of anybody else."""
    source, stage = question.item
    said = [d for d in own_lines_on(session, source, SCREENING_VERBS) if d.value == stage]
    reasons = json.dumps(session.review.settings.reasons) if stage == "fulltext" else ""
    return {
        **entries_of(question.works),
        **({"the reasons of the review": reasons} if reasons else {}),
        **{f"what you said of it: {d.verb}": d.when for d in said},
    }


def _learn(session: Session, before: ScreeningLessons | None) -> ScreeningLessons | None:
    review = session.review
    if review.settings.screeners > 1 or session.sample:
        return None
    works = tuple(source for source in review.sources if not source.confidential)
    ranker = before.ranker if before and before.ranker.works == works else None
    return ScreeningLessons(review, session.by, ranker=ranker)


def _note(session: Session) -> str:
    return " ".join(filter(None, (_order_text(session), _unsure_text(session), left_out(session.review))))


def _turns(session: Session) -> Sequence[ModeSwitch]:
    """Return the random sample that can be screened, or the way out of it."""
    heading = "A random sample"
    if session.sample:
        told = f"You screen a {session.sample.note}. {_CLAIM}"
        return [ModeSwitch(heading=heading, told=told, label="Leave the sample", name="sample", value="0")]
    told = f"It bounds how many relevant works are missed where screening stops. One that somebody began is gone on with. {_CLAIM}"
    prompt = "How many of the works that nobody has screened"
    turn = ModeSwitch(
        heading=heading, told=told, label="Screen a sample", name="sample", value=str(_SIZE), prompt=prompt
    )
    return [turn]


def _turn(session: Session, form: Form) -> bool:
    if "sample" not in form:
        return False
    size = form["sample"].strip()
    if not size.isascii() or not size.isdecimal() or len(size) > _DIGITS:
        raise UsageError("say in digits how many works to draw; nothing was drawn")
    session.sample = begin_sample(session.review, int(size)) if int(size) else None
    session.look_again()
    return True


def _order_text(session: Session) -> str:
    if session.sample:
        return "Of a sample nothing is suggested, and the order is that in which it was drawn."
    if session.review.settings.screeners > 1:
        return "Several people screen each source apart: nothing is suggested, and the order is that of the files."
    lessons, (at, current) = session.lessons(TOPIC), session.learned(TOPIC)
    if lessons is None or not (lessons.order or current):
        return "The likeliest are being learned from what was screened; until then the order is that of the files."
    if not lessons.order:
        return "The order is that of the files until one source is included and one excluded; then the likeliest come first."
    more = "" if current else "; your latest answers are being learned from"
    return f"The likeliest come first, as learned at {at} from what was screened{more}."


def _unsure_text(session: Session) -> str:
    many = len(_unsure(session))
    return f"You were unsure of {many} in this window: asked again when it is opened anew." if many else ""


def _opening(session: Session) -> str:
    return f"A {session.sample.note}: {_CLAIM}" if session.sample else ""


def _none_left_text(session: Session) -> str:
    if session.sample:
        return f"0 sources: nothing of the sample is left for {session.by} to screen."
    return "0 sources: none is left to screen."


def _sheet(session: Session) -> Sheet:
    lessons = ScreeningLessons(session.review, session.by)
    session.cached(f"lessons {TOPIC.name}", lambda: lessons)
    rows = []
    for question in TOPIC.ordered(session, _find(session)):
        source, stage = question.item
        likely = lessons.likely(source.key)
        rows.append(source_row(source, {"stage": stage, **({EXPECT: likely.words} if likely else {})}))
    reasons = session.review.settings.reasons
    expected = any(EXPECT in row.cells for row in rows)
    told = "The likeliest to be relevant come first, as learned from what was screened; what is expected is no decision."
    what = "What happens to this source at the stage in the next column. Blank: undecided."
    when = "abstract: from title and abstract. fulltext: after reading it."
    why = "Why it is excluded; at full text one of the list."
    return Sheet(
        kind="screen",
        columns=(
            Column(name="decision", width=14, answer=True, choices=SCREENING_VERBS, hint=what),
            Column(name="stage", width=10, answer=True, choices=decisions_.STAGES, hint=when),
            reason_column(26, why, choices=reasons),
            *([Column(name=EXPECT, width=16)] if expected else []),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "Which sources are in?",
            *NOTES,
            *([told] if expected else []),
            "An exclusion at full text needs one of the reasons of the review: "
            + ("; ".join(reasons) or "none are listed"),
        ),
    )


def _read(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    stage = read_choice(row, "stage", decisions_.STAGES)
    for found in read_verb(row, SCREENING_VERBS, lambda _: str(stage)):
        if isinstance(found, Problem) or (stage and not isinstance(stage, Problem)):
            yield found
        elif isinstance(stage, Problem):
            yield stage
        else:
            yield problem("LR046.stage", row.where, cell=row.cells["decision"])


TOPIC = QuestionTopic(
    name="screening",
    title="Screening",
    noun="source",
    find=_find,
    rests=_rests,
    learn=_learn,
    learned_from="what was screened",
    owns=lambda _, line: line.verb in SCREENING_VERBS,
    left=lambda review, by: len(screen_questions(review, by)),
    opening=_opening,
    nothing=_none_left_text,
    note=_note,
    turns=_turns,
    turn=_turn,
    table=SheetFormat(make=_sheet, read=_read),
)

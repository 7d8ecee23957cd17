"""Questions of screening: whether a source is included, by abstract or full text, likeliest first or as a random sample.

If two people screen each source (`[screening] screeners = 2`), neither sees a suggestion or a learned order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem, Source, Span
from litreview.core.problems import problem
from litreview.core.results.texts import TextPassage
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
    main_codes,
    own_decisions,
    passage_cells,
    passage_columns,
    passages_on,
    read_choice,
    read_verb,
    reason_column,
    source_row,
    work_columns,
)
from litreview.review.session import Review
from litreview.review.stage_graph.study_selection import previous_keys
from litreview.stages.evidence import screen
from litreview.stages.evidence.screening_status import Screening
from litreview.stages.evidence.stopping import (
    Likely,
    Ranker,
    Sample,
    Stopping,
    draw_sample,
    judge_stopping,
    sampled,
)

_HELP = "Skip a work that you have not read. Press m if you have read it and cannot decide."
_SIZE, _DIGITS = 100, 7
EVERY_STAGE = "every"
_CLAIM = "Once all of it is decided, `litreview screening` prints what it shows."


class ScreeningLessons:
    """Active learning for screening: sources left, likeliest first; no ranking if two people screen independently."""

    def __init__(self, review: Review, by: str, *, ranker: Ranker | None = None) -> None:
        """Learn from the decisions; `ranker` knows the words of the sources (default: a new one)."""
        self.by = by
        self.ranked: bool = review.settings.screeners == 1
        self._decided = review.decisions
        self.ranker: Ranker = ranker or Ranker(review.sources)
        self._likely: Mapping[str, Likely] = {}
        self._order: Mapping[str, int] = {}
        self._learn(self._decided)

    @property
    def order(self) -> Mapping[str, int]:
        """The rank of each source, likeliest first; empty if nothing was learned or may be shown."""
        return self._order

    def likely(self, key: str) -> Likely | None:
        """Return the likelihood that a source is relevant, None if nothing was learned or may be shown.

        A source decided since keeps its earlier value, which is shown again when the answer is undone.
        """
        return self._likely.get(key)

    def words(self, key: str) -> tuple[Span, ...]:
        """Return the words that most favour including a source, none if nothing may be shown."""
        return self.ranker.find_words(key) if key in self._likely else ()

    def after(self, given: Sequence[tuple[str, str, str]]) -> Lesson:
        """Return the order of the sources left after the session's answers (verb, key, stage)."""
        if not self.ranked:
            return Lesson()
        new = [Decision(when="", by=self.by, verb=verb, key=key, value=value) for verb, key, value in given]
        slots = {(d.key, d.value) for d in new}
        self._learn([*(d for d in self._decided if (d.key, d.value) not in slots), *new])
        return Lesson(order=self._order)

    def _learn(self, decisions: Sequence[Decision]) -> None:
        ranking = self.ranker.rank(decisions) if self.ranked else ()
        earlier = self._likely if ranking else {}
        self._likely = {**earlier, **{one.source: one for one in ranking}}
        self._order = {one.source: n for n, one in enumerate(ranking)}


def screen_questions(
    review: Review, by: str, *, confidential: bool = False, stage: str = ""
) -> tuple[tuple[Source, str], ...]:
    """Return the sources that `by` should screen, in file order, each with its stage; an empty `by` means the team.

    An independent screener gets every abstract, whatever others decided, and a full text once the team agrees to read it. A disputed
    abstract waits for the adjudicator. What an adjudicator settled is not asked again, nor what the previous version left unscreened.
    It asks one stage at a time. Full texts follow when this person, or every independent screener, has no abstract left. `stage` asks
    that one instead, `EVERY_STAGE` both.
    """
    team = _states(review)
    own = screen(review.sources, own_decisions(review, by)) if by else team
    judges = review.settings.adjudicators
    settled = {(d.key, d.value) for d in review.decisions if d.verb in SCREENING_VERBS and d.by in judges}
    stopped = () if review.settings.stopped else {*review.standing.keys("left unscreened")}
    found = [
        (source, next_)
        for source in review.sources
        if (next_ := _next_stage(own[source.key], team[source.key]))
        and source.key not in stopped
        and (source.key, next_) not in settled
        and (confidential or not source.confidential)
    ]
    if not stage:
        is_open = any(next_ == "abstract" for _, next_ in found) or "abstract" in review.stage_value(
            "open_rounds"
        )
        stage = "abstract" if is_open else "fulltext"
    return tuple((source, next_) for source, next_ in found if stage in (next_, EVERY_STAGE))


def _next_stage(own: Screening, team: Screening) -> str:
    """Return the next stage for a person, `""` if none is left."""
    if own.fulltext not in ("", "unsure", "one-vote"):
        return ""
    is_unsettled = ("unsure", "one-vote")
    if own.abstract in ("", "one-vote") or (own.abstract == "unsure" and team.abstract in is_unsettled):
        return "abstract"
    if team.abstract != "include":
        return ""
    is_left = own.fulltext in ("", "one-vote") or (own.fulltext == "unsure" and team.fulltext in is_unsettled)
    return "fulltext" if is_left else ""


def begin_sample(review: Review, size: int) -> Sample:
    """Return a random sample of unscreened works; an unfinished sample of anybody is continued.

    `UsageError` if every work has been screened.
    """
    lines = all_lines(review)
    latest = max((line.when for line in lines if line.verb in SCREENING_VERBS), default="")
    now = decisions_.utc_now()
    # decisions of the current second count as earlier
    now = decisions_.second_after(latest) if now <= latest else now
    works = _literature(review)
    sample, _ = draw_sample(works, _states(review), _lines_on(works, review), size=size, now=now)
    if sample is None:
        raise UsageError(
            "nothing is left to draw a sample from: every work has been screened by title and abstract"
        )
    return sample


def _sampled(review: Review, by: str, sample: Sample) -> Iterator[tuple[Source, str]]:
    """Yield the works of a sample that a person has not screened, in the order drawn."""
    own = screen(review.sources, own_decisions(review, by))
    by_key = {source.key: source for source in review.sources}
    works = _literature(review)
    for key in sampled(works, _states(review), _lines_on(works, review), sample):
        if not own[key].abstract:
            yield by_key[key], "abstract"


def stopping(review: Review, recall: float = 0.95) -> Stopping:
    """Return the progress of abstract screening, and the bound that a random sample gives on missed works."""
    works = _literature(review)
    return judge_stopping(works, _states(review), _lines_on(works, review), recall=recall)


def all_lines(review: Review) -> tuple[Decision, ...]:
    """Return every decision written, replaced ones included, with today's keys."""
    lines, _ = review.rebase(review.decided)
    return lines


def _literature(review: Review) -> list[Source]:
    """Return the literature without confidential sources, of an updated review only what is new: a sample bounds what its search missed."""
    streams, earlier = review.standing.streams, previous_keys(review.sources, review.settings)
    return [
        s
        for s in review.sources
        if streams[s.key] == "literature" and not s.confidential and s.key not in earlier
    ]


def _lines_on(works: Iterable[Source], review: Review) -> tuple[Decision, ...]:
    """Return every decision written on these works, replaced ones included."""
    keys = {work.key for work in works}
    return tuple(line for line in all_lines(review) if line.key in keys)


def _states(review: Review) -> Mapping[str, Screening]:
    settings = review.settings
    return screen(
        review.sources, review.decisions, screeners=settings.screeners, adjudicators=settings.adjudicators
    )


def _find(session: Session) -> Sequence[Question]:
    review, by, sample = session.review, session.by, session.sample
    unsure = _unsure(session)
    pairs: Iterable[tuple[Source, str]] = (
        _sampled(review, by, sample)
        if sample
        else screen_questions(review, by, confidential=session.confidential, stage=session.stage)
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
        for source, stage in pairs
        if (source.key, stage) not in unsure
    ]


def _unsure(session: Session) -> frozenset[tuple[str, str]]:
    """Return source and stage of each `unsure` in this session; such questions return in the next session."""

    def unsure_slots() -> frozenset[tuple[str, str]]:
        mine = own_decisions(session.review, session.by) if session.by else ()
        return frozenset((d.key, d.value) for d in mine if d.verb == "unsure" and d.when >= session.begun)

    return session.cached("unsure", unsure_slots)


def choices(key: str, stage: str, reasons: Sequence[str]) -> Mapping[str, Choice]:
    """Return the choices for a source at a stage; for a full text one exclusion for each of the `reasons`."""
    exclusion_reasons = reasons if stage == "fulltext" else ()
    legend = "Exclude, for a reason of this review"
    exclusions = {
        letter: Choice(label=f"exclude: {why}", decision=("exclude", key, stage), reason=why, legend=legend)
        for letter, why in zip(
            (letter for letter in KEYS if letter not in "imn"), exclusion_reasons, strict=False
        )
    } or {"e": Choice(label="exclude", decision=("exclude", key, stage))}
    return {
        "i": Choice(label="include", decision=("include", key, stage)),
        **exclusions,
        "m": Choice(label="unsure", decision=("unsure", key, stage)),
        "n": Choice(label="not retrieved", decision=("not-retrieved", key, stage)),
    }


def _show(session: Session, question: Question) -> QuestionView:
    source: Source
    source, stage = question.item
    lessons: ScreeningLessons | None = session.lessons(TOPIC)
    likely = lessons.likely(source.key) if lessons else None
    found_choices = choices(source.key, stage, session.review.settings.reasons)
    has_reasons = any(one.reason for one in found_choices.values())
    prompt = "include, from title and abstract?" if stage == "abstract" else "include, from the full text?"
    reason_note = "any other answer" if has_reasons else "the answer"
    return QuestionView(
        heading=source.title or source.key,
        prompt=prompt.capitalize(),
        parts=(
            QuestionPart(
                prompt=prompt,
                choices=found_choices,
                help=_HELP if has_reasons else f"{_HELP} To give a reason, use `litreview decide exclude`.",
                passages=_passages(session, source, stage),
            ),
        ),
        spans=lessons.words(source.key) if lessons else (),
        expected=likely.words if likely else "",
        suggested="seen",
        reason=f"Reason (optional, saved with {reason_note})",
        note=session.sample.note if session.sample else "",
        why=(f"You are asked because {_why(stage)}.", _HELP),
    )


def _passages(session: Session, source: Source, stage: str) -> Callable[[], Sequence[TextPassage]]:
    """Return what finds the passages on the codes, the question and the criteria; an abstract is there whole."""
    settings = session.review.settings
    words = " ".join((settings.question, *settings.criteria))
    return (
        passages_on(session, source, main_codes(session.review.codebook), words)
        if stage == "fulltext"
        else tuple
    )


def _why(stage: str) -> str:
    if stage == "abstract":
        return "you have not decided yet by title and abstract, or were unsure"
    return "its abstract was included, and you have not decided yet by the full text, or were unsure"


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the entry, the reasons, and this person's decisions alone."""
    source, stage = question.item
    opinions = [d for d in own_lines_on(session, source, SCREENING_VERBS) if d.value == stage]
    reasons = json.dumps(session.review.settings.reasons) if stage == "fulltext" else ""
    return {
        **entries_of(question.works),
        **({"the reasons of the review": reasons} if reasons else {}),
        **{f"what you said of it: {d.verb}": d.when for d in opinions},
    }


def _learn(session: Session, before: ScreeningLessons | None) -> ScreeningLessons | None:
    review = session.review
    if review.settings.screeners > 1 or session.sample:
        return None
    works = tuple(source for source in review.sources if not source.confidential)
    ranker = before.ranker if before and before.ranker.works == works else None
    return ScreeningLessons(review, session.by, ranker=ranker)


def _note(session: Session) -> str:
    return " ".join(
        filter(
            None,
            (_order_text(session), _unsure_text(session), left_out(session.review)),
        )
    )


def _criteria(session: Session) -> Sequence[str]:
    """Return the question of the review and its criteria, a line each, as every screener should see them."""
    settings = session.review.settings
    lines = [f"The question: {settings.question}"] if settings.question else []
    return [*lines, *(f"Criterion: {one}" for one in settings.criteria)]


def _turns(session: Session) -> Sequence[ModeSwitch]:
    """Return the button that starts a random sample, or that ends it."""
    heading = "A random sample"
    if session.sample:
        text = f"You screen a {session.sample.note}. {_CLAIM}"
        return [
            ModeSwitch(heading=heading, explanation=text, label="Leave the sample", name="sample", value="0")
        ]
    text = f"A random sample shows how many relevant works are missed if screening stops. A sample that somebody began is continued. {_CLAIM}"
    prompt = "Number of works to draw from those that nobody has screened"
    turn = ModeSwitch(
        heading=heading,
        explanation=text,
        label="Screen a sample",
        name="sample",
        value=str(_SIZE),
        prompt=prompt,
    )
    other = "fulltext" if session.stage != "fulltext" else "abstract"
    stage = ModeSwitch(
        heading="One stage at a time",
        explanation="Full texts are asked once no abstract is left.",
        label="Screen full texts now" if other == "fulltext" else "Screen abstracts first",
        name="stage",
        value=other,
    )
    return [turn, stage]


def _turn(session: Session, form: Form) -> bool:
    if (stage := form.get("stage", "")) in (*decisions_.STAGES, EVERY_STAGE):
        session.stage, session.sample = stage, None
        session.look_again()
        return True
    if "sample" not in form:
        return False
    size = form["sample"].strip()
    if not size.isascii() or not size.isdecimal() or len(size) > _DIGITS:
        raise UsageError("write the number of works in digits; nothing was drawn")
    session.sample = begin_sample(session.review, int(size)) if int(size) else None
    session.look_again()
    return True


def _order_text(session: Session) -> str:
    if session.sample:
        return "In a sample nothing is suggested, and works come in the order in which they were drawn."
    if session.review.settings.screeners > 1:
        return "Several people screen each source independently, so nothing is suggested. Works come in the order of the files."
    lessons, (at, current) = session.lessons(TOPIC), session.learned(TOPIC)
    if lessons is None or not (lessons.order or current):
        return "The order of the likeliest works is being computed. Until then they come in the order of the files."
    if not lessons.order:
        return "Works come in the order of the files until one is included and one excluded. Then the likeliest come first."
    more = "" if current else "; your latest answers are not in it yet"
    return f"The likeliest come first, as learned at {at} from the screening so far{more}."


def _unsure_text(session: Session) -> str:
    many = len(_unsure(session))
    return (
        f"You were unsure about {many} in this window. They are asked again when you open the window again."
        if many
        else ""
    )


def _opening(session: Session) -> str:
    sample = [f"A {session.sample.note}: {_CLAIM}"] if session.sample else []
    return "\n".join([*_criteria(session), *sample])


def _none_left_text(session: Session) -> str:
    if session.sample:
        return f"0 sources: {session.by} has screened the whole sample."
    left = len(screen_questions(session.review, session.by, stage=EVERY_STAGE))
    if not left:
        return "0 sources: none is left to screen."
    if session.stage:
        return f"0 sources: none is left to screen by {session.stage}; {left} are left at the other stage."
    return (
        "0 sources: none is left to screen by title and abstract. Full texts are asked once everybody has screened every abstract. "
        "--stage fulltext asks about those that can be read already."
    )


def _sheet(session: Session) -> Sheet:
    lessons = ScreeningLessons(session.review, session.by)
    session.cached(f"lessons {TOPIC.name}", lambda: lessons)
    rows = []
    for question in TOPIC.ordered(session, _find(session)):
        source, stage = question.item
        likely = lessons.likely(source.key)
        cells = {"stage": stage, **({EXPECT: likely.words} if likely else {})}
        rows.append(source_row(source, {**cells, **passage_cells(_passages(session, source, stage)())}))
    reasons = session.review.settings.reasons
    expected = any(EXPECT in row.cells for row in rows)
    order_note = "The works most likely to be relevant come first, as learned from the screening so far. What is expected is not a decision."
    decision_hint = "Your decision on this source, at the stage in the next column. Blank: undecided."
    stage_hint = "abstract: from title and abstract. fulltext: after reading it."
    reason_hint = "Why it is excluded. For a full text, take a reason from the list."
    return Sheet(
        kind="screen",
        columns=(
            Column(name="decision", width=14, answer=True, choices=SCREENING_VERBS, hint=decision_hint),
            Column(name="stage", width=10, answer=True, choices=decisions_.STAGES, hint=stage_hint),
            reason_column(26, reason_hint, choices=reasons),
            *([Column(name=EXPECT, width=16)] if expected else []),
            *passage_columns(rows),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "Which sources are included?",
            *_criteria(session),
            *NOTES,
            *([order_note] if expected else []),
            "To exclude a full text, give one of the reasons of the review: "
            + ("; ".join(reasons) or "none are listed"),
        ),
    )


def _read(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    stage = read_choice(row, "stage", decisions_.STAGES)
    for answer in read_verb(row, SCREENING_VERBS, lambda _: str(stage)):
        if isinstance(answer, Problem) or (stage and not isinstance(stage, Problem)):
            yield answer
        elif isinstance(stage, Problem):
            yield stage
        else:
            yield problem("LR046.stage", row.where, cell=row.cells["decision"])


TOPIC = QuestionTopic(
    name="screening",
    title="Screening",
    noun="source",
    asks="Does a source belong in the review?",
    seconds=30,
    find=_find,
    rests=_rests,
    learn=_learn,
    learned_from="the screening so far",
    owns=lambda _, line: line.verb in SCREENING_VERBS,
    left=lambda review, by: len(screen_questions(review, by)),
    opening=_opening,
    nothing=_none_left_text,
    note=_note,
    turns=_turns,
    turn=_turn,
    table=SheetFormat(make=_sheet, read=_read),
)

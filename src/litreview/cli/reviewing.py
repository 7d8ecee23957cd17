"""What a person is asked in the terminal: `dedupe --review`, `tag --review` and `decide --ask`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from litreview.cli.terminal_questions import Learn, Step, Walked, console, walk
from litreview.errors import UsageError
from litreview.plurals import plural

if TYPE_CHECKING:
    from rich.console import Console

    from litreview.review import Review
    from litreview.review.asking import CodeQuestion, PairQuestion, StanceQuestion
    from litreview.review.deciding import Desk
    from litreview.review.disputes import Dispute
    from litreview.review.screening import ScreeningLessons, ScreenQuestion


def check_options(outputs: Sequence[str | None], by: str | None, *, review: bool) -> None:
    """Raise `UsageError` unless there is something to do: an output, or a review by a named person."""
    if review and not by:
        raise UsageError("--review needs --by NAME: decisions are kept under the name of whoever makes them")
    if by and not review:
        raise UsageError("--by names who answers, and nothing is asked without --review")
    if not review and not any(outputs):
        raise UsageError(
            "nothing to write: name an output, such as -o OUT (--help lists the others), or walk through the questions with "
            "--review --by NAME"
        )


def review_pairs(review: Review, by: str) -> Walked:
    """Ask one person which pairs are one work; return how it went."""
    from litreview.decisions import PAIR_VERBS, disputes
    from litreview.review.asking import pair_questions
    from litreview.review.deciding import Desk

    desk = Desk(review, by)
    out = console()
    questions = pair_questions(review)
    homes = {
        name: key
        for question in questions
        for name, key in zip(question.names, question.sources, strict=True)
    }
    steps = [_pair_step(number, question, homes, out) for number, question in enumerate(questions)]
    if not steps:
        disputed = disputes(
            [d for d in desk.review.decisions if d.verb in PAIR_VERBS], desk.review.settings.adjudicators
        )
        out.print(
            f"0 pairs: none is left to ask. {plural(len(disputed), 'pair is', 'pairs are')} disputed by people: "
            "`litreview decide --ask disputes --by NAME` puts them to the adjudicator."
            if disputed
            else "0 pairs: none is left to judge."
        )
        return Walked(answered=0, skipped=0, idle=0, left=0)
    _begin(out, plural(len(steps), "pair"), desk)
    done = walk(steps, desk, out, noun="pair")
    out.print(f"\n{done}")
    return done


def _pair_step(number: int, question: PairQuestion, homes: Mapping[str, str], out: Console) -> Step:
    from litreview.cli.cards import show_pair
    from litreview.review.asking import settled
    from litreview.review.choices import PAIR_HELP, pair_answers

    headings = [f"{record.key}\n({record.where})" for record in question.records]

    def show() -> None:
        show_pair(question.records, headings, question.match.reasons, out)
        out.print(question.match.behind, style="dim")

    return Step(
        topic=str(number),
        prompt="one work?",
        show=show,
        answers=pair_answers(question),
        help=PAIR_HELP,
        shown="yes",
        moot=lambda given: settled(question, given, homes),
    )


def review_codes(review: Review, by: str) -> Walked:
    """Ask one person which codes each source has; return how it went."""
    from litreview.cli.coding import told
    from litreview.review.asking import code_questions
    from litreview.review.deciding import Desk
    from litreview.review.lessons import CodeLessons

    desk = Desk(review, by)
    out = console()
    lessons = CodeLessons(review, desk.by)
    questions = code_questions(review, desk.by, lessons.sources)
    spans: dict[str, list[CodeQuestion]] = {}
    for question in questions:
        spans.setdefault(question.source.key, []).append(question)
    steps = [_code_step(question, spans[question.source.key], out) for question in questions]
    if not steps:
        out.print("0 sources, 0 questions: nothing is left to code.")
        _left_out(review, out)
        return Walked(answered=0, skipped=0, idle=0, left=0)
    what = f"{plural(len(spans), 'source')}, {plural(len(steps), 'question')}"
    _begin(out, what, desk)
    if not lessons.blind:
        out.print(f"The most doubtful come first; each source is learned from, as {desk.by} decides it.")
    for one in lessons.trust:
        out.print(f"  {told(one)}", soft_wrap=True)
    _left_out(review, out)
    done = walk(steps, desk, out, noun="source", learn=lessons.after)
    out.print(f"\n{done}")
    return done


def _code_step(question: CodeQuestion, of_source: Sequence[CodeQuestion], out: Console) -> Step:
    from litreview.cli.cards import show_source
    from litreview.review.asking import address, definition, instructions, why_suggested
    from litreview.review.choices import code_answers
    from litreview.text.printable import printable

    source, code = question.source, question.code
    spans = [span for one in of_source if one.suggested for span in one.suggested.spans]
    why = why_suggested(question)
    return Step(
        topic=source.key,
        prompt=f"{code.id}? ({printable(why)})" if why else f"{code.id}?",
        show=lambda: show_source(source, spans, address(source), out),
        answers=code_answers(question),
        help="\n".join(filter(None, (definition(code), *instructions(code)))),
        shown="no" if question.blind else "yes",
    )


def review_stances(review: Review, by: str) -> Walked:
    """Ask one person what each source found on its goals, and the evidence fields asked with it; return how it went."""
    from litreview.review.asking import is_blind, stance_questions
    from litreview.review.deciding import Desk

    desk = Desk(review, by)
    out = console()
    questions: dict[str, list[StanceQuestion]] = {}
    for question in stance_questions(review, desk.by):
        if not question.source.confidential:
            questions.setdefault(question.source.key, []).append(question)
    shown: Literal["yes", "no"] = "no" if is_blind(review) else "yes"
    steps = [step for mine in questions.values() for step in _stance_steps(mine, shown, out)]
    return _walked(
        steps, desk, out, noun="source", nothing="0 sources: nothing is left to ask of what they found."
    )


def _stance_steps(
    questions: Sequence[StanceQuestion], shown: Literal["yes", "no"], out: Console
) -> Iterator[Step]:
    """Yield the questions on one source that one key answers: for each goal stance and fields, then the fields of the source, each once."""
    from litreview.cli.cards import show_source
    from litreview.review.asking import address
    from litreview.review.choices import value_answers, value_questions

    source = questions[0].source
    spans = [span for one in questions if one.suggested for span in one.suggested.spans]
    more = "Several values, and those with letters of their own, are for a sheet or `litreview decide set`."
    for one in value_questions(questions):
        if not one.values:
            continue
        named = value_answers(one.verb, source.key, one.head, one.values)
        told = ", ".join(f"{key} {answer.label}" for key, answer in named.items())
        of_source = one.field is not None and not one.field.by_code
        yield Step(
            topic=source.key,
            prompt=f"{one.prompt}\n  {told}\n ",
            show=lambda: show_source(source, spans, address(source), out),
            answers=named,
            help=f"{one.meaning}\n{more}".strip() if of_source else one.meaning,
            shown=shown,
        )


def review_screening(review: Review, by: str, sample: int = 0) -> Walked:
    """Ask one person which sources are in, each at its next stage, likeliest first, or those of a random `sample`; return how it went."""
    from litreview.review.deciding import Desk
    from litreview.review.screening import ScreeningLessons, ask_sample, ask_screening

    desk = Desk(review, by)
    out = console()
    lessons = ScreeningLessons(review, desk.by, ranked=not sample)
    questions = ask_screening(review, desk.by)
    nothing = "0 sources: none is left to screen."
    if sample:
        drawn, questions = ask_sample(review, desk.by, sample)
        out.print(
            f"A {drawn.note}: `litreview screening` says what follows from it, once all of it is decided.",
            soft_wrap=True,
        )
        nothing = f"0 sources: nothing of the sample is left for {desk.by} to screen."
    steps = [_screen_step(one, lessons, review.settings.reasons, out) for one in lessons.sort(questions)]
    return _walked(steps, desk, out, noun="source", nothing=nothing, learn=lessons.after)


def _screen_step(
    question: ScreenQuestion, lessons: ScreeningLessons, reasons: Sequence[str], out: Console
) -> Step:
    from litreview.cli.cards import show_source
    from litreview.review.asking import address
    from litreview.review.choices import SCREEN_HELP, screen_answers, screen_prompt

    source, stage = question.source, question.stage

    def show() -> None:
        show_source(source, lessons.words(source.key), address(source), out)

    def suggestion() -> str:
        likely = lessons.likely(source.key)
        return f"{likely.words}, from what was screened so far" if likely else ""

    return Step(
        topic=source.key,
        prompt=screen_prompt(question),
        show=show,
        suggestion=suggestion,
        where=question.where,
        answers=screen_answers(question, reasons),
        help=SCREEN_HELP
        + (
            ""
            if stage == "fulltext" and reasons
            else " A reason can be given with `litreview decide exclude`."
        ),
    )


def review_disputes(review: Review, by: str) -> Walked:
    """Ask an adjudicator what holds where people differ; return how it went. `UsageError` if `by` is not one."""
    from litreview.review.deciding import Desk
    from litreview.review.disputes import check_adjudicator, open_disputes

    check_adjudicator(review.settings, by)
    desk = Desk(review, by)
    out = console()
    steps = [_dispute_step(one, out) for one in open_disputes(review)]
    return _walked(steps, desk, out, noun="work", nothing="0 disputes: nothing is left to settle.")


def _dispute_step(one: Dispute, out: Console) -> Step:
    from litreview.cli.cards import show_pair, show_source
    from litreview.review.asking import address
    from litreview.review.choices import dispute_answers
    from litreview.review.disputes import view
    from litreview.text.printable import printable

    source, *_ = one.works
    pair = len(one.works) > 1

    def show() -> None:
        if any(work.confidential for work in one.works):
            out.print(f"{one.key} ({source.type}, confidential)")
        elif pair:
            show_pair(one.works, [work.key for work in one.works], (), out)
        else:
            show_source(source, (), address(source), out)

    named = dispute_answers(one)
    told = [f"  {d.by}: {'; '.join(view(d).split(chr(10)))}" for d in one.said]
    if set(one.choices) != {"yes", "no"}:
        told.append("  " + ", ".join(f"{key} {answer.label}" for key, answer in named.items()))
    return Step(
        topic=f"{one.key} {one.topic}" if pair else one.source.key,
        prompt="\n".join(map(printable, [*told, one.question])),
        show=show,
        answers=named,
        help=one.meaning
        or "Your answer settles it. What both said stays in their files, and is what agreement is measured by.",
    )


ASKED: Mapping[str, Callable[[Review, str], Walked]] = {
    "duplicates": review_pairs,
    "disputes": review_disputes,
}
"""What `decide --ask` can ask beside screening, which takes a sample."""


def _walked(
    steps: Sequence[Step],
    desk: Desk,
    out: Console,
    *,
    noun: str,
    nothing: str,
    learn: Learn | None = None,
) -> Walked:
    """Walk through the steps if there are any; return how it went."""
    if not steps:
        out.print(nothing)
        _left_out(desk.review, out)
        return Walked(answered=0, skipped=0, idle=0, left=0)
    topics = len({step.topic for step in steps})
    what = plural(topics, noun)
    if topics != len(steps):
        what += f", {plural(len(steps), 'question')}"
    _begin(out, what, desk)
    _left_out(desk.review, out)
    done = walk(steps, desk, out, noun=noun, learn=learn)
    out.print(f"\n{done}")
    return done


def _begin(out: Console, what: str, desk: Desk) -> None:
    out.print(
        f"{what}. One key for each; ? explains, u takes back, q quits; every answer is kept in {desk.path}."
    )
    if desk.warning:
        out.print(desk.warning)


def _left_out(review: Review, out: Console) -> None:
    from litreview.review.asking import left_out

    if told := left_out(review):
        out.print(told)

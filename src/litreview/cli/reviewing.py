"""What a person is asked in the terminal: `dedupe --review`, `tag --review` and `decide --ask`. What is asked, the topics say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from litreview.cli.terminal_questions import Step, Walked, console, walk
from litreview.errors import UsageError
from litreview.plurals import plural

if TYPE_CHECKING:
    from rich.console import Console

    from litreview.review import Review
    from litreview.review.topics.topic import Question, Session, Topic


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


def ask(review: Review, name: str, by: str, sample: int = 0) -> Walked:
    """Ask one person the questions of a topic, or those on a random `sample`; return how it went. `UsageError` if `by` may not answer."""
    from litreview.review.asking import left_out
    from litreview.review.deciding import Desk
    from litreview.review.topics import find_topic
    from litreview.review.topics.topic import Session

    asked = find_topic(name)
    if why := asked.closed(review, by):
        raise UsageError(why)
    desk = Desk(review, by)
    out = console()
    session = Session(review, desk.by)
    if sample:
        asked.turn(session, {"sample": str(sample)})
    if told := asked.opening(session):
        out.print(told, soft_wrap=True)
    found = asked.ordered(session, asked.find(session))
    steps = [step for question in found for step in steps_of(session, asked, question, out)]
    hidden = left_out(review) if asked.left_out else ""
    if not steps:
        out.print("\n".join(filter(None, (asked.nothing(session), hidden))))
        return Walked(answered=0, skipped=0, idle=0, left=0)
    noun = asked.group or asked.noun
    groups = len({step.topic for step in steps})
    what = plural(groups, noun)
    if groups != len(steps):
        what += f", {plural(len(steps), 'question')}"
    out.print(
        f"{what}. One key for each; ? explains, u takes back, q quits; every answer is kept in {desk.path}."
    )
    if desk.warning:
        out.print(desk.warning)
    for line in asked.intro(session):
        out.print(line, soft_wrap=True)
    if hidden:
        out.print(hidden)
    lessons = session.lessons(asked)
    done = walk(steps, desk, out, noun=noun, learn=lessons.after if lessons else None)
    out.print(f"\n{done}")
    return done


def steps_of(session: Session, topic: Topic, question: Question, out: Console) -> Iterator[Step]:
    """Yield what of a question one key answers."""
    seen = question.show()

    def suggestion() -> str:
        expected = question.show().expected
        return f"{expected}, from {topic.learned_from} so far" if expected else ""

    for part in seen.parts:
        named = {key: choice for key, choice in part.choices.items() if not choice.page}
        if named:
            yield Step(
                topic=question.group,
                prompt=part.prompt,
                show=lambda: show(question, out),
                suggestion=suggestion,
                where=seen.note,
                answers=named,
                help=part.help,
                shown="" if seen.suggested == "" else "yes" if seen.suggested == "yes" else "no",
                moot=lambda given: topic.moot(session, question, given),
            )


def show(question: Question, out: Console) -> None:
    """Print what a question is about."""
    from litreview.cli.cards import show_pair, show_source
    from litreview.review.asking import address

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

"""What a person is asked in the terminal: `dedupe --review`, `tag --review` and `decide --ask`. What is asked, the topics say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.cli.terminal_questions import Walk, Walked, console
from litreview.errors import UsageError
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.review import Review


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
    made = Walk(session, asked, asked.ordered(session, asked.find(session)), desk, out)
    hidden = left_out(review) if asked.left_out else ""
    if not made.steps:
        out.print("\n".join(filter(None, (asked.nothing(session), hidden))))
        return Walked(answered=0, skipped=0, idle=0, left=0)
    what = plural(len(made.place), asked.group or asked.noun)
    if len(made.place) != len(made.steps):
        what += f", {plural(len(made.steps), 'question')}"
    out.print(
        f"{what}. One key for each; ? explains, u takes back, q quits; every answer is kept in {desk.path}."
    )
    if desk.warning:
        out.print(desk.warning)
    for line in asked.intro(session):
        out.print(line, soft_wrap=True)
    if hidden:
        out.print(hidden)
    done = made.run()
    out.print(f"\n{done}")
    return done

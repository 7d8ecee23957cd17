"""`--review`: what `dedupe` and `tag` ask a person in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.cli import common
from litreview.cli.terminal_questions import Answer, Step, Walked, console, walk
from litreview.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from litreview.review import Review
    from litreview.review.asking import CodeQuestion, PairQuestion
    from litreview.review.deciding import Desk


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
            f"0 pairs: none is left to ask. {common.count(len(disputed), 'pair is', 'pairs are')} disputed by people: "
            "`litreview check` names both lines and the command that settles it."
            if disputed
            else "0 pairs: none is left to judge."
        )
        return Walked(answered=0, skipped=0, idle=0, left=0)
    _begin(out, common.count(len(steps), "pair"), desk)
    done = walk(steps, desk, out, noun="pair")
    out.print(f"\n{done}")
    return done


def _pair_step(number: int, question: PairQuestion, homes: Mapping[str, str], out: Console) -> Step:
    from litreview.cli.cards import show_pair
    from litreview.review.asking import settled

    a, b = question.names
    headings = [f"{record.key}\n({record.where})" for record in question.records]

    def show() -> None:
        show_pair(question.records, headings, question.match.reasons, out)
        out.print(question.match.behind, style="dim")

    return Step(
        topic=str(number),
        prompt="one work?",
        show=show,
        answers={
            "y": Answer(label="the same work", decision=("same", a, b)),
            "n": Answer(label="two works", decision=("different", a, b)),
            "r": Answer(label="two works that belong together", decision=("related", a, f"related {b}")),
        },
        help="One work is one text by the same people, wherever it was printed. An edition, a summary, a review or a "
        "preprint that is cited in its own right is another work: say r, and the two are shown as related.",
        moot=lambda given: settled(question, given, homes),
    )


def review_codes(review: Review, by: str) -> Walked:
    """Ask one person which codes each source has; return how it went."""
    from litreview.cli.suggesting import told
    from litreview.review.asking import by_doubt, code_questions
    from litreview.review.deciding import Desk

    desk = Desk(review, by)
    out = console()
    sources, trust = by_doubt(review, desk.by)
    questions = code_questions(review, desk.by, sources)
    spans: dict[str, list[CodeQuestion]] = {}
    for question in questions:
        spans.setdefault(question.source.key, []).append(question)
    steps = [_code_step(question, spans[question.source.key], out) for question in questions]
    if not steps:
        out.print("0 sources, 0 questions: nothing is left to code.")
        _left_out(review, out)
        return Walked(answered=0, skipped=0, idle=0, left=0)
    what = f"{common.count(len(spans), 'source')}, {common.count(len(steps), 'question')}"
    _begin(out, what, desk)
    if trust:
        out.print(f"The most doubtful come first, as a model learned from what {desk.by} decided:")
    for one in trust:
        out.print(f"  {told(one)}", soft_wrap=True)
    _left_out(review, out)
    done = walk(steps, desk, out, noun="source")
    out.print(f"\n{done}")
    return done


def _code_step(question: CodeQuestion, of_source: Sequence[CodeQuestion], out: Console) -> Step:
    from litreview.cli.cards import show_source
    from litreview.review.asking import address, definition, instructions
    from litreview.tagging import explain
    from litreview.text.printable import printable

    source, code = question.source, question.code
    spans = [span for one in of_source if one.suggested for span in one.suggested.spans]
    if question.suggested:
        why = explain(source, [question.suggested]).partition(", because ")[2]
        prompt = f"{code.id}? (the words suggest it: {printable(why)})"
    else:
        prompt = f"{code.id}? (no words suggest it)"
    return Step(
        topic=source.key,
        prompt=prompt,
        show=lambda: show_source(source, spans, address(source), out),
        answers={
            "y": Answer(label=f"{code.id}: yes", decision=("tag", source.key, code.id)),
            "n": Answer(label=f"{code.id}: no", decision=("not-tag", source.key, code.id)),
            "x": Answer(
                label="no to this and every code after it",
                decision=("not-tag", source.key, code.id),
                rest=True,
            ),
        },
        help="\n".join(filter(None, (definition(code), *instructions(code)))),
    )


def _begin(out: Console, what: str, desk: Desk) -> None:
    out.print(
        f"{what}. One key for each; ? explains, u takes back, q quits; every answer is kept in {desk.path}."
    )
    if desk.warning:
        out.print(desk.warning)


def _left_out(review: Review, out: Console) -> None:
    hidden = sum(source.confidential for source in review.sources)
    if hidden:
        many = f"{hidden} confidential sources are" if hidden > 1 else "1 confidential source is"
        out.print(f"{many} not shown here; `litreview decide` takes what you know of them.")

"""Sheets of a topic's questions: making one, and taking back what was answered in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from litreview import decisions as decisions_
from litreview.decisions import checked_name
from litreview.errors import LitreviewError, UsageError, near_miss
from litreview.model import Decision, Problem
from litreview.problems import problem
from litreview.review.desk import Desk
from litreview.review.session import Review
from litreview.review.sheet_rows import NOTES, Answered, about_columns, describe_work, reason_column
from litreview.review.topics import Session, Topic, find_topic
from litreview.sheets import Column, Filled, Row, Sheet
from litreview.verbs import sheet_kinds


def make_sheet(review: Review, kind: str, *, by: str = "") -> Sheet:
    """Return the sheet of a kind, such as `duplicates`, `screen`, `tags`, `stance` or `disputes`. `by` leaves out what that person has decided.

    What is confidential is in it only if the review was opened so, but for its code in `stance` and `disputes`. No one's decisions on a source are shown, but for those that an
    adjudicator is to settle.
    """
    kinds = sheet_kinds()
    if kind not in kinds:
        raise UsageError(f"no sheet '{kind}'; one of {', '.join(kinds)}{near_miss(kind, kinds)}")
    session = Session(review, checked_name(by) if by else "", confidential=review.include_confidential)
    asked = find_topic(kinds[kind])
    return asked.table.make(session) if asked.table.make else plain_sheet(session, asked)


def plain_sheet(session: Session, topic: Topic) -> Sheet:
    """Return the questions of a topic that has no sheet of its own: a row each, with the verbs that a key would give."""
    rows = []
    for question in topic.ordered(session, topic.find(session)):
        seen = question.show()
        given = [one.decision for part in seen.parts for one in part.choices.values()]
        told = describe_work(question.works[0])
        rows.append(
            Row(
                ids=given[0][1:],
                cells={"question": seen.prompt, **told},
                choices=tuple(dict.fromkeys(verb for verb, *_ in given)),
                links={"link": told["link"]},
                shown="yes" if seen.suggested == "yes" or seen.expected else "no",
            )
        )
    hint = "One of the answers that this cell offers. Blank: undecided."
    return Sheet(
        kind=topic.name,
        columns=(
            Column(name="decision", width=16, answer=True, by_row=True, hint=hint),
            reason_column(24),
            Column(name="question", width=30),
            *about_columns(),
        ),
        rows=tuple(rows),
        notes=NOTES,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a sheet: the decisions written, how many answers stood already, rows left blank, the Problems."""

    written: tuple[Decision, ...]
    known: int
    blank: int
    problems: tuple[Problem, ...]


def take_in(desk: Desk, filled: Filled) -> TakenIn:
    """Write the answers of a sheet that are new, in one write, and return what became of it.

    `UsageError` for what this person may not answer.
    """
    kinds = sheet_kinds()
    if filled.kind not in kinds:
        raise UsageError(f"nothing is asked here that is called '{filled.kind}'; one of {', '.join(kinds)}")
    asked = find_topic(kinds[filled.kind])
    if why := asked.closed(desk.review, desk.by):
        raise UsageError(why)
    table = asked.table
    found = [one for row in filled.rows for one in table.read(row, desk.review)]
    problems = [one for one in found if isinstance(one, Problem)]
    said, contradicting = _without_contradictions([one for one in found if isinstance(one, Answered)])
    drafts: list[Decision] = []
    known = 0
    for answer in said:
        draft = _drafted(desk, answer)
        if isinstance(draft, Problem):
            problems.append(draft)
            continue
        state, since = desk.history(draft)
        if state == "new":
            drafts.append(draft)
        elif state == "stands":
            known += 1
        else:
            problems.append(_changed(answer, since))
    if drafts:
        desk.write(drafts)
    names = desk.review.names
    hidden = {
        row.where
        for row in filled.rows
        if any(names.hides(name) or not names.quotable(name) for name in table.names(row))
    }
    told = (_veiled(p) if p.where in hidden else p for p in (*problems, *contradicting))
    return TakenIn(written=tuple(drafts), known=known, blank=filled.blank, problems=tuple(told))


def _drafted(desk: Desk, answer: Answered) -> Decision | Problem:
    shown = answer.row.shown if answer.row.shown in decisions_.SHOWN else ""
    said = (answer.verb, answer.key, answer.value)
    try:
        return desk.draft(*said, reason=answer.reason, where=answer.where, shown=shown)
    except LitreviewError as error:
        return problem("LR046.cell", answer.row.where, cell=answer.cell, error=error)


def _veiled(problem: Problem) -> Problem:
    """Return a Problem of a row that may be about a confidential source: it says where, and repeats nothing."""
    return replace(
        problem,
        message="an answer that was not taken in; the row may be about a confidential source, so nothing of it is shown",
        remedy=f"look at that row; `litreview check --explain {problem.code}` says what may be wrong",
        key="",
    )


def _opinion(one: Answered) -> tuple[str, str]:
    """Return what is said, in a form that is the same for two who agree: of a pair either key may stand first."""
    return one.verb, "" if one.verb in decisions_.PAIR_VERBS else one.value


def _without_contradictions(said: list[Answered]) -> tuple[list[Answered], list[Problem]]:
    """Return the answers without those that two rows of one sheet give differently, and a Problem for each of these."""
    slots: dict[tuple[str, ...], list[Answered]] = {}
    for one in said:
        # with its place it is not checked yet: what is wrong with it is said of its row, which may be a confidential source's
        read = Decision(when="", by="", verb=one.verb, key=one.key, value=one.value, place=one.row.where)
        slots.setdefault(decisions_.slot(read), []).append(one)
    kept, problems = [], []
    for members in slots.values():
        if len({_opinion(one) for one in members}) == 1:
            kept.append(members[0])
            continue
        cells = ", ".join(f"{one.cell} ({one.verb} {one.value})" for one in members)
        problems.append(problem("LR046.twice", members[-1].row.where, cells=cells))
    return kept, problems


def _changed(answer: Answered, since: Decision | None) -> Problem:
    now = f"'{since.verb} {since.value}' on {since.when[:10]}" if since else "took it back"
    return problem(
        "LR048",
        answer.row.where,
        key=answer.key,
        cell=answer.cell,
        verb=answer.verb,
        value=answer.value,
        now=now,
    )

"""A filled sheet back into decisions: `litreview decide --from X.xlsx --by NAME`.

Blank is undecided. The same sheet twice adds nothing. A sheet is older than what its person decided since, so it never
overwrites that. What can't be understood is named, cell by cell, and the rest is taken in all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from litreview import decisions as decisions_
from litreview.errors import LitreviewError, UsageError, near_miss
from litreview.model import Decision, Problem
from litreview.problems import problem
from litreview.review.deciding import Desk
from litreview.review.session import Review
from litreview.sheets import Filled, FilledRow
from litreview.verbs import sheet_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a sheet: the decisions written, how many answers stood already, rows left blank, the Problems."""

    written: tuple[Decision, ...]
    known: int
    blank: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer in terms of decisions, with the cell it is in."""

    verb: str
    key: str
    value: str
    cell: str
    row: FilledRow
    reason: str = ""
    where: str = ""

    @classmethod
    def of(cls, row: FilledRow, name: str, decision: tuple[str, str, str], reason: str = "") -> Answered:
        """Return the answer of a cell, with the reason and the quote that are beside it."""
        verb, key, value = decision
        return cls(
            verb=verb,
            key=key,
            value=value,
            cell=row.cells[name],
            row=row,
            reason=reason or row.answers.get("reason", ""),
            where=row.answers.get("quote or page", ""),
        )


def take_in(desk: Desk, filled: Filled) -> TakenIn:
    """Write the answers of a sheet that are new, in one write, and return what became of it.

    `UsageError` for what this person may not answer.
    """
    from litreview.review.topics import find_topic

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


def one_of(row: FilledRow, name: str, choices: Sequence[str]) -> str | Problem:
    """Return the choice that a cell names, whatever its case, `""` if it is blank; else what is wrong with it."""
    text = " ".join(row.answers.get(name, "").casefold().split())
    if text and text not in choices:
        return no_answer(row, name, choices, near_miss(text, choices))
    return text


def no_answer(row: FilledRow, name: str, choices: Sequence[str], near: str) -> Problem:
    """Return that a cell has none of its answers; `near` names the one it may mean."""
    said, listed = row.answers[name], ", ".join(choices)
    return problem("LR046.no-answer", row.where, cell=row.cells[name], answer=said, near=near, choices=listed)


def read_verb(
    row: FilledRow, verbs: Sequence[str], value: Callable[[str], str]
) -> Iterator[Answered | Problem]:
    """Yield the answer of a row whose cell `decision` is a verb; `value` is that of a verb."""
    verb = one_of(row, "decision", verbs)
    if isinstance(verb, Problem):
        yield verb
    elif not verb:
        yield beside_nothing(row)
    else:
        yield Answered.of(row, "decision", (verb, row.ids[0], value(verb)))


def read_plain(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    """Yield the answer of a row of `litreview.review.sheets_out.plain_sheet`."""
    return read_verb(row, row.choices, lambda _: row.ids[1])


def beside_nothing(row: FilledRow) -> Problem:
    """Return that a row has something beside its answers, and no answer."""
    name, text = next(iter((n, t) for n, t in row.answers.items() if n != "stage"))
    return problem("LR046.no-decision", row.where, cell=row.cells[name], text=text[:60])


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

"""Decisions written into a review, after a look at whether they make sense there: one that is named, or the answers of a filled sheet."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from litreview.core.containers import grouped
from litreview.core.decision_types import sheet_kinds
from litreview.core.errors import LitreviewError, UsageError, near_miss
from litreview.core.model import Decision, Problem, Source
from litreview.core.problems import problem
from litreview.core.sealed import shown as shown_text
from litreview.core.text.spans import read_passage
from litreview.core.wording import plural
from litreview.formats.sheets import Column, Filled, Row, Sheet
from litreview.judgements import decisions as decisions_
from litreview.judgements.decisions import checked_name
from litreview.review.decision_writer import DecisionWriter, open_decision_writer
from litreview.review.folder import open_folder
from litreview.review.questions import QuestionTopic, Session, find_topic
from litreview.review.questions.shared import NOTES, Answered, describe_work, reason_column, work_columns
from litreview.review.session import Review


def decide(
    folder: Path | str,
    verb: str,
    key: str,
    value: str = "",
    *,
    by: str,
    reason: str = "",
    where: str = "",
    was: str = "",
) -> tuple[Path, str]:
    """Append a decision and return the file and what it says. Nothing is written unless keys and codes exist.

    `was` is the name under which the same was said, and that finds no work any more: that line is taken back, and its reason and quote are
    kept. `UsageError` if DIR is no review, for an unknown verb, key, code or reason, and where there is nothing to clear.
    """
    if verb in decisions_.ANSWERS or (verb == "clear" and value in decisions_.ANSWERS):
        return _decide_answer(folder, verb, key, value, by=by, words=bool(reason or where or was))
    desk = open_decision_writer(folder, by)
    key, value, was = map(desk.review.shield.replace_keys, (key, value, was))
    gone = desk.lost_lines(was, verb, key, value) if was else ()
    reason, where = _reason_and_quote(gone, reason, where)
    decision = desk.draft(verb, key, value, reason=reason, where=where)
    new = "" if desk.path.exists() else ", in a new file"
    source = desk.source(key) if desk.knows(key) else None
    if verb == "clear":
        gone = desk.lines_cleared_by(decision)
    # each by its own two names, so that nothing else is meant; so too a line that finds no work
    alone = [d for d in gone if was or source is None or d.verb in decisions_.PAIR_VERBS]
    path = desk.path
    if alone:
        words = ("", "") if was else (reason, where)
        path = desk.take_back(alone, reason=words[0], where=words[1])
    if len(alone) < len(gone) or verb != "clear":
        path = desk.write([decision])
    told = _decision_text(decision, source, value, as_written=bool(alone))
    told += f", by {_display_name(desk, by)}{new}{_superseded_text(gone)}"
    if source is not None:
        told += _consequences(desk, source, decision, reason, where)
    return path, f"{told}\n{desk.warning}" if desk.warning else told


def _reason_and_quote(gone: Sequence[Decision], reason: str, where: str) -> tuple[str, str]:
    """Return reason and quote of a decision: as they are given, else those of the line that it replaces."""
    last = [shown_text(text) for text in (gone[-1].reason, gone[-1].where)] if gone else ["", ""]
    return reason or last[0], where or last[1]


def _display_name(desk: DecisionWriter, by: str) -> str:
    """Return the name under which decisions are kept, with the one that was given if that is another."""
    return desk.by if by == desk.by else f"{desk.by} ('{by}' is kept as {desk.by})"


def _decision_text(decision: Decision, source: Source | None, value: str, *, as_written: bool) -> str:
    """Return what a decision says, with the key of its source; of a pair the names as written: once it is merged, both have one source."""
    as_written = as_written or decision.verb in decisions_.PAIR_VERBS
    if source is None or (as_written and not source.confidential):
        about = f"{decision.key} {decision.value}"
    else:
        about = f"{source.key} {decision.value if decision.verb == 'set' else value}"
    return f"{decision.verb} {about}".rstrip()


def _consequences(desk: DecisionWriter, source: Source, decision: Decision, reason: str, where: str) -> str:
    """Return what to know of a decision on a source: what a corrected field is now, and that words on a confidential source stay in git."""
    told = ""
    if desk.review.corrects(decision):
        told += f"\n{_corrected_value_text(open_decision_writer(desk.folder, desk.by), source.key, decision)}"
    return told + _git_warning(reason, where) if source.confidential else told


def _decide_answer(
    folder: Path | str, verb: str, key: str, value: str, *, by: str, words: bool
) -> tuple[Path, str]:
    """Append an answer on what only looks confidential, or take one back: a line that has no word of the entry, nor any about it."""
    if words:
        raise UsageError(
            "an answer has no --reason, --where and --was: git keeps the line, and words may name somebody"
        )
    if verb == "clear":
        return _take_answer_back(folder, value, key, by=by)
    if value:
        raise UsageError(f"`{verb}` takes one CODE, KEY or FILE")
    return _write_answers(folder, verb, key, by=by)


def _write_answers(folder: Path | str, verb: str, key: str, *, by: str) -> tuple[Path, str]:
    """Append the answers that `draft_answers` returns; return the file and what it says."""
    from litreview.review.questions.withheld import draft_answers

    desk = open_decision_writer(folder, by)
    lines = draft_answers(desk, verb, key)
    path = desk.write(lines)
    told = f"{verb} {', '.join(line.key for line in lines[:5])}"
    told += f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    told += f", by {desk.by}"
    if verb == "confidential":
        told += "\nnothing of it is stored any more; `litreview run` writes out/ without it, and what git committed it keeps"
        return path, told
    now = open_folder(desk.folder).library
    held = sum(record.code in {line.key for line in lines} for record in now if record.confidential)
    if held:
        told += (
            f"\nstill hidden: {plural(held, 'entry', 'entries')}; somebody said `confidential`, which holds until they take it back "
            "(`clear`) or a steward or adjudicator says `public`"
        )
    return path, told


def _take_answer_back(folder: Path | str, verb: str, key: str, *, by: str) -> tuple[Path, str]:
    """Append a `clear` for what a person answered under a code. `UsageError` if there is nothing to take back."""
    desk = open_decision_writer(folder, by)
    mine = [d for d in decisions_.read_answers(folder) if (d.by, d.verb, d.key) == (desk.by, verb, key)]
    if not mine:
        raise UsageError(
            f"nothing to take back: {desk.by} has not said `{verb}` of that code, or took it back; decisions/{desk.by}.tsv has the codes"
        )
    return desk.take_back(mine[-1:]), f"clear {key} {verb}, by {desk.by}"


def _corrected_value_text(desk: DecisionWriter, key: str, said: Decision) -> str:
    """Return what a field of a source is after a correction of it, and what it was; or who says otherwise, so that it is as it was."""
    from litreview.stages.duplicates import split_setting

    name = split_setting(said.value)[0]
    source = desk.source(key)
    held = next((one for one in source.corrected if one.field == name), None)
    if held is not None:
        return f"{name} was {_quoted(held.was)}, is {_quoted(held.value)}"
    about = decisions_.slot(dataclasses.replace(said, key=key))
    others = {d.by for d in desk.review.decisions if decisions_.slot(d) == about} - {desk.by}
    names = " and ".join(sorted(others)) or "another line"
    value = _quoted(source.get(name))
    return f"{name} is {value} as before: {names} says otherwise, and an adjudicator's line settles it"


def _quoted(value: str) -> str:
    return f"'{value}'" if value else "none"


def _git_warning(reason: str, where: str) -> str:
    """Return what to know of words that were written on a confidential source: private/ is ignored by git, decisions/ is not."""
    words = bool(where) and read_passage(where) is None
    if not reason and not words:
        return ""
    told = "\nnote: reason and quote are in that file as you gave them, and git keeps it: they should name nobody"
    if words:
        told += "\nnote: nothing shows that `where`; a passage such as para 12, lines 40-44 or p. 3 is shown, and holds no words"
    return told


def _superseded_text(gone: Sequence[Decision]) -> str:
    lines = ", ".join(f"{d.verb} {d.key} {d.value}".rstrip() for d in gone)
    return f"; no longer counts: {lines}" if gone else ""


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


def plain_sheet(session: Session, topic: QuestionTopic) -> Sheet:
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
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=NOTES,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetImport:
    """What became of a sheet: the decisions written, how many answers stood already, rows left blank, the Problems."""

    written: tuple[Decision, ...]
    known: int
    blank: int
    problems: tuple[Problem, ...]


def import_sheet(desk: DecisionWriter, filled: Filled) -> SheetImport:
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
        draft = _draft_or_problem(desk, answer)
        if isinstance(draft, Problem):
            problems.append(draft)
            continue
        state, since = desk.history(draft)
        if state == "new":
            drafts.append(draft)
        elif state == "stands":
            known += 1
        else:
            problems.append(_outdated_answer(answer, since))
    if drafts:
        desk.write(drafts)
    names = desk.review.names
    hidden = {
        row.where
        for row in filled.rows
        if any(names.hides(name) or not names.quotable(name) for name in table.names(row))
    }
    told = (_redacted_problem(p) if p.where in hidden else p for p in (*problems, *contradicting))
    return SheetImport(written=tuple(drafts), known=known, blank=filled.blank, problems=tuple(told))


def _draft_or_problem(desk: DecisionWriter, answer: Answered) -> Decision | Problem:
    shown = answer.row.shown if answer.row.shown in decisions_.SHOWN else ""
    said = (answer.verb, answer.key, answer.value)
    try:
        return desk.draft(*said, reason=answer.reason, where=answer.where, shown=shown)
    except LitreviewError as error:
        return problem("LR046.cell", answer.row.where, cell=answer.cell, error=error)


def _redacted_problem(problem: Problem) -> Problem:
    """Return a Problem of a row that may be about a confidential source: it says where, and repeats nothing."""
    return replace(
        problem,
        message="an answer that was not taken in; the row may be about a confidential source, so nothing of it is shown",
        remedy=f"look at that row; `litreview check --explain {problem.code}` says what may be wrong",
        key="",
    )


def _comparable_answer(one: Answered) -> tuple[str, str]:
    """Return what is said, in a form that is the same for two who agree: of a pair either key may stand first."""
    return one.verb, "" if one.verb in decisions_.PAIR_VERBS else one.value


def _without_contradictions(said: list[Answered]) -> tuple[list[Answered], list[Problem]]:
    """Return the answers without those that two rows of one sheet give differently, and a Problem for each of these."""
    # with its place it is not checked yet: what is wrong with it is said of its row, which may be a confidential source's
    read = [
        Decision(when="", by="", verb=one.verb, key=one.key, value=one.value, place=one.row.where)
        for one in said
    ]
    slots = grouped(zip(map(decisions_.slot, read), said, strict=True))
    kept, problems = [], []
    for members in slots.values():
        if len({_comparable_answer(one) for one in members}) == 1:
            kept.append(members[0])
            continue
        cells = ", ".join(f"{one.cell} ({one.verb} {one.value})" for one in members)
        problems.append(problem("LR046.twice", members[-1].row.where, cells=cells))
    return kept, problems


def _outdated_answer(answer: Answered, since: Decision | None) -> Problem:
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

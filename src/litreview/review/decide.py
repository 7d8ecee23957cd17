"""`litreview decide` and `litreview sheet`: one decision from its verb and key, or the answers of a filled spreadsheet."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from litreview import stages
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
from litreview.review.questions.desk_file import SheetImport, outdated_answer
from litreview.review.questions.shared import (
    NOTES,
    Answered,
    describe_work,
    reason_column,
    work_columns,
)
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
    """Append a decision and return its file and a message. Nothing is written unless keys and codes exist.

    `was` is an old key that finds no work any more: the line under it is cleared, and its reason and quote are reused.
    `UsageError` if DIR is no review, for an unknown verb, key, code or reason, and where there is nothing to clear.
    """
    if verb in decisions_.ANSWERS or (verb == "clear" and value in decisions_.ANSWERS):
        return _decide_answer(folder, verb, key, value, by=by, words=bool(reason or where or was))
    writer = open_decision_writer(folder, by)
    if (verb, key) == ("clear", "class") and not writer.knows(key):
        return _clear_class(writer, value, reason)
    key, value, was = map(writer.review.shield.replace_keys, (key, value, was))
    replaced = writer.lost_lines(was, verb, key, value) if was else ()
    last = [shown_text(text) for text in (replaced[-1].reason, replaced[-1].where)] if replaced else ["", ""]
    reason, where = reason or last[0], where or last[1]
    decision = writer.draft(verb, key, value, reason=reason, where=where)
    new_file = "" if writer.path.exists() else ", in a new file"
    source = writer.source(key) if writer.knows(key) else None
    if verb == "clear":
        replaced = writer.lines_cleared_by(decision)
    cleared = _cleared_by_own_names(replaced, source, is_lost=bool(was))
    path = _write_lines(writer, decision, replaced, cleared, ("", "") if was else (reason, where))
    message = _decision_text(decision, source, value, as_written=bool(cleared))
    message += f", by {_display_name(writer, by)}{new_file}{_superseded_text(replaced)}"
    if source is not None:
        message += _consequences(writer, source, decision, reason, where)
    return path, f"{message}\n{writer.warning}" if writer.warning else message


def _cleared_by_own_names(
    replaced: Sequence[Decision], source: Source | None, *, is_lost: bool
) -> list[Decision]:
    """Return the replaced lines that are cleared one by one: those on pairs, and those that find no work, as all do if `is_lost`."""
    # each by its own two names, so that nothing else is meant
    return [d for d in replaced if is_lost or source is None or d.verb in decisions_.PAIR_VERBS]


def _write_lines(
    writer: DecisionWriter,
    decision: Decision,
    replaced: Sequence[Decision],
    cleared: Sequence[Decision],
    reason_and_quote: tuple[str, str],
) -> Path:
    """Append a `clear` for each of the cleared lines, and the decision, unless it is a `clear` with nothing left to clear."""
    path = writer.path
    if cleared:
        reason, where = reason_and_quote
        path = writer.take_back(cleared, reason=reason, where=where)
    if len(cleared) < len(replaced) or decision.verb != "clear":
        path = writer.write([decision])
    return path


def _clear_class(writer: DecisionWriter, code: str, reason: str) -> tuple[Path, str]:
    """Take back the decisions of a person on the pairs of a class. `UsageError` without any."""
    own = (one for one in writer.review.decided if decisions_.person(one.by) == decisions_.person(writer.by))
    lines = [(found[0], one) for one in decisions_.current(own) if (found := decisions_.class_reason(one))]
    mine = [one for of, one in lines if of == code]
    if not mine:
        codes = sorted({of for of, _ in lines})
        known = f"; one of {', '.join(codes)}" if codes else ""
        raise UsageError(f"{writer.by} has decided no class '{code}'{near_miss(code, codes) or known}")
    path = writer.take_back(mine, reason=reason)
    return path, f"clear class {code}: {plural(len(mine), 'pair')}, by {writer.by}"


def _display_name(writer: DecisionWriter, by: str) -> str:
    """Return the name under which decisions are stored, followed by `by` where that differs."""
    return writer.by if by == writer.by else f"{writer.by} ('{by}' is kept as {writer.by})"


def _decision_text(decision: Decision, source: Source | None, value: str, *, as_written: bool) -> str:
    """Return a decision as text with the key of its source; a pair keeps the names as written, since merged records share a source."""
    as_written = as_written or decision.verb in decisions_.PAIR_VERBS
    if source is None or (as_written and not source.confidential):
        about = f"{decision.key} {decision.value}"
    else:
        about = f"{source.key} {decision.value if decision.verb == 'set' else value}"
    return f"{decision.verb} {about}".rstrip()


def _consequences(writer: DecisionWriter, source: Source, decision: Decision, reason: str, where: str) -> str:
    """Return notes on a decision: the new value of a corrected field, and that git keeps words on a confidential source."""
    notes = ""
    if writer.review.corrects(decision):
        notes += f"\n{_correction_text(open_decision_writer(writer.folder, writer.by), source.key, decision)}"
    return notes + _git_warning(reason, where) if source.confidential else notes


def _decide_answer(
    folder: Path | str, verb: str, key: str, value: str, *, by: str, words: bool
) -> tuple[Path, str]:
    """Append or clear an answer on an entry that only looks confidential; such a line contains no words of or about the entry."""
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
    """Append the answers of `draft_answers`; return their file and a message."""
    from litreview.review.questions.withheld import draft_answers

    writer = open_decision_writer(folder, by)
    lines = draft_answers(writer, verb, key)
    path = writer.write(lines)
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    message = f"{verb} {', '.join(line.key for line in lines[:5])}{more}, by {writer.by}"
    if verb == "confidential":
        message += "\nnothing of it is stored any more; `litreview run` writes out/ without it, and what git committed it keeps"
        return path, message
    records = open_folder(writer.folder).library
    hidden = sum(record.code in {line.key for line in lines} for record in records if record.confidential)
    if hidden:
        message += (
            f"\nstill hidden: {plural(hidden, 'entry', 'entries')}; somebody said `confidential`, which holds until they take it back "
            "(`clear`) or a steward or adjudicator says `public`"
        )
    return path, message


def _take_answer_back(folder: Path | str, verb: str, key: str, *, by: str) -> tuple[Path, str]:
    """Append a `clear` for the answer of a person under a code. `UsageError` without one."""
    writer = open_decision_writer(folder, by)
    mine = [d for d in decisions_.read_answers(folder) if (d.by, d.verb, d.key) == (writer.by, verb, key)]
    if not mine:
        raise UsageError(
            f"nothing to take back: {writer.by} has not said `{verb}` of that code, or took it back; decisions/{writer.by}.tsv has the codes"
        )
    return writer.take_back(mine[-1:]), f"clear {key} {verb}, by {writer.by}"


def _correction_text(writer: DecisionWriter, key: str, decision: Decision) -> str:
    """Return the old and new value of a corrected field, or who disagrees so that it stays unchanged."""
    name = stages.duplicates.split_setting(decision.value)[0]
    source = writer.source(key)
    correction = next((one for one in source.corrected if one.field == name), None)
    if correction is not None:
        return f"{name} was {_quoted(correction.was)}, is {_quoted(correction.value)}"
    slot = decisions_.slot(dataclasses.replace(decision, key=key))
    others = {d.by for d in writer.review.decisions if decisions_.slot(d) == slot} - {writer.by}
    names = " and ".join(sorted(others)) or "another line"
    value = _quoted(source.get(name))
    return f"{name} is {value} as before: {names} says otherwise, and an adjudicator's line settles it"


def _quoted(value: str) -> str:
    return f"'{value}'" if value else "none"


def _git_warning(reason: str, where: str) -> str:
    """Return a warning for words written on a confidential source, since git ignores private/ and keeps decisions/."""
    has_words = bool(where) and read_passage(where) is None
    if not reason and not has_words:
        return ""
    warning = "\nnote: reason and quote are in that file as you gave them, and git keeps it: they should name nobody"
    if has_words:
        warning += "\nnote: nothing shows that `where`; a passage such as para 12, lines 40-44 or p. 3 is shown, and holds no words"
    return warning


def _superseded_text(superseded: Sequence[Decision]) -> str:
    lines = ", ".join(f"{d.verb} {d.key} {d.value}".rstrip() for d in superseded)
    return f"; no longer counts: {lines}" if superseded else ""


def make_sheet(review: Review, kind: str, *, by: str = "", stage: str = "") -> Sheet:
    """Return the sheet of a kind, such as `duplicates`, `screen`, `tags`, `stance` or `disputes`. `by` leaves out what that person has decided.
    `stage` is that of screening (default: abstracts before full texts).

    Confidential sources are left out unless the review was opened with them; `stance` and `disputes` show their codes. The sheet shows decisions only to an
    adjudicator who is to settle them.
    """
    kinds = sheet_kinds()
    if kind not in kinds:
        raise UsageError(f"no sheet '{kind}'; one of {', '.join(kinds)}{near_miss(kind, kinds)}")
    session = Session(review, checked_name(by) if by else "", confidential=review.include_confidential)
    topic = find_topic(kinds[kind])
    topic.turn(session, {"stage": stage})
    return topic.table.make(session) if topic.table.make else plain_sheet(session, topic)


def plain_sheet(session: Session, topic: QuestionTopic) -> Sheet:
    """Return a sheet for a topic without its own layout: a row per question, with its verbs as choices."""
    rows = []
    for question in topic.ordered(session, topic.find(session)):
        view = question.show()
        decisions = [one.decision for part in view.parts for one in part.choices.values()]
        description = describe_work(question.works[0])
        rows.append(
            Row(
                ids=decisions[0][1:],
                cells={"question": view.prompt, **description},
                choices=tuple(dict.fromkeys(verb for verb, *_ in decisions)),
                links={"link": description["link"]},
                shown="yes" if view.suggested == "yes" or view.expected else "no",
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


def import_sheet(writer: DecisionWriter, filled: Filled) -> SheetImport:
    """Append the new answers of a sheet in one write, and return the result.

    `UsageError` for questions that this person may not answer.
    """
    kinds = sheet_kinds()
    if filled.kind not in kinds:
        raise UsageError(f"nothing is asked here that is called '{filled.kind}'; one of {', '.join(kinds)}")
    topic = find_topic(kinds[filled.kind])
    if why := topic.closed(writer.review, writer.by):
        raise UsageError(why)
    table = topic.table
    answers = [one for row in filled.rows for one in table.read(row, writer.review)]
    problems = [one for one in answers if isinstance(one, Problem)]
    consistent, contradicting = _without_contradictions([one for one in answers if isinstance(one, Answered)])
    drafts: list[Decision] = []
    known = 0
    for answer in consistent:
        draft = _draft_or_problem(writer, answer)
        if isinstance(draft, Problem):
            problems.append(draft)
            continue
        state, since = writer.history(draft)
        if state == "new":
            drafts.append(draft)
        elif state == "stands":
            known += 1
        else:
            decision = (answer.verb, answer.key, answer.value)
            problems.append(outdated_answer(answer.row.where, answer.cell, decision, since))
    if drafts:
        writer.write(drafts)
    names = writer.review.names
    hidden = {
        row.where
        for row in filled.rows
        if any(names.hides(name) or not names.quotable(name) for name in table.names(row))
    }
    shown_problems = (_redacted_problem(p) if p.where in hidden else p for p in (*problems, *contradicting))
    return SheetImport(written=tuple(drafts), known=known, blank=filled.blank, problems=tuple(shown_problems))


def _draft_or_problem(writer: DecisionWriter, answer: Answered) -> Decision | Problem:
    shown = answer.row.shown if answer.row.shown in decisions_.SHOWN else ""
    decision = (answer.verb, answer.key, answer.value)
    try:
        return writer.draft(*decision, reason=answer.reason, where=answer.where, shown=shown)
    except LitreviewError as error:
        return problem("LR046.cell", answer.row.where, cell=answer.cell, error=error)


def _redacted_problem(problem: Problem) -> Problem:
    """Return a Problem with the place alone, for a row that may be about a confidential source."""
    return replace(
        problem,
        message="an answer that was not taken in; the row may be about a confidential source, so nothing of it is shown",
        remedy=f"look at that row; `litreview check --explain {problem.code}` says what may be wrong",
        key="",
    )


def _without_contradictions(answers: list[Answered]) -> tuple[list[Answered], list[Problem]]:
    """Return the answers without contradictions between rows, and a Problem for each contradiction."""
    # with its place it is not checked yet: what is wrong with it is said of its row, which may be a confidential source's
    decisions = [
        Decision(when="", by="", verb=one.verb, key=one.key, value=one.value, place=one.row.where)
        for one in answers
    ]
    slots = grouped(zip(map(decisions_.slot, decisions), answers, strict=True))
    consistent, problems = [], []
    for members in slots.values():
        if len({(one.verb, "" if one.verb in decisions_.PAIR_VERBS else one.value) for one in members}) == 1:
            consistent.append(members[0])
            continue
        cells = ", ".join(f"{one.cell} ({one.verb} {one.value})" for one in members)
        problems.append(problem("LR046.twice", members[-1].row.where, cells=cells))
    return consistent, problems

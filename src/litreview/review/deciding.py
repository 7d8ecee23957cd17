"""Writing decisions into a review, after a look at whether they make sense there."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from litreview import decisions as decisions_
from litreview.errors import UsageError
from litreview.model import Decision
from litreview.plurals import plural
from litreview.review.desk import Desk, open_desk
from litreview.review.folder import open_folder
from litreview.sealed import shown as shown_text
from litreview.text.passages import read_passage


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
        return _answer(folder, verb, key, value, by=by, words=bool(reason or where or was))
    desk = open_desk(folder, by)
    key, value, was = map(desk.review.shield.key, (key, value, was))
    gone: tuple[Decision, ...] = ()
    if was:
        gone = desk.said_of(was, verb, key, value)
        reason, where = reason or shown_text(gone[-1].reason), where or shown_text(gone[-1].where)
    decision = desk.draft(verb, key, value, reason=reason, where=where)
    new = "" if desk.path.exists() else ", in a new file"
    named = "" if by == desk.by else f" ('{by}' is kept as {desk.by})"
    source = desk.source(key) if desk.knows(key) else None
    if verb == "clear":
        gone = desk.taken_back(decision)
    # each by its own two names, so that nothing else is meant; so too a line that finds no work
    alone = [d for d in gone if was or source is None or d.verb in decisions_.PAIR_VERBS]
    if alone:
        path = desk.take_back(alone, reason="" if was else reason, where="" if was else where)
    if len(alone) < len(gone) or verb != "clear":
        path = desk.write([decision])
    # of a pair the names as written: once it is merged, both have one source
    in_pair = verb in decisions_.PAIR_VERBS or bool(alone)
    if source is None or (in_pair and not source.confidential):
        told = f"{verb} {decision.key} {decision.value}".rstrip()
    else:
        told = f"{verb} {source.key} {decision.value if verb == 'set' else value}".rstrip()
    told += f", by {desk.by}{named}{new}{_no_longer(gone)}"
    if source is not None and desk.review.corrects(decision):
        told += f"\n{_held_now(open_desk(folder, by), source.key, decision)}"
    if source is not None and source.confidential:
        told += _in_git(reason, where)
    return path, f"{told}\n{desk.warning}" if desk.warning else told


def _answer(folder: Path | str, verb: str, key: str, value: str, *, by: str, words: bool) -> tuple[Path, str]:
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
    from litreview.review.topics.withheld import draft_answers

    desk = open_desk(folder, by)
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
    desk = open_desk(folder, by)
    mine = [d for d in decisions_.read_answers(folder) if (d.by, d.verb, d.key) == (desk.by, verb, key)]
    if not mine:
        raise UsageError(
            f"nothing to take back: {desk.by} has not said `{verb}` of that code, or took it back; decisions/{desk.by}.tsv has the codes"
        )
    return desk.take_back(mine[-1:]), f"clear {key} {verb}, by {desk.by}"


def _held_now(desk: Desk, key: str, said: Decision) -> str:
    """Return what a field of a source is after a correction of it, and what it was; or who says otherwise, so that it is as it was."""
    from litreview.duplicates import split_setting

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


def _in_git(reason: str, where: str) -> str:
    """Return what to know of words that were written on a confidential source: private/ is ignored by git, decisions/ is not."""
    words = bool(where) and read_passage(where) is None
    if not reason and not words:
        return ""
    told = "\nnote: reason and quote are in that file as you gave them, and git keeps it: they should name nobody"
    if words:
        told += "\nnote: nothing shows that `where`; a passage such as para 12, lines 40-44 or p. 3 is shown, and holds no words"
    return told


def _no_longer(gone: Sequence[Decision]) -> str:
    lines = ", ".join(f"{d.verb} {d.key} {d.value}".rstrip() for d in gone)
    return f"; no longer counts: {lines}" if gone else ""

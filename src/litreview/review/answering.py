"""Answers on what only looks confidential: `public` shows a withheld entry, `confidential` seals one.

A line has a random code and a salted digest of the entry's text, and no word of it. It counts before anything is sealed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import decisions as decisions_
from litreview import files
from litreview.confidential.answers import ANSWERED, Answers, answer_value
from litreview.confidential.codes import is_code
from litreview.errors import OutputError, UsageError
from litreview.model import Decision, Problem, Record, Where
from litreview.plurals import plural
from litreview.problems import problem
from litreview.register import REGISTER_FILE, read_register
from litreview.review.codes import keep, line_of, read_codes
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.sealed import Sealed

if TYPE_CHECKING:
    from litreview.review.deciding import Desk


def answers_of(folder: Path, settings: Settings) -> tuple[Answers, tuple[Problem, ...]]:
    """Return the answers of a review that count and the codes its register lists, and a warning (LR613) for each person whose `public` does not count."""
    lines = decisions_.read_answers(folder)
    stewards = {decisions_.person(name) for name in settings.stewards}
    judges = stewards or {decisions_.person(name) for name in settings.adjudicators}
    counting: list[Decision] = []
    refused: dict[str, list[Decision]] = {}
    for line in lines:
        if line.verb == "public" and stewards and decisions_.person(line.by) not in stewards:
            refused.setdefault(line.by, []).append(line)
        else:
            counting.append(line)
    register = folder / REGISTER_FILE
    listed = (
        read_register(files.read_bytes(register), settings.confidential).entries if register.is_file() else ()
    )
    answers = Answers(
        lines=tuple(counting),
        judges=frozenset(line.by for line in counting if decisions_.person(line.by) in judges),
        listed=frozenset(listed),
    )
    return answers, tuple(_refused(by, these, settings.stewards) for by, these in refused.items())


def _refused(by: str, lines: Sequence[Decision], stewards: Sequence[str]) -> Problem:
    count = plural(len(lines), "answer `public`", "answers `public`")
    return problem(
        "LR613",
        Where(file=lines[0].place.file, line=lines[0].place.line),
        answers=count,
        by=by,
        stewards=", ".join(stewards),
    )


def draft_answers(desk: Desk, verb: str, key: str) -> tuple[Decision, ...]:
    """Return an answer for each entry that a code, key or file means, as it would be written; its code is kept by then.

    `public` is said of what is withheld, `confidential` of that and of what is shown. `UsageError` if nothing of the kind is called so.
    """
    from litreview.review.folder import open_folder

    place = desk.folder
    key = desk.review.shield.text(key)
    if why := check_steward(verb, desk.by, desk.review.settings):
        raise UsageError(why)
    desk.review.keep_codes()  # those that it was asked about by
    # with what is withheld, whose texts are answered; nothing of it is returned
    whole = open_folder(place, include_confidential=True)
    whole.keep_codes()
    meant = _meant(whole, place, key)
    asked = [record for record in meant if _can_answer(verb, record)]
    if not asked:
        raise UsageError(_why_not(verb, key, meant))
    kept = read_codes(place)
    lines = {id(record): line_of(record, kept) for record in asked if not is_code(record.key)}
    keep(place, Sealed(tuple(lines.values())))
    when = _after(decisions_.read_answers(place))
    return tuple(
        Decision(
            when=when,
            by=desk.by,
            verb=verb,
            key=lines[id(record)].code if id(record) in lines else record.key,
            value=answer_value(record),
            place=Where(file=f"decisions/{desk.by}.tsv"),
        )
        for record in asked
    )


def answer(folder: Path | str, verb: str, key: str, *, by: str) -> tuple[Path, str]:
    """Append the answers that `draft_answers` returns; return the file and what it says."""
    from litreview.review.deciding import open_desk
    from litreview.review.folder import open_folder

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


def take_back(folder: Path | str, verb: str, key: str, *, by: str) -> tuple[Path, str]:
    """Append a `clear` for what a person answered under a code. `UsageError` if there is nothing to take back."""
    from litreview.review.deciding import open_desk

    desk = open_desk(folder, by)
    mine = [d for d in decisions_.read_answers(folder) if (d.by, d.verb, d.key) == (desk.by, verb, key)]
    if not mine:
        raise UsageError(
            f"nothing to take back: {desk.by} has not said `{verb}` of that code, or took it back; decisions/{desk.by}.tsv has the codes"
        )
    return desk.take_back(mine[-1:]), f"clear {key} {verb}, by {desk.by}"


def check_steward(verb: str, by: str, settings: Settings) -> str:
    """Return why a person may not answer so, `""` if they may: where stewards are named, only they say `public`."""
    stewards = {decisions_.person(name) for name in settings.stewards}
    if verb != "public" or not stewards or decisions_.person(by) in stewards:
        return ""
    return f"{SETTINGS_FILE} names as stewards {', '.join(settings.stewards)}: one of them says `public`"


def _in_file(records: Sequence[Record], folder: Path, name: str) -> list[Record]:
    places = {os.path.realpath(folder / name), os.path.realpath(name)}
    return [record for record in records if os.path.realpath(folder / record.where.file) in places]


def _meant(review: Review, folder: Path, key: str) -> list[Record]:
    """Return the records that a code, key, record id or file means, with those of the same work."""
    records = review.library.records
    named = [record for record in records if key in (record.code, record.key, record.id)]
    if named:
        keys = decisions_.resolve(named[0].id, review.index) if any(not r.confidential for r in named) else ()
        works = [source for source in review.sources if source.key in keys]
        ids = {record.id for record in named} | {record.id for work in works for record in work.records}
        return [record for record in records if record.id in ids]
    if (folder / key).is_file() or Path(key).is_file():
        return _in_file(records, folder, key)
    keys = decisions_.resolve(key, review.index)
    ids = {record.id for source in review.sources if source.key in keys for record in source.records}
    return [record for record in records if record.id in ids]


def _can_answer(verb: str, record: Record) -> bool:
    if verb == "public":
        return record.withheld or record.why == ANSWERED or bool(record.hidden and not record.confidential)
    return not record.confidential or record.withheld


def _why_not(verb: str, key: str, meant: Sequence[Record]) -> str:
    if not meant:
        return f"no entry and no file is called '{key}'; `litreview check` lists what is withheld, with its codes"
    sealed = [record for record in meant if record.confidential]
    if verb == "confidential":
        return f"that is sealed already: {sealed[0].why}"
    if sealed:
        return (
            f"that is sealed, not withheld: {sealed[0].why}. An answer shows only what is withheld; what declares itself confidential is "
            "shown when its entry no longer says so"
        )
    return "nothing of that is withheld: it is shown already"


def _after(lines: Sequence[Decision]) -> str:
    """Return the present, or the second after the latest of lines if that is later: an answer counts above those before it."""
    latest = max((line.when for line in lines), default="")
    try:
        return max(decisions_.now(), decisions_.second_after(latest) if latest else "")
    except OverflowError as error:
        raise OutputError("decisions/", f"has a line dated {latest}; mend its date") from error

"""Answers on what only looks confidential: `public` shows a withheld entry, `confidential` seals one.

A line has a random code and a salted digest of the entry's text, and no word of it. It counts before anything is sealed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

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
from litreview.review.forgetting import forget
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.sealed import Sealed


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


class _Entry(NamedTuple):
    """An entry that an answer is on: the code its line has, and the record as it was read."""

    code: str
    record: Record


def answer(folder: Path | str, verb: str, key: str, *, by: str) -> tuple[Path, str]:
    """Append an answer for each entry that a code, key or file means; return the file and what it says.

    `public` is said of what is withheld, `confidential` of that and of what is shown. `UsageError` if nothing of the kind is called so.
    """
    from litreview.review.deciding import open_desk
    from litreview.review.folder import open_folder

    desk = open_desk(folder, by)
    place = desk.folder
    key = desk.review.shield.text(key)
    _check_steward(verb, desk.by, desk.review.settings)
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
    entries = [
        _Entry(lines[id(record)].code if id(record) in lines else record.key, record) for record in asked
    ]
    path = _write(place, verb, entries, desk.by)
    told = f"{verb} {', '.join(entry.code for entry in entries[:5])}"
    told += f" and {len(entries) - 5} more" if len(entries) > 5 else ""
    told += f", by {desk.by}"
    if verb == "confidential":
        forget(place)
        told += "\nnothing of it is stored any more; `litreview run` writes out/ without it, and what git committed it keeps"
        return path, told
    now = open_folder(place).library
    held = sum(record.code in {entry.code for entry in entries} for record in now if record.confidential)
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
    cleared = Decision(when=_after(mine), by=desk.by, verb="clear", key=key, value=verb)
    path = decisions_.append(folder, replace(cleared, place=Where(file=f"decisions/{desk.by}.tsv")))
    forget(Path(folder))
    return path, f"clear {key} {verb}, by {desk.by}"


def _check_steward(verb: str, by: str, settings: Settings) -> None:
    stewards = {decisions_.person(name) for name in settings.stewards}
    if verb == "public" and stewards and decisions_.person(by) not in stewards:
        raise UsageError(
            f"{SETTINGS_FILE} names as stewards {', '.join(settings.stewards)}: one of them says `public`"
        )


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


def _write(folder: Path, verb: str, entries: Sequence[_Entry], name: str) -> Path:
    when = _after(decisions_.read_answers(folder))
    lines = [
        Decision(
            when=when,
            by=name,
            verb=verb,
            key=entry.code,
            value=answer_value(entry.record),
            place=Where(file=f"decisions/{name}.tsv"),
        )
        for entry in entries
    ]
    return decisions_.append(folder, *lines)


def _after(lines: Sequence[Decision]) -> str:
    """Return the present, or the second after the latest of lines if that is later: an answer counts above those before it."""
    latest = max((line.when for line in lines), default="")
    try:
        return max(decisions_.now(), decisions_.second_after(latest) if latest else "")
    except OverflowError as error:
        raise OutputError("decisions/", f"has a line dated {latest}; mend its date") from error

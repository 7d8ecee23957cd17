"""Questions on entries that only look confidential: whether each may be shown, answered by `public` or `confidential`.

Such an entry shows its code, its place and the reason why it is withheld. An answer contains a random code and a salted digest of the
entry's text, and no word of it. Answers are applied before anything is sealed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.core.confidential.answers import ANSWERED, answer_value
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.redaction import shown_name, shown_place
from litreview.core.errors import OutputError, UsageError
from litreview.core.model import Decision, Record, Where
from litreview.core.sealed import Sealed
from litreview.judgements import decisions as decisions_
from litreview.judgements.decisions import ANSWERS
from litreview.review.folder import open_folder
from litreview.review.private_folder import append_codes, code_line_of, read_codes
from litreview.review.questions import Choice, Question, QuestionPart, QuestionTopic, QuestionView, Session
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE, Settings

if TYPE_CHECKING:
    from litreview.review.decision_writer import DecisionWriter


_HELP = "The entry stays hidden until somebody answers. If it is public, the next run shows it; if it is confidential, it stays hidden."


def _find(session: Session) -> Sequence[Question]:
    return [
        Question(about=f"withheld\n{name}", works=(), item=(name, record), group=name, shows=_show)
        for record in session.review.library
        if record.withheld and (name := shown_name(record))
    ]


def _show(question: Question) -> QuestionView:
    record: Record
    name, record = question.item
    why = f"{shown_place(record.where)}: withheld: {record.why}"
    choices = {
        "p": Choice(label="public: it may be shown", decision=("public", name, "")),
        "c": Choice(label="confidential: it is sealed", decision=("confidential", name, "")),
    }
    return QuestionView(
        heading=name,
        prompt="Public or confidential?",
        parts=(QuestionPart(prompt="public or confidential?", choices=choices, help=_HELP),),
        context=why,
        help=_HELP,
        reason="",  # git keeps the line, and words may name somebody
        why=("You are asked because the entry may be confidential, but has no mark that says so.", _HELP),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    answers = session.answered(TOPIC.name, question.key)
    return {
        "why it is withheld": question.show().context,
        **{f"what {d.by} said of it": f"{d.verb} {d.when}" for d in answers},
    }


TOPIC = QuestionTopic(
    name="withheld",
    title="Withheld",
    noun="withheld record",
    asks="May a source that could be confidential be shown?",
    seconds=30,
    find=_find,
    rests=_rests,
    owns=lambda _, line: line.verb in ANSWERS,
    closed=lambda review, by: check_steward("public", by, review.settings),
    listed=lambda session: any(record.withheld for record in session.review.library),
    nothing=lambda _: "0 withheld records: none is left to judge.",
    left_out=False,
)


def draft_answers(writer: DecisionWriter, verb: str, key: str) -> tuple[Decision, ...]:
    """Return an answer for each entry of a code, key or file, ready to be written, after storing its code.

    `public` applies to withheld entries, `confidential` to withheld and shown ones. `UsageError` if no such entry has that name.
    """
    folder = writer.folder
    key = writer.review.shield.redact_text(key)
    if why := check_steward(verb, writer.by, writer.review.settings):
        raise UsageError(why)
    writer.review.keep_codes()  # those that it was asked about by
    # opened with withheld entries, whose texts are digested; nothing of them is returned
    whole_review = open_folder(folder, include_confidential=True)
    whole_review.keep_codes()
    records = _records_named(whole_review, folder, key)
    answerable = [record for record in records if _can_answer(verb, record)]
    if not answerable:
        raise UsageError(_why_not(verb, key, records))
    stored = read_codes(folder)
    lines = {id(record): code_line_of(record, stored) for record in answerable if not is_code(record.key)}
    append_codes(folder, Sealed(tuple(lines.values())))
    when = _answer_time(decisions_.read_answers(folder))
    return tuple(
        Decision(
            when=when,
            by=writer.by,
            verb=verb,
            key=lines[id(record)].code if id(record) in lines else record.key,
            value=answer_value(record),
            place=Where(file=f"decisions/{writer.by}.tsv"),
        )
        for record in answerable
    )


def check_steward(verb: str, by: str, settings: Settings) -> str:
    """Return why a person may not give an answer, `""` if they may: stewards, where named, alone may say `public`."""
    stewards = {decisions_.person(name) for name in settings.stewards}
    if verb != "public" or not stewards or decisions_.person(by) in stewards:
        return ""
    return f"only stewards may decide `public`; {SETTINGS_FILE} names {', '.join(settings.stewards)}"


def _in_file(records: Sequence[Record], folder: Path, name: str) -> list[Record]:
    places = {os.path.realpath(folder / name), os.path.realpath(name)}
    return [record for record in records if os.path.realpath(folder / record.where.file) in places]


def _records_named(review: Review, folder: Path, key: str) -> list[Record]:
    """Return the records of a code, key, record id or file, with all records of the same works."""
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


def _why_not(verb: str, key: str, records: Sequence[Record]) -> str:
    if not records:
        return f"there is no entry and no file '{key}'; `litreview check` lists withheld entries with their codes"
    sealed = [record for record in records if record.confidential]
    if verb == "confidential":
        return f"it is confidential already: {sealed[0].why}"
    if sealed:
        return (
            f"it is confidential, not withheld: {sealed[0].why}. A decision can show only withheld entries; to show this one, remove the "
            "mark from its entry"
        )
    return "it is not withheld: it is shown already"


def _answer_time(lines: Sequence[Decision]) -> str:
    """Return the current time, or one second after the latest line if that is later, so that the new answer wins."""
    latest = max((line.when for line in lines), default="")
    try:
        return max(decisions_.utc_now(), decisions_.second_after(latest) if latest else "")
    except OverflowError as error:
        raise OutputError("decisions/", f"has a line dated {latest}; correct its date") from error

"""Source: everything known of one work, found by a search or from a desk; there a field is corrected, and the annotation written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Source, Where
from litreview.core.sealed import shown
from litreview.core.text import fold
from litreview.pages.page import cited_line, work_label
from litreview.review.materials import without_comments
from litreview.review.note_files import Note, NoteChangedError, read_note
from litreview.review.questions import Form, digest_of, entries_of, said_of
from litreview.review.session import Review
from litreview.review.work_cards import FieldCard, WorkCard, early_card, problems_on
from litreview.web.background import NotReadyError
from litreview.web.pages import line_of, page, work_address
from litreview.web.question_flow import Outcome, changes, undo_mark
from litreview.web.session import WindowSession
from litreview.works.missing_values import SAME

NAME = "source"
_FIRST: Mapping[str, str] = {other: name for name, other in SAME.items()}
"""What a correction calls a field that biblatex calls otherwise."""
_MOST = 50
"""Works that a search lists."""
LONGEST = 60_000
"""Characters of an annotation that is written here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Outcome):
    """What a form on a work led to, beside what an `Outcome` has.

    - `status`: 200 for a preview; `kept`: which of the forms was kept;
    - `note`: the annotation as its file has it now, `preview`: what was typed, as a bibliography prints it.
    """

    kept: str = ""
    note: Note | None = None
    preview: Markup | None = None


# --------------------------------------------------------------------------------------------- search
def find_work(session: WindowSession, address: str) -> Source | None:
    """Return the work of an address, None if there is none."""
    made = session.kept("works", lambda: {work_address(one.key): one for one in session.review.sources})
    return made.get(address)


def search_page(session: WindowSession, home: str, asked: str) -> str:
    """Return the page on which a work is looked for; without words the first works are listed."""
    found = search(session, asked)
    return page(
        session,
        home,
        "search.html.j2",
        title="Find a source",
        desk=NAME,
        asked=asked,
        found=[(work_address(one.key), one, cited_line(one)) for one in found[:_MOST]],
        many=len(found),
        read_at=session.read_at,
    )


def search(session: WindowSession, asked: str) -> Sequence[Source]:
    """Return the works that have every word in author, year, title, key, or DOI; a confidential one is found by its code alone."""
    lines = session.kept("search", lambda: [(_searched(one), one) for one in session.review.sources])
    words = fold(asked).split()
    return [source for line, source in lines if all(word in line for word in words)]


def _searched(source: Source) -> str:
    if source.confidential:
        return fold(source.key)
    names = (source.key, *source.former_keys, source.doi or "")
    return fold(" ".join((cited_line(source), source.title, source.get("author"), *names)))


# --------------------------------------------------------------------------------------------- the page
def work_page(
    session: WindowSession,
    home: str,
    source: Source,
    *,
    field: str = "",
    kept: str = "",
    typed: Form | None = None,
    reply: Reply | None = None,
) -> str:
    """Return the page of a work; `field` is the one to correct, `kept` the form that was kept last, `typed` what was filled in."""
    stages, told_later = _stages(session)
    looked_for = session.ready("problems")
    review = session.review  # with what was found to be ready
    problems = problems_on(review, source, by=session.by) if looked_for else None
    card = early_card(review, source.key, by=session.by, stages=stages)
    typed = typed or {}
    field = typed.get("field", field)
    rests = _rests(source)
    session.remember(digest_of(rests), rests)
    heading = source.key if source.confidential else source.title or source.key
    fields = {one.name: _FIRST.get(one.name, one.name) for one in card.fields}
    note = None if source.confidential else (reply and reply.note) or read_note(review, source.key)
    return page(
        session,
        home,
        "work.html.j2",
        title=f"{_news(kept, reply)}{heading[:80]}, Source",
        desk=NAME,
        known=card,
        here=f"work/{work_address(source.key)}",
        asked=digest_of(rests),
        heading=heading,
        corrects={name: said for name, said in fields.items() if said in review.fields},
        place=_one_place(card),
        review_fields=review.fields,
        more_fields=sorted(review.fields - set(fields.values())),
        chosen=_chosen_field(card, field, review) if not source.confidential else None,
        mine=_corrections(session, source),
        said=[(line_of(d), d.by) for d in card.decisions],
        cites=_cited(review, (one.cited for one in card.cites)),
        cited_by=_cited(review, (one.citing for one in card.cited_by)),
        related=[(one, *_named(review, one.b if one.a == source.key else one.a)) for one in card.related],
        not_held=[one.references[0].text for one in card.not_held],
        told_later=told_later,
        problems=problems,
        note=note,
        text=typed.get("text", note.text if note else ""),
        seen=_seen(note, typed, reply),
        longest=LONGEST,
        kept_told=_KEPT.get(kept, ""),
        on_note=kept == "note" or "text" in typed,
        typed=typed,
        reply=reply,
    )


def _news(kept: str, reply: Reply | None) -> str:
    """Return how the title begins, which is what is read aloud first."""
    if reply:
        return "Not kept: " if reply.why else "Preview: "
    return "Kept: " if kept in _KEPT else ""


_KEPT: Mapping[str, str] = {
    "note": "The annotation is on the disk; the next run prints it.",
    "set": "The correction is on the disk; every output of the next run has it.",
    "undo": "The correction no longer counts. What was said stays in its file.",
}


def _seen(note: Note | None, typed: Form, reply: Reply | None) -> str:
    """Return the digest of the file that the person has seen: as it is now if the page shows that, else as they read it at first."""
    now = note.seen if note else ""
    return now if reply and reply.note else typed.get("seen", now)


def _named(review: Review, key: str) -> tuple[str, str]:
    source = review.deduplication[key]
    return work_address(key), cited_line(source)


def _cited(review: Review, keys: Iterable[str]) -> Sequence[tuple[str, str]]:
    return [_named(review, key) for key in dict.fromkeys(keys)]


def _chosen_field(card: WorkCard, name: str, review: Review) -> FieldCard | None:
    """Return the field that is to be corrected, by the name that a correction gives it; one that the work does not have is empty."""
    if name not in review.fields:
        return None
    empty = FieldCard(name=name, value="", where=Where(file=""))
    held = next((one for one in card.fields if name == _FIRST.get(one.name, one.name)), empty)
    return replace(held, name=name)


def _one_place(card: WorkCard) -> Where | None:
    """Return where all that an entry says stands, if that is one place."""
    places = {one.where for one in card.fields}
    return places.pop() if len(places) == 1 else None


def _stages(session: WindowSession) -> tuple[Review | None, str]:
    """Return the review with its tags and citations, or as it was when these were last ready, and what to say of that."""
    if all([session.ready("tags"), session.ready("links")]):
        return session.review, ""
    if session.before is None:
        return None, "Tags and citations are being worked out; load the page again in a moment."
    told = f"Tags and citations are those of {session.before.read_at}; what came since is being worked out."
    return session.before.review, told


def _rests(source: Source) -> Mapping[str, str]:
    """Return what a correction rests on: the entry as it is now, and what was said of it."""
    said = {f"what {one.by} said of its {one.field}": one.value for one in source.corrected}
    return {**entries_of([source]), **said}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction of this person: what it says in words, and what its button carries."""

    told: str
    mark: str
    line: Decision


def _corrections(session: WindowSession, source: Source) -> Sequence[Corrected]:
    held = {(one.field, one.by): one for one in source.corrected}
    found = []
    for line in said_of(session, source, ("set",)):
        if not session.review.corrects(line):
            continue
        name, _, value = line.value.partition("=")
        one = next((c for (field, by), c in held.items() if field == name and by == line.by), None)
        now = f"‘{value}’" if value else "none"
        before = f"{f'‘{one.was}’' if one.was else 'none'}" if one else ""
        told = (
            f"{name} is {now} and was {before}"
            if one
            else f"{name} is not {now} yet: somebody else says otherwise, and an adjudicator settles it"
        )
        why = shown(line.reason)
        found.append(Corrected(told=f"{told}{f': {why}' if why else ''}", mark=undo_mark([line]), line=line))
    return found


# --------------------------------------------------------------------------------------------- forms
def take_form(session: WindowSession, source: Source, form: Form) -> Reply:
    """Do what a form on a work says. What is kept is on the disk when this returns."""
    session.patient = False
    if source.confidential:
        why = "What is confidential is corrected in its entry, and its note is written below private/. Nothing was kept."
        return Reply(status=400, why=why)
    if "undo" in form:
        lines = [one.line for one in _corrections(session, source) if one.mark == form["undo"]]
        if lines:
            with contextlib.suppress(NotReadyError):
                session.take_back(lines)
        return Reply(kept="undo")
    if "field" in form:
        return _correct(session, source, form)
    if "text" in form:
        return _preview(session, form) if "preview" in form else _save(session, source, form)
    return Reply(status=400, why="That is no form of this page; nothing was kept.")


def about(source: Source, form: Form) -> str:
    """Return what a form is on: the annotation of a work, or its fields."""
    return f"{'note' if 'text' in form else 'fields'} {source.key}"


def _correct(session: WindowSession, source: Source, form: Form) -> Reply:
    name, value = form["field"], " ".join(form.get("value", "").split())
    reason, where = form.get("reason", "").strip(), form.get("where", "").strip()
    if "none" in form:
        value = ""
    elif not value:
        why = f"No {name} is given. Where the work has none, the button beside says so. Nothing was kept."
        return Reply(status=400, why=why)
    try:
        draft = session.writer.draft("set", source.key, f"{name}={value}", reason=reason, where=where)
    except UsageError as error:
        return Reply(status=400, why=f"{str(error)[:1].upper()}{str(error)[1:]}. Nothing was kept.")
    if not session.review.corrects(draft):
        return Reply(status=400, why=f"'{name}' is no field of an entry. Nothing was kept.")
    if any(_alike(draft, one.line) for one in _corrections(session, source)):
        return Reply(kept="set")  # the form was sent twice
    rests = _rests(source)
    if form.get("asked") != digest_of(rests):
        return Reply(
            status=409,
            why="Your correction was not kept: the entry has changed since you saw it. Here it is as it is now.",
            changes=changes(session.rested(form.get("asked", "")), rests),
        )
    new = draft.value.partition("=")[2]
    if (source.get(name) or source.get(SAME.get(name, ""))) == new:
        held = f"is ‘{new}’" if new else "is none"
        return Reply(status=400, why=f"Its {name} {held} already; nothing was kept.")
    session.write(work_address(source.key), [draft])
    with contextlib.suppress(NotReadyError):  # the next page waits for it
        session.look_again()
    return Reply(kept="set")


def _alike(a: Decision, b: Decision) -> bool:
    return (a.value, shown(a.reason), shown(a.where)) == (b.value, shown(b.reason), shown(b.where))


def _preview(session: WindowSession, form: Form) -> Reply:
    from litreview.stages.bibliography.rendering import preview

    review = session.review
    labels = session.kept("labels", lambda: _labels(review))
    return Reply(status=200, preview=preview(without_comments(form["text"]), labels))


def _labels(review: Review) -> Mapping[str, str]:
    """Return what works are called where an annotation cites them, by each of their names; no confidential one is named."""
    by_key = {one.key: one for one in review.sources if not one.confidential}
    return {
        name: work_label(by_key[keys[0]]) for name, keys in review.index.items() if keys and keys[0] in by_key
    }


def _save(session: WindowSession, source: Source, form: Form) -> Reply:
    text = form["text"]
    if len(text) > LONGEST:
        why = f"That is longer than {LONGEST:,} characters, which is more than this page takes; write it into the file. Nothing was kept."
        return Reply(status=400, why=why)
    try:
        session.save_note(source.key, text, seen=form.get("seen", ""))
    except NoteChangedError as error:
        if _same_text(error.note.text, text):
            return Reply(kept="note")  # the form was sent twice
        return Reply(
            status=409,
            why="Your text was not saved, and is still below: somebody else has written into the file since you read it. What the file "
            "has now is shown beneath. Take from it what should stay; if you save then, your text takes its place.",
            note=error.note,
        )
    return Reply(kept="note")


def _same_text(a: str, b: str) -> bool:
    return a.split() == b.split()

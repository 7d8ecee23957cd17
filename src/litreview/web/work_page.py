"""Page of one work: everything known of it, the correction of its fields, and its annotation; and the search for works."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Source, Where
from litreview.core.results.chains import TraceStep
from litreview.core.results.texts import TextPassage
from litreview.core.sealed import shown
from litreview.core.text import fold
from litreview.pages.page import cited_line, work_label
from litreview.review.evidence_chain import trace
from litreview.review.note_files import Note, NoteChangedError, read_note
from litreview.review.questions import Form, digest_of, entries_of, own_lines_on
from litreview.review.questions.shared import passages_on, texts_ready
from litreview.review.review_documents import without_comments
from litreview.review.session import Review
from litreview.review.work_cards import FieldCard, WorkCard, blinded_verbs, preliminary_card, problems_on
from litreview.web.background import NotReadyError
from litreview.web.pages import line_of, page, text_address, work_address
from litreview.web.question_flow import FormOutcome, changes, undo_mark
from litreview.web.session import WindowSession
from litreview.works.missing_values import SAME

NAME = "source"
_NAMES: Mapping[str, str] = {other: name for name, other in SAME.items()}
"""The name in corrections of a field that biblatex names differently."""
_LISTED_WORKS = 50
"""Maximum number of works that a search lists."""
LONGEST = 60_000
"""Maximum characters of an annotation that is written here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFormOutcome(FormOutcome):
    """The outcome of a form on a work.

    - `status`: 200 for a preview.
    - `kept`: which form was accepted.
    - `note`: the annotation in its file now; `preview`: the typed text as a bibliography prints it.
    """

    kept: str = ""
    note: Note | None = None
    preview: Markup | None = None


# --------------------------------------------------------------------------------------------- search
def _passages(session: WindowSession, source: Source, card: WorkCard) -> Mapping[str, TextPassage]:
    """Return the best passage of its text on each code that it has, by code."""
    codes = {code.id: code for code in session.review.codebook.codes}
    found = {
        tag.code: passages_on(session, source, [codes[tag.code]])() for tag in card.tags if tag.code in codes
    }
    return {code: passages[0] for code, passages in found.items() if passages}


def find_work(session: WindowSession, address: str) -> Source | None:
    """Return the work of an address, None for an unknown address."""
    works = session.cached("works", lambda: {work_address(one.key): one for one in session.review.sources})
    return works.get(address)


def search_page(session: WindowSession, home: str, query: str, text_query: str = "") -> str:
    """Return the page of the search for works and in full texts; without words it lists the first works."""
    matches = search(session, query)
    passages: Sequence[TextPassage] = ()
    fault = ""
    if text_query.strip() and texts_ready(session):
        try:
            passages = session.review.find(text_query)
        except UsageError as error:
            fault = str(error)
    return page(
        session,
        home,
        "search.html.j2",
        title="Find a source",
        desk=NAME,
        asked=query,
        found=[(work_address(one.key), one, cited_line(one)) for one in matches[:_LISTED_WORKS]],
        many=len(matches),
        read_at=session.read_at,
        has_texts=bool(session.review.text_library),
        asked_text=text_query,
        reading=bool(session.review.text_library) and not texts_ready(session),
        fault=fault,
        passages=passages,
        shown=[(one, work_address(one.source) if one.source else "") for one in passages[:_LISTED_WORKS]],
    )


def search(session: WindowSession, query: str) -> Sequence[Source]:
    """Return the works with every word in author, year, title, key, or DOI; a confidential work is found only by its code."""
    lines = session.cached("search", lambda: [(_search_text(one), one) for one in session.review.sources])
    words = fold(query).split()
    return [source for line, source in lines if all(word in line for word in words)]


def _search_text(source: Source) -> str:
    if source.confidential:
        return fold(source.key)
    names = (source.key, *source.former_keys, source.doi or "")
    return fold(" ".join((cited_line(source), source.title, source.get("author"), *names)))


# --------------------------------------------------------------------------------------------- full texts
def page_image(session: WindowSession, source: Source, address: str, page: int) -> bytes:
    """Return a page of a source's full text as PNG; `address` is the name of its file in addresses. `b""` for none, or a confidential one."""
    if source.confidential or not session.ready("text_of"):
        return b""
    texts = session.review.stage_value("text_of").get(source.key, ())
    name = next((file.name for file, _ in texts if text_address(file.name) == address), "")
    return session.review.text_library.page_image(name, page - 1) if name else b""


# --------------------------------------------------------------------------------------------- the page
def work_page(
    session: WindowSession,
    home: str,
    source: Source,
    *,
    field: str = "",
    kept: str = "",
    typed: Form | None = None,
    reply: WorkFormOutcome | None = None,
) -> str:
    """Return the page of a work; `field` is the field to correct, `kept` the form that was accepted last, `typed` the refused form."""
    stages, told_later = _review_with_links(session)
    problems_ready = session.ready("problems")
    review = session.review  # `ready` may have adopted a later snapshot
    problems = problems_on(review, source, by=session.by) if problems_ready else None
    card = preliminary_card(review, source.key, by=session.by, stages=stages)
    typed = typed or {}
    field = typed.get("field", field)
    rests = _correction_basis(source)
    session.remember_basis(digest_of(rests), rests)
    heading = source.key if source.confidential else source.title or source.key
    fields = {one.name: _NAMES.get(one.name, one.name) for one in card.fields}
    note = None if source.confidential else (reply and reply.note) or read_note(review, source.key)
    return page(
        session,
        home,
        "work.html.j2",
        title=f"{_title_prefix(kept, reply)}{heading[:80]}, Source",
        desk=NAME,
        known=card,
        here=f"work/{work_address(source.key)}",
        asked=digest_of(rests),
        heading=heading,
        corrects={name: own for name, own in fields.items() if own in review.fields},
        place=_one_place(card),
        review_fields=review.fields,
        more_fields=sorted(review.fields - set(fields.values())),
        chosen=_chosen_field(card, field, review) if not source.confidential else None,
        mine=[*_corrections(session, source)],
        said=[(line_of(d), d.by) for d in card.decisions],
        passages=_passages(session, source, card),
        cites=_links(review, (one.cited for one in card.cites)),
        cited_by=_links(review, (one.citing for one in card.cited_by)),
        related=[(one, *_link(review, one.b if one.a == source.key else one.a)) for one in card.related],
        not_held=[one.references[0].text for one in card.not_held],
        traced=_trace(session, stages, source.key),
        told_later=told_later,
        problems=problems,
        note=note,
        text=typed.get("text", note.text if note else ""),
        seen=_seen_digest(note, typed, reply),
        longest=LONGEST,
        kept_told=_ACCEPTED.get(kept, ""),
        on_note=kept == "note" or "text" in typed,
        typed=typed,
        reply=reply,
    )


def _title_prefix(kept: str, reply: WorkFormOutcome | None) -> str:
    """Return the beginning of the title, which a screen reader reads first."""
    if reply:
        return "Not saved: " if reply.why else "Preview: "
    return "Saved: " if kept in _ACCEPTED else ""


_ACCEPTED: Mapping[str, str] = {
    "note": "The annotation is saved, and the next run prints it.",
    "set": "The correction is saved, and the next run uses it in every output.",
    "undo": "The correction no longer counts. Its line stays in your file of decisions.",
}


def _seen_digest(note: Note | None, typed: Form, reply: WorkFormOutcome | None) -> str:
    """Return the digest of the note file that the person has seen: the present one if the page shows it, else the one they read first."""
    now = note.seen if note else ""
    return now if reply and reply.note else typed.get("seen", now)


def _link(review: Review, key: str) -> tuple[str, str]:
    source = review.deduplication[key]
    return work_address(key), cited_line(source)


def _links(review: Review, keys: Iterable[str]) -> Sequence[tuple[str, str]]:
    return [_link(review, key) for key in dict.fromkeys(keys)]


def _chosen_field(card: WorkCard, name: str, review: Review) -> FieldCard | None:
    """Return the field to correct, by its name in corrections; a field that the work does not have is empty."""
    if name not in review.fields:
        return None
    empty = FieldCard(name=name, value="", where=Where(file=""))
    card_field = next((one for one in card.fields if name == _NAMES.get(one.name, one.name)), empty)
    return replace(card_field, name=name)


def _one_place(card: WorkCard) -> Where | None:
    """Return the place of all fields of an entry, None if there are several places."""
    places = {one.where for one in card.fields}
    return places.pop() if len(places) == 1 else None


def _review_with_links(session: WindowSession) -> tuple[Review | None, str]:
    """Return the review with its tags and citations, or the latest earlier one that has them, and a message about that."""
    if all([session.ready("tags"), session.ready("links")]):
        return session.review, ""
    if session.before is None:
        return None, "Tags and citations are being computed. Reload this page in a moment."
    note = f"Tags and citations are as of {session.before.read_at}. Later changes are being computed."
    return session.before.review, note


def _trace(session: WindowSession, stages: Review | None, key: str) -> TraceStep | None:
    """Return what leads from a work to the recommendations, None until tags and citations are known or where it may not be named.

    A person who judges independently does not see the tags and stances of others.
    """
    if stages is None or not stages.key_of(key) or key in stages.unnamed:
        return None
    return trace(stages, key, judgements=not blinded_verbs(stages, session.by))


def _correction_basis(source: Source) -> Mapping[str, str]:
    """Return what a correction rests on: the present entry, and earlier corrections."""
    corrections = {f"the correction of its {one.field} by {one.by}": one.value for one in source.corrected}
    return {**entries_of([source]), **corrections}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A correction by this person: its words, the digest for its undo button, and its line."""

    told: str
    mark: str
    line: Decision


def _corrections(session: WindowSession, source: Source) -> Iterator[CorrectionRow]:
    """Yield this person's corrections of a source."""
    in_effect = {(one.field, one.by): one for one in source.corrected}
    for line in own_lines_on(session, source, ("set",)):
        if not session.review.corrects(line):
            continue
        name, _, value = line.value.partition("=")
        one = next((c for (field, by), c in in_effect.items() if field == name and by == line.by), None)
        now = f"‘{value}’" if value else "none"
        before = f"{f'‘{one.was}’' if one.was else 'none'}" if one else ""
        words = (
            f"{name} is {now} and was {before}"
            if one
            else f"{name} is not {now} yet: somebody else gave another value, and an adjudicator must decide"
        )
        why = shown(line.reason)
        words += f": {why}" if why else ""
        yield CorrectionRow(told=words, mark=undo_mark([line]), line=line)


# --------------------------------------------------------------------------------------------- forms
def submit_form(session: WindowSession, source: Source, form: Form) -> WorkFormOutcome:
    """Process a form on a work. What it changes is on the disk when this returns."""
    session.patient = False
    if source.confidential:
        why = "This source is confidential. Correct it in its entry, and write its note in private/. Nothing was saved."
        return WorkFormOutcome(status=400, why=why)
    if "undo" in form:
        lines = [one.line for one in _corrections(session, source) if one.mark == form["undo"]]
        if lines:
            with contextlib.suppress(NotReadyError):
                session.take_back(lines)
        return WorkFormOutcome(kept="undo")
    if "field" in form:
        return _correct(session, source, form)
    if "text" in form:
        return _preview(session, form) if "preview" in form else _save_note(session, source, form)
    return WorkFormOutcome(status=400, why="This page did not make that form. Nothing was saved.")


def form_subject(source: Source, form: Form) -> str:
    """Return the subject of a form: the annotation of a work, or its fields."""
    return f"{'note' if 'text' in form else 'fields'} {source.key}"


def _correct(session: WindowSession, source: Source, form: Form) -> WorkFormOutcome:
    name, value = form["field"], " ".join(form.get("value", "").split())
    reason, where = form.get("reason", "").strip(), form.get("where", "").strip()
    if "none" in form:
        value = ""
    elif not value:
        why = f"The field is empty. If the work has no {name}, press the button that says so. Nothing was saved."
        return WorkFormOutcome(status=400, why=why)
    try:
        draft = session.writer.draft("set", source.key, f"{name}={value}", reason=reason, where=where)
    except UsageError as error:
        return WorkFormOutcome(
            status=400, why=f"{str(error)[:1].upper()}{str(error)[1:]}. Nothing was saved."
        )
    if not session.review.corrects(draft):
        return WorkFormOutcome(status=400, why=f"An entry has no field '{name}'. Nothing was saved.")
    if any(_is_same_correction(draft, one.line) for one in _corrections(session, source)):
        return WorkFormOutcome(kept="set")  # the form was sent twice
    rests = _correction_basis(source)
    if form.get("asked") != digest_of(rests):
        return WorkFormOutcome(
            status=409,
            why="Your correction was not saved: the entry has changed since you saw it. This is the entry now.",
            changes=changes(session.basis(form.get("asked", "")), rests),
        )
    new = draft.value.partition("=")[2]
    if (source.get(name) or source.get(SAME.get(name, ""))) == new:
        state = f"The {name} is already ‘{new}’" if new else f"The work already has no {name}"
        return WorkFormOutcome(status=400, why=f"{state}. Nothing was saved.")
    session.write(work_address(source.key), [draft])
    with contextlib.suppress(NotReadyError):  # the next page waits for it
        session.look_again()
    return WorkFormOutcome(kept="set")


def _is_same_correction(a: Decision, b: Decision) -> bool:
    return (a.value, shown(a.reason), shown(a.where)) == (b.value, shown(b.reason), shown(b.where))


def _preview(session: WindowSession, form: Form) -> WorkFormOutcome:
    from litreview.stages.bibliography.rendering import preview

    review = session.review
    labels = session.cached("labels", lambda: _labels(review))
    return WorkFormOutcome(status=200, preview=preview(without_comments(form["text"]), labels))


def _labels(review: Review) -> Mapping[str, str]:
    """Return the label of each work in annotations that cite it, by each of its names; confidential works are left out."""
    by_key = {one.key: one for one in review.sources if not one.confidential}
    return {
        name: work_label(by_key[keys[0]]) for name, keys in review.index.items() if keys and keys[0] in by_key
    }


def _save_note(session: WindowSession, source: Source, form: Form) -> WorkFormOutcome:
    text = form["text"]
    if len(text) > LONGEST:
        why = f"The text has more than {LONGEST:,} characters, which is too long for this page. Write it into the file. Nothing was saved."
        return WorkFormOutcome(status=400, why=why)
    try:
        session.save_note(source.key, text, seen=form.get("seen", ""))
    except NoteChangedError as error:
        if _same_text(error.note.text, text):
            return WorkFormOutcome(kept="note")  # the form was sent twice
        return WorkFormOutcome(
            status=409,
            why="Your text was not saved, because somebody else has changed the file since you read it. It is still below, and under it the "
            "current text of the file. Copy from that what should stay, and save again: your text then replaces the file.",
            note=error.note,
        )
    return WorkFormOutcome(kept="note")


def _same_text(a: str, b: str) -> bool:
    return a.split() == b.split()

"""Pages of the window, made of templates that escape all text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment

from litreview.core.containers import grouped
from litreview.core.model import Decision
from litreview.core.results.texts import TextPassage
from litreview.core.sealed import shown
from litreview.core.templates import asset, environment, render
from litreview.core.text.spans import merged, pieces
from litreview.judgements.decisions import utc_now
from litreview.linkage.side_by_side import side_by_side
from litreview.pages.page import cited_line, work_label
from litreview.review.questions import (
    Choice,
    Form,
    Question,
    QuestionTopic,
    QuestionView,
    address_key,
    every_topic,
)
from litreview.review.questions.shared import address, texts_ready
from litreview.web.question_flow import (
    FormOutcome,
    last_lines,
    progress,
    remembered_digest,
    undo_mark,
    upcoming,
    written_here,
)
from litreview.web.session import WindowSession

PACKAGE = "litreview.web"
ASSETS: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "window.css": ("text/css", (("litreview.pages", "base.css"), (PACKAGE, "window.css"))),
    "keys.js": ("text/javascript", ((PACKAGE, "keys.js"),)),
}
"""The files that a page may load, by name: their media type, and the files that they are joined from."""
_LONGEST_VALUE = 900  # characters of a value in a column


@cache
def templates() -> Environment:
    """Return the templates of the window."""
    made = environment(PACKAGE, label=work_label, cited=cited_line, address=address)
    made.globals.update(pieces=pieces, picture=_picture)
    for name in made.list_templates(extensions=["j2"]):
        made.get_template(name)  # compile now, not while somebody waits for a page
    return made


@cache
def asset_text(name: str) -> str:
    """Return the text of one of the `ASSETS`."""
    return "\n".join(str(asset(room, file)) for room, file in ASSETS[name][1])


def page(
    session: WindowSession, home: str, template: str, *, title: str, desk: str = "", **values: object
) -> str:
    """Render a page in the common frame; `desk` is the name of its desk."""
    values.setdefault("warning", session.writer.warning)
    return render(
        templates(),
        template,
        title=title,
        home=home,
        desk=desk,
        desks=open_topics(session),
        review_title=session.review.settings.title or session.folder.name,
        by=session.by,
        stamp=session.review.settings.stamp,
        **values,
    )


def open_topics(session: WindowSession) -> Sequence[QuestionTopic]:
    """Return the topics that are open to this person."""
    every = every_topic().values()
    return [one for one in every if not one.closed(session.review, session.by) and one.listed(session)]


def work_address(key: str) -> str:
    """Return the name of a work in addresses."""
    return address_key(f"work\n{key}")


def text_address(file: str) -> str:
    """Return the name of a file with a full text in addresses."""
    return address_key(f"text\n{file}")


def _picture(one: TextPassage) -> str:
    """Return the address of the page of a passage as a picture, `""` for a document without pages."""
    if not one.source or not one.file.lower().endswith(".pdf"):
        return ""
    return f"work/{work_address(one.source)}/text/{text_address(one.file)}/{one.place}"


def question_page(
    session: WindowSession,
    home: str,
    desk: QuestionTopic,
    question: Question,
    outcome: FormOutcome | None = None,
    typed: Form | None = None,
) -> str:
    """Return the page of a question; `outcome` gives the reason for asking again, `typed` is the refused form."""
    seen, works, settings = question.show(), question.works, session.review.settings
    lines = last_lines(session, desk)
    answers = session.answered(desk.name, question.key)
    entry = seen.merged()
    learned_at, _ = session.learned(desk)
    expected = (
        f"{seen.expected[:1].upper()}{seen.expected[1:]}, learned from {desk.learned_from} up to {learned_at}"
    )
    return page(
        session,
        home,
        "question.html.j2",
        title=f"{'Not saved: ' if outcome else ''}{seen.heading[:80]}, {desk.title}",
        desk=desk.name,
        here=desk,
        seen=seen,
        works=works,
        asked=remembered_digest(session, desk, question),
        question=question.key,
        groups=_groups(seen),
        spans=_marked_spans(seen),
        rows=side_by_side(works, longest=_LONGEST_VALUE if seen.places else 0) if len(works) > 1 else (),
        merged=entry,
        taken={row.name: row.values[0] for row in side_by_side([entry])} if entry else {},
        expected=expected if seen.expected else "",
        citing=[(work_address(work.key), cited_line(work)) for work in seen.context_works],
        progress=progress(session, desk),
        upcoming=[(one.key, one.show().heading) for one in upcoming(session, desk, question)],
        said=[line_of(d) for d in answers],
        undo=undo_mark(lines),
        undone=[line_of(d) for d in lines],
        note=desk.note(session),
        review_question=settings.question if desk.name == "screening" else "",
        criteria=settings.criteria if desk.name == "screening" else (),
        turns=desk.turns(session),
        known=[(work_address(key), key) for key in dict.fromkeys(seen.known or (work.key for work in works))],
        outcome=outcome,
        typed=typed or {},
        reading=bool(session.review.text_library) and not texts_ready(session),
    )


def _groups(seen: QuestionView) -> Sequence[tuple[str, Mapping[str, Choice]]]:
    """Group the buttons of a question by their legends, those without one first."""
    by_legend: dict[str, dict[str, Choice]] = {"": {}}
    for part in () if seen.boxed else seen.parts:
        for key, choice in part.choices.items():
            by_legend.setdefault(choice.legend, {})[key] = choice
    return [*by_legend.items()]


def _marked_spans(seen: QuestionView) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Return by field the spans to mark, with overlapping spans merged."""
    by_field = grouped((span.field, (span.start, span.end)) for span in seen.spans)
    return {name: merged(spans) for name, spans in by_field.items()}


def line_of(decision: Decision) -> str:
    """Format a decision as one line, as in its file, with its time, and its day if that is not today."""
    text = " ".join(filter(None, (decision.verb, decision.key, decision.value)))
    reason = shown(decision.reason)
    day, clock = decision.when[:10], decision.when[11:16]
    when = clock if day == utc_now()[:10] else f"{day} {clock}"
    return f"{text}{f' ({reason})' if reason else ''}, {when} UTC"


def end_page(
    session: WindowSession, home: str, desk: QuestionTopic, outcome: FormOutcome | None = None
) -> str:
    """Return the page of a desk without open questions; `outcome` says why an undo was refused."""
    lines = last_lines(session, desk)
    return page(
        session,
        home,
        "end.html.j2",
        title=f"Nothing left, {desk.title}",
        desk=desk.name,
        here=desk,
        written=written_here(session, desk),
        further=_other_desks(session, desk),
        undo=undo_mark(lines),
        undone=[line_of(d) for d in lines],
        note=desk.note(session),
        turns=desk.turns(session),
        outcome=outcome,
    )


def _other_desks(session: WindowSession, desk: QuestionTopic) -> Sequence[tuple[QuestionTopic, int]]:
    """Return the other desks with questions left, in the order of the work, of those that count them at once."""
    return [
        (other, left)
        for other in open_topics(session)
        if other is not desk and other.left and (left := other.left(session.review, session.by))
    ]


def message_page(session: WindowSession, home: str, heading: str, text: str, *, desk: str = "") -> str:
    """Return a page with one message and the navigation."""
    return page(
        session,
        home,
        "message.html.j2",
        title=heading,
        desk=desk,
        heading=heading,
        told=text,
        warning="",  # the message itself says what can't be read
    )

"""Questions on full texts: whether a file is the text of a source of the review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview.core.results.texts import TextFacts, TextMatch
from litreview.judgements.decisions import TEXT, names_text
from litreview.review.questions import (
    Choice,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    entries_of,
)
from litreview.review.questions.shared import own_decisions

_HELP = "A preprint or an author's manuscript of the work counts as its text. Another edition, a summary or a review does not: answer no."
_LINES = 8


def _find(session: Session) -> Sequence[Question]:
    """Return a question for each file and each source that it may be of, which this person has not judged."""
    review = session.review
    answered = {
        (d.key, d.value.removeprefix(TEXT)) for d in own_decisions(review, session.by) if names_text(d)
    }
    sources = {source.key: source for source in review.sources if not source.confidential}
    facts = {file.name: one for file, one in review.stage_value("text_facts")}
    return [
        Question(
            about=f"text\n{match.file}\n{key}",
            works=(sources[key],),
            group=match.file,
            item=(match, facts[match.file]),
            shows=_show,
        )
        for match in review.text_matches
        for key in dict.fromkeys((*match.asked, *filter(None, (match.rival,))))
        if key in sources and (key, match.file) not in answered
    ]


def _show(question: Question) -> QuestionView:
    match: TextMatch
    facts: TextFacts
    (source,), (match, facts) = question.works, question.item
    value = f"{TEXT}{match.file}"
    choices = {
        "y": Choice(label="it is its text", decision=("same", source.key, value)),
        "n": Choice(label="it is not", decision=("different", source.key, value)),
    }
    head = "\n".join([line for line in facts.head.split("\n") if line.strip()][:_LINES])
    return QuestionView(
        heading=match.file,
        prompt="Is this file the full text of this source?",
        parts=(
            QuestionPart(prompt="is this file the full text of this source?", choices=choices, help=_HELP),
        ),
        context=f"It begins: {head}" if head else "No text could be read in it: open the file.",
        subheading=f"It may be the text of: {source.get('title') or source.key}",
        help=_HELP,
        why=(*match.reasons, _HELP),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the entry, the file, and what others said of it."""
    (source,), (match, _) = question.works, question.item
    said = [d for d in session.lines() if d.value == f"{TEXT}{match.file}" and d.key == source.key]
    return {
        **entries_of(question.works),
        "the file": match.digest,
        **{f"what {d.by} said of it": f"{d.verb} {d.when}" for d in said},
    }


TOPIC = QuestionTopic(
    name="texts",
    title="Full texts",
    noun="file",
    asks="Which source does a full text belong to?",
    seconds=20,
    find=_find,
    rests=_rests,
    owns=lambda _, line: names_text(line),
    waits=lambda session: "" if session.ready("text_matches") else "The full texts are being read.",
    nothing=lambda _: "0 files: the source of each full text is known, or no source is similar.",
    listed=lambda session: bool(session.review.text_library),
)

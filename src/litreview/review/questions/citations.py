"""Questions on doubtful citations: whether a printed reference means a source of the review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview.core.containers import grouped
from litreview.core.model import Citation, Source
from litreview.core.text import fold
from litreview.judgements.decisions import REFERENCE, names_reference
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

_HELP = "An edition, a summary or a review of the work is another work: answer no. A no is remembered, and the reference may then match another source."


def _find(session: Session) -> Sequence[Question]:
    """Return the doubtful references that this person has not judged, likeliest first, each once for all citing works.

    Confidential sources and excluded works are left out on both sides.
    """
    review = session.review
    own = [d for d in own_decisions(review, session.by) if names_reference(d)]
    answered = {(d.key, fold(d.value.removeprefix(REFERENCE))) for d in own}
    sources = {source.key: source for source in review.candidates if not source.confidential}
    asked = (one for one in review.links.queue if one.cited in sources and one.citing in sources)
    queue = (((one.cited, fold(one.reference.text)), one) for one in asked)
    by_reference = grouped((about, one) for about, one in queue if about[1] and about not in answered)
    return [
        Question(
            about=f"reference\n{cited}\n{folded}",
            works=(sources[cited],),
            group=f"{cited} {folded}",
            item=(
                folded,
                tuple(sources[key] for key in dict.fromkeys(one.citing for one in alike)),
                alike[0],
            ),
            shows=_show,
        )
        for (cited, folded), alike in by_reference.items()
    ]


def _show(question: Question) -> QuestionView:
    citing: Sequence[Source]
    citation: Citation
    source, (_, citing, citation) = question.works[0], question.item
    text = " ".join(citation.reference.text.split())
    rule = f", by the rule {citation.rule}" if citation.rule else ""
    value = f"{REFERENCE}{text}"
    choices = {
        "y": Choice(label="it is this source", decision=("same", source.key, value)),
        "n": Choice(label="it is not", decision=("different", source.key, value)),
    }
    return QuestionView(
        heading=text,
        prompt="Is this reference to this source?",
        parts=(QuestionPart(prompt="is this reference to this source?", choices=choices, help=_HELP),),
        context=f"This is how it is printed in {citation.reference.where}. It is cited by:",
        context_works=citing,
        subheading=f"It may be this source: {source.get('title') or source.key}",
        help=_HELP,
        why=(
            f"You are asked because it may be this source ({citation.method}, {citation.confidence:.2f}{rule}), but is too uncertain to count.",
            "The source would then cite itself." if source in citing else "",
            _HELP,
        ),
    )


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    """Return the data behind a question: the entry, the citing works, and decisions on the reference."""
    (source,), (folded, citing, _) = question.works, question.item
    opinions = [d for d in session.lines() if names_reference(d) and d.key == source.key]
    return {
        **entries_of(question.works),
        "who has the reference": "\n".join(work.key for work in citing),
        **{
            f"what {d.by} said of it": f"{d.verb} {d.when}"
            for d in opinions
            if folded == fold(d.value.removeprefix(REFERENCE))
        },
    }


TOPIC = QuestionTopic(
    name="citations",
    title="Citations",
    noun="reference",
    asks="Does a reference match this source?",
    seconds=20,
    find=_find,
    rests=_rests,
    owns=lambda _, line: names_reference(line),
    waits=lambda session: (
        "" if session.ready("links") else "The references are being matched with the sources."
    ),
    nothing=lambda _: "0 references: none is uncertain.",
)

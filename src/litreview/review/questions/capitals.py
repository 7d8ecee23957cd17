"""Questions on capitals: which words of a title are names, where its style sets titles in sentence case. The answer corrects the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from litreview.review.questions import (
    KEYS,
    Choice,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    entries_of,
)
from litreview.stages.bibliography.citation_pass import doubtful_titles, works_in_order, works_in_style
from litreview.stages.bibliography.styles import find_style

_HELP = "A name keeps its capital: a person, a place, a body, a law, a study. What is called after a thing or an idea has none. The answer is a correction of the title."
_SETS = "title="


def _find(session: Session) -> Sequence[Question]:
    """Return a question for each title with words that may be names, where the review's style prints it in sentence case and nobody corrected it."""
    review = session.review
    rules = find_style(review.in_edition(review.style)).rules
    works = works_in_style(works_in_order(review.candidates, ())) if rules.sentence_case else ()
    uncorrected = {
        n for n, (source, _) in enumerate(works) if _SETS[:-1] not in [one.field for one in source.corrected]
    }
    return [
        Question(about=f"capitals\n{source.key}", works=(source,), group=source.key, item=doubt, shows=_show)
        for n, doubt in doubtful_titles(works).items()
        if n in uncorrected and (source := works[n][0])
    ]


def _with_names(title: str, names: Sequence[str]) -> str:
    """Return a title in sentence case with the capitals of these words.

    >>> _with_names("The workers of xanthia", ["Xanthia"])
    'The workers of Xanthia'
    """
    for name in names:
        title = re.sub(rf"(?<!\w){re.escape(name.lower())}(?!\w)", name, title)
    return title


def _show(question: Question) -> QuestionView:
    words: Sequence[str]
    (source,), (title, words) = question.works, question.item
    answers = [words, (), *([word] for word in words if len(words) > 1)]
    titles = dict.fromkeys(_with_names(title, names) for names in answers)
    choices = {
        key: Choice(label=one, decision=("set", source.key, f"{_SETS}{one}"))
        for key, one in zip(KEYS, titles, strict=False)
    }
    return QuestionView(
        heading=source.title,
        prompt="Which is the title in sentence case?",
        parts=(QuestionPart(prompt="which is the title in sentence case?", choices=choices, help=_HELP),),
        help=_HELP,
        why=(
            f"Asked because no list and no text of the review shows whether these are names: {', '.join(words)}.",
            _HELP,
        ),
    )


TOPIC = QuestionTopic(
    name="capitals",
    title="Capitals",
    noun="title",
    asks="Which words of a title are names?",
    seconds=5,
    find=_find,
    rests=lambda _, question: entries_of(question.works),
    owns=lambda _, line: line.verb == "set" and line.value.startswith(_SETS),
    nothing=lambda _: (
        "0 titles: no word is in doubt, or the style of the review keeps the capitals of the records."
    ),
)

"""Questions on capitals: which words of a title are names, where its style sets titles in sentence case. The answer corrects the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, combinations, islice

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

_HELP = "Names keep their capital: people, places, organisations, laws, studies. Words for things and ideas do not. Your answer is recorded as a correction of the title."
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


def _with_names(title: str, words: Sequence[str], names: Sequence[str]) -> str:
    """Return a title in sentence case, in which of some words these alone are names.

    >>> _with_names("The workers of Xanthia and zanthia", ["Xanthia", "Zanthia"], ["Zanthia"])
    'The workers of xanthia and Zanthia'
    """
    for word in words:
        place = rf"(?<!^)(?<![:.?!—] )(?<!\w){re.escape(word)}(?!\w)"
        title = re.sub(place, word if word in names else word.lower(), title, flags=re.IGNORECASE)
    return title


def _show(question: Question) -> QuestionView:
    words: Sequence[str]
    (source,), (title, words) = question.works, question.item
    # all of them, none, then each choice of some, the shorter first
    some = (names for size in range(1, len(words)) for names in combinations(words, size))
    asked = islice(chain((words, ()), some), len(KEYS))
    titles = dict.fromkeys(_with_names(title, words, names) for names in asked)
    choices = {
        key: Choice(label=one, decision=("set", source.key, f"{_SETS}{one}"))
        for key, one in zip(KEYS, titles, strict=False)
    }
    by_hand = f'To write the title in another way: `litreview decide set {source.key} "{_SETS}…" --by NAME`.'
    return QuestionView(
        heading=source.title,
        prompt="Which is the title in sentence case?",
        parts=(
            QuestionPart(
                prompt="which is the title in sentence case?", choices=choices, help=f"{_HELP} {by_hand}"
            ),
        ),
        help=_HELP,
        why=(
            f"You are asked because no list and no text of the review shows whether these words are names: {', '.join(words)}.",
            _HELP,
            by_hand,
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

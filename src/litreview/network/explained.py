"""The rules on references in words: what each stage does, and what the facts mean that they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from litreview.linkage.rules import documented, named
from litreview.network import likeness, scoring
from litreview.network.scoring import RULES

__all__ = ["RULES", "STAGES", "in_words"]

STAGES: tuple[Mapping[str, str], ...] = (
    {
        "place": "decides on a reference without a title, as Web of Science gives them, and a work",
        "title": "decides on a reference with a title, and a work",
    },
    {"references": "decides whether two references are one work, where no source held is it"},
)
"""The stages in their order, with what a rule of each does: of a reference and a work, and of two references."""

_FIELDS = {"author": "author", "container": "journal or book", "volume": "volume", "page": "first page"}
_SAID = {
    "same_{}": "The {} of both is the same",
    "other_{}": "Both name the {}, and they differ",
    "{}_unknown": "One of the two does not name the {}",
}
_AGREEING = {
    word.format(field): f"{said.format(called)}."
    for field, called in _FIELDS.items()
    for word, said in _SAID.items()
}
_MEASURES = (
    {
        "likeness": "The similarity of the titles (0 to 1).",
        "author": "How surely the author agrees: 1 surname and initial, .9 surname, .8 a later author, .7 a misspelling.",
        "years_apart": "The years between the two.",
        "title_words": "The words of the work's title.",
    },
    {
        "likeness": "The similarity of the titles (0 to 1).",
        "author": "How well the authors agree: 1 the first, .8 a later one or a name turned round, .5 spelled alike, 0 unknown, -1 not.",
        "years_apart": "The years between the two.",
    },
)


def in_words(stages: Mapping[str, str]) -> Callable[[str], list[tuple[str, str]]]:
    """Return what gives the facts and measures that a clause of these stages names, each with what it means."""
    place = STAGES.index(stages)
    words = (scoring.WORDS, likeness.WORDS)[place]
    meanings = {**_AGREEING, **documented(words.calls), **_MEASURES[place]}
    return lambda clause: [(name, meanings[name]) for name in named(clause)]

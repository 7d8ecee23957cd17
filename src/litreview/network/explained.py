"""The rules on references in words: what each stage does, and what the facts mean that they name."""

from __future__ import annotations

from collections.abc import Mapping

from litreview.linkage.rules import named
from litreview.network.scoring import RULES, WORDS

__all__ = ["RULES", "STAGES", "in_words"]

STAGES: Mapping[str, str] = {
    "place": "decides on a reference without a title, as Web of Science gives them, and a work",
    "title": "decides on a reference with a title, and a work",
    "references": "decides whether two references are one work, where no source held is it",
}
"""The stages in their order, with what a rule of each does."""

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
_MEANINGS = {
    **_AGREEING,
    **WORDS.meanings,
    "likeness": "The similarity of the titles (0 to 1).",
    "author": "How well the authors agree: 1 surname and initial, .9 surname, .8 a later author or a name turned round, .5 a misspelling,"
    " 0 unknown, -1 another. Of two references the surname alone is 1.",
    "years_apart": "The years between the two.",
    "title_words": "The words of the work's title.",
}


def in_words(clause: str) -> list[tuple[str, str]]:
    """Return the facts and measures that a clause names, each with what it means."""
    return [(name, _MEANINGS[name]) for name in named(clause)]

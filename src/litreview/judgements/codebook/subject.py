"""Whether any record is on the subject of a codebook, so that a review of another topic is not counted by its codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from litreview.core.model import Record
from litreview.judgements.codebook.values import Codebook, Pattern

FEWEST = 20
"""Records below which nothing follows: a few titles may be on the subject and have none of its words."""


def is_on_subject(book: Codebook, records: Iterable[Record]) -> bool:
    """Return whether a title, abstract or keyword has a word or phrase of the fields of study that the codebook's codes require.

    True as well for a codebook whose codes require none, and for fewer than 20 records.
    """
    every = tuple(records)
    words = _subject_words(book)
    if words is None or len(every) < FEWEST:
        return True
    return any(
        words.search(f"{one.title} {one.abstract} {one.get('keywords')} {one.get('journal')}".lower())
        for one in every
    )


@lru_cache(maxsize=4)
def _subject_words(book: Codebook) -> re.Pattern[str] | None:
    required = {code.requires for code in book.codes}
    patterns = [p for scope in book.scopes if scope.name in required for p in scope.patterns]
    phrases = sorted({_phrase(p) for p in patterns if len(p.parts) == 1})
    return re.compile("|".join(phrases)) if phrases else None


def _phrase(pattern: Pattern) -> str:
    """Return a term of one phrase as a regular expression: a word matches its inflected forms, and one after `=` only itself."""
    places = ("(?:" + "|".join(_word(one) for one in alternatives) + ")" for alternatives in pattern.parts[0])
    return r"\b" + r"\W+".join(places)


def _word(word: str) -> str:
    text = r"\W+".join(map(re.escape, word.lower().removeprefix("=").split("_")))
    return text + (r"\b" if word.startswith("=") else r"\w*")

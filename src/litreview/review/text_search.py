"""Find words in the full texts of a review."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from litreview.core.containers import grouped
from litreview.core.results.texts import TextPassage
from litreview.review.text_library import FoundPage
from litreview.review.text_passages import find_named
from litreview.stages.texts import split_sentences, truncate_words

if TYPE_CHECKING:
    from litreview.review.session import Review

_WORD = re.compile(r"\w+")


def _sentences(page: FoundPage) -> list[tuple[str, str]]:
    """Return the sentences of a page with the most of the searched words, each with one of them."""
    sentences = split_sentences(page.text)
    ends = [end for end, _ in sentences]
    words = grouped(
        (sentences[bisect_right(ends, place)][1], word[0].lower() if word else "")
        for place in page.words
        for word in [_WORD.match(page.text, place)]
    )
    # endings of a word are one word
    counts = {sentence: len({word[:5] for word in found}) for sentence, found in words.items()}
    most = max(counts.values(), default=0)
    return [(sentence, found[0]) for sentence, found in words.items() if counts[sentence] == most]


def find_passages(review: Review, words: str) -> tuple[TextPassage, ...]:
    """Return the sentences with the words, in the order of the sources and of their pages; for `code:ID` and `finding:ID` the best on it.

    `UsageError` if there is no word to find.
    """
    library = review.text_library
    if (named := find_named(review, words)) is not None:
        return named
    review.stage_value("text_of")
    files = grouped((match.digest, match) for match in review.text_matches)
    rank = {source.key: n for n, source in enumerate(review.sources)}
    numbers = review.stage_value("page_numbers")
    found: dict[TextPassage, None] = {}
    for page in library.search(words):
        for match in files.get(page.digest, [])[:1]:
            labels, numbering = numbers[match.file]
            for sentence, word in _sentences(page):
                found.setdefault(
                    TextPassage(
                        source=match.source,
                        page=labels[page.number] if page.number < len(labels) else "",
                        sentence=truncate_words(sentence, word),
                        file=match.file,
                        numbering=numbering,
                        place=page.number + 1,
                    )
                )
    return tuple(sorted(found, key=lambda one: (rank.get(one.source, len(rank)), one.file, one.place)))

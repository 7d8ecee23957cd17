"""Find words in the full texts of a review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from litreview.core.results.texts import TextMatch, TextPassage
from litreview.review.text_library import FoundPage
from litreview.stages.texts import sentence_at, truncate_words

if TYPE_CHECKING:
    from litreview.review.session import Review

_WORD = re.compile(r"\w+")


def _sentences(page: FoundPage) -> list[tuple[int, str]]:
    """Return the sentences of a page with the most of the searched words, each with the place of a word."""
    found: dict[str, list[int]] = {}
    for place in page.words:
        found.setdefault(sentence_at(page.text, place), []).append(place)
    counts = {
        sentence: len({word[0].lower()[:5] for place in places if (word := _WORD.match(page.text, place))})
        for sentence, places in found.items()
    }
    most = max(counts.values(), default=0)
    return [(places[0], sentence) for sentence, places in found.items() if counts[sentence] == most]


def find_passages(review: Review, words: str) -> tuple[TextPassage, ...]:
    """Return the sentences with the words, in the order of the sources and of their pages. `UsageError` if there is no word to find."""
    library = review.text_library
    files: dict[str, list[TextMatch]] = {}
    review.stage_value("text_of")
    for match in review.text_matches:
        files.setdefault(match.digest, []).append(match)
    rank = {source.key: n for n, source in enumerate(review.sources)}
    numbers = review.stage_value("page_numbers")
    found: dict[TextPassage, None] = {}
    for page in library.search(words):
        for match in files.get(page.digest, [])[:1]:
            labels, numbering = numbers[match.file]
            for place, sentence in _sentences(page):
                found.setdefault(
                    TextPassage(
                        source=match.source,
                        page=labels[page.number] if page.number < len(labels) else "",
                        sentence=truncate_words(sentence, page.text[place:].partition(" ")[0]),
                        file=match.file,
                        numbering=numbering,
                        place=page.number + 1,
                    )
                )
    return tuple(sorted(found, key=lambda one: (rank.get(one.source, len(rank)), one.file, one.place)))

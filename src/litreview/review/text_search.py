"""Find words in the full texts of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.core.results.texts import TextMatch, TextPassage
from litreview.stages.texts import sentence_at, truncate_words

if TYPE_CHECKING:
    from litreview.review.session import Review


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
            for place in page.words:
                sentence = sentence_at(page.text, place)
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

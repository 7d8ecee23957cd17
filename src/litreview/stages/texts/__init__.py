"""Full texts: what a file says of itself, which source it belongs to, its printed pages, and whether it has a quote."""

from __future__ import annotations

from litreview.stages.texts.facts import facts_of
from litreview.stages.texts.matching import match_texts
from litreview.stages.texts.pages import page_labels, split_sentences, truncate_words
from litreview.stages.texts.quotes import (
    PlacedQuote,
    check_quote,
    count_quoted_words,
    is_page_of,
    place_quote,
    quoted_spans,
)

__all__ = [
    "PlacedQuote",
    "check_quote",
    "count_quoted_words",
    "facts_of",
    "is_page_of",
    "match_texts",
    "page_labels",
    "place_quote",
    "quoted_spans",
    "split_sentences",
    "truncate_words",
]

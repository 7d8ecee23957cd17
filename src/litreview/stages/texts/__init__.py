"""Full texts: what a file says of itself, which source it belongs to, its printed pages, and whether it has a quote."""

from __future__ import annotations

from litreview.stages.texts.facts import facts_of as facts_of
from litreview.stages.texts.matching import match_texts as match_texts
from litreview.stages.texts.pages import (
    page_labels as page_labels,
    split_sentences as split_sentences,
    truncate_words as truncate_words,
)
from litreview.stages.texts.quotes import (
    PlacedQuote as PlacedQuote,
    check_quote as check_quote,
    count_quoted_words as count_quoted_words,
    is_page_of as is_page_of,
    place_quote as place_quote,
    quoted_spans as quoted_spans,
)

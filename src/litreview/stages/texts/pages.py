"""Pages as one cites them, and the sentence around a place of a page."""

from __future__ import annotations

import re
from itertools import pairwise

from litreview.core.results.texts import MAX_WORDS, Numbering, TextFacts
from litreview.works.places import page_range

_SENTENCE_END = re.compile(
    r"(?<!\b[A-Zv])(?<!\b(?:No|vs|al|cf|Cf|pp|St|Dr|Mr|Ms|ed|Id|id|Ch|ch|Vo|Fi|fi|eg|ie))(?<!\b(?:Inc|Eds|eds|vol|Vol|See|see|art|Art|Fig|fig|Rev|Jan|Feb|Mar|Apr|Aug|Sep|Oct|Nov|Dec|Mrs))"
    r"[.!?][”\"’)\]]*\s+(?=[“\"‘(\[]*[A-ZÀ-ÞА-Я0-9])|\n"
)


def page_labels(facts: TextFacts, pages: str = "") -> tuple[tuple[str, ...], Numbering]:
    """Return the number of each page as one cites it, and how it is known; `pages` are those of the entry of its source.

    The number printed on a page counts before the label of the file, and that before counting from the first page of the entry.

    >>> page_labels(TextFacts(printed=("", "", ""), labels=("", "", "")), "201--203")
    (('201', '202', '203'), 'counted')
    >>> page_labels(TextFacts(printed=("", "201", "202"), labels=("", "", "")), "201-202")
    (('', '201', '202'), 'printed')
    """
    count = facts.pages
    if count < 2 and not any(facts.printed) and not any(facts.labels) and not pages:
        return ("",) * count, ""
    first, last = _range(pages)
    if any(facts.printed):
        numbers = {int(one) for one in facts.printed if one.isdigit()}
        if last and numbers and not (numbers & set(range(first, last + 1))):
            return facts.printed, "own"
        return tuple(one if _within(one, first, last) else "" for one in facts.printed), "printed"
    places = tuple(str(n) for n in range(1, count + 1))
    if any(facts.labels) and facts.labels != places:
        return facts.labels, "label"
    if last and count == last - first + 1:
        return tuple(str(n) for n in range(first, last + 1)), "counted"
    return (places, "place") if count > 1 else (("",) * count, "")


def _range(pages: str) -> tuple[int, int]:
    """Return first and last page as numbers, 0 for one that is not known or no number."""
    first, last = page_range(pages) if pages else ("", "")
    if first.isdigit() and last.isdigit() and int(first) <= int(last):
        return int(first), int(last)
    return 0, 0


def _within(label: str, first: int, last: int) -> bool:
    return not (last and label.isdigit()) or first <= int(label) <= last


def split_sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences of a text, each with the place where it ends.

    >>> split_sentences("They paid no overtime. See Doe v. Roe, No. 12.")
    [(23, 'They paid no overtime.'), (46, 'See Doe v. Roe, No. 12.')]
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return [(end, " ".join(text[start:end].split())) for start, end in pairwise([0, *ends, len(text)])]


def truncate_words(text: str, around: str = "") -> str:
    """Return at most as many words of a text as may be shown, those around a word of it.

    >>> truncate_words("one two three")
    'one two three'
    """
    words = text.split()
    if len(words) <= MAX_WORDS:
        return " ".join(words)
    at = next((n for n, word in enumerate(words) if around and around.lower() in word.lower()), 0)
    start = max(0, min(at - MAX_WORDS // 2, len(words) - MAX_WORDS))
    shown = words[start : start + MAX_WORDS]
    return f"{'… ' if start else ''}{' '.join(shown)}{' …' if start + MAX_WORDS < len(words) else ''}"

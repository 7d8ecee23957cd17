"""Hold quotes against the text of their source: letter by letter, whatever spaces, hyphens, quotation marks and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from litreview.core.libraries import fuzz
from litreview.core.results.texts import TextPage
from litreview.stages.texts.pages import truncate_words
from litreview.stages.texts.quote_context import words_left_out, words_that_turn

_LEFT_OUT = re.compile(r"\[[^\]]*\]|…|\.{3,}|(?:\. ){3,}")
_ALIKE = 82.0
"""How like a passage must be, of 100, to be shown as what the quote may mean: a word in ten may differ."""
_QUOTED = re.compile(r"“([^“”]{12,2000})”|\"([^\"]{12,2000})\"|„([^„“”]{12,2000})[“”]|«([^«»]{12,2000})»")
_LEAST_WORDS = 4
_CONTEXT = 600
"""Characters on each side of a quote in which its sentence is looked for."""


class PlacedQuote(NamedTuple):
    """Whether a quote was found, the place of the page where it begins, and the passage where it was found differently.

    `turned`: the words around it, or left out of it, that turn its sense; `last`: the place of the page where it ends.
    """

    verdict: Literal["found", "differently", "missing"]
    page: int = -1
    shown: str = ""
    turned: str = ""
    last: int = -1


def quoted_spans(text: str) -> Iterator[tuple[str, str]]:
    """Yield each quotation of at least four words, and what follows it.

    >>> [words for words, _ in quoted_spans("It says “none of them was asked” (p. 3), in “two words”.")]
    ['none of them was asked']
    """
    for found in _QUOTED.finditer(text):
        words = next(filter(None, found.groups()), "")
        if len(words.split()) >= _LEAST_WORDS:
            yield words, text[found.end() : found.end() + 80]


def count_quoted_words(quote: str) -> int:
    """Return how many words of an author are in a quote, without what a writer leaves out or puts in.

    >>> count_quoted_words("They paid […] no overtime [to the workers] …")
    4
    """
    return sum(any(map(str.isalnum, word)) for word in _LEFT_OUT.sub(" ", quote).split())


class _Letters:
    """The letters and figures of pages in one string, and the place from which each comes."""

    def __init__(self, pages: Sequence[str]) -> None:
        parts: list[str] = []
        self.places: list[tuple[int, int]] = []
        for number, page in enumerate(pages):
            for at, character in enumerate(page):
                letters = _letters(character)
                parts.append(letters)
                self.places.extend([(number, at)] * len(letters))
        self.text = "".join(parts)
        self._pages = pages

    def passage(self, start: int, end: int) -> str:
        """Return the words between two letters."""
        (page, at), (last, stop) = self.places[start], self.places[end - 1]
        if page == last:
            text, end_of_text = self._pages[page], stop + 1
        else:
            text = f"{self._pages[page]} {self._pages[last][: stop + 1]}"
            end_of_text = len(text)
        while at > 0 and not text[at - 1].isspace():
            at -= 1
        while end_of_text < len(text) and not text[end_of_text].isspace():
            end_of_text += 1
        return text[at:end_of_text]

    def turned(self, spans: Sequence[tuple[int, int]]) -> str:
        """Return the words around these stretches of letters, or between them, that turn what they say; `""` if none do."""
        (page, at), (last, stop) = self.places[spans[0][0]], self.places[spans[-1][1] - 1]
        before, after = (
            self._pages[page][max(0, at - _CONTEXT) : at],
            self._pages[last][stop + 1 :][:_CONTEXT],
        )
        ends = [(self.places[end - 1], self.places[start]) for (_, end), (start, _) in pairwise(spans)]
        gaps = (self._pages[on][left + 1 : right] for (on, left), (other, right) in ends if on == other)
        return words_that_turn(before, after) or next(filter(None, map(words_left_out, gaps)), "")


def _letters(text: str) -> str:
    """Return the letters and figures of a text, without accents and case.

    >>> _letters("Co-opérer, § 12!")
    'cooperer12'
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def check_quote(quote: str, pages: Sequence[TextPage]) -> PlacedQuote | None:
    """Return where a quote is in a text: in pages first, then in their notes. None for a quote too short to be told from others.

    Omissions and insertions of an author (`[…]`, `…`, `[the police]`) match any text.
    """
    parts = [letters for part in _LEFT_OUT.split(quote) if (letters := _letters(part))]
    if sum(map(len, parts)) < 12:
        return None
    bodies = [_Letters([page.text for page in pages]), _Letters([page.notes for page in pages])]
    for find in (_find, _find_without_ligatures):
        for body in bodies:
            if spans := find(body.text, parts):
                first, last = body.places[spans[0][0]][0], body.places[spans[-1][1] - 1][0]
                return PlacedQuote("found", first, turned=body.turned(spans), last=last)

    longest = max(parts, key=len)
    best = max(
        (
            (fuzz.partial_ratio_alignment(longest, body.text, score_cutoff=_ALIKE), body)
            for body in bodies
            if body.text
        ),
        key=lambda one: one[0].score if one[0] else 0.0,
        default=(None, None),
    )
    if best[0] is None or best[1] is None or best[0].dest_end <= best[0].dest_start:
        return PlacedQuote("missing")
    start, end = best[0].dest_start, best[0].dest_end
    return PlacedQuote("differently", best[1].places[start][0], truncate_words(best[1].passage(start, end)))


def place_quote(
    quote: str, cited: str, pages: Sequence[TextPage], labels: Sequence[str]
) -> PlacedQuote | None:
    """Return where a quote is in a text, as `check_quote` does, on a page that a person cites if it is there.

    `labels`: the number of each page. Words on several pages are cited by any of them, and words that run over to the next page by either.
    """
    result = check_quote(quote, pages)
    if result is None or result.verdict != "found" or result.last >= len(labels):
        return result
    if is_page_of(cited, labels[result.page]) is not False:
        return result
    if is_page_of(cited, labels[result.last]):
        return result._replace(page=result.last)
    named = [
        page if is_page_of(cited, label) else TextPage("") for page, label in zip(pages, labels, strict=False)
    ]
    again = check_quote(quote, named)
    return again if again and again.verdict == "found" else result


_PAGE = re.compile(r"\b(?:pp?\.|pages?|S\.|at)\s*(\d+|[ivxl]+)(?:\s*[-–—]+\s*(\d+))?")


def is_page_of(cited: str, page: str) -> bool | None:
    """Return whether a person cites this page, alone or among others; None if they cite none.

    >>> [is_page_of("pp. 213-8", page) for page in ("212", "218", "220")], is_page_of("Table 2", "3")
    ([False, True, False], None)
    """
    found = _PAGE.search(cited)
    if not found:
        return None
    if not (found[1].isdigit() and page.isdigit()):
        return found[1].lower() == page.lower()
    first, last = int(found[1]), int(found[2] or found[1])
    # "213-8" ends on page 218
    last = int(found[1][: -len(found[2])] + found[2]) if found[2] and last < first else last
    return first <= int(page) <= last


_LIGATURES = re.compile("f+[il]?")


def letters_without_ligatures(text: str) -> str:
    """Return the letters and figures of a text without those that fonts join to one sign (fi, fl, ff, ffi, ffl), as copies often lose some of them.

    >>> letters_without_ligatures("Modi ed of ces") == letters_without_ligatures("Modified offices")
    True
    """
    return _LIGATURES.sub("", _letters(text))


def _find_without_ligatures(text: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the parts of a quote are in a text, whatever ligatures were lost when it was copied (`modi ed` for `modified`)."""
    stripped = [rest for part in parts if (rest := letters_without_ligatures(part))]
    spans = _find(_LIGATURES.sub("", text), stripped) if stripped else []
    lost = {at for found in _LIGATURES.finditer(text) for at in range(*found.span())} if spans else ()
    places = [at for at in range(len(text)) if at not in lost] if spans else []
    return [(places[start], places[end - 1] + 1) for start, end in spans]


def _find(text: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    """Return where each part of a quote begins and ends in a text, in their order and not far from each other; empty if they are not there."""
    start = text.find(parts[0])
    while start >= 0:
        spans = [(start, start + len(parts[0]))]
        for part in parts[1:]:
            at = text.find(part, spans[-1][1], spans[-1][1] + 6_000 + len(part))
            if at < 0:
                break
            spans.append((at, at + len(part)))
        else:
            return spans
        start = text.find(parts[0], start + 1)
    return []

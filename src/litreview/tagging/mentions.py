"""What a word in a page of text is worth: a mention is not a topic.

An abstract of a page names much that it is not about: where the problem comes from, what is said to follow for policy. What it is about,
it says in its title, in a sentence on what was asked, done or found, or in several of its sentences. So, in a text of `PAGE` words or more,

- a sentence is one mention of a code: its strongest word counts, the others do not, and generic words do not;
- but in a sentence on the work itself ("we asked", "this article", "results") every word counts;
- a sentence on what should follow ("implications for prevention", "future research", "may inform") is a quarter of a mention.

A summary of a few sentences has no room for what it is not about, and every word counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

PAGE = 120  # words
_FOLLOWS = 0.25
_LETTERS = 4 * PAGE  # fewer are never so many words

_END = re.compile(r"[.!?](?=[\"”’)\]]*\s+[\"“‘(\[]?[A-Z])|\n\s*\n")
_WHAT_FOLLOWS = re.compile(
    r"\bimplications?\b|\b(?:future|further|more) (?:research|studies|work)\b|\b(?:is|are) (?:discussed|considered|offered|needed)\b"
    r"|\brecommendations?\b|\brecommended\b|\b(?:may|might|can|could|should|must|will|to) (?:help|inform|guide|improve|assist|support)\b",
    re.IGNORECASE,
)
_ON_THE_WORK = re.compile(
    r"\b(?:we|our|i|my|aims?|objectives?|purpose|methods?|results?|conclusions?|participants?|respondents?|interview(?:s|ed)|data)\b"
    r"|\b(?:this|the present|the current) (?:article|paper|study|chapter|book|report|thesis|dissertation|review|essay|note|comment|analysis)\b"
    r"|\b(?:author|study|article|paper)s? (?:examine|explore|argue|find|show|analy[sz]e|investigate|describe|review)s?\b",
    re.IGNORECASE,
)


class Pages:
    """The fields of a source that are pages of text, cut into sentences when they are asked for.

    >>> text = "Victims were seen. " * 60 + "Implications for prevention are discussed."
    >>> pages, told = Pages({"abstract": text}), set()
    >>> [pages.worth("abstract", at, 2.0, told) for at in (0, 8, 1160)]
    [2.0, 0.0, 0.5]
    >>> pages, told = Pages({"abstract": "We asked on services and shelter. " + text}), set()
    >>> [pages.worth("abstract", at, 2.0, told) for at in (12, 25)]
    [2.0, 2.0]
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self._ends: dict[str, list[int]] = {}
        self._shares: dict[tuple[str, int], float] = {}

    def worth(
        self, field: str, start: int, value: float, told: set[tuple[str, int]], *, generic: bool = False
    ) -> float:
        """Return what a word at `start` counts that would count `value` alone; `told` holds the sentences that were counted.

        Words come strongest first.
        """
        ends = self._ends[field] if field in self._ends else self._sentences(field)
        if not ends:
            return value
        sentence = bisect_left(ends, start)
        place = (field, sentence)
        share = self._shares.get(place)
        if share is None:
            share = self._shares[place] = self._share(field, sentence)
        if share > 1:
            return value
        if generic or place in told:
            return 0.0
        told.add(place)
        return value * share

    def _share(self, field: str, sentence: int) -> float:
        """Return what a mention in a sentence counts: a quarter on what should follow; more than 1 on the work itself."""
        ends, text = self._ends[field], self._fields[field]
        own = text[ends[sentence - 1] if sentence else 0 : ends[sentence] if sentence < len(ends) else None]
        if _WHAT_FOLLOWS.search(own):
            return _FOLLOWS
        return 2.0 if _ON_THE_WORK.search(own) else 1.0

    def _sentences(self, field: str) -> list[int]:
        """Return where the sentences of a field end, none if it is no page."""
        text = self._fields[field]
        is_page = len(text) > _LETTERS and text.count(" ") + 1 >= PAGE
        ends = self._ends[field] = [match.end() for match in _END.finditer(text)] if is_page else []
        return ends

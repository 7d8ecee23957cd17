"""A title without what was beside it on the page: the mark of a footnote, the name of a section, a running head, the place of another article.

What reads titles from PDFs takes the lines around them for a part of the title. Only where the rest is the title of another record is it known
that they are none; so these are forms to compare with, and nothing is taken off a record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from litreview.linkage import RecordColumns
from litreview.works.journals import SMALL_WORDS
from litreview.works.titles import COUNTING, in_one_spelling, without_appended

# a raised 1 is read as "i" too
_MARKS = (["1", "2", "3", "4"], ["1", "2", "3"], ["1", "2"], ["1"], ["i"])
_GLUED = re.compile(r"[a-z]{3}1$")
_SECTIONS = tuple(
    name.split()
    for name in (
        "research article", "research articles", "research note", "research notes", "research paper", "research report", "research commentary",
        "research essay", "original article", "original articles", "original research", "original research article", "original investigation",
        "original paper", "original contribution", "original study", "regular article", "regular paper", "full paper", "full length article",
        "invited article", "invited paper", "feature article", "special article", "review article", "technical note", "short communication",
        "brief communication", "rapid communication", "brief report", "short report", "clinical study", "clinical article", "special issue",
        "special section", "theory and review", "theory review", "issues opinions", "open access", "experience paper",
    )
)  # fmt: skip
_ARTICLES = frozenset(["the", "a", "an"])
_SHORTEST = 2  # words that a title has at least when something is taken off


def bare_title(one: RecordColumns) -> str:
    """Return the title of a record without what may be beside it.

    >>> bare_title(RecordColumns(title="research note roe et al tides and harbors 1 2", authors=("roe",)))
    'tides and harbors'
    """
    return _bare(one.title, one.container, one.head, one.authors[0] if one.authors else "")


@lru_cache(maxsize=1 << 14)
def _bare(title: str, container: str, head: str, author: str) -> str:
    words = title.split()
    journal = [in_one_spelling(word) for word in container.split()]
    whole = head.split()
    before: list[str] = []
    while words != before:
        before = words
        for begin in (*_SECTIONS, whole):
            if begin and words[: len(begin)] == begin:
                words = words[len(begin) :]
        words = words[_signed(words, author) :]
        for end in (*_SECTIONS, whole):
            if end and words[-len(end) :] == end:
                words = words[: -len(end)]
        words = _unmarked(_behind_paper(words))
        words = words[_spelt(words, journal) :]
        words = words[: len(words) - _spelt(words[::-1], journal[::-1])]
        words = words[1:] if _ARTICLES.intersection(words[:1]) else words
        words = without_appended(" ".join(words), words).split()
        if len(words) < _SHORTEST:
            return " ".join(before)
    return " ".join(words)


def _signed(words: list[str], author: str) -> int:
    """Return how many of the first words are "Roe et al." of a record by Roe; 0 if none are. "Roe-Archer" is two words of a title."""
    count = words.index("et") if "et" in words[:_LONGEST_NAME] else 0
    named = author != "" and "".join(words[:count]) == author.replace(" ", "")
    return count + 2 if named and words[count + 1 : count + 2] == ["al"] else 0


_LONGEST_NAME = 6


def _behind_paper(words: list[str]) -> list[str]:
    """Return words without a section that calls itself one of papers: "SIM Competition Paper", "Challenges Papers"."""
    for count in range(2, _LONGEST_SECTION + 1):
        if words[count - 1 : count] in (["paper"], ["papers"]) and words[count - 2] not in _VERSIONS:
            return words[count:]
    return words


_LONGEST_SECTION = 4
_VERSIONS = frozenset(
    [
        "working",
        "discussion",
        "white",
        "green",
        "background",
        "policy",
        "term",
        "this",
        "the",
        "a",
        "on",
        "of",
        "by",
        "in",
    ]
)


def _unmarked(words: list[str]) -> list[str]:
    """Return words without the numbers of footnotes behind them: 1, or 1 and those after it. "Part 1" is a part."""
    for marks in _MARKS:
        rest, end = words[: -len(marks)], words[-len(marks) :]
        if not rest:
            continue
        if end == marks and not _counted(rest):
            return rest
        if marks[0] == "1" and end[1:] == marks[1:] and _GLUED.search(end[0]):
            # "harbors1,2"
            return [*rest, end[0][:-1]]
    return words


def _counted(words: list[str]) -> bool:
    """Return whether a number behind the words is that of a part: of "Part" or "Study", not of "a field study"."""
    return words[-1] in COUNTING and not (words[-1] in _OF_TEXTS and not _INDEFINITE.isdisjoint(words[-4:-1]))


_OF_TEXTS = frozenset(["study", "report", "paper"])
_INDEFINITE = frozenset(["a", "an"])


def _spelt(words: Sequence[str], journal: Sequence[str]) -> int:
    """Return how many of the first words are the name of a journal, whose small words are left out; 0 if they are not."""
    at = 0
    for count, word in enumerate(words, start=1):
        if at < len(journal) and word == journal[at]:
            at += 1
            if at == len(journal):
                return count
        elif word not in SMALL_WORDS:
            return 0
    return 0


_PLACE = re.compile(
    r"(?:[a-z]+ ){0,12}(?:19|20)\d\d(?: (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: \d{1,2})?)?(?: [a-z]{0,2}\d+){2,5}"
)


def places_behind(a: str, b: str) -> bool:
    """Return whether two titles are one but for the place of an article behind one of them, its own or another's, or behind each.

    >>> places_behind("tides and harbors", "tides and harbors n engl j med 2009 jan 29 360 5 544 6")
    True
    >>> places_behind("tides and harbors in winter j locks 2009 1 12", "tides and harbors in summer j tides 2011 4 3 9")
    False
    """
    one, two = a.split(), b.split()
    pairs = enumerate(zip(one, two, strict=False))
    shared = next((count for count, (x, y) in pairs if x != y), min(len(one), len(two)))
    if shared < _SHORTEST:
        return False
    rests = [" ".join(rest) for rest in (one[shared:], two[shared:]) if rest]
    return (len(rests) < 2 or shared >= _ENOUGH) and all(_PLACE.fullmatch(rest) for rest in rests)


_ENOUGH = 5
"""Words that two titles share at least if each has a place behind it, and neither is the whole title."""

"""A work that is one of a kind: what a registry adds to a title, a first author and a year.

Of two received records the judge asks what only a title and an author say: another work of that name may be anywhere. A registry was asked
for it, and answered with the likeliest that it has. So where one of its records has the title, the first author and the year of one source
alone, and no other of its records does, it is that work: one slip in the title, a subtitle that one of them leaves out and a year
that is one off do not speak against it. What comes out again under one title ("Annual report") is asked where the year is not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from litreview.duplicates.evidence import comes_back, names_a_piece
from litreview.duplicates.verdict import Judgement
from litreview.linkage import RecordColumns
from litreview.model import Work
from litreview.text import fold
from litreview.works.titles import comparison_title, numbers_of

ONE_OF_A_KIND = (
    "the title, the first author and the year of one source and of one record of the registry alone"
)
NEARLY = "nearly the title, the first author and the year"
_LETTERS = 20
"""Letters of a title that may be one off in its year."""
_LONG = 45
"""Letters from which a title says more than what kind of piece it is, though it says that, too: "Report …", "Response …"."""
_ALIKE = 0.9
_MARKS = 4
_SUBTITLE = re.compile(r"\s*(?:[:?!]|\.\s|\s[-–—]\s)")


class Fit(IntEnum):
    """How well two records fit: not at all; so that a person may be asked; as one work that is one of a kind; to the letter."""

    NONE = 0
    ALIKE = 1
    CLOSE = 2
    EXACT = 3


def fit(a: RecordColumns, b: RecordColumns, one: Work, other: Work, judged: Judgement | None) -> Fit:
    """Return how well a received record and one of a registry fit, both as compared and as they are, by title, first author and year.

    What the judge says for sure (`same`, and what it keeps apart by a rule) is no question of this.
    """
    if judged is not None and (judged.verdict == "same" or judged.contradicts):
        return Fit.NONE
    gap = abs(a.year - b.year) if a.year and b.year else 1
    if gap > 1 or not _comparable(a, b):
        return Fit.NONE
    if a.title == b.title and not gap:
        return Fit.EXACT
    slips = min(_slips(x, y) for x, y in _forms(a, b, one, other))
    if slips > 1:
        alike = _ratio(a.title, b.title) >= _ALIKE and _one_number(a.title, b.title)
        return Fit.ALIKE if alike else Fit.NONE
    return Fit.ALIKE if gap and _may_return(min(a.title, b.title, key=len)) else Fit.CLOSE


def _comparable(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether two records have titles and the first author in common, and nothing else says that they are two works."""
    if not (a.title and b.title and a.authors) or a.notice != b.notice:
        return False
    return a.authors[0] in b.authors and not _apart(a, b)


def _may_return(title: str) -> bool:
    """Return whether another work may have a title in another year: a rubric, or one so short that it names a field.

    >>> [_may_return(title) for title in ("reply to the editors", "animal ecology", "flexural response of steel and concrete composite truss beams")]
    [True, True, False]
    """
    rubric = names_a_piece(title) and len(title) < _LONG
    return comes_back(title) or rubric or len(title) < _LETTERS


def _apart(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the two name different DOIs, ISBNs, pages, volumes or kinds of work."""
    told = ((a.doi, b.doi), (a.isbn, b.isbn), (a.page, b.page), (a.volume, b.volume))
    kinds = {a.kind, b.kind} & {"thesis", "preprint", "data", "law", "patent", "talk", "request"}
    return any(x and y and x != y for x, y in told) or (bool(kinds) and a.kind != b.kind)


def _forms(a: RecordColumns, b: RecordColumns, one: Work, other: Work) -> Iterator[tuple[str, str]]:
    """Yield the two titles, and each without its subtitle beside the whole other; where several marks may begin one, without each.

    Also as they stand: a slip in a word that is not compared ("teh" for "the"), or at the end of one, is no more than a slip.
    """
    yield a.title, b.title
    yield fold(one.title)[:1000], fold(other.title)[:1000]
    yield from ((main, b.title) for main in _mains(one))
    yield from ((a.title, main) for main in _mains(other))


def _mains(work: Work) -> Iterator[str]:
    """Yield what is before each mark that may begin a subtitle, and all where the subtitle has a field of its own.

    >>> list(_mains(Work(key="", type="book", fields={"title": "Harbor work - a report: tides"})))
    ['harbor work', 'harbor work a report', 'harbor work a report tides']
    """
    title = work.title[:1000]
    ends = [mark.start() for mark in _SUBTITLE.finditer(title)][:_MARKS]
    for end in (*ends, len(title)):
        if main := comparison_title(title[:end]):
            yield main


def _slips(one: str, other: str) -> int:
    """Return how many letters one title has otherwise than the other, many where a word of two letters or less differs: that is no slip.

    One whose two letters are swapped is.

    >>> _slips("policing in rural counties", "policing in rual counties"), _slips("protein a in plants", "protein b in plants")
    (1, 9)
    >>> _slips("the margins of a city", "the margins fo a city")
    1
    """
    from rapidfuzz.distance import OSA

    joined = one.replace(" ", ""), other.replace(" ", "")
    if not one or not other or not _one_number(one, other):
        return _MANY
    if _short(one, other) != _short(other, one) and joined[0] != joined[1]:
        return _MANY
    return OSA.distance(*joined, score_cutoff=_MANY - 1)


def _short(one: str, other: str) -> list[str]:
    """Return the words of two letters or less that a title has and another has not, each with its letters in alphabetical order."""
    return sorted("".join(sorted(word)) for word in {*one.split()} - {*other.split()} if len(word) <= 2)


_MANY = 9


def _one_number(one: str, other: str) -> bool:
    return numbers_of(one.split()) == numbers_of(other.split())


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(fold(one)[:1000], fold(other)[:1000]) / 100

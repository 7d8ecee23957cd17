"""What a registry offers for a source, judged: which of the works is it, if any.

A hit is judged by the rules for two records first. A registry's answer shows more than a pair does, the works beside the hit: where
only one of those offered has the title and the first author of a source that says little else, and a year that is at most one
off (online one year, in print the next; a slip), it is the work. Where two of them have, a person is asked.

Nothing of this outweighs a contradiction: another DOI, other pages, a notice, another volume of a series, a thesis. Such a hit is
no work of its own either where nothing better is offered, for a slip may make the contradiction ("Pt. I" for "Pt. II"): it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litreview.duplicates.verdict import Judgement, judge
from litreview.linkage import RecordColumns, record_columns
from litreview.model import Work

_ALIKE = 90.0
"""Per cent of letters in common from which two titles are one with a slip in it."""
_LONG = 14
"""Letters that make a title more than a rubric: "Correction" and "Book review" come back, "Malignant melanoma" hardly."""
_LOOSE = frozenset({"", "article", "part"})
"""Kinds that exports take for each other: a paper of proceedings is an article here, a part of a book there."""


def judge_hits(source: Work, hits: Sequence[Work]) -> tuple[Judgement, ...]:
    """Return the judgement on each work that a registry offers for a source: at most one of a title is `same`.

    Two that the rules call `same` and that contradict each other (two DOIs) are both `ask`.
    """
    cache: dict[object, Any] = {}
    own = record_columns(source, cache)
    offered = [record_columns(hit, cache) for hit in hits]
    judged = [judge(own, one, _likeness(own.title, one.title) / 100) for one in offered]
    close = [at for at, one in enumerate(offered) if _may_be(own, one)]
    if len(close) == 1:
        (at,) = close
        if judged[at].verdict != "same" and not judged[at].contradicts:
            judged[at] = _alone(judged[at], own, offered[at])
    same = [at for at, one in enumerate(judged) if one.verdict == "same"]
    if not same:
        judged = [
            _asked(one) if _is_near(own, hit) else one for one, hit in zip(judged, offered, strict=True)
        ]
    if len({offered[at].doi for at in same}) > 1:
        settled = {at for at in same if own.doi and offered[at].doi == own.doi}
        for at in set(same) - settled:
            judged[at] = _one_of_several(judged[at])
    return tuple(judged)


def _likeness(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(a[:1000], b[:1000])


def _may_be(own: RecordColumns, hit: RecordColumns) -> bool:
    """Return whether a hit has the title and first author of the source, within what slips and lost subtitles do, and the year about."""
    return (
        _one_author_and_time(own, hit)
        and (own.kind == hit.kind or {own.kind, hit.kind} <= _LOOSE or "" in {own.kind, hit.kind})
        and _one_title(own.title, hit.title)
    )


def _is_near(own: RecordColumns, hit: RecordColumns) -> bool:
    """Return whether a person should see a hit that the rules keep apart: title, first author and time are all but those of the source."""
    return _one_author_and_time(own, hit) and (
        _likeness(own.title, hit.title) >= _ALIKE or _one_title(own.title, hit.title)
    )


def _one_author_and_time(own: RecordColumns, hit: RecordColumns) -> bool:
    if not (own.authors and hit.authors and own.year and hit.year):
        return False
    return own.authors[0] == hit.authors[0] and abs(own.year - hit.year) <= 1


def _one_title(a: str, b: str) -> bool:
    """Return whether two titles are one but for a slip, or for the subtitle.

    >>> _one_title("raids on the harbro", "raids on the harbor an evaluation"), _one_title("correction", "correction raids on the harbor")
    (True, False)
    """
    short, long = sorted((a, b), key=len)
    if len(short) < _LONG:
        return False
    if _likeness(short, long) >= _ALIKE:
        return True
    # the title before a subtitle ends with a word
    end = long.find(" ", len(short) - 1)
    return _likeness(short, long[:end] if end >= 0 else long) >= _ALIKE


def _alone(found: Judgement, own: RecordColumns, hit: RecordColumns) -> Judgement:
    """Return the judgement on the one work offered that has the title and the first author of the source."""
    year = "the same year" if own.year == hit.year else f"the years {own.year} and {hit.year}"
    why = f"the only work offered with this title and first author, {year}"
    return Judgement(verdict="same", score=found.score, reasons=(why, *found.reasons), rule="only-hit")


def _asked(found: Judgement) -> Judgement:
    """Return a question instead of a verdict that two works are two."""
    return replace(found, verdict="ask") if found.verdict == "different" else found


def _one_of_several(found: Judgement) -> Judgement:
    reasons = (*found.reasons, "but several works offered are like it")
    return replace(found, verdict="ask", reasons=reasons, contradicts=True)

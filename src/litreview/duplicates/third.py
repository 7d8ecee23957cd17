"""A third record that shows that a contradiction between two others is damage.

"Harbor Work" and "Harbor Work 1" differ in a number, as two parts of a work do. If another "Harbor Work" is proven one work with
"Harbor Work 1", by its DOI say, the number is no part of the title, and it does not keep the first record apart from the second either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from litreview.duplicates.evidence import Evidence, weigh
from litreview.duplicates.verdict import Judgement
from litreview.linkage import RecordColumns

Pair = tuple[int, int]


def contradictions(entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]) -> set[Pair]:
    """Return the pairs that contradict each other, without those of which a third record shows that the difference is none.

    Such a record is proven one work with both, and in each column in which the two contradict each other it agrees with one of them and
    contradicts the other, to which it was joined nonetheless.
    """
    proven: dict[int, set[int]] = {}
    for (a, b), one in judged.items():
        if one.verdict == "same":
            proven.setdefault(a, set()).add(b)
            proven.setdefault(b, set()).add(a)
    return {
        pair
        for pair, one in judged.items()
        if one.contradicts
        and not (
            one.differs_in
            and (thirds := proven.get(pair[0], set()) & proven.get(pair[1], set()))
            and _no_difference(entries, pair, thirds, one.differs_in)
        )
    }


def _no_difference(
    entries: Sequence[RecordColumns], pair: Pair, thirds: Iterable[int], columns: Iterable[str]
) -> bool:
    """Return whether one of the thirds differs from one of the pair in all columns, as the two do from each other."""
    for third in thirds:
        first, second = (_evidence(entries[third], entries[end]) for end in pair)
        if all({_agrees(first, column), _agrees(second, column)} == {True, False} for column in columns):
            return True
    return False


def _evidence(a: RecordColumns, b: RecordColumns) -> Evidence:
    from rapidfuzz import fuzz

    return weigh(a, b, fuzz.ratio(a.title[:1000], b.title[:1000]) / 100)


def _agrees(e: Evidence, column: str) -> bool | None:
    """Return whether two records agree in a column, None where one of them does not have it."""
    if column == "title":
        return e.same_title
    if column == "authors":
        return None if e.authors is None else e.names_agree
    if column == "year":
        return None if e.gap is None else e.gap == 0
    found: bool | None = getattr(e, column)
    return found

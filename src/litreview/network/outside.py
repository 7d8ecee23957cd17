"""Works that our sources cite and the review does not hold: references of every format clustered, each work once.

A WoS reference names the place and a Scopus one both place and title, so one Scopus reference often ties a WoS cluster to a
titled one. References are compared only where they share something that few works share (a block); whether the two
are one work is then said by `same_work`. Two references with different DOIs are never joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from litreview.linkage import RecordColumns
from litreview.linkage.blocking import meetings, reference_keys
from litreview.model import CitedReference, MissingWork
from litreview.network.likeness import at_one_place
from litreview.network.missing import missing_keys
from litreview.network.scoring import clashing, same_work

CROWD = 60  # in a block larger than this only neighbours in the alphabet are compared
WINDOW = 12
SPAN = 2  # years between the references to one work: `in press`, and a slip


class _Union:
    """Disjoint sets of references; each set knows its DOIs and its years."""

    def __init__(self, entries: Sequence[RecordColumns]) -> None:
        self.parent = list(range(len(entries)))
        self.dois = [one.dois for one in entries]
        self.years = [(one.year, one.year) if one.year else None for one in entries]

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: int, b: int, *, sure: bool = False, any_year: bool = False) -> None:
        """Join the sets of `a` and `b`, unless their DOIs differ or years lie apart: one reference without a year
        must not tie two editions together.
        """
        a, b = sorted((self.find(a), self.find(b)))
        if a == b or (not sure and clashing(self.dois[a], self.dois[b])):
            return
        mine, other = self.years[a], self.years[b]
        both = (min(mine[0], other[0]), max(mine[1], other[1])) if mine and other else mine or other
        if both and both[1] - both[0] > SPAN and not (sure or any_year):
            return
        self.parent[b] = a
        self.dois[a] |= self.dois[b]
        self.years[a] = both


def missing_works(
    outside: Iterable[tuple[str, CitedReference]],
    columns: Callable[[CitedReference], RecordColumns],
    taken: Iterable[str] = (),
) -> tuple[MissingWork, ...]:
    """Return the clusters of `(citing key, reference)`, most cited first; `references[0]` is the best formed one.

    `cited_by` holds each citing source once, sorted; `key` is none of `taken`, the keys of sources.
    """
    pairs = list(outside)
    texts: dict[str, list[int]] = defaultdict(list)
    for position, (_, reference) in enumerate(pairs):
        texts[(reference.key and f"key {reference.key}") or reference.text].append(position)
    entries = [columns(pairs[positions[0]][1]) for positions in texts.values()]
    union = _Union(entries)
    _join(entries, union)
    clusters: dict[int, list[int]] = defaultdict(list)
    for number, positions in enumerate(texts.values()):
        clusters[union.find(number)].extend(positions)
    works = []
    for positions in clusters.values():
        members = sorted((pairs[p] for p in positions), key=lambda m: (*_form(m[1]), m[1].where, m[0]))
        works.append(
            MissingWork(
                references=tuple(reference for _, reference in members),
                cited_by=tuple(sorted({citing for citing, _ in members})),
            )
        )
    works.sort(key=lambda w: (-len(w.cited_by), *_form(w.references[0]), w.references[0].where))
    return tuple(replace(work, key=key) for work, key in zip(works, missing_keys(works, taken), strict=True))


def _form(reference: CitedReference) -> tuple[int, int, str]:
    """Return a sort key: the more parts a reference has the better; then the longer, then the alphabet."""
    parts = (
        2 * bool(reference.title)
        + 2 * bool(reference.doi)
        + bool(reference.authors)
        + bool(reference.year)
        + bool(reference.container)
        + bool(reference.volume)
        + bool(reference.page)
    )
    return -parts, -min(len(reference.text), 400), reference.text


def _join(entries: Sequence[RecordColumns], union: _Union) -> None:
    """Join what is one work: first what is certain, so that a DOI known to one cluster bars a weaker guess."""
    certain: dict[tuple[str, str], int] = {}
    for number, one in enumerate(entries):
        for name in sorted(one.dois):
            union.join(certain.setdefault(("doi", name), number), number, sure=True)
    for number, one in enumerate(entries):
        features = [("text", one.text), *(("law", law) for law in one.laws)]
        for feature in features:
            if feature[1]:
                union.join(certain.setdefault(feature, number), number)
    known: dict[tuple[str, str], bool] = {}
    keys = [reference_keys(one) for one in entries]
    for kind in zip(*keys, strict=True):
        for a, b in meetings(
            kind, lambda n: (entries[n].cut or entries[n].text, n), cap=CROWD, window=WINDOW
        ):
            if union.find(a) != union.find(b) and same_work(entries[a], entries[b], known):
                union.join(a, b, any_year=at_one_place(entries[a], entries[b]))

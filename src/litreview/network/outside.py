"""Works that our sources cite and the review does not hold: references of every format clustered, each work once.

Two references are one work if they share a DOI; or surname, year, volume and first page; or surname, year and title; or a
legal citation; or the same folded string. A WoS reference names the place and a Scopus one both place and title, so one
Scopus reference often ties a WoS cluster to a titled one. Clusters with two DOIs are never joined by the weaker rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from litreview import text as textual
from litreview.model import CitedReference, MissingWork
from litreview.network.parsing import dois, first_page, legal_keys
from litreview.network.targets import surname_keys

__all__ = ["missing_works"]


class _Union:
    """Disjoint sets of references; each set knows its DOIs."""

    def __init__(self, names: Sequence[frozenset[str]]) -> None:
        self.parent = list(range(len(names)))
        self.dois = list(names)

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: int, b: int, *, sure: bool) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        if a == b:
            return
        if not sure and self.dois[a] and self.dois[b] and not self.dois[a] & self.dois[b]:
            return
        self.parent[b] = a
        self.dois[a] |= self.dois[b]


def missing_works(outside: Iterable[tuple[str, CitedReference]]) -> tuple[MissingWork, ...]:
    """Return the clusters of `(citing key, reference)`, most cited first; `references[0]` is the best formed one.

    `cited_by` holds each citing source once, sorted.
    """
    pairs = list(outside)
    texts: dict[str, list[int]] = defaultdict(list)
    for position, (_, reference) in enumerate(pairs):
        texts[(reference.key and f"key {reference.key}") or reference.text].append(position)
    distinct = [pairs[positions[0]][1] for positions in texts.values()]
    union = _Union([frozenset(dois(r.text) or ((r.doi,) if r.doi else ())) for r in distinct])
    _join(distinct, union)
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
    return tuple(works)


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


def _join(references: Sequence[CitedReference], union: _Union) -> None:
    sure: dict[tuple[str, ...], int] = {}
    likely: dict[tuple[object, ...], int] = {}
    titled: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for number in range(len(references)):
        for name in sorted(union.dois[number]):
            union.join(sure.setdefault(("doi", name), number), number, sure=True)
    for number, reference in enumerate(references):
        features: list[tuple[object, ...]] = [("text", textual.fold(reference.text))]
        names = _names(reference)
        page = first_page(reference.page) if reference.page else ""
        if reference.year and reference.volume and page:
            features += [("place", name, reference.year, reference.volume.lower(), page) for name in names]
        if not (reference.volume and page):
            features += [("law", key) for key in legal_keys(reference.text)[:1]]
        for feature in features:
            if feature[1]:
                union.join(likely.setdefault(feature, number), number, sure=False)
        title = textual.fold(reference.title) if reference.title else ""
        if reference.year and len(title) > 14:
            for name in names[:1]:
                titled[name, reference.year].append((title, number))
    _join_titles(titled, union)


def _names(reference: CitedReference) -> tuple[str, ...]:
    if not reference.authors:
        return ()
    person = reference.authors[0]
    folded = textual.fold(person.literal) if person.literal else textual.surname(person)
    return surname_keys(folded)[:2] if folded else ()


def _join_titles(titled: dict[tuple[str, int], list[tuple[str, int]]], union: _Union) -> None:
    from rapidfuzz import fuzz

    for (name, year), rows in titled.items():
        near = rows + titled.get((name, year + 1), [])
        for i, (title, number) in enumerate(rows):
            for other, b in near[i + 1 :]:
                if union.find(number) != union.find(b) and fuzz.ratio(title, other, score_cutoff=92):
                    union.join(number, b, sure=False)

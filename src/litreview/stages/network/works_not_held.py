"""Works that sources cite and the review does not have: references of every format, clustered into works.

A WoS reference has the place and a Scopus one both place and title, so one Scopus reference often links a WoS cluster to a titled one.
References are compared only if they share a blocking key that few works share; then `same_work` decides whether they are one work. Two
references with different DOIs are never joined.

`missing_records` returns these works as records, to look up next, in a form that Zotero and JabRef import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from litreview.core import text as textual
from litreview.core.containers import grouped, unique_name
from litreview.core.model import CitedReference, MissingWork, Record, RecordId
from litreview.linkage import RecordColumns
from litreview.linkage.blocking import reference_keys, shared_key_pairs
from litreview.stages.network.reference_comparison import same_place
from litreview.stages.network.reference_scoring import clashing, same_work

CROWD = 60  # in a block larger than this only neighbours in the alphabet are compared
WINDOW = 12
SPAN = 2  # years between the references to one work: `in press`, and a slip


class _Union:
    """Disjoint sets of references; each set has its DOIs and its years."""

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
        """Join the sets of `a` and `b`, unless their DOIs differ or years are too far apart.

        One reference without a year must not link two editions.
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
    """Return the clusters of `(citing key, reference)`, most cited first; `references[0]` is the most complete one.

    `cited_by` has each citing source once, sorted; `key` is not in `taken`, the keys of sources.
    """
    pairs = list(outside)
    texts = grouped(
        ((reference.key and f"key {reference.key}") or reference.text, position)
        for position, (_, reference) in enumerate(pairs)
    )
    entries = [columns(pairs[positions[0]][1]) for positions in texts.values()]
    union = _Union(entries)
    _join(entries, union)
    clusters = grouped(
        (union.find(number), position)
        for number, positions in enumerate(texts.values())
        for position in positions
    )
    works = []
    for positions in clusters.values():
        members = sorted((pairs[p] for p in positions), key=lambda m: (*_quality_key(m[1]), m[1].where, m[0]))
        works.append(
            MissingWork(
                references=tuple(reference for _, reference in members),
                cited_by=tuple(sorted({citing for citing, _ in members})),
            )
        )
    works.sort(key=lambda w: (-len(w.cited_by), *_quality_key(w.references[0]), w.references[0].where))
    return tuple(replace(work, key=key) for work, key in zip(works, missing_keys(works, taken), strict=True))


def _quality_key(reference: CitedReference) -> tuple[int, int, str]:
    """Return a sort key that puts references with more parts first, then longer ones, then by the alphabet."""
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
    """Join references to one work, certain ones first, so that the DOI of a cluster prevents a weaker match."""
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
        for a, b in shared_key_pairs(
            kind, lambda n: (entries[n].cut or entries[n].text, n), cap=CROWD, window=WINDOW
        ):
            if union.find(a) != union.find(b) and same_work(entries[a], entries[b], known):
                union.join(a, b, any_year=same_place(entries[a], entries[b]))


FILE = "not-held"


def missing_keys(missing: Iterable[MissingWork], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a unique key for each work, such as `Roy1991outranking`: its own if that is free; never one of `taken`."""
    # BibTeX takes two keys that differ by case only for one
    used = dict.fromkeys(map(str.lower, taken), 1)
    wanted = (work.key or _key(work.references[0]) for work in missing)
    return tuple([unique_name(name, used, fold=str.lower) for name in wanted])


def missing_records(missing: Iterable[MissingWork]) -> tuple[Record, ...]:
    """Return one record per work, in order, from its most complete reference.

    The type is a guess: `article` with a journal and a place in it, else `misc`. `note` has the citing sources and the text of the reference,
    so that nothing that could not be parsed is lost.
    """
    works = tuple(missing)
    return tuple(
        _record(work, work.references[0], key) for work, key in zip(works, missing_keys(works), strict=True)
    )


def _key(reference: CitedReference) -> str:
    if reference.key:
        return reference.key
    person = reference.authors[0] if reference.authors else None
    name = textual.surname(person).title().replace(" ", "")[:24] if person else "Anonymous"
    words = (w for w in textual.fold(reference.title or reference.container).split() if len(w) > 3)
    return f"{name}{reference.year or 'Nd'}{next(words, '').title()}"


def _record(work: MissingWork, best: CitedReference, key: str) -> Record:
    has_place = bool(best.container and (best.volume or best.page))
    fields = {
        "author": textual.format_names(best.authors),
        "title": best.title,
        "journal": best.container if has_place else "",
        "howpublished": "" if has_place else best.container,
        "year": str(best.year or ""),
        "volume": best.volume,
        "number": best.number,
        "pages": best.page,
        "doi": next((r.doi for r in work.references if r.doi), ""),
        "note": f"cited by {len(work.cited_by)} ({', '.join(work.cited_by[:20])}{' …' if len(work.cited_by) > 20 else ''}) as: "
        + re.sub(r"\s+", " ", best.text),
    }
    return Record(
        key=key,
        type="article" if has_place else "misc",
        fields={name: value for name, value in fields.items() if value},
        authors=best.authors,
        year=best.year,
        id=RecordId(f"{FILE}:{key}"),
        where=best.where,
    )

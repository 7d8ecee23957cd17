"""Works not held, as records: what to look up next, in a form that Zotero and JabRef import."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litreview import text as textual
from litreview.model import CitedReference, MissingWork, Record, RecordId

FILE = "not-held"


def missing_keys(missing: Iterable[MissingWork], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a key for each work, as `Roy1991outranking`: its own where that is free, never one of `taken` and none twice."""
    # BibTeX takes two keys that differ by case only for one
    used = {key.lower() for key in taken}
    counts: dict[str, int] = {}
    found = []
    for work in missing:
        wanted = work.key or _key(work.references[0])
        name, count = wanted, counts.get(wanted.lower(), 1)
        while name.lower() in used:
            count += 1
            name = f"{wanted}-{count}"
        counts[wanted.lower()] = count
        used.add(name.lower())
        found.append(name)
    return tuple(found)


def missing_records(missing: Iterable[MissingWork]) -> tuple[Record, ...]:
    """Return one record per work, in the order given, made of its best-formed reference.

    The type is no more than a guess: `article` with a journal and a place in it, else `misc`. `note` says which sources cite
    the work and how; so what could not be parsed is not lost.
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
    placed = bool(best.container and (best.volume or best.page))
    given = {
        "author": textual.format_names(best.authors),
        "title": best.title,
        "journal": best.container if placed else "",
        "howpublished": "" if placed else best.container,
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
        type="article" if placed else "misc",
        fields={name: value for name, value in given.items() if value},
        authors=best.authors,
        year=best.year,
        id=RecordId(f"{FILE}:{key}"),
        where=best.where,
    )

"""Works not held, as records: what to look up next, in a form that Zotero and JabRef import."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litreview import text as textual
from litreview.model import CitedReference, MissingWork, Record, RecordId

FILE = "not-held"


def missing_records(missing: Iterable[MissingWork]) -> tuple[Record, ...]:
    """Return one record per work, in the order given, made of its best-formed reference.

    The type is no more than a guess: `article` with a journal and a place in it, else `misc`. `note` says which sources cite
    the work and how; so what could not be parsed is not lost.
    """
    taken: dict[str, int] = {}
    found = []
    for work in missing:
        best = work.references[0]
        name = _key(best)
        # BibTeX takes two keys that differ by case only for one
        count = taken[name.lower()] = taken.get(name.lower(), 0) + 1
        found.append(_record(work, best, name if count == 1 else f"{name}-{count}"))
    return tuple(found)


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

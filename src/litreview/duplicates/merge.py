"""Records of one work into one Source: the best value of each field by stated rules, every other value kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from types import MappingProxyType

from litreview.model import Doi, OtherValue, Person, Record, Source

__all__ = ["merge"]

UNITED = (
    "keywords",
    "groups",
    "file",
    "note",
    "annotation",
    "annote",
    "references",
    "cited-references",
    "cites",
)
"""Fields whose values add to one another instead of competing."""

_PLACE = ("volume", "number", "issue", "pages", "articleno", "eid")
_CONTAINER = ("journal", "journaltitle", "booktitle")
_SEPARATED = {
    "keywords": "; ",
    "groups": ", ",
    "file": ";",
    "cites": ",",
    "references": "; ",
    "cited-references": "\n",
}
_VAGUE_TYPES = frozenset({"misc", "online", "unpublished", "electronic", "generic", ""})


def merge(records: Sequence[Record], key: str, former: tuple[str, ...] = ()) -> Source:
    """Return the Source that records make; `records` are in order of reading and not empty.

    - authors: the longest list, of equal ones that with the fullest names;
    - year, volume, number, pages: together, from the record that says most of where the work stands: the final article has
      volume and pages, the early view has not;
    - title: the longest that is not written in capitals; abstract: the longest;
    - DOI: the one most records give; container: the longest name;
    - keywords, groups, files, notes, cited references: united; all else: the earliest value.
    """
    first = records[0]
    if len(records) == 1:
        return Source(
            key=key,
            type=first.type,
            fields=first.fields,
            authors=first.authors,
            editors=first.editors,
            year=first.year,
            doi=first.doi,
            confidential=first.confidential,
            records=(first,),
            former_keys=former,
            values=tuple(OtherValue(field=f, value=v, where=first.where) for f, v in first.repeated),
        )
    chosen: dict[str, str] = {}
    final = max(records, key=lambda r: (_says_place(r), -records.index(r)))
    by_authors = max(records, key=lambda r: (_author_rank(r.authors), -records.index(r)))
    by_editors = max(records, key=lambda r: (_author_rank(r.editors), -records.index(r)))
    doi = _most_common([record.doi for record in records if record.doi])
    dated = final if final.year is not None else next((r for r in records if r.year is not None), first)
    for name in _first_seen(records):
        values = [(record, record.fields[name]) for record in records if record.fields.get(name)]
        if not values:
            chosen[name] = ""
        elif name == "author":
            chosen[name] = by_authors.fields.get(name) or values[0][1]
        elif name == "editor":
            chosen[name] = by_editors.fields.get(name) or values[0][1]
        elif name in UNITED:
            chosen[name] = _unite(name, [value for _, value in values])
        elif name in _PLACE:
            chosen[name] = final.fields.get(name) or values[0][1]
        elif name in ("year", "date", "month", "day"):
            if dated.fields.get(name):
                chosen[name] = dated.fields[name]
            elif name == "year" or (name == "date" and not any(r.fields.get("year") for r in records)):
                chosen[name] = values[0][1]
        elif name == "title":
            chosen[name] = _best_title([value for _, value in values])
        elif name == "abstract":
            chosen[name] = max((value for _, value in values), key=len)
        elif name == "doi":
            chosen[name] = next((value for record, value in values if record.doi == doi), values[0][1])
        elif name in _CONTAINER:
            chosen[name] = max((value for _, value in values), key=lambda v: (not _shouts(v), len(v)))
        else:
            chosen[name] = values[0][1]
    return Source(
        key=key,
        type=_best_type(records),
        fields=MappingProxyType(chosen),
        authors=by_authors.authors,
        editors=by_editors.editors,
        year=dated.year,
        doi=Doi(doi),
        confidential=any(record.confidential for record in records),
        records=tuple(records),
        former_keys=former,
        values=_others(records, chosen),
    )


def _first_seen(records: Sequence[Record]) -> list[str]:
    """Return the field names in order of appearance."""
    seen: dict[str, int] = {}
    for record in records:
        for name in record.fields:
            seen.setdefault(name, len(seen))
    return list(seen)


def _says_place(record: Record) -> int:
    pages = record.fields.get("pages", "")
    return (
        4 * bool(record.fields.get("volume"))
        + 4 * bool(re.search(r"\d", pages) or record.fields.get("eid"))
        + 2 * bool(record.fields.get("number") or record.fields.get("issue"))
        + bool(record.year)
        - 3
        * bool(
            re.search(r"press|forthcoming|ahead", f"{record.fields.get('note', '')} {pages}", re.IGNORECASE)
        )
    )


def _author_rank(people: Sequence[Person]) -> tuple[int, bool, int]:
    text = " ".join(str(person) for person in people)
    truncated = any("others" in (person.family, person.literal) for person in people)
    return len(people) - truncated, not _shouts(text), len(text)


def _shouts(text: str) -> bool:
    return len(text) > 8 and text.isupper()


def _best_title(titles: Sequence[str]) -> str:
    return max(
        titles,
        key=lambda t: (
            not _shouts(t),
            bool(t.rstrip(" .…").strip()),
            not t.startswith("#NAME"),
            len(t.rstrip(" .")),
        ),
    )


def _most_common(values: Sequence[str]) -> str:
    counts = Counter(values)
    return max(values, key=lambda v: (counts[v], -values.index(v)), default="")


def _best_type(records: Sequence[Record]) -> str:
    types = [record.type for record in records if record.type not in _VAGUE_TYPES]
    return _most_common(types) or records[0].type


def _unite(name: str, values: Sequence[str]) -> str:
    separator = _SEPARATED.get(name, "\n\n")
    pieces: dict[str, str] = {}
    for value in values:
        for piece in _split(name, value):
            pieces.setdefault(" ".join(piece.lower().split()), piece)
    joined = list(pieces.values())
    if name == "keywords" and not any(";" in value for value in values):
        separator = ", "
    return separator.join(joined)


def _split(name: str, value: str) -> list[str]:
    if name == "cited-references" or name not in _SEPARATED:
        parts = value.split("\n") if name == "cited-references" else [value]
    elif name == "keywords":
        parts = value.split(";" if ";" in value else ",")
    elif name == "file":
        # JabRef writes `text:path:type;…` and escapes what is inside
        parts = re.split(r"(?<!\\);", value)
    else:
        parts = value.split(_SEPARATED[name].strip())
    return [part.strip() for part in parts if part.strip()]


def _others(records: Sequence[Record], chosen: dict[str, str]) -> tuple[OtherValue, ...]:
    found: dict[tuple[str, str], OtherValue] = {}
    for record in records:
        given = [*record.fields.items(), *record.repeated]
        for name, value in given:
            if not value or value == chosen.get(name):
                continue
            if name in UNITED and all(
                " ".join(piece.lower().split()) in " ".join(chosen.get(name, "").lower().split())
                for piece in _split(name, value)
            ):
                continue
            found.setdefault((name, value), OtherValue(field=name, value=value, where=record.where))
    return tuple(found.values())

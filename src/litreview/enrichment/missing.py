"""What a source does not say, and what a registry's record says beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from litreview.model import Fields, Record, Source, Work
from litreview.providers import What
from litreview.works.field_values import KEY_FIELDS, LIST_FIELDS, WOS_FIELDS, has_references
from litreview.works.kinds import ARTICLE

_REFERENCES = frozenset({*WOS_FIELDS, *LIST_FIELDS, *KEY_FIELDS})
# of an article: where it stands, and by what a program finds it
_PLACE = ("volume", "pages", "issn")

# what a registry's record is asked for and may add, under the name that the ledger has
_NAMED: Mapping[str, str] = {
    **dict.fromkeys(_REFERENCES, "references"),
    **{
        name: name
        for name in (
            "abstract", "doi", "pmid", "pmcid", "openalex", "arxiv", "isbn", "issn", "volume", "number", "pages", "publisher", "author",
            "year", "language", "url",
        )
    },
    "journal": "container", "journaltitle": "container", "booktitle": "container", "eid": "pages",
}  # fmt: skip
_STATUS = ("retract", "corrected", "expression-of-concern", "notice-on", "update-to", "updated-by")
_OPEN = ("open-access", "oa-location", "open_access", "openaccess")


def what_is_missing(source: Work) -> frozenset[What]:
    """Return what a registry could add to a source.

    `status` is always among it: that a work was retracted or corrected is said after its record was exported.

    >>> sorted(what_is_missing(Work(key="a", type="book", fields={"abstract": "…", "references": "…", "isbn": "978-0-0000-0000-2"})))
    ['status']
    """
    missing: set[What] = {"status"}
    if not source.abstract:
        missing.add("abstracts")
    if not has_references(source):
        missing.add("references")
    if not _is_identified(source):
        missing.add("ids")
    return frozenset(missing)


def _is_identified(source: Work) -> bool:
    if source.type in ARTICLE:
        return bool(source.doi) and all(source.get(name) for name in _PLACE)
    return bool(source.doi or source.get("isbn"))


def gained(source: Work, record: Record) -> tuple[str, ...]:
    """Return what a registry's record says that the source does not, in words: `abstract`, `references`, `retraction` …"""
    found = {
        named
        for name, value in record.fields.items()
        if value and (named := _NAMED.get(name)) and not _says(source, name, named)
    }
    found |= {word for name in record.fields for word in _status_words(name) if record.get(name) != "false"}
    return tuple(sorted(found))


def _says(source: Work, name: str, named: str) -> bool:
    if named == "references":
        return has_references(source)
    if named == "container":
        return bool(source.container)
    return bool(source.get(name)) or (named == "pages" and bool(source.get("pages") or source.get("eid")))


def _status_words(name: str) -> Iterable[str]:
    if any(part in name for part in _STATUS):
        yield "status"
    if any(part in name for part in _OPEN):
        yield "open access"


def with_gains(source: Source, records: Iterable[Record]) -> Source:
    """Return a source with what records of registries say and it does not: by their DOI another registry can be asked."""
    fields = dict(source.fields)
    doi = source.doi
    for record in records:
        doi = doi or record.doi
        fields = {**{n: v for n, v in record.fields.items() if n in _NAMED and v}, **fields}
    return replace(source, fields=Fields(fields), doi=doi)

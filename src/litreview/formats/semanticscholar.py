"""Papers of Semantic Scholar as JSON: one paper, a list, a page of a search, one paper a line.

Members after the documentation of its Academic Graph interface, "FullPaper". The papers cited become a list of objects as Crossref has them, which
`references` reads. `tldr`, one sentence that a machine wrote, stays in a field of its own and is no abstract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from litreview.formats.building import RawEntry
from litreview.formats.json_items import list_of, mapping_of, plain_json, read_items, rest, text_of
from litreview.formats.tagged import KeyGiver
from litreview.formats.words import words
from litreview.model import Person, Problem
from litreview.text import format_names, parse_names, to_latex

_TYPES, _IDS, _CONTAINERS = words("semanticscholar.types"), words("semanticscholar.ids"), words("containers")
_TAKEN = frozenset(
    {
        "paperId", "externalIds", "title", "abstract", "venue", "year", "publicationDate", "journal", "authors", "corpusId",
        "references", "tldr", "openAccessPdf", "publicationVenue",
    }
)  # fmt: skip
# who an author is to Semantic Scholar, which model wrote a sentence; what stands in the list of references
_SAID = frozenset({"authorId", "model", "references"})
_RANGE = re.compile(r"\s*[-–—]+\s*")
# an arXiv number where a volume is expected
_NO_VOLUME = re.compile(r"(?i)\s*abs/.*")


def read_semanticscholar(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a file of Semantic Scholar, and the Problems met."""
    signs, inner = ("paperId", "title", "externalIds"), ("data", "papers", "results")
    return read_items(
        text, path, _entry, what="Semantic Scholar paper", signs=signs, inner=inner, whole=_is_whole
    )


def _is_whole(value: Mapping[str, Any]) -> bool:
    """Return whether an object is a paper beyond doubt: authors and venues have a name and no title."""
    return bool(value.get("title")) or bool(value.get("paperId"))


def _entry(paper: Mapping[str, Any], keys: KeyGiver, position: int, line: int, raw: str) -> RawEntry:
    kinds = [text_of(each) for each in list_of(paper.get("publicationTypes"))]
    journal, venue = mapping_of(paper.get("journal")), mapping_of(paper.get("publicationVenue"))
    type_ = _type(kinds, text_of(venue.get("type")), named=bool(text_of(journal.get("name"))))
    name = text_of(venue.get("name")) or text_of(journal.get("name")) or text_of(paper.get("venue"))
    volume = text_of(journal.get("volume"))
    fields = [
        ("title", text_of(paper.get("title"))),
        ("author", _authors(paper)),
        ("year", text_of(paper.get("year"))),
        ("date", text_of(paper.get("publicationDate"))),
        (_CONTAINERS.get(type_, "publication"), name),
        ("volume", "" if _NO_VOLUME.fullmatch(volume) else volume),
        ("pages", _RANGE.sub("–", text_of(journal.get("pages")))),
        ("issn", text_of(venue.get("issn"))),
        ("abstract", text_of(paper.get("abstract"))),
        *_identifiers(paper),
        ("semanticscholar", text_of(paper.get("paperId"))),
        ("references", _references(paper)),
        ("open-access", text_of(mapping_of(paper.get("openAccessPdf")).get("url"))),
        ("tldr", text_of(mapping_of(paper.get("tldr")).get("text"))),
        *_others(paper),
    ]
    if unsaid := rest(paper, fields, _SAID, kinds):
        fields.append(("semanticscholar-rest", unsaid))
    fields = [(name, value) for name, value in fields if value]
    key = keys.give("", fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="semanticscholar")


def _type(kinds: list[str], venue: str, *, named: bool) -> str:
    """Return the type of the first kind that says one; a review may be in a journal or elsewhere, so what the venue is comes before."""
    known = [_TYPES[kind] for kind in kinds if kind in _TYPES]
    if "inproceedings" in known or (not known and venue == "conference"):
        return "inproceedings"
    return next(iter(known), "article" if named or venue == "journal" else "misc")


def _others(paper: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what has no field of its own, under its name."""
    for name, value in paper.items():
        if name not in _TAKEN:
            deep = isinstance(value, dict | list)
            told = json.dumps(value, ensure_ascii=False) if deep and value else text_of(value)
            yield f"semanticscholar-{re.sub(r'[^a-z0-9]+', '-', name.lower())}", told


def _identifiers(paper: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    ids = mapping_of(paper.get("externalIds"))
    for name, field in _IDS.items():
        yield field, text_of(ids.get(name))
    if text_of(ids.get("ArXiv")):
        yield "eprinttype", "arxiv"


def _authors(paper: Mapping[str, Any]) -> str:
    persons = [_person(text_of(mapping_of(each).get("name"))) for each in list_of(paper.get("authors"))]
    return format_names([person for person in persons if person != Person()], encode=True)


def _person(name: str) -> Person:
    """Return a person of a name written as `First von Last`."""
    found = parse_names(to_latex(name))
    return found[0] if len(found) == 1 else Person(literal=name)


def _references(paper: Mapping[str, Any]) -> str:
    """Return the papers cited as a list of objects that have the names of Crossref's."""
    found = [_cited(mapping_of(each)) for each in list_of(paper.get("references"))]
    return plain_json([each for each in found if each]) if any(found) else ""


def _cited(paper: Mapping[str, Any]) -> dict[str, str]:
    journal = mapping_of(paper.get("journal"))
    authors = [text_of(mapping_of(each).get("name")) for each in list_of(paper.get("authors"))]
    said = {
        "DOI": text_of(mapping_of(paper.get("externalIds")).get("DOI")),
        "author": next(iter(authors), ""),
        "year": text_of(paper.get("year")),
        "article-title": text_of(paper.get("title")),
        "journal-title": text_of(journal.get("name")) or text_of(paper.get("venue")),
        "volume": text_of(journal.get("volume")),
        "first-page": _RANGE.split(text_of(journal.get("pages")), maxsplit=1)[0].strip(),
    }
    return {name: value for name, value in said.items() if value}

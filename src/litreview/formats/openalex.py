"""OpenAlex works as JSON: one work, a list of works, or a page of the API (`{"meta": …, "results": […]}`).

Fields after the OpenAlex documentation, "Work object". The abstract comes as an inverted index and is put back in order.
The works cited are kept in `cites` by their OpenAlex ids, which are also the keys: so works of one export link to each other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from litreview.formats.building import RawEntry
from litreview.formats.json_items import list_of, mapping_of, read_items, rest, text_of
from litreview.formats.tagged import KeyGiver, pages
from litreview.formats.words import words
from litreview.model import Person, Problem
from litreview.text import format_names, parse_names, to_latex

_TYPES, _CONTAINERS = words("openalex.types"), words("containers")
_IDS = frozenset({"pmid", "pmcid", "mag"})
_TAKEN = frozenset(
    {
        "id", "doi", "title", "display_name", "publication_year", "publication_date", "type", "type_crossref", "authorships", "biblio", "ids",
        "abstract_inverted_index", "referenced_works", "primary_location", "keywords", "language", "host_venue",
    }
)  # fmt: skip
# the ids of works stand without their address, the place of an author in the list says what the order says
_SAID = frozenset({"referenced_works", "id", "type_crossref", "ids", "author_position", "openalex"})


def read_openalex(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of an OpenAlex file, and the Problems met."""
    signs, inner = ("id", "title", "display_name", "doi"), ("results", "works")
    return read_items(text, path, _entry, what="OpenAlex work", signs=signs, inner=inner, whole=_is_whole)


def _is_whole(value: Mapping[str, Any]) -> bool:
    """Return whether an object is a work beyond doubt: an author or a source in one has no title."""
    return bool(value.get("title")) or "openalex.org/W" in text_of(value.get("id"))


def _entry(work: Mapping[str, Any], keys: KeyGiver, position: int, line: int, raw: str) -> RawEntry:
    given = text_of(work.get("type") or work.get("type_crossref"))
    source = mapping_of(_at(work, "primary_location", "source")) or mapping_of(work.get("host_venue"))
    source_type = text_of(source.get("type"))
    type_ = _TYPES.get(given.lower(), "misc")
    if type_ == "article" and source_type == "conference":
        type_ = "inproceedings"
    identity = _short(text_of(work.get("id")))
    keywords = (mapping_of(each) for each in list_of(work.get("keywords")))
    fields = [
        ("title", _first(work, "title", "display_name")),
        ("author", _authors(work)),
        ("year", text_of(work.get("publication_year"))),
        ("date", text_of(work.get("publication_date"))),
        (
            _CONTAINERS.get(type_, "series" if type_ == "book" else "journal"),
            text_of(source.get("display_name")),
        ),
        ("issn", text_of(source.get("issn_l")) or "; ".join(map(text_of, list_of(source.get("issn"))))),
        ("publisher", text_of(source.get("host_organization_name")) or text_of(source.get("publisher"))),
        ("volume", text_of(_at(work, "biblio", "volume"))),
        ("number", text_of(_at(work, "biblio", "issue"))),
        (
            "pages",
            pages(text_of(_at(work, "biblio", "first_page")), text_of(_at(work, "biblio", "last_page"))),
        ),
        ("doi", text_of(work.get("doi"))),
        ("url", text_of(_at(work, "primary_location", "landing_page_url"))),
        ("abstract", abstract_of(work.get("abstract_inverted_index"))),
        ("keywords", "; ".join(filter(None, (_first(each, "display_name", "keyword") for each in keywords)))),
        ("language", text_of(work.get("language"))),
        ("openalex", identity),
        *(
            (name, _short(text_of(value)))
            for name, value in mapping_of(work.get("ids")).items()
            if name in _IDS
        ),
        ("cites", ", ".join(_short(text_of(each)) for each in list_of(work.get("referenced_works")))),
        ("type", given if given.lower() not in {"article", "book"} else ""),
        # how others say it, too; what is said of works that were not is in its own field
        ("retracted", "true" if work.get("is_retracted") is True else ""),
        ("open-access", _open(work)),
        *_others(work),
    ]
    if unsaid := rest(work, fields, _SAID, (given, source_type)):
        fields.append(("openalex-rest", unsaid))
    fields = [(name, value) for name, value in fields if value]
    key = keys.give(identity, fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="openalex")


def _others(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what has no field of its own, under its name."""
    for name, value in work.items():
        if name not in _TAKEN:
            deep = isinstance(value, dict | list)
            text = json.dumps(value, ensure_ascii=False) if deep and value else text_of(value)
            yield f"openalex-{name.replace('_', '-')}", text


def _open(work: Mapping[str, Any]) -> str:
    """Return the address of a text that everybody may read."""
    return text_of(_at(work, "open_access", "oa_url")) or text_of(_at(work, "best_oa_location", "pdf_url"))


def _authors(work: Mapping[str, Any]) -> str:
    persons = [_person(each) for each in list_of(work.get("authorships"))]
    return format_names([person for person in persons if person != Person()], encode=True)


def _at(value: Mapping[str, Any], outer: str, inner: str) -> Any:
    return mapping_of(value.get(outer)).get(inner)


def _first(value: Mapping[str, Any], *names: str) -> str:
    return text_of(next((value[name] for name in names if value.get(name)), ""))


def _person(authorship: Any) -> Person:
    """Return the author of an authorship: `display_name` is `First von Last`, `raw_author_name` as printed."""
    entry = mapping_of(authorship)
    name = text_of(mapping_of(entry.get("author")).get("display_name")) or text_of(
        entry.get("raw_author_name")
    )
    found = parse_names(to_latex(name))
    return found[0] if len(found) == 1 else Person(literal=name)


def abstract_of(index: Any) -> str:
    """Return the text of an inverted index, `{"word": [positions]}`.

    >>> abstract_of({"trafficking": [1], "Human": [0]})
    'Human trafficking'
    """
    places: list[tuple[int, str]] = []
    for word, positions in mapping_of(index).items():
        # a word whose place cannot be read is no word less
        known = [each for each in list_of(positions) if isinstance(each, int)]
        places += [(position, word) for position in known or [sys.maxsize]]
    return " ".join(word for _, word in sorted(places))


def _short(identity: str) -> str:
    """Return an id without its address: `https://openalex.org/W1` is `W1`."""
    return identity.rstrip("/").rsplit("/", 1)[-1]

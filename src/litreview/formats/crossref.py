"""Works of Crossref as JSON: one work, answers of its REST interface, one work a line, old shapes and new.

Members after Crossref's documentation of its "REST API JSON format". An abstract is JATS; the works cited stay the list of objects that they are
(`references` reads them). What publishers and Retraction Watch say later of a work is in fields of its own: `retracted`, `corrected`,
`expression-of-concern`, `updated`; a work that is such a notice itself says in `notice-on` of which work. `open-access` is the address of a text
under a licence of Creative Commons.
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
from litreview.text import format_names

_TYPES, _CSL_TYPES, _FIELDS = words("crossref.types"), words("csl.types"), words("crossref.fields")
_PERSONS, _UPDATES, _CONTAINERS = words("csl.persons"), words("crossref.updates"), words("containers")
_PARTS = frozenset({"incollection", "inproceedings"})
_DATES = ("issued", "published-print", "published-online", "published", "posted")
_TAKEN = frozenset(
    {"type", "container-title", "issued", "reference", "abstract", "title", "update-to", "updated-by"}
)
# what the order says, the moments of dates, and what stands where it is asked for
_SAID = frozenset(
    {"sequence", "date-time", "timestamp", "date-parts", "reference", "abstract", "type", "updated"}
)
_TITLE = re.compile(r"\s*<(?:jats:)?title[^>]*>\s*(.*?)\s*</(?:jats:)?title>\s*", re.DOTALL)
_PARAGRAPH = re.compile(r"</(?:jats:)?(?:p|sec|list-item)>\s*")
_EMPTY = re.compile(r"(?:\s*<[^<>]*>)*\s*")
_BARE_TITLE = re.compile(r"(?i)abstracts?|summary|zusammenfassung|r[ée]sum[ée]|resumen|resumo|riassunto")
_END = re.compile(r"[.:?!]$")


def read_crossref(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a file of Crossref, and the Problems met."""
    signs, inner = ("DOI", "title", "author"), ("items", "works")
    return read_items(text, path, _entry, what="Crossref work", signs=signs, inner=inner, whole=_is_whole)


def _is_whole(value: Mapping[str, Any]) -> bool:
    """Return whether an object is a work beyond doubt: a reference or a funder has a DOI, too, but no title or type."""
    return bool(value.get("title")) or bool(value.get("DOI") and value.get("type"))


def _entry(work: Mapping[str, Any], keys: KeyGiver, position: int, line: int, raw: str) -> RawEntry:
    given = text_of(work.get("type"))
    type_ = _TYPES.get(given) or _CSL_TYPES.get(given) or "misc"
    title, subtitle = _joined(work.get("title")), _joined(work.get("subtitle"))
    fields = [
        ("title", title or subtitle),
        ("subtitle", subtitle if title else ""),
        *((_PERSONS[name], _persons(work[name])) for name in _PERSONS if name in work),
        *_date(work),
        *_containers(work.get("container-title"), type_),
        *((field, _joined(work.get(name))) for name, field in _FIELDS.items()),
        ("abstract", _abstract(work.get("abstract"))),
        ("reference", plain_json(work["reference"]) if work.get("reference") else ""),
        ("type", given if given not in {"journal-article", "book"} else ""),
        *_status(work),
        ("open-access", _open(work)),
        *_others(work),
    ]
    if unsaid := rest(work, fields, _SAID, (given,)):
        fields.append(("crossref-rest", unsaid))
    fields = [(name, value) for name, value in fields if value]
    key = keys.give("", fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="crossref")


def _others(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what has no field of its own, under its name."""
    taken = _TAKEN | _FIELDS.keys() | _PERSONS.keys()
    for name, value in work.items():
        if name not in taken:
            deep = isinstance(value, dict | list)
            told = json.dumps(value, ensure_ascii=False) if deep and value else text_of(value)
            yield f"crossref-{re.sub(r'[^a-z0-9]+', '-', name.lower())}", told


def _joined(value: Any) -> str:
    """Return a value that may be a list, as titles, ISSN and ISBN are in some answers and not in others."""
    return (
        "; ".join(filter(None, map(text_of, list_of(value)))) if isinstance(value, list) else text_of(value)
    )


def _containers(value: Any, type_: str) -> Iterator[tuple[str, str]]:
    """Yield where a work appeared: a part of a book in a series has the series first; journals have one name, and abbreviations elsewhere."""
    names = [text_of(each) for each in (value if isinstance(value, list) else [value])]
    if type_ in _PARTS and len(names) > 1:
        yield "series", names[0]
        names = names[1:]
    yield (
        _CONTAINERS.get(type_, "series" if type_ in {"book", "collection", "techreport"} else "publication"),
        "; ".join(names),
    )


def _persons(value: Any) -> str:
    return format_names(
        [person for each in list_of(value) if (person := _person(mapping_of(each))) != Person()]
    )


def _person(item: Mapping[str, Any]) -> Person:
    """Return a person, or a body, which has its name under `name`, or under `family` and nothing else."""
    family, given, name = (text_of(item.get(each)) for each in ("family", "given", "name"))
    if name or not family:
        return Person(literal=name or given)
    return Person(family=family, given=given, suffix=text_of(item.get("suffix")))


def _date(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    date = next(filter(None, (_day(work.get(name)) for name in _DATES)), "")
    yield "year", date[:4]
    yield "date", date if len(date) > 4 else ""


def _day(value: Any) -> str:
    """Return a date of Crossref as `YYYY-MM-DD`, as far as it goes, `""` if it has no year.

    >>> _day({"date-parts": [[2019, 3]]}), _day({"date-parts": [[None]]})
    ('2019-03', '')
    """
    parts = list_of(next(iter(list_of(mapping_of(value).get("date-parts"))), None))
    numbers = [text_of(part) for part in parts[:3]]
    if not numbers or not re.fullmatch(r"\d{4}", numbers[0]):
        return ""
    return "-".join(number.zfill(2) for number in numbers if number)


def _abstract(value: Any) -> str:
    """Return an abstract with its headings before its paragraphs; its tags go when the field is decoded.

    >>> _abstract("<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>To ask.</jats:p></jats:sec>").strip()
    '<jats:sec> Aim: <jats:p>To ask.</jats:p> </jats:sec>'
    """
    text = text_of(value)
    # some deposit nothing but an empty paragraph
    return (
        ""
        if _EMPTY.fullmatch(text)
        else _PARAGRAPH.sub(lambda found: f"{found[0].strip()} ", _TITLE.sub(_heading, text))
    )


def _heading(found: re.Match[str]) -> str:
    if _BARE_TITLE.fullmatch(found[1].strip(" .:")):
        return " "
    return f" {found[1]}{' ' if _END.search(found[1]) else ': '}"


def _status(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what others say of the work since it appeared, one field a kind, and of which work this one is a notice."""
    told: dict[str, dict[str, list[str]]] = {}
    for update in map(mapping_of, list_of(work.get("updated-by"))):
        kind = _UPDATES.get(text_of(update.get("type")), "updated")
        notes = told.setdefault(kind, {}).setdefault(_notice(update), [])
        notes += [text_of(update.get("source")).replace("-", " ")]
    for kind, notices in told.items():
        yield (
            kind,
            "; ".join(
                f"{notice} ({', '.join(dict.fromkeys(filter(None, by)))})".removesuffix(" ()")
                for notice, by in notices.items()
            ),
        )
    yield "notice-on", "; ".join(dict.fromkeys(map(_notice, map(mapping_of, list_of(work.get("update-to"))))))


def _notice(update: Mapping[str, Any]) -> str:
    """Return a notice in words: `Retraction, 2021-02-01, https://doi.org/10.5555/notice.9`."""
    label = text_of(update.get("label")) or text_of(update.get("type")).replace("_", " ").capitalize()
    doi = text_of(update.get("DOI"))
    return ", ".join(filter(None, (label, _day(update.get("updated")), doi and f"https://doi.org/{doi}")))


def _open(work: Mapping[str, Any]) -> str:
    """Return the address of a text that everybody may read, if its licence says so."""
    licences = [text_of(mapping_of(each).get("URL")) for each in list_of(work.get("license"))]
    if not any("creativecommons.org" in licence for licence in licences):
        return ""
    links = [text_of(mapping_of(each).get("URL")) for each in list_of(work.get("link"))]
    return next(iter(filter(None, links)), "") or text_of(work.get("URL"))

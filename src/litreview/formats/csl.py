"""Read and write CSL-JSON, the common format of citation software.

Fields follow the CSL 1.0.2 specification, appendix IV ("Variables").
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from litreview.core.confidential.redaction import marked_open
from litreview.core.model import Person, Problem, Work
from litreview.core.text import MONTHS, format_names, parse_names, to_latex
from litreview.formats import json_rows
from litreview.formats.bibtex_write import keywords_with_tags
from litreview.formats.field_values import KeyAssigner, person_of, subtype
from litreview.formats.json_items import leftovers, read_items
from litreview.formats.record_building import RawEntry, as_plain, build, roundtrip_changes
from litreview.formats.vocabularies import terms
from litreview.works.kinds import is_request

_TYPES, _WRITTEN = terms("csl.types"), terms("csl.written-types")
_FIELDS, _PERSONS, _PUBLISHERS = (terms("csl.fields"), terms("csl.persons"), terms("ris.publishers"))
# one of them at least makes an object a record
_SIGNS = ("title", "author", "type", "id", "DOI", "URL", "container-title", *json_rows.SIGNS)
_KEY = re.compile(r"(?i)\bcitation key: ?(\S+)")
# names whose values need no field: the type, `custom` (see `_with_custom`), the times in Crossref's dates, and the order of authors
_ADDRESS = re.compile(r"(?i)https?://")
_APART = frozenset({"id", "type", "citation-key", "custom"})
_CONTAINERS = terms("containers")
_DATES = {"accessed": "urldate", "original-date": "origdate"}
_SAID = frozenset({"type", "custom", "date-time", "timestamp", "sequence"})


def read_csl(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a CSL-JSON list (or one item, `{"items": […]}`, one item a line), and the Problems met."""
    inner = ("items", "results", "references", "hits", "docs", "records", "publications")
    return read_items(text, path, _entry, what="CSL-JSON record", signs=_SIGNS, inner=inner, whole=_is_whole)


def _is_whole(value: Mapping[str, Any]) -> bool:
    """Return whether an object is certainly a record. A name, a date or a licence inside a record has neither a title nor an id and a type."""
    return json_rows.is_record(value) or bool(value.get("id") and value.get("type"))


def _entry(item: Mapping[str, Any], keys: KeyAssigner, position: int, line: int, raw: str) -> RawEntry:
    if json_rows.is_foreign(item):
        return json_rows.entry_of_item(item, keys, position, line, raw)
    kind = str(item.get("type") or "")
    type_ = _type(kind)
    fields = [
        field for name, value in item.items() if name not in _APART for field in _field(name, value, type_)
    ]
    fields += subtype(kind)
    fields, type_ = _with_custom(
        [(name, value) for name, value in fields if value], item.get("custom"), type_
    )
    noted = _KEY.search(str(item.get("note") or ""))
    key = str(item.get("citation-key") or (noted[1] if noted else "") or item.get("id") or "")
    if leftover := leftovers(item, fields, _SAID, (key,)):
        fields.append(("csl-rest", leftover))
    if _ADDRESS.match(key):
        # the address of an item in somebody's library says nothing of the work: it stays as another name of the entry
        fields.append(("ids", key))
        key = ""
    key = keys.assign(key, fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="csl")


def _field(name: str, value: Any, type_: str) -> list[tuple[str, str]]:
    """Return the fields of a variable of an item."""
    if name in _PERSONS or _are_persons(value):
        listed = value if isinstance(value, list) else [value]
        persons = [person for each in listed for person in _persons_of(each)]
        return [(_PERSONS.get(name, name.lower()), format_names(persons))]
    if isinstance(value, dict) and value.keys() & {"date-parts", "raw", "literal"}:
        return _dates(name, _date(value))
    if name == "container-title":
        return [(_CONTAINERS.get(type_, "publication"), _plain(value))]
    if name == "publisher":
        return [(_PUBLISHERS.get(type_, name), _plain(value))]
    return [(_FIELDS.get(name) or name.lower(), _plain(value))]


def _dates(name: str, date: str) -> list[tuple[str, str]]:
    """Return the fields of a date; the date of issue also gives a year."""
    if name != "issued":
        return [(_DATES.get(name, name.lower()), date)]
    year = date[:4] if re.match(r"\d{4}", date) else date
    return [("year", year), ("date", date if len(date) > 4 else "")]


def _type(kind: str) -> str:
    return _TYPES.get(kind, re.sub(r"[^\w-]", "", kind.lower()) or "misc")


def _with_custom(fields: list[tuple[str, str]], custom: Any, type_: str) -> tuple[list[tuple[str, str]], str]:
    """Return the fields and the type, replaced by those under `custom`, which holds what CSL has no variable for."""
    if not isinstance(custom, dict):
        return fields, type_
    exact = {name.lower(): _plain(value) for name, value in custom.items()}
    type_ = exact.pop("entrytype", "").encode("utf-8", errors="ignore").decode() or type_
    repeated = set(exact.values())
    # a date of year and month repeats the field `month`
    repeated |= {
        value for name, value in fields if name == "date" and "month" in exact and value.count("-") == 1
    }
    others = [(name, value) for name, value in fields if name not in exact and value not in repeated]
    return [*((name, value) for name, value in exact.items() if value), *others], type_


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _are_persons(value: Any) -> bool:
    """Return whether a value is a list of persons, although its name is not that of a role."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and ("family" in each or "literal" in each) for each in value)
    )


def _persons_of(value: Any) -> list[Person]:
    """Return the persons of one item of a list of names: an object, or, from careless programs, a text.

    >>> [person.display for person in _persons_of("Jane Doe")], [person.display for person in _persons_of({"name": "Office of Data"})]
    (['Jane Doe'], ['Office of Data'])
    """
    if isinstance(value, dict):
        return [person for person in (person_of(value),) if person != Person()]
    return list(parse_names(to_latex(value.replace(";", " and ")))) if isinstance(value, str) else []


def _date(value: Mapping[str, Any]) -> str:
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        dates = [
            "-".join(str(part).zfill(2) for part in each if part) for each in parts if isinstance(each, list)
        ]
        return "/".join(date for date in dates if date)
    return str(value.get("literal") or value.get("raw") or "")


def dump_csl(works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str]) -> str:
    """Return the works as a CSL-JSON list."""
    items = [csl_item(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def csl_item(work: Work, codes: list[str], note: str) -> dict[str, Any]:
    """Return a work as an item of CSL-JSON."""
    work = marked_open(work)
    item: dict[str, Any] = {
        "id": work.key,
        "citation-key": work.key,
        "type": "document" if is_request(work) else _WRITTEN.get(work.type, "document"),
    }
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        return item | {"custom": {"confidential": work.fields.get("confidential") or "true"}}
    item |= _filled(
        {
            name: [_csl_name(person) for person in persons]
            for name, persons in (("author", work.authors), ("editor", work.editors))
        }
    )
    item |= _plain_variables(work)
    fields = work.fields
    publishers = (fields[name] for name in ("institution", "school", "organization") if fields.get(name))
    doi = item.get("DOI", "")
    item |= _filled(
        {
            "container-title": work.container,
            "publisher": item.get("publisher") or next(publishers, ""),
            "DOI": doi if doi.lower() == work.doi else work.doi,
            "publisher-place": fields.get("address", "") or fields.get("location", ""),
            "accessed": _date_parts(fields.get("urldate", "")),
            "issued": _issued(work),
        }
    )
    _add_custom(item, work)
    return item | _filled({"keyword": keywords_with_tags(fields.get("keywords", ""), codes), "annote": note})


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _plain_variables(work: Work) -> dict[str, str]:
    """Return the variables copied from fields; a field goes to the first variable that may have it."""
    found: dict[str, str] = {}
    used = {"", "author", "editor", "year", "date", "month"}
    for name, source in _FIELDS.items():
        if source not in used and work.fields.get(source) and name != "authority":
            found[name] = work.fields[source]
            used.add(source)
    return found


def _add_custom(item: dict[str, Any], work: Work) -> None:
    """Add to `custom` the fields that reading the item would lose or change (CSL-JSON schema 1.0.2, "custom")."""
    entrytype = {"entrytype": work.type} if _type(item["type"]) != work.type else {}

    def read_again(exact: Mapping[str, str]) -> Mapping[str, str]:
        exactly = {**entrytype, **exact, **entrytype}
        return build(_entry(item | {"custom": exactly}, KeyAssigner(), 1, 0, ""), "").fields

    # what reading changes (HTML, say) is written so that it stays
    if custom := entrytype | roundtrip_changes(work, as_plain, read_again) | entrytype:
        item["custom"] = custom


def _issued(work: Work) -> dict[str, Any]:
    if date := _date_parts(work.fields.get("date", "")):
        return date
    month = work.fields.get("month", "")
    if work.year:
        return {"date-parts": [[work.year, MONTHS.index(month) + 1] if month in MONTHS else [work.year]]}
    text = work.fields.get("year", "")
    return {"literal": text} if text else {}


def _date_parts(date: str) -> dict[str, Any]:
    found = re.match(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", date)
    return {"date-parts": [[int(part) for part in found.groups() if part]]} if found else {}


def _csl_name(person: Person) -> dict[str, str]:
    if person.literal:
        return {"literal": person.literal}
    parts = (person.family, person.given, person.prefix, person.suffix)
    return _filled(dict(zip(("family", "given", "non-dropping-particle", "suffix"), parts, strict=True)))

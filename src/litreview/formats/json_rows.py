"""Read items of JSON that are not CSL's: answers of APIs and exports of programs, whose members are named like columns of tables.

An item is read as the row of a table whose columns are its members (`csv_tables`), so one table of names serves both. Before that it is
made flat: what a record holds below a member (`metadata`, `bibjson`, `attributes`) is lifted, lists of objects become lists of names or
texts, and what a journal's object says of its volume and pages goes to the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from litreview.core.model import Person
from litreview.formats.csv_tables import entry_of_row, names_of_columns
from litreview.formats.field_values import KeyAssigner, person_of
from litreview.formats.json_items import leftovers
from litreview.formats.record_building import RawEntry
from litreview.formats.value_texts import as_names, as_text
from litreview.formats.vocabularies import terms

_MEANINGS = {name.replace(" ", ""): field for name, field in terms("table.columns").items()}
_CSL = frozenset(
    {
        *terms("csl.fields"),
        *terms("csl.persons"),
        "id",
        "type",
        "issued",
        "accessed",
        "container-title",
        "custom",
        "citation-key",
    }
)
_CSL_TYPES = terms("csl.types")
_MEMBERS = terms("json.members")
"""What a member of an object means: `given`, `family`, `name`, `text`, `label`, or a field of the work that a container holds."""
_TITLES = ("title", "titles", "title_s", "display_title", "article_title", "articleTitle", "documentTitle")

SIGNS = (*_TITLES, *(name for name, role in _MEMBERS.items() if role == "record"))
"""Members of which a record has one."""
_OF_THE_WORK = frozenset({"volume", "number", "first page", "last page", "pages", "issn", "year", "journal"})


def title_of(item: Mapping[str, Any]) -> str:
    """Return the title of an item, `""` if it has none.

    >>> title_of({"titles": [{"title": "Ports"}]}), title_of({"metadata": {"title": "Ports"}})
    ('Ports', '')
    """
    return next((text for name in _TITLES if (text := _text(item.get(name)))), "")


def is_record(item: Mapping[str, Any]) -> bool:
    """Return whether an object is a record, or holds one in a member beside its own number or address."""
    return bool(title_of(item)) or _inner(item) is not None


def _inner(item: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the object below a member that has the title of an item without one."""
    found = [
        value
        for name, value in item.items()
        if isinstance(value, dict) and _MEMBERS.get(name) == "record" and title_of(value)
    ]
    return found[0] if len(found) == 1 and not title_of(item) else None


def is_foreign(item: Mapping[str, Any]) -> bool:
    """Return whether an item is not CSL's: it has none of CSL's own members, and a member that a column of a table would have.

    >>> is_foreign({"title": "Ports", "authors": ["Ann Roe"], "year": 2001}), is_foreign({"title": "Ports", "author": "Roe"})
    (True, False)
    >>> is_foreign({"title": "Ports", "DOI": "10.5555/1", "authors": []})
    False
    """
    # CSL has no member `authors`, `creators` or the like
    if _inner(item) is not None or any(_MEMBERS.get(name) == "author" for name in item if name not in _CSL):
        return "DOI" not in item and "container-title" not in item
    if item.keys() & {"DOI", "URL", "container-title", "issued"} or str(item.get("type")) in _CSL_TYPES:
        return False
    names = [name for name in item if name not in _CSL]
    return any(
        name.replace("_", "").replace("-", "").lower() in _MEANINGS or name in _MEMBERS for name in names
    )


def entry_of_item(item: Mapping[str, Any], keys: KeyAssigner, position: int, line: int, raw: str) -> RawEntry:
    """Return an item as the entry of a row; what no field has is in `csl-rest`."""
    flat = dict(_flat(item))
    fields, zotero = names_of_columns([*flat])
    names, cells = [], []
    for field, value in zip(fields, flat.values(), strict=True):
        people = _people(value) if field in ("author", "editor") else []
        names.append(f"={field}" if people else field)
        cells.append(as_names(people) if people else as_text(value))
    entry = entry_of_row(names, cells, keys, line, position, raw, zotero=zotero)
    rest = leftovers(item, entry.fields, frozenset(), (entry.key, entry.type))
    return replace(entry, format="csl", fields=[*entry.fields, *([("csl-rest", rest)] if rest else [])])


def _flat(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the members of an item as those of one row."""
    inner = _inner(item)
    members = {**item, **inner} if inner is not None else {**item}
    found: dict[str, Any] = {}
    for name, value in members.items():
        if value is inner or value in (None, "", [], {}):
            continue
        role = _MEMBERS.get(name)
        if name in _TITLES:
            found.setdefault("title", _text(value))
            found.update(("subtitle", text) for text in _subtitles(value))
        elif role == "container" and isinstance(value, dict | list):
            for part, each in _of_container(value):
                found.setdefault(part, each)
        elif role == "identifiers" and isinstance(value, list):
            for part, each in _identifiers(value):
                found.setdefault(part, each)
        elif role == "author" and (not isinstance(value, str) or "author" not in found):
            # a list of persons says more than their names in one text
            found["author"] = value
        elif role in ("abstract", "keywords", "doi") or role in _OF_THE_WORK:
            found.setdefault(role, _texts(value))
        else:
            found.setdefault(name, value)
    yield from found.items()


def _subtitles(value: Any) -> Iterator[str]:
    """Yield the subtitle among the titles of a record."""
    for each in value if isinstance(value, list) else []:
        if isinstance(each, dict) and "subtitle" in map(str.lower, filter(None, map(_text, each.values()))):
            yield _text(each)


def _of_container(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what the object of a journal or a book says of the work: its name, and volume, issue, pages, ISSN."""
    one = next((each for each in value if isinstance(each, dict)), {}) if isinstance(value, list) else value
    if isinstance(value, list) and not one:
        yield "container", as_text(value)
    for name, each in one.items():
        if isinstance(each, dict):
            yield from _of_container(each)
        elif _MEMBERS.get(name) in ("name", "text"):
            yield "container", as_text(each)
        elif (field := _MEMBERS.get(name, "")) in _OF_THE_WORK and each:
            yield field, as_text(each)


def _identifiers(value: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a list of objects with a kind and a value."""
    for each in value:
        if isinstance(each, dict):
            kinds = [text for name, text in each.items() if _MEMBERS.get(name) == "kind"]
            values = [text for name, text in each.items() if _MEMBERS.get(name) != "kind"]
            if len(kinds) == 1 and values and isinstance(kinds[0], str):
                yield kinds[0].lower(), as_text(values[0])


def _people(value: Any) -> list[Person | str]:
    """Return the persons of a list of objects or of names; an empty list for any other value."""
    if isinstance(value, dict):
        inside = [each for each in value.values() if isinstance(each, list)]
        value = inside[0] if len(inside) == 1 else [value]
    if not isinstance(value, list):
        return []
    found: list[Person | str] = [_person(each) if isinstance(each, dict) else as_text(each) for each in value]
    return [each for each in found if each not in ("", Person())]


def _person(value: Mapping[str, Any]) -> Person | str:
    """Return the person of an object; a name in one piece with a comma is `Family, Given`, unless it is an organisation's."""
    parts: dict[str, str] = {}
    for name, each in value.items():
        if (part := _MEMBERS.get(name)) in ("family", "given", "name", "kind") and isinstance(each, str):
            parts.setdefault(part, each)
    if parts.get("family"):
        return person_of({name: parts.get(name, "") for name in ("family", "given")})
    name = parts.get("name") or next((_text(each) for each in value.values() if isinstance(each, dict)), "")
    return Person(literal=name) if parts.get("kind", "").lower().startswith("org") else name


def _text(value: Any) -> str:
    """Return a text, the first text of a list, or that of an object which has one."""
    if isinstance(value, list):
        return next((text for each in value if (text := _text(each))), "")
    if isinstance(value, dict):
        return next(
            (_text(each) for name, each in value.items() if _MEMBERS.get(name) in ("text", "name")), ""
        )
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> Any:
    """Return a list of objects as the texts that they have; any other value unchanged."""
    if isinstance(value, dict):
        return _text(value) or value
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "; ".join(filter(None, map(_text, value)))
    return value

"""Read Zotero's items from JSON: answers of its API (pyzotero), their `data` alone, and the export "BetterBibTeX JSON".

An item is read like its row in Zotero's CSV: each field of Zotero is a column there (`zotero.fields` in `vocabularies.tsv`, after
the "baseField"s of https://api.zotero.org/schema). Notes, attachments and annotations are items, too, but no works: they are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from litreview.core.confidential.raw_marks import marks_in
from litreview.core.containers import grouped, list_of, mapping_of
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.text import parse_names
from litreview.core.wording import plural
from litreview.formats.csv_tables import entry_of_row, names_of_columns
from litreview.formats.field_values import KeyAssigner, as_name, body, iso_date
from litreview.formats.json_items import leftovers, read_items, text_of, text_or_json
from litreview.formats.record_building import NAME_FIELDS, RawEntry
from litreview.formats.vocabularies import terms

_COLUMNS, _CREATORS, _PUBLISHERS = (terms("zotero.fields"), terms("zotero.creators"), terms("ris.publishers"))
_CHILDREN = ("note", "attachment", "annotation")
_APART = frozenset(
    {
        "key", "itemKey", "citationKey", "citekey", "itemType", "creators", "tags", "date", "accessDate", "extra", "notes", "attachments", "dateAdded",
        "dateModified", "version", "itemID", "libraryID", "uri", "select", "meta", "links", "library", "bib", "citation", "csljson", "coins",
        # some types have their own name for the date
        *(name for name, column in _COLUMNS.items() if column == "date"),
    }
)  # fmt: skip
# names whose values need no field: the API's own data, renderings of the item, places of attachments, and other forms of fields
_SAID = frozenset(
    {
        "library", "links", "meta", "version", "itemType", "creatorType", "accessDate", "itemID", "libraryID", "uri", "select", "bib", "citation",
        "csljson", "coins", "attachments",
    }
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN_EXTRA = re.compile(r"(?i)(?P<own>PMID|PMCID|DOI|ISBN|ISSN|tex\.[\w.-]+) ?[:=] ?(?P<value>\S.*)")
_OF_ZOTERO = frozenset({"collections", "relations", "date-added", "date-modified", "zotero-key"})
_AUTOMATIC = 1
_PARENT = "parent-item"


def read_zotero(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of Zotero's items, and the Problems met. They still include items that are no works (see `drop_children`)."""
    signs = ("itemType", "data")
    entries, problems = read_items(
        text, path, _entry, what="item of Zotero", signs=signs, inner=("items",), whole=is_item
    )
    _seal_parents(entries, text)
    return entries, problems


def drop_children(entries: list[RawEntry], problems: list[Problem], path: str) -> list[RawEntry]:
    """Return the works, and report the number of other items. Kept until here, these separate the texts of neighbouring works."""
    children = [entry for entry in entries if entry.type in _CHILDREN]
    if children:
        problems.append(problem("LR037.no-works", Where(file=path), what=_counted(children)))
    works = [entry for entry in entries if entry.type not in _CHILDREN]
    problems += [
        problem("LR038", Where(file=path, line=entry.line)) for entry in works if _says_nothing(entry)
    ]
    return [entry for entry in works if not _says_nothing(entry)]


def _says_nothing(entry: RawEntry) -> bool:
    """Return whether an item is an empty form, as the API returns for a new one; a confidential item never counts as empty."""
    return (
        not entry.confidential
        and {name for name, value in entry.fields if value.strip("[]{} ")} <= _OF_ZOTERO
    )


def is_item(value: Mapping[str, Any]) -> bool:
    """Return whether an object is an item, or the `data` of one."""
    return isinstance(value.get("itemType"), str) or isinstance(
        mapping_of(value.get("data")).get("itemType"), str
    )


def _counted(children: Iterable[RawEntry]) -> str:
    """Return a message with the number of items that are no works: `2 attachments and 1 note are no works, and are left out`."""
    kinds = Counter(entry.type for entry in children)
    counts = [plural(kinds[kind], kind) for kind in sorted(kinds)]
    several = sum(kinds.values()) > 1
    joined = " and ".join(filter(None, (", ".join(counts[:-1]), counts[-1])))
    return f"{joined} {'are no works, and are' if several else 'is no work, and is'} left out"


def _seal_parents(entries: Sequence[RawEntry], text: str) -> None:
    """Mark works as confidential whose notes do: the notes are left out and may hold the only mark.

    If the work of such a note is unknown, or unread text holds a mark, every work of the file is marked.
    """
    marked = [(entry, len(found)) for entry in entries if (found := marks_in(entry.raw))]
    parents = {
        _field(entry, _PARENT) for entry, _ in marked if entry.type in _CHILDREN or _field(entry, _PARENT)
    }
    works = [entry for entry in entries if entry.type not in _CHILDREN]
    known_names = {name for work in works for name in (work.key, _field(work, "zotero-key"))}
    unsure = not parents <= known_names - {""} or len(marks_in(text)) > sum(count for _, count in marked)
    for work in works:
        if unsure or parents & {work.key, _field(work, "zotero-key")}:
            work.fields.append(("confidential", "true"))


def _field(entry: RawEntry, name: str) -> str:
    return next((value for field, value in entry.fields if field == name), "")


def _entry(item: Mapping[str, Any], keys: KeyAssigner, position: int, line: int, raw: str) -> RawEntry:
    data = mapping_of(item.get("data")) or item
    kind = text_of(data.get("itemType"))
    if kind in _CHILDREN:
        parent = [(_PARENT, text_of(data.get("parentItem")))]
        return RawEntry(key="", type=kind, fields=parent, line=line, raw=raw, format="zotero")
    cells = [(name, value) for name, value in _cells(item, data, kind) if value]
    header, _ = names_of_columns([name for name, _ in cells])
    entry = entry_of_row(header, [value for _, value in cells], keys, line, position, raw, zotero=True)
    published = _PUBLISHERS.get(entry.type, "publisher")
    entry.fields = [(published if name == "publisher" else name, value) for name, value in entry.fields]
    names = " ".join(name for name, _ in entry.fields)
    if leftover := leftovers(item, entry.fields, _SAID, (kind, entry.key, names, names.upper(), "tex")):
        entry.fields.append(("zotero-rest", leftover))
    entry.format = "zotero"
    return entry


def _cells(item: Mapping[str, Any], data: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """Yield the columns and cells of an item's row in Zotero's CSV; `=name` is a field whose value is used unchanged."""
    own = text_of(data.get("key")) or text_of(item.get("key")) or text_of(data.get("itemKey"))
    cited = text_of(data.get("citationKey")) or text_of(data.get("citekey"))
    yield "key", cited or own
    yield "=zotero-key", own if cited and cited != own else ""
    yield "item type", kind
    yield from _persons(data.get("creators"))
    for name, value in data.items():
        if name not in _APART:
            column = _COLUMNS.get(name) or _CAMEL.sub(" ", name).lower()
            yield column, text_or_json(value)
    yield from _dates(item, data)
    yield from _tags(data.get("tags"))
    yield from _extra(data.get("extra"))
    notes = (
        mapping_of(each).get("note") if isinstance(each, dict) else each
        for each in list_of(data.get("notes"))
    )
    yield "notes", "; ".join(filter(None, map(text_of, notes)))
    attachments = map(mapping_of, list_of(data.get("attachments")))
    yield "file attachments", "; ".join(filter(None, (text_of(each.get("path")) for each in attachments)))


def _persons(creators: Any) -> Iterator[tuple[str, str]]:
    """Yield the lists of people by their roles."""
    named = ((_role(creator), _name(creator)) for creator in map(mapping_of, list_of(creators)))
    for role, names in grouped(pair for pair in named if pair[1]).items():
        listed = " and ".join(names)
        shown = (person.display for person in parse_names(listed))
        yield f"={role}", listed if role in NAME_FIELDS else "; ".join(shown)


def _role(creator: Mapping[str, Any]) -> str:
    role = text_of(creator.get("creatorType")) or "author"
    return _CREATORS.get(role) or _CAMEL.sub("-", role).lower()


def _name(creator: Mapping[str, Any]) -> str:
    """Return the name of a creator in BibTeX's form; a name in a single field is an organisation's.

    >>> _name({"lastName": "van der Doe", "firstName": "Jane"}), _name({"name": "Office of Data"}), _name({"lastName": "Doe", "firstName": "Jo, Jr."})
    ('van der Doe, Jane', '{Office of Data}', 'Doe, Jr., Jo')
    """
    family, given_name, name = (text_of(creator.get(each)) for each in ("lastName", "firstName", "name"))
    return body(name) if name else as_name(", ".join(filter(None, (family, given_name))))


def _dates(item: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield year and date: from the date as typed, else from the `parsedDate` of Zotero's API."""
    names = ["date", *(name for name, column in _COLUMNS.items() if column == "date")]
    year, date, typed = iso_date(next(filter(None, (text_of(data.get(name)) for name in names)), ""))
    parsed = iso_date(text_of(mapping_of(item.get("meta")).get("parsedDate")).replace("-00", ""))
    yield "=year", year or parsed[0]
    yield "=date", date or parsed[1]
    yield "=publication-date", typed
    seen = text_of(data.get("accessDate"))
    yield "=urldate", seen[:10] if re.match(r"\d{4}-\d\d-\d\d", seen) else seen
    yield "=date-added", text_of(data.get("dateAdded"))
    yield "=date-modified", text_of(data.get("dateModified"))


def _tags(tags: Any) -> Iterator[tuple[str, str]]:
    """Yield the tags that people assigned, and those that came with an import."""
    words = [
        (mapping_of(each).get("type"), text_of(mapping_of(each).get("tag")) or text_of(each))
        for each in list_of(tags)
    ]
    for column, automatic in (("manual tags", False), ("automatic tags", True)):
        yield column, "; ".join(word for kind, word in words if word and (kind == _AUTOMATIC) is automatic)


def _extra(extra: Any) -> Iterator[tuple[str, str]]:
    """Yield fields from lines of Extra, such as `DOI: …`, then the other lines as `extra`."""
    lines = "\n".join(map(text_of, extra)) if isinstance(extra, list) else text_of(extra)
    others = []
    for line in lines.split("\n"):
        if found := _IN_EXTRA.fullmatch(line.strip()):
            yield f"={found['own'].lower().removeprefix('tex.')}", found["value"]
        else:
            others.append(line)
    yield "extra", "\n".join(others).strip()

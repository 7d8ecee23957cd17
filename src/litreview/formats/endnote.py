"""Read EndNote's two exports: tagged text (.enw, also called Refer) and XML.

Tags follow "EndNote Import", Clarivate, and the Refer format of M. Lesk (1978), which it extends.
Elements follow the DTD that EndNote ships (RSXML.dtd).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from litreview.core.model import Problem
from litreview.formats.field_values import KeyAssigner, as_name, flat, month_name, number_kind, subtype
from litreview.formats.record_building import RawEntry
from litreview.formats.tagged import RecordCollector, RecordLines
from litreview.formats.vocabularies import terms
from litreview.formats.xml_records import Shape, flat_text, inner_texts, leftover_texts, read_records, text_of

_LINE = re.compile(r"^\s{0,3}%(\S)(?: (.*)|\s*)$")
_TYPES, _ENW_PERSONS = terms("endnote.types"), terms("enw.persons")
_ENW_FIELDS, _CONTAINERS, _PUBLISHERS = (
    terms("enw.fields"),
    terms("containers"),
    terms("endnote.publishers"),
)
_ONCE = frozenset("T")


def read_enw(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of an .enw file, and the Problems met. A record starts at `%0`."""
    begin = ("first line %0", "add `%0 Generic` before it")
    # Refer has no %0: a blank line separates its records
    return RecordCollector(path, _enw_entry, "0", begin, once=_ONCE).read(
        text, _split, begins=lambda lines, _: bool(lines) and lines.tagged[0][1] != "0"
    )


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1], (found[2] or "").strip()) if found else None


def _enw_entry(lines: RecordLines, keys: KeyAssigner, position: int) -> RawEntry:
    kind = " ".join(lines.values("0")[:1])
    usual = "article" if lines.values("J") else "incollection" if lines.values("B") else "misc"
    type_ = _TYPES.get(kind.strip().lower(), usual)
    fields: list[tuple[str, str]] = []
    persons: dict[str, list[str]] = {}
    for _, tag, value in lines.tagged:
        if not value.strip() or tag in {"0", "K"}:
            continue
        if tag in _ENW_PERSONS:
            persons.setdefault(_ENW_PERSONS[tag], []).extend(as_name(name) for name in value.split("\n"))
        else:
            fields.append(_enw_field(tag, value, type_))
    fields += subtype(kind)
    if kind and kind.lower() not in _TYPES:
        fields.append(("enw-type", kind))
    fields += [(name, " and ".join(each)) for name, each in persons.items()]
    keywords = [word for value in lines.values("K") for part in value.split("\n") if (word := part.strip())]
    if keywords:
        fields.append(("keywords", "; ".join(keywords)))
    label = next((value for value in lines.values("F") if re.fullmatch(r"\S+", value)), "")
    return lines.entry("enw", type_, fields, keys.assign(label, fields, position))


def _enw_field(tag: str, text: str, type_: str) -> tuple[str, str]:
    """Return the field of a line, and its value."""
    value = flat(text)
    match tag:
        case "J":
            return _CONTAINERS.get(type_, "journal"), value
        case "B":
            return _CONTAINERS.get(type_, "series"), value
        case "@":
            return number_kind(value, type_), value
        case "I":
            return _PUBLISHERS.get(type_, "publisher"), value
        case "R":
            return "doi" if "10." in value else "electronic-resource", value.removeprefix("doi:")
        case "+":
            return "affiliation", text
    return _ENW_FIELDS.get(tag) or _unknown(tag), value


def _unknown(tag: str) -> str:
    """Return a field name for a tag that EndNote does not know."""
    return f"enw-{tag.lower()}" if tag.isalnum() and tag.isascii() else f"enw-x{ord(tag):x}"


_SHAPE = Shape(
    records=("record",),
    inner=("ref-type", "contributors", "titles", "periodical", "dates", "keywords", "urls", "abstract"),
    around=("xml", "records"),
    writer="EndNote",
)
_XML_PERSONS, _XML_FIELDS = terms("endnote-xml.persons"), terms("endnote-xml.fields")
_LONG = frozenset({"auth-address", "notes", "research-notes"})
_GROUPS = frozenset({"titles", "periodical", "alt-periodical", "dates"})
# what EndNote keeps for itself: the number in its library and the program's name
_BOOKKEEPING = frozenset({"database", "source-app", "foreign-keys", "ref-type", "rec-number"})

Fields = list[tuple[str, str]]


def read_endnote_xml(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of an EndNote XML file, and the Problems met."""
    return read_records(text, path, _SHAPE, _xml_entry)


def _xml_entry(element: Element, keys: KeyAssigner, position: int, line: int, raw: str) -> RawEntry | None:
    kind = element.find("ref-type")
    name = " ".join(((kind.get("name") or text_of(kind)) if kind is not None else "").split())
    type_ = _TYPES.get(name.lower(), "misc")
    fields: Fields = []
    for child in _leaves(element):
        fields += _OWN[child.tag](child, type_, fields) if child.tag in _OWN else _plain(child)
    fields = list(dict.fromkeys((field, value) for field, value in fields if value))
    if not fields:
        return None
    if leftover := [text for _, text in leftover_texts(element, fields, (name,), _BOOKKEEPING)]:
        fields.append(("endnote-rest", "\n".join(leftover)))
    fields += subtype(name)
    if name and name.lower() not in _TYPES:
        fields.append(("endnote-type", name))
    label = next((value for field, value in fields if field == "label" and re.fullmatch(r"\S+", value)), "")
    numbers = map(text_of, element.findall("rec-number")[:1])
    fields += [("endnote-rec-number", number) for number in numbers if number]
    key = keys.assign(label, fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="endnote-xml")


def _leaves(element: Element) -> Iterator[Element]:
    """Yield the children of a record in order; a group such as `titles` is replaced by its children."""
    waiting = list(element)[::-1]
    while waiting:
        child = waiting.pop()
        if child.tag in _GROUPS:
            waiting += list(child)[::-1]
        elif child.tag not in _BOOKKEEPING:
            yield child


def _plain(child: Element) -> Fields:
    value = text_of(child) if child.tag in _LONG else flat_text(child)
    return [(_XML_FIELDS.get(child.tag, f"endnote-{child.tag}"), value)]


def _container(child: Element, type_: str, fields: Fields) -> Fields:
    """Return the field of the container (journal, book), unless an earlier field has the same value."""
    container = _CONTAINERS.get(type_, "series")
    # the first fields of a record hold its titles
    known = {value for field, value in fields[:200] if field == container}
    value = flat_text(child)
    if value in known:
        return []
    return [("alt-title" if child.tag == "alt-title" and known else container, value)]


_OWN: Mapping[str, Callable[[Element, str, Fields], Fields]] = {
    "contributors": lambda child, _, __: [
        (
            _XML_PERSONS.get(group.tag, f"endnote-{group.tag}"),
            " and ".join(map(as_name, inner_texts(group, "author"))),
        )
        for group in child
    ],
    "secondary-title": _container,
    "full-title": _container,
    "alt-title": _container,
    "pub-dates": lambda child, _, __: [("publication-date", value) for value in inner_texts(child, "date")],
    "keywords": lambda child, _, __: [("keywords", "; ".join(inner_texts(child, "keyword")))],
    "urls": lambda child, _, __: [
        ("file" if group.tag == "pdf-urls" else "url", value)
        for group in child
        for value in inner_texts(group, "url")
    ],
    "isbn": lambda child, type_, _: [
        (number_kind(value, type_), value.strip()) for value in re.split(r"[\n\r;]+", text_of(child))
    ],
    "publisher": lambda child, type_, _: [(_PUBLISHERS.get(type_, "publisher"), flat_text(child))],
    "month": lambda child, _, __: [("month", month_name(flat_text(child)) or flat_text(child))],
}
"""Readers of elements that are more than one value of one field: (element, entry type, fields so far) -> fields."""

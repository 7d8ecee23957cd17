"""EndNote's tagged text (.enw, also called Refer).

Tags after "EndNote Import", Clarivate, and the Refer format of M. Lesk (1978), which it extends.
"""

from __future__ import annotations

import re

from litreview.formats.building import RawEntry
from litreview.formats.tagged import (
    Gatherer,
    KeyGiver,
    Lines,
    as_name,
    flat,
    number_kind,
    subtype,
)
from litreview.formats.words import words
from litreview.model import Problem

_LINE = re.compile(r"^\s{0,3}%(\S)(?: (.*)|\s*)$")
_TYPES, _PERSONS = words("endnote.types"), words("enw.persons")
_FIELDS, _CONTAINERS, _PUBLISHERS = words("enw.fields"), words("containers"), words("endnote.publishers")
_ONCE = frozenset("T")


def read_enw(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of an .enw file, and the Problems met. A record starts at `%0`."""
    begin = ("first line %0", "add `%0 Generic` before it")
    # Refer has no %0: there a blank line parts the records
    return Gatherer(path, _entry, "0", begin, once=_ONCE).read(
        text, _split, begins=lambda lines, _: bool(lines) and lines.tagged[0][1] != "0"
    )


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1], (found[2] or "").strip()) if found else None


def _entry(lines: Lines, keys: KeyGiver, position: int) -> RawEntry:
    kind = " ".join(lines.values("0")[:1])
    usual = "article" if lines.values("J") else "incollection" if lines.values("B") else "misc"
    type_ = _TYPES.get(kind.strip().lower(), usual)
    fields: list[tuple[str, str]] = []
    persons: dict[str, list[str]] = {}
    for _, tag, value in lines.tagged:
        if not value.strip() or tag in {"0", "K"}:
            continue
        if tag in _PERSONS:
            persons.setdefault(_PERSONS[tag], []).extend(as_name(name) for name in value.split("\n"))
        else:
            fields.append(_field(tag, value, type_))
    fields += subtype(kind)
    if kind and kind.lower() not in _TYPES:
        fields.append(("enw-type", kind))
    fields += [(name, " and ".join(each)) for name, each in persons.items()]
    keywords = [word for value in lines.values("K") for part in value.split("\n") if (word := part.strip())]
    if keywords:
        fields.append(("keywords", "; ".join(keywords)))
    label = next((value for value in lines.values("F") if re.fullmatch(r"\S+", value)), "")
    return lines.entry("enw", type_, fields, keys.give(label, fields, position))


def _field(tag: str, given: str, type_: str) -> tuple[str, str]:
    """Return the field of a line, and its value."""
    value = flat(given)
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
            return "affiliation", given
    return _FIELDS.get(tag) or _unknown(tag), value


def _unknown(tag: str) -> str:
    """Return a name of a field for a tag that EndNote does not have."""
    return f"enw-{tag.lower()}" if tag.isalnum() and tag.isascii() else f"enw-x{ord(tag):x}"

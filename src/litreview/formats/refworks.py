"""Read RefWorks' tagged text: its own export, with a legend before the records, and what databases such as CNKI write for it.

A record begins with `RT Journal Article`. What tags and types mean is `refworks.fields` and `refworks.types` in the vocabulary.
"""

from __future__ import annotations

import re

from litreview.core.model import Problem
from litreview.formats.field_values import KeyAssigner, as_name, flat, number_kind, pages
from litreview.formats.record_building import MULTILINE_FIELDS, RawEntry
from litreview.formats.tagged import RecordCollector, RecordLines
from litreview.formats.vocabularies import terms

_FIELDS, _PERSONS, _CONTAINERS = terms("refworks.fields"), terms("refworks.persons"), terms("containers")
_TYPES = {**terms("table.types"), **terms("refworks.types")}
_TAGS = frozenset({"RT", "SP", "OP", "SN", "K1", *_FIELDS, *_PERSONS})
_LINE = re.compile(r"\s{0,2}([A-Z][A-Z0-9]{1,4}|vo)(?: (.*)|$)")
_LEGEND = re.compile(
    r"\A\s*Refworks Export(?s:.*?)^BEGIN EXPORTED REFERENCES\b", re.MULTILINE | re.IGNORECASE
)


def read_refworks(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries and the Problems met; the legend before the first record belongs to no record."""
    text = _LEGEND.sub(lambda legend: "\n" * legend[0].count("\n"), text, count=1)
    begin = ("first line RT", "add `RT Journal Article` before it")
    return RecordCollector(path, _entry, "RT", begin, once=frozenset({"T1", "YR"})).read(text, _split)


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    tag = found[1].upper() if found else ""
    return (tag, (found[2] or "").strip()) if found and tag in _TAGS else None


def _entry(lines: RecordLines, keys: KeyAssigner, position: int) -> RawEntry:
    kind = next(iter(lines.values("RT")), "")
    type_ = _TYPES.get(kind.lower(), "misc")
    words = (word.strip() for value in lines.values("K1") for word in re.split(r"[;\n]", value))
    fields = [
        *((field, " and ".join(_names(lines, tag))) for tag, field in _PERSONS.items()),
        ("pages", pages(*(flat("; ".join(lines.values(tag))) for tag in ("SP", "OP")))),
        ("keywords", "; ".join(filter(None, words))),
    ]
    for _, tag, text in lines.tagged:
        field = _FIELDS.get(tag, "") if tag != "SN" else number_kind(text, type_)
        field = _CONTAINERS.get(type_, "journal") if field == "container" else field
        if field:
            fields.append((field, text if field in MULTILINE_FIELDS else flat(text)))
    fields += [("type", kind)] if kind.lower() not in _TYPES else []
    fields = [(name, value) for name, value in dict.fromkeys(fields) if value]
    return lines.entry("refworks", type_, fields, keys.assign("", fields, position))


def _names(lines: RecordLines, tag: str) -> list[str]:
    """Return the names of a tag; CNKI writes all of them into one line."""
    return [as_name(name) for value in lines.values(tag) for name in flat(value).split(";") if name.strip()]

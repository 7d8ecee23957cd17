"""EndNote XML, record by record, so that one broken record costs no other; entities are never expanded.

Elements after the DTD that EndNote ships (RSXML.dtd).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from litreview.formats.building import RawEntry
from litreview.formats.tagged import (
    ENDNOTE_TYPES,
    KeyGiver,
    as_name,
    empty_record,
    month_name,
    number_kind,
    problem,
    stray_text,
    subtype,
    without_edges,
)
from litreview.model import Problem
from litreview.text.xml_trees import XmlError, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_endnote_xml"]

_RECORD = re.compile(r"<record(?:\s[^<>]*)?>")
_END = "</record>"
# the attributes of other elements are words that stand in no record
_TAG = re.compile(r"<[?!][^<>]*>?|<(?:/?(?:xml|records?)(?:\s[^<>\n]*)?|/?[A-Za-z][\w:.-]*\s*/?)>")
# what a record begins with, as far as it says something
_INNER = re.compile(r"<(?:ref-type|contributors|titles|periodical|dates|keywords|urls|abstract)\b")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_REFERENCE = re.compile(r"&#(?:(\d{1,7})|x([0-9A-Fa-f]{1,6}));")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PERSONS = {
    "authors": "author",
    "secondary-authors": "editor",
    "tertiary-authors": "editora",
    "subsidiary-authors": "translator",
    "translated-authors": "translated-author",
}
_FIELDS = {
    "title": "title", "short-title": "shorttitle", "translated-title": "translated-title", "tertiary-title": "series", "pages": "pages",
    "volume": "volume", "number": "number", "edition": "edition", "section": "section", "year": "year", "publisher": "publisher",
    "pub-location": "address", "abstract": "abstract", "notes": "note", "electronic-resource-num": "doi", "accession-num": "accession",
    "call-num": "callnumber", "language": "language", "research-notes": "researchnotes", "work-type": "type", "auth-address": "affiliation",
    "access-date": "urldate", "remote-database-name": "database", "remote-database-provider": "databaseprovider", "label": "label",
    "num-vols": "volumes", "orig-pub": "originalpublication", "reprint-edition": "reprint-edition", "caption": "caption",
    "abbr-1": "shortjournal", "custom1": "custom1", "custom2": "custom2", "custom3": "custom3", "custom4": "custom4", "custom5": "custom5",
    "custom6": "custom6", "custom7": "custom7", "month": "month",
}  # fmt: skip
_WORDS = re.compile(r"\w+")
_GROUPS = frozenset({"titles", "periodical", "alt-periodical", "dates"})
# what EndNote keeps for itself: the number in its library and the program's name
_BOOKKEEPING = frozenset({"database", "source-app", "foreign-keys", "ref-type"})


def read_endnote_xml(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of an EndNote XML file, and the Problems met."""
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyGiver()
    if "<!ENTITY" in text:
        line = text.count("\n", 0, text.index("<!ENTITY")) + 1
        problems.append(
            problem(
                path,
                line,
                "LR039",
                "warning",
                "the file declares entities; they are not expanded",
                "export it again from EndNote",
            )
        )
    outside: list[int] = []
    for line, block, state in _blocks(text):
        if state == "outside":
            bare = _TAG.sub(lambda tag: "\n" * tag[0].count("\n"), block).split("\n")
            outside += [line + number for number, each in enumerate(bare) if _WORDS.search(each)]
            continue
        element, mended = _parse(block) if state != "no end" else (None, False)
        if element is None:
            what = "a record has no end" if state == "no end" else "a record cannot be read"
            message = f"{what}, and is left out: not sound XML"
            problems.append(problem(path, line, "LR025", "error", message, "export it again from EndNote"))
            continue
        entry = _entry(element, keys, len(entries) + 1, line, block)
        if entry is None:
            problems.append(empty_record(path, line))
            continue
        if mended:
            problems.append(
                problem(
                    path,
                    line,
                    "LR027",
                    "warning",
                    "a bare & or a character that XML does not allow",
                    "write `&amp;` for &",
                    entry.key,
                )
            )
        if state == "no start":
            problems.append(
                without_edges(path, line, entry, "first tag <record>", "add `<record>` before it")
            )
        entries.append(entry)
    return entries, [*problems, *stray_text(path, outside)]


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each record and what stands between them: its line, its text, and whether it is `sound`, `no start`, `no end` or `outside`.

    A record without its start begins, as far as anybody can tell, with the first element behind what ended before.
    """
    starts = [found.start() for found in _RECORD.finditer(text)]
    line, counted = 1, 0
    at = 0
    for start, following in zip([*starts, len(text)], [*starts[1:], len(text), len(text)], strict=False):
        while at < start:
            end = text.find(_END, at, start)
            first = _INNER.search(text, at, end) if end >= 0 else None
            if first:
                line, counted = line + text.count("\n", counted, at), at
                yield line, text[at : first.start()], "outside"
                line, counted = line + text.count("\n", counted, first.start()), first.start()
                yield line, f"<record>{text[first.start() : end]}{_END}", "no start"
                at = end + len(_END)
            else:
                line, counted = line + text.count("\n", counted, at), at
                yield line, text[at:start], "outside"
                at = start
        if start < len(text):
            line, counted = line + text.count("\n", counted, start), start
            end = text.find(_END, start, following)
            at = end + len(_END) if end >= 0 else following
            yield line, text[start:at], "sound" if end >= 0 else "no end"


def _parse(block: str) -> tuple[Element | None, bool]:
    """Return the element of a record and whether the record had to be mended; None if it is not sound XML."""
    try:
        return parse_xml(block), False
    except XmlError:
        pass
    try:
        mended = _CONTROL.sub("", _REFERENCE.sub(_allowed, _ENTITY.sub("&amp;", block)))
        return parse_xml(mended), True
    except XmlError:
        return None, False


def _allowed(found: re.Match[str]) -> str:
    """Return a character reference, `""` for a character that XML does not allow."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    fine = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return found[0] if fine else ""


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _children(element: Element, name: str) -> Iterable[str]:
    return [value for each in element.iter(name) if (value := " ".join(_text(each).split()))]


def _entry(element: Element, keys: KeyGiver, position: int, line: int, raw: str) -> RawEntry | None:
    kind = element.find("ref-type")
    name = " ".join(((kind.get("name") or _text(kind)) if kind is not None else "").split())
    type_ = ENDNOTE_TYPES.get(name.lower(), "misc")
    fields: list[tuple[str, str]] = []
    for child in _leaves(element):
        _field(child, type_, fields)
    fields = list(dict.fromkeys((field, value) for field, value in fields if value))
    if not fields:
        return None
    fields += _rest(element, fields, name)
    fields += subtype(name)
    if name and name.lower() not in ENDNOTE_TYPES:
        fields.append(("endnote-type", name))
    label = next((value for field, value in fields if field == "label" and re.fullmatch(r"\S+", value)), "")
    number = element.find("rec-number")
    if number is not None and _text(number):
        fields.append(("endnote-rec-number", _text(number)))
    return RawEntry(
        key=keys.give(label, fields, position),
        type=type_,
        fields=fields,
        line=line,
        raw=raw,
        format="endnote-xml",
    )


def _rest(element: Element, fields: Iterable[tuple[str, str]], kind: str) -> list[tuple[str, str]]:
    """Return the field of what stands in a record where EndNote puts nothing, such as text between two elements."""
    said = {word for text in (kind, *(text for _, text in fields)) for word in _WORDS.findall(text)}
    found = []
    waiting = [element]
    while waiting:
        each = waiting.pop()
        waiting += [child for child in reversed(each) if child.tag not in _BOOKKEEPING | {"rec-number"}]
        inner = (each.text, *(child.tail for child in each))
        found += [text.strip() for text in inner if text and not said.issuperset(_WORDS.findall(text))]
    return [("endnote-rest", "\n".join(found))] if found else []


def _leaves(element: Element) -> Iterator[Element]:
    """Yield the children of a record in order, those of a group such as `titles` in its place."""
    waiting = list(element)[::-1]
    while waiting:
        child = waiting.pop()
        if child.tag in _GROUPS:
            waiting += list(child)[::-1]
        else:
            yield child


def _field(child: Element, type_: str, fields: list[tuple[str, str]]) -> None:
    tag = child.tag
    is_part = type_ in {"incollection", "inproceedings"}
    container = "booktitle" if is_part else "journal" if type_ == "article" else "series"
    if tag in _BOOKKEEPING or tag == "rec-number":
        return
    if tag == "contributors":
        for group in child:
            names = [as_name(name) for name in _children(group, "author")]
            fields.append((_PERSONS.get(group.tag, f"endnote-{group.tag}"), " and ".join(names)))
    elif tag in {"secondary-title", "full-title", "alt-title"}:
        value = " ".join(_text(child).split())
        # the first fields of a record hold its titles
        known = {each for field, each in fields[:200] if field == container}
        if value not in known:
            fields.append((container if tag != "alt-title" or not known else "alt-title", value))
    elif tag == "pub-dates":
        fields += [("publication-date", value) for value in _children(child, "date")]
    elif tag == "keywords":
        fields.append(("keywords", "; ".join(_children(child, "keyword"))))
    elif tag == "urls":
        for group in child:
            target = "file" if group.tag == "pdf-urls" else "url"
            fields += [(target, value) for value in _children(group, "url")]
    elif tag == "isbn":
        for value in re.split(r"[\n\r;]+", _text(child)):
            fields.append((number_kind(value, type_), value.strip()))
    elif tag == "publisher" and type_ in {"techreport", "phdthesis"}:
        fields.append(("institution" if type_ == "techreport" else "school", " ".join(_text(child).split())))
    else:
        value = _text(child)
        if tag not in {"auth-address", "notes", "research-notes"}:
            value = " ".join(value.split())
        value = month_name(value) or value if tag == "month" else value
        fields.append((_FIELDS.get(tag, f"endnote-{tag}"), value))

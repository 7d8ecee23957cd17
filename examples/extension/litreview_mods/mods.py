"""Read MODS XML, version 3 (Library of Congress, https://www.loc.gov/standards/mods/)."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from litreview.core.model import Problem
from litreview.formats.field_values import KeyAssigner
from litreview.formats.record_building import RawEntry
from litreview.formats.xml_records import Shape, flat_text, leftover_texts, read_records

_SHAPE = Shape(
    records=("mods",), inner=("titleInfo", "name"), around=("modsCollection", "xml"), writer="MODS"
)
_PREFIX, _DECLARED = (
    re.compile(r"(</?)mods:"),
    re.compile(r"\s(?:xmlns(?::\w+)?|xsi:\w+)=(?:\"[^\"]*\"|'[^']*')"),
)
_OTHER_PREFIX = re.compile(r"(\s)(?:xlink|xml):(?=\w+=)")
_ROLES = {"aut": "author", "author": "author", "edt": "editor", "editor": "editor", "trl": "translator"}
_TYPES = {
    "book": "book",
    "thesis": "thesis",
    "conference publication": "inproceedings",
    "journal article": "article",
}
_PLAIN = (
    ("abstract", "abstract"), ("note", "note"), ("language/languageTerm", "language"), ("originInfo/publisher", "publisher"),
    ("originInfo/place/placeTerm[@type='text']", "address"), ("originInfo/edition", "edition"), ("location/url", "url"),
)  # fmt: skip
_IDENTIFIERS = ("doi", "isbn", "issn", "pmid")


def read_mods(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a MODS file, and the Problems met."""
    bare = _OTHER_PREFIX.sub(r"\1", _DECLARED.sub("", _PREFIX.sub(r"\1", text)))
    return read_records(bare, path, _SHAPE, _entry)


def _entry(element: Element, keys: KeyAssigner, position: int, line: int, raw: str) -> RawEntry | None:
    host = element.find("relatedItem[@type='host']")
    fields = [*_own(element), *(_host(host) if host is not None else ())]
    fields = list(dict.fromkeys((name, value) for name, value in fields if value))
    if not fields:
        return None
    kinds = [flat_text(each).lower() for each in element.iter("genre")]
    kind = next((_TYPES[each] for each in kinds if each in _TYPES), "article" if host is not None else "misc")
    if rest := [text for _, text in leftover_texts(element, fields, kinds, ("roleTerm", "recordInfo"))]:
        fields.append(("mods-rest", "\n".join(rest)))
    key = keys.assign(element.get("ID", ""), fields, position)
    return RawEntry(key=key, type=kind, fields=fields, line=line, raw=raw, format="mods")


def _own(element: Element) -> Iterator[tuple[str, str]]:
    for title in element.findall("titleInfo"):
        yield ("title" if title.get("type") is None else "translated-title"), _title(title)
    people: dict[str, list[str]] = {}
    for person in element.findall("name"):
        roles = [flat_text(each).lower() for each in person.iter("roleTerm")] or ["author"]
        field = next(
            (_ROLES[role] for role in roles if role in _ROLES),
            "author" if "creator" in roles else "contributor",
        )
        people.setdefault(field, []).append(_person(person))
    yield from ((field, " and ".join(filter(None, names))) for field, names in people.items())
    dates = [
        flat_text(each) for each in (*element.findall("originInfo/dateIssued"), *element.findall("part/date"))
    ]
    yield "date", next(iter(dates), "")
    yield from ((field, flat_text(each)) for path, field in _PLAIN for each in element.findall(path))
    yield "keywords", "; ".join(flat_text(each) for each in element.findall("subject/topic"))
    yield from _identifiers(element)


def _host(host: Element) -> Iterator[tuple[str, str]]:
    yield from (("journal", _title(title)) for title in host.findall("titleInfo"))
    for detail in host.findall("part/detail"):
        yield ("number" if detail.get("type") == "issue" else detail.get("type", "detail")), flat_text(detail)
    for extent in host.findall("part/extent"):
        yield "pages", "-".join(flat_text(each) for each in extent if each.tag in ("start", "end"))
    yield from (("date", flat_text(each)) for each in host.findall("part/date"))
    yield from _identifiers(host)


def _identifiers(element: Element) -> Iterator[tuple[str, str]]:
    for each in element.findall("identifier"):
        kind = each.get("type", "").lower()
        yield (kind if kind in _IDENTIFIERS else "mods-identifier"), flat_text(each)


def _title(element: Element) -> str:
    lead, title, more = (
        " ".join(flat_text(each) for each in element.findall(tag)) for tag in ("nonSort", "title", "subTitle")
    )
    return f"{lead} {title}".strip() + (f": {more}" if more else "")


def _person(element: Element) -> str:
    parts = {part.get("type", ""): flat_text(part) for part in element.findall("namePart")}
    if element.get("type") == "corporate" or not parts.get("family"):
        return f"{{{parts.get('', '')}}}" if element.get("type") == "corporate" else parts.get("", "")
    return f"{parts['family']}, {parts.get('given', '')}".strip(", ")

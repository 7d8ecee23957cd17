"""Read the tagged text of Ovid, whose records begin with `<1. >` and have the tags of their database (`ovid.fields` in the vocabulary).

Where a database gives journal, volume and pages in its citation alone (`SO`), they are taken from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from litreview.core.model import Problem
from litreview.formats.field_values import KeyAssigner, as_name, flat, number_kind
from litreview.formats.record_building import MULTILINE_FIELDS, RawEntry
from litreview.formats.tagged import RecordCollector, RecordLines
from litreview.formats.vocabularies import terms

_LINE = re.compile(r"\s{0,2}(?:([A-Z][A-Z0-9]{1,4}) {1,3}-(?: (.*)|$)|<\s*(\d+)\s*\. ?>\s*$)")
_FIELDS, _LISTS, _CONTAINERS = terms("ovid.fields"), terms("ovid.lists"), terms("containers")
_TYPES = {**terms("table.types"), **terms("medline.types"), **terms("ovid.types")}
_PERSONS, _KINDS = {"author": ("FA", "AU"), "editor": ("FED", "ED")}, ("PT", "DT", "ST")
_TAKEN, _TAKEN_VALUES = frozenset({"<", *chain(*_PERSONS.values())}), {"VN": "Ovid Technologies"}
# `Doe, Jane [Author; E-mail: …]`, `Doe, Jane MD, MPH 1`
_BEHIND_NAME = re.compile(
    r",?\s+(?:Ph\.?\s?D|M\.?D|Dr\.?P\.?H|MPH|R\.?N|[BM]\.?Sc|[BM]\.?A|MBA|FACSM)\b.*|[\s,]*[\d*+†‡][\d*+†‡,\s]*$"
)
_BRACKETS, _LABEL = (
    re.compile(r"\[[^\]]*\]"),
    re.compile(r"\.?\s*\[(?:Article|Report|Miscellaneous|References|Review|Editorial|Letter)\]\.?$"),
)
_SEASON = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\b"
_CITATION = re.compile(
    rf"(?P<journal>.+?)(?:\.\s+(?=\D)|[.,]?\s+(?=(?:[Vv]ol\.?\s*)?\d|{_SEASON}))"
    r"(?:.*?(?<![\d-])(?:[Vv]ol\.?\s*)?(?P<volume>\d{1,4})(?:\s*\((?P<number>[^()]+)\)|(?=,)|(?=:\s*\w?\d)))?"
)
_CITED_PAGES = re.compile(r"(?:[\d)]:\s*|\bpp?\.\s*)(\w?\d+(?:[-–]\w?\d+)?)\b|;\s*(\w?\d+[-–]\w?\d+)\b")
_BOOK = re.compile(r".*\[Ed[^\]]*\]\.?\s*(?:\(\d{4}\)\.)?\s*([^.]+)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SPECIFIC = ("incollection", "phdthesis", "patent", "collection", "book")


def read_ovid(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries and the Problems met; every line with a tag ends up in a field."""
    begin = ("first line <1. >", "add `<1. >` before it")
    return RecordCollector(path, _entry, "<", begin, once=frozenset({"TI", "VN"})).read(
        text, _split, begins=lambda lines, tag: tag == "VN" and lines.has("VN")
    )


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1] or "<", (found[2] or found[3] or "").strip()) if found else None


def _entry(lines: RecordLines, keys: KeyAssigner, position: int) -> RawEntry:
    type_ = _type(lines)
    fields = [*_persons(lines)]
    lists: dict[str, list[str]] = {}
    is_medline = any("medline" in value.lower() for value in lines.values("DB"))
    for _, tag, text in lines.tagged:
        value = flat(text)
        if tag in _TAKEN or value == _TAKEN_VALUES.get(tag, ""):
            continue
        if tag in _LISTS:
            lists.setdefault(_LISTS[tag], []).extend(flat(line) for line in text.split("\n"))
        elif tag == "UI":
            fields.append(("pmid" if is_medline and value.isdigit() else "accession", value))
        elif tag in {"IS", "IB"}:
            fields.append((number_kind(value, type_), value))
        else:
            value = _LABEL.sub("", value) if tag == "TI" else value
            fields.append((_FIELDS.get(tag, f"ovid-{tag.lower()}"), value))
    fields += [
        (name, ("\n" if name in MULTILINE_FIELDS else "; ").join(found)) for name, found in lists.items()
    ]
    fields += _from_citation(type_, dict(fields))
    journal = _CONTAINERS.get(type_, "series" if type_ == "book" else "journal")
    fields = [
        (journal if name == "journal" else name, value) for name, value in dict.fromkeys(fields) if value
    ]
    return lines.entry("ovid", type_, fields, keys.assign("", fields, position))


def _type(lines: RecordLines) -> str:
    """Return the entry type: the most specific one that the lines on the kind of the publication name."""
    kinds = (kind.strip() for value in lines.values(*_KINDS) for kind in re.split("[;,.]", value.lower()))
    known = [found for kind in kinds if (found := _TYPES.get(kind))]
    usual = "article" if lines.has("SO", "JN", "JT") else "misc"
    return next(filter(known.__contains__, _SPECIFIC), known[0] if known else usual)


def _persons(lines: RecordLines) -> Iterator[tuple[str, str]]:
    """Yield the lists of names, without what stands behind a name: brackets and degrees. Lines that are left short stay as they are, too."""
    for field, (full, short) in _PERSONS.items():
        whole = [*map(flat, lines.values(full) or lines.values(short))]
        names = [name for value in whole for name in _BRACKETS.sub("", value).split(";") if name.strip()]
        cleaned = [_BEHIND_NAME.sub("", name) for name in names]
        yield field, " and ".join(map(as_name, cleaned))
        if cleaned != whole or lines.values(full):
            yield f"ovid-{short.lower()}", "; ".join(lines.values(short))
            yield f"ovid-{full.lower()}", "; ".join(lines.values(full))


def _from_citation(type_: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return journal or book, volume, number, pages and year from the citation, those that no other line of the record gives.

    >>> dict(_from_citation("article", {"ovid-source": "Journal of Keys. 201(2-3):327-334, November 15, 2004."}))
    {'journal': 'Journal of Keys', 'volume': '201', 'number': '2-3', 'pages': '327-334', 'year': '2004'}
    """
    citation = known.get("ovid-source", "")
    place = _CITATION.match(citation) if type_ == "article" else None
    pages, years, book = _CITED_PAGES.search(citation), _YEAR.findall(citation), _BOOK.match(citation)
    parts = place.groupdict() if place and "volume" not in known else {}
    if parts.get("volume") in years:
        # `2013(1)` is the first issue of a year
        del parts["volume"]
    parts |= {
        "pages": pages and (pages[1] or pages[2]),
        "year": years[-1] if years else "",
        "booktitle": book and book[1],
    }
    return [(name, value.strip(" .,")) for name, value in parts.items() if value and not known.get(name)]

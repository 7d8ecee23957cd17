"""Read RIS without losses.

Tags follow the RIS specification of Research Information Systems (2001) and its extension of 2011, and the use of Zotero, Scopus and
HeinOnline (`VO` for the volume). This module reads line by line, since rispy loses a record where `ER` is missing
and knows no line numbers; the tests compare the two. Fields that have no tag are stored by `ris_write` in lines
`M2  - tex.NAME: value`, the form that Zotero's field Extra uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from litreview.core.containers import grouped
from litreview.core.model import Problem
from litreview.core.text import doi as doi_of
from litreview.formats.field_values import (
    KeyAssigner,
    as_name,
    flat,
    iso_date,
    joined_lines,
    number_kind,
    pages,
    subtype,
)
from litreview.formats.record_building import MULTILINE_FIELDS, RawEntry
from litreview.formats.tagged import RecordCollector, RecordLines
from litreview.formats.vocabularies import terms

_TYPES, _TYPICAL, _PERSONS = (terms("ris.types"), terms("ris.written-types"), terms("ris.persons"))
_FIELDS, _CONTAINERS, _PUBLISHERS = (terms("ris.fields"), terms("ris.containers"), terms("ris.publishers"))
_SOURCES = [
    (tag, re.compile(pattern), terms(f"ris.{source}"))
    for sign, source in terms("ris.sources").items()
    for tag, _, pattern in [sign.partition(" ")]
]
_HOMELESS_FIELDS = terms("ris.homeless")
_TITLES = ("TI", "T1", "CT", "T2", "BT", "C3", "JF", "JO", "JA", "J1", "J2")
_DATES = ("DA", "Y1", "PY")
_LINE = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])( {0,3})-(?: (.*)|$)")
_TWO_BLANKS = "  "
# a line of nothing parts paragraphs
_TEX = re.compile(r"tex\.(\S+): (.*)|tex\.(annotation|annote):", re.DOTALL)
_KEY = re.compile(r"(?i)citation key: ?(\S.*)")
_ONCE = frozenset({"TI", "T1", "ID"})
_OWN = frozenset({"TI", "T1", "CT", "BT", "T2", "ID", "AU", "A1", "ED", "A2", "DO", "UR"})
Fields = list[tuple[str, str]]
_HOMELESS = "The following values have no corresponding Zotero field:"
_HOMELESS_VALUE = re.compile(r"(?:<br ?/?>|\n)\s*([a-z-]+): (.*?)\s*(?=<br ?/?>|\n|\Z)")
_MEETING = re.compile(r"\b(?:conference|symposium|workshop|congress|meeting|colloquium)\b", re.IGNORECASE)
_PMID = re.compile(r"(?:.*\bPUBMED )?(\d{1,8})(?:,.*)?")
# no issue has a number of six digits; numbers of journals at the National Library of Medicine do
_ISSUE = re.compile(r"(?!\d{6})[\w./–-]{1,12}")
_NUMBERED = re.compile(r"(\S+) ?\[(pmid|pmcid|doi|pii)\]", re.IGNORECASE)


def read_ris(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries and the Problems met; every line with a tag ends up in a field."""
    begin, end = ("first line TY", "add `TY  - GEN` before it"), ("last line ER", "add `ER  - ` after it")
    usual = _blanks(text)

    def split(line: str) -> tuple[str, str] | None:
        found = _LINE.match(line)
        return (found[1], (found[3] or "").strip()) if found and _is_tag(found, usual) else None

    return RecordCollector(path, entry_of_lines, "TY", begin, end, once=_ONCE, own=_OWN).read(
        text, split, seems=_tag
    )


def _tag(line: str) -> str:
    found = _LINE.match(line)
    return found[1] if found else ""


def _blanks(text: str) -> str:
    """Return the blanks between tag and hyphen in the file's first lines: two by the specification, or the file's own number."""
    found = re.search(r"^\s{0,3}TY( {0,3})-", text, re.MULTILINE)
    return found[1] if found else _TWO_BLANKS


def _is_tag(found: re.Match[str], usual: str) -> bool:
    """Return whether a line has a tag: lines of an abstract may begin with "ER - patients" or "T1 - weighted"."""
    tag, blanks, value = found[1], found[2], (found[3] or "").strip()
    if blanks == usual or usual != _TWO_BLANKS:
        return True
    return not value if tag == "ER" else tag == "TY" and value in _TYPES


def entry_of_lines(lines: RecordLines, keys: KeyAssigner, position: int) -> RawEntry:
    """Return the raw entry of the lines of one record."""
    record = _RisRecord(lines)
    return lines.entry("ris", record.type, record.fields, keys.assign(record.key, record.fields, position))


def _as_meant(lines: RecordLines) -> RecordLines:
    """Return the lines under the tags that they have in any record, for a record whose source gives some tags another meaning.

    Lines that Rayyan appended to a DOI or an address become lines of their own.
    """
    meanings: dict[str, str] = {}
    ours = any(_TEX.fullmatch(value) or _KEY.fullmatch(value) for value in lines.values("M2"))
    for tag, pattern, table in () if ours else _SOURCES:
        if any(map(pattern.search, lines.values(tag))):
            meanings.update(table)
    apart = any("  - " in value for value in lines.values("DO", "UR"))
    if not meanings and not apart:
        return lines
    found = RecordLines()
    for number, tag, whole in lines.tagged:
        for own, value in joined_lines(whole) if tag in {"DO", "UR"} else [("", whole)]:
            # behind Ovid's last line of a record stands the address of its full text
            first, _, link = value.partition("\n") if tag == "NL" else (value, "", "")
            for meaning in meanings.get(own or tag, own or tag).split():
                found.add(number, meaning, first, "")
            if link:
                found.add(number, "=full-text", link, "")
    return found


class _RisRecord:
    """The fields of one record, filled tag by tag."""

    def __init__(self, lines: RecordLines) -> None:
        self.lines = lines = _as_meant(lines)
        self.kind = " ".join(lines.values("TY")[:1]).strip().upper()
        self.exact = self._exact()
        exactly = " ".join(self.exact.pop("entrytype", "").split())
        self.type = exactly or _TYPES.get(self.kind, "misc")
        self.fields: list[tuple[str, str]] = []
        self.key = ""
        self._dois: set[str] = set()
        self._persons()
        self._titles()
        self._pages()
        self._dates()
        for _, tag, value in lines.tagged:
            if value and tag not in {"TY", *_PERSONS, *_TITLES, *_DATES, "SP", "EP"}:
                self._field(tag, value)
        self._lists()
        self._homeless()
        paper = subtype(self.kind)
        self.fields += paper
        if self.kind and not paper and not exactly and _TYPICAL.get(self.type) != self.kind:
            self.fields.append(("ris-ty", self.kind))
        # values of `tex.NAME` lines are exact, and replace those of tags
        exact = {text for value in self.exact.values() for text in (value, " ".join(value.split()))}
        self.fields = [
            *self.exact.items(),
            *((name, value) for name, value in dict.fromkeys(self.fields) if value and value not in exact),
        ]
        self.fields = [
            (name, value)
            for index, (name, value) in enumerate(self.fields)
            if index < len(self.exact) or name not in self.exact
        ]

    def _exact(self) -> dict[str, str]:
        exact = grouped(
            ((found[1] or found[3]).lower(), found[2] or "")
            for value in self.lines.values("M2")
            if (found := _TEX.fullmatch(value))
        )
        return {
            name: ("\n" if name in MULTILINE_FIELDS else " ").join(values) for name, values in exact.items()
        }

    def _persons(self) -> None:
        groups: dict[str, list[str]] = {}
        has_editor = bool(self.lines.values("ED", "A2"))
        for _, tag, value in self.lines.tagged:
            if tag not in _PERSONS or not value:
                continue
            field = _PERSONS[tag]
            if self.kind == "CASE" and tag == "A2":
                self.fields.append(("reporter", value))
                continue
            if tag == "A3" and self.type in {"book", "collection"}:
                field = "editor"
            elif self.kind == "EDBOOK" and field == "author" and not has_editor:
                # an edited book has no other people than its editors
                field = "editor"
            groups.setdefault(field, []).extend(as_name(each) for each in value.split("\n") if each.strip())
        self.fields += [(field, " and ".join(names)) for field, names in groups.items()]

    def _titles(self) -> None:
        titles = {tag: self.lines.values(tag) for tag in _TITLES}
        if self.type in {"book", "collection"} and titles["BT"] and not titles["TI"] + titles["T1"]:
            titles["TI"] = titles.pop("BT")
        self._add("title", titles["TI"], titles["T1"], titles["CT"])
        if self.type == "inproceedings" and titles["C3"]:
            # the proceedings have their own title, different from the conference's
            self._add("booktitle", titles["C3"])
            self._add("eventtitle", titles["T2"])
            titles["T2"] = []
        else:
            self._add("ris-c3", titles["C3"])
        short = [value for tag in ("JO", "JA", "J2", "J1") for value in titles[tag]]
        # a short title alone is the title
        long = [value for tag in ("JF", "T2", "BT") for value in titles.get(tag, [])] or short[:1]
        self._add(_CONTAINERS.get(self.type, "publication"), long)
        known = set(long)
        self._add("shortjournal", (value for value in dict.fromkeys(short) if value not in known))

    def _add(self, field: str, *values: Iterable[str]) -> None:
        self.fields += [(field, value) for each in values for value in each]

    def _pages(self) -> None:
        first, last = self.lines.values("SP"), self.lines.values("EP")
        page_range = pages(*(flat(" ".join(values[:1])) for values in (first, last)))
        further = (*(("ris-sp", value) for value in first[1:]), *(("ris-ep", value) for value in last[1:]))
        self.fields += [("pages", page_range), *further]

    def _dates(self) -> None:
        has_year = self.lines.has("PY", "Y1")
        for tag in _DATES if "date" not in self.exact else _DATES[1:]:
            for value in self.lines.values(tag):
                year, date, other_date = iso_date(value)
                # `2016/05//` repeats an exact month
                if date and not ("month" in self.exact and date.count("-") == 1):
                    self.fields.append(("date", date))
                if tag != "DA" or not has_year:
                    self.fields.append(("year", year if tag != "DA" or not date else ""))
                self.fields.append(("publication-date", other_date))

    def _field(self, tag: str, value: str) -> None:
        own = self._own.get(tag)
        found = own(self, tag, value) if own else None
        if found is None and tag not in {"KW", "AD", "CR"}:
            name = tag[1:] if tag.startswith("=") else _FIELDS.get(tag, f"ris-{tag.lower()}")
            found = [(name, flat(value))]
        self.fields += found or []

    def _id(self, _: str, value: str) -> Fields | None:
        if self.key:
            return [("ris-id", flat(value))]
        self.key = flat(value)
        return []

    def _extra(self, _: str, value: str) -> Fields | None:
        if _TEX.fullmatch(value):
            return []
        found = _KEY.fullmatch(flat(value))
        if found is None:
            return None
        # Zotero's way to keep a key
        self.key = self.key or found[1]
        return []

    def _note(self, _: str, value: str) -> Fields | None:
        references = value.removeprefix("References:")
        return [("references", references.strip())] if references != value else None

    def _pmid(self, _: str, value: str) -> Fields:
        found = _PMID.fullmatch(flat(value))
        return [("pmid", found[1])] if found else []

    def _doi(self, tag: str, value: str) -> Fields | None:
        doi = doi_of(flat(value))
        if tag != "DO" and not doi:
            return None
        if doi and doi in self._dois:
            return []
        self._dois.add(doi)
        return [("doi", flat(value))]

    def _issue(self, _: str, value: str) -> Fields | None:
        if self.type != "article" or not _ISSUE.fullmatch(flat(value)):
            return None
        # EndNote puts the issue here
        return [("number" if not self.lines.has("IS", "CP") else "ris-m1", flat(value))]

    def _visited(self, _: str, value: str) -> Fields | None:
        _, date, other_date = iso_date(flat(value))
        return [("urldate", date or other_date or flat(value))]

    def _user(self, _: str, value: str) -> Fields | None:
        found = _NUMBERED.fullmatch(flat(value))
        return [(found[2].lower(), found[1])] if found else None

    _own: ClassVar[Mapping[str, Callable[[_RisRecord, str, str], Fields | None]]] = {
        "=pmid": _pmid, "L3": _doi, "ID": _id, "M2": _extra, "N1": _note, "RN": _note, "DO": _doi, "M3": _doi, "M1": _issue, "Y2": _visited,
        "SN": lambda self, _, value: [(number_kind(flat(value), self.type), flat(value))],
        "PB": lambda self, _, value: [(_PUBLISHERS.get(self.type, "publisher"), flat(value))],
        # Web of Science gives the conference here
        "CP": lambda _self, _, value: [("eventtitle", flat(value))] if _MEETING.search(value) else None,
        **dict.fromkeys(("U1", "U2", "U3", "U4", "U5"), _user),
    }  # fmt: skip
    """Readers of tags whose meaning depends on their value or the type: (tag, value) -> fields, None for the usual field."""

    def _lists(self) -> None:
        words = [word.strip() for value in self.lines.values("KW") for word in value.split("\n")]
        cited = (line for value in self.lines.values("CR") for line in value.split("\n"))
        self.fields += [
            ("keywords", "; ".join(dict.fromkeys(filter(None, words)))),
            ("affiliation", "\n".join(map(flat, self.lines.values("AD")))),
            (_FIELDS["CR"], "\n".join(filter(None, map(flat, cited)))),
        ]

    def _homeless(self) -> None:
        """Add journal, DOI, pages and the like from the note that Zotero makes of EndNote's values, where no tag gives them."""
        own = {"container": _CONTAINERS.get(self.type, "publication")}
        known = {name for name, value in self.fields if value}
        for note in self.lines.values("N1"):
            for name, value in _HOMELESS_VALUE.findall(note) if note.startswith(_HOMELESS) else ():
                meaning = _HOMELESS_FIELDS.get(name, "")
                field = number_kind(value, self.type) if meaning == "isbn" else own.get(meaning, meaning)
                if field and field not in known:
                    self.fields.append((field, flat(value)))

"""RIS, read without losses and written so that Zotero keeps keys and tags.

Tags after the RIS specification of Research Information Systems (2001) and its extension of 2011. Read line by line rather
than by rispy, which loses a record where `ER` is missing and knows no line numbers; the tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from litreview.formats.bibtex_write import TYPE_CODES
from litreview.formats.building import RawEntry, free_key
from litreview.model import Person, Problem, Where, Work

__all__ = ["dump_ris", "read_ris"]

_LINE = re.compile(r"^\s{0,3}([A-Z][A-Z0-9]) {0,3}-(?: (.*)|$)")
_TYPES = {
    "JOUR": "article", "JFULL": "article", "EJOUR": "article", "MGZN": "article", "NEWS": "article", "INPR": "article", "ABST": "article",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "collection", "CHAP": "incollection", "ECHAP": "incollection",
    "CONF": "inproceedings", "CPAPER": "inproceedings", "THES": "phdthesis", "RPRT": "techreport", "GOVDOC": "techreport",
    "UNPB": "unpublished", "MANSCPT": "unpublished", "CASE": "jurisdiction", "STAT": "legislation", "BILL": "legislation",
    "LEGAL": "legislation", "HEAR": "legislation", "DATA": "dataset", "COMP": "software", "ELEC": "online", "BLOG": "online",
    "VIDEO": "video", "PAT": "patent", "PCOMM": "letter", "GEN": "misc",
}  # fmt: skip
_WRITTEN = {
    "article": "JOUR", "book": "BOOK", "collection": "EDBOOK", "mvbook": "BOOK", "incollection": "CHAP", "inbook": "CHAP",
    "inproceedings": "CPAPER", "conference": "CPAPER", "proceedings": "CONF", "phdthesis": "THES", "mastersthesis": "THES",
    "thesis": "THES", "techreport": "RPRT", "report": "RPRT", "unpublished": "UNPB", "jurisdiction": "CASE", "case": "CASE",
    "legislation": "STAT", "statute": "STAT", "dataset": "DATA", "software": "COMP", "online": "ELEC", "electronic": "ELEC",
    "www": "ELEC", "video": "VIDEO", "patent": "PAT", "letter": "PCOMM", "interview": "PCOMM",
}  # fmt: skip
# the first name is where the value goes; a second value of the same name is kept as repeated
_FIELDS = {
    "TI": "title", "T1": "title", "CT": "title", "VL": "volume", "IS": "number", "CP": "number", "PB": "publisher",
    "CY": "address", "PP": "address", "AB": "abstract", "N2": "abstract", "N1": "note", "DO": "doi", "UR": "url", "LA": "language",
    "ET": "edition", "ST": "shorttitle", "DB": "database", "DP": "databaseprovider", "AN": "accession", "CN": "callnumber",
    "Y2": "urldate", "L1": "file", "L2": "link", "L4": "file", "AD": "affiliation", "C1": "custom1", "C2": "custom2",
    "RN": "researchnotes", "J1": "shortjournal", "J2": "shortjournal", "JA": "shortjournal", "T3": "series", "M1": "ris-m1", "M3": "type",
    "DA": "date", "RP": "reprint", "OP": "originalpublication", "SE": "section", "NV": "volumes", "CA": "caption", "LB": "label",
    "AV": "availability", "TA": "translatedauthor",
}  # fmt: skip
_PERSONS = {
    "AU": "author",
    "A1": "author",
    "A2": "editor",
    "ED": "editor",
    "A3": "editora",
    "A4": "translator",
}


def read_ris(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries and the Problems met; every line with a tag ends up in a field."""
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    lines: list[tuple[int, str, str]] = []
    raw: list[str] = []

    def close(*, ended: bool, line: int) -> None:
        if not lines:
            raw.clear()
            return
        entry = _entry(lines, "\n".join(raw), len(entries) + 1)
        if not ended:
            problems.append(
                Problem(
                    where=Where(file=path, line=line),
                    code="LR035",
                    level="warning",
                    message="a record without its last line ER",
                    remedy="add `ER  - ` after it",
                    key=entry.key,
                )
            )
        entries.append(entry)
        lines.clear()
        raw.clear()

    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.match(line)
        if found is None:
            if lines and line.strip():
                # a value that goes on in the next line
                at, tag, value = lines[-1]
                lines[-1] = (at, tag, f"{value}\n{line.strip()}" if value else line.strip())
                raw.append(line)
            elif (
                line.strip()
                and not lines
                and not entries
                and len(problems) < 1
                and not line.startswith(("Provider", "Database", "Content"))
            ):
                problems.append(
                    Problem(
                        where=Where(file=path, line=number),
                        code="LR024",
                        level="info",
                        message="text before the first record is left out",
                        remedy="",
                    )
                )
            continue
        tag, value = found.group(1), (found.group(2) or "").strip()
        if tag == "TY":
            close(ended=False, line=number)
        if tag == "ER":
            close(ended=True, line=number)
            continue
        if not lines and tag != "TY":
            problems.append(
                Problem(
                    where=Where(file=path, line=number),
                    code="LR035",
                    level="warning",
                    message=f"a record starts with {tag} instead of TY; it is read as misc",
                    remedy="add a line `TY  - GEN` before it",
                )
            )
            lines.append((number, "TY", "GEN"))
        lines.append((number, tag, value))
        raw.append(line)
    close(ended=False, line=text.count("\n") + 1)
    return entries, problems


def _entry(lines: list[tuple[int, str, str]], raw: str, position: int) -> RawEntry:
    kind = lines[0][2].strip().upper()
    type_ = _TYPES.get(kind, "misc")
    fields: list[tuple[str, str]] = []
    persons: dict[str, list[str]] = {}
    keywords: list[str] = []
    key = first = last = ""
    is_part = type_ in {"incollection", "inproceedings"}
    container = "booktitle" if is_part else "journal" if type_ == "article" else "series"
    for _, tag, value in lines[1:]:
        if not value:
            continue
        if tag in _PERSONS:
            persons.setdefault(_PERSONS[tag], []).append(value)
        elif tag == "KW":
            keywords += [part for each in value.split("\n") if (part := each.strip())]
        elif tag == "ID":
            key = value
        elif tag in {"SP", "EP"}:
            first, last = (value, last) if tag == "SP" else (first, value)
        elif tag in {"PY", "Y1"}:
            fields.append(("year", value.strip("/").split("/")[0]))
            if value.strip("/").count("/"):
                fields.append(("date", re.sub(r"/+", "-", value.strip("/"))))
        elif tag == "DA":
            fields.append(("date", re.sub(r"/+", "-", value.strip("/"))))
        elif tag in {"JO", "JF"}:
            fields.append(("journal" if type_ == "article" else container, value))
        elif tag in {"T2", "BT"}:
            is_title = tag == "BT" and type_ in {"book", "collection"}
            fields.append(("title" if is_title else container, value))
        elif tag == "SN":
            fields.append(("issn" if re.fullmatch(r"\D*\d{4}-?\d{3}[\dXx]\D*", value) else "isbn", value))
        elif tag == "PB" and type_ in {"techreport", "phdthesis"}:
            fields.append(("institution" if type_ == "techreport" else "school", value))
        else:
            fields.append((_FIELDS.get(tag, f"ris-{tag.lower()}"), value))
    if kind not in _TYPES:
        fields.append(("ris-ty", kind))
    if first or last:
        fields.append(("pages", f"{first}–{last}" if first and last and first != last else first or last))
    for name, each in persons.items():
        fields.append((name, " and ".join(_as_bibtex(person) for person in each)))
    if keywords:
        fields.append(("keywords", "; ".join(keywords)))
    if not any(name == "year" for name, _ in fields):
        fields += [("year", value[:4]) for name, value in fields if name == "date"][:1]
    return RawEntry(
        key=key or free_key(fields, position),
        type=type_,
        fields=fields,
        line=lines[0][0],
        raw=raw,
        format="ris",
    )


def _as_bibtex(name: str) -> str:
    """Return a RIS name so that the BibTeX rules read it right: one without comma is a body if it has several words."""
    name = name.strip().strip(";")
    if name.endswith(","):
        return "{" + name.rstrip(", ").replace("{", "").replace("}", "") + "}"
    if re.search(r"\sand\s", name, re.IGNORECASE) and "," not in name:
        return "{" + name.replace("{", "").replace("}", "") + "}"
    parts = [part.strip() for part in name.split(",")]
    # RIS: Family, Given, Suffix
    return ", ".join([parts[0], parts[2], parts[1]]) if len(parts) == 3 and parts[2] else name


def dump_ris(works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str]) -> str:
    """Return the works as RIS: the key as `ID`, keywords and tags as `KW`, lines end as the specification wants."""
    return "".join(_dump(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works)


def _dump(work: Work, codes: list[str], note: str) -> str:
    fields = work.fields
    kind = _WRITTEN.get(work.type, "GEN")
    rows: list[tuple[str, str]] = [("TY", kind), ("ID", work.key)]
    if not (work.confidential and not (fields.keys() - {"confidential"})):
        rows += [("AU", _ris_name(person)) for person in work.authors]
        rows += [("ED" if kind != "JOUR" else "A2", _ris_name(person)) for person in work.editors]
        rows += [("TI", work.title)]
        rows += [("T2", work.container or fields.get("series", ""))]
        rows += [
            ("PY", str(work.year) if work.year else fields.get("year", "")),
            ("DA", fields.get("date", "").replace("-", "/")),
        ]
        pages = re.split(r"\s*(?:–|—|--|-)\s*", fields.get("pages", ""), maxsplit=1)
        rows += [
            ("VL", fields.get("volume", "")),
            ("IS", fields.get("number", "") or fields.get("issue", "")),
            ("SP", pages[0]),
            ("EP", pages[1] if len(pages) > 1 else ""),
        ]
        rows += [
            (
                "PB",
                next(
                    (
                        fields[name]
                        for name in ("publisher", "institution", "school", "organization")
                        if fields.get(name)
                    ),
                    "",
                ),
            )
        ]
        rows += [
            ("CY", fields.get("address", "") or fields.get("location", "")),
            ("ET", fields.get("edition", "")),
            ("DO", work.doi or fields.get("doi", "")),
        ]
        rows += [
            ("SN", fields.get("issn", "")),
            ("SN", fields.get("isbn", "")),
            ("UR", fields.get("url", "")),
            ("LA", fields.get("language", "")),
        ]
        rows += [("AB", work.abstract)]
        rows += [("KW", word) for word in work.keywords]
        rows += [("KW", f"tvpa:{code}") for code in codes if code not in TYPE_CODES]
        rows += [("N1", " ".join(text.split())) for text in (fields.get("note", ""), note)]
    else:
        rows += [("KW", "confidential")]
    text = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in rows if value.strip())
    return f"{text}ER  - \r\n\r\n"


def _ris_name(person: Person) -> str:
    if person.literal:
        return f"{person.literal}," if " " in person.literal else person.literal
    family = f"{person.prefix} {person.family}".strip()
    return ", ".join(part for part in (family, person.given, person.suffix) if part)

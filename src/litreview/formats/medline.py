"""MEDLINE (.nbib): the tagged text that PubMed exports.

Tags after "MEDLINE/PubMed Data Element (Field) Descriptions", U.S. National Library of Medicine.
"""

from __future__ import annotations

import re

from litreview.formats.building import RawEntry
from litreview.formats.tagged import (
    Gatherer,
    KeyGiver,
    Lines,
    as_name,
    body,
    month_name,
    problem,
)
from litreview.model import Problem

__all__ = ["read_medline"]

# the tag is padded to four characters; some tools forget that
_LINE = re.compile(r"^(?:(?=[A-Z0-9 ]{4}-)([A-Z][A-Z0-9]{1,3}) *-|([A-Z][A-Z0-9]{1,3})-(?= |$)) ?(.*)$")
_STARTS = frozenset({"PMID", "PMC", "PMCR", "OWN", "STAT"})
_ONCE = frozenset({"PMID", "TI", "JT", "DP"})
_ONE_EACH = {
    "JT": "journal", "TA": "shortjournal", "VI": "volume", "IP": "number", "PG": "pages", "PL": "address", "LA": "language",
    "PB": "publisher", "EN": "edition", "PMC": "pmcid", "PMCR": "pmcr", "TT": "transliterated-title", "CTI": "series", "VTI": "volumetitle",
    "CI": "copyright", "SO": "medline-source", "CON": "comment-on", "CIN": "comment-in", "EIN": "erratum-in", "RIN": "retraction-in",
    "SB": "medline-subset", "CY": "address",
}  # fmt: skip
_LISTS = {"MH": "mesh", "OT": "keywords", "GR": "funding", "PT": "type", "RN": "substances"}
_TYPES = {
    "journal article": "article", "review": "article", "letter": "article", "editorial": "article", "comment": "article", "news": "article",
    "newspaper article": "article", "preprint": "article", "book": "book", "book chapter": "incollection", "chapter": "incollection",
    "technical report": "techreport", "government publication": "techreport", "academic dissertation": "phdthesis", "dataset": "dataset",
    "clinical conference": "inproceedings", "congress": "inproceedings", "congresses": "inproceedings", "legal case": "jurisdiction",
    "legislation": "legislation", "interview": "interview", "unpublished work": "unpublished",
}  # fmt: skip


def read_medline(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a MEDLINE file, and the Problems met. A record starts at `PMID-`."""
    begin = ("first line PMID", "add `PMID- ` with its number")
    records = Gatherer(path, _entry, "PMID", begin, names=True, once=_ONCE)
    named: Lines | None = None
    after_blank = True
    every = text.split("\n")
    for number, line in enumerate(every, 1):
        if not line.strip():
            after_blank = True
            continue
        found = _LINE.match(line)
        if after_blank and _tag(line) != "PMID" and records.parts(every, number - 1, _tag):
            records.close()
            if found is None:
                # what is left of PMID
                records.lines.add(number, "stray", line.strip(), line)
                after_blank = False
                continue
        lines = records.lines
        if found is not None:
            tag = found[1] or found[2]
            if tag == "PMID" or (after_blank and tag in _STARTS):
                records.close()
            records.lines.add(number, tag, found[3].strip(), line)
        elif lines and line[:1].isspace():
            lines.go_on(line)
        elif lines and not after_blank:
            if named is not lines:
                # once a record
                named = lines
                what, mend = (
                    "a line without a tag, kept as `medline-stray`",
                    "begin it with a tag, or with six blanks",
                )
                records.problems.append(problem(path, number, "LR024", "warning", what, mend))
            lines.add(number, "stray", line.strip(), line)
        else:
            records.outside(number)
            continue
        after_blank = False
    records.close()
    return records.done()


def _tag(line: str) -> str:
    found = _LINE.match(line)
    return (found[1] or found[2]) if found else ""


def _entry(lines: Lines, keys: KeyGiver, position: int) -> RawEntry:
    fields: list[tuple[str, str]] = []
    extra: dict[str, list[str]] = {}
    kinds = [value.lower() for value in lines.values("PT")]
    type_ = next((found for kind in kinds if (found := _TYPES.get(kind)) and found != "interview"), "")
    type_ = type_ or (
        "interview" if "interview" in kinds else "article" if lines.values("JT", "TA") else "misc"
    )
    full = [as_name(name) for name in lines.values("FAU")]
    short = [as_name(name) for name in lines.values("AU")]
    bodies = [body(name) for name in lines.values("CN")]
    editors = [as_name(name) for name in lines.values("FED") or lines.values("ED")]
    # a record may give the full form for some of its authors only
    authors = full if len(full) >= len(short) else short
    for name, persons in (("author", [*authors, *bodies]), ("editor", editors)):
        if persons:
            fields.append((name, " and ".join(persons)))
    if full and short:
        extra["medline-au"] = lines.values("AU") if authors is full else lines.values("FAU")
    titles = [" ".join(value.split()) for value in lines.values("TI")]
    books = [" ".join(value.split()) for value in lines.values("BTI")]
    if titles:
        fields.append(("title", " ".join(titles)))
    if books:
        fields.append(("booktitle" if titles else "title", " ".join(books)))
    for _, tag, value in lines.tagged:
        if not value or tag in {"FAU", "AU", "CN", "FED", "ED", "TI", "BTI"}:
            continue
        flat = " ".join(value.split())
        if tag == "PMID":
            fields.append(("pmid", flat))
        elif tag in _ONE_EACH:
            target = _ONE_EACH[tag]
            if target == "journal" and type_ not in {"article", "misc", "interview"}:
                target = "booktitle"
            fields.append((target, flat))
        elif tag in {"AID", "LID"}:
            _identifier(flat, fields)
        elif tag == "DP":
            year = re.match(r"(\d{4})(?: +([A-Za-z]{3}))?", flat)
            fields += [("year", year[1] if year else flat), ("publication-date", flat)]
            fields.append(("month", month_name(year[2] or "") if year else ""))
        elif tag == "IS":
            fields.append(("issn", flat.split(" (")[0]))
        elif tag == "ISBN":
            fields.append(("isbn", flat.removeprefix("ISBN ").split(" (")[0]))
        elif tag in {"AB", "OAB"}:
            fields.append(("abstract", flat))
        elif tag == "AD":
            extra.setdefault("affiliation", []).append(flat)
        else:
            extra.setdefault(_LISTS.get(tag, f"medline-{tag.lower()}"), []).append(flat)
    fields += [
        (name, ("\n" if name == "affiliation" else "; ").join(values)) for name, values in extra.items()
    ]
    fields = [(name, value) for name, value in dict.fromkeys(fields) if value]
    pmid = lines.values("PMID")
    key = f"pmid{pmid[0]}" if pmid and pmid[0].isdigit() else ""
    return RawEntry(
        key=keys.give(key, fields, position),
        type=type_,
        fields=fields,
        line=lines.first_line,
        raw=lines.text,
        format="medline",
    )


def _identifier(value: str, fields: list[tuple[str, str]]) -> None:
    """Add an article identifier: `10.1000/x [doi]`, `S0140 [pii]`, or one without its kind."""
    found = re.fullmatch(r"(.*?)\s*\[(\w+)\]", value)
    kind = found[2].lower() if found else ""
    if kind == "doi" or (not kind and "10." in value):
        fields.append(("doi", (found[1] if found else value).removeprefix("doi:")))
    else:
        fields.append((kind or "articleid", found[1] if found else value))

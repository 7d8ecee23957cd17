"""MEDLINE (.nbib): the tagged text that PubMed exports.

Tags after "MEDLINE/PubMed Data Element (Field) Descriptions", U.S. National Library of Medicine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from litreview.formats.building import RawEntry
from litreview.formats.tagged import Gatherer, KeyGiver, Lines, as_name, body, flat, month_name
from litreview.formats.words import words
from litreview.model import Problem, Where
from litreview.problems import problem

# the tag is padded to four characters; some tools forget that
_LINE = re.compile(r"^(?:(?=[A-Z0-9 ]{4}-)([A-Z][A-Z0-9]{1,3}) *-|([A-Z][A-Z0-9]{1,3})-(?= |$)) ?(.*)$")
_STARTS = frozenset({"PMID", "PMC", "PMCR", "OWN", "STAT"})
_ONCE = frozenset({"PMID", "TI", "JT", "DP"})
_ONE_EACH = words("medline.fields")
_LISTS = words("medline.lists")
_TAKEN = frozenset({"FAU", "AU", "CN", "FED", "ED", "TI", "BTI"})
_TYPES = words("medline.types")


def read_medline(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a MEDLINE file, and the Problems met. A record starts at `PMID-`."""
    begin = ("first line PMID", "add `PMID- ` with its number")
    records = Gatherer(path, _entry, "PMID", begin, names=True, once=_ONCE)
    named: Lines | None = None

    def untagged(number: int, line: str, blank: bool) -> bool:
        nonlocal named
        lines = records.lines
        if lines and line[:1].isspace():
            lines.go_on(line)
        elif lines and not blank:
            if named is not lines:
                # once a record
                named = lines
                records.problems.append(problem("LR024.line-without-tag", Where(file=path, line=number)))
            lines.add(number, "stray", line.strip(), line)
        else:
            records.outside(number)
            return blank
        return False

    return records.read(text, _split, begins=lambda _, tag: tag in _STARTS, untagged=untagged)


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1] or found[2], found[3].strip()) if found else None


def type_of(kinds: Iterable[str], *, in_journal: bool) -> str:
    """Return the entry type of a record of PubMed: by its publication types, else by whether it is in a journal.

    >>> type_of(["Interview", "Journal Article"], in_journal=True), type_of(["Interview"], in_journal=True), type_of([], in_journal=False)
    ('article', 'interview', 'misc')
    """
    known = [found for kind in kinds if (found := _TYPES.get(kind.lower()))]
    usual = "interview" if "interview" in known else "article" if in_journal else "misc"
    return next((found for found in known if found != "interview"), usual)


def _entry(lines: Lines, keys: KeyGiver, position: int) -> RawEntry:
    type_ = type_of(lines.values("PT"), in_journal=lines.has("JT", "TA"))
    persons, unused = _persons(lines)
    fields = [*persons, *_titles(lines)]
    extra = {"medline-au": unused} if unused else {}
    for _, tag, given in lines.tagged:
        value = flat(given)
        if not value or tag in _TAKEN:
            continue
        if tag in _OWN:
            fields += _OWN[tag](value)
        elif tag in _ONE_EACH:
            fields.append((_ONE_EACH[tag], value))
        else:
            extra.setdefault(_LISTS.get(tag, f"medline-{tag.lower()}"), []).append(value)
    if type_ not in {"article", "misc", "interview"}:
        fields = [("booktitle" if name == "journal" else name, value) for name, value in fields]
    fields += [
        (name, ("\n" if name == "affiliation" else "; ").join(values)) for name, values in extra.items()
    ]
    fields = [(name, value) for name, value in dict.fromkeys(fields) if value]
    pmid = "".join(lines.values("PMID")[:1])
    key = f"pmid{pmid}" if pmid.isdigit() else ""
    return lines.entry("medline", type_, fields, keys.give(key, fields, position))


def _persons(lines: Lines) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the lists of names, and the authors' names in the form that is not used."""
    full, short = lines.values("FAU"), lines.values("AU")
    # a record may give the full form for some of its authors only
    chosen, other = (full, short) if len(full) >= len(short) else (short, full)
    authors = [*map(as_name, chosen), *map(body, lines.values("CN"))]
    editors = map(as_name, lines.values("FED") or lines.values("ED"))
    found = (("author", " and ".join(authors)), ("editor", " and ".join(editors)))
    return [(name, each) for name, each in found if each], other


def _titles(lines: Lines) -> list[tuple[str, str]]:
    title, book = (" ".join(map(flat, lines.values(tag))) for tag in ("TI", "BTI"))
    return [("title", title or book), ("booktitle", book if title else "")]


def _date(value: str) -> list[tuple[str, str]]:
    year = re.match(r"(\d{4})(?: +([A-Za-z]{3}))?", value)
    month = month_name(year[2] or "") if year else ""
    return [("year", year[1] if year else value), ("publication-date", value), ("month", month)]


def _identifier(value: str) -> list[tuple[str, str]]:
    """Return the field of an article identifier: `10.1000/x [doi]`, `S0140 [pii]`, or one without its kind."""
    found = re.fullmatch(r"(.*?)\s*\[(\w+)\]", value)
    kind = found[2].lower() if found else ""
    said = found[1] if found else value
    if kind == "doi" or (not kind and "10." in value):
        return [("doi", said.removeprefix("doi:"))]
    return [(kind or "articleid", said)]


_OWN: Mapping[str, Callable[[str], list[tuple[str, str]]]] = {
    "AID": _identifier,
    "LID": _identifier,
    "DP": _date,
    "IS": lambda value: [("issn", value.split(" (")[0])],
    "ISBN": lambda value: [("isbn", value.removeprefix("ISBN ").split(" (")[0])],
}
"""Tags that are more than one value of one field."""

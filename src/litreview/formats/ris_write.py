"""Write RIS so that Zotero imports keys, tags and notes, and that reading gives back what was written.

- The key is in `ID`, and in `M2  - Citation Key: …`. Zotero ignores `ID` and copies `M2` into its field Extra. There it and
  Better BibTeX look for a key (translators/RIS.js, "ID" and "M2").
- A field without a tag in RIS, or one that reading would change, is in `M2  - tex.NAME: …`, also for Extra. Better BibTeX
  writes such lines as fields, so no field is lost on the way through Zotero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from litreview.core.confidential.classification import UNANSWERED
from litreview.core.confidential.redaction import marked_open
from litreview.core.model import Person, Work
from litreview.core.text import MONTHS
from litreview.formats.bibtex_write import tag_words
from litreview.formats.field_values import KeyAssigner
from litreview.formats.record_building import MULTILINE_FIELDS, as_plain, build, roundtrip_changes
from litreview.formats.ris import entry_of_lines
from litreview.formats.tagged import RecordLines
from litreview.formats.vocabularies import terms
from litreview.works.kinds import is_request

_TYPES, _TYPICAL, _ROWS = (terms("ris.types"), terms("ris.written-types"), terms("ris.written-fields"))
_REQUEST = "GEN"
_PAPERS = {"newspaper": "NEWS", "magazine": "MGZN"}
_DATED = frozenset({"date", "month", "year", "entrytype", "confidential"})
_PUBLISHERS = ("publisher", "institution", "school", "organization")


def dump_ris(works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str]) -> Iterator[str]:
    """Yield the works as RIS: keywords and tags as `KW`, notes as `RN`; lines end as the specification demands, with CR and LF."""
    return (ris_entry(work, tags.get(work.key, ()), notes.get(work.key, "")) for work in works)


def ris_entry(work: Work, codes: Sequence[str], note: str) -> str:
    """Return one work as RIS, with the codes of its tags and its note."""
    work = marked_open(work, typed=False)
    kind = _kind(work)
    rows = [("TY", kind), ("ID", work.key)]
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        mark = " ".join(work.fields.get("confidential", "").split()) or "true"
        # the keyword serves programs that do not know the `tex.` line; it would seal a record that is only withheld
        rows += [
            *([("KW", "confidential")] if mark != UNANSWERED else []),
            ("M2", f"tex.confidential: {mark}"),
        ]
    else:
        rows += [(tag, _one_line(value)) for tag, value in _rows(work, kind) if value.strip()]
        rows += [("M2", f"Citation Key: {work.key}")]
        rows += [*_exact(work, rows), *(("KW", word) for word in tag_words(codes))]
        rows += [("RN", " ".join(note.split()))] if note.strip() else []
    text = "".join(f"{tag}  - {value}\r\n" for tag, value in rows)
    return f"{text}ER  - \r\n\r\n"


def _one_line(value: str) -> str:
    """Return a value in one line, or a list of references in one line each: a line without a tag continues the value."""
    if value.startswith("References:"):
        return "\r\n      ".join(" ".join(line.split()) for line in value.split("\n"))
    return " ".join(value.split())


def _kind(work: Work) -> str:
    if is_request(work):
        # whatever type was entered: a request for records is no report
        return _REQUEST
    kind = work.fields.get("ris-ty", "")
    if work.type == "article" and not kind:
        kind = _PAPERS.get(work.fields.get("entrysubtype", ""), "")
    return kind if re.fullmatch(r"[A-Z]{2,8}", kind) else _TYPICAL.get(work.type, "GEN")


def _rows(work: Work, kind: str) -> Iterator[tuple[str, str]]:
    fields = work.fields
    yield from (("AU", _name(person)) for person in work.authors)
    yield from (("A2" if kind == "JOUR" else "ED", _name(person)) for person in work.editors)
    yield "TI", work.title
    yield "A2" if kind == "CASE" else "T2", work.container or fields.get("series", "")
    yield "T3", fields.get("series", "") if work.container else ""
    yield "PY", fields.get("year", "") or (str(work.year) if work.year and not fields.get("date") else "")
    yield "DA", _date(work)
    first, _, last = fields.get("pages", "").partition("–")
    yield "SP", first
    yield "EP", last
    yield "PB", next((fields[name] for name in _PUBLISHERS if fields.get(name)), "")
    yield "CY", fields.get("address", "") or fields.get("location", "")
    yield from ((tag, fields.get(name, "")) for name, tag in _ROWS.items())
    yield from (("KW", word) for word in work.keywords)
    yield "N1", fields.get("note", "")
    yield from (("AD", place) for place in fields.get("affiliation", "").split("\n"))
    yield from (("CR", cited) for cited in fields.get("cited-references", "").split("\n"))
    yield "N1", f"References: {fields['references']}" if fields.get("references") else ""
    yield "RN", fields.get("annotation", "") or fields.get("annote", "")


def _date(work: Work) -> str:
    """Return the date as `YYYY/MM/DD`, from the field `date` or else from year and month."""
    date = work.fields.get("date", "")
    if re.fullmatch(r"\d{4}(?:-\d{2}){1,2}", date):
        return date.replace("-", "/") + ("//" if len(date) == 7 else "")
    month = work.fields.get("month", "")
    if not date and work.year and month in MONTHS:
        return f"{work.year}/{MONTHS.index(month) + 1:02}//"
    return date


def _exact(work: Work, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return `tex.NAME` lines for the fields that reading the rows would lose or change."""
    lines = [("M2", f"tex.entrytype: {work.type}")] if _TYPES.get(rows[0][1]) != work.type else []

    def tex_lines(exact: Mapping[str, str]) -> list[tuple[str, str]]:
        return lines + [
            ("M2", f"tex.{name}: {line}") for name, text in exact.items() for line in text.split("\n")
        ]

    def read_again(exact: Mapping[str, str]) -> Mapping[str, str]:
        again = build(entry_of_lines(_lines([*rows, *tex_lines(exact)]), KeyAssigner(), 1), "")
        # another separator between keywords is no difference
        same = {"keywords": work.get("keywords")} if again.keywords == work.keywords else {}
        return {**again.fields, **same}

    def is_final(exact: Mapping[str, str]) -> bool:
        # an exact value replaces equal values of other tags, and an exact date replaces those of tags
        texts = {form for text in exact.values() for form in (text, " ".join(text.split()))}
        others = {" ".join(value.split()) for name, value in work.fields.items() if name not in exact}
        return texts.isdisjoint(others | {"; ".join(work.keywords)}) and not exact.keys() & _DATED

    return tex_lines(roundtrip_changes(work, _encode_value, read_again, is_final))


def _lines(rows: list[tuple[str, str]]) -> RecordLines:
    lines = RecordLines()
    for tag, value in rows:
        lines.add(1, tag, value, "")
    return lines


def _encode_value(name: str, value: str) -> str:
    parts = value.split("\n") if name in MULTILINE_FIELDS else [" ".join(value.split())]
    return "\n".join(as_plain(name, part) for part in parts)


def _name(person: Person) -> str:
    if person.literal:
        # the comma marks a name as no person's
        return f"{person.literal},"
    family = f"{person.prefix} {person.family}".strip()
    return ", ".join(part for part in (family, person.given, person.suffix) if part)

"""RIS, written so that Zotero keeps keys, tags and notes, and so that reading gives back what was written.

- The key is in `ID`, and in `M2  - Citation Key: …`: Zotero passes `ID` over and puts `M2` into its field Extra, where it and
  Better BibTeX look for a key (translators/RIS.js, "ID" and "M2").
- A field that RIS has no tag for, or that would come back changed, is in `M2  - tex.NAME: …`, also for Extra: Better BibTeX
  writes such lines as fields. So no field is lost on the way through Zotero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from litreview.core.confidential.classification import UNANSWERED
from litreview.core.model import Person, Work
from litreview.core.text import MONTHS
from litreview.formats.bibtex_write import tag_words
from litreview.formats.field_values import KeyGiver
from litreview.formats.record_building import MULTILINE_FIELDS, as_plain, build, what_changes
from litreview.formats.ris import to_entry
from litreview.formats.tagged import Lines
from litreview.formats.words import words
from litreview.works.kinds import is_request

_TYPES, _TYPICAL, _ROWS = words("ris.types"), words("ris.written-types"), words("ris.written-fields")
_REQUEST = "GEN"
_PAPERS = {"newspaper": "NEWS", "magazine": "MGZN"}
_DATED = frozenset({"date", "month", "year", "entrytype", "confidential"})
_PUBLISHERS = ("publisher", "institution", "school", "organization")


def dump_ris(works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str]) -> Iterator[str]:
    """Yield the works as RIS: keywords and tags as `KW`, notes as `RN`; lines end as the specification wants."""
    return (ris_entry(work, tags.get(work.key, ()), notes.get(work.key, "")) for work in works)


def ris_entry(work: Work, codes: Sequence[str], note: str) -> str:
    """Return one work as RIS, with the codes of its tags and its note."""
    kind = _kind(work)
    rows = [("TY", kind), ("ID", work.key)]
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        mark = " ".join(work.fields.get("confidential", "").split()) or "true"
        # the keyword is for programs that know no such note, and would seal what is only withheld
        rows += [("KW", "confidential")] if mark != UNANSWERED else []
        rows += [("M2", f"tex.confidential: {mark}")]
    else:
        rows += [(tag, " ".join(value.split())) for tag, value in _rows(work, kind) if value.strip()]
        rows += [("M2", f"Citation Key: {work.key}")]
        rows += _exact(work, rows)
        rows += [("KW", word) for word in tag_words(codes)]
        rows += [("RN", " ".join(note.split()))] if note.strip() else []
    text = "".join(f"{tag}  - {value}\r\n" for tag, value in rows)
    return f"{text}ER  - \r\n\r\n"


def _kind(work: Work) -> str:
    if is_request(work):
        # whatever type it was entered as: what was asked is no report
        return _REQUEST
    given = work.fields.get("ris-ty", "")
    if work.type == "article" and not given:
        given = _PAPERS.get(work.fields.get("entrysubtype", ""), "")
    return given if re.fullmatch(r"[A-Z]{2,8}", given) else _TYPICAL.get(work.type, "GEN")


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
    """Return `tex.NAME` lines for what reading the rows would not give back as it is."""
    lines = [("M2", f"tex.entrytype: {work.type}")] if _TYPES.get(rows[0][1]) != work.type else []

    def exact(said: Mapping[str, str]) -> list[tuple[str, str]]:
        return lines + [
            ("M2", f"tex.{name}: {line}") for name, text in said.items() for line in text.split("\n")
        ]

    def read_again(said: Mapping[str, str]) -> Mapping[str, str]:
        again = build(to_entry(_lines([*rows, *exact(said)]), KeyGiver(), 1), "")
        # which separator is between keywords says nothing
        same = {"keywords": work.get("keywords")} if again.keywords == work.keywords else {}
        return {**again.fields, **same}

    def alone(said: Mapping[str, str]) -> bool:
        # what is said exactly stands for the same words elsewhere, too, and a date for what tags say of dates
        texts = {form for text in said.values() for form in (text, " ".join(text.split()))}
        others = {" ".join(value.split()) for name, value in work.fields.items() if name not in said}
        return texts.isdisjoint(others | {"; ".join(work.keywords)}) and not said.keys() & _DATED

    return exact(what_changes(work, _said, read_again, alone))


def _lines(rows: list[tuple[str, str]]) -> Lines:
    lines = Lines()
    for tag, value in rows:
        lines.add(1, tag, value, "")
    return lines


def _said(name: str, value: str) -> str:
    parts = value.split("\n") if name in MULTILINE_FIELDS else [" ".join(value.split())]
    return "\n".join(as_plain(name, part) for part in parts)


def _name(person: Person) -> str:
    if person.literal:
        # the comma says that it is no person's name
        return f"{person.literal},"
    family = f"{person.prefix} {person.family}".strip()
    return ", ".join(part for part in (family, person.given, person.suffix) if part)

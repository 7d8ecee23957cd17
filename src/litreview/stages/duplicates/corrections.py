"""What people say a work's fields are, where the records have them wrong: `set KEY year=2014`, after merging.

A correction is of a source and of one field. Records stay as they were received, and deduplication, which ran before, compared what was
received. Where people differ on a field, what was received holds until an adjudicator settles it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from litreview.core import text as text_
from litreview.core.confidential.classification import judge
from litreview.core.errors import near_miss
from litreview.core.model import (
    CONTAINER_FIELDS,
    Correction,
    Decision,
    Doi,
    Fields,
    OtherValue,
    Person,
    Problem,
    Source,
    Where,
)
from litreview.core.problems import problem
from litreview.core.sealed import shown
from litreview.core.text.dates import impossible
from litreview.formats.record_building import MULTILINE_FIELDS, RAW_FIELDS, decode_field, decode_names
from litreview.formats.vocabularies import terms
from litreview.judgements.decisions import disputed_slots, slot
from litreview.stages.duplicates.registry_values import TYPE
from litreview.works.kinds import is_request
from litreview.works.missing_values import KEY_FIELDS, LIST_FIELDS, SAME, WOS_FIELDS

_NOTES = frozenset({"annotation", "annote"})
_LISTS = frozenset({*WOS_FIELDS, *LIST_FIELDS, *KEY_FIELDS})
_MARKS = frozenset(
    {"access", "confidential", "confidentiality", "consent", "copyright", "released", "rights", "status"}
)
_APART = frozenset({*RAW_FIELDS, *MULTILINE_FIELDS, "events", "sent", "key", "citekey", "id", "extra"})
_NAMES = frozenset({"author", "editor", "translator", "bookauthor", "editora", "editorb", "editorc"})
_MORE = (
    "bookauthor", "chapter", "court", "day", "entrysubtype", "eventdate", "eventtitle", "origdate", "pubstate", "reporter", "version",
)  # fmt: skip
_TABLES = ("crossref.fields", "csl.fields", "ris.fields", "zotero.fields")
_MAIN = ("title", "author", "year", "journal", "volume", "number", "pages", "doi", "publisher", "url")
_TYPES = frozenset([
    "article", "artwork", "book", "booklet", "collection", "dataset", "inbook", "incollection", "inproceedings", "inreference",
    "jurisdiction", "legislation", "manual", "mastersthesis", "misc", "movie", "online", "patent", "periodical", "phdthesis",
    "proceedings", "reference", "report", "software", "standard", "techreport", "thesis", "unpublished", "video",
])  # fmt: skip
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
_DATE = re.compile(r"((?:1[4-9]|20)\d\d)((?:-\d\d){0,2})")
_FIELD = re.compile(r"[a-z][a-z0-9_-]*")


def split_setting(value: str) -> tuple[str, str, str]:
    """Return field, code and text of a `set`.

    >>> split_setting("year=2014"), split_setting("appraisal@protect=weak")
    (('year', '', '2014'), ('appraisal', 'protect', 'weak'))
    """
    head, _, text = value.partition("=")
    name, _, code = head.partition("@")
    return name, code, text.strip()


def field_names(sources: Iterable[Source]) -> frozenset[str]:
    """Return the fields that can be corrected: those that formats know, and what else the sources have."""
    had = {name for source in sources for name in source.fields}
    own = {name for name in had if _FIELD.fullmatch(name) and not _refused(name)}
    return _known() | (own - set(SAME.values()))


def is_bibliographic(name: str, fields: Collection[str]) -> bool:
    """Return whether a `set` of this name is about a field of an entry, though it may be one that no decision corrects."""
    return name.lower() in fields or name in SAME.values() or bool(_refused(name))


@cache
def _known() -> frozenset[str]:
    named = {
        *terms("bibtex.written-fields"),
        *(name for table in _TABLES for name in terms(table).values()),
    }
    everything = {*named, *CONTAINER_FIELDS, *_MORE, TYPE} - set(SAME.values())
    return frozenset(name for name in everything if _FIELD.fullmatch(name) and not _refused(name))


def _refused(name: str) -> str:
    """Return why a field is not corrected by a decision, whatever its value; `""` if it may be."""
    if name in _MARKS:
        return f"'{name}' says who may see an entry: say it in the entry itself"
    if name in _NOTES:
        return f"'{name}' is the annotation: write it into notes/KEY.md"
    if name in _LISTS:
        return f"'{name}' is a list of references: write it into references/KEY.txt"
    if name in _APART or name.startswith(("litreview-", "bdsk-", "ris-", "tex.")):
        return f"'{name}' is no fact about a work"
    return ""


def read_setting(value: str, fields: Collection[str]) -> tuple[str, str, str]:
    """Return field and value of a `set` of a bibliographic field, in the form that sources have it; and why it can't be, `""` if it can.

    >>> read_setting("doi=https://doi.org/10.1000/ABC", {"doi"}), read_setting("year=20144", {"year"})[2]
    (('doi', '10.1000/abc', ''), "'year' is a year in four digits, such as 2014")
    """
    name, code, text = split_setting(value)
    first = next((one for one, other in SAME.items() if other == name), name)
    if why := _refused(name):
        return name, text, why
    if first != name:
        return name, text, f"'{name}' is called '{first}' here: write {first}=…"
    if name not in fields and name.lower() in fields:
        return name, text, f"'{name}' is written '{name.lower()}'"
    if name not in fields:
        listed = f"; such as {', '.join(_MAIN)}"
        return name, text, f"no field '{name}'{near_miss(name, fields) or listed}"
    if "@" in value.partition("=")[0]:
        return name, text, f"'{name}' is of the whole work, not of what it says on '{code}': write {name}=…"
    if any(not (letter.isprintable() or letter == "\N{NO-BREAK SPACE}") for letter in text):
        return name, text, f"'{name}' takes one line, without signs that can't be seen"
    return (name, *_READERS.get(name, _checked)(name, text)) if text else (name, "", "")


def _plain(name: str, text: str) -> str:
    return decode_field(name, text, "plain")


def _as_it_is(_: str, text: str) -> str:
    return text


def _is_doi(text: str) -> bool:
    return bool(text_.doi(text)) and " " not in re.sub(r"(?i)^doi:\s+", "", text)


_FORMS: Mapping[str, tuple[Callable[[str, str], str], Callable[[str], object], str]] = {
    "keywords": (
        _plain,
        lambda text: not re.search(r"(?i)\btvpa:", text),
        "a tag is no keyword: `litreview decide tag KEY CODE` says it",
    ),
    "year": (_as_it_is, _YEAR.fullmatch, "'year' is a year in four digits, such as 2014"),
    "date": (
        _as_it_is,
        lambda text: _DATE.fullmatch(text) and not impossible(text),
        "'date' is a date such as 2014, 2014-05 or 2014-05-01",
    ),
    "month": (
        lambda _, text: text_.MONTHS[text_.month(text) - 1],
        text_.month,
        "'month' is a month, such as May or 5",
    ),
    "doi": (lambda _, text: text_.doi(text), _is_doi, "'doi' is a DOI, such as 10.1177/0003122414521231"),
    "url": (
        _plain,
        re.compile(r"(?i)(?:https?|ftp)://\S+").fullmatch,
        "'url' is an address, such as https://…",
    ),
    "pmid": (
        lambda _, text: text_.pmid(text),
        re.compile(r"\d{1,9}").fullmatch,
        "'pmid' is a number of PubMed, such as 20301234",
    ),
    "pages": (lambda name, text: _plain(name, re.sub(r"\s*--+\s*", "–", text)), bool, ""),
    "isbn": (_as_it_is, text_.isbn, "'isbn' is no ISBN: its check digit is wrong, or digits are missing"),
    "issn": (_as_it_is, text_.issn, "'issn' is no ISSN: its check digit is wrong, or digits are missing"),
}
"""How the value of a field is read, what it must be, and what is said where it is not; all other fields are text."""


def _checked(name: str, text: str) -> tuple[str, str]:
    read, holds, why = _FORMS.get(name, (_plain, bool, ""))
    return (read(name, text), "") if holds(text) else (text, why)


def _people(name: str, text: str) -> tuple[str, str]:
    value, people = decode_names(text, "plain")
    commas = any(part.count(",") > 2 for part in re.sub(r"\{[^{}]*\}", "", text).split(" and "))
    if not people or ";" in text or commas or text.count("{") != text.count("}"):
        return text, f"'{name}' takes names as BibTeX writes them: Doe, Jane and Roe, Richard and {{A Body}}"
    return value, ""


def _type(_: str, text: str) -> tuple[str, str]:
    kind = text.lower()
    return kind, "" if kind in _TYPES else f"no type of entry is called so{near_miss(kind, sorted(_TYPES))}"


_READERS: Mapping[str, Callable[[str, str], tuple[str, str]]] = {
    **dict.fromkeys(_NAMES, _people),
    TYPE: _type,
}


def in_form(value: str, fields: Collection[str]) -> str:
    """Return a `set` of a bibliographic field as it is written down, so that two who mean the same say the same; as it is if it can't be.

    >>> in_form("DOI=https://doi.org/10.1000/ABC", {"doi"}), in_form("year=soon", {"year"})
    ('doi=10.1000/abc', 'year=soon')
    """
    head, _, text = value.partition("=")
    lowered = f"{head.strip().lower()}={text}"
    name, new, why = read_setting(lowered, fields)
    return value if why else f"{name}={new}"


def correction_fault(source: Source, value: str, fields: Collection[str]) -> str:
    """Return why a source can't be corrected so, `""` if it can. `fields` are those that can be corrected (`field_names`)."""
    return _applied(source, value, fields)[3]


def _applied(source: Source, value: str, fields: Collection[str]) -> tuple[Source, str, str, str]:
    """Return a source as one `set` makes it, the field as the source calls it, the value before; and why it can't be made so."""
    name, new, why = read_setting(value, fields)
    if source.confidential:
        why = "what is confidential is corrected in its entry, below private/ or in the register"
    elif not why and name in ("month", "day") and source.fields.get("date"):
        why = f"its {name} is in its date: write date=YYYY-MM-DD"
    if why:
        return source, name, "", why
    held, before, made = _WITH.get(name, _with_field)(source, name, new)
    if is_request(made) != is_request(source):
        why = "it would make this a request for records, or no longer one: say it in the entry itself"
    elif _seals(made) and not _seals(source):
        why = "an entry that says so is confidential: mark it in the entry itself"
    return (source, held, "", why) if why else (made, held, before, "")


def _seals(source: Source) -> bool:
    return judge(source.type, source.key, source.fields, source.where.file).hides


_Made = tuple[str, str, Source]
"""The field as the source calls it, its value before, and the source with the new one."""


def _put(source: Source, /, **values: str) -> Fields:
    """Return the fields of a source with other values, without those that are empty now."""
    return Fields(
        {name: value for name, value in {**source.fields, **values}.items() if value or name not in values}
    )


def _with_field(source: Source, name: str, new: str) -> _Made:
    other = SAME.get(name, "")
    held = other if other and source.fields.get(other) and not source.fields.get(name) else name
    values = {held: new}
    if other and held == name and other in source.fields:
        values[other] = ""
    return held, source.get(held), replace(source, fields=_put(source, **values))


def _with_type(source: Source, _: str, new: str) -> _Made:
    return TYPE, source.type, replace(source, type=new or "misc")


def _with_people(source: Source, name: str, new: str) -> _Made:
    people: tuple[Person, ...] = decode_names(new, "plain")[1] if new else ()
    fields = _put(source, **{name: new})
    made = (
        replace(source, fields=fields, authors=people)
        if name == "author"
        else replace(source, fields=fields, editors=people)
    )
    return name, source.get(name), made


def _with_doi(source: Source, name: str, new: str) -> _Made:
    return name, source.get(name) or source.doi, replace(source, fields=_put(source, doi=new), doi=Doi(new))


def _with_year(source: Source, _: str, new: str) -> _Made:
    """Return a source with another year; month and day stay where a date has them."""
    held = "year" if source.fields.get("year") or not source.fields.get("date") else "date"
    date = _DATE.fullmatch(source.get("date"))
    moved = f"{new}{date[2]}" if date and new else ""
    moved = moved[: len("2014-02")] if impossible(moved) else moved
    year = "" if moved and held == "date" else new
    fields = _put(source, year=year, date=moved)
    return held, source.get(held), replace(source, fields=fields, year=int(new) if new else None)


def _with_date(source: Source, _: str, new: str) -> _Made:
    """Return a source with another date, which says month and day if it has them; without one its year stays."""
    gone = dict.fromkeys(("month", "day"), "") if "-" in new else {}
    year = new[:4] if new and source.fields.get("year") else source.get("year")
    fields = _put(source, date=new, year=year, **gone)
    return "date", source.get("date"), replace(source, fields=fields, year=text_.year(new or year))


_WITH: Mapping[str, Callable[[Source, str, str], _Made]] = {
    TYPE: _with_type,
    "author": _with_people,
    "editor": _with_people,
    "doi": _with_doi,
    "year": _with_year,
    "date": _with_date,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Sources with what people corrected, and a Problem (LR546) for each `set` that can't be applied."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()


def correct(
    sources: Iterable[Source], decisions: Iterable[Decision], evidence: Collection[str] = ()
) -> Corrected:
    """Return the sources with the fields that people `set`, and a Problem for each line that can't be applied.

    `decisions` are the current ones in terms of the sources' keys; `evidence` are the evidence fields of the codebook: a `set` of one of
    these is no correction, though a field of that name may be there. What people differ on stays as it was received.
    """
    works = tuple(sources)
    said = [d for d in decisions if d.verb == "set" and split_setting(d.value)[0] not in evidence]
    if not said:
        return Corrected(sources=works)
    fields = field_names(works)
    said = [d for d in said if is_bibliographic(split_setting(d.value)[0], fields)]
    differing = frozenset(disputed_slots(said))
    mine: dict[str, list[Decision]] = {}
    for decision in said:
        mine.setdefault(decision.key, []).append(decision)
    problems: list[Problem] = []
    made = []
    for source in works:
        one, faults = _corrected(source, mine.get(source.key, ()), fields, differing)
        problems += faults
        made.append(one)
    return Corrected(sources=tuple(made), problems=tuple(problems))


def corrected(source: Source, decisions: Iterable[Decision]) -> Source:
    """Return a source as people corrected it. `decisions` are the current ones on it, none of an evidence field."""
    return correct([source], decisions).sources[0]


def _corrected(
    source: Source, lines: Sequence[Decision], fields: Collection[str], differing: Collection[object]
) -> tuple[Source, list[Problem]]:
    """Return a source with what people agree on, in the order it was said: of a year and a date the later holds."""
    problems: list[Problem] = []
    agreed: dict[str, Decision] = {}
    for decision in sorted(lines, key=lambda d: (d.order, d.place)):
        why = correction_fault(source, decision.value, fields)
        if why:
            problems.append(problem("LR546", decision.place, key=decision.key, why=why))
        elif slot(decision) not in differing:
            name = split_setting(decision.value)[0]
            agreed.pop(name, None)
            agreed[name] = decision
    for decision in agreed.values():
        name, new, _ = read_setting(decision.value, fields)
        made, held, before, why = _applied(source, decision.value, fields)
        if why:  # only together with another
            problems.append(problem("LR546", decision.place, key=decision.key, why=why))
        else:
            source = _told(source, made, (name, new), (held, before), decision)
    return source, problems


def _told(
    source: Source, made: Source, said: tuple[str, str], before: tuple[str, str], decision: Decision
) -> Source:
    """Return a corrected source that says who corrected it, and has what it replaced among the values not chosen."""
    held, was = before
    replaced = [
        OtherValue(field=name, value=value, where=_origin(source, name, value))
        for name in sorted({*source.fields, held})
        if (value := source.get(name) or (was if name == held else "")) and value != made.get(name)
    ]
    values = [one for one in source.values if one.value != made.get(one.field)]
    correction = Correction(
        field=said[0],
        value=said[1],
        was=was,
        by=decision.by,
        when=decision.when,
        reason=shown(decision.reason),
        where=shown(decision.where),
        place=decision.place,
    )
    return replace(
        made,
        values=tuple(dict.fromkeys([*values, *replaced])),
        filled=tuple(one for one in source.filled if one.value == made.get(one.field)),
        corrected=tuple(sorted((*source.corrected, correction), key=lambda one: one.field)),
    )


def _origin(source: Source, name: str, value: str) -> Where:
    """Return where a value stands: in the record of a registry that gave it, or the first received one that has it."""
    taken = (one.where for one in source.filled if (one.field, one.value) == (name, value))
    given = (record.where for record in source.records if record.get(name) == value)
    return next(chain(taken, given), source.where)

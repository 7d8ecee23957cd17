"""Corrections of a source's fields that people decide, such as `set KEY year=2014`; they apply after merging.

A correction changes one field of one source. Records stay as received, and deduplication, which runs before, compares them as received.
If people disagree on a field, the received value stays until an adjudicator decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from litreview.core import text as text_
from litreview.core.confidential.classification import judge
from litreview.core.containers import grouped
from litreview.core.errors import near_miss
from litreview.core.libraries import re
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
from litreview.works.missing_values import REFERENCE_FIELDS, SAME

_NOTES = frozenset({"annotation", "annote"})
_ACCESS_FIELDS = frozenset(
    {"access", "confidential", "confidentiality", "consent", "copyright", "released", "rights", "status"}
)
_NO_FACTS = frozenset({*RAW_FIELDS, *MULTILINE_FIELDS, "events", "sent", "key", "citekey", "id", "extra"})
_NAMES = frozenset({"author", "editor", "translator", "bookauthor", "editora", "editorb", "editorc"})
_MORE_FIELDS = (
    "bookauthor", "chapter", "court", "day", "entrysubtype", "eventdate", "eventtitle", "origdate", "pubstate", "reporter", "version",
)  # fmt: skip
_TABLES = ("crossref.fields", "csl.fields", "ris.fields", "zotero.fields")
_EXAMPLES = ("title", "author", "year", "journal", "volume", "number", "pages", "doi", "publisher", "url")
_TYPES = frozenset([
    "article", "artwork", "book", "booklet", "collection", "dataset", "inbook", "incollection", "inproceedings", "inreference",
    "jurisdiction", "legislation", "manual", "mastersthesis", "misc", "movie", "online", "patent", "periodical", "phdthesis",
    "proceedings", "reference", "report", "software", "standard", "techreport", "thesis", "unpublished", "video",
])  # fmt: skip
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
_DATE = re.compile(r"((?:1[4-9]|20)\d\d)((?:-\d\d){0,2})")
_FIELD = re.compile(r"[a-z][a-z0-9_-]*")


def split_setting(value: str) -> tuple[str, str, str]:
    """Return field, code and text of the value of a `set`.

    >>> split_setting("year=2014"), split_setting("appraisal@protect=weak")
    (('year', '', '2014'), ('appraisal', 'protect', 'weak'))
    """
    head, _, text = value.partition("=")
    name, _, code = head.partition("@")
    return name, code, text.strip()


def field_names(sources: Iterable[Source]) -> frozenset[str]:
    """Return the fields that can be corrected: those that formats know, and other fields of the sources."""
    had = {name for source in sources for name in source.fields}
    own = {name for name in had if _FIELD.fullmatch(name) and not _refusal(name)}
    return _known() | (own - set(SAME.values()))


def is_bibliographic(name: str, fields: Collection[str]) -> bool:
    """Return whether a `set` of this name is about a field of an entry, even one that no decision can correct."""
    return name.lower() in fields or name in SAME.values() or bool(_refusal(name))


@cache
def _known() -> frozenset[str]:
    named = {
        *terms("bibtex.written-fields"),
        *(name for table in _TABLES for name in terms(table).values()),
    }
    everything = {*named, *CONTAINER_FIELDS, *_MORE_FIELDS, TYPE} - set(SAME.values())
    return frozenset(name for name in everything if _FIELD.fullmatch(name) and not _refusal(name))


def _refusal(name: str) -> str:
    """Return why a field is not corrected by a decision, whatever its value; `""` if it may be."""
    if name in _ACCESS_FIELDS:
        return f"'{name}' says who may see an entry: say it in the entry itself"
    if name in _NOTES:
        return f"'{name}' is the annotation: write it into notes/KEY.md"
    if name in REFERENCE_FIELDS:
        return f"'{name}' is a list of references: write it into references/KEY.txt"
    if name in _NO_FACTS or name.startswith(("litreview-", "bdsk-", "ris-", "tex.")):
        return f"'{name}' is no fact about a work"
    return ""


def read_setting(value: str, fields: Collection[str]) -> tuple[str, str, str]:
    """Return field, normalized value and fault of a `set` of a bibliographic field; the fault is `""` if it can be applied.

    >>> read_setting("doi=https://doi.org/10.1000/ABC", {"doi"}), read_setting("year=20144", {"year"})[2]
    (('doi', '10.1000/abc', ''), "'year' is a year in four digits, such as 2014")
    """
    name, code, text = split_setting(value)
    first = next((one for one, other in SAME.items() if other == name), name)
    if why := _refusal(name):
        return name, text, why
    if first != name:
        return name, text, f"'{name}' is called '{first}' here: write {first}=…"
    if name not in fields and name.lower() in fields:
        return name, text, f"'{name}' is written '{name.lower()}'"
    if name not in fields:
        listed = f"; such as {', '.join(_EXAMPLES)}"
        return name, text, f"no field '{name}'{near_miss(name, fields) or listed}"
    if "@" in value.partition("=")[0]:
        return name, text, f"'{name}' is of the whole work, not of what it says on '{code}': write {name}=…"
    if any(not (letter.isprintable() or letter == "\N{NO-BREAK SPACE}") for letter in text):
        return name, text, f"'{name}' takes one line, without signs that can't be seen"
    return (name, *_READERS.get(name, _checked)(name, text)) if text else (name, "", "")


def _plain(name: str, text: str) -> str:
    return decode_field(name, text, "plain")


def _unchanged(_: str, text: str) -> str:
    return text


def _is_doi(text: str) -> bool:
    return bool(text_.doi(text)) and " " not in re.sub(r"(?i)^doi:\s+", "", text)


_FORMS: Mapping[str, tuple[Callable[[str, str], str], Callable[[str], object], str]] = {
    "keywords": (
        _plain,
        lambda text: not re.search(r"(?i)\btvpa:", text),
        "a tag is no keyword: `litreview decide tag KEY CODE` says it",
    ),
    "year": (_unchanged, _YEAR.fullmatch, "'year' is a year in four digits, such as 2014"),
    "date": (
        _unchanged,
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
    "isbn": (_unchanged, text_.isbn, "'isbn' is no ISBN: its check digit is wrong, or digits are missing"),
    "issn": (_unchanged, text_.issn, "'issn' is no ISSN: its check digit is wrong, or digits are missing"),
}
"""Of some fields: how a value is read, the check that it must pass, and the message if it fails. All other fields are text."""


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


def normalize_setting(value: str, fields: Collection[str]) -> str:
    """Return the value of a `set` in normal form, so that equal corrections of two people agree; unchanged if it has a fault.

    >>> normalize_setting("DOI=https://doi.org/10.1000/ABC", {"doi"}), normalize_setting("year=soon", {"year"})
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
    """Return the source after one `set`, the source's name for the field, the value before, and the fault (`""` if none)."""
    name, new, why = read_setting(value, fields)
    if source.confidential:
        why = "what is confidential is corrected in its entry, below private/ or in the register"
    elif not why and name in ("month", "day") and source.fields.get("date"):
        why = f"its {name} is in its date: write date=YYYY-MM-DD"
    if why:
        return source, name, "", why
    field, before, changed = _SETTERS.get(name, _with_field)(source, name, new)
    if is_request(changed) != is_request(source):
        why = "it would make this a request for records, or no longer one: say it in the entry itself"
    elif _is_sealed(changed) and not _is_sealed(source):
        why = "an entry that says so is confidential: mark it in the entry itself"
    return (source, field, "", why) if why else (changed, field, before, "")


def _is_sealed(source: Source) -> bool:
    return judge(source.type, source.key, source.fields, source.where.file).hides


_Change = tuple[str, str, Source]
"""The source's name for the field, the value before, and the changed source."""


def _changed_fields(source: Source, /, **values: str) -> Fields:
    """Return the fields of a source with `values` changed; a field that gets an empty value is left out."""
    return Fields(
        {name: value for name, value in {**source.fields, **values}.items() if value or name not in values}
    )


def _with_field(source: Source, name: str, new: str) -> _Change:
    other = SAME.get(name, "")
    own_name = other if other and source.fields.get(other) and not source.fields.get(name) else name
    values = {own_name: new}
    if other and own_name == name and other in source.fields:
        values[other] = ""
    return own_name, source.get(own_name), replace(source, fields=_changed_fields(source, **values))


def _with_type(source: Source, _: str, new: str) -> _Change:
    return TYPE, source.type, replace(source, type=new or "misc")


def _with_people(source: Source, name: str, new: str) -> _Change:
    people: tuple[Person, ...] = decode_names(new, "plain")[1] if new else ()
    fields = _changed_fields(source, **{name: new})
    made = (
        replace(source, fields=fields, authors=people)
        if name == "author"
        else replace(source, fields=fields, editors=people)
    )
    return name, source.get(name), made


def _with_doi(source: Source, name: str, new: str) -> _Change:
    fields = _changed_fields(source, doi=new)
    return name, source.get(name) or source.doi, replace(source, fields=fields, doi=Doi(new))


def _with_year(source: Source, _: str, new: str) -> _Change:
    """Return a source with another year; month and day of its date stay."""
    own_name = "year" if source.fields.get("year") or not source.fields.get("date") else "date"
    date = _DATE.fullmatch(source.get("date"))
    moved = f"{new}{date[2]}" if date and new else ""
    moved = moved[: len("2014-02")] if impossible(moved) else moved
    year = "" if moved and own_name == "date" else new
    fields = _changed_fields(source, year=year, date=moved)
    return own_name, source.get(own_name), replace(source, fields=fields, year=int(new) if new else None)


def _with_date(source: Source, _: str, new: str) -> _Change:
    """Return a source with another date; its month and day replace those fields. If the new date is empty, the year stays."""
    gone = dict.fromkeys(("month", "day"), "") if "-" in new else {}
    year = new[:4] if new and source.fields.get("year") else source.get("year")
    fields = _changed_fields(source, date=new, year=year, **gone)
    return "date", source.get("date"), replace(source, fields=fields, year=text_.year(new or year))


_SETTERS: Mapping[str, Callable[[Source, str, str], _Change]] = {
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

    `decisions` are the current ones, with the keys of the sources. `evidence` are the evidence fields of the codebook: a `set` of one of
    these is no correction, even if a source has a field of that name. Fields on which people disagree stay as received.
    """
    works = tuple(sources)
    settings = [d for d in decisions if d.verb == "set" and split_setting(d.value)[0] not in evidence]
    if not settings:
        return Corrected(sources=works)
    fields = field_names(works)
    settings = [d for d in settings if is_bibliographic(split_setting(d.value)[0], fields)]
    differing = frozenset(disputed_slots(settings))
    mine = grouped((decision.key, decision) for decision in settings)
    problems: list[Problem] = []
    made = []
    for source in works:
        one, faults = _corrected(source, mine.get(source.key, ()), fields, differing)
        problems += faults
        made.append(one)
    return Corrected(sources=tuple(made), problems=tuple(problems))


def _corrected(
    source: Source, lines: Sequence[Decision], fields: Collection[str], differing: Collection[object]
) -> tuple[Source, list[Problem]]:
    """Return a source with its undisputed corrections, in the order of the decisions: of a year and a date the later applies."""
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
        changed, own_name, before, why = _applied(source, decision.value, fields)
        if why:  # only together with another
            problems.append(problem("LR546", decision.place, key=decision.key, why=why))
        else:
            source = _with_provenance(source, changed, (name, new), (own_name, before), decision)
    return source, problems


def _with_provenance(
    source: Source, made: Source, setting: tuple[str, str], before: tuple[str, str], decision: Decision
) -> Source:
    """Return the corrected source `made` with who corrected it, and with the replaced values among those not chosen."""
    own_name, was = before
    replaced = [
        OtherValue(field=name, value=value, where=_origin(source, name, value))
        for name in sorted({*source.fields, own_name})
        if (value := source.get(name) or (was if name == own_name else "")) and value != made.get(name)
    ]
    values = [one for one in source.values if one.value != made.get(one.field)]
    correction = Correction(
        field=setting[0],
        value=setting[1],
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
    """Return where a value was read: the registry record that gave it, or the first received record that has it."""
    from_registries = (one.where for one in source.filled if (one.field, one.value) == (name, value))
    received = (record.where for record in source.records if record.get(name) == value)
    return next(chain(from_registries, received), source.where)

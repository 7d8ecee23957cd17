"""Build a Record from the raw fields of an entry of any format: decode values, parse names, find the year and the DOI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from sys import intern

from litreview.core import text as text_
from litreview.core.confidential.classification import PUBLIC, Verdict
from litreview.core.confidential.codes import is_code
from litreview.core.containers import unique_name
from litreview.core.libraries import re
from litreview.core.model import CONTAINER_FIELDS, Doi, Fields, Person, Record, RecordId, Where, Work
from litreview.formats.bibtex_values import balanced
from litreview.formats.readers import Markup, formats_by_name
from litreview.formats.vocabularies import terms_meaning
from litreview.works.missing_values import is_placeholder

NAME_FIELDS = frozenset(terms_meaning("fields", "names"))
VERBATIM_FIELDS = frozenset(terms_meaning("fields", "verbatim"))
RAW_FIELDS = frozenset(terms_meaning("fields", "raw"))
MULTILINE_FIELDS = frozenset(terms_meaning("fields", "lines"))
# Markdown
_PARAGRAPHS = frozenset(["annotation", "annote"])
_ALIASES = {"journaltitle": "journal", "location": "address", "annote": "annotation"}
# blocks of a .bib file that are no works
_BLOCK_TYPES = frozenset(["preamble", "comment", "set"])
# `@article{key, title = {A {B} c}}`, to a depth of three
_ENTRY_IN_TEXT = re.compile(r"(?<![\w.])@[A-Za-z]{2,}\s*\{(?!\\)(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
# the second and further values of a field, as we write them: `litreview-2-note`
_FURTHER = re.compile(r"litreview-(\d{1,9})-(.+)")
_OURS = re.compile(r"(?:^|\s*[;,])\s*tvpa:[^;,]*", re.IGNORECASE)
_BETWEEN_BRACES = re.compile(r"[^{}]+")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_FIELD_BAD = re.compile(r"""[\s"#%'(),={}@\\]+""")
# journals, years and the like recur: each is stored once
_PERSONS = frozenset({"author", "editor"})
_RECURRING = frozenset(
    {*CONTAINER_FIELDS, "year", "volume", "number", "publisher", "issn", "language", "database"}
)
NOTHING: Mapping[str, str] = Fields()
"""An empty mapping that entries without inherited fields share."""
_BRACES = str.maketrans("", "", "{}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True, kw_only=True)
class RawEntry:
    """An entry before decoding. `fields` are `(name, raw value)` in the order of the file, repeats included.

    `written`: the expressions of fields whose values came from macros: `jan`, `acm # { on X}`. `mended`: the values of fields before
    their columns were repaired (`column_repairs`), `""` for a field that did not exist. `typed`: whether the file itself declares the
    type misc or unpublished; None where the format decides that.
    """

    key: str
    type: str
    fields: list[tuple[str, str]]
    line: int
    raw: str = ""
    format: str = "bibtex"
    inherited: Mapping[str, str] = NOTHING
    written: Mapping[str, str] = NOTHING
    mended: Mapping[str, str] = NOTHING
    parents: tuple[str, ...] = ()
    confidential: bool = False
    withheld: bool = False
    why: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    typed: bool | None = None

    def judge(self, verdict: Verdict) -> None:
        """Store a verdict: whether and why the entry is hidden, and which of its fields are."""
        self.confidential, self.withheld = verdict.hides, bool(verdict.withheld)
        self.why, self.hidden = verdict.sealed or verdict.withheld, verdict.fields

    def withhold(self, why: str) -> None:
        """Withhold the entry until a person decides."""
        self.judge(Verdict(withheld=why))

    def open(self) -> None:
        """Show the entry."""
        self.judge(PUBLIC)

    @property
    def is_block(self) -> bool:
        """Whether this is a block of a .bib file that is no work; in other formats a "comment" or "set" is a work like any other."""
        return self.format == "bibtex" and self.type in _BLOCK_TYPES


def field_name(name: str) -> str:
    """Return the name of a field with only characters that every BibTeX reader takes.

    >>> field_name("author+an"), field_name("Author's note")
    ('author+an', 'author-s-note')
    """
    name = _CONTROL.sub("", name.lower())
    return (_FIELD_BAD.sub("-", name).strip("-~") if _FIELD_BAD.search(name) else name.strip("~")) or "field"


def _without_control(value: str) -> str:
    # unprintable white space alone needs no search for control characters
    if value.isprintable() or value.replace("\n", "").replace("\t", "").replace("\xa0", "").isprintable():
        return value
    return _CONTROL.sub("", value)


def clean(value: str, *, lines: bool = False, paragraphs: bool = False) -> str:
    """Return the value without control characters, its white space as single spaces (or trimmed lines, or paragraphs of lines)."""
    if value.isprintable():
        return " ".join(value.split()) if "  " in value else value.strip()
    value = _without_control(value)
    if lines:
        found = "\n".join([" ".join(part.split()) for part in value.split("\n")])
        if "\n\n" in found:
            # an empty line separates paragraphs, and means nothing between items
            found = re.sub(r"\n{2,}", "\n\n" if paragraphs else "\n", found)
        return found.strip("\n")
    return " ".join(value.split())


def decode_field(name: str, raw: str, markup: Markup) -> str:
    """Return the decoded value of a field: names in one canonical form, addresses verbatim, all else as Unicode."""
    if name in NAME_FIELDS:
        return decode_names(raw, markup)[0]
    if name in VERBATIM_FIELDS:
        value = clean(raw)
        for _ in range(20):
            plainer = text_.verbatim(value)
            if plainer == value:
                break
            value = plainer
        # a backslash has no place in an address, and would escape the brace behind it
        return clean(value.replace("\\", "%5C"))
    if name in RAW_FIELDS or name.startswith("bdsk-"):
        value = clean(raw)
        return (
            value
            if balanced(value) and not value.endswith("\\")
            else clean(value.translate(_BRACES)).rstrip("\\ ")
        )
    if markup == "latex":
        if "@" in raw:
            # an entry pasted into a text stays verbatim
            raw = _ENTRY_IN_TEXT.sub(lambda found: text_.to_latex(found.group(0)), raw)
        raw = text_.to_unicode(raw)
        if name == "month":
            raw = raw.replace("\u00a0", " ")
    elif markup == "html":
        raw = text_.from_html(raw)
    return clean(raw, lines=name in MULTILINE_FIELDS, paragraphs=name in _PARAGRAPHS)


def as_plain(name: str, value: str) -> str:
    """Return a value encoded for a format whose values may hold HTML (RIS, CSV), so that reading gives the same value back.

    Reading turns `&amp;` into `&` and drops `<i>` as layout. Where a text really has these signs, a zero-width space is written behind
    `&` or `<`, which reading drops; names get `&amp;` instead.

    >>> as_plain("title", "Smith & Sons"), as_plain("title", "the tag <b>")
    ('Smith & Sons', 'the tag <\u200bb>')
    """
    zero_width = value.replace("&", "&\u200b").replace("<", "<\u200b")
    entities = value.replace("&", "&amp;").replace("<", "&lt;")
    forms = (value, zero_width, entities)
    return next((written for written in forms if decode_field(name, written, "html") == value), value)


def has_value(fields: Mapping[str, str], name: str, value: str) -> bool:
    """Return whether a field has a value, under its name or its biblatex alias (manual, 2.2.5).

    >>> has_value({"journal": "J", "year": "2019"}, "journaltitle", "J"), has_value({"year": "2019"}, "date", "2019")
    (True, True)
    """
    if fields.get(name, "") == value:
        return True
    if name == "date" and re.fullmatch(r"\d{4}", value):
        return fields.get("year") == value
    return name in _ALIASES and fields.get(_ALIASES[name]) == value


def roundtrip_changes(
    work: Work,
    encode: Callable[[str, str], str],
    read_again: Callable[[Mapping[str, str]], Mapping[str, str]],
    is_final: Callable[[Mapping[str, str]], bool] = lambda _: False,
) -> dict[str, str]:
    """Return the fields of a work that a format must write explicitly, since writing and reading would change them.

    `encode` returns the written form of a value. `read_again` returns the fields read when the given ones are written explicitly.
    An explicit field may displace another, so this repeats until nothing differs, or until `is_final`: no field can be displaced.
    """
    exact: dict[str, str] = {}
    while True:
        again = read_again(exact)
        differing = sorted(
            name
            for name, value in work.fields.items()
            if value and name not in exact and not has_value(again, name, value)
        )
        if not differing:
            return exact
        exact |= {name: encode(name, work.fields[name]) for name in differing}
        if is_final(exact):
            return exact


def decode_names(raw: str, markup: Markup) -> tuple[str, tuple[Person, ...]]:
    """Return a name list in canonical form, and its persons."""
    source = _CONTROL.sub("", raw)
    if markup == "html":
        source = text_.from_html(source)
    if markup != "latex" and ("\\" in source or "$" in source):
        # the braces around bodies stay braces
        source = _BETWEEN_BRACES.sub(lambda found: text_.to_latex(found.group(0)), source)
    persons, names = text_.canonical_names(source)
    return names, persons


@lru_cache(maxsize=4096)
def _name_of(raw_name: str) -> tuple[str, str]:
    """Return the name of a field in a record, and the number of a further value (`litreview-2-note`), `""` for the first value."""
    name = intern(str(raw_name) if _PLAIN_NAME.fullmatch(raw_name) else field_name(raw_name))
    further = _FURTHER.fullmatch(name) if name.startswith("litreview-") else None
    return (further[2], further[1]) if further else (name, "")


def build(entry: RawEntry, file: str) -> Record:
    """Return the Record of an entry; its id may not be unique yet (see `with_unique_ids`)."""
    markup = formats_by_name()[entry.format].markup
    fields: dict[str, str] = {}
    raw_fields: dict[str, str] = {}
    repeated: list[tuple[str, str]] = []
    set_aside: list[tuple[int, str, str]] = []
    persons: dict[str, tuple[Person, ...]] = {}

    def decoded(name: str, raw: str) -> str:
        if name in _PERSONS:
            value, found = decode_names(raw, markup)
            persons.setdefault(name, found)
            return value
        value = decode_field(name, raw, markup)
        return _without_tags(value) if name == "keywords" else value

    for raw_name, raw in entry.fields:
        name, number = _name_of(raw_name)
        if number:
            # a list of names was written in its canonical form, as text
            of = "note" if name in NAME_FIELDS else name
            set_aside.append((int(number), name, decode_field(of, raw, markup)))
            continue
        value = decoded(name, raw)
        if name not in raw_fields:
            raw_fields[name] = raw if name in NAME_FIELDS else entry.written.get(raw_name, raw)
        if not value:
            if name not in fields:
                persons.pop(name, None)
        elif name not in fields:
            fields[name] = intern(str(value)) if name in _RECURRING else value
        elif value != fields[name]:
            repeated.append((name, value))
    for name, raw in entry.mended.items():
        raw_fields[name] = raw
        if not raw:
            del raw_fields[name]
    for name, raw in entry.inherited.items():
        if name not in fields:
            # all children of one parent share one decoded value
            value = decoded(name, raw) if name in _PERSONS else _inherited(name, raw, markup)
            if value:
                fields[name] = value
    # the fields now contain those of the xdata entry, which is no record
    fields.pop("xdata", None)
    return Record(
        key=entry.key,
        type=intern(str(entry.type)),
        fields=fields,
        authors=persons.get("author", ()),
        editors=persons.get("editor", ()),
        year=year_of(fields),
        doi=doi_of(fields),
        confidential=entry.confidential,
        withheld=entry.withheld,
        why=entry.why,
        hidden=tuple((_name_of(name)[0], why) for name, why in entry.hidden),
        id=RecordId(f"{file}:{entry.key}"),
        where=Where(file=file, line=entry.line),
        raw_fields=raw_fields,
        repeated=(*repeated, *((name, value) for _, name, value in sorted(set_aside) if value)),
        raw=entry.raw,
        format=entry.format,
    )


_inherited = lru_cache(maxsize=512)(decode_field)


_DATES = ("year", "date", "issued", "origdate", "eventdate")


def year_of(fields: Mapping[str, str]) -> int | None:
    """Return the year that the fields of a record give."""
    dates = (fields[name] for name in _DATES if name in fields)
    return next((found for date in dates if (found := text_.year(date)) is not None), None)


def doi_of(fields: Mapping[str, str]) -> Doi:
    """Return the DOI that the fields of a record give, `""` without one."""
    if found := text_.doi(fields.get("doi", "")):
        return found
    for name in ("url", "note", "howpublished", "eprint"):
        value = fields.get(name, "")
        if "doi" in value.lower() and (found := text_.doi(value)):
            return found
    return Doi("")


def _without_tags(value: str) -> str:
    """Return the keywords without `tvpa:` tags: these are recomputed, never read back as a person's."""
    if "tvpa:" not in value.lower():
        return value
    return _OURS.sub("", value).lstrip("; ,")


def made_up_key(fields: Mapping[str, str] | Sequence[tuple[str, str]], position: int) -> str:
    """Return a key for an entry without one: author, year and a word of the title, else its number in the file."""
    pairs = reversed(list(fields.items() if isinstance(fields, Mapping) else fields))
    values = {name: value for name, value in pairs if not is_placeholder(name, value)}
    persons = text_.parse_names(values.get("author", "") or values.get("editor", ""))
    # `Office of Tides, Press Unit` is called by the body, and not by its office
    first = (text_.fold(persons[0].literal.partition(",")[0]) or text_.surname(persons[0])) if persons else ""
    year = text_.year(values.get("year", "") or values.get("date", ""))
    words = text_.fold(text_.to_unicode(values.get("title", ""))).split()
    # `2019 Report` of 2019 is called by its second word
    words = [word for word in words if len(word) > 3 and word != str(year)] or words
    key = "".join(
        [
            *(part.capitalize() for part in first.split()[-1:]),
            str(year or ""),
            *(word.capitalize() for word in words[:1]),
        ]
    )
    # I01 and PR01 are the codes of participants and requests
    return f"entry{position}" if not key or is_code(key[:60]) else key[:60]


def with_unique_ids(records: Iterable[Record]) -> list[Record]:
    """Return the records with unique ids: keys that one file repeats get `#2`, `#3` …"""
    used: dict[str, int] = {}
    named = ((record, RecordId(unique_name(record.id, used, "#"))) for record in records)
    return [record if id_ == record.id else replace(record, id=id_) for record, id_ in named]

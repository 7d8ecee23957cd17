"""Merges the records of one work into one Source: the best value of each field by fixed rules, every other value kept.

The rules apply in this order (docs/reviewing.md has them in words, with examples):

- A sound value comes before a damaged one (cut with an ellipsis, letters lost, `#NAME?`, all capitals).
- A value from a file of `prefer` comes before others, in the order of `prefer`.
- Each field has its own rule, below. Values of keywords, groups, files, notes and cited references are united.

Volume, number, pages, year and journal come from the record that describes the place of publication most fully. A volume from the
article and pages from its preprint would be the address of nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from itertools import chain

from litreview.core.containers import grouped
from litreview.core.libraries import re
from litreview.core.model import Doi, Fields, OtherValue, Person, Record, Source
from litreview.core.text import fold, issued
from litreview.core.text.dates import year_span
from litreview.core.text.encodings import is_garbled, repaired
from litreview.works import entry_types
from litreview.works.journals import comparison_container, is_publisher, same_container
from litreview.works.kinds import is_request
from litreview.works.places import EARLY, PREPRINT_DOI, page_range

_SEPARATED = {
    "keywords": "; ",
    "groups": ", ",
    "file": ";",
    "cites": ",",
    "references": "; ",
    "cited-references": "\n",
}
UNITED = frozenset(
    ["keywords", "groups", "file", "note", "annotation", "annote", "references", "cited-references", "cites"]
)
_PLACE = ("volume", "number", "issue", "pages", "articleno", "eid")
_DATE = ("year", "date", "month", "day")
_CONTAINER = ("journal", "journaltitle", "booktitle")
_ALIASES = (
    ("journal", "journaltitle"),
    ("number", "issue"),
    ("institution", "school"),
    ("address", "location"),
    ("pages", "articleno", "eid"),
)
"""Names of one thing: a Source has it under one of them, that of the record it was taken from."""
_SECOND_NAMES = frozenset(name for _, *others in _ALIASES for name in others)
_SOMETIMES_LEFT_OUT = frozenset({*UNITED, *_DATE, "pubstate", "journal", "journaltitle"})
VAGUE_TYPES = frozenset({"misc", "online", "unpublished", "electronic", "generic", ""})
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\W]")
_PLAIN_KINDS = frozenset(
    ["article", "articles", "journal article", "research article", "original article", "journal", "jour"]
)
_FORMS = entry_types()[1]
_CUT = ("…", "...", "[…]")
_RANGE = re.compile(r"\d\s*[-‐‑–—]+\s*\w")
_FIGURE = re.compile(r"\d")
_NOT_IN_NAMES = re.compile(r"[\ufffd@\d]")
_NOT_RETRACTED = frozenset({"", "false", "no", "0"})
_RETRACTED = re.compile(r"^\W*(?:retracted|withdrawn)(?:\s+article)?\s*[:.\-\]]", re.IGNORECASE)


def merge(
    records: Sequence[Record], key: str, former: tuple[str, ...] = (), prefer: Sequence[str] = ()
) -> Source:
    """Return the Source merged from `records`, which are in order of reading and not empty.

    - Authors: the longest list without damage; of equal lists, the one with the fullest names.
    - Year, volume, number, pages, journal: together, from the record that describes the place of publication most fully. The final article
      has volume and pages; the early view has not. What that record leaves out is filled from the others.
    - Title: the longest sound one. A title that says `RETRACTED` comes first, because that must stay visible.
    - Abstract: the longest. The journal's name has its longest form.
    - DOI: that of most records; a preprint server's comes last.
    - The kind that databases give: the first that says more than "Article". An entry type that says else than the chosen one (a preprint) is
      among the values.
    - Keywords, groups, files, notes, cited references: united. All other fields: the earliest value.

    `prefer` are files or patterns (`bib/scopus*.bib`) whose values come first, as litreview.toml's `databases`.
    """
    if len(records) == 1:
        return _source_of_one(records[0], key, former)
    return _Merge(records, prefer).source(key, former)


def _source_of_one(record: Record, key: str, former: tuple[str, ...]) -> Source:
    values = [OtherValue(field=f, value=v, where=record.where) for f, v in record.repeated]
    fields: Mapping[str, str] = record.fields
    if fields.get("journal") and fields.get("journaltitle"):  # biblatex reads the second, BibTeX the first
        best = fullest_container([fields["journaltitle"], fields["journal"]])
        values += [
            OtherValue(field=name, value=fields[name], where=record.where)
            for name in ("journal", "journaltitle")
            if fields[name] != best
        ]
        fields = Fields(
            {name: value for name, value in fields.items() if name != "journal"} | {"journaltitle": best}
        )
    return Source(
        key=key,
        # entered as a report or as a page, a request is one thing in every output
        type="misc" if is_request(record) else record.type,
        fields=fields,
        authors=record.authors,
        editors=record.editors,
        year=record.year,
        doi=record.doi,
        confidential=record.confidential,
        unnamed=record.unnamed,
        records=(record,),
        former_keys=former,
        values=tuple(values),
    )


def fullest_container(names: Sequence[str]) -> str:
    """Return the fullest sound name of a journal or book: of the names that are the first one's, written out, abbreviated or damaged.

    A publisher or the error of a spreadsheet is no name of a journal, where another value is one.

    >>> fullest_container(["Fordham L. Rev.", "Fordham Law Review", "Tides"]), fullest_container(["SPRINGER", "Tides"])
    ('Fordham Law Review', 'Tides')
    """
    filled = [name for name in names if name]
    if not filled or filled.count(filled[0]) == len(filled):
        return filled[0] if filled else ""
    own = next((name for name in filled if not name.startswith("#") and not is_publisher(name)), filled[0])
    alike = [name for name in filled if name == own or _same_journal(own, name)]
    return max(alike, key=lambda name: (not damaged(name), len(name), _accents(name)))


def _same_journal(a: str, b: str) -> bool:
    """Return whether two names are one journal's, as far as letters changed or lost by an encoding let one see."""
    for lost, whole in ((a, b), (b, a)):
        begun = lost.rstrip(" .…[]")
        if "\ufffd" in lost and re.fullmatch(re.escape(lost[:500]).replace("\ufffd", ".?"), whole[:500]):
            return True
        if lost.rstrip().endswith(_CUT) and whole.casefold().startswith(begun.casefold()):
            return True
    plain_a, plain_b = (comparison_container(repaired(name[:500])) for name in (a, b))
    return bool(same_container(plain_a, plain_b))


def _names_of(name: str) -> tuple[str, ...]:
    """Return all names of the field `name`, its own first."""
    group: tuple[str, ...] = next((group for group in _ALIASES if name in group), ())
    return (name, *(other for other in group if other != name))


class _Merge:
    """The choice among the records of one work."""

    def __init__(self, records: Sequence[Record], prefer: Sequence[str]) -> None:
        self.records, self.prefer = records, prefer
        ranks = [preference(record.where.file, prefer) if prefer else 0 for record in records]
        # earlier records come first among equals: `max` takes the first of the best
        self.preferred = {id(record): -rank for record, rank in zip(records, ranks, strict=True)}
        self.place = {id(record): _place_score(record) for record in records}
        named = [r for r in records if self.preferred[id(r)] > -len(prefer) and self._appeared(r)]
        self.final = max(
            named or records, key=lambda r: (self.preferred[id(r)] if named else 0, self.place[id(r)])
        )
        self.by_authors = max(records, key=lambda r: self._people(r, r.authors))
        self.by_editors = max(records, key=lambda r: self._people(r, r.editors))
        dated = [self.final, *records]
        self.dated = next((record for record in dated if record.year is not None), self.final)
        # of one year, the record that tells the month or day: it says the same and more
        dates = {id(record): issued(record.fields) for record in records}
        if any(dates.values()):
            year, date = self.dated.year, dates[id(self.dated)]
            same = [r for r in dated if r.year == year and dates[id(r)].startswith(date)]
            self.dated = max(same, key=lambda record: len(dates[id(record)]))
        # of the two years of a volume, the one that another record names
        span = year_span(self.dated.fields.get("year", ""))
        self.dated = next((record for record in records if record.get("year") in map(str, span)), self.dated)
        self.doi = self._doi()

    def _appeared(self, record: Record) -> bool:
        """Return whether a record has volume and pages: the work has appeared there."""
        return self.place[id(record)] >= _ENOUGH

    def source(self, key: str, former: tuple[str, ...]) -> Source:
        values = {name: self._value(name, values) for name, values in _values_by_field(self.records).items()}
        _drop_aliases(values, self.final)
        chosen = {name: value for name, value in values.items() if value is not None}
        return Source(
            key=key,
            type=self._type(),
            fields=Fields(chosen),
            authors=self.by_authors.authors,
            editors=self.by_editors.editors,
            year=self.dated.year,
            doi=Doi(self.doi),
            confidential=any(record.confidential for record in self.records),
            unnamed=any(record.unnamed for record in self.records),
            records=tuple(self.records),
            former_keys=former,
            values=(*_unchosen_values(self.records, chosen), *self._other_forms()),
        )

    def _value(self, name: str, values: list[str]) -> str | None:
        """Return the value of a field among those of the records, None to leave it out."""
        if not values:
            return ""
        if name not in _SOMETIMES_LEFT_OUT and values.count(values[0]) == len(values):
            # nothing to choose from
            return values[0]
        rule = _RULES.get(name)
        return rule(self, name, values) if rule else self._first(name)

    def value_or_first(self, record: Record, name: str) -> str:
        """Return the value that a record has, or the first value of all records."""
        return record.fields.get(name) or self._first(name)

    def own_doi(self, name: str) -> str:
        """Return the DOI as the first record with the chosen one writes it."""
        return next(
            (value for record, value in self._with_value(name) if record.doi == self.doi),
            self._first(name),
        )

    def state(self, name: str) -> str | None:
        """Return the state of publication: that of the final record, once it has volume and pages."""
        return self.final.fields.get(name) if self._appeared(self.final) else self._first(name)

    def pages(self, values: list[str]) -> str:
        """Return the pages of the final record, written out in full: "101-119" for "101-19"."""
        own = self.final.fields.get("pages") or self._first("pages")
        ends = page_range(own)
        if not ends[1] or own.rstrip().endswith(ends[1]):
            return own
        return next((v for v in values if page_range(v) == ends and v.rstrip().endswith(ends[1])), own)

    def _with_value(self, name: str) -> list[tuple[Record, str]]:
        """Return the records that have a field, each with its value."""
        return [(record, value) for record in self.records if (value := record.fields.get(name, ""))]

    def _first(self, name: str) -> str:
        """Return the first sound value, those of preferred files before others."""
        valued = self._with_value(name)
        if self.prefer:
            valued.sort(key=lambda g: -self.preferred[id(g[0])])
        return next((value for _, value in valued if not damaged(value)), valued[0][1])

    def longest(self, name: str) -> str:
        def rank(one: tuple[Record, str]) -> tuple[bool, bool, int, int]:
            record, value = one
            bare = value.rstrip(" .…").strip()
            return bool(bare), not damaged(value), self.preferred[id(record)], len(bare)

        return max(self._with_value(name), key=rank)[1]

    def title(self) -> str:
        def rank(one: tuple[Record, str]) -> tuple[bool, bool, bool, int, int, int, bool]:
            record, value = one
            marked, bare = bool(_RETRACTED.match(value)), value.rstrip(" .…").strip()
            sound, preferred = not damaged(value), self.preferred[id(record)]
            # databases lose accents, and some close a title with a full stop
            return marked, bool(bare), sound, preferred, len(bare), _accents(value), value == bare

        return max(self._with_value("title"), key=rank)[1]

    def _people(self, record: Record, people: Sequence[Person]) -> tuple[bool, int, int, bool, int, int]:
        if not people:
            return False, self.preferred[id(record)], 0, True, 0, 0
        text = " ".join(map(str, people))
        truncated = "others" in text and any("others" in (one.family, one.literal) for one in people)
        sound = not _NOT_IN_NAMES.search(text)
        return (
            sound,
            self.preferred[id(record)],
            len(people) - truncated,
            not _is_all_capitals(text),
            len(text),
            _accents(text),
        )

    def container(self, name: str) -> str:
        """Return the fullest sound name of the journal or book that the final record is in, under whichever field records have it."""
        aliases = _names_of(name)
        own = next(filter(None, map(self.final.fields.get, aliases)), "")
        if own and not damaged(own) and self.preferred[id(self.final)] > min(self.preferred.values()):
            return own
        ranked = sorted(
            self.records, key=lambda record: (record is not self.final, -self.preferred[id(record)])
        )
        return fullest_container([record.fields.get(alias, "") for record in ranked for alias in aliases])

    def date(self, name: str) -> str | None:
        if self.dated.fields.get(name):
            return self.dated.fields[name]
        # `year` is written anyhow; a month of another record would be the month of another year
        years = any(record.fields.get("year") for record in self.records)
        return self._first(name) if name == "year" or (name == "date" and not years) else None

    def current(self, name: str, values: list[str]) -> list[str]:
        """Return the values to unite, without "in press" notes once the article has volume and pages."""
        if name == "note" and self._appeared(self.final):
            return [value for value in values if not (EARLY.search(value) and len(value.split()) <= 6)]
        return values

    def _doi(self) -> str:
        dois = [record.doi for record in self.records if record.doi]
        if len(set(dois)) < 2:
            return dois[0] if dois else ""
        counts = Counter(dois)
        by = {record.doi: self.preferred[id(record)] for record in reversed(self.records) if record.doi}
        return max(
            dois,
            key=lambda d: (not PREPRINT_DOI.match(d), by[d], counts[d], d == self.final.doi),
        )

    def _type(self) -> str:
        if is_request(self.records[0]):
            return "misc"
        if self.final.type not in VAGUE_TYPES and self._appeared(self.final):
            return self.final.type
        types = [record.type for record in self.records if record.type not in VAGUE_TYPES]
        counts = Counter(types)
        return max(types, key=lambda t: (counts[t], -types.index(t)), default=self.records[0].type)

    def kind(self, name: str) -> str:
        """Return the first value that names more than an article: "Conference Abstract", beside "Article" of another database."""
        special = (value for _, value in self._with_value(name) if fold(value) not in _PLAIN_KINDS)
        return next(special, self._first(name))

    def _other_forms(self) -> Iterator[OtherValue]:
        """Yield the entry types that say of the work what the chosen one does not: that it was a preprint, or a chapter."""
        own = self._type()
        forms = {_FORMS.get(own, "")}
        for record in self.records:
            form = _FORMS.get(record.type, "")
            if form and form not in forms and not is_request(record):
                forms.add(form)
                yield OtherValue(field="entrytype", value=record.type, where=record.where)


_Rule = Callable[[_Merge, str, list[str]], str | None]
_RULES: Mapping[str, _Rule] = {
    **dict.fromkeys(UNITED, lambda merge, name, values: unite(name, merge.current(name, values))),
    **dict.fromkeys(_PLACE, lambda merge, name, _: merge.value_or_first(merge.final, name)),
    **dict.fromkeys(_CONTAINER, lambda merge, name, _: merge.container(name)),
    **dict.fromkeys(_DATE, lambda merge, name, _: merge.date(name)),
    "author": lambda merge, name, _: merge.value_or_first(merge.by_authors, name),
    "editor": lambda merge, name, _: merge.value_or_first(merge.by_editors, name),
    "pages": lambda merge, _, values: merge.pages(values),
    "title": lambda merge, *_: merge.title(),
    "abstract": lambda merge, name, _: merge.longest(name),
    "doi": lambda merge, name, _: merge.own_doi(name),
    "type": lambda merge, name, _: merge.kind(name),
    "pubstate": lambda merge, name, _: merge.state(name),
}
"""The rule of each field that has one, from its name and its values: the value, None to leave the field out."""
_ENOUGH = 8
"""`_place_score` of a record with volume and pages."""


def _place_score(record: Record) -> int:
    """Return how fully a record describes the place of publication: volume and pages count most."""
    get = record.fields.get
    pages = get("pages", "")
    early = EARLY.search(f"{get('note', '')} {pages} {get('pubstate', '')}")
    return (
        4 * bool(get("volume"))
        + 4 * bool(_FIGURE.search(pages) or get("eid") or get("articleno"))
        + 2 * bool(get("number") or get("issue"))
        + bool(record.year)
        + bool(_RANGE.search(pages))
        - 3 * bool(early)
    )


def _accents(text: str) -> int:
    """Return the number of letters beyond ASCII: of two forms of one name, the form with more has lost fewer accents."""
    return 0 if text.isascii() else len(_BEYOND_ASCII.findall(text))


def is_retracted(record: Record) -> bool:
    """Return whether a record marks the work as retracted, in its title or in the field `retracted` that readers of registries write."""
    mark = record.fields.get("retracted", "").lower()
    return _RETRACTED.match(record.title) is not None or mark not in _NOT_RETRACTED


def preference(file: str, prefer: Sequence[str]) -> int:
    """Return the position of the first name or pattern in `prefer` that a file matches, `len(prefer)` if none does."""
    for rank, pattern in enumerate(prefer):
        if file == pattern or fnmatch(file, pattern) or file.rpartition("/")[2] == pattern:
            return rank
    return len(prefer)


def _values_by_field(records: Sequence[Record]) -> dict[str, list[str]]:
    """Return the values of each field that are not empty, fields in order of appearance."""
    values_of = grouped(field for record in records for field in record.fields.items())
    return {name: [value for value in values if value] for name, values in values_of.items()}


def _drop_aliases(chosen: dict[str, str | None], final: Record) -> None:
    """Drop values that the Source has under another name already."""
    if _SECOND_NAMES.isdisjoint(chosen):
        return
    for names in _ALIASES:
        filled = [name for name in names if chosen.get(name)]
        if len(filled) > 1:
            own = [name for name in filled if final.fields.get(name)]
            for name in filled:
                if name not in (own or filled[:1]):
                    chosen[name] = None


def damaged(value: str) -> bool:
    """Return whether a value is damaged: cut, letters lost or changed by a wrong encoding, an error of a spreadsheet, all in capitals."""
    return (
        value.rstrip().endswith(_CUT)
        or is_garbled(value)
        or value.startswith(("#NAME", "#VALUE", "#REF"))
        or _is_all_capitals(value)
    )


def _is_all_capitals(text: str) -> bool:
    return len(text) > 8 and text.isupper()


def _unchosen_values(records: Sequence[Record], chosen: dict[str, str]) -> tuple[OtherValue, ...]:
    """Return each value that was not chosen, with the place where it was read."""
    found: dict[tuple[str, str], OtherValue] = {}
    for record in records:
        for name, value in chain(record.fields.items(), record.repeated):
            if not value or (name, value) in found or value in map(chosen.get, _names_of(name)):
                continue
            if not contains_value(name, chosen.get(name, ""), value):
                found[name, value] = OtherValue(field=name, value=value, where=record.where)
    return tuple(found.values())


def unite(name: str, values: Sequence[str]) -> str:
    r"""Return the values united: the first one unchanged, then what each further one adds.

    >>> unite("keywords", ["police; courts", "Courts, labor"])
    'police; courts; labor'
    >>> unite("note", ["Read in May", "read in May", "Cited in the brief"])
    'Read in May\n\nCited in the brief'
    """
    if not values:
        return ""
    separator = _SEPARATED.get(name, "\n\n")
    if name == "keywords" and not any(";" in value for value in values):
        separator = ", "
    seen = {_plain(piece) for piece in _split(name, values[0])}
    more = []
    for value in values[1:]:
        for piece in _split(name, value):
            if _plain(piece) not in seen:
                seen.add(_plain(piece))
                more.append(piece)
    if not more:
        return values[0]
    # commas in the first value become the separator of the whole, or its words would run together
    first = _split(name, values[0]) if name == "keywords" else [values[0].rstrip(separator.strip() or None)]
    return separator.join([*first, *more])


def contains_value(name: str, united: str, value: str) -> bool:
    """Return whether every piece of a value is in a united one."""
    if name not in UNITED:
        return False
    if name not in _SEPARATED:
        return _plain(value) in _plain(united)
    seen = {_plain(piece) for piece in _split(name, united)}
    return all(_plain(piece) in seen for piece in _split(name, value))


def _plain(piece: str) -> str:
    return " ".join(piece.casefold().split())


def _split(name: str, value: str) -> list[str]:
    if name == "keywords":
        parts = value.split(";" if ";" in value else ",")
    else:
        parts = re.split(_BETWEEN[name], value) if name in _BETWEEN else [value]
    return [part.strip() for part in parts if part.strip()]


# JabRef writes `text:path:type;…` in `file` and escapes what is inside
_BETWEEN = {"file": r"(?<!\\);", "groups": ",", "cites": ",", "references": ";", "cited-references": "\n"}

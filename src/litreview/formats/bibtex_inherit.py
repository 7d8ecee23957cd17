"""Resolve inheritance between BibTeX entries: `crossref` and `xdata`, after the biblatex manual, appendix B ("Default Inheritance Setup").

A child inherits every field that it lacks, except those in `_NEVER`. Titles change their names on the way (`_new_titles`).
Three rules differ from biblatex, so that a chapter is not mistaken for its book:

- Fields that identify or describe the parent itself (DOI, URL, pages, abstract, keywords, files) stay with the parent.
- A chapter (`incollection`, `inproceedings` …) takes the title of any parent as its `booktitle`. This also holds where biblatex has no rule
  for the two types, since BibTeX files pair them freely. The chapter takes the parent's author only where biblatex says so.
- A child with a `date` or `year` inherits no date. One with a BibTeX field (`journal`) does not inherit its biblatex twin (`journaltitle`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from litreview.core.confidential.classification import is_opened
from litreview.core.containers import first_by_key
from litreview.formats.record_building import RawEntry
from litreview.formats.vocabularies import terms, terms_meaning

_NEVER = frozenset(terms("inherit"))
_CHAPTERS = frozenset(terms_meaning("inherit.types", "chapter"))
_MULTIVOLUME = frozenset(terms_meaning("inherit.types", "multivolume"))
# far more than any real entry has; without a limit a short file could fill the memory
_DEEPEST, _MOST, _LONGEST = 50, 300, 10_000
# the types whose author is inherited, as author and as bookauthor
_BY_ONE_AUTHOR = frozenset(["inbook", "bookinbook", "suppbook"])
_TITLES = ("title", "subtitle", "titleaddon")
# BibTeX's name and biblatex's name of one thing (manual, "Field Aliases")
_ALIASES = {"journal": "journaltitle", "address": "location", "school": "institution"}
_DATES = ("date", "year", "month", "day")
_GRANULAR = re.compile(r"\s*xdata=(.{1,200})-([A-Za-z][\w+]{0,60})(?:-(\d{1,9}))?\s*")
_AND = re.compile(r"(?<!\s)\s+and\s+")

Fault = tuple[RawEntry, str, str]


def inherit(entries: Sequence[RawEntry]) -> list[Fault]:
    """Fill `inherited` and `parents` of each entry; return `(entry, kind, name)` for parents that are not there or in a circle."""
    # a field that names an xdata entry may be any field
    granular = any(entry.type == "xdata" for entry in entries)
    heirs = [
        entry
        for entry in entries
        if any(
            name in {"crossref", "xdata", "xref"} or (granular and "xdata=" in value)
            for name, value in entry.fields
        )
    ]
    if not heirs:
        return []
    family = _Family(entries)
    for entry in heirs:
        family.resolved(entry, ())
    return family.faults


class _Family:
    """The entries of a file by key, and their fields after inheritance."""

    def __init__(self, entries: Sequence[RawEntry]) -> None:
        self.faults: list[Fault] = []
        aliases = (
            (alias, entry)
            for entry in entries
            for name, value in entry.fields
            if name == "ids"
            for alias in _keys(value)
        )
        named = [(entry.key, entry) for entry in entries]
        self._exact = first_by_key(named)
        self._any_case = first_by_key((key.lower(), entry) for key, entry in [*named, *aliases])
        self._done: dict[int, dict[str, str]] = {}
        self._levels: dict[int, int] = {}

    def find(self, key: str) -> RawEntry | None:
        """Return the entry of a key, in any case as in BibTeX; also by `ids`, as in biblatex."""
        return self._exact.get(key) or self._any_case.get(key.lower())

    def resolved(self, entry: RawEntry, path: tuple[int, ...]) -> dict[str, str]:
        """Return the entry's own fields and, behind them, the inherited ones."""
        if id(entry) in self._done:
            return self._done[id(entry)]
        own = {name: value for name, value in reversed(entry.fields) if value.strip()}
        full = dict(own)
        parents: list[str] = []
        below = (*path, id(entry))
        for kind in ("xdata", "crossref"):
            for name in _keys(own.get(kind, "")):
                parent = self._parent(entry, kind, name, below)
                if parent is None:
                    continue
                parent_fields = self.resolved(parent, below)
                level = self._levels[id(parent)] + 1
                if level > _DEEPEST:
                    self.faults.append((entry, "circle", name))
                    continue
                self._levels[id(entry)] = max(self._levels.get(id(entry), 0), level)
                if _withheld(entry, parent):
                    continue
                parents.append(parent.key)
                new = _inheritable_fields(parent_fields, kind, parent.type, entry.type, own)
                for field in [field for field in new if field not in full][: max(0, _MOST - len(full))]:
                    full[field] = new[field]
                    _hide(entry, field, parent, field)
        self.faults += [(entry, "xref", name) for name in _keys(own.get("xref", "")) if not self.find(name)]
        if granular := dict(self._granular(entry, own, below)):
            entry.written = {field: own[field] for field in granular} | dict(entry.written)
            entry.fields = [(name, granular.get(name, value)) for name, value in entry.fields]
        full |= granular
        entry.parents = tuple(parents)
        entry.inherited = {name: value for name, value in full.items() if name not in own}
        self._levels.setdefault(id(entry), 0)
        self._done[id(entry)] = full
        return full

    def _parent(self, entry: RawEntry, kind: str, name: str, path: tuple[int, ...]) -> RawEntry | None:
        parent = self.find(name)
        if parent is None:
            self.faults.append((entry, kind, name))
        elif id(parent) in path or len(path) > _DEEPEST:
            self.faults.append((entry, "circle", name))
        else:
            return parent
        return None

    def _granular(
        self, entry: RawEntry, own: Mapping[str, str], path: tuple[int, ...]
    ) -> Iterator[tuple[str, str]]:
        """Yield the fields that name a field of an xdata entry instead of a value: `xdata=KEY-FIELD-NUMBER` (biblatex 3.13)."""
        for field, value in own.items():
            if "xdata=" not in value or len(value) > _LONGEST:
                continue
            parts = []
            for part in _AND.split(value):
                found = _GRANULAR.fullmatch(part)
                parent = self._parent(entry, "xdata", found[1], path) if found else None
                if found is None or parent is None:
                    parts.append(part)
                    continue
                if _withheld(entry, parent):
                    parts.append("")
                    continue
                inherited = self.resolved(parent, path).get(found[2].lower(), "")
                _hide(entry, field, parent, found[2].lower())
                values = _AND.split(inherited)
                number = int(found[3]) if found[3] else 0
                parts.append(values[number - 1] if 0 < number <= len(values) else inherited or part)
            yield field, " and ".join(parts)


def _withheld(entry: RawEntry, parent: RawEntry) -> bool:
    """Return whether an entry may inherit nothing from its parent.

    A child of a confidential entry becomes confidential, unless it declares itself open; then it inherits nothing.
    """
    if not parent.confidential or entry.confidential:
        return False
    if is_opened(entry.fields, entry.key):
        return True
    entry.confidential, entry.withheld = True, parent.withheld
    entry.why = "it inherits from an entry that is not shown"
    return False


def _hide(entry: RawEntry, field: str, parent: RawEntry, source: str) -> None:
    """Withhold an inherited field if the parent's field is withheld."""
    entry.hidden += tuple((field, why) for name, why in parent.hidden if name == source)


def _keys(value: str) -> list[str]:
    return [key for part in value.split(",") if (key := part.strip())]


def _inheritable_fields(
    fields: Mapping[str, str], kind: str, parent: str, child: str, own: Mapping[str, str]
) -> dict[str, str]:
    """Return the fields that a child may inherit from a parent, under the child's field names."""
    if kind == "xdata":
        return {name: value for name, value in fields.items() if name not in {"xdata", "crossref", "ids"}}
    inheritable = {name: value for name, value in fields.items() if name not in _NEVER}
    for name, target in _new_titles(parent, child).items():
        if value := inheritable.pop(name, ""):
            inheritable[target] = value
    if child in _CHAPTERS and "author" in inheritable:
        if child in _BY_ONE_AUTHOR:
            inheritable.setdefault("bookauthor", inheritable["author"])
        elif parent not in {"collection", "mvcollection", "reference", "mvreference"}:
            inheritable.setdefault("bookauthor", inheritable.pop("author"))
    if "date" in own or "year" in own:
        inheritable = {name: value for name, value in inheritable.items() if name not in _DATES}
    for old, new in _ALIASES.items():
        if old in own:
            inheritable.pop(new, None)
        if new in own:
            inheritable.pop(old, None)
    return inheritable


def _new_titles(parent: str, child: str) -> dict[str, str]:
    """Return the new name of each title field on the way from parent to child."""
    ways = (
        ("main", parent in _MULTIVOLUME),
        ("book", child in _CHAPTERS),
        ("journal", parent == "periodical" and child in {"article", "suppperiodical"}),
    )
    prefix = next((prefix for prefix, holds in ways if holds), "")
    return {name: f"{prefix}{name}" for name in _TITLES if prefix}

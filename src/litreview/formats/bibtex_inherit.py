"""Inheritance between BibTeX entries: `crossref` and `xdata`.

After the biblatex manual, appendix B ("Default Inheritance Setup"), with one difference: what identifies the parent
itself (DOI, URL, abstract, keywords, pages) is not taken over, or a chapter would look like the book it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview.formats.building import RawEntry

__all__ = ["inherit"]

_NEVER = frozenset(
    [
        "ids",
        "crossref",
        "xref",
        "xdata",
        "entryset",
        "entrysubtype",
        "execute",
        "label",
        "options",
        "presort",
        "related",
        "relatedoptions",
        "relatedstring",
        "relatedtype",
        "shorthand",
        "shorthandintro",
        "sortkey",
        "sortname",
        "sorttitle",
        "sortyear",
        "indextitle",
        "indexsorttitle",
        "shorttitle",
        "doi",
        "url",
        "urldate",
        "eprint",
        "eprinttype",
        "eprintclass",
        "abstract",
        "keywords",
        "pages",
        "file",
        "annotation",
        "annote",
        "note",
        "groups",
        "references",
        "cited-references",
        "timestamp",
        "owner",
        "creationdate",
        "modificationdate",
        "confidential",
    ]
)
_IN_BOOK = frozenset(
    [
        "inbook",
        "incollection",
        "inproceedings",
        "conference",
        "inreference",
        "bookinbook",
        "suppbook",
        "suppcollection",
    ]
)
_RENAMED = {
    "title": "booktitle",
    "subtitle": "booksubtitle",
    "titleaddon": "booktitleaddon",
}
# far more than any real entry has; without a limit a short file could fill the memory
_DEEPEST, _MOST = 50, 300
_MULTIVOLUME = frozenset(["mvbook", "mvcollection", "mvproceedings", "mvreference"])


def inherit(entries: Sequence[RawEntry]) -> list[tuple[RawEntry, str, str]]:
    """Fill `inherited` and `parents` of each entry; return `(entry, kind, name)` for parents that are not there or in a circle."""
    by_key: dict[str, RawEntry] = {}
    for entry in entries:
        by_key.setdefault(entry.key.lower(), entry)
    faults: list[tuple[RawEntry, str, str]] = []
    done: dict[int, dict[str, str]] = {}
    levels: dict[int, int] = {}

    def resolved(entry: RawEntry, path: tuple[int, ...]) -> dict[str, str]:
        """Return the entry's own fields and, behind them, the inherited ones."""
        if id(entry) in done:
            return done[id(entry)]
        own = {name: value for name, value in reversed(entry.fields) if value.strip()}
        full = dict(own)
        parents: list[str] = []
        for kind in ("xdata", "crossref"):
            for name in (part.strip() for part in own.get(kind, "").split(",")):
                if not name:
                    continue
                parent = by_key.get(name.lower())
                if parent is None:
                    faults.append((entry, kind, name))
                    continue
                if id(parent) in path or parent is entry or len(path) > _DEEPEST:
                    faults.append((entry, "circle", name))
                    continue
                given = resolved(parent, (*path, id(entry)))
                level = levels[id(parent)] + 1
                if level > _DEEPEST:
                    faults.append((entry, "circle", name))
                    continue
                levels[id(entry)] = max(levels.get(id(entry), 0), level)
                parents.append(parent.key)
                entry.confidential = entry.confidential or parent.confidential
                for field, value in _given(given, kind, parent.type, entry.type).items():
                    if len(full) < _MOST:
                        full.setdefault(field, value)
        named = [part.strip() for part in own.get("xref", "").split(",")]
        faults.extend((entry, "xref", name) for name in named if name and name.lower() not in by_key)
        entry.parents = tuple(parents)
        entry.inherited = {name: value for name, value in full.items() if name not in own}
        levels.setdefault(id(entry), 0)
        done[id(entry)] = full
        return full

    for entry in entries:
        if any(name in {"crossref", "xdata", "xref"} for name, _ in entry.fields):
            resolved(entry, ())
    return faults


def _given(fields: Mapping[str, str], kind: str, parent: str, child: str) -> dict[str, str]:
    if kind == "xdata":
        return {name: value for name, value in fields.items() if name not in {"xdata", "crossref", "ids"}}
    given = {name: value for name, value in fields.items() if name not in _NEVER}
    renamed: dict[str, str] = {}
    if parent in _MULTIVOLUME:
        renamed = {name: f"main{name}" for name in _RENAMED}
    elif child in _IN_BOOK:
        renamed = _RENAMED
    elif parent == "periodical" and child in {"article", "suppperiodical"}:
        renamed = {"title": "journaltitle", "subtitle": "journalsubtitle"}
    else:
        given.pop("title", None)
        given.pop("subtitle", None)
    for name, target in renamed.items():
        value = given.pop(name, "")
        if value:
            given.setdefault(target, value)
    if child in _IN_BOOK and "author" in given:
        given.setdefault("bookauthor", given["author"])
        if child != "inbook":
            del given["author"]
    return given

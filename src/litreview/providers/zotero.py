"""Zotero on this machine: its collections, and the items of one, read through the interface that Zotero has for programs beside it.

It listens on this machine alone, and is only read: `GET`, the one method that `transport.read_here` has. What is asked, and what is answered, follows
https://www.zotero.org/support/dev/web_api/v3/local_api and `server_localAPI.js` of zotero/zotero: an older Zotero knows no pages and answers with all at
once, a newer one says how many there are (`Total-Results`). Zotero's database and its files are never touched.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litreview.core.errors import InputError, UsageError, near_miss
from litreview.core.wording import short_repr
from litreview.providers.connection import checked_url, is_loopback
from litreview.providers.transport import read_here

URL = "http://127.0.0.1:23119"
"""Where Zotero listens, unless `LITREVIEW_ZOTERO_URL` says another port."""

_LIMIT = 100
_MOST = 1_000_000  # objects: no library has as many, and pages without end are left
_MINE = "/api/users/0"  # 0 is whoever uses Zotero here
_CHILDREN = frozenset({"note", "attachment", "annotation"})
_SETTING = (
    "Edit → Settings → Advanced → “Allow other applications on this computer to communicate with Zotero”"
)
# of an item what is read (`formats.zotero`): not whose library it is, nor what changes with each synchronisation
_KEPT = ("key", "meta", "data")
_LEFT_OUT = frozenset({"version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection of Zotero: `path` are the names of those it is in and its own, `items` how many works it says to have itself, None if it does not say."""

    key: str
    path: tuple[str, ...]
    parent: str = ""
    items: int | None = None

    __repr__ = short_repr

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    @property
    def words(self) -> str:
        """Its names from the top, as it may be called: `Trafficking/Courts`."""
        return "/".join(self.path)


def address() -> str:
    """Return where Zotero is asked. `UsageError` for an address that is not on this machine."""
    said = os.environ.get("LITREVIEW_ZOTERO_URL", "") or URL
    url = checked_url(said, "LITREVIEW_ZOTERO_URL")
    if not is_loopback(url):
        raise UsageError(
            "LITREVIEW_ZOTERO_URL: Zotero is asked on this machine alone, such as http://127.0.0.1:23119"
        )
    return url


def collections() -> tuple[Collection, ...]:
    """Return the collections of the user's library, each behind that which holds it, by name. `InputError` says why Zotero can't be read."""
    found = {}
    for one in _pages(f"{_MINE}/collections", {}):
        data = _mapping(one.get("data"))
        if isinstance(key := one.get("key"), str) and not data.get("deleted"):
            found[key] = (
                str(data.get("name") or "?"),
                str(data.get("parentCollection") or ""),
                _mapping(one.get("meta")),
            )
    made = []
    for key, (_, parent, meta) in found.items():
        path: list[str] = []
        at = key
        while at in found and len(path) <= len(found):
            path.insert(0, found[at][0])
            at = found[at][1]
        count = meta.get("numItems")
        made.append(
            Collection(
                key=key,
                path=tuple(path),
                parent=parent if parent in found else "",
                items=count if isinstance(count, int) else None,
            )
        )
    return tuple(sorted(made, key=lambda one: ([name.casefold() for name in one.path], one.key)))


def find_collection(name: str, held: Sequence[Collection]) -> Collection:
    """Return the collection that a key, a name or a path such as `Trafficking/Courts` means. `UsageError` names the nearest, or the keys of several."""
    for fits in (
        lambda one: name in (one.key, one.words),
        lambda one: name == one.name,
        lambda one: name.casefold() in (one.words.casefold(), one.name.casefold()),
    ):
        found = [one for one in held if fits(one)]
        if len(found) > 1:
            told = ", ".join(f"{one.words} ({one.key})" for one in found)
            raise UsageError(f"'{name}' may be {told}; name one by its key")
        if found:
            return found[0]
    if not held:
        raise UsageError(f"no collection '{name}': Zotero has none here")
    names = dict.fromkeys([*(one.name for one in held), *(one.words for one in held)])
    raise UsageError(f"no collection '{name}'{near_miss(name, names)}; `litreview zotero` lists them")


def below(one: Collection, held: Iterable[Collection]) -> tuple[Collection, ...]:
    """Return a collection and all that it holds, at whatever depth."""
    inside = {one.key}
    every = [each for each in held if each.key != one.key]
    for _ in every:
        inside |= {each.key for each in every if each.parent in inside}
    return (one, *(each for each in every if each.key in inside))


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """The works of some collections, or of the library, as the interface has them; the notes on each, by the key of the work; and notes on none."""

    items: tuple[Mapping[str, Any], ...] = field(repr=False)
    notes: Mapping[str, tuple[Mapping[str, Any], ...]] = field(repr=False)
    loose: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    __repr__ = short_repr


def works(of: Sequence[Collection] = ()) -> Works:
    """Return the works in these collections, each once, or in the whole library, oldest first. What is in the bin is left out, and so are attachments."""
    paths = [f"{_MINE}/collections/{one.key}/items/top" for one in of] or [f"{_MINE}/items/top"]
    found: dict[str, Mapping[str, Any]] = {}
    loose: dict[str, Mapping[str, Any]] = {}
    for path in paths:
        for item in _pages(path, {"sort": "dateAdded", "direction": "asc"}):
            data = _mapping(item.get("data"))
            key = item.get("key")
            if not isinstance(key, str) or data.get("deleted"):
                continue
            if data.get("itemType") not in _CHILDREN:
                found.setdefault(key, item)
            elif data.get("itemType") == "note":
                loose.setdefault(key, item)
    notes: dict[str, tuple[Mapping[str, Any], ...]] = {}
    # a note may be the one place that says that its work is confidential
    for note in _pages(f"{_MINE}/items", {"itemType": "note"}) if found else ():
        parent = str(_mapping(note.get("data")).get("parentItem") or "")
        if parent in found:
            notes[parent] = (*notes.get(parent, ()), note)
    return Works(items=tuple(sorted(found.values(), key=_age)), notes=notes, loose=tuple(loose.values()))


def _age(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(_mapping(item.get("data")).get("dateAdded") or ""), str(item.get("key"))


def snapshot(items: Iterable[Mapping[str, Any]]) -> str:
    """Return the items as a file that is read as any export of Zotero's: the same items give the same bytes."""
    kept = []
    for item in items:
        one = {name: item[name] for name in _KEPT if name in item}
        one["data"] = {
            name: value for name, value in _mapping(item.get("data")).items() if name not in _LEFT_OUT
        }
        one["meta"] = {
            name: value for name, value in _mapping(item.get("meta")).items() if name == "parsedDate"
        }
        kept.append(one)
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _pages(path: str, params: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Return all objects of a list, page by page where Zotero has pages."""
    found: dict[str, Mapping[str, Any]] = {}
    start = 0
    while True:
        total, page = _asked(path, {**params, "format": "json", "start": str(start), "limit": str(_LIMIT)})
        if (total or 0) > _MOST:
            raise InputError(
                "Zotero",
                f"says that it has {total:,} items or more; does something else listen at {address()}?",
            )
        before = len(found)
        for one in page:
            found.setdefault(str(one.get("key")), one)
        start += len(page)
        # one without pages gives all at once, and again whatever is asked
        if not page or len(found) == before or total is None or start >= total:
            return list(found.values())


def _asked(path: str, params: Mapping[str, str]) -> tuple[int | None, list[Mapping[str, Any]]]:
    """Return how many objects there are, if Zotero says so, and those of one answer."""
    url = address()
    try:
        status, headers, body = read_here(url + path, params, {"Zotero-API-Version": "3"})
    except ConnectionError as error:
        raise InputError("Zotero", f"{error} at {url}; is Zotero running on this machine?") from None
    if status == 403:
        raise InputError("Zotero", f"lets no program read it; allow that in its settings: {_SETTING}")
    if status != 200:
        why = "no such collection, or a Zotero before version 7" if status == 404 else "it refuses"
        raise InputError("Zotero", f"answered with status {status}: {why}")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list):
        raise InputError(
            "Zotero", f"gave an answer that is no list of items; does something else listen at {url}?"
        )
    said = headers.get("total-results", "")
    return int(said) if said.isascii() and said.isdecimal() else None, [
        one for one in value if isinstance(one, dict)
    ]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

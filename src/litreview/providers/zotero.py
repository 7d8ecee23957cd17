"""Read Zotero's collections and their items on this machine, through Zotero's local API.

The API listens on this machine only. This module only reads: `transport.read_here` supports no method but `GET`. Requests and answers follow
https://www.zotero.org/support/dev/web_api/v3/local_api and `server_localAPI.js` of zotero/zotero. An older Zotero has no pages and returns
all objects at once; a newer one gives their number (`Total-Results`). Zotero's database and its files are never touched.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litreview.core.containers import grouped, mapping_of
from litreview.core.errors import InputError, UsageError, near_miss
from litreview.core.wording import Value
from litreview.providers.connection import checked_url, is_loopback
from litreview.providers.transport import read_here

URL = "http://127.0.0.1:23119"
"""The address of Zotero's API, unless `LITREVIEW_ZOTERO_URL` gives another port."""

_LIMIT = 100
_MOST = 1_000_000  # objects: no library has as many; protects against endless pages
_MINE = "/api/users/0"  # 0 is the current user of Zotero
_CHILDREN = frozenset({"note", "attachment", "annotation"})
_SETTING = (
    "Edit → Settings → Advanced → “Allow other applications on this computer to communicate with Zotero”"
)
# the members that `formats.zotero` reads, without the owner and without what changes with each synchronisation
_KEPT = ("key", "meta", "data")
_LEFT_OUT = frozenset({"version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(Value):
    """A collection of Zotero. `path`: the names of its parents and its own. `items`: its number of works by Zotero's count, None if unknown."""

    key: str
    path: tuple[str, ...]
    parent: str = ""
    items: int | None = None

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    @property
    def words(self) -> str:
        """Its path as text, which can be used as its name: `Trafficking/Courts`."""
        return "/".join(self.path)


def address() -> str:
    """Return the address of Zotero's API. `UsageError` for an address on another machine."""
    url_setting = os.environ.get("LITREVIEW_ZOTERO_URL", "") or URL
    url = checked_url(url_setting, "LITREVIEW_ZOTERO_URL")
    if not is_loopback(url):
        raise UsageError(
            "LITREVIEW_ZOTERO_URL: Zotero is asked on this machine alone, such as http://127.0.0.1:23119"
        )
    return url


def collections() -> tuple[Collection, ...]:
    """Return the collections of the user's library, sorted by path. `InputError` explains why Zotero cannot be read."""
    found = {}
    for one in _pages(f"{_MINE}/collections", {}):
        data = mapping_of(one.get("data"))
        if isinstance(key := one.get("key"), str) and not data.get("deleted"):
            found[key] = (
                str(data.get("name") or "?"),
                str(data.get("parentCollection") or ""),
                mapping_of(one.get("meta")),
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


def find_collection(name: str, known: Sequence[Collection]) -> Collection:
    """Return the collection with a key, a name or a path such as `Trafficking/Courts`. `UsageError` names the nearest, or the keys of several."""
    for fits in (
        lambda one: name in (one.key, one.words),
        lambda one: name == one.name,
        lambda one: name.casefold() in (one.words.casefold(), one.name.casefold()),
    ):
        found = [one for one in known if fits(one)]
        if len(found) > 1:
            choices = ", ".join(f"{one.words} ({one.key})" for one in found)
            raise UsageError(f"'{name}' may be {choices}; name one by its key")
        if found:
            return found[0]
    if not known:
        raise UsageError(f"no collection '{name}': Zotero has none here")
    names = dict.fromkeys([*(one.name for one in known), *(one.words for one in known)])
    raise UsageError(f"no collection '{name}'{near_miss(name, names)}; `litreview zotero` lists them")


def with_subcollections(one: Collection, known: Iterable[Collection]) -> tuple[Collection, ...]:
    """Return a collection and its subcollections at any depth."""
    inside = {one.key}
    every = [each for each in known if each.key != one.key]
    for _ in every:
        inside |= {each.key for each in every if each.parent in inside}
    return (one, *(each for each in every if each.key in inside))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoteroWorks(Value):
    """Works of collections, or of the library, as API items; their notes by the key of the work; and notes without a work (`loose`)."""

    items: tuple[Mapping[str, Any], ...] = field(repr=False)
    notes: Mapping[str, tuple[Mapping[str, Any], ...]] = field(repr=False)
    loose: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


def works(of: Sequence[Collection] = ()) -> ZoteroWorks:
    """Return the works in these collections, each once, or in the whole library, oldest first, without deleted ones and attachments."""
    paths = [f"{_MINE}/collections/{one.key}/items/top" for one in of] or [f"{_MINE}/items/top"]
    found: dict[str, Mapping[str, Any]] = {}
    loose: dict[str, Mapping[str, Any]] = {}
    for path in paths:
        for item in _pages(path, {"sort": "dateAdded", "direction": "asc"}):
            data = mapping_of(item.get("data"))
            key = item.get("key")
            if not isinstance(key, str) or data.get("deleted"):
                continue
            if data.get("itemType") not in _CHILDREN:
                found.setdefault(key, item)
            elif data.get("itemType") == "note":
                loose.setdefault(key, item)
    # a note may hold the only mark that its work is confidential
    every = _pages(f"{_MINE}/items", {"itemType": "note"}) if found else []
    by_parent = grouped((str(mapping_of(note.get("data")).get("parentItem") or ""), note) for note in every)
    notes = {parent: tuple(some) for parent, some in by_parent.items() if parent in found}
    return ZoteroWorks(
        items=tuple(sorted(found.values(), key=_age)), notes=notes, loose=tuple(loose.values())
    )


def _age(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(mapping_of(item.get("data")).get("dateAdded") or ""), str(item.get("key"))


def snapshot(items: Iterable[Mapping[str, Any]]) -> str:
    """Return the items as the text of a Zotero export; the same items give the same bytes."""
    slimmed = [
        {
            **{name: item[name] for name in _KEPT if name in item},
            "data": {n: v for n, v in mapping_of(item.get("data")).items() if n not in _LEFT_OUT},
            "meta": {n: v for n, v in mapping_of(item.get("meta")).items() if n == "parsedDate"},
        }
        for item in items
    ]
    return json.dumps(slimmed, ensure_ascii=False, indent=1) + "\n"


def _pages(path: str, params: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Return all objects of a list, read page by page if Zotero has pages."""
    found: dict[str, Mapping[str, Any]] = {}
    start = 0
    while True:
        total, page = _page(path, {**params, "format": "json", "start": str(start), "limit": str(_LIMIT)})
        if (total or 0) > _MOST:
            raise InputError(
                "Zotero",
                f"says that it has {total:,} items or more; does something else listen at {address()}?",
            )
        before = len(found)
        for one in page:
            found.setdefault(str(one.get("key")), one)
        start += len(page)
        # a Zotero without pages returns all objects for every page
        if not page or len(found) == before or total is None or start >= total:
            return list(found.values())


def _page(path: str, params: Mapping[str, str]) -> tuple[int | None, list[Mapping[str, Any]]]:
    """Return the total number of objects, None if Zotero does not give it, and the objects of one page."""
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
    total = headers.get("total-results", "")
    return int(total) if total.isascii() and total.isdecimal() else None, [
        one for one in value if isinstance(one, dict)
    ]

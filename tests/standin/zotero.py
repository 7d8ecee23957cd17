"""Zotero's interface for programs on the same machine, over made-up collections and items. Whatever is not a GET is refused, and remembered.

What is answered follows https://www.zotero.org/support/dev/web_api/v3/local_api and `server_localAPI.js` of zotero/zotero: a newer Zotero has pages and says
how many objects there are, an older one (`pages=False`) sends all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Object = dict[str, Any]
_CHILDREN = ("note", "attachment", "annotation")


def item(key: str, kind: str = "journalArticle", **data: Any) -> Object:
    """Return an item as the interface has it."""
    links = {
        "self": {"href": f"http://localhost:23119/api/users/123/items/{key}", "type": "application/json"}
    }
    library = {"type": "user", "id": 123, "name": "made-up-user", "links": {}}
    day = f"2026-01-{1 + len(key) % 9:02}T00:00:00Z"
    data = {
        "key": key,
        "version": 7,
        "itemType": kind,
        "tags": [],
        "collections": [],
        "relations": {},
        "dateAdded": day,
        **data,
    }
    return {
        "key": key,
        "version": 7,
        "library": library,
        "links": links,
        "meta": {"creatorSummary": "Doe", "parsedDate": "2001"},
        "data": data,
    }


def collection(key: str, name: str, parent: str = "", items: int = 0) -> Object:
    """Return a collection as the interface has it."""
    return {
        "key": key, "version": 7, "library": {"type": "user", "id": 123}, "links": {}, "meta": {"numCollections": 0, "numItems": items},
        "data": {"key": key, "version": 7, "name": name, "parentCollection": parent or False, "relations": {}},
    }  # fmt: skip


def _work(number: int, *collections: str, **data: Any) -> Object:
    creators = [{"creatorType": "author", "firstName": "Jane", "lastName": f"Doe{number}"}]
    said = {
        "title": f"A made-up work on tides {number}",
        "publicationTitle": "Journal of Harbors",
        "date": "2001",
        "DOI": f"10.5555/tide.{number}",
    }
    return item(f"WORK{number:04}", creators=creators, collections=list(collections), **said, **data)


def made_up() -> tuple[list[Object], list[Object]]:
    """Return collections and items: 130 works in one of several, so that there are two pages."""
    held = [
        collection("COLLTIDE", "Tides", items=121),
        collection("COLLPORT", "Ports", "COLLTIDE", items=2),
        collection("COLLQUAY", "Quays", "COLLPORT", items=1),
        collection("COLLCRTA", "Courts", items=0),
        collection("COLLCRTB", "Courts", "COLLTIDE", items=0),
    ]
    items = [_work(n, "COLLTIDE", tags=[{"tag": "tide"}, {"tag": "imported", "type": 1}]) for n in range(120)]
    items += [_work(120, "COLLPORT"), _work(121, "COLLPORT", "COLLTIDE"), _work(122, "COLLQUAY")]
    items += [_work(123), _work(124, "COLLTIDE", deleted=1)]
    items += [_work(125, "COLLQUAY", extra="tex.confidential: true"), _work(126, "COLLQUAY")]
    items.append(item("NOTE0001", "note", parentItem="WORK0126", note="<p>tex.confidential: true</p>"))
    items.append(
        item("NOTE0002", "note", parentItem="WORK0001", note="<p>A thought that nobody else is to read</p>")
    )
    items.append(item("ATTA0001", "attachment", parentItem="WORK0001", path="/home/doe/secret.pdf"))
    return held, items


@dataclass(kw_only=True)
class Zotero:
    """What Zotero holds. `allowed`: its settings let programs read it; `pages`: it has pages."""

    collections: list[Object] = field(default_factory=lambda: made_up()[0])
    items: list[Object] = field(default_factory=lambda: made_up()[1])
    allowed: bool = True
    pages: bool = True

    def answer(self, path: str, params: Mapping[str, str]) -> tuple[int, object, dict[str, str]]:
        """Return status, value and headers of an answer to a GET."""
        if not self.allowed:
            return 403, "Local API is not enabled", {}
        parts = path.strip("/").split("/")
        if parts[:3] != ["api", "users", "0"]:
            return 404, "Not found", {}
        if parts[3:] == ["collections"]:
            return self._page(self.collections, params)
        if parts[3:4] == ["collections"] and parts[5:] == ["items", "top"]:
            held = [one for one in self.items if parts[4] in one["data"]["collections"]]
            return self._page(self._top(held), params)
        if parts[3:] == ["items", "top"]:
            return self._page(self._top(self.items), params)
        if parts[3:] == ["items"]:
            kind = params.get("itemType")
            return self._page([one for one in self.items if kind in (None, one["data"]["itemType"])], params)
        return 404, "Not found", {}

    def _top(self, items: list[Object]) -> list[Object]:
        found = [one for one in items if "parentItem" not in one["data"] and not one["data"].get("deleted")]
        return sorted(found, key=lambda one: one["data"]["dateAdded"])

    def _page(self, every: list[Object], params: Mapping[str, str]) -> tuple[int, object, dict[str, str]]:
        if not self.pages:
            return 200, every, {}
        start, limit = int(params.get("start", 0)), int(params.get("limit", len(every) or 1))
        return 200, every[start : start + limit], {"Total-Results": str(len(every))}

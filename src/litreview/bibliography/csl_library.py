"""The annotated bibliography as CSL-JSON: what Quarto, pandoc, Zotero and Word's plugins cite from, each annotation as the `note` of its work.

The items are those that our own citations are made of. Annotated styles print `note` below the citation (`apa-annotated-bibliography`,
`modern-language-association-annotated-bibliography`, `chicago-notes-bibliography-annotated`); other styles do not print it.
"""

from __future__ import annotations

import json
from typing import Any

from litreview.bibliography.cited import Entry
from litreview.bibliography.composing import Bibliography
from litreview.bibliography.csl_items import csl_item, restore
from litreview.bibliography.trees import plain_text


def csl_library(bibliography: Bibliography) -> str:
    """Return the works of a bibliography as a CSL-JSON list, by key, with their annotations as plain text.

    Interviews, requests and what is confidential are a title: what the bibliography prints of them. Who is counted with a group only is left out, since the
    key would be the code.
    """
    entries = {entry.source.key: entry for entry in bibliography.entries() if not entry.source.unnamed}
    items = []
    for key, entry in sorted(entries.items()):
        note = "\n\n".join(plain_text(block).strip() for block in bibliography.notes.get(key, ()))
        items.append(_item(entry) | ({"note": note} if note else {}))
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(entry: Entry) -> dict[str, Any]:
    if entry.source.confidential or entry.section in ("interviews", "records"):
        type_ = "interview" if entry.kind == "interview" else "document"
        return {"id": entry.source.key, "type": type_, "title": entry.text.rstrip(".")}
    item: dict[str, Any] = _restored(csl_item(entry.source, kind=entry.kind))
    return item


def _restored(value: Any) -> Any:
    """Return a value with the characters that stood in for others on their way through pandoc put back."""
    if isinstance(value, str):
        return restore(value)
    if isinstance(value, dict):
        return {name: _restored(each) for name, each in value.items()}
    return [_restored(each) for each in value] if isinstance(value, list) else value

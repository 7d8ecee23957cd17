"""A collection of Zotero as a file of the review: what is confidential in it is not written where git would take it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litreview import files
from litreview.confidential.raw import marks_in
from litreview.errors import OutputError
from litreview.formats import read_objects
from litreview.providers.zotero import Works, snapshot
from litreview.sealed import stays_private
from litreview.wording import short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What `write_zotero` did: how many works were written, how many were left out as confidential, and since the last time, how many are new and gone."""

    written: int
    left_out: int
    new: int = 0
    gone: int = 0
    again: bool = False

    __repr__ = short_repr


def write_zotero(found: Works, path: Path | str) -> Taken:
    """Write works of Zotero to a `.json` file, which is read as any export, and return how many.

    A work that it or a note on it marks as confidential is written below a folder `private/` alone, and so are all where a note on none of them has
    such a mark: as in an export, it can't be told which it is of. A file that is there is replaced if it holds items of
    Zotero; `OutputError` for any other.
    """
    place = Path(path)
    if place.suffix.lower() != ".json":
        raise OutputError(
            str(path), "Zotero's items are written as they are, to a .json file, such as bib/zotero.json"
        )
    before = _keys(place)
    unsure = any(marks_in(json.dumps(note)) for note in found.loose)
    private = stays_private(place)
    kept = [
        item
        for item in found.items
        if private or not (unsure or _is_confidential(item, found.notes.get(item["key"], ())))
    ]
    files.write_text(place, snapshot(kept))
    keys = {item["key"] for item in kept}
    return Taken(
        written=len(kept),
        left_out=len(found.items) - len(kept),
        new=len(keys - (before or set())),
        gone=len((before or set()) - keys),
        again=before is not None,
    )


def _is_confidential(item: Mapping[str, Any], notes: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a work is confidential by itself or by a note on it, as reading them together says."""
    return any(record.confidential for record in read_objects([item, *notes]))


def _keys(place: Path) -> set[str] | None:
    """Return the keys of the items that a file holds, None if there is none. `OutputError` if it holds anything else."""
    if not place.exists():
        return None
    try:
        value = json.loads(files.read_bytes(place))
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, list) and all(
        isinstance(one, dict) and isinstance(one.get("key"), str) and isinstance(one.get("data"), dict)
        for one in value
    ):
        return {one["key"] for one in value}
    raise OutputError(
        str(place), "holds something else than items of Zotero, and is never overwritten; name another file"
    )

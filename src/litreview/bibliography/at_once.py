"""One call of citeproc for all works, and who is to blame when it comes to no end: the style, or single entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litreview import pandoc
from litreview.bibliography.styles import Style
from litreview.errors import UsageError
from litreview.pandoc import Inline
from litreview.processes import who_hangs

_SOUND = {"id": "r0", "type": "book", "title": "A title", "issued": {"date-parts": [[2000]]}}
_SECONDS = 10.0

Item = dict[str, Any]
Entries = list[tuple[str, list[Inline]]]
Labels = dict[str, list[Inline]]


def cite_at_once(items: Sequence[Item], style: Style) -> tuple[Entries, Labels]:
    """Return what the style prints, as `(id, inlines)` in its order, and the in-text citation of each item by its id.

    An item with which citeproc comes to no end is in neither. `UsageError` if it comes to no end with any item in this style.
    """
    try:
        return _cite(items, style)
    except pandoc.PandocUnfinishedError:
        if _hangs([_SOUND], style):
            raise UsageError(
                f"style {style.name}: pandoc comes to no end with it; look for a macro that calls itself, or use another style"
            ) from None
        endless = {str(item["id"]) for item in who_hangs(items, lambda some: _hangs(some, style))}
        if not endless:
            raise
    return _cite([item for item in items if item["id"] not in endless], style)


def _cite(items: Sequence[Item], style: Style) -> tuple[Entries, Labels]:
    return named(items, pandoc.cite(items, style.csl))


def named(items: Sequence[Item], printed: pandoc.Printed) -> tuple[Entries, Labels]:
    """Return what pandoc printed of these items, the citations by their ids."""
    entries, in_text = printed
    return entries, {str(item["id"]): inlines for item, inlines in zip(items, in_text, strict=True)}


def _hangs(items: Sequence[Item], style: Style) -> bool:
    try:
        pandoc.cite(items, style.csl, seconds=_SECONDS + len(items) / 20)
    except pandoc.PandocUnfinishedError:
        return True
    return False

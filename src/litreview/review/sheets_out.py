"""What a person is asked, as a sheet for a colleague: `litreview sheet KIND`. Which kinds there are, and what is in each, its topic says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.model import Source, Work
from litreview.review.asking import address, named
from litreview.sheets import Column, Row

if TYPE_CHECKING:
    pass

NOTES = (
    "Fill the yellow cells. A blank cell means undecided, and that is a good answer too.",
    "Sort, filter, hide and add columns as you like; sort whole rows.",
    "Leave the names of the columns and the hidden columns as they are: they say which row is about what.",
    "Save the file as .xlsx and send it back. It is taken in with: litreview decide --from THIS.xlsx --by YOUR-NAME",
    "Taking the same file in twice adds nothing. What you decided elsewhere in the meantime is not overwritten.",
)
SUGGEST, EXPECT, QUOTE = "the words suggest", "expected", "quote or page"
_ABOUT = {
    "title": 46, "authors": 26, "year": 6, "in": 24, "type": 11, "abstract": 80, "keywords": 24, "link": 28, "key": 18,
}  # fmt: skip
"""What a sheet says of a source, and how wide its columns are."""


def reason_column(width: int, hint: str = "", *, choices: Sequence[str] = ()) -> Column:
    """Return the column for why it is so, from a list if there is one."""
    told = hint or "Why, in words that can be quoted (not needed)."
    return Column(name="reason", width=width, answer=True, choices=tuple(choices), free=bool(hint), hint=told)


def about_columns() -> Sequence[Column]:
    """Return what is said of a source beside the cells to fill."""
    return [Column(name=name, width=width) for name, width in _ABOUT.items()]


def row_of(source: Source, cells: Mapping[str, str], *, coded: bool = False) -> Row:
    """Return the row of a source; of one that is there by its code alone (`coded`) nothing else is told but its type."""
    told = {"type": source.type, "key": named(source), "link": ""} if coded else describe_work(source)
    return Row(
        ids=(named(source),),
        cells={**cells, **told},
        links={"link": told["link"]},
        shown="yes" if SUGGEST in cells or EXPECT in cells else "no",
    )


def describe_work(source: Work) -> dict[str, str]:
    """Return what is said of a source, by column."""
    return {
        "title": source.title,
        "authors": "; ".join(person.display for person in source.authors or source.editors),
        "year": str(source.year or ""),
        "in": source.container or source.get("institution"),
        "type": source.type,
        "abstract": source.abstract,
        "keywords": source.get("keywords"),
        "link": address(source),
        "key": source.key,
    }

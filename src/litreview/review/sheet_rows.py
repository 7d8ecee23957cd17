"""A filled sheet back into decisions: `litreview decide --from X.xlsx --by NAME`.

Blank is undecided. The same sheet twice adds nothing. A sheet is older than what its person decided since, so it never
overwrites that. What can't be understood is named, cell by cell, and the rest is taken in all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview.errors import near_miss
from litreview.model import Problem, Source, Work
from litreview.problems import problem
from litreview.review.asking import address, named
from litreview.review.session import Review
from litreview.sheets import Column, FilledRow, Row

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer in terms of decisions, with the cell it is in."""

    verb: str
    key: str
    value: str
    cell: str
    row: FilledRow
    reason: str = ""
    where: str = ""

    @classmethod
    def of(cls, row: FilledRow, name: str, decision: tuple[str, str, str], reason: str = "") -> Answered:
        """Return the answer of a cell, with the reason and the quote that are beside it."""
        verb, key, value = decision
        return cls(
            verb=verb,
            key=key,
            value=value,
            cell=row.cells[name],
            row=row,
            reason=reason or row.answers.get("reason", ""),
            where=row.answers.get("quote or page", ""),
        )


def one_of(row: FilledRow, name: str, choices: Sequence[str]) -> str | Problem:
    """Return the choice that a cell names, whatever its case, `""` if it is blank; else what is wrong with it."""
    text = " ".join(row.answers.get(name, "").casefold().split())
    if text and text not in choices:
        return no_answer(row, name, choices, near_miss(text, choices))
    return text


def no_answer(row: FilledRow, name: str, choices: Sequence[str], near: str) -> Problem:
    """Return that a cell has none of its answers; `near` names the one it may mean."""
    said, listed = row.answers[name], ", ".join(choices)
    return problem("LR046.no-answer", row.where, cell=row.cells[name], answer=said, near=near, choices=listed)


def read_verb(
    row: FilledRow, verbs: Sequence[str], value: Callable[[str], str]
) -> Iterator[Answered | Problem]:
    """Yield the answer of a row whose cell `decision` is a verb; `value` is that of a verb."""
    verb = one_of(row, "decision", verbs)
    if isinstance(verb, Problem):
        yield verb
    elif not verb:
        yield beside_nothing(row)
    else:
        yield Answered.of(row, "decision", (verb, row.ids[0], value(verb)))


def read_plain(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    """Yield the answer of a row of `litreview.review.sheets_out.plain_sheet`."""
    return read_verb(row, row.choices, lambda _: row.ids[1])


def beside_nothing(row: FilledRow) -> Problem:
    """Return that a row has something beside its answers, and no answer."""
    name, text = next(iter((n, t) for n, t in row.answers.items() if n != "stage"))
    return problem("LR046.no-decision", row.where, cell=row.cells[name], text=text[:60])


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

"""What a person is asked, as a sheet for a colleague: `litreview sheet KIND`. Which kinds there are, and what is in each, its topic says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from litreview.decisions import checked_name
from litreview.errors import UsageError, near_miss
from litreview.model import Source, Work
from litreview.review.asking import address, named
from litreview.review.session import Review
from litreview.sheets import Column, Row
from litreview.verbs import sheet_kinds

if TYPE_CHECKING:
    from litreview.review.topics.topic import Session, Topic
    from litreview.sheets import Sheet

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


def make_sheet(review: Review, kind: str, *, by: str = "") -> Sheet:
    """Return the sheet of a kind, such as `duplicates`, `screen`, `tags`, `stance` or `disputes`. `by` leaves out what that person has decided.

    What is confidential is in it only if the review was opened so, but for its code in `stance` and `disputes`. No one's decisions on a source are shown, but for those that an
    adjudicator is to settle.
    """
    from litreview.review.topics import find_topic
    from litreview.review.topics.topic import Session

    kinds = sheet_kinds()
    if kind not in kinds:
        raise UsageError(f"no sheet '{kind}'; one of {', '.join(kinds)}{near_miss(kind, kinds)}")
    session = Session(review, checked_name(by) if by else "", confidential=review.include_confidential)
    asked = find_topic(kinds[kind])
    return asked.table.make(session) if asked.table.make else plain_sheet(session, asked)


def plain_sheet(session: Session, topic: Topic) -> Sheet:
    """Return the questions of a topic that has no sheet of its own: a row each, with the verbs that a key would give."""
    from litreview.sheets import Sheet

    rows = []
    for question in topic.ordered(session, topic.find(session)):
        seen = question.show()
        given = [one.decision for part in seen.parts for one in part.choices.values()]
        told = describe_work(question.works[0])
        rows.append(
            Row(
                ids=given[0][1:],
                cells={"question": seen.prompt, **told},
                choices=tuple(dict.fromkeys(verb for verb, *_ in given)),
                links={"link": told["link"]},
                shown="yes" if seen.suggested == "yes" or seen.expected else "no",
            )
        )
    hint = "One of the answers that this cell offers. Blank: undecided."
    return Sheet(
        kind=topic.name,
        columns=(
            Column(name="decision", width=16, answer=True, by_row=True, hint=hint),
            reason_column(24),
            Column(name="question", width=30),
            *about_columns(),
        ),
        rows=tuple(rows),
        notes=NOTES,
    )


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

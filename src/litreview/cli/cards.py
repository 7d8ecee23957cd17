"""What a terminal shows of a work: one source with the words that suggest its codes, or two entries side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from litreview.linkage.side_by_side import side_by_side
from litreview.text.display import printable
from litreview.text.spans import merged

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from litreview.model import Span, Work
    from litreview.review.topics.topic import Question

_LONGEST = 700  # characters of an abstract in a column of two; the reports have it whole
_TEXTS = ("abstract", "keywords", "annotation", "annote", "note")


def marked(value: str, stretches: Iterable[tuple[int, int]], out: Console) -> Text:
    """Return a value with the stretches marked: in colour where there is some, else in [brackets]."""
    from rich.text import Text

    made = Text()
    at = 0
    for start, end in merged(stretches):
        if start < at:
            continue
        made.append(printable(value[at:start]))
        word = printable(value[start:end])
        if out.is_terminal and not out.no_color:
            made.append(word, style="bold yellow underline")
        else:
            made.append(f"[{word}]")
        at = end
    made.append(printable(value[at:]))
    return made


def show_pair(works: Sequence[Work], headings: Sequence[str], why: Sequence[str], out: Console) -> None:
    """Print works side by side, what differs marked; `≠` is before a field in which both say something else."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", width=13, no_wrap=True)
    for heading in headings:
        table.add_column(Text(printable(heading), style="bold", overflow="fold"), ratio=1, overflow="fold")
    for row in side_by_side(works, longest=_LONGEST):
        sign = "≠ " if row.conflict else "  "
        cells = [
            marked(value, parts if row.conflict else (), out) if value else Text("–", style="dim")
            for value, parts in zip(row.values, row.differs, strict=True)
        ]
        table.add_row(Text(sign + row.name, style="bold" if row.conflict else "dim"), *cells)
    out.print(table)
    out.print(Text("asked because " + printable("; ".join(why)), style="italic"))


def show_source(work: Work, spans: Iterable[Span], link: str, out: Console) -> None:
    """Print a source: title, who, where, link, and its texts with the spans marked."""
    from rich.text import Text

    places: dict[str, list[tuple[int, int]]] = {}
    for span in spans:
        places.setdefault(span.field, []).append((span.start, span.end))
    out.print(marked(work.title or "(no title)", places.get("title", ()), out), style="bold")
    people = "; ".join(person.display for person in work.authors or work.editors)
    head = ". ".join(
        part for part in (people, str(work.year or ""), work.container or work.get("institution")) if part
    )
    out.print(Text(printable(f"{head}  ({work.type} {work.key})")))
    if link:
        out.print(Text(printable(link), style="dim"))
    for name in _TEXTS:
        if value := work.get(name):
            out.print(Text(f"{name}: ", style="dim") + marked(value, places.get(name, ()), out))
    if not any(work.get(name) for name in _TEXTS):
        out.print(Text("(only the title is there to read)", style="dim"))


def show_question(question: Question, out: Console) -> None:
    """Print what a question is about."""
    from litreview.review.asking import address

    seen, works = question.show(), question.works
    if seen.sealed:
        out.print(f"{seen.sealed} ({works[0].type}, confidential)")
        return
    if seen.context:
        out.print(seen.heading)
        out.print(seen.context)
        for work in seen.context_works:
            out.print(f"  {work.key}")
    if len(works) > 1:
        keys = [work.key for work in works]
        places = [f"\n({place})" for place in seen.places] or [""] * len(keys)
        headings = [key + place for key, place in zip(keys, places, strict=True)]
        show_pair(works, headings, seen.reasons, out)
    elif works:
        show_source(works[0], seen.spans, address(works[0]), out)
    if seen.behind:
        out.print(seen.behind, style="dim")

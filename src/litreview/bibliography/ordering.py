"""The order of a list, where it is ours to decide: by surname and first initial, whoever wrote the name out in full."""

from __future__ import annotations

import re

from litreview.model import Source
from litreview.text import fold


def list_order(source: Source, printed: str = "") -> tuple[str, ...]:
    """Return what a source is sorted by: its first author (alone, with one other, with several), the year, the title.

    `C. Butler` and `Cheryl Nelson Butler` are one author to a reader who looks for Butler: they are told apart by the year, as one
    author's works are. A body, and a work without an author, stand where their words do (`printed` if given), articles passed over,
    numbers by their value.
    """
    people = source.authors or source.editors
    end = (f"{source.year or 9999:04}", _words(source.title), source.key)
    if people and people[0].family and not printed:
        first, *others = people
        surname = fold(f"{first.prefix} {first.family}")
        # several stand as "et al." in print: names that no one sees must not decide
        beside = "~" if len(others) > 1 else " ".join(fold(person.sort_name) for person in others)
        return (surname, fold(first.given)[:1], beside, *end)
    return (_words(printed or (people[0].sort_name if people else source.title)), "", "", *end)


def _words(text: str) -> str:
    folded = re.sub(r"^(?:an?|the) ", "", fold(text))
    return re.sub(r"\d+", lambda found: found[0].zfill(8), folded)

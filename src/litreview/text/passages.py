"""Places in a transcript: `para 12`, `lines 40-44`, `p. 3`. They say where, and nothing of what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["paragraph", "line", "page"]

_UNITS: dict[str, Unit] = {
    "para": "paragraph",
    "paragraph": "paragraph",
    "¶": "paragraph",
    "line": "line",
    "p.": "page",
}
# digits are few: a telephone number is no page
_FORM = re.compile(
    r"(?:(?P<one>para|paragraph|line|¶|p\.) ?(?P<at>[1-9]\d{0,4})"
    r"|(?P<many>paras|paragraphs|lines|¶¶|¶|pp\.|p\.) ?(?P<first>[1-9]\d{0,4}) ?[-–] ?(?P<last>[1-9]\d{0,4}))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a transcript, from the first to the last paragraph, line or page of it, counted from 1."""

    unit: Unit
    first: int
    last: int


def read_passage(text: str) -> Passage | None:
    """Return the passage that a text is, None if it is anything else: only what has exactly this form may be shown of an interview.

    >>> read_passage("paras 12-14")
    Passage(unit='paragraph', first=12, last=14)
    >>> read_passage("p. 3"), read_passage("para 12, she said"), read_passage("lines 9-4")
    (Passage(unit='page', first=3, last=3), None, None)
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    if found["one"]:
        return Passage(unit=_UNITS[found["one"]], first=int(found["at"]), last=int(found["at"]))
    first, last = int(found["first"]), int(found["last"])
    one = {"pp.": "p.", "¶¶": "¶"}.get(found["many"], found["many"].removesuffix("s"))
    return Passage(unit=_UNITS[one], first=first, last=last) if first <= last else None

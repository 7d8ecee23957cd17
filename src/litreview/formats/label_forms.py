"""Find out how a text writes the labels of its references: `TI: Keys`, `TI- Keys`, `Title: Keys`."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = re.compile(
    r"\s{0,2}(?:Record|Document|Citation|Reference|Item|Result)\b:? ?#? ?\d+(?: of \d+)?(?: (?:in|[-–]) .*)?\s*", re.IGNORECASE
)  # fmt: skip
"""The line above a record: `Record #3 of 18`, `Document 2 of 9`, `Record: 1`, `Record 1 of 5 - EconLit`."""
_WORDS = re.compile(r"([^\W\d_][\w ,/()&'.-]{0,40}?) ?:(?:\s+(.*))?")
_TAGS = re.compile(r"([A-Z][A-Z0-9]|DOI|PMID|ISSN|ISBN) ?:(?:\s+(.*))?")
_DASHED = re.compile(r"([A-Z][A-Z0-9])- (.*)")
_TITLED = re.compile(
    r"^(?:(?P<dashed>TI- )|(?P<tags>T[I1] ?:[ \t]+\S)|(?:(?:Article |Document )?Title|TITLE|Titel|Titre) ?:)",
    re.MULTILINE,
)  # fmt: skip
_HEADED = re.compile(rf"^(?:{HEAD.pattern})\n\s*[^\W\d_][^:\n]{{0,40}}:", re.MULTILINE | re.IGNORECASE)
_WRITTEN_BY = re.compile(r"^(?:AU|A1|FAU|[Aa]uthors?)(?:\(s\))? ?(?::|- )", re.MULTILINE)
_HEAD_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class LabelForm:
    """How a file writes its labels: `label` matches a line with one; `first` matches the line that begins a record."""

    label: re.Pattern[str]
    first: re.Pattern[str]

    @property
    def headed(self) -> bool:
        """Whether a line of its own begins each record."""
        return self.first is HEAD

    def is_regular(self, text: str) -> bool:
        """Return whether one line with a title follows each line that begins a record, and that stands behind a blank line."""
        lines = text.split("\n")
        starts = [at for at, line in enumerate(lines) if self.first.fullmatch(line.rstrip())]
        titles = sum(_TITLED.match(line) is not None for line in lines)
        return self.headed or (
            len(starts) == titles and all(not "".join(lines[max(0, at - 1) : at]).strip() for at in starts)
        )


def find_form(text: str) -> LabelForm | None:
    r"""Return how a text writes its labels, None if it is no list of labelled references: two titles, or one below the line of a record.

    >>> bool(find_form("Record #1 of 1\nID: CN-1\nTI: Keys\n")), bool(find_form("Title: Minutes\nAuthor: Ann\n"))
    (True, False)
    """
    head = text[:_HEAD_CHARS]
    title = _TITLED.search(head)
    if title is None:
        return None
    label = _DASHED if title["dashed"] else _TAGS if title["tags"] else _WORDS
    if _HEADED.search(head):
        return LabelForm(label, HEAD)
    if label is not _DASHED:
        again = re.compile(rf"^{re.escape(title[0].strip())}", re.MULTILINE).search(head, title.end())
        if again is None or not _WRITTEN_BY.search(head):
            return None
    found = next((found for line in head.split("\n") if (found := label.fullmatch(line.rstrip()))), None)
    first = re.compile(rf"{re.escape(found[1])} ?(?::|- ).*") if found else HEAD
    return LabelForm(label, first)

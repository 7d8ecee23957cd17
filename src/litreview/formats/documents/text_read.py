"""What is read of a file: its pages, the lines of its first pages, its reference list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from litreview.formats.documents.page_layout import LaidPage

ENDINGS = (".pdf", ".docx", ".odt", ".html", ".htm", ".xhtml", ".epub", ".txt", ".md")
"""The endings of files that are read."""

MAX_BYTES = 200_000_000
MAX_CHARACTERS = 30_000_000


class FrontLine(NamedTuple):
    """A line of the first pages: its page, the height of its letters, its distance to the line above in lines, its left edge, its text.

    `running`: it is a running head.
    """

    page: int
    height: float
    gap: float
    left: float
    text: str
    running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """What a file holds: its pages, the lines of its first pages, the lines of its reference list, its title.

    `fault` says why it was not read: `encrypted`, `damaged`, `scanned`, `garbled`, `too-large`, `too-long`, `no-reader`; `""` for none.
    """

    pages: tuple[LaidPage, ...] = field(default=(), repr=False)
    front: tuple[FrontLine, ...] = field(default=(), repr=False)
    references: str = field(default="", repr=False)
    title: str = ""
    fault: str = ""

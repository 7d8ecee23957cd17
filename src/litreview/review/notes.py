"""Which source a note belongs to: its file is named after a key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from litreview.model import Problem, Where

__all__ = ["note_key", "unknown_note"]


def note_key(where: Where) -> str:
    """Return the key that a note's file name stands for.

    >>> note_key(Where(file="notes/Farrell%3A2012.md"))
    'Farrell:2012'
    """
    return unquote(Path(where.file).name.removesuffix(".md"))


def unknown_note(where: Where, near: Sequence[str]) -> Problem:
    """Return the Problem (LR602) of a note whose source is not there."""
    return Problem(
        where=where,
        code="LR602",
        level="warning",
        message="a note for a key that no source has",
        remedy=f"nearest keys: {', '.join(near)}" if near else "rename the file after a key of the sources",
    )

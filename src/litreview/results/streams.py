"""The streams of evidence, and how a number of sources of each is said."""

from __future__ import annotations

from collections.abc import Mapping

STREAMS = ("literature", "interview", "records", "other")
"""What is found and screened, what people said, what agencies answered, and what else was given: in the order in which all outputs have them."""

_WORDS = {
    "literature": ("of the literature", "of the literature"),
    "interview": ("interview", "interviews"),
    "records": ("public record", "public records"),
    "other": ("other source", "other sources"),
}


def stream_words(counts: Mapping[str, int]) -> str:
    """Return how many sources there are of each stream as a sentence says it, the literature first.

    >>> stream_words({"records": 1, "interview": 2, "literature": 3})
    '3 of the literature, 2 interviews, 1 public record'
    """
    return ", ".join(
        f"{counts[name]} {_WORDS[name][counts[name] != 1]}" for name in STREAMS if counts.get(name)
    )

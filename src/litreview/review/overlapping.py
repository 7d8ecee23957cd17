"""Asking a review, or the files of a library alone, what its databases share."""

from __future__ import annotations

from litreview.model import Library
from litreview.results import Overlap
from litreview.review.session import Review


def overlap(held: Review | Library) -> Overlap:
    """Return which databases found which works, alone and together, at every stage; of a Library its files count as databases."""
    return (held if isinstance(held, Review) else Review(library=held)).overlap

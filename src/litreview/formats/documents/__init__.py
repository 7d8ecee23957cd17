"""Extract all text of documents, also what they do not show: authors' names, comments, tracked changes, hidden text, files in archives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names

if TYPE_CHECKING:
    from litreview.formats.documents.text_extraction import Opened, TextPart, open_document

__getattr__: Callable[[str], object] = lazy_names(
    __name__,
    homes_of_names("""
text_extraction: Opened TextPart open_document
"""),
)

__all__ = ["Opened", "TextPart", "open_document"]

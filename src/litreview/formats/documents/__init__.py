"""Extract all text of documents, also what they do not show: authors' names, comments, tracked changes, hidden text, files in archives."""

from __future__ import annotations

from litreview.formats.documents.text_extraction import Opened, TextPart, open_document

__all__ = ["Opened", "TextPart", "open_document"]

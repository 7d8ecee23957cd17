"""What documents hold beside what they show: names of authors, comments, tracked changes, hidden text, the files in an archive."""

from __future__ import annotations

from litreview.formats.documents.opening import Opened, Part, open_document

__all__ = ["Opened", "Part", "open_document"]

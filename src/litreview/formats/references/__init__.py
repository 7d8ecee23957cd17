"""A reference string, or a list of them, taken into its parts: author, title, container, date, volume, pages, …

`parsing` reads the layouts that can be told by their marks, and quickly; `label` any other, by weights that were learnt.
"""

from __future__ import annotations

from litreview.core.confidential.classification import RAW
from litreview.formats.references.cutting import Piece, cut, split_references
from litreview.formats.references.documents import (
    ENDINGS,
    DocumentError,
    Listed,
    pieces_of_docx,
    pieces_of_text,
)
from litreview.formats.references.labelling import Part, label
from litreview.formats.references.reading import (
    Entry,
    cited_reference,
    earlier_citations,
    hidden_references,
    parse_list,
    read_pieces,
    read_reference,
)

__all__ = [
    "ENDINGS",
    "RAW",
    "DocumentError",
    "Entry",
    "Listed",
    "Part",
    "Piece",
    "cited_reference",
    "cut",
    "earlier_citations",
    "hidden_references",
    "label",
    "parse_list",
    "pieces_of_docx",
    "pieces_of_text",
    "read_pieces",
    "read_reference",
    "split_references",
]

"""Parse reference strings and reference lists into parts: author, title, container, date, volume, pages, …

`parsing` quickly reads the layouts that punctuation identifies; `label` reads any other, with a trained model.
"""

from __future__ import annotations

from litreview.core.confidential.classification import RAW
from litreview.formats.references.entries import (
    ReferenceEntry,
    cited_reference,
    earlier_citations,
    hidden_references,
    parse_list,
    read_pieces,
    read_reference,
)
from litreview.formats.references.extraction import (
    ENDINGS,
    DocumentError,
    DocumentPieces,
    pieces_of_docx,
    pieces_of_text,
)
from litreview.formats.references.labelling import LabelledPart, label
from litreview.formats.references.notes import NoteSpan, citations_of, spans_of, works_in_notes
from litreview.formats.references.segmentation import Piece, cut, split_references

__all__ = [
    "ENDINGS",
    "RAW",
    "DocumentError",
    "DocumentPieces",
    "LabelledPart",
    "NoteSpan",
    "Piece",
    "ReferenceEntry",
    "citations_of",
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
    "spans_of",
    "split_references",
    "works_in_notes",
]

"""Codebooks: the codes of sources, their meaning, and the words that suggest them.

A codebook is a TOML file that people in any field can write (docs/codebook.md shows how). `load_codebook()` returns the
built-in `tvpa`, the three goals of the Trafficking Victims Protection Act with their cross-cutting topics.
"""

from litreview.core.decision_types import NONE
from litreview.judgements.codebook.loading import (
    CodebookLike,
    built_in,
    codebook_of,
    codebook_text,
    full_codebook_of,
    load_codebook,
    parse_codebook,
)
from litreview.judgements.codebook.values import (
    RESERVED,
    UNREAD,
    Borderline,
    Code,
    Codebook,
    EvidenceField,
    Pattern,
    PatternError,
    Scope,
    Term,
    parse_pattern,
)

__all__ = [
    "NONE",
    "RESERVED",
    "UNREAD",
    "Borderline",
    "Code",
    "Codebook",
    "CodebookLike",
    "EvidenceField",
    "Pattern",
    "PatternError",
    "Scope",
    "Term",
    "built_in",
    "codebook_of",
    "codebook_text",
    "full_codebook_of",
    "load_codebook",
    "parse_codebook",
    "parse_pattern",
]

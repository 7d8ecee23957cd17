"""Codebooks: the codes of sources, their meaning, and the words that suggest them.

A codebook is a TOML file that people in any field can write (docs/codebook.md shows how). `load_codebook()` returns the
built-in `tvpa`, the three goals of the Trafficking Victims Protection Act with their cross-cutting topics.
"""

from litreview.core.decision_types import NONE as NONE
from litreview.judgements.codebook.loading import (
    CodebookLike as CodebookLike,
    built_in as built_in,
    codebook_of as codebook_of,
    codebook_text as codebook_text,
    full_codebook_of as full_codebook_of,
    load_codebook as load_codebook,
    parse_codebook as parse_codebook,
)
from litreview.judgements.codebook.values import (
    RESERVED as RESERVED,
    UNREAD as UNREAD,
    Borderline as Borderline,
    Code as Code,
    Codebook as Codebook,
    EvidenceField as EvidenceField,
    Pattern as Pattern,
    PatternError as PatternError,
    Scope as Scope,
    Term as Term,
    parse_pattern as parse_pattern,
)

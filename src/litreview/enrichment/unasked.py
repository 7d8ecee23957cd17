"""Of whom no registry is ever asked, and why: what was told in confidence, what was written to one person, what nobody published."""

from __future__ import annotations

import re

from litreview.confidential import asks, is_code, is_private_path
from litreview.confidential.spoken import seals
from litreview.model import Source
from litreview.works.kinds import LOOSE, answers_request, is_request, source_type

NEVER: dict[str, str] = {
    "confidential": "confidential, or below private/",
    "interview": "an interview",
    "request": "a request for public records",
    "document": "a document given out on a request, or another public record",
    "spoken": "perhaps told in confidence (LR074): say `confidential = {false}` if it was not",
    "letter": "a letter, a conversation or another personal communication",
    "unpublished": "unpublished",
    "statute": "a statute or bill: no registry knows it",
    "case": "a case, which is asked about by its citation alone",
}
"""Why a source is never asked about, by a word for each; the preview counts them."""

_LETTER_TYPES = frozenset(
    {"letter", "personal_communication", "personalcommunication", "email", "e-mail", "message", "interview"}
)
_LETTER = re.compile(
    r"\bpers(?:onal|\.)? ?(?:comm\w*|correspondence)|\b(?:e-?mail|letter|memo(?:randum)?|message|fax) (?:to|from)\b",
    re.IGNORECASE,
)
_UNPUBLISHED_TYPES = frozenset({"unpublished", "manuscript", "draft"})
_UNPUBLISHED = re.compile(
    r"\bunpublished\b|\b(?:in|under) (?:preparation|review)\b|\bsubmitted\b|\bdraft\b|\bon file with\b",
    re.IGNORECASE,
)
_SAID_IN = (
    "howpublished",
    "type",
    "entrysubtype",
    "genre",
    "medium",
    "note",
    "pubstate",
    "titleaddon",
    "ris-ty",
)


def never_asked(source: Source) -> str:
    """Return why no registry is asked about a source, as a word of `NEVER`; `""` if one may be."""
    if _is_held_back(source):
        return "confidential"
    if is_request(source):
        return "request"
    if is_code(source.key):
        return "document" if answers_request(source) else "interview"
    kind = source_type(source)[0]
    if kind == "records-response":
        return "document"
    return _by_kind(kind) or _by_words(source) or ("spoken" if _perhaps_spoken(source) else "")


def _is_held_back(source: Source) -> bool:
    records = (source, *source.records)
    return any(one.confidential or one.unnamed for one in records) or any(
        is_private_path(record.where.file) for record in source.records
    )


def _perhaps_spoken(source: Source) -> bool:
    """Return whether a record leaves it open whether it was told in confidence, and nobody said that it was not."""
    return any(
        asks(name, value)
        for record in source.records
        if "confidential" not in record.fields
        for name, value in record.fields.items()
    )


def _by_kind(kind: str) -> str:
    return kind if kind in ("interview", "statute", "case") else ""


def _by_words(source: Source) -> str:
    """Return `letter` or `unpublished` if the source, or any record of it, says that it is one."""
    types = {source.type, *(record.type for record in source.records)}
    said = " | ".join(
        one.get(name) for one in (source, *source.records) for name in _SAID_IN if one.get(name)
    )
    spoken = any(one.type in LOOSE and seals(one.fields.items()) for one in source.records)
    if spoken or types & _LETTER_TYPES or _LETTER.search(said):
        return "letter"
    if types & _UNPUBLISHED_TYPES or (_UNPUBLISHED.search(said) and not source.doi):
        return "unpublished"
    return ""

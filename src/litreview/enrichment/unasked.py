"""Of whom no registry is ever asked, and why: what was told in confidence, what was written to one person, what nobody published."""

from __future__ import annotations

import re

from litreview.confidential.codes import is_code
from litreview.confidential.words import folded, says_interview
from litreview.model import Record, Source
from litreview.sealed import is_private_path
from litreview.works.kinds import LOOSE, answers_request, is_request, source_type

NEVER: dict[str, str] = {
    "confidential": "confidential, or below private/",
    "interview": "an interview",
    "request": "a request for public records",
    "document": "a document given out on a request, or another public record",
    "spoken": "perhaps told in confidence: say `confidential = {false}` if it was not",
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
# in an entry of a type that says little: the whole of a field that says its kind
_LETTER_KIND = re.compile(
    r"(?:personal |private |text |voice )?(?:letter|e-?mail|message|memo(?:randum)?|fax|correspondence|conversation|telephone call|note|diary"
    r"|journal entry|transcript|(?:audio|video) ?recording|recording)s?|carta|correo|lettre|courriel|brief|schreiben|tagebuch",
    re.IGNORECASE,
)
_KIND_FIELDS = ("howpublished", "type", "entrysubtype", "genre", "medium")
# and words of its title by which people call what they have from one person; without accents, in small letters
_LETTER_TITLE = re.compile(
    r"\b(?:letter|e-?mail|memo(?:randum)?|message|fax|note|postcard)s? (?:to|from|of thanks)\b"
    r"|\b(?:correspondence|conversation|discussion|meeting|chat|call|exchange|talk) (?:with|between)\b"
    r"|\b(?:personal|private) (?:letter|e-?mail|message|note|diary|papers|archive)s?\b|\bfield ?-?(?:note|diar)|^diar(?:y|ies)\b"
    r"|\b(?:whatsapp|signal|text|voice) message\b|\b(?:to|with) (?:the )?(?:present )?(?:author|researcher|me\b|us\b)"
    r"|\btranscripts? (?:of|from)\b"
    r"|\b(?:carta|correo|mensaje|conversacion|lettre|courriel|lettera|brief|schreiben|nachricht) (?:de|del|a|al|con|avec|di|an|von|mit)\b"
)
_UNPUBLISHED_TYPES = frozenset({"unpublished", "manuscript", "draft"})
_UNPUBLISHED = re.compile(
    r"\bunpublished\b|\b(?:in|under) ?(?:preparation|review)\b|\bsubmitted\b|\bdraft\b|\bon file with\b"
    r"|\bnot (?:yet )?(?:for (?:distribution|circulation|publication|citation)|published)\b|\bdo not (?:cite|quote|circulate|share|distribute)\b"
    r"|\b(?:unver(?:ö|oe)ffentlicht|in[eé]dit[aoe]?s?|no publicad[ao]|non publi[eé]e?s?|ongepubliceerd|opublicerad|upubliseret|upublisert)\b",
    re.IGNORECASE,
)
# no mark, and yet somebody's word for it
_CONFIDENTIAL = re.compile(r"\bconfidential\b|\boff the record\b", re.IGNORECASE)
_WORD_ON = ("note", "annote", "annotation", "comment", "howpublished", "titleaddon", "rights")
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
_PUBLISHED_BY = ("journal", "journaltitle", "booktitle", "publisher", "institution", "organization")
_BARE_UNPUBLISHED = re.compile(r"\W*(?:unpublished|not published|manuscript|draft)\W*", re.IGNORECASE)
_NUMBERS = ("pmid", "isbn", "issn", "openalex")


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
    """Return whether a personal field of a record is withheld, or says that it is confidential, and nobody said that it is not."""
    return any(
        record.hidden
        or any(name in _WORD_ON and _CONFIDENTIAL.search(value) for name, value in record.fields.items())
        for record in source.records
        if "confidential" not in record.fields
    )


def _by_kind(kind: str) -> str:
    return kind if kind in ("interview", "statute", "case") else ""


def _by_words(source: Source) -> str:
    """Return `letter` or `unpublished` if the source, or any record of it, says that it is one."""
    types = {source.type, *(record.type for record in source.records)}
    said = " | ".join(
        one.get(name) for one in (source, *source.records) for name in _SAID_IN if one.get(name)
    )
    if types & _LETTER_TYPES or _LETTER.search(said) or any(map(_is_letter, source.records)):
        return "letter"
    if types & _UNPUBLISHED_TYPES or (_is_unpublished(source, said) and not source.doi):
        return "unpublished"
    return ""


def _is_letter(record: Record) -> bool:
    """Return whether an entry of a type that says little says that it is a letter or was spoken: by its kind, or, without any number, by its title."""
    if record.type not in LOOSE:
        return False
    kinds = [record.get(name).strip(" .") for name in _KIND_FIELDS]
    if any(map(_LETTER_KIND.fullmatch, kinds)):
        return True
    if any(says_interview(said, at_head=True) for said in (*kinds, record.get("note"))):
        return True
    if record.doi or any(record.get(name) for name in _NUMBERS):
        return False
    title = folded(record.title)[0]
    return _LETTER_TITLE.search(title) is not None or bool(says_interview(title))


def _is_unpublished(source: Source, said: str) -> bool:
    """Return whether a source says of itself that it is not published, or has such a word in the place of who published it."""
    named = (one.get(name) for one in (source, *source.records) for name in _PUBLISHED_BY)
    return _UNPUBLISHED.search(said) is not None or any(map(_BARE_UNPUBLISHED.fullmatch, named))

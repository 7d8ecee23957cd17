"""What makes an entry confidential. Where an entry leaves a doubt, it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from litreview.sealed import is_private_path

__all__ = ["is_code", "is_confidential", "is_private_path", "speaks_of_one"]

_CODE = re.compile(r"(?:I|PR)\d{1,4}")
_INTERVIEW_CODE = re.compile(r"I\d{1,4}")
_INTERVIEW_TYPES = frozenset(
    {
        "interview",
        "personal_communication",
        "personalcommunication",
        "personal",
        "pcomm",
        "perscomm",
        "letter",
    }
)
_SPOKEN = re.compile(
    r"\b(?:interview|interviewed|interviewee|focus group|personal communication)\b", re.IGNORECASE
)
_HIDDEN_ENTRY = re.compile(
    rf"@\s*(?:{'|'.join(sorted(_INTERVIEW_TYPES))})\s*[{{(]|[{{(]\s*(?:I|PR)\d{{1,4}}\s*,|\bconfidential\b",
    re.IGNORECASE,
)
_KIND_FIELDS = ("type", "entrysubtype", "howpublished", "genre", "note", "title", "medium", "titleaddon")
_LOOSE_TYPES = frozenset(
    {"misc", "unpublished", "online", "audio", "video", "manual", "document", "generic", ""}
)


def is_code(key: str) -> bool:
    """Return whether a key is a participant or request code, which may be shown.

    >>> is_code("I01"), is_code("PR16"), is_code("Doe2019")
    (True, True, False)
    """
    return _CODE.fullmatch(key) is not None


def is_confidential(type_: str, key: str, fields: Mapping[str, str], path: str) -> bool:
    """Return whether an entry must be sealed. Where the entry leaves a doubt, it is.

    >>> is_confidential("misc", "Doe2019", {"howpublished": "Interview by telephone"}, "bib/a.bib")
    True
    >>> is_confidential("interview", "I01", {"confidential": "false"}, "bib/a.bib")
    False
    >>> is_confidential("article", "Doe2019", {"title": "Interviews with police"}, "bib/a.bib")
    False
    """
    said = fields.get("confidential")
    if said is not None:
        return said.strip().lower() != "false"
    if is_private_path(path) or type_.lower() in _INTERVIEW_TYPES or _INTERVIEW_CODE.fullmatch(key):
        return True
    return type_.lower() in _LOOSE_TYPES and any(
        _SPOKEN.search(fields.get(name, "")) for name in _KIND_FIELDS
    )


def speaks_of_one(text: str) -> bool:
    """Return whether a text that is no entry speaks of an interview, or holds an entry that is confidential."""
    return _SPOKEN.search(text) is not None or _HIDDEN_ENTRY.search(text) is not None

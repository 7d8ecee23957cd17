"""Interviews and records responses in print: what no citation style lists, in words that name no person."""

from __future__ import annotations

import re

from litreview.bibliography.trees import link, words
from litreview.confidential import is_code
from litreview.model import Source
from litreview.pandoc import Inline
from litreview.text import MONTHS

__all__ = ["printed_form"]

_WHAT = {"interview": "Interview", "records-response": "Public records response"}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")


def _date(source: Source) -> str:
    value = source.get("date") or str(source.year or "")
    found = _ISO.match(value)
    if found and 1 <= int(found[2]) <= 12:
        return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}"
    return value


def _join(parts: list[str]) -> list[Inline]:
    return words(" ".join(f"{part.rstrip('.')}." for part in parts if part.strip()))


def printed_form(source: Source, kind: str) -> list[Inline]:
    """Return the entry of an interview or a records response.

    Confidential: code and type, nothing else. Open interviews: participant code, role, how, date; never a name, even where
    the record has one. Open responses: agency, request number, law, outcome, dates.
    """
    what = _WHAT.get(kind, "Source")
    if source.confidential:
        return _join([source.key, f"{what} (confidential)"])
    get = source.get
    if kind == "interview":
        code = source.key if is_code(source.key) else "Interview"
        role = get("role") or get("rolegroup") or get("titleaddon")
        return _join([code, role, "" if code == what else what, get("mode") or get("medium"), _date(source)])
    agency = (
        get("agency")
        or get("institution")
        or get("organization")
        or "; ".join(p.display for p in source.authors)
    )
    number = get("request") or get("requestnumber") or get("number")
    answered = get("answered") or _date(source)
    form = _join(
        [
            source.key if is_code(source.key) else "",
            agency,
            source.title,
            f"Request {number}" if number else "",
            get("law"),
            f"Outcome: {get('outcome')}" if get("outcome") else "",
            f"Exemption cited: {get('exemption')}" if get("exemption") else "",
            f"Sent {get('sent')}" if get("sent") else "",
            f"Answered {answered}" if answered else "",
        ]
    )
    if address := get("url"):
        form += [{"t": "Space"}, link(words(address), address)]
    return form or _join([source.key, what])

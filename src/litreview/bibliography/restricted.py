"""Interviews and records responses in print: what no citation style lists, in words that name no person."""

from __future__ import annotations

import re

from litreview.bibliography.trees import link, words
from litreview.confidential.codes import is_code
from litreview.model import Source
from litreview.pandoc import Inline
from litreview.text import MONTHS
from litreview.works.told import told

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


def _said(before: str, value: str) -> str:
    return f"{before} {value}" if value else ""


def printed_form(source: Source, kind: str) -> list[Inline]:
    """Return the entry of an interview or a records response.

    Confidential: code and type, nothing else. Open interviews: participant code, role, how, date; never a name, even where
    the record has one. Open responses: agency, request number, law, outcome, dates.
    """
    what = _WHAT.get(kind, "Source")
    if source.confidential and kind == "interview":
        return _join(
            [told(source) + " (confidential)" * (told(source) in ("Interview", f"Interview {source.key}"))]
        )
    if source.confidential:
        return _join([source.key, f"{what} (confidential)"])
    get = source.get
    if kind == "interview":
        code = source.key if is_code(source.key) else "Interview"
        role = get("role") or get("rolegroup") or get("titleaddon")
        return _join([code, role, "" if code == what else what, get("mode") or get("medium"), _date(source)])
    authors = "; ".join(person.display for person in source.authors)
    form = _join(
        [
            source.key if is_code(source.key) else "",
            get("agency") or get("institution") or get("organization") or authors,
            source.title,
            _said("Request", get("request") or get("requestnumber") or get("number")),
            get("law"),
            _said("Outcome:", get("outcome")),
            _said("Exemption cited:", get("exemption")),
            _said("Sent", get("sent")),
            _said("Answered", get("answered") or _date(source)),
        ]
    )
    if address := get("url"):
        form += [{"t": "Space"}, link(words(address), address)]
    return form or _join([source.key, what])

"""The number by which a statute or bill is known, however it is written.

A public law of the United States is numbered by Congress and order ("Pub. L. No. 106-386" is the 386th of the 106th
Congress), so the number names one enactment, whatever its title is given as. A bill's number comes back in every Congress.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["law_number", "same_law"]

_PUBLIC = re.compile(
    r"\b(?:pub(?:l|lic)?\.?|p\.)\s*l(?:aw)?\.?\s*(?:no\.?|number)?\s*(\d{2,3})\s*[-‐‑–—]+\s*(\d{1,4})\b",
    re.IGNORECASE,
)
_BILL = re.compile(r"^\W*(h\.?\s?r\.?|s\.)\s*(\d{1,5})\b(?!\s*[-–])", re.IGNORECASE)
_CONGRESS = re.compile(r"\b(\d{2,3})(?:st|nd|rd|th)[ -]congress", re.IGNORECASE)
_FIELDS = ("number", "note", "type", "howpublished", "title")


def law_number(fields: Mapping[str, str]) -> str:
    """Return `pl CONGRESS-NUMBER` of a public law, `CONGRESS hr NUMBER` of a bill (Congress 0 if unknown), or "".

    >>> law_number({"number": "Pub. L. No. 106-386"}), law_number({"note": "Public law 106-386"})
    ('pl 106-386', 'pl 106-386')
    >>> law_number({"number": "H.R. 1865", "note": "115th Congress (2017-2018)"}), law_number({"number": "R41878"})
    ('115 hr 1865', '')
    """
    for name in _FIELDS:
        value = fields.get(name, "")[:300]
        found = _PUBLIC.search(value) if value else None
        if found:
            return f"pl {int(found.group(1))}-{int(found.group(2))}"
    found = _BILL.match(fields.get("number", "")[:40])
    if not found:
        return ""
    house = "hr" if found.group(1)[0] in "hH" else "s"
    said = _CONGRESS.search(f"{fields.get('note', '')[:300]} {fields.get('url', '')[:300]}")
    return f"{said.group(1) if said else 0} {house} {int(found.group(2))}"


def same_law(a: str, b: str) -> bool | None:
    """Return whether two numbers name one enactment; None if one is missing or they can't be set against each other.

    >>> same_law("pl 106-386", "pl 106-386"), same_law("pl 106-386", "pl 108-193"), same_law("pl 115-164", "115 hr 1865")
    (True, False, None)
    """
    if not a or not b:
        return None
    if a == b:
        return None if a.startswith("0 ") else True
    if a.startswith("pl ") == b.startswith("pl "):
        one_unknown = a.startswith("0 ") != b.startswith("0 ")
        return None if one_unknown and a.split()[1:] == b.split()[1:] else False
    bill, law = (b, a) if a.startswith("pl ") else (a, b)
    congress = bill.split()[0]
    # a bill becomes a law of its own Congress
    return None if congress in ("0", law[3:].split("-")[0]) else False

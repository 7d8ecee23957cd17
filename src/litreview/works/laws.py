"""Citations of American law, however they are written: public laws, sections of the Code, bills, session laws, reports of cases.

A public law of the United States is numbered by Congress and order ("Pub. L. No. 106-386" is the 386th of the 106th
Congress), so the number names one enactment, whatever its title is given as. A bill's number comes back in every Congress.
Forms: The Bluebook, rules 10 (cases), 12 (statutes) and 13 (bills).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PUBLIC_LAW = re.compile(
    r"\b(?:(?i:pub(?:l|lic)?\.?\s*l(?:aw)?\b\.?|p\.\s?l\.)|PL)\s*(?:(?i:nos?\.?|number)\s*)?,?\s*(\d{2,3})\s*[-‐‑–—]+\s*(\d{1,4})\b"
)
"""Congress and number of a public law."""

SECTION = r"\d{1,5}[A-Za-z]{0,2}(?:[-–]\d+)?(?:\([0-9A-Za-z]{1,5}\))*"
US_CODE = re.compile(
    r"\b(\d{1,2})\s?U\.?\s?S\.?\s?C(?:ode|\.)?(?:\s?A\.?)?(?=[\s§,]|\d),?\s*(?:§+|[Ss]ec(?:tion|s)?s?\.?|ss?\.|[Cc]h(?:apter|\.))?\s*"
    rf"({SECTION})"
)
"""Title and section of the United States Code."""

STATUTES_AT_LARGE = re.compile(r"\b(\d{1,3})\s+Stat\.\s+(\d{1,5})\b")
"""Volume and page of the Statutes at Large."""

BILL = re.compile(r"\b(H\.\s?R\.|S\.|A\.B\.|S\.B\.)\s?(?:No\.\s?)?(\d{1,5})(?![\d-])")
"""Chamber and number of a bill."""

REPORTER = re.compile(
    r"\b(\d{1,4})\s(U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.\s?(?:2d|3d|4th)|F\.\s?(?:App[’']?x|Supp\.(?:\s?[23]d)?)"
    r"|[A-Z]\.(?:[A-Z]\.)?\s?(?:2d|3d)|So\.\s?[23]d|Cal\.\s?(?:Rptr\.|App\.)?(?:\s?\dth|\s?[23]d)?)\s(\d{1,5})\b"
)
"""Volume, reporter and page of a decision."""

_BILL_NUMBER = re.compile(r"^\W*(h\.?\s?r\.?|s\.)\s*(\d{1,5})\b(?!\s*[-–])", re.IGNORECASE)
_CONGRESS = re.compile(r"\b(\d{2,3})(?:st|nd|rd|th)[ -]congress", re.IGNORECASE)
_ENACTED = re.compile(r"\b(?:Act|Congress|Cong\.|bill|resolution)\b", re.IGNORECASE)
_FIELDS = ("number", "note", "type", "howpublished", "title")


def public_law(text: str) -> str:
    """Return the number of the first public law that a text names, `106-386`, or "".

    >>> [public_law(said) for said in ("Pub. L. No. 106-386", "Public Law 106–386", "P.L. 106-386", "PL 106-386", "Publ. L. 106‑386")]
    ['106-386', '106-386', '106-386', '106-386', '106-386']
    """
    found = PUBLIC_LAW.search(text)
    return f"{int(found[1])}-{int(found[2])}" if found else ""


def law_number(fields: Mapping[str, str]) -> str:
    """Return `pl CONGRESS-NUMBER` of a public law, `CONGRESS hr NUMBER` of a bill (Congress 0 if unknown), or "".

    >>> law_number({"number": "Pub. L. No. 106-386"}), law_number({"note": "Public law 106-386"})
    ('pl 106-386', 'pl 106-386')
    >>> law_number({"number": "H.R. 1865", "note": "115th Congress (2017-2018)"}), law_number({"number": "R41878"})
    ('115 hr 1865', '')
    """
    for name in _FIELDS:
        if (value := fields.get(name, "")) and (found := public_law(value[:300])):
            return f"pl {found}"
    bill = _BILL_NUMBER.match(fields.get("number", "")[:40])
    if not bill:
        return ""
    house = "hr" if bill[1][0] in "hH" else "s"
    said = _CONGRESS.search(f"{fields.get('note', '')[:300]} {fields.get('url', '')[:300]}")
    return f"{said[1] if said else 0} {house} {int(bill[2])}"


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


def legal_keys(text: str) -> tuple[str, ...]:
    """Return the citations of statutes, code sections, bills and cases in the string, in a form that compares.

    >>> legal_keys("Pub. L. No. 106-386, 114 Stat. 1464 (2000)")
    ('pl 106-386', 'stat 114 1464')
    >>> legal_keys("22 U.S. Code § 7101"), legal_keys("702 F.3d 1066 (8th Cir. 2013)")
    (('usc 22 7101',), ('702 f3d 1066',))
    """
    keys = [f"pl {int(a)}-{int(b)}" for a, b in PUBLIC_LAW.findall(text)]
    keys += [f"usc {a} {re.split(r'[-–(]', b)[0].lower()}" for a, b in US_CODE.findall(text)]
    keys += [f"stat {a} {b}" for a, b in STATUTES_AT_LARGE.findall(text)]
    for volume, reporter, page in REPORTER.findall(text):
        keys.append(f"{volume} {re.sub(r'[^a-z0-9]', '', reporter.lower())} {page}")
    if _ENACTED.search(text):
        keys += [f"bill {re.sub(r'[^a-z]', '', a.lower())} {b}" for a, b in BILL.findall(text)]
    return tuple(dict.fromkeys(keys))

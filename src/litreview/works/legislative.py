"""Papers of Congress and of agencies read out of a record: hearings, committee reports, regulations, notices, orders.

Forms: The Bluebook, rules 13.3 (hearings), 13.4 (reports and documents) and 14 (regulations, the Federal Register, executive orders).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from litreview.model import Work

_FIELDS = ("title", "number", "type", "series", "titleaddon", "note", "howpublished", "addendum")
_CONGRESS = re.compile(r"\b(\d{2,3})(?:st|nd|rd|th|d)\.?[ -](?:U\.S\. )?Cong(?:ress|\.)", re.IGNORECASE)
# the names of govinfo.gov and congress.gov: CHRG-111hhrg58250, BILLS-115s1311is, CRPT-106hrpt939, /bill/115th-congress/
_IN_ADDRESS = re.compile(r"\b(?:CHRG|BILLS|CRPT|CPRT|CDOC)-(\d{2,3})(?=[a-z])|/(\d{2,3})(?:st|nd|rd|th)-congress/", re.IGNORECASE)  # fmt: skip
# in this order, each looked for behind the one before it
_HEARING = tuple(
    re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for words in (
        r"Hearings?\b|Testimony\b|Statement\b",
        r"Before\b",
        r"Committee\b|Subcommittee\b|Comm\.|Subcomm\.|Congress\b|House\b|Senate\b|Commission\b",
    )
)
_REPORT = re.compile(
    r"\b(?:(?P<house>H(?:ouse|\.)(?:\s?R\.)?)|S(?:enate|\.))\s*(?P<conference>Conf(?:erence|\.)\s*)?(?P<what>Rep(?:ort|t?\.)|Doc(?:ument|\.))"
    r"\s*(?:No\.\s*)?(?P<congress>\d{2,3})\s*[-–—]\s*(?P<number>\d+)\b"
)
_CODE = re.compile(r"\b(\d{1,2})\s*C\.?\s?F\.?\s?R\.?\s*(?P<mark>§+|[Ss]ec(?:tion|\.)?|[Pp](?:art|t\.?)s?)?\s*(?P<section>\d+[\w.]*\d|\d+)(?P<below>(?:\(\w+\))*)")  # fmt: skip
_REGISTER = re.compile(
    r"\b(\d{1,3})\s*(?:Fed\.\s?Reg\.|F\.\s?R\.|FR|Federal Register)\s*(\d{1,3},\d{3}|\d{1,6})\b"
)
_ORDER = re.compile(
    r"\b(?:Exec(?:utive|\.)?\s*Order|E\.O\.)\s*(?:No\.\s*)?(\d{1,2}),?(\d{3})\b", re.IGNORECASE
)
_EDGE = " ,;:–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressionalPaper:
    """A hearing, or a numbered report or document. `number` is that of a report (`H.R. Rep. No. 106-939`), `""` of a hearing."""

    name: str
    number: str = ""
    congress: str = ""
    conference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPaper:
    """A regulation, a notice or an order. Its places are empty where the record names none; `name` is the title without them."""

    name: str
    code: str = ""
    register: str = ""
    order: str = ""


def _said(work: Work) -> str:
    return "; ".join(work.get(name) for name in _FIELDS if work.get(name))


def ordinal_congress(number: int) -> str:
    """Return a Congress as it is cited.

    >>> ordinal_congress(102), ordinal_congress(111), ordinal_congress(93)
    ('102d Cong.', '111th Cong.', '93d Cong.')
    """
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "d", 3: "d"}.get(number % 10, "th")
    return f"{number}{ending} Cong."


def congress_of(work: Work, year: str = "") -> str:
    """Return the Congress that a record names in its words or its address; else the one that sat in that year, `""` if unknown.

    A Congress sits for two years since 1789, from January to January since 1935.

    >>> congress_of(Work(key="k", type="misc", fields={"url": "https://www.congress.gov/bill/115th-congress/senate-bill/1311"}))
    '115th Cong.'
    >>> congress_of(Work(key="k", type="misc"), "1992"), congress_of(Work(key="k", type="misc"), "1801")
    ('102d Cong.', '')
    """
    if found := _CONGRESS.search(_said(work)):
        return ordinal_congress(int(found[1]))
    if found := _IN_ADDRESS.search(work.get("url")):
        return ordinal_congress(int(found[1] or found[2]))
    return ordinal_congress((int(year) - 1787) // 2) if year and int(year) >= 1935 else ""


def _without(title: str, found: re.Match[str] | None) -> str:
    """Return a title without a citation that stands in it, and without empty parentheses and marks at its edges."""
    name = title.replace(found[0], "", 1) if found and found[0] in title else title
    name = re.sub(
        r"\(\s*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+)?(?:(?:19|20)\d\d)?\s*\)\s*$", "", name.strip(_EDGE)
    )
    return name.strip(_EDGE)


def read_congressional(work: Work) -> CongressionalPaper | None:
    """Return the hearing, report or document of Congress that a record describes, None if it describes none.

    >>> read_congressional(Work(key="k", type="techreport", fields={"title": "Made Up Act", "number": "H. Rept. 106-939"})).number
    'H.R. Rep. No. 106-939'
    """
    if found := _REPORT.search(_said(work)):
        what = "Rep." if found["what"].startswith("Rep") else "Doc."
        number = f"{'H.R.' if found['house'] else 'S.'} {what} No. {found['congress']}-{found['number']}"
        return CongressionalPaper(
            name=_without(work.title, found), number=number, conference=bool(found["conference"])
        )
    if _is_hearing(work.title) and (work.type in {"hearing", "legislation"} or congress_of(work)):
        name = _CONGRESS.sub("", work.title).strip(_EDGE)
        return CongressionalPaper(name=name, congress=congress_of(work, str(work.year or "")))
    return None


def _is_hearing(title: str) -> bool:
    at = 0
    for pattern in _HEARING:
        found = pattern.search(title, at)
        if not found:
            return False
        at = found.end()
    return True


def read_agency(work: Work) -> AgencyPaper | None:
    """Return the regulation, notice or order that a record describes, None if it describes none.

    >>> read_agency(Work(key="k", type="misc", fields={"title": "28 CFR 1100.29"})).code
    '28 C.F.R. § 1100.29'
    """
    said = _said(work)
    code, register, order = _CODE.search(said), _REGISTER.search(said), _ORDER.search(said)
    if not (code or register or order):
        return None
    name = work.title
    for found in (code, register, order):
        name = _without(name, found)
    part = bool(code and code["mark"] and code["mark"].lower().startswith("p"))
    page = re.sub(r"(?<=\d)(?=\d{3}$)", ",", register[2].replace(",", "")) if register else ""
    return AgencyPaper(
        name=name,
        code=f"{code[1]} C.F.R. {'pt.' if part else '§'} {code['section']}{code['below']}" if code else "",
        # rule 6.2(a)(vii): a comma in numbers of five digits and more
        register=f"{register[1]} Fed. Reg. {page if len(page) > 5 else page.replace(',', '')}"
        if register
        else "",
        order=f"Exec. Order No. {order[1]},{order[2]}" if order else "",
    )

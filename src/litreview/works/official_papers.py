"""Reads papers of Congress and of agencies from records: hearings, reports, regulations, notices and orders; and whether law has a place.

Forms: The Bluebook, rules 13.3 (hearings), 13.4 (reports and documents) and 14 (regulations, the Federal Register, executive orders).
"""

from __future__ import annotations

from dataclasses import dataclass

from litreview.core.libraries import re
from litreview.core.model import Work
from litreview.core.wording import Value
from litreview.works.law import (
    NEUTRAL,
    PLACE_AS_GIVEN,
    REPORTER,
    given_place,
    place_in_fields,
    read_case,
    read_statute,
)

_FIELDS = (
    "title",
    "number",
    "type",
    "series",
    "titleaddon",
    "note",
    "howpublished",
    "addendum",
    "session",
    "chapter",
)
CONGRESS = re.compile(r"\b(\d{2,3})(?:st|nd|rd|th|d)\.?[ -](?:U\.S\. )?Cong(?:ress|\.)", re.IGNORECASE)
# the names of govinfo.gov and congress.gov: CHRG-111hhrg58250, BILLS-115s1311is, CRPT-106hrpt939, /bill/115th-congress/
_IN_ADDRESS = re.compile(r"\b(?:CHRG|BILLS|CRPT|CPRT|CDOC)-(\d{2,3})(?=[a-z])|/(\d{2,3})(?:st|nd|rd|th)-congress/", re.IGNORECASE)  # fmt: skip
# searched in this order, each after the match of the one before
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
_CODE = re.compile(r"\b(\d{1,2})\s*C\.?\s?F\.?\s?R\.?\s*(?P<mark>§+|[Ss]ec(?:tion|\.)?|[Pp](?:art|t\.?)s?)?\s*(?P<section>(?:\d+[\w.]*\d|\d+)[a-z]?(?:-\d+[A-Za-z]?(?![\w.]))?)(?P<below>(?:\(\w+\))*)")  # fmt: skip
_REGISTER = re.compile(
    r"\b(\d{1,3})\s*(?:Fed\.\s?Reg\.|F\.\s?R\.|FR|Federal Register)\s*(\d{1,3},\d{3}|\d{1,6})\b"
)
_ORDER = re.compile(
    r"\b(?:Exec(?:utive|\.)?\s*Order|E\.O\.)\s*(?:No\.\s*)?(\d{1,2}),?(\d{3})\b", re.IGNORECASE
)
_EDGE = " ,;:–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressionalPaper(Value):
    """A hearing, or a numbered report or document. `number` is like `H.R. Rep. No. 106-939`, `""` for a hearing."""

    name: str
    number: str = ""
    congress: str = ""
    conference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPaper(Value):
    """A regulation, a notice or an order. Places that the record lacks are empty; `name` is the title without its places."""

    name: str
    code: str = ""
    register: str = ""
    order: str = ""


def _descriptive_text(work: Work) -> str:
    return "; ".join(text for text in (*map(work.get, _FIELDS), place_in_fields(work)) if text)


def ordinal(number: int) -> str:
    """Return a number in the order of legal citations (rule 6.2(b)).

    >>> ordinal(1), ordinal(2), ordinal(12), ordinal(103)
    ('1st', '2d', '12th', '103d')
    """
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "d", 3: "d"}.get(number % 10, "th")
    return f"{number}{ending}"


def ordinal_congress(number: int) -> str:
    """Return the citation form of a Congress.

    >>> ordinal_congress(102), ordinal_congress(111), ordinal_congress(93)
    ('102d Cong.', '111th Cong.', '93d Cong.')
    """
    return f"{ordinal(number)} Cong."


def congress_of(work: Work) -> str:
    """Return the Congress named in a record's texts or address, `""` if they name no Congress; a year alone does not.

    >>> congress_of(Work(key="k", type="misc", fields={"url": "https://www.congress.gov/bill/115th-congress/senate-bill/1311"}))
    '115th Cong.'
    """
    if found := CONGRESS.search(_descriptive_text(work)):
        return ordinal_congress(int(found[1]))
    found = _IN_ADDRESS.search(work.get("url"))
    return ordinal_congress(int(found[1] or found[2])) if found else ""


def _without(title: str, found: re.Match[str] | None) -> str:
    """Return a title without the citation in it, and without empty parentheses and punctuation at its edges."""
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
    if found := _REPORT.search(_descriptive_text(work)):
        what = "Rep." if found["what"].startswith("Rep") else "Doc."
        number = f"{'H.R.' if found['house'] else 'S.'} {what} No. {found['congress']}-{found['number']}"
        return CongressionalPaper(
            name=_without(work.title, found), number=number, conference=bool(found["conference"])
        )
    title = _hearing_title(work)
    if is_hearing(title) and (work.type in {"hearing", "legislation"} or congress_of(work)):
        found = CONGRESS.search(title)
        name, rest = (title[: found.start()], title[found.end() :]) if found else (title, "")
        return CongressionalPaper(name=name.strip(_EDGE), congress=congress_of(work) + rest.rstrip(_EDGE))
    return None


def _hearing_title(work: Work) -> str:
    """Return a title with what another field says of a hearing: its committee, or "Hearing before ..." in how it was published.

    >>> _hearing_title(Work(key="k", type="hearing", fields={"title": "Made Up", "committee": "House Committee on Ports"}))
    'Made Up: Hearing Before the House Committee on Ports'
    """
    title = work.title
    if is_hearing(title):
        return title
    if body := work.get("committee") or (
        section if re.search(r"\b(?:Sub)?[Cc]omm(?:ittee|\.)", section := work.get("section")) else ""
    ):
        return f"{title}: Hearing Before the {re.sub(r'^[Tt]he ', '', body)}"
    texts = (work.get(name) for name in ("howpublished", "titleaddon", "note", "type", "addendum"))
    said = next((text for text in texts if is_hearing(text)), "")
    return f"{title}: {said}" if said and title else title


def is_hearing(title: str) -> bool:
    """Return whether a title is that of a hearing before a committee, or of a testimony there."""
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
    text = _descriptive_text(work)
    code, register, order = _CODE.search(text), _REGISTER.search(text), _ORDER.search(text)
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


def read_official(work: Work, kind: str) -> CongressionalPaper | AgencyPaper | None:
    """Return the paper of Congress or of an agency that a work of that kind is, None for any other work."""
    if kind not in {"statute", "case", "government-report", "other", "press-release"}:
        return None
    if congressional := read_congressional(work):
        return congressional
    act = read_statute(work)
    placed = act.section or act.public_law or act.bill or act.stat_page or act.treaty
    return None if kind not in {"statute", "other"} or placed else read_agency(work)


def has_legal_place(work: Work) -> bool:
    """Return whether a record says where a reader finds a decision, an act, a treaty, or a paper of Congress or an agency.

    >>> has_legal_place(Work(key="k", type="misc", fields={"note": "22 U.S.C. § 7101"})), has_legal_place(Work(key="k", type="misc"))
    (True, False)
    """
    decision, act, paper = read_case(work), read_statute(work), read_congressional(work)
    known = (
        act.section
        or act.public_law
        or act.stat_page
        or act.bill
        or act.treaty
        or (paper and (paper.number or paper.congress))
        or read_agency(work)
    )
    # a bare number is the number of anything
    as_given = PLACE_AS_GIVEN.search(work.title) or re.search(r"[A-Za-z§]", given_place(work))
    # a journal of any name stands where a reporter may stand
    reported = REPORTER.search(f"{decision.volume} {decision.reporter} {decision.page}")
    return bool(reported or known or as_given)


def official_place(work: Work) -> tuple[str, str] | None:
    """Return the name of a paper of Congress or an agency, and its places in one text; None for another work."""
    if paper := read_congressional(work):
        return paper.name, paper.number or paper.congress
    agency = read_agency(work)
    return (
        (agency.name, ", ".join(filter(None, (agency.order, agency.code, agency.register))))
        if agency
        else None
    )


def unknown_place(work: Work, kind: str) -> str:
    """Return the place of a decision or an act that is printed as the record gives it, in no form that is known here; `""` for any other.

    >>> unknown_place(Work(key="k", type="legislation", fields={"title": "Harbor Act", "number": "c. 30"}), "statute")
    'c. 30'
    """
    if kind == "case":
        decision = read_case(work)
        known = decision.reporter or re.match(r"Nos?\.", decision.docket) or NEUTRAL.search(decision.docket)
        return "" if known else decision.docket
    if kind != "statute":
        return ""
    act, place = read_statute(work), given_place(work)
    in_code = act.section or act.public_law or act.stat_page or act.bill or act.treaty
    known_act = in_code or official_place(work) or PLACE_AS_GIVEN.search(f"{work.title} {place}")
    return "" if known_act else place

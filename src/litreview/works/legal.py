"""Legal citations read out of a record: cases, sections of a code, public laws, bills.

Reviewers keep statutes and cases in `@misc` or `@techreport` with the citation in the title as often as in fields of their own.
Both are read here, and the citation is taken off the title so that no style prints it twice.
Forms: The Bluebook (21st ed.), rules 10 and 12, as described in docs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from litreview.model import Work
from litreview.works.laws import BILL, PUBLIC_LAW, STATUTES_AT_LARGE, US_CODE, public_law

_REPORTER = re.compile(
    r"(?P<volume>\d{1,4})\s+(?P<reporter>[A-Z][A-Za-z.']*(?:\s?(?:[A-Z][A-Za-z.]*|\d[a-z]{1,2}|App\.|Supp\.|2d|3d|4th))*)"
    r"(?:\s+(?:at\s+)?(?P<page>\d+|_+)|(?=\s*$|\s*\())"
)
_COURT_YEAR = re.compile(r"\(\s*(?P<court>[^()]*?)\s*(?P<year>(?:1[6-9]|20)\d\d)\s*\)\s*$")
_DOCKET = re.compile(r"\bNos?\.\s*(?P<docket>[\w:.–-]+)")
_EDGE = " ,;:–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A decision of a court. Absent parts are empty; `page` is `___` while the reporter is not paginated."""

    name: str
    volume: str = ""
    reporter: str = ""
    page: str = ""
    court: str = ""
    docket: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """A statute or bill. `code_title` and `section` place it in the U.S. Code, `public_law` and `stat` among the session laws."""

    name: str
    code_title: str = ""
    section: str = ""
    public_law: str = ""
    stat_volume: str = ""
    stat_page: str = ""
    bill: str = ""
    year: str = ""


def _place_text(work: Work) -> str:
    return "; ".join(
        work.get(name) for name in ("number", "code", "titleaddon", "note", "howpublished") if work.get(name)
    )


def _cited(title: str, work: Work) -> tuple[str, str, dict[str, str]]:
    """Return the title without the place in a reporter, the text that names the place, and its parts: volume, reporter, page."""
    found = _REPORTER.search(title)
    if found and found.start() > 0:
        title, rest = title[: found.start()].rstrip(_EDGE), title[found.start() :]
    else:
        rest = _place_text(work).replace("\\_", "_")
        found = _REPORTER.search(rest)
    return title, rest, found.groupdict("") if found else dict.fromkeys(("volume", "reporter", "page"), "")


def read_case(work: Work) -> Case:
    """Return the case that a record describes, from its fields and from its title.

    >>> read_case(Work(key="k", type="misc", fields={"title": "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)"}))
    Case(name='United States v. Jungers', volume='702', reporter='F.3d', page='1066', court='8th Cir.', docket='', year='2013')
    """
    get, title = work.get, work.title
    body = "".join(person.literal for person in work.authors[:1])
    court = get("court") or get("institution") or get("howpublished") or body
    year = str(work.year or "")
    if at := _COURT_YEAR.search(title):
        court, year = at["court"].strip() or court, at["year"]
        title = title[: at.start()].rstrip(_EDGE)
    title, rest, cited = _cited(title, work)
    in_title = _DOCKET.search(title)
    docket = in_title or _DOCKET.search(rest)
    if in_title:
        title = title[: in_title.start()].rstrip(_EDGE)
    volume = get("volume") or cited["volume"]
    reporter = get("reporter") or get("journal") or cited["reporter"]
    return Case(
        name=title.strip(),
        volume=volume,
        reporter=reporter,
        page=get("pages") or cited["page"] or ("___" if volume and reporter else ""),
        court=court,
        docket=docket["docket"] if docket else "",
        year=year,
    )


def read_statute(work: Work) -> Statute:
    """Return the statute that a record describes, from its fields and from its title.

    >>> read_statute(Work(key="k", type="misc", fields={"title": "22 U.S.C. 7101: Purposes and Findings"})).section
    '7101'
    """
    title = work.title
    fields = _place_text(work)
    # bare fields of the `@legislation` kind: number = {106-386} or {Pub. L. 106-386}
    number = work.get("number")
    bare = re.fullmatch(r"\s*(\d{2,3}[-–‑]\d+)\s*", number)
    usc = US_CODE.search(title) or US_CODE.search(fields)
    law = PUBLIC_LAW.search(title) or PUBLIC_LAW.search(fields)
    stat = STATUTES_AT_LARGE.search(title) or STATUTES_AT_LARGE.search(fields)
    bill = BILL.search(title) or BILL.search(fields)
    name = title
    for found in (usc, law, stat, bill):
        if found and found.string == title:
            name = name.replace(found[0], "", 1)
    name = re.sub(
        r"\(\s*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+)?(?:19|20)?\d{0,4}\s*\)\s*$", "", name.strip(_EDGE)
    )
    name = re.sub(r"(?:\s*,){2,}", ",", name)
    name = re.sub(r"^\s*(?:Div(?:ision)?\.?\s+[A-Z],?\s*)?[,:;]\s*", "", name).strip(_EDGE)
    volume, page = (stat[1], stat[2]) if stat else ("", "")
    named = {work.get("journal"), work.get("journaltitle"), work.get("reporter")}
    if not stat and named & {"Stat.", "Statutes at Large", "United States Statutes at Large"}:
        volume, page = work.get("volume"), work.get("pages")
    return Statute(
        name=name,
        code_title=usc[1] if usc else "",
        section=usc[2] if usc else "",
        public_law=public_law(law[0]) if law else re.sub("[–‑]", "-", bare[1]) if bare else "",
        stat_volume=volume,
        stat_page=page,
        bill=f"{bill[1].replace(' ', '')} {bill[2]}" if bill and not law and not usc else "",
        year=str(work.year or ""),
    )

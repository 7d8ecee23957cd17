"""Law as CSL variables: cases, acts, bills, papers of Congress and of agencies, treaties.

The styles that print law by The Bluebook (APA ch. 11, Chicago ch. 14) look for its parts so: the volume, the code, reporter or register (`container-title`) and the page
or section; a Congress in `chapter-number`; the committee of a hearing in `section`; the abbreviated court in `authority`, nothing for the Supreme Court.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from litreview.core.model import Source
from litreview.core.text import issued
from litreview.stages.bibliography.abbreviations import abbreviate_code, court_of, is_reported
from litreview.works.law import given_place, read_case, read_statute, with_place
from litreview.works.official_papers import (
    AgencyPaper,
    CongressionalPaper,
    congress_of,
    official_place,
    read_official,
)
from litreview.works.places import one_page

BLANK_PAGE = "___"
"""What a page is while the reporter has not numbered it."""

NOTHING: Mapping[str, Any] = dict.fromkeys(
    ("publisher", "publisher-place", "container-title", "collection-title", "edition", "number", "genre"), ""
)


_PAGE_COUNT = re.compile(r"\s*(\d+)\s*(?:pages?|pp?\.?)\s*$", re.IGNORECASE)


def hyphened_pages(value: str) -> str:
    """Return a page range with one hyphen, and a range from a page to itself as that page; a count of pages is no range and gives nothing.

    >>> hyphened_pages("12 -- 40"), hyphened_pages("210-210"), hyphened_pages("40 pages")
    ('12-40', '210', '')
    """
    if _PAGE_COUNT.match(value):
        return ""
    return one_page(re.sub(r"\s*(?:-{1,3}|[–—‐‑−])\s*", "-", value.strip()))


def case_variables(source: Source) -> dict[str, Any]:
    """Return the variables of a decision."""
    case = read_case(source)
    name = ", ".join(filter(None, (case.paper, case.name)))
    found: dict[str, Any] = {
        "title": name,
        "volume": case.volume,
        "container-title": case.reporter,
        "page": hyphened_pages(case.page),
        "authority": court_of(case),
        "number": "" if case.reporter else case.docket,
        "publisher": "",
        "publisher-place": "",
    }
    if case.reporter and not is_reported(case):
        # a number of a database stands behind that of the docket, and the day beside the court (The Bluebook, rule 10.8.1)
        place = " ".join(filter(None, (case.volume, case.reporter, case.page)))
        found |= {
            "title": ", ".join(filter(None, (name, case.docket, place))),
            "number": "",
            "volume": "",
            "container-title": "",
            "page": "",
        }
    elif not case.reporter and not re.match(
        r"Nos?\.", case.docket
    ):  # the styles may write "No." before a number
        found |= {"title": ", ".join(filter(None, (name, case.docket))), "number": ""}
    if case.year and not issued(source.fields).startswith(case.year):
        found["issued"] = {"date-parts": [[int(case.year)]]}
    return found


def _treaty_place(treaty: str) -> dict[str, str]:
    """Return where a treaty was printed: volume, series and page, or series and number."""
    head, _, tail = treaty.rpartition(" ")
    if not head[0].isdecimal():
        return {"container-title": head.removesuffix(" No."), "number": tail}
    volume, _, series = head.partition(" ")
    return {"volume": volume, "container-title": series, "page": tail}


def statute_variables(source: Source) -> dict[str, Any]:
    """Return the variables of an act, a section of the Code, a bill or a treaty."""
    statute = read_statute(source)
    found: dict[str, Any] = {"title": statute.name, "publisher": "", "publisher-place": ""}
    if (
        statute.section or statute.public_law
    ):  # placed in the code: an address adds nothing, APA writes "Retrieved" before it
        found["URL"] = ""
    if statute.bill:
        name = re.sub(r"[,\s(]*\b\d{2,3}\w{1,2} Cong(?:ress|\.)?\)?$", "", statute.name)
        return found | {
            "type": "bill",
            "title": name,
            "number": statute.bill,
            "chapter-number": congress_of(source),
        }
    if statute.treaty:
        return found | {"type": "treaty"} | _treaty_place(statute.treaty)
    # the styles write "Pub. L. No." themselves
    if statute.public_law:
        found["number"] = statute.public_law
    if statute.section and not statute.public_law:
        found |= {"volume": statute.code_title, "container-title": "U.S.C.", "section": statute.section}
    elif statute.stat_volume:
        found |= {"volume": statute.stat_volume, "container-title": "Stat.", "page": statute.stat_page}
    if not statute.name:
        # the place stands as the name, for a style of no law prints a name alone in full
        found["title"] = f"Pub. L. No. {statute.public_law}" if statute.public_law else source.title
        found.pop("number", None)
        if statute.section and not statute.public_law:
            found |= {
                "title": f"{statute.code_title} U.S.C. § {statute.section}",
                "volume": "",
                "container-title": "",
                "section": "",
            }
    if not (statute.section or statute.public_law or statute.stat_page):
        name, place = official_place(source) or (statute.name, given_place(source))
        title = with_place(abbreviate_code(name), abbreviate_code(place))
        found["title"] = re.sub(rf"\s*\({statute.year}\)$", "", title) if statute.year else title
    return found


def official_variables(source: Source, kind: str) -> dict[str, Any]:
    """Return the variables of a hearing, a report to Congress, a regulation, a notice or an order; `{}` for any other work."""
    paper = read_official(source, kind)
    if isinstance(paper, CongressionalPaper):
        return {**NOTHING, **_congressional(paper)}
    return {**NOTHING, **_agency(paper)} if paper else {}


def _congressional(paper: CongressionalPaper) -> dict[str, Any]:
    if paper.number:
        conference = " (Conf. Rep.)" if paper.conference else ""
        return {
            "type": "bill",
            "title": paper.name,
            "genre": paper.number,
            "status": conference.strip(" ()"),
            "URL": "",
        }
    found = re.search(
        r":?\s*\b(?:Hearings?|Testimony|Statement)\s+before\s+(?:the\s+)?", paper.name, re.IGNORECASE
    )
    head, committee = (paper.name[: found.start()], paper.name[found.end() :]) if found else (paper.name, "")
    congress = re.match(r"\d+\w+ Cong\.", paper.congress)
    return {
        "type": "hearing" if committee else "bill",
        "title": head,
        "section": committee.strip(" ,"),
        "chapter-number": congress[0] if congress else "",
    }


_CODE = re.compile(r"(\d+) C\.F\.R\. (§|pt\.) (.+)")


def _agency(paper: AgencyPaper) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "regulation", "title": paper.name, "URL": ""}
    if code := _CODE.fullmatch(paper.code):
        section = {"section": code[3]} if code[2] == "§" else {"page": f"pt. {code[3]}"}
        found |= {"volume": code[1], "container-title": "C.F.R.", **section}
    elif paper.register:
        volume, page = paper.register.split(" Fed. Reg. ")
        found |= {
            "volume": volume,
            "container-title": "Fed. Reg.",
            "page": page.replace(",", ""),
        }  # citeproc ends a page at a comma
    if paper.order:
        found["genre"] = paper.order
    return found

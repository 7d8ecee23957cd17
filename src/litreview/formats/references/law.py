"""Parse citations of American law: cases, statutes, and articles with the volume before the journal (Bluebook, rules 10, 12, 16)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from litreview.works.law import BILL, PUBLIC_LAW, REPORTER, STATUTES_AT_LARGE, US_CODE

_CASE = re.compile(
    r"^(?P<title>[^\s\d].{2,200}?\sv[s]?\.?\s.{2,200}?|(?:In re|Ex parte|Matter of)\s.{2,200}?),\s+(?P<at>(?:No\.|\d|slip op)\S*.*)$"
)
_COURT = re.compile(
    r"\((?P<court>[^()]*?)[,\s]*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+)?(?P<year>(?:1[6-9]|20)\d\d)\)"
)
_REPORTED = re.compile(
    r"(?P<volume>\d{1,4})\s(?P<reporter>[A-Z][\w.’' ]{0,24}?)\s(?P<page>\d{1,5}|_{2,3})(?=[,;\s(.]|$)"
)
_DOCKET = re.compile(r"\bNo(?:s)?\.\s*(?P<docket>[\w:\-–./ ]{3,40}?)(?=,|\s\(|;|$)")
# Author, Title, 19 AM. U. J. GENDER 1247, 1250 (2011)
_ARTICLE = re.compile(
    r"^(?P<author>[^,]{3,60}(?:, (?:Jr|Sr|III|II)\.?)?(?:, [^,]{3,40}(?=,? &))?(?:,? & [^,]{3,60}| et al\.)?), (?P<title>.{4,300}?),?[”\"]? (?P<volume>\d{1,4}) "
    r"(?P<journal>(?=[^\d]*[A-Z])[A-Z][^\d()]{2,90}?) (?P<page>\d{1,5})(?:, [\d\-–, n.&]{1,30})? \((?P<year>(?:1[89]|20)\d\d)\)"
)
# Author, Title 23 (2d ed. 2001)
_BOOK = re.compile(
    r"^(?P<author>[^,]{3,80}(?:, (?:Jr|Sr|III|II)\.?)?), (?P<title>[^()]{3,250}?)(?: \d{1,4}(?:[-–, ]+\d{1,4}){0,4})? \((?:(?P<edition>\d{1,2})(?:st|nd|rd|th|d) ed\. )?(?P<year>(?:1[6-9]|20)\d\d)\)\.?$"
)
# H.R. 7 - 115th Congress (2017-2018): A Made up Act of 2017.
_NAMED_BEHIND = re.compile(r"^[^:]{0,60}: ([A-Z][^:]{5,300}?)(?:\.(?:\s|$)|$)")
# 28 C.F.R. § 1100.99 (2014); N.Y. Penal Law § 230.34 (McKinney 2016): a code, a section, and nothing else
_SECTION_OF = re.compile(
    r"(?P<title>(?!Restatement)(?:\d{1,2} )?[A-Z][\w.&’' ]{1,60}? §§? ?\d[\w.:\-–()]{0,30})(?: \((?:[^()]{0,40} )?(?P<year>(?:1[89]|20)\d\d)\))\.?"
)
_ANY_YEAR = re.compile(r"\((?:[^()]{0,30}\D)?((?:1[6-9]|20)\d\d)\)")


def read_law(text: str) -> tuple[str, Mapping[str, str]] | None:
    """Return the entry type and the fields of a legal citation, None for any other reference.

    >>> read_law("United States v. Jungers, 702 F.3d 1066, 1070 (8th Cir. 2013).")[1]["court"]
    '8th Cir.'
    >>> read_law("Trafficking Victims Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464.")[1]["number"]
    'Pub. L. No. 106-386'
    >>> read_law("Ann Roe, A Made up Title in Law, 19 AM. U. J. TESTS 1247, 1250 (2011).")[1]["journal"]
    'AM. U. J. TESTS'
    >>> read_law("Roe, A. (2001). Raids v. ports. Journal of Tests, 4, 5-9.")
    """
    text = text.strip()[:2000]
    return _case(text) or _article(text) or _statute(text)


def read_book(text: str) -> Mapping[str, str]:
    """Return the fields of a book as cited in a legal note, an empty mapping for any other text.

    >>> read_book("Ann Roe, Made up Ports 23 (2d ed. 2001)")
    {'author': 'Ann Roe', 'title': 'Made up Ports', 'edition': '2', 'year': '2001'}
    """
    found = _BOOK.match(text.strip()[:500])
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def _case(text: str) -> tuple[str, Mapping[str, str]] | None:
    found = _CASE.match(text)
    if found is None or _ANY_YEAR.search(found["title"]):
        return None
    at = found["at"]
    court, place, docket = _COURT.search(at), _REPORTED.match(at), _DOCKET.search(at)
    if not (place and (court or REPORTER.search(at))) and not (docket and court):
        return None
    fields = {"title": found["title"].strip(" ,*_")}
    if place:
        fields |= {"volume": place["volume"], "reporter": place["reporter"], "pages": place["page"]}
    if docket:
        fields["number"] = docket["docket"].strip()
    if court:
        fields |= {"court": court["court"].strip(" ,"), "year": court["year"]}
    return "jurisdiction", {name: value for name, value in fields.items() if value}


def _article(text: str) -> tuple[str, Mapping[str, str]] | None:
    found = _ARTICLE.match(text)
    # a year in brackets before the title is another style's
    if (
        found is None
        or _ANY_YEAR.search(found["author"] + found["title"][:40])
        or REPORTER.search(f"{found['volume']} {found['journal']} {found['page']}")
    ):
        return None
    fields = {name: value.strip(' ,“”"*_') for name, value in found.groupdict().items()}
    fields["pages"] = fields.pop("page")
    return "article", fields


def _statute(text: str) -> tuple[str, Mapping[str, str]] | None:
    marks = [
        match
        for pattern in (PUBLIC_LAW, US_CODE, STATUTES_AT_LARGE, BILL)
        if (match := pattern.search(text)) is not None
    ]
    if not marks:
        code = _SECTION_OF.fullmatch(text)
        return ("legislation", code.groupdict()) if code else None
    first = min(marks, key=lambda match: match.start())
    name = re.sub(r"\s*[(\[]\s*$", "", text[: first.start()]).strip(" ,;:*_")
    # an article about a statute names it behind its authors; a statute has its own name, or none
    if len(name) > 200 or re.search(r"[“”\"]|\(\d{4}\)|\bJ\.|\bRev\.", name):
        return None
    if first.re is BILL and not re.search(r"\bCong(?:\.|ress)", text):
        return None
    if not name and (later_name := _NAMED_BEHIND.search(text[first.end() :])):
        name = later_name[1].strip(" .,")
    law, stat, year = PUBLIC_LAW.search(text), STATUTES_AT_LARGE.search(text), _ANY_YEAR.search(text)
    fields = {
        "title": name or first[0],
        "number": re.sub(r"\s+", " ", (law or first)[0]) if name or law else "",
        "year": year[1]
        if year
        else (found[1] if (found := re.search(r"\bAct of ((?:1[89]|20)\d\d)\b", name)) else ""),
    }
    if stat:
        fields |= {"journal": "Stat.", "volume": stat[1], "pages": stat[2]}
    return "legislation", {name: value for name, value in fields.items() if value}

"""What kind of source a work is, in the words of the codebook's `type` group."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litreview.confidential import is_code
from litreview.model import Tag, Work
from litreview.works.legal import looks_like_case, looks_like_statute

__all__ = ["KINDS", "kind_of"]

KINDS: dict[str, str] = {
    "journal-article": "Journal articles",
    "law-review": "Law review articles",
    "book": "Books",
    "chapter": "Book chapters",
    "thesis": "Theses and dissertations",
    "conference-paper": "Conference papers",
    "government-report": "Government reports",
    "ngo-report": "Reports of organisations",
    "statute": "Statutes and bills",
    "case": "Cases",
    "news": "News",
    "press-release": "Press releases",
    "dataset": "Data sets",
    "interview": "Interviews",
    "records-response": "Public records",
    "other": "Other sources",
}
"""Code of the kind -> heading, in the order in which a bibliography by type prints them."""

_BY_TYPE = {
    "article": "journal-article",
    "article-journal": "journal-article",
    "periodical": "journal-article",
    "review": "journal-article",
    "newspaper": "news",
    "newspaperarticle": "news",
    "magazine": "news",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "proceedings": "book",
    "booklet": "book",
    "manual": "book",
    "reference": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inreference": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "inproceedings": "conference-paper",
    "conference": "conference-paper",
    "techreport": "report",
    "report": "report",
    "legislation": "statute",
    "statute": "statute",
    "bill": "statute",
    "legal": "statute",
    "jurisdiction": "case",
    "case": "case",
    "legalcase": "case",
    "legal_case": "case",
    "dataset": "dataset",
    "data": "dataset",
    "interview": "interview",
    "personal_communication": "interview",
    "personalcommunication": "interview",
    "recordsresponse": "records-response",
    "records-response": "records-response",
    "publicrecord": "records-response",
}

_NEWS = re.compile(
    r"\b(?:Times|Post|Tribune|Guardian|Reuters|Associated Press|Herald|Gazette|Chronicle|Globe|Journal-Constitution|Daily|"
    r"Newsweek|NPR|CNN|BBC|ProPublica|Statesman|Nation|Reason|Foreign Policy|Atlantic|New Yorker|HuffPost|Vox|"
    r"Los Angeles Times|News|Crime Report|Intercept|Appeal)\b"
)
_LAW_REVIEW = re.compile(
    r"\bL(?:aw|\.)\s?(?:Rev|J\b|Journal|Review|Forum|Bulletin)|\bLaw (?:&|and) |\bJ\.\s?L\.|Journal of [\w ]*Law\b|\bL\.J\.|"
    r"Pol'y & L\.|of Criminal Law\b|Rights Law\b|\bLaw Quarterly",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:U\.?\s?S\.?\s|United States|Department of|Dept\.? of|Ministry|Bureau of|National Institute of Justice|Office (?:of|for|on)|"
    r"Government Accountability|Congress|Senate|House of|Commission|Attorney General|State of|County|City of|Sheriff|Police|"
    r"Federal|FBI|NIJ|GAO|OJJDP|OVC|Administration|United Nations|UNODC|Agency|National Criminal Justice)\b"
)
_DATA = re.compile(r"\b(?:ICPSR \d+|data ?set|\[?data file\]?)\b", re.IGNORECASE)
_DATA_DOI = ("10.3886/", "10.5064/", "10.7910/dvn", "10.5061/dryad")
_SPOKEN = re.compile(r"\b(?:interview with|personal communication|focus group)\b", re.IGNORECASE)
_RECORDS = re.compile(
    r"\b(?:public records|records request|records response|FOIA|freedom of information)\b", re.IGNORECASE
)


def kind_of(work: Work, tags: Iterable[Tag] = ()) -> str:
    """Return the kind of a work: a person's tag, else the entry type, else what the fields show, else a rule's tag.

    >>> kind_of(Work(key="a", type="phdthesis"))
    'thesis'
    """
    given = [tag for tag in tags if tag.code in KINDS]
    for tag in given:
        if tag.method == "human":
            return tag.code
    found = _BY_TYPE.get(work.type, "")
    if is_code(work.key) and work.key.startswith("I"):
        return "interview"
    if is_code(work.key) and work.key.startswith("PR"):
        return "records-response"
    if found == "report":
        if looks_like_case(work):
            return "case"
        if looks_like_statute(work):
            return "statute"
        by_rule = next((tag.code for tag in given if tag.code in {"government-report", "ngo-report"}), "")
        issuer = " ".join(
            (work.get("institution"), work.get("publisher"), *(p.literal for p in work.authors))
        )
        return by_rule or ("government-report" if _STATE.search(issuer) else "ngo-report")
    if found == "journal-article":
        if work.get("entrysubtype").lower() in {"newspaper", "magazine"}:
            return "news"
        if (
            not (work.get("volume") or work.doi)
            and _NEWS.search(work.container)
            and "Journal" not in work.container
        ):
            return "news"
        return "law-review" if _LAW_REVIEW.search(work.container) else found
    if found and found != "statute":
        return found
    if looks_like_case(work):
        return "case"
    if found or looks_like_statute(work):
        return "statute"
    issuer = work.get("howpublished") or work.get("organization") or work.get("publisher")
    kind_text = f"{work.get('type')} {work.get('howpublished')} {work.get('entrysubtype')}"
    if _DATA.search(work.title) or _DATA.search(kind_text) or work.doi.startswith(_DATA_DOI):
        return "dataset"
    if _SPOKEN.search(kind_text):
        return "interview"
    if _RECORDS.search(kind_text):
        return "records-response"
    if "press release" in kind_text.lower() or "press release" in work.get("note").lower():
        return "press-release"
    if issuer and _NEWS.search(issuer):
        return "news"
    return given[0].code if given else "other"

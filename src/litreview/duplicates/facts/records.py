"""Facts about a pair of records: what they are, who wrote them, when and where they appeared, what numbers they have."""

from __future__ import annotations

import re

from litreview.duplicates import comparisons
from litreview.duplicates.evidence import Evidence, names_a_piece
from litreview.linkage.rules import Facts
from litreview.works.journals import is_meeting
from litreview.works.names import same_name

_LASTING = frozenset(["book", "report", "data"])


def _other_school(e: Evidence) -> bool:
    schools = (e.a.publisher, e.b.publisher)
    return all(schools) and not (comparisons.published_alike(e.a, e.b) or same_name(*schools))


def _later_is_bare(e: Evidence) -> bool:
    later = max(e.a, e.b, key=lambda one: one.year)
    return bool(e.gap) and not (later.volume or later.page)


def _one_in_supplement(e: Evidence) -> bool:
    return comparisons.in_supplement(e.a) != comparisons.in_supplement(e.b)


def _supplement_and_issue(e: Evidence) -> bool:
    if e.page is True or not _one_in_supplement(e):
        return False
    return bool((e.b if comparisons.in_supplement(e.a) else e.a).number)


_BESIDE = re.compile(r"\b(?:workshops|companion|consortium|extended abstracts)\b")


def _same_review_number(e: Evidence) -> bool:
    first, second = _REVIEW.match(e.a.doi), _REVIEW.match(e.b.doi)
    return bool(first and second and first.group() == second.group())


_REVIEW = re.compile(r"^10\.1002/14651858\.[a-z]{2}\d+")


_SERIES = re.compile(r"^(?!(?:paper|working|technical|tech|tr|wp|issue|vol|volume|part)\b)[a-z]+ ?\d+ ?\d")


def _two_addresses(e: Evidence) -> bool:
    if not (e.a.url and e.b.url):
        return False
    files = [address.lower().endswith(".pdf") for address in (e.a.url, e.b.url)]
    return site(e.a.url) == site(e.b.url) and files[0] == files[1]


def site(address: str) -> str:
    """Return the site of an address without scheme."""
    return address.partition("/")[0]


def _other_division(e: Evidence) -> bool:
    first, second = _DIVISION.search(e.a.about), _DIVISION.search(e.b.about)
    return bool(first and second and first.group(1) != second.group(1))


_SECTION = re.compile(r"\b(?:sections?|sec|ss|title) (\d+[a-z]?)\b")
_DIVISION = re.compile(r"\bdivision ([a-z]|\d+)\b")


def _section(about: str) -> str:
    found = _SECTION.search(about)
    return found.group(1) if found else ""


_CIRCUIT = re.compile(
    r"\b(\d+(?:st|nd|rd|th|d) cir|[a-z]{1,3} d [a-z]+|[a-z] d [a-z]+|cong|f supp(?: [23]d)?|f [23]d|f 4th|pub l no \d+ \d+)\b"
)


def _court(about: str) -> str:
    found = _CIRCUIT.search(about)
    return found.group(1) if found else ""


def _bill_and_law(e: Evidence) -> bool:
    laws = (e.a.law, e.b.law)
    if e.law is not None or not all(laws):
        return False
    return sum(law.startswith("pl ") for law in laws) == 1 and not any(law.startswith("0 ") for law in laws)


FACTS: Facts[Evidence] = {
    # what the two records of a pair are
    "other_notice": (
        "One is a notice (erratum, reply, review …) and the other none, or one of another kind.",
        lambda e: e.a.notice != e.b.notice,
    ),
    "has_notice": (
        "The first is a notice; where this is asked, both are of one kind.",
        lambda e: bool(e.a.notice),
    ),
    "has_review": ("One of the two is a review.", lambda e: "review" in (e.a.notice, e.b.notice)),
    "same_kind": ("Both are of one kind, or of none that is known.", lambda e: e.a.kind == e.b.kind),
    "kinds_known": ("Of both it is known what they are.", lambda e: bool(e.a.kind and e.b.kind)),
    "kindless": ("Of neither it is known what it is.", lambda e: not (e.a.kind or e.b.kind)),
    "first_is_part": ("The first is a part of a book or of proceedings.", lambda e: e.a.kind == "part"),
    "report_or_book": (
        "One of the two is a report or a book.",
        lambda e: not {"report", "book"}.isdisjoint((e.a.kind, e.b.kind)),
    ),
    "lasting_kinds": (
        "Both are books, reports or data sets, which appear in editions.",
        lambda e: e.a.kind in _LASTING and e.b.kind in _LASTING,
    ),
    "one_withdrawn": (
        "One was withdrawn, the other not.",
        lambda e: e.a.status != e.b.status and "withdrawn" in (e.a.status, e.b.status),
    ),
    "is_review": ("The notice is a review.", lambda e: (e.a.notice or e.b.notice) == "review"),
    "is_summary": ("The notice is a summary.", lambda e: (e.a.notice or e.b.notice) == "summary"),
    "is_reprint": ("The notice is a reprint.", lambda e: (e.a.notice or e.b.notice) == "reprint"),
    "has_article": ("One of the two is an article.", lambda e: "article" in (e.a.kind, e.b.kind)),
    "has_book": ("One of the two is a book.", lambda e: "book" in (e.a.kind, e.b.kind)),
    "has_data": ("One of the two is a data set.", lambda e: "data" in (e.a.kind, e.b.kind)),
    "has_part": (
        "One of the two is a part of a book or of proceedings.",
        lambda e: "part" in (e.a.kind, e.b.kind),
    ),
    "has_report": ("One of the two is a report.", lambda e: "report" in (e.a.kind, e.b.kind)),
    "has_request": (
        "One of the two is a request for public records.",
        lambda e: "request" in (e.a.kind, e.b.kind),
    ),
    "has_talk": ("One of the two is a talk or a poster.", lambda e: "talk" in (e.a.kind, e.b.kind)),
    "one_is_book": ("One is a book, the other not.", lambda e: (e.a.kind == "book") != (e.b.kind == "book")),
    "one_is_data": (
        "One is a data set, the other not.",
        lambda e: (e.a.kind == "data") != (e.b.kind == "data"),
    ),
    "one_is_law": (
        "One is a statute, bill or case, the other not.",
        lambda e: (e.a.kind == "law") != (e.b.kind == "law"),
    ),
    "one_is_thesis": (
        "One is a thesis, the other not.",
        lambda e: (e.a.kind == "thesis") != (e.b.kind == "thesis"),
    ),
    "both_articles": ("Both are articles.", lambda e: e.a.kind == e.b.kind == "article"),
    "both_books": ("Both are books.", lambda e: e.a.kind == e.b.kind == "book"),
    "both_law": ("Both are statutes, bills or cases.", lambda e: e.a.kind == e.b.kind == "law"),
    "both_requests": ("Both are requests for public records.", lambda e: e.a.kind == e.b.kind == "request"),
    "both_theses": ("Both are theses.", lambda e: e.a.kind == e.b.kind == "thesis"),
    # who wrote and who published the two records of a pair
    "some_author": ("Some author is common to both.", lambda e: bool(e.authors)),
    "authors_unknown": ("One of the two names no author.", lambda e: e.authors is None),
    "all_authors_agree": ("All authors of the shorter list are in the other.", lambda e: e.authors == 1),
    "most_authors_agree": (
        "Seven in ten authors of the shorter list are in the other.",
        lambda e: e.authors is not None and e.authors >= 0.7,
    ),
    "several_authors": (
        "Both name two authors at least.",
        lambda e: min(len(e.a.authors), len(e.b.authors)) > 1,
    ),
    "one_author": ("The first names one author only.", lambda e: len(e.a.authors) == 1),
    "signed_by_several": (
        "The first names several authors, and all agree.",
        lambda e: len(e.a.authors) > 1 and e.authors == 1,
    ),
    "body_named": (
        "A body is named as author of one of the two.",
        lambda e: any(" " in name for name in (*e.a.authors, *e.b.authors)),
    ),
    "published_alike": (
        "Publisher or institution are given and one contains the other.",
        lambda e: comparisons.published_alike(e.a, e.b),
    ),
    "other_school": ("Both name a school or publisher, and not the same.", _other_school),
    # when the two records of a pair came out
    "same_year": ("Both came out in one year.", lambda e: e.gap == 0),
    "other_year": ("The years are given and differ.", lambda e: bool(e.gap)),
    "year_unknown": ("One of the two has no year.", lambda e: e.gap is None),
    "year_given": ("One of the two has a year.", lambda e: bool(e.a.year or e.b.year)),
    "both_undated": ("Neither has a year.", lambda e: not (e.a.year or e.b.year)),
    "within_three_years": (
        "Not known to be more than three years apart: so long a preprint may wait for its article.",
        lambda e: e.gap is None or e.gap <= 3,
    ),
    "undated_by_the_same": (
        "One has no year, all authors agree, and the title names no kind of piece.",
        lambda e: e.gap is None and e.authors == 1 and not names_a_piece(e.a.title),
    ),
    "later_is_bare": (
        "The record of the later year has no place: an early view comes before the article, a survey of the year after it.",
        _later_is_bare,
    ),
    # where the two records of a pair appeared
    "page_given": ("One of the two has a page.", lambda e: bool(e.a.page or e.b.page)),
    "plain_page": ("The page of the first is a plain number.", lambda e: e.a.page.isdecimal()),
    "same_last_page": ("Both give the same last page.", lambda e: e.a.last == e.b.last != ""),
    "other_last_page": ("The last pages differ, or one is missing.", lambda e: e.a.last != e.b.last),
    "long_piece_at_one_place": (
        "A title of fifty letters on the same first and last page of one volume of one year, in no other journal.",
        lambda e: bool(
            e.same_range and e.volume and e.gap == 0 and len(e.a.title) >= 50 and e.container is not False
        ),
    ),
    "has_supplement": (
        "One of the two is in a supplement.",
        lambda e: comparisons.in_supplement(e.a) or comparisons.in_supplement(e.b),
    ),
    "one_in_supplement": ("One is in a supplement, the other not.", _one_in_supplement),
    "supplement_and_issue": (
        "One is in a supplement and the other in an issue, and no page joins them.",
        _supplement_and_issue,
    ),
    "container_given": (
        "One of the two names a journal or book.",
        lambda e: bool(e.a.container or e.b.container),
    ),
    "containers_given": ("Both name a journal or book.", lambda e: bool(e.a.container and e.b.container)),
    "at_meeting": ("The first is in the proceedings of a meeting.", lambda e: is_meeting(e.a.container)),
    "one_at_meeting": (
        "One is in the proceedings of a meeting, the other not.",
        lambda e: is_meeting(e.a.container) != is_meeting(e.b.container),
    ),
    "printed_elsewhere": (
        "The one that is not in proceedings is no part of a book either.",
        lambda e: (e.b if is_meeting(e.a.container) else e.a).kind != "part",
    ),
    "one_beside_meeting": (
        "One is in the companion of a meeting or at a workshop beside it, the other not.",
        lambda e: bool(_BESIDE.search(e.a.container)) != bool(_BESIDE.search(e.b.container)),
    ),
    "years_in_names": (
        "Each names its year in the name of its proceedings.",
        lambda e: all(str(one.year) in one.container.split() for one in (e.a, e.b)),
    ),
    "both_cochrane": (
        "Both are in the Cochrane Library.",
        lambda e: "cochrane" in e.a.container and "cochrane" in e.b.container,
    ),
    "one_is_protocol": (
        "One calls itself a protocol, the other not.",
        lambda e: ("protocol" in e.a.title) != ("protocol" in e.b.title),
    ),
    # DOIs, addresses, versions and the numbers of reports
    "doi_of_book": (
        "One of the DOIs is nothing but an ISSN or ISBN: it names the whole journal or book.",
        lambda e: comparisons.doi_of_whole(e.a.doi) or comparisons.doi_of_whole(e.b.doi),
    ),
    "same_review_number": ("The DOIs are those of one Cochrane review in two versions.", _same_review_number),
    "long_report_number": (
        "The number of the report has three characters at least.",
        lambda e: len(e.a.report) > 2,
    ),
    "numbered_series": (
        'The number of the report has the letters of a series: "gao 06 825", "r41878"; "2014 01" may be anybody\'s.',
        lambda e: _SERIES.search(e.a.report) is not None,
    ),
    "other_version": (
        "Both name a version or edition, and not the same.",
        lambda e: "" != e.a.version != e.b.version != "",
    ),
    "version_in_words": (
        "One of the editions is named in words.",
        lambda e: not (e.a.version[:1].isdecimal() and e.b.version[:1].isdecimal()),
    ),
    "two_addresses": ("Both have an address on one site, of one kind of file.", _two_addresses),
    # statutes, bills and cases
    "laws_given": ("Both name the number of a law, bill or case.", lambda e: bool(e.a.law and e.b.law)),
    "other_section": (
        "The two name different sections of a law, or one names none.",
        lambda e: _section(e.a.about) != _section(e.b.about),
    ),
    "other_division": ("The two name different divisions of a law.", _other_division),
    "other_court": (
        "The two name different courts or reporters.",
        lambda e: _court(e.a.about) != _court(e.b.about),
    ),
    "same_parties": (
        "The first four words, which name the parties, are the same.",
        lambda e: e.a.about.split()[:4] == e.b.about.split()[:4],
    ),
    "bill_and_law": ("One is a public law and the other a bill of the Congress that made it.", _bill_and_law),
}
"""The facts that a clause may name, each with what it means and when it holds."""

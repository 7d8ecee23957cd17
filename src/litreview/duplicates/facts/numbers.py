"""Facts about DOIs, addresses, versions and the numbers of reports."""

from __future__ import annotations

import re

from litreview.duplicates import comparisons
from litreview.duplicates.evidence import Evidence
from litreview.linkage.rules import Facts


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


FACTS: Facts[Evidence] = {
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
}
"""The facts that a clause may name, each with what it means and when it holds."""

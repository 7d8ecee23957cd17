"""Proofs for what is known by a number, a name or an address: statutes, bills and cases, reports, web pages.

As in `proofs`, each returns its reason in words, or "".
"""

from __future__ import annotations

from litreview.duplicates.evidence import Evidence
from litreview.duplicates.signs import published_alike

__all__ = ["one_address", "one_book", "one_enactment", "one_report"]


def one_enactment(e: Evidence) -> str:
    """A statute, bill or case is known by its title and number, whoever is given as its author.

    A public law's number names one enactment, whose short title and whose parts' titles are used side by side: "Victims of
    Trafficking and Violence Protection Act", "Trafficking Victims Protection Act", both Pub. L. 106-386. But acts that
    merely share a law ("Violence Against Women Act of 2000" is a division of it) have words of their own, and are asked.
    """
    if not (e.a.kind == e.b.kind == "law"):
        return ""
    if e.law and (e.same_title or _within(e.a.title, e.b.title)):
        return f"the same number of law or bill ({e.a.law}), {e.change.value}"
    if not (e.same_title and e.near_in_time):
        return ""
    if e.a.law and e.b.law and e.specific and _bill_and_law(e):
        return f"{e.change.value}, a bill and the law it became in the same Congress"
    if (e.report and e.a.law.startswith("pl ") == e.b.law.startswith("pl ")) or (e.volume and e.page):
        return f"{e.change.value}, the same number"
    return ""


_IN_EVERY_LAW = frozenset(["act", "law", "public", "of", "the", "a", "an", "no", "title", "division"])


def _within(a: str, b: str) -> bool:
    """Return whether the words of one title that say something are all in the other."""
    one, other = (
        {word for word in title.split() if word not in _IN_EVERY_LAW and len(word) > 1} for title in (a, b)
    )
    return one <= other or other <= one


def _bill_and_law(e: Evidence) -> bool:
    """Return whether one is a public law and the other a bill of which the Congress is known (a veto saw that it is the same)."""
    laws = (e.a.law, e.b.law)
    return sum(law.startswith("pl ") for law in laws) == 1 and not any(law.startswith("0 ") for law in laws)


def one_address(e: Evidence) -> str:
    """One address holds one document at a time: the same title there in one year, by the same people or body, is that document.

    In another year it may be a new edition, put where the old one was.
    """
    if not (e.url and e.same_title and (e.gap == 0 or not (e.a.year or e.b.year))):
        return ""
    if e.page is False or e.volume is False or e.number is False:
        return ""
    if e.names_agree or e.body_agrees or (e.authors is None and e.specific):
        return f"{e.change.value}, the same address and year"
    return ""


def one_book(e: Evidence) -> str:
    """A book is known by title, authors, publisher and year, however short its title; another volume, edition or ISBN contradicts it."""
    if not (e.a.kind == e.b.kind == "book" and e.same_title and " " in min(e.a.title, e.b.title, key=len)):
        return ""
    if (
        e.authors == 1
        and e.gap == 0
        and published_alike(e.a, e.b)
        and e.isbn is not False
        and e.volume is not False
    ):
        return f"{e.change.value}, the same authors, publisher and year"
    return ""


def one_report(e: Evidence) -> str:
    """A report is known by title and number, or title and body, in one year."""
    if not (
        e.same_title and e.specific and e.near_in_time and (e.a.kind == "report" or e.b.kind == "report")
    ):
        return ""
    if e.report and e.gap in (0, None) and (len(e.a.report) > 2 or e.names_agree):
        return f"{e.change.value}, the same report number"
    return ""

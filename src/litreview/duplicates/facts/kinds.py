"""Facts about what the two records of a pair are."""

from __future__ import annotations

from litreview.duplicates.evidence import Evidence
from litreview.linkage.rules import Facts

_LASTING = frozenset(["book", "report", "data"])


FACTS: Facts[Evidence] = {
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
}
"""The facts that a clause may name, each with what it means and when it holds."""

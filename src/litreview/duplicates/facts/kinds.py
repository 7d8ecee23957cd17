"""Facts about what the two records of a pair are."""

from __future__ import annotations

from litreview.duplicates.evidence import Evidence


def other_notice(e: Evidence) -> bool:
    """One is a notice (erratum, reply, review …) and the other none, or one of another kind."""
    return e.a.notice != e.b.notice


def _notice(e: Evidence) -> str:
    return e.a.notice or e.b.notice


def is_review(e: Evidence) -> bool:
    """The notice is a review."""
    return _notice(e) == "review"


def is_summary(e: Evidence) -> bool:
    """The notice is a summary."""
    return _notice(e) == "summary"


def is_reprint(e: Evidence) -> bool:
    """The notice is a reprint."""
    return _notice(e) == "reprint"


def has_notice(e: Evidence) -> bool:
    """The first is a notice; where this is asked, both are of one kind."""
    return bool(e.a.notice)


def has_review(e: Evidence) -> bool:
    """One of the two is a review."""
    return "review" in (e.a.notice, e.b.notice)


def same_kind(e: Evidence) -> bool:
    """Both are of one kind, or of none that is known."""
    return e.a.kind == e.b.kind


def kinds_known(e: Evidence) -> bool:
    """Of both it is known what they are."""
    return bool(e.a.kind and e.b.kind)


def kindless(e: Evidence) -> bool:
    """Of neither it is known what it is."""
    return not (e.a.kind or e.b.kind)


def one_is_data(e: Evidence) -> bool:
    """One is a data set, the other not."""
    return (e.a.kind == "data") != (e.b.kind == "data")


def has_data(e: Evidence) -> bool:
    """One of the two is a data set."""
    return "data" in (e.a.kind, e.b.kind)


def one_is_law(e: Evidence) -> bool:
    """One is a statute, bill or case, the other not."""
    return (e.a.kind == "law") != (e.b.kind == "law")


def both_law(e: Evidence) -> bool:
    """Both are statutes, bills or cases."""
    return e.a.kind == e.b.kind == "law"


def one_is_thesis(e: Evidence) -> bool:
    """One is a thesis, the other not."""
    return (e.a.kind == "thesis") != (e.b.kind == "thesis")


def both_theses(e: Evidence) -> bool:
    """Both are theses."""
    return e.a.kind == e.b.kind == "thesis"


def one_is_book(e: Evidence) -> bool:
    """One is a book, the other not."""
    return (e.a.kind == "book") != (e.b.kind == "book")


def both_books(e: Evidence) -> bool:
    """Both are books."""
    return e.a.kind == e.b.kind == "book"


def has_book(e: Evidence) -> bool:
    """One of the two is a book."""
    return "book" in (e.a.kind, e.b.kind)


def has_part(e: Evidence) -> bool:
    """One of the two is a part of a book or of proceedings."""
    return "part" in (e.a.kind, e.b.kind)


def first_is_part(e: Evidence) -> bool:
    """The first is a part of a book or of proceedings."""
    return e.a.kind == "part"


def has_article(e: Evidence) -> bool:
    """One of the two is an article."""
    return "article" in (e.a.kind, e.b.kind)


def both_articles(e: Evidence) -> bool:
    """Both are articles."""
    return e.a.kind == e.b.kind == "article"


def has_talk(e: Evidence) -> bool:
    """One of the two is a talk or a poster."""
    return "talk" in (e.a.kind, e.b.kind)


def has_report(e: Evidence) -> bool:
    """One of the two is a report."""
    return "report" in (e.a.kind, e.b.kind)


def report_or_book(e: Evidence) -> bool:
    """One of the two is a report or a book."""
    return has_report(e) or has_book(e)


def lasting_kinds(e: Evidence) -> bool:
    """Both are books, reports or data sets, which appear in editions."""
    return e.a.kind in _LASTING and e.b.kind in _LASTING


_LASTING = frozenset(["book", "report", "data"])


def one_withdrawn(e: Evidence) -> bool:
    """One was withdrawn, the other not."""
    return e.a.status != e.b.status and "withdrawn" in (e.a.status, e.b.status)

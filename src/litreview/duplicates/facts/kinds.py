"""Facts about what the two records of a pair are."""

from __future__ import annotations

from collections.abc import Callable

from litreview.duplicates.evidence import Evidence


def _notice(name: str) -> Callable[[Evidence], bool]:
    def fact(e: Evidence) -> bool:
        return (e.a.notice or e.b.notice) == name

    fact.__doc__ = f"The notice is a {name}."
    return fact


def _has(kind: str, called: str) -> Callable[[Evidence], bool]:
    def fact(e: Evidence) -> bool:
        return kind in (e.a.kind, e.b.kind)

    fact.__doc__ = f"One of the two is {called}."
    return fact


def _one_is(kind: str, called: str) -> Callable[[Evidence], bool]:
    def fact(e: Evidence) -> bool:
        return (e.a.kind == kind) != (e.b.kind == kind)

    fact.__doc__ = f"One is {called}, the other not."
    return fact


def _both(kind: str, called: str) -> Callable[[Evidence], bool]:
    def fact(e: Evidence) -> bool:
        return e.a.kind == e.b.kind == kind

    fact.__doc__ = f"Both are {called}."
    return fact


is_review: Callable[[Evidence], bool] = _notice("review")
is_summary: Callable[[Evidence], bool] = _notice("summary")
is_reprint: Callable[[Evidence], bool] = _notice("reprint")

has_article: Callable[[Evidence], bool] = _has("article", "an article")
has_book: Callable[[Evidence], bool] = _has("book", "a book")
has_data: Callable[[Evidence], bool] = _has("data", "a data set")
has_part: Callable[[Evidence], bool] = _has("part", "a part of a book or of proceedings")
has_report: Callable[[Evidence], bool] = _has("report", "a report")
has_request: Callable[[Evidence], bool] = _has("request", "a request for public records")
has_talk: Callable[[Evidence], bool] = _has("talk", "a talk or a poster")

one_is_book: Callable[[Evidence], bool] = _one_is("book", "a book")
one_is_data: Callable[[Evidence], bool] = _one_is("data", "a data set")
one_is_law: Callable[[Evidence], bool] = _one_is("law", "a statute, bill or case")
one_is_thesis: Callable[[Evidence], bool] = _one_is("thesis", "a thesis")

both_articles: Callable[[Evidence], bool] = _both("article", "articles")
both_books: Callable[[Evidence], bool] = _both("book", "books")
both_law: Callable[[Evidence], bool] = _both("law", "statutes, bills or cases")
both_requests: Callable[[Evidence], bool] = _both("request", "requests for public records")
both_theses: Callable[[Evidence], bool] = _both("thesis", "theses")


def other_notice(e: Evidence) -> bool:
    """One is a notice (erratum, reply, review …) and the other none, or one of another kind."""
    return e.a.notice != e.b.notice


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


def first_is_part(e: Evidence) -> bool:
    """The first is a part of a book or of proceedings."""
    return e.a.kind == "part"


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

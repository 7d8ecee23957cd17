"""The checklists of PRISMA 2020 and PRISMA-S, answered from what a review holds; the rest is "not recorded"."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from litreview.results import ChecklistItem, Methods
from litreview.review.session import Review
from litreview.wording import plural


def fill_checklists(review: Review, methods: Methods) -> tuple[tuple[str, tuple[ChecklistItem, ...]], ...]:
    """Return each checklist as its title and items, with what the review holds of each."""

    def item(row: Mapping[str, str]) -> ChecklistItem:
        answer = _ANSWERS[row["from"]](review, methods) if "from" in row else ""
        return ChecklistItem(item=row["item"], asks=row["asks"], answer=answer)

    return tuple((str(list_["title"]), tuple(map(item, list_["items"]))) for list_ in _lists().values())


@cache
def _lists() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("checklists.toml").read_text(encoding="utf-8"))


def _noted(what: str) -> Callable[[Review, Methods], str]:
    """Return the answer on one thing that a [[search]] says: of how many searches it is noted, and what, `""` if of none."""

    def answer(review: Review, _: Methods) -> str:
        searches = review.settings.searches
        noted = [
            f"{one.database}: {getattr(one, what)}"
            for one in searches
            if getattr(one, what) not in ("", None)
        ]
        if not noted:
            return ""
        told = f"{len(noted)} of {plural(len(searches), 'search', 'searches')}"
        return told if what == "strategy" else f"{told}: {'; '.join(noted)}"

    return answer


def _step(about: str) -> Callable[[Review, Methods], str]:
    return lambda _, methods: methods.said(about)


def _flow(review: Review, _: Methods) -> str:
    flow = review.flow
    return (
        f"{plural(flow.records, 'record')}, {plural(flow.sources, 'work')}, {flow.screened} screened, {flow.included} included"
        if flow.screened
        else f"{plural(flow.records, 'record')}, {plural(flow.sources, 'work')}, not screened"
    )


def _databases(review: Review, _: Methods) -> str:
    return _named(review, "")


def _named(review: Review, *methods: str) -> str:
    """Return the searches of these methods by their names, each with its platform; `""` if there are none."""
    searches = (one for one in review.settings.searches if one.method in methods)
    return "; ".join(dict.fromkeys(" on ".join(filter(None, (s.database, s.platform))) for s in searches))


def _by(*methods: str) -> Callable[[Review, Methods], str]:
    return lambda review, _: _named(review, *methods)


def _fields(review: Review, _: Methods) -> str:
    used = {note.field for note in review.evidence}
    return ", ".join(field.label for field in review.codebook.evidence if field.id in used)


def _appraised(review: Review, _: Methods) -> str:
    works = {note.source for note in review.evidence if note.field == "appraisal"}
    return f"{plural(len(works), 'source')} appraised" if works else ""


def _instruments(review: Review, _: Methods) -> str:
    named = sorted(
        {note.value for note in review.evidence if note.field == "instrument" and not note.disputed}
    )
    return f"by instrument: {', '.join(named)}" if named else ""


def _stances(review: Review, _: Methods) -> str:
    works = {d.key for d in review.decisions if d.verb == "stance"}
    return f"what {plural(len(works), 'source')} found, as people judged" if works else ""


def _findings(review: Review, _: Methods) -> str:
    found = review.findings
    return (
        f"{plural(len(found.found), 'finding')}, {plural(len(found.recommendations), 'recommendation')}"
        if found.found
        else ""
    )


def _certainty(review: Review, _: Methods) -> str:
    rated = [f for f in review.findings.found if f.cerqual or f.strength]
    return f"{len(rated)} of {plural(len(review.findings.found), 'finding')}" if rated else ""


def _citations(review: Review, _: Methods) -> str:
    links, searched = review.links, _named(review, "citation searching")
    if not (links.citations or links.not_held):
        return searched
    told = f"{plural(len(links.citations), 'citation')} among the sources, {plural(len(links.not_held), 'work')} cited but not held (not-held.csv)"
    return "; ".join(filter(None, (searched, told)))


def _beside(stream: str, one: str, many: str) -> Callable[[Review, Methods], str]:
    def answer(review: Review, _: Methods) -> str:
        n = review.standing.beside.get(stream, 0)
        return plural(n, one, many) if n else ""

    return answer


def _both(*answers: Callable[[Review, Methods], str]) -> Callable[[Review, Methods], str]:
    return lambda review, methods: "; ".join(filter(None, (one(review, methods) for one in answers)))


_ANSWERS: Mapping[str, Callable[[Review, Methods], str]] = {
    "title": lambda review, _: review.settings.title,
    "question": lambda review, _: review.settings.question,
    "reasons": lambda review, _: "; ".join(f"out if {reason}" for reason in review.settings.reasons),
    "search": _step("search"),
    "strategies": _noted("strategy"),
    "limits": _noted("limits"),
    "dates": _noted("date"),
    "databases": _databases,
    "screening": lambda review, methods: methods.said("screening") if review.standing.screened else "",
    "coding": _step("coding"),
    "fields": _fields,
    "appraisal": _instruments,
    "appraised": _appraised,
    "synthesis": lambda review, methods: methods.said("synthesis") if review.findings.found else "",
    "certainty": _certainty,
    "flow": _flow,
    "included": lambda review, _: (
        f"{plural(len(review.standing.keys('included')), 'source')} in library.bib and sources.csv"
        if review.standing.screened
        else ""
    ),
    "stances": _stances,
    "findings": _findings,
    "written": lambda _, __: (
        "every output as CSV, BibTeX and JSON; decisions as plain text, with who, when and why"
    ),
    "citations": _citations,
    "websites": _by("website", "organisation"),
    "contacts": _both(_by("contact"), _beside("interview", "interview", "interviews")),
    "other-ways": _both(
        _by("hand search", "other"),
        _beside("records", "answer or document of an agency", "answers and documents of agencies"),
    ),
    "records": lambda review, _: "; ".join(f"{one.file}: {one.records}" for one in review.flow.identified),
    "deduplication": _step("deduplication"),
}

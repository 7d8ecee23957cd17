"""PRISMA reporting: the flow diagram with the numbers of the flow, and the checklists of PRISMA 2020 and PRISMA-S."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from litreview.core.containers import grouped
from litreview.core.results.description import ChecklistItem, Methods
from litreview.core.results.screening_flow import Box, Flow, FlowDiagram, FlowStep
from litreview.core.wording import plural
from litreview.review.outputs.methods import PEOPLE, count_merges

if TYPE_CHECKING:
    from litreview.review.session import Review
    from litreview.review.settings import Settings

_PRIVATE = "private files"


def describe_flow(review: Review) -> FlowDiagram:
    """Build the flow diagram in the words of the PRISMA 2020 template, with the boxes that the review's settings add.

    A box of the authors' own counts records that are in no file of the review, so that its number is added to the boxes above it. A review under
    way has boxes for what awaits a judgement, which the template does not know. In an updated review the boxes count what is new.
    """
    flow, settings = review.flow, review.settings
    own = grouped((one.after, Box(label=one.label, number=one.number, own=True)) for one in settings.boxes)
    people = count_merges(review).get(PEOPLE, 0)
    rules = flow.duplicates_removed - people
    steps = list(_steps(flow, own, _previous_studies(flow, settings)))
    reached = {step.name for step in steps}
    # boxes of a step that the review has not reached go to the last step that it has
    unplaced = [box for name, boxes in own.items() if name not in reached for box in boxes]
    diagram: list[FlowStep] = []
    below = 0
    for number, step in reversed([*enumerate(steps)]):
        boxes = [*own.get(step.name, ()), *(unplaced if number == len(steps) - 1 else ())]
        if step.phase != "Included":
            below += sum(box.number or 0 for box in boxes)
        diagram.insert(0, replace(step, box=_with_more(step, below), aside=(*step.aside, *boxes)))
    return FlowDiagram(
        steps=tuple(diagram),
        methods=tuple(_other_methods(flow)),
        beside=tuple(_other_streams(flow)),
        standing=flow.standing,
        duplicates=", ".join(f"{n} by {who}" for n, who in ((rules, "rules"), (people, "people")) if n),
    )


def _with_more(step: FlowStep, more: int) -> Box:
    """Return the box of a step with the records that the authors counted on top of those in the files."""
    if not more or step.phase == "Included":
        return step.box
    parts = (*step.box.parts, ("Records in no file of the review", more)) if step.box.parts else ()
    return replace(step.box, number=(step.box.number or 0) + more, parts=parts)


def _nonzero_parts(*parts: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, number in parts if number)


def _nonzero(*boxes: Box) -> tuple[Box, ...]:
    """Return the boxes that count something: those of a review under way, which the template does not have."""
    return tuple(box for box in boxes if box.number)


def _previous_studies(flow: Flow, settings: Settings) -> Box | None:
    """Return the box of the previous version, None in a review that updates none: counted, or as the authors say."""
    noted = (settings.previous_studies, settings.previous_reports)
    if settings.updated:
        counts = Counter(flow.by_previous)
        noted = (counts["studies_included"], counts["included"])
    names = (
        "Studies included in previous version of review",
        "Reports of studies included in previous version of review",
    )
    parts = tuple((name, n) for name, n in zip(names, noted, strict=True) if n is not None)
    return Box(label="Previous studies", parts=parts) if parts else None


def _steps(flow: Flow, own: Mapping[str, Sequence[Box]], previous: Box | None) -> Iterator[FlowStep]:
    def n(name: str) -> int:
        """Return a count of the flow without what only other methods found, and without the previous version."""
        parts = (flow.by_other_methods, flow.by_previous)
        return int(getattr(flow, name)) - sum(part.get(name, 0) for part in parts)

    is_screened = bool(flow.screened or flow.one_vote)
    duplicates, automation = n("duplicates_removed"), n("left_by_automation")
    removed = (
        ("Duplicate records removed", duplicates),
        ("Records marked as ineligible by automation tools", automation),
        # the authors' own boxes say the reason
        *(() if "identified" in own else (("Records removed for other reasons", 0),)),
    )
    yield FlowStep(
        name="identified",
        phase="Identification",
        box=Box(label="Records identified from", number=n("records"), parts=_databases(flow)),
        aside=(Box(label="Records removed before screening", number=duplicates + automation, parts=removed),),
    )
    waiting = _nonzero(
        Box(label="Pairs in doubt that a person should still judge", number=flow.pairs_to_judge),
        Box(label="Not screened yet", number=n("awaiting_screening") if is_screened else 0),
        Box(label="Screened by one of two", number=n("one_vote")),
        Box(label="Left unscreened when screening was stopped", number=n("left_unscreened") - automation),
    )
    if not is_screened or "sources" in own or waiting:
        box = Box(label="Works after duplicates were merged", number=n("sources") - automation)
        yield FlowStep(name="sources", phase="Identification", box=box, aside=waiting)
    if not is_screened:
        return
    yield FlowStep(
        name="screened",
        phase="Screening",
        box=Box(label="Records screened", number=n("screened")),
        aside=(
            Box(label="Records excluded", number=n("excluded")),
            *_nonzero(_unsettled(n("unsure"), n("disputed"))),
        ),
    )
    yield FlowStep(
        name="sought",
        phase="Screening",
        box=Box(label="Reports sought for retrieval", number=n("sought")),
        aside=(
            Box(label="Reports not retrieved", number=n("not_retrieved")),
            *_nonzero(
                Box(label="Full text not judged yet", number=n("awaiting_fulltext")),
                Box(label="Full text judged by one of two", number=n("one_vote_fulltext")),
            ),
        ),
    )
    others = (flow.reasons_other_methods, flow.reasons_previous)
    reasons = {
        why: all_ - sum(part.get(why, 0) for part in others) for why, all_ in flow.excluded_by_reason.items()
    }
    yield FlowStep(
        name="assessed",
        phase="Screening",
        box=Box(label="Reports assessed for eligibility", number=n("assessed")),
        aside=(_excluded(reasons), *_nonzero(_unsettled(n("unsure_fulltext"), n("disputed_fulltext")))),
    )
    yield from _included(flow, previous)


def _included(flow: Flow, previous: Box | None) -> Iterator[FlowStep]:
    """Yield the step of the studies included, in an updated review also that of all, with the previous ones joining."""
    studies = flow.studies_included - flow.by_previous.get("studies_included", 0)
    reports = flow.included - flow.by_previous.get("included", 0)
    yield FlowStep(
        name="included",
        phase="Included",
        box=Box(
            label="New studies included in review" if previous else "Studies included in review",
            number=studies,
            parts=((f"Reports of {'new ' * bool(previous)}included studies", reports),),
        ),
        joining=(previous,) if previous else (),
    )
    if not previous:
        return
    known = {name.partition(" ")[0]: n for name, n in previous.parts}
    box = Box(
        label="Total studies included in review",
        number=known["Studies"] + studies if "Studies" in known else None,
        parts=(("Reports of total included studies", known["Reports"] + reports),)
        if "Reports" in known
        else (),
    )
    yield FlowStep(name="total", phase="Included", box=box)


def _excluded(reasons: Mapping[str, int]) -> Box:
    return Box(label="Reports excluded", number=sum(reasons.values()), parts=_nonzero_parts(*reasons.items()))


def _unsettled(unsure: int, disputed: int) -> Box:
    parts = _nonzero_parts(("unsure", unsure), ("disputed", disputed))
    return Box(label="Not settled", number=unsure + disputed, parts=parts)


_UNRECORDED = "Files without a recorded search"


def _databases(flow: Flow) -> tuple[tuple[str, int], ...]:
    """Return the records from databases and from registers, then those of each by name where there are several."""
    by_kind: dict[str, Counter[str]] = {
        "Databases": Counter(),
        "Registers": Counter(),
        _UNRECORDED: Counter(),
    }
    for one in flow.identified:
        if not (one.method or one.previous):
            kind = _UNRECORDED if not one.database else "Registers" if one.register else "Databases"
            by_kind[kind][one.database or (_PRIVATE if one.file == "private" else one.file)] += one.records
    parts: list[tuple[str, int]] = []
    is_recorded = bool(by_kind["Databases"] or by_kind["Registers"])
    for kind, names in by_kind.items():
        if names.total() or (kind != _UNRECORDED and is_recorded):
            parts.append((kind, names.total()))
            parts += [
                (f"\u2013 {name}", number) for name, number in names.items() if number or kind != _UNRECORDED
            ]
    return tuple(parts)


_METHODS = {
    "website": "Websites",
    "organisation": "Organisations",
    "citation searching": "Citation searching",
    "hand search": "Hand searching",
    "contact": "Contact with experts",
    "other": "Other methods",
}


def _other_methods(flow: Flow) -> Iterator[FlowStep]:
    """Yield the steps of the column for what only other methods than databases and registers found."""
    methods: Counter[str] = Counter()
    for one in flow.identified:
        if one.method and not one.previous:
            methods["; ".join(_METHODS.get(name, name) for name in one.method.split("; "))] += one.records
    if not methods:
        return
    n = Counter(flow.by_other_methods)
    is_screened = bool(flow.screened or flow.one_vote)
    waiting = n["awaiting_screening"] + n["one_vote"] + n["left_unscreened"] + n["unsure"] + n["disputed"]
    yield FlowStep(
        name="identified",
        phase="Identification",
        box=Box(label="Records identified from", number=methods.total(), parts=tuple(methods.items())),
        aside=_nonzero(
            Box(label="Duplicate records removed", number=n["duplicates_removed"]),
            Box(label="Not screened yet, or not settled", number=waiting if is_screened else 0),
            Box(label="Records excluded", number=n["excluded"]),
        ),
    )
    if not is_screened:
        return
    open_texts = n["awaiting_fulltext"] + n["one_vote_fulltext"]
    yield FlowStep(
        name="sought",
        phase="Screening",
        box=Box(label="Reports sought for retrieval", number=n["sought"]),
        aside=(
            Box(label="Reports not retrieved", number=n["not_retrieved"]),
            *_nonzero(Box(label="Full text not judged yet", number=open_texts)),
        ),
    )
    unsettled = _unsettled(n["unsure_fulltext"], n["disputed_fulltext"])
    yield FlowStep(
        name="assessed",
        phase="Screening",
        box=Box(label="Reports assessed for eligibility", number=n["assessed"]),
        aside=(_excluded(flow.reasons_other_methods), *_nonzero(unsettled)),
    )


def _other_streams(flow: Flow) -> Iterator[Box]:
    names = {"interview": "Interviews", "records": "Public records", "other": "Other sources"}
    for name, label in names.items():
        if number := flow.beside.get(name, 0):
            documents, others = flow.documents, flow.other_records
            kinds = (("requests", number - documents - others), ("documents", documents), ("others", others))
            parts = _nonzero_parts(*kinds) if name == "records" and (documents or others) else ()
            yield Box(label=label, number=number, parts=parts)


def fill_checklists(review: Review, methods: Methods) -> tuple[tuple[str, tuple[ChecklistItem, ...]], ...]:
    """Fill the items of each checklist from the review; return the title and items of each."""

    def item(row: Mapping[str, str]) -> ChecklistItem:
        table, _, name = row["setting"].partition(" ")
        answer = _ANSWERS[row["from"]](review, methods) if "from" in row else ""
        if table == "[reporting]" and "from" not in row:
            answer = review.settings.reporting.get(name, "")
        return ChecklistItem(item=row["item"], asks=row["asks"], answer=answer, setting=row["setting"])

    return tuple((str(list_["title"]), tuple(map(item, list_["items"]))) for list_ in _checklists().values())


@cache
def _checklists() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("checklists.toml").read_text(encoding="utf-8"))


def _search_detail(field: str) -> Callable[[Review, Methods], str]:
    """Return the answer on one field of [[search]]: how many searches have it, and its values; `""` if no search has it."""

    def answer(review: Review, _: Methods) -> str:
        searches = review.settings.searches
        noted = [
            f"{one.database}: {getattr(one, field)}"
            for one in searches
            if getattr(one, field) not in ("", None)
        ]
        if not noted:
            return ""
        count = f"{len(noted)} of {plural(len(searches), 'search', 'searches')}"
        return count if field == "strategy" else f"{count}: {'; '.join(noted)}"

    return answer


def _methods_step(about: str) -> Callable[[Review, Methods], str]:
    return lambda _, methods: methods.text_of(about)


def _flow(review: Review, _: Methods) -> str:
    flow = review.flow
    return (
        f"{plural(flow.records, 'record')} of the literature, {plural(flow.sources, 'work')}, {flow.screened} screened, {flow.included} included"
        if flow.screened or flow.one_vote
        else f"{plural(flow.records, 'record')} of the literature, {plural(flow.sources, 'work')}, none screened yet"
    )


def _searches_by(review: Review, *methods: str, register: bool = False) -> str:
    """Return the names of the searches by these methods, or of registers, each with its platform; `""` without such a search."""
    searches = (s for s in review.settings.searches if s.method in methods and s.register == register)
    return "; ".join(dict.fromkeys(" on ".join(filter(None, (s.database, s.platform))) for s in searches))


def _by(*methods: str, register: bool = False) -> Callable[[Review, Methods], str]:
    return lambda review, _: _searches_by(review, *methods, register=register)


def _fields(review: Review, _: Methods) -> str:
    used = {note.field for note in review.evidence}
    return ", ".join(field.label for field in review.codebook.evidence if field.id in used)


def _counted(words: str, noun: str, count: Callable[[Review], int]) -> Callable[[Review, Methods], str]:
    """Return the answer that says a number with its noun, "" for none."""
    return lambda review, _: words.format(plural(n, noun)) if (n := count(review)) else ""


def _instruments(review: Review, _: Methods) -> str:
    instruments = sorted(
        {note.value for note in review.evidence if note.field == "instrument" and not note.disputed}
    )
    return f"by instrument: {', '.join(instruments)}" if instruments else ""


def _findings(review: Review, _: Methods) -> str:
    findings = review.findings
    return (
        f"{plural(len(findings.found), 'finding')}, {plural(len(findings.recommendations), 'recommendation')}"
        if findings.found
        else ""
    )


def _appraised(review: Review, _: Methods) -> str:
    """Return how many of the works that count as evidence are appraised, without those on whose appraisal people differ."""
    keys = review.standing.chosen().intersection(review.standing.keys())
    notes = [note for note in review.evidence if note.field == "appraisal" and note.source in keys]
    disputed = {note.source for note in notes if note.disputed}
    settled = {note.source for note in notes} - disputed
    more = f", {len(disputed)} disputed" * bool(disputed)
    return f"{len(settled)} of {plural(len(keys), 'work')} appraised{more}" if notes else ""


def _certainty(review: Review, _: Methods) -> str:
    """Return how many findings were assessed by a method: a strength in the authors' own words follows none."""
    found = review.findings.found
    rated = sum(bool(one.cerqual) for one in found)
    return f"{rated} of {plural(len(found), 'finding')} by GRADE-CERQual" if rated else ""


def _strengths(review: Review, _: Methods) -> str:
    n = sum(bool(one.strength) for one in review.findings.found)
    return f"{plural(n, 'finding')} with a strength in the authors' own words" if n else ""


def _eligibility(review: Review, _: Methods) -> str:
    parts = {"criteria": review.settings.criteria, "reasons": review.settings.reasons}
    missing = [f"{name}: not recorded" for name, noted in parts.items() if not noted]
    words = [*parts["criteria"], *(f"excluded if {reason}" for reason in parts["reasons"])]
    return "; ".join((*words, *missing)) if words else ""


def _registration(review: Review, _: Methods) -> str:
    noted = review.settings.reporting
    changes = len(review.settings.amendments)
    parts = [f"{name}: {noted.get(name) or 'not recorded'}" for name in ("registration", "protocol")]
    if not changes and noted.keys().isdisjoint(("registration", "protocol")):
        return ""
    return "; ".join([*parts, *[plural(changes, "amendment")] * bool(changes)])


def _join_answers(*answers: Callable[[Review, Methods], str]) -> Callable[[Review, Methods], str]:
    return lambda review, methods: "; ".join(filter(None, (one(review, methods) for one in answers)))


_ANSWERS: Mapping[str, Callable[[Review, Methods], str]] = {
    "title": lambda review, _: review.settings.title,
    "question": lambda review, _: review.settings.question,
    "eligibility": _eligibility,
    "search": lambda review, methods: methods.text_of("search") if review.settings.searches else "",
    "strategies": _search_detail("strategy"),
    "limits": _search_detail("limits"),
    "dates": _search_detail("date"),
    "databases": _by(""),
    "screening": lambda review, methods: methods.text_of("screening") if review.standing.screened else "",
    "coding": _methods_step("coding"),
    "fields": _fields,
    "appraisal": _instruments,
    "appraised": _appraised,
    "synthesis": lambda review, methods: methods.text_of("synthesis") if review.findings.found else "",
    "certainty": _certainty,
    "ratings": _join_answers(_certainty, _strengths),
    "flow": _flow,
    "included": lambda review, _: (
        f"{plural(len(review.standing.keys('included')), 'source')} in library.bib and sources.csv"
        if review.standing.screened
        else ""
    ),
    "stances": _counted(
        "results of {}, as judged by people", "source", lambda review: review.ledger["sources with a stance"]
    ),
    "findings": _findings,
    "registration": _registration,
    "registers": _by("", register=True),
    "citations": _by("citation searching"),
    "websites": _by("website", "organisation"),
    "contacts": _by("contact"),
    "other-ways": _join_answers(
        _by("hand search", "other"),
        _counted("{} sent", "public records request", lambda review: review.ledger["requests sent"]),
    ),
    **{name: _search_detail(name) for name in ("filters", "reused", "updates", "peer_review")},
    "records": lambda review, _: "; ".join(f"{one.file}: {one.records}" for one in review.flow.identified),
    "deduplication": _methods_step("deduplication"),
}

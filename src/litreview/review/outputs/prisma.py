"""What PRISMA asks of a review: the flow diagram, every number from its flow, and the checklists of PRISMA 2020 and PRISMA-S; the rest is "not recorded"."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from litreview.core.containers import grouped
from litreview.core.results import Box, ChecklistItem, Flow, FlowDiagram, FlowStep, Methods
from litreview.core.wording import plural
from litreview.review.outputs.methods import PEOPLE, count_merges
from litreview.review.session import Review

_PRIVATE = "private files"


def describe_flow(review: Review) -> FlowDiagram:
    """Return the boxes of the flow diagram."""
    flow = review.flow
    own = grouped(
        (one.after, Box(label=one.label, number=one.number, own=True)) for one in review.settings.boxes
    )
    steps = list(_steps(review, flow))
    held = {step.name for step in steps}
    # a step that is not there yet leaves its boxes to the last that is
    late = [box for name, boxes in own.items() if name not in held for box in boxes]
    found = []
    for number, step in enumerate(steps):
        boxes = [*own.get(step.name, ()), *(late if number == len(steps) - 1 else ())]
        found.append(
            FlowStep(
                name=step.name,
                phase=step.phase,
                box=step.box,
                aside=(*(box for box in step.aside if box.parts or box.number), *boxes),
                joining=step.joining,
            )
        )
    return FlowDiagram(steps=tuple(found), beside=tuple(_beside(flow)), standing=flow.standing)


def _parts(*parts: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, number in parts if number)


def _steps(review: Review, flow: Flow) -> Iterator[FlowStep]:
    people = count_merges(review).get(PEOPLE, 0)
    removed = Box(
        label="Duplicate records joined to another",
        number=flow.duplicates_removed,
        parts=_parts(("by rules", flow.duplicates_removed - people), ("by people", people)),
    )
    yield from _identification(flow, removed)
    yield FlowStep(
        name="sources",
        phase="Identification",
        box=Box(label="Works, duplicates joined", number=flow.sources),
        aside=tuple(
            Box(label=label, number=number)
            for label, number in (
                ("Pairs in doubt that a person should still judge", flow.pairs_to_judge),
                ("Not screened yet", flow.awaiting_screening if flow.screened else 0),
                (
                    "Marked as ineligible by automation tools: ranked last, and not screened when screening was stopped",
                    flow.left_by_automation,
                ),
                (
                    "Left unscreened when screening was stopped",
                    flow.left_unscreened - flow.left_by_automation,
                ),
            )
        ),
    )
    if flow.screened:
        yield from _screening(flow)


def _screening(flow: Flow) -> Iterator[FlowStep]:
    yield FlowStep(
        name="screened",
        phase="Screening",
        box=Box(label="Screened by title and abstract", number=flow.screened),
        aside=(
            Box(label="Excluded", number=flow.excluded),
            *_open(flow.unsure, flow.disputed, flow.one_vote),
        ),
    )
    yield FlowStep(
        name="sought",
        phase="Screening",
        box=Box(label="Reports sought for retrieval", number=flow.sought),
        aside=(
            Box(label="Not retrieved", number=flow.not_retrieved),
            Box(label="Full text not judged yet", number=flow.awaiting_fulltext),
        ),
    )
    yield FlowStep(
        name="assessed",
        phase="Screening",
        box=Box(label="Reports assessed in full text", number=flow.assessed),
        aside=(
            Box(
                label="Reports excluded",
                number=sum(flow.excluded_by_reason.values()),
                parts=tuple(flow.excluded_by_reason.items()),
            ),
            *_open(flow.unsure_fulltext, flow.disputed_fulltext, flow.one_vote_fulltext),
        ),
    )
    yield FlowStep(
        name="included",
        phase="Included",
        box=Box(
            label="Studies included",
            number=flow.studies_included,
            parts=(("reports of included studies", flow.included),),
        ),
    )


def _open(unsure: int, disputed: int, one_vote: int) -> tuple[Box, ...]:
    parts = _parts(("judged by one of two", one_vote), ("unsure", unsure), ("disputed", disputed))
    return (Box(label="Not settled", number=unsure + disputed + one_vote, parts=parts),)


_ORIGINS = (
    "Records from databases",
    "Records identified from other methods",
    "Records without a recorded search",
)


def _identification(flow: Flow, removed: Box) -> Iterator[FlowStep]:
    """Yield where the records came from, and all of them: those of databases, with others joining, where there are several origins."""
    counts = zip(_ORIGINS, _identified(flow), strict=True)
    boxes = [
        Box(label=label, number=found.total(), parts=tuple(found.items())) for label, found in counts if found
    ]
    parts = boxes[0].parts if len(boxes) == 1 else ()
    if len(boxes) > 1:
        yield FlowStep(name="databases", phase="Identification", box=boxes[0], joining=tuple(boxes[1:]))
    box = Box(label="Records identified", number=flow.records, parts=parts)
    yield FlowStep(name="identified", phase="Identification", box=box, aside=(removed,))


def _identified(flow: Flow) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how many records came from each database, by each other method, and from each file of which no search is noted."""
    databases: Counter[str] = Counter()
    methods: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in flow.identified:
        if one.method:
            methods[one.method] += one.records
        elif one.database:
            databases[one.database] += one.records
        elif one.records:
            others[_PRIVATE if one.file == "private" else one.file] += one.records
    return databases, methods, others


def _beside(flow: Flow) -> Iterator[Box]:
    names = {"interview": "Interviews", "records": "Public records", "other": "Other sources"}
    for name, label in names.items():
        if number := flow.beside.get(name, 0):
            kinds = (("requests", number - flow.documents), ("documents", flow.documents))
            parts = _parts(*kinds) if name == "records" and flow.documents else ()
            yield Box(label=label, number=number, parts=parts)


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
    return lambda _, methods: methods.text_of(about)


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


def _beside_excluded(stream: str, one: str, many: str) -> Callable[[Review, Methods], str]:
    def answer(review: Review, _: Methods) -> str:
        n = review.standing.other_streams.get(stream, 0)
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
    "screening": lambda review, methods: methods.text_of("screening") if review.standing.screened else "",
    "coding": _step("coding"),
    "fields": _fields,
    "appraisal": _instruments,
    "appraised": _appraised,
    "synthesis": lambda review, methods: methods.text_of("synthesis") if review.findings.found else "",
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
    "contacts": _both(_by("contact"), _beside_excluded("interview", "interview", "interviews")),
    "other-ways": _both(
        _by("hand search", "other"),
        _beside_excluded("records", "answer or document of an agency", "answers and documents of agencies"),
    ),
    "records": lambda review, _: "; ".join(f"{one.file}: {one.records}" for one in review.flow.identified),
    "deduplication": _step("deduplication"),
}

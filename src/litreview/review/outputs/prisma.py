"""PRISMA reporting: the flow diagram with the numbers of the flow, and the checklists of PRISMA 2020 and PRISMA-S."""

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
    """Build the flow diagram, with the boxes that the review's settings add."""
    flow = review.flow
    own = grouped(
        (one.after, Box(label=one.label, number=one.number, own=True)) for one in review.settings.boxes
    )
    steps = list(_steps(review, flow))
    reached = {step.name for step in steps}
    # boxes of a step that the review has not reached go to the last step that it has
    unplaced = [box for name, boxes in own.items() if name not in reached for box in boxes]
    diagram = []
    for number, step in enumerate(steps):
        boxes = [*own.get(step.name, ()), *(unplaced if number == len(steps) - 1 else ())]
        diagram.append(
            FlowStep(
                name=step.name,
                phase=step.phase,
                box=step.box,
                aside=(*(box for box in step.aside if box.parts or box.number), *boxes),
                joining=step.joining,
            )
        )
    return FlowDiagram(steps=tuple(diagram), beside=tuple(_other_streams(flow)), standing=flow.standing)


def _nonzero_parts(*parts: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, number in parts if number)


def _steps(review: Review, flow: Flow) -> Iterator[FlowStep]:
    people = count_merges(review).get(PEOPLE, 0)
    is_screened = bool(flow.screened or flow.one_vote)
    removed = Box(
        label="Duplicate records joined to another",
        number=flow.duplicates_removed,
        parts=_nonzero_parts(("by rules", flow.duplicates_removed - people), ("by people", people)),
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
                ("Not screened yet", flow.awaiting_screening if is_screened else 0),
                ("Screened by one of two", flow.one_vote),
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
    if is_screened:
        yield from _screening(flow)


def _screening(flow: Flow) -> Iterator[FlowStep]:
    yield FlowStep(
        name="screened",
        phase="Screening",
        box=Box(label="Screened by title and abstract", number=flow.screened),
        aside=(
            Box(label="Excluded", number=flow.excluded),
            *_unsettled(flow.unsure, flow.disputed),
        ),
    )
    yield FlowStep(
        name="sought",
        phase="Screening",
        box=Box(label="Reports sought for retrieval", number=flow.sought),
        aside=(
            Box(label="Not retrieved", number=flow.not_retrieved),
            Box(label="Full text not judged yet", number=flow.awaiting_fulltext),
            Box(label="Full text judged by one of two", number=flow.one_vote_fulltext),
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
            *_unsettled(flow.unsure_fulltext, flow.disputed_fulltext),
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


def _unsettled(unsure: int, disputed: int) -> tuple[Box, ...]:
    parts = _nonzero_parts(("unsure", unsure), ("disputed", disputed))
    return (Box(label="Not settled", number=unsure + disputed, parts=parts),)


_ORIGINS = (
    "Records from databases",
    "Records identified from other methods",
    "Records without a recorded search",
)


def _identification(flow: Flow, removed: Box) -> Iterator[FlowStep]:
    """Yield the steps of identification: with several origins, databases first and the others joining, then all records."""
    counts = zip(_ORIGINS, _records_by_origin(flow), strict=True)
    boxes = [Box(label=label, number=n.total(), parts=tuple(n.items())) for label, n in counts if n]
    parts = boxes[0].parts if len(boxes) == 1 else ()
    if len(boxes) > 1:
        yield FlowStep(name="databases", phase="Identification", box=boxes[0], joining=tuple(boxes[1:]))
    box = Box(label="Records identified", number=flow.records, parts=parts)
    yield FlowStep(name="identified", phase="Identification", box=box, aside=(removed,))


def _records_by_origin(flow: Flow) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count the records by database, by other method, and by file without a recorded search."""
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
        else f"{plural(flow.records, 'record')} of the literature, {plural(flow.sources, 'work')}, not screened"
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


def _appraised_count(review: Review, _: Methods) -> str:
    works = {note.source for note in review.evidence if note.field == "appraisal"}
    return f"{plural(len(works), 'source')} appraised" if works else ""


def _instruments(review: Review, _: Methods) -> str:
    instruments = sorted(
        {note.value for note in review.evidence if note.field == "instrument" and not note.disputed}
    )
    return f"by instrument: {', '.join(instruments)}" if instruments else ""


def _stances(review: Review, _: Methods) -> str:
    works = review.ledger["sources with a stance"]
    return f"what {plural(works, 'source')} found, as people judged" if works else ""


def _findings(review: Review, _: Methods) -> str:
    findings = review.findings
    return (
        f"{plural(len(findings.found), 'finding')}, {plural(len(findings.recommendations), 'recommendation')}"
        if findings.found
        else ""
    )


def _certainty(review: Review, _: Methods) -> str:
    rated = [f for f in review.findings.found if f.cerqual or f.strength]
    return f"{len(rated)} of {plural(len(review.findings.found), 'finding')}" if rated else ""


def _requests(review: Review, _: Methods) -> str:
    sent = review.ledger["requests sent"]
    return f"{plural(sent, 'public records request')} sent" if sent else ""


def _registration(review: Review, _: Methods) -> str:
    noted = review.settings.reporting
    return "; ".join(f"{name}: {noted[name]}" for name in ("registration", "protocol") if name in noted)


def _join_answers(*answers: Callable[[Review, Methods], str]) -> Callable[[Review, Methods], str]:
    return lambda review, methods: "; ".join(filter(None, (one(review, methods) for one in answers)))


_ANSWERS: Mapping[str, Callable[[Review, Methods], str]] = {
    "title": lambda review, _: review.settings.title,
    "question": lambda review, _: review.settings.question,
    "reasons": lambda review, _: "; ".join(f"out if {reason}" for reason in review.settings.reasons),
    "search": lambda review, methods: methods.text_of("search") if review.settings.searches else "",
    "strategies": _search_detail("strategy"),
    "limits": _search_detail("limits"),
    "dates": _search_detail("date"),
    "databases": _by(""),
    "screening": lambda review, methods: methods.text_of("screening") if review.standing.screened else "",
    "coding": _methods_step("coding"),
    "fields": _fields,
    "appraisal": _instruments,
    "appraised": _appraised_count,
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
    "registration": _registration,
    "registers": _by("", register=True),
    "citations": _by("citation searching"),
    "websites": _by("website", "organisation"),
    "contacts": _by("contact"),
    "other-ways": _join_answers(_by("hand search", "other"), _requests),
    **{name: _search_detail(name) for name in ("filters", "reused", "updates", "peer_review")},
    "records": lambda review, _: "; ".join(f"{one.file}: {one.records}" for one in review.flow.identified),
    "deduplication": _methods_step("deduplication"),
}

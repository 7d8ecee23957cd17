"""The flow diagram of a review: every number from its flow, duplicates by what joined them, and the authors' own boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from litreview.results import Box, Flow, FlowDiagram, Step
from litreview.review.methods import PEOPLE, count_merges
from litreview.review.session import Review

_PRIVATE = "private files"


def describe_flow(review: Review) -> FlowDiagram:
    """Return the boxes of the flow diagram."""
    flow = review.flow
    own: dict[str, list[Box]] = {}
    for one in review.settings.boxes:
        own.setdefault(one.after, []).append(Box(label=one.label, number=one.number, own=True))
    steps = list(_steps(review, flow))
    held = {step.name for step in steps}
    # a step that is not there yet leaves its boxes to the last that is
    late = [box for name, boxes in own.items() if name not in held for box in boxes]
    found = []
    for number, step in enumerate(steps):
        boxes = [*own.get(step.name, ()), *(late if number == len(steps) - 1 else ())]
        found.append(
            Step(
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


def _steps(review: Review, flow: Flow) -> Iterator[Step]:
    people = count_merges(review).get(PEOPLE, 0)
    removed = Box(
        label="Duplicate records joined to another",
        number=flow.duplicates_removed,
        parts=_parts(("by rules", flow.duplicates_removed - people), ("by people", people)),
    )
    yield from _identification(flow, removed)
    yield Step(
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


def _screening(flow: Flow) -> Iterator[Step]:
    yield Step(
        name="screened",
        phase="Screening",
        box=Box(label="Screened by title and abstract", number=flow.screened),
        aside=(
            Box(label="Excluded", number=flow.excluded),
            *_open(flow.unsure, flow.disputed, flow.one_vote),
        ),
    )
    yield Step(
        name="sought",
        phase="Screening",
        box=Box(label="Reports sought for retrieval", number=flow.sought),
        aside=(
            Box(label="Not retrieved", number=flow.not_retrieved),
            Box(label="Full text not judged yet", number=flow.awaiting_fulltext),
        ),
    )
    yield Step(
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
    yield Step(
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


def _identification(flow: Flow, removed: Box) -> Iterator[Step]:
    """Yield where the records came from, and all of them: those of databases, with others joining, where there are several origins."""
    counts = zip(_ORIGINS, _identified(flow), strict=True)
    boxes = [
        Box(label=label, number=found.total(), parts=tuple(found.items())) for label, found in counts if found
    ]
    parts = boxes[0].parts if len(boxes) == 1 else ()
    if len(boxes) > 1:
        yield Step(name="databases", phase="Identification", box=boxes[0], joining=tuple(boxes[1:]))
    box = Box(label="Records identified", number=flow.records, parts=parts)
    yield Step(name="identified", phase="Identification", box=box, aside=(removed,))


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

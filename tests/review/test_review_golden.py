"""What every stage returns, what is written and what is asked, in the invented demonstration and for its sources."""

import hashlib
from functools import cache
from pathlib import Path

import pytest
from golden import line, page

import litreview as lr
from litreview.review.outputs import methods, prisma, summary
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.questions import Session, every_topic
from litreview.review.stage_values import StageValues
from litreview.review.work_cards import work_card

DEMONSTRATION = Path(__file__).parents[2] / "examples/demonstration"
TEXTS = (".csv", ".json", ".svg", ".graphml", ".html", ".bib", ".ris", ".md")


@cache
def review():
    return lr.open_review(DEMONSTRATION)


# what pandoc writes is compared with documents that it writes as a whole
STAGES = sorted(name for name in vars(StageValues) if not name.startswith("_") and name != "written_entries")


@pytest.mark.parametrize("name", STAGES)
def test_stage(name, golden):
    value = getattr(review(), name)
    if isinstance(value, str):
        rows = [(one,) for one in value.split("\n")]
    elif hasattr(value, "nodes"):
        rows = [*sorted(value.nodes(data=True), key=str), *sorted(value.edges(data=True), key=str)]
    elif hasattr(value, "items"):
        rows = [(key, each) for key, each in value.items()]
    elif isinstance(value, tuple):
        rows = [(each,) for each in value]
    elif hasattr(value, "__slots__"):
        rows = [(field, getattr(value, field)) for field in value.__slots__ if not field.startswith("_")]
    else:
        rows = [(sorted(value) if isinstance(value, frozenset) else type(value).__name__,)]
    assert golden == page(line(*_ordered(row)) for row in rows)


def _ordered(row):
    return [sorted(value, key=str) if isinstance(value, set | frozenset) else value for value in row]


@pytest.mark.parametrize(
    "output",
    [
        one
        for one in OUTPUTS.values()
        if one.make and one.path.endswith(TEXTS) and "written_entries" not in one.needs
    ],
    ids=lambda one: one.path.replace("/", " "),
)
def test_output(output, golden):
    lines = output.make(review()).decode().split("\n")
    # as many lines as a person reads, and a digest of each part of the rest
    rest = ["\n".join(lines[at : at + 20]) for at in range(40, len(lines), 20)]
    assert golden == page(
        [*(line(one) for one in lines[:40]), *(hashlib.sha256(one.encode()).hexdigest()[:16] for one in rest)]
    )


def test_methods(golden):
    told = methods.describe_methods(review())
    lists = prisma.fill_checklists(review(), told)
    rows = [
        *((name, item) for name, items in lists for item in items), ("merges", sorted(methods.count_merges(review()).items())),
        ("checked", methods.count_checked(review())), *summary.summary_rows(review()),
    ]  # fmt: skip
    boxes = prisma.describe_flow(review())
    sentences = [
        sentence
        for field in told.__slots__
        for sentence in (
            getattr(told, field) if isinstance(getattr(told, field), tuple) else [getattr(told, field)]
        )
    ]
    assert golden == page(
        [
            *(line(*row) for row in rows),
            *(line(one) for one in sentences),
            *(line(field, getattr(boxes, field)) for field in boxes.__slots__),
        ]
    )


def test_cards(golden):
    cards = [
        work_card(review(), source.key, by=by)
        for source in review().sources[::3]
        for by in ("", "demo-coder-a")
    ]
    assert golden == page(
        line(card.key if hasattr(card, "key") else "", field, getattr(card, field))
        for card in cards
        for field in card.__slots__
    )


@pytest.mark.parametrize("by", ["demo-coder-a", "demo-adjudicator", "somebody"])
@pytest.mark.parametrize("name", sorted(every_topic()))
def test_questions(name, by, golden):
    topic, session = every_topic()[name], Session(review(), by)
    closed = topic.closed(review(), by)
    rows = [
        ("closed", closed),
        ("nothing", topic.nothing(session)),
        ("opening", topic.opening(session)),
        ("note", topic.note(session)),
        *(("intro", one) for one in topic.intro(session)),
    ]
    if not closed:
        found = topic.ordered(session, topic.find(session))
        for question in found[:25]:
            shown = question.show()
            rows.append((question.key, question.group))
            rows += [(field, getattr(shown, field)) for field in shown.__slots__]
            rows += [("rests", topic.rests(session, question))]
        rows += [("turn", one) for one in topic.turns(session)]
    assert golden == page(line(*row) for row in rows)


@pytest.mark.parametrize("filters", [["type=ngo-report"], ["year=2010-2020"], ["stream=literature"], []])
def test_assess(filters, golden):
    found = summary.assess(review(), filters)
    assert golden == page(line(field, getattr(found, field)) for field in found.__slots__)

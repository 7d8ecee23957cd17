"""A review that is gone on with is the review that would be opened anew, whatever was decided meanwhile."""

import pytest

from litreview.review import open_review
from litreview.review.continuing import changed, read_decided, state_of
from litreview.review.deciding import Desk

KEYS = ("DemoAsh2014Raids", "DemoBirch2016Door")
DRAFTS = (
    ("tag", KEYS[0], "protect"),
    ("include", KEYS[0], "abstract"),
    ("set", KEYS[0], "year=1999"),
    ("related", KEYS[0], f"version {KEYS[1]}"),
    ("same", *KEYS),
)


def told(review):
    return (
        [(s.key, s.year, [r.id for r in s.records]) for s in review.sources],
        [(d.by, d.verb, d.key, d.value) for d in review.decisions],
        sorted(review.tags, key=lambda tag: (tag.source, tag.code, tag.by if hasattr(tag, "by") else "")),
        dict(review.standing.status),
        dict(review.index),
        dict(review.record_names),
    )


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft[0])
def test_going_on_is_opening_anew(demonstration, draft):
    review = open_review(demonstration)
    told(review)  # every stage is made before
    before = state_of(demonstration, review.inputs.reveal())
    desk = Desk(review, "zoe")
    lines = [desk.draft(*draft)]
    desk.write(lines)
    assert (str(demonstration / "decisions/zoe.tsv"),) == changed(
        before, state_of(demonstration, review.inputs.reveal())
    )
    gone_on = read_decided(review)
    assert told(open_review(demonstration)) == told(gone_on)
    desk.take_back(lines)
    back = read_decided(gone_on)
    assert told(open_review(demonstration)) == told(back)
    assert told(review)[0] == told(back)[0]


def test_what_no_decision_changes_is_not_made_again(demonstration):
    review = open_review(demonstration)
    told(review)
    desk = Desk(review, "zoe")
    desk.write([desk.draft(*DRAFTS[0])])
    gone_on = read_decided(review)
    assert review.deduplication is gone_on.deduplication
    desk.write([desk.draft(*DRAFTS[2])])
    assert review.received is read_decided(review).received
    assert review.deduplication is not read_decided(review).deduplication


def test_what_a_run_writes_is_no_news(demonstration):
    before = state_of(demonstration)
    for name in ("out/report.html", ".git/index", "private/out/a.bib"):
        path = demonstration / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made")
    assert () == changed(before, state_of(demonstration))
    (demonstration / "notes/DemoAsh2014Raids.md").write_text("A note.")
    assert 1 == len(changed(before, state_of(demonstration)))

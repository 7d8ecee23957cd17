"""A review that is gone on with is the review that would be opened anew, whatever was decided meanwhile."""

import pytest

from litreview.review import open_review
from litreview.review.decide import DecisionWriter
from litreview.review.folder import changed_files, file_states, reread_decisions

KEYS = ("DemoAsh2014Raids", "DemoBirch2016Door")
DRAFTS = (
    ("tag", KEYS[0], "protect"),
    ("include", KEYS[0], "abstract"),
    ("set", KEYS[0], "year=1999"),
    ("related", KEYS[0], f"version {KEYS[1]}"),
    ("same", *KEYS),
    ("same", KEYS[0], "ref:Ash, B. (2014). Raids and what came after. Made-up Press."),
    ("not-tag", KEYS[0], "protect"),
    ("stance", KEYS[0], "protect=mixed"),
)


def told(review):
    return (
        [(s.key, s.year, [r.id for r in s.records]) for s in review.sources],
        [(d.by, d.verb, d.key, d.value) for d in review.decisions],
        sorted(review.tags, key=lambda tag: (tag.source, tag.code, tag.by if hasattr(tag, "by") else "")),
        dict(review.standing.status),
        dict(review.index),
        dict(review.record_names),
        (review.links.citations, review.links.queue, review.links.not_held),
        (review.deduplication.clusters, review.deduplication.queue, review.deduplication.related),
        review.problems,
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft[0])
def test_going_on_is_opening_anew(demonstration, draft):
    review = open_review(demonstration)
    told(review)  # every stage is made before
    before = file_states(demonstration, review.inputs.reveal())
    desk = DecisionWriter(review, "zoe")
    lines = [desk.draft(*draft)]
    desk.write(lines)
    assert (str(demonstration / "decisions/zoe.tsv"),) == changed_files(
        before, file_states(demonstration, review.inputs.reveal())
    )
    gone_on = reread_decisions(review)
    assert told(open_review(demonstration)) == told(gone_on)
    desk.take_back(lines)
    back = reread_decisions(gone_on)
    assert told(open_review(demonstration)) == told(back)
    assert told(review)[0] == told(back)[0]


def test_what_no_decision_changes_is_not_made_again(demonstration):
    review = open_review(demonstration)
    told(review)
    desk = DecisionWriter(review, "zoe")
    desk.write([desk.draft(*DRAFTS[0])])
    gone_on = reread_decisions(review)
    assert review.deduplication is gone_on.deduplication
    desk.write([desk.draft(*DRAFTS[2])])
    assert review.received is reread_decisions(review).received
    assert review.deduplication is not reread_decisions(review).deduplication


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        (("include", KEYS[0], "abstract"), {"received", "tags", "links", "suggested"}),
        (("tag", KEYS[0], "protect"), {"received", "standing", "links", "suggested"}),
        (("same", KEYS[0], "ref:A made-up reference"), {"received", "standing", "tags", "suggested"}),
        (("set", KEYS[0], "year=1999"), {"received", "standing"}),
        (("same", *KEYS), set()),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_each_stage_is_made_again_only_for_what_it_rests_on(demonstration, draft, kept):
    review = open_review(demonstration)
    told(review), review.suggested
    desk = DecisionWriter(review, "zoe")
    lines = [desk.draft(*draft)]
    desk.write(lines)
    for other in (gone_on := reread_decisions(review), reread_decisions(gone_on)):
        stages = ("received", "standing", "tags", "links", "suggested")
        assert kept <= {name for name in stages if getattr(other, name) is getattr(review, name)}
    if not kept:
        merged = {source.key for source in gone_on.sources if len(source.records) > 1}
        before = {source.key: source for source in review.sources}
        alone = [source for source in gone_on.received.sources if source.key not in merged]
        assert alone
        assert all(source is before[source.key] for source in alone)
    desk.take_back(lines)
    back = reread_decisions(gone_on)
    assert told(back) == told(review)


def test_what_a_run_writes_is_no_news(demonstration):
    before = file_states(demonstration)
    for name in ("out/report.html", ".git/index", "private/out/a.bib"):
        path = demonstration / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made")
    assert () == changed_files(before, file_states(demonstration))
    (demonstration / "notes/DemoAsh2014Raids.md").write_text("A note.")
    assert 1 == len(changed_files(before, file_states(demonstration)))


@pytest.mark.parametrize("again", [False, True], ids=["opened", "read again"])
def test_what_is_written_while_it_is_read_is_read_at_the_next_look(demonstration, monkeypatch, again):
    from litreview.web import session as room

    def slowly(read):
        def read_and_be_late(*given, **named):
            found = read(*given, **named)
            DecisionWriter(open_review(demonstration), "zoe").write([late])
            monkeypatch.undo()
            return found

        return read_and_be_late

    late = DecisionWriter(open_review(demonstration), "zoe").draft("include", KEYS[0], "abstract")
    window = room.WindowSession(demonstration, "ann") if again else None
    name = "reread_decisions" if again else "open_folder"
    monkeypatch.setattr(room, name, slowly(getattr(room, name)))
    if window:
        window.look_again()
    else:
        window = room.WindowSession(demonstration, "ann")
    assert "zoe" not in {d.by for d in window.review.decided}
    window.look()
    assert "zoe" in {d.by for d in window.review.decided}


def test_a_file_of_decisions_that_cannot_be_read_is_said_and_the_window_goes_on(browser):
    path = browser.folder / "decisions/ann.tsv"
    path.mkdir(parents=True)
    action = browser.get("desk/duplicates").url.path.removeprefix(browser.home)
    refused = browser.post(action, {"answer": "n"})
    assert refused.status_code in (400, 409)
    page = browser.get(action).text
    asked = page.split('name="asked" value="')[1].split('"')[0]
    refused = browser.post(action, {"answer": "n", "asked": asked})
    assert 409 == refused.status_code
    assert "Nothing on this page was saved" in refused.text
    path.rmdir()
    assert 200 == browser.post(action, {"answer": "n", "asked": asked}).status_code
    assert 1 == len(browser.lines())

"""The headline as a query, held to a count by hand of the demonstration's decisions, and to the law that nothing is in two cells."""

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core.model import Decision
from litreview.core.results import APART, FOUND, Assessment, Cell
from litreview.formats import read_text
from litreview.review import Review, assess, open_folder

DEMONSTRATION = Path(__file__).parents[2] / "examples/demonstration"
# counted by hand from decisions/*.tsv: two coders agree or the adjudicator's line stands; Ash 2013 and 2014 tell of one study
BY_HAND = {
    ("protect", "contradicts"): (5, {"DemoAsh2014Raids", "DemoAsh2013Report", "DemoBirch2016Door", "DemoElm2018Unseen", "DemoHazel2017Outreach", "DemoMaple2021Read"}),
    ("protect", "mixed"): (2, {"DemoFir2019Share", "DemoJuniper2020Court"}),
    ("protect", "describes"): (1, {"DemoRowan2018Price"}),
    ("protect", "claim"): (1, {"DemoAgency2022Operation"}),
    ("prosecute", "supports"): (1, {"DemoFir2019Share"}),
    ("prosecute", "contradicts"): (1, {"DemoCedar2015Charges"}),
    ("prosecute", "mixed"): (1, {"DemoAsh2014Raids", "DemoAsh2013Report"}),
    ("prosecute", "describes"): (2, {"DemoRowan2018Price", "DemoJuniper2020Court"}),
    ("prosecute", "claim"): (1, {"DemoAgency2022Operation"}),
    ("prevent", "describes"): (1, {"DemoHazel2017Outreach"}),
    ("prevent", "unclear"): (1, {"DemoLarch2013Stings"}),
    ("prevent", "not about operations"): (1, {"DemoWillow2020Cash"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def review():
    return lr.open_review(DEMONSTRATION)


def test_the_literature_is_counted_as_by_hand(review):
    found = assess(review)
    cells = {
        (g, c): (one.studies, set(one.sources)) for (g, s, c), one in found.cells.items() if s == "literature"
    }
    assert BY_HAND == cells
    assert 13 == found.sources["literature"]


def test_every_stream_is_counted_apart(review):
    found = assess(review)
    assert {"literature": 13, **review.standing.other_streams} == dict(found.sources)
    for (_, stream, _), cell in found.cells.items():
        assert {stream} == {review.standing.streams[key] for key in cell.sources}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ("stream=interview", {"interview"}),
        ({"stream": "literature", "year": "2014-2018"}, {"literature"}),
        ("year=2014", {"literature"}),
        ("jurisdiction=US,stream=literature", {"literature"}),
        ("jurisdiction=tribal", set()),
    ],
)
def test_a_filter_leaves_what_holds(review, filters, left):
    found = assess(review, filters)
    assert left == set(found.sources)
    assert (
        set(found.rows()) <= set(assess(review).rows())
        or "year" in str(filters)
        or "jurisdiction" in str(filters)
    )


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ("jurisdicton=US", "did you mean 'jurisdiction'?"),
        ("jurisdiction", "FIELD=VALUE"),
        ("year=soon", "a year is"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(review, filters, said):
    with pytest.raises(lr.LitreviewError, match=said.replace("?", r"\?")):
        assess(review, filters)


WORKS = [f"W{n}" for n in range(8)]
LIBRARY = read_text(
    "\n".join(
        f"@{type_}{{{key}, title = {{{title} number {key}}}, author = {{Doe, {key}}}, year = {{20{n:02}}}, journal = {{{journal}}}}}"
        for n, key in enumerate(WORKS)
        for type_, title, journal in [
            [
                ("article", "Police raids and victims of human trafficking", "Made-up Journal"),
                ("misc", "Press release on raids", ""),
            ][n % 4 == 3]
        ]
    )
)


def test_a_value_holds_for_what_is_narrower():
    said = [("W0", "US-state:CA"), ("W1", "US-federal"), ("W2", "non-US:FR"), ("W4", "US-state:NY")]
    decided = tuple(
        Decision(when=f"2026-01-01T00:00:0{n}Z", by="ann", verb="set", key=key, value=f"jurisdiction={value}")
        for n, (key, value) in enumerate(said)
    )
    review = Review(library=LIBRARY, decided=decided)
    left = {
        value: sum(assess(review, {"jurisdiction": value}).sources.values())
        for value in ("US", "US-state", "US-state:CA", "non-US", "tribal")
    }
    assert {"US": 3, "US-state": 2, "US-state:CA": 1, "non-US": 1, "tribal": 0} == left


STANCE = st.builds(
    Decision,
    when=st.integers(0, 59).map(lambda n: f"2026-01-01T00:00:{n:02}Z"),
    by=st.sampled_from(["ann", "ben", "judge"]),
    verb=st.just("stance"),
    key=st.sampled_from(WORKS),
    value=st.builds("{}={}".format, st.sampled_from(["protect", "prosecute"]), st.sampled_from(["supports", "contradicts", "not-operations", "unclear"])),
)  # fmt: skip


@given(decided=st.lists(STANCE, max_size=20))
@pytest.mark.exhaustive
def test_each_source_is_in_one_cell_of_a_goal_at_most(decided):
    review = Review(library=LIBRARY, decided=tuple(decided))
    found = assess(review)
    for goal, _ in found.goals:
        keys = [key for (g, _, _), cell in found.cells.items() if g == goal for key in cell.sources]
        assert len(keys) == len(set(keys))
        judged = {d.key for d in review.decisions if d.value.startswith(f"{goal}=")}
        tagged = {t.source for t in review.tags if t.code == goal}
        assert judged | tagged <= set(keys)
        assert found.count(goal, *FOUND, *APART) <= len(keys)


@pytest.mark.exhaustive
def test_the_command_says_the_same_in_each_form(call, review):
    import csv

    said = json.loads(call("assess", str(DEMONSTRATION), "--json").output)
    rows = {
        (c["goal"], c["stream"], c["column"]): (c["studies"], c["sources"], c["keys"]) for c in said["cells"]
    }
    table = call("assess", str(DEMONSTRATION), "-o", "-").output
    assert rows == {
        (r["goal"], r["stream"], r["column"]): (int(r["studies"]), int(r["sources"]), r["keys"].split("; "))
        for r in csv.DictReader(table.splitlines()[1 if table.startswith("#") else 0 :])
    }
    frame = lr.to_frame(assess(review))
    assert len(rows) == len(frame)
    text = call("assess", str(DEMONSTRATION)).output
    assert assess(review).sentence("protect") in text
    assert review.standing.sentence in text


@pytest.mark.parametrize(
    ("keys", "stream", "studies", "origins", "words"),
    [
        (("PR03-1", "PR03-2", "PR08-1"), "records", 2, {"PR03-1": "PR03-1", "PR03-2": "PR03-1"}, "Of 2 public records (3 documents; PR03-1 and PR03-2 are of one request and count once), "),
        (("PR03-1", "PR03-2", "PR08-1", "PR08-2"), "records", 2, {"PR03-1": "a", "PR03-2": "a", "PR08-1": "b", "PR08-2": "b"}, "Of 2 public records (4 documents; PR03-1 and PR03-2 are of one request; PR08-1 and PR08-2 are of one request and count once), "),
        (("PR03-1", "PR08-1"), "records", 1, {"PR03-1": "a", "PR08-1": "a"}, "Of 1 public record (2 documents; PR03-1 and PR08-1 are of one origin and count once), "),
        (("PR03-1", "PR08-1"), "records", 2, {"PR03-1": "a", "PR03-2": "a"}, "Of 2 public records, "),
        (("a", "b", "c"), "literature", 2, {"a": "a", "b": "a"}, "Of 2 studies with a result in 3 works, "),
        (("I01", "I02"), "interview", 1, {"I01": "I01", "I02": "I01"}, "Of 1 interview (2 interviews; those with one person count once), "),
        (("a", "b"), "literature", 2, {}, "Of 2 studies with a result, "),
    ],
)  # fmt: skip
def test_a_count_below_the_number_of_sources_says_why(keys, stream, studies, origins, words):
    """The map counts sources and this sentence origins; where the two differ, the sentence has both numbers. Made-up codes."""
    cells = {("protect", stream, "supports"): Cell(sources=keys, studies=studies)}
    found = Assessment(goals=(("protect", "Protect"),), streams=(stream,), cells=cells, origins=origins)
    assert found.sentence("protect").startswith(f"Protect: {words}")


def test_the_demonstration_says_which_documents_are_of_one_request():
    said = assess(open_folder(DEMONSTRATION)).sentence("protect")
    assert (
        "Of 4 public records (5 documents; PR03-1 and PR03-2 are of one request and count once), none supports"
        in said
    )

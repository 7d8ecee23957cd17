"""What a data scientist's first tries turn up: answers of the machine, works that are cited, slips in calls."""

from pathlib import Path

import pandas as pd
import pytest

import litreview as lr
from litreview.core.results import GoalState


def test_a_matrix_has_a_code_only_where_the_answer_is_yes():
    states = [
        GoalState(source="b", code="x", state="likely", answer=False, probability=0.1, reason=""),
        GoalState(source="a", code="x", state="suggested", answer=True, probability=0.8, reason=""),
    ]
    doubtful = GoalState(source="c", code="x", state="ask", answer=True, probability=0.55, reason="")
    assert {"a": True, "b": False, "c": False} == lr.tag_matrix([*states, doubtful])["x"].to_dict()
    assert {"a": 0.8, "b": 0.1} == lr.tag_matrix(states, values="probability")["x"].to_dict()


def test_tags_and_states_have_the_same_goals_in_a_matrix():
    """`ask` counts as nothing, in each table."""
    with Path(__file__).parents[2].joinpath("benchmarks/sentences.tsv").open(encoding="utf-8") as stream:
        texts = [line.rstrip("\n").split("\t")[4] for line in stream if not line.startswith("#")][1::4]
    found = lr.dedupe(lr.from_frame(pd.DataFrame({"title": texts})))
    states = lr.judge_goals(found)
    assert any(one.state == "ask" and one.answer for one in states)
    goals = sorted({one.code for one in states})
    tagged = lr.tag_matrix(lr.tag(found), found)[goals]
    assert tagged.equals(lr.tag_matrix(states, found)[goals])
    assert tagged.to_numpy().any()


def test_the_works_that_a_work_cites_come_back_from_a_frame():
    library = lr.read_text("@misc{a, title={On keys}, cites={b}}\n@misc{b, title={On locks}}")
    again = lr.from_frame(lr.to_frame(library, fields="all"))
    assert ["b", ""] == [record.get("cites") for record in again]
    counted = lr.from_frame(pd.DataFrame({"title": ["On keys"], "cites": [12]}))
    assert ["12"] == [record.get("times-cited") for record in counted]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: lr.from_frame(pd.DataFrame({"a": ["x"]}), columns={"a": None}), "field of 'a' is None"),
        (lambda: lr.load_codebook("[codebook]\nid = 'x'\n" * 99), "parse_codebook takes the text"),
        (
            lambda: lr.agreement(
                pd.DataFrame([["a", "ann", "x", "y"]], columns=["item", "coder", "v", "v"]),
                item="item",
                coder="coder",
                value="v",
            ),
            "two columns of this frame are called 'v'",
        ),
    ],
)
def test_a_slip_in_a_call_is_named(call, words):
    with pytest.raises(lr.UsageError, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lr.dedupe, r"dedupe\(from_frame\(frame\)\)"),
        (lambda _: lr.from_frame([{"title": "On keys"}]), r"read_objects\(rows\)"),
        (lambda frame: lr.from_frame(frame, columns={"Yr": "yeer"}), "did you mean 'year'"),
        (lambda frame: lr.from_frame(frame, columns={"Year": "Yr"}), "columns={'Yr': 'Year'}"),
    ],
)
def test_a_call_with_another_thing_says_how_it_is_meant(call, said):
    with pytest.raises(lr.UsageError, match=said):
        call(pd.DataFrame({"title": ["On keys"], "Yr": [2001]}))


def test_a_column_of_years_that_no_column_is_named_for_is_pointed_at():
    found = lr.from_frame(pd.DataFrame({"title": ["On keys", "On locks"], "Yr": [2001, None]}))
    assert ["columns={'Yr': 'year'}"] == [one.remedy.split(": ", 1)[1] for one in found.problems if one.level == "warning"]  # fmt: skip
    named = lr.from_frame(pd.DataFrame({"title": ["On keys"], "year": [2002], "Seen": [2001]}))
    assert "warning" not in {one.level for one in named.problems}


def test_an_integer_that_a_column_with_gaps_made_a_float_is_an_integer_again_in_a_csv():
    text = "title,year,volume,number\nA study of roofs,2017.0,3.0,2.0\nA program,,,2.0\nAnother,,,\n"
    roofs, program, _ = lr.read_text(text, "made-up.csv")
    assert ("2017", "3", "2", "2.0") == (roofs.get("year"), roofs.get("volume"), roofs.get("number"), program.get("number"))  # fmt: skip


# ---------------------------------------------------------------- several frames

FIRST = pd.DataFrame(
    {"title": ["A made-up title on keys", None, "Made-up locks"], "year": [2001, None, 2002]}
)
SECOND = pd.DataFrame(
    {"title": ["Made-up doors", "A made-up title on keys"], "year": [2003, 2001]}, index=["p", "q"]
)


def test_labels_of_added_frames_are_the_rows_of_the_joined_frame():
    """An empty row must not move the labels of the rows behind it."""
    library = lr.from_frame(FIRST, "first") + lr.from_frame(SECOND, "second")
    joined = pd.concat([FIRST, SECOND])
    joined["cluster"] = lr.dedupe(library).labels
    assert [0, 1, 2, "p", "q"] == library.index.tolist() == joined.index.tolist()
    assert joined["cluster"].iloc[0] == joined["cluster"].iloc[4]
    assert [1] == [n for n, each in enumerate(joined["cluster"].isna()) if each]
    assert [0, 2, "p", "q"] == lr.to_frame(library).index.tolist()


def test_labels_are_refused_where_the_row_of_a_record_is_in_doubt():
    alike = lr.from_frame(FIRST) + lr.from_frame(SECOND.head(1))
    mixed = lr.from_frame(FIRST) + lr.read_text("@book{a, title = {A made-up house}}", "a.bib")
    for library in (alike, mixed):
        assert library.index is None
        with pytest.raises(lr.UsageError, match="table='records'"):
            _ = lr.dedupe(library).labels
        assert len(library) == len(lr.to_frame(lr.dedupe(library), table="records"))


def test_parts_of_one_frame_are_one_frame_again():
    library = lr.from_frame(FIRST)
    assert [0, 1, 2] == (library[:1] + library[1:]).index.tolist() == (library + library).index.tolist()


def test_a_row_or_column_alone_is_refused_with_the_call_that_takes_it():
    for series in (FIRST.iloc[0], FIRST["title"]):
        with pytest.raises(lr.UsageError) as raised:
            lr.from_frame(series)
        assert "from_frame(frame.loc[[row]])" in str(raised.value)
        assert "to_frame(library)" not in str(raised.value)
    assert 1 == len(lr.from_frame(FIRST.loc[[0]])) == len(lr.from_frame(FIRST["title"].head(1).to_frame()))


def test_the_field_of_a_column_is_named_where_its_name_is_another():
    library = lr.from_frame(
        pd.DataFrame({"title": ["On keys"], "#": [7], "Read? (Y/N)": ["y"], "my score": [3]})
    )
    (problem,) = library.problems
    assert "'#' (in column), 'Read? (Y/N)' (in read-y-n), 'my score';" in str(problem)
    assert ["7", "y", "3"] == [library[0].get(name) for name in ("column", "read-y-n", "my-score")]


def test_a_key_does_not_repeat_the_year_that_begins_a_title():
    frame = pd.DataFrame({"title": ["2019 Report on made-up keys", "1984"], "year": [2019, 1984]})
    assert ["2019Report", "19841984"] == [record.key for record in lr.from_frame(frame)]


def test_a_year_that_is_no_number_is_a_problem():
    library = lr.from_frame(pd.DataFrame({"title": ["On keys", "On locks"], "year": [float("inf"), 2001]}))
    assert [None, 2001] == [record.year for record in library]
    assert ["LR051"] == [problem.code for problem in lr.check(library) if "inf" in problem.message]

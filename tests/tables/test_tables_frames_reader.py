"""What a data scientist's first tries turn up: answers of the machine, works that are cited, slips in calls."""

import pandas as pd
import pytest

import litreview as lr
from litreview.core.results import GoalState


def test_a_matrix_has_a_code_only_where_the_answer_is_yes():
    states = [
        GoalState(source="b", code="x", state="likely", answer=False, probability=0.1, reason=""),
        GoalState(source="a", code="x", state="suggested", answer=True, probability=0.8, reason=""),
    ]
    assert {"a": True, "b": False} == lr.tag_matrix(states)["x"].to_dict()
    assert {"a": 0.8, "b": 0.1} == lr.tag_matrix(states, values="probability")["x"].to_dict()


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

"""Missing judgements are left out, mixed ones are refused, and a DataFrame gives the same figures as its judgements."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import litreview as lr

GAPS = [None, float("nan"), pd.NA, pd.NaT, "", " "]
SAID = {"A": {"x": "1", "y": "1"}, "B": {"x": "1"}, "C": {"x": "2", "y": "2"}, "D": {"x": "1", "y": "2", "z": "2"}}  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=repr)
def test_a_gap_is_no_category(gap):
    gappy = {key: {**dict.fromkeys("xyz", gap), **votes} for key, votes in SAID.items()}
    assert lr.krippendorff_alpha(SAID) == lr.krippendorff_alpha(gappy)
    assert lr.percent_agreement(SAID) == lr.percent_agreement(gappy)
    table = [[int(votes.get(coder, 0)) or np.nan for votes in SAID.values()] for coder in "xyz"]
    oracle = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    assert oracle == pytest.approx(lr.krippendorff_alpha(gappy).value)
    pairs = [(1, 1), (1, 0), (0, 0), (1, 1)]
    assert cohen_kappa_score(*zip(*pairs, strict=True)) == pytest.approx(
        lr.cohen_kappa([*pairs, (gap, 1), (0, gap)]).value
    )


def test_values_of_two_kinds_are_refused_and_a_float_that_gaps_made_is_not():
    for mixed in ({"A": {"x": 1, "y": "1"}}, {"A": {"x": True, "y": 1}}):
        with pytest.raises(lr.UsageError, match="of one kind"):
            lr.krippendorff_alpha(mixed)
    with pytest.raises(lr.UsageError, match="of one kind"):
        lr.cohen_kappa([(1, "1")])
    assert lr.cohen_kappa([(1, 1.0), (0, 0.0), (1, 0.0)]) == lr.cohen_kappa([(1, 1), (0, 0), (1, 0)])


def test_a_frame_of_judgements_in_one_call():
    frame = pd.DataFrame(
        [(key, coder, value) for key, votes in SAID.items() for coder, value in votes.items()],
        columns=["work", "who", "said"],
    )
    frame.loc[len(frame)] = ["E", None, "1"]
    found = lr.agreement(frame, item="work", coder="who", value="said")
    assert lr.krippendorff_alpha(SAID) == found.alpha
    assert ("said", 3, 1) == (found.about, found.n, found.single)
    assert found.alpha == lr.agreement(frame.set_index("work"), item="work", coder="who", value="said").alpha
    with pytest.raises(lr.UsageError, match="no column 'wrok' in this frame; did you mean 'work'"):
        lr.agreement(frame, item="wrok", coder="who", value="said")


@pytest.mark.parametrize(
    ("about", "value", "decision"),
    [
        ("protect", 1.0, ("tag", "protect")),
        ("protect", "No", ("not-tag", "protect")),
        ("stance protect", "mixed", ("stance", "protect=mixed")),
        ("screen abstract", True, ("include", "abstract")),
        ("screen fulltext", "Unsure", ("unsure", "fulltext")),
        ("field design", "survey", ("set", "design=survey")),
    ],
)
def test_a_row_is_a_decision(about, value, decision):
    frame = pd.DataFrame({"key": ["Doe2001", "Roe2004"], "who": ["Ann Doe", "ben"], "said": [value, None]})
    ((one,), problems) = lr.decisions_from_frame(frame, item="key", coder="who", value="said", about=about)
    assert (*decision, "Doe2001", "ann-doe", ()) == (one.verb, one.value, one.key, one.by, problems)


def test_a_row_that_is_no_decision_is_a_problem_with_its_line():
    frame = pd.DataFrame({"key": ["a", None, "c"], "who": ["ann", "ann", None], "said": ["perhaps", "yes", "yes"]})  # fmt: skip
    none, problems = lr.decisions_from_frame(frame, item="key", coder="who", value="said", about="protect")
    assert none == ()
    assert [(p.code, p.where.line) for p in problems] == [("LR040", 2), ("LR040", 3), ("LR040", 4)]


def test_two_values_of_one_coder_on_one_work_are_refused_with_their_rows():
    rows = [("A", "ann", "yes"), ("A", "ben", "yes"), ("B", "ann", "no"), ("B", "ben", "no")]
    frame = pd.DataFrame([*rows, ("A", "ann", "yes")], columns=["work", "who", "said"])
    assert 1.0 == lr.agreement(frame, item="work", coder="who", value="said").percent
    frame.loc[4, "said"] = "no"
    with pytest.raises(lr.UsageError, match=r"rows 0 and 4 .* of ann on A, 'yes' and 'no'"):
        lr.agreement(frame, item="work", coder="who", value="said")


def test_blanks_and_case_make_no_second_coder_and_the_text_has_kappa():
    rows = [("A", "ann", "yes"), (" A", "ben", "yes "), ("B", " Ann ", "no"), ("B", "Ben", "no")]
    found = lr.agreement(
        pd.DataFrame(rows, columns=["work", "who", "said"]), item="work", coder="who", value="said"
    )
    assert (("ann", "ben"), 2, 1.0) == (found.coders, found.n, found.percent)
    assert f"kappa of ann and ben {found.kappas[0].kappa}" in str(found)

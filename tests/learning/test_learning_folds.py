"""Judging by works not seen."""

import pytest
from hypothesis import given, strategies as st

from litreview.stages.learning import folds, kappa


@pytest.mark.parametrize(
    ("answers", "said", "expected"),
    [
        ("yynn", "yynn", 1.0),
        ("yynn", "ynnn", 0.5),
        ("yynn", "nnyy", -1.0),
        ("yyyynn", "yyynyn", 0.25),
        ("yynnn", "yyynn", 0.6154),
        ("yyy", "yyy", 0.0),
        ("nnn", "nnn", 0.0),
    ],
)
def test_kappa_is_agreement_beyond_chance(answers, said, expected):
    assert expected == kappa([a == "y" for a in answers], [a == "y" for a in said])


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 7)), max_size=40))
def test_each_work_is_judged_once_and_never_by_a_version_of_its_study(rows):
    answers, groups = [yes for yes, _ in rows], [group for _, group in rows]
    found = folds(answers, groups)
    assert bool(found) == (len(set(groups)) > 1)
    judged = sorted(row for _, test in found for row in test)
    assert judged == (list(range(len(rows))) if found else [])
    for seen, unseen in found:
        assert sorted([*seen, *unseen]) == list(range(len(rows)))
        assert not {groups[row] for row in seen} & {groups[row] for row in unseen}


def test_yes_and_no_are_spread_evenly():
    answers = [n < 10 for n in range(50)]
    assert [2] * 5 == [sum(answers[row] for row in unseen) for _, unseen in folds(answers, list(range(50)))]

"""What decisions teach beyond what was known before them."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.sparse import csr_matrix

from litreview.stages.learning import chances, learn


def table(rows):
    return csr_matrix(np.array(rows, dtype=float).reshape(len(rows), -1))


def test_without_a_decision_the_answer_is_what_was_known_before():
    learned = learn(table([[1.0, 0.0]])[:0], np.zeros(0, dtype=bool), np.zeros(0))
    offset = np.array([-1.3, 0.0, 2.0])
    assert [-1.3, 0.0, 2.0] == learned.logits(table([[1, 0], [0, 1], [1, 1]]), offset).tolist()


def test_an_answer_moves_works_with_its_words_and_others_hardly():
    x = table([[1, 0], [1, 0], [0, 1]])
    learned = learn(x[:1], np.array([True]), np.array([-1.0]), strength=5.0)
    first, twin, other = learned.logits(x, np.full(3, -1.0)) + 1.0
    assert first == twin > 3 * other > 0


def test_an_answer_that_was_known_for_sure_teaches_little():
    x = table([[1.0]])
    sure, doubted = (learn(x, np.array([True]), np.array([known])).weights[0] for known in (5.0, 0.0))
    assert 0 < sure < 0.05 < doubted


def test_it_is_the_regression_of_a_known_library():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(60, 4)), rng.random(60) < 0.4
    theirs = LogisticRegression(C=0.7, fit_intercept=False, tol=1e-10, max_iter=5000).fit(
        np.c_[x, np.ones(60)], y
    )
    learned = learn(csr_matrix(x), y, np.zeros(60), strength=0.7, bias_penalty=1.0)
    assert theirs.coef_[0].tolist() == pytest.approx([*learned.weights, learned.bias], abs=1e-3)


@pytest.mark.exhaustive
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12), st.floats(-3, 3))
def test_one_more_yes_never_lowers_the_chance_of_a_work_with_the_same_words(rows, known):
    """In any state: the twin of a work that gets a yes becomes likelier."""
    x = table([[float(word), 1.0] for word, _ in rows] + [[1.0, 0.0]])
    answers = np.array([answer for _, answer in rows])
    offset = np.full(len(rows) + 1, known)
    before = learn(x[:-1], answers, offset[:-1])
    after = learn(x, np.append(answers, True), offset)
    twin = table([[1.0, 0.0]])
    assert after.logits(twin, known)[0] >= before.logits(twin, known)[0] - 1e-4


def test_chances_are_between_none_and_one_however_far_the_odds():
    assert [0.0, 0.5, 1.0] == chances(np.array([-1e6, 0.0, 1e6])).tolist()


def test_the_same_decisions_give_the_same_numbers():
    rng = np.random.default_rng(1)
    x, y = csr_matrix(rng.random((30, 20))), rng.random(30) < 0.5
    one, two = (learn(x, y, np.zeros(30)).weights.tolist() for _ in range(2))
    assert one == two

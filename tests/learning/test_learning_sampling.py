"""What a random sample says of the rest, held to its promise."""

import random

import pytest
from hypothesis import given, strategies as st
from scipy.stats import beta, hypergeom

from litreview.stages.learning.sampling import bound, claim, draw, size_for


@given(st.integers(1, 60), st.data())
def test_no_number_above_the_bound_would_give_so_poor_a_sample_as_often_as_the_risk(left, data):
    size = data.draw(st.integers(1, left))
    found = data.draw(st.integers(0, size))
    most = bound(left, size, found)
    assert found <= most <= left - (size - found)
    if most < left - (size - found):
        assert hypergeom.cdf(found, left, most + 1, size) <= 0.05
    assert most == found or hypergeom.cdf(found, left, most, size) > 0.05


def test_of_very_many_works_it_is_the_bound_of_clopper_and_pearson():
    share = bound(1_000_000, 100, 3) / 1_000_000
    assert beta.ppf(0.95, 4, 97) == pytest.approx(share, abs=1e-4)


def test_who_screens_everything_knows_everything():
    assert 7 == bound(300, 300, 7)
    everything = claim(known=7, left=300, size=300, found=2)
    assert (0, 0, 1.0) == (everything.at_most, everything.left, everything.recall)


def test_the_claim_holds_in_nineteen_reviews_of_twenty():
    """Of 200 reviews with 400 works left, 12 of them relevant, drawn 150: the truth may be outside in no more than 5 %."""
    wrong = 0
    for review in range(200):
        relevant = set(random.Random(review).sample(range(400), 12))
        drawn = draw(map(str, range(400)), 150, f"review {review}")
        found = len(relevant & {int(name) for name in drawn})
        wrong += claim(known=88 + found, left=400, size=150, found=found).at_most < 12 - found
    assert wrong <= 10


def test_a_second_sample_must_say_more_than_the_first_for_the_same_claim():
    first, second = (claim(known=50, left=500, size=200, found=0, number=n) for n in (1, 2))
    assert first.at_most < second.at_most
    assert first.recall > second.recall
    assert first.share == first.at_most / 300


def test_the_size_is_the_least_that_allows_the_claim():
    size = size_for(known=95, left=1000, recall=0.95)
    assert size is not None
    assert claim(known=95, left=1000, size=size, found=0).recall >= 0.95
    assert claim(known=95, left=1000, size=size - 1, found=0).recall < 0.95
    assert size_for(known=0, left=10, recall=0.95) is None, "of nothing found no share can be claimed"


def test_a_draw_is_random_and_the_same_for_the_same_seed_whatever_the_order():
    names = [f"k{n}" for n in range(100)]
    assert draw(names, 10, "a") == draw(reversed(names), 10, "a")
    assert draw(names, 10, "a") != draw(names, 10, "b")
    assert draw(names, 10, "a") == draw(names, 20, "a")[:10]
    counts = [0] * 100
    for seed in range(400):
        for name in draw(names, 10, str(seed)):
            counts[int(name[1:])] += 1
    assert min(counts) > 15
    assert max(counts) < 75

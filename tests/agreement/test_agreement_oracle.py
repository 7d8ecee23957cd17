"""Kappa and alpha are those of the packages that everyone uses."""

import math

import krippendorff
import pytest
from hypothesis import given, strategies as st
from sklearn.metrics import cohen_kappa_score

from litreview.judgements.agreement import cohen_kappa, krippendorff_alpha, percent_agreement

VALUES = ("no", "yes", "mixed", "unclear")
CODERS = ("a", "b", "c", "d")
TABLES = st.lists(
    st.dictionaries(st.sampled_from(CODERS), st.sampled_from(VALUES), max_size=4), min_size=1, max_size=25
).map(lambda rows: {f"S{n}": row for n, row in enumerate(rows)})


@given(TABLES)
def test_alpha_is_that_of_the_krippendorff_package(judged):
    """Any number of coders, some missing: equal to 1e-9, and undefined exactly where the package refuses."""
    ours = krippendorff_alpha(judged)
    pairable = [said for said in judged.values() if len(said) > 1]
    if len({value for said in pairable for value in said.values()}) < 2:
        assert ours.value is None
        assert ours.why
        return
    data = [[VALUES.index(said[c]) if c in said else math.nan for said in pairable] for c in CODERS]
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert ours.value == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)), min_size=1, max_size=40))
def test_kappa_is_that_of_scikit_learn(pairs):
    ours = cohen_kappa(pairs)
    if len({value for pair in pairs for value in pair}) == 1:
        assert ours.value is None
        assert "of every source" in ours.why
        return
    theirs = cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs])
    assert ours.value == pytest.approx(theirs, abs=1e-9)


def test_alpha_of_a_published_table():
    """The worked example of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C: nominal .743."""
    rows = {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
    judged = {
        f"S{n}": {coder: str(row[n]) for coder, row in rows.items() if row[n] is not None} for n in range(12)
    }
    assert krippendorff_alpha(judged).value == pytest.approx(0.743, abs=5e-4)


@given(TABLES)
def test_the_order_of_sources_and_coders_does_not_matter(judged):
    turned = {key: dict(reversed(said.items())) for key, said in reversed(judged.items())}
    assert krippendorff_alpha(judged) == krippendorff_alpha(turned)
    assert percent_agreement(judged) == percent_agreement(turned)


@given(TABLES)
def test_the_value_lies_between_its_bounds_and_comes_again(judged):
    found = krippendorff_alpha(judged)
    assert found == krippendorff_alpha(judged)
    if found.low is not None and found.high is not None:
        assert found.low <= found.high <= 1 + 1e-9


PAIRS = st.lists(st.tuples(st.sampled_from(VALUES[:2]), st.sampled_from(VALUES[:2])), min_size=1, max_size=30)


@given(PAIRS)
def test_an_interval_has_two_ends_or_a_reason_why_there_is_none(pairs):
    judged = {f"S{n}": dict(zip("ab", pair, strict=True)) for n, pair in enumerate(pairs)}
    for found in (cohen_kappa(pairs), krippendorff_alpha(judged)):
        assert (found.low is None) == (found.high is None) == bool(found.why)
        if found.low is not None:
            assert found.low < found.high
        elif found.value is not None:
            assert f"{found.value:.2f} (no interval: {found.why})" == str(found)
    if all(a == b for a, b in pairs):
        assert cohen_kappa(pairs).low is None
        assert krippendorff_alpha(judged).low is None


@pytest.mark.parametrize(("n", "rare"), [(3, 1), (13, 1), (13, 2), (40, 1), (40, 5), (400, 3), (400, 30)])
def test_there_is_no_interval_where_many_resamples_are_undefined(n, rare):
    """A resample of n sources has none of the rare ones with the chance (1 - rare / n) ** n: then both said one thing of all."""
    pairs = [("yes", "no"), *[("yes", "yes")] * (rare - 1), *[("no", "no")] * (n - rare)]
    undefined = (1 - rare / n) ** n
    found = cohen_kappa(pairs)
    assert (undefined > 0.025) == (found.low is None), (undefined, found)
    assert found.low is None or not found.why


def test_full_agreement_is_one_and_none_to_compare_is_said():
    assert 1.0 == cohen_kappa([("yes", "yes"), ("no", "no")]).value
    assert "no source was judged by both" == cohen_kappa([]).why
    assert "no source was judged by two people" == krippendorff_alpha({"A": {"x": "yes"}}).why
    assert percent_agreement({"A": {"x": "yes"}}) is None


def test_more_sources_narrow_the_interval():
    pairs = [("yes", "yes"), ("yes", "no"), ("no", "no"), ("no", "no"), ("yes", "yes")]
    few, many = cohen_kappa(pairs * 4), cohen_kappa(pairs * 40)
    assert few.value == pytest.approx(many.value)
    assert many.high - many.low < few.high - few.low

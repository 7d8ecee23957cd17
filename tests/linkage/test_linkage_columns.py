"""Blocking stays linear, clusters hold no contradiction."""

from itertools import combinations

from hypothesis import given, strategies as st

from litreview.linkage import Edge, candidate_pairs, partition

keys = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=30)


@given(keys)
def test_blocks_below_the_cap_hold_every_pair_that_shares_a_key(column):
    blocks = candidate_pairs([column], [int])
    expected = {
        (i, j) for i, j in combinations(range(len(column)), 2) if column[i] and column[i] == column[j]
    }
    assert expected == set(zip(blocks.a.tolist(), blocks.b.tolist(), strict=True))


def test_one_value_in_every_record_costs_a_line_not_a_square():
    size = 5_000
    blocks = candidate_pairs([["same"] * size], [lambda i: i % 2500], window=10)
    assert len(blocks) < 11 * size
    assert blocks.oversized == ((0, size, 0),)
    # records of one order text are neighbours, so repetitions still meet
    assert {(i, i + 2500) for i in range(2500)} <= set(zip(blocks.a.tolist(), blocks.b.tolist(), strict=True))


pairs = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] < p[1])


@given(st.dictionaries(pairs, st.floats(0.5, 1)), st.sets(pairs), st.randoms())
def test_no_cluster_holds_a_contradiction_and_the_order_of_edges_is_nothing(edges, apart, random):
    given_edges = [Edge(strength=s, a=a, b=b) for (a, b), s in edges.items()]
    result = partition(9, given_edges, apart)
    assert sorted(i for group in result.groups for i in group) == list(range(9))
    for group in result.groups:
        assert not set(combinations(group, 2)) & apart
    random.shuffle(given_edges)
    assert partition(9, given_edges, apart).groups == result.groups


def test_a_chain_breaks_at_its_weakest_link():
    edges = [Edge(strength=0.7, a=0, b=1), Edge(strength=0.9, a=1, b=2)]
    result = partition(3, edges, [(0, 2)])
    assert result.groups == ((0,), (1, 2))
    assert result.refused == ((edges[0], (0, 2)),) or result.refused == ((edges[0], (2, 0)),)

"""Under which keys records meet, in blocks below and above the cap, and which clusters links make."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from litreview.linkage import (
    KEYS,
    Edge,
    RecordColumns,
    block_keys,
    candidate_pairs,
    heads,
    partition,
    similarity,
)
from litreview.linkage.blocking import (
    keys_of,
    positions_by_key,
    reference_keys,
    shared_key_pairs,
    shingles,
    work_keys,
)

NAMES = [key.name for key in KEYS]
TITLE = "policing the margins of harbor economies"


def keyed(**columns):
    return dict(zip(NAMES, keys_of(RecordColumns(**columns)), strict=True))


@pytest.mark.parametrize(
    ("columns", "key", "expected"),
    [
        ({"doi": "10.1234/a", "law": "pl 106-386"}, "DOI, law or address", "10.1234/a"),
        ({"law": "pl 106-386", "url": "a.org/b"}, "DOI, law or address", "pl 106-386"),
        ({"url": "a.org/b"}, "DOI, law or address", "a.org/b"),
        # a blank more or less is no other title
        ({"title": "follow up"}, "title", "followup"),
        # nor at its beginning, of 18 letters
        ({"title": "one two three four"}, "beginning of the title", "onetwothreefour"),
        ({"title": "one two three four five"}, "beginning of the title", "onetwothreefourfiv"),
        ({"title": "onetwo threefour five"}, "beginning of the title", "onetwothreefourfiv"),
        ({"title": "one two three"}, "beginning of the title", ""),
        ({"title": "one two three four", "year": 1999}, "end of the title and year", ("two", "three", "four", 1999)),
        ({"title": "one two three", "year": 1999}, "end of the title and year", ""),
        # words of four letters and more; of equals the alphabet decides, so their order in the title does not
        ({"title": TITLE}, "longest words of the title", ("economies", "policing")),
        ({"title": TITLE}, "next longest words of the title", ""),
        ({"title": f"{TITLE} revisited"}, "next longest words of the title", ("policing", "margins")),
        ({"title": "four word each here"}, "longest words of the title", ("each", "four")),
        ({"title": "word each here"}, "longest words of the title", ""),
        ({"title": "here each word four"}, "longest words of the title", ("each", "four")),
        ({"title": "word word each here"}, "longest words of the title", ""),
        ({"title": TITLE, "authors": ("roe", "doe")}, "first author and longest word", ("roe", "economies")),
        ({"title": "a b c", "authors": ("roe",)}, "first author and longest word", ""),
        ({"title": TITLE}, "first author and longest word", ""),
        (
            {"title": TITLE, "authors": ("roe", "doe"), "year": 1999},
            "alphabetically first author, year and longest word",
            ("doe", 1999, "economies"),
        ),
        ({"authors": ("roe",)}, "alphabetically first author, year and longest word", ""),
        ({"authors": ("roe", "doe"), "volume": "3", "number": "2", "year": 1999}, "first author and issue", ("roe", "3", "2")),
        # where no issue is known, its year stands for it
        ({"authors": ("roe", "doe"), "volume": "3", "year": 1999}, "first author and issue", ("roe", "3", 1999)),
        ({"authors": ("roe", "doe"), "volume": "3"}, "first author and issue", ""),
        ({"authors": ("roe",), "year": 1999}, "first author and issue", ""),
        ({"volume": "3", "year": 1999}, "first author and issue", ""),
        ({"volume": "3", "number": "2"}, "first author and issue", ""),
        ({"authors": ("roe", "doe"), "volume": "3", "number": "2"}, "last author and issue", ("doe", "3", "2")),
        ({"authors": ("roe", "doe"), "volume": "3", "year": 1999}, "last author and issue", ""),
        ({"volume": "3", "page": "12", "container": "nature"}, "volume and page", ("3", "12", "n")),
        ({"volume": "3", "page": "12"}, "volume and page", ("3", "12", "")),
        ({"page": "12"}, "volume and page", ""),
        ({"volume": "3"}, "volume and page", ""),
        ({"abstract": "x" * 61}, "beginning of the abstract", "x" * 60),
        ({"authors": ("roe", "doe"), "page": "12", "isbn": "9"}, "first author and page, ISBN or other number", ("roe", "12")),
        ({"authors": ("roe",), "isbn": "9", "other_id": "7"}, "first author and page, ISBN or other number", "9"),
        ({"page": "12", "other_id": "7"}, "first author and page, ISBN or other number", "7"),
    ],
)  # fmt: skip
def test_a_key_of_a_record(columns, key, expected):
    assert expected == keyed(**columns)[key]


def test_a_sealed_record_meets_none():
    assert not any(keys_of(RecordColumns(sealed=True, doi="10.1234/a", title=TITLE, authors=("roe",))))
    assert not any(keys_of(RecordColumns()))


def test_hashes_of_keys_are_equal_where_the_keys_are_and_none_where_there_is_none():
    records = [RecordColumns(doi="10.1234/a"), RecordColumns(), RecordColumns(doi="10.1234/a", title=TITLE)]
    columns = block_keys(records)
    assert len(KEYS) == len(columns)
    assert columns[0][0] == columns[0][2] != 0
    assert columns[0][1] == 0
    assert columns[1].tolist()[:2] == [0, 0]
    assert columns[1][2] != 0
    assert [(0, 2)] == [
        *zip(*(found.tolist() for found in (candidate_pairs(columns, [int]).a, candidate_pairs(columns, [int]).b)), strict=True)
    ]  # fmt: skip


def test_a_key_of_one_work_alone_is_compared_further_than_one_that_many_share():
    own, shared = ({key.cap for key in KEYS if key.identifies is which} for which in (True, False))
    assert min(own) > max(shared)
    assert {"title", "volume and page"} <= {key.name for key in KEYS if key.identifies}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a", [("a",)]),
        ("a b c", [("a", "b", "c")]),
        ("a b c d", [("a", "b", "c"), ("b", "c", "d")]),
        ("a a a a a", [("a", "a", "a")]),
    ],
)
def test_runs_of_three_words(text, expected):
    assert expected == shingles(text)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"title": "tides"}, [("words", ("tides",))]),
        ({"year": 1999, "forms": (("doe", "j"), ("doe", ""))}, [("name", ("doe", "j"), 1999), ("name", ("doe", ""), 1999)]),
        ({"forms": (("doe", "j"),)}, []),
        ({"year": 1999, "volume": "3", "page": "12"}, [("place", 1999, "3", "12")]),
        ({"year": 1999, "volume": "3"}, []),
        ({"year": 1999, "page": "12"}, []),
        ({"volume": "3", "page": "12"}, []),
    ],
)  # fmt: skip
def test_the_keys_under_which_a_reference_finds_a_work(columns, expected):
    assert expected == work_keys(RecordColumns(**columns))


FORM = ("doe", "j")


@pytest.mark.parametrize(
    ("columns", "place", "page", "volume", "name"),
    [
        ({"volume": "3", "page": "12", "year": 1999, "forms": (FORM,)}, 1, 1, 1, 0),
        ({"volume": "3", "year": 1999, "forms": (FORM,)}, 0, 0, 1, 0),
        ({"page": "12", "year": 1999, "forms": (FORM,)}, 0, 1, 0, 1),
        ({"volume": "3", "page": "12", "forms": (FORM,)}, 1, 0, 0, 0),
        ({"year": 1999, "forms": (FORM,)}, 0, 0, 0, 1),
        ({"year": 1999, "forms": (FORM,), "volume": "3", "cut": "TIDES"}, 0, 0, 1, 1),
        ({"year": 1999, "forms": (FORM,) * 4}, 0, 0, 0, 3),
    ],
)
def test_the_keys_under_which_references_meet(columns, place, page, volume, name):
    assert (place, page, volume, name, 0, 0) == tuple(map(len, reference_keys(RecordColumns(**columns))))


def test_references_meet_by_both_ends_of_a_long_title():
    """Sixteen letters of each end, of a title of more than twenty-four."""
    long = RecordColumns(title="policing the margins of a")
    assert ([("policing the mar",)], [(" the margins of a"[1:],)]) == reference_keys(long)[4:]
    assert ([], []) == reference_keys(RecordColumns(title="policing the margins of "))[4:]


def pairs_of(columns, orders=(int,), **settings):
    blocks = candidate_pairs(columns, list(orders), **settings)
    return [*zip(blocks.a.tolist(), blocks.b.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([], []),
        ([[]], []),
        ([["a"]], []),
        ([["a", "b"]], []),
        ([["a", "a", "a"]], [(0, 1), (0, 2), (1, 2)]),
        ([["", "", None, None]], []),
        # a pair that two keys give is one pair, and all are sorted
        ([["", "b", "b"], ["a", "a", ""], ["c", "c", ""]], [(0, 1), (1, 2)]),
        ([np.array([0, 7, 0, 7])], [(1, 3)]),
        ([["a", "b", "a", "b", "a"]], [(0, 2), (0, 4), (1, 3), (2, 4)]),
    ],
)
def test_records_with_a_key_in_common_are_compared(columns, expected):
    assert expected == pairs_of(columns)


def test_a_block_up_to_its_cap_is_compared_in_full_and_a_larger_one_by_its_neighbours():
    assert len(pairs_of([["a"] * 4], caps=[4])) == 6
    blocks = candidate_pairs([["", *"aaaaa"], ["b"] * 6], [int], caps=[4, 6], window=1)
    assert blocks.oversized == ((0, 5, 1),)
    assert len(blocks) == 15
    assert [(0, 1), (1, 2), (2, 3), (3, 4)] == pairs_of([["a"] * 5], caps=[4], window=1)
    assert [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (2, 4), (3, 4)] == pairs_of([["a"] * 5], caps=[4], window=2)  # fmt: skip
    # each order gives its own neighbours; a window wider than the block is the block
    in_turn = pairs_of([["a"] * 5], [lambda n: n % 2], caps=[4], window=1)
    assert [(0, 2), (1, 3), (1, 4), (2, 4)] == in_turn
    both = pairs_of([["a"] * 5], [lambda n: n % 2, int], caps=[4], window=1)
    assert {*in_turn, (0, 1), (1, 2), (2, 3), (3, 4)} == {*both}
    assert 10 == len(pairs_of([["a"] * 5], caps=[4], window=9))


def test_what_is_not_said_of_caps_is_a_hundred():
    assert len(pairs_of([["a"] * 100])) == 4_950
    assert candidate_pairs([["a"] * 100], [int]).oversized == ()
    assert candidate_pairs([["a"] * 101], [int]).oversized == ((0, 101, 0),)


def test_very_many_pairs_are_made_in_steps():
    """More pairs than one step makes: every one is there once."""
    blocks = 400
    column = [f"key {n % blocks}" for n in range(blocks * 80)]
    found = candidate_pairs([column, column], [int])
    assert len(found) == blocks * 80 * 79 // 2
    assert (found.a < found.b).all()
    assert (found.a % blocks == found.b % blocks).all()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([["a", "b"], ["c"], ["b"]], [(0, 2)]),
        ([["a", "b"], ["a", "b"]], [(0, 1)]),
        ([["a", "a"], ["b"]], []),
        ([[], []], []),
        ([["a"], ["b", "a"], ["b"]], [(0, 1), (1, 2)]),
    ],
)
def test_meetings_of_positions_that_have_several_keys(keys, expected):
    assert expected == sorted(set(shared_key_pairs(keys, int, cap=9, window=2)))


def test_places_are_listed_once_under_each_key():
    assert {"a": [0, 2], "b": [0]} == positions_by_key([["a", "b", "a"], [], ["a"]])


@pytest.mark.parametrize(
    ("size", "edges", "apart", "groups", "refused"),
    [
        (0, [], [], (), 0),
        (3, [], [], ((0,), (1,), (2,)), 0),
        (3, [(0.9, 0, 1)], [], ((0, 1), (2,)), 0),
        (4, [(0.9, 0, 1), (0.9, 2, 3), (0.5, 1, 2)], [], ((0, 1, 2, 3),), 0),
        # what must stay apart is one pair of two clusters
        (4, [(0.9, 0, 1), (0.9, 2, 3), (0.5, 1, 2)], [(3, 0)], ((0, 1), (2, 3)), 1),
        (3, [(0.9, 0, 1), (0.8, 1, 2), (0.7, 0, 2)], [], ((0, 1, 2),), 0),
        (2, [(1.0, 0, 1)], [(0, 1)], ((0,), (1,)), 1),
        # ties are broken by position
        (3, [(0.9, 1, 2), (0.9, 0, 1)], [(0, 2)], ((0, 1), (2,)), 1),
        # the larger group takes the smaller one in, whichever is named first
        (5, [(0.9, 3, 4), (0.8, 2, 3), (0.7, 0, 4)], [], ((0, 2, 3, 4), (1,)), 0),
        # the same link twice is one
        (3, [(0.9, 0, 1), (0.9, 0, 1), (0.8, 1, 2)], [(0, 2)], ((0, 1), (2,)), 1),
    ],
)
def test_clusters(size, edges, apart, groups, refused):
    found = partition(size, [Edge(strength=s, a=a, b=b) for s, a, b in edges], apart)
    assert groups == found.groups
    assert refused == len(found.refused)
    for _, pair in found.refused:
        assert tuple(sorted(pair)) in {tuple(sorted(one)) for one in apart}


def test_the_first_of_the_pairs_that_forbid_a_link_is_named():
    edges = [
        Edge(strength=0.9, a=0, b=1),
        Edge(strength=0.9, a=2, b=3),
        Edge(strength=0.9, a=2, b=4),
        Edge(strength=0.5, a=0, b=2),
    ]
    (refusal,) = partition(5, edges, [(0, 4), (1, 3), (0, 2)]).refused
    assert (edges[3], (2, 0)) == refusal


@pytest.mark.parametrize(
    ("items", "pairs", "expected"),
    [
        ("abc", [], "abc"),
        ("abcd", [("c", "b"), ("d", "c")], "abbb"),
        ("abcd", [("d", "c"), ("b", "a"), ("d", "a")], "aaaa"),
        ("cba", [("a", "c")], "cbc"),
        # what is no item joins nothing
        ("ab", [("a", "x"), ("x", "b")], "ab"),
        ("ab", [("a", "a")], "ab"),
    ],
)
def test_the_head_of_a_group_is_its_first_member(items, pairs, expected):
    assert expected == "".join(heads(items, pairs)[item] for item in items)


def test_likeness_of_columns_of_text():
    texts = ["police", "policy", "", "police", "x" * 2_000, "x" * 1_000]
    a, b = np.array([*combinations(range(6), 2)]).T
    found = {(i, j): score for i, j, score in zip(a.tolist(), b.tolist(), similarity(texts, a, b).tolist(), strict=True)}  # fmt: skip
    # five of six letters in common, in order: 2 * 5 / 12
    assert found[0, 1] == pytest.approx(10 / 12)
    assert found[0, 3] == 1
    assert found[0, 2] == found[2, 4] == 0
    # only the first thousand letters are compared
    assert found[4, 5] == 1
    assert similarity(["", ""], np.array([0]), np.array([1])).tolist() == [0]
    assert similarity([], np.array([], dtype=int), np.array([], dtype=int)).tolist() == []
    assert similarity(["a", "a"], np.array([0]), np.array([1])).tolist() == [1]

"""What to screen next. The works are made up."""

import random

import numpy as np
import pytest

from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.stages.evidence.stopping import Likely, Ranker, _shift, _verdicts, text_parts

IN = ("nudge", "default", "choice", "behaviour", "reminder", "prompt")
OUT = ("otter", "gravel", "delta", "willow", "salmon", "meander")


def source(n, words, *, confidential=False):
    record = Record(key=f"S{n}", type="article", id=RecordId(f"a.bib:S{n}"), where=Where(file="a.bib"))
    fields = {"title": f"On {words[0]}", "abstract": " ".join(words) + " in a clinic."}
    return Source(key=f"S{n}", type="article", fields=fields, records=(record,), confidential=confidential)


def said(key, verb, stage="abstract", by="ann"):
    return Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=key, value=stage)


@pytest.fixture(scope="module")
def works():
    """Return 60 works, the first ten relevant."""
    rng = random.Random(2)
    return [source(n, rng.sample(IN if n < 10 else OUT, 4)) for n in range(60)]


FEW = [said("S0", "include"), *(said(f"S{n}", "exclude") for n in range(20, 30))]


def test_the_likeliest_come_first_and_what_was_screened_is_left_out(works):
    found = Ranker(works).rank(FEW)
    assert {f"S{n}" for n in range(1, 10)} == {one.source for one in found[:9]}
    assert 49 == len(found)
    chances = [one.chance for one in found]
    assert chances == sorted(chances, reverse=True)
    assert all(0 < chance < 1 for chance in chances)
    assert found == Ranker(works).rank(FEW), "the same input gives the same order"


@pytest.mark.parametrize(
    "lines", [[], [said("S0", "include")], [said("S20", "exclude"), said("S21", "unsure")]]
)
def test_before_there_is_an_inclusion_and_an_exclusion_nothing_is_ranked(works, lines):
    assert () == Ranker(works).rank(lines)


def test_a_text_that_was_read_in_full_passed_by_its_abstract(works):
    full = [said("S0", "exclude", "fulltext"), *FEW[1:]]
    assert Ranker(works).rank(FEW) == Ranker(works).rank(full)


def test_what_people_differ_on_teaches_nothing_and_is_left(works):
    lines = [*FEW, said("S1", "include"), said("S1", "exclude", by="bob")]
    assert Ranker(works).rank(FEW) == Ranker(works).rank(lines)


def test_one_more_exclusion_does_not_raise_the_work_that_is_like_it(works):
    twin = source(99, OUT[:4])
    ranker = Ranker([*works, twin, source(98, OUT[:4])])
    before, after = ranker.rank(FEW), ranker.rank([*FEW, said("S98", "exclude")])

    def chance(found):
        return next(one.chance for one in found if one.source == "S99")

    assert chance(after) <= chance(before)


def test_the_words_that_say_so_are_where_they_are_said_to_be(works):
    ranker = Ranker(works)
    assert () == ranker.find_words(works[0].key)
    first = ranker.rank(FEW)[0]
    work = next(one for one in works if one.key == first.source)
    spans = ranker.find_words(first.source)
    assert spans
    for span in spans:
        assert span.text == work.get(span.field)[span.start : span.end]
    assert set(IN) & {word for span in spans for word in span.text.lower().split()}


def test_a_sealed_source_is_neither_learned_from_nor_ranked(works):
    sealed = source(200, IN[:4], confidential=True)
    assert Ranker(works).rank(FEW) == Ranker([*works, sealed]).rank([*FEW, said("S200", "exclude")])


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1.0, "likely in (1.00)"),
        (0.5, "likely in (.50)"),
        (0.2, "can't tell (.20)"),
        (0.0999, "likely out (.10)"),
        (0.0, "likely out (.00)"),
    ],
)
def test_a_chance_in_words(chance, words):
    assert words == Likely(source="A", chance=chance).words


@pytest.mark.parametrize(
    ("lines", "verdicts"),
    [
        ([], {}),
        ([said("A", "include")], {"A": True}),
        ([said("A", "exclude")], {"A": False}),
        ([said("A", "unsure")], {}),
        ([said("A", "include", "fulltext")], {"A": True}),
        ([said("A", "exclude", "fulltext")], {"A": True}),
        ([said("A", "unsure", "fulltext")], {"A": True}),
        ([said("A", "not-retrieved", "fulltext")], {"A": True}),
        ([said("A", "not-retrieved")], {}),
        ([said("A", "tag", "protect")], {}),
        ([said("A", "tag", "fulltext")], {}),
        ([said("A", "include"), said("A", "exclude", by="bob")], {}),
        ([said("A", "exclude"), said("A", "exclude", by="bob")], {"A": False}),
        ([said("A", "exclude"), said("A", "exclude", "fulltext")], {}),
        ([said("A", "include"), said("B", "exclude")], {"A": True, "B": False}),
    ],
)
def test_what_was_said_of_an_abstract(lines, verdicts):
    assert verdicts == _verdicts(lines)


@pytest.mark.parametrize(
    ("logits", "inclusions", "shift"),
    [
        ([0.0, 0.0], 1, 0.0),
        ([2.0, 2.0], 1, 2.0),
        ([-3.0, -3.0, -3.0, -3.0], 2, -3.0),
        ([0.0, 0.0, 0.0, 0.0], 1, 1.0986),  # log 3: a chance of one in four
        ([0.0, 0.0, 0.0, 0.0], 3, -1.0986),
    ],
)
def test_chances_of_what_was_decided_add_up_to_the_inclusions(logits, inclusions, shift):
    assert shift == pytest.approx(_shift(np.array(logits), inclusions), abs=0.0001)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1.0, "likely in (1.00)"),
        (0.5, "likely in (.50)"),
        (0.4999, "can't tell (.50)"),
        (0.1, "can't tell (.10)"),
        (0.0999, "likely out (.10)"),
        (0.0, "likely out (.00)"),
    ],
)
def test_what_a_screener_is_told(chance, words):
    assert words == Likely(source="A", chance=chance).words


def test_words_are_shown_after_ranking_and_the_title_counts_twice(works):
    ranker = Ranker(works)
    assert () == ranker.find_words("S1")
    ranker.rank(FEW)
    found = ranker.find_words("S0")
    assert 0 < len(found) <= 5
    assert all(works[0].get(one.field)[one.start : one.end] == one.text for one in found)
    assert ["On x", "On x", "a b", "k"] == text_parts(
        Source(
            key="A", type="article", fields={"title": "On x", "abstract": "a b", "keywords": "k"}, records=()
        )
    )


def test_a_chance_has_four_places(works):
    found = Ranker(works).rank(FEW)
    assert all(one.chance == round(one.chance, 4) for one in found)
    assert any(one.chance != round(one.chance, 3) for one in found)


def test_works_of_the_same_words_are_in_their_order():
    same = [source(n, IN[:4]) for n in range(3)] + [source(3, OUT[:4])]
    assert ["S1", "S2"] == [
        one.source for one in Ranker(same).rank([said("S0", "include"), said("S3", "exclude")])
    ]

"""What to screen next. The works are made up."""

import random

import pytest

from litreview.evidence import Likely, Ranker
from litreview.model import Decision, Record, RecordId, Source, Where

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

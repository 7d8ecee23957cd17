"""The shipped prior: its files, what it says of words, and that it is asked as it was trained. All works are made up."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.resources import files
from math import log
from typing import NamedTuple

import pytest
import snowballstemmer
from hypothesis import given, strategies as st

from litreview.core.model import Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.stages.tagging.codebook_rules import rules_of
from litreview.stages.tagging.prior import Prior, load_prior, probability
from litreview.stages.tagging.tagger import read_sources
from litreview.stages.tagging.tokens import (
    Alphabet,
    cut,
    edges,
    plain_form,
    stem_of,
    stem_table,
    terms_of,
    text_of,
)

PRIOR = load_prior()
WORDS = st.lists(
    st.sampled_from(
        ["raid", "Raids", "victims", "the", "of", "services", "labour", "zebra", "police", "trafficking", "2019", "a"]
    ),
    max_size=30,
)  # fmt: skip


def source(**fields):
    record = Record(key="a", type="article", id=RecordId("a:a"), where=Where(file="a"))
    return Source(key="a", type="article", fields=fields, records=(record,))


class Pull(NamedTuple):
    text: str
    start: int
    weight: float


def pulls(known, text, code, **how):
    """The heaviest words of a text, with their places and weights."""
    edge = edges(cut(text))
    heaviest = known.read(text).heaviest(code, **how)
    spans = [(edge[2 * place], edge[2 * place + 1], weight) for place, weight in heaviest]
    return [Pull(text[start:end], start, round(weight, 4)) for start, end, weight in spans]


def small():
    """A prior of one code, whose numbers can be worked out by hand."""
    words = {"raid": (2.0, 1.0), "servic": (1.0, -0.5), "raid servic": (1.0, 0.25)}
    return Prior(name="own", codes=("x",), words=words, intercepts=(0.1,), record={})


def test_the_weights_are_those_of_the_training_record():
    table = files("litreview.stages.tagging").joinpath("prior.tsv").read_text(encoding="utf-8")
    assert PRIOR.record["version"] == hashlib.sha256(table.encode()).hexdigest()[:12]
    assert {"protect", "prosecute", "prevent"} == set(PRIOR.record["codes"]) == set(PRIOR.codes)


def test_the_file_holds_words_and_pairs_of_words_and_nothing_longer():
    assert {1, 2} == {len(term.split(" ")) for term in PRIOR.words}
    assert all(word.isalpha() or "'" in word for term in PRIOR.words for word in term.split(" "))


def test_the_table_of_stems_says_what_the_stemmer_says_of_most_words_of_the_codebook():
    """A word that it lacks costs time, a wrong stem a tag."""
    stem = snowballstemmer.stemmer("english").stemWord
    table = stem_table()
    assert {word: stem(word) for word in table} == table
    groups = (
        g for p in rules_of(load_codebook()).patterns for part in p.parts for place in part for g in place
    )
    words = {plain_form(word.removeprefix("=")) for group in groups for word in group.split("_")}
    assert len(words & table.keys()) > 0.9 * len(words)


def test_it_fits_its_own_codebook_and_no_other():
    assert PRIOR.fits(load_codebook())
    assert not PRIOR.fits(
        parse_codebook('[[code]]\nid = "protect"\ngroup = "g"\nlabel = "P"\ndefinition = "P."\n')
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.1),  # the intercept
        ("zebras", 0.1),
        ("Raids", 0.1 + 1.0),  # one known word: its TF-IDF divided by its length is 1
        ("raid services", 0.1 + (2 * 1.0 - 1 * 0.5 + 1 * 0.25) / 6**0.5),
        ("raid the services", 0.1 + (2 * 1.0 - 1 * 0.5 + 1 * 0.25) / 6**0.5),  # grammar is passed over
        ("raid zebra services", 0.1 + (2 * 1.0 - 1 * 0.5) / 5**0.5),  # an unknown word parts a pair
    ],
)
def test_log_odds_by_hand(text, expected):
    assert expected == pytest.approx(small().log_odds(text)["x"])


@given(words=WORDS)
def test_what_is_counted_is_what_was_trained_on(words):
    """The short way of counting finds the terms that `terms_of` gives, which the training script counts."""
    text = " ".join(words)
    counts = Counter(term for term in terms_of(text) if term in PRIOR.words)
    values = {term: (1 + log(n)) * PRIOR.words[term][0] for term, n in counts.items()}
    length = sum(value * value for value in values.values()) ** 0.5 or 1.0
    expected = [
        intercept + sum(value * PRIOR.words[term][1 + n] for term, value in values.items()) / length
        for n, intercept in enumerate(PRIOR.intercepts)
    ]
    assert expected == pytest.approx([*PRIOR.log_odds(text).values()])


def test_no_word_of_a_known_stem_is_taken_for_unknown():
    """Words that the codebook and the written titles have, in each of the forms that are looked up without a stemmer."""
    words = [
        "counseling",
        "counselling",
        "happiness",
        "happier",
        "services",
        "servicing",
        "policies",
        "policy",
        "policed",
        "possibly",
        "possibility",
        "possible",
        "labour",
        "labor",
        "women",
        "woman",
        "men",
        "children",
        "child",
        "dying",
        "die",
        "vulnerability",
        "vulnerable",
        "identities",
        "identify",
        "identified",
        "criminalisation",
        "criminalize",
        "programmes",
        "programme",
        "defence",
        "defense",
    ]
    known = Prior(name="x", codes=(), words={stem_of(w): (1.0,) for w in words}, intercepts=(), record={})
    alphabet = Alphabet((), (), known.stems)
    numbers = known.numbering(alphabet)
    assert not [word for word in words if numbers[ord(alphabet[word])] < 0]


@given(words=WORDS)
def test_pulls_are_literal_and_the_heaviest_come_first(words):
    found = pulls(PRIOR, " ".join(words), "protect")
    assert {one.text for one in found} <= set(words)
    assert sorted((abs(one.weight) for one in found), reverse=True) == [abs(one.weight) for one in found]


def test_words_of_the_goals_pull_to_their_goal():
    found = {one.text: one.weight for one in pulls(PRIOR, "Survivors, sentencing and poverty", "protect")}
    assert found["Survivors"] > 0 > found["sentencing"]
    assert max(PRIOR.log_odds("shelter for survivors").items(), key=lambda pair: pair[1])[0] == "protect"
    assert max(PRIOR.log_odds("indictments and sentences").items(), key=lambda p: p[1])[0] == "prosecute"
    assert max(PRIOR.log_odds("poverty and vulnerability").items(), key=lambda p: p[1])[0] == "prevent"


def test_our_own_tags_are_no_words_and_a_confidential_source_has_none():
    work = source(title="Raids", keywords="tvpa:protect, shelter, own:light")
    assert "Raids .  , shelter,  " == text_of(work, "own:")
    sealed = Source(
        key="I01",
        type="interview",
        fields={"title": "Raids"},
        records=work.records,
        confidential=True,
    )
    assert "" == text_of(sealed, "own:")


def test_the_words_of_a_reason_are_in_the_field_they_name_and_no_tag_of_ours():
    work = source(title="Raids", abstract="What survivors need is shelter", keywords="tvpa:protect, shelter")
    (read,) = read_sources([work])
    spans, _ = read.words["protect"]
    assert [("abstract", "survivors"), ("abstract", "shelter")] == sorted(
        ((span.field, span.text) for span in spans), key=lambda one: one[1], reverse=True
    )[:2]
    assert all(work.get(span.field)[span.start : span.end] == span.text for span in spans)


def test_rules_and_model_read_the_same_words_as_the_model_alone():
    work = source(
        title="Raids on brothels", abstract="Survivors’ shelters, and what the police’s raids cost in 2019."
    )
    (read,) = read_sources([work])
    assert read.odds == pytest.approx(PRIOR.log_odds(text_of(work, "tvpa:")))


def prior(codes="x", intercepts=(0.1,), **words):
    """Return a prior of these words: idf, and after it the weight for each code; `_` stands for the space of a pair."""
    return Prior(
        name="own",
        codes=tuple(codes),
        words={term.replace("_", " "): numbers for term, numbers in words.items()},
        intercepts=intercepts,
        record={},
    )


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("raid", 0),
        ("raids", 0),
        ("services", 1),
        ("men", 2),
        ("man", 2),
        ("dying", 3),
        ("dies", 3),
        ("happy", 4),
        ("possibility", 5),
        ("the", -2),
        ("of", -2),
        ("rain", -1),
        ("raider", -1),
        ("mango", -1),
        ("women", -1),
        ("lying", -1),
        ("zebra", -1),
        ("x", -2),
        ("2013", -2),
        (";", -2),
    ],
)
def test_the_number_of_a_word_is_that_of_its_stem(word, number):
    stems = ("raid", "servic", "man", "die", "happi", "possibl")
    known = prior(**dict.fromkeys(stems, (1.0, 1.0)))
    alphabet = Alphabet((), (), known.stems)
    assert number == known.numbering(alphabet)[ord(alphabet[word])]


@pytest.mark.parametrize("text", ["", "raid services"])
def test_a_prior_without_words_says_its_intercepts(text):
    assert {"x": 0.1} == prior().log_odds(text)
    assert [] == pulls(prior(), text, "x")


@pytest.mark.parametrize(
    ("name", "codes", "fits"),
    [
        ("own", "x", True),
        ("own", "xy", True),
        ("own", "yx", True),
        ("own", "y", False),
        ("other", "xy", False),
    ],
)
def test_a_prior_fits_a_codebook_of_its_name_with_each_of_its_codes(name, codes, fits):
    head = f'[codebook]\nname = "{name}"\n'
    code = '[[code]]\nid = "{}"\ngroup = "g"\nlabel = "L"\ndefinition = "D."\n'
    assert fits == prior().fits(parse_codebook(head + "".join(code.format(one) for one in codes)))


TWICE = 2.0 * (1 + log(2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raid raid", 0.1 + 1.0),
        ("raid. Raids, raid", 0.1 + 1.0),
        ("raid raid services", 0.1 + (TWICE - 0.5 + 0.25) / (TWICE**2 + 2) ** 0.5),
        ("services raid", 0.1 + (2.0 - 0.5) / 5**0.5),
        ("services", 0.1 - 0.5),
        ("the of", 0.1),
    ],
)
def test_log_odds_of_words_said_again_and_the_other_way_round(text, expected):
    assert expected == pytest.approx(small().log_odds(text)["x"])
    assert expected == pytest.approx(small().read(text).log_odds()["x"])


def read_together(known, texts):
    alphabet = Alphabet((), (), known.stems)
    return known.weigh([alphabet.encode(cut(text)) for text in texts], known.numbering(alphabet))


@pytest.mark.parametrize("count", [0, 256, 257])
def test_texts_that_are_read_together_are_read_as_each_alone(count):
    texts = [("raid services", "zebra", "", "services", "raids and raids")[n % 5] for n in range(count)]
    together = [(one.log_odds(), one.heaviest("x")) for one in read_together(small(), texts)]
    alone = {text: small().read(text) for text in texts}
    assert together == [(alone[text].log_odds(), alone[text].heaviest("x")) for text in texts]


def test_no_pair_reaches_from_one_text_into_the_next():
    first, second = read_together(small(), ["raid", "services"])
    assert (1.1, -0.4) == pytest.approx((first.log_odds()["x"], second.log_odds()["x"]))


def test_each_code_has_its_own_weights_and_intercept():
    known = prior("xy", (0.1, -0.2), raid=(2.0, 1.0, 0.0), servic=(1.0, -0.5, 4.0))
    assert {"x": 1.1, "y": -0.2} == pytest.approx(known.log_odds("raids"))
    assert {"x": -0.4, "y": 3.8} == pytest.approx(known.log_odds("services"))
    assert ["raids", "services"] == [one.text for one in pulls(known, "services and raids", "x")]
    assert ["services"] == [one.text for one in pulls(known, "services and raids", "y")]


ROOT = 6**0.5


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({}, [("Raid", 2.125 / ROOT), ("services", -0.375 / ROOT)]),
        ({"sign": 1}, [("Raid", 2.125 / ROOT)]),
        ({"sign": -1}, [("services", -0.375 / ROOT)]),
        ({"least": 0.15}, [("Raid", 2.125 / ROOT), ("services", -0.375 / ROOT)]),
        ({"least": 0.16}, [("Raid", 2.125 / ROOT)]),
        ({"least": 0.9}, []),
        ({"most": 1}, [("Raid", 2.125 / ROOT)]),
        ({"most": 0}, []),
        ({"most": 9}, [("Raid", 2.125 / ROOT), ("services", -0.375 / ROOT)]),
        ({"sign": -1, "most": 1}, [("services", -0.375 / ROOT)]),
        ({"sign": -1, "least": 0.16}, []),
    ],
)
def test_which_words_pull_and_how_much(given_, words):
    """The values are 2, 1 and, of the pair, 1; their length is the root of 6; a pair gives each of its words half."""
    found = pulls(small(), "The Raid services", "x", **given_)
    assert [(text, round(weight, 4)) for text, weight in words] == [(one.text, one.weight) for one in found]


@pytest.mark.parametrize(("least", "count"), [(0.0, 1), (0.9999, 1), (1.0, 1), (1.0001, 0)])
def test_a_word_of_just_the_least_weight_pulls(least, count):
    assert count == len(pulls(prior(raid=(2.0, 1.0)), "raid", "x", least=least))


def test_of_words_that_weigh_the_same_the_first_in_the_text_comes_first_and_no_weight_is_none():
    known = prior(raid=(1.0, 1.0), port=(1.0, -1.0), sea=(1.0, 0.0))
    for text in ("ports, sea, raids, ports", "raids, sea, ports, raids"):
        found = pulls(known, text, "x")
        assert [text.split(", ")[0], text.split(", ")[2]] == [one.text for one in found]
        assert all(one.start == text.index(one.text) and len(one.text) == 5 for one in found)


@pytest.mark.parametrize(
    "text", ["Die Schlepper; raid und die Überfahrt, raids", "It is the raid’s cost, raids"]
)
def test_a_word_is_found_at_its_first_place_in_any_script(text):
    (one,) = pulls(prior(raid=(1.0, 0.123456)), text, "x")
    assert one.text.startswith("raid")
    assert (text.index("raid"), 0.1235) == (one.start, one.weight)


@pytest.mark.parametrize(
    ("odds", "chance"), [(0.0, 0.5), (1.0, 0.7311), (-1.0, 0.2689), (9.0, 0.9999), (-20.0, 0.0), (20.0, 1.0)]
)
def test_the_probability_of_log_odds(odds, chance):
    assert chance == probability(odds)

"""The shipped prior: its files, what it says of words, and that it is asked as it was trained. All works are made up."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.resources import files
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.codebook import load_codebook, parse_codebook
from litreview.model import Record, RecordId, Source, Where
from litreview.tagging.prior import Prior, load_prior
from litreview.tagging.texts import field_spans, terms_of, text_of
from litreview.tagging.words import stem_of

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


def small():
    """A prior of one code, whose numbers can be worked out by hand."""
    words = {"raid": (2.0, 1.0), "servic": (1.0, -0.5), "raid servic": (1.0, 0.25)}
    return Prior(name="own", codes=("x",), words=words, intercepts=(0.1,), record={})


def test_the_weights_are_those_of_the_training_record():
    table = files("litreview.tagging").joinpath("prior.tsv").read_text(encoding="utf-8")
    assert PRIOR.record["version"] == hashlib.sha256(table.encode()).hexdigest()[:12]
    assert {"protect", "prosecute", "prevent"} == set(PRIOR.record["codes"]) == set(PRIOR.codes)


def test_the_file_holds_words_and_pairs_of_words_and_nothing_longer():
    assert {1, 2} == {len(term.split(" ")) for term in PRIOR.words}
    assert all(word.isalpha() or "'" in word for term in PRIOR.words for word in term.split(" "))


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
    expected = sorted((1 + log(n)) * PRIOR.words[term][0] for term, n in counts.items())
    assert expected == pytest.approx(sorted(PRIOR.read(text).values))


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
    assert not [word for word in words if known.number(word) < 0]


@given(words=WORDS)
def test_pulls_are_literal_and_the_heaviest_come_first(words):
    text = " ".join(words)
    pulls = PRIOR.pull(text, "protect")
    assert all(text[pull.start : pull.end] == pull.text for pull in pulls)
    assert sorted((abs(pull.weight) for pull in pulls), reverse=True) == [abs(pull.weight) for pull in pulls]


def test_words_of_the_goals_pull_to_their_goal():
    pull = {p.text: p.weight for p in PRIOR.pull("Survivors, sentencing and poverty", "protect")}
    assert pull["Survivors"] > 0 > pull["sentencing"]
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


def test_spans_are_in_the_field_they_name():
    work = source(title="Raids", abstract="What raids cost", keywords="tvpa:protect, shelter")
    text = text_of(work, "tvpa:")
    places = [(text.index(word), text.index(word) + len(word)) for word in ("Raids", "cost", "shelter")]
    spans = field_spans(work, "tvpa:", text, places)
    assert [("title", "Raids"), ("abstract", "cost")] == [(span.field, span.text) for span in spans[:2]]
    assert all(work.get(span.field)[span.start : span.end] == span.text for span in spans)

"""Texts as numbers: which terms, what they weigh, and where they are found again. All texts are made up."""

import numpy as np
import pytest

from litreview.core.model import Record, RecordId, Source, Where
from litreview.stages.learning import find_words, read_features


def source(**fields):
    record = Record(key="A", type="article", id=RecordId("a.bib:A"), where=Where(file="a.bib"))
    return Source(key="A", type="article", fields=fields, records=(record,))


def test_no_pair_of_words_reaches_from_one_part_of_a_text_into_the_next():
    found = set(read_features([["river levee", "otter"], ["levee otter"]]).names)
    assert {"river", "levee", "otter", "river levee", "levee otter"} == found
    assert "levee otter" not in read_features([["river levee", "otter"]]).names
    assert "otter river" not in read_features([["otter"], ["river"]]).names


def test_each_text_has_length_one_and_one_without_words_none():
    made = read_features([["river levee", "levee"], ["an otter, a levee"], ["?"]])
    lengths = np.sqrt(made.table.multiply(made.table).sum(axis=1))
    assert [1.0, 1.0, 0.0] == pytest.approx(np.asarray(lengths).ravel().tolist())


def test_a_rare_word_weighs_more_than_one_that_many_texts_have():
    made = read_features([["levee otter"], ["levee"], ["levee"], ["gravel"]])
    row = dict(zip(made.names, made.table.toarray()[0], strict=True))
    assert row["otter"] > row["levee"] > 0


def test_what_almost_every_text_has_and_what_too_few_have_is_no_feature():
    texts = [["valley", f"word{n % 10}"] for n in range(40)]
    assert "valley" not in read_features(texts).names
    assert {f"word{n}" for n in range(10)} == set(read_features([*texts, ["lone"]], least=2).names) - {
        "valley"
    }


def test_texts_without_a_word_have_features_of_no_column():
    assert (2, 0) == read_features([["?"], []]).table.shape


def test_a_word_is_found_whole_where_it_is_first_and_in_what_capitals():
    work = source(title="Levees", abstract="The LEVEE and a levee")
    (span,) = find_words(work, [(1.0, "levee")], ("title", "abstract"), 3)
    assert ("abstract", 4, 9, "LEVEE") == (span.field, span.start, span.end, span.text)


def test_a_pair_is_found_across_what_is_no_word_and_its_words_are_not_shown_again():
    work = source(abstract="Child-labor laws")
    weighed = [(3.0, "child labor"), (2.0, "labor"), (1.0, "laws"), (0.5, "absent"), (0.001, "child")]
    assert ["Child-labor", "laws"] == [s.text for s in find_words(work, weighed, ("abstract",), 5)]
    assert ["Child-labor"] == [s.text for s in find_words(work, weighed, ("abstract",), 1)]


def test_the_terms_of_a_text_are_told_by_what_they_add():
    made = read_features([["levee otter"], ["gravel"]])
    weights = np.array([{"levee": 2.0, "otter": -1.0}.get(name, 0.0) for name in made.names])
    told = made.weighed(0, weights)
    assert ["levee", "levee otter", "otter"] == [name for _, name in told]
    assert told[0][0] > 0 > told[-1][0]

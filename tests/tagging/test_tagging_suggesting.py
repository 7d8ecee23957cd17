"""Suggestions: from some 50 decisions on, honest about themselves, never final. The sources are made up."""

import csv
import random
import sys

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.codebook import parse_codebook
from litreview.errors import MissingExtraError
from litreview.model import Decision, Record, RecordId, Relation, Source, Where
from litreview.tagging import suggest

BOOK = parse_codebook(
    """
[codebook]
name = "rivers"
[[code]]
id = "flood"
group = "theme"
label = "Floods"
definition = "On floods."
[[code.terms]]
weight = 2
match = ["inundation"]
[[code]]
id = "fish"
group = "theme"
label = "Fish"
definition = "On fish."
"""
)
FLOOD = ("levee", "overflow", "dike", "surge", "inundation", "rainfall")
OTHER = ("salmon", "gravel", "meander", "otter", "delta", "willow")


def source(n, words, *, confidential=False):
    record = Record(key=f"S{n}", type="article", id=RecordId(f"a.bib:S{n}"), where=Where(file="a.bib"))
    fields = {
        "title": f"{words[0].capitalize()} and {words[1]}",
        "abstract": " ".join(words) + " in a valley.",
    }
    return Source(key=f"S{n}", type="article", fields=fields, records=(record,), confidential=confidential)


def corpus(n):
    """Return n sources, every second one on floods, and whether it is."""
    rng = random.Random(1)
    made = [source(i, rng.sample(FLOOD if i % 2 else OTHER, 4)) for i in range(n)]
    return made, {s.key: bool(i % 2) for i, s in enumerate(made)}


def decided(truth, keys, code="flood"):
    return [
        Decision(
            when="2026-01-01T00:00:00Z", by="a", verb="tag" if truth[key] else "not-tag", key=key, value=code
        )
        for key in keys
    ]


def test_before_there_are_enough_decisions_it_says_how_many_are_missing():
    made, truth = corpus(80)
    found = suggest(made, BOOK, decided(truth, list(truth)[:49]))
    assert ((), ()) == (found.tags, found.queue)
    assert ["49 decided sources, 50 are needed", "0 decided sources, 50 are needed"] == [
        t.why for t in found.trust
    ]
    ones = [key for key in truth if truth[key]][:50] + [key for key in truth if not truth[key]][:7]
    made, truth = corpus(120)
    ones = [key for key in truth if truth[key]][:50] + [key for key in truth if not truth[key]][:7]
    assert (
        "50 yes and 7 no; at least 8 of each are needed"
        == suggest(made, BOOK, decided(truth, ones)).trust[0].why
    )


def test_it_learns_what_people_said_and_shows_the_words():
    made, truth = corpus(100)
    said = decided(truth, list(truth)[:60])
    found = suggest(made, BOOK, said)
    assert found == suggest(made, BOOK, said), "the same input gives the same output"
    trust = found.trust[0]
    assert ("flood", 30, 30, 40) == (trust.code, trust.yes, trust.no, trust.left)
    assert trust.kappa is not None
    assert trust.kappa > 0.9
    assert trust.rules is not None
    assert trust.rules < trust.kappa, "the rules know one of six words"
    assert trust.expected_yes == pytest.approx(20, abs=3)
    assert {"model"} == {t.method for t in found.tags}
    assert {key for key in list(truth)[60:] if truth[key]} == {t.source for t in found.tags}
    by_key = {s.key: s for s in made}
    for tag in found.tags:
        assert tag.basis == "abstract"
        assert tag.spans
        for span in tag.spans:
            assert span.text == by_key[tag.source].get(span.field)[span.start : span.end]


def test_words_that_say_nothing_earn_no_trust():
    """Kappa is cross-validated: a model that has learned noise by heart must not praise itself."""
    made, truth = corpus(100)
    rng = random.Random(5)
    noise = {key: rng.random() < 0.5 for key in truth}
    trust = suggest(made, BOOK, decided(noise, list(noise))).trust[0]
    assert trust.kappa is not None
    assert abs(trust.kappa) < 0.35


def test_the_most_doubtful_come_first():
    made, truth = corpus(100)
    mixed = source(100, ["levee", "salmon", "surge", "otter"])
    found = suggest([*made, mixed], BOOK, decided(truth, list(truth)[:60]))
    assert "S100" == found.queue[0].source
    doubts = [one.doubt for one in found.queue]
    assert doubts == sorted(doubts, reverse=True)
    assert set(list(truth)[60:]) | {"S100"} == {one.source for one in found.queue}


def test_what_people_differ_on_teaches_nothing_and_is_not_suggested():
    made, truth = corpus(100)
    said = decided(truth, list(truth)[:60])
    other = Decision(when="2026-01-02T00:00:00Z", by="b", verb="tag", key="S0", value="flood")
    found = suggest(made, BOOK, [*said, other])
    assert (30, 29, 40) == (found.trust[0].yes, found.trust[0].no, found.trust[0].left)
    assert "S0" not in {t.source for t in found.tags} | {one.source for one in found.queue}


def test_none_is_a_no_to_every_code_of_the_group():
    made, truth = corpus(100)
    keys = list(truth)[:60]
    yes = [d for d in decided(truth, keys) if d.verb == "tag"]
    none = [
        Decision(when="2026-01-01T00:00:00Z", by="a", verb="tag", key=k, value="none")
        for k in keys
        if not truth[k]
    ]
    assert suggest(made, BOOK, [*yes, *none]).trust[0].no == 30


def test_versions_of_one_study_are_not_learned_from_each_other():
    """Every source has a twin with its words and its (random) label; related twins must not give the answer away."""
    rng = random.Random(9)
    words = [f"word{n}" for n in range(400)]
    made, truth, related = [], {}, []
    for n in range(40):
        own, label = rng.sample(words, 6), rng.random() < 0.5
        for twin in (n, n + 1000):
            made.append(source(twin, own))
            truth[f"S{twin}"] = label
        related.append(Relation(a=f"S{n}", b=f"S{n + 1000}", kind="version"))
    said = decided(truth, list(truth))
    apart, together = (suggest(made, BOOK, said, r).trust[0].kappa for r in ((), related))
    assert apart is not None
    assert together is not None
    assert apart > 0.5, "without the relation a twin gives the answer away"
    assert together < 0.4


def test_a_sealed_source_is_neither_learned_from_nor_suggested():
    made, truth = corpus(100)
    sealed = [source(200, ["levee", "dike", "surge", "rainfall"], confidential=True)]
    found = suggest([*made, *sealed], BOOK, decided(truth, list(truth)[:60]))
    assert "S200" not in {t.source for t in found.tags} | {one.source for one in found.queue}


def test_without_scikit_learn_the_message_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    made, truth = corpus(60)
    with pytest.raises(MissingExtraError, match=r"pip install scikit-learn"):
        suggest(made, BOOK, decided(truth, list(truth)))


def review_of(made, truth, count, folder):
    """Write a review folder of these sources, the first `count` of them decided by `a`; return it."""
    from litreview.decisions import dumps

    (folder / "bib").mkdir(parents=True)
    entries = [
        f"@article{{{s.key},\n title = {{{s.title}}},\n abstract = {{{s.abstract}}},\n year = {{{1900 + n}}}\n}}\n"
        for n, s in enumerate(made)
    ]
    (folder / "bib" / "a.bib").write_text("\n".join(entries), encoding="utf-8")
    (folder / "rivers.toml").write_text(
        '[codebook]\nname = "rivers"\n[[code]]\nid = "flood"\ngroup = "theme"\nlabel = "Floods"\ndefinition = "On floods."\n',
        encoding="utf-8",
    )
    (folder / "litreview.toml").write_text('title = "Rivers"\ncodebook = "rivers.toml"\n', encoding="utf-8")
    (folder / "decisions").mkdir()
    said = dumps(decided(truth, list(truth)[:count]))
    (folder / "decisions" / "a.tsv").write_text(said, encoding="utf-8")
    return folder


def test_the_command_writes_what_to_code_next(tmp_path):
    made, truth = corpus(70)
    folder = review_of(made, truth, 56, tmp_path / "r")
    out, table = tmp_path / "o.bib", tmp_path / "next.csv"
    result = CliRunner().invoke(main, ["tag", str(folder), "-o", str(out), "--suggest", str(table)])
    assert result.exit_code == 0, result.output
    assert "flood: 28 yes and 28 no decided; kappa" in result.output
    assert "A suggestion is no decision" in result.output
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert set(list(truth)[56:]) == {row["source"] for row in rows}
    assert [str(n + 1) for n in range(len(rows))] == [row["rank"] for row in rows]
    assert "model" not in out.read_text(encoding="utf-8")


def first_asked(folder, by, keys="q"):
    result = CliRunner().invoke(main, ["tag", str(folder), "--review", "--by", by], input=keys)
    assert result.exit_code == 0, result.output
    return result.output, result.output.partition("(article ")[2].partition(")")[0]


def test_coding_begins_with_the_most_doubtful_and_says_how_far_the_model_can_be_trusted(tmp_path):
    made, truth = corpus(70)
    mixed = source(100, ["levee", "salmon", "surge", "otter"])
    folder = review_of([*made, mixed], truth, 56, tmp_path / "r")
    output, asked = first_asked(folder, "a")
    assert asked == "S100", "the last of the file"
    assert "The most doubtful come first, as a model learned from what a decided:" in output
    assert "flood: 28 yes and 28 no decided; kappa" in output
    assert "of 15 left about" in output


def test_the_order_gives_nothing_away_of_what_others_decided(tmp_path):
    made, truth = corpus(70)
    mixed = source(100, ["levee", "salmon", "surge", "otter"])
    folder = review_of([*made, mixed], truth, 56, tmp_path / "r")
    output, asked = first_asked(folder, "b")
    assert asked == "S0"
    assert "kappa" not in output


def test_coding_goes_in_the_order_of_the_file_before_there_are_enough_and_without_the_extra(
    tmp_path, monkeypatch
):
    made, truth = corpus(70)
    assert "S49" == first_asked(review_of(made, truth, 49, tmp_path / "r"), "a")[1]
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    assert "S56" == first_asked(review_of(made, truth, 56, tmp_path / "s"), "a")[1]

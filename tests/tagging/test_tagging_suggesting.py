"""Suggestions: from the first decision on, honest about themselves, never final. The sources are made up."""

import csv
import random

import numpy as np
import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.model import Decision, Record, RecordId, Relation, Source, Span, Where
from litreview.judgements.codebook import parse_codebook
from litreview.stages.tagging import Learner, suggest
from litreview.stages.tagging.codebook_rules import Weighed
from litreview.stages.tagging.goal_states import decided_codes
from litreview.stages.tagging.suggesting import CodeModel, _doubt, _studies, _too_few
from litreview.stages.tagging.tagger import Reading

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


def chance(found, key, code="flood"):
    return next(one.probabilities[code] for one in found.queue if one.source == key)


def test_before_any_decision_it_says_what_the_words_of_the_codebook_say():
    made = [source(0, ["inundation", "salmon"]), source(1, ["otter", "gravel"])]
    found = suggest(made, BOOK)
    assert chance(found, "S0") > 0.5 > chance(found, "S1")
    assert [("S0", "flood", "inundation")] == [
        (t.source, t.code, t.spans[0].text.lower()) for t in found.tags
    ]
    assert all(one.probabilities == one.before for one in found.queue)
    assert [(0, 0, 2, 0)] * 2 == [(t.yes, t.no, t.left, t.turned) for t in found.trust]


def test_the_first_decision_is_learned_from():
    made, truth = corpus(60)
    none, one = suggest(made, BOOK), suggest(made, BOOK, decided(truth, ["S1"]))
    words = set(made[1].get("abstract").split())
    likest = max(made[3::2], key=lambda each: len(words & set(each.get("abstract").split()))).key
    assert chance(one, likest) > chance(none, likest) + 0.05
    assert chance(one, likest) > chance(one, "S0")
    assert (1, 0, "measured from 20 decided sources on") == (
        one.trust[0].yes,
        one.trust[0].no,
        one.trust[0].why,
    )


@pytest.mark.parametrize(
    ("yes", "no", "why"),
    [
        (10, 9, "measured from 20 decided sources on"),
        (18, 2, "measured from 3 of yes and 3 of no on"),
        (17, 3, ""),
        (3, 17, ""),
    ],
)
def test_how_good_it_is_is_measured_once_there_is_something_to_measure_by(yes, no, why):
    made, truth = corpus(60)
    keys = [key for key in truth if truth[key]][:yes] + [key for key in truth if not truth[key]][:no]
    trust = suggest(made, BOOK, decided(truth, keys)).trust[0]
    assert (yes, no, why) == (trust.yes, trust.no, trust.why)
    assert (trust.kappa is None) == bool(why)


def test_what_answers_turned_is_told_of_sources_that_nobody_decided():
    made, truth = corpus(60)
    learner = Learner(made, BOOK)
    before, after = learner.learn(), learner.learn(decided(truth, list(truth)[:20]))
    turned = learner.compare(before, after)
    assert turned
    assert {t.source for t in turned} <= set(list(truth)[20:])
    for one in turned:
        assert one.yes == (one.now >= 0.5) != (one.before >= 0.5)
    flood = [one for one in turned if one.code == "flood"]
    assert learner.suggest(decided(truth, list(truth)[:20])).trust[0].turned == len(flood)
    changes = [abs(one.now - one.before) for one in turned]
    assert changes == sorted(changes, reverse=True)
    assert () == learner.compare(before, before)


def test_a_learner_may_be_told_what_is_known_before():
    made = [source(0, ["otter", "salmon"]), source(1, ["otter", "gravel"])]
    known = {"S0": {"flood": 2.0, "fish": 0.0}, "S1": {"flood": -2.0, "fish": 0.0}}
    found = Learner(made, BOOK, known=known).suggest()
    assert [0.8808, 0.1192] == [chance(found, key) for key in ("S0", "S1")]


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
    assert trust.expected_yes == pytest.approx(20, abs=4)
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
    asked = [one for one in found.queue if "flood" in one.probabilities]
    by_flood = sorted(asked, key=lambda one: abs(one.probabilities["flood"] - 0.5))
    assert "S100" == by_flood[0].source
    doubts = [one.doubt for one in found.queue]
    assert doubts == sorted(doubts, reverse=True)
    assert {s.key for s in made} | {"S100"} == {one.source for one in found.queue}, (
        "none was asked about fish"
    )
    for one in found.queue:
        assert one.doubt == max(round(1 - abs(2 * p - 1), 4) for p in one.probabilities.values())


def test_what_people_differ_on_teaches_nothing_and_is_not_suggested():
    made, truth = corpus(100)
    said = decided(truth, list(truth)[:60])
    other = Decision(when="2026-01-02T00:00:00Z", by="b", verb="tag", key="S0", value="flood")
    found = suggest(made, BOOK, [*said, other])
    assert (30, 29, 40) == (found.trust[0].yes, found.trust[0].no, found.trust[0].left)
    assert "S0" not in {t.source for t in found.tags if t.code == "flood"}
    assert {"fish"} == {code for one in found.queue if one.source == "S0" for code in one.probabilities}


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


def review_of(made, truth, count, folder):
    """Write a review folder of these sources, the first `count` of them decided by `a`; return it."""
    from litreview.judgements.decisions import dumps

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
    assert "flood: 28 answers yes and 28 no, which changed " in result.output
    assert "A suggestion is no decision" in result.output
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert set(list(truth)[56:]) == {row["source"] for row in rows}
    assert [str(n + 1) for n in range(len(rows))] == [row["rank"] for row in rows]
    assert {("yes" if float(row["probability"]) >= 0.5 else "no") == row["suggested"] for row in rows} == {
        True
    }
    assert {"0.08"} == {row["before"] for row in rows}, "the codebook has no word"
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
    assert "The most uncertain sources come first; litreview learns from each decision of a." in output
    assert "flood: 28 answers yes and 28 no, which changed " in output
    assert "of the 15 left, about" in output


def test_the_order_gives_nothing_away_of_what_others_decided(tmp_path):
    made, truth = corpus(70)
    mixed = source(100, ["levee", "salmon", "surge", "otter"])
    folder = review_of([*made, mixed], truth, 56, tmp_path / "r")
    output, asked = first_asked(folder, "b")
    assert asked == "S0"
    assert "kappa" not in output


@pytest.mark.exhaustive
def test_what_an_answer_changed_elsewhere_is_told_at_once_and_the_order_goes_by_it(tmp_path):
    made, truth = corpus(40)
    folder = review_of(made, truth, 0, tmp_path / "r")
    output, _ = first_asked(folder, "a", keys="y" * 30)
    assert "suggestions changed by your answer: flood is now likely for " in output
    told = output.partition("suggestions changed by your answer: flood is now likely for ")[2].split()[0]
    assert told in truth


def test_of_double_coding_nothing_is_learned_or_told(tmp_path):
    made, truth = corpus(40)
    folder = review_of(made, truth, 0, tmp_path / "r")
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text("utf-8") + "[coding]\ncoders = 2\n", "utf-8")
    output, asked = first_asked(folder, "a", keys="y" * 39)
    assert asked == "S0"
    assert "learns from" not in output
    assert "changed by your answer" not in output
    places = [output.index(f"(article S{n})") for n in range(39)]
    assert places == sorted(places), "in the order of the file"


def test_what_a_filled_sheet_changed_elsewhere_is_told_once(tmp_path, monkeypatch):
    from openpyxl import load_workbook

    monkeypatch.chdir(tmp_path)
    made, truth = corpus(40)
    folder = review_of(made, truth, 0, tmp_path / "r")
    CliRunner().invoke(main, ["sheet", "tags", str(folder), "-o", "t.xlsx", "--by", "a"])
    book = load_workbook("t.xlsx")
    sheet = book.worksheets[0]
    names = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, 22):
        sheet.cell(row, names["code flood"]).value = "yes"
    book.save("t.xlsx")
    told = CliRunner().invoke(main, ["decide", "--from", "t.xlsx", "--by", "a", "-C", str(folder)])
    assert 0 == told.exit_code, told.output
    assert 1 == told.output.count("suggestions changed by your answer: flood is now likely for ")
    again = CliRunner().invoke(main, ["decide", "--from", "t.xlsx", "--by", "a", "-C", str(folder)])
    assert "changed by your answer" not in again.output, "nothing new was said"


# ---------------------------------------------------------------- piece by piece

CODES = ("flood", "fish")


def line(verb, key, value, by="a"):
    return Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=key, value=value)


@pytest.mark.parametrize(
    ("lines", "views"),
    [
        ([], {}),
        ([("tag", "A", "flood")], {("A", "flood"): {True}}),
        ([("tag", "A", "rivers:flood")], {("A", "flood"): {True}}),
        ([("tag", "A", "lakes:flood")], {("A", "lakes:flood"): {True}}),
        ([("not-tag", "A", "flood")], {("A", "flood"): {False}}),
        ([("tag", "A", "none")], {("A", "flood"): {False}, ("A", "fish"): {False}}),
        ([("tag", "A", "rivers:none")], {("A", "flood"): {False}, ("A", "fish"): {False}}),
        ([("not-tag", "A", "none")], {("A", "none"): {False}}),
        ([("include", "A", "abstract"), ("stance", "A", "flood=supports")], {}),
        ([("tag", "A", "flood"), ("not-tag", "A", "flood")], {("A", "flood"): {True, False}}),
        ([("tag", "A", "flood"), ("tag", "A", "none", "b")], {("A", "flood"): {True, False}, ("A", "fish"): {False}}),
        ([("tag", "A", "flood"), ("tag", "A", "none")], {("A", "flood"): {True}, ("A", "fish"): {False}}),
        ([("include", "A", "abstract"), ("tag", "B", "fish")], {("B", "fish"): {True}}),
    ],
)  # fmt: skip
def test_what_people_said_of_a_code(lines, views):
    assert views == decided_codes([line(*one) for one in lines], CODES, "rivers:")


SPAN = Span(field="abstract", start=0, end=5, text="otter")
LONG = 1.3862943611198906
"""Log-odds of 0.8."""


def learner(flood, fish=None, spans=None, scores=None, **more):
    """Return a learner of sources on which this is known before, by log-odds, and what the codebook's words weigh."""
    made = [source(n, ["otter", "gravel"]) for n in range(len(flood))]
    known = {f"S{n}": {"flood": odds, "fish": fish[n] if fish else 9.0} for n, odds in enumerate(flood)}
    spans = {0: (SPAN,)} if spans is None else spans
    scores = scores or {}
    weights = {
        n: {"flood": Weighed(scores.get(n, 0.0), spans.get(n, ()))} if n in spans or n in scores else {}
        for n in range(len(flood))
    }
    read = {f"S{n}": Reading([], weighed, {}, {}, understood=True) for n, weighed in weights.items()}
    return Learner(made, BOOK, known=known, readings=read, **more)


@pytest.mark.parametrize(
    ("odds", "spans", "score"),
    [
        (0.0, (SPAN,), 0.5),
        (LONG, (SPAN,), 0.8),
        (-0.001, (SPAN,), None),
        (0.0, (), None),  # nothing to show for it
        (5.0, (), None),
    ],
)
def test_a_tag_is_suggested_where_yes_is_as_likely_as_no_and_words_can_be_shown(odds, spans, score):
    tags = [tag for tag in learner([odds], spans={0: spans}).suggest().tags if tag.code == "flood"]
    assert ([] if score is None else [("S0", "model", score, spans)]) == [
        (tag.source, tag.method, tag.score, tag.spans) for tag in tags
    ]


def test_three_words_are_shown_and_none_of_a_source_without_weights():
    spans = tuple(Span(field="abstract", start=n, end=n + 1, text="o") for n in range(4))
    tags = learner([1.0, 1.0], spans={0: spans}).suggest().tags
    assert [("S0", spans[:3])] == [(tag.source, tag.spans) for tag in tags]


def test_tags_are_in_the_order_of_sources_then_of_codes():
    weighed = {code: Weighed(0.9, (SPAN,)) for code in CODES}
    read = {f"S{n}": Reading([], weighed, {}, {}, understood=True) for n in range(3)}
    made = [source(n, ["otter", "gravel"]) for n in (2, 0, 1)]
    known = {work.key: dict.fromkeys(CODES, 1.0) for work in made}
    found = Learner(made, BOOK, known=known, readings=read).suggest().tags
    assert [(f"S{n}", code) for n in (2, 0, 1) for code in CODES] == [(tag.source, tag.code) for tag in found]


@pytest.mark.parametrize(
    ("flood", "fish", "queue"),
    [
        ([], [], []),
        ([0.0], [LONG], [("S0", "flood", 1.0)]),
        ([LONG], [0.0], [("S0", "fish", 1.0)]),
        ([LONG], [-LONG], [("S0", "flood", 0.4)]),
        ([LONG, 0.0], [9.0, 9.0], [("S1", "flood", 1.0), ("S0", "flood", 0.4)]),
        ([LONG, -LONG], [9.0, 9.0], [("S0", "flood", 0.4), ("S1", "flood", 0.4)]),
    ],
)
def test_what_is_to_be_coded_next(flood, fish, queue):
    found = learner(flood, fish).suggest().queue
    assert queue == [(one.source, one.code, one.doubt) for one in found]
    assert all(one.probabilities == one.before for one in found)


def test_the_code_that_is_decided_is_not_asked_for():
    found = learner([0.0, 9.0], [LONG, 9.0]).suggest([line("tag", "S0", "flood"), line("tag", "S1", "none")])
    assert [("S0", "fish", {"fish"})] == [(one.source, one.code, {*one.probabilities}) for one in found.queue]


@pytest.mark.parametrize(
    ("odds", "yes", "wrong"),
    [
        ([], 0.0, 0.0),
        ([0.0], 0.5, 0.5),
        ([LONG, LONG, -LONG], 1.8, 0.6),
        ([-LONG, -LONG], 0.4, 0.4),
        ([9.0, -9.0], 1.0, 0.0),
    ],
)
def test_chances_add_up_to_what_is_expected(odds, yes, wrong):
    trust = learner(odds).suggest().trust[0]
    assert (len(odds), yes, wrong, 0) == (trust.left, trust.expected_yes, trust.expected_wrong, trust.turned)


@pytest.mark.parametrize(("score", "yes"), [(0.5, True), (0.499, False), (0.9, True), (None, False)])
def test_what_the_rules_say(score, yes):
    scores = {} if score is None else {0: score}
    assert yes == learner([0.0], spans={}, scores=scores)._by_rules(0, "flood")
    assert not learner([0.0], spans={}, scores=scores)._by_rules(0, "fish")


def model(chances, left=None, code="flood", known=(), answers=()):
    places = range(len(chances)) if left is None else left
    return CodeModel(
        code=code, known=known, answers=answers, left=[*places], learned=None, chances=np.array(chances)
    )


@pytest.mark.parametrize(
    ("before", "after", "left", "turned"),
    [
        ([0.4], [0.5], None, [("S0", True)]),
        ([0.5], [0.49], None, [("S0", False)]),
        ([0.5], [0.9], None, []),
        ([0.1], [0.49], None, []),
        ([0.4, 0.4], [0.6, 0.6], ([0, 1], [1]), [("S1", True)]),
        ([0.4, 0.4], [0.6, 0.6], ([0], [0, 1]), [("S0", True)]),
        ([0.4, 0.3], [0.6, 0.6], None, [("S1", True), ("S0", True)]),
        ([0.4, 0.75], [0.6, 0.25], None, [("S1", False), ("S0", True)]),
        ([0.25, 0.25], [0.75, 0.75], None, [("S0", True), ("S1", True)]),
        ([], [], None, []),
    ],
)
def test_which_suggestions_were_turned(before, after, left, turned):
    one, other = left or (None, None)
    found = learner([0.0, 0.0]).compare([model(before, one)], [model(after, other)])
    assert turned == [(each.source, each.yes) for each in found]


def test_what_turned_alike_is_in_the_order_of_sources_then_of_codes():
    before, after = (
        [model(chances, code=code) for code in ("flood", "fish")] for chances in ([0.25, 0.25], [0.75, 0.75])
    )
    found = learner([0.0, 0.0]).compare(before, after)
    assert [("S0", "fish"), ("S0", "flood"), ("S1", "fish"), ("S1", "flood")] == [
        (one.source, one.code) for one in found
    ]
    assert {(0.25, 0.75)} == {(one.before, one.now) for one in found}


@pytest.mark.parametrize(
    ("yes", "no", "why"),
    [
        (0, 0, "measured from 20"),
        (10, 9, "measured from 20"),
        (2, 18, "measured from 3 of yes"),
        (18, 2, "measured from 3 of yes"),
        (3, 17, "not measured: all"),
        (10, 10, "not measured: all"),
    ],
)
def test_why_a_model_was_not_measured(yes, no, why):
    assert _too_few(yes, no).startswith(why)


@pytest.mark.parametrize(
    ("related", "studies"),
    [
        ("", [0, 1, 2, 3]),
        ("01", [0, 0, 2, 3]),
        ("31", [0, 1, 2, 1]),
        ("01 12", [0, 0, 0, 3]),
        ("23 01", [0, 0, 2, 2]),
        ("32 20", [0, 1, 0, 0]),
    ],
)
def test_works_that_are_related_are_one_study(related, studies):
    works = [source(n, ["otter", "gravel"]) for n in range(4)]
    links = [Relation(a=f"S{a}", b=f"S{b}", kind="version", by="a") for a, b in related.split()]
    assert studies == _studies(works, links)


@pytest.mark.parametrize(
    ("p", "doubt"), [(0.0, 0.0), (0.1, 0.2), (0.5, 1.0), (0.9, 0.2), (1.0, 0.0), (0.33333, 0.6667)]
)
def test_doubt_is_greatest_in_the_middle(p, doubt):
    assert doubt == _doubt(p)


def test_odds_after_decisions_are_those_before_where_nothing_was_decided():
    found = learner([0.1234567, -2.0], [1.0, 3.0]).odds([])
    assert {"S0": {"flood": 0.123457, "fish": 1.0}, "S1": {"flood": -2.0, "fish": 3.0}} == found

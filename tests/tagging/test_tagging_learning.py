"""What the small model of a code learns, on tables and texts small enough to see the answer. All are made up."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from litreview.codebook import parse_codebook
from litreview.model import Decision, Record, RecordId, Source, Where
from litreview.tagging import suggest
from litreview.tagging.learning import Features, Model, kappa


def source(key: str, **fields: str) -> Source:
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib"))
    return Source(key=key, type="article", fields=fields, records=(record,))


def features(*texts: str, **rules: float) -> Features:
    """Features of works with these abstracts; `rules` is the score of the one code by key (A, B, …)."""
    works = [source(key, abstract=text) for key, text in zip("ABCDEFGH", texts, strict=False)]
    return Features(
        works, {w.key: {"flood": rules[w.key]} if w.key in rules else {} for w in works}, ["flood"], "own:"
    )


def quoted(made: Features, n: int = 0, **weights: float) -> list[str]:
    return [
        span.text
        for span in made.quotes(n, np.array([weights.get(name, 0.0) for name in made.names] + [9.0]))
    ]


@pytest.mark.parametrize(
    ("answers", "said", "expected"),
    [
        ("yynn", "yynn", 1.0),
        ("yynn", "ynnn", 0.5),
        ("yynn", "nnyy", -1.0),
        ("yyn", "ynn", 0.4),
        ("yyyynn", "yyynyn", 0.25),
        ("yynnnnn", "ynynnnn", 0.3),
        ("yynnn", "yyynn", 0.6154),
        ("yyy", "yyy", 0.0),
        ("nnn", "nnn", 0.0),
    ],
)
def test_kappa_is_agreement_beyond_chance(answers: str, said: str, expected: float) -> None:
    assert expected == kappa([a == "y" for a in answers], [a == "y" for a in said])


def test_the_features_are_words_and_pairs_that_two_works_have_and_the_scores_of_the_rules() -> None:
    made = features("River levee breach", "A river levee breach", "Otters", A=0.75)
    assert ["breach", "levee", "levee breach", "river", "river levee"] == made.names
    table = made.table.toarray()
    assert (3, 6) == table.shape
    assert [0.75, 0.0, 0.0] == list(table[:, -1])
    assert not table[2].any(), "a word of one work teaches nothing of others"


def test_works_without_a_common_word_have_the_scores_of_the_rules_only() -> None:
    made = features("Otters", "Salmon", B=0.5)
    assert [[0.0], [0.5]] == made.table.toarray().tolist()
    assert [] == quoted(made)


def test_tags_of_our_own_among_the_keywords_are_no_words() -> None:
    works = [source(key, keywords="own:protect; OWN:levee; shown:gravel") for key in "AB"]
    assert ["gravel", "levee", "shown"] == [
        n for n in Features(works, {"A": {}, "B": {}}, [], "own:").names if " " not in n and n != "own"
    ]


def test_the_words_that_speak_most_for_a_code_are_quoted_the_strongest_first() -> None:
    text = "Delta gravel levee otter surge"
    made = features(text, text, "Delta")
    assert ["surge", "gravel", "levee"] == quoted(made, surge=3, gravel=2, levee=1, otter=0.5, delta=-1)
    assert ["gravel", "levee", "otter"] == quoted(made, surge=1, otter=1, levee=1, gravel=1), (
        "of equals by the alphabet"
    )
    assert ["gravel"] == quoted(made, gravel=1, delta=-1), (
        "neither what speaks against it nor what says nothing"
    )
    assert ["gravel"] == quoted(made, **{"gravel": 1, "gravel levee": 5}), "a pair is no word"
    assert [] == quoted(made, 2, gravel=1), "a word of another work"


def test_a_word_said_ten_times_is_not_ten_words() -> None:
    text = "Surge. " + "Levee. " * 10
    assert ["surge", "levee"] == [word.lower() for word in quoted(features(text, text), surge=5, levee=1)]


def test_a_word_is_quoted_where_it_stands_first_and_whole() -> None:
    works = [source(key, title="Levees", abstract="The LEVEE and a levee", keywords="levee") for key in "AB"]
    made = Features(works, {"A": {}, "B": {}}, [], "own:")
    (span,) = made.quotes(0, np.array([float(name == "levee") for name in made.names]))
    assert ("abstract", 4, 9, "LEVEE") == (span.field, span.start, span.end, span.text)


# ---------------------------------------------------------------- the model


def model(rows: list[tuple[int, bool]], groups: list[int] | None = None, more: tuple[int, ...] = ()) -> Model:
    """A model of works that have one word or not, and the code or not; `more` are works nobody has decided."""
    table = csr_matrix(np.array([[float(word)] for word, _ in rows] + [[float(word)] for word in more]))
    known = range(len(rows))
    made = SimpleNamespace(table=table)
    return Model(made, known, [yes for _, yes in rows], groups or list(known))  # type: ignore[arg-type]


def test_a_word_that_decides_is_learned_with_the_threshold_in_the_middle() -> None:
    rows = [(n % 2, n % 2 == 1) for n in range(60)]
    made = model(rows, more=(1, 0))
    assert [yes for _, yes in rows] == made.crossed
    assert 0.5 == made.threshold
    assert made.weights[0] > 0
    yes, no = made.chances([60, 61])
    assert no < 0.1
    assert yes > 0.9
    assert [round(yes, 4), round(no, 4)] == [yes, no]
    assert [] == made.chances([])


def test_a_rare_code_has_a_low_threshold_and_its_chances_add_up() -> None:
    """Of 50 works with the word 20 have the code, of 50 without it 2: a chance of 0.4 is the most there is."""
    rows = [(1, n % 5 < 2) for n in range(50)] + [(0, n % 25 == 0) for n in range(50)]
    made = model(rows)
    with_word, without = made.chances([0, 50])
    assert 22 == pytest.approx(50 * with_word + 50 * without, abs=2)
    assert without < made.threshold <= with_word < 0.5
    assert [word == 1 for word, _ in rows] == made.crossed


def test_all_that_say_yes_are_versions_of_one_study() -> None:
    """Then no model that has not seen the study has seen a yes, so none is said, and nothing breaks."""
    rows = [(n % 2, n < 10) for n in range(60)]
    assert not any(model(rows, [0] * 10 + list(range(1, 51))).crossed[:10])


@pytest.mark.parametrize("studies", [3, 4, 5, 6])
def test_a_few_studies_of_many_versions_are_enough(studies: int) -> None:
    rows = [(n % 2, n % 2 == 1) for n in range(60)]
    assert [yes for _, yes in rows] == model(rows, [n % 20 * studies // 20 for n in range(60)]).crossed


@pytest.mark.parametrize("studies", [1, 2])
def test_versions_of_one_or_two_studies_earn_no_trust(studies: int) -> None:
    """There is no model that has seen neither the study nor set its threshold by it."""
    rows = [(n % 2, n % 2 == 1) for n in range(60)]
    made = model(rows, [n % 20 * studies // 20 for n in range(60)])
    assert 0.0 == kappa([yes for _, yes in rows], made.crossed)


# ---------------------------------------------------------------- suggestions


BOOK = parse_codebook(
    '[codebook]\nname = "own"\nmain_group = "theme"\n'
    + "".join(
        f'[[code]]\nid = "{id_}"\ngroup = "{group}"\nlabel = "L"\ndefinition = "D."\n{more}\n'
        for id_, group, more in (
            ("storm", "theme", '[[code.terms]]\nweight = 2\nmatch = ["storm"]'),
            ("flood", "theme", ""),
            ("off", "theme", "enabled = false"),
            ("place", "topic", ""),
        )
    )
)


def said(key: str, code: str, *, yes: bool) -> Decision:
    verb = "tag" if yes else "not-tag"
    return Decision(when="2026-01-01T00:00:00Z", by="ann", verb=verb, key=key, value=code)


def rivers(count: int) -> list[Source]:
    """Works in which every second names a levee, every third a storm."""
    return [
        source(
            f"k{n}",
            abstract=" ".join(
                ["In the wide valley of rivers", *["levee"] * (n % 2), *["storm"] * (n % 3 == 0), "delta"]
            ),
        )
        for n in range(count)
    ]


def test_each_number_of_a_suggestion_is_that_of_the_chances() -> None:
    """People differ from the words in one work of five, so that chances are neither 0 nor 1."""
    works = rivers(90)
    lines = [said(f"k{n}", "own:flood", yes=(n % 2 == 1) != (n % 5 == 0)) for n in range(60)]
    lines += [said(f"k{n}", "storm", yes=n % 3 == 0 and n % 4 > 0) for n in range(60)]
    found = suggest(works, BOOK, lines)
    assert ["storm", "flood"] == [trust.code for trust in found.trust], (
        "no topic, and no code that is switched off"
    )
    assert {f"k{n}" for n in range(60, 90)} == {one.source for one in found.queue}
    thresholds: dict[str, float] = {}
    for trust in found.trust:
        assert trust.threshold is not None
        limit = thresholds[trust.code] = trust.threshold
        chances = {one.source: one.probabilities[trust.code] for one in found.queue}
        assert trust.expected_yes == round(sum(chances.values()), 1)
        assert trust.expected_wrong == round(sum(1 - p if p >= limit else p for p in chances.values()), 1)
        given = {tag.source: tag.score for tag in found.tags if tag.code == trust.code}
        assert {key: p for key, p in chances.items() if p >= limit} == given
        assert trust.kappa is not None
        assert trust.kappa > 0.4
    for one in found.queue:
        doubts = {}
        for code, p in one.probabilities.items():
            limit = thresholds[code]
            doubts[code] = round(1 - abs(p - limit) / (limit if p < limit else 1 - limit), 4)
        assert one.doubt == max(doubts.values()) == doubts[one.code]
    order = {work.key: n for n, work in enumerate(works)}
    assert [*found.queue] == sorted(found.queue, key=lambda one: (-one.doubt, order[one.source]))
    rows = [(order[tag.source], ["storm", "flood"].index(tag.code)) for tag in found.tags]
    assert rows == sorted(rows)
    assert {"abstract"} == {tag.basis for tag in found.tags}


@pytest.mark.parametrize(
    ("known", "yes", "learned"),
    [(50, 8, True), (49, 8, False), (50, 7, False), (50, 42, True), (50, 43, False)],
)
def test_fifty_decisions_with_eight_of_each_are_enough(known: int, yes: int, learned: bool) -> None:
    lines = [said(f"k{n}", "flood", yes=n < yes) for n in range(known)]
    (_, trust) = suggest(rivers(52), BOOK, lines).trust
    assert (yes, known - yes, 52 - known) == (trust.yes, trust.no, trust.left)
    assert learned == (trust.kappa is not None) == (not trust.why)


def test_not_to_say_none_is_no_answer_to_any_code() -> None:
    (storm, flood) = suggest(
        rivers(3), BOOK, [said("k0", "none", yes=False), said("k1", "none", yes=True)]
    ).trust
    assert (0, 1, 2) == (storm.yes, storm.no, storm.left) == (flood.yes, flood.no, flood.left)


def test_what_the_rules_say_is_judged_by_the_same_decisions() -> None:
    lines = [said(f"k{n}", "storm", yes=n % 3 == 0) for n in range(60)]
    (storm, flood) = suggest(rivers(60), BOOK, lines).trust
    assert 1.0 == storm.rules == storm.kappa
    assert (0, 0.0) == (storm.left, storm.expected_yes)
    assert flood.rules is None

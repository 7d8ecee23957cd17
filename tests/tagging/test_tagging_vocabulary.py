"""The words of a codebook held against each other and against decisions. Codebooks and works are made up."""

import json

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.stages.tagging.vocabulary import (
    WordRecord,
    _terms_of,
    _without_parts,
    check_vocabulary,
    judge_words,
    suggest_terms,
)

HEAD = '[codebook]\nname = "rivers"\n'


def code(id_, words, group="theme", more=""):
    terms = f"[[code.terms]]\nweight = 2\nmatch = {json.dumps(words)}\n" if words else ""
    return f'[[code]]\nid = "{id_}"\ngroup = "{group}"\nlabel = "L"\ndefinition = "D."\n{terms}{more}\n'


SIX = ["levee", "dike", "surge", "inundation", "overflow", "rainfall"]


def remarks(*codes):
    return [
        (p.code, p.level, p.key, p.message) for p in check_vocabulary(parse_codebook(HEAD + "".join(codes)))
    ]


def test_a_code_with_fewer_than_half_a_dozen_words_of_its_own_is_told():
    assert [] == remarks(code("flood", SIX))
    assert [
        ("LR201", "info", "flood", "the code 'flood' has only 5 words that can suggest it alone")
    ] == remarks(code("flood", SIX[:5]))
    weak = '[[code.terms]]\nweight = 1\ngeneric = true\nmatch = ["water"]\n[[code.terms]]\nweight = -2\nmatch = ["desert"]\n'
    assert ["LR201"] == [each[0] for each in remarks(code("flood", SIX[:5], more=weak))]


def test_a_code_that_people_alone_tag_by_needs_no_words():
    assert [] == remarks(code("flood", SIX), code("mood", []), code("off", [], more="enabled = false\n"))


def test_two_codes_that_share_many_words_are_told_once():
    shared = [*SIX[:2], "otter", "salmon", "eel", "trout"]
    found = remarks(code("flood", SIX), code("fish", shared))
    assert [
        ("LR202", "info", "flood", "the codes 'flood' and 'fish' share 2 of 6 words, such as 'dike'")
    ] == found
    assert [] == remarks(
        code("flood", SIX), code("fish", [*SIX[:1], "otter", "salmon", "eel", "trout", "pike"])
    )
    assert [] == remarks(code("flood", SIX), code("fish", SIX, group="topic")), "of other groups they may"


def test_the_built_in_codebook_has_words_enough():
    assert [] == [p for p in check_vocabulary(load_codebook()) if p.code == "LR201"]


BOOK = parse_codebook(
    HEAD + code("flood", ["levee", "gravel"], more='[[code.terms]]\nweight = -1\nmatch = ["desert"]\n')
)


def source(n, text, *, confidential=False):
    record = Record(key=f"S{n}", type="article", id=RecordId(f"a.bib:S{n}"), where=Where(file="a.bib"))
    return Source(
        key=f"S{n}", type="article", fields={"abstract": text}, records=(record,), confidential=confidential
    )


def decided(answers):
    return [
        Decision(
            when="2026-01-01T00:00:00Z", by="a", verb="tag" if yes else "not-tag", key=f"S{n}", value="flood"
        )
        for n, yes in enumerate(answers)
    ]


YES = ["A levee and a storm surge in spring."] * 6
NO = ["Gravel in a desert, a storm."] * 6
WORKS = [source(n, text) for n, text in enumerate([*YES, *NO])]
SAID = decided([True] * 6 + [False] * 6)


def test_decisions_say_which_words_help_and_which_mislead():
    found = {one.word: one for one in judge_words(WORKS, BOOK, SAID)}
    assert {"levee": "helps", "gravel": "misleads", "desert": "helps"} == {
        word: one.verdict for word, one in found.items()
    }
    assert (6, 0, 6, 6) == (
        found["levee"].yes,
        found["levee"].no,
        found["levee"].all_yes,
        found["levee"].all_no,
    )
    assert found["desert"].against
    assert "gravel" == next(iter(found)), "what misleads most comes first"


def test_two_works_prove_nothing_of_a_word():
    few = judge_words(WORKS[4:8], BOOK, [d for d in SAID if d.key in ("S4", "S5", "S6", "S7")])
    assert {""} == {one.verdict for one in few}


def test_words_that_go_with_a_code_are_proposed_with_their_counts_and_none_it_has():
    found = suggest_terms(WORKS, BOOK, SAID)
    assert {"storm surge"} <= {one.word for one in found}
    assert not {"levee", "storm", "gravel", "and"} & {one.word for one in found}, (
        "its own, in all, of others, grammar"
    )
    surge = next(one for one in found if one.word == "storm surge")
    assert ("flood", 6, 0, 6, 6, False) == (
        surge.code, surge.yes, surge.no, surge.all_yes, surge.all_no, surge.listed,
    )  # fmt: skip
    assert "surge" not in {one.word for one in found}, "it is in the pair, in the same works"
    assert 1 == len(suggest_terms(WORKS, BOOK, SAID, most=1))


@pytest.mark.parametrize("answers", [[True] * 12, [], [True] * 2 + [False] * 2])
def test_nothing_is_proposed_before_there_are_both_answers_and_three_works(answers):
    assert () == suggest_terms(WORKS, BOOK, decided(answers))


def test_no_word_of_a_confidential_source_is_proposed():
    sealed = [source(n, "Quokka " + text, confidential=True) for n, text in enumerate([*YES, *NO])]
    assert () == suggest_terms(sealed, BOOK, SAID)
    assert () == judge_words(sealed, BOOK, SAID)


@pytest.fixture
def folder(tmp_path):
    from litreview.judgements.decisions import dumps

    made = tmp_path / "r"
    (made / "bib").mkdir(parents=True)
    (made / "bib/a.bib").write_text(
        "\n".join(
            f"@article{{S{n}, title = {{Work number {n * n}}}, abstract = {{{text}}}, year = {{{1900 + n}}}}}"
            for n, text in enumerate([*YES, *NO])
        ),
        "utf-8",
    )
    (made / "rivers.toml").write_text(HEAD + code("flood", ["levee", "gravel"]), "utf-8")
    (made / "litreview.toml").write_text('title = "Rivers"\ncodebook = "rivers.toml"\n', "utf-8")
    (made / "decisions").mkdir()
    (made / "decisions/a.tsv").write_text(dumps(SAID), "utf-8")
    return made


def test_the_commands_print_words_and_counts(folder):
    run = CliRunner().invoke
    checked = run(main, ["codebook", "check", str(folder / "rivers.toml"), "--review", str(folder)])
    assert 0 == checked.exit_code, checked.output
    assert "LR201" in checked.output
    assert "flood: 6 sources have it, 6 don't" in checked.output
    assert "in 0 that have it, in 6 that don't  misleads" in checked.output
    asked = run(main, ["codebook", "suggest-terms", str(folder)])
    assert "storm surge" in asked.output
    terms = json.loads(run(main, ["codebook", "suggest-terms", str(folder), "--json", "--most", "1"]).stdout)[
        "terms"
    ]
    assert [("flood", 6, 6, 0, 6)] == [
        (t["code"], t["yes"], t["all_yes"], t["no"], t["all_no"]) for t in terms
    ]
    (folder / "decisions/a.tsv").unlink()
    assert "no words to propose" in run(main, ["codebook", "suggest-terms", str(folder)]).output
    assert (
        "no words to judge"
        in run(main, ["codebook", "check", str(folder / "rivers.toml"), "--review", str(folder)]).output
    )


# ---------------------------------------------------------------- piece by piece


def word(yes, no, all_yes=10, all_no=10, text="levee", **more):
    return WordRecord(code="flood", word=text, yes=yes, no=no, all_yes=all_yes, all_no=all_no, **more)


@pytest.mark.parametrize(
    ("yes", "no", "all_", "verdict"),
    [
        (8, 1, (10, 10), "helps"),
        (1, 8, (10, 10), "misleads"),
        (5, 5, (10, 10), ""),
        (3, 0, (10, 10), "helps"),
        (2, 0, (2, 90), ""),  # two works prove nothing
        (0, 3, (10, 10), "misleads"),
        (2, 1, (10, 10), ""),
        (3, 0, (10, 0), ""),  # there is no other source
        (0, 3, (0, 10), ""),
        (3, 0, (3, 1), "helps"),
    ],
)
def test_whether_a_word_helps_or_misleads(yes, no, all_, verdict):
    assert verdict == word(yes, no, *all_).verdict
    against = {"helps": "misleads", "misleads": "helps", "": ""}[verdict]
    assert against == word(yes, no, *all_, against=True).verdict


@pytest.mark.parametrize(
    ("yes", "no", "pull"),
    [(8, 1, 2.703), (1, 8, -2.703), (5, 5, 0.0), (0, 0, 0.0), (10, 0, 2.974), (6, 5, 0.428)],
)
def test_how_surely_a_word_goes_with_a_code(yes, no, pull):
    """The log of the odds ratio by its error, half a work added to each cell."""
    assert pull == pytest.approx(word(yes, no).pull, abs=0.001)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ([], []),
        ([("labor", 5, 1)], ["labor"]),
        ([("child labor", 5, 1), ("labor", 5, 1)], ["child labor"]),
        ([("labor", 5, 1), ("child labor", 5, 1)], ["labor"]),
        ([("child labor", 5, 1), ("labor", 6, 1)], ["child labor", "labor"]),
        ([("child labor", 5, 1), ("labor", 5, 2)], ["child labor", "labor"]),
        ([("child labor", 5, 1), ("port", 5, 1)], ["child labor", "port"]),
        ([("child labor", 5, 1), ("labor law", 5, 1)], ["child labor", "labor law"]),
        ([("child labor", 5, 1), ("child", 5, 1), ("labor", 5, 1), ("port", 3, 0)], ["child labor", "port"]),
    ],
)
def test_a_word_that_is_in_a_stronger_pair_of_the_same_works_is_left_out(words, left):
    found = _without_parts([word(yes, no, text=text) for text, yes, no in words])
    assert left == [one.word for one in found]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, set()),
        ({"title": "Storm surge"}, {"storm", "surge", "storm surge"}),
        ({"title": "storm-surge"}, {"storm", "surge", "storm surge"}),
        ({"title": "storm, surge"}, {"storm", "surge"}),
        ({"title": "storm  surge"}, {"storm", "surge"}),
        ({"title": "storm/surge"}, {"storm", "surge"}),
        ({"title": "storm of surge"}, {"storm", "surge"}),
        ({"title": "storm", "abstract": "surge"}, {"storm", "surge"}),
        ({"keywords": "rivers:flood storm, tvpa:protect"}, {"storm", "tvpa", "protect"}),
        ({"publisher": "storm"}, set()),
    ],
)
def test_the_words_of_a_work_and_each_two_side_by_side(fields, said):
    work = Source(key="S1", type="article", fields=fields, records=())
    assert said == _terms_of(work, BOOK)


def of_texts(*texts):
    return [source(n, text) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("with_it", "others", "proposed"),
    [
        (3, 0, True),
        (2, 0, False),
        (6, 1, True),
        (6, 5, False),
        (6, 6, False),
    ],
)
def test_a_word_is_proposed_if_three_works_have_it_and_hardly_by_chance(with_it, others, proposed):
    texts = ["quay" if n < with_it else "mud" for n in range(6)] + [
        "quay" if n < others else "mud" for n in range(6)
    ]
    found = suggest_terms(of_texts(*texts), BOOK, SAID)
    assert (["quay"] if proposed else []) == [one.word for one in found if one.word == "quay"]
    assert all(one.yes >= 3 and one.pull >= 1.5 for one in found)


def test_terms_are_proposed_by_how_surely_they_go_with_the_code_then_by_the_alphabet():
    texts = ["quay; pier; dock"] * 5 + ["quay; mud"] + ["mud"] * 5 + ["mud; pier; dock"]
    found = suggest_terms(of_texts(*texts), BOOK, SAID)
    assert ["quay", "dock", "pier"] == [one.word for one in found]
    assert ["quay"] == [one.word for one in suggest_terms(of_texts(*texts), BOOK, SAID, most=1)]
    assert () == suggest_terms(of_texts(*texts), BOOK, SAID, most=0)


def test_of_two_words_side_by_side_either_way_round_one_is_proposed():
    texts = ["quay pier quay"] * 6 + ["quay; mud", "pier; mud"] * 3
    found = [one.word for one in suggest_terms(of_texts(*texts), BOOK, SAID)]
    assert ["pier quay"] == [word for word in found if " " in word]


def test_words_are_judged_in_the_order_of_codes_those_first_that_mislead():
    book = parse_codebook(HEAD + code("flood", ["levee", "gravel", "storm", "delta"]) + code("fish", ["eel"]))
    fish = [
        Decision(when="2026-01-01T00:00:00Z", by="a", verb=verb, key=f"S{n}", value="fish")
        for n, verb in ((0, "tag"), (6, "not-tag"))
    ]
    works = of_texts(*["levee, storm, eel"] * 6, *["gravel, storm"] * 6)
    found = judge_words(works, book, [*SAID, *fish])
    assert [("flood", "gravel"), ("flood", "storm"), ("flood", "levee"), ("fish", "eel")] == [
        (one.code, one.word) for one in found
    ]
    assert [(0, 6), (6, 6), (6, 0), (1, 0)] == [(one.yes, one.no) for one in found]
    assert {(6, 6), (1, 1)} == {(one.all_yes, one.all_no) for one in found}


def test_what_people_differ_on_and_a_records_request_teach_nothing():
    differ = [
        Decision(when="2026-01-01T00:00:00Z", by="b", verb="not-tag", key="S0", value="flood"),
        *SAID,
    ]
    levee = next(one for one in judge_words(WORKS, BOOK, differ) if one.word == "levee")
    assert (5, 5, 6) == (levee.yes, levee.all_yes, levee.all_no)


@pytest.mark.parametrize(
    ("own", "other", "group", "told"),
    [
        (6, 2, "theme", True),
        (6, 1, "theme", False),
        (10, 2, "theme", True),
        (11, 2, "theme", False),
        (6, 2, "topic", False),
        (6, 0, "theme", False),
    ],
)
def test_two_codes_may_share_less_than_a_fifth_of_their_words(own, other, group, told):
    words = [f"word{chr(97 + n)}" for n in range(20)]
    codes = (code("flood", words[:own]), code("fish", words[own - other : 2 * own - other], group=group))
    assert (["LR202"] if told else []) == [one[0] for one in remarks(*codes)]


def test_each_two_codes_are_held_against_each_other():
    found = remarks(code("a", SIX), code("b", SIX), code("c", SIX))
    assert ["'a' and 'b'", "'a' and 'c'", "'b' and 'c'"] == [one[3][10:21] for one in found]
    assert ["the code 'a' has only 1 word that can suggest it alone"] == [
        one[3] for one in remarks(code("a", SIX[:1]))
    ]
    assert ["a", "c"] == [one[2] for one in remarks(code("a", SIX[:1]), code("b", []), code("c", SIX[1:2]))]

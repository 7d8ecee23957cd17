"""A codebook file: what it holds, and what is said when it is wrong."""

import pytest

import litreview as lr
from litreview.core.decision_types import STANCES
from litreview.core.errors import CodebookError, InputError, UsageError
from litreview.judgements.codebook import RESERVED, load_codebook, parse_codebook, parse_pattern
from litreview.judgements.codebook.values import PatternError

SMALL = """
[codebook]
name = "sleep"

[[code]]
id = "light"
group = "theme"
label = "Light"
definition = "On light."

[[code.terms]]
weight = 2
match = ["blue light", "screen ~4 bedtime"]
"""


def faults(text):
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text, "sleep.toml")
    return caught.value.faults


def test_the_built_in_codebook_has_goals_topics_recommendations_and_types():
    book = load_codebook()
    assert [c.id for c in book.group("goal")] == ["protect", "prosecute", "prevent", "partner", *RESERVED]
    assert [c.id for c in book.group("recommendation")] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert len(book.group("topic")) == 16
    assert "operations" == book.group("topic")[0].id
    assert {"statute", "case", "law-review", "records-response", "other"} <= {
        c.id for c in book.group("type")
    }
    assert not book.find("partner").enabled


def test_every_built_in_code_says_what_it_means():
    for code in load_codebook():
        assert code.label, code.id
        assert code.definition, code.id


def test_recommendations_have_hints_words_and_borderline_cases():
    for code in load_codebook().group("recommendation"):
        assert code.hints
        assert len(code.terms) >= 12
        assert code.counts
        assert code.excludes
        assert len(code.borderline) >= 2


WORDS = SMALL.replace("[[code]]", '[words]\nlamp = "lamp|=light|bulb"\n\n[[code]]', 1)


def test_a_class_of_words_stands_for_each_of_them():
    book = parse_codebook(WORDS.replace("match = [", 'match = ["{lamp} ~3 bed", ', 1))
    (pattern,) = {t.pattern.text for c in book for t in c.terms if t.pattern.text.endswith("~3 bed")}
    assert "lamp|=light|bulb ~3 bed" == pattern


def test_an_unknown_class_of_words_is_named():
    found = faults(WORDS.replace("match = [", 'match = ["{lamb} ~3 bed", ', 1))
    assert any("[words] has no 'lamb'; did you mean 'lamp'?" in fault for fault in found), found


def test_the_version_changes_with_the_content_and_not_with_comments():
    book = parse_codebook(SMALL)
    assert book.version == parse_codebook("# a comment\n" + SMALL.replace("\n", "\r\n")).version
    assert book.version != parse_codebook(SMALL.replace("weight = 2", "weight = 1")).version


def test_another_field_gets_reserved_codes_and_source_types():
    book = parse_codebook(SMALL)
    assert "theme" == book.main_group
    assert {"light", "none", "unread", "thesis"} <= set(book.ids)


def test_a_near_miss_is_named():
    with pytest.raises(UsageError, match="no code 'protct' in codebook 'tvpa'; did you mean 'protect'"):
        load_codebook().find("protct")
    with pytest.raises(InputError, match="did you mean 'tvpa'"):
        load_codebook("tvpaa")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('label = "Light"', "", "line 6: code 'light' needs 'label'"),
        (
            'label = "Light"',
            'labl = "Light"\nlabel = "Light"',
            "line 8: code 'light' has an unknown setting 'labl'; did you mean 'label'?",
        ),
        ("weight = 2", 'weight = "high"', "a weight must be a number"),
        ("weight = 2", "weight = true", "a weight must be a number"),
        ('"blue light"', '"blue light!"', "line 13: code 'light': 'blue light!': 'light!' is not a word"),
        ("~4", "~99", "~ needs a number of words from 1 to 30"),
        ('id = "light"', 'id = "none"', "'none' is kept for the tool itself"),
        ('id = "light"', "id = 3", "a code needs an id"),
        (
            'label = "Light"',
            'label = "Light"\nparent = "ligth"',
            "names 'ligth', which is no code; did you mean 'light'?",
        ),
        ('label = "Light"', 'label = "Light"\nrequires = "sleep"', "requires the scope 'sleep'"),
        ("[[code]]", 'requires = "sleep"\n\n[[code]]', "[codebook] requires the scope 'sleep'"),
        ("[[code]]", '[scopes.a]\nincludes = ["b"]\n\n[[code]]', "scope 'a' includes 'b'"),
        (
            'name = "sleep"',
            'name = "sleep"\nfields = {titel = 2}',
            "unknown setting 'titel'; did you mean 'title'?",
        ),
        ('name = "sleep"', "name = ", "line 3: Invalid value"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, expected):
    assert any(expected in fault for fault in faults(SMALL.replace(old, new))), faults(
        SMALL.replace(old, new)
    )


def test_all_faults_are_told_at_once():
    assert len(faults(SMALL.replace("weight = 2", "weight = 0").replace('label = "Light"', ""))) == 2


def test_a_code_given_twice_and_a_file_without_codes():
    assert any("'light' is given twice" in f for f in faults(SMALL + SMALL[SMALL.index("[[code]]") :]))
    assert any("has no codes" in f for f in faults('[codebook]\nname = "x"\n'))


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "b.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CodebookError, match="is not UTF-8"):
        load_codebook(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a ~3",
        "~3 a",
        "a ~ b",
        "a || b",
        "(a)",
        "cite:Moby Dick",
        "|".join("abcdefghij") + " " + " ".join(["a|b|c|d|e|f|g|h|i|j"] * 4),
    ],
)
def test_patterns_that_mean_nothing(text):
    with pytest.raises(PatternError):
        parse_pattern(text)


def test_the_text_of_the_built_in_codebook_is_that_codebook():
    from litreview.judgements.codebook import codebook_text

    assert load_codebook().version == parse_codebook(codebook_text(), "copy.toml").version
    on = codebook_text().replace("enabled = false", "enabled = true", 1)
    assert parse_codebook(on).find("partner").enabled
    assert load_codebook().version != parse_codebook(on).version


HEALTH = """
[[code]]
id = "sleep"
group = "outcome"
label = "Sleep"
definition = "How long and how well people sleep."
"""


@pytest.mark.parametrize(
    ("more", "stances"),
    [
        ("", ("supports", "contradicts", "mixed", "describes", "unclear")),
        ('[[stance]]\nid = "mixed"\n[[stance]]\nid = "supports"\n', ("supports", "mixed")),
        (HEALTH.replace("sleep", "raids").replace("How long", "Police operations: how long"), STANCES),
    ],
)
def test_stances_are_those_of_the_codebook(more, stances):
    assert stances == parse_codebook(HEALTH + more).stances


def test_an_unknown_stance_is_named_with_the_nearest():
    with pytest.raises(CodebookError, match="no stance 'suports'; did you mean 'supports'"):
        parse_codebook(HEALTH + '[[stance]]\nid = "suports"\n')


def test_types_are_those_of_the_codebook():
    own = '[[code]]\nid = "journal-article"\ngroup = "type"\nlabel = "Article"\ndefinition = "An article."\n'
    entry = "@article{a, title = {Sleep}, author = {Doe, J.}, journal = {Yale Law Journal}, year = {2001}}"
    sources = lr.dedupe(lr.read_text(entry)).sources
    assert [["law-review"], ["journal-article"]] == [
        [
            tag.code
            for tag in lr.tag(sources, parse_codebook(HEALTH + more))
            if tag.code in ("law-review", "journal-article")
        ]
        for more in ("", own)
    ]

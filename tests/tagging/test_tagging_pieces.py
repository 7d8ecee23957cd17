"""Citations of law in a text, near phrases and near works, each on both sides of its limit. All works are made up."""

from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Source, Span
from litreview.judgements.codebook import Pattern, parse_pattern
from litreview.stages.tagging import matcher
from litreview.stages.tagging.codebook_rules import Weighed
from litreview.stages.tagging.goal_states import (
    _LONG,
    JudgedGoal,
    Near,
    _nearest_text,
    _quoted,
    _readable_parts,
    _sum,
    calibrate,
    goal_answers,
    nearest_decided,
    stem_table,
    stems_of,
)
from litreview.stages.tagging.matcher import LongFields, Matcher, _bits, _may_cite, _near, find_citations
from litreview.stages.tagging.tagger import Reading

SECTION, LETTERED, PART = "22 U.S.C. 7102", "22 U.S.C. 7104a", "22 U.S.C. 7102(9)"
RANGE, LAW, CASE = "18 U.S.C. 1581-1597", "Pub. L. 106-386", "criminal case"


@pytest.mark.parametrize(
    ("text", "wanted", "cited"),
    [
        ("as 22 U.S.C. § 7102 says", SECTION, ["22 U.S.C. § 7102"]),
        ("as 22 U.S.C. § 7102(9) says", SECTION, ["22 U.S.C. § 7102(9)"]),
        ("as 22 U.S.C. § 7102(9) says", PART, ["22 U.S.C. § 7102(9)"]),
        ("as 22 U.S.C. § 7102(8) says", PART, []),
        ("as 22 U.S.C. § 7102 says", PART, []),
        ("as 22 U.S.C. § 7102a says", SECTION, []),
        ("as 22 U.S.C. § 7104a says", LETTERED, ["22 U.S.C. § 7104a"]),
        ("as 22 U.S.C. § 7104 says", LETTERED, []),
        ("as 21 U.S.C. § 7102 says", SECTION, []),
        ("as 22 U.S.C. § 7101 says", SECTION, []),
        ("as 22 U.S.C. § 7103 says", SECTION, []),
        ("as 22 U.S.C. §§ 7101-7110 says", SECTION, []),
        ("as 18 U.S.C. § 1581 says", RANGE, ["18 U.S.C. § 1581"]),
        ("as 18 U.S.C. § 1597 says", RANGE, ["18 U.S.C. § 1597"]),
        ("as 18 U.S.C. § 1595a says", RANGE, ["18 U.S.C. § 1595a"]),
        ("as 18 U.S.C. § 1580 says", RANGE, []),
        ("as 18 U.S.C. § 1598 says", RANGE, []),
        ("as 18 U.S.C. §§ 1590-94 says", RANGE, ["18 U.S.C. §§ 1590-94"]),
        ("as 18 U.S.C. §§ 1590-98 says", RANGE, []),
        ("as 18 U.S.C. §§ 1590-1597 says", RANGE, ["18 U.S.C. §§ 1590-1597"]),
        ("as Pub. L. 106-386 says", LAW, ["Pub. L. 106-386"]),
        ("as Public Law 106-386 says", LAW, ["Public Law 106-386"]),
        ("as Pub. L. 106-387 says", LAW, []),
        ("as ports say", LAW, []),
    ],
)
def test_which_section_or_law_is_cited(text, wanted, cited):
    pattern = Pattern(text="x", citation=wanted)
    assert cited == [text[slice(*place)] for _, place in find_citations(text, [pattern])]


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("as in Roe v. Poe", True),
        ("as in Roe vs. Poe", True),
        ("as section 241 of title 18 says", True),
        ("as Title 18 says", True),
        ("as 22 U.S.C. 241 says", True),
        ("as 22 U. S. C. 241 says", True),
        ("as 22 USC 241 says", True),
        ("as Pub. L. 106-386 says", True),
        ("as Public Law 106-386 says", True),
        ("as P.L. 106-386 says", True),
        ("as § 241 says", True),
        ("as sections 7102 and 7103 say", True),
        ("as section 241 says", False),
        ("as the reports of the dev. and the revs. say", False),
        ("as the U.S. and the Union say", False),
        ("as the public and the port say", False),
        ("", False),
    ],
)
def test_only_a_text_with_a_sign_of_a_citation_is_searched_for_one(text, may):
    assert may == _may_cite(text)


def test_a_pattern_of_cases_is_met_by_cases_alone_and_the_first_of_several_counts():
    patterns = [Pattern(text=name, citation=name) for name in (LAW, CASE, SECTION)]
    text = "United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013)"
    assert [CASE] == [one.text for one, _ in find_citations(text, patterns)]
    assert [] == list(find_citations(text, [patterns[0], patterns[2]]))
    both = f"{text}; 22 U.S.C. § 7102; Pub. L. 106-386"
    assert {LAW, CASE, SECTION} == {one.text for one, _ in find_citations(both, patterns)}


@pytest.mark.parametrize(
    ("left", "right", "window", "found"),
    [
        ([(0, 1)], [(4, 5)], 3, [(0, 5)]),
        ([(0, 1)], [(5, 6)], 3, []),
        ([(4, 5)], [(0, 1)], 3, [(0, 5)]),
        ([(5, 6)], [(0, 1)], 3, []),
        ([(0, 1)], [(1, 2)], 0, [(0, 2)]),
        ([(4, 5)], [(0, 1), (6, 7)], 9, [(4, 7)]),
        ([(4, 5)], [(2, 3), (9, 10)], 9, [(2, 5)]),
        ([(0, 9)], [(3, 4)], 0, [(0, 9)]),
        ([(0, 1), (0, 1)], [(2, 3)], 3, [(0, 3)]),
        ([(0, 1), (8, 9)], [(2, 3), (6, 7)], 1, [(0, 3), (6, 9)]),
        ([(0, 1)], [], 3, []),
    ],
)
def test_phrases_that_stand_near_each_other(left, right, window, found):
    assert found == _near(left, right, window)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A raid. Victims came.", []),
        ("A raid, and victims came.", ["raid, and victims"]),
        ("Victims spoke. One raid and later one victim.", ["raid and later one victim"]),
        ("A raid met victims. A raid met no victim.", ["raid met victims", "raid met no victim"]),
    ],
)
def test_parts_of_a_pattern_are_in_one_sentence(text, found):
    places = Matcher([parse_pattern("raid ~6 victim")]).find(text).get("raid ~6 victim", [])
    assert found == [text[slice(*place)] for place in places]


def test_the_places_of_bits():
    assert [[], [0], [1, 3], [40]] == [list(_bits(number)) for number in (0, 1, 10, 1 << 40)]


def work(key, title):
    return Source(key=key, type="article", fields={"title": title}, records=())


WORKS = [
    work("a", "Harbor raids and winter tides"),
    work("b", "Harbor raids in winter"),
    work("c", "Harbor raids"),
    work("d", "Meadow grasses and their seeds"),
    work("e", "Harbor raids and winter tides"),
    work("f", ""),
    work("g", "Quarry stones"),
]


def test_the_nearest_of_the_decided_works_are_two_at_most_and_never_the_work_itself():
    found = nearest_decided(WORKS, ["a", "b", "c", "d", "none"], stem_table(stems_of(WORKS, "")))
    assert {one.key for one in WORKS} == set(found)
    keys = {key: [near[0] for near in map(tuple_of, ones)] for key, ones in found.items()}
    assert ["b", "c"] == keys["a"]
    assert ["a", "b"] == keys["e"]
    assert [] == keys["f"] == keys["g"] == keys["d"]
    assert 1.0 == tuple_of(found["e"][0])[1]
    assert {} == nearest_decided(WORKS, [], stem_table(stems_of(WORKS, "")))
    assert ["c"] == [
        tuple_of(one)[0] for one in nearest_decided(WORKS, ["c", "d"], stem_table(stems_of(WORKS, "")))["e"]
    ]


def tuple_of(near):
    """Return key and likeness of a near work."""
    return near[0], near[1]


def decision(verb, value, key="a"):
    return Decision(verb=verb, key=key, value=value, by="ann", when="2026-01-02T03:04:05Z")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("tag", "protect")], {"protect": {True}}),
        ([("not-tag", "protect")], {"protect": {False}}),
        ([("tag", "protect"), ("not-tag", "protect")], {"protect": {True, False}}),
        ([("tag", "book:protect")], {"protect": {True}}),
        ([("tag", "other:protect")], {}),
        ([("tag", "none")], {"protect": {False}, "prevent": {False}}),
        ([("not-tag", "none")], {}),
        ([("tag", "unknown")], {}),
        ([("set", "protect=x"), ("tag", "prevent")], {"prevent": {True}}),
    ],
)
def test_what_people_say_of_each_code(lines, said):
    goals = [SimpleNamespace(id=code, enabled=code != "off") for code in ("protect", "prevent", "off")]
    found = goal_answers([decision(*line) for line in lines], SimpleNamespace(name="book", goals=goals))
    assert said == {code: set(views) for (_, code), views in found.items()}


def test_what_was_said_of_near_works_is_told_in_their_order():
    views = {("x", "c"): {True}, ("y", "c"): {False}, ("z", "c"): {True, False}, ("w", "d"): {True}}
    near = [Near(key, 0.123) for key in "zwyx"]
    assert "nearest decided works: z (disputed, 0.12), y (no, 0.12), x (yes, 0.12)" == _nearest_text(
        near, "c", views
    )
    assert "" == _nearest_text(near[1:2], "c", views)


def judged(
    odds=2.0,
    model=1.0,
    score=None,
    spans=(),
    yes=(),
    no=(),
    outside=False,
    title="Ports",
    understood=True,
    **code,
):
    weighed = None if score is None else Weighed(score=score, spans=tuple(spans), outside=outside)
    of = SimpleNamespace(
        **({"id": "c", "subject": "raids", "label": "Raids", "requires": "trafficking"} | code)
    )
    of_model = {} if model is None else {"c": model}
    words = {"c": (tuple(yes), tuple(no))}
    read = Reading([], {} if weighed is None else {"c": weighed}, of_model, words, understood)
    return JudgedGoal(
        source=work("a", title),
        code=of,
        read=read,
        basis="title",
        parts=_readable_parts(work("a", title)),
        odds=odds,
    )


LINE = {"pivot": 0.0, "slope_yes": 2.0, "slope_no": 3.0, "shift": 1.0}
RECORD = {
    "even": 0.5,
    "likely_yes": 0.8,
    "suggested_yes": 0.75,
    "suggested_no": 0.75,
    "title": LINE,
    "text": LINE,
}
PRIOR = SimpleNamespace(record={"codes": {"c": RECORD}})
HIGH, QUOTE = 1.0, Span(text="raids", field="title", start=0, end=5)


@pytest.mark.parametrize(
    ("more", "prior", "state"),
    [
        ({"score": HIGH}, PRIOR, "likely"),
        ({"score": 0.5}, PRIOR, "likely"),
        ({"score": 0.49}, PRIOR, "suggested"),
        ({"score": HIGH}, None, "suggested"),
        ({"score": HIGH, "model": None}, PRIOR, "suggested"),
        ({"score": HIGH, "model": 0.4}, PRIOR, "suggested"),
        ({"score": HIGH, "model": 0.5}, PRIOR, "likely"),
        ({"score": HIGH, "odds": 0.1}, PRIOR, "ask"),
        # a yes of the model alone, for which no word of the codebook speaks, is asked
        ({"score": 0.0}, PRIOR, "ask"),
        ({}, PRIOR, "ask"),
        ({"score": HIGH, "understood": False}, PRIOR, "ask"),
        # a yes that no word shows is asked
        ({"score": HIGH, "spans": (), "yes": ()}, PRIOR, "ask"),
        # of a no nothing says how sure is sure enough
        ({"odds": -9.0, "model": 0.0}, PRIOR, "suggested"),
        ({"odds": -0.1, "model": 0.0}, PRIOR, "ask"),
    ],
)
def test_how_sure_a_state_is(more, prior, state):
    found = judged(**{"spans": [QUOTE], "yes": [QUOTE], **more}).state(prior, "")
    assert (state, more.get("odds", 2.0) >= 0) == (found.state, found.answer)


@pytest.mark.parametrize(
    ("more", "words", "reason"),
    [
        ({"score": HIGH, "spans": [QUOTE]}, (), "'raids' (title)"),
        ({"score": HIGH, "spans": [QUOTE], "odds": -1.0}, (QUOTE,), "'raids' (title); but a model of the words takes 'raids' (title) as against it"),
        ({"score": HIGH, "spans": [QUOTE]}, (QUOTE,), "'raids' (title); words that weigh most: 'raids' (title)"),
        ({"score": 0.0, "spans": [QUOTE], "odds": -1.0}, (QUOTE,), "only 'raids' (title) on raids"),
        ({"score": 0.0}, (QUOTE,), "nothing on raids in title; but a model of the words takes 'raids' (title) as for it"),
        ({"score": 0.0, "outside": True, "odds": -1.0}, (), "nothing on trafficking in title"),
        ({"odds": -1.0, "subject": ""}, (), "nothing on 'Raids' in title"),
        ({"odds": -1.0, "title": ""}, (), "nothing could be read"),
    ],
)  # fmt: skip
def test_a_state_says_why(more, words, reason):
    found = judged(**more, yes=words, no=words).state(None, "").reason
    assert reason == found.removesuffix("; only the title was there")
    assert found.endswith("; only the title was there")


def test_what_was_said_of_near_works_is_behind_the_reason_and_spans_are_told_once():
    found = judged(score=HIGH, spans=[QUOTE], yes=[QUOTE]).state(None, "near")
    assert found.reason.endswith("; near")
    assert (QUOTE,) == found.spans


def test_a_long_quotation_is_cut():
    fits, long = ("x" * (_LONG + more) for more in (0, 1))
    spans = [Span(text=text, field="title", start=0, end=1) for text in (fits, long)]
    assert f"'{fits}' (title), '{long[: _LONG - 1]}…' (title)" == _quoted(spans)


def test_which_parts_could_be_read():
    whole = Source(
        key="k", type="misc", fields=dict.fromkeys(("title", "abstract", "keywords"), "x"), records=()
    )
    assert "title, abstract or keywords" == _readable_parts(whole)
    assert ("title", "text") == (_readable_parts(work("a", "x")), _readable_parts(work("a", " ")))


def test_rules_alone_count_where_the_model_says_nothing_of_a_code():
    def read(odds, *weighed):
        return Reading([], dict.fromkeys(["c"], *weighed) if weighed else {}, odds, {}, understood=True)

    some = Weighed(score=1.0, spans=())
    rules = _sum(None, read({"c": 5.0}, some), "c", "title")
    assert rules == _sum(PRIOR, read({}, some), "c", "title") > _sum(PRIOR, read({}), "c", "title")
    assert 2 * 5 + 1 <= _sum(PRIOR, read({"c": 5.0}, some), "c", "title") != rules


@pytest.mark.parametrize(("value", "odds"), [(2.0, 5.0), (0.0, 1.0), (-2.0, -5.0)])
def test_a_yes_and_a_no_have_a_slope_of_their_own(value, odds):
    assert odds == calibrate(LINE, value)


SEEN = "Victims were seen. "
PAGE_OF_TEXT = SEEN * 60


@pytest.mark.parametrize(
    ("text", "places", "weights"),
    [
        # less than a page: each word counts whole, as often as it is there
        (SEEN, [(0, False), (8, True)], [2.0, 2.0]),
        (SEEN * 39, [(0, True), (8, True)], [2.0, 2.0]),
        # a page: the further words of a sentence count less, and no generic word
        (PAGE_OF_TEXT, [(0, False), (8, False), (len(SEEN), False)], [2.0, 1.4, 2.0]),
        (PAGE_OF_TEXT, [(0, True), (8, False), (8, True)], [0.0, 2.0, 0.0]),
        # sentences about the work itself count whole
        ("We asked. " + PAGE_OF_TEXT, [(0, True), (3, True), (3, False)], [2.0, 2.0, 2.0]),
        # implications count a quarter
        ("Future research is needed. " + PAGE_OF_TEXT, [(0, False), (7, False), (7, True)], [0.5, 0.35, 0.0]),
        (PAGE_OF_TEXT + "We give recommendations", [(len(PAGE_OF_TEXT) + 3, False)], [0.5]),
    ],
)
def test_what_a_word_weighs_in_a_short_and_in_a_long_text(text, places, weights):
    pages, counted = LongFields({"abstract": text}), set()
    assert weights == [
        pages.weight_of("abstract", at, 2.0, counted, generic=generic) for at, generic in places
    ]


WORDS_OF_SHARES = [
    "We", "our", "data", "this", "present", "the", "article", "authors", "argue", "study", "examines", "Implications", "future", "research",
    "is", "discussed", "may", "help", "to", "inform", "raid", "police", "recommended", "notes",
]  # fmt: skip


@given(words=st.lists(st.sampled_from(WORDS_OF_SHARES), max_size=6))
def test_a_sentence_is_weighed_by_the_patterns_whatever_words_are_looked_up_first(words):
    sentence = f"Raids: {' '.join(words)}."
    pages = LongFields({"abstract": f"{sentence} {'Raids failed. ' * matcher.PAGE}"})
    implied = matcher._IMPLICATIONS.search(sentence)
    expected = 0.25 if implied else 1.0
    assert expected * 2.0 == pages.weight_of("abstract", 0, 2.0, set())
    generic = pages.weight_of("abstract", 0, 2.0, set(), generic=True)
    assert (2.0 if not implied and matcher._ABOUT_THE_WORK.search(sentence) else 0.0) == generic

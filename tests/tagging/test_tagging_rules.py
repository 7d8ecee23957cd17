"""What each word adds to the evidence for a code, and in which field of study a work is. Codebook and titles are made up."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.judgements.codebook import parse_codebook
from litreview.stages.tagging import tag
from litreview.stages.tagging.codebook_rules import _is_long_english, rules_of
from litreview.stages.tagging.tagger import AT_THRESHOLD, score_rules, text_basis

BOOK = parse_codebook(
    """
[codebook]
name = "own"
main_group = "goal"
threshold = 1
[codebook.fields]
title = 1
abstract = 0.5
keywords = 0.25
annotation = 0.5
note = 0.5
container = 0
[scopes.trade]
match = ["trade", "human trade", "human being ~3 sale", "Trade Review"]
not_in = ["drug trade", "drug ~6 trade|sale"]
[[code]]
id = "aid"
group = "goal"
label = "Aid"
definition = "D."
not_in = ["legal aid office", "victim shelter", "shelter act", "tent ~3 refuge"]
[[code.terms]]
weight = 2
match = ["victim service", "victim shelter act", "shelter act fund", "legal aid"]
[[code.terms]]
weight = 1
match = ["service", "victim", "youth home", "home", "refuge", "care ~2 refuge", "asylum", "legal aid clinic", "victim|child shelter"]
[[code.terms]]
weight = -1
match = ["tax home", "tax refuge"]
[[code.terms]]
weight = 1
fields = ["abstract"]
match = ["camp"]
[[code.terms]]
weight = 1
unless = ["ground water"]
match = ["water"]
[[code]]
id = "wells"
group = "topic"
label = "Wells"
definition = "D."
[[code.terms]]
weight = 1
match = ["water", "rain"]
[[code]]
id = "market"
group = "goal"
label = "Market"
definition = "D."
requires = "trade"
[[code.terms]]
weight = 1
match = ["price"]
[[code]]
id = "off"
group = "goal"
label = "Off"
definition = "D."
enabled = false
[[code.terms]]
weight = 1
match = ["home"]
"""
)
LEVEL = parse_codebook(
    '[codebook]\nname = "level"\n[codebook.fields]\ntitle = 0.5\nabstract = 1\n'
    '[[code]]\nid = "x"\ngroup = "g"\nlabel = "X"\ndefinition = "D."\nthreshold = 1\n[[code.terms]]\nweight = 1\nmatch = ["refuge"]\n'
)


def source(**fields: str) -> Source:
    record = Record(key="A", type="article", id=RecordId("a.bib:A"), where=Where(file="a.bib", line=1))
    return Source(key="A", type="article", fields=fields, records=(record,))


def evidence(code: str, book: object = BOOK, **fields: str) -> float:
    """The evidence for a code whose threshold is 1, out of its score."""
    found = score_rules([source(**fields)], book)["A"].get(code, 0.0)  # type: ignore[arg-type]
    return found / (1 - found)


def quoted(code: str, **fields: str) -> list[str]:
    made = source(**fields)
    weighed = rules_of(BOOK).read(made, text_basis(made)).weighed.get(code)
    spans = weighed.spans if weighed and weighed.score >= AT_THRESHOLD else ()
    assert [span.text for span in spans] == [made.fields[s.field][s.start : s.end] for s in spans]
    return [span.text for span in spans]


@pytest.mark.parametrize(
    ("title", "amount", "words"),
    [
        ("Refuge", 1, ["Refuge"]),
        ("Services, victim services", 2.8, ["victim services", "Services"]),
        ("Home or youth home", 1.8, ["youth home", "Home"]),
        ("Refuge, home", 1.8, ["Refuge", "home"]),
        ("Refuge, refuge", 1.8, ["Refuge", "refuge"]),
        ("Refuge, home, asylum, service", 1 + 0.8 + 0.64 + 0.512, ["service", "Refuge", "asylum", "home"]),
        ("Home, tax home", 0, []),
        ("Tax refuge and home", 0, []),
        ("Tax refuge", 0, []),
        ("Victim service, tax home", 1, ["Victim service"]),
    ],
)
def test_the_strongest_and_longest_words_count_and_what_is_in_them_does_not(
    title: str, amount: float, words: list[str]
) -> None:
    assert amount == pytest.approx(evidence("aid", title=title), abs=0.002)
    assert words == quoted("aid", title=title)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Legal aid", ["Legal aid"]),
        ("Legal aid office", []),
        ("Legal aid office, legal aid", ["legal aid"]),
        ("Victim shelter", []),
        ("Victim shelter act", ["Victim shelter act"]),
        ("Shelter act fund", ["Shelter act fund"]),
        ("Victim shelter act fund", ["Victim shelter act"]),
        ("Tent or refuge", []),
        ("Refuge and care", ["Refuge and care"]),
        ("Tent, care, refuge", []),
        ("Care and refuge. Care or refuge", ["Care and refuge", "Care or refuge"]),
        ("Care, tent, refuge, home", ["home"]),
        ("Legal aid clinic", ["Legal aid"]),
        ("Child shelter", ["Child shelter"]),
        ("Care in victim services or refuge", ["victim services", "refuge"]),
    ],
)
def test_barred_words_bar_what_they_are_in_and_not_what_is_in_them(title: str, words: list[str]) -> None:
    assert words == quoted("aid", title=title)


@pytest.mark.parametrize(
    ("words", "weight"),
    [(1, 1), (60, 1), (61, 1 - 0.5 / 90), (105, 0.75), (149, 0.5 + 0.5 / 90), (150, 0.5), (300, 0.5)],
)
@pytest.mark.parametrize("field", ["abstract", "annotation", "annote", "note"])
def test_a_word_of_a_summary_weighs_as_in_a_title_up_to_60_words_and_least_from_150_on(
    field: str, words: int, weight: float
) -> None:
    text = " ".join(["refuge"] + ["gravel"] * (words - 1))
    assert weight == pytest.approx(evidence("aid", **{field: text}), abs=0.0004)
    assert 1 == pytest.approx(evidence("x", LEVEL, abstract=text))


@pytest.mark.parametrize(
    ("fields", "amount"),
    [
        ({"subtitle": "Refuge"}, 1),
        ({"titleaddon": "Refuge"}, 1),
        ({"author_keywords": "gravel; refuge"}, 0.25),
        ({"keyword": "refuge"}, 0.25),
        ({"title": "Refuge", "keywords": "refuge"}, 1 + 0.8 * 0.25),
        ({"title": "Refuge", "keywords": "home"}, 1 + 0.8 * 0.25),
        ({"journal": "Refuge"}, 0),
        ({"title": "Refuge", "journal": "Refuge"}, 1),
        ({"title": "Camp"}, 0),
        ({"abstract": "Camp"}, 1),
        ({"title": "Water"}, 1),
        ({"title": "Water", "abstract": "Ground water"}, 0),
    ],
)
def test_each_field_has_its_weight(fields: dict[str, str], amount: float) -> None:
    assert amount == pytest.approx(evidence("aid", **fields), abs=0.0004)


def test_what_keeps_words_from_one_code_keeps_them_from_no_other() -> None:
    assert 1.8 == pytest.approx(evidence("wells", title="Water", abstract="Ground water"), abs=0.0004)


def test_a_person_who_found_none_of_the_goals_leaves_topics_and_type() -> None:
    none = Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key="A", value="none")
    made = source(title="Refuge and home in the rain")
    assert ["aid", "wells", "journal-article"] == [t.code for t in tag([made], BOOK)]
    assert {"wells", "none", "journal-article"} == {t.code for t in tag([made], BOOK, [none])}


def test_a_code_that_is_no_type_is_not_given_by_the_kind_of_work() -> None:
    typed = parse_codebook(
        '[codebook]\nname = "typed"\n[[code]]\nid = "journal-article"\ngroup = "g"\nlabel = "L"\ndefinition = "D."\n'
        '[[code]]\nid = "book"\ngroup = "type"\nlabel = "Book"\ndefinition = "D."\n'
    )
    assert "journal-article" not in {t.code for t in tag([source(title="Gravel")], typed)}


def test_words_of_no_weight_are_neither_scored_nor_quoted() -> None:
    assert {"A": {}} == score_rules([source(journal="Refuge", title="Camp")], BOOK)
    assert ["Refuge"] == quoted("aid", title="Refuge", journal="Refuge")


def test_a_code_that_is_switched_off_is_not_given() -> None:
    assert {"aid"} == score_rules([source(title="Home")], BOOK)["A"].keys()


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ("own:home; victim service; tvpa:home; victim services", ["victim services", "victim service"]),
        ("own:home, victim service, own:x, victim services", ["victim services", "victim service"]),
        ("own:home, victim service; gravel; victim services", ["victim services"]),
        ("victim service, own:home; victim services", ["victim services", "victim service"]),
        ("victim; own:home; service", []),
    ],
)
def test_tags_of_our_own_are_no_keywords_and_all_others_keep_their_place(
    keywords: str, words: list[str]
) -> None:
    heavy = [
        found
        for found in quoted("aid", title="Refuge", keywords=keywords)
        if "service" in found and " " in found
    ]
    assert words == heavy


def test_a_word_with_a_colon_in_a_title_is_no_tag_of_our_own() -> None:
    assert 1 == pytest.approx(evidence("aid", title="own:refuge"))


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"title": "Prices"}, False),
        ({"title": "Prices in trade"}, True),
        ({"title": "Prices", "journal": "The Trade Review"}, True),
        ({"title": "Prices of the drug trade"}, False),
        ({"title": "Prices of the drug trade and of trade"}, True),
        ({"title": "Prices of the drug trade", "abstract": "On trade."}, True),
        ({"title": "Prices in drug and arms trade"}, False),
        ({"title": "Prices in drug and human trade"}, True),
        ({"title": "Prices in drug and human trade", "abstract": "On the drug trade."}, True),
        ({"title": "Prices at the sale of human beings"}, True),
        ({"title": "Prices of drugs, and the sale of human beings"}, False),
    ],
)
def test_a_code_with_a_scope_is_given_in_that_field_of_study_only(
    fields: dict[str, str], given: bool
) -> None:
    assert given == (evidence("market", **fields) > 0)
    assert given == bool(quoted("market", **fields))


SUBJECT = """
[codebook]
name = "own"
{requires}
[scopes.tea]
match = ["tea"]
not_in = ["high tea"]
[scopes.trade]
includes = ["tea"]
match = ["coffee"]
[[code]]
id = "price"
group = "g"
label = "Price"
definition = "D."
[[code.terms]]
weight = 2
match = ["price"]
[[code]]
id = "leaf"
group = "topic"
label = "Leaf"
definition = "D."
requires = "tea"
[[code.terms]]
weight = 2
match = ["leaf"]
"""


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("The price of a leaf", set()),
        ("The price of a leaf of coffee", {"price"}),
        ("The price of a leaf of tea", {"price", "leaf"}),
        ("The price of a leaf at high tea", set()),
    ],
)
def test_a_code_needs_the_subject_of_its_codebook_or_the_scope_of_its_own(
    title: str, codes: set[str]
) -> None:
    record = Record(key="A", type="book", id=RecordId("a:A"), where=Where(file="a"))
    work = Source(key="A", type="book", fields={"title": title}, records=(record,))
    book = parse_codebook(SUBJECT.format(requires='requires = "trade"'))
    assert codes == {one.code for one in tag([work], book)} & {"price", "leaf"}
    without = parse_codebook(SUBJECT.format(requires=""))
    assert codes | {"price"} == {one.code for one in tag([work], without)} & {"price", "leaf"}


@pytest.mark.parametrize(
    "title",
    [
        "Ivory trafficking and raids on dealers",
        "Arrests and handcuffs at a march",
        "Deportation of soldiers in 1919",
        "Overtime and budgets of rural fire departments",
        "Trafficking in human organs: the police and the surgeons",
        "Sting allergies in beekeepers",
    ],
)
def test_works_of_other_fields_get_no_code(title: str) -> None:
    record = Record(key="A", type="book", id=RecordId("a:A"), where=Where(file="a"))
    work = Source(key="A", type="book", fields={"title": title}, records=(record,))
    assert {"unread", "book"} == {one.code for one in tag([work])}


WHOLE = parse_codebook(
    '[codebook]\nname = "whole"\n[codebook.fields]\ntitle = 1\n'
    '[[code]]\nid = "x"\ngroup = "g"\nlabel = "X"\ndefinition = "D."\nthreshold = 1\n'
    '[[code.terms]]\nweight = 2\nwhole = true\nmatch = ["harbor act"]\n'
)


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Harbor Act", True),
        ("The Harbor Act of 2001", True),
        ("Harbor Act, Pub. L. 106-386", True),
        ("H.R. 7 (HR 7): Harbor Act, 106th Congress", True),
        ("Harbor Act 2001, ch. 7", True),
        ("Who uses the Harbor Act", False),
        ("Harbor Act: an aid to law", False),
        ("Tax and the Harbor Act", False),
    ],
)
def test_words_that_count_as_a_whole_field_alone(title: str, counts: bool) -> None:
    assert counts == bool(evidence("x", WHOLE, title=title))


@pytest.mark.parametrize(
    ("length", "little", "long"),
    [(40, 8, True), (39, 8, False), (39, 39, False), (40, 7, False), (41, 8, False), (45, 9, True), (200, 39, False), (200, 40, True), (0, 0, False)],
)  # fmt: skip
def test_a_text_is_long_and_english_from_forty_words_of_which_a_fifth_is_grammar(
    length: int, little: int, long: bool
) -> None:
    words = [*["The"] * little, *["port"] * (length - little)]
    # signs of punctuation are no words
    pieces = ["", *(piece for word in [*words, ",", "."] for piece in (word, " "))]
    fields: Any = [SimpleNamespace(pieces=pieces[:21]), SimpleNamespace(pieces=["", *pieces[21:]])]
    assert long is _is_long_english(fields)


def test_what_the_rules_do_not_read_is_not_understood() -> None:
    words = " ".join(["the port of the trade is near"] * 9)
    open_, sealed = (
        source(title="Ports", abstract=words),
        replace(source(title="Ports", abstract=words), confidential=True),
    )
    request = replace(source(title="Ports", abstract=words, agency="Port Office"), key="PR01", type="misc")
    assert [True, False, False] == [
        rules_of(BOOK).read(one, "abstract").understood for one in (open_, sealed, request)
    ]
    assert [True, False, False] == [
        bool(rules_of(BOOK).read(one, "abstract").fields) for one in (open_, sealed, request)
    ]


@pytest.mark.parametrize(
    ("fields", "basis", "all_no", "expected"),
    [
        ({"title": "Ports"}, "title", True, [("unread", "title", "Ports")]),
        ({"title": "Ports"}, "title", False, [("unread", "title", "Ports")]),
        ({"title": "Ports", "abstract": "They left."}, "abstract", True, [("none", "title", "Ports")]),
        ({"title": " ", "abstract": "They left."}, "abstract", True, [("none", "abstract", "They left.")]),
        ({"title": "Ports", "abstract": "They left."}, "abstract", False, []),
        ({"note": "They left."}, "note", True, [("none", "note", "They left.")]),
        ({}, "", True, [("unread", "entrytype", "article")]),
    ],
)
def test_a_source_without_a_code_is_unread_or_none(
    fields: dict[str, str], basis: Any, all_no: bool, expected: list[tuple[str, str, str]]
) -> None:
    found = rules_of(BOOK).empty(source(**fields), basis, all_no=all_no)
    assert expected == [(one.code, one.spans[0].field, one.spans[0].text) for one in found]
    assert all(
        (one.state, one.spans[0].start, one.spans[0].end) == ("suggested", 0, len(one.spans[0].text))
        for one in found
    )


def test_an_entry_with_neither_words_nor_type_is_unread_without_a_quote() -> None:
    """A .bib may have `@{a, year = {2001}}`: there is nothing to quote, and the source still counts as unread."""
    (one,) = rules_of(BOOK).empty(replace(source(), type=""), "", all_no=True)
    assert ("unread", ()) == (one.code, one.spans)

"""Tags: what the rules give, and that people come first."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.stages.tagging import explain, judge_goals, tag
from litreview.stages.tagging.tagger import AT_THRESHOLD, score_rules

BOOK = load_codebook()
GOALS = {"protect", "prosecute", "prevent"}


def source(key="A", type_="article", *, former=(), confidential=False, **fields):
    record = Record(key=key, type=type_, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(
        key=key, type=type_, fields=fields, records=(record,), former_keys=former, confidential=confidential
    )


def decision(verb, value, by="reviewer-a", key="A", where=""):
    return Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=key, value=value, where=where)


def codes(made, decisions=(), book=BOOK):
    return {t.code for t in tag([made], book, decisions)}


ABOUT = source(
    title="Victim services and T visas after raids on human trafficking",
    abstract="Police found and arrested traffickers under 18 U.S.C. 1591.",
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "Screening human trafficking victims in the emergency department"}, {"protect"}),
        ({"title": "Prosecuting human trafficking cases"}, {"prosecute"}),
        ({"title": "Risk factors for child sex trafficking"}, {"prevent"}),
        ({"title": "Human trafficking intervention courts"}, {"protect", "prosecute"}),
        ({"title": "Decriminalizing prostitution and sexually transmitted infection"}, set()),
        ({"title": "Prosecution of drug trafficking"}, set()),
        ({"title": "Suicide prevention among trafficked people"}, {"protect"}),
        ({"title": "Human trafficking", "keywords": "tvpa:protect; tvpa:prevent"}, set()),
        ({"title": "Trafficking Victims Protection Reauthorization Act of 2013"}, GOALS),
        ({"title": "Pub. L. No. 115-427, 132 Stat. 5503 (Jan. 9, 2019)"}, GOALS),
    ],
)
def test_goals(fields, expected):
    assert expected == codes(source(**fields)) & GOALS


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Safe harbor provisions of the DMCA and human trafficking"},
        {"abstract": "The police and the law and crime and victims of human trafficking."},
    ],
)
def test_generic_words_and_words_of_another_field_reach_no_goal_by_the_rules(fields):
    made = source(**fields)
    assert not [code for code in GOALS if score_rules([made], BOOK)["A"].get(code, 0) >= AT_THRESHOLD]


def test_none_is_never_said_of_what_was_not_understood():
    """A short text on something unknown, or a text in another language, is asked."""
    for text in ("On the sorting of gravel by rivers in flood.", "La trata de personas y la policía. " * 20):
        assert not codes(source(title="T", abstract=text)) & {*GOALS, "none", "unread"}
        assert {"ask"} == {one.state for one in judge_goals([source(title="T", abstract=text)], BOOK)}


def test_a_title_that_decides_nothing_is_unread_and_an_abstract_none():
    assert "unread" in codes(source(title="Human trafficking"))
    flood = "On the sorting of gravel by rivers in flood. " * 6
    assert "none" in codes(source(title="Gravel", abstract=flood))
    assert "unread" in codes(source(title="Gravel", abstract="n/a"))
    assert "unread" in codes(source(title="Gravel", note="Second printing"))
    assert not {"none", "unread"} & codes(ABOUT)


def test_the_basis_is_the_text_there_was():
    assert {"abstract"} == {t.basis for t in tag([ABOUT], BOOK)}
    assert {"title"} == {t.basis for t in tag([source(title="Prosecuting human trafficking")], BOOK)}


def test_explain_quotes_the_words():
    said = explain(ABOUT, tag([ABOUT], BOOK))
    assert "protect, because 'T visas' (title), 'Victim services' (title)" in said
    assert "'18 U.S.C. 1591' (abstract)" in said
    assert "" == explain(source("B"), tag([ABOUT], BOOK))


def test_reading_its_own_output_doubles_nothing():
    tags = tag([ABOUT], BOOK)
    keywords = "; ".join(["vice squads", *(f"tvpa:{t.code}" for t in tags)])
    with_own = dataclasses.replace(ABOUT, fields={**ABOUT.fields, "keywords": keywords})
    without = dataclasses.replace(ABOUT, fields={**ABOUT.fields, "keywords": "vice squads"})
    assert tag([with_own], BOOK) == tag([without], BOOK)


def test_words_on_two_sides_of_an_own_tag_are_not_near_each_other():
    made = source(title="Brothels", keywords="raids tvpa:effects deported")
    assert "effects" not in codes(made)
    assert "effects" in codes(source(title="Brothels", keywords="raids deported"))


@pytest.mark.parametrize("separator", ["; ", ", ", ";"])
def test_words_of_two_keywords_are_not_near_each_other(separator):
    works = [
        source(title="Brothels", keywords=text) for text in (f"raids{separator}deported", "raids deported")
    ]
    assert [False, True] == ["effects" in codes(work) for work in works]
    spans = [
        span
        for one in tag([source(title="Roads", keywords=f"human trafficking{separator}policing")])
        for span in one.spans
    ]
    assert all(separator not in span.text for span in spans)


def test_a_sealed_source_has_no_machine_tag_but_its_type():
    sealed = source("I01", "interview", confidential=True)
    assert [("interview", "citekey")] == [(t.code, t.spans[0].field) for t in tag([sealed], BOOK)]
    assert {"records-response"} == codes(source("PR03", "misc", confidential=True))
    assert {"thesis"} == codes(source("Archer2015", "phdthesis", confidential=True))
    assert {"interview", "protect"} == codes(sealed, [decision("tag", "protect", key="I01")])


def test_a_no_keeps_the_machine_away_and_a_yes_stands():
    assert "protect" not in codes(ABOUT, [decision("not-tag", "protect")])
    made = [
        t
        for t in tag([source(title="Gravel")], BOOK, [decision("tag", "protect")])
        if t.code != "journal-article"
    ]
    assert [("protect", "human", "reviewer-a")] == [(t.code, t.method, t.coder) for t in made]


def test_two_people_who_differ_leave_no_machine_row():
    both = [decision("tag", "protect"), decision("not-tag", "protect", by="reviewer-b")]
    assert [("human", "reviewer-a")] == [
        (t.method, t.coder) for t in tag([ABOUT], BOOK, both) if t.code == "protect"
    ]


def test_a_person_who_read_it_and_found_none():
    assert not GOALS & codes(ABOUT, [decision("tag", "none")])


def test_a_persons_type_replaces_the_machines():
    assert {"dataset"} == {t.code for t in tag([ABOUT], BOOK, [decision("tag", "dataset")])} & {
        "dataset",
        "journal-article",
    }


def test_a_quote_becomes_a_span_where_it_stands():
    (made,) = [
        t
        for t in tag([ABOUT], BOOK, [decision("tag", "prevent", where="arrested traffickers")])
        if t.code == "prevent"
    ]
    assert ["arrested traffickers"] == [s.text for s in made.spans]


def test_a_decision_on_a_former_key_or_record_counts():
    merged = dataclasses.replace(ABOUT, former_keys=("Old1999",))
    assert "prevent" in codes(merged, [decision("tag", "prevent", key="Old1999")])
    assert "prevent" in codes(merged, [decision("tag", "prevent", key="a.bib:A")])


def test_a_codebook_of_another_field():
    book = parse_codebook(
        '[codebook]\nname="sleep"\n[[code]]\nid="light"\ngroup="theme"\nlabel="Light"\ndefinition="On light."\n[[code.terms]]\nweight=2\nmatch=["blue light"]\n'
    )
    assert {"light", "journal-article"} == codes(source(title="Blue lights at night"), book=book)


WORDS = st.sampled_from(
    [
        "human trafficking",
        "victim services",
        "raid",
        "İstanbul",
        "prosecuted",
        "T visa",
        "18 U.S.C. § 1591",
        "prevention",
        "police.",
        "𝒳",
        "safe harbor",
        "\n",
        "survivors’",
        ",",
        "screen",
        "victims",
        "ﬁ",
        "tvpa:protect",
    ]
)
TEXT = st.lists(WORDS | st.text(max_size=8), max_size=25).map(" ".join)


@given(title=TEXT, abstract=TEXT, keywords=TEXT, type_=st.sampled_from(["article", "misc", "techreport", ""]))
def test_every_machine_tag_has_words_that_stand_in_the_source(title, abstract, keywords, type_):
    made = source(type_=type_, title=title, abstract=abstract, keywords=keywords)
    tags = tag([made], BOOK)
    for found in tags:
        assert found.spans
        assert 0 <= found.score <= 1
        for span in found.spans:
            assert span.text
            assert span.text == made.get(span.field)[span.start : span.end]
    assert tags == tag([made], BOOK)


CHOICES = st.lists(
    st.tuples(
        st.sampled_from(["tag", "not-tag"]),
        st.sampled_from([*BOOK.ids, "a-code-of-old"]),
        st.sampled_from(["a", "b"]),
    ),
    unique_by=lambda choice: (choice[1], choice[2]),
    max_size=12,
)


@given(choices=CHOICES, title=TEXT)
def test_all_that_people_decided_survives(choices, title):
    """Whatever the text and whatever the codebook: each yes on a code of it is there, and no machine row on a code that a person judged."""
    decisions = [decision(verb, code, by) for verb, code, by in choices]
    small = parse_codebook('[[code]]\nid="x"\ngroup="g"\nlabel="X"\ndefinition="X."\n')
    for book in (BOOK, small):
        tags = tag([source(title=title)], book, decisions)
        assert {(c, by) for verb, c, by in choices if verb == "tag" and c in book.ids} == {
            (t.code, t.coder) for t in tags if t.method == "human"
        }
        assert not {t.code for t in tags if t.method == "rule"} & {c for _, c, _ in choices}


FILLER = (
    "We describe the setting, the sample, the years and the measures, and what others have written on them. "
    * 9
)


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Victim services after human trafficking in one county.", {"protect"}),
        (f"{FILLER} Human trafficking is known to police. The findings may help victim services.", set()),
        (
            f"{FILLER} We asked survivors of human trafficking about victim services and shelter, and what they needed.",
            {"protect"},
        ),
        # background in one sentence, and what is said to follow, are mentions
        (
            f"Vulnerability to human trafficking is much debated. {FILLER} Implications for prevention programs are discussed.",
            set(),
        ),
        # said again, it is a topic
        (
            f"Vulnerability to human trafficking is much debated. {FILLER} Prevention programs differ by county. Risk factors for trafficking differ, too.",
            {"prevent"},
        ),
    ],
)
def test_a_mention_in_passing_decides_in_a_sentence_and_not_in_a_page(abstract, expected):
    assert expected == codes(source(title="A study", abstract=abstract)) & GOALS


def test_a_title_makes_a_topic_of_what_a_page_says_once():
    page = f"{FILLER} Vulnerability to human trafficking is high there."
    assert not codes(source(title="A study", abstract=page)) & GOALS
    topic = source(title="Vulnerability to human trafficking", abstract=page)
    assert score_rules([topic], BOOK)["A"]["prevent"] >= AT_THRESHOLD


def test_a_no_to_every_goal_is_a_judgement_and_not_unread():
    work = source(title="Weather in Atlantis")  # made up

    def said(code, by="ann", verb="not-tag"):
        return Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=work.key, value=code)

    goals = [code.id for code in load_codebook().goals if code.enabled]
    everything = [said(goal) for goal in goals]
    assert {("unread", "rule")} == {
        (t.code, t.method) for t in tag([work], decisions=everything[1:]) if t.code in ("none", "unread")
    }
    found = [t for t in tag([work], decisions=everything) if t.code in ("none", "unread", *goals)]
    assert [("none", "human", "ann")] == [(t.code, t.method, t.coder) for t in found]
    # another person's yes stands beside the no: then it is disputed, and not none
    found = tag([work], decisions=[*everything, said(goals[0], "ben", "tag")])
    assert "none" not in {t.code for t in found}


SENTENCES = Path(__file__).parents[2] / "benchmarks/sentences.tsv"


def test_trafficking_in_cells_and_trafficked_roads_inform_no_goal():
    with SENTENCES.open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line[:2] in ("h\t", "i\t")]
    found = {
        text: {"protect", "prosecute", "prevent"}
        & codes(source(**{"abstract" if text.endswith(".") else "title": text}))
        for *_, text in rows
    }
    assert {text: set(goals.split()) for _, _, goals, _, text in rows} == found
    assert 50 < len(rows)


@pytest.mark.parametrize(
    ("code", "title", "other"),
    [
        (
            "labor",
            "Forced work in the construction industry and trafficking",
            "The social construction of sex trafficking",
        ),
        ("labor", "Trafficking of domestic workers", "Domestic minor sex trafficking in a made-up county"),
        (
            "labor",
            "Trafficked to work in gold mines",
            "Mining text to find advertisements of sex trafficking",
        ),
        ("labor", "Trafficked people in the fields of a made-up valley", "The field of trafficking studies"),
        ("media", "Reporters on trafficking", "Trafficking in Persons Report 2019"),
        ("media", "Journalism on trafficking", "A journal on trafficking"),
        ("media", "News reports on trafficking", "Mandated reporting of trafficking"),
    ],
)
def test_a_word_of_two_senses_speaks_for_a_code_in_one(code, title, other):
    assert [True, False] == [code in codes(source(title=each)) for each in (title, other)]


@pytest.mark.parametrize("field", ["abstract", "note"])
def test_a_tag_that_rests_on_a_short_text_says_that_it_was_read(field):
    made = source(title="A made-up count", **{field: "arrests of sex traffickers by police task forces"})
    tags = [one for one in tag([made]) if any(span.field == field for span in one.spans)]
    assert tags
    assert {field} == {one.basis for one in tags}

"""Why a source has its tags: one line for each tag, with who decided it, why and on which page."""

from dataclasses import replace

import pytest

import litreview as lr
from litreview.core.results import GoalState
from litreview.core.sealed import Sealed
from litreview.stages.tagging import explain_state

TEXT = "@book{Doe2001, title = {A made-up shelter}}\n@book{Roe2002, title = {A made-up port}}"
SECRET = "@misc{I01, title = {Interview by telephone}, confidential = {true}}"


def said(key="Doe2001", value="protect", **more):
    return lr.Decision(by="ann", verb="tag", key=key, value=value, **more)


@pytest.fixture
def sources():
    return lr.dedupe(lr.read_text(TEXT)).sources


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([said(reason="it houses victims", where="p. 12")], "protect, because ann decided so: it houses victims (p. 12)"),
        ([said(reason="it houses victims")], "protect, because ann decided so: it houses victims"),
        ([said(where="p. 12")], "protect, because ann decided so (p. 12)"),
        ([said(where="made-up shelter")], "protect, because ann decided so, 'made-up shelter' (title)"),
        ([said(key="<string>:Doe2001", reason="by its id")], "protect, because ann decided so: by its id"),
        ([said(value="tvpa:protect", reason="with the codebook's name")], "protect, because ann decided so: with the codebook's name"),
        (
            [said(reason="later", when="2026-02-01T00:00:00Z"), said(reason="before", when="2026-01-01T00:00:00Z")],
            "protect, because ann decided so: later",
        ),
        ([said(reason="two\n lines")], "protect, because ann decided so: two lines"),
    ],
)  # fmt: skip
def test_a_persons_tag_is_told_with_reason_and_page(sources, given, told):
    tags = [tag for tag in lr.tag(sources, decisions=given) if tag.method == "human"]
    assert lr.explain(sources[0], tags, given) == told
    assert lr.explain(sources[0], tags).startswith("protect, because ann decided so")


def test_two_people_are_two_lines(sources):
    given = [
        said(reason="houses"),
        lr.Decision(by="ben", verb="tag", key="Doe2001", value="protect", reason="feeds"),
    ]
    tags = [tag for tag in lr.tag(sources, decisions=given) if tag.method == "human"]
    assert lr.explain(sources[0], tags, given).split("\n") == [
        "protect, because ann decided so: houses",
        "protect, because ben decided so: feeds",
    ]


def test_of_several_sources_the_tags_are_read_once(sources):
    tags = lr.tag(sources)
    told = lr.explain(sources, iter(tags))
    assert told == {source.key: lr.explain(source, tags) for source in sources}
    assert told == lr.explain(lr.dedupe(lr.read_text(TEXT)), tags)


def test_of_a_confidential_source_nothing_is_told_that_a_person_wrote():
    found = lr.dedupe(lr.read_text(SECRET))
    for words in ("the madam said so", Sealed("the madam said so")):
        given = [said(key="I01", reason=words, where=words)]
        told = lr.explain(found["I01"], lr.tag(found, decisions=given), given)
        assert "protect, because ann decided so" in told
        assert "madam" not in told


def test_what_is_no_source_is_refused():
    with pytest.raises(lr.UsageError, match="explain takes a Source or Sources"):
        lr.explain(lr.read_text(TEXT), ())


def span(text="shelter", field="title"):
    return lr.Span(field=field, start=0, end=len(text), text=text)


def given_tag(method="rule", code="protect", **more):
    return lr.Tag(source="Doe2001", code=code, method=method, **more)


MANY = tuple(span(f"word {n}") for n in range(7))


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        (given_tag(), "protect"),
        (given_tag(spans=(span(),)), "protect, because 'shelter' (title)"),
        (given_tag(spans=(span(), span())), "protect, because 'shelter' (title)"),
        (given_tag(spans=(span(), span(field="abstract"))), "protect, because 'shelter' (title), 'shelter' (abstract)"),
        (given_tag(spans=(span("book", "entrytype"),)), "protect, because 'book' (entry type)"),
        (given_tag(spans=(span("I01", "citekey"),)), "protect, because 'I01' (key)"),
        (given_tag(spans=(span("x" * 80),)), f"protect, because '{'x' * 80}' (title)"),
        (given_tag(spans=(span("x" * 81),)), f"protect, because '{'x' * 79}…' (title)"),
        (given_tag(spans=MANY[:5]), "protect, because " + ", ".join(f"'word {n}' (title)" for n in range(5))),
        (given_tag(spans=MANY[:6]), "protect, because " + ", ".join(f"'word {n}' (title)" for n in range(5)) + ", …"),
        (given_tag("model", score=0.756), "protect, because a model suggests it (0.76)"),
        (given_tag("model", spans=(span(),)), "protect, because a model suggests it (1.00), 'shelter' (title)"),
        (given_tag("human", coder="ann"), "protect, because ann decided so"),
        (given_tag("human"), "protect, because a person decided so"),
        (given_tag(code="none", basis="abstract"), "none, because nothing in the abstract speaks for a code"),
        (given_tag(code="none"), "none, because nothing in the text speaks for a code"),
        (given_tag("human", "none", coder="ann"), "none, because ann decided so"),
        (given_tag(code="unread", basis="title"), "unread, because only the title could be read and it decides nothing"),
        (given_tag(code="unread"), "unread, because there is no text to read"),
        (given_tag("human", "unread", coder="ann"), "unread, because ann decided so"),
    ],
)  # fmt: skip
def test_a_tag_in_one_line(sources, tag, told):
    assert told == lr.explain(sources[0], [tag])


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ((span(),), "protect"),
        ((span("misc", "entrytype"),), "protect, because 'misc' (entry type)"),
        ((span("misc", "entrytype"), span()), "protect"),
        ((), "protect"),
    ],
)
def test_of_a_confidential_source_only_type_and_key_are_quoted(spans, told):
    work = lr.dedupe(lr.read_text(SECRET))["I01"]
    tag = lr.Tag(source="I01", code="protect", method="rule", spans=spans)
    assert told == lr.explain(work, [tag])


def test_tags_of_other_sources_are_left_out_and_former_keys_lead_to_their_source(sources):
    first, second = sources
    renamed = replace(first, former_keys=("Old", "Roe2002"))
    tags = [
        lr.Tag(source=key, code=key.lower(), method="rule") for key in ("Old", "Doe2001", "Roe2002", "Poe")
    ]
    assert {"Doe2001": "old\ndoe2001", "Roe2002": "roe2002"} == lr.explain([renamed, second], tags)
    # a key that a source has now comes before one that another had, and of two that had it the first
    twin = replace(second, former_keys=("Old",))
    assert {"Doe2001": "old\ndoe2001", "Roe2002": "roe2002"} == lr.explain([renamed, twin], tags)
    assert {} == lr.explain([], tags)
    assert {"Doe2001": "", "Roe2002": ""} == lr.explain(sources, [])


@pytest.mark.parametrize(
    ("by", "key", "verb", "reason"),
    [
        ("ann", "Doe2001", "tag", ": because"),
        ("ben", "Doe2001", "tag", ""),
        ("ann", "Roe2002", "tag", ""),
        ("ann", "Doe2001", "not-tag", ""),
        ("ann", "Gone1999", "tag", ""),
    ],
)
def test_a_reason_is_told_of_the_person_source_and_code_it_was_given_for(sources, by, key, verb, reason):
    line = lr.Decision(by=by, verb=verb, key=key, value="protect", reason="because")
    told = lr.explain(
        sources[0], [given_tag("human", coder="ann"), given_tag("human", "prevent", coder="ann")], [line]
    )
    assert f"protect, because ann decided so{reason}\nprevent, because ann decided so" == told


@pytest.mark.parametrize(
    ("state", "answer", "chance", "told"),
    [
        ("likely", True, 0.97, "likely protect (0.97): why"),
        ("likely", False, 0.03, "likely not protect (0.03): why"),
        ("suggested", True, 0.8, "suggested protect (0.80): why"),
        ("ask", True, 0.5, "ask: rather protect (0.50): why"),
        ("ask", False, 0.499, "ask: rather not protect (0.50): why"),
    ],
)
def test_a_state_in_one_line(state, answer, chance, told):
    one = GoalState(source="a", code="protect", state=state, answer=answer, probability=chance, reason="why")
    assert told == explain_state(one)

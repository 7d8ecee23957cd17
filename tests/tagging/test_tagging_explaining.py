"""Why a source has its tags: one line for each tag, with who decided it, why and on which page."""

import pytest

import litreview as lr
from litreview.sealed import Sealed

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

"""The words of a work as models read them, and the places of words in its fields. All works are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Source, Span
from litreview.stages.tagging.tagger import _quoted, text_basis
from litreview.stages.tagging.tokens import field_spans, terms_of, text_of, word_edges, words_in, words_of


def work(*, confidential: bool = False, **fields: str) -> Source:
    return Source(key="A", type="article", fields=fields, records=(), confidential=confidential)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"title": "Raids"}, "Raids"),
        ({"abstract": "Ports", "title": "Raids"}, "Raids . Ports"),
        ({"title": "", "note": "Ports"}, "Ports"),
        ({"publisher": "Press"}, ""),
        ({"keywords": "own:aid; tvpa:protect-all; ports"}, " ;  ; ports"),
        ({"keyword": "own:aid"}, " "),
        ({"author_keywords": "other:aid"}, "other:aid"),
        # only among the keywords is it a tag of our own
        ({"title": "own:aid", "note": "tvpa:protect"}, "own:aid . tvpa:protect"),
        ({"keywords": "known:aid"}, "known:aid"),
    ],
)
def test_the_text_of_a_work(fields: dict[str, str], text: str) -> None:
    assert text == text_of(work(**fields), "own:")
    assert "" == text_of(work(confidential=True, **fields), "own:")


@pytest.mark.parametrize(
    ("text", "words", "edges"),
    [
        ("", [], []),
        ("a 1 x9", [], []),
        ("The raid's cost", ["the", "raid", "cost"], [0, 3, 4, 8, 11, 15]),
        ("don't o'neill", ["don't", "neill"], [0, 5, 8, 13]),
        ("it 12 ab3cd", ["it", "ab", "cd"], [0, 2, 6, 8, 9, 11]),
        ("Überfall: raid", ["überfall", "raid"], [0, 8, 10, 14]),
        ("victim’s right", ["victim", "right"], [0, 6, 9, 14]),
    ],
)
def test_words_and_where_they_are(text: str, words: list[str], edges: list[int]) -> None:
    assert words == words_in(text)[: len(words)]
    found = word_edges(text)
    assert edges == found[: len(edges)]
    assert words == [text[a:b].lower() for a, b in zip(found[::2], found[1::2], strict=False)][: len(words)]


def test_words_of_grammar_are_no_terms_and_pairs_reach_across_them() -> None:
    assert [("raids", 4, 9), ("ports", 17, 22)] == [*words_of("The raids on the Ports")]
    assert ["raid", "port", "raid port"] == terms_of("The raids on the ports")
    assert ["raid"] == terms_of("a raid")
    assert [] == terms_of("of the")


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        (0, 5, ("title", 0, "Raids")),
        (8, 12, ("abstract", 0, "What")),
        (13, 18, ("abstract", 5, "ports")),
        (21, 25, ("note", 0, "Mud.")),
        (3, 10, None),  # over the end of a field
        (5, 8, None),  # between two fields
        (8, 8, None),
        (40, 44, None),
    ],
)
def test_the_field_of_a_place_in_the_text(start: int, end: int, span: tuple[str, int, str] | None) -> None:
    source = work(title="Raids", abstract="What ports", note="Mud.")
    found = field_spans(source, "own:", text_of(source, "own:"), [(start, end)])
    assert ([span] if span else []) == [(one.field, one.start, one.text) for one in found]
    assert all(one.end == one.start + len(one.text) for one in found)


def test_a_place_behind_a_tag_of_our_own_is_left_out() -> None:
    source = work(keywords="ports, own:aid, mud")
    text = text_of(source, "own:")
    places = [(text.index(word), text.index(word) + len(word)) for word in ("ports", "mud")]
    assert ["ports"] == [one.text for one in field_spans(source, "own:", text, places)]


@pytest.mark.parametrize(
    ("where", "spans"),
    [
        ("", ()),
        ("p. 12", ()),
        ("raids", ()),
        ("Raids", (("title", 5),)),
        ("“Raids”", (("title", 5),)),
        ("  'Raids' ", (("title", 5),)),
        ("On", ()),  # two letters are no quote
        ("One", (("title", 0),)),
        ("ports", (("abstract", 0),)),
        ("Ports", (("title", 14),)),
        ("mud", (("annotation", 3),)),
        ("quay", (("keywords", 0),)),
        ("press", ()),
    ],
)
def test_where_the_quote_of_a_person_is(where: str, spans: tuple[tuple[str, int], ...]) -> None:
    fields = {
        "title": "One: Raids on Ports",
        "abstract": "ports and Raid",
        "annotation": "On mud",
        "note": "On mud, too",
        "keywords": "quay; mud",
        "publisher": "press",
    }
    found = _quoted(work(**fields), where)
    assert spans == tuple((one.field, one.start) for one in found)
    assert all(isinstance(one, Span) and fields[one.field][one.start : one.end] == one.text for one in found)
    assert () == _quoted(work(confidential=True, **fields), where)


SIX, FIVE, TWELVE, ELEVEN = (" ".join(["word"] * n) for n in (6, 5, 12, 11))


@pytest.mark.parametrize(
    ("fields", "basis"),
    [
        ({}, ""),
        ({"title": " "}, ""),
        ({"title": "T"}, "title"),
        ({"title": "T", "abstract": SIX}, "abstract"),
        ({"title": "T", "abstract": FIVE}, "title"),
        ({"abstract": FIVE}, ""),
        ({"title": "T", "note": TWELVE}, "note"),
        ({"title": "T", "note": ELEVEN}, "title"),
        ({"annotation": TWELVE}, "note"),
        ({"annote": TWELVE}, "note"),
        ({"keywords": TWELVE}, ""),
        ({"abstract": SIX, "note": TWELVE}, "abstract"),
        ({"abstract": FIVE, "note": TWELVE}, "note"),
    ],
)
def test_what_text_there_is_to_read(fields: dict[str, str], basis: str) -> None:
    assert basis == text_basis(work(**fields))
    assert "" == text_basis(work(confidential=True, **fields))

"""The words of a work as models read them, and the places of words in its fields. All works are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Source, Span
from litreview.stages.tagging.tagger import _quoted, text_basis
from litreview.stages.tagging.tokens import terms_of, text_of, words_in, words_of


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
    ("text", "words"),
    [
        ("", []),
        ("a 1 x9", []),
        ("The raid's cost", ["the", "raid", "cost"]),
        ("don't o'neill", ["don't", "neill"]),
        ("it 12 ab3cd", ["it", "ab", "cd"]),
        ("Überfall: raid", ["überfall", "raid"]),
        ("victim’s right", ["victim", "right"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words == words_in(text)


def test_words_of_grammar_are_no_terms_and_pairs_reach_across_them() -> None:
    assert [("raids", 4, 9), ("ports", 17, 22)] == [*words_of("The raids on the Ports")]
    assert ["raid", "port", "raid port"] == terms_of("The raids on the ports")
    assert ["raid"] == terms_of("a raid")
    assert [] == terms_of("of the")


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

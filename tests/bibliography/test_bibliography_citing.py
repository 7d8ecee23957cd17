"""Citations in a text, the labels of works, and what is known of words and languages, on both sides of each condition. All works are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.model import Person, Source, Tag, Work
from litreview.judgements.codebook import parse_codebook
from litreview.stages.bibliography.capitals import guess_language, title_language
from litreview.stages.bibliography.citation_pass import Entry, works_in_order
from litreview.stages.bibliography.groups import group_entries
from litreview.stages.bibliography.in_text import Label, resolve_citations, short_label
from litreview.stages.bibliography.name_words import is_genus, is_term, judged
from litreview.stages.bibliography.trees import emph, plain_text, words

ROE, POE, NOE = (Person(family=name, given="A") for name in ("Roe", "Poe", "Noe"))


def work(
    key: str = "k", type_: str = "book", *authors: Person, year: int | None = None, **fields: str
) -> Source:
    return Source(
        key=key, type=type_, fields={"title": "Raids"} | fields, authors=authors, year=year, records=()
    )


# ---------------------------------------------------------------- citations in a text

LABELS = {
    "roe": Label(words("(Roe, 2008)")),
    "poe": Label(words("(Poe, 2010)")),
    "linked": Label(words("(Roe, 2008)"), "ref-roe"),
    "book": Label([*words("(Roe, "), emph(words("Raids")), *words(")")]),
    "news": Label(words("(Roe, “Raids on Ports”)")),
    "asked": Label(words("(Roe, “Who Is Counted?”)")),
    "nameless": Label(words("(Port Watch)")),
    "soon": Label(words("(Roe, forthcoming)")),
    "undated": Label(words("(Roe, n.d.)")),
    "1": Label(words("[1]")),
    "2": Label(words("[2]")),
    "note": Label([*emph(words("Raids"))["c"], *words(" 12")]),
    "bare": Label(words("Roe 2008")),
    "(1)": Label(words("(1)")),
}  # fmt: skip
SHOWN = words("as typed")


def cited(
    *keys: str, page: str | None = None, mode: str = "NormalCitation", prefix: str = "", suffix: str = ""
) -> Any:
    citations = [
        {
            "key": key,
            "citationMode": {"t": mode},
            "citationPrefix": words(prefix) if prefix and not n else [],
            "citationSuffix": words(suffix) if suffix and n == len(keys) - 1 else [],
        }
        for n, key in enumerate(keys)
    ]
    return resolve_citations(lambda one: LABELS.get(one["key"]), citations, SHOWN, page=page)


IN_TEXT, YEAR_ONLY = {"mode": "AuthorInText"}, {"mode": "SuppressAuthor"}


@pytest.mark.parametrize(
    ("keys", "more", "expected"),
    [
        ("roe", {}, "(Roe, 2008)"),
        ("roe poe", {}, "(Roe, 2008; Poe, 2010)"),
        ("1 2", {}, "[1, 2]"),
        ("bare roe", {}, "Roe 2008; (Roe, 2008)"),
        ("roe bare", {}, "(Roe, 2008); Roe 2008"),
        ("roe 1", {}, "(Roe, 2008); [1]"),
        ("roe gone", {}, "as typed"),
        ("gone", {}, "as typed"),
        ("roe", IN_TEXT, "Roe (2008)"),
        ("roe", YEAR_ONLY, "(2008)"),
        ("1", IN_TEXT, "[1]"),
        ("(1)", IN_TEXT, "(1)"),
        ("bare", IN_TEXT, "Roe 2008"),
        ("nameless", IN_TEXT, "Port Watch"),
        ("soon", IN_TEXT, "Roe (forthcoming)"),
        ("undated", IN_TEXT, "Roe (n.d.)"),
        ("book", IN_TEXT, "Roe (Raids)"),
        ("news", IN_TEXT, "Roe (“Raids on Ports”)"),
        ("roe", {"prefix": "see"}, "(see Roe, 2008)"),
        ("roe poe", {"prefix": "see", "suffix": ", p. 3"}, "(see Roe, 2008; Poe, 2010, p.\xa03)"),
        ("roe", {"suffix": ", pp. 3--5"}, "(Roe, 2008, pp.\xa03–5)"),
        ("roe", {"suffix": " p. xii"}, "(Roe, 2008, p.\xa0xii)"),
        ("roe", {"suffix": ", p. 3", "page": ", at "}, "(Roe, 2008, at 3)"),
        ("roe", {"suffix": ", p. 3", "page": " "}, "(Roe, 2008 3)"),
        ("roe", {"suffix": ", on ports"}, "(Roe, 2008, on ports)"),
        ("roe", {"suffix": " on ports"}, "(Roe, 2008 on ports)"),
        ("roe", {"suffix": "on ports"}, "(Roe, 2008, on ports)"),
        ("roe", {"suffix": "p. three"}, "(Roe, 2008, p. three)"),
        ("nameless", {"suffix": ", p. 3"} | IN_TEXT, "Port Watch (p.\xa03)"),
        ("nameless", {"suffix": ", on ports"} | YEAR_ONLY, "(, on ports)"),
        ("news", {"suffix": ", p. 3"}, "(Roe, “Raids on Ports,” p.\xa03)"),
        ("asked", {"suffix": ", p. 3"}, "(Roe, “Who Is Counted?” p.\xa03)"),
        ("news", {"suffix": ", p. 3", "page": " "}, "(Roe, “Raids on Ports” 3)"),
    ],
)  # fmt: skip
def test_a_citation_in_a_text(keys: str, more: dict[str, str], expected: str) -> None:
    assert expected == plain_text(cited(*keys.split(), **more))


def test_a_label_is_linked_to_its_entry_and_the_brackets_are_not() -> None:
    opens, linked, closes = cited("linked")
    assert ("(", "Link", "(Roe, 2008)", ")") == (
        opens["c"],
        linked["t"],
        f"({plain_text(linked)})",
        closes["c"],
    )
    assert "#ref-roe" == linked["c"][-1][0]
    assert "Link" not in {inline["t"] for inline in cited("roe")}
    who, _, *rest = cited("linked", mode="AuthorInText")
    assert ("Link", "Roe", "(2008)") == (who["t"], plain_text(who), plain_text(rest))


@pytest.mark.parametrize(
    ("source", "titles", "expected"),
    [
        (work("k", "book", ROE, POE, year=2008), "", "(Roe and Poe 2008)"),
        (work("k", "book", ROE, POE, year=2008), "italic", "(Roe & Poe, Raids)"),
        (work("k", "book", ROE, POE), "quoted", "(Roe and Poe, Raids)"),
        (work("k", "book", ROE, POE, NOE), "italic", "(Roe et al., Raids)"),
        (work("k", "article", ROE), "quoted", "(Roe, “Raids”)"),
        (work("k", "article", ROE), "italic", "(Roe, Raids)"),
        (work("k", "article"), "quoted", "(“Raids”)"),
        (work(title=""), "", "( n.d.)"),
        (work("k", "article", ROE, title="raids on ports: A history"), "quoted", "(Roe, “Raids on Ports”)"),
        (work("k", "article", ROE, title="Who counts? A history"), "quoted", "(Roe, “Who Counts?”)"),
        (work("k", "article", ROE, title="Raids — a history"), "quoted", "(Roe, “Raids”)"),
        (work("k", "article", ROE, title="Raids on ports", shorttitle="Ports"), "quoted", "(Roe, “Ports”)"),
        (
            work("k", "article", ROE, title="raids in häfen", langid="german"),
            "quoted",
            "(Roe, “raids in häfen”)",
        ),
    ],
)
def test_the_short_form_of_a_work(source: Source, titles: str, expected: str) -> None:
    kind = "book" if source.type == "book" else "journal-article"
    label = short_label(source, kind, titles=titles)
    assert expected == plain_text(label)
    is_italic = bool(titles) and (titles == "italic" or kind == "book")
    assert is_italic == any(inline["t"] == "Emph" for inline in label)


def test_a_list_is_in_the_order_of_its_places_and_kinds_are_those_that_people_give() -> None:
    works = [
        work("b", "article", POE, journal="J"),
        work("a", "book", ROE),
        work("c", "article", NOE, journal="J"),
    ]
    told = Tag(source="a", code="thesis", method="human")
    by_name = [("c", "journal-article"), ("b", "journal-article"), ("a", "thesis")]
    assert by_name == [(source.key, kind) for source, kind in works_in_order(works, [told])]
    # the first part of a place is the kind, by which nothing is sorted
    places = [("zeal", "2"), ("book", "1"), ("awe", "3")]
    assert [("a", "book"), ("b", "zeal"), ("c", "awe")] == [
        (source.key, kind) for source, kind in works_in_order(works, (), places)
    ]


# ---------------------------------------------------------------- groups

BOOK = parse_codebook(
    """
[codebook]
name = "small"
main_group = "aim"
[[code]]
id = "shelter"
group = "aim"
label = "Shelter"
definition = "On shelter."
[[code]]
id = "tide"
group = "topic"
label = "Tides"
lead = "On the sea."
definition = "The source informs tides. And more."
[[code]]
id = "port"
group = "topic"
label = "Ports"
definition = "The source informs where ships lie. And more."
[[code]]
id = "long"
group = "topic"
label = "Long"
definition = "A definition that never ends"
"""
)


def test_what_a_topic_is_about_is_its_lead_or_the_first_sentence_of_its_definition() -> None:
    entries = [
        Entry(source=work(code), kind="book", inlines=(), section="") for code in ("tide", "port", "long")
    ]
    tags = [Tag(source=code, code=code, method="human") for code in ("tide", "port", "long")]
    found = group_entries(entries, "code", tags, codebook=BOOK)
    assert [("Tides", "On the sea."), ("Ports", "Where ships lie."), ("Long", "")] == [
        (group.heading.words, group.heading.lead) for group in found
    ]


# ---------------------------------------------------------------- words and languages


@pytest.mark.parametrize(
    ("title", "fields", "expected"),
    [
        ("Zeitschrift für Geschichte", {}, "de"),
        ("Zeitschrift für Geschichte", {"langid": "english"}, "de"),
        ("Zeitschrift für Geschichte", {"langid": "en-US"}, "de"),
        ("Zeitschrift für Geschichte", {"langid": "british"}, "de"),
        ("Zeitschrift für Geschichte", {"langid": "french"}, "fr"),
        ("Raids and Ports", {"langid": "french"}, "fr"),
        ("Raids and Ports", {"language": "english"}, "en"),
        ("Raids and Ports", {}, ""),
    ],
)
def test_the_language_of_a_title_is_in_its_words_before_its_field(
    title: str, fields: dict[str, str], expected: str
) -> None:
    assert expected == title_language(Work(key="k", type="book", fields={"title": title} | fields))
    assert expected == title_language(Work(key="k", type="book", fields={"title": "Raids"} | fields), title)


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("Записки из подполья", "und"),
        ("Записки of a House of Ports", ""),
        ("Ein Ärgernis", "de"),
        ("Ein Argernis", ""),  # one word that names take over, too
        ("La Frontera", ""),
        ("Les ports et leur mer", "fr"),
        ("Il porto degli altri", "it"),
        ("Het schip en de zee", "nl"),
        ("Os portos do mar e uma cidade", "pt"),
        ("Hafen und Meer", "de"),
        ("Hafen und the Meer", ""),
        ("Der Hafen und das Meer", "de"),
        ("Der Spiegel and the Law of the Sea von Kiel", ""),
        ("", ""),
    ],
)
def test_a_title_that_is_surely_not_english(title: str, tag: str) -> None:
    assert tag == guess_language(title)


@pytest.mark.parametrize(
    ("word", "before", "expected"),
    [
        ("Den", "van", True),
        ("Der", "von", True),
        ("Der", "the", False),
        ("Zanthia", "van", False),
        ("Greenspaces", "", True),
        ("Galloprovincialis", "Mytilus", True),
        ("Galloprovincialis", "mytilus", False),
        ("Zanthia", "in", False),
        ("Alogliptin", "", True),
    ],
)
def test_a_word_that_is_small_though_no_list_has_it(word: str, before: str, expected: bool) -> None:
    assert expected == is_term(word, before)


@pytest.mark.parametrize(
    ("word", "after", "expected"),
    [
        ("Cordyceps", "sinensis", True),
        ("cordyceps", "sinensis", False),
        ("CORDYCEPS", "sinensis", False),
        ("Cordyceps", "Sinensis", False),
        ("Cordyceps", "zzz", False),
        ("Cordyceps", "zzzz", True),
        ("Raids", "zzzz", False),
        ("Cordyceps", "workers", False),
        ("Cordyceps", "zz-zz", False),
    ],
)
def test_the_first_word_of_the_name_of_a_species(word: str, after: str, expected: bool) -> None:
    assert expected == is_genus(word, after)


@pytest.mark.parametrize(
    ("word", "shown", "expected"),
    [
        ("Of", 0, "common"),
        ("Between", 2, "common"),
        *(
            (word.title(), 2, "common")
            for word in ("amici", "certiorari", "hominis", "reus", "trois", "vacatur")
        ),
        ("Boston", 0, "name"),
        ("Boston’s", 0, "name"),
        ("Boston", 1, "name"),
        ("Apple", 1, ""),
        ("Zanthia", 1, "common"),
        ("Nano", 2, "common"),
        ("Workers", 2, "common"),
        ("Zanthia", 2, "name"),
        ("Zanthia", 4, "name"),
        ("Zanthia", 0, ""),
        ("Zanthization", 0, "common"),
        ("Zming", 0, ""),
    ],
)
def test_a_word_is_a_name_common_or_either(word: str, shown: int, expected: str) -> None:
    assert expected == judged(word, shown)

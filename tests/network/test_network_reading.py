"""References in each layout, read part by part, at the edges of the layouts; and lists cut into references. All works are made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

import litreview as lr
from litreview.core.model import CitedReference, Record, Source
from litreview.formats.references import parse_list, split_references
from litreview.formats.references.reference_strings import (
    Parsed,
    dois,
    parse_plain,
    parse_scopus,
    parse_wos,
    title_of,
)
from litreview.stages.network import references_of

Make = Callable[..., Source]


def names(found: Parsed | None) -> list[tuple[str, str, str]]:
    assert found is not None
    return [(person.literal or person.family, person.given, person.suffix) for person in found.authors]


def parts(found: Parsed | None) -> tuple[int | None, str, str, str, str, str]:
    assert found is not None
    return found.year, found.title, found.container, found.volume, found.number, found.page


# ---------------------------------------------------------------- Web of Science


@pytest.mark.parametrize(
    ("author", "family", "given", "body"),
    [
        ("Roe ABCD", "Roe", "ABCD", False),
        ("Roe ABCDE", "Roe ABCDE", "", False),  # five capitals are a name
        ("Roe Ann", "Roe Ann", "", False),
        ("Roe A.b.", "Roe", "A.b.", False),
        ("Roe a", "Roe", "a", False),
        ("{Roe A}", "Roe", "A", False),
        ("Al-Subhi Al-Harbi K. M.", "Al-Subhi Al-Harbi", "K. M.", False),
        ("R. L.", "R.", "L.", False),
        ("de St. K.", "de St.", "K.", False),
        ("Port Authority", "Port Authority", "", False),
        ("Port Authority Ghent", "Port Authority Ghent", "", True),
        ("*PORT AUTH (UK)", "PORT AUTH (UK)", "", True),
    ],
)
def test_the_author_of_a_reference_of_web_of_science(
    author: str, family: str, given: str, body: bool
) -> None:
    found = parse_wos(f"{author}, 2008, X")
    assert [(family, given, "")] == names(found)
    assert body == bool(found and found.authors[0].literal)


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("", ("", "", "")),
        (".", ("", "", "")),
        (", J TESTS, V4, DOI none", ("J TESTS", "4", "")),
        (", J TESTS, V4, P9.", ("J TESTS", "4", "9")),
        (", J TESTS, PORTS, V4, P9", ("J TESTS, PORTS", "4", "9")),
        (", V4, P9", ("V4", "", "9")),
        (", P9, V4", ("P9", "4", "")),
        (", J TESTS, P9, V4", ("J TESTS", "4", "9")),
        (", J TESTS, P9, GHENT", ("J TESTS", "", "9")),
        (", J TESTS, P9, P10", ("J TESTS", "", "9")),
        (", J TESTS, V4, V5, P9", ("J TESTS, V5", "4", "9")),
    ],
)
def test_what_is_behind_the_year_of_web_of_science(rest: str, found: tuple[str, str, str]) -> None:
    read = parts(parse_wos(f"Roe A, 2008{rest}"))
    assert (2008, "", found[0], found[1], "", found[2]) == read


@pytest.mark.parametrize(("letters", "read"), [(88, True), (89, False)])
def test_the_year_of_web_of_science_is_within_ninety_letters(letters: int, read: bool) -> None:
    assert read == (parse_wos(f"{'a' * letters} B, 2008, X") is not None)


def test_brackets_in_a_name_are_of_another_layout_unless_it_begins_as_a_body() -> None:
    assert parse_wos("Roe (Ed.), 2008, X") is None
    assert parse_wos("[Anonymous (UK)], 2008, X") is not None
    assert [] == names(parse_wos(", 2008, X"))


def test_each_doi_once_in_order() -> None:
    assert ("10.1000/a", "10.1000/b") == dois("see 10.1000/a 10.1000/A, 10.1000/b")
    assert () == dois("10.10/a")
    found = parse_wos("Roe A, 2008, J TESTS, DOI [10.1000/b, 10.1000/a]")
    assert found is not None
    assert ("10.1000/b", "J TESTS") == (found.doi, found.container)


# ---------------------------------------------------------------- Scopus


@pytest.mark.parametrize(
    ("text", "people", "found"),
    [
        ("Roe, A., Jr., Raids (1999) Press", [("Roe", "A.", "Jr")], (1999, "Raids", "Press", "", "", "")),
        ("Roe, A., Poe, B., et al., Raids (1999) Press", [("Roe", "A.", ""), ("Poe", "B.", "")], (1999, "Raids", "Press", "", "", "")),
        ("Roe, A., Raids (1999) Press, 7 (2)", [("Roe", "A.", "")], (1999, "Raids", "Press", "7", "2", "")),
        ("Roe, A., Raids (1999) Press, Ghent", [("Roe", "A.", "")], (1999, "Raids", "Press", "", "", "")),
        ("Roe, A., Raids (1999) Press, VII, p. 12", [("Roe", "A.", "")], (1999, "Raids", "Press", "vii", "", "12")),
        ("Roe, A., Raids (1999) Press, pp. 12-20", [("Roe", "A.", "")], (1999, "Raids", "Press", "", "", "12")),
        ("Roe, A., (1996), Press, 7, pp. 3-9", [("Roe", "A.", "")], (1996, "Press", "", "7", "", "3")),
        ("Roe, A., Raids", [("Roe", "A.", "")], (None, "Raids", "", "", "", "")),
        ("Roe, A., Raids, 7, pp. 3-9", [("Roe", "A.", "")], (None, "Raids", "", "7", "", "3")),
        # a year in an address is not that of the work
        ("Roe, A., Raids, http://a.example/(1999)/x", [("Roe", "A.", "")], (None, "Raids", "", "", "", "")),
        ("Raids on p (1999) Press, 7, pp. 12-20", [], (1999, "Raids on p", "Press", "7", "", "12")),
    ],
)  # fmt: skip
def test_the_old_layout_of_scopus(
    text: str, people: list[tuple[str, str, str]], found: tuple[int | None, str, str, str, str, str]
) -> None:
    read = parse_scopus(text)
    assert (people, found) == (names(read), parts(read))


@pytest.mark.parametrize(
    ("text", "people", "found"),
    [
        ("Roe A., Raids, Press, 7, 2, 3, (1999)", ["Roe"], (1999, "Raids", "Press", "7", "2", "")),
        ("Roe A., Raids, Press, 7 (2), p. 12, (1999)", ["Roe"], (1999, "Raids", "Press", "7", "", "12")),
        ("Roe A., Raids, Press, pp. 3-9", ["Roe"], (None, "Raids", "Press", "", "", "3")),
        ("Roe A., Raids, 7, (1999)", ["Roe"], (1999, "Raids", "", "7", "", "")),
        ("Roe A., 7, (1999)", ["Roe"], (1999, "7", "", "", "", "")),
        ("Roe A., Raids (1999), Press, 7, pp. 3-9", ["Roe"], (1999, "Raids (1999)", "Press", "7", "", "3")),
        ("Roe A., Raids", ["Roe"], (None, "Raids", "", "", "", "")),
        ("Roe A.; Poe B., Raids, Press", ["Roe", "Poe"], (None, "Raids", "Press", "", "", "")),
        # what has the form of a name behind the comma is title, not author
        ("Roe A., Poe B., Raids, (1999)", ["Roe"], (1999, "Poe B", "Raids", "", "", "")),
        ("Ministry, Raids, (2015)", ["Ministry"], (2015, "Raids", "", "", "", "")),
        ("Ministry, Raids, Press, (2015).", ["Ministry"], (2015, "Raids", "Press", "", "", "")),
    ],
)
def test_the_new_layout_of_scopus(
    text: str, people: list[str], found: tuple[int | None, str, str, str, str, str]
) -> None:
    read = parse_scopus(text)
    assert (people, found) == ([name for name, *_ in names(read)], parts(read))


@pytest.mark.parametrize(
    "text",
    [
        "Roe A.",
        "Ministry, (2015)",
        "Ministry, Raids (2015)",
        "Ministry, Raids, (2015), Ghent",
        "Raids o (1999) Press, 7, pp. 12-20",
        "Raids on ports (1999) Press, 7",
        "pp. 12-20, Raids on ports (1999) Press",
    ],
)
def test_what_is_no_reference_of_scopus(text: str) -> None:
    assert parse_scopus(text) is None


def test_the_doi_of_a_reference_of_scopus() -> None:
    for text in ("Roe, A., Raids (1999) Press, 10.1000/a", "Roe A., Raids, Press, 10.1000/a, (1999)"):
        found = parse_scopus(text)
        assert found is not None
        assert ("10.1000/a", "Raids", "Press") == (found.doi, found.title, found.container)


# ---------------------------------------------------------------- plain styles


@pytest.mark.parametrize(
    ("text", "people", "found"),
    [
        # a question ends a title, a full stop behind an initial or an abbreviation does not
        ("Roe AM. Raids on ports? Port Issues. 2000;18(1):2-22.", "Roe", (2000, "Raids on ports?", "Port Issues", "18", "1", "2")),
        ("Roe AM. Raids by the U.S. Navy. Press. 2001", "Roe", (2001, "Raids by the U.S. Navy", "Press", "", "", "")),
        ("Roe AM. Raids by J. Poe vs. Moe in ed. Two. Press. 2001", "Roe", (2001, "Raids by J. Poe vs. Moe in ed. Two", "Press", "", "", "")),
        ("UNICEF. Raids on ports. Press. 2001", "UNICEF", (2001, "Raids on ports", "Press", "", "", "")),
        ("Ann van der Roe. Raids on ports. Press 2001", "van der Roe", (2001, "Raids on ports", "Press 2001", "", "", "")),
        # the year in brackets goes before another, and may have a month
        ("Roe, A. (2001, May 3). Raids of 1999 on ports. Press", "Roe", (2001, "Raids of 1999 on ports", "Press", "", "", "")),
        ("Roe AM. Raids of 1999 on ports. Press (2001)", "Roe", (2001, "Raids of 1999 on ports", "Press (2001)", "", "", "")),
        # quoted
        ("Roe, Ann. “Raids on ports, Part Two.” Journal of Tests, 7, 12-20 (2010).", "Roe", (2010, "Raids on ports, Part Two", "Journal of Tests", "7", "", "12")),
        ("Roe, Ann. “Raids on ports.” Journal of Tests. Ghent (2010).", "Roe", (2010, "Raids on ports", "Journal of Tests", "", "", "")),
        ("Ann Roe, “Raids on ports,” Notes on law, 44 Made Up Review 120 (2008)", "Roe", (2008, "Raids on ports", "Made Up Review", "44", "", "120")),
        ("Ann Roe et al., Raids on ports, 44 Made Up L. Rev. 120 (2008)", "Roe", (2008, "Raids on ports", "Made Up L. Rev", "44", "", "120")),
        # an address and a DOI are no part
        ("Roe AM. Raids on ports. Press. 2001 http://a.example/7:12", "Roe", (2001, "Raids on ports", "Press", "", "", "")),
        ("*Roe AM. Raids on\nports. Press. 2001 doi:10.1000/a", "Roe", (2001, "Raids on ports", "Press", "", "", "")),
        # what is behind a year in the second half is no title
        ("Roe AM. Raids on every made up port. Press, 2001.", "Roe", (2001, "Raids on every made up port", "Press, 2001", "", "", "")),
        ("(12) Roe AM. Raids on ports. Press, 2001", "Roe", (2001, "Raids on ports", "Press, 2001", "", "", "")),
    ],
)  # fmt: skip
def test_plain_references(text: str, people: str, found: tuple[int | None, str, str, str, str, str]) -> None:
    read = parse_plain(text)
    assert ([people], found) == ([name for name, *_ in names(read)], parts(read))


@pytest.mark.parametrize(("letters", "people"), [(300, 1), (301, 0)])
def test_a_run_of_more_than_three_hundred_letters_is_no_author(letters: int, people: int) -> None:
    assert people == len(
        parse_plain(f"{'a' * letters} (2001). Raids on every made up port" + " and sea" * 50).authors
    )


def test_nothing_is_read_of_nothing() -> None:
    assert Parsed() == parse_plain("")
    found = parse_plain("(2001). Raids on ports. Press.")
    assert ((), 2001, "Raids on ports", "Press") == (found.authors, found.year, found.title, found.container)
    assert "10.1000/a" == parse_plain("Roe AM. Raids. 10.1000/a").doi
    assert 120 == len(parse_plain("Roe AM. Raids on ports. " + "Press " * 40).container)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Raids [Razzien]", "Raids [Razzien]"),
        ("Raids]", ""),
        ("Rai", "Rai"),
        ("Ra 12", ""),
        ("港", "港"),
        ("pp. 5-33", ""),
        ("Raids, , Press", "Raids"),
        ("Raids, p. 5-9. , Press", "Raids"),
        ("Raids, p. 5-9 of it", "Raids, p. 5-9 of it"),
    ],
)
def test_what_can_be_a_title(text: str, title: str) -> None:
    assert title == title_of(text)


# ---------------------------------------------------------------- lists

WOS = ("Roe A, 2008, J TESTS, V4, P9", "[Anonymous], 2005, NETS")


@pytest.mark.parametrize(
    ("value", "field", "pieces"),
    [
        ("; ".join(WOS), "cited-references", WOS),
        (". ".join(WOS) + ".", "cr", WOS),
        ("{" + "\n".join(WOS) + "}", "cited_references", WOS),
        (f"{WOS[0]}.;\n .\n\n{WOS[1]};", "cited-references", WOS),
        ("Roe A, 2008, J. Poe; Moe, V4\nPoe B, 2005, X", "cited-references", ("Roe A, 2008, J. Poe; Moe, V4", "Poe B, 2005, X")),
        ("", "references", ()),
        ("{", "references", ("{",)),
        ("{Roe, A., One (2001) J}", "references", ("Roe, A., One (2001) J",)),
        ("{Roe, A., One} (2001) {J}", "references", ("{Roe, A., One} (2001) {J}",)),
        ('"Roe, A., One (2001) J"', "references", ("Roe, A., One (2001) J",)),
        ('"One" (2001) "J"', "references", ('"One" (2001) "J"',)),
        # one a line, unless half of the lines and more hold several
        ("One (2001) J\nTwo (2002) J; Press\nThree (2003) J", "references", ("One (2001) J", "Two (2002) J; Press", "Three (2003) J")),
        ("One (2001) J\nTwo (2002) J; Three (2003) J", "references", ("One (2001) J Two (2002) J", "Three (2003) J")),
        ("One\n  (2001)   J", "references", ("One", "(2001) J")),
        ("One (2001) J; Two\n(2002) J; Three (2003) J", "references", ("One (2001) J", "Two (2002) J", "Three (2003) J")),
        # a name alone belongs to what follows, a piece without an end to one in lower case
        ("Roe A.; Poe B., One, (2001); Poe B.", "references", ("Roe A.; Poe B., One, (2001)", "Poe B.")),
        ("Roe A.; ; Poe B., One, (2001);", "references", ("Roe A.; Poe B., One, (2001)",)),
        ("Roe A.;", "references", ("Roe A.",)),
        ("One title; a subtitle (2004) J; Two (2005) J", "references", ("One title; a subtitle (2004) J", "Two (2005) J")),
        ("One (2003) J; a thing (2004) J", "references", ("One (2003) J", "a thing (2004) J")),
        ("One title; de Poe, B., Two (2004) J", "references", ("One title", "de Poe, B., Two (2004) J")),
        ("One title; Two (2004) J", "references", ("One title", "Two (2004) J")),
    ],
)  # fmt: skip
def test_a_list_is_cut_into_references(value: str, field: str, pieces: tuple[str, ...]) -> None:
    assert pieces == split_references(value, field)


def lines_of(found: tuple[CitedReference, ...]) -> list[tuple[int, str]]:
    return [(one.where.line, one.text) for one in found]


@pytest.fixture
def record(make: Make) -> Record:
    return make("a").records[0]


def test_a_list_by_numbers_by_blank_lines_or_by_lines(record: Record) -> None:
    assert [(1, "[1] One more"), (3, "[2] Two")] == lines_of(parse_list("[1] One\n  more\n[2] Two", record))
    assert [(2, "1. One"), (4, "2) Two")] == lines_of(
        parse_list("\ufeffReferences:\n1. One\n\n2) Two\n", record)
    )
    # one number is none: then each line is one
    assert [(1, "[1] One"), (2, "more")] == lines_of(parse_list("[1] One\nmore", record))
    assert [(1, "One more"), (4, "Two")] == lines_of(parse_list("One\n more\n\nTwo", record))
    # a blank line at either end parts nothing
    assert [(3, "One"), (4, "Two")] == lines_of(parse_list("# Notes\n\nOne\nTwo\n", record))
    assert [(1, "One"), (2, "Two")] == lines_of(parse_list("One\nTwo\n\n \n", record))
    assert () == parse_list("\n\n", record)
    assert "<string>" == parse_list("One", record)[0].where.file


@pytest.mark.parametrize(("plain", "references"), [(8, 2), (9, 11)])
def test_numbers_count_from_a_fifth_of_the_lines(record: Record, plain: int, references: int) -> None:
    text = "[1] One\n" + "more\n" * plain + "[2] Two"
    assert references == len(parse_list(text, record))


# ---------------------------------------------------------------- fields


def cited(record: Record) -> tuple[CitedReference, ...]:
    return references_of(Source(key="k", type="article", records=(record,)))


def test_each_field_of_references_is_read_and_each_repetition(record: Record) -> None:
    fields = {
        "cites": "{Two, 12 Three;Four}",
        "references": "Poe, B., Raids \\& ports (1999) Press",
        "cited-references": WOS[0],
        "bibliography": " ",
    }
    one = replace(record, fields=fields, repeated=(("note", "x"), ("cited-references", WOS[1])))
    assert [*WOS, "Poe, B., Raids & ports (1999) Press", "Two", "Three", "Four"] == [
        r.text for r in cited(one)
    ][:6]
    assert ["", "", "", "Two", "Three", "Four"] == [r.key for r in cited(one)]
    # the field as it was written goes before the one that was decoded
    raw = replace(record, fields={"cites": "Two"}, raw_fields={"cites": "Three"})
    assert ["Three"] == [r.text for r in cited(raw)]
    assert () == cited(record)


def test_a_confidential_record_has_no_references_but_its_keys(record: Record) -> None:
    assert () == cited(replace(record, confidential=True, fields={}, raw_fields={"cites": "Two"}))
    assert ["Two"] == [r.key for r in cited(replace(record, confidential=True, fields={"cites": "Two"}))]


def row(record: Record, **given: object) -> CitedReference:
    text = json.dumps([{name.replace("_", "-"): value for name, value in given.items()}])
    (found,) = cited(replace(record, fields={"references": text}))
    return found


def test_the_parts_of_a_reference_of_crossref(record: Record) -> None:
    whole = row(
        record, DOI="10.1000/A", author="Poe", year="2008", volume="IV", issue="2", first_page="091", journal_title="J.  Tests",
        article_title="Raids", unstructured=None,
    )  # fmt: skip
    assert ("Poe. (2008). Raids. J. Tests. IV:091 https://doi.org/10.1000/a", "10.1000/a") == (
        whole.text,
        whole.doi,
    )
    assert ("Raids", "J. Tests", "iv", "2", "91", 2008) == (
        whole.title,
        whole.container,
        whole.volume,
        whole.number,
        whole.page,
        whole.year,
    )
    assert ["Poe"] == [person.family for person in whole.authors]


def test_which_title_of_crossref_is_that_of_the_work(record: Record) -> None:
    def titles(**given: str) -> tuple[str, str]:
        found = row(record, year="2008", **given)
        return found.title, found.container

    assert ("Raids", "Book of ports") == titles(article_title="Raids", volume_title="Book of ports")
    assert ("Book of ports", "") == titles(volume_title="Book of ports", series_title="Series")
    assert ("Series", "") == titles(series_title="Series")
    assert ("Raids", "Journal") == titles(
        article_title="Raids", volume_title="Book of ports", journal_title="Journal"
    )


def test_a_reference_of_crossref_in_words(record: Record) -> None:
    text = "Roe, A. (2001). Raids on ports. Press."
    plain = row(record, unstructured=text, DOI="10.1000/a")
    assert (f"{text} https://doi.org/10.1000/a", "Raids on ports", 2001) == (
        plain.text,
        plain.title,
        plain.year,
    )
    named = row(record, unstructured=f"{text} 10.1000/A", DOI="10.1000/a")
    assert (f"{text} 10.1000/A", "10.1000/a") == (named.text, named.doi)
    assert "10.1000/b" == row(record, unstructured=f"{text} 10.1000/b").doi
    # parts that are given go before what is read
    told = row(record, unstructured=text, journal_title="Journal", author="Poe, Bo", volume="7")
    assert (text, "", "Journal", "7", 2001) == (told.text, told.title, told.container, told.volume, told.year)
    assert [("Poe", "Bo")] == [(person.family, person.given) for person in told.authors]
    assert ["Roe"] == [p.family for p in row(record, unstructured=text, journal_title="Journal").authors]
    assert "https://doi.org/10.1000/a" == row(record, DOI="10.1000/a").text


def test_what_crossref_did_not_say_is_no_reference(record: Record) -> None:
    assert () == cited(replace(record, fields={"references": '[{"key": "r1"}]'}))
    two = cited(replace(record, fields={"references": '[{"key": "r1"}, {"DOI": "10.1000/a"}]'}))
    assert ["10.1000/a"] == [one.doi for one in two]
    broken = cited(replace(record, fields={"references": '[{"DOI": '}))
    assert ['[{"DOI":'] == [one.text for one in broken]


def test_references_of_a_record_without_lines_have_its_place(record: Record) -> None:
    raw = "@article{a,\n  note = {Two},\n  cites = {One,\n    Two},\n}"
    one = replace(record, raw=raw, fields={"cites": "One, Two"})
    assert [3, 4] == [r.where.line for r in cited(one)]
    unplaced = replace(one, where=replace(one.where, line=0))
    assert [0, 0] == [r.where.line for r in cited(unplaced)]
    assert [1] == [r.where.line for r in cited(replace(one, fields={"cites": "Gone"}))]


def test_references_that_begin_alike_have_their_own_lines(record: Record) -> None:
    rows = [
        "Roe A, 2008, JOURNAL OF TESTS, V4, P9",
        "Roe A, 2008, JOURNAL OF TESTS, V7, P3",
        "Roe A, 2008, JOURNAL OF TESTS, V4, P9",
    ]
    raw = "@article{a,\n  cited-references = {" + "\n    ".join(rows) + "},\n}"
    one = replace(record, raw=raw, fields={"cited-references": "\n".join(rows)})
    assert [*zip((2, 3, 4), rows, strict=True)] == lines_of(cited(one))


APA = [
    "Patel, J. P., & Roe, R. (2008). Bus electrification in Berlin. Urban Studies, 45(2), 11-20.",
    "Kim, J. (2010). Ports; A study of them. Journal of Tests, 3(1), 5-9.",
    "Roe, R., and Poe, B., 2009. A made-up title. Journal of Tests 4, 1–9.",
]
"""These references are invented."""


@pytest.mark.parametrize("field", ["references", "cited_refs"])
def test_a_list_in_a_cell_stays_the_list_that_it_is(field: str) -> None:
    for listed in (APA, APA[1:2]):
        record = lr.Record.from_fields({"title": "Citing", "year": 2024, field: listed})
        (source,) = lr.dedupe([record]).sources
        assert [text.rstrip(".") for text in listed] == [
            one.text.rstrip(".") for one in references_of(source)
        ]


def test_references_of_any_style_are_split_and_read_in_the_field_of_web_of_science() -> None:
    line = "; ".join([APA[0], "Kim J, 2010, J TESTS, V3, P5", APA[2]])
    record = lr.Record.from_fields({"title": "Citing", "year": 2024, "cited references": line})
    found = references_of(lr.dedupe([record]).sources[0])
    assert [
        ("Patel", 2008, "Bus electrification in Berlin"),
        ("Kim", 2010, ""),
        ("Roe", 2009, "A made-up title"),
    ] == [(one.authors[0].family, one.year, one.title) for one in found]
    assert ("10.5555/a", "10.5555/b") == split_references("10.5555/a, 10.5555/b", "cited-references")

"""What fuzzing found (`benchmarks/fuzz_read.py`), each as the smallest text of our own that shows it."""

from dataclasses import replace

import pytest

from litreview.formats import dumps, read_text

FORMATS = ("bib", "ris", "json", "csv")


def journeys(text, path="a.bib"):
    """Yield the records of a text, and what is read back of them in every format."""
    library = read_text(text, path)
    for name in FORMATS:
        yield library.records, read_text(dumps(library, name), f"a.{name}").records


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "k1", "type": "entry-dictionary", "title": "A title"}]',
        '[{"id": "k1", "type": "post-weblog", "title": "A title"}, {"id": "k2", "type": "made-up-type", "title": "B"}]',
    ],
)
def test_a_type_with_a_hyphen_is_read_back(text):
    for before, after in journeys(text, "a.json"):
        assert [record.title for record in before] == [record.title for record in after]


def test_bibtex_types_with_a_hyphen_between_others():
    """@article{a, title = {A}}
    @entry-dictionary{b, title = {Words, {Braces} and a line
    @ in it}, year = 1999}
    @book{c, title = {C}}"""
    library = read_text(test_bibtex_types_with_a_hyphen_between_others.__doc__)
    assert [("a", "article"), ("b", "entry-dictionary"), ("c", "book")] == [(r.key, r.type) for r in library]
    assert "Words, Braces and a line @ in it" == library.records[1].title


def test_a_control_character_in_the_name_of_a_field():
    for before, after in journeys("@book{k, title\x00 = {A title}, note\x07 = {A note}}"):
        assert ["A title"] == [record.title for record in before]
        assert [record.fields for record in before] == [record.fields for record in after]


@pytest.mark.parametrize(
    "author",
    [
        r"Doe, J\{ane and \}Roe, R",  # braces that are characters
        r"World \{Council and Doe, Jane",
        r"{G\\el, Kurt}, {Kurt and Co}",  # braces that mark bodies beside a backslash
        r"{A \textbackslash B}, {C and D} and Doe, Jane",
        r"{Costs in \$ and more} and Doe, Jane",
    ],
)
def test_braces_in_names_only_mark_bodies(author):
    for before, after in journeys(f"@book{{k, title = {{T}}, author = {{{author}}}}}"):
        assert [record.fields["author"] for record in before] == [record.fields["author"] for record in after]
        assert [record.authors for record in before] == [record.authors for record in after]


def test_types_that_begin_like_a_comment():
    library = read_text(
        "@commentary{a, title = {A}}\n@strings{b, title = {B}}\n@comment{c, title = {C}}\n@book{d, title = {D}}"
    )
    assert [("a", "commentary"), ("b", "strings"), ("d", "book")] == [(r.key, r.type) for r in library]


def test_an_item_of_the_type_comment_is_not_written_as_a_comment():
    for _, after in journeys('[{"id": "k1", "type": "comment", "title": "A title"}]', "a.json"):
        assert ["A title"] == [record.title for record in after]


def test_a_control_character_inside_an_entity():
    for before, after in journeys("%0 Book\n%T Profit &lt\x00; loss\n", "a.enw"):
        assert [record.title for record in before] == [record.title for record in after]


def test_an_address_of_openalex_in_a_note_makes_no_openalex_file():
    for before, after in journeys(
        "@misc{a, title = {A}, ids = {b}, note = {see https://openalex.org/W1}, display_name = {x}}"
    ):
        assert [record.fields for record in before] == [record.fields for record in after]


@pytest.mark.parametrize("pages", ["1–-2", "1––2", "1-–2", "1–—2", "1–2", "1--2"])
def test_dashes_side_by_side_stay_apart(pages):
    for before, after in journeys(f"id,title,pages\nk,T,{pages}\n", "a.csv"):
        assert [record.fields for record in before] == [record.fields for record in after]


def test_braces_without_partners_in_a_path_leave_no_blanks_behind():
    for before, after in journeys("id,title,file\nk,T,a { } } b\n", "a.csv"):
        assert ["a b"] == [record.fields["file"] for record in before]
        assert [record.fields for record in before] == [record.fields for record in after]


def test_control_characters_in_keys_are_not_written():
    library = read_text("@book{k\x00" + "\x01" * 40 + "x, title = {A title}}")
    text = dumps(library, "bib")
    assert text.replace("\n", "").isprintable()
    assert ["A title"] == [record.title for record in read_text(text)]


def test_control_characters_in_a_title_with_braces_are_not_written():
    library = read_text(
        "@book{k, title = {A {Title}\x00\x01 here}, note = {enough text to be no binary file}}"
    )
    text = dumps(library, "bib")
    assert text.replace("\n", "").isprintable()
    assert ["A Title here"] == [record.title for record in read_text(text)]


@pytest.mark.parametrize("name", ["bib", "ris", "json", "csv"])
@pytest.mark.parametrize("said", ["true", "f", "falseitle"])
def test_what_is_sealed_stays_sealed_through_every_format(name, said):
    """A value that is neither true nor false leaves a doubt: the entry is confidential, and says so in words that leave none."""
    text = "@article{k, confidential = {" + said + "}}"
    (record,) = read_text(text, include_confidential=True)
    (again,) = read_text(dumps([record], name), f"a.{name}", include_confidential=True)
    assert (record.confidential, again.confidential) == (True, True)
    assert again.fields.get("confidential") == "true"


def test_a_column_with_semicolons_in_its_name_is_no_delimiter():
    (record,) = read_text("id,title,year,;a;b;c;d\nk,A title,2001,x\n", "a.csv")
    assert (record.title, record.year) == ("A title", 2001)


@pytest.mark.parametrize("name", FORMATS)
def test_a_name_that_looks_like_a_tag_is_kept(name):
    (record,) = read_text('"Author",Title\n<title{>,T\n', "a.csv")
    (again,) = read_text(dumps([record], name), f"a.{name}")
    assert record.fields["author"] == again.fields["author"] == "<title>"


def test_an_and_behind_a_semicolon_is_no_person():
    (record,) = read_text("@book{k, author = {Doe, Jane; and Roe, Richard; and}}")
    assert [person.family for person in record.authors] == ["Doe", "Roe"]


@pytest.mark.parametrize("type_", ["101-109", "-x", "é-b", "--", "?", "1a", "a-1"])
def test_a_record_of_any_type_is_read_back(type_):
    """A reader takes `@101-109{` for a text between the entries, and the record was lost."""
    record = read_text("@misc{k, title = {Raids}}").records[0]
    assert ["Raids"] == [each.title for each in read_text(dumps([replace(record, type=type_)]))]

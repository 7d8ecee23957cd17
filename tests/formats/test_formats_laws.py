"""Laws of reading and writing, held by hypothesis."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from litreview.core.text import fold, neutralise, restore, to_ascii, to_latex, to_unicode
from litreview.formats import dumps, read_text
from litreview.formats.record_building import has_value

SLOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BITS = st.sampled_from(
    [*"{}\"=,#@%()\\\n\t $&~-`'<>;:", "@article{", "@string{a=", "title = ", "author = ", " and ", "Doe, J", "crossref = {k}",
     "jan", "\\'e", "--", "&amp;", "<i>", "month", "k", "TY  - JOUR\n", "ER  - \n", "AU  - Doe, J\n", '[{"id":', "1999", "ü", "\x00"]
)  # fmt: skip
SHARDS = st.lists(BITS, max_size=60).map("".join)
PROSE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


def facts(library):
    return [
        (
            record.key,
            record.type,
            # what was sealed for what it says is written with the mark
            {name: value for name, value in record.fields.items() if name != "confidential"},
            record.confidential,
            record.authors,
            record.editors,
            record.year,
            record.doi,
        )
        for record in library
    ]


@SLOW
@given(st.binary(max_size=300))
def test_reading_never_raises_on_bytes(data):
    library = read_text(data, include_confidential=True)
    assert library.records or library.problems


@SLOW
@given(SHARDS)
def test_reading_never_raises_on_pieces_of_syntax(text):
    read_text(text)
    read_text("@article{a, title = {" + text)
    read_text("@article{a, author = {" + text + "}}")


@SLOW
@given(SHARDS, SHARDS)
@example("", "{{#--")
@example("", "{{#--}}")
def test_what_is_written_is_read_back_the_same(title, author):
    library = read_text(
        f"@article{{a, title = {{{title}}}, author = {{{author}}}, year = 1999}}", include_confidential=True
    )
    records = [record for record in library if record.key == "a"][:1]
    again = read_text(dumps(records, "bib"), include_confidential=True)
    assert facts(records) == facts(again)


@SLOW
@given(
    st.dictionaries(
        st.sampled_from(
            ["title", "author", "abstract", "note", "url", "journal", "keywords", "pages", "month", "file"]
        ),
        PROSE,
    )
)
@example({"title": "Interview"})
@pytest.mark.exhaustive
def test_a_table_survives_a_journey_through_bibtex(fields):
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream).writerows(
        [
            ["id", "title", "address", *fields],
            # without a place, an author alone would be asked about once it is BibTeX
            ["k1", "A title", "Made-up Town", *map(neutralise, fields.values())],
        ]
    )
    library = read_text(stream.getvalue(), include_confidential=True)
    assert facts(library) == facts(read_text(dumps(library, "bib"), include_confidential=True))


NAMES = st.sampled_from(
    [*(["title", "author", "editor", "abstract", "note", "url", "journal", "booktitle", "series", "keywords", "pages", "month", "year", "date", "publisher", "institution", "doi"]),
     *(["cited-references", "affiliation", "annotation", "type", "issn", "isbn", "number", "volume", "file", "groups", "invented", "howpublished", "id", "container"])]
)  # fmt: skip
KINDS = st.sampled_from(
    ["article", "book", "incollection", "techreport", "mastersthesis", "misc", "jurisdiction", "invented"]
)


@SLOW
@given(st.sampled_from(["ris", "json", "csv"]), KINDS, st.dictionaries(NAMES, PROSE | SHARDS, max_size=8))
@example("ris", "article", {"title": "TY  - JOUR\n{,,"})
@pytest.mark.exhaustive
def test_no_field_is_lost_or_changed_on_the_way_through_another_format(format_, kind, fields):
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream).writerows(
        [["id", "title", *fields], ["k1", "A title", *map(neutralise, fields.values())]]
    )
    # once through BibTeX, so that the names of fields and the type are those of a .bib
    (first,) = read_text(
        dumps(read_text(stream.getvalue(), include_confidential=True), "bib"), include_confidential=True
    )
    before = dataclasses.replace(first, type=kind)
    (after,) = read_text(dumps([before], format_), include_confidential=True)
    assert (before.key, before.type, before.keywords) == (after.key, after.type, after.keywords)
    wanted = {name: value for name, value in before.fields.items() if name != "keywords"}
    assert [] == [name for name, value in wanted.items() if not has_value(after.fields, name, value)]


@SLOW
@given(PROSE | SHARDS)
def test_latex_written_is_latex_read(text):
    assert to_unicode(to_latex(text)).replace("\u00a0", " ") == text.replace("\u00a0", " ")


@given(st.text(st.sampled_from("-`'“–a &_")))
def test_signs_that_latex_joins_are_parted_and_single_ones_are_left(text):
    parted = to_latex(text)
    assert not any(pair in parted for pair in ("--", "``", "''"))
    assert [c for c in parted if c not in "{}\\"] == list(text)
    if not any(pair in text for pair in ("--", "``", "''", "&", "_")):
        assert parted == text


@given(st.text(st.characters(exclude_characters="\\{}$~&<-`'", exclude_categories=["Cs"])))
def test_plain_text_is_never_touched(text):
    assert to_unicode(text) == text


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=20) | st.sampled_from(["'=1", "''-2", "\t", "@x", "＝1"]))
def test_a_neutralised_cell_is_restored(cell):
    assert restore(neutralise(cell)) == cell
    assert neutralise(cell)[:1] not in {*"=+-@\t\r"} or neutralise(cell) == ""


@SLOW
@given(PROSE | SHARDS)
def test_ascii_latex_is_ascii_and_decodes_to_the_same(text):
    latex = to_latex(text)
    assert to_ascii(latex).isascii()
    assert to_unicode(to_ascii(latex)) == to_unicode(latex)


@SLOW
@given(
    st.lists(
        st.tuples(st.sampled_from(["title", "note", "author", "keywords", "x-y"]), SHARDS | PROSE),
        max_size=8,
    ),
    st.booleans(),
)
@pytest.mark.exhaustive
def test_repeated_values_survive_writing(fields, ascii_only):
    body = ", ".join(f"{name} = {{{value}}}" for name, value in fields)
    records = [
        record for record in read_text(f"@book{{a, {body}}}", include_confidential=True) if record.key == "a"
    ][:1]
    again = read_text(dumps(records, ascii_only=ascii_only), include_confidential=True)
    assert [record.repeated for record in records] == [record.repeated for record in again]
    assert facts(records) == facts(again)


@SLOW
@given(SHARDS)
def test_comments_and_preambles_survive_writing(text):
    text = text.replace("\x00", "")
    library = read_text(f"@comment{{{text}}}\n@preamble{{{text}}}\n@book{{a, title = {{A}}}}")
    again = read_text(dumps(library))
    assert {block.text for block in library.blocks} == {block.text for block in again.blocks}
    assert dumps(again) == dumps(library)


# an entry that one character too few or too many may break; its neighbours and its words must not suffer
ENTRY = '@article{mid,\n  author = {Doe, Jane and Roe, Jo},\n  title = {Raids {and} rescues},\n  journal = "Journal of Keys",\n  year = 2011,\n}'
WORDS = ("doe", "jane", "roe", "raids", "rescues", "journal of keys", "2011")


@settings(max_examples=600, deadline=None)
@given(
    st.integers(0, len(ENTRY) - 1),
    st.sampled_from(["", "{", "}", '"', ",", "@", "=", "%", "#", "\\", "(", ")", "\n"]),
    st.booleans(),
)
@pytest.mark.exhaustive
def test_one_wrong_character_spoils_neither_words_nor_neighbours(at, character, replace):
    broken = ENTRY[:at] + character + ENTRY[at + (replace or not character) :]
    library = read_text(f"@book{{first, title = {{First}}}}\n{broken}\n@book{{last, title = {{Last}}}}\n")
    titles = {record.key: record.title for record in library}
    assert ("First", "Last") == (titles.get("first"), titles.get("last"))
    named = " ".join(problem.message for problem in library.problems)
    said = " ".join(
        [
            named,
            *(
                f"{record.key} {record.type} {value}"
                for record in library
                for value in [*record.fields, *record.fields.values(), *(v for _, v in record.repeated)]
            ),
        ]
    ).lower()
    missing = [
        word for word in WORDS if word not in said and word not in ENTRY[max(0, at - 16) : at + 16].lower()
    ]
    # a % before all of it comments the entry out, as people mean it
    assert not missing or library.problems or broken.startswith("%"), broken

"""One broken or odd file each: the records and Problems a user would want."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from litreview.core.errors import InputError
from litreview.core.model import Tag
from litreview.formats import dumps, read, read_text, write

GOOD = "\n@book{good, title = {Good}, year = 2001}\n"

# name, text, expected {key: {field: value}}, expected problem codes
CASES = [
    ("brace never closed", "@book{k, title = {Never {closed, year = 2000}\n" + GOOD, {"k": {"title": "Never closed", "year": "2000"}, "good": {}}, ["LR012"]),
    ("a brace too many", "@book{k, title = {Too} many} closed}, year = 2000}\n" + GOOD, {"k": {"title": "Too many closed", "year": "2000"}, "good": {}}, ["LR011"]),
    ("a second brace too many", "@book{k, title = {Too}}, year = 2000}\n" + GOOD, {"k": {"title": "Too", "year": "2000"}, "good": {}}, ["LR011"]),
    ("no comma", "@book{k, title = {A}\n year = 2000, doi = {10.1000/x}}" + GOOD, {"k": {"title": "A", "year": "2000", "doi": "10.1000/x"}, "good": {}}, ["LR010"]),
    ("no comma after the key", "@book{k\n title = {A}, year = 2000}" + GOOD, {"k": {"title": "A", "year": "2000"}, "good": {}}, ["LR010"]),
    ("cut off", "@book{a, title = {A}}\n@book{k, title = {Cut off", {"a": {}, "k": {"title": "Cut off"}}, ["LR012"]),
    ("quote never closed", '@book{k, title = "No end, year = 2000}' + GOOD, {"k": {"title": "No end", "year": "2000"}, "good": {}}, ["LR013"]),
    ("repeated field", "@book{k, title = {One}, Title = {Two}}", {"k": {"title": "One"}}, ["LR017"]),
    ("comment line inside", "@book{k, title = {A}, % note\n %doi = {x},\n year = 2000}", {"k": {"title": "A", "year": "2000"}}, ["LR015"]),
    ("commented out", "%@book{off, title = {A}}" + GOOD, {"good": {}}, ["LR015"]),
    ("entry in an abstract", "@book{k, abstract = {Old:\n@book{old, title = {Old}}\n}, year = 2000}" + GOOD, {"k": {"year": "2000"}, "good": {}}, ["LR014"]),
    ("space in the type", "@ book {k, title = {A}}" + GOOD, {"k": {"title": "A"}, "good": {}}, []),
    ("no value", "@book{k, title = {A}, note, year = 2000}" + GOOD, {"k": {"title": "A", "year": "2000"}, "good": {}}, ["LR016"]),
    ("no key", "@book{title = {Nameless}, year = 2000}", {"2000Nameless": {"title": "Nameless"}}, ["LR019"]),
    ("commas", "@book{k\n, title = {A},, year = 2000\n}", {"k": {"title": "A", "year": "2000"}}, []),
    ("parentheses closed by a brace", "@book(k, title = {A}}" + GOOD, {"k": {"title": "A"}, "good": {}}, ["LR026"]),
    ("undefined macro", "@book{k, publisher = nosuch}", {"k": {"publisher": "nosuch"}}, ["LR021"]),
    ("late macro", "@book{k, publisher = acm}\n@string{acm = {Assoc}}", {"k": {"publisher": "Assoc"}}, ["LR022"]),
    ("nested macros", '@string{a = "A"}\n@string{b = a # " B"}\n@book{k, publisher = b # { C}}', {"k": {"publisher": "A B C"}}, []),
    ("months", '@book{a, month = sept}\n@book{b, month = "10~" # jan}', {"a": {"month": "September"}, "b": {"month": "10 January"}}, []),
    ("missing parent", "@inbook{k, crossref = {p}}", {"k": {"crossref": "p"}}, ["LR030"]),
    ("parents in a circle", "@inbook{a, title={A}, crossref = {b}}\n@book{b, title={B}, crossref = {a}}", {"a": {}, "b": {}}, ["LR031"]),
    ("key with blanks", "@book{a b, title = {A}}", {"a b": {"title": "A"}}, ["LR020"]),
    ("backslash before the end", "@book{k, file = {C:\\dir\\}, title = {A}}" + GOOD, {"k": {"title": "A"}, "good": {}}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_broken_files_are_mended_and_named(text, expected, codes):
    library = read_text(text)
    assert list(expected) == [record.key for record in library]
    for record in library:
        assert expected[record.key].items() <= record.fields.items()
    assert codes == [problem.code for problem in library.problems]


def test_a_repeated_key_keeps_both_records():
    library = read_text("@book{k, title={A}}\n@book{k, title={B}}", "a.bib")
    assert ["a.bib:k", "a.bib:k#2"] == [record.id for record in library]
    assert ["LR018"] == [problem.code for problem in library.problems]


def test_all_values_of_a_repeated_field_are_kept():
    (record,) = read_text("@book{k, note={A}, note={B}, note={C}}")
    assert (record.fields["note"], record.repeated) == ("A", (("note", "B"), ("note", "C")))


def test_a_chapter_inherits_from_its_book_and_keeps_its_own_doi():
    library = read_text(
        "@inbook{c, title={C}, crossref={p}}\n@book{p, title={P}, editor={Doe, J.}, year=1999, doi={10.1000/book}}"
    )
    child = library.records[0]
    assert ("C", "P", 1999, "") == (child.title, child.fields["booktitle"], child.year, child.doi)
    assert "booktitle" not in child.raw_fields


def test_what_inherits_from_a_confidential_parent_is_confidential():
    library = read_text(
        "@misc{I01, title={Made up}, confidential={true}}\n@inbook{c, title={Secret}, crossref={I01}}"
    )
    assert all(record.confidential for record in library)
    assert "Secret" not in dumps(library) + repr(library)


@pytest.mark.parametrize(
    "data",
    ["ü".encode("utf-16"), "ü".encode("utf-16-le"), "ü".encode("cp1252"), "ü".encode("utf-8-sig")],
    ids=["utf-16", "utf-16 bare", "cp1252", "bom"],
)
def test_encodings_are_found(data):
    encoding = {b"\xff\xfe": "utf-16", b"\xfc\x00": "utf-16-le", b"\xfc": "cp1252", b"\xef\xbb": "utf-8-sig"}[
        data[:2]
    ]
    (record,) = read_text("@book{k, title = {Über}}".encode(encoding))
    assert record.title == "Über"


def test_paths_give_ids_and_what_is_not_there_is_named(tmp_path: Path):
    (tmp_path / "bib" / "out").mkdir(parents=True)
    (tmp_path / "bib" / ".hidden.bib").write_text(GOOD)
    (tmp_path / "bib" / "b.bib").write_text(GOOD)
    (tmp_path / "bib" / "a.bib").write_text("@article{x, title={X}}")
    (tmp_path / "bib" / "notes.txt").write_text("no source")
    assert ["a.bib:x", "b.bib:good"] == [record.id for record in read(tmp_path / "bib")]
    assert ["bib/b.bib:good"] == [record.id for record in read(tmp_path / "bib" / "b.bib", root=tmp_path)]
    assert ["b.bib:good"] == [record.id for record in read(tmp_path / "bib" / "b.bib")]
    with pytest.raises(InputError, match=r"did you mean 'b\.bib'"):
        read(tmp_path / "bib" / "bb.bib")
    with pytest.raises(InputError, match="no sources"):
        read(tmp_path / "bib" / "out")
    with pytest.raises(InputError, match="matches no file"):
        read(str(tmp_path / "*.ris"))


def test_tags_are_written_as_keywords_and_not_read_back(tmp_path: Path):
    library = read_text(
        "@article{k, title={100% of a_b & c}, keywords={police, courts}, author={{World Bank} and others}}"
    )
    tags = [Tag(source="k", code=code, method="rule") for code in ("protect", "unread", "book")]
    write(library, tmp_path / "x.bib", tags=tags, notes={"k": "A note."})
    text = (tmp_path / "x.bib").read_text()
    assert "keywords = {police, courts, tvpa:protect}" in text
    (record,) = read(tmp_path / "x.bib")
    assert {**library.records[0].fields, "annotation": "A note."} == record.fields


def test_the_output_opens_in_pybtex_and_bibtexparser():
    import bibtexparser
    from pybtex.database import parse_string

    text = dumps(read_text("".join(case[1] + "\n" for case in CASES if case[0] != "cut off")))
    keys = list(parse_string(text, "bibtex").entries)
    other = bibtexparser.parse_string(text)
    assert not other.failed_blocks
    assert len(keys) == len(other.entries) == len(read_text(text))


@pytest.mark.parametrize("format_", ["ris", "json", "csv"])
def test_other_formats_keep_the_facts(format_):
    text = "@article{k, title={A title}, author={van Dyke, Jane and {World Bank}}, journal={J}, year=1999, pages={1--9}, doi={10.1000/x}}"
    (before,) = read_text(text)
    (after,) = read_text(dumps([before], format_))
    for name in ("key", "type", "title", "authors", "year", "doi", "container"):
        assert getattr(before, name) == getattr(after, name) or name == "authors"
    assert before.fields["pages"] == after.fields["pages"]
    assert ["World Bank"] == [person.literal for person in after.authors if person.literal]


def test_a_ris_record_without_its_end_is_kept():
    library = read_text("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \n")
    assert ["One", "Two"] == [record.title for record in library]
    assert ["LR035"] == [problem.code for problem in library.problems]


def test_real_files_give_every_entry_or_a_problem():
    folder = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data" / "bib" / "nasty"
    if not folder.is_dir():
        pytest.skip(f"no {folder}: set LITREVIEW_DATA to run this over the collection of nasty files")
    for path in sorted(folder.glob("*.bib")):
        library = read_text(path.read_bytes(), path.name)
        assert library.records or library.problems, path.name


def test_tables_in_a_folder_that_hold_no_references_are_no_sources(tmp_path: Path):
    (tmp_path / "citations.csv").write_text("citing,cited\na,b\n")
    (tmp_path / "export.csv").write_text("id,title,year\na,A title,1999\n")
    library = read(tmp_path)
    assert ["export.csv:a"] == [record.id for record in library]
    assert ["LR008"] == [problem.code for problem in library.problems]
    assert ["LR006"] == [problem.code for problem in read(tmp_path / "citations.csv").problems]


def test_field_names_of_two_words_are_one_name():
    (record,) = library = read_text(
        "@book{k, funding_text\u00a01 = {A grant}, Early Access Date = {MAY 2020}}"
    )
    assert {"funding_text-1": "A grant", "early-access-date": "MAY 2020"} == record.fields
    assert () == library.problems


def test_macros_that_double_without_end_stay_small():
    text = (
        '@string{a0 = "xxxxxxxxxx"}'
        + "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
        + "@book{k, title = a60}"
    )
    library = read_text(text)
    assert len(library.records[0].title) < 3_000_000
    assert "LR021" in {problem.code for problem in library.problems}


@pytest.mark.parametrize("entry", ["@article{a, title = {A raid}}", "@article{a, title = {A } # {raid}}"])
@pytest.mark.parametrize("before", ["@comment{ENTRY}", "@book{b, note = {see ENTRY there}}"])
def test_an_entry_whose_words_stand_in_a_comment_or_a_value_before_it_is_read(entry, before):
    library = read_text(f"{before.replace('ENTRY', entry)}\n{entry}\n")
    assert ("a", "A raid", 2) == (
        library.records[-1].key,
        library.records[-1].title,
        library.records[-1].where.line,
    )
    assert "LR029" not in {problem.code for problem in library.problems}

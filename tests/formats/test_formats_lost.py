"""Nothing is lost in silence, whatever one edit does to a file. The law and the files stand in `benchmarks/lost.py`. All is made up."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path

import pytest

from litreview.formats import read, read_text


def _law():
    path = Path(__file__).parents[2] / "benchmarks/lost.py"
    spec = importlib.util.spec_from_file_location("litreview_benchmark_lost", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


LAW = _law()
EACH = 150


def titles(library):
    return [record.title for record in library]


def told(library):
    return [(problem.code, problem.where.line) for problem in library.problems]


@pytest.mark.exhaustive(quick=8)
@pytest.mark.parametrize("kind", LAW.KINDS)
def test_no_edit_loses_a_record_or_a_word_in_silence(kind):
    """The law as `benchmarks/lost.py` has it, over a sample of the edits that are tried there."""
    of = LAW.sample(kind)
    assert LAW.lost(of, of.text) == LAW.Losses()
    edits = LAW.one_edits(of.text, 2, kind)
    for text in random.Random(kind).sample(edits, EACH):
        assert LAW.lost(of, text) == LAW.Losses(), text


def test_broken_files_are_read():
    """Broken in many places at once: nothing is raised, and what gives no record gives a Problem."""
    for seed in range(300):
        kind, data = LAW.broken(seed)
        library = read_text(data, f"a.{LAW.KINDS[kind].ending}", include_confidential=True)
        assert library.records or library.problems or not data.strip(), seed


def test_two_lists_of_json_in_one_file_are_both_read():
    """`cat a.json b.json`"""
    one, two = ([{"id": name, "type": "book", "title": name.upper()}] for name in ("first", "second"))
    for between in ("", "\n", ",\n", "\n\ufeff"):
        library = read_text(json.dumps(one) + between + json.dumps(two), "a.json")
        assert (titles(library), told(library)) == (["FIRST", "SECOND"], [])


def test_pages_of_openalex_behind_each_other_are_all_read():
    page = '{"meta": {"count": 2}, "results": [{"id": "https://openalex.org/W%d", "title": "Page %d", "ids": {}}], "group_by": []}\n'
    library = read_text(page % (1, 1) + page % (2, 2), "a.json")
    assert (titles(library), told(library)) == (["Page 1", "Page 2"], [])


def test_an_answer_of_crossref_with_many_works_is_read():
    text = '{"status": "ok", "message": {"total-results": 2, "items": [{"DOI": "10.1000/a", "title": ["A"]}, {"DOI": "10.1000/b", "title": ["B"]}]}}'
    assert titles(read_text(text, "a.json")) == ["A", "B"]


def test_authors_given_as_bodies_or_as_text_are_kept():
    text = '[{"id": "a", "title": "A", "author": [{"name": "Office of Data"}, "Jane Doe", {"family": "Roe", "given": "Jo", "affiliation": [{"name": "Town University"}]}], "editor": "Ann Poe"}]'
    (record,) = read_text(text, "a.json")
    assert [person.display for person in record.authors] == ["Office of Data", "Jane Doe", "Jo Roe"]
    assert [person.display for person in record.editors] == ["Ann Poe"]
    assert record.get("csl-rest") == "author.2.affiliation.0.name: Town University"


def test_a_name_given_twice_in_one_object_keeps_both_values():
    library = read_text('[{"id": "a", "title": "A", "note": "one", "note": "two"}]', "a.json")
    assert (library.records[0].get("note"), library.records[0].repeated) == ("one", (("note", "two"),))
    assert told(library) == [("LR017", 1)]


def test_a_hundred_broken_items_and_one_more_are_each_told():
    text = (
        "[\n"
        + "".join(f'{{"id": "a{n}", "title": "A" "x"}},\n' for n in range(150))
        + '{"id": "z", "title": "Z"}]'
    )
    library = read_text(text, "a.json")
    assert (titles(library), len(library.problems)) == (["Z"], 150)


CSV = 'id,title,year,note\na,"The first",2001,"so it goes\nb,"The second",2002,"and on"\nc,"The third",2003,"to the end"\n'


def test_a_row_behind_a_quote_that_is_never_closed_is_read():
    library = read_text(CSV, "a.csv")
    assert (titles(library), told(library)) == (["The first", "The second", "The third"], [("LR013", 2)])


def test_a_row_with_cells_of_several_lines_is_one_row():
    """Also where the lines, each by itself, would be rows."""
    library = read_text('title,year,note\n"One,\nx,y,z",2001,"a ""b""\nc, d,e"\nTwo,2002,f\n', "a.csv")
    assert (titles(library), told(library)) == (["One, x,y,z", "Two"], [])


def test_a_header_that_a_row_has_run_into_is_told():
    library = read_text("id,title,year,notea,The first,2001,so\nb,The second,2002,on\n", "a.csv")
    assert (titles(library), ("LR037", 1) in told(library)) == (["The second"], True)


@pytest.mark.parametrize("damaged", ["0 Book", "%", "%O Book", "", "Book"])
def test_a_damaged_first_line_of_an_enw_record_joins_no_two(damaged):
    library = read_text(
        f"%0 Book\n%T The first\n%D 2001\n\n{damaged}\n%T The second\n\n%0 Book\n%T The third\n", "a.enw"
    )
    assert titles(library) == ["The first", "The second", "The third"]
    assert "LR035" in {code for code, _ in told(library)}


@pytest.mark.parametrize("damaged", ["MID- 2", "PMI D- 2", "PMIDS 2", "", "pmid 2"])
def test_a_damaged_first_line_of_a_medline_record_joins_no_two(damaged):
    library = read_text(
        f"PMID- 1\nDP  - 2001\nTI  - The first\n\n{damaged}\nDP  - 2002\nTI  - The second\n\nPMID- 3\nTI  - The third\n",
        "a.nbib",
    )
    assert titles(library) == ["The first", "The second", "The third"]
    assert "LR035" in {code for code, _ in told(library)}


@pytest.mark.parametrize("text", ["TY  - JOUR\nTI  - The first\nPY  - 2001\n{}\n\nT - JOUR\nTI  - The second\nER  - \n", "PT J\nTI The first\nPY 2001\n{}\n\nT J\nTI The second\nER\n"])  # fmt: skip
def test_two_records_whose_border_is_damaged_are_two(text):
    for damaged in ("E  - ", "", "EER"):
        library = read_text(text.format(damaged), "a.ris" if "TY" in text else "a.ciw")
        assert [title.split(" T ")[0] for title in titles(library)] == ["The first", "The second"], damaged
        assert "LR035" in {code for code, _ in told(library)}


def test_two_records_without_a_border_at_all_are_told():
    library = read_text("TY  - JOUR\nTI  - The first\nTI  - The second\nER  - \n", "a.ris")
    assert (told(library), library.records[0].repeated) == ([("LR035", 3)], (("title", "The second"),))


def test_lines_outside_of_records_are_named():
    library = read_text("a\nTY  - JOUR\nTI  - T\nER  - \nb\n\nc\nd\n", "a.ris")
    assert [problem.message.partition("out: ")[2] for problem in library.problems] == ["1, 5, 7-8"]


def test_an_xml_record_whose_first_tag_is_damaged_is_read():
    record = "<record><titles><title>The %s</title></titles></record>"
    text = f"<xml><records>{record % 'first'}\n{(record % 'second')[1:]}\n{record % 'third'}</records></xml>"
    library = read_text(text, "a.xml")
    assert (titles(library), told(library)) == (
        ["The first", "The second", "The third"],
        [("LR035", 2), ("LR037", 2)],
    )


def test_text_where_endnote_puts_none_is_kept():
    library = read_text(
        "<xml><records><record>one<titles>two<title>T</title></titles></record></records></xml>", "a.xml"
    )
    assert library.records[0].get("endnote-rest") == "one two"


def test_text_outside_of_the_entries_of_a_bib_is_told():
    text = "Export of May\n\n@book{a, title = {A}} and more\n% a comment\n@string{used = {U}}\n@string{idle = {I}}\n@book{b, title = used}\nend"
    library = read_text(text, "a.bib")
    assert titles(library) == ["A", "U"]
    messages = [problem.message for problem in library.problems if problem.code == "LR037"]
    assert messages == [
        "3 lines stand outside of the records and are left out: 1, 3, 8",
        "a macro that no entry uses is left out",
    ]


def test_an_entry_that_is_closed_too_early_is_told_to_its_end():
    library = read_text(
        "@book{a, title = {A}}\n@book{b, journal } = {Words of it},\n title = {B}\n}\n", "a.bib"
    )
    assert ("LR029", 2) in told(library)


def test_bibtex_in_a_text_file_of_a_folder_is_read(tmp_path):
    (tmp_path / "refs.txt").write_text("my list\n\n@book{a,\n title = {A}}\n")
    (tmp_path / "notes.txt").write_text("Write to library@example.org {today}\n")
    (tmp_path / "list.txt").write_text('[{"id": "b", "title": "B"}]')
    library = read(tmp_path)
    assert sorted(titles(library)) == ["A", "B"]
    assert [problem.where.file for problem in library.problems if problem.code == "LR008"] == ["notes.txt"]


def test_text_beside_an_end_or_a_heading_of_web_of_science_is_kept_or_told():
    library = read_text("FN Clarivate Analytics words\nVR 1.0\nPT J\nTI A\nER more\nER most\nEF\n", "a.ciw")
    assert library.records[0].get("wos-er") == "more"
    assert [problem.message.partition("out: ")[2] for problem in library.problems] == ["1, 6"]


def test_lines_of_refer_behind_a_bib_are_no_comments():
    library = read_text("@book{a, title = {A},\n%T B\n}\n% a comment\n%0 Book\n%T C\n", "a.bib")
    assert told(library) == [("LR015", 2), ("LR037", 5)]


def test_what_stands_behind_the_list_of_a_page_is_told():
    library = read_text(
        '{"meta": {"q": "x"}, "results": [{"id": "https://openalex.org/W1", "title": "A"}],\n "keywords": ["raids"]}',
        "a.json",
    )
    assert (titles(library), told(library)) == (["A"], [("LR037", 2)])

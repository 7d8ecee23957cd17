"""One row in the table of formats is all that a format needs: these laws hold for each row. All records are made up.

The samples are those of `benchmarks/lost.py`, which a new row must join: there every edit of one is tried, and here what a row promises.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview import formats
from litreview.cli import main
from litreview.formats import FORMATS, dumps, read, read_text
from litreview.formats.readers import (
    detect,
    endings,
    formats as rows,
    formats_by_name,
    holds_references,
    load,
)
from litreview.formats.record_building import has_value


def _benchmark(name):
    path = Path(__file__).parents[2] / f"benchmarks/{name}.py"
    spec = importlib.util.spec_from_file_location(f"litreview_benchmark_{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


LAW = _benchmark("lost")
MARKS = _benchmark("mutants")
KINDS = {
    row.name: [kind for kind in LAW.KINDS if detect(LAW.sample(kind).text) == row.name] for row in rows()
}
"""The samples of each format."""
row_of = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)


def sample(row):
    return LAW.sample(KINDS[row.name][0])


def said(library):
    return [(record.key, record.type, dict(record.fields)) for record in library]


@row_of
def test_a_format_has_samples_and_marked_samples(row):
    """So all laws of `test_formats_lost` and `test_formats_marks` hold for it."""
    assert KINDS[row.name]
    assert [each for each in MARKS.SAMPLES if detect(each.text) == row.name]


@row_of
def test_a_format_is_known_by_its_content(row):
    for kind in KINDS[row.name]:
        for path in ("", "a.bib", "a.txt", "a.xml", "<stdin>"):
            assert LAW.RECORDS == len(read_text(LAW.sample(kind).text, path))


@row_of
def test_a_format_is_read_from_a_file_and_from_a_folder_under_each_of_its_endings(row, tmp_path):
    wanted = said(read_text(sample(row).text))
    for ending in row.endings:
        folder = tmp_path / ending[1:]
        folder.mkdir()
        (folder / f"export{ending}").write_text(sample(row).text)
        assert wanted == said(read(folder / f"export{ending}")) == said(read(folder))


@pytest.mark.exhaustive(quick=4)
@row_of
def test_a_format_is_converted_from_a_file_and_from_standard_input(row, tmp_path):
    (tmp_path / f"in{row.endings[0]}").write_text(sample(row).text)
    for ending in FORMATS:
        outputs = []
        for place, given in ((str(tmp_path / f"in{row.endings[0]}"), None), ("-", sample(row).text)):
            path = tmp_path / f"out.{ending}"
            result = CliRunner().invoke(main, ["convert", place, "-o", str(path)], input=given)
            assert result.exit_code == 0, result.output
            outputs.append(path.read_text())
        assert outputs[0] == outputs[1]
        assert LAW.RECORDS == len(read_text(outputs[0]))


@row_of
def test_records_in_the_text_are_records_and_problems_when_the_text_is_cut(row):
    of = sample(row)
    for end in range(1, len(of.text), 23):
        assert LAW.lost(of, of.text[:end]).records == 0, of.text[:end]


@pytest.mark.parametrize("row", [row for row in rows() if row.writes], ids=lambda row: row.name)
def test_what_is_written_in_a_format_is_read_back_as_that_format(row):
    for kind in LAW.KINDS:
        library = read_text(LAW.sample(kind).text)
        text = dumps(library, row.writes)
        assert row.name == detect(text)
        for before, after in zip(library, read_text(text, include_confidential=True), strict=True):
            assert (before.key, before.type, before.keywords) == (after.key, after.type, after.keywords)
            wanted = {name: value for name, value in before.fields.items() if name != "keywords"}
            assert [] == [name for name, value in wanted.items() if not has_value(after.fields, name, value)]


@row_of
def test_a_row_names_functions_that_exist(row):
    for name in filter(None, (row.reader, row.writer, row.boundaries, row.finish)):
        assert callable(load(name))


def test_every_ending_of_a_folder_is_the_ending_of_a_row():
    assert {ending for row in rows() for ending in row.endings} == endings()
    assert list(formats_by_name()) == [row.name for row in rows()]


@pytest.mark.parametrize("ending", sorted(endings()))
def test_references_under_any_ending_are_seen_in_a_folder(ending):
    """Two entries of BibTeX in `refs.txt` were once passed over."""
    for kind in LAW.KINDS:
        assert holds_references(LAW.sample(kind).text, f"refs{ending}"), kind


def test_values_of_xml_are_decoded_once():
    """The parser has taken `&lt;` for `<` already; what then looks like a tag of HTML is text."""
    text = "<xml><records><record><titles><title>x &lt;i and y&gt; 3 &amp;amp; &lt;b&gt;</title></titles></record></records></xml>"
    assert ["x <i and y> 3 &amp; <b>"] == [record.title for record in read_text(text)]


def test_html_in_values_of_databases_is_decoded():
    for text in (
        "TY  - JOUR\nTI  - <i>Raids</i> &amp; rescues\nER  - \n",
        '[{"title": "<i>Raids</i> &amp; rescues"}]',
    ):
        assert ["Raids & rescues"] == [record.title for record in read_text(text)]


def test_a_line_of_xml_with_a_title_between_commas_is_no_header():
    text = (
        "<xml><records><record><titles><title>Deeds, title, tenure</title></titles></record></records></xml>"
    )
    assert "endnote-xml" == detect(text)


ROOM = Path(formats.__file__).parent
SOURCE = "".join(path.read_text(encoding="utf-8").replace("'", '"') for path in ROOM.rglob("*.py"))


def rows_of(table):
    lines = (ROOM / table).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line[:1] not in {"", "#"}]


def test_each_word_stands_in_its_table_once_and_each_table_is_one_that_somebody_asks_for():
    named = [(table, word) for table, word, _ in rows_of("vocabularies.tsv")]
    assert len(named) == len(set(named))
    sources = {
        f"{table.partition('.')[0]}.{of}"
        for table, _, of in rows_of("vocabularies.tsv")
        if table.endswith(".sources")
    }
    assert sources == {table for table, _ in named if f'("{table}"' not in SOURCE}

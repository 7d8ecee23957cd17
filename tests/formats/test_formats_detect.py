"""The format is told by what a file holds, whatever its ending says."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.formats import read, read_text

SAMPLES = {
    "bibtex": "@book{a, title={A}}",
    "ris": "TY  - BOOK\nTI  - A\nER  - \n",
    "medline": "PMID- 1\nTI  - A\n",
    "endnote-xml": "<xml><records><record><titles><title>A</title></titles></record></records></xml>",
    "pubmed-xml": "<PubmedArticle><MedlineCitation><Article><ArticleTitle>A</ArticleTitle></Article></MedlineCitation></PubmedArticle>",
    "enw": "%0 Book\n%T A\n",
    "wos": "FN Clarivate\nVR 1.0\nPT B\nTI A\nER\nEF\n",
    "csl": '[{"id": "a", "type": "book", "title": "A"}]',
    "openalex": '{"id": "https://openalex.org/W1", "title": "A", "authorships": []}',
    "crossref": '{"DOI": "10.1000/1", "source": "Crossref", "title": ["A"]}',
    "semanticscholar": '{"paperId": "1", "title": "A", "externalIds": {}}',
    "table": "id,title\na,A\n",
}
ENDINGS = (".bib", ".ris", ".nbib", ".enw", ".isi", ".json", ".csv", ".tsv", ".xml", ".txt", "")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("format_", SAMPLES)
def test_a_wrong_ending_changes_nothing(format_, ending):
    library = read_text(SAMPLES[format_], f"file{ending}")
    assert [("A", format_)] == [(record.title, record.format) for record in library]
    assert () == library.problems


@pytest.mark.parametrize("before", ["\ufeff", "\n\n", "  \n"], ids=["mark", "blank lines", "blanks"])
@pytest.mark.parametrize("format_", SAMPLES)
def test_blank_beginnings_and_marks_change_nothing(format_, before):
    assert ["A"] == [record.title for record in read_text((before + SAMPLES[format_]).encode())]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("format_", SAMPLES)
def test_encodings_with_a_mark_are_read(format_, encoding):
    assert ["A"] == [record.title for record in read_text(SAMPLES[format_].encode(encoding))]


@pytest.mark.parametrize("format_", SAMPLES)
def test_every_beginning_of_a_file_gives_records_or_problems(format_):
    text = SAMPLES[format_]
    for end in range(1, len(text)):
        library = read_text(text[:end], "cut")
        assert library.records or library.problems, text[:end]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<collection><record><marc:datafield tag='245'/></record></collection>", "MARC XML with 1 record"),
        ("<modsCollection><mods></mods><mods></mods></modsCollection>", "MODS XML with 2 records"),
        ("<b:Sources><b:Source></b:Source></b:Sources>", "a Microsoft Office bibliography with 1 record"),
        ("Dear all,\nplease find attached", "no format that we know"),
    ],
)
def test_what_is_not_read_is_named_with_its_number_of_records(text, what):
    library = read_text(text, "a.txt")
    assert ["LR006"] == [p.code for p in library.problems]
    assert what in library.problems[0].message


def test_a_folder_is_read_by_content_too(tmp_path: Path):
    (tmp_path / "a.ris").write_text(SAMPLES["bibtex"])
    (tmp_path / "b.csv").write_text(SAMPLES["ris"])
    (tmp_path / "c.xml").write_text(SAMPLES["endnote-xml"])
    (tmp_path / "d.json").write_text('{"setting": 1}')
    (tmp_path / "e.xml").write_text("<html></html>")
    # as Web of Science and PubMed name their files
    (tmp_path / "savedrecs.txt").write_text(SAMPLES["wos"])
    (tmp_path / "notes.txt").write_text("Look at @book{this} again.")
    library = read(tmp_path)
    assert ["bibtex", "ris", "endnote-xml", "wos"] == [record.format for record in library]
    assert [("d.json", "LR008"), ("e.xml", "LR008"), ("notes.txt", "LR008")] == [
        (p.where.file, p.code) for p in library.problems
    ]


def test_what_a_folder_holds_and_cannot_be_read_is_told(tmp_path: Path):
    """A spreadsheet from Web of Science, or a library's MODS, must not be missing in silence."""
    (tmp_path / "a.ris").write_text(SAMPLES["ris"])
    (tmp_path / "savedrecs.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "papers.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "library.xml").write_text("<modsCollection><mods></mods></modsCollection>")
    (tmp_path / "abstract-made-up.txt").write_text(
        "1. J Inv. 2018 May;12(3):201-5.\n\nMade up.\n\nDoe J(1).\n\nPMID: 1\n\n\n2. J Inv. 2019.\n\nPMID: 2\n"
    )
    library = read(tmp_path)
    assert 1 == len(library)
    assert [
        ("abstract-made-up.txt", "LR006", "error"), ("library.xml", "LR006", "error"), ("savedrecs.xls", "LR004", "warning"),
    ] == sorted((p.where.file, p.code, p.level) for p in library.problems)  # fmt: skip
    told = {p.where.file: str(p) for p in library.problems}
    assert "with 2 records" in told["abstract-made-up.txt"]
    assert "save it as CSV" in told["savedrecs.xls"]


ANY_ENDING = [".jsonl", ".ndjson", ".dat", ".refs", "", ".json5"]


@pytest.mark.parametrize("ending", ANY_ENDING)
@pytest.mark.parametrize("kind", SAMPLES)
def test_what_is_read_by_name_is_read_in_a_folder_or_named_as_left_out(
    tmp_path: Path, kind: str, ending: str
):
    path = tmp_path / f"export{ending}"
    path.write_text(SAMPLES[kind])
    (tmp_path / "other.ris").write_text(SAMPLES["ris"])
    named, library = read(path), read(tmp_path)
    found = [record for record in library if record.where.file == path.name]
    left_out = [p.code for p in library.problems if p.where.file == path.name and p.level == "warning"]
    assert len(named) == len(found) or "LR004" in left_out


def test_lines_of_json_are_read_in_a_folder(tmp_path: Path):
    line = '{"id": "https://openalex.org/W%d", "display_name": "A made-up title", "authorships": []}\n'
    (tmp_path / "works.jsonl").write_text(line % 1 + line % 2)
    assert 2 == len(read(tmp_path))


def test_the_values_of_an_unpacked_packet_are_no_exports(tmp_path: Path):
    for name in ("SHA256SUMS", "commitments.json", "ledger.json", "manifest.json"):
        (tmp_path / name).write_text('[{"title": "A made-up value"}]')
    for folder in ("inputs", "out"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "library.jsonl").write_text('{"title": "A made-up title"}\n')
    assert ("out/library.jsonl",) == read(tmp_path).files


def test_prose_and_programs_that_quote_an_entry_are_no_exports(tmp_path: Path):
    for name in ("README", "cite.md", "make.py", "text.tex", "page.html"):
        (tmp_path / name).write_text(SAMPLES["bibtex"])
    (tmp_path / "a.ris").write_text(SAMPLES["ris"])
    assert () == read(tmp_path).problems


def test_a_private_file_that_cannot_be_read_is_told_without_its_name(tmp_path: Path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private/doe.xlsx").write_bytes(b"PK")
    (tmp_path / "a.ris").write_text(SAMPLES["ris"])
    (problem,) = read(tmp_path).problems
    assert ("private", "LR004") == (problem.where.file, problem.code)
    assert "doe" not in str(problem)

"""A file that is read in chunks holds what it holds as a whole."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from litreview.formats import dumps, read, read_text
from litreview.formats.file_chunks import Chunk, SealedChunkError, chunks, read_chunk

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in [*(ROOT / "bib").rglob("*"), *(ROOT / "examples").rglob("*")] if path.suffix in {".bib", ".ris", ".nbib", ".csv", ".json"} and "out" not in path.parts)  # fmt: skip
PARTED = {"manuscript.bib", "pubmed.bib", "scopus.bib", "statutes-and-cases.bib", "wos.bib"}


def without_ids(records):
    """Return records as they are in one file or in parts of it: that a key comes again is seen when all are together."""
    return [replace(one, id=one.key) for one in records]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_stretches_together_are_the_file(path):
    found = chunks(path, path.name, size=max(path.stat().st_size // 7, 500))
    assert len(found) > 1 or path.name not in PARTED
    if len(found) > 1 and any(one.confidential or one.hidden for one in read(path)):
        with pytest.raises(SealedChunkError):
            [read_chunk(path, path.name, each) for each in found]
    elif len(found) > 1:
        parts = [read_chunk(path, path.name, each) for each in found]
        whole = read(path)
        assert without_ids(whole.records) == without_ids(one for part in parts for one in part.records)
        assert [str(one) for one in whole.problems if one.code != "LR015"] == [str(one) for part in parts for one in part.problems if one.code != "LR015"]  # fmt: skip


@pytest.mark.parametrize("ending", ["ris", "csv", "json"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_we_write_is_parted_in_every_format(ending, line_end, tmp_path):
    some = [one for one in read(ROOT / "bib") if not one.confidential][:60]
    path = tmp_path / f"some.{ending}"
    path.write_bytes(dumps(some, ending).replace("\r\n", "\n").replace("\n", line_end).encode())
    found = chunks(path, path.name, size=path.stat().st_size // 9)
    assert len(found) > 4
    parts = [read_chunk(path, path.name, each) for each in found]
    assert without_ids(read(path).records) == without_ids(one for part in parts for one in part.records)


def test_a_line_end_or_a_bracket_in_a_value_ends_no_record(tmp_path):
    rows = ["id,title,year"] + [
        f'k{n},"A ""quoted"" title,\nin two lines }}] {n}",20{n % 20:02}' for n in range(40)
    ]
    table, listed = tmp_path / "a.csv", tmp_path / "a.json"
    table.write_text("\n".join(rows) + "\n")
    listed.write_text(
        json.dumps([{"id": f"k{n}", "type": "book", "title": f'}}], {{"a": [ \\" {n}'} for n in range(40)])
    )
    for path in (table, listed):
        found = chunks(path, path.name, size=200)
        assert len(found) > 5
        records = [one for each in found for one in read_chunk(path, path.name, each).records]
        assert [f"k{n}" for n in range(40)] == [one.key for one in records]


ROWS = "id,title,year,note\n", 'k{n},Title {n},2001,"in two\nlines, ""quoted"""\n'


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        # a quote within a cell opens none: to count quotes would cut the next note in two
        ROWS[0] + "".join(ROWS[1].format(n=n) + f'm{n},A 5" pipe,2001,x\n' * (n % 3 == 0) for n in range(60)),
        # what is before the header belongs to it
        "sep=,\n" + ROWS[0] + "".join(ROWS[1].format(n=n) for n in range(60)),
        "\ufeff\n" + ROWS[0].replace("title", '"title\n2"') + "".join(ROWS[1].format(n=n) for n in range(60)),
        ROWS[0] + "".join(ROWS[1].format(n=n).replace('"""\n', "\n" if n == 30 else '"""\n') for n in range(60)),
    ],
)  # fmt: skip
def test_the_rows_of_a_table_end_in_stretches_where_they_end_in_the_whole(text, line_end, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(text.replace("\n", line_end).encode())
    found = chunks(path, "a.csv", size=200)
    assert len(found) > 5
    records = [one for each in found for one in read_chunk(path, "a.csv", each).records]
    assert without_ids(read(path).records) == without_ids(records)
    assert len(records) >= 59


def test_an_entry_in_a_value_is_no_border(tmp_path):
    path = tmp_path / "a.bib"
    within = "here {{b}}\n@article{{inner{n}, title = {{Q}}\n}}\n@book{{inside, year = 1}}\n more"
    entry = "@article{{k{n},\n  title = {{Title {n}}},\n  abstract = {{Text %s}}\n}}\n"
    path.write_text("".join((entry % (within if n % 5 == 0 else "")).format(n=n) for n in range(100)))
    found = chunks(path, "a.bib", size=300)
    assert len(found) > 5
    records = [one for each in found for one in read_chunk(path, "a.bib", each).records]
    assert [f"k{n}" for n in range(100)] == [one.key for one in records]


def test_a_part_is_read_in_the_format_of_the_file(tmp_path):
    ris, bibtex = (
        "TY  - BOOK\nID  - k{n}\nTI  - Title {n}\nER  - \n\n",
        "@book{{b{n}, title = {{Title {n}}}}}\n",
    )
    path = tmp_path / "a.txt"
    path.write_text("".join(text.format(n=n) for text in (ris, bibtex) for n in range(50)))
    found = chunks(path, "a.txt", size=300)
    assert len(found) > 5
    assert read(path).records == tuple(
        one for each in found for one in read_chunk(path, "a.txt", each).records
    )


@pytest.mark.parametrize(
    "text",
    [
        "@string{j = {Journal}}\n" + "@article{a, journal = j}\n" * 50,
        "@article{a, crossref = {b}}\n" * 50,
        "@comment{jabref-meta: groupstree:}\n" + "@article{a, title = {A}}\n" * 50,
        "@article{, title = {A}}\n" * 50,
    ],
)
def test_entries_that_rest_on_others_stay_together(text, tmp_path):
    path = tmp_path / "a.bib"
    path.write_text(text)
    assert (Chunk(end=len(text)),) == chunks(path, "a.bib", size=100)


@pytest.mark.parametrize("ending", ["bib", "ris", "csv"])
def test_lines_that_end_with_a_carriage_return_alone_are_read_whole(ending, tmp_path):
    """A row that ends so ended nothing: all rows were taken for the header, and none was read."""
    path = tmp_path / f"a.{ending}"
    text = dumps(read(ROOT / "bib" / "scopus.bib"), ending).replace("\r\n", "\n")
    for changed in (text.replace("\n", "\r"), text.replace("\n", "\r", 20)):
        path.write_bytes(changed.encode())
        assert len(chunks(path, path.name, size=500)) == 1


def test_what_is_not_utf_8_is_read_whole(tmp_path):
    path = tmp_path / "a.bib"
    path.write_bytes("@article{a, title = {Über}}\n".encode("latin-1") * 50)
    assert len(chunks(path, "a.bib", size=100)) == 1


def test_no_stretch_ends_near_a_mark_of_what_is_confidential(tmp_path):
    entry = "@book{{k{}, title = {{A book}}}}\n"
    text = "".join(entry.format(n) for n in range(400)) + "@misc{m, confidental = {true}}\n" + "".join(entry.format(n) for n in range(400, 800))  # fmt: skip
    path = tmp_path / "a.bib"
    path.write_text(text)
    ends = [each.end for each in chunks(path, "a.bib", size=600)]
    mark = text.index("confidental")
    assert len(ends) > 3
    assert not [end for end in ends if abs(end - mark) < 8_000 and end < len(text)]
    assert read_text(text).records


@pytest.mark.parametrize("name", ["a.bib", "a.ris"])
def test_the_lines_that_a_message_names_are_those_of_the_file(tmp_path, name):
    entry = {"a.bib": "@book{{k{}, title = {{Tides}}}}\n", "a.ris": "TY  - BOOK\nTI  - Tides {}\nER  - \n"}[
        name
    ]
    path = tmp_path / name
    path.write_text(
        "".join(entry.format(n) + ("stray text\n\nmore of it\n" if n % 9 == 8 else "") for n in range(60))
    )
    stray = {
        n for n, line in enumerate(path.read_text().split("\n"), 1) if line in ("stray text", "more of it")
    }
    found = chunks(path, name, size=400)
    assert len(found) > 2
    named: list[int] = []
    for each in found:
        for one in read_chunk(path, name, each).problems:
            assert one.code == "LR037"
            assert one.where.line in stray
            several = re.search(r": ([\d, ]+)$", one.message)
            named += map(int, several[1].split(", ")) if several else [one.where.line]
    assert set(named) == stray


def test_a_mark_is_found_wherever_it_is_in_a_file_but_in_the_names_of_columns(tmp_path, monkeypatch):
    from litreview.formats import file_chunks as module

    path = tmp_path / "a.csv"
    rows = "".join(f'k{n},"Title {n} of confidential data",\n' for n in range(60))
    path.write_text("id,title,confidential\n" + rows)
    assert not module.has_confidential_mark(path)
    for size in (8_000_000, 97, 64):
        monkeypatch.setattr(module, "SIZE", size)
        for at in (0, 700, len(rows)):
            path.write_text("id,title,note\n" + rows[:at] + "\n@misc{m, confidental = {true}}\n" + rows[at:])
            assert module.has_confidential_mark(path)

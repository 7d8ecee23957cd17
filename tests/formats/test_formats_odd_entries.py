"""Entries that are written in a way that few are: what each field comes to, and what is told. All works are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.formats import dumps, read_text
from litreview.formats.bibtex_write import keywords_with_tags
from litreview.formats.file_chunks import Chunk, read_chunk
from litreview.formats.input_files import gather

BIBTEX = "@article{{k, title = {{T}}, month = {}, year = 2001}}"
WOS = "FN x\nVR 1.0\nPT J\nAU Roe, A\nTI Tides\nSO PORTS\n{}UT WOS:1\nER\n\nEF\n"
RIS = "TY  - JOUR\nAU  - Roe, A\nTI  - Tides\n{}ER  - \n"
TABLE = "title,author,year\nTides,{},2001\n"
# what an entry says in a form, the fields that it has then, and those that it does not have
ENTRIES = (
    (BIBTEX, "10~jan", {"month": "10 January"}, ()),
    (BIBTEX, "jan~10", {"month": "January 10"}, ()),
    (BIBTEX, "jan # {~10}", {"month": "January 10"}, ()),
    (BIBTEX, "10~11", {"month": "10 11"}, ()),
    (BIBTEX, "{jan}", {"month": "jan"}, ()),
    (WOS, "EA JAN 2020\n", {"year": "2020", "early-access-date": "JAN 2020"}, ()),
    (WOS, "EY 2019\nEA JAN 2020\n", {"year": "2019", "wos-ey": "2019"}, ()),
    (WOS, "PY 2018\nEA JAN 2020\n", {"year": "2018", "early-access-date": "JAN 2020"}, ()),
    (WOS, "EA soon\n", {"early-access-date": "soon"}, ("year",)),
    (WOS, "AF Roe, Ann\n   Poe, Bob\n", {"author": "Roe, Ann and Poe, Bob", "wos-au": "Roe, A"}, ()),
    (WOS, "CA Harbor Group\n", {"author": "Roe, A and {Harbor Group}"}, ("wos-au",)),
    (WOS, "BP 1\nEP 9\nAR e12\n", {"pages": "1–9", "article-number": "e12"}, ()),
    (WOS, "DT Book Chapter\n", {"booktitle": "PORTS", "type": "Book Chapter"}, ("journal",)),
    (WOS, "DT Review\n", {"journal": "PORTS", "type": "Review"}, ("booktitle",)),
    (RIS, "N1  - \nPY  - 2001\n", {"year": "2001"}, ("note", "date")),
    (RIS, "N1  - read\nPY  - 2001/05/02/\n", {"note": "read", "date": "2001-05-02", "year": "2001"}, ()),
    (RIS, "DA  - 2002/05//\nPY  - 2001\n", {"date": "2002-05", "year": "2001"}, ()),
    (RIS, "SP  - 1\nEP  - 9\n", {"pages": "1–9"}, ()),
    (RIS, "SP  - 1-9\n", {"pages": "1-9"}, ()),
    (RIS, "T2  - J\nJF  - Journal\n", {"journal": "Journal"}, ()),
    (RIS, "KW  - a\nKW  - b\n", {"keywords": "a; b"}, ()),
    (RIS, "A2  - Poe, B\n", {"editor": "Poe, B"}, ()),
    (RIS, "XX  - odd\n", {"ris-xx": "odd"}, ()),
    (RIS, "VL  - 3\nIS  - 4\nM3  - Editorial\n", {"volume": "3", "number": "4", "type": "Editorial"}, ()),
    (TABLE, "Harbor and Tides", {"author": "{Harbor and Tides}"}, ()),
    (TABLE, "roe and poe", {"author": "roe and poe"}, ()),
    (TABLE, '"Roe, A and Poe, B"', {"author": "Roe, A and Poe, B"}, ()),
    (TABLE, "Office of Ports and the sea", {"author": "{Office of Ports and the sea}"}, ()),
    (TABLE, "A. Roe; B. Poe", {"author": "Roe, A. and Poe, B."}, ()),
)
NAMES = {BIBTEX: "a.bib", WOS: "w.txt", RIS: "r.ris", TABLE: "t.csv"}


@pytest.mark.parametrize(("form", "says", "has", "lacks"), ENTRIES)
def test_what_the_fields_of_an_entry_come_to(
    form: str, says: str, has: dict[str, str], lacks: tuple[str, ...]
) -> None:
    (record,) = (library := read_text(form.format(says), NAMES[form])).records
    assert has.items() <= record.fields.items()
    assert not {*lacks} & record.fields.keys()
    assert {"LR037"} >= {problem.code for problem in library.problems}


@pytest.mark.parametrize(("word", "text"), [("a~b", "a b"), ("foo", "foo"), ("123~jan", "123 jan"), ("jan~foo", "jan foo")])  # fmt: skip
def test_what_is_no_day_and_month_is_a_macro_that_nobody_defined(word: str, text: str) -> None:
    (record,) = (library := read_text(BIBTEX.format(word), "a.bib")).records
    assert (text, ["LR021"]) == (record.get("month"), [problem.code for problem in library.problems])


def test_rows_go_on_within_quotes_and_a_quote_that_is_not_closed_swallows_none() -> None:
    found = read_text('title,journal,year\n"Tides\nand ports",J,2001\nPorts,J,2002\n', "t.csv")
    assert ["Tides and ports", "Ports"] == [record.title for record in found]
    assert () == found.problems
    found = read_text('title,journal,year\n"Tides,J,2001\nPorts,J,2002\nSea,J,2003\n', "t.csv")
    assert [("Tides", 2001), ("Ports", 2002), ("Sea", 2003)] == [(one.title, one.year) for one in found]
    assert [("LR013", 2)] == [(problem.code, problem.where.line) for problem in found.problems]


@pytest.mark.parametrize(
    ("keywords", "codes", "written"),
    [
        ("", ["protect"], "tvpa:protect"), ("a, b", ["protect"], "a, b, tvpa:protect"), ("a; b", ["protect", "prevent"], "a; b; tvpa:protect; tvpa:prevent"),
        ("a", ["unread"], "a"), ("a", ["none"], "a, tvpa:none"), ("a", ["journal-article", "x;y"], "a, tvpa:x y"), ("", [], ""),
    ],
)  # fmt: skip
def test_tags_are_keywords_but_for_types_and_what_was_not_read(
    keywords: str, codes: list[str], written: str
) -> None:
    assert written == keywords_with_tags(keywords, codes)


def test_a_container_that_the_column_says_is_in_no_second_one() -> None:
    def written(*fields: str) -> str:
        return dumps(read_text(f"@article{{k, title = {{T}}, {', '.join(fields)}}}", "a.bib").records, "csv")

    head, row, *_ = written("journal = {Tides}").split("\n")
    assert ("container" in head, "journal" in head, row.count("Tides")) == (True, False, 1)
    # another field says the same, or the usual one says another thing
    head, row, *_ = written("journal = {Tides}", "booktitle = {Tides}").split("\n")
    assert ({"container", "journal", "booktitle"} <= {*head.strip().split(",")}, row.count("Tides")) == (
        True,
        3,
    )


def test_files_of_a_folder_are_those_of_exports(tmp_path: Path) -> None:
    for name in (
        "a.bib", ".b.bib", ".git/c.bib", "out/d.bib", "x/e.RIS", "x/f.py", "rev/litreview.toml", "rev/g.bib", "rev/out/h.bib", "rev/x/out/i.bib",
        "rev/private/j.bib", "rev/private/codes.tsv", "rev/private/k.tsv", "rev/private/transcripts/l.bib", "rev/x/transcripts/m.bib", "rev/private/withdrawn/n.bib",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("@misc{k, title = {T}}")
    found = {path.relative_to(tmp_path).as_posix() for path, _, _ in gather([tmp_path])}
    assert {
        "a.bib", "out/d.bib", "x/e.RIS", "rev/g.bib", "rev/x/out/i.bib", "rev/private/j.bib", "rev/private/k.tsv", "rev/x/transcripts/m.bib",
    } == found  # fmt: skip


def test_a_part_of_a_file_is_read_as_what_all_of_it_is(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    head, rows = "title,year\n", "Tides,2001\n7,8\n"
    path.write_text(head + rows)
    start = len(head) + len("Tides,2001\n")
    part = Chunk(start=start, end=len(head + rows), line=2, head=len(head), whole=False, format="table")
    (record,) = read_chunk(path, "t.csv", part, met=True).records
    assert ("7", 3) == (record.title, record.where.line)
    path = tmp_path / "notes.txt"
    path.write_text("nothing but words\n")
    whole = Chunk(end=18)
    assert ["LR008"] == [one.code for one in read_chunk(path, "notes.txt", whole, met=True).problems]
    assert "LR008" not in [one.code for one in read_chunk(path, "notes.txt", whole).problems]
